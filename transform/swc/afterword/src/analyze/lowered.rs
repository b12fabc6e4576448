//! Was the file lowered before it came here? Async functions that have become generators inside a helper hand their steps to code that was
//! not compiled: right only as long as that helper runs them at once.
use super::comments::Comments;
use super::imports::callee_of;
use super::inventory::Inventory;
use super::nodes::{key_name, property_name, walk, Name, Node};
use crate::plan::{At, PlannedDiagnostic};

/// A number may follow.
const HELPERS: [&str; 13] = [
    "_asyncToGenerator",
    "__asyncToGenerator",
    "__async",
    "__awaiter",
    "_wrapAsyncGenerator",
    "__wrapAsyncGenerator",
    "__asyncGenerator",
    "_wrap_async_generator",
    "_async_to_generator",
    "regeneratorRuntime",
    "_regeneratorRuntime",
    "_regenerator",
    "__generator",
];

pub fn find_lowered(inventory: &Inventory, comments: &Comments) -> Option<PlannedDiagnostic> {
    let calls = inventory.uses.iter().map(|each| each.node).filter(|node| node.is_call());
    let (call, helper) = calls.into_iter().find_map(|call| Some((call, helper_of(call)?)))?;
    Some(PlannedDiagnostic {
        slug: "already-lowered".into(),
        at: place_of(call, comments),
        values: [("helper".into(), helper.into())].into(),
        fix: None,
    })
}

/// `__awaiter(…)`, `tslib.__awaiter(…)`, `(0, tslib_1.__awaiter)(…)`, `_regenerator.default(…)`
fn helper_of(call: Node<'_>) -> Option<&str> {
    let called = call.callee().map(callee_of)?;
    if !called.is_member() {
        return helper(key_name(called));
    }
    helper(called.object().and_then(key_name)).or_else(|| helper(property_name(called)))
}

fn helper(name: Option<Name<'_>>) -> Option<&str> {
    let is_helper =
        |name: &&str| HELPERS.contains(&name.trim_end_matches(|each: char| each.is_ascii_digit()));
    name.and_then(Name::plain).filter(is_helper)
}

/// A call that a lowering made has no place in the source, but what the author wrote inside it has.
fn place_of(call: Node, comments: &Comments) -> At {
    let mut place = None;
    walk(call, &mut |node| {
        place = place.or_else(|| comments.place_of(node.span()).map(|_| node.span()));
        place.is_none()
    });
    place.unwrap_or(call.span()).into()
}
