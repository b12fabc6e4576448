//! The shell: asks the host for what the pure crate needs, and hands it what there is to be said.
#[cfg(feature = "swc-1-15")]
extern crate swc_core_1_15 as swc_core;
#[cfg(not(feature = "swc-1-15"))]
extern crate swc_core_1_16 as swc_core;

mod text;

use std::path::Path;

use afterword::diagnostics::{Diagnostic, Level};
use afterword::maps::Root;
use afterword::{files, options, program as compiler};
use swc_core::common::errors::DiagnosticId;
use swc_core::common::{BytePos, Spanned, SyntaxContext, DUMMY_SP};
use swc_core::ecma::ast::Program;
use swc_core::plugin::metadata::TransformPluginMetadataContextKind::{Cwd, Filename};
use swc_core::plugin::{errors::HANDLER, plugin_transform, proxies::TransformPluginProgramMetadata};
use text::text_around;

#[plugin_transform]
pub fn process(mut program: Program, metadata: TransformPluginProgramMetadata) -> Program {
    let cwd = metadata.get_context(&Cwd).unwrap_or_default();
    // The host mounts its working directory there.
    let mount = Path::new("/cwd");
    let given = metadata.get_transform_plugin_config();
    let options = match options::resolve_options(given.as_deref(), &cwd, mount) {
        Ok(options) => options,
        Err(problem) => return refuse(&problem, program),
    };
    let filename = metadata.get_context(&Filename).unwrap_or_else(|| "unknown".into());
    let name = files::name_of(&filename, &cwd);
    if !files::is_compiled(&filename, &name, &options) {
        return program;
    }
    let place = program.span().lo;
    let text = if place.is_dummy() { None } else { text_around(place) };
    let (code, start) = text.as_ref().map_or(("", BytePos::DUMMY), |(code, start)| (code.as_str(), *start));
    let source =
        compiler::Source { code, start, name: &name, root: Root { path: &cwd, folder: Some(mount) } };
    let unresolved = SyntaxContext::empty().apply_mark(metadata.unresolved_mark);
    let compiled = compiler::compile(&mut program, &source, &options, unresolved);
    compiled.diagnostics.iter().fold(program, |program, each| report(each, program))
}

/// Options that nobody can follow end the build.
fn refuse(problem: &Diagnostic, program: Program) -> Program {
    let code = DiagnosticId::Error(problem.code.into());
    HANDLER.with(|handler| handler.struct_span_err_with_code(DUMMY_SP, &problem.text(), code).emit());
    program
}

/// What is said about a program ends no build: it may never come to the place.
fn report(diagnostic: &Diagnostic, program: Program) -> Program {
    // For those who ask: `afterword explain`.
    if diagnostic.level == Level::Info {
        return program;
    }
    // Rspack shows what it is told, and no stderr; @swc/core forgets it unless there is an error as well.
    eprintln!("{}", diagnostic.line());
    let span = diagnostic.at.map_or(DUMMY_SP, Into::into);
    let code = DiagnosticId::Error(diagnostic.code.into());
    HANDLER.with(|handler| handler.struct_span_warn_with_code(span, &diagnostic.text(), code).emit());
    program
}
