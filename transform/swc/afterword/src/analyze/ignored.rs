//! Which functions must arrive as they are written? Those whose source text is used (it runs in another process, where no helper of ours
//! exists), those that a test tool moves in front of the imports, those with direct `eval` or `with` in sloppy mode, and those that
//! `afterword-ignore` names (R14).
use super::bindings::Bindings;
use super::comments::{Comment, Comments};
use super::hoisted::find_hoisted;
use super::inventory::{Inventory, Use};
use super::nodes::{walk, Node, NodeMap};
use super::source_text::find_source_text;
use swc_core::ecma::ast::*;

pub struct Ignored<'a> {
    /// The whole file, by a comment at its top.
    pub file: bool,
    /// Each node that is ignored, with the index of its reason.
    reasons: NodeMap<'a>,
    because: Vec<String>,
}

impl<'a> Ignored<'a> {
    pub fn is_any(&self) -> bool {
        !self.reasons.is_empty()
    }

    pub fn reason(&self, node: Node<'a>) -> Option<&str> {
        self.reasons.get(&node).map(|index| self.because[*index as usize].as_str())
    }
}

const MARKER: &str = "afterword-ignore";

pub fn find_ignored<'a>(
    program: &'a Program,
    inventory: &Inventory<'a>,
    comments: &Comments,
    bindings: &Bindings<'a>,
) -> Ignored<'a> {
    let strict = matches!(program, Program::Module(_));
    let texts = find_source_text(program, inventory, comments.code, bindings);
    let mut finder = Finder { inventory, bindings, strict, nodes: texts };
    inventory.uses.iter().for_each(|each| finder.look(each));
    let mut nodes = finder.nodes;
    nodes.extend(find_hoisted(inventory, bindings));

    let mut file = false;
    let mut candidates = None;
    // What stands before the first code of the file: later comments are none of the file's.
    let mut at_top = true;
    for comment in comments.containing(MARKER).filter(is_marker) {
        at_top = at_top && is_at_top(comments.code, &comment);
        if at_top && is_file_comment(comments.code, &comment) {
            file = true;
            continue;
        }
        let candidates = candidates.get_or_insert_with(|| find_candidates(program, comments));
        if let Some(target) = node_after(candidates, comments.code, &comment) {
            nodes.push((target, "a comment says afterword-ignore".into()));
        }
    }
    spread(nodes, file)
}

/// What stands inside something that is ignored is so for the same reason: the outermost one.
fn spread<'a>(nodes: Vec<(Node<'a>, String)>, file: bool) -> Ignored<'a> {
    let mut reasons = NodeMap::default();
    for (index, (root, _)) in nodes.iter().enumerate() {
        let later = nodes.iter().rposition(|(node, _)| node == root).unwrap_or(index);
        if reasons.contains_key(root) {
            continue;
        }
        walk(*root, &mut |node| {
            reasons.insert(node, later as u32);
            true
        });
    }
    Ignored { file, reasons, because: nodes.into_iter().map(|(_, because)| because).collect() }
}

struct Finder<'a, 'b> {
    inventory: &'b Inventory<'a>,
    bindings: &'b Bindings<'a>,
    strict: bool,
    /// Functions and statements; the last reason counts.
    nodes: Vec<(Node<'a>, String)>,
}

impl<'a> Finder<'a, '_> {
    fn ignore_around(&mut self, owner: Option<Node<'a>>, because: &str) {
        let mut each = owner;
        while let Some(node) = each {
            if node.is_function() {
                self.nodes.push((node, because.into()));
            }
            each = self
                .inventory
                .around
                .iter()
                .find(|(function, _)| *function == node)
                .and_then(|(_, around)| *around);
        }
    }

    fn look(&mut self, &Use { node, owner }: &Use<'a>) {
        if let Node::WithStatement(_) = node {
            self.ignore_around(owner, "it uses a with statement");
        }
        let callee = node.callee().filter(|_| !self.strict && node.is_call());
        if callee.is_some_and(|callee| self.bindings.is_global(callee.unwrap(), "eval")) {
            self.ignore_around(owner, "it uses direct eval in sloppy mode");
        }
    }
}

fn is_marker(comment: &Comment) -> bool {
    let text = comment.value.trim_start_matches(|each| is_blank(each) || each == '*');
    text.strip_prefix(MARKER).is_some_and(ends_word)
}

/// Whether nothing but comments stands before it.
fn is_at_top(code: &str, comment: &Comment) -> bool {
    let before = match (code.starts_with("#!"), code.find('\n')) {
        (true, Some(end)) if end < comment.start => &code[end + 1..comment.start],
        _ => &code[..comment.start],
    };
    without_comments(before).trim_matches(is_blank).is_empty()
}

