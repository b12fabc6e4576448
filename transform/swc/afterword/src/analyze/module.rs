//! What is the file as a whole? Compiled already, an ES module or CommonJS, written for React's JSX or another.
use super::bindings::Bindings;
use super::comments::Comments;
use super::imports::{is_compiled_module, Imports};
use super::nodes::{string_value, walk, Node};
use super::options::AnalyzeOptions;
use swc_core::ecma::ast::*;

/// A library that is published compiled, or a plugin that is listed twice: once is enough.
pub fn imports_compiled(program: &Program) -> bool {
    let is_compiled = |source: Node| string_value(source).is_some_and(is_compiled_module);
    let requires = |call: Node| {
        let is_require = call.callee().is_some_and(|callee| callee.is_named("require"));
        is_require && call.argument(0).is_some_and(is_compiled)
    };
    Node::Program(program).children().into_iter().any(|statement| match statement {
        Node::ImportDeclaration(node) => is_compiled(Node::StringLiteral(&node.src)),
        // `require("afterword/compiled").home(globalThis)`
        Node::ExpressionStatement(node) => {
            let called = Node::from(&*node.expr).callee().and_then(|callee| callee.object());
            called.is_some_and(requires)
        }
        _ => statement.declarators().iter().any(|each| each.init.as_deref().map(Node::from).is_some_and(requires)),
    })
}

/// What a file is decides how helpers come into it. Tools call a file a module by default: one that exports nothing and says `require`
/// or `module.exports` is none, unless its extension or its package says that it is, or it says what only a module can: `import.meta`, an `await` at its top.
pub fn is_module<'a>(program: &'a Program, bindings: &Bindings<'a>, options: &AnalyzeOptions) -> bool {
    let file = options.file;
    let is_common_js = || bindings.common_js.iter().any(|name| bindings.resolve(name).is_none());
    let is_said = file.ends_with(".mjs") || file.ends_with(".mts");
    let is_esm = || bindings.is_module || !is_common_js() || awaits_at_top(program);
    let may_be = || !file.ends_with(".cjs") && !file.ends_with(".cts") && (options.in_module_package)();
    matches!(program, Program::Module(_)) && (is_said || is_esm() || may_be())
}

/// Whether it awaits outside any function, which only a module can.
fn awaits_at_top(program: &Program) -> bool {
    let (mut found, mut left) = (false, vec![Node::Program(program)]);
    while let Some(root) = left.pop() {
        walk(root, &mut |node| {
            let awaits = match node {
                Node::AwaitExpression(_) => true,
                Node::ForOfStatement(node) => node.is_await,
                Node::UsingDeclaration(node) => node.is_await,
                _ => false,
            };
            found |= awaits;
            // The computed name of a method is evaluated outside of it.
            if node.is_function() {
                left.extend(node.outer_children());
            }
            !found && !node.is_function()
        });
    }
    found
}

/// `export const maxDuration = 60`: how many seconds a route file grants each of its requests, None if it does not say so in a number.
pub fn find_max_duration(program: &Program) -> Option<f64> {
    for statement in Node::Program(program).children() {
        let Node::ExportDeclaration(node) = statement else { continue };
        for each in Node::from(&node.decl).declarators() {
            let Some(init) = each.init.as_deref().filter(|_| Node::from(&each.name).is_named("maxDuration"))
            else {
                continue;
            };
            return match Node::from(init).unwrap() {
                Node::NumericLiteral(node) if node.value > 0.0 => Some(node.value),
                _ => None,
            };
        }
    }
    None
}

/// React's own JSX runtime never calls a component while an element is made.
pub fn uses_react(comments: &Comments, imports: &Imports) -> bool {
    const PRAGMA: &str = "@jsxImportSource";
    for comment in comments.containing(PRAGMA) {
        for (at, _) in comment.value.match_indices(PRAGMA) {
            let rest = &comment.value[at + PRAGMA.len()..];
            let pragma = rest.split_whitespace().next().filter(|_| rest.starts_with(char::is_whitespace));
            if let Some(pragma) = pragma {
                return pragma == "react";
            }
        }
    }
    imports.imports_package(&["react", "react-dom", "next"])
}
