//! Who or what wrote a mail: a person, a program in answer, a report of delivery, a list.

use mail_parser::{HeaderValue, Message};

use crate::read::Party;

/// Our own header: which mailbox a mail of ours left from. A mail that comes in with it went in a circle.
pub const MAILBOX_HEADER: &str = "X-Daehwa-Mailbox";
/// Through so many servers no mail goes that does not go in a circle.
pub const MAX_HOPS: usize = 50;

/// Who or what wrote a mail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// A person.
    #[default]
    Person,
    /// A program, in answer (RFC 3834).
    AutoReply,
    /// A report that something was not delivered (RFC 3464).
    Bounce,
    /// Sent to many (RFC 2369).
    Bulk,
}

/// How programs begin the subject of an answer. Words that people use as well ("부재중 전화") are told apart by what follows.
const AUTOMATIC_SUBJECTS: [&str; 18] = [
    "automatic reply",
    "auto reply",
    "auto-reply",
    "autoreply",
    "auto:",
    "auto response",
    "out of office",
    "out of the office",
    "자동 회신",
    "자동회신",
    "자동 응답",
    "자동응답",
    "자동 답장",
    "부재중:",
    "부재중 자동",
    "부재중 안내",
    "부재중 알림",
    "부재중입니다",
];

/// What the headers say of who wrote it. A report of delivery is known by its parts, not here.
pub(crate) fn kind(message: &Message<'_>, from: Option<&Party>, subject: &str) -> Kind {
    let says = |name: &str| word(message, name);
    if is_of_a_mail_system(message, from) {
        return Kind::Bounce;
    }
    let submitted = says("Auto-Submitted");
    let declared = submitted.as_deref().is_some_and(|it| !it.is_empty() && it != "no");
    let precedence = says("Precedence").unwrap_or_default();
    let marked = ["X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Mail-Autoreply", "X-Auto-Reply"];
    if declared || precedence == "auto_reply" || marked.iter().any(|it| says(it).is_some_and(|it| it != "no")) {
        return Kind::AutoReply;
    }
    // A subject alone convinces only in what answers something, and a person's own word comes behind "Re:".
    let answers = message.header("In-Reply-To").is_some() || message.header("References").is_some();
    if answers && is_automatic_subject(subject) {
        return Kind::AutoReply;
    }
    let listed = message.header("List-Id").is_some() || message.header("List-Unsubscribe").is_some();
    if (listed || matches!(precedence.as_str(), "bulk" | "junk" | "list")) && !answers {
        return Kind::Bulk;
    }
    Kind::Person
}

/// Mail systems write from nobody (RFC 5321 §4.5.5), or under their own names.
fn is_of_a_mail_system(message: &Message<'_>, from: Option<&Party>) -> bool {
    let name = from.and_then(|it| it.address.split('@').next()).unwrap_or_default();
    let named = ["mailer-daemon", "postmaster", "mail-daemon"].iter().any(|it| name.eq_ignore_ascii_case(it));
    let to_nobody = message.header_raw("Return-Path").is_some_and(|it| it.trim() == "<>");
    named
        && (to_nobody
            || message.header_raw("X-Failed-Recipients").is_some()
            || message.header_raw("Return-Path").is_none())
}

fn is_automatic_subject(subject: &str) -> bool {
    let subject = subject.trim_start_matches(['[', '(', '<', ' ']).to_lowercase();
    let plain = subject.replacen(']', ":", 1);
    AUTOMATIC_SUBJECTS.iter().any(|it| plain.starts_with(it))
}

/// The first word of a header, in small letters.
fn word(message: &Message<'_>, name: &str) -> Option<String> {
    let raw = match message.header(name)? {
        HeaderValue::Text(text) => text.as_ref().to_owned(),
        _ => message.header_raw(name)?.to_owned(),
    };
    Some(raw.split([';', '(']).next().unwrap_or_default().trim().to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read;

    fn kind_of(headers: &str) -> Kind {
        read(format!("From: kim@example.com\r\n{headers}\r\n안녕하세요\r\n").as_bytes()).kind
    }

    #[test]
    fn programs_that_answer_are_told_from_people_rfc_3834() {
        for automatic in [
            "Auto-Submitted: auto-replied\r\n",
            "Auto-Submitted: auto-generated (rejected)\r\n",
            "Precedence: auto_reply\r\n",
            "X-Autoreply: yes\r\n",
            "In-Reply-To: <a@b>\r\nSubject: [자동회신] 휴가입니다\r\n",
            "In-Reply-To: <a@b>\r\nSubject: 부재중: 다음 주에 답장드리겠습니다\r\n",
            "References: <a@b>\r\nSubject: Automatic reply: your order\r\n",
        ] {
            assert_eq!(kind_of(automatic), Kind::AutoReply, "{automatic}");
        }
        for person in [
            "Auto-Submitted: no\r\n",
            "Subject: 부재중 전화가 와 있어 문의드립니다\r\nIn-Reply-To: <a@b>\r\n",
            "Subject: 자동회신이 이상해요\r\n",
            "Subject: Re: Automatic reply: x\r\nIn-Reply-To: <a@b>\r\n",
            "",
        ] {
            assert_eq!(kind_of(person), Kind::Person, "{person}");
        }
    }

    #[test]
    fn what_is_sent_to_many_is_told_from_what_answers_through_a_list() {
        assert_eq!(kind_of("List-Unsubscribe: <mailto:x@y.kr>\r\n"), Kind::Bulk);
        assert_eq!(kind_of("Precedence: bulk\r\n"), Kind::Bulk);
        assert_eq!(kind_of("List-Id: <x.y.kr>\r\nIn-Reply-To: <a@b>\r\n"), Kind::Person);
    }
}
