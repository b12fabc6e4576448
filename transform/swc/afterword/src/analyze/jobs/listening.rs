//! A worker loads the files of its jobs: one that listens for requests would do so there, too.
use crate::analyze::bindings::{BindingKind, Bindings};
use crate::analyze::nodes::{plain_property, Name, Node};

/// What listens as the module is evaluated, whatever happens: in a statement of the module, behind no test. The callee, and its name.
pub fn find_listening<'a>(program: Node<'a>, bindings: &Bindings<'a>) -> Option<(Node<'a>, &'a str)> {
    program.children().into_iter().find_map(|statement| match statement {
        Node::ExpressionStatement(node) => listens(Node::from(&*node.expr), bindings),
        Node::VariableDeclaration(_) => {
            let inits = statement.declarators().iter().filter_map(|each| each.init.as_deref());
            inits.map(Node::from).find_map(|init| listens(init, bindings))
        }
        _ => None,
    })
}

/// `app.listen(…)`, `await app.listen(…)`, `createServer(app).listen(…).unref()`, `serve(…)`, `Bun.serve(…)`
fn listens<'a>(value: Node<'a>, bindings: &Bindings<'a>) -> Option<(Node<'a>, &'a str)> {
    let mut node = value.unwrap();
    loop {
        if let Node::AwaitExpression(awaited) = node {
            node = Node::from(&*awaited.arg).unwrap();
        }
        let callee = node.callee().filter(|_| node.is_call())?.unwrap();
        if let Node::Identifier(name) = callee {
            let binding = bindings.resolve(name)?;
            let is_serve = binding.kind == BindingKind::Import && binding.key == Some(Name::Plain("serve"));
            return is_serve.then_some((callee, &*name.sym));
        }
        let object = callee.object().filter(|_| callee.is_member())?.unwrap();
        let is_global = ["Bun", "Deno"].iter().any(|name| bindings.is_global(object, name));
        match plain_property(callee) {
            Some(method) if method == "listen" || (method == "serve" && is_global) => {
                return Some((callee, method))
            }
            _ => node = object,
        }
    }
}
