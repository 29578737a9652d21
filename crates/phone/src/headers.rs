//! What an INVITE says about its caller. Hostile input: every text is cleaned and cut, and nothing of it is trusted.

use daehwa_domain::call::CallerInfo;

/// Longest text that is kept, in characters.
const MAX_TEXT: usize = 128;
/// Longest number that is kept: 15 digits of E.164, and room for prefixes and service codes.
const MAX_NUMBER: usize = 32;
/// Most header lines that are looked at.
const MAX_HEADERS: usize = 256;

/// Reads caller information from a request's header lines, given as name and value.
pub fn caller_info<'a>(headers: impl IntoIterator<Item = (&'a str, &'a str)>) -> CallerInfo {
    let headers: Vec<(&str, &str)> = headers.into_iter().take(MAX_HEADERS).collect();
    let values = |name: &'static str| {
        headers.iter().filter(move |(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| *value)
    };
    let text = |name: &'static str| values(name).next().and_then(clean);
    let from = values("From").chain(values("f")).next().and_then(NameAddr::parse);
    let asserted = values("P-Asserted-Identity").flat_map(split_list).filter_map(NameAddr::parse).collect::<Vec<_>>();
    let withheld =
        values("Privacy").any(|value| value.split([';', ',']).any(|word| matches!(word.trim(), "id" | "user")));
    let identities: Vec<&NameAddr> = if withheld { Vec::new() } else { asserted.iter().chain(from.as_ref()).collect() };
    let number = identities.iter().find_map(|identity| identity.number());
    let display_name = identities
        .iter()
        .find_map(|identity| identity.display_name.clone())
        .or_else(|| if number.is_none() { identities.iter().find_map(|identity| identity.user_name()) } else { None });
    CallerInfo {
        number,
        display_name,
        diverted_from: first_called(values("Diversion").collect(), values("History-Info").collect()),
        queue: text("X-Queue"),
        campaign: text("X-Campaign-Id"),
        pbx_call_id: text("X-Call-Id"),
        customer_hint: text("X-Customer-Id"),
    }
}

/// The number called first: the oldest Diversion, which stands last (RFC 5806 §5), else the first of several History-Info
/// entries (RFC 7044 §5).
fn first_called(diversions: Vec<&str>, history: Vec<&str>) -> Option<String> {
    let number = |text: &str| NameAddr::parse(text).and_then(|identity| identity.number().or(identity.user_name()));
    let oldest = diversions.into_iter().flat_map(split_list).last();
    if let Some(oldest) = oldest {
        return number(oldest);
    }
    let entries: Vec<&str> = history.into_iter().flat_map(split_list).collect();
    if entries.len() < 2 { None } else { number(entries[0]) }
}

/// A name and an address, such as `"Kim" <sip:+8210…@pbx.test>;tag=1`.
struct NameAddr {
    display_name: Option<String>,
    user: String,
    telephone: bool,
}

impl NameAddr {
    fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (name, uri) = match unquoted(text, '<') {
            Some(open) => {
                let rest = &text[open + 1..];
                (&text[..open], &rest[..rest.find('>').unwrap_or(rest.len())])
            }
            None => ("", text.split(';').next()?),
        };
        let (scheme, rest) = uri.trim().split_once(':')?;
        let telephone = scheme.eq_ignore_ascii_case("tel");
        if !telephone && !scheme.eq_ignore_ascii_case("sip") && !scheme.eq_ignore_ascii_case("sips") {
            return None;
        }
        let user = if telephone { rest } else { rest.rsplit_once('@').map_or("", |(user, _)| user) };
        let user = user.split([';', '?', ':']).next().unwrap_or_default();
        Some(Self { display_name: display_name(name), user: decode(user), telephone })
    }

    fn number(&self) -> Option<String> {
        let digits: String = self.user.chars().filter(|c| !matches!(c, '-' | '.' | '(' | ')' | ' ')).collect();
        let body = digits.strip_prefix('+').unwrap_or(&digits);
        let valid = !body.is_empty()
            && digits.len() <= MAX_NUMBER
            && body.chars().all(|c| c.is_ascii_digit() || matches!(c, '*' | '#'));
        valid.then_some(digits)
    }

    fn user_name(&self) -> Option<String> {
        if self.telephone || self.user.eq_ignore_ascii_case("anonymous") { None } else { clean(&self.user) }
    }
}

fn display_name(text: &str) -> Option<String> {
    let text = text.trim();
    let plain = match text.strip_prefix('"') {
        Some(quoted) => {
            let mut plain = String::new();
            let mut characters = quoted.chars();
            while let Some(c) = characters.next() {
                match c {
                    '"' => break,
                    '\\' => plain.extend(characters.next()),
                    c => plain.push(c),
                }
            }
            plain
        }
        None => text.to_owned(),
    };
    clean(&plain).filter(|name| !name.eq_ignore_ascii_case("anonymous"))
}

