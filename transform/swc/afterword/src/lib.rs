#[cfg(feature = "swc-1-15")]
pub extern crate swc_core_1_15 as swc_core;
#[cfg(not(feature = "swc-1-15"))]
pub extern crate swc_core_1_16 as swc_core;

pub mod analyze;
pub mod apply;
pub mod depth;
pub mod diagnostics;
pub mod files;
pub mod maps;
pub mod module_type;
pub mod options;
pub mod patterns;
pub mod plan;
pub mod prepare;
pub mod program;
