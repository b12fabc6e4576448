//! Which calls are calls of this package? Names are followed through aliases, namespaces, `require`, and constants that hold them.
use super::bindings::{Binding, BindingKind, Bindings};
use super::inventory::Inventory;
use super::nodes::{plain_property, string_value, Name, Node};
use super::options::AnalyzeOptions;
use super::retargets::{find_mocked, find_retargets, Retargets};
use crate::options::Host;
use swc_core::ecma::ast::*;

pub const PACKAGE: &str = "afterword";

/// What compiled code imports: its `after` takes a place first.
pub const COMPILED: &str = "afterword/compiled";

/// What a file with durable tasks imports, too.
pub const JOBS_COMPILED: &str = "afterword/durable/compiled";

/// The same, and those that bring a host along.
pub fn is_compiled_module(source: &str) -> bool {
    let host = source.strip_prefix("afterword/").and_then(|rest| rest.strip_suffix("compiled"));
    let is_word = |name: &str| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    host.is_some_and(|host| {
        host.is_empty() || host.strip_suffix('/').is_some_and(|name| !name.is_empty() && is_word(name))
    })
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Api {
    After,
    AfterWith,
    AfterCancel,
    Headers,
    Cookies,
    CurrentScope,
    Bind,
    OpenScope,
    WithAfter,
    WithAfterScope,
    Cache,
    /// `headers` or `cookies` of Next's own, which asks the request that its caller's context has.
    NextOwn,
}

/// `next/headers` with the host `next`: its names stay Next's.
const OWN_OF_NEXT: &str = "next/headers";

/// What an application imports.
fn api_named(name: &str) -> Option<Api> {
    Some(match name {
        "after" => Api::After,
        "headers" => Api::Headers,
        "cookies" => Api::Cookies,
        "currentScope" => Api::CurrentScope,
        "bind" => Api::Bind,
        "openScope" => Api::OpenScope,
        "withAfter" => Api::WithAfter,
        "withAfterScope" => Api::WithAfterScope,
        _ => return None,
    })
}

/// A module of another's whose names come from this package.
#[derive(Clone, Copy)]
pub struct Foreign {
    /// Each with the name that it has with us.
    pub names: &'static [(&'static str, &'static str)],
    pub to: &'static str,
    /// JSX may need all of it, unseen.
    pub stays_whole: bool,
}

impl Foreign {
    pub fn has(&self, name: &str) -> bool {
        self.names.iter().any(|(each, _)| *each == name)
    }
}

/// Node wants `next/server.js` of an ES module.
fn module_of(source: &str) -> &str {
    let bare =
        source.strip_suffix(".js").filter(|bare| bare.starts_with("next/") && !bare[5..].contains('/'));
    bare.unwrap_or(source)
}

/// Each has a module of its own with us: a test that mocks one does not mock the other.
fn foreign(source: &str, host: Option<Host>) -> Option<Foreign> {
    match module_of(source) {
        "next/server" => Some(Foreign {
            names: &[("after", "after"), ("unstable_after", "after")],
            to: "afterword/next/server",
            stays_whole: false,
        }),
        "next/headers" => Some(Foreign {
            names: &[("headers", "headers"), ("cookies", "cookies")],
            to: "afterword/next/headers",
            stays_whole: false,
        }),
        // React's own `cache` forgets when the render is over; tasks run behind that.
        "react" if host == Some(Host::Rsc) => {
            Some(Foreign { names: &[("cache", "cache")], to: "afterword/rsc", stays_whole: true })
        }
        _ => None,
    }
}

pub struct Imports<'a, 'b> {
    pub bindings: &'b Bindings<'a>,
    sources: &'b [String],
    host: Option<Host>,
    /// Whether every source is this package or one that it stands in for: a wrapper of the author's may do with a task what it likes.
    pub only_ours: bool,
    pub found: Retargets<'a>,
    /// Modules that the file mocks.
    mocked: Vec<&'a str>,
}

/// `(0, server_1.after)` is how compilers to CommonJS write a callee.
pub fn callee_of(node: Node) -> Node {
    match node.unwrap() {
        Node::SequenceExpression(SeqExpr { exprs, .. }) => {
            exprs.last().map_or(node, |last| Node::from(&**last).unwrap())
        }
        expression => expression,
    }
}

fn is_name(node: Option<Node>) -> bool {
    node.is_some_and(|node| matches!(node.unwrap(), Node::Identifier(_)))
}

/// What a name that holds what it was declared with starts with: a constant, or a variable that nothing writes.
fn constant<'a>(binding: &Binding<'a>) -> Option<Node<'a>> {
    let holds = matches!(binding.kind, BindingKind::Const | BindingKind::Let | BindingKind::Var);
    binding.init.filter(|_| holds && !binding.assigned)
}

