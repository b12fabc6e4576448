//! The plan of every fixture is that of the TypeScript analysis, to the last offset and the last name.
//!
//!     FILTER=x          only fixtures whose name contains x
//!     PLANS=corpus,1500 other programs as well: forms | corpus,COUNT | programs,SEED,COUNT … (see test/parity/swc-plan.ts)
mod support;

use afterword::analyze::{analyze, AnalyzeOptions};
use afterword::options::Host;
use afterword::plan::Plan;
use afterword::swc_core::common::{Span, DUMMY_SP};
use afterword::swc_core::ecma::ast::{Expr, Invalid, Param, Program, TsExprWithTypeArgs, TsParamProp};
use afterword::swc_core::ecma::visit::{VisitMut, VisitMutWith};
use serde::Deserialize;
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use support::{parse, with_host, File};

#[derive(Deserialize)]
struct Given {
    name: String,
    /// Why the TypeScript side has no plan: options that are refused, syntax that the parser does not know.
    refused: Option<String>,
    #[serde(default)]
    file: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    module: bool,
    #[serde(default)]
    sources: Vec<String>,
    #[serde(default)]
    entries: Vec<String>,
    #[serde(default)]
    host: Option<String>,
    #[serde(default)]
    sites: bool,
    #[serde(default, rename = "droppedPromises")]
    dropped_promises: bool,
    #[serde(default)]
    plan: Value,
}

impl Given {
    fn parse(&self) -> Result<File, String> {
        match &self.refused {
            Some(why) => Err(format!("TypeScript: {why}")),
            None => parse(&self.code, &self.file, self.module).map_err(|why| format!("SWC: {why}")),
        }
    }

    fn analyze(&self, program: &Program, file: &File) -> Plan {
        let options = AnalyzeOptions {
            code: &file.text.src,
            start: file.text.start_pos,
            file: &self.file,
            map: None,
            in_module_package: &|| false,
            sources: &self.sources,
            entries: &self.entries,
            host: self.host.as_deref().and_then(Host::named),
            sites: self.sites,
            dropped_promises: self.dropped_promises,
        };
        analyze(program, &options)
    }
}

#[test]
fn the_plans_of_fixtures() {
    compare_all("fixtures");
}

#[test]
fn the_plans_of_what_only_the_trees_spell_differently() {
    compare_all("cases");
}

#[test]
fn the_plans_of_what_is_reported_and_of_what_is_not() {
    compare_all("misuse");
}

#[test]
fn the_plans_of_random_programs() {
    compare_all("programs,1,100");
}

#[test]
fn the_plans_of_what_is_asked_for() {
    if let Ok(set) = std::env::var("PLANS") {
        compare_all(&set);
    }
}

/// Where a pass leaves nodes without a place, every decision is the same.
#[test]
fn nothing_is_decided_by_places() {
    each_given("fixtures", |given| {
        let Ok(file) = given.parse() else { return };
        if given.code.contains("afterword-ignore") {
            return;
        }
        let mut program = file.program.clone();
        program.visit_mut_with(&mut NoPlaces);
        let plain = |program: &Program| {
            let plan = given.analyze(program, &file);
            let text = serde_json::to_string(&(plan.functions, plan.retargets, plan.references))
                .expect("plain data");
            without_numbers(&text)
        };
        assert_eq!(plain(&program), plain(&file.program), "{}", given.name);
    });
}

/// One expression after the other becomes something that nobody has thought about.
#[test]
fn unknown_syntax_leaves_the_file() {
    each_given("cases", |given| {
        let Ok(file) = given.parse() else { return };
        let mut at = 0;
        loop {
            let mut program = file.program.clone();
            let mut spoiler = Spoiler { left: at };
            program.visit_mut_with(&mut spoiler);
            if spoiler.left >= 0 {
                return;
            }
            let plan = given.analyze(&program, &file);
            let is_left = plan.left_alone.is_some() && plan.functions.is_empty() && plan.sites.is_empty();
            assert!(
                is_left && plan.is_empty() && plan.diagnostics.len() <= 1,
                "{}: expression {at}",
                given.name
            );
            at += 1;
        }
    });
}

