//! From what a provider tells to what is filed of it. Hostile: bounded and checked, and what is left out is said where it would have stood.

use daehwa_domain::{
    address,
    conversation::{MAX_FILES, MAX_FILES_BYTES, MAX_TEXT_BYTES, Mailbox},
    customer::Language,
    interaction::Channel,
    limits::MAX_LINE_BYTES,
    rule::{Event, Sign},
    rulepack::RulePack,
};
use daehwa_store::{
    Rulebook,
    files::File,
    text::{Judged, Words},
};

/// The country of numbers that are told without one.
const HOME_REGION: &str = "KR";

/// A file as it came.
pub(super) struct CameFile {
    pub name: String,
    /// `None` for one whose bytes can't be read.
    pub bytes: Option<Vec<u8>>,
}

/// Why a file is not kept. Its provider still has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum FileFault {
    /// Its bytes can't be read.
    Broken,
    /// It is none of the kinds that are kept: PDF and TIFF, with text messages also JPEG, PNG and GIF. Archives never are.
    Kind,
    /// With it there would be more than 25 MB, or 20 files.
    TooLarge,
}

/// What is filed of a message, and which of its files are not.
pub(super) fn words(
    mailbox: &Mailbox,
    from: &str,
    text: &str,
    files: Vec<CameFile>,
    book: &Rulebook,
) -> (Words, Vec<(String, FileFault)>) {
    let from = from.trim();
    let mut text = text.replace("\r\n", "\n").replace('\0', "").trim().to_owned();
    let (kept, left_out) = kept(mailbox.channel, files);
    for (name, fault) in &left_out {
        text.push_str(&said(name, *fault));
    }
    let cut = text.len() > MAX_TEXT_BYTES;
    text.truncate(text.floor_char_boundary(MAX_TEXT_BYTES));
    let event = Event::new(mailbox.channel, [(Sign::Text, text.clone())]);
    let judgement = book.judge(&event);
    let judged = judgement.holds().map(|it| Judged { topic: it.topic, stage: it.stage, rule: it.key.clone() });
    let pack = RulePack::of_address(mailbox.channel, from, HOME_REGION).or_else(|| RulePack::of_region(HOME_REGION));
    let refuses = kept.is_empty() && pack.is_some_and(|it| it.refusal.is_meant(&text));
    let key = address::of_number(from, HOME_REGION);
    // Who writes from a Korean number and without words is written to in Korean.
    let korean = text.chars().any(|it| ('\u{ac00}'..='\u{d7a3}').contains(&it));
    let at_home = key.as_ref().is_none_or(|it| it.starts_with("+82"));
    let language = if korean || (at_home && text.is_empty()) { Language::Ko } else { Language::En };
    (Words { from: from.to_owned(), key, language, text, cut, files: kept, refuses, judged }, left_out)
}

fn kept(channel: Channel, files: Vec<CameFile>) -> (Vec<File>, Vec<(String, FileFault)>) {
    let (mut kept, mut left_out, mut bytes) = (Vec::new(), Vec::new(), 0u64);
    for (at, file) in files.into_iter().enumerate() {
        let name = plain_name(&file.name, at);
        let Some(body) = file.bytes else {
            left_out.push((name, FileFault::Broken));
            continue;
        };
        let Some((ending, media_type)) = kind(channel, &body) else {
            left_out.push((name, FileFault::Kind));
            continue;
        };
        if kept.len() == MAX_FILES || bytes + body.len() as u64 > MAX_FILES_BYTES {
            left_out.push((name, FileFault::TooLarge));
            continue;
        }
        bytes += body.len() as u64;
        // What it is says what is in it, whatever it is called: its name ends accordingly.
        let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
        kept.push(File { name: format!("{stem}.{ending}"), media_type: media_type.to_owned(), body });
    }
    (kept, left_out)
}

/// What a file is, by how it begins.
fn kind(channel: Channel, body: &[u8]) -> Option<(&'static str, &'static str)> {
    let begins = |with: &[u8]| body.starts_with(with);
    if begins(b"%PDF-") {
        return Some(("pdf", "application/pdf"));
    }
    if begins(b"II*\0") || begins(b"MM\0*") {
        return Some(("tiff", "image/tiff"));
    }
    if channel == Channel::Fax {
        return None;
    }
    if begins(&[0xff, 0xd8, 0xff]) {
        return Some(("jpg", "image/jpeg"));
    }
    if begins(b"\x89PNG\r\n\x1a\n") {
        return Some(("png", "image/png"));
    }
    if begins(b"GIF87a") || begins(b"GIF89a") {
        return Some(("gif", "image/gif"));
    }
    None
}

