//! One file through analysis and applier: `compile(program) → program and what is to be said about it`.

use crate::analyze::{analyze, leave_too_deep, AnalyzeOptions};
use crate::apply::{apply, ApplyOptions, PlaceOf};
use crate::depth::is_too_deep;
use crate::diagnostics::Diagnostic;
use crate::files::{line_finder, place_of};
use crate::maps::{find_map, Root};
use crate::module_type::is_in_module_package;
use crate::options::ResolvedOptions;
use crate::plan::{At, Plan, PlannedDiagnostic};
use crate::prepare::prepare;
use swc_core::common::{BytePos, SyntaxContext};
use swc_core::ecma::ast::Program;

pub struct Source<'a> {
    /// The text, empty where it is not known, and the position of its first byte.
    pub code: &'a str,
    pub start: BytePos,
    /// How places and messages call the file.
    pub name: &'a str,
    pub root: Root<'a>,
}

pub struct Compiled {
    pub plan: Plan,
    pub diagnostics: Vec<Diagnostic>,
}

/// Edits `program` in place. `unresolved`: the context of names that nothing in the file declares.
pub fn compile(
    program: &mut Program,
    source: &Source,
    options: &ResolvedOptions,
    unresolved: SyntaxContext,
) -> Compiled {
    let map = find_map(source.code, source.name, source.root);
    let asked = AnalyzeOptions {
        map: map.as_ref(),
        in_module_package: &|| is_in_module_package(source.name, source.root),
        code: source.code,
        start: source.start,
        file: source.name,
        sources: &options.sources,
        entries: &options.entries,
        host: options.host,
        sites: options.sites,
        dropped_promises: options.dropped_promises,
    };
    if is_too_deep(program, source.code) {
        let plan = leave_too_deep(program, &asked);
        let first = Diagnostic {
            place: Some(format!("{}:1:1", source.name)),
            ..Diagnostic::from(&plan.diagnostics[0])
        };
        return Compiled { plan, diagnostics: vec![first] };
    }
    let prepared = prepare(program);
    let mut plan = analyze(program, &asked);
    if !plan.is_empty() {
        let line_of = line_finder(source.code, source.start);
        let written = |at| map.as_ref()?.place_of(source.code, source.start, at);
        let place_of = |at| written(at).unwrap_or_else(|| format!("{}:{}", source.name, line_of(at)));
        let places = options.debug.then_some(&place_of as PlaceOf);
        apply(&plan, program, &ApplyOptions { places, unresolved });
    }
    for each in &mut plan.diagnostics {
        each.at = prepared.original(each.at.into()).into();
    }
    prepared.restore(program);
    let place = |at: At| {
        let (line, column) = place_of(source.code, source.start, BytePos(at.0));
        format!("{}:{line}:{column}", source.name)
    };
    let said =
        |each: &PlannedDiagnostic| Diagnostic { place: Some(place(each.at)), ..Diagnostic::from(each) };
    let diagnostics = plan.diagnostics.iter().map(said).collect();
    Compiled { plan, diagnostics }
}
