//! Source maps that files bring along: a file that tsc or another tool wrote names its map in its last line. Where there is one, places lead to
//! what the author wrote.

use crate::files::{name_of, place_of};
use serde::Deserialize;
use std::path::Path;
use swc_core::common::BytePos;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Map {
    #[serde(default)]
    source_root: Option<String>,
    sources: Vec<Option<String>>,
    mappings: String,
}

/// A map that a file brings along, and the folder from which it names its sources.
pub struct CarriedMap<'r> {
    map: Map,
    folder: String,
    root: &'r str,
}

/// Column, source, line and column there.
type Segment = [i64; 4];

/// Where the root of the build lies: as paths name it, and where its files can be read.
#[derive(Clone, Copy, Default)]
pub struct Root<'r> {
    pub path: &'r str,
    pub folder: Option<&'r Path>,
}

/// `name`: how places call the file whose text is `code`.
pub fn find_map<'r>(code: &str, name: &str, root: Root<'r>) -> Option<CarriedMap<'r>> {
    let reference = find_reference(code)?;
    let (text, base) = match reference.strip_prefix("data:application/json") {
        Some(data) => (decode(data)?, name.to_string()),
        None => {
            let beside = join(folder_of(name), reference)?;
            (std::fs::read_to_string(root.folder?.join(&beside)).ok()?, beside)
        }
    };
    let map = serde_json::from_str(&text).ok()?;
    Some(CarriedMap { map, folder: folder_of(&base).into(), root: root.path })
}

impl CarriedMap<'_> {
    /// Where the author wrote what stands at a position; None where the map does not say.
    pub fn place_of(&self, code: &str, start: BytePos, position: BytePos) -> Option<String> {
        let (line, column) = place_of(code, start, position);
        let segments = self.segments_of(line - 1);
        let before = segments.iter().rev().find(|[at, ..]| *at < column as i64);
        let [_, source, original, _] = before.or(segments.first())?;
        let source = self.map.sources.get(usize::try_from(*source).ok()?)?.as_deref()?;
        let root = self.map.source_root.as_deref().unwrap_or_default();
        let path =
            if root.is_empty() { source.into() } else { format!("{}/{source}", root.trim_end_matches('/')) };
        Some(format!("{}:{}", name_of(&join(&self.folder, &path)?, self.root), original + 1))
    }

    /// Those of one line that name a source.
    fn segments_of(&self, wanted: usize) -> Vec<Segment> {
        let mut found = Vec::new();
        let [mut source, mut line, mut column] = [0; 3];
        for (at, text) in self.map.mappings.split(';').enumerate().take(wanted + 1) {
            let mut generated = 0;
            for fields in text.split(',').filter_map(read_fields) {
                generated += fields.first().unwrap_or(&0);
                let [_, to_source, to_line, to_column, ..] = fields[..] else { continue };
                source += to_source;
                line += to_line;
                column += to_column;
                if at == wanted {
                    found.push([generated, source, line, column]);
                }
            }
        }
        found
    }
}

/// The last one counts, as for Node.
fn find_reference(code: &str) -> Option<&str> {
    let mut rest = code;
    while let Some(at) = rest.rfind("sourceMappingURL=") {
        let before = rest[..at].trim_end_matches([' ', '\t']);
        let is_comment =
            before.len() < at && ["//#", "//@", "/*#", "/*@"].iter().any(|each| before.ends_with(each));
        let reference = &rest[at + "sourceMappingURL=".len()..];
        let end = reference.find(|each: char| each.is_whitespace() || each == '*').unwrap_or(reference.len());
        if is_comment && end > 0 {
            return Some(&reference[..end]);
        }
        rest = &rest[..at];
    }
    None
}

/// `;charset=utf-8;base64,…`
fn decode(data: &str) -> Option<String> {
    let (kind, data) = data.split_once(',')?;
    let bytes = if kind.ends_with(";base64") { from_base64(data)? } else { from_percent(data)? };
    String::from_utf8(bytes).ok()
}

fn sextet(byte: u8) -> Option<u32> {
    Some(
        match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        }
        .into(),
    )
}

fn from_base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let (mut bits, mut count) = (0, 0);
    for each in text.trim_end_matches('=').bytes() {
        bits = (bits << 6 | sextet(each)?) & 0xfff_ffff;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    Some(bytes)
}

