//! Every fixture: compiled natively, its types stripped, compared with the one expected output after one printer.
//! What it does when it runs is asked where it can run: `npm test`, through the built plugin.
//!
//!     FILTER=x    only fixtures whose name contains x

mod support;

use afterword::diagnostics::Diagnostic;
use afterword::options::{resolve_options, ResolvedOptions};
use afterword::{files::is_compiled, program};
use serde_json::Value;
use std::path::{Path, PathBuf};
use support::{parse, print_build, print_expected, with_host};

/// SWC and Babel print these in different ways: enums, namespaces, parameter properties, imports of types alone. `npm test` compares them.
const STRIPPED_DIFFERENTLY: [&str; 7] = [
    "classes/legacy-decorators-of-controllers",
    "combinations/enum-inside-a-function",
    "sites/type-imports-of-next-stay",
    "typescript/namespaces",
    "typescript/parameter-properties",
    "typescript/parameter-properties-behind-super",
    "typescript/types-and-assertions",
];

struct Fixture {
    name: String,
    folder: PathBuf,
    file: String,
    input: String,
    settings: Value,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..")
}

fn folders(parent: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(parent).expect("a folder").flatten();
    let mut names: Vec<_> = entries
        .filter(|each| each.path().is_dir())
        .map(|each| each.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

fn read_fixtures() -> Vec<Fixture> {
    let filter = std::env::var("FILTER").unwrap_or_default();
    let all = root().join("fixtures");
    let mut fixtures = Vec::new();
    for construct in folders(&all).into_iter().filter(|each| each != "apps") {
        for claim in folders(&all.join(&construct)) {
            let name = format!("{construct}/{claim}");
            let folder = all.join(&name);
            let inputs = ["ts", "tsx", "js", "jsx", "cjs"].map(|end| format!("input.{end}"));
            let Some(input) = inputs.into_iter().find(|each| folder.join(each).exists()) else { continue };
            if !name.contains(&filter) {
                continue;
            }
            let text = std::fs::read_to_string(folder.join("options.json")).unwrap_or_else(|_| "{}".into());
            fixtures.push(Fixture {
                file: format!("fixtures/{name}/{input}"),
                input: std::fs::read_to_string(folder.join(input)).expect("an input"),
                settings: serde_json::from_str(&text).expect("options.json"),
                folder,
                name,
            });
        }
    }
    fixtures
}

/// As in the root of this repository.
fn resolve(options: Option<&str>) -> Result<ResolvedOptions, Diagnostic> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..").canonicalize().expect("the root");
    resolve_options(options, &root.to_string_lossy(), &root)
}

/// Undefined (None) where SWC's parser does not take the file; else what is wrong, if anything is.
fn find_difference(fixture: &Fixture) -> Option<Result<(), String>> {
    let Fixture { folder, file, input, settings, .. } = fixture;
    let is_module = settings["sourceType"] != "script";
    let expectation = std::fs::read_to_string(folder.join("expect.json")).unwrap_or_else(|_| "{}".into());
    let expectation: Value = serde_json::from_str(&expectation).expect("expect.json");

    let options = match resolve(settings.get("plugin").map(Value::to_string).as_deref()) {
        Ok(options) => options,
        Err(refused) => {
            let wanted = expectation["throws"].as_str().unwrap_or("nothing is refused");
            return Some(if refused.text().contains(wanted) { Ok(()) } else { Err(refused.text()) });
        }
    };
    if let Some(wanted) = expectation["throws"].as_str() {
        return Some(Err(format!("{wanted} was not refused")));
    }

    let mut parsed = parse(input, file, is_module).ok()?;
    let text = parsed.text.clone();
    let source =
        program::Source { code: &text.src, start: text.start_pos, name: file, root: Default::default() };
    let unresolved = parsed.unresolved();
    let said = match is_compiled(file, file, &options) {
        true => program::compile(&mut parsed.program, &source, &options, unresolved).diagnostics,
        false => Vec::new(),
    };
    let said: Vec<_> = said.iter().map(|each| show(each, file)).collect();
    let wanted: Vec<_> =
        expectation["diagnostics"].as_array().into_iter().flatten().map(show_expected).collect();
    if said != wanted {
        return Some(Err(format!("it said {said:?}, not {wanted:?}")));
    }

    let output = if fixture.name.starts_with("unchanged/") {
        Some(input.clone())
    } else {
        std::fs::read_to_string(folder.join("output.js")).ok()
    };
    let Some(output) = output else { return Some(Ok(())) };
    let kind = match fixture.name.starts_with("unchanged/") {
        true => file.as_str(),
        false if file.ends_with('x') => "output.jsx",
        false => "output.js",
    };
    let found = print_build(parsed);
    let [as_built, as_spelt] =
        [print_build, print_expected].map(|print| parse(&output, kind, is_module).map(print));
    let wanted = match (as_built, as_spelt) {
        // What is one name to us may be two that SWC tells apart when they were parsed from the output.
        (Ok(_), Ok(spelt)) if spelt == found => return Some(Ok(())),
        (Ok(built), _) => built,
        (Err(error), _) => return Some(Err(format!("output.js: {error}"))),
    };
    Some(first_difference(&found, &wanted))
}

/// `AFTERWORD_LEFT_ALONE at 3:5: f was left …`
fn show(diagnostic: &Diagnostic, file: &str) -> String {
    let place = diagnostic.place.as_deref().unwrap_or_default();
    let place = place.strip_prefix(file).unwrap_or(place);
    format!("{} at {}: {}", diagnostic.code, place.trim_start_matches(':'), diagnostic.message)
}

fn show_expected(each: &Value) -> String {
    let text = |field: &str| each[field].as_str().unwrap_or_default().to_owned();
    format!("{} at {}:{}: {}", text("code"), each["line"], each["column"], text("message"))
}

fn first_difference(found: &str, wanted: &str) -> Result<(), String> {
    if found == wanted {
        return Ok(());
    }
    let (mut ours, mut theirs) = (found.lines(), wanted.lines());
    loop {
        let (one, other) = (ours.next(), theirs.next());
        if one != other {
            return Err(format!(
                "found  {}\n  wanted {}",
                one.unwrap_or("the end"),
                other.unwrap_or("the end")
            ));
        }
    }
}

#[test]
fn every_fixture_comes_to_its_output() {
    let fixtures = read_fixtures();
    let (mut same, mut unread, mut wrong) = (0, Vec::new(), Vec::new());
    for fixture in &fixtures {
        if STRIPPED_DIFFERENTLY.contains(&fixture.name.as_str()) {
            continue;
        }
        match with_host(|| find_difference(fixture)) {
            None => unread.push(fixture.name.as_str()),
            Some(Ok(())) => same += 1,
            Some(Err(why)) => wrong.push(format!("{}\n  {why}", fixture.name)),
        }
    }
    println!("{same} fixtures; SWC's parser does not take {}", unread.join(", "));
    assert!(wrong.is_empty(), "\n{}\n{} of {}", wrong.join("\n"), wrong.len(), fixtures.len());
    assert!(same > 0, "no fixture");
}

#[test]
fn a_bad_option_is_named() {
    for (given, named) in [
        (r#"{"site":true}"#, "\"site\""),
        (r#"{"sites":"false"}"#, "\"sites\""),
        ("[]", "must be an object"),
        (r#"{"include":"src/**/*.ts"}"#, "Write include: 'src/'"),
        (r#"{"exclude":["**/*.test.ts"]}"#, "Write exclude: '.test.ts'"),
        (r#"{"include":"./src/db"}"#, "Write include: 'src/db'"),
        (r#"{"include":"src\\db"}"#, "Write include: 'src/db'"),
        (r#"{"include":"hono"}"#, "Write include: 'node_modules/hono/'"),
        (r#"{"include":["src/","@babel/core/lib"]}"#, "Write include: 'node_modules/@babel/core/'"),
    ] {
        let refused = resolve(Some(given)).expect_err(given);
        assert!(
            refused.text().contains(named) && refused.text().contains("AFTERWORD_BAD_PLUGIN_OPTION"),
            "{}",
            refused.text()
        );
    }
    for given in [r#"{"include":"runtime"}"#, r#"{"include":"nowhere"}"#, r#"{"exclude":"hono"}"#] {
        assert!(resolve(Some(given)).is_ok(), "{given}");
    }
}
