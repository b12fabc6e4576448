//! What is to be done with a function: its capture, the register around its body, and all in it that suspends.
use super::planned::{At, Planned, Reason};
use serde::{Deserialize, Serialize};
use swc_core::ecma::atoms::Atom;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum FunctionKind {
    #[serde(rename = "sync")]
    Sync,
    #[serde(rename = "async")]
    Async,
    #[serde(rename = "generator")]
    Generator,
    #[serde(rename = "async generator")]
    AsyncGenerator,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum When {
    /// First statement of the body.
    Start,
    /// The generator's hidden last parameter (R8).
    Call,
    /// A generator that cannot have one.
    Next,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Keeps {
    /// Its author's scope while that is not drained.
    Open,
    Always,
    /// Always, and where it was made once for whoever comes, too: it settles a promise that its author made.
    Settled,
}

/// Whether a nested function is a callback, and why (R2).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AuthorPlan {
    /// None: it is none, and takes its caller's first.
    pub keeps: Option<Keeps>,
    pub because: String,
    /// It is handed over where something is made once: where nobody runs it, what it makes is for whoever comes, too.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub made: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CapturePlan {
    pub when: When,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late_because: Option<String>,
    /// Carriers that are asked before the register: entries by shape (R2). Names of parameters, `...args`, `...arguments`.
    pub carriers_first: Vec<Atom>,
    /// An arrow function that gives its request no name: its parameters move into a hidden rest parameter, and what it is called with is asked
    /// first (R2). How many of them count as its length.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hidden: Option<usize>,
    /// Its parameters stay, for their text may be read (Elysia): the members of the first that say the request are added to its pattern, and asked.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub members: bool,
    /// The entry's shape, where the host is asked before the register, too (R2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asks_host: Option<String>,
    /// The host is asked behind the capture around the function.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub host_last: bool,
    /// Depth of the enclosing capture that is the fallback (R2), None outside any.
    pub outer: Option<u32>,
    /// Where there is an enclosing capture, and it is no entry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<AuthorPlan>,
    /// Carriers that are asked last: a function that merely contains `after()`.
    pub carriers_last: Vec<Atom>,
    /// Whether anything reads the constant. If not, only the register is set.
    pub named: bool,
    pub reason: Reason,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum SuspensionKind {
    #[serde(rename = "await")]
    Await,
    #[serde(rename = "yield")]
    Yield,
    #[serde(rename = "yield*")]
    YieldStar,
    #[serde(rename = "return")]
    Return,
}

/// `await x`, `yield x`, `yield* x`, and `return x` of an async generator.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SuspensionPlan {
    pub at: At,
    pub kind: SuspensionKind,
    /// R3: the resume after it, or why none is needed (R13).
    pub resume: Option<Reason>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum UsingKind {
    Sync,
    Async,
}

/// `for await`: the iterable goes through a helper (R9), the body is resumed and suspended, the loop stands in try/finally (R5).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ForAwaitPlan {
    pub at: At,
    /// The statement that the try goes around: the outermost label, or the loop.
    pub statement: Planned,
    pub body: Option<Reason>,
    pub after: Option<Reason>,
    /// The head's declaration or target is bound inside, after the resume.
    pub bind_inside: bool,
    /// What is bound inside is an array pattern that suspends in its middle: its value is stepped by the helper (R9).
    pub steps: bool,
    /// `for await (using x of …)`: also disposed by a helper.
    pub using: Option<UsingKind>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum HandlerKind {
    Catch,
    Finally,
}

/// A `catch` or `finally` that begins with the resume (R5).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HandlerPlan {
    pub at: At,
    pub kind: HandlerKind,
    pub bind_inside: bool,
    pub steps: bool,
    pub reason: Reason,
}

/// A `for…of` that may be left while suspended closes its iterator under the scope: its body ends in the resume (R5).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ForOfPlan {
    pub at: At,
    pub using: Option<UsingKind>,
    /// False when only the `using` of its head is dealt with.
    pub close: bool,
    pub bind_inside: bool,
    pub steps: bool,
    pub reason: Reason,
}

