//! What is handed to which call, what becomes of that call's value, and what stands in a guarded place? One walk for what `callbacks.rs` asks.
//!
//! *Handed* is what a call is given, in place or in literals: through types, both branches of `?:`, either side of `&& || ??`, spread, arrays,
//! objects and their methods.
use crate::analyze::guards::{is_equality, Guards, Key};
use crate::analyze::inventory::Written;
use crate::analyze::mentions::is_logical;
use crate::analyze::nodes::{plain_property, Node, NodeMap};
use swc_core::ecma::ast::*;

/// A call or `new` that something is handed to.
#[derive(Clone, Copy)]
pub struct Taker<'a> {
    pub call: Node<'a>,
    /// Its value goes on: it is assigned, declared, returned or passed, and not awaited or chained before.
    pub kept: bool,
    pub guarded: bool,
}

/// A name that is evaluated.
#[derive(Clone, Copy)]
pub struct Mention<'a> {
    pub name: &'a Ident,
    pub owner: Option<Node<'a>>,
    /// The call that it is handed to.
    pub to: Option<Taker<'a>>,
    pub called: bool,
    /// Its value goes on.
    pub kept: bool,
}

#[derive(Default)]
pub struct Places<'a> {
    /// Functions that are written in place → the call that they are handed to.
    handed: NodeMap<'a>,
    takers: Vec<Taker<'a>>,
    pub mentions: Vec<Mention<'a>>,
    /// Expressions in guarded places that may be evaluated by a helper, the largest first: by function, and each by itself.
    guarded: Vec<Vec<Node<'a>>>,
    owners: NodeMap<'a>,
    pub all_guarded: NodeMap<'a>,
}

impl<'a> Places<'a> {
    pub fn handed(&self, function: Node<'a>) -> Option<Taker<'a>> {
        self.takers.get(*self.handed.get(&function)? as usize).copied()
    }

    pub fn guarded_in(&self, function: Node<'a>) -> &[Node<'a>] {
        self.owners.get(&function).map_or(&[], |index| &self.guarded[*index as usize])
    }
}

#[derive(Clone, Copy)]
struct Place<'a> {
    /// The function whose body it is in.
    owner: Option<Node<'a>>,
    to: Option<Taker<'a>>,
    kept: bool,
    called: bool,
    awaited: bool,
    guarded: bool,
    /// An expression here may be evaluated by a helper.
    movable: bool,
    /// Whether the values of the elements of a list here go on: those of `Promise.all(…)` are awaited, in place or mapped.
    elements: bool,
}

const NOWHERE: Place = Place {
    owner: None,
    to: None,
    kept: true,
    called: false,
    awaited: false,
    guarded: false,
    movable: false,
    elements: true,
};

impl<'a> Place<'a> {
    /// A statement among others: nothing but where it stands goes on to it.
    fn statement(self) -> Self {
        let Place { owner, guarded, elements, .. } = self;
        Place { owner, guarded, elements, ..NOWHERE }
    }

    /// What is given on.
    fn either(self) -> Self {
        Place { called: false, ..self }
    }
}

struct Finder<'a, 'b> {
    guards: &'b Guards<'a, 'b>,
    is_mentioned: &'b dyn Fn(&Ident) -> bool,
    found: Places<'a>,
    stack: Vec<Node<'a>>,
}

