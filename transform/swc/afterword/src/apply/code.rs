//! The small pieces of code that every edit is made of.
//!
//! SWC tells bindings apart by a syntax context as well as by name. Each function's generated names have a context of their own, for passes
//! after this one (a minifier above all) take what agrees in both for one binding.

use super::dialect::ArrowBody;
use super::names::{Helper, Names, HOME};
use crate::plan::{FunctionPlan, Plan};
use std::cell::{OnceCell, RefCell};
use swc_core::common::{Mark, Span, SyntaxContext, DUMMY_SP};
use swc_core::ecma::ast::*;
use swc_core::ecma::atoms::Atom;

pub struct Code<'a> {
    pub plan: &'a Plan,
    names: RefCell<Names<'a>>,
    /// Captures say where they stand, in development.
    pub debug: bool,
    /// Of names that nothing in the file declares.
    pub unresolved: SyntaxContext,
    helpers: OnceCell<SyntaxContext>,
    /// By function.
    contexts: Vec<OnceCell<SyntaxContext>>,
}

/// An edit inside a function, with that function: its capture is the one that the edit puts into the register.
pub type Owner = usize;

pub fn fresh() -> SyntaxContext {
    SyntaxContext::empty().apply_mark(Mark::new())
}

impl<'a> Code<'a> {
    pub fn new(plan: &'a Plan, debug: bool, unresolved: SyntaxContext) -> Self {
        Code {
            plan,
            names: RefCell::new(Names::new(plan)),
            debug,
            unresolved,
            helpers: OnceCell::new(),
            contexts: vec![OnceCell::new(); plan.functions.len()],
        }
    }

    pub fn function(&self, owner: Owner) -> &'a FunctionPlan {
        &self.plan.functions[owner]
    }

    fn context(&self, owner: Owner) -> SyntaxContext {
        *self.contexts[owner].get_or_init(fresh)
    }

    /// Helpers that were asked for, with their local names.
    pub fn used(&self, of_jobs: bool) -> Vec<(&'static str, Ident)> {
        let local = |name| Ident::new(name, DUMMY_SP, *self.helpers.get_or_init(fresh));
        self.names.borrow().used(of_jobs).map(|(name, used)| (name, local(used))).collect()
    }

    /// Whether helpers are members of the global.
    pub fn at_home(&self) -> bool {
        self.names.borrow().at_home
    }

    /// `_l`, or `_aw1.l` in CommonJS.
    pub fn helper(&self, helper: Helper, span: Span) -> Box<Expr> {
        let name = self.names.borrow_mut().helper(helper);
        if !self.names.borrow().is_at_home(helper) {
            return Ident::new(name, span, *self.helpers.get_or_init(fresh)).into();
        }
        let obj = Ident::new(HOME.into(), span, self.unresolved).into();
        Box::new(Expr::Member(MemberExpr { span, obj, prop: MemberProp::Ident(IdentName::new(name, DUMMY_SP)) }))
    }

    /// `_r.scope`
    pub fn register(&self) -> Box<Expr> {
        let object = self.helper(Helper::Register, DUMMY_SP);
        let prop = MemberProp::Ident(IdentName::new("scope".into(), DUMMY_SP));
        Box::new(Expr::Member(MemberExpr { span: DUMMY_SP, obj: object, prop }))
    }

    /// `_c`
    pub fn caller(&self, owner: Owner) -> Ident {
        Ident::new(self.names.borrow().caller.clone(), DUMMY_SP, self.context(owner))
    }

    /// `_f`
    pub fn frame(&self, owner: Owner) -> Ident {
        Ident::new(self.names.borrow().frame.clone(), DUMMY_SP, self.context(owner))
    }

    /// `_t`
    pub fn temporary(&self) -> Ident {
        Ident::new(self.names.borrow().temporary.clone(), DUMMY_SP, fresh())
    }

    /// `_s`, `_s1` …
    pub fn scope(&self, owner: Owner) -> Ident {
        let name = self.names.borrow().scope(self.function(owner).depth);
        Ident::new(name, DUMMY_SP, self.context(owner))
    }

    /// `_p`, `_p1` …
    pub fn given(&self, owner: Owner, index: usize) -> Ident {
        Ident::new(self.names.borrow().given(index), DUMMY_SP, self.context(owner))
    }

    /// `_u`, `_u1` …
    pub fn using(&self, owner: Owner) -> Ident {
        Ident::new(self.names.borrow_mut().using(owner), DUMMY_SP, self.context(owner))
    }

    pub fn call(&self, helper: Helper, args: Vec<Box<Expr>>) -> Box<Expr> {
        self.call_with(helper, args.into_iter().map(ExprOrSpread::from).collect())
    }

    pub fn call_with(&self, helper: Helper, args: Vec<ExprOrSpread>) -> Box<Expr> {
        let callee = Callee::Expr(self.helper(helper, DUMMY_SP));
        Box::new(Expr::Call(CallExpr { callee, args, ..Default::default() }))
    }

    /// `_m(() => x)`
    pub fn make(&self, value: Expr) -> Box<Expr> {
        let arrow = ArrowExpr { body: Box::new(ArrowBody::Expr(Box::new(value))), ..Default::default() };
        self.call(Helper::Made, vec![Box::new(arrow.into())])
    }

    /// `_l(_f, value)`: what is awaited or yielded goes through it, and nothing does where a function ends.
    pub fn suspend(&self, owner: Owner, value: Option<Box<Expr>>) -> Box<Expr> {
        self.call(Helper::Leave, [self.frame(owner).into()].into_iter().chain(value).collect())
    }

    /// `_b(_f, value)`: right after a suspension that came back.
    pub fn resume(&self, owner: Owner, value: Option<Box<Expr>>) -> Box<Expr> {
        self.call(Helper::Back, [self.frame(owner).into()].into_iter().chain(value).collect())
    }

    /// `_g(_f)`: where one may be suspended or not.
    pub fn recover(&self, owner: Owner) -> Stmt {
        statement(self.call(Helper::Again, vec![self.frame(owner).into()]))
    }
}