/// `using` and `await using` (R10).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UsingPlan {
    pub at: At,
    pub kind: UsingKind,
}

/// A block with `await using` suspends when it is left: its statements stand in try/finally (R5, R10).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BlockPlan {
    pub at: At,
    pub after: Reason,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum RedeclarationKind {
    Drop,
    /// The declaration becomes a statement that assigns.
    Assign,
    /// A loop's head becomes the bare assignment or target.
    Head,
}

/// R6: what a body that becomes a block may not hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RedeclarationPlan {
    pub at: At,
    pub kind: RedeclarationKind,
    /// Other names of the same `var`, declared at the start of the body instead.
    pub declare: Vec<Atom>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EntryPlan {
    pub shape: String,
    pub reason: String,
    /// Seconds, from the route file's `export const maxDuration`.
    #[serde(default, skip_serializing_if = "Option::is_none", serialize_with = "as_javascript")]
    pub max_duration: Option<f64>,
}

/// `60`, not `60.0`.
fn as_javascript<S: serde::Serializer>(seconds: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
    match seconds {
        Some(whole) if whole.fract() == 0.0 && *whole < 1e15 => serializer.serialize_u64(*whole as u64),
        _ => seconds.serialize(serializer),
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FunctionLeftAlone {
    /// Something should have been done.
    #[serde(rename = "unsafe")]
    pub is_unsafe: bool,
    pub because: String,
    pub rule: String,
}

/// What a closure's method is called on: the closure runs on the spot if that is an array, which is asked there (R2).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SpotPlan {
    pub at: At,
    /// What it takes if it is none.
    pub keeps: Keeps,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FunctionPlan {
    /// Of the body.
    pub at: At,
    pub name: String,
    pub kind: FunctionKind,
    /// Index of the generated name of its capture: one per level of nesting, so that siblings share it.
    pub depth: u32,
    pub entry: Option<EntryPlan>,
    pub capture: Option<CapturePlan>,
    /// The register is set at the start and put back in a finally (R2, R3, R6).
    pub sets: Option<Reason>,
    /// The protocol of frames (R3, R4): the body suspends while the register is set.
    pub suspends: bool,
    pub suspensions: Vec<SuspensionPlan>,
    pub loops: Vec<ForAwaitPlan>,
    pub for_ofs: Vec<ForOfPlan>,
    pub handlers: Vec<HandlerPlan>,
    pub usings: Vec<UsingPlan>,
    pub blocks: Vec<BlockPlan>,
    /// Right sides of array patterns that suspend in their middle: stepped by the helper (R9).
    pub patterns: Vec<Planned>,
    pub redeclared: Vec<RedeclarationPlan>,
    /// Expressions that make what is kept for whoever comes: evaluated with a view of the scope in the register (R2).
    pub made: Vec<Planned>,
    /// Calls of this package that are handed the scope, for the register may not hold it there (R13).
    pub told: Vec<Planned>,
    pub spot: Option<SpotPlan>,
    /// Why nothing is done.
    pub left_alone: Option<FunctionLeftAlone>,
}

impl CapturePlan {
    pub fn keeps(&self) -> Option<Keeps> {
        self.author.as_ref()?.keeps
    }

    /// What the helper that finds the author is told, if that is asked; within it, None if it is told nothing.
    pub fn late(&self) -> Option<Option<f64>> {
        let author = self.author.as_ref()?;
        match author.keeps {
            _ if author.made => Some(Some(3.0)),
            Some(Keeps::Settled) => Some(Some(2.0)),
            Some(Keeps::Always) => Some(Some(1.0)),
            Some(Keeps::Open) => Some(None),
            None => None,
        }
    }
}

impl FunctionPlan {
    /// Whether nothing at all is to be edited.
    pub(super) fn is_empty(&self) -> bool {
        self.capture.is_none()
            && self.sets.is_none()
            && self.spot.is_none()
            && self.made.is_empty()
            && self.max_duration().is_none()
    }

    pub fn max_duration(&self) -> Option<f64> {
        self.entry.as_ref()?.max_duration
    }
}
