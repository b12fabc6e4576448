//! Is a program so deep that a walk through it would run out of stack? SWC reads and writes trees by calls in calls, and so does much of what is
//! done to them here: past the end of its stack a plugin ends the build, with advice about versions that helps nobody. So that is measured first,
//! without one.
use crate::analyze::nodes::Node;
use swc_core::ecma::ast::Program;

/// In wasmtime, as @swc/core brings it, SWC's own reading ends at 3,300 operands of a `+`, ours at 2,000, and at 900 calls in a chain.
const LIMIT: u32 = 1900;
/// A call with its member, of a chain, takes as much of the stack as so many tenths of an operand.
const CALL: u32 = 23;
const OTHER: u32 = 10;

/// `code`: the text of the program, empty where it is not known.
pub fn is_too_deep(program: &Program, code: &str) -> bool {
    if !code.is_empty() && code.len() < LIMIT as usize {
        return false;
    }
    let mut left = vec![(Node::Program(program), 0)];
    let mut parts = Vec::new();
    while let Some((node, depth)) = left.pop() {
        if depth > LIMIT * OTHER {
            return true;
        }
        node.add_parts(&mut parts);
        let floor = if node.is_call() { CALL } else { OTHER };
        // `a.b()` is one floor of a chain.
        let next = depth + if node.is_member() { 0 } else { floor };
        left.extend(parts.drain(..).map(|part| (part, next)));
    }
    false
}
