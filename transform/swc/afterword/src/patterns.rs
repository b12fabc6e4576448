//! Patterns of `include` and `exclude` that can never mean what their author meant: each would select nothing, without a word.

use serde_json::Value;
use std::fs;
use std::path::Path;

pub struct Misread {
    pub problem: String,
    pub expected: String,
}

/// `folder`: where the root of the build can be read; the host mounts it under another name than `root`, which paths have.
pub fn find_misread(include: &[String], exclude: &[String], root: &str, folder: &Path) -> Option<Misread> {
    for (option, patterns) in [("include", include), ("exclude", exclude)] {
        for pattern in patterns {
            if let Some(better) = correct(pattern, root) {
                let quoted = Value::from(pattern.as_str());
                return Some(Misread {
                    problem: format!("The pattern {quoted} of \"{option}\" matches no file."),
                    expected: format!("Write {option}: '{better}'. A pattern is a part of the path, which is relative to the root of the build and has slashes; or a regular expression."),
                });
            }
        }
    }
    include.iter().find_map(|pattern| {
        let name = package_in(pattern)?;
        let quoted = Value::from(pattern.as_str());
        (is_installed(name, folder) && !is_own(name, folder)).then(|| Misread {
            problem: format!("The pattern {quoted} of \"include\" is for files of your own, and {name} is a package: without node_modules/ it stops the compilation of your own files and begins none of the package's."),
            expected: format!("Write include: 'node_modules/{name}/'. For files of your own that are called so, write more of their path: 'src/{name}'."),
        })
    })
}

/// What was meant by a string that is no part of any path; none where it may be one.
fn correct(pattern: &str, root: &str) -> Option<String> {
    let is_glob = |each: char| "*{}".contains(each);
    let slashed = pattern.replace('\\', "/");
    let root = root.replace('\\', "/");
    let folder = format!("{}/", root.trim_end_matches('/'));
    let mut meant = match slashed.find(is_glob) {
        Some(at) => slashed[..at].rfind('/').map_or("", |slash| &slashed[..=slash]),
        None => &slashed,
    };
    while let Some(rest) = meant.strip_prefix("./") {
        meant = rest;
    }
    if folder != "/" {
        meant = meant.strip_prefix(&folder).unwrap_or(meant);
    }
    let mut meant = meant.to_string();
    if meant.starts_with("../") && root.starts_with('/') {
        let mut parts: Vec<_> = folder.trim_end_matches('/').split('/').collect();
        let mut rest = meant.as_str();
        while let Some(further) = rest.strip_prefix("../") {
            parts.pop();
            rest = further;
        }
        meant = format!("{}/{rest}", parts.join("/"));
    }
    if meant == pattern {
        return None;
    }
    let after_glob = slashed.rsplit(is_glob).next().unwrap_or_default();
    let chosen = [meant.as_str(), after_glob].into_iter().find(|each| !each.is_empty());
    Some(chosen.unwrap_or("src/").into())
}

/// `mydb`, `@acme/mydb`, `mydb/dist`, `/mydb/`: the name that a pattern begins with, if it is written like a package's.
fn package_in(pattern: &str) -> Option<&str> {
    let is_word = |each: char| each.is_ascii_alphanumeric() || "_.~-/".contains(each);
    if pattern.contains("node_modules") {
        return None;
    }
    let text = pattern.strip_prefix('/').unwrap_or(pattern);
    let plain = text.strip_prefix('@').unwrap_or(text);
    if !plain.starts_with(|each: char| each.is_ascii_alphanumeric() || each == '~')
        || !plain.chars().all(is_word)
    {
        return None;
    }
    let mut ends = text.match_indices('/').map(|(at, _)| at);
    let end = if text.starts_with('@') {
        ends.next()?;
        ends.next()
    } else {
        ends.next()
    };
    Some(&text[..end.unwrap_or(text.len())])
}

/// A folder or a file of the project, where people look for it first.
fn is_own(name: &str, folder: &Path) -> bool {
    ["", "src"].iter().any(|base| {
        ["", ".ts", ".tsx", ".js"]
            .iter()
            .any(|ending| folder.join(base).join(format!("{name}{ending}")).exists())
    })
}

/// Not one of a workspace: that is linked, and its files are known by where they really lie.
fn is_installed(name: &str, folder: &Path) -> bool {
    let found = folder.join("node_modules").join(name);
    match fs::read_link(&found) {
        Ok(target) => {
            target.to_string_lossy().contains("node_modules") || target.to_string_lossy().contains(".pnpm")
        }
        Err(_) => found.join("package.json").exists(),
    }
}
