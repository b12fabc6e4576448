//! Calls of this package, functions handed over by name, and imports (R12, R15).
//!
//!     after(task)          →  after(_at("src/app.ts:12", task))
//!     headers()            →  _w(_s, headers)
//!     headers()            →  _own(headers)
//!     setTimeout(save, 9)  →  setTimeout(_bound(save, setTimeout), 9)
//!     promise.then(save)   →  _chain(promise, "then", save)
//!     { waitUntil: after } →  { waitUntil: _given(after) }
//!     { cookies }          →  { cookies: _given(cookies, _own) }

use super::code::*;
use super::names::Helper;
use crate::analyze::JOBS_COMPILED;
use crate::plan::{ReferenceKind, ReferencePlan, RetargetKind, RetargetPlan, SiteKind, SitePlan};
use swc_core::common::{util::take::Take, Spanned, DUMMY_SP};
use swc_core::ecma::ast::*;
use swc_core::ecma::atoms::Atom;

pub fn apply_site(code: &Code, plan: &SitePlan, node: &mut CallExpr) {
    if plan.kind == SiteKind::Own {
        call_with(code, Helper::Own, Vec::new(), node);
    }
    if plan.replaces {
        let helper = match plan.kind {
            SiteKind::After => Helper::After,
            SiteKind::AfterWith => Helper::AfterWith,
            SiteKind::Headers => Helper::Headers,
            SiteKind::Cookies => Helper::Cookies,
            SiteKind::Cache => Helper::Cache,
            SiteKind::Own => Helper::Own,
        };
        node.callee = Callee::Expr(code.helper(helper, node.callee.span()));
    }
    if let (Some(place), Some(last)) = (&plan.place, node.args.last_mut()) {
        last.expr = code.call(Helper::At, vec![string(&**place), last.expr.take()]);
    }
}

/// `_w(_s, after, task)`: R13, what is called stays the author's.
pub fn apply_told(code: &Code, owner: Owner, node: &mut CallExpr) {
    call_with(code, Helper::Call, vec![code.scope(owner).into()], node);
}

/// `callee(…)` → `helper(given, callee, …)`
fn call_with(code: &Code, helper: Helper, mut given: Vec<Box<Expr>>, node: &mut CallExpr) {
    let span = node.callee.span();
    let Callee::Expr(callee) = &mut node.callee else { return };
    let callee = callee.take();
    given.push(callee);
    node.callee = Callee::Expr(code.helper(helper, span));
    node.type_args = None;
    node.args.splice(0..0, given.into_iter().map(ExprOrSpread::from));
}

/// `setTimeout(save)`, `setTimeout?.(save)`
pub fn apply_scheduler(code: &Code, plan: &ReferencePlan, callee: &Expr, args: &mut [ExprOrSpread]) {
    let (Some(path), Some(given)) = (&plan.callee, args.get_mut(plan.argument)) else { return };
    let Some(root) = root_of(callee) else { return };
    let member = |obj: Expr, name: &str| {
        let prop = MemberProp::Ident(IdentName::new(name.into(), DUMMY_SP));
        Expr::Member(MemberExpr { span: DUMMY_SP, obj: Box::new(obj), prop })
    };
    let root = Expr::Ident(Ident::new(root.sym.clone(), DUMMY_SP, root.ctxt));
    let scheduler = path.split('.').skip(1).fold(root, member);
    given.expr = code.call(Helper::Bound, vec![given.expr.take(), Box::new(scheduler)]);
}

/// The name that a callee begins with.
fn root_of(callee: &Expr) -> Option<&Ident> {
    let mut node = callee;
    loop {
        node = match node {
            Expr::Ident(name) => return Some(name),
            Expr::Member(member) => &member.obj,
            Expr::Paren(inner) => &inner.expr,
            Expr::OptChain(chain) => match &*chain.base {
                OptChainBase::Member(member) => &member.obj,
                _ => return None,
            },
            Expr::TsNonNull(inner) => &inner.expr,
            Expr::TsAs(inner) => &inner.expr,
            Expr::TsSatisfies(inner) => &inner.expr,
            Expr::TsTypeAssertion(inner) => &inner.expr,
            Expr::TsConstAssertion(inner) => &inner.expr,
            Expr::TsInstantiation(inner) => &inner.expr,
            _ => return None,
        }
    }
}

