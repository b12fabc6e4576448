//! What does a name refer to? Lexical scopes after ECMA-262 (var hoists to the function, let, const, class and block functions to the
//! block), with TypeScript's enums and namespaces. Type-only imports bind nothing.
mod finder;

use super::nodes::{Name, Node, NodeMap};
use rustc_hash::{FxHashMap, FxHashSet};
use swc_core::common::Span;
use swc_core::ecma::ast::*;
use swc_core::ecma::atoms::Atom;

pub use finder::find_bindings;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BindingKind {
    Import,
    Var,
    Let,
    Const,
    Using,
    Function,
    Class,
    Parameter,
    Catch,
    Enum,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScopeId(u32);

#[derive(Debug)]
pub struct Binding<'a> {
    pub kind: BindingKind,
    /// The identifier that binds; none of `arguments`.
    pub name: Option<&'a Ident>,
    /// `const x = init`: what a plain (not destructured) declaration starts with; the declaration itself for functions and classes.
    pub init: Option<Node<'a>>,
    /// `const { key: name } = init` and `import { key as name }`: the key; '*' for a namespace.
    pub key: Option<Name<'a>>,
    /// Where an import comes from.
    pub source: Option<&'a str>,
    /// Written again somewhere after its declaration.
    pub assigned: bool,
    /// What makes the scope in which it lives.
    pub place: Node<'a>,
    /// The function, static block or program whose `var`s live in that scope, or in one around it.
    pub function: Node<'a>,
}

struct Scope<'a> {
    parent: Option<ScopeId>,
    node: Node<'a>,
    function: Node<'a>,
    /// The function, static block or program whose `var`s live in this scope.
    is_function_scope: bool,
    /// Every function but an arrow has its `arguments`.
    arguments: Option<u32>,
    /// Indices of what it binds.
    bindings: FxHashMap<Atom, u32>,
}

impl Scope<'_> {
    /// What this scope itself binds to a name.
    fn own(&self, name: &Atom) -> Option<usize> {
        let found = self.bindings.get(name).copied();
        found.or_else(|| self.arguments.filter(|_| *name == *"arguments")).map(|index| index as usize)
    }
}

/// What a name holds where it is declared.
#[derive(Default)]
struct Start<'a> {
    name: Option<&'a Ident>,
    init: Option<Node<'a>>,
    key: Option<Name<'a>>,
    source: Option<&'a str>,
}

pub struct Bindings<'a> {
    scopes: Vec<Scope<'a>>,
    all: Vec<Binding<'a>>,
    /// The scope in which an identifier or an element stands, or of a function's body.
    places: NodeMap<'a>,
    /// Names that a generated one could clash with: those that begin with an underscore, as it does.
    pub names: FxHashSet<Atom>,
    /// Whether there is syntax that only a module may have, and what may say that it is CommonJS.
    pub is_module: bool,
    pub common_js: Vec<&'a Ident>,
    /// Syntax that nobody has thought about, where there is any.
    pub unknown: Option<Span>,
}

const ROOT: ScopeId = ScopeId(0);

impl<'a> Bindings<'a> {
    pub fn scope_of(&self, node: Node<'a>) -> ScopeId {
        self.places.get(&node).map_or(ROOT, |scope| ScopeId(*scope))
    }

    /// The index of what a name means in a scope.
    pub fn index_of(&self, scope: ScopeId, name: &Atom) -> Option<usize> {
        let mut scope = self.scope(scope);
        loop {
            match scope.own(name) {
                None => scope = self.scope(scope.parent?),
                found => return found,
            }
        }
    }

    /// The same behind the scope of a function.
    pub fn index_outside(&self, function: Node<'a>, name: &Atom) -> Option<usize> {
        self.index_of(self.scope(self.scope_of(function.body())).parent?, name)
    }

    fn scope(&self, id: ScopeId) -> &Scope<'a> {
        &self.scopes[id.0 as usize]
    }

    /// Whether the scope of a function's body binds this name itself, `arguments` too.
    pub fn declares(&self, body: Node<'a>, name: &str) -> bool {
        self.scope(self.scope_of(body)).bindings.contains_key(&Atom::from(name))
    }

    fn add(&mut self, kind: BindingKind, place: Node<'a>, function: Node<'a>, start: Start<'a>) -> u32 {
        let Start { name, init, key, source } = start;
        self.all.push(Binding { kind, name, init, key, source, assigned: false, place, function });
        self.all.len() as u32 - 1
    }

    pub fn find(&self, scope: ScopeId, name: &Atom) -> Option<&Binding<'a>> {
        self.all.get(self.index_of(scope, name)?)
    }

    /// What the program itself binds.
    pub fn find_in_program(&self, name: &Atom) -> Option<&Binding<'a>> {
        self.find(ROOT, name)
    }

    pub fn resolve(&self, identifier: &'a Ident) -> Option<&Binding<'a>> {
        self.all.get(self.index(identifier)?)
    }

    /// The same as a number, below `count`.
    pub fn index(&self, identifier: &'a Ident) -> Option<usize> {
        self.index_of(self.scope_of(Node::Identifier(identifier)), &identifier.sym)
    }

    pub fn at(&self, index: usize) -> &Binding<'a> {
        &self.all[index]
    }

    pub fn count(&self) -> usize {
        self.all.len()
    }

    /// Whether a node is this name, and nothing in the file binds it.
    pub fn is_global(&self, node: Node<'a>, name: &str) -> bool {
        node.identifier().is_some_and(|node| node.sym == *name && self.resolve(node).is_none())
    }
}

/// The same in the whole text. Positions that are not evaluated (types, JSX, labels, keys, comments) count too: a generated name must be
/// new to the reader as well.
pub fn find_names(code: &str, names: &mut FxHashSet<Atom>) {
    let is_word = |each: u8| each.is_ascii_alphanumeric() || each == b'_' || each == b'$';
    let mut at = 0;
    while let Some(found) = code[at..].find('_') {
        let start = at + found;
        let length = code.as_bytes()[start..].iter().take_while(|each| is_word(**each)).count();
        at = start + length;
        if start == 0 || !is_word(code.as_bytes()[start - 1]) {
            names.insert(Atom::from(&code[start..at]));
        }
    }
}
