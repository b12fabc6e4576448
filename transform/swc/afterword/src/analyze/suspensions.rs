//! Where does a function give control away in its middle, and where must it take the register up again (R3–R5, R7, R9, R10)?
//! Called only for functions that follow the protocol of frames.
use super::bindings::Bindings;
use super::nodes::{plain_property, using_kind, walk, Node, NodeMap};
use super::order::{EventKind, Order, Range};
use crate::plan::*;
use swc_core::ecma::ast::*;

#[derive(Default)]
pub struct Suspensions {
    pub suspensions: Vec<SuspensionPlan>,
    pub loops: Vec<ForAwaitPlan>,
    pub for_ofs: Vec<ForOfPlan>,
    pub handlers: Vec<HandlerPlan>,
    pub usings: Vec<UsingPlan>,
    pub blocks: Vec<BlockPlan>,
    pub patterns: Vec<Planned>,
    /// Something that cannot be edited safely: the function is left alone.
    pub unsafe_because: Option<&'static str>,
}

fn reason(rule: &str, call: Option<Node>, what: &str) -> Option<Reason> {
    let needs = Some(call?.span().into());
    Some(Reason { rule: rule.into(), because: format!("{what} a call"), needs })
}

pub fn find_suspensions<'a>(function: Node<'a>, order: &Order<'a>, bindings: &Bindings<'a>) -> Suspensions {
    let events = order.events.iter().enumerate();
    let suspensions = events.filter(|(_, event)| event.kind == EventKind::Suspension);
    let index_of = suspensions.map(|(index, event)| (event.node, index as u32)).collect();
    let body = function.body();
    let mut finder =
        Finder { order, bindings, index_of, body, found: Suspensions::default(), stack: Vec::new() };
    finder.visit(body, None);
    finder.found
}

struct Finder<'a, 'b> {
    order: &'b Order<'a>,
    bindings: &'b Bindings<'a>,
    index_of: NodeMap<'a>,
    body: Node<'a>,
    found: Suspensions,
    stack: Vec<Node<'a>>,
}