pub fn apply_reference(code: &Code, plan: &ReferencePlan, node: &mut CallExpr) {
    if plan.kind == ReferenceKind::Scheduler {
        if let Callee::Expr(callee) = &node.callee {
            apply_scheduler(code, plan, callee, &mut node.args);
        }
        return;
    }
    let span = node.callee.span();
    let Callee::Expr(callee) = &mut node.callee else { return };
    let mut callee = &mut **callee;
    while let Expr::Paren(inner) = callee {
        callee = &mut inner.expr;
    }
    let Expr::Member(MemberExpr { obj, prop: MemberProp::Ident(property), .. }) = callee else { return };
    let (object, property) = (obj.take(), string(property.sym.clone()));
    node.callee = Callee::Expr(code.helper(Helper::Chain, span));
    node.args.splice(0..0, [object.into(), property.into()]);
}

/// `after` itself, as a value; `{ after }` is spelt out for it.
pub fn apply_mention(code: &Code, kind: ReferenceKind, node: &mut Expr) {
    let mut args = vec![Box::new(node.take())];
    if kind == ReferenceKind::Own {
        args.push(code.helper(Helper::Own, DUMMY_SP));
    }
    *node = *code.call(Helper::Given, args);
}

pub fn apply_short_mention(code: &Code, kind: ReferenceKind, node: &mut Prop) {
    if let Prop::Shorthand(name) = node {
        let mut value = Box::new(Expr::Ident(name.clone()));
        apply_mention(code, kind, &mut value);
        *node = Prop::KeyValue(KeyValueProp { key: PropName::Ident(name.clone().into()), value });
    }
}

/// `require('next/headers')`, `import('next/headers')`
pub fn apply_retarget_call(plan: &RetargetPlan, node: &mut CallExpr) {
    if let Some(first) = node.args.first_mut() {
        first.expr = string(&*plan.to);
    }
}

/// `import { after, NextResponse } from 'next/server'` → the import without `after`, and `import { after } from 'afterword'`
pub fn apply_retarget(plan: &RetargetPlan, node: &mut ModuleDecl) -> Option<ModuleDecl> {
    let source = || Box::new(Str { span: DUMMY_SP, value: (&*plan.to).into(), raw: None });
    let is_ours = |name: &ModuleExportName| plan.names.iter().any(|each| *name.atom() == *each);
    match node {
        // What is exported by its name goes before what a star has.
        ModuleDecl::ExportAll(export) if plan.kind == RetargetKind::Star => {
            let named = |name: &Atom| {
                let orig = ModuleExportName::Ident(Ident::new_no_ctxt(name.clone(), DUMMY_SP));
                let named =
                    ExportNamedSpecifier { span: DUMMY_SP, orig, exported: None, is_type_only: false };
                ExportSpecifier::Named(named)
            };
            let added = NamedExport {
                span: DUMMY_SP,
                specifiers: plan.names.iter().map(named).collect(),
                src: Some(source()),
                type_only: export.type_only,
                with: None,
            };
            return Some(ModuleDecl::ExportNamed(added));
        }
        ModuleDecl::Import(import) if plan.all => import.src = source(),
        ModuleDecl::ExportAll(export) => export.src = source(),
        ModuleDecl::ExportNamed(export) if plan.all => export.src = Some(source()),
        ModuleDecl::Import(import) => {
            let (ours, rest) = import.specifiers.take().into_iter().partition(|each| match each {
                ImportSpecifier::Named(ImportNamedSpecifier { imported: Some(name), .. }) => is_ours(name),
                ImportSpecifier::Named(ImportNamedSpecifier { local, .. }) => plan.names.contains(&local.sym),
                _ => false,
            });
            import.specifiers = rest;
            let (type_only, phase) = (import.type_only, import.phase);
            let added =
                ImportDecl { span: DUMMY_SP, specifiers: ours, src: source(), type_only, with: None, phase };
            return Some(ModuleDecl::Import(added));
        }
        ModuleDecl::ExportNamed(export) => {
            let (ours, rest) = export.specifiers.take().into_iter().partition(|each| match each {
                ExportSpecifier::Named(ExportNamedSpecifier { orig, .. }) => is_ours(orig),
                _ => false,
            });
            export.specifiers = rest;
            let type_only = export.type_only;
            let added =
                NamedExport { span: DUMMY_SP, specifiers: ours, src: Some(source()), type_only, with: None };
            return Some(ModuleDecl::ExportNamed(added));
        }
        _ => {}
    }
    None
}

