//! Which imports must come from us (R15)? Statements lose our names to a statement of their own; a module that is loaded, or taken as a
//! whole, is named anew where nothing but our names is taken from it. What is in no such form is told of.
use super::bindings::Binding;
use super::imports::{Foreign, Imports};
use super::inventory::{Inventory, Use};
use super::nodes::{bound_names, key_name, plain_property, string_value, walk, Name, Node};
use crate::plan::{PlannedDiagnostic, RetargetKind, RetargetPlan};
use swc_core::ecma::ast::*;
use swc_core::ecma::atoms::Atom;

#[derive(Default)]
pub struct Retargets<'a> {
    pub retargets: Vec<RetargetPlan>,
    /// Calls of `require` and `import()` that are named anew.
    pub calls: Vec<Node<'a>>,
    /// What names whole modules that come from us: the place of a binding, and its name.
    pub namespaces: Vec<(Node<'a>, Atom)>,
    /// Where a name of ours may be reached in a form that cannot be retargeted, each with its node.
    pub unseen: Vec<(Node<'a>, PlannedDiagnostic)>,
    /// Every module that is imported by a statement or a declaration.
    pub sources: Vec<&'a str>,
}

impl<'a> Retargets<'a> {
    pub fn has_namespace(&self, binding: &Binding<'a>, name: &Ident) -> bool {
        self.namespaces.iter().any(|(place, known)| *place == binding.place && *known == name.sym)
    }
}

/// Calls of test tools that take an `import()` for a path.
const TAKES_PATH: [&str; 4] = ["mock", "unmock", "doMock", "doUnmock"];
/// Calls of test tools that put something in the place of a module.
const MOCKS: [&str; 5] = ["mock", "doMock", "setMock", "unstable_mockModule", "module"];

/// The modules that a file mocks, or spies on: it is a test, and what it imports of them is what it has put there.
pub fn find_mocked<'a>(inventory: &Inventory<'a>, imports: &Imports<'a, '_>) -> Vec<&'a str> {
    let mocked = inventory.uses.iter().filter_map(|each| {
        let node = Some(each.node).filter(|node| node.is_call())?;
        let method = plain_property(node.callee()?.unwrap())?;
        let path = node.argument(0)?;
        let load = match path {
            Node::AwaitExpression(AwaitExpr { arg, .. }) => Node::from(&**arg).unwrap(),
            _ => path,
        };
        let is_load = matches!(load, Node::ImportExpression(_));
        match method {
            _ if MOCKS.contains(&method) && is_load => load.argument(0).and_then(string_value),
            _ if MOCKS.contains(&method) => string_value(path),
            "spyOn" => imports.namespace_of(path),
            _ => None,
        }
    });
    mocked.collect()
}

pub fn find_retargets<'a>(
    program: &'a Program,
    inventory: &Inventory<'a>,
    imports: &Imports<'a, '_>,
) -> Retargets<'a> {
    let mut finder =
        Finder { program, inventory, imports, found: Retargets::default(), understood: Vec::new() };
    for statement in Node::Program(program).children() {
        match statement {
            Node::ImportDeclaration(node) => finder.import(node),
            Node::ExportNamedDeclaration(node) => finder.export(node),
            Node::ExportAllDeclaration(node) => finder.star(node),
            _ => {}
        }
    }
    inventory.members.iter().for_each(|member| finder.loaded(*member));
    inventory.declarators.iter().for_each(|declarator| finder.declared(declarator));
    inventory.uses.iter().for_each(|each| finder.used(each));
    for call in &inventory.loads {
        let Some(source) = call.argument(0).and_then(string_value) else { continue };
        let Some(foreign) = imports.foreign_of(source) else { continue };
        let is_import = matches!(call, Node::ImportExpression(_));
        let is_free = call.callee().is_some_and(|callee| imports.bindings.is_global(callee, "require"));
        if !finder.understood.contains(call) && (is_import || is_free) {
            finder.tell(*call, source, foreign);
        }
    }
    finder.found
}

struct Finder<'a, 'b, 'c> {
    program: &'a Program,
    inventory: &'b Inventory<'a>,
    imports: &'b Imports<'a, 'c>,
    found: Retargets<'a>,
    /// Calls that load a module in a form that is known.
    understood: Vec<Node<'a>>,
}

