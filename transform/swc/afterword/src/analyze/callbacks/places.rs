//! What is handed to which call, what becomes of that call's value, and what stands in a guarded place? One walk for what `callbacks.rs` asks.
//!
//! *Handed* is what a call is given, in place or in literals: through types, both branches of `?:`, either side of `&& || ??`, spread, arrays,
//! objects and their methods.
use super::facts::{Member, Mention, Places, Taker, TakerId};
use super::place::{nearest, Place, NOWHERE};
use super::stores::{is_link, is_objects, is_store};
use crate::analyze::guards::{is_equality, Guards, Key};
use crate::analyze::inventory::Written;
use crate::analyze::mentions::is_logical;
use crate::analyze::nodes::{plain_property, property_name, Name, Node};
use swc_core::ecma::ast::*;

pub(super) struct Finder<'a, 'b> {
    pub(super) guards: &'b Guards<'a, 'b>,
    is_mentioned: &'b dyn Fn(&Ident) -> bool,
    is_own: &'b dyn Fn(Name<'a>) -> bool,
    pub(super) found: Places<'a>,
    stack: Vec<Node<'a>>,
}

/// `is_mentioned`: whether a name is of interest; `is_own`: whether a member of `this` is.
pub fn find_places<'a>(
    program: &'a Program,
    guards: &Guards<'a, '_>,
    is_mentioned: &dyn Fn(&Ident) -> bool,
    is_own: &dyn Fn(Name<'a>) -> bool,
) -> Places<'a> {
    let mut finder = Finder { guards, is_mentioned, is_own, found: Places::default(), stack: Vec::new() };
    finder.enter_list(&Node::Program(program).children(), NOWHERE);
    finder.found
}

