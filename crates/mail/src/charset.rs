//! Korean charsets that the parser does not know, or that nobody declared.

use std::borrow::Cow;

use encoding_rs::{EUC_KR, Encoding};

/// What the parser calls EUC-KR with its superset, the Unified Hangul Code.
const KOREAN: &str = "euc-kr";
/// Names of it that are no labels of the encoding standard.
const ALIASES: [&str; 5] = ["cp949", "uhc", "ms949", "x-windows-949", "cp-949"];
/// How ISO-2022-KR (RFC 1557) announces itself.
const ANNOUNCED: &str = "\x1b$)C";
const SHIFT_OUT: u8 = 0x0e;
const SHIFT_IN: u8 = 0x0f;

/// The name by which the parser knows a charset; `None` when it needs none.
pub(crate) fn alias(label: &str) -> Option<&'static str> {
    let is_korean = ALIASES.iter().any(|it| label.eq_ignore_ascii_case(it))
        || Encoding::for_label(label.as_bytes()).is_some_and(|it| it == EUC_KR);
    (is_korean && !label.eq_ignore_ascii_case(KOREAN)).then_some(KOREAN)
}

/// Text in which ISO-2022-KR was left as it came: its bytes are all ASCII, so nothing is lost in a parser that does not know it.
pub(crate) fn shifted(text: String) -> String {
    if !text.contains(ANNOUNCED) && !text.as_bytes().contains(&SHIFT_OUT) {
        return text;
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut wide = false;
    for byte in text.replace(ANNOUNCED, "").bytes() {
        match byte {
            SHIFT_OUT => wide = true,
            SHIFT_IN => wide = false,
            // Each line begins in ASCII.
            b'\n' => {
                wide = false;
                bytes.push(byte);
            }
            0x21..=0x7e if wide => bytes.push(byte | 0x80),
            _ => bytes.push(byte),
        }
    }
    EUC_KR.decode_without_bom_handling(&bytes).0.into_owned()
}

/// What bytes say that are not UTF-8 and whose charset nobody declared: here that is Korean, when it can be.
pub(crate) fn undeclared(bytes: &[u8]) -> Option<String> {
    EUC_KR.decode_without_bom_handling_and_without_replacement(bytes).map(Cow::into_owned)
}
