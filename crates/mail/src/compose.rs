//! Writing ours.

use mail_builder::{
    MessageBuilder,
    headers::{address::Address, content_type::ContentType, message_id::MessageId, raw::Raw},
    mime::MimePart,
};

use crate::{kind::MAILBOX_HEADER, read::Party};

/// A mail of ours. Everything that would differ from one making to the next is given, so that a second sending is the same mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Its Message-ID, without brackets.
    pub message_id: String,
    /// The mails before it, the nearest first.
    pub thread: Vec<String>,
    /// Our mailbox.
    pub from: Party,
    /// To whom.
    pub to: Vec<Party>,
    /// To whom besides.
    pub cc: Vec<Party>,
    /// Subject.
    pub subject: String,
    /// The words, with signature and quote as their author saw them.
    pub text: String,
    /// What goes with it.
    pub files: Vec<File>,
    /// When it was written, seconds since 1970.
    pub date_s: i64,
    /// The mailbox by which we know it when it comes back.
    pub mailbox: String,
}

/// A file that goes with a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name: never a path.
    pub name: String,
    /// Its media type; what is none goes as bytes of any kind.
    pub media_type: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// The bytes of a mail (RFC 5322), with the ends of lines that SMTP wants.
pub fn compose(letter: &Letter) -> Vec<u8> {
    let text = letter.text.replace("\r\n", "\n").replace('\r', "\n");
    let mut builder = MessageBuilder::new()
        .message_id(letter.message_id.as_str())
        .date(letter.date_s)
        .from(address(&letter.from))
        .to(Address::new_list(letter.to.iter().map(address).collect()))
        .subject(one_line(&letter.subject))
        .header(MAILBOX_HEADER, Raw::new(one_line(&letter.mailbox)));
    builder = if letter.files.is_empty() { builder.text_body(text) } else { builder.body(with_files(letter, text)) };
    if !letter.cc.is_empty() {
        builder = builder.cc(Address::new_list(letter.cc.iter().map(address).collect()));
    }
    if let Some(nearest) = letter.thread.first() {
        let references = letter.thread.iter().rev().map(String::as_str);
        builder = builder.in_reply_to(nearest.as_str()).references(MessageId::new_list(references));
    }
    let mut bytes = Vec::new();
    builder.serialize(&mut bytes);
    bytes
}

/// The words with files behind them (RFC 2046 §5.1.3). What divides them follows from the message's id, so that every making is the same.
fn with_files(letter: &Letter, text: String) -> MimePart<'_> {
    let id: String = letter.message_id.chars().filter(char::is_ascii_alphanumeric).take(40).collect();
    let mixed = ContentType::new("multipart/mixed").attribute("boundary", format!("daehwa_{id}"));
    let files = letter.files.iter().map(|it| {
        let kind = if is_media_type(&it.media_type) { &it.media_type } else { "application/octet-stream" };
        MimePart::new(kind, it.bytes.as_slice()).attachment(one_line(&it.name))
    });
    MimePart::new(mixed, std::iter::once(MimePart::new("text/plain", text)).chain(files).collect::<Vec<_>>())
}

/// Two tokens (RFC 2045 §5.1) that are no container.
fn is_media_type(it: &str) -> bool {
    let token = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_alphanumeric() || b"-.+_".contains(&it));
    it.split_once('/').is_some_and(|(kind, of)| token(kind) && token(of) && !["multipart", "message"].contains(&kind))
}

/// The subject of an answer: one `Re:`, however often it was answered.
pub fn reply_subject(subject: &str) -> String {
    let mut rest = subject.trim();
    while let Some(after) = ["re:", "aw:", "회신:", "답장:"].iter().find_map(|it| strip_prefix_ignoring_case(rest, it))
    {
        rest = after.trim_start();
    }
    format!("Re: {rest}").trim_end().to_owned()
}

fn strip_prefix_ignoring_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (start, rest) = text.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}

fn address(party: &Party) -> Address<'_> {
    Address::new_address(party.name.as_deref().map(one_line), one_line(&party.address))
}