/// With an empty line, an import or a directive after it.
fn is_file_comment(code: &str, comment: &Comment) -> bool {
    let Some((line, rest)) = code[comment.end..].split_once('\n') else { return false };
    if !line.strip_suffix('\r').unwrap_or(line).chars().all(|each| each == ' ' || each == '\t') {
        return false;
    }
    let next = rest.trim_start_matches([' ', '\t']);
    if next.starts_with('\n') || next.starts_with("\r\n") {
        return true;
    }
    let next = rest.trim_start_matches(is_blank);
    next.strip_prefix("import").is_some_and(ends_word)
        || next.starts_with("'use ")
        || next.starts_with("\"use ")
}

/// Statements, class members and functions in the order in which they begin, the outer before the inner.
fn find_candidates<'a>(program: &'a Program, comments: &Comments) -> Vec<(usize, Node<'a>)> {
    let mut found = vec![];
    walk(Node::Program(program), &mut |node| {
        // What has no place in the text may hold what has one.
        if let Some((start, _)) = comments.place_of(node.span()) {
            if counts(node) {
                found.push((start, node));
            }
        }
        true
    });
    found.sort_by_key(|(start, _)| *start);
    found
}

/// The outermost that begins first after a comment, if the comment is about it.
fn node_after<'a>(candidates: &[(usize, Node<'a>)], code: &str, comment: &Comment) -> Option<Node<'a>> {
    let first = candidates.partition_point(|(start, _)| *start < comment.end);
    let (start, target) = *candidates.get(first)?;
    // A comment behind something is about that, not about what comes next in the file.
    let between = without_comments(code.get(comment.end..start)?);
    let line = code[..comment.start].rfind('\n').map_or(0, |at| at + 1);
    let behind = !code[line..comment.start].trim_matches(is_blank).is_empty();
    let trails = behind && between.contains('\n');
    (!trails && !between.contains([')', '}', ']', ';', ','])).then_some(target)
}

fn counts(node: Node) -> bool {
    match node {
        Node::ObjectProperty(_)
        | Node::ShorthandProperty(_)
        | Node::PatternProperty(_)
        | Node::ShorthandPattern(_)
        | Node::ClassProperty(_)
        | Node::ClassPrivateProperty(_)
        | Node::BlockStatement(_)
        | Node::FunctionBody(_)
        | Node::ExpressionStatement(_)
        | Node::EmptyStatement(_)
        | Node::DebuggerStatement(_)
        | Node::WithStatement(_)
        | Node::ReturnStatement(_)
        | Node::ThrowStatement(_)
        | Node::LabeledStatement(_)
        | Node::BreakStatement(_)
        | Node::ContinueStatement(_)
        | Node::IfStatement(_)
        | Node::SwitchStatement(_)
        | Node::TryStatement(_)
        | Node::VariableDeclaration(_)
        | Node::UsingDeclaration(_)
        | Node::ImportDeclaration(_)
        | Node::ExportAllDeclaration(_)
        | Node::ExportDeclaration(_)
        | Node::ExportNamedDeclaration(_)
        | Node::ExportDefaultDeclaration(_)
        | Node::ExportDefaultExpression(_)
        | Node::TSEnumDeclaration(_)
        | Node::TSModuleDeclaration(_)
        | Node::TSNestedModule(_)
        | Node::TSImportEqualsDeclaration(_)
        | Node::TSNamespaceExportDeclaration(_)
        | Node::ClassDeclaration(_)
        | Node::DefaultClass(_) => true,
        _ => node.is_loop() || node.is_function(),
    }
}

/// Blanks as regular expressions count them.
fn is_blank(each: char) -> bool {
    each.is_whitespace() || each == '\u{feff}'
}

fn ends_word(rest: &str) -> bool {
    !rest.starts_with(|each: char| each.is_ascii_alphanumeric() || each == '_')
}

fn without_comments(text: &str) -> String {
    let mut left = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('/') {
        let end = match &rest[at..] {
            comment if comment.starts_with("/*") => comment[2..].find("*/").map(|end| end + 4),
            comment if comment.starts_with("//") => Some(comment.find('\n').unwrap_or(comment.len())),
            _ => None,
        };
        left.push_str(&rest[..at]);
        match end {
            Some(end) => rest = &rest[at + end..],
            None => {
                left.push('/');
                rest = &rest[at + 1..];
            }
        }
    }
    left + rest
}
