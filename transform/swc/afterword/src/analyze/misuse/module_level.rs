//! `after()`, `headers()` and `cookies()` where no request can be: in what runs while the module is evaluated.
use super::context::{call_of, report, MisuseContext};
use crate::analyze::imports::Api;
use crate::plan::PlannedDiagnostic;

pub fn find_at_module_level(context: &MisuseContext) -> Vec<PlannedDiagnostic> {
    let calls = context.calls.iter().filter(|call| {
        // The value of a class's field is evaluated when an object is made.
        let is_field = call.owner.is_some_and(|owner| !owner.is_function());
        matches!(call.api, Api::After | Api::Headers | Api::Cookies)
            && !is_field
            && context.is_evaluated(call.owner)
    });
    let found = calls.filter_map(|call| {
        Some(report("at-module-level", call.node.callee()?.span(), [("call", call_of(call.api))]))
    });
    found.collect()
}
