//! Which calls does a test tool move in front of the imports, where no helper of ours exists yet (R14)? Vitest and Jest do so with the calls
//! that mock modules; babel-plugin-jest-hoist also refuses a factory that names anything from outside.
use super::bindings::{BindingKind, Bindings};
use super::inventory::{Inventory, Use};
use super::nodes::{plain_property, walk, Node, NodeMap};

/// What a tool calls the object that mocks.
const TOOLS: [&str; 3] = ["vi", "vitest", "jest"];
const HOISTED: [&str; 2] = ["mock", "hoisted"];
/// Vitest takes the path out of `vi.doMock(await import('./db'))`: it looks for an `await` as it is written.
const PATHS: [&str; 4] = ["mock", "unmock", "doMock", "doUnmock"];

/// Calls that are moved, functions that they call by name, and those whose `await import()` is read as a path; each with the reason.
pub fn find_hoisted<'a>(inventory: &Inventory<'a>, bindings: &Bindings<'a>) -> Vec<(Node<'a>, String)> {
    let mut finder = Finder { bindings, found: Vec::new(), called: NodeMap::default() };
    inventory.uses.iter().for_each(|each| finder.look(each));
    finder.found
}

struct Finder<'a, 'b> {
    bindings: &'b Bindings<'a>,
    found: Vec<(Node<'a>, String)>,
    /// Functions that are called by name.
    called: NodeMap<'a>,
}

impl<'a> Finder<'a, '_> {
    /// Whether an expression is `vi`, `vitest` or `jest`: a global, an import by whatever name, a member, or what `.mock()` returned.
    fn is_tool(&self, node: Node<'a>, depth: usize) -> bool {
        let expression = node.unwrap();
        if depth > 8 {
            return false;
        }
        if expression.is_member() {
            return plain_property(expression).is_some_and(|name| TOOLS.contains(&name));
        }
        if expression.is_call() {
            let callee = expression.callee().map(Node::unwrap).filter(|callee| callee.is_member());
            return callee.and_then(Node::object).is_some_and(|object| self.is_tool(object, depth + 1));
        }
        let Node::Identifier(name) = expression else { return false };
        // Vitest goes by the name alone.
        if name.sym == *"vi" || name.sym == *"vitest" {
            return true;
        }
        let Some(binding) = self.bindings.resolve(name) else { return name.sym == *"jest" };
        if let Some(key) = binding.key {
            return key.plain().is_some_and(|key| TOOLS.contains(&key));
        }
        let init = binding.init.filter(|_| binding.kind == BindingKind::Const);
        init.is_some_and(|init| self.is_tool(init, depth + 1))
    }

    /// A declared function exists before the imports do: what is called there by name runs there, too.
    fn follow_names(&mut self, root: Node<'a>, because: &str) {
        let bindings = self.bindings;
        let mut left = vec![root];
        while let Some(root) = left.pop() {
            walk(root, &mut |node| {
                let binding = node.identifier().and_then(|name| bindings.resolve(name));
                let declared = binding.filter(|binding| binding.kind == BindingKind::Function);
                let Some(function) = declared.and_then(|binding| binding.init) else { return true };
                if function.is_function() && self.called.insert(function, 0).is_none() {
                    self.found.push((function, because.into()));
                    left.push(function);
                }
                true
            });
        }
    }

    fn look(&mut self, &Use { node, owner }: &Use<'a>) {
        if !node.is_call() {
            return;
        }
        let callee = node.callee().map(Node::unwrap).filter(|callee| callee.is_member());
        let Some((callee, method)) = callee.and_then(|callee| Some((callee, plain_property(callee)?))) else {
            return;
        };
        if !HOISTED.contains(&method) && !PATHS.contains(&method) {
            return;
        }
        if !callee.object().is_some_and(|object| self.is_tool(object, 0)) {
            return;
        }
        if HOISTED.contains(&method) {
            let because = format!("a test tool moves .{method}() in front of the imports");
            self.found.push((node, because.clone()));
            if method == "hoisted" {
                for each in node.arguments() {
                    self.follow_names(Node::from(each), &because);
                }
            }
        }
        let is_awaited = matches!(node.argument(0), Some(Node::AwaitExpression(_)));
        if let Some(owner) = owner.filter(|_| is_awaited && PATHS.contains(&method)) {
            let because = format!("a test tool reads the import() in .{method}() as it is written");
            self.found.push((owner, because));
        }
    }
}
