//! Calls that send a function elsewhere as text: to a page, a worker, another process. Some names mean nothing else; others mean that only
//! on a receiver that drives a browser, or with a library that does so.
use super::names::{member_name, source_of, text_of_name};
use super::sinks::Kind;
use crate::analyze::bindings::Bindings;
use crate::analyze::nodes::{Name, Node};

pub struct Sender {
    pub name: String,
    /// How sure the name is.
    pub kind: Kind,
    /// Functions in objects and lists go, too.
    pub deep: bool,
    /// Members of an object that are functions to be sent.
    pub keys: &'static [&'static str],
}

/// Methods of Playwright, Puppeteer, WebDriver, extensions and the like that mean nothing else.
const ALWAYS: [&str; 12] = [
    "evaluateHandle",
    "evaluateAll",
    "evaluateOnNewDocument",
    "evaluateAsync",
    "addInitScript",
    "waitForFunction",
    "$eval",
    "$$eval",
    "executeScript",
    "executeAsyncScript",
    "registerCustomQueryHandler",
    "ClientFunction",
];

/// Of what drives a browser only: policies, limiters and units of work have methods of these names, too.
const BY_RECEIVER: [&str; 5] = ["evaluate", "execute", "executeAsync", "exec", "query"];

const DRIVES_PAGES: [&str; 6] = ["@playwright/", "playwright", "puppeteer", "testcafe", "taiko", "nightmare"];
const DRIVES_BROWSERS: [&str; 6] =
    ["webdriver", "@wdio/", "selenium-webdriver", "nightwatch", "appium", "codeceptjs"];
/// `executeScript({ func })`
const KEYS: [&str; 2] = ["func", "function"];

/// What a package exports that sends its functions as text; 'default' for its default export or all of it.
fn library(source: &str) -> &'static [&'static str] {
    match source {
        "greenlet" | "workerize" | "operative" | "vkthread" | "inline-worker" | "serialize-javascript" => {
            &["default"]
        }
        "workly" => &["default", "proxy"],
        "threads" => &["spawn"],
        "microjob" => &["job"],
        "multithreading" => &["threaded"],
        "@koale/useworker" => &["useWorker"],
        "javascript-stringify" => &["stringify"],
        "node-serialize" => &["serialize"],
        "taiko" => &["evaluate", "waitFor"],
        "testcafe" => &["ClientFunction", "Selector"],
        _ => &[],
    }
}

pub fn sender_of<'a>(call: Node<'a>, name: &str, bindings: &Bindings<'a>, code: &str) -> Option<Sender> {
    let callee = call.callee()?.unwrap();
    let sender = Sender { name: name.into(), kind: Kind::Text, deep: false, keys: &[] };
    if is_of_library(callee, bindings) {
        return Some(Sender { deep: true, ..sender });
    }
    if let Node::NewExpression(_) = call {
        let is_worker = matches!(name, "Worker" | "SharedWorker" | "InlineWorker");
        return (is_worker && may_be_thread(callee, bindings))
            .then(|| Sender { name: format!("new {name}"), ..sender });
    }
    if !callee.is_member() {
        return ALWAYS.contains(&name).then_some(Sender { keys: &KEYS, ..sender });
    }
    let receiver = callee.object().map(text_of_name).unwrap_or_default();
    by_receiver(name, receiver, Sender { name: format!(".{name}"), ..sender }, code)
}

