//! The comments of the file, as its text has them: SWC keeps them by the positions of tokens, cannot list them in a plugin, and passes that
//! ran before may have moved them. Where literals stand the tree knows; outside them the text says what a comment is.
use rustc_hash::FxHashMap;
use std::cell::OnceCell;
use swc_core::common::{BytePos, Span};
use swc_core::ecma::ast::*;
use swc_core::ecma::visit::{Visit, VisitWith};

#[derive(Clone, Copy, Debug)]
pub struct Comment<'c> {
    pub value: &'c str,
    /// Byte offsets into the text.
    pub start: usize,
    pub end: usize,
}

pub struct Comments<'c> {
    program: &'c Program,
    pub code: &'c str,
    start: BytePos,
    all: OnceCell<Vec<Comment<'c>>>,
    /// Where lines end.
    lines: OnceCell<Vec<usize>>,
}

impl<'c> Comments<'c> {
    /// Nothing is looked for before something is asked.
    pub fn new(program: &'c Program, code: &'c str, start: BytePos) -> Self {
        Comments { program, code, start, all: OnceCell::new(), lines: OnceCell::new() }
    }

    /// Byte offsets of what stands in the text. Earlier passes leave behind what does not.
    pub fn place_of(&self, span: Span) -> Option<(usize, usize)> {
        let offset = |at: BytePos| at.0.checked_sub(self.start.0).map(|at| at as usize);
        let (start, end) = (offset(span.lo)?, offset(span.hi)?);
        (start <= end && end <= self.code.len()).then_some((start, end))
    }

    /// Line (from 1) of a position.
    pub fn line_of(&self, at: BytePos) -> usize {
        let (offset, _) = self.place_of(Span::new(at, at)).unwrap_or((0, 0));
        let find = || self.code.match_indices('\n').map(|(at, _)| at).collect();
        self.lines.get_or_init(find).partition_point(|end| *end < offset) + 1
    }

    pub fn containing<'t>(&'t self, text: &'t str) -> impl Iterator<Item = Comment<'c>> + 't {
        let all =
            if self.code.contains(text) { self.all.get_or_init(|| self.find()).as_slice() } else { &[] };
        all.iter().copied().filter(move |each| each.value.contains(text))
    }

    fn find(&self) -> Vec<Comment<'c>> {
        let mut literals = Literals { comments: self, ends: FxHashMap::default() };
        self.program.visit_with(&mut literals);
        let Literals { ends, .. } = literals;
        let (code, bytes) = (self.code, self.code.as_bytes());
        let mut found = Vec::new();
        let mut at = if code.starts_with("#!") { code.find('\n').unwrap_or(code.len()) } else { 0 };
        while at < bytes.len() {
            if let Some(end) = ends.get(&at) {
                at = *end;
                continue;
            }
            let rest = &bytes[at..];
            if rest.starts_with(b"//") {
                let end =
                    code[at..].find(['\n', '\r', '\u{2028}', '\u{2029}']).map_or(code.len(), |end| at + end);
                found.push(Comment { value: &code[at + 2..end], start: at, end });
                at = end;
            } else if rest.starts_with(b"/*") {
                let end = code[at + 2..].find("*/").map_or(code.len(), |end| at + 2 + end);
                let after = (end + 2).min(code.len());
                found.push(Comment { value: &code[at + 2..end], start: at, end: after });
                at = after;
            } else {
                at += 1;
            }
        }
        found
    }
}

/// Where text stands that looks like comments and is none.
struct Literals<'l, 'c> {
    comments: &'l Comments<'c>,
    ends: FxHashMap<usize, usize>,
}

impl Literals<'_, '_> {
    fn add(&mut self, span: Span) {
        // What is empty would not be passed.
        if let Some((start, end)) = self.comments.place_of(span).filter(|(start, end)| start < end) {
            self.ends.insert(start, end);
        }
    }
}

impl Visit for Literals<'_, '_> {
    fn visit_str(&mut self, node: &Str) {
        self.add(node.span);
    }

    fn visit_tpl_element(&mut self, node: &TplElement) {
        self.add(node.span);
    }

    fn visit_regex(&mut self, node: &Regex) {
        self.add(node.span);
    }

    fn visit_jsx_text(&mut self, node: &JSXText) {
        self.add(node.span);
    }
}