fn from_percent(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        if *first == b'%' {
            let code = std::str::from_utf8(behind.get(..2)?).ok()?;
            bytes.push(u8::from_str_radix(code, 16).ok()?);
            rest = &behind[2..];
        } else {
            bytes.push(*first);
            rest = behind;
        }
    }
    Some(bytes)
}

/// One segment, in base 64 with the lowest five bits first; the last bit of a number is its sign.
fn read_fields(text: &str) -> Option<Vec<i64>> {
    let mut fields = Vec::new();
    let (mut value, mut shift) = (0_i64, 0);
    for each in text.bytes() {
        let digit = i64::from(sextet(each)?);
        value |= (digit & 31).checked_shl(shift)?;
        shift += 5;
        if digit & 32 == 0 {
            fields.push(if value & 1 == 1 { -(value >> 1) } else { value >> 1 });
            (value, shift) = (0, 0);
        }
    }
    Some(fields)
}

fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// None for addresses that bundlers make up.
fn join(folder: &str, path: &str) -> Option<String> {
    if path.contains("://") {
        return None;
    }
    let path = from_percent(path).and_then(|bytes| String::from_utf8(bytes).ok())?;
    if path.starts_with('/') {
        return Some(path);
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').filter(|each| !each.is_empty()).chain(path.split('/')) {
        match part {
            "." | "" => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    let joined = parts.join("/");
    Some(if folder.starts_with('/') { format!("/{joined}") } else { joined })
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAP: &str = r#"{"version":3,"sources":["../src/save.ts"],"mappings":";AAEA,SAAS;;AAIT"}"#;

    fn places(code: &str, folder: Option<&Path>) -> Vec<Option<String>> {
        let map = find_map(code, "dist/save.js", Root { path: "/app", folder });
        let at = |wanted: &str| code.find(wanted).map_or(0, |at| at as u32);
        let place = |at: u32| map.as_ref()?.place_of(code, BytePos(1), BytePos(at + 1));
        [at("a"), at("b"), at("d")].map(place).into()
    }

    #[test]
    fn inline_maps_lead_to_what_the_author_wrote() {
        let found = vec![None, Some("src/save.ts:3".to_string()), Some("src/save.ts:7".to_string())];
        let percent = MAP.replace('"', "%22");
        for data in [format!(",{percent}"), format!(";charset=utf-8,{percent}")] {
            let code = format!("a\nb c\n\nd\n//# sourceMappingURL=data:application/json{data}\n");
            assert_eq!(places(&code, None), found);
        }
        let base64 = "eyJzb3VyY2VzIjpbIi4uL3NyYy9zYXZlLnRzIl0sIm1hcHBpbmdzIjoiO0FBRUEsU0FBUzs7QUFJVCJ9";
        let code = format!("a\nb c\n\nd\n/*# sourceMappingURL=gone */\n//# sourceMappingURL=data:application/json;base64,{base64}");
        assert_eq!(places(&code, None), found);
    }

    #[test]
    fn maps_beside_the_file_are_read_from_the_root() {
        let root = std::env::temp_dir().join(format!("afterword-maps-{}", std::process::id()));
        std::fs::create_dir_all(root.join("dist")).expect("a folder");
        std::fs::write(root.join("dist/save.js.map"), MAP).expect("a file");
        let code = "a\nb c\n\nd\n//# sourceMappingURL=save.js.map\n";
        assert_eq!(places(code, Some(&root))[1].as_deref(), Some("src/save.ts:3"));
        assert_eq!(places(code, None)[1], None);
        std::fs::remove_dir_all(&root).expect("a folder");
    }

    #[test]
    fn what_is_no_map_is_none() {
        for comment in [
            "",
            "//# sourceMappingURL=",
            "//# sourceMappingURL=data:application/json,{}",
            "//# sourceMappingURL=data:application/json;base64,!",
            "//# sourceMappingURL=data:text/plain,x",
            "sourceMappingURL=data:application/json,{}",
        ] {
            assert!(
                find_map(comment, "a.js", Root { path: "/", folder: Some(Path::new("/")) }).is_none(),
                "{comment}"
            );
        }
    }
}