fn by_receiver(name: &str, receiver: &str, sender: Sender, code: &str) -> Option<Sender> {
    if ALWAYS.contains(&name) {
        return Some(Sender { deep: name == "registerCustomQueryHandler", keys: &KEYS, ..sender });
    }
    match name {
        // `cy.origin(url, fn)` runs in another page.
        "origin" => return (receiver == "cy").then_some(sender),
        "register" => {
            return (receiver == "selectors" && drives(code, &DRIVES_PAGES)).then_some(sender);
        }
        "exec" if drives(code, &["workerpool"]) => return Some(sender),
        "exec" if is_pool(receiver) => return Some(Sender { kind: Kind::Sent, ..sender }),
        _ if !BY_RECEIVER.contains(&name) => return None,
        _ => {}
    }
    if name == "evaluate" && (is_browser(receiver) || drives(code, &DRIVES_PAGES)) {
        return Some(sender);
    }
    let executes = name.starts_with("execute") || name.starts_with("evaluate");
    if executes && (is_driver(receiver) || drives(code, &DRIVES_BROWSERS)) {
        return Some(sender);
    }
    // `p.evaluate(fn)` is a page as a rule, `policy.execute(fn)` is none.
    let kind = if name == "evaluate" { Kind::Sent } else { Kind::Page };
    Some(Sender { kind, ..sender })
}

/// `page`, `my_page`, `loginPage2`
fn is_browser(receiver: &str) -> bool {
    let name = receiver.trim_end_matches(|each: char| each.is_ascii_digit());
    const WORDS: [&str; 10] =
        ["page", "frame", "locator", "handle", "element", "browser", "driver", "tab", "popup", "webview"];
    const ENDS: [&str; 11] =
        ["Page", "Frame", "Locator", "Handle", "Element", "Browser", "Driver", "Tab", "Popup", "View", "App"];
    WORDS.iter().any(|word| ends_with_word(name, word))
        || ends_with_word(name, "nightmare")
        || ENDS.iter().any(|end| name.ends_with(end))
}

/// `execute` is a driver's.
fn is_driver(receiver: &str) -> bool {
    let name = receiver.trim_end_matches(|each: char| each.is_ascii_digit());
    matches!(name, "browser" | "driver" | "wd") || name.ends_with("Browser") || name.ends_with("Driver")
}

fn is_pool(receiver: &str) -> bool {
    let name = receiver.strip_suffix('s').unwrap_or(receiver);
    ["worker", "pool"].iter().any(|word| ends_with_word(name, word))
        || name.ends_with("Worker")
        || name.ends_with("Pool")
}

/// The word itself, or behind an underscore.
fn ends_with_word(name: &str, word: &str) -> bool {
    name.strip_suffix(word).is_some_and(|before| before.is_empty() || before.ends_with('_'))
}

/// Whether the file imports one of these: as it is written, for a type may be all that it imports.
fn drives(code: &str, tools: &[&str]) -> bool {
    let quoted = |tool: &str, quote: char| code.contains(&format!("{quote}{tool}"));
    tools.iter().any(|tool| quoted(tool, '\'') || quoted(tool, '"'))
}

fn root_of<'a>(callee: Node<'a>) -> Option<Node<'a>> {
    if callee.is_member() {
        callee.object().map(Node::unwrap)
    } else {
        Some(callee)
    }
}

/// A queue has workers, too, which run in this process: `new Worker('mail', async (job) => …)` of bullmq.
fn may_be_thread<'a>(callee: Node<'a>, bindings: &Bindings<'a>) -> bool {
    let root = root_of(callee).and_then(Node::identifier);
    let source = root.and_then(|name| bindings.resolve(name)).and_then(|binding| source_of(binding));
    source.is_none_or(|source| {
        let source = source.to_ascii_lowercase();
        source.contains("worker") || source.contains("thread")
    })
}

fn is_of_library<'a>(callee: Node<'a>, bindings: &Bindings<'a>) -> bool {
    let member = if callee.is_member() { Some(callee) } else { None };
    let root = root_of(callee);
    let Some(binding) = root.and_then(Node::identifier).and_then(|name| bindings.resolve(name)) else {
        return false;
    };
    let names = source_of(binding).map(library).unwrap_or_default();
    let name = match (member, binding.key) {
        (Some(member), _) => member_name(member).and_then(Name::plain),
        (None, None | Some(Name::Plain("*"))) => Some("default"),
        (None, Some(key)) => key.plain(),
    };
    name.is_some_and(|name| names.contains(&name))
}
