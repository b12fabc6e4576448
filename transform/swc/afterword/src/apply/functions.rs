//! Captures, and functions that set the register (R1, R2, R6, R8).
//!
//!     rows => rows.map(format)   →   rows => { const _c = _n(_s); try { return rows.map(format) } finally { _o(_c) } }
//!
//! Property kept: edits are made inside the body; what a caller sees of the function stays.

use super::code::*;
use super::dialect::{has_this_parameter, FunctionBody};
use super::frames::Frames;
use super::names::Helper;
use crate::plan::{CapturePlan, Keeps, RedeclarationPlan, SpotPlan, When};
use swc_core::common::DUMMY_SP;
use swc_core::ecma::ast::*;

/// `params` is None where there can be no generator and no action: accessors, constructors.
pub fn apply_function(
    code: &Code,
    frames: &Frames,
    owner: Owner,
    params: Option<&mut Vec<Param>>,
    body: &mut FunctionBody,
) {
    let plan = code.function(owner);
    let limit = plan.max_duration().map(|seconds| {
        let seconds = Box::new(Expr::Lit(Lit::Num(seconds.into())));
        statement(code.call(Helper::Within, vec![seconds]))
    });
    let capture = plan.capture.as_ref();
    let (mut params, mut given) = (params, Vec::new());
    if let (Some(capture), Some(params)) = (capture, params.as_deref_mut()) {
        if capture.when == When::Call {
            add_call_parameter(code, frames, owner, capture, params);
        }
        if capture.members {
            given = add_members(code, owner, params);
        } else if let Some(counted) = capture.hidden {
            given = hide_parameters(code, owner, counted, params);
        }
    }
    let rest = body.stmts.split_off(behind_directives(&body.stmts));
    match capture {
        Some(capture) if plan.sets.is_some() => {
            let exit = set_register(code, frames, owner, capture, given, body);
            body.stmts.extend(limit);
            body.stmts.push(try_finally(rest, exit));
        }
        _ => {
            if let Some(capture) = capture.filter(|each| each.when != When::Call) {
                let captured = declarator(code.scope(owner).into(), Some(capture_of(code, frames, capture, given)));
                body.stmts.push(declare(VarDeclKind::Const, vec![captured]));
            }
            body.stmts.extend(limit);
            body.stmts.extend(rest);
        }
    }
}

/// Adds what sets the register; what puts it back is for the end.
fn set_register(
    code: &Code,
    frames: &Frames,
    owner: Owner,
    capture: &CapturePlan,
    given: Vec<ExprOrSpread>,
    body: &mut FunctionBody,
) -> Stmt {
    let names = frames.declared().map(|name| declarator(name.into(), None)).collect::<Vec<_>>();
    if !names.is_empty() {
        body.stmts.push(declare(VarDeclKind::Var, names));
    }
    body.stmts.push(declare(VarDeclKind::Const, set_at_start(code, frames, owner, capture, given)));
    statement(match code.function(owner).suspends {
        true => code.suspend(owner, None),
        false => code.call(Helper::Suspend, vec![code.caller(owner).into()]),
    })
}

/// What sets the register at the start, as declarations of the frame or the caller and, if anything reads it, of the scope that it holds then.
fn set_at_start(
    code: &Code,
    frames: &Frames,
    owner: Owner,
    capture: &CapturePlan,
    given: Vec<ExprOrSpread>,
) -> Vec<VarDeclarator> {
    let mut declared = vec![start_of(code, frames, owner, capture, given)];
    if capture.named && capture.when != When::Call {
        declared.push(declarator(code.scope(owner).into(), Some(code.register())));
    }
    declared
}

fn start_of(
    code: &Code,
    frames: &Frames,
    owner: Owner,
    capture: &CapturePlan,
    given: Vec<ExprOrSpread>,
) -> VarDeclarator {
    let suspends = code.function(owner).suspends;
    let (name, set) = match suspends {
        true => (code.frame(owner), Helper::Frame),
        false => (code.caller(owner), Helper::Resume),
    };
    let start = |value| declarator(name.clone().into(), Some(value));
    let set_to = |value| start(code.call(set, vec![value]));
    if capture.when == When::Call {
        return set_to(code.scope(owner).into());
    }
    let asks = capture.asks_host.is_some()
        || !given.is_empty()
        || !capture.carriers_first.is_empty()
        || !capture.carriers_last.is_empty();
    if asks || is_debugged(code, capture) {
        return set_to(capture_of(code, frames, capture, given));
    }
    let Some(outer) = frames.outer(code, capture) else {
        return start(if suspends { code.call(Helper::Frame, vec![]) } else { code.register() });
    };
    if suspends {
        return set_to(capture_of(code, frames, capture, given));
    }
    let late = capture.late();
    let helper = if late.is_some() { Helper::Keep } else { Helper::Enter };
    start(code.call(helper, [outer.into()].into_iter().chain(late.flatten().map(number)).collect()))
}

