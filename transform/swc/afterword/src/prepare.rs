//! What earlier passes leave behind: nodes without a place in the source, and nodes that share one. While they are analysed and edited each has
//! a span of its own, outside the text; then they get back what they had.

use rustc_hash::FxHashSet;
use swc_core::common::{BytePos, Span, Spanned};
use swc_core::ecma::ast::*;
use swc_core::ecma::visit::{noop_visit_mut_type, VisitMut, VisitMutWith};

/// No source map is as long as that.
const OUTSIDE: u32 = 0x6000_0000;

/// What the spans were that `restore` puts back.
pub struct Prepared {
    originals: Vec<Span>,
}

/// Nodes of different kinds may share a span: an expression and its statement do.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    Expression,
    Statement,
    Block,
    Declaration,
    Module,
}

const KINDS: usize = Kind::Module as usize + 1;

pub fn prepare(program: &mut Program) -> Prepared {
    let mut looking = Keeper { does: Does::Look(Order::default()), originals: Vec::new() };
    program.visit_mut_with(&mut looking);
    let Does::Look(order) = looking.does else { return Prepared { originals: Vec::new() } };
    // Hardly any file needs more than to be looked at.
    if !order.has_doubles() {
        return Prepared { originals: Vec::new() };
    }
    let mut numbering = Keeper { does: Does::Number(FxHashSet::default()), originals: Vec::new() };
    program.visit_mut_with(&mut numbering);
    Prepared { originals: numbering.originals }
}

impl Prepared {
    pub fn restore(self, program: &mut Program) {
        if !self.originals.is_empty() {
            program.visit_mut_with(&mut Keeper { does: Does::Restore, originals: self.originals });
        }
    }

    /// What a span was in the author's text.
    pub fn original(&self, span: Span) -> Span {
        original(&self.originals, span).unwrap_or(span)
    }
}

fn original(originals: &[Span], span: Span) -> Option<Span> {
    let index = span.lo.0.checked_sub(OUTSIDE)? / 2;
    originals.get(index as usize).copied()
}

/// The spans of one look at the program, by kind. Nodes come almost in the order of their text: most are told apart by their neighbours.
#[derive(Default)]
struct Order {
    kinds: [Vec<Span>; KINDS],
    is_mixed: bool,
    has_dummies: bool,
}

impl Order {
    fn add(&mut self, kind: Kind, span: Span) {
        let spans = &mut self.kinds[kind as usize];
        // A node comes before those in it, which may begin where it does.
        self.is_mixed |= spans.last().is_some_and(|last| (last.lo, span.hi) >= (span.lo, last.hi));
        self.has_dummies |= span.is_dummy();
        spans.push(span);
    }

    fn has_doubles(self) -> bool {
        let repeats = |mut spans: Vec<Span>| {
            spans.sort_unstable();
            spans.windows(2).any(|pair| pair[0] == pair[1])
        };
        self.has_dummies || (self.is_mixed && self.kinds.into_iter().any(repeats))
    }
}

enum Does {
    Look(Order),
    Number(FxHashSet<(Kind, Span)>),
    Restore,
}

struct Keeper {
    does: Does,
    originals: Vec<Span>,
}

impl Keeper {
    /// Another span for a node, or None if it keeps its own.
    fn other(&mut self, kind: Kind, span: Span) -> Option<Span> {
        match &mut self.does {
            Does::Look(order) => {
                order.add(kind, span);
                None
            }
            Does::Number(seen) => {
                if !span.is_dummy() && seen.insert((kind, span)) {
                    return None;
                }
                let start = OUTSIDE + 2 * self.originals.len() as u32;
                self.originals.push(span);
                Some(Span::new(BytePos(start), BytePos(start + 1)))
            }
            Does::Restore => original(&self.originals, span),
        }
    }

    fn keep(&mut self, kind: Kind, span: &mut Span) {
        if let Some(other) = self.other(kind, *span) {
            *span = other;
        }
    }
}

impl VisitMut for Keeper {
    noop_visit_mut_type!();

    fn visit_mut_expr(&mut self, node: &mut Expr) {
        if let Some(other) = self.other(Kind::Expression, node.span()) {
            node.set_span(other);
        }
        node.visit_mut_children_with(self);
    }

    fn visit_mut_stmt(&mut self, node: &mut Stmt) {
        if let Some(span) = span_of(node) {
            self.keep(Kind::Statement, span);
        }
        node.visit_mut_children_with(self);
    }

    fn visit_mut_block_stmt(&mut self, node: &mut BlockStmt) {
        self.keep(Kind::Block, &mut node.span);
        node.visit_mut_children_with(self);
    }

    #[cfg(not(feature = "swc-1-15"))]
    fn visit_mut_function_body(&mut self, node: &mut FunctionBody) {
        self.keep(Kind::Block, &mut node.span);
        node.visit_mut_children_with(self);
    }

    fn visit_mut_function(&mut self, node: &mut Function) {
        self.keep(Kind::Declaration, &mut node.span);
        node.visit_mut_children_with(self);
    }

    fn visit_mut_class(&mut self, node: &mut Class) {
        self.keep(Kind::Declaration, &mut node.span);
        node.visit_mut_children_with(self);
    }

    fn visit_mut_var_decl(&mut self, node: &mut VarDecl) {
        self.keep(Kind::Declaration, &mut node.span);
        node.visit_mut_children_with(self);
    }

    fn visit_mut_using_decl(&mut self, node: &mut UsingDecl) {
        self.keep(Kind::Declaration, &mut node.span);
        node.visit_mut_children_with(self);
    }

    fn visit_mut_module_decl(&mut self, node: &mut ModuleDecl) {
        let span = match node {
            ModuleDecl::Import(each) => &mut each.span,
            ModuleDecl::ExportNamed(each) => &mut each.span,
            ModuleDecl::ExportAll(each) => &mut each.span,
            _ => return node.visit_mut_children_with(self),
        };
        self.keep(Kind::Module, span);
        node.visit_mut_children_with(self);
    }
}

/// None for declarations, which are asked by themselves, and blocks.
fn span_of(node: &mut Stmt) -> Option<&mut Span> {
    Some(match node {
        Stmt::With(each) => &mut each.span,
        Stmt::Return(each) => &mut each.span,
        Stmt::Labeled(each) => &mut each.span,
        Stmt::If(each) => &mut each.span,
        Stmt::Switch(each) => &mut each.span,
        Stmt::Throw(each) => &mut each.span,
        Stmt::Try(each) => &mut each.span,
        Stmt::While(each) => &mut each.span,
        Stmt::DoWhile(each) => &mut each.span,
        Stmt::For(each) => &mut each.span,
        Stmt::ForIn(each) => &mut each.span,
        Stmt::ForOf(each) => &mut each.span,
        Stmt::Expr(each) => &mut each.span,
        Stmt::Empty(each) => &mut each.span,
        _ => return None,
    })
}
