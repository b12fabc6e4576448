//! Which functions, classes, objects and lists of this file may an expression stand for? Followed through names, assignments, conditions,
//! members, what a function of the file gives back, and what it is called with. What another file declares cannot be seen.
use super::names::{key_of, member_name};
use super::places::{find_places, is_static, Holder, Places};
use crate::analyze::bindings::{Binding, BindingKind, Bindings};
use crate::analyze::nodes::{key_name, string_value, Name, Node};
use std::cell::{Cell, OnceCell, RefCell};
use swc_core::ecma::ast::*;

#[derive(Clone, Copy)]
pub struct Value<'a> {
    pub node: Node<'a>,
    pub instance: bool,
    /// It came in as an argument: whoever reads its text need not run it.
    pub handed_in: bool,
}

/// So much is followed for one question: what goes further is no text that somebody sends away.
const MOST: i32 = 400;

pub struct Values<'a, 'b> {
    program: &'a Program,
    bindings: &'b Bindings<'a>,
    known: OnceCell<Places<'a>>,
    left: Cell<i32>,
    /// Parameters that are being followed.
    open: RefCell<Vec<*const Binding<'a>>>,
}

type Found<'a> = Vec<Value<'a>>;

impl<'a, 'b> Values<'a, 'b> {
    pub fn new(program: &'a Program, bindings: &'b Bindings<'a>) -> Self {
        Values { program, bindings, known: OnceCell::new(), left: Cell::new(0), open: RefCell::default() }
    }

    pub fn of(&self, expression: Node<'a>) -> Found<'a> {
        self.left.set(MOST);
        self.gather(expression, false)
    }

    /// What a list that is written in the file holds.
    pub fn elements(&self, expression: Node<'a>) -> Found<'a> {
        self.left.set(MOST);
        self.elements_of(expression, false)
    }

    /// The values of a member of what an expression stands for.
    pub fn member(&self, expression: Node<'a>, name: &'static str) -> Found<'a> {
        self.left.set(MOST);
        let mut found = Vec::new();
        for each in self.gather(expression, false) {
            self.follow_in(each, Name::Plain(name), &mut found, false);
        }
        let Some(binding) = expression.identifier().and_then(|name| self.bindings.resolve(name)) else {
            return found;
        };
        for assignment in self.assignments(Name::Plain(name)) {
            let target = Node::from(&assignment.left);
            let object = target.object().and_then(|object| object.unwrap().identifier());
            let other = object.and_then(|object| self.bindings.resolve(object));
            if other.is_some_and(|other| std::ptr::eq(other, binding)) {
                self.follow(Node::from(&*assignment.right), false, &mut found);
            }
        }
        found
    }

    fn places(&self) -> &Places<'a> {
        self.known.get_or_init(|| find_places(self.program))
    }

    fn assignments(&self, name: Name<'a>) -> impl Iterator<Item = &'a AssignExpr> + '_ {
        let found = self.places().assignments.get(&name).map_or(&[][..], Vec::as_slice);
        found.iter().filter_map(|each| match each {
            Node::AssignmentExpression(assignment) => Some(*assignment),
            _ => None,
        })
    }

    fn is_over(&self) -> bool {
        self.left.get() <= 0
    }