/// `_from(req) || _entry("component") || _r.scope || _s || _from(req)`, as far as the plan asks for it; the host has looked at the register.
fn capture_of(code: &Code, frames: &Frames, capture: &CapturePlan, given: Vec<ExprOrSpread>) -> Box<Expr> {
    let mut asked = Vec::new();
    if !given.is_empty() || !capture.carriers_first.is_empty() {
        let named = frames.carriers(code, &capture.carriers_first);
        asked.push(code.call_with(Helper::From, given.into_iter().chain(named).collect()));
    }
    match frames.outer(code, capture) {
        around if capture.asks_host.is_some() => {
            let shape = string(capture.asks_host.as_deref().unwrap_or_default());
            let host = code.call(Helper::Entry, vec![shape]);
            let around = around.map(Box::<Expr>::from);
            if capture.host_last {
                asked.push(code.register());
                asked.extend(around);
                asked.push(host);
            } else {
                asked.push(host);
                asked.extend(around);
            }
        }
        Some(around) => choose(code, frames, capture, around.into(), &mut asked),
        None => asked.push(code.register()),
    }
    if !capture.carriers_last.is_empty() {
        asked.push(code.call_with(Helper::From, frames.carriers(code, &capture.carriers_last)));
    }
    or(asked)
}

fn number(value: f64) -> Box<Expr> {
    Box::new(Expr::Lit(Lit::Num(value.into())))
}

/// Between the register and the capture around: `_r.scope || _s`, or what a callback takes.
fn choose(code: &Code, frames: &Frames, capture: &CapturePlan, outer: Box<Expr>, into: &mut Vec<Box<Expr>>) {
    let late = capture.late();
    let helper = match (late, code.debug) {
        (None, false) => return into.extend([code.register(), outer]),
        (Some(_), false) => Helper::Author,
        (Some(_), true) => Helper::AuthorAt,
        (None, true) => Helper::Pick,
    };
    let mut args = vec![outer];
    args.extend(code.debug.then(|| string(frames.place())));
    args.extend(late.flatten().map(number));
    into.push(code.call(helper, args));
}

/// What the helper is told of one that keeps its author when that is over.
fn late(keeps: Keeps) -> Option<Box<Expr>> {
    let late = match keeps {
        Keeps::Open => return None,
        Keeps::Always => 1.0,
        Keeps::Settled => 2.0,
    };
    Some(Box::new(Expr::Lit(Lit::Num(late.into()))))
}

/// `_q((row) => format(row))`: a closure that is given to a method of what may be an array.
pub fn apply_spot(code: &Code, plan: &SpotPlan, node: Expr) -> Box<Expr> {
    code.call(Helper::Spot, [Box::new(node)].into_iter().chain(late(plan.keeps)).collect())
}

/// A closure with a capture around it, in development: the helper that reports it between two live requests.
fn is_debugged(code: &Code, capture: &CapturePlan) -> bool {
    code.debug && capture.outer.is_some()
}

/// R8: `function* g(a, ...{ [_k()]: _s = _r.scope || outer })`, an existing rest parameter rebuilt beside it.
fn add_call_parameter(
    code: &Code,
    frames: &Frames,
    owner: Owner,
    capture: &CapturePlan,
    params: &mut Vec<Param>,
) {
    let captured = capture_of(code, frames, capture, vec![]);
    let mut props = vec![hidden_property(code, code.scope(owner).into(), captured)];
    let mut decorators = Vec::new();
    if matches!(params.last(), Some(Param { pat: Pat::Rest(_), .. })) {
        let index = params.len() - 1 - usize::from(has_this_parameter(params));
        if let Some(Param { pat: Pat::Rest(rest), decorators: own, .. }) = params.pop() {
            decorators = own;
            let given = Ident::new("arguments".into(), DUMMY_SP, code.unresolved);
            let number = Box::new(Expr::Lit(Lit::Num((index as f64).into())));
            props.push(hidden_property(code, *rest.arg, code.call(Helper::RestOf, vec![given.into(), number])));
        }
    }
    params.push(Param { decorators, ..rest_parameter(object_pattern(props)) });
}

/// `[_k()]: name = value`
fn hidden_property(code: &Code, name: Pat, value: Box<Expr>) -> ObjectPatProp {
    let key = code.call(Helper::Key, vec![]);
    ObjectPatProp::KeyValue(KeyValuePatProp {
        key: PropName::Computed(ComputedPropName { span: DUMMY_SP, expr: key }),
        value: Box::new(Pat::Assign(AssignPat { span: DUMMY_SP, left: Box::new(name), right: value })),
    })
}