/// Text without control characters and without characters that turn the direction of what follows, cut to
/// 128 characters; `None` when nothing is left.
pub fn clean(text: &str) -> Option<String> {
    let visible = |c: &char| {
        !c.is_control()
            && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    let kept: String = text.chars().filter(visible).take(4 * MAX_TEXT).collect();
    let kept: String = kept.trim().chars().take(MAX_TEXT).collect();
    let kept = kept.trim_end();
    (!kept.is_empty()).then(|| kept.to_owned())
}

/// Splits a header's value at commas outside quotes and angle brackets.
pub fn split_list(text: &str) -> Vec<&str> {
    let (mut parts, mut rest) = (Vec::new(), text);
    while let Some(comma) = unquoted(rest, ',') {
        parts.push(rest[..comma].trim());
        rest = &rest[comma + 1..];
    }
    parts.push(rest.trim());
    parts.retain(|part| !part.is_empty());
    parts
}

/// Where `wanted` first stands outside quotes and, but for the bracket itself, outside angle brackets.
pub fn unquoted(text: &str, wanted: char) -> Option<usize> {
    let (mut quoted, mut escaped, mut bracketed) = (false, false, false);
    for (at, c) in text.char_indices() {
        if escaped {
            escaped = false;
        } else if quoted {
            (escaped, quoted) = (c == '\\', c != '"');
        } else if c == wanted && !bracketed {
            return Some(at);
        } else {
            match c {
                '"' => quoted = true,
                '<' => bracketed = true,
                '>' => bracketed = false,
                _ => {}
            }
        }
    }
    None
}

/// Percent-decoding (RFC 3986 §2.1); what is not valid UTF-8 afterwards is replaced.
fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let (mut plain, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while at < bytes.len() {
        let escaped = (bytes[at] == b'%')
            .then(|| text.get(at + 1..at + 3))
            .flatten()
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        plain.push(escaped.unwrap_or(bytes[at]));
        at += if escaped.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&plain).into_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    // D-1, D-2
    #[test]
    fn the_asserted_identity_wins_over_from() {
        let info = caller_info([
            ("From", "\"Attacker\" <sip:+19995550000@evil.test>;tag=1"),
            (
                "P-Asserted-Identity",
                "\"김민수\" <sip:+82-10-1234-5678;phone-context=+82@pbx.test>, <tel:+821012345678>",
            ),
            ("Diversion", "<sip:1588@pbx.test>;reason=no-answer, <sip:+8215880000@pbx.test>;reason=unconditional"),
            ("X-Queue", " billing\u{7}\r "),
            ("x-campaign-id", "4711"),
            ("X-Call-Id", "abc"),
            ("X-Customer-Id", "c-1"),
        ]);
        assert_eq!(info.number.as_deref(), Some("+821012345678"));
        assert_eq!(info.display_name.as_deref(), Some("김민수"));
        assert_eq!(info.diverted_from.as_deref(), Some("+8215880000"));
        assert_eq!(info.queue.as_deref(), Some("billing"));
        assert_eq!(info.campaign.as_deref(), Some("4711"));
        assert_eq!((info.pbx_call_id.as_deref(), info.customer_hint.as_deref()), (Some("abc"), Some("c-1")));
    }

    #[test]
    fn withheld_and_anonymous_callers_have_no_number() {
        let anonymous = caller_info([("From", "\"Anonymous\" <sip:anonymous@anonymous.invalid>;tag=1")]);
        assert_eq!((anonymous.number, anonymous.display_name), (None, None));
        let withheld = caller_info([
            ("From", "<sip:+821012345678@pbx.test>"),
            ("Privacy", "id;critical"),
            ("P-Asserted-Identity", "<tel:+8210>"),
        ]);
        assert_eq!(withheld.number, None);
    }

    #[test]
    fn an_internal_caller_is_shown_by_name() {
        let info = caller_info([("From", "<sip:agent2@pbx.test>;tag=1")]);
        assert_eq!((info.number, info.display_name.as_deref()), (None, Some("agent2")));
    }

    #[test]
    fn names_keep_their_commas_and_brackets_and_lose_what_deceives() {
        let info = caller_info([("From", "\"Kim, \\\"Boss\\\" <x>\u{202e}\" <sip:%2B8210@pbx.test>")]);
        assert_eq!(info.display_name.as_deref(), Some("Kim, \"Boss\" <x>"));
        assert_eq!(info.number.as_deref(), Some("+8210"));
        let long = "x".repeat(10_000);
        assert_eq!(clean(&long).unwrap().chars().count(), MAX_TEXT);
        assert_eq!(caller_info([("From", format!("<sip:{}@x>", "1".repeat(99)).as_str())]).number, None);
    }

    #[test]
    fn history_names_the_first_number_called() {
        let history = "<sip:+8215880000@pbx.test>;index=1, <sip:agent1@pbx.test>;index=1.1";
        assert_eq!(caller_info([("History-Info", history)]).diverted_from.as_deref(), Some("+8215880000"));
    }

    proptest! {
        #[test]
        fn hostile_headers_are_cleaned_and_cut(values in proptest::collection::vec(".{0,300}", 8)) {
            let names = ["From", "P-Asserted-Identity", "Diversion", "History-Info", "X-Queue", "X-Call-Id", "Privacy", "X-Customer-Id"];
            let info = caller_info(names.into_iter().zip(values.iter().map(String::as_str)));
            for text in [info.number, info.display_name, info.diverted_from, info.queue, info.pbx_call_id, info.customer_hint].into_iter().flatten() {
                prop_assert!(text.chars().count() <= MAX_TEXT && !text.chars().any(char::is_control));
            }
        }
    }
}