impl<'a> Finder<'a, '_> {
    fn range(&self, node: Node<'a>) -> Option<Range> {
        self.order.range(node)
    }

    fn index_of(&self, node: Node<'a>) -> Option<usize> {
        self.index_of.get(&node).map(|index| *index as usize)
    }

    fn suspends_within(&self, pattern: Node<'a>) -> bool {
        let mut suspends = false;
        walk(pattern, &mut |node| {
            suspends = suspends || self.index_of.contains_key(&node);
            !node.is_function() && !suspends
        });
        suspends
    }

    fn suspends_in(&self, node: Node<'a>) -> bool {
        self.order.suspends_in(self.range(node))
    }

    fn suspension(&mut self, node: Node<'a>, kind: SuspensionKind) {
        let Some(index) = self.index_of(node) else { return };
        // What is returned leads to `finally` blocks alone, which resume for themselves.
        let returns = kind == SuspensionKind::Return || self.order.events[index].returns.is_some();
        let what = match kind {
            SuspensionKind::Await => "after this await follows",
            SuspensionKind::Yield => "after this yield follows",
            SuspensionKind::YieldStar => "after this yield* follows",
            SuspensionKind::Return => "after this return follows",
        };
        let resume = if returns { None } else { reason("R3", self.order.call_after(index), what) };
        self.found.suspensions.push(SuspensionPlan { at: node.span().into(), kind, resume });
    }

    fn after(&self, rule: &str, node: Node<'a>, what: &str) -> Option<Reason> {
        reason(rule, self.order.call_behind(self.range(node)?, node), what)
    }

    fn visit(&mut self, node: Node<'a>, labels: Option<Node<'a>>) {
        match node {
            Node::AwaitExpression(_) => self.suspension(node, SuspensionKind::Await),
            Node::YieldExpression(YieldExpr { delegate: true, .. }) => {
                self.suspension(node, SuspensionKind::YieldStar)
            }
            Node::YieldExpression(_) => self.suspension(node, SuspensionKind::Yield),
            Node::ReturnStatement(_) => self.suspension(node, SuspensionKind::Return),
            Node::LabeledStatement(labeled) => {
                return self.visit(Node::from(&*labeled.body), labels.or(Some(node)))
            }
            Node::BlockStatement(BlockStmt { stmts, .. }) => self.visit_block(node, stmts),
            Node::FunctionBody(_) => self.visit_block(node, node.block().unwrap_or(&[])),
            Node::TryStatement(statement) => self.visit_try(node, statement),
            Node::VariableDeclarator(VarDeclarator { name, init: Some(init), .. }) => {
                self.visit_pattern(Node::from(name), Node::from(&**init))
            }
            Node::ExpressionStatement(statement) => {
                if let Node::AssignmentExpression(AssignExpr { left, right, .. }) =
                    Node::from(&*statement.expr)
                {
                    self.visit_pattern(Node::from(left), Node::from(&**right));
                }
            }
            Node::ForStatement(ForStmt { init: Some(init), .. }) => {
                let kind = using_kind(Node::from(init));
                if kind == Some(UsingKind::Async) || (kind.is_some() && self.suspends_in(node)) {
                    self.found.unsafe_because = Some("a for statement declares with using in its head");
                }
            }
            Node::ForOfStatement(statement) if statement.is_await => {
                self.visit_for_await(node, statement, labels)
            }
            Node::ForOfStatement(statement) => self.visit_for_of(node, statement),
            _ if node.is_function() => {
                return node.outer_children().into_iter().for_each(|outer| self.visit(outer, None))
            }
            _ => {}
        }
        let from = self.stack.len();
        node.add_children(&mut self.stack);
        let to = self.stack.len();
        for at in from..to {
            self.visit(self.stack[at], None);
        }
        self.stack.truncate(from);
    }

    /// `const [a = await x] = list`: when that await throws, or a generator is closed at a yield there, the engine closes the iterator of
    /// the list while the function is suspended. So its steps go through the helper.
    fn is_open(&self, pattern: Node<'a>) -> bool {
        matches!(pattern, Node::ArrayPattern(_)) && self.suspends_within(pattern)
    }

    fn visit_pattern(&mut self, pattern: Node<'a>, right: Node<'a>) {
        if self.is_open(pattern) {
            self.found.patterns.push(Planned { at: right.span().into() });
        }
    }

    fn visit_block(&mut self, node: Node<'a>, list: &'a [Stmt]) {
        let mut disposes_later = false;
        for statement in list.iter().map(Node::from) {
            let Some(kind) = using_kind(statement) else { continue };
            if kind == UsingKind::Sync && !self.suspends_in(node) {
                continue;
            }
            self.found.usings.push(UsingPlan { at: statement.span().into(), kind });
            disposes_later |= kind == UsingKind::Async;
        }
        if disposes_later && node != self.body {
            let after = self.after("R10", node, "after this block, which awaits its disposals, follows");
            self.found.blocks.extend(after.map(|after| BlockPlan { at: node.span().into(), after }));
        }
    }

    fn visit_try(&mut self, node: Node<'a>, statement: &'a TryStmt) {
        let Some(whole) = self.range(node) else { return };
        let suspends = self.suspends_in(Node::BlockStatement(&statement.block));
        let handler = statement.handler.as_ref();
        let clause = handler.map(Node::CatchClause);
        if let (Some(handler), Some(clause)) = (handler, clause) {
            let param = handler.param.as_ref().map(Node::from);
            let steps = param.is_some_and(|param| self.is_open(param));
            if suspends || steps {
                let begin = self.range(clause).map_or(whole.to, |range| range.from);
                // What suspends in the pattern needs the resume before it; what calls in it, too.
                let pattern = param.filter(|param| !matches!(param, Node::Identifier(_)));
                let bind_inside = pattern.is_some_and(|pattern| self.order.has_in(self.range(pattern)));
                let what = "a suspension may throw into this catch, and in or after it follows";
                let why = reason("R5", self.order.call_from(begin, whole.from), what);
                self.found.handlers.extend(why.map(|reason| HandlerPlan {
                    at: Node::BlockStatement(&handler.body).span().into(),
                    kind: HandlerKind::Catch,
                    bind_inside,
                    steps,
                    reason,
                }));
            }
        }
        let Some(finalizer) = statement.finalizer.as_ref().map(Node::BlockStatement) else { return };
        if suspends || clause.is_some_and(|clause| self.suspends_in(clause)) {
            let begin = self.range(finalizer).map_or(whole.to, |range| range.from);
            let what = "a suspension may throw into this finally, and in or after it follows";
            let why = reason("R5", self.order.call_from(begin, whole.from), what);
            self.found.handlers.extend(why.map(|reason| HandlerPlan {
                at: finalizer.span().into(),
                kind: HandlerKind::Finally,
                bind_inside: false,
                steps: false,
                reason,
            }));
        }
    }

    fn visit_for_await(&mut self, node: Node<'a>, statement: &'a ForOfStmt, labels: Option<Node<'a>>) {
        let Some(index) = self.index_of(node) else { return };
        let (left, body) = (Node::from(&statement.left), Node::from(&*statement.body));
        let works = self.order.has_in(self.range(left)) || self.order.has_in(self.range(body));
        let target = target_of(left);
        let what = "in the body of this loop follows";
        let plan = ForAwaitPlan {
            at: node.span().into(),
            statement: Planned { at: labels.unwrap_or(node).span().into() },
            body: if works { reason("R9", self.order.call_after(index), what) } else { None },
            after: self.after("R5", node, "after this loop follows"),
            // A plain name is bound by the loop itself; a pattern or a member may run code.
            bind_inside: works && !matches!(target, Node::Identifier(_)),
            steps: self.is_open(target),
            using: using_kind(left),
        };
        self.found.loops.push(plan);
    }

    fn visit_for_of(&mut self, node: Node<'a>, statement: &'a ForOfStmt) {
        let (left, body) = (Node::from(&statement.left), Node::from(&*statement.body));
        if !self.suspends_in(left) && !self.suspends_in(body) {
            return;
        }
        let using = using_kind(left);
        let right = Node::from(&*statement.right);
        // A head that disposes asynchronously suspends at the end of every round: the next one begins with the resume of its body.
        let close = using == Some(UsingKind::Async) || !has_harmless_iterator(right, self.bindings);
        let steps = self.is_open(target_of(left));
        // A head that suspends may be left in its middle too: it is bound where that is seen.
        let bind_inside = steps || (close && self.suspends_in(left));
        if !close && using.is_none() && !bind_inside {
            return;
        }
        let because = "its body may be left while it is suspended, and then the iterator is closed".into();
        let reason = Reason { rule: "R5".into(), because, needs: Some(right.span().into()) };
        self.found.for_ofs.push(ForOfPlan {
            at: node.span().into(),
            using,
            close,
            bind_inside,
            steps,
            reason,
        });
    }
}

/// What the head of a `for…of` binds or assigns.
fn target_of(left: Node) -> Node {
    left.declarators().first().map_or(left, |first| Node::from(&first.name))
}

/// An array's iterator has no `return`: there is nothing to close.
fn has_harmless_iterator<'a>(right: Node<'a>, bindings: &Bindings<'a>) -> bool {
    let iterable = right.unwrap();
    let callee = match iterable {
        Node::ArrayExpression(_) => return true,
        Node::CallExpression(_) => iterable.callee(),
        _ => None,
    };
    let Some(callee @ Node::MemberExpression(member)) = callee else { return false };
    bindings.is_global(Node::from(&*member.obj), "Object")
        && matches!(plain_property(callee), Some("keys" | "values" | "entries"))
}
