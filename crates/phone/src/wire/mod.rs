//! A look at every message before the SIP stack sees it.
//!
//! The stack drops what it can't parse without a word and is lenient elsewhere: a header that is not UTF-8 hides all
//! headers after it, and a repeated or contradictory one goes unnoticed. Here malformed requests are answered as
//! RFC 3261 asks and RFC 4475 tests, malformed responses are dropped, and stray bytes in texts are replaced.

mod stream;
mod udp;

use std::borrow::Cow;

use rsipstack::{
    sip::{Method, Request},
    transaction::key::{TransactionKey, TransactionRole},
};

pub use stream::StreamWatch;
pub use udp::ScreenedSocket;

/// Largest message that is looked at, in bytes.
const MAX_MESSAGE: usize = 32 * 1024;
/// Most header lines.
const MAX_LINES: usize = 256;
/// Largest sequence number (RFC 3261 §8.1.1.5).
const MAX_CSEQ: u64 = (1 << 31) - 1;

/// What to do with a message.
#[derive(Debug, PartialEq, Eq)]
pub enum Screened<'a> {
    /// Hand it to the stack.
    Pass(Cow<'a, [u8]>),
    /// Nobody is to be answered.
    Drop,
    /// Answer it so, and hand nothing on.
    Answer(Vec<u8>),
}

/// Why a request is answered here.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Fault {
    Bad(&'static str),
    Method,
    Version,
    Scheme,
    MediaType,
    Extension(String),
}

impl Fault {
    fn status_line(&self) -> String {
        match self {
            Self::Bad(why) => format!("400 Bad Request ({why})"),
            Self::Method => "501 Not Implemented".into(),
            Self::Version => "505 Version Not Supported".into(),
            Self::Scheme => "416 Unsupported URI Scheme".into(),
            Self::MediaType => "415 Unsupported Media Type".into(),
            Self::Extension(_) => "420 Bad Extension".into(),
        }
    }

    fn header(&self) -> String {
        match self {
            Self::MediaType => "Accept: application/sdp\r\n".into(),
            Self::Extension(names) => format!("Unsupported: {names}\r\n"),
            _ => String::new(),
        }
    }
}

/// Looks at a message: a datagram, or what a stream was cut into.
pub fn screen(bytes: &[u8]) -> Screened<'_> {
    if bytes.len() > MAX_MESSAGE {
        return Screened::Drop;
    }
    // Line ends alone keep a way through NAT open (RFC 5626 §4.4.1); the stack answers them.
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Screened::Pass(bytes.into());
    }
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
    let (head, body) = match end {
        Some(end) => (String::from_utf8_lossy(&bytes[..end]), &bytes[end + 4..]),
        None => (String::from_utf8_lossy(bytes), &[][..]),
    };
    let Some(message) = Message::split(&head, body.len()) else { return Screened::Drop };
    if message.start.starts_with("SIP/") {
        return screen_response(&message, bytes);
    }
    let verdict = end.is_none().then_some(Fault::Bad("headers do not end")).or_else(|| message.fault());
    let verdict = verdict.or_else(|| (!understood(&head, body)).then_some(Fault::Bad("syntax")));
    match verdict {
        Some(_) if message.method() == "ACK" => Screened::Drop,
        Some(fault) => message.answer(&fault).map_or(Screened::Drop, Screened::Answer),
        None if matches!(head, Cow::Borrowed(_)) => Screened::Pass(bytes.into()),
        None => Screened::Pass([head.as_bytes(), b"\r\n\r\n", body].concat().into()),
    }
}

/// Whether the stack makes a transaction of it; what it can't make one of, it drops without a word.
fn understood(head: &str, body: &[u8]) -> bool {
    Request::try_from([head.as_bytes(), b"\r\n\r\n", body].concat())
        .is_ok_and(|request| TransactionKey::from_request(&request, TransactionRole::Server).is_ok())
}

fn screen_response<'a>(message: &Message<'_>, bytes: &'a [u8]) -> Screened<'a> {
    let status = message.start.split(' ').nth(1).and_then(|code| code.parse::<u16>().ok());
    let valid = status.is_some_and(|code| (100..700).contains(&code)) && message.sequence().is_some();
    if valid { Screened::Pass(bytes.into()) } else { Screened::Drop }
}

struct Message<'a> {
    start: &'a str,
    headers: Vec<(&'a str, String)>,
    body_length: usize,
}

/// Short forms (RFC 3261 §7.3.3) of what is looked at.
fn long_name(name: &str) -> &str {
    match name {
        "v" | "V" => "Via",
        "f" | "F" => "From",
        "t" | "T" => "To",
        "i" | "I" => "Call-ID",
        "m" | "M" => "Contact",
        "l" | "L" => "Content-Length",
        "c" | "C" => "Content-Type",
        other => other,
    }
}

