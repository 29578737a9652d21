//! Names of files, as a stranger gave them.

/// The longest name that is kept, in bytes.
const MAX_NAME_BYTES: usize = 200;

/// A file's name that is no path, hides nothing and can be stored anywhere; `fallback` when nothing of it is left.
///
/// Marks that turn the direction of writing are taken out: by them `gpj.exe` is shown as `exe.jpg`.
pub fn file_name(raw: &str, fallback: &str) -> String {
    let last = raw.rsplit(['/', '\\']).next().unwrap_or_default();
    let shown: String =
        last.chars().filter(|it| !it.is_control() && !is_invisible(*it) && !"<>:\"|?*".contains(*it)).collect();
    let name = shown.trim_matches(|it: char| it.is_whitespace() || it == '.');
    if name.is_empty() {
        return fallback.to_owned();
    }
    if name.len() <= MAX_NAME_BYTES {
        return name.to_owned();
    }
    // The ending says what it is, so the middle goes.
    let ending = name.rsplit_once('.').map(|(_, ending)| ending).filter(|it| it.len() <= 16);
    let stem = cut(name, MAX_NAME_BYTES - ending.map_or(0, |it| it.len() + 1));
    ending.map_or_else(|| stem.to_owned(), |ending| format!("{stem}.{ending}"))
}

pub(crate) fn is_invisible(char: char) -> bool {
    matches!(char, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}')
}

/// The longest beginning of at most `max` bytes.
pub(crate) fn cut(text: &str, max: usize) -> &str {
    &text[..text.floor_char_boundary(max)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_no_path_and_hides_no_ending() {
        for (raw, name) in [
            ("견적서.pdf", "견적서.pdf"),
            ("../../etc/passwd", "passwd"),
            ("C:\\temp\\a.exe", "a.exe"),
            ("photo\u{202e}gpj.exe", "photogpj.exe"),
            ("a\0b\r\n.txt", "ab.txt"),
            ("...", "file"),
            ("", "file"),
        ] {
            assert_eq!(file_name(raw, "file"), name, "{raw:?}");
        }
        let long = file_name(&format!("{}.pdf", "가".repeat(1_000)), "file");
        assert!(long.len() <= MAX_NAME_BYTES && long.ends_with("가.pdf"), "{long}");
    }
}
