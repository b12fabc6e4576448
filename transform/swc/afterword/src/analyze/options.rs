//! What the analysis is told beside the program.

use crate::maps::CarriedMap;
use crate::options::Host;
use swc_core::common::BytePos;

#[derive(Clone, Copy)]
pub struct AnalyzeOptions<'o> {
    /// The source text: for comments, and the lines of places. Empty if there is none.
    pub code: &'o str,
    /// The position of its first byte.
    pub start: BytePos,
    /// How the file is called in names of tasks and in messages: relative to the project, with slashes.
    pub file: &'o str,
    /// Where a map that the file brings along says that its author wrote it: for the places of tasks.
    pub map: Option<&'o CarriedMap<'o>>,
    /// Whether the file's package says that it is a module: asked where its syntax and its extension say nothing.
    pub in_module_package: &'o dyn Fn() -> bool,
    /// Where the names are imported from.
    pub sources: &'o [String],
    /// Further entries by name.
    pub entries: &'o [String],
    /// What serves the requests, where its own knowledge is asked (R2).
    pub host: Option<Host>,
    /// Give each `after()` the place where it is written.
    pub sites: bool,
    /// Report promises that a handler drops, too.
    pub dropped_promises: bool,
}
