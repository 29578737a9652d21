//! From bytes to what is kept of a mail.

use std::{
    borrow::Cow,
    panic::{self, AssertUnwindSafe},
};

use daehwa_domain::conversation::file_name;
use mail_parser::{
    Encoding, Header, HeaderValue, Message, MessageParser, MessagePart, MimeHeaders, PartType,
    decoders::{base64::base64_decode, quoted_printable::quoted_printable_decode},
};

use crate::{
    charset::{shifted, undeclared},
    guard::{self, Forms},
    html::{clean_html, text_of_html},
    ids::{is_id, thread_of},
    kind::{self, Kind, MAILBOX_HEADER},
    name::cut,
    parties::{line, parties},
    report::{self, Failure},
};

/// The longest mail that is read, in bytes: one with an attachment of 25 MiB, encoded.
pub const MAX_MAIL_BYTES: usize = 40 * 1024 * 1024;
/// The words of a mail. Longer ones are cut.
const MAX_TEXT_BYTES: usize = 64 * 1024;
const MAX_SUBJECT_BYTES: usize = 1_000;
/// Receivers of one kind, and attachments, that are kept.
const MAX_PARTIES: usize = 100;
const MAX_ATTACHMENTS: usize = 100;
const MAX_MEDIA_TYPE_BYTES: usize = 100;

/// What is kept of a mail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mail {
    /// Its Message-ID, without brackets.
    pub message_id: Option<String>,
    /// The mails before it, the nearest first.
    pub thread: Vec<String>,
    /// Who wrote it.
    pub from: Option<Party>,
    /// Whom an answer is for, where that is somebody else.
    pub reply_to: Option<Party>,
    /// To whom.
    pub to: Vec<Party>,
    /// To whom besides.
    pub cc: Vec<Party>,
    /// Subject in one line.
    pub subject: String,
    /// When it was written, as it says itself; seconds since 1970.
    pub date_s: Option<i64>,
    /// The words.
    pub text: String,
    /// The words were longer, and were cut.
    pub cut: bool,
    /// There is HTML that can be shown ([`html`]).
    pub has_html: bool,
    /// What came with it, in the order in which [`attachment`] counts.
    pub attachments: Vec<Attachment>,
    /// Who or what wrote it.
    pub kind: Kind,
    /// For a report of delivery: whom a mail of ours did not reach.
    pub failures: Vec<Failure>,
    /// For a report of delivery: the Message-ID of that mail.
    pub about: Option<String>,
    /// Our own mailbox that it left from, if it is one of ours that came back.
    pub left_from: Option<String>,
    /// Through how many servers it came.
    pub hops: usize,
    /// What was not read, and why.
    pub faults: Vec<Fault>,
}

/// A writer or receiver.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Party {
    /// The name that stood beside the address.
    pub name: Option<String>,
    /// The address.
    pub address: String,
}

/// A file that came with a mail. Archives stay closed, and so do mails within the mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Its name, without a path.
    pub name: String,
    /// Its media type, as declared.
    pub media_type: String,
    /// How long it is, in bytes.
    pub size_bytes: u64,
}

/// An attachment's contents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contents {
    /// What it is called.
    pub attachment: Attachment,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// Why something of a mail was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// It is longer than [`MAX_MAIL_BYTES`].
    TooLarge,
    /// It has more parts or headers than any mail needs.
    TooComplex,
    /// The parser failed on it.
    Unreadable,
    /// It has no headers, so it is no mail.
    NoMail,
    /// It has more attachments than are kept.
    TooManyAttachments,
}

/// Reads a mail. What is too large or too complex is read as far as its headers go.
pub fn read(raw: &[u8]) -> Mail {
    match with_message(raw, of_message) {
        Ok(mail) => mail,
        Err(fault) => Mail { faults: vec![fault], ..read_head(raw) },
    }
}

/// Reads only the headers.
pub fn read_head(raw: &[u8]) -> Mail {
    let ended = [guard::head(raw), b"\r\n"].concat();
    let guarded = guard::guarded(&ended, Forms::Chosen);
    let parsed = guarded
        .and_then(|it| unless_panicked(|| MessageParser::default().parse_headers(it.as_ref()).map(|it| headers(&it))));
    parsed.flatten().unwrap_or_else(|| Mail { faults: vec![Fault::NoMail], ..Mail::default() })
}