    fn gather(&self, expression: Node<'a>, handed_in: bool) -> Found<'a> {
        let mut found = Vec::new();
        self.follow(expression, handed_in, &mut found);
        found
    }

    /// `found` gathers; what is `handed_in` makes all that follows so.
    fn follow(&self, expression: Node<'a>, handed_in: bool, found: &mut Found<'a>) {
        let left = self.left.get();
        self.left.set(left - 1);
        if left <= 0 {
            return;
        }
        let node = expression.unwrap();
        if node.is_function() || node.is_class() {
            return add(found, Value { node, instance: false, handed_in });
        }
        match node {
            Node::ObjectExpression(_) | Node::ArrayExpression(_) => {
                add(found, Value { node, instance: false, handed_in })
            }
            Node::Identifier(name) => self.follow_name(name, handed_in, found),
            Node::ConditionalExpression(either) => {
                self.follow(Node::from(&*either.cons), handed_in, found);
                self.follow(Node::from(&*either.alt), handed_in, found);
            }
            Node::BinaryExpression(BinExpr {
                op: BinaryOp::LogicalOr | BinaryOp::LogicalAnd | BinaryOp::NullishCoalescing,
                left,
                right,
                ..
            }) => {
                self.follow(Node::from(&**left), handed_in, found);
                self.follow(Node::from(&**right), handed_in, found);
            }
            Node::AssignmentExpression(assignment) => {
                self.follow(Node::from(&*assignment.right), handed_in, found)
            }
            Node::SequenceExpression(sequence) => {
                if let Some(last) = sequence.exprs.last() {
                    self.follow(Node::from(&**last), handed_in, found);
                }
            }
            Node::NewExpression(made) => {
                for each in self.gather(Node::from(&*made.callee), handed_in) {
                    if each.node.is_class() && !each.instance {
                        add(found, Value { instance: true, ..each });
                    }
                }
            }
            _ if node.is_member() => self.follow_member(node, handed_in, found),
            _ if node.is_call() => self.follow_call(node, handed_in, found),
            _ => {}
        }
    }

    fn follow_name(&self, name: &'a Ident, handed_in: bool, found: &mut Found<'a>) {
        let Some(binding) = self.bindings.resolve(name) else { return };
        match (binding.kind, binding.init, binding.key) {
            // A function that hands its own parameter on to itself says nothing new.
            (BindingKind::Parameter, ..)
                if self.open.borrow().iter().any(|each| std::ptr::eq(*each, binding)) =>
            {
                return
            }
            (BindingKind::Parameter, ..) => {
                self.open.borrow_mut().push(binding);
                self.follow_parameter(name, binding, found);
                self.open.borrow_mut().pop();
            }
            (_, Some(init), None) => self.follow(init, handed_in, found),
            (kind, Some(init), Some(key)) if kind != BindingKind::Import => {
                for each in self.gather(init, handed_in) {
                    self.follow_in(each, key, found, false);
                }
            }
            _ => {}
        }
        if binding.assigned {
            for assignment in self.assignments(Name::Plain(&name.sym)) {
                if self.is_over() {
                    break;
                }
                let target = Node::from(&assignment.left).identifier();
                let other = target.and_then(|target| self.bindings.resolve(target));
                if other.is_some_and(|other| std::ptr::eq(other, binding)) {
                    self.follow(Node::from(&*assignment.right), handed_in, found);
                }
            }
        }
        if let Some(list) = list_of(name, binding) {
            found.extend(self.elements_of(list, handed_in));
        }
    }

    /// What the file itself calls the function with.
    fn follow_parameter(&self, name: &'a Ident, binding: &Binding<'a>, found: &mut Found<'a>) {
        let function = binding.place;
        if !function.is_function() {
            return;
        }
        let handed = function.params().into_iter().enumerate();
        let Some((index, member)) = handed.into_iter().find_map(|(at, each)| Some((at, key_in(each, name)?)))
        else {
            return;
        };
        let places = self.places();
        let calls = places.names.get(function).and_then(|name| places.calls.get(&name));
        for call in calls.into_iter().flatten() {
            if self.is_over() {
                break;
            }
            let arguments = call.arguments();
            let given = &arguments[..arguments.len().min(index + 1)];
            let Some(last) = given.get(index).filter(|_| given.iter().all(|each| each.spread.is_none()))
            else {
                continue;
            };
            let callee = call.callee().map(|callee| self.gather(callee, false)).unwrap_or_default();
            if !callee.iter().any(|each| each.node == function) {
                continue;
            }
            match member {
                None => self.follow(Node::from(last), true, found),
                Some(key) => {
                    for each in self.gather(Node::from(last), true) {
                        self.follow_in(each, key, found, false);
                    }
                }
            }
        }
        let callee = places.given_to.get(function).and_then(|call| call.callee()).map(Node::unwrap);
        let Some(callee) = callee.filter(|callee| index == 0 && callee.is_member()) else { return };
        let method = member_name(callee).and_then(Name::plain);
        if let (Some("map" | "flatMap" | "forEach" | "filter"), Some(list)) = (method, callee.object()) {
            found.extend(self.elements_of(list, false));
        }
    }

    fn follow_member(&self, node: Node<'a>, handed_in: bool, found: &mut Found<'a>) {
        let Some(object) = node.object().map(Node::unwrap) else { return };
        let Some(name) = member_name(node) else {
            // `scripts[name]`: any of them.
            for each in self.gather(object, handed_in) {
                self.follow_all(each, found);
            }
            return;
        };
        if name == Name::Plain("prototype") {
            for each in self.gather(object, handed_in) {
                if each.node.is_class() {
                    add(found, Value { instance: true, ..each });
                }
            }
            return;
        }
        let described = matches!(name.plain(), Some("get" | "set" | "value")) && object.is_call();
        if let Some((of, name)) = described.then(|| descriptor_of(object)).flatten() {
            for each in self.gather(of, handed_in) {
                self.follow_in(each, name, found, true);
            }
            return;
        }
        if let Some(Holder { node, instance }) = self.holder(node) {
            self.follow_in(Value { node, instance, handed_in }, name, found, false);
        }
        for each in self.gather(object, handed_in) {
            self.follow_in(each, name, found, false);
        }
        // `o.f = …`, `this.f = …` of the same object.
        for assignment in self.assignments(name) {
            if self.is_over() {
                break;
            }
            let target = Node::from(&assignment.left);
            if target.is_member() && self.is_same_object(target, node) {
                self.follow(Node::from(&*assignment.right), handed_in, found);
            }
        }
    }

    fn holder(&self, member: Node<'a>) -> Option<Holder<'a>> {
        let of_this = matches!(member.object().map(Node::unwrap), Some(Node::ThisExpression(_)));
        self.places().holders.get(member).filter(|_| of_this)
    }

    fn is_same_object(&self, one: Node<'a>, other: Node<'a>) -> bool {
        let (Some(a), Some(b)) = (one.object().map(Node::unwrap), other.object().map(Node::unwrap)) else {
            return false;
        };
        match (a, b) {
            (Node::ThisExpression(_), Node::ThisExpression(_)) => {
                let home = self.holder(one).map(|holder| holder.node);
                home.is_some() && home == self.holder(other).map(|holder| holder.node)
            }
            (Node::Identifier(first), Node::Identifier(second)) => {
                let found = self.bindings.resolve(first).zip(self.bindings.resolve(second));
                found.is_some_and(|(first, second)| std::ptr::eq(first, second))
            }
            _ if a.is_member() && b.is_member() => {
                let name = member_name(a);
                name.is_some() && name == member_name(b) && self.is_same_object(a, b)
            }
            _ => false,
        }
    }

    /// A member of an object or a class of the file; a getter counts for what it gives back.
    fn follow_in(&self, holder: Value<'a>, name: Name<'a>, found: &mut Found<'a>, itself: bool) {
        let Value { node, instance, handed_in } = holder;
        if let Node::ArrayExpression(list) = node {
            let at = name.plain().and_then(|name| name.parse::<usize>().ok());
            if let Some(Some(element)) = at.and_then(|at| list.elems.get(at)) {
                self.follow(Node::from(element), handed_in, found);
            }
            return;
        }
        for member in members_of(node) {
            if let Node::ObjectSpread(spread) = member {
                for each in self.gather(Node::from(&*spread.expr), handed_in) {
                    self.follow_in(each, name, found, itself);
                }
                continue;
            }
            if key_of(member) != Some(name) || (node.is_class() && is_static(member) == instance) {
                continue;
            }
            self.follow_value(member, handed_in, found, itself);
        }
        let parent = node.class().and_then(|class| class.super_class.as_deref());
        if let Some(parent) = parent {
            for each in self.gather(Node::from(parent), handed_in) {
                self.follow_in(Value { instance, ..each }, name, found, itself);
            }
        }
    }

    fn follow_all(&self, value: Value<'a>, found: &mut Found<'a>) {
        let Value { node, instance, handed_in } = value;
        if let Node::ArrayExpression(_) = node {
            return found.extend(self.elements_of(node, handed_in));
        }
        for member in members_of(node) {
            let other = node.is_class() && is_static(member) == instance;
            if !matches!(member, Node::ObjectSpread(_)) && !other {
                self.follow_value(member, handed_in, found, false);
            }
        }
    }

    fn follow_value(&self, member: Node<'a>, handed_in: bool, found: &mut Found<'a>, itself: bool) {
        if is_getter(member) && !itself {
            return self.follow_returns(member, handed_in, found);
        }
        let value = if member.is_function() { Some(member) } else { member.value() };
        if let Some(value) = value {
            self.follow(value, handed_in, found);
        }
    }

    fn follow_call(&self, call: Node<'a>, handed_in: bool, found: &mut Found<'a>) {
        let Some(callee) = call.callee().map(Node::unwrap) else { return };
        let method = if callee.is_member() { member_name(callee).and_then(Name::plain) } else { None };
        if let Some("freeze" | "seal" | "assign") = method {
            let is_object = callee.object().is_some_and(|object| object.unwrap().is_named("Object"));
            if let Some(first) = call.argument(0).filter(|_| is_object) {
                self.follow(first, handed_in, found);
            }
            return;
        }
        for Value { node, .. } in self.gather(callee, handed_in) {
            if node.is_function() && !node.is_async() && !node.is_generator() {
                self.follow_returns(node, handed_in, found);
            }
        }
    }

    /// What a function gives back, closures not counted.
    fn follow_returns(&self, function: Node<'a>, handed_in: bool, found: &mut Found<'a>) {
        let body = function.body();
        let Some(block) = body.block() else { return self.follow(body, handed_in, found) };
        let mut statements: Vec<&'a Stmt> = block.iter().collect();
        while let Some(each) = statements.pop() {
            match each {
                Stmt::Return(ReturnStmt { arg: Some(value), .. }) => {
                    self.follow(Node::from(&**value), handed_in, found)
                }
                Stmt::If(node) => {
                    statements.push(&node.cons);
                    statements.extend(node.alt.as_deref());
                }
                Stmt::Block(node) => statements.extend(&node.stmts),
                Stmt::Try(node) => statements.extend(&node.block.stmts),
                Stmt::Switch(node) => statements.extend(node.cases.iter().flat_map(|case| &case.cons)),
                _ => {}
            }
        }
    }

    fn elements_of(&self, list: Node<'a>, handed_in: bool) -> Found<'a> {
        let mut found = Vec::new();
        let node = list.unwrap();
        let lists = match node {
            Node::ArrayExpression(_) => vec![Value { node, instance: false, handed_in }],
            _ => self.gather(node, handed_in),
        };
        for Value { node, handed_in, .. } in lists {
            let Node::ArrayExpression(list) = node else { continue };
            for element in list.elems.iter().flatten() {
                match Node::from(element) {
                    Node::SpreadElement(spread) => {
                        found.extend(self.elements_of(Node::from(&*spread.expr), handed_in))
                    }
                    element => self.follow(element, handed_in, &mut found),
                }
            }
        }
        if let Some(object) = object_of_values(node) {
            for each in self.gather(object, handed_in) {
                self.follow_all(each, &mut found);
            }
        }
        found
    }
}

fn add<'a>(found: &mut Found<'a>, value: Value<'a>) {
    let known = found.iter_mut().find(|each| each.node == value.node && each.instance == value.instance);
    match known {
        None => found.push(value),
        Some(known) => known.handed_in = known.handed_in && value.handed_in,
    }
}

fn members_of(node: Node<'_>) -> Vec<Node<'_>> {
    match node {
        Node::ObjectExpression(object) => object.props.iter().map(Node::from).collect(),
        _ => node.class().map(|class| class.body.iter().map(Node::from).collect()).unwrap_or_default(),
    }
}

fn is_getter(member: Node) -> bool {
    match member {
        Node::ObjectGetter(_) => true,
        Node::ClassMethod(node) => node.kind == MethodKind::Getter,
        Node::ClassPrivateMethod(node) => node.kind == MethodKind::Getter,
        _ => false,
    }
}

/// `Object.values(o)` → o
fn object_of_values(call: Node<'_>) -> Option<Node<'_>> {
    let callee = call.callee().filter(|_| call.is_call())?.unwrap();
    let is_values = callee.is_member() && member_name(callee) == Some(Name::Plain("values"));
    callee.object().filter(|object| is_values && object.unwrap().is_named("Object"))?;
    call.argument(0)
}

/// `Object.getOwnPropertyDescriptor(o, 'name')`
fn descriptor_of(call: Node<'_>) -> Option<(Node<'_>, Name<'_>)> {
    let callee = call.callee()?.unwrap();
    let describes = callee.is_member() && member_name(callee)? == Name::Plain("getOwnPropertyDescriptor");
    let object = call.argument(0).filter(|_| describes)?;
    Some((object, Name::Plain(string_value(call.argument(1)?)?)))
}

/// What a parameter hands to a name: `Some(None)` for all of it, the key where it is an object pattern, `None` for another name.
fn key_in<'a>(parameter: Node<'a>, name: &Ident) -> Option<Option<Name<'a>>> {
    let parameter = match parameter {
        Node::TSParameterProperty(_) => parameter.children().into_iter().next()?,
        _ => parameter,
    };
    match plain(parameter) {
        Node::Identifier(own) => (own.sym == name.sym).then_some(None),
        Node::ObjectPattern(pattern) => pattern.props.iter().find_map(|each| match Node::from(each) {
            Node::PatternProperty(property) if !matches!(property.key, PropName::Computed(_)) => {
                let value = plain(Node::from(&*property.value)).identifier()?;
                let key = key_name(Node::from(&property.key))?;
                (value.sym == name.sym).then_some(Some(key))
            }
            Node::ShorthandPattern(property) => {
                (property.key.id.sym == name.sym).then_some(Some(Name::Plain(&property.key.id.sym)))
            }
            _ => None,
        }),
        _ => None,
    }
}

fn plain(pattern: Node<'_>) -> Node<'_> {
    match pattern {
        Node::AssignmentPattern(node) => Node::from(&*node.left),
        _ => pattern,
    }
}

/// `for (const f of list)` → list
fn list_of<'a>(name: &Ident, binding: &Binding<'a>) -> Option<Node<'a>> {
    let Node::ForOfStatement(node) = binding.place else { return None };
    let ForHead::VarDecl(head) = &node.left else { return None };
    let own = Node::from(&head.decls.first().filter(|_| binding.init.is_none())?.name).identifier()?;
    (own.sym == name.sym).then(|| Node::from(&*node.right))
}
