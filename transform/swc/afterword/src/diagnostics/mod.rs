//! The only way in which the transform speaks to its user: a coded message with place, reason and next step.

mod messages_generated;
mod plain;

use crate::plan::{At, PlannedDiagnostic};
use messages_generated::MESSAGES;
use plain::plain;
use std::collections::BTreeMap;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    Error,
    Warning,
    Info,
}

/// A text as its author wrote it, with `{values}` to be filled in.
struct Message {
    slug: &'static str,
    code: &'static str,
    level: Level,
    message: &'static str,
    why: &'static str,
    todo: &'static str,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Diagnostic {
    pub code: &'static str,
    pub level: Level,
    pub message: String,
    pub why: String,
    pub todo: String,
    /// None where it is about no place.
    pub at: Option<At>,
    /// `src/app.ts:12:3`, line and column from 1.
    pub place: Option<String>,
}

impl Diagnostic {
    pub fn new(slug: &str, values: &BTreeMap<String, String>) -> Diagnostic {
        // An unknown slug is our bug, which a test finds; it must not stop a build.
        let text = MESSAGES.iter().find(|each| each.slug == slug).unwrap_or(&MESSAGES[0]);
        Diagnostic {
            code: text.code,
            level: text.level,
            message: fill(text.message, values),
            why: fill(text.why, values),
            todo: fill(text.todo, values),
            at: None,
            place: None,
        }
    }

    /// For a tool that shows code and place by itself.
    pub fn text(&self) -> String {
        let Diagnostic { code, message, why, todo, .. } = self;
        plain(&format!("{message} ({code})\n{why}\nWhat to do: {todo}"))
    }

    /// For a terminal.
    pub fn line(&self) -> String {
        let place = plain(self.place.as_deref().unwrap_or("no place"));
        let level = match self.level {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Info => "info",
        };
        format!("afterword {level} {} at {place}\n{}\n", self.code, self.text())
    }
}

impl From<&PlannedDiagnostic> for Diagnostic {
    fn from(planned: &PlannedDiagnostic) -> Diagnostic {
        Diagnostic { at: Some(planned.at), ..Diagnostic::new(&planned.slug, &planned.values) }
    }
}

/// One pass: what a value contains is not filled in again.
fn fill(template: &str, values: &BTreeMap<String, String>) -> String {
    let mut text = String::new();
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        let (before, behind) = rest.split_at(open);
        text.push_str(before);
        let value = behind.find('}').and_then(|close| Some((close, values.get(&behind[1..close])?)));
        let taken = match value {
            Some((close, value)) => {
                text.push_str(value);
                close + 1
            }
            None => {
                text.push('{');
                1
            }
        };
        rest = &behind[taken..];
    }
    text + rest
}
