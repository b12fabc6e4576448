//! Which entries say by their export, or by the name of their file, what calls them (R2)?
use super::entry::{asking, describe, Entry, EntryContext, OUTER};
use crate::analyze::carriers::{is_carrier, named_carriers};
use crate::analyze::functions::Func;
use crate::analyze::nodes::Node;
use swc_core::ecma::atoms::Atom;

const HTTP_METHODS: [&str; 7] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];
const METADATA: [&str; 7] = [
    "generateMetadata",
    "generateViewport",
    "generateStaticParams",
    "generateImageMetadata",
    "sitemap",
    "robots",
    "manifest",
];
const LOADERS: [&str; 7] =
    ["loader", "action", "clientAction", "load", "getServerSideProps", "handle", "onRequest"];
/// Files whose default export a file router renders, whatever it returns.
const RENDERED: [&str; 10] = [
    "page",
    "layout",
    "template",
    "default",
    "loading",
    "not-found",
    "error",
    "global-error",
    "forbidden",
    "unauthorized",
];

/// Folders whose files Nitro, Nuxt and the like call with a request each: `routes/orders.ts`, `server/api/orders.get.ts`.
const ROUTED: [&str; 3] = ["routes", "api", "middleware"];
const ROUTED_NAME: [&str; 9] =
    [".get", ".post", ".put", ".patch", ".delete", ".head", ".options", ".connect", ".trace"];

pub fn is_routed_file(folders: &str, basename: &str) -> bool {
    folders.split('/').any(|each| ROUTED.contains(&each)) || ROUTED_NAME.iter().any(|end| basename.ends_with(end))
}

/// By the name of its export.
pub fn find_exported<'a>(func: &Func<'a>, exported: &str, context: &EntryContext<'a, '_>) -> Option<Entry> {
    let entry = |shape, reason, carriers| Some(Entry::new(shape, reason, carriers));
    let through = through(func);
    let asked = |shape, because: String| {
        Some(asking(shape, format!("it is {because}{through}"), func, context, OUTER))
    };
    if HTTP_METHODS.contains(&exported) {
        return asked("route handler", format!("exported as {exported}"));
    }
    if exported == "default.fetch" {
        let reason = "it is the fetch() of the default export";
        return Some(asking("fetch handler", reason.into(), func, context, OUTER));
    }
    let role = if exported == "default" { context.basename } else { exported };
    if matches!(role, "middleware" | "proxy") {
        return asked("middleware", format!("exported as the {role} of the app"));
    }
    // As Nitro's files take it, and h3's. What is no request's event is no carrier, and then the register is asked as ever.
    if exported == "default" && first_name(func) == Some("event") {
        let reason = format!("it is the default export{through}, and takes an event");
        return entry("event handler", reason, named_carriers(func));
    }
    if METADATA.contains(&exported) {
        return entry("metadata", format!("it is exported as {exported}{through}"), Vec::new());
    }
    if LOADERS.contains(&exported) || exported.starts_with("actions.") {
        return asked("loader", format!("exported as {exported}"));
    }
    None
}

/// The default export of a file that a file router renders, or calls with a request.
pub fn find_by_file<'a>(func: &Func<'a>, context: &EntryContext<'a, '_>) -> Option<Entry> {
    if RENDERED.contains(&context.basename) && (context.is_jsx || !context.is_routed) {
        let reason = format!("it is the {} of a route{}", context.basename, through(func));
        return Some(Entry::new("component", reason, Vec::new()));
    }
    if !context.is_routed || !may_take_event(func) {
        return None;
    }
    let reason = format!("it is the default export{} of a file of routes", through(func));
    Some(asking("event handler", reason, func, context, OUTER))
}

/// `(app) => …` in a folder of routes registers them.
fn may_take_event(func: &Func) -> bool {
    let first = func.node.params().first().and_then(|first| first.identifier());
    let names = |name: &Atom| is_carrier(name) || name.starts_with('_') || matches!(&**name, "e" | "ev" | "evt");
    first.is_none_or(|name| names(&name.sym))
}

/// By way of which call an export is made.
pub fn through(func: &Func) -> String {
    let callee = func.exported_through.and_then(Node::callee);
    callee.map_or(String::new(), |callee| format!(" through {}()", describe(callee.unwrap())))
}

pub fn first_name<'a>(func: &Func<'a>) -> Option<&'a str> {
    let first = func.node.params().first().copied().filter(|_| !func.node.has_this_param());
    first.and_then(Node::identifier).map(|name| &*name.sym)
}
