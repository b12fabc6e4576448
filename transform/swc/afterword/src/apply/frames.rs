//! The functions that the applier is in, from the outermost: what their captures and parameters are bound to.

use super::code::{Code, Owner};
use crate::plan::{CapturePlan, Plan};
use rustc_hash::FxHashSet;
use swc_core::common::BytePos;
use swc_core::ecma::ast::*;
use swc_core::ecma::atoms::Atom;

/// `src/app.ts:12`
pub type PlaceOf<'a> = &'a dyn Fn(BytePos) -> String;

const LIST: &str = "...";

struct Frame {
    owner: Option<Owner>,
    start: BytePos,
    /// Parameters that are carriers of a function in sight.
    carriers: Vec<Ident>,
    /// Names that a `var` no longer declares (R6).
    declared: Vec<Ident>,
}

pub struct Frames<'a> {
    stack: Vec<Frame>,
    /// Names of parameters that any capture asks.
    asked: FxHashSet<&'a str>,
    places: Option<PlaceOf<'a>>,
}

impl<'a> Frames<'a> {
    pub fn new(plan: &'a Plan, places: Option<PlaceOf<'a>>) -> Self {
        let captures = plan.functions.iter().filter_map(|each| each.capture.as_ref());
        let asked = captures.flat_map(|each| each.carriers_first.iter().chain(&each.carriers_last));
        let asked = asked.map(|name| name.strip_prefix(LIST).unwrap_or(name)).collect();
        Frames { stack: Vec::new(), asked, places }
    }

    pub fn enter<'p>(&mut self, owner: Option<Owner>, start: BytePos, params: impl Iterator<Item = &'p Pat>) {
        let mut carriers = Vec::new();
        if !self.asked.is_empty() {
            let mut keep = |name: &Ident| {
                if self.asked.contains(&*name.sym) {
                    carriers.push(name.clone())
                }
            };
            params.for_each(|each| find_bound(each, &mut keep));
        }
        self.stack.push(Frame { owner, start, carriers, declared: Vec::new() });
    }

    pub fn leave(&mut self) {
        self.stack.pop();
    }

    /// The capture around the innermost function that is its fallback.
    pub fn outer(&self, code: &Code, capture: &CapturePlan) -> Option<Ident> {
        let depth = capture.outer?;
        let captured = |owner: &Owner| {
            let plan = code.function(*owner);
            plan.depth == depth && plan.capture.is_some()
        };
        let around = self.stack.iter().rev().skip(1).filter_map(|each| each.owner).find(captured)?;
        Some(code.scope(around))
    }

    /// `req`, `...args`, `...arguments`
    pub fn carriers(&self, code: &Code, names: &[Atom]) -> Vec<ExprOrSpread> {
        let find = |carrier: &Atom| {
            let name = carrier.strip_prefix(LIST);
            let spread = name.map(|_| Default::default());
            let name = name.unwrap_or(carrier);
            let mut known = self.stack.iter().rev().flat_map(|each| &each.carriers);
            let found = known.find(|each| *each.sym == *name).map(|each| each.ctxt);
            let context = found.or((name == "arguments").then_some(code.unresolved))?;
            let expr = Ident::new(name.into(), Default::default(), context).into();
            Some(ExprOrSpread { spread, expr })
        };
        names.iter().filter_map(find).collect()
    }

    /// Where the innermost function begins.
    pub fn place(&self) -> String {
        let start = self.stack.last().map_or(BytePos(0), |each| each.start);
        self.places.map(|place_of| place_of(start)).unwrap_or_default()
    }

    pub fn declare(&mut self, decl: &VarDecl, names: &[Atom]) {
        let Some(frame) = self.stack.last_mut() else { return };
        let mut keep = |name: &Ident| {
            if names.contains(&name.sym) && !frame.declared.iter().any(|each| each.sym == name.sym) {
                frame.declared.push(Ident::new(name.sym.clone(), Default::default(), name.ctxt))
            }
        };
        decl.decls.iter().for_each(|each| find_bound(&each.name, &mut keep));
    }

    pub fn declared(&self) -> impl Iterator<Item = Ident> + '_ {
        self.stack.last().into_iter().flat_map(|each| each.declared.iter().cloned())
    }
}

/// The names that a pattern binds.
fn find_bound(pattern: &Pat, keep: &mut impl FnMut(&Ident)) {
    match pattern {
        Pat::Ident(name) => keep(name),
        Pat::Array(array) => array.elems.iter().flatten().for_each(|each| find_bound(each, keep)),
        Pat::Rest(rest) => find_bound(&rest.arg, keep),
        Pat::Assign(assign) => find_bound(&assign.left, keep),
        Pat::Object(object) => object.props.iter().for_each(|each| match each {
            ObjectPatProp::KeyValue(each) => find_bound(&each.value, keep),
            ObjectPatProp::Assign(each) => keep(&each.key),
            ObjectPatProp::Rest(each) => find_bound(&each.arg, keep),
            #[cfg(swc_ast_unknown)]
            _ => {}
        }),
        _ => {}
    }
}
