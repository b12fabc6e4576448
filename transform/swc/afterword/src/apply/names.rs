//! Generated identifiers. Each is new to the whole file, so that it can neither capture nor be captured; a helper is imported only if it is
//! used, and siblings share names: what is written the same way everywhere costs nothing once it is compressed.
//!
//! In CommonJS the helpers are members of one global, `_aw1.l(_f)`. A minifier gives what a module requires another letter in each module of a
//! bundle, and leaves the names of a global and its members alone.

use crate::analyze::COMPILED;
use crate::plan::Plan;
use rustc_hash::FxHashSet;
use swc_core::ecma::atoms::Atom;

/// What `afterword/compiled` exports, in the order in which it is imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Helper {
    Register,
    Enter,
    Keep,
    Suspend,
    Resume,
    Frame,
    Leave,
    Back,
    Again,
    Author,
    Made,
    Call,
    Asked,
    Spot,
    Key,
    RestOf,
    Steps,
    Disposer,
    AsyncDisposer,
    Bound,
    Chain,
    Given,
    At,
    After,
    AfterWith,
    Headers,
    Cookies,
    From,
    Pick,
    AuthorAt,
    Within,
    Entry,
    Cache,
    Own,
    Durable,
    Job,
}

/// Their names, with the local name that each gets if the file does not use it.
const HELPERS: [(&str, &str); 36] = [
    ("register", "_r"),
    ("enter", "_n"),
    ("keep", "_h"),
    ("suspend", "_o"),
    ("resume", "_i"),
    ("frame", "_x"),
    ("leave", "_l"),
    ("back", "_b"),
    ("again", "_g"),
    ("author", "_a"),
    ("made", "_m"),
    ("call", "_w"),
    ("asked", "_y"),
    ("spot", "_q"),
    ("key", "_k"),
    ("restOf", "_rest"),
    ("steps", "_steps"),
    ("disposer", "_disposer"),
    ("asyncDisposer", "_asyncDisposer"),
    ("bound", "_bound"),
    ("chain", "_chain"),
    ("given", "_given"),
    ("at", "_at"),
    ("after", "_after"),
    ("afterWith", "_afterWith"),
    ("headers", "_headers"),
    ("cookies", "_cookies"),
    ("from", "_from"),
    ("pick", "_pick"),
    ("authorAt", "_authorAt"),
    ("within", "_within"),
    ("entry", "_entry"),
    ("cache", "_cache"),
    ("own", "_own"),
    ("durable", "_durable"),
    ("job", "_job"),
];

/// The global that holds them for CommonJS, with the version of their contract (`runtime/home.ts`).
pub const HOME: &str = "_aw1";

/// The last ones come from `afterword/durable/compiled`.
const JOB_HELPERS: usize = Helper::Durable as usize;

pub struct Names<'a> {
    taken: &'a FxHashSet<Atom>,
    /// How many disposers each function has.
    disposers: Vec<u32>,
    helpers: [Option<Atom>; HELPERS.len()],
    /// Whether helpers are members of the global.
    pub at_home: bool,
    pub caller: Atom,
    pub frame: Atom,
    pub temporary: Atom,
    scope: Atom,
    using: Atom,
    given: Atom,
}

impl<'a> Names<'a> {
    pub fn new(plan: &'a Plan) -> Self {
        let taken = &plan.names;
        let is_taken = |name: &str| taken.contains(&Atom::from(name));
        Names {
            taken,
            disposers: vec![0; plan.functions.len()],
            helpers: std::array::from_fn(|_| None),
            // A host has helpers of its own, and not the same ones in all its layers.
            at_home: !plan.module && plan.helpers == COMPILED && !is_taken(HOME) && !is_taken("globalThis"),
            caller: unique(taken, "_c"),
            frame: unique(taken, "_f"),
            temporary: unique(taken, "_t"),
            scope: unique(taken, "_s"),
            using: unique(taken, "_u"),
            given: unique(taken, "_p"),
        }
    }

    /// The capture of a function at this level of nesting: `_s`, `_s1`, …
    pub fn scope(&self, depth: u32) -> Atom {
        numbered(&self.scope, depth)
    }

    /// What an entry was called with, by its place: `_p`, `_p1`, …
    pub fn given(&self, index: usize) -> Atom {
        numbered(&self.given, index as u32)
    }

    /// The next disposer of a function, which is named by its index: `_u`, `_u1`, …
    pub fn using(&mut self, owner: usize) -> Atom {
        let index = self.disposers[owner];
        self.disposers[owner] += 1;
        numbered(&self.using, index)
    }

    /// Whether a helper is a member of the global.
    pub fn is_at_home(&self, name: Helper) -> bool {
        self.at_home && (name as usize) < JOB_HELPERS
    }

    /// An identifier, or where helpers are at home the member of that: `l`.
    pub fn helper(&mut self, name: Helper) -> Atom {
        let (taken, at_home) = (self.taken, self.is_at_home(name));
        let local = HELPERS[name as usize].1;
        let named = || if at_home { local[1..].into() } else { unique(taken, local) };
        self.helpers[name as usize].get_or_insert_with(named).clone()
    }

    /// Helpers that were asked for, in the order of the table: of durable tasks, or all others.
    pub fn used(&self, of_jobs: bool) -> impl Iterator<Item = (&'static str, Atom)> + '_ {
        let range = if of_jobs { JOB_HELPERS..HELPERS.len() } else { 0..JOB_HELPERS };
        let locals = HELPERS[range.clone()].iter().zip(&self.helpers[range]);
        locals.filter_map(|((name, _), local)| Some((*name, local.clone()?)))
    }
}

fn numbered(base: &Atom, index: u32) -> Atom {
    if index == 0 {
        base.clone()
    } else {
        format!("{base}{index}").into()
    }
}

/// `base`, or `base$`, `base$$` …, such that no name of the file is it or it with a number behind.
fn unique(taken: &FxHashSet<Atom>, base: &str) -> Atom {
    let mut name = String::from(base);
    let clashes = |name: &str| {
        let behind = |each: &Atom| {
            each.strip_prefix(name).is_some_and(|rest| rest.bytes().all(|digit| digit.is_ascii_digit()))
        };
        taken.iter().any(behind)
    };
    while clashes(&name) {
        name.push('$');
    }
    name.into()
}
