//! What keeps its name although SWC gives its variable another one.
//!
//!     function* fn() { var fn = () => {} }   →   function* fn(...{ … }) { var fn1 = { fn: () => {} }.fn }
//!
//! For the sake of an old Safari, SWC's last pass takes it that a function with a rest parameter uses its own name, and renames what is called
//! so inside of it. The parameter is ours (R8). An anonymous function is called after the variable that it is put into: here it is put into a
//! property of that name first.

use swc_core::common::{util::take::Take, DUMMY_SP};
use swc_core::ecma::ast::*;
use swc_core::ecma::visit::{noop_visit_mut_type, VisitMut, VisitMutWith};

/// `function` has got a rest parameter, and is called `own`.
pub fn keep_names(own: &Ident, function: &mut Function) {
    function.visit_mut_with(&mut Keeper { own });
}

struct Keeper<'a> {
    own: &'a Ident,
}

impl Keeper<'_> {
    fn is_other(&self, name: &Ident) -> bool {
        name.sym == self.own.sym && name.ctxt != self.own.ctxt
    }

    fn keep(&self, name: &Ident, value: &mut Expr) {
        if !self.is_other(name) || !is_anonymous(value) {
            return;
        }
        let key = IdentName::new(name.sym.clone(), DUMMY_SP);
        let property = KeyValueProp { key: PropName::Ident(key.clone()), value: Box::new(value.take()) };
        let props = vec![PropOrSpread::Prop(Box::new(Prop::KeyValue(property)))];
        let obj = Box::new(Expr::Object(ObjectLit { span: DUMMY_SP, props }));
        *value = Expr::Member(MemberExpr { span: DUMMY_SP, obj, prop: MemberProp::Ident(key) });
    }
}

fn is_anonymous(value: &Expr) -> bool {
    match value {
        Expr::Arrow(_) => true,
        Expr::Fn(function) => function.ident.is_none(),
        Expr::Class(class) => class.ident.is_none(),
        Expr::Paren(inner) => is_anonymous(&inner.expr),
        _ => false,
    }
}

impl VisitMut for Keeper<'_> {
    noop_visit_mut_type!();

    fn visit_mut_var_declarator(&mut self, node: &mut VarDeclarator) {
        node.visit_mut_children_with(self);
        if let (Pat::Ident(name), Some(init)) = (&node.name, &mut node.init) {
            self.keep(name, init);
        }
    }

    fn visit_mut_assign_expr(&mut self, node: &mut AssignExpr) {
        node.visit_mut_children_with(self);
        if let AssignTarget::Simple(SimpleAssignTarget::Ident(name)) = &node.left {
            self.keep(name, &mut node.right);
        }
    }

    fn visit_mut_assign_pat(&mut self, node: &mut AssignPat) {
        node.visit_mut_children_with(self);
        if let Pat::Ident(name) = &*node.left {
            self.keep(name, &mut node.right);
        }
    }

    fn visit_mut_assign_pat_prop(&mut self, node: &mut AssignPatProp) {
        node.visit_mut_children_with(self);
        if let Some(value) = &mut node.value {
            self.keep(&node.key, value);
        }
    }
}