pub fn assign(left: AssignTarget, right: Box<Expr>) -> Box<Expr> {
    Box::new(Expr::Assign(AssignExpr { span: DUMMY_SP, op: AssignOp::Assign, left, right }))
}

pub fn statement(expr: Box<Expr>) -> Stmt {
    Stmt::Expr(ExprStmt { span: DUMMY_SP, expr })
}

pub fn string(value: impl Into<Atom>) -> Box<Expr> {
    let value: Atom = value.into();
    Box::new(Expr::Lit(Lit::Str(Str { span: DUMMY_SP, value: value.into(), raw: None })))
}

pub fn undefined() -> Box<Expr> {
    Expr::undefined(DUMMY_SP)
}

pub fn declarator(name: Pat, init: Option<Box<Expr>>) -> VarDeclarator {
    VarDeclarator { span: DUMMY_SP, name, init, definite: false }
}

pub fn declaration(kind: VarDeclKind, decls: Vec<VarDeclarator>) -> Box<VarDecl> {
    Box::new(VarDecl { kind, decls, ..Default::default() })
}

pub fn declare(kind: VarDeclKind, decls: Vec<VarDeclarator>) -> Stmt {
    Stmt::Decl(Decl::Var(declaration(kind, decls)))
}

pub fn or(expressions: Vec<Box<Expr>>) -> Box<Expr> {
    let binary =
        |left, right| Box::new(Expr::Bin(BinExpr { span: DUMMY_SP, op: BinaryOp::LogicalOr, left, right }));
    expressions.into_iter().reduce(binary).unwrap_or_else(undefined)
}

/// `try { body } finally { last }`; a block that is the whole body is the try's own.
pub fn try_finally(mut body: Vec<Stmt>, last: Stmt) -> Stmt {
    let tried = match body.pop() {
        Some(Stmt::Block(only)) if body.is_empty() => only,
        end => block(body.into_iter().chain(end).collect()),
    };
    let finalizer = Some(block(vec![last]));
    Stmt::Try(Box::new(TryStmt { span: DUMMY_SP, block: tried, handler: None, finalizer }))
}

pub fn block(stmts: Vec<Stmt>) -> BlockStmt {
    BlockStmt { stmts, ..Default::default() }
}

pub fn is_directive(stmt: &Stmt) -> bool {
    matches!(stmt, Stmt::Expr(ExprStmt { expr, .. }) if matches!(**expr, Expr::Lit(Lit::Str(_))))
}

/// Where the statements behind the directives begin.
pub fn behind_directives(stmts: &[Stmt]) -> usize {
    stmts.iter().take_while(|each| is_directive(each)).count()
}
