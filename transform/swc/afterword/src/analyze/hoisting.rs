//! What may a body not hold once it is a block (R6)? At function level a function may be declared twice, or beside a `var` of its name; in
//! a block that is a SyntaxError. The last declaration wins at once in either place, so earlier ones can go, and the `var` becomes what it
//! does anyway: an assignment.
use super::functions::Func;
use super::nodes::{bound_names, walk, Node};
use crate::plan::{RedeclarationKind, RedeclarationPlan};
use rustc_hash::FxHashMap;
use swc_core::ecma::ast::*;
use swc_core::ecma::atoms::Atom;

#[derive(Default)]
pub struct Hoisting {
    pub redeclared: Vec<RedeclarationPlan>,
    pub unsafe_because: Option<&'static str>,
}

pub fn find_hoisting(func: &Func) -> Hoisting {
    let function = func.node;
    let mut found = Hoisting::default();
    let body = function.body();
    let Some(statements) = body.block() else { return found };
    if assigns_behind_super(function) {
        found.unsafe_because =
            Some("its parameter properties are assigned behind super(), at the top of its body");
        return found;
    }

    let mut declared: Vec<&FnDecl> = Vec::new();
    for each in statements {
        let each = Node::from(each);
        let statement = unlabel(each);
        if let Node::FunctionDeclaration(node) = statement {
            if statement != each {
                found.unsafe_because = Some("it declares a function behind a label");
                return found;
            }
            declared.push(node);
        }
    }
    if declared.is_empty() {
        return found;
    }
    let mut by_name: FxHashMap<&Atom, Vec<&FnDecl>> = FxHashMap::default();
    for each in &declared {
        by_name.entry(&each.ident.sym).or_default().push(each);
    }
    let declares = |name: &Atom| by_name.contains_key(name);

    let replaces_parameter = || {
        let params = function.params().into_iter();
        params.flat_map(bound_names).any(|name| declares(&name.sym))
    };
    if !func.strict && !function.is_arrow() && uses_arguments(function) && replaces_parameter() {
        found.unsafe_because = Some("a function of its body replaces a parameter that `arguments` mirrors");
        return found;
    }
    if declared.iter().any(|each| each.ident.sym == *"arguments") {
        found.unsafe_because = Some("it declares a function called arguments");
        return found;
    }

    // By name, in the order in which the names come.
    for first in &declared {
        let same = &by_name[&first.ident.sym];
        if !std::ptr::eq(same[0], *first) {
            continue;
        }
        for earlier in &same[..same.len() - 1] {
            let at = Node::FunctionDeclaration(earlier).span().into();
            found.redeclared.push(RedeclarationPlan {
                at,
                kind: RedeclarationKind::Drop,
                declare: Vec::new(),
            });
        }
    }
    Finder { declared: &by_name, strict: func.strict, found: &mut found }.visit(body, false);
    found
}

struct Finder<'d, 'a> {
    declared: &'d FxHashMap<&'a Atom, Vec<&'a FnDecl>>,
    strict: bool,
    found: &'d mut Hoisting,
}

impl<'a> Finder<'_, 'a> {
    fn declares(&self, name: &Atom) -> bool {
        self.declared.contains_key(name)
    }

    fn visit(&mut self, node: Node<'a>, head: bool) {
        if node.is_function() {
            // Annex B.3.3: in sloppy code a function in a block also sets the one of the body, if that is no block.
            if let Node::FunctionDeclaration(nested) = node {
                let same = self.declared.get(&nested.ident.sym);
                if !self.strict
                    && same.is_some_and(|same| !same.iter().any(|each| std::ptr::eq(*each, nested)))
                {
                    self.found.unsafe_because = Some("a function in a block replaces one of its body");
                }
            }
            return node.outer_children().into_iter().for_each(|outer| self.visit(outer, false));
        }
        let mut body = None;
        match node {
            Node::StaticBlock(_) => return,
            Node::ForInStatement(ForInStmt { left, .. }) => {
                let has_value =
                    Node::from(left).declarators().first().is_some_and(|each| each.init.is_some());
                if has_value {
                    self.found.unsafe_because = Some("the head of a for…in has a value");
                }
                body = node.loop_body();
            }
            _ if node.is_var() => self.visit_var(node, head),
            _ => body = node.loop_body(),
        }
        for child in node.children() {
            self.visit(child, body.is_some_and(|body| body != child));
        }
    }

    fn visit_var(&mut self, node: Node<'a>, head: bool) {
        let declarators = node.declarators().iter();
        let names: Vec<_> = declarators.flat_map(|each| bound_names(Node::from(&each.name))).collect();
        if !names.iter().any(|name| self.declares(&name.sym)) {
            return;
        }
        let kind = if head { RedeclarationKind::Head } else { RedeclarationKind::Assign };
        let others = names.iter().filter(|name| !self.declares(&name.sym));
        let declare = others.map(|name| name.sym.clone()).collect();
        self.found.redeclared.push(RedeclarationPlan { at: node.span().into(), kind, declare });
    }
}

fn unlabel(statement: Node) -> Node {
    match statement {
        Node::LabeledStatement(node) => unlabel(Node::from(&*node.body)),
        _ => statement,
    }
}

/// TypeScript's `constructor(readonly id: string) { super() }`. What strips types afterwards puts `this.id = id` behind a `super()` that it
/// looks for among the statements of the body, and, if it finds none there, at its beginning: a ReferenceError.
fn assigns_behind_super(function: Node) -> bool {
    let mut found = false;
    if function.params().into_iter().any(|each| matches!(each, Node::TSParameterProperty(_))) {
        walk(function.body(), &mut |node| {
            if node.is_function() && !node.is_arrow() {
                return false;
            }
            found = found || matches!(node, Node::CallExpression(CallExpr { callee: Callee::Super(_), .. }));
            !found
        });
    }
    found
}

/// Whether a function (or an arrow in it, which has no `arguments` of its own) uses `arguments`.
pub fn uses_arguments(function: Node) -> bool {
    let mut uses = false;
    for root in function.params().into_iter().chain([function.body()]) {
        walk(root, &mut |node| {
            if node.is_function() && !node.is_arrow() {
                return false;
            }
            uses = uses || node.is_named("arguments");
            !uses
        });
    }
    uses
}