impl<'a> Message<'a> {
    fn split(head: &'a str, body_length: usize) -> Option<Self> {
        let mut lines = head.trim_start_matches(['\r', '\n']).split("\r\n");
        let start = lines.next()?;
        let mut headers: Vec<(&str, String)> = Vec::new();
        for line in lines {
            if line.starts_with([' ', '\t']) {
                let (_, value) = headers.last_mut()?;
                value.push(' ');
                value.push_str(line.trim());
            } else if let Some((name, value)) = line.split_once(':') {
                headers.push((long_name(name.trim()), value.trim().to_owned()));
            }
            if headers.len() > MAX_LINES {
                return None;
            }
        }
        Some(Self { start, headers, body_length })
    }

    fn values(&self, name: &'static str) -> impl Iterator<Item = &str> {
        self.headers.iter().filter(move |(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    fn method(&self) -> &str {
        self.start.split(' ').next().unwrap_or_default()
    }

    /// Number and method of CSeq.
    fn sequence(&self) -> Option<(u64, &str)> {
        let mut words = self.values("CSeq").next()?.split_ascii_whitespace();
        let number = words.next()?.parse().ok().filter(|number| *number <= MAX_CSEQ)?;
        Some((number, words.next()?))
    }

    fn fault(&self) -> Option<Fault> {
        let words: Vec<&str> = self.start.split(' ').collect();
        let [_, uri, version] = words[..] else {
            return Some(if self.start.trim_end().ends_with("SIP/2.0") {
                Fault::Bad("request line")
            } else {
                Fault::Version
            });
        };
        if !version.eq_ignore_ascii_case("SIP/2.0") {
            return Some(Fault::Version);
        }
        let known = self.method().parse::<Method>().is_ok();
        self.mandatory()
            .or_else(|| (!known).then_some(Fault::Method))
            .or_else(|| self.lengths())
            .or_else(|| self.texts())
            .or_else(|| address(uri))
            .or_else(|| self.demands())
    }

    fn mandatory(&self) -> Option<Fault> {
        for name in ["From", "To", "Call-ID", "CSeq"] {
            match self.values(name).count() {
                0 => return Some(Fault::Bad("missing header")),
                1 => {}
                _ => return Some(Fault::Bad("repeated header")),
            }
        }
        let via = self.values("Via").next().unwrap_or_default();
        if !via.contains("SIP/2.0/") || via.contains(";;") || via.contains(",,") {
            return Some(Fault::Bad("Via"));
        }
        match self.sequence() {
            None => Some(Fault::Bad("CSeq")),
            Some((_, method)) if method != self.method() => Some(Fault::Bad("CSeq method")),
            Some(_)
                if self.values("From").any(|from| !from.to_ascii_lowercase().contains("tag="))
                    && via.contains("z9hG4bK") =>
            {
                Some(Fault::Bad("From without tag"))
            }
            Some(_) => None,
        }
    }

    fn lengths(&self) -> Option<Fault> {
        let mut lengths = self.values("Content-Length");
        let length = lengths.next()?;
        match length.parse::<usize>() {
            _ if lengths.any(|other| other != length) => Some(Fault::Bad("Content-Length")),
            Ok(length) if length <= self.body_length => None,
            _ => Some(Fault::Bad("Content-Length")),
        }
    }

    /// Unbalanced quotes and angle brackets in addresses, lists where one is wanted, and URI headers outside brackets.
    fn texts(&self) -> Option<Fault> {
        let wrong = ["From", "To", "Contact"].into_iter().any(|name| {
            self.values(name).any(|value| {
                let (mut quoted, mut escaped, mut depth, mut list) = (false, false, 0i32, false);
                for c in value.chars() {
                    match c {
                        _ if escaped => escaped = false,
                        '\\' if quoted => escaped = true,
                        '"' => quoted = !quoted,
                        '<' if !quoted => depth += 1,
                        '>' if !quoted => depth -= 1,
                        ',' if !quoted && depth == 0 => list = true,
                        _ => {}
                    }
                }
                list && name != "Contact"
                    || quoted
                    || depth != 0
                    || value.contains(";;")
                    || (!value.contains('<') && value.contains('?'))
            })
        });
        wrong.then_some(Fault::Bad("address"))
    }

    fn demands(&self) -> Option<Fault> {
        if matches!(self.method(), "ACK" | "CANCEL") {
            return None;
        }
        // Of extensions that others may insist on we have none: 100rel does not work behind proxies with this stack.
        let required: Vec<&str> = self.values("Require").flat_map(|value| value.split(',')).map(str::trim).collect();
        if !required.is_empty() {
            return Some(Fault::Extension(required.join(", ")));
        }
        let sdp_or_parts = |kind: &str| {
            let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
            kind == "application/sdp" || kind.starts_with("multipart/")
        };
        let strange =
            self.method() == "INVITE" && self.body_length > 0 && !self.values("Content-Type").all(sdp_or_parts);
        strange.then_some(Fault::MediaType)
    }

    /// A response with the headers that it needs (RFC 3261 §8.2.6); `None` when the request lacks what would lead it back.
    fn answer(&self, fault: &Fault) -> Option<Vec<u8>> {
        let mut text = format!("SIP/2.0 {}\r\n", fault.status_line());
        self.values("Via").next()?;
        for name in ["Via", "From", "To", "Call-ID", "CSeq"] {
            for value in self.values(name) {
                let tag = if name == "To" && !value.contains("tag=") { ";tag=screened" } else { "" };
                text.push_str(&format!("{name}: {value}{tag}\r\n"));
            }
        }
        text.push_str(&fault.header());
        text.push_str("Content-Length: 0\r\n\r\n");
        Some(text.into_bytes())
    }
}

fn address(uri: &str) -> Option<Fault> {
    let Some((scheme, rest)) = uri.split_once(':') else { return Some(Fault::Bad("request URI")) };
    match scheme.to_ascii_lowercase().as_str() {
        "sip" | "sips" | "tel" if rest.is_empty() || rest.contains('?') => Some(Fault::Bad("request URI")),
        "sip" | "sips" | "tel" => None,
        other if other.starts_with('<') => Some(Fault::Bad("request URI")),
        _ => Some(Fault::Scheme),
    }
}
#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn request(extra: &str) -> String {
        format!(
            "OPTIONS sip:agent1@pbx.test SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\n\
             To: <sip:agent1@pbx.test>\r\nCall-ID: 1\r\n{extra}\r\n"
        )
    }

    fn status(text: &str) -> Option<String> {
        match screen(text.as_bytes()) {
            Screened::Answer(bytes) => Some(String::from_utf8(bytes).unwrap().split(' ').nth(1).unwrap().to_owned()),
            Screened::Drop => Some("drop".into()),
            Screened::Pass(_) => None,
        }
    }

    #[test]
    fn requests_are_answered_by_what_is_wrong_with_them() {
        assert_eq!(status(&request("CSeq: 1 OPTIONS\r\nl: 0\r\n")), None);
        assert_eq!(status(&request("CSeq: 1 INVITE\r\n")).as_deref(), Some("400"));
        assert_eq!(status(&request("CSeq: 99999999999 OPTIONS\r\n")).as_deref(), Some("400"));
        assert_eq!(status(&request("CSeq: 1 OPTIONS\r\nContent-Length: 9\r\n")).as_deref(), Some("400"));
        assert_eq!(status(&request("CSeq: 1 OPTIONS\r\nRequire: magic\r\n")).as_deref(), Some("420"));
        assert_eq!(
            status(&request("CSeq: 1 OPTIONS\r\n").replace("SIP/2.0\r\nVia", "SIP/7.0\r\nVia")).as_deref(),
            Some("505")
        );
        assert_eq!(
            status(&request("CSeq: 1 OPTIONS\r\n").replace("sip:agent1@pbx.test SIP", "soap:x SIP")).as_deref(),
            Some("416")
        );
        assert_eq!(status("SIP/2.0 4294967301 x\r\nCSeq: 1 INVITE\r\n\r\n").as_deref(), Some("drop"));
    }

    #[test]
    fn a_name_in_another_encoding_does_not_hide_the_headers_after_it() {
        let mut bytes = request("CSeq: 1 OPTIONS\r\n").replace("From: <", "From: \"XX\" <").into_bytes();
        let at = bytes.windows(2).position(|two| two == b"XX").unwrap();
        bytes[at..at + 2].copy_from_slice(&[0xb1, 0xe8]);
        let Screened::Pass(message) = screen(&bytes) else { panic!("not passed") };
        assert!(std::str::from_utf8(&message).unwrap().contains("Call-ID: 1"));
    }

    proptest! {
        #[test]
        fn hostile_datagrams_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = screen(&bytes);
        }

        #[test]
        fn requests_of_hostile_lines_never_panic(lines in proptest::collection::vec("[A-Za-z -]{1,12}:?[ -~]{0,40}", 0..30)) {
            let _ = screen(format!("INVITE sip:a@b SIP/2.0\r\n{}\r\n\r\n", lines.join("\r\n")).as_bytes());
        }
    }
}