impl<'a> Finder<'a, '_, '_> {
    fn retarget(&mut self, node: Node<'a>, kind: RetargetKind, names: Vec<&str>, all: bool, to: &str) {
        if names.is_empty() {
            return;
        }
        if kind == RetargetKind::Require {
            self.found.calls.push(node);
        }
        let names = names.into_iter().map(Atom::from).collect();
        self.found.retargets.push(RetargetPlan { at: node.span().into(), kind, names, all, to: to.into() });
    }

    fn tell(&mut self, node: Node<'a>, source: &str, foreign: Foreign) {
        if foreign.stays_whole {
            return;
        }
        let name = foreign.names.first().map_or("", |(name, _)| name);
        let is_export = matches!(node, Node::ExportAllDeclaration(_) | Node::ExportNamedDeclaration(_));
        let word = if is_export { "export" } else { "import" };
        let line = format!("{word} {{ {name} }} from '{source}'");
        let values = [("name".into(), name.into()), ("source".into(), source.into()), ("line".into(), line)];
        let diagnostic = PlannedDiagnostic {
            slug: "next-name".into(),
            at: node.span().into(),
            values: values.into(),
            fix: None,
        };
        self.found.unseen.push((node, diagnostic));
    }

    fn import(&mut self, node: &'a ImportDecl) {
        let Some(source) = string_value(Node::StringLiteral(&node.src)) else { return };
        // What is imported for its types alone is not there when the program runs, and not for who reads it behind a pass that strips types.
        let is_type =
            |each: &ImportSpecifier| matches!(each, ImportSpecifier::Named(named) if named.is_type_only);
        let is_of_types =
            node.type_only || (!node.specifiers.is_empty() && node.specifiers.iter().all(is_type));
        self.found.sources.extend(Some(source).filter(|_| !is_of_types));
        let Some(foreign) = self.imports.foreign_of(source).filter(|_| !node.type_only) else { return };
        let statement = Node::ImportDeclaration(node);
        let local = match &node.specifiers[..] {
            [ImportSpecifier::Namespace(only)] => Some(&only.local),
            [ImportSpecifier::Default(only)] => Some(&only.local),
            _ => None,
        };
        if local.is_some_and(|local| self.name_module(statement, local, RetargetKind::Import, foreign)) {
            return;
        }
        let mut names = Vec::new();
        for specifier in &node.specifiers {
            let ImportSpecifier::Named(named) = specifier else { continue };
            let imported = named.imported.as_ref().map_or(Node::Identifier(&named.local), Node::from);
            let name = key_name(imported).and_then(Name::plain);
            names.extend(name.filter(|name| !named.is_type_only && foreign.has(name)));
        }
        let all = names.len() == node.specifiers.len();
        self.retarget(statement, RetargetKind::Import, names, all, foreign.to);
    }

    fn export(&mut self, node: &'a NamedExport) {
        let source = node.src.as_ref().and_then(|source| string_value(Node::StringLiteral(source)));
        let Some(source) = source else { return };
        let is_type =
            |each: &ExportSpecifier| matches!(each, ExportSpecifier::Named(named) if named.is_type_only);
        let is_of_types =
            node.type_only || (!node.specifiers.is_empty() && node.specifiers.iter().all(is_type));
        self.found.sources.extend(Some(source).filter(|_| !is_of_types));
        let Some(foreign) = self.imports.foreign_of(source).filter(|_| !node.type_only) else { return };
        let statement = Node::ExportNamedDeclaration(node);
        let is_whole = |each: &ExportSpecifier| matches!(each, ExportSpecifier::Namespace(_));
        if node.specifiers.iter().any(is_whole) {
            self.tell(statement, source, foreign);
        }
        let mut names = Vec::new();
        for specifier in &node.specifiers {
            let ExportSpecifier::Named(named) = specifier else { continue };
            let name = key_name(Node::from(&named.orig)).and_then(Name::plain);
            names.extend(name.filter(|name| !named.is_type_only && foreign.has(name)));
        }
        let all = names.len() == node.specifiers.len();
        self.retarget(statement, RetargetKind::Export, names, all, foreign.to);
    }