pub fn find_imports<'a, 'b>(
    program: &'a Program,
    inventory: &Inventory<'a>,
    bindings: &'b Bindings<'a>,
    &AnalyzeOptions { sources, host, .. }: &AnalyzeOptions<'b>,
) -> Imports<'a, 'b> {
    let mut imports = Imports {
        bindings,
        sources,
        host,
        only_ours: sources.iter().all(|each| each == PACKAGE || foreign(each, host).is_some()),
        found: Retargets::default(),
        mocked: Vec::new(),
    };
    imports.mocked = find_mocked(inventory, &imports).into_iter().map(module_of).collect();
    imports.found = find_retargets(program, inventory, &imports);
    imports
}

impl<'a> Imports<'a, '_> {
    fn gives(&self, source: &str, name: &str) -> Option<Api> {
        if let Some(foreign) = foreign(source, self.host).filter(|_| self.is_next_own_module(source)) {
            return foreign.has(name).then_some(Api::NextOwn);
        }
        if foreign(source, self.host).is_some() {
            let foreign = self.foreign_of(source)?;
            let (_, api) = foreign.names.iter().find(|(each, _)| *each == name)?;
            return if *api == "cache" { Some(Api::Cache) } else { api_named(api) };
        }
        let is_part = source.strip_prefix(PACKAGE).is_some_and(|rest| rest.starts_with('/'));
        let is_ours = self.is_listed(source) || (is_part && !is_compiled_module(source));
        api_named(name).filter(|_| is_ours)
    }

    fn is_next_own_module(&self, source: &str) -> bool {
        self.keeps_next_own() && module_of(source) == OWN_OF_NEXT && !self.mocked.contains(&OWN_OF_NEXT)
    }

    fn keeps_next_own(&self) -> bool {
        self.host == Some(Host::Next) && !self.is_listed(OWN_OF_NEXT)
    }

    fn is_listed(&self, source: &str) -> bool {
        self.sources.iter().any(|each| each == source)
    }

    pub fn foreign_of(&self, source: &str) -> Option<Foreign> {
        let name = module_of(source);
        let is_meant = !self.mocked.contains(&name) && (name == "react" || self.is_listed(name));
        foreign(source, self.host).filter(|_| is_meant)
    }

    /// `require('x')` and `await import('x')`: the call that names the module.
    pub fn loading_call(&self, node: Node<'a>) -> Option<Node<'a>> {
        match node {
            Node::AwaitExpression(AwaitExpr { arg, .. }) => {
                Some(Node::from(&**arg).unwrap()).filter(|load| matches!(load, Node::ImportExpression(_)))
            }
            _ if node.is_call() && self.bindings.is_global(node.callee()?, "require") => Some(node),
            _ => None,
        }
    }

    fn required_source(&self, node: Node<'a>) -> Option<&'a str> {
        string_value(self.loading_call(node)?.argument(0)?)
    }

    /// The module whose namespace an expression is, if it is one.
    pub fn namespace_of(&self, node: Node<'a>) -> Option<&'a str> {
        let expression = node.unwrap();
        let Node::Identifier(name) = expression else { return self.required_source(expression) };
        let binding = self.bindings.resolve(name)?;
        if binding.kind == BindingKind::Import {
            return binding.source.filter(|_| matches!(binding.key, Some(Name::Plain("*" | "default"))));
        }
        let init = constant(binding).filter(|_| binding.key.is_none())?;
        self.required_source(init.unwrap())
    }

    /// What a callee or value is of this package, None if nothing.
    pub fn api_of(&self, node: Node<'a>) -> Option<Api> {
        self.api_at(node, 0).filter(|api| *api != Api::NextOwn)
    }

    /// Whether a callee is `headers` or `cookies` of Next's own.
    pub fn is_next_own(&self, callee: Node<'a>) -> bool {
        self.keeps_next_own() && self.api_at(callee, 0) == Some(Api::NextOwn)
    }

    fn api_at(&self, node: Node<'a>, depth: usize) -> Option<Api> {
        if depth > 8 {
            return None;
        }
        let expression = callee_of(node);
        if let Node::Identifier(name) = expression {
            return self.api_of_binding(self.bindings.resolve(name)?, depth);
        }
        let property = plain_property(expression)?;
        let object = expression.object()?;
        if let Some(source) = self.namespace_of(object) {
            return self.gives(source, property);
        }
        let member = match property {
            "with" => Api::AfterWith,
            "cancel" => Api::AfterCancel,
            _ => return None,
        };
        (self.api_at(object, depth + 1) == Some(Api::After)).then_some(member)
    }

    fn api_of_binding(&self, binding: &Binding<'a>, depth: usize) -> Option<Api> {
        if binding.kind == BindingKind::Import {
            return self.gives(binding.source?, binding.key?.plain()?);
        }
        let init = constant(binding)?;
        match binding.key {
            None => self.api_at(init, depth + 1),
            Some(key) => self.gives(self.namespace_of(init)?, key.plain()?),
        }
    }

    /// Whether a callee can be replaced by another name: nothing of it is evaluated but names.
    pub fn is_replaceable(&self, callee: Node<'a>) -> bool {
        let expression = callee_of(callee);
        // `ns.after` of `ns.after.with`.
        let of_member = |node: Node<'a>| node.is_member() && is_name(node.object());
        !expression.is_member() || is_name(expression.object()) || expression.object().is_some_and(of_member)
    }

    /// Whether a callee reaches the name through another module's namespace or `require`, where no import can be retargeted.
    pub fn is_foreign(&self, callee: Node<'a>) -> bool {
        let expression = callee_of(callee);
        let is_from_foreign =
            |node: Node<'a>| self.namespace_of(node).is_some_and(|source| self.foreign_of(source).is_some());
        let is_retargeted = |name: &'a Ident| {
            self.bindings.resolve(name).is_some_and(|binding| self.found.has_namespace(binding, name))
        };
        if expression.is_member() {
            let Some(Node::Identifier(object)) = expression.object().map(Node::unwrap) else { return false };
            return is_from_foreign(Node::Identifier(object)) && !is_retargeted(object);
        }
        let binding = expression.identifier().and_then(|name| self.bindings.resolve(name));
        let Some((binding, init)) = binding.and_then(|binding| Some((binding, constant(binding)?))) else {
            return false;
        };
        if binding.key.is_none() {
            return self.is_foreign(init);
        }
        let required = init.unwrap();
        if required.identifier().is_some_and(is_retargeted) {
            return false;
        }
        let retargeted = self.loading_call(required).is_some_and(|call| self.found.calls.contains(&call));
        is_from_foreign(required) && !retargeted
    }

    /// Whether the file imports one of these packages, by whatever means.
    pub fn imports_package(&self, packages: &[&str]) -> bool {
        let is_of = |source: &str, package: &&str| {
            source.strip_prefix(*package).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.found.sources.iter().any(|source| packages.iter().any(|package| is_of(source, package)))
    }
}
