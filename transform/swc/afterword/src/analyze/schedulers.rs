//! Which callee is a scheduler of the engine's or of Node's: by its global name, on the global object, from `node:timers` and `node:process`,
//! or by a constant that stands for one of these.
use super::bindings::{BindingKind, Bindings};
use super::nodes::{key_name, string_value, Name, Node};
use super::source_text::required_source;
use swc_core::ecma::ast::*;

const GLOBALS: [&str; 4] = ["globalThis", "window", "self", "global"];
const TIMERS: [&str; 3] = ["setTimeout", "setInterval", "setImmediate"];

pub struct Scheduler {
    /// For people: `process.nextTick`.
    pub name: String,
    /// How the callee is written, less `?.` and `.call`: `timers.setTimeout`.
    pub callee: String,
    /// Which argument is the function.
    pub argument: usize,
}

/// A name, and those of the members behind it; the name itself comes first.
type Path<'a> = (&'a Ident, Vec<&'a str>);

pub fn find_scheduler<'a>(callee: Node<'a>, bindings: &Bindings<'a>) -> Option<Scheduler> {
    // What every member that is meant ends in: most calls are none of them.
    if let Some((property, _)) = callee.property() {
        let last = key_name(property).and_then(Name::plain)?;
        if !TIMERS.contains(&last) && !matches!(last, "queueMicrotask" | "nextTick" | "call") {
            return None;
        }
    }
    let (root, mut names) = path_of(callee)?;
    let argument = usize::from(names.len() > 1 && names.last() == Some(&"call"));
    names.truncate(names.len() - argument);
    let name = meaning_of(root, &names, bindings, 0)?;
    Some(Scheduler { name, callee: names.join("."), argument })
}

/// `a.b?.c`, `a['b'].c`
fn path_of(expression: Node<'_>) -> Option<Path<'_>> {
    let mut names = Vec::new();
    let mut node = expression.unwrap();
    while node.is_member() {
        let name = match node.property()? {
            (property, false) => key_name(property)?.plain()?,
            (property, true) => string_value(property)?,
        };
        let is_word = |each: u8| each.is_ascii_alphanumeric() || each == b'_' || each == b'$';
        if name.is_empty() || !name.bytes().all(is_word) {
            return None;
        }
        names.push(name);
        node = node.object()?.unwrap();
    }
    let root = node.identifier()?;
    names.push(&root.sym);
    names.reverse();
    Some((root, names))
}

/// The name that a path has on the global object, if that is a scheduler's.
fn meaning_of<'a>(
    root: &'a Ident,
    names: &[&'a str],
    bindings: &Bindings<'a>,
    depth: usize,
) -> Option<String> {
    let Some(binding) = bindings.resolve(root) else {
        // `globalThis.self.setTimeout`
        let from = names.iter().position(|each| !GLOBALS.contains(each)).unwrap_or(0);
        let name = names[from..].join(".");
        let is_known = TIMERS.contains(&&*name) || matches!(&*name, "queueMicrotask" | "process.nextTick");
        return is_known.then_some(name);
    };
    let mut within = names[1..].to_vec();
    match binding.key {
        None | Some(Name::Plain("*")) => {}
        Some(Name::Plain("default")) if binding.source.is_some() => {}
        Some(key) => within.insert(0, key.plain()?),
    }
    let constant = binding.init.filter(|_| binding.kind == BindingKind::Const);
    let module = match binding.kind {
        BindingKind::Import => binding.source,
        _ => constant.and_then(required_source).filter(|_| !is_bound(constant, bindings)),
    };
    if let Some(module) = module {
        let name = within.join(".");
        return match module {
            "timers" | "node:timers" => TIMERS.contains(&&*name).then_some(name),
            "process" | "node:process" => (name == "nextTick").then(|| "process.nextTick".into()),
            _ => None,
        };
    }
    let (root, mut path) = path_of(constant.filter(|_| !binding.assigned && depth < 4)?)?;
    path.extend(within);
    meaning_of(root, &path, bindings, depth + 1)
}

/// Whether the file has a `require` of its own.
fn is_bound<'a>(init: Option<Node<'a>>, bindings: &Bindings<'a>) -> bool {
    let callee = init.and_then(|init| init.unwrap().callee()).and_then(Node::identifier);
    callee.is_some_and(|name| bindings.resolve(name).is_some())
}
