//! What belongs to a function or a class around the task, and has no name that could be stored: `this`, `super`, `new.target`, `#private`.
use crate::analyze::nodes::Node;
use swc_core::common::Span;
use swc_core::ecma::ast::*;
use swc_core::ecma::visit::{noop_visit_type, Visit, VisitWith};

pub struct Bound {
    pub name: String,
    pub what: &'static str,
    pub at: Span,
}

/// In a function, or in its body by itself.
pub fn find_bound(task: Node) -> Vec<Bound> {
    let mut finder = Finder { own: false, declared: Vec::new(), found: Vec::new() };
    match task {
        Node::ArrowFunctionExpression(node) => node.visit_with(&mut finder),
        Node::FunctionExpression(node) => node.visit_with(&mut finder),
        Node::FunctionBody(node) => node.visit_children_with(&mut finder),
        _ => {}
    }
    finder.found
}

struct Finder {
    /// Whether `this` and `new.target` are those of a function in the task.
    own: bool,
    /// Private names of the classes around, in the task.
    declared: Vec<String>,
    found: Vec<Bound>,
}

impl Finder {
    fn note(&mut self, name: &str, what: &'static str, at: Span) {
        if !self.found.iter().any(|each| each.name == name) {
            self.found.push(Bound { name: name.into(), what, at });
        }
    }

    fn outside(&mut self, name: &str, at: Span) {
        if !self.own {
            self.note(name, "of the function around it", at);
        }
    }

    fn inside(&mut self, visit: impl FnOnce(&mut Finder)) {
        let before = std::mem::replace(&mut self.own, true);
        visit(self);
        self.own = before;
    }
}

impl Visit for Finder {
    noop_visit_type!();

    fn visit_this_expr(&mut self, node: &ThisExpr) {
        self.outside("this", node.span);
    }

    fn visit_super(&mut self, node: &Super) {
        self.outside("super", node.span);
    }

    fn visit_meta_prop_expr(&mut self, node: &MetaPropExpr) {
        if node.kind == MetaPropKind::NewTarget {
            self.outside("new.target", node.span);
        }
    }

    fn visit_private_name(&mut self, node: &PrivateName) {
        if !self.declared.iter().any(|each| **each == *node.name) {
            self.note(&format!("#{}", node.name), "private to the class around it", node.span);
        }
    }

    fn visit_function(&mut self, node: &Function) {
        node.decorators.visit_with(self);
        self.inside(|finder| {
            node.params.visit_with(finder);
            node.body.visit_with(finder);
        });
    }

    fn visit_constructor(&mut self, node: &Constructor) {
        self.inside(|finder| node.visit_children_with(finder));
    }

    #[cfg(feature = "swc-1-15")]
    fn visit_getter_prop(&mut self, node: &GetterProp) {
        node.key.visit_with(self);
        self.inside(|finder| node.body.visit_with(finder));
    }

    #[cfg(feature = "swc-1-15")]
    fn visit_setter_prop(&mut self, node: &SetterProp) {
        node.key.visit_with(self);
        self.inside(|finder| {
            node.param.visit_with(finder);
            node.body.visit_with(finder);
        });
    }

    fn visit_class(&mut self, node: &Class) {
        node.decorators.visit_with(self);
        node.super_class.visit_with(self);
        let before = self.declared.len();
        let names = node.body.iter().filter_map(|member| match member {
            ClassMember::PrivateMethod(member) => Some(&member.key),
            ClassMember::PrivateProp(member) => Some(&member.key),
            ClassMember::AutoAccessor(AutoAccessor { key: Key::Private(key), .. }) => Some(key),
            _ => None,
        });
        self.declared.extend(names.map(|key| key.name.to_string()));
        node.body.visit_with(self);
        self.declared.truncate(before);
    }

    fn visit_class_prop(&mut self, node: &ClassProp) {
        node.decorators.visit_with(self);
        node.key.visit_with(self);
        self.inside(|finder| node.value.visit_with(finder));
    }

    fn visit_private_prop(&mut self, node: &PrivateProp) {
        node.decorators.visit_with(self);
        self.inside(|finder| node.value.visit_with(finder));
    }

    fn visit_auto_accessor(&mut self, node: &AutoAccessor) {
        node.decorators.visit_with(self);
        node.key.visit_with(self);
        self.inside(|finder| node.value.visit_with(finder));
    }

    fn visit_static_block(&mut self, node: &StaticBlock) {
        self.inside(|finder| node.visit_children_with(finder));
    }

    fn visit_jsx_element(&mut self, node: &JSXElement) {
        let mut object = match &node.opening.name {
            JSXElementName::JSXMemberExpr(member) => Some(&member.obj),
            _ => None,
        };
        while let Some(JSXObject::JSXMemberExpr(member)) = object {
            object = Some(&member.obj);
        }
        if matches!(object, Some(JSXObject::Ident(name)) if name.sym == *"this") {
            self.outside("this", node.span);
        }
        node.opening.attrs.visit_with(self);
        node.children.visit_with(self);
    }
}
