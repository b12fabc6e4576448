//! What a host does around the plugin: parsing, resolving, stripping types, printing.
#![allow(dead_code)]

use afterword::swc_core::common::{
    sync::Lrc, FileName, Globals, Mark, SourceFile, SourceMap, SyntaxContext, GLOBALS,
};
use afterword::swc_core::ecma::ast::{EsVersion, Lit, Program, Str};
use afterword::swc_core::ecma::codegen::to_code_default;
use afterword::swc_core::ecma::parser::{
    parse_file_as_module, parse_file_as_script, EsSyntax, Syntax, TsSyntax,
};
use afterword::swc_core::ecma::transforms::base::{fixer::fixer, hygiene::hygiene, resolver};
use afterword::swc_core::ecma::transforms::typescript::typescript;
use afterword::swc_core::ecma::visit::{visit_mut_pass, VisitMut, VisitMutWith};

pub struct File {
    pub program: Program,
    pub text: Lrc<SourceFile>,
    unresolved: Mark,
    top_level: Mark,
    map: Lrc<SourceMap>,
}

impl File {
    pub fn unresolved(&self) -> SyntaxContext {
        SyntaxContext::empty().apply_mark(self.unresolved)
    }
}

/// A host keeps what the compiler shares between its passes for one file.
pub fn with_host<T>(run: impl FnOnce() -> T) -> T {
    GLOBALS.set(&Globals::new(), run)
}

pub fn syntax_of(file: &str) -> Syntax {
    match file.rsplit('.').next().unwrap_or_default() {
        end @ ("ts" | "tsx") => {
            Syntax::Typescript(TsSyntax { tsx: end == "tsx", decorators: true, ..Default::default() })
        }
        _ => Syntax::Es(EsSyntax {
            jsx: true,
            decorators: true,
            decorators_before_export: true,
            auto_accessors: true,
            explicit_resource_management: true,
            ..Default::default()
        }),
    }
}

/// Parsed and resolved, as a plugin finds it.
pub fn parse(code: &str, file: &str, is_module: bool) -> Result<File, String> {
    let map: Lrc<SourceMap> = Default::default();
    let text = map.new_source_file(FileName::Real(file.into()).into(), code.to_string());
    let mut errors = Vec::new();
    let syntax = syntax_of(file);
    let parsed = if is_module {
        parse_file_as_module(&text, syntax, EsVersion::EsNext, None, &mut errors).map(Program::Module)
    } else {
        parse_file_as_script(&text, syntax, EsVersion::EsNext, None, &mut errors).map(Program::Script)
    };
    let program = match (parsed, errors.pop()) {
        (Ok(program), None) => program,
        (Err(error), _) | (_, Some(error)) => return Err(format!("{:?}", error.kind())),
    };
    let (unresolved, top_level) = (Mark::new(), Mark::new());
    let program = program.apply(resolver(unresolved, top_level, syntax.typescript()));
    Ok(File { program, text, unresolved, top_level, map })
}

/// Types stripped, and what SWC does at the end of every build: names that are bound twice are told apart.
pub fn print_build(file: File) -> String {
    print(file, true)
}

/// What a build should come to: as it is spelt.
pub fn print_expected(file: File) -> String {
    print(file, false)
}

fn print(file: File, tells_names_apart: bool) -> String {
    let File { program, unresolved, top_level, map, .. } = file;
    let program = program.apply(typescript(Default::default(), unresolved, top_level));
    let program = program.apply(visit_mut_pass(PlainLiterals));
    let program = if tells_names_apart { program.apply(hygiene()) } else { program };
    to_code_default(map, None, &program.apply(fixer(None)))
}

/// Literals are printed from their value, not as their author spelt them.
struct PlainLiterals;

impl VisitMut for PlainLiterals {
    fn visit_mut_str(&mut self, node: &mut Str) {
        node.raw = None;
    }

    fn visit_mut_lit(&mut self, node: &mut Lit) {
        node.visit_mut_children_with(self);
        if let Lit::Num(number) = node {
            number.raw = None;
        }
    }
}