    fn star(&mut self, node: &'a ExportAll) {
        let Some(source) = string_value(Node::StringLiteral(&node.src)).filter(|_| !node.type_only) else {
            return;
        };
        self.found.sources.push(source);
        let Some(foreign) = self.imports.foreign_of(source) else { return };
        let exported = exported_names(self.program);
        let current = foreign.names.iter().filter(|(name, api)| name == api).map(|(name, _)| *name);
        let added = current.filter(|name| exported.iter().all(|each| each != name)).collect();
        self.retarget(Node::ExportAllDeclaration(node), RetargetKind::Star, added, false, foreign.to);
    }

    /// `(await import('next/headers')).cookies()`: the callee is evaluated, so it stays, and the module is named anew.
    fn loaded(&mut self, member: Node<'a>) {
        let Some(name) = plain_property(member) else { return };
        let call = member.object().and_then(|object| self.imports.loading_call(object.unwrap()));
        let Some(call) = call else { return };
        let foreign = call.argument(0).and_then(string_value).and_then(|each| self.imports.foreign_of(each));
        let Some(foreign) = foreign else { return };
        self.understood.push(call);
        if foreign.has(name) {
            self.retarget(call, RetargetKind::Require, vec![name], true, foreign.to);
        }
    }

    /// `const { after } = require('next/server')`: the module is named anew where nothing but our names is taken from it.
    fn declared(&mut self, declarator: &'a VarDeclarator) {
        let VarDeclarator { name, init: Some(init), .. } = declarator else { return };
        let Some(call) = self.imports.loading_call(Node::from(&**init).unwrap()) else { return };
        let Some(source) = call.argument(0).and_then(string_value) else { return };
        self.found.sources.push(source);
        let Some(foreign) = self.imports.foreign_of(source) else { return };
        self.understood.push(call);
        match Node::from(name) {
            Node::Identifier(local) => {
                self.name_module(call, local, RetargetKind::Require, foreign);
            }
            Node::ObjectPattern(pattern) => {
                let names = names_of(pattern, foreign).unwrap_or_default();
                self.retarget(call, RetargetKind::Require, names, true, foreign.to);
            }
            _ => {}
        }
    }

    fn used(&mut self, &Use { node, .. }: &Use<'a>) {
        if !node.is_call() {
            return;
        }
        let callee = node.callee().map(Node::unwrap).filter(|callee| callee.is_member());
        let Some((callee, method)) = callee.and_then(|callee| Some((callee, plain_property(callee)?))) else {
            return;
        };
        let Some(argument) = node.argument(0) else { return };
        if TAKES_PATH.contains(&method) {
            self.understood.push(self.imports.loading_call(argument).unwrap_or(argument));
        }
        // `import('next/server').then(({ after }) => …)`
        let call = callee
            .object()
            .map(Node::unwrap)
            .filter(|call| method == "then" && self.inventory.loads.contains(call));
        let source = call.and_then(|call| call.argument(0)).and_then(string_value);
        let foreign = source.and_then(|source| self.imports.foreign_of(source));
        let param = argument.is_function().then(|| argument.params().into_iter().next()).flatten();
        let (Some(call), Some(foreign), Some(param)) = (call, foreign, param) else { return };
        let is_understood = match param {
            Node::ObjectPattern(pattern) => {
                let names = names_of(pattern, foreign);
                let others = keys_of(pattern).iter().all(|each| each.is_some_and(|each| !foreign.has(each)));
                let understood = names.is_some() || others;
                self.retarget(call, RetargetKind::Require, names.unwrap_or_default(), true, foreign.to);
                understood
            }
            Node::Identifier(local) => self.name_module(call, local, RetargetKind::Require, foreign),
            _ => false,
        };
        if is_understood {
            self.understood.push(call);
        }
    }

