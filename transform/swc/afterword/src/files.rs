//! How files are called, and where in them something stands.

use crate::options::{is_selected, ResolvedOptions};
use std::cell::OnceCell;
use swc_core::common::BytePos;

/// As places and messages call a file: relative to the root of the build, with slashes.
pub fn name_of(filename: &str, root: &str) -> String {
    let (filename, root) = (filename.replace('\\', "/"), root.replace('\\', "/"));
    let is_absolute = |path: &str| path.starts_with('/') || path.get(1..3) == Some(":/");
    if !is_absolute(&filename) || !is_absolute(&root) {
        return filename.strip_prefix("./").unwrap_or(&filename).into();
    }
    let file: Vec<_> = filename.split('/').collect();
    let folder: Vec<_> = root.trim_end_matches('/').split('/').collect();
    let shared = file.iter().zip(&folder).take_while(|(one, other)| one == other).count();
    // Another drive has no relative path.
    if shared == 0 {
        return filename;
    }
    let up = std::iter::repeat_n("..", folder.len() - shared);
    up.chain(file[shared..].iter().copied()).collect::<Vec<_>>().join("/")
}

/// Whether a file is compiled at all: no part of our own runtime, and one of those that the options select.
pub fn is_compiled(filename: &str, name: &str, options: &ResolvedOptions) -> bool {
    let path = filename.replace('\\', "/");
    let is_own_code = path.contains("/node_modules/afterword/");
    !is_own_code && is_selected(if name.starts_with("../") { &path } else { name }, options)
}

/// Line and column (from 1) of a position, counted as JavaScript counts.
pub fn place_of(code: &str, start: BytePos, position: BytePos) -> (usize, usize) {
    let offset = position.0.saturating_sub(start.0) as usize;
    let before = code.get(..offset).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    (before.matches('\n').count() + 1, line.encode_utf16().count() + 1)
}

/// Line (from 1) of a position; of one outside the text, the first.
pub fn line_finder(code: &str, start: BytePos) -> impl Fn(BytePos) -> usize + '_ {
    let end = start.0 + code.len() as u32;
    let known = OnceCell::new();
    move |position| match position.0.checked_sub(start.0) {
        Some(offset) if position.0 <= end => {
            known.get_or_init(|| find_lines(code)).partition_point(|each| *each <= offset) + 1
        }
        _ => 1,
    }
}

fn find_lines(code: &str) -> Vec<u32> {
    let ends = code.bytes().enumerate().filter(|(_, each)| *each == b'\n');
    ends.map(|(at, _)| at as u32 + 1).collect()
}