fn object_pattern(props: Vec<ObjectPatProp>) -> Pat {
    Pat::Object(ObjectPat { span: DUMMY_SP, props, optional: false, type_ann: None })
}

fn rest_parameter(pattern: Pat) -> Param {
    let arg = Box::new(pattern);
    Param::from(Pat::Rest(RestPat { span: DUMMY_SP, dot3_token: DUMMY_SP, arg, type_ann: None }))
}

/// R2: `({ body }, next = skip) =>` → `(_p, ...{ [_k()]: { body } = _p, 0: next = skip }) =>`, and `() =>` → `(..._p) =>`. Gives back what is asked.
fn hide_parameters(code: &Code, owner: Owner, counted: usize, params: &mut Vec<Param>) -> Vec<ExprOrSpread> {
    let given = |index: usize| code.given(owner, index);
    if params.is_empty() {
        params.push(rest_parameter(given(0).into()));
        return vec![ExprOrSpread { spread: Some(DUMMY_SP), expr: given(0).into() }];
    }
    let numbered = |index: usize, pattern: Pat| {
        let key = PropName::Num((index as f64).into());
        ObjectPatProp::KeyValue(KeyValuePatProp { key, value: Box::new(pattern) })
    };
    let mut props = Vec::new();
    if counted == 0 {
        props.push(numbered(0, given(0).into()));
    }
    for (index, Param { mut pat, .. }) in params.drain(..).enumerate() {
        // A pattern in a pattern has no type.
        match &mut pat {
            Pat::Assign(AssignPat { left, .. }) => drop_type(left),
            plain => drop_type(plain),
        }
        props.push(if index < counted {
            hidden_property(code, pat, given(index).into())
        } else {
            numbered(index - counted, pat)
        });
    }
    params.extend((0..counted).map(|index| Param::from(Pat::from(given(index)))));
    params.push(rest_parameter(object_pattern(props)));
    (0..counted.max(1)).map(|index| ExprOrSpread { spread: None, expr: given(index).into() }).collect()
}

/// The members of a context that say its request, in the order in which they are asked.
const SAYING: [&str; 2] = ["request", "req"];

/// R2: `({ body }) =>` → `({ request: _p, req: _p1, body }) =>`, where the text may be read. Gives back what is asked.
fn add_members(code: &Code, owner: Owner, params: &mut Vec<Param>) -> Vec<ExprOrSpread> {
    let given = |index: usize| code.given(owner, index);
    let saying = SAYING.iter().enumerate().map(|(index, member)| {
        let key = PropName::Ident(IdentName::new((*member).into(), DUMMY_SP));
        ObjectPatProp::KeyValue(KeyValuePatProp { key, value: Box::new(given(index).into()) })
    });
    if let Some(Param { pat, .. }) = params.first_mut() {
        let plain = match pat {
            Pat::Assign(AssignPat { left, .. }) => &mut **left,
            plain => plain,
        };
        if let Pat::Object(ObjectPat { props, .. }) = plain {
            props.splice(0..0, saying);
        }
    } else {
        let nothing = Expr::Object(ObjectLit { span: DUMMY_SP, props: Vec::new() });
        let left = Box::new(object_pattern(saying.collect()));
        params.push(Param::from(Pat::Assign(AssignPat { span: DUMMY_SP, left, right: Box::new(nothing) })));
    }
    (0..SAYING.len()).map(|index| ExprOrSpread { spread: None, expr: given(index).into() }).collect()
}

fn drop_type(pattern: &mut Pat) {
    match pattern {
        Pat::Ident(name) => {
            name.type_ann = None;
            name.id.optional = false;
        }
        Pat::Object(ObjectPat { type_ann, optional, .. }) | Pat::Array(ArrayPat { type_ann, optional, .. }) => {
            *type_ann = None;
            *optional = false;
        }
        _ => {}
    }
}

/// What is left of a `var` that declares nothing any more.
pub enum Bare {
    Assigned(Box<Expr>),
    /// Nothing was assigned: what a loop's head would be.
    Target(Option<Pat>),
}

/// R6: `var save = 1` beside `function save() {}` → `save = 1`.
pub fn apply_redeclaration(mut decl: VarDecl, plan: &RedeclarationPlan, frames: &mut Frames) -> Bare {
    frames.declare(&decl, &plan.declare);
    if decl.decls.iter().all(|each| each.init.is_none()) {
        return Bare::Target(decl.decls.drain(..).next().map(|each| each.name));
    }
    let assigned = |each: VarDeclarator| Some(assign(each.name.try_into().ok()?, each.init?));
    let mut assignments: Vec<_> = decl.decls.into_iter().filter_map(assigned).collect();
    Bare::Assigned(match assignments.len() {
        1 => assignments.remove(0),
        _ => Box::new(Expr::Seq(SeqExpr { span: DUMMY_SP, exprs: assignments })),
    })
}