struct NoPlaces;

impl VisitMut for NoPlaces {
    fn visit_mut_span(&mut self, span: &mut Span) {
        *span = DUMMY_SP;
    }
}

struct Spoiler {
    left: i32,
}

impl VisitMut for Spoiler {
    fn visit_mut_expr(&mut self, node: &mut Expr) {
        node.visit_mut_children_with(self);
        if self.left == 0 {
            *node = Invalid { span: DUMMY_SP }.into();
        }
        self.left -= 1;
    }

    // For the type checker alone.
    fn visit_mut_ts_expr_with_type_args(&mut self, _: &mut TsExprWithTypeArgs) {}

    // The decorators of a parameter are asked for calls, and nothing else.
    fn visit_mut_param(&mut self, node: &mut Param) {
        node.pat.visit_mut_with(self);
    }

    fn visit_mut_ts_param_prop(&mut self, node: &mut TsParamProp) {
        node.param.visit_mut_with(self);
    }
}

fn without_numbers(text: &str) -> String {
    text.chars().filter(|each| !each.is_ascii_digit()).collect()
}

fn each_given(set: &str, mut act: impl FnMut(Given)) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..");
    let mut plans = Command::new(root.join("node_modules/.bin/node"))
        .arg("test/parity/swc-plan.ts")
        .args(set.split(','))
        .current_dir(&root)
        .stdout(Stdio::piped())
        .spawn()
        .expect("node, after npm install");
    for line in BufReader::new(plans.stdout.take().expect("a pipe")).lines() {
        let given = serde_json::from_str(&line.expect("text")).expect("a plan");
        with_host(|| act(given));
    }
    assert!(plans.wait().expect("an end").success());
}

fn compare_all(set: &str) {
    let (mut equal, mut not_read, mut different) = (0, 0, Vec::new());
    each_given(set, |given| match compare(&given) {
        Ok(None) => equal += 1,
        Ok(Some(difference)) => different.push(format!("{}: {difference}", given.name)),
        Err(why) => {
            not_read += 1;
            println!("not read: {}: {why}", given.name);
        }
    });
    println!("{set}: {equal} equal, {} different, {not_read} not read", different.len());
    different.truncate(20);
    assert!(different.is_empty(), "\n{}\n", different.join("\n"));
    assert!(equal > 0);
}

/// What is different; an error where one of the parsers does not read the program.
fn compare(given: &Given) -> Result<Option<String>, String> {
    let file = given.parse()?;
    let mut plan = given.analyze(&file.program, &file);
    plan.to_utf16(&file.text.src, file.text.start_pos);
    let mut names: Vec<_> = plan.names.iter().map(|name| name.to_string()).collect();
    names.sort_by(|a, b| a.encode_utf16().cmp(b.encode_utf16()));
    let mut plain = serde_json::to_value(plan).expect("plain data");
    plain["names"] = names.into();
    Ok(difference(&plain, &given.plan, "plan"))
}

fn difference(ours: &Value, theirs: &Value, place: &str) -> Option<String> {
    match (ours, theirs) {
        (Value::Object(a), Value::Object(b)) => {
            let label = a.get("name").map_or(place.into(), |name| format!("{place} {name}"));
            let nothing = Value::from("(nothing)");
            let keys = a.keys().chain(b.keys());
            let of = |key: &String| (a.get(key).unwrap_or(&nothing), b.get(key).unwrap_or(&nothing));
            keys.map(|key| (of(key), format!("{label}.{key}")))
                .find_map(|((a, b), place)| difference(a, b, &place))
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            let mut pairs = a.iter().zip(b).enumerate();
            pairs.find_map(|(index, (a, b))| difference(a, b, &format!("{place}[{index}]")))
        }
        _ if ours == theirs => None,
        _ => Some(format!("{place}\n    SWC        {ours}\n    TypeScript {theirs}")),
    }
}