impl<'a> Finder<'a, '_> {
    /// What each of the statements behind `if (known) return known` may be is known only once the later ones are seen.
    fn enter_list(&mut self, statements: &[Node<'a>], place: Place<'a>) {
        let guards = self.guards;
        let mut inside = place;
        // What the rest of the list writes.
        let written: Vec<_> = statements.iter().map(|each| guards.written_in(*each)).collect();
        let to = written.iter().rev().flatten().next().map_or(0, |last| last.to);
        let mut from = written.iter().flatten().next().map_or(0, |first| first.from);
        for (statement, written) in statements.iter().zip(&written) {
            self.enter(*statement, inside);
            from = written.map_or(from, |written| written.to);
            let Node::IfStatement(IfStmt { test, cons, .. }) = statement else { continue };
            if self.lasts(inside.guard) || !leaves(cons) {
                continue;
            }
            let test = Node::from(&**test);
            let keys = guards.tested(test, place.owner);
            // `if (booted++) return` writes in its test.
            let mut written = guards.written_by(&keys, test);
            written.extend(guards.written(&keys, Written { from, to }));
            inside = self.guarded(&written, inside);
        }
    }

    fn enter_branch(&mut self, node: Node<'a>, keys: &[Key], place: Place<'a>) {
        let inside = self.branch(node, keys, place);
        self.enter(node, inside);
    }

    fn taker(&mut self, taker: Taker<'a>) -> Option<TakerId> {
        self.found.takers.push(taker);
        Some(self.found.takers.len() as TakerId - 1)
    }

    fn children(&mut self, node: Node<'a>, place: Place<'a>) {
        let from = self.stack.len();
        node.add_children(&mut self.stack);
        let to = self.stack.len();
        for at in from..to {
            self.enter(self.stack[at], place);
        }
        self.stack.truncate(from);
    }

    fn enter_call(&mut self, node: Node<'a>, place: Place<'a>, plain: Place<'a>) {
        let Some(written) = node.callee() else { return };
        let callee = written.unwrap();
        let method = plain_property(callee);
        if let Some(object) =
            callee.object().filter(|object| method == Some("bind") && object.unwrap().is_function())
        {
            // `bus.once('x', function () { … }.bind(this))`
            self.enter(object, Place { movable: false, to: place.to, ..plain });
            return node.arguments().iter().for_each(|each| self.enter(Node::from(each), plain));
        }
        // `limit(fn).end()` is a statement, `limit(fn).then(…)` a promise: nobody keeps what `limit` gave.
        let kept = place.kept && !matches!(method, Some("then" | "catch" | "finally"));
        self.enter(written, Place { movable: false, called: true, awaited: place.awaited, kept, ..plain });
        if is_objects(callee) {
            // `jobs.push(Object.freeze({ run() {} }))`
            let inside = Place { to: place.to, kept: place.kept, ..plain };
            return node.arguments().iter().for_each(|each| self.enter(Node::from(each), inside));
        }
        // Whoever awaits a call waits for what it was given: that is for nobody else.
        let guard = place.guard.filter(|_| !place.awaited);
        let Place { owner, kept, into, .. } = place;
        let to = self.taker(Taker { call: node, owner, kept, to: place.to, into, guard, viewed: place.guard.is_some() });
        let of_promise = callee.object().is_some_and(|object| object.is_named("Promise"));
        let (elements, result) = match method {
            Some("all" | "allSettled" | "race" | "any") if of_promise => (false, None),
            Some("map" | "flatMap") => (place.elements, place.to),
            _ => (true, None),
        };
        let name = callee.identifier().map(|name| &*name.sym).or(method);
        let once = kept && place.to.is_none() && matches!(name, Some("once" | "memoize" | "pMemoize" | "pmemoize"));
        for argument in node.arguments() {
            self.enter(Node::from(argument), Place { to, elements, result, once, ..plain });
        }
    }

    fn enter_member(&mut self, node: Node<'a>, place: Place<'a>, part: Place<'a>, is_written: bool) {
        let name = property_name(node);
        let Place { owner, to, called, kept, .. } = place;
        let of_this = node.object().is_some_and(|object| matches!(object.unwrap(), Node::ThisExpression(_)));
        if of_this && !is_written && name.is_some_and(|name| (self.is_own)(name)) {
            self.found.members.push(Mention { node, owner, to, called, kept, member: None, initialises: place.initialises });
        }
        let member = Some(Member { name, to, called, kept });
        let inside = Place { kept: !called || kept, awaited: called && place.awaited, member, ..part };
        node.object().into_iter().for_each(|object| self.enter(object, inside));
        if let Some((property, true)) = node.property() {
            self.enter(property, part);
        }
    }

    fn enter(&mut self, node: Node<'a>, place: Place<'a>) {
        if node.is_silent() {
            return;
        }
        let Place { owner, guard, .. } = place;
        let movable = guard.filter(|_| place.movable && node.unwrap() == node);
        if let (Some(owner), Some(guard)) = (owner, movable) {
            let found = &mut self.found;
            let index = *found.owners.entry(owner).or_insert(found.guarded.len() as u32) as usize;
            if index == found.guarded.len() {
                found.guarded.push(Vec::new());
            }
            found.guarded[index].push((node, guard));
            found.all_guarded.insert(node, 0);
        }
        let initialises = place.initialises;
        let plain = Place { owner, guard, movable: true, initialises, ..NOWHERE };
        let unused = Place { kept: false, ..plain };
        // Something in it that is no value of its own.
        let part = Place { movable: false, ..plain };
        match node {
            Node::Identifier(name) => {
                if (self.is_mentioned)(name) {
                    let Place { to, called, kept, member, .. } = place;
                    self.found.mentions.push(Mention { node, owner, to, called, kept, member, initialises });
                }
            }
            Node::CallExpression(_) | Node::OptionalCallExpression(_) | Node::NewExpression(_) => {
                self.enter_call(node, place, plain)
            }
            _ if node.is_member() => self.enter_member(node, place, part, false),
            Node::ConditionalExpression(CondExpr { test, cons, alt, .. }) => {
                let test = Node::from(&**test);
                let keys = self.guards.tested(test, owner);
                self.enter(test, unused);
                self.enter_branch(Node::from(&**cons), &keys, place.either());
                self.enter_branch(Node::from(&**alt), &keys, place.either());
            }
            Node::BinaryExpression(BinExpr { op, left, right, .. }) => {
                let (left, right) = (Node::from(&**left), Node::from(&**right));
                if !is_logical(*op) {
                    let operand = if is_equality(*op) { unused } else { plain };
                    self.enter(left, operand);
                    return self.enter(right, operand);
                }
                self.enter(left, place.either());
                // `client || (client = connect())`, and `kept ?? make()` that is kept elsewhere in the function.
                let area = owner.filter(|_| *op != BinaryOp::LogicalAnd).unwrap_or(right);
                let keys = self.guards.tested(nearest(left, *op), owner);
                let inside = self.branch(area, &keys, place.either());
                self.enter(right, inside);
            }
            Node::SpreadElement(_)
            | Node::ObjectSpread(_)
            | Node::ArrayExpression(_)
            | Node::ObjectExpression(_) => {
                let kept = place.elements || !matches!(node, Node::ArrayExpression(_));
                self.children(node, Place { to: place.to, kept, ..plain })
            }
            Node::ObjectProperty(_) | Node::ShorthandProperty(_) => {
                if let Some(key) = node.key().filter(|_| node.is_computed()) {
                    self.enter(key, part);
                }
                node.value().into_iter().for_each(|value| self.enter(value, place.either()));
            }
            Node::UnaryExpression(UnaryExpr { op, .. }) => {
                let kept = !matches!(op, UnaryOp::Bang | UnaryOp::Void | UnaryOp::TypeOf);
                self.children(node, Place { kept, movable: *op != UnaryOp::Delete, ..plain })
            }
            Node::AwaitExpression(_) => self.children(node, Place { awaited: true, ..unused }),
            Node::SequenceExpression(SeqExpr { exprs, .. }) => {
                for (index, each) in exprs.iter().enumerate() {
                    let is_last = index + 1 == exprs.len();
                    let to = place.to.filter(|_| is_last);
                    self.enter(Node::from(&**each), Place { kept: place.kept && is_last, to, ..plain });
                }
            }
            Node::AssignmentExpression(AssignExpr { op, left, right, .. }) => {
                let target = Node::from(left).unwrap();
                // What is written is no mention of it.
                if target.is_member() {
                    self.enter_member(target, part, part, true);
                } else if target.identifier().is_none() {
                    self.enter(target, part);
                }
                let value = Node::from(&**right);
                let Some(function) = owner else { return self.enter(value, plain) };
                let keeps = matches!(op, AssignOp::NullishAssign | AssignOp::OrAssign | AssignOp::AndAssign);
                if let Some(home) = self.guards.lasting(target, function).filter(|_| keeps) {
                    let guard = self.guard(vec![home], owner, guard);
                    return self.enter(value, Place { guard, ..plain });
                }
                let assigns = *op == AssignOp::Assign;
                let links = assigns && is_link(value.unwrap(), self.guards);
                let stores = links || assigns && is_store(target, value.unwrap(), function, self.guards);
                // `if (!head) head = node` keeps one of many.
                let guard = guard.filter(|_| !links);
                let to = stores.then(|| Taker { call: node, owner, kept: false, to: None, into: None, guard, viewed: true });
                let to = to.and_then(|taker| self.taker(taker));
                self.enter(value, Place { to, ..plain });
            }
            Node::VariableDeclarator(VarDeclarator { name, init, .. }) => {
                let name = Node::from(name);
                let into = name.identifier();
                init.iter().for_each(|init| self.enter(Node::from(&**init), Place { into, ..plain }));
                if name.identifier().is_none() {
                    self.enter(name, part);
                }
            }
            Node::ExpressionStatement(_) => self.children(node, unused),
            Node::ReturnStatement(ReturnStmt { arg, .. }) => {
                let Some(value) = arg.as_deref().map(Node::from) else { return };
                owner.into_iter().for_each(|owner| self.found.returned.note(owner, value));
                // An async function awaits what it returns.
                let kept = place.elements && !owner.is_some_and(Node::is_async);
                self.enter(value, Place { to: place.result, kept, ..plain })
            }
            Node::IfStatement(IfStmt { test, cons, alt, .. }) => {
                let test = Node::from(&**test);
                let keys = self.guards.tested(test, owner);
                self.enter(test, unused);
                // `if (booted++ === 0)` writes in its test.
                let counts = self.branch(test, &keys, place.statement());
                for branch in [Some(cons), alt.as_ref()].into_iter().flatten() {
                    self.enter_branch(Node::from(&**branch), &keys, counts);
                }
            }
            Node::BlockStatement(_) | Node::FunctionBody(_) | Node::StaticBlock(_) => {
                self.enter_list(&node.children(), place.statement())
            }
            Node::SwitchCase(SwitchCase { test, cons, .. }) => {
                test.iter().for_each(|test| self.enter(Node::from(&**test), unused));
                let list: Vec<_> = cons.iter().map(Node::from).collect();
                self.enter_list(&list, place.statement())
            }
            // What is thrown is not what was tested, and its stack shows who made it.
            Node::ThrowStatement(_) => self.children(node, Place { guard: None, ..plain }),
            Node::YieldExpression(_) | Node::TemplateLiteral(_) => self.children(node, plain),
            _ if node.is_function() => self.enter_function(node, place, part),
            _ if node.is_class() => self.children(node, Place { owner, ..NOWHERE }),
            _ if node.is_field() => {
                self.children(node, Place { owner, initialises: !node.is_static(), ..NOWHERE })
            }
            _ if node.unwrap() != node => self.children(node, place),
            _ => self.enter_other(node, place),
        }
    }

    /// Loops, and what holds other statements: the head of a loop, or of a `catch`, binds.
    fn enter_other(&mut self, node: Node<'a>, place: Place<'a>) {
        let Place { owner, guard, initialises, .. } = place;
        let plain = Place { owner, guard, movable: true, initialises, ..NOWHERE };
        let unused = Place { kept: false, ..plain };
        let part = Place { movable: false, ..plain };
        let (head, right) = match node {
            Node::ForInStatement(ForInStmt { left, right, .. })
            | Node::ForOfStatement(ForOfStmt { left, right, .. }) => {
                (Some(Node::from(left)), Some(Node::from(&**right)))
            }
            Node::CatchClause(CatchClause { param, .. }) => (param.as_ref().map(Node::from), None),
            Node::WithStatement(_)
            | Node::LabeledStatement(_)
            | Node::SwitchStatement(_)
            | Node::TryStatement(_)
            | Node::WhileStatement(_)
            | Node::DoWhileStatement(_)
            | Node::ForStatement(_) => (None, None),
            _ => return self.children(node, part),
        };
        for child in node.children() {
            let inside = if Some(child) == head {
                part
            } else if Some(child) == right {
                plain
            } else if child.is_statement() {
                place.statement()
            } else {
                unused
            };
            self.enter(child, inside);
        }
    }

    fn enter_function(&mut self, node: Node<'a>, place: Place<'a>, part: Place<'a>) {
        place.to.into_iter().for_each(|to| {
            self.found.handed.insert(node, to);
        });
        node.outer_children().into_iter().for_each(|each| self.enter(each, part));
        node.params().into_iter().for_each(|parameter| self.enter(parameter, NOWHERE));
        // What is declared in a function is no value of it.
        let is_value = !matches!(node, Node::FunctionDeclaration(_));
        let elements = !is_value || place.elements;
        let result = place.result.filter(|_| is_value && !node.is_async());
        let guard = self.guard_of_all(node, place);
        let inside = Place { owner: Some(node), elements, result, guard, ..NOWHERE };
        let body = node.body();
        if body.block().is_some() {
            return self.enter(body, inside);
        }
        self.found.returned.note(node, body);
        self.enter(body, Place { movable: true, to: result, kept: elements && !node.is_async(), ..inside });
    }
}

/// `return`, `throw`, or a block that ends so.
fn leaves(statement: &Stmt) -> bool {
    let last = match statement {
        Stmt::Block(block) => block.stmts.last(),
        _ => Some(statement),
    };
    matches!(last, Some(Stmt::Return(_) | Stmt::Throw(_)))
}
