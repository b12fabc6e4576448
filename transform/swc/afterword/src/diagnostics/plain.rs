//! What is printed for a person: names of files and text of programs cannot drive the terminal, turn its direction or hide.

use std::fmt::Write;

/// What formats and is not seen (Unicode's `Cf`), but for the joiners of scripts and of emoji.
const UNSEEN: [(u32, u32); 20] = [
    (0xad, 0xad),
    (0x600, 0x605),
    (0x61c, 0x61c),
    (0x6dd, 0x6dd),
    (0x70f, 0x70f),
    (0x890, 0x891),
    (0x8e2, 0x8e2),
    (0x180e, 0x180e),
    (0x200b, 0x200b),
    (0x200e, 0x200f),
    // Separators of lines and of paragraphs, too.
    (0x2028, 0x202e),
    (0x2060, 0x2064),
    (0x2066, 0x206f),
    (0xfeff, 0xfeff),
    (0xfff9, 0xfffb),
    (0x110bd, 0x110cd),
    (0x13430, 0x1343f),
    (0x1bca0, 0x1bca3),
    (0x1d173, 0x1d17a),
    (0xe0001, 0xe007f),
];

fn is_unseen(each: char) -> bool {
    let code = u32::from(each);
    (each.is_control() && each != '\n' && each != '\t')
        || UNSEEN.iter().any(|(from, to)| (*from..=*to).contains(&code))
}

/// As it is, in its lines, but for what would not be seen: that is escaped.
pub fn plain(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for each in text.chars() {
        let code = u32::from(each);
        let written = match (is_unseen(each), code < 256) {
            (false, _) => shown.write_char(each),
            (true, true) => write!(shown, "\\x{code:02x}"),
            (true, false) => write!(shown, "\\u{{{code:x}}}"),
        };
        // A String takes whatever is written to it.
        debug_assert!(written.is_ok());
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_drives_the_terminal_or_hides() {
        assert_eq!(
            plain("a\x1b[31m\r\u{9b}\u{202e}b\u{200b}\u{feff}"),
            "a\\x1b[31m\\x0d\\x9b\\u{202e}b\\u{200b}\\u{feff}"
        );
        assert_eq!(
            plain("lines\n\tand 例 \u{1f468}\u{200d}\u{1f469}"),
            "lines\n\tand 例 \u{1f468}\u{200d}\u{1f469}"
        );
    }
}
