//! What the nearest `package.json` says of a file whose own syntax and extension say nothing.

use crate::maps::Root;
use std::io::ErrorKind;

/// Whether a `.js` or `.ts` beside or below that `package.json` is a module: `"type": "module"`. `name`: how places call the file.
pub fn is_in_module_package(name: &str, root: Root) -> bool {
    let Some(top) = root.folder.filter(|_| !name.starts_with("../") && !name.starts_with('/')) else {
        return false;
    };
    let mut folder = name;
    while !folder.is_empty() {
        folder = folder.rsplit_once('/').map_or("", |(folder, _)| folder);
        if folder.rsplit('/').next() == Some("node_modules") {
            return false;
        }
        match std::fs::read_to_string(top.join(folder).join("package.json")) {
            Ok(text) => {
                let manifest: Option<serde_json::Value> = serde_json::from_str(&text).ok();
                return manifest.is_some_and(|each| each["type"] == "module");
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(_) => return false,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_one_counts() {
        let top = std::env::temp_dir().join(format!("afterword-type-{}", std::process::id()));
        let write = |name: &str, text: &str| {
            let file = top.join(name);
            std::fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
            std::fs::write(file, text).expect("a file");
        };
        write("app/package.json", r#"{ "type": "module" }"#);
        write("app/old/package.json", r#"{ "name": "old" }"#);
        write("broken/package.json", "{");
        let ask = |name: &str| is_in_module_package(name, Root { path: "", folder: Some(&top) });
        assert!(ask("app/a.js") && ask("app/src/deep/a.ts"));
        for none in ["app/old/a.js", "app/node_modules/x/a.js", "broken/a.js", "a.js", "../a.js", "/app/a.js"]
        {
            assert!(!ask(none), "{none}");
        }
        assert!(!is_in_module_package("app/a.js", Root::default()));
        std::fs::remove_dir_all(&top).expect("a folder");
    }
}