/// The page of a mail's HTML, cleaned; `None` when it has none that can be shown.
pub fn html(raw: &[u8]) -> Option<String> {
    let html = with_message(raw, |message| {
        let parts = message.html_body.iter().filter_map(|it| message.part(*it));
        parts.filter_map(|it| html_of(message, it)).collect::<Vec<_>>()
    });
    let html = html.ok().filter(|it| !it.is_empty())?;
    clean_html(&html.join("<hr>"))
}

/// The attachment that stands at `at` in [`Mail::attachments`].
pub fn attachment(raw: &[u8], at: usize) -> Option<Contents> {
    let contents = with_message(raw, |message| {
        let part = message.part(*message.attachments.get(at).filter(|_| at < MAX_ATTACHMENTS)?)?;
        let bytes = bytes_of(message, part).into_owned();
        Some(Contents { attachment: described(part, at, bytes.len()), bytes })
    });
    contents.ok().flatten()
}

/// Parses a mail behind the guard.
fn with_message<T>(raw: &[u8], read: impl Fn(&Message<'_>) -> T) -> Result<T, Fault> {
    if raw.len() > MAX_MAIL_BYTES {
        return Err(Fault::TooLarge);
    }
    for forms in [Forms::Chosen, Forms::All] {
        let guarded = guard::guarded(raw, forms).ok_or(Fault::TooComplex)?;
        let parsed = unless_panicked(|| MessageParser::default().parse(guarded.as_ref()).map(|it| read(&it)));
        if let Some(parsed) = parsed {
            return parsed.ok_or(Fault::NoMail);
        }
    }
    Err(Fault::Unreadable)
}

/// The parser panics on some mails, such as one whose second alternative has no HTML. A mail must not end more than its own reading.
fn unless_panicked<T>(read: impl FnOnce() -> T) -> Option<T> {
    panic::catch_unwind(AssertUnwindSafe(read)).ok()
}

fn of_message(message: &Message<'_>) -> Mail {
    let mut mail = headers(message);
    let bodies = |ids: &[u32]| ids.iter().filter_map(|it| message.part(*it)).collect::<Vec<_>>();
    let words: Vec<String> = bodies(&message.text_body).into_iter().filter_map(|it| words_of(message, it)).collect();
    let text = words.join("\n\n");
    mail.text = cut(&text, MAX_TEXT_BYTES).to_owned();
    mail.cut = mail.text.len() < text.len();
    mail.has_html = bodies(&message.html_body).iter().any(|it| matches!(it.body, PartType::Html(_)));
    if message.attachments.len() > MAX_ATTACHMENTS {
        mail.faults.push(Fault::TooManyAttachments);
    }
    let parts = message.attachments.iter().filter_map(|it| message.part(*it)).take(MAX_ATTACHMENTS).enumerate();
    mail.attachments = parts.map(|(at, part)| described(part, at, bytes_of(message, part).len())).collect();
    if let Some(report) = report::report(message) {
        let failed = report.failures.iter().any(|it| it.lasting);
        mail.kind = if failed || report.failures.is_empty() { Kind::Bounce } else { Kind::AutoReply };
        mail.failures = report.failures;
        mail.about = report.about;
    }
    mail
}

fn headers(message: &Message<'_>) -> Mail {
    let from = parties(message.from(), 1).pop().or_else(|| parties(message.sender(), 1).pop());
    let subject = cut(&line(message.subject().unwrap_or_default()), MAX_SUBJECT_BYTES).to_owned();
    let left_from = message.header_raw(MAILBOX_HEADER).map(|it| cut(it.trim(), MAX_MEDIA_TYPE_BYTES).to_owned());
    Mail {
        message_id: message.message_id().filter(|it| is_id(it)).map(str::to_owned),
        thread: thread_of(ids(message.in_reply_to()), ids(message.references())),
        kind: kind::kind(message, from.as_ref(), &subject),
        reply_to: parties(message.reply_to(), 1)
            .pop()
            .filter(|it| Some(&it.address) != from.as_ref().map(|it| &it.address)),
        from,
        to: parties(message.to(), MAX_PARTIES),
        cc: parties(message.cc(), MAX_PARTIES),
        subject,
        date_s: message.date().filter(|it| it.is_valid()).map(mail_parser::DateTime::to_timestamp),
        left_from,
        hops: message.headers().iter().filter(|it: &&Header<'_>| it.name() == "Received").count(),
        ..Mail::default()
    }
}

fn ids<'a>(value: &'a HeaderValue<'_>) -> Vec<&'a str> {
    match value {
        HeaderValue::Text(id) => vec![id.as_ref()],
        HeaderValue::TextList(ids) => ids.iter().map(AsRef::as_ref).collect(),
        _ => Vec::new(),
    }
}

fn words_of(message: &Message<'_>, part: &MessagePart<'_>) -> Option<String> {
    let text = match &part.body {
        PartType::Text(_) => plain(&text_of(message, part)?),
        PartType::Html(_) => text_of_html(&text_of(message, part)?),
        _ => return None,
    };
    (!text.trim().is_empty()).then_some(text)
}

fn html_of(message: &Message<'_>, part: &MessagePart<'_>) -> Option<String> {
    match &part.body {
        PartType::Html(_) => text_of(message, part),
        PartType::Text(_) => Some(format!("<pre>{}</pre>", ammonia::clean_text(&text_of(message, part)?))),
        _ => None,
    }
}

/// The text of a part in the charset that it is in.
fn text_of(message: &Message<'_>, part: &MessagePart<'_>) -> Option<String> {
    let (PartType::Text(text) | PartType::Html(text)) = &part.body else { return None };
    let declared = part.content_type().is_some_and(|it| it.has_attribute("charset"));
    if !declared
        && text.contains('\u{fffd}')
        && let Some(text) = undeclared(&bytes_of(message, part))
    {
        return Some(text);
    }
    Some(shifted(text.clone().into_owned()))
}

/// Plain text with our ends of lines, without what can't be shown.
fn plain(text: &str) -> String {
    let lines = text.lines().map(|it| it.trim_end());
    let text = lines.collect::<Vec<_>>().join("\n");
    let shown = text.trim_matches('\n').chars().filter(|it| matches!(it, '\n' | '\t') || !it.is_control());
    shown.collect()
}

/// The bytes of a part as its sender had them.
pub(crate) fn bytes_of<'m>(message: &'m Message<'_>, part: &'m MessagePart<'_>) -> Cow<'m, [u8]> {
    let (PartType::Text(_) | PartType::Html(_)) = &part.body else { return Cow::Borrowed(part.contents()) };
    let raw = message.raw_message.get(part.offset_body as usize..part.offset_end as usize).unwrap_or_default();
    match part.encoding {
        Encoding::None => Cow::Borrowed(raw),
        Encoding::Base64 => base64_decode(raw).map_or(Cow::Borrowed(raw), Cow::Owned),
        Encoding::QuotedPrintable => quoted_printable_decode(raw).map_or(Cow::Borrowed(raw), Cow::Owned),
    }
}

fn described(part: &MessagePart<'_>, at: usize, size: usize) -> Attachment {
    let declared = part.content_type();
    let media_type = declared.map_or_else(
        || "application/octet-stream".to_owned(),
        |it| format!("{}/{}", it.ctype(), it.subtype().unwrap_or("octet-stream")),
    );
    let is_mail = media_type == "message/x-closed";
    let plain = media_type.bytes().all(|it| it.is_ascii_alphanumeric() || b"/-+._".contains(&it));
    let media_type = match () {
        () if is_mail => "message/rfc822".to_owned(),
        () if plain && media_type.len() <= MAX_MEDIA_TYPE_BYTES => media_type,
        () => "application/octet-stream".to_owned(),
    };
    let fallback = format!("{}{}", at + 1, if is_mail { ".eml" } else { "" });
    let name = part.attachment_name().map(|it| shifted(it.to_owned())).unwrap_or_default();
    Attachment { name: file_name(&name, &fallback), media_type, size_bytes: size as u64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn korean(charset: &str, bytes: &[u8]) -> Vec<u8> {
        let mut mail =
            format!("From: kim@example.com\r\nContent-Type: text/plain; charset={charset}\r\n\r\n").into_bytes();
        mail.extend_from_slice(bytes);
        mail
    }

    #[test]
    fn korean_is_read_in_whatever_charset_it_came() {
        let euc_kr = b"\xbe\xc8\xb3\xe7\xc7\xcf\xbc\xbc\xbf\xe4";
        for charset in ["euc-kr", "cp949", "ks_c_5601-1987", "\"UHC\"", "windows-949"] {
            assert_eq!(read(&korean(charset, euc_kr)).text, "안녕하세요", "{charset}");
        }
        // A syllable that only the superset has.
        assert_eq!(read(&korean("cp949", b"\x8c\x63\xb9\xe6\xb0\xa2\xc7\xcf")).text, "똠방각하");
        assert_eq!(read(&korean("iso-2022-kr", b"\x1b$)C\r\n\x0e>H3gGO<<?d\x0f!")).text, "안녕하세요!");
        let undeclared = [&b"From: kim@example.com\r\nSubject: "[..], euc_kr, b"\r\n\r\n", euc_kr].concat();
        let mail = read(&undeclared);
        assert_eq!((mail.subject.as_str(), mail.text.as_str()), ("안녕하세요", "안녕하세요"));
    }

    #[test]
    fn names_in_headers_are_read_rfc_2047_rfc_2231() {
        let mail = read(
            "From: =?euc-kr?B?sei5zsHY?= <kim@example.com>\r\nSubject: =?UTF-8?Q?=EC=95=88?=\r\n =?UTF-8?Q?=EB=85=95?=\r\n\
             Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: application/pdf\r\n\
             Content-Disposition: attachment; filename*0*=UTF-8''%EA%B2%AC; filename*1*=%EC%A0%81.pdf\r\n\
             Content-Transfer-Encoding: base64\r\n\r\nJVBERg==\r\n--b--\r\n"
                .as_bytes(),
        );
        assert_eq!(mail.from.unwrap(), Party { name: Some("김민준".into()), address: "kim@example.com".into() });
        assert_eq!(mail.subject, "안녕");
        let expected = Attachment { name: "견적.pdf".into(), media_type: "application/pdf".into(), size_bytes: 4 };
        assert_eq!(mail.attachments, [expected]);
    }

    #[test]
    fn a_mail_without_text_is_read_from_its_html() {
        let mail = read(b"From: a@b.kr\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Hello</p><p>World</p>");
        assert_eq!((mail.text.as_str(), mail.has_html), ("Hello\nWorld", true));
    }

    #[test]
    fn an_attachment_is_given_as_it_came_and_an_archive_stays_closed() {
        let raw = b"From: a@b.kr\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nHi\r\n--b\r\n\
            Content-Type: text/csv; charset=euc-kr\r\nContent-Disposition: attachment; filename=\"a.csv\"\r\n\r\n\xb0\xa1,1\r\n\
            --b\r\nContent-Type: application/zip; name=b.zip\r\nContent-Transfer-Encoding: base64\r\n\r\nUEsDBA==\r\n--b--\r\n";
        let mail = read(raw);
        assert_eq!(mail.text, "Hi");
        let names: Vec<&str> = mail.attachments.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, ["a.csv", "b.zip"]);
        assert_eq!(attachment(raw, 0).unwrap().bytes, b"\xb0\xa1,1");
        assert_eq!(attachment(raw, 1).unwrap().bytes, b"PK\x03\x04");
        assert_eq!(attachment(raw, 2), None);
    }

    #[test]
    fn a_mail_on_which_the_parser_fails_is_read_in_another_way() {
        let html = "--b\r\nContent-Type: text/html\r\n\r\n<p>a</p>\r\n";
        let alternative = "--b\r\nContent-Type: multipart/alternative; boundary=c\r\n\r\n";
        let mail = read(
            format!(
                "From: a@b.kr\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n{alternative}--c\r\nContent-Type: text/html\r\n\r\n\
                 <p>a</p>\r\n--c\r\nContent-Type: text/html\r\n\r\n<p>a</p>\r\n--c\r\n\r\na\r\n--c--\r\n{html}{alternative}--c\r\n\r\nthe words\r\n--c--\r\n--b--\r\n"
            )
            .as_bytes(),
        );
        assert!(mail.text.contains("the words") && mail.faults.is_empty(), "{mail:?}");
    }

    #[test]
    fn what_is_too_large_or_too_complex_still_says_who_wrote_it() {
        let mut large = b"From: kim@example.com\r\nSubject: x\r\n\r\n".to_vec();
        large.resize(MAX_MAIL_BYTES + 1, b'a');
        let mail = read(&large);
        assert_eq!((mail.from.unwrap().address.as_str(), mail.faults), ("kim@example.com", vec![Fault::TooLarge]));
        let complex = format!("From: kim@example.com\r\n\r\n{}", "Content-Type: x/y; boundary=a\r\n\r\n".repeat(200));
        let mail = read(complex.as_bytes());
        assert_eq!((mail.from.unwrap().address.as_str(), mail.faults), ("kim@example.com", vec![Fault::TooComplex]));
        assert_eq!(read(b"").faults, [Fault::NoMail]);
    }
}
