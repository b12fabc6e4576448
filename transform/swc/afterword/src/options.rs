//! The options that every engine takes, with their defaults; bad ones are refused with a message that names the option.

use crate::diagnostics::{Diagnostic, Level};
use crate::patterns::find_misread;
use serde_json::{Map, Value};
use std::path::Path;

#[derive(Debug, Clone, PartialEq)]
pub struct ResolvedOptions {
    /// Parts of the path: JSON has no regular expressions.
    pub include: Vec<String>,
    pub exclude: Vec<String>,
    pub sources: Vec<String>,
    pub entries: Vec<String>,
    /// What serves the requests, where its own knowledge is asked (R2).
    pub host: Option<Host>,
    pub sites: bool,
    pub debug: bool,
    /// Compile what of the project's framework needs it: of bundlers and of Node, for no packages come here.
    pub presets: bool,
    /// Warn of promises that a handler drops.
    pub dropped_promises: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Host {
    Rsc,
    Next,
}

impl Host {
    pub fn named(name: &str) -> Option<Host> {
        match name {
            "rsc" => Some(Host::Rsc),
            "next" => Some(Host::Next),
            _ => None,
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Host::Rsc => "rsc",
            Host::Next => "next",
        }
    }
}

/// Where the names are imported from by default. In Next, `headers` and `cookies` are Next's own.
pub fn default_sources(host: Option<Host>) -> Vec<String> {
    let all = ["afterword", "next/server", "next/headers"];
    let count = if host == Some(Host::Next) { 2 } else { 3 };
    all[..count].iter().map(|each| each.to_string()).collect()
}

type Check = fn(&Value) -> bool;

const PATTERNS: (Check, &str) = (is_patterns, "a string or an array of these, each a part of the path");
const FLAG: (Check, &str) = (Value::is_boolean, "true or false");
const CHECKS: [(&str, (Check, &str)); 9] = [
    ("include", PATTERNS),
    ("exclude", PATTERNS),
    ("sources", (is_texts, "an array of module names")),
    ("entries", (is_texts, "an array of function names")),
    ("host", (is_host, "'rsc' or 'next'")),
    ("sites", FLAG),
    ("debug", FLAG),
    ("presets", FLAG),
    ("droppedPromises", FLAG),
];

fn is_texts(value: &Value) -> bool {
    value.as_array().is_some_and(|list| list.iter().all(Value::is_string))
}

fn is_host(value: &Value) -> bool {
    value.as_str().and_then(Host::named).is_some()
}

fn is_patterns(value: &Value) -> bool {
    value.is_string() || is_texts(value)
}

/// `options`: what the user wrote, as JSON; none stands for the defaults. The error (AFTERWORD_BAD_PLUGIN_OPTION) is for an unknown option or
/// a value of the wrong kind, or a pattern that can match nothing. `root` is the root of the build, `folder` where it can be read.
pub fn resolve_options(
    options: Option<&str>,
    root: &str,
    folder: &Path,
) -> Result<ResolvedOptions, Diagnostic> {
    let text = options.unwrap_or("{}");
    let given = match serde_json::from_str(text) {
        Ok(Value::Object(given)) => given,
        Ok(Value::Null) => Map::new(),
        _ => {
            return Err(refuse(
                format!("The options must be an object, not {text}."),
                "Write { … } or leave them out.".into(),
            ))
        }
    };
    for (name, value) in &given {
        let Some((_, (is_right, expected))) = CHECKS.iter().find(|(each, _)| each == name) else {
            let names = CHECKS.map(|(each, _)| each).join(", ");
            return Err(refuse(format!("There is no option \"{name}\"."), format!("Options are: {names}.")));
        };
        if !is_right(value) {
            return Err(refuse(
                format!("The option \"{name}\" is {value}."),
                format!("It must be {expected}."),
            ));
        }
    }
    let list = |name: &str| match given.get(name) {
        Some(Value::String(text)) => Some(vec![text.clone()]),
        Some(Value::Array(list)) => {
            Some(list.iter().filter_map(|each| each.as_str().map(String::from)).collect())
        }
        _ => None,
    };
    let include = list("include").unwrap_or_default();
    let exclude = list("exclude").unwrap_or_default();
    if let Some(misread) = find_misread(&include, &exclude, root, folder) {
        return Err(refuse(misread.problem, misread.expected));
    }
    let host = given.get("host").and_then(Value::as_str).and_then(Host::named);
    let flag = |name: &str| given.get(name).and_then(Value::as_bool);
    Ok(ResolvedOptions {
        include,
        exclude,
        sources: list("sources").unwrap_or_else(|| default_sources(host)),
        entries: list("entries").unwrap_or_default(),
        host,
        sites: flag("sites").unwrap_or(true),
        // SWC calls the environment 'development' where nobody named one: that decides nothing.
        debug: flag("debug").unwrap_or(false),
        presets: flag("presets").unwrap_or(true),
        dropped_promises: flag("droppedPromises").unwrap_or(false),
    })
}

fn refuse(problem: String, expected: String) -> Diagnostic {
    let values = [("problem".into(), problem), ("expected".into(), expected)].into();
    let diagnostic = Diagnostic::new("bad-plugin-option", &values);
    debug_assert!(diagnostic.level == Level::Error);
    diagnostic
}

/// Whether a file is one of those that the options select.
pub fn is_selected(file: &str, options: &ResolvedOptions) -> bool {
    let in_package = file.starts_with("node_modules/") || file.contains("/node_modules/");
    let matches = |pattern: &String| file.contains(pattern.as_str());
    // A pattern that names packages leaves the choice among the project's own files to the other patterns.
    let mut candidates =
        options.include.iter().filter(|each| each.contains("node_modules") == in_package).peekable();
    let included = (!in_package && candidates.peek().is_none()) || candidates.any(matches);
    included && !options.exclude.iter().any(matches)
}
