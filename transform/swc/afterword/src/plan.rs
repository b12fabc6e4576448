//! The plan: everything the applier needs to know, as plain data. The applier never looks at syntax to decide; it looks here.
//!
//! Nodes are named by their span, a function by the span of its *body*. In memory a span is a pair of SWC's byte positions; as JSON, where
//! the plans of both languages are compared, one of UTF-16 offsets into the file (`plan/positions.rs`).

mod functions;
mod planned;
mod positions;

pub use functions::*;
pub use planned::*;
use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use swc_core::common::SyntaxContext;
use swc_core::ecma::atoms::Atom;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum SiteKind {
    #[serde(rename = "after")]
    After,
    #[serde(rename = "after.with")]
    AfterWith,
    #[serde(rename = "headers")]
    Headers,
    #[serde(rename = "cookies")]
    Cookies,
    #[serde(rename = "cache")]
    Cache,
    /// `headers` or `cookies` of Next's own, which the helper calls.
    #[serde(rename = "own")]
    Own,
}

/// A call of this package: `after` is told the place where it is written, and names reached through another module become helpers (R15).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SitePlan {
    pub at: At,
    pub kind: SiteKind,
    /// Told on the way to the call, with its last argument: the callee stays the author's, be it a mock.
    pub place: Option<String>,
    /// The callee becomes the helper of this kind.
    pub replaces: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ReferenceKind {
    Scheduler,
    Promise,
    /// A name of this package itself.
    Value,
    /// One of Next's own, called by the helper.
    Own,
}

/// R12: a function handed over by reference.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReferencePlan {
    pub at: At,
    pub kind: ReferenceKind,
    /// Of a scheduler: the names by which it is reached, `timers.setTimeout`. None for the others.
    pub callee: Option<String>,
    /// Which argument of a scheduler is the function.
    pub argument: usize,
    pub reason: Reason,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum RetargetKind {
    Import,
    Export,
    Star,
    Require,
}

/// An import or re-export whose names come from this package on every host (R15).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RetargetPlan {
    pub at: At,
    pub kind: RetargetKind,
    /// Names to be taken out of it; all of them: the source itself is replaced.
    pub names: Vec<Atom>,
    pub all: bool,
    pub to: String,
}

/// A durable task: what it takes from around it is stored, and it is moved to the end of the module. The node is the function that is written in
/// place, or the name of one of the module.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JobPlan {
    pub at: At,
    pub name: String,
    /// Where its `after` is written: `src/orders.ts:12`.
    pub place: String,
    /// Names of what it captures, in the order in which it is reached.
    pub captures: Vec<Atom>,
    /// By what SWC tells these apart from others of their names.
    #[serde(skip)]
    pub contexts: Vec<SyntaxContext>,
    /// What it reads of the request by literal names.
    pub headers: Vec<Atom>,
    pub cookies: Vec<Atom>,
    /// What its options give to mend captures of an older release: it moves, too.
    pub upgrade: Option<Planned>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlannedDiagnostic {
    pub slug: String,
    pub at: At,
    pub values: BTreeMap<String, String>,
    /// What may stand at the place instead, where that means the same to all but the scope.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub fix: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FileLeftAlone {
    pub rule: String,
    pub because: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Plan {
    pub version: u32,
    pub functions: Vec<FunctionPlan>,
    pub sites: Vec<SitePlan>,
    pub references: Vec<ReferencePlan>,
    pub retargets: Vec<RetargetPlan>,
    pub jobs: Vec<JobPlan>,
    pub diagnostics: Vec<PlannedDiagnostic>,
    /// Helpers are imported; else required.
    pub module: bool,
    /// The module that they come from.
    pub helpers: String,
    /// Why the whole file stays as it is.
    pub left_alone: Option<FileLeftAlone>,
    /// Every name of the file: generated ones keep apart from them.
    #[serde(skip)]
    pub names: FxHashSet<Atom>,
}

impl Plan {
    /// Whether nothing at all is to be edited.
    pub fn is_empty(&self) -> bool {
        self.sites.is_empty()
            && self.references.is_empty()
            && self.retargets.is_empty()
            && self.jobs.is_empty()
            && self.functions.iter().all(FunctionPlan::is_empty)
    }
}
