//! What becomes of a call of this package, if anything does.
use super::comments::Comments;
use super::imports::{Api, Imports};
use super::nodes::Node;
use super::options::AnalyzeOptions;
use crate::plan::{SiteKind, SitePlan};

/// Whether a call can be handed the scope: what a member is called on would be lost.
pub fn is_told(callee: Node, api: Api, site: Option<&SitePlan>) -> bool {
    let is_meant = matches!(api, Api::After | Api::Headers | Api::Cookies | Api::CurrentScope | Api::Bind);
    is_meant && (is_plain_name(callee) || site.is_some_and(|site| site.replaces))
}

pub fn is_plain_name(callee: Node) -> bool {
    matches!(callee.unwrap(), Node::Identifier(_) | Node::SequenceExpression(_))
}

pub fn find_site<'a>(
    call: Node<'a>,
    callee: Node<'a>,
    api: Api,
    imports: &Imports<'a, '_>,
    comments: &Comments,
    options: &AnalyzeOptions,
) -> Option<SitePlan> {
    let replaces = imports.is_replaceable(callee) && imports.is_foreign(callee);
    let is_placed = options.sites && !call.arguments().is_empty();
    let place = || is_placed.then(|| place_of(call, comments, options));
    let (kind, place) = match api {
        Api::After => (SiteKind::After, place()),
        Api::AfterWith => (SiteKind::AfterWith, place()),
        Api::Headers => (SiteKind::Headers, None),
        Api::Cookies => (SiteKind::Cookies, None),
        Api::Cache => (SiteKind::Cache, None),
        _ => return None,
    };
    (place.is_some() || replaces).then(|| SitePlan { at: call.span().into(), kind, place, replaces })
}

/// Where a call is written: `src/app.ts:12`.
pub fn place_of(call: Node, comments: &Comments, options: &AnalyzeOptions) -> String {
    let at = call.span().lo;
    let written = options.map.and_then(|map| map.place_of(options.code, options.start, at));
    written.unwrap_or_else(|| format!("{}:{}", options.file, comments.line_of(at)))
}