/// A name without folders and what can't be seen.
fn plain_name(name: &str, at: usize) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let mut plain: String = last.chars().filter(|it| it.is_alphanumeric() || " .-_()".contains(*it)).collect();
    plain.truncate(plain.floor_char_boundary(MAX_LINE_BYTES / 8));
    let plain = plain.trim_matches(['.', ' ']).to_owned();
    if plain.is_empty() { format!("{}", at + 1) } else { plain }
}

/// What stands in place of a file that is not kept: it is part of the message, so in both languages.
fn said(name: &str, fault: FileFault) -> String {
    let (ko, en) = match fault {
        FileFault::Broken => ("파일이 깨져 있어 받지 못했습니다", "it is broken and was not taken"),
        FileFault::Kind => ("받을 수 없는 종류의 파일입니다", "files of this kind are not taken"),
        FileFault::TooLarge => ("25MB를 넘어 받지 않았습니다", "more than 25 MB are not taken"),
    };
    format!("\n[{name}: {ko} / {en}]")
}

#[cfg(test)]
mod tests {
    use daehwa_domain::{
        dialogue::Localized,
        id::{MailboxId, TeamId},
    };
    use uuid::Uuid;

    use super::*;

    fn mailbox(channel: Channel) -> Mailbox {
        Mailbox {
            id: MailboxId(Uuid::nil()),
            key: "fax".into(),
            channel,
            address: "02-1544-0001".into(),
            name: Localized::default(),
            team: TeamId(Uuid::nil()),
            signature: Localized::default(),
            answer_within_min: 60,
            calendar: None,
            free_refusal: String::new(),
            retired: false,
        }
    }

    fn file(name: &str, bytes: &[u8]) -> CameFile {
        CameFile { name: name.into(), bytes: Some(bytes.to_vec()) }
    }

    fn read(channel: Channel, text: &str, files: Vec<CameFile>) -> (Words, Vec<(String, FileFault)>) {
        words(&mailbox(channel), "02-123-4567", text, files, &Rulebook::default())
    }

    #[test]
    fn a_fax_keeps_its_pages_and_says_which_files_it_does_not_keep() {
        let zip = b"PK\x03\x04 forty-two";
        let files = vec![
            file("../../etc/page.exe", b"%PDF-1.7 ..."),
            file("page.pdf", zip),
            file("", b"II*\0..."),
            CameFile { name: "torn.pdf".into(), bytes: None },
        ];
        let (words, left_out) = read(Channel::Fax, "", files);
        let names: Vec<_> = words.files.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, ["page.pdf", "3.tiff"]);
        assert_eq!(left_out, [("page.pdf".into(), FileFault::Kind), ("torn.pdf".into(), FileFault::Broken)]);
        assert!(words.text.contains("[page.pdf: ") && words.text.contains("[torn.pdf: "), "{}", words.text);
    }

    #[test]
    fn what_is_too_large_together_is_left_out_and_the_rest_stays() {
        let mut page = vec![0; 13 * 1024 * 1024];
        page[..5].copy_from_slice(b"%PDF-");
        let (words, left_out) = read(Channel::Fax, "", vec![file("a.pdf", &page), file("b.pdf", &page)]);
        assert_eq!(
            (words.files.len(), left_out.as_slice()),
            (1, [("b.pdf".to_owned(), FileFault::TooLarge)].as_slice())
        );
        let many = (0..25).map(|_| file("a.pdf", b"%PDF-")).collect();
        assert_eq!(read(Channel::Fax, "", many).0.files.len(), MAX_FILES);
    }

    #[test]
    fn a_picture_comes_with_a_text_message_and_not_with_a_fax() {
        let picture = || vec![file("photo.jpeg", &[0xff, 0xd8, 0xff, 0xe0])];
        assert_eq!(read(Channel::Sms, "", picture()).0.files[0].name, "photo.jpg");
        assert!(read(Channel::Fax, "", picture()).0.files.is_empty());
    }

    #[test]
    fn words_are_bounded_and_a_refusal_is_known_c_1() {
        let (long, _) = read(Channel::Sms, &"가".repeat(30_000), vec![]);
        assert!(long.cut && long.text.len() <= MAX_TEXT_BYTES);
        assert!(read(Channel::Sms, "수신거부", vec![]).0.refuses);
        assert!(!read(Channel::Sms, "해지", vec![]).0.refuses);
    }
}
