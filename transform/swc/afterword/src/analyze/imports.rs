//! Which calls are calls of this package? Names are followed through aliases, namespaces, `require`, and constants that hold them.
use super::bindings::{Binding, BindingKind, Bindings};
use super::inventory::Inventory;
use super::nodes::{key_name, plain_property, string_value, Name, Node};
use super::AnalyzeOptions;
use crate::options::Host;
use crate::plan::{RetargetKind, RetargetPlan};
use swc_core::ecma::ast::*;
use swc_core::ecma::atoms::Atom;

pub const PACKAGE: &str = "afterword";

/// What compiled code imports: its `after` takes a place first.
pub const COMPILED: &str = "afterword/compiled";

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
}

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
struct Foreign {
    names: &'static [&'static str],
    to: &'static str,
}

fn foreign(source: &str, host: Option<Host>) -> Option<Foreign> {
    match source {
        "next/server" => Some(Foreign { names: &["after"], to: PACKAGE }),
        "next/headers" => Some(Foreign { names: &["headers", "cookies"], to: PACKAGE }),
        // React's own `cache` forgets when the render is over; tasks run behind that.
        "react" if host == Some(Host::Rsc) => Some(Foreign { names: &["cache"], to: "afterword/rsc" }),
        _ => None,
    }
}

pub struct Imports<'a, 'b> {
    bindings: &'b Bindings<'a>,
    sources: &'b [String],
    host: Option<Host>,
    /// Whether every source is this package or one that it stands in for: a wrapper of the author's may do with a task what it likes.
    pub only_ours: bool,
    pub retargets: Vec<RetargetPlan>,
    /// Calls of `require` and `import()` that are named anew.
    retargeted: Vec<Node<'a>>,
    import_sources: Vec<&'a str>,
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
        retargets: Vec::new(),
        retargeted: Vec::new(),
        import_sources: Vec::new(),
    };
    Node::Program(program).children().into_iter().for_each(|statement| match statement {
        Node::ImportDeclaration(node) => imports.retarget_import(node),
        Node::ExportNamedDeclaration(node) => imports.retarget_export(node),
        Node::ExportAllDeclaration(node) => imports
            .import_sources
            .extend(string_value(Node::StringLiteral(&node.src)).filter(|_| !node.type_only)),
        _ => {}
    });
    inventory.members.iter().for_each(|member| imports.retarget_loaded(*member));
    inventory.declarators.iter().for_each(|declarator| imports.retarget_required(declarator));
    imports
}

