//! `// afterword-disable-next-line CODE`: what is meant as it is written. Codes stand with or without `AFTERWORD_`, several with commas, and
//! none stands for all of them; what comes after two dashes is for the reader.
use crate::analyze::comments::{Comment, Comments};
use crate::plan::PlannedDiagnostic;
use swc_core::common::BytePos;

const MARKER: &str = "afterword-disable-next-line";

/// A line, and the codes that are off in it; none: all of them.
struct Disabled {
    line: usize,
    codes: Vec<String>,
}

/// The code that belongs to a message: `bad-task.value` → `BAD_TASK`.
fn code_of(text: &str) -> String {
    let base = text.split('.').next().unwrap_or_default();
    let code = base.to_uppercase().replace('-', "_");
    code.strip_prefix("AFTERWORD_").map(String::from).unwrap_or(code)
}

fn find_disabled(comment: Comment, code: &str) -> Option<Disabled> {
    let start = comment.value.trim_start_matches(|each: char| each.is_whitespace() || each == '*');
    let is_word = |each: char| each.is_ascii_alphanumeric() || each == '_';
    let list = start.strip_prefix(MARKER).filter(|rest| !rest.starts_with(is_word))?;
    let list = list.lines().next().unwrap_or_default().split("--").next().unwrap_or_default();
    let codes = list.split(|each| !is_word(each) && each != '-').filter(|each| !each.is_empty());
    let line = code.as_bytes()[..comment.end - 1].iter().filter(|each| **each == b'\n').count() + 2;
    Some(Disabled { line, codes: codes.map(code_of).collect() })
}

/// Those that no comment has turned off.
pub fn drop_disabled(diagnostics: &mut Vec<PlannedDiagnostic>, comments: &Comments) {
    if diagnostics.is_empty() {
        return;
    }
    let found = comments.containing(MARKER).filter_map(|each| find_disabled(each, comments.code));
    let disabled: Vec<_> = found.collect();
    if disabled.is_empty() {
        return;
    }
    diagnostics.retain(|each| {
        let (line, code) = (comments.line_of(BytePos(each.at.0)), code_of(&each.slug));
        let is_off = |off: &Disabled| off.line == line && (off.codes.is_empty() || off.codes.contains(&code));
        !disabled.iter().any(is_off)
    });
}