/// `import { register as _r, v as _v } from "afterword/compiled"`, of what was used.
pub fn add_import(code: &Code, program: &mut Program) {
    take_helpers(code, program, code.used(true), JOBS_COMPILED);
    take_helpers(code, program, code.used(false), &code.plan.helpers);
}

fn take_helpers(code: &Code, program: &mut Program, used: Vec<(&'static str, Ident)>, from: &str) {
    if used.is_empty() {
        return;
    }
    let source = Str { span: DUMMY_SP, value: from.into(), raw: None };
    if let (true, Program::Module(module)) = (code.plan.module, &mut *program) {
        let named = |(name, local): (&str, Ident)| {
            let imported = Some(ModuleExportName::Ident(Ident::new_no_ctxt(name.into(), DUMMY_SP)));
            ImportSpecifier::Named(ImportNamedSpecifier {
                span: DUMMY_SP,
                local,
                imported,
                is_type_only: false,
            })
        };
        let import = ImportDecl {
            src: Box::new(source),
            specifiers: used.into_iter().map(named).collect(),
            ..Take::dummy()
        };
        let at = behind_directives_of(module);
        module.body.insert(at, ModuleDecl::Import(import).into());
        return;
    }
    let require = Ident::new("require".into(), DUMMY_SP, code.unresolved).into();
    let args = vec![Box::new(Expr::Lit(Lit::Str(source))).into()];
    let required = CallExpr { callee: Callee::Expr(require), args, ..Default::default() };
    let first = if code.at_home() && from == code.plan.helpers { settle(code, required) } else { destructure(required, used) };
    match program {
        Program::Module(module) => {
            let at = behind_directives_of(module);
            module.body.insert(at, first.into());
        }
        Program::Script(script) => script.body.insert(behind_directives(&script.body), first),
        #[cfg(swc_ast_unknown)]
        _ => {}
    }
}

/// `require("afterword/compiled").home(globalThis)`
fn settle(code: &Code, required: CallExpr) -> Stmt {
    let prop = MemberProp::Ident(IdentName::new("home".into(), DUMMY_SP));
    let home = MemberExpr { span: DUMMY_SP, obj: Box::new(required.into()), prop };
    let realm = Ident::new("globalThis".into(), DUMMY_SP, code.unresolved);
    let args = vec![Box::new(Expr::Ident(realm)).into()];
    let callee = Callee::Expr(Box::new(home.into()));
    statement(Box::new(CallExpr { callee, args, ..Default::default() }.into()))
}

/// `const { leave: _l } = require("afterword/compiled")`, of what was used.
fn destructure(required: CallExpr, used: Vec<(&'static str, Ident)>) -> Stmt {
    let property = |(name, local): (&str, Ident)| {
        ObjectPatProp::KeyValue(KeyValuePatProp {
            key: PropName::Ident(IdentName::new(name.into(), DUMMY_SP)),
            value: Box::new(local.into()),
        })
    };
    let props = used.into_iter().map(property).collect();
    let pattern = Pat::Object(ObjectPat { span: DUMMY_SP, props, optional: false, type_ann: None });
    declare(VarDeclKind::Const, vec![declarator(pattern, Some(Box::new(required.into())))])
}

fn behind_directives_of(module: &Module) -> usize {
    module.body.iter().take_while(|each| each.as_stmt().is_some_and(is_directive)).count()
}