impl<'a> Imports<'a, '_> {
    fn gives(&self, source: &str, name: &str) -> Option<Api> {
        if foreign(source, self.host).is_some() {
            let foreign = self.foreign_of(source)?;
            let api = if name == "cache" { Some(Api::Cache) } else { api_named(name) };
            return api.filter(|_| foreign.names.contains(&name));
        }
        let is_part = source.strip_prefix(PACKAGE).is_some_and(|rest| rest.starts_with('/'));
        let is_ours = self.is_listed(source) || (is_part && !is_compiled_module(source));
        api_named(name).filter(|_| is_ours)
    }

    fn is_listed(&self, source: &str) -> bool {
        self.sources.iter().any(|each| each == source)
    }

    fn foreign_of(&self, source: &str) -> Option<Foreign> {
        foreign(source, self.host).filter(|_| source == "react" || self.is_listed(source))
    }

    /// `require('x')` and `await import('x')`: the call that names the module.
    fn loading_call(&self, node: Node<'a>) -> Option<Node<'a>> {
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
    fn namespace_of(&self, node: Node<'a>) -> Option<&'a str> {
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
        self.api_at(node, 0)
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
        let is_from_foreign = |node: Node<'a>| {
            self.namespace_of(node).is_some_and(|source| foreign(source, self.host).is_some())
        };
        if expression.is_member() {
            return is_name(expression.object()) && expression.object().is_some_and(is_from_foreign);
        }
        let binding = expression.identifier().and_then(|name| self.bindings.resolve(name));
        let Some((binding, init)) = binding.and_then(|binding| Some((binding, constant(binding)?))) else {
            return false;
        };
        if binding.key.is_none() {
            return self.is_foreign(init);
        }
        let required = init.unwrap();
        let retargeted = self.loading_call(required).is_some_and(|call| self.retargeted.contains(&call));
        is_from_foreign(required) && !retargeted
    }

    fn retarget_import(&mut self, node: &'a ImportDecl) {
        let Some(source) = string_value(Node::StringLiteral(&node.src)) else { return };
        // What is imported for its types alone is not there when the program runs, and not for who reads it behind a pass that strips types.
        let is_type =
            |each: &ImportSpecifier| matches!(each, ImportSpecifier::Named(named) if named.is_type_only);
        let is_of_types =
            node.type_only || (!node.specifiers.is_empty() && node.specifiers.iter().all(is_type));
        self.import_sources.extend(Some(source).filter(|_| !is_of_types));
        let Some(Foreign { to, .. }) = self.foreign_of(source).filter(|_| !node.type_only) else { return };
        let mut names = Vec::new();
        for specifier in &node.specifiers {
            let ImportSpecifier::Named(named) = specifier else { continue };
            let imported = named.imported.as_ref().map_or(Node::Identifier(&named.local), Node::from);
            let name = key_name(imported).and_then(Name::plain);
            names.extend(name.filter(|name| !named.is_type_only && self.gives(source, name).is_some()));
        }
        let all = names.len() == node.specifiers.len();
        self.retarget(Node::ImportDeclaration(node), RetargetKind::Import, names, all, to);
    }

    fn retarget_export(&mut self, node: &'a NamedExport) {
        let Some(source) = node.src.as_ref().and_then(|source| string_value(Node::StringLiteral(source)))
        else {
            return;
        };
        let is_type =
            |each: &ExportSpecifier| matches!(each, ExportSpecifier::Named(named) if named.is_type_only);
        let is_of_types =
            node.type_only || (!node.specifiers.is_empty() && node.specifiers.iter().all(is_type));
        self.import_sources.extend(Some(source).filter(|_| !is_of_types));
        let Some(Foreign { to, .. }) = self.foreign_of(source).filter(|_| !node.type_only) else { return };
        let mut names = Vec::new();
        for specifier in &node.specifiers {
            let ExportSpecifier::Named(named) = specifier else { continue };
            let name = key_name(Node::from(&named.orig)).and_then(Name::plain);
            names.extend(name.filter(|name| !named.is_type_only && self.gives(source, name).is_some()));
        }
        let all = names.len() == node.specifiers.len();
        self.retarget(Node::ExportNamedDeclaration(node), RetargetKind::Export, names, all, to);
    }

    fn retarget(&mut self, node: Node<'a>, kind: RetargetKind, names: Vec<&str>, all: bool, to: &str) {
        if names.is_empty() {
            return;
        }
        let names = names.into_iter().map(Atom::from).collect();
        self.retargets.push(RetargetPlan { at: node.span().into(), kind, names, all, to: to.into() });
    }

    /// `(await import('next/headers')).cookies()`: the callee is evaluated, so it stays, and the module is named anew.
    fn retarget_loaded(&mut self, member: Node<'a>) {
        let Some(name) = plain_property(member) else { return };
        let Some(load) = member.object().and_then(|object| self.loading_call(object.unwrap())) else {
            return;
        };
        let foreign = load.argument(0).and_then(string_value).and_then(|source| self.foreign_of(source));
        if let Some(Foreign { to, .. }) = foreign.filter(|foreign| foreign.names.contains(&name)) {
            self.retarget_call(load, vec![name], to);
        }
    }

    /// `const { after } = require('next/server')`: the module is named anew where nothing but our names is taken from it.
    fn retarget_required(&mut self, declarator: &'a VarDeclarator) {
        let VarDeclarator { name, init: Some(init), .. } = declarator else { return };
        let Some(call) = self.loading_call(Node::from(&**init).unwrap()) else { return };
        let Some(source) = call.argument(0).and_then(string_value) else { return };
        self.import_sources.push(source);
        let Node::ObjectPattern(pattern) = Node::from(name) else { return };
        let Some(Foreign { names: given, to }) = self.foreign_of(source) else { return };
        let name_of = |each: &'a ObjectPatProp| {
            let property = Node::from(each);
            let key = property.key().filter(|_| !property.is_computed())?;
            key_name(key).and_then(Name::plain).filter(|name| given.contains(name))
        };
        let names: Option<Vec<&str>> = pattern.props.iter().map(name_of).collect();
        if let Some(names) = names.filter(|names| !names.is_empty()) {
            self.retarget_call(call, names, to);
        }
    }

    fn retarget_call(&mut self, call: Node<'a>, names: Vec<&str>, to: &str) {
        self.retarget(call, RetargetKind::Require, names, true, to);
        self.retargeted.push(call);
    }

    /// Whether the file imports one of these packages, by whatever means.
    pub fn imports_package(&self, packages: &[&str]) -> bool {
        let is_of = |source: &str, package: &&str| {
            source.strip_prefix(*package).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.import_sources.iter().any(|source| packages.iter().any(|package| is_of(source, package)))
    }
}
