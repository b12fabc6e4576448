//! Which nested functions are local (R2)? All that is done with one is that it is called by its name, by the function that it is written in or by
//! others in there. Each of these has set the register when it calls, to its own scope or else to the capture around both.
//!
//!     const log = (row) => print(row)      rows.map((row) => log(row))
use super::entries::{has_no_outer, Entry};
use super::functions::{Func, FuncId};
use super::nodes::{Node, NodeMap};

pub struct LocalContext<'a, 'b> {
    pub functions: &'b [Func<'a>],
    pub ids: &'b NodeMap<'a>,
    pub entries: &'b [Option<Entry>],
    pub is_ignored: &'b dyn Fn(Node<'a>) -> bool,
}

/// `callers`: the functions that call it by its name, where that is all that is done with it.
pub fn is_local<'a>(id: FuncId, callers: &[Node<'a>], context: &LocalContext<'a, '_>) -> bool {
    let LocalContext { functions, ids, entries, is_ignored } = context;
    let parent = functions[id].parent;
    if parent.is_none() || callers.is_empty() {
        return false;
    }
    callers.iter().all(|node| {
        let mut caller = ids.get(node).map(|id| *id as FuncId);
        // A route in there has no capture around it: called without a request, it would leave the register empty.
        while let Some(each) = caller.filter(|each| Some(*each) != parent) {
            if is_ignored(functions[each].node) || has_no_outer(&entries[each]) {
                return false;
            }
            caller = functions[each].parent;
        }
        caller == parent
    })
}