    fn name_module(
        &mut self,
        call: Node<'a>,
        local: &'a Ident,
        kind: RetargetKind,
        foreign: Foreign,
    ) -> bool {
        let imports = self.imports;
        let binding = imports.bindings.resolve(local).filter(|each| !each.assigned && !foreign.stays_whole);
        let Some(binding) = binding else { return false };
        let Some(names) = self.taken_of(binding, local, foreign) else { return false };
        self.found.namespaces.push((binding.place, local.sym.clone()));
        self.retarget(call, kind, names, true, foreign.to);
        true
    }

    /// What is taken of a module that has a name, if all of it is ours: `server.after`.
    fn taken_of(&self, binding: &Binding<'a>, local: &'a Ident, foreign: Foreign) -> Option<Vec<&'a str>> {
        let bindings = self.imports.bindings;
        let names_it = |name: &'a Ident| {
            name.sym == local.sym && bindings.resolve(name).is_some_and(|each| std::ptr::eq(each, binding))
        };
        let is_it = |node: Node<'a>| node.unwrap().identifier().is_some_and(names_it);
        let mut mentions = 0;
        walk(Node::Program(self.program), &mut |node| {
            let is_other = node.identifier().is_some_and(|name| !std::ptr::eq(name, local) && names_it(name));
            mentions += usize::from(is_other);
            true
        });
        for statement in Node::Program(self.program).children() {
            let Node::ExportNamedDeclaration(NamedExport { src: None, specifiers, .. }) = statement else {
                continue;
            };
            for specifier in specifiers {
                let ExportSpecifier::Named(named) = specifier else { continue };
                mentions += usize::from(is_it(Node::from(&named.orig)));
            }
        }
        let mut taken: Vec<Option<&'a str>> = Vec::new();
        let members = self.inventory.members.iter();
        taken.extend(
            members.filter(|node| node.object().is_some_and(is_it)).map(|node| plain_property(*node)),
        );
        for VarDeclarator { name, init, .. } in &self.inventory.declarators {
            let (Node::ObjectPattern(pattern), Some(init)) = (Node::from(name), init) else { continue };
            if is_it(Node::from(&**init)) {
                taken.push(names_of(pattern, foreign).and_then(|names| names.first().copied()));
            }
        }
        let all: Vec<&str> = taken.into_iter().flatten().filter(|name| foreign.has(name)).collect();
        if all.is_empty() || all.len() != mentions {
            return None;
        }
        let mut names = Vec::new();
        all.into_iter().for_each(|name| {
            if !names.contains(&name) {
                names.push(name)
            }
        });
        Some(names)
    }
}

/// The keys that a pattern takes; None for one that is not known.
fn keys_of(pattern: &ObjectPat) -> Vec<Option<&str>> {
    let key_of = |each| {
        let property = Node::from(each);
        let key = property.key().filter(|_| !property.is_computed())?;
        key_name(key).and_then(Name::plain)
    };
    pattern.props.iter().map(key_of).collect()
}

/// The names that a pattern takes, if they are all ours.
fn names_of(pattern: &ObjectPat, foreign: Foreign) -> Option<Vec<&str>> {
    keys_of(pattern).into_iter().map(|each| each.filter(|name| foreign.has(name))).collect()
}

fn exported_names(program: &Program) -> Vec<String> {
    let mut names = Vec::new();
    for statement in Node::Program(program).children() {
        match statement {
            Node::ExportNamedDeclaration(NamedExport { specifiers, .. }) => {
                for specifier in specifiers {
                    let exported = match specifier {
                        ExportSpecifier::Named(named) => named.exported.as_ref().unwrap_or(&named.orig),
                        ExportSpecifier::Namespace(named) => &named.name,
                        _ => continue,
                    };
                    names.push(exported.atom().to_string());
                }
            }
            Node::ExportDeclaration(ExportDecl { decl, .. }) => match decl {
                Decl::Class(node) => names.push(node.ident.sym.to_string()),
                Decl::Fn(node) => names.push(node.ident.sym.to_string()),
                Decl::TsEnum(node) => names.push(node.id.sym.to_string()),
                Decl::Var(node) => {
                    let bound = node.decls.iter().flat_map(|each| bound_names(Node::from(&each.name)));
                    names.extend(bound.map(|name| name.sym.to_string()));
                }
                _ => {}
            },
            _ => {}
        }
    }
    names
}