/// No value of ours begins another header.
fn one_line(value: &str) -> String {
    value.chars().map(|it| if it.is_control() { ' ' } else { it }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read;

    fn letter() -> Letter {
        Letter {
            message_id: "two@daehwa".into(),
            thread: vec!["b@x".into(), "a@x".into()],
            from: Party { name: Some("상담, \"1팀\"".into()), address: "help@example.kr".into() },
            to: vec![Party { name: Some("김민준".into()), address: "kim@example.com".into() }],
            cc: Vec::new(),
            subject: reply_subject("RE: Re: 요금 문의"),
            text: "안녕하세요\n.\n끝\n\n-- \n상담1팀\n\n> 얼마인가요\n>> 예전".into(),
            files: Vec::new(),
            date_s: 1_790_000_000,
            mailbox: "help".into(),
        }
    }

    #[test]
    fn files_go_under_their_names_byte_for_byte_the_same_at_every_making_v_7() {
        let file = |name: &str, media_type: &str, bytes: &[u8]| File {
            name: name.into(),
            media_type: media_type.into(),
            bytes: bytes.into(),
        };
        let every_byte: Vec<u8> = (0..=255).cycle().take(5_000).collect();
        let long = format!("{}.pdf", "견적서 ".repeat(15).trim());
        let files = vec![
            file(&long, "application/pdf", &every_byte),
            file("a.eml", "message/rfc822", b"From: x\r\n\r\n--daehwa_twodaehwa--\r\n"),
            file("x\r\nBcc: evil@example.com", "text/plain\r\nBcc: evil@example.com", b"z"),
        ];
        let letter = Letter { files: files.clone(), cc: vec![letter().from], ..letter() };
        let bytes = compose(&letter);
        assert_eq!(bytes, compose(&letter));
        let mail = read(&bytes);
        assert_eq!(
            (mail.text, mail.cc),
            (read(&compose(&Letter { files: Vec::new(), ..letter.clone() })).text, letter.cc)
        );
        let names: Vec<&str> = mail.attachments.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, [long.as_str(), "a.eml", "x  Bcc evil@example.com"]);
        for (at, sent) in files.iter().enumerate() {
            assert_eq!(crate::attachment(&bytes, at).unwrap().bytes, sent.bytes, "{}", sent.name);
        }
        assert!(String::from_utf8(bytes).unwrap().lines().all(|it| it.len() < 998 && !it.starts_with("Bcc")));
    }

    #[test]
    fn an_answer_reads_as_it_was_written_and_belongs_to_its_thread() {
        let bytes = compose(&letter());
        assert_eq!(bytes, compose(&letter()));
        let mail = read(&bytes);
        assert_eq!((mail.message_id.as_deref(), mail.thread), (Some("two@daehwa"), vec!["b@x".into(), "a@x".into()]));
        assert_eq!((mail.from.unwrap(), mail.to), (letter().from, letter().to));
        assert_eq!((mail.subject.as_str(), mail.date_s), ("Re: 요금 문의", Some(1_790_000_000)));
        assert_eq!(mail.left_from.as_deref(), Some("help"));
        let expected = "안녕하세요\n.\n끝\n\n--\n상담1팀\n\n> 얼마인가요\n>> 예전";
        assert_eq!(mail.text, expected);
        assert!(
            bytes.split(|it| *it == b'\n').all(|line| line.len() < 998 && (line.is_empty() || line.ends_with(b"\r")))
        );
    }

    #[test]
    fn no_value_of_a_mail_of_ours_becomes_a_header() {
        let mut hostile = letter();
        hostile.subject = "x\r\nBcc: evil@example.com\r\n\r\n<script>".into();
        hostile.from.name = Some("x\r\nBcc: evil@example.com".into());
        hostile.to[0].address = "kim@example.com\r\nBcc: evil@example.com".into();
        hostile.mailbox = "x\r\nBcc: evil@example.com".into();
        let bytes = compose(&hostile);
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.lines().all(|it| !it.to_lowercase().starts_with("bcc:")), "{text}");
        assert_eq!(read(text.as_bytes()).text, read(&compose(&letter())).text);
    }
}