/// `is_mentioned`: whether a name is of interest.
pub fn find_places<'a>(
    program: &'a Program,
    guards: &Guards<'a, '_>,
    is_mentioned: &dyn Fn(&Ident) -> bool,
) -> Places<'a> {
    let mut finder = Finder { guards, is_mentioned, found: Places::default(), stack: Vec::new() };
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
            if inside.guarded || !leaves(cons) {
                continue;
            }
            let test = Node::from(&**test);
            let keys = guards.tested(test, place.owner);
            // `if (booted++) return` writes in its test.
            inside.guarded = guards.writes_in(&keys, test) || guards.writes(&keys, Written { from, to });
        }
    }

    /// Something that writes what was tested.
    fn branch(&self, node: Node<'a>, keys: &[Key], place: Place<'a>) -> Place<'a> {
        Place { guarded: place.guarded || self.guards.writes_in(keys, node), ..place }
    }

    fn enter_branch(&mut self, node: Node<'a>, keys: &[Key], place: Place<'a>) {
        self.enter(node, self.branch(node, keys, place));
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
        // Whoever awaits a call waits for what it was given: that is for nobody else.
        let guarded = place.guarded && !place.awaited;
        let to = Some(Taker { call: node, kept: place.kept, guarded });
        let of_promise = callee.object().is_some_and(|object| object.is_named("Promise"));
        let elements = match method {
            Some("all" | "allSettled" | "race" | "any") if of_promise => false,
            Some("map" | "flatMap") => place.elements,
            _ => true,
        };
        for argument in node.arguments() {
            self.enter(Node::from(argument), Place { to, elements, ..plain });
        }
    }

    fn enter(&mut self, node: Node<'a>, place: Place<'a>) {
        if node.is_silent() {
            return;
        }
        let Place { owner, guarded, .. } = place;
        if let Some(owner) = owner.filter(|_| guarded && place.movable && node.unwrap() == node) {
            let found = &mut self.found;
            let index = *found.owners.entry(owner).or_insert(found.guarded.len() as u32) as usize;
            if index == found.guarded.len() {
                found.guarded.push(Vec::new());
            }
            found.guarded[index].push(node);
            found.all_guarded.insert(node, 0);
        }
        let plain = Place { owner, guarded, movable: true, ..NOWHERE };
        let unused = Place { kept: false, ..plain };
        // Something in it that is no value of its own.
        let part = Place { movable: false, ..plain };
        match node {
            Node::Identifier(name) => {
                if (self.is_mentioned)(name) {
                    let Place { to, called, kept, .. } = place;
                    self.found.mentions.push(Mention { name, owner, to, called, kept });
                }
            }
            Node::CallExpression(_) | Node::OptionalCallExpression(_) | Node::NewExpression(_) => {
                self.enter_call(node, place, plain)
            }
            _ if node.is_member() => {
                let kept = !place.called || place.kept;
                let inside = Place { kept, awaited: place.called && place.awaited, ..part };
                node.object().into_iter().for_each(|object| self.enter(object, inside));
                if let Some((property, true)) = node.property() {
                    self.enter(property, part);
                }
            }
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
                self.enter(right, self.branch(area, &keys, place.either()));
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
                let left = Node::from(left);
                // What is written is no mention of it.
                if left.identifier().is_none() {
                    self.enter(left, part);
                }
                let keeps = matches!(op, AssignOp::NullishAssign | AssignOp::OrAssign | AssignOp::AndAssign)
                    && owner.is_some_and(|owner| self.guards.lasts(left, owner));
                self.enter(Node::from(&**right), Place { guarded: guarded || keeps, ..plain });
            }
            Node::VariableDeclarator(VarDeclarator { name, init, .. }) => {
                init.iter().for_each(|init| self.enter(Node::from(&**init), plain));
                let name = Node::from(name);
                if name.identifier().is_none() {
                    self.enter(name, part);
                }
            }
            Node::ExpressionStatement(_) => self.children(node, unused),
            Node::ReturnStatement(_) => {
                // An async function awaits what it returns.
                let kept = place.elements && !owner.is_some_and(Node::is_async);
                self.children(node, Place { kept, ..plain })
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
            Node::ThrowStatement(_) => self.children(node, Place { guarded: false, ..plain }),
            Node::YieldExpression(_) | Node::TemplateLiteral(_) => self.children(node, plain),
            _ if node.is_function() => self.enter_function(node, place, part),
            _ if node.is_class() || node.is_field() => self.children(node, Place { owner, ..NOWHERE }),
            _ if node.unwrap() != node => self.children(node, place),
            _ => self.enter_other(node, place),
        }
    }

    /// Loops, and what holds other statements: the head of a loop, or of a `catch`, binds.
    fn enter_other(&mut self, node: Node<'a>, place: Place<'a>) {
        let Place { owner, guarded, .. } = place;
        let plain = Place { owner, guarded, movable: true, ..NOWHERE };
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
        if let Some(to) = place.to {
            self.found.handed.insert(node, self.found.takers.len() as u32);
            self.found.takers.push(to);
        }
        node.outer_children().into_iter().for_each(|each| self.enter(each, part));
        node.params().into_iter().for_each(|parameter| self.enter(parameter, NOWHERE));
        let elements = place.elements;
        let inside = Place { owner: Some(node), elements, ..NOWHERE };
        let body = node.body();
        if body.block().is_some() {
            return self.enter(body, inside);
        }
        self.enter(body, Place { movable: true, kept: elements && !node.is_async(), ..inside });
    }
}

/// The operand beside the last one of `a || b || c`.
fn nearest(left: Node<'_>, operator: BinaryOp) -> Node<'_> {
    match left.unwrap() {
        Node::BinaryExpression(before) if before.op == operator => Node::from(&*before.right),
        _ => left,
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
