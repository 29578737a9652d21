//! Reports of delivery (RFC 3464): to whom a mail of ours did not come, and whether that is for good.

use mail_parser::{Message, MessageParser, MimeHeaders};

use crate::{guard, ids::is_id, read::bytes_of};

/// So many receivers of one report are read.
pub const MAX_FAILURES: usize = 100;
/// Of a report so much is read.
const MAX_REPORT_BYTES: usize = 256 * 1024;

/// A receiver whom a mail did not reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Whose address, as it was written in the mail.
    pub address: String,
    /// Whether it is for good; else it is still tried.
    pub lasting: bool,
    /// The enhanced status (RFC 3463), such as 5.1.1.
    pub status: Option<(u8, u16, u16)>,
}

/// What a report says.
pub(crate) struct Report {
    pub failures: Vec<Failure>,
    /// The Message-ID of the mail that it is about.
    pub about: Option<String>,
}

/// The report in a mail; `None` when it has none.
pub(crate) fn report(message: &Message<'_>) -> Option<Report> {
    let is = |part: &mail_parser::MessagePart<'_>, kind: &str, names: &[&str]| {
        let declared = part.content_type();
        declared.is_some_and(|it| it.c_type == kind && names.contains(&it.c_subtype.as_deref().unwrap_or_default()))
    };
    if !message.parts.first().is_some_and(|it| is(it, "multipart", &["report"])) {
        return None;
    }
    let status = message.parts.iter().find(|it| is(it, "message", &["delivery-status", "global-delivery-status"]))?;
    let returned =
        message.parts.iter().find(|it| is(it, "message", &["x-closed"]) || is(it, "text", &["rfc822-headers"]));
    Some(Report {
        failures: failures(&String::from_utf8_lossy(limited(&bytes_of(message, status)))),
        about: returned.and_then(|it| id_of(&bytes_of(message, it))),
    })
}

fn limited(bytes: &[u8]) -> &[u8] {
    &bytes[..bytes.len().min(MAX_REPORT_BYTES)]
}

fn id_of(returned: &[u8]) -> Option<String> {
    let message = MessageParser::default().parse_headers(guard::head(returned.trim_ascii_start()))?;
    message.message_id().filter(|it| is_id(it)).map(str::to_owned)
}

/// Receivers stand in groups of fields, with empty lines between them.
fn failures(report: &str) -> Vec<Failure> {
    let report = report.replace("\r\n", "\n").replace("\n ", " ").replace("\n\t", " ");
    report.split("\n\n").filter_map(failure).take(MAX_FAILURES).collect()
}

fn failure(group: &str) -> Option<Failure> {
    let field = |name: &str| {
        let named =
            group.lines().filter_map(|it| it.split_once(':')).find(|(it, _)| it.trim().eq_ignore_ascii_case(name));
        named.map(|(_, value)| value.trim())
    };
    let receiver = field("Original-Recipient").or_else(|| field("Final-Recipient"))?;
    let address = receiver.split_once(';').map_or(receiver, |(_, it)| it).trim().trim_matches(['<', '>']);
    let lasting = match field("Action")?.to_ascii_lowercase().as_str() {
        "failed" => true,
        "delayed" => false,
        _ => return None,
    };
    let address = (!address.is_empty() && address.len() <= 254).then(|| address.to_owned())?;
    Some(Failure { address, lasting, status: field("Status").and_then(enhanced) })
}

/// An enhanced status: class, subject, detail.
fn enhanced(text: &str) -> Option<(u8, u16, u16)> {
    let mut numbers = text.split_whitespace().next()?.split('.');
    let (class, subject, detail) = (numbers.next()?, numbers.next()?, numbers.next()?);
    Some((class.parse().ok().filter(|it| [2, 4, 5].contains(it))?, subject.parse().ok()?, detail.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Kind, read};

    const BOUNCE: &str = "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example.kr\r\nSubject: Undelivered Mail\r\n\
        Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\nSorry.\r\n\
        --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.kr\r\n\r\n\
        Final-Recipient: rfc822; kim@example.com\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550\r\n no such user\r\n\r\n\
        Final-Recipient: rfc822; lee@example.com\r\nAction: delayed\r\nStatus: 4.4.1\r\n\r\n\
        --b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <one@daehwa>\r\nSubject: x\r\n\r\nHello\r\n--b--\r\n";

    #[test]
    fn a_report_says_whom_the_mail_did_not_reach_and_which_mail_it_was_rfc_3464() {
        let mail = read(BOUNCE.as_bytes());
        assert_eq!(mail.kind, Kind::Bounce);
        assert_eq!(mail.about.as_deref(), Some("one@daehwa"));
        let expected = [
            Failure { address: "kim@example.com".into(), lasting: true, status: Some((5, 1, 1)) },
            Failure { address: "lee@example.com".into(), lasting: false, status: Some((4, 4, 1)) },
        ];
        assert_eq!(mail.failures, expected);
    }

    #[test]
    fn a_report_that_something_is_late_is_no_failure() {
        let late = BOUNCE.replace("Action: failed", "Action: delayed");
        assert_eq!(read(late.as_bytes()).kind, Kind::AutoReply);
    }

    #[test]
    fn a_report_with_only_the_headers_names_its_mail_too() {
        let headers = BOUNCE.replace("message/rfc822", "text/rfc822-headers");
        assert_eq!(read(headers.as_bytes()).about.as_deref(), Some("one@daehwa"));
    }
}
