//! Files that go with a message of ours: how many, how large, of which kind, under which names.

use super::Attachment;
use crate::interaction::Channel;

/// The most files of a message of ours.
pub const MAX_FILES: usize = 20;
/// The most bytes of all files of a message of ours together: what mail systems commonly take.
pub const MAX_FILES_BYTES: u64 = 25 * 1024 * 1024;
/// The longest file in a chat, in bytes.
pub const MAX_CHAT_FILE_BYTES: u64 = 10 * 1024 * 1024;
/// The longest name that is kept, in bytes.
const MAX_FILE_NAME_BYTES: usize = 200;

/// Kinds of files by how their names end: pictures, documents, plain text. Chats take no others.
const KINDS: [(&str, &str); 17] = [
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("gif", "image/gif"),
    ("webp", "image/webp"),
    ("heic", "image/heic"),
    ("pdf", "application/pdf"),
    ("txt", "text/plain"),
    ("csv", "text/csv"),
    ("hwp", "application/x-hwp"),
    ("hwpx", "application/hwp+zip"),
    ("doc", "application/msword"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xls", "application/vnd.ms-excel"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("ppt", "application/vnd.ms-powerpoint"),
    ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
];

/// Why files can't go with a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileFault {
    /// The channel carries none.
    Channel,
    /// Too many.
    Count,
    /// Nothing is in one.
    Empty,
    /// Too large, alone or together.
    Size,
    /// Of a kind that the channel does not take.
    Kind,
}

/// Whether files can go with a message of ours on a channel.
pub fn check_files(channel: Channel, files: &[Attachment]) -> Result<(), FileFault> {
    let whole = || files.iter().fold(0u64, |sum, it| sum.saturating_add(it.size_bytes));
    match channel {
        _ if files.is_empty() => Ok(()),
        Channel::Email | Channel::Chat if files.len() > MAX_FILES => Err(FileFault::Count),
        Channel::Email | Channel::Chat if files.iter().any(|it| it.size_bytes == 0) => Err(FileFault::Empty),
        Channel::Email | Channel::Chat if whole() > MAX_FILES_BYTES => Err(FileFault::Size),
        Channel::Email => Ok(()),
        Channel::Chat if files.iter().any(|it| it.size_bytes > MAX_CHAT_FILE_BYTES) => Err(FileFault::Size),
        Channel::Chat if files.iter().any(|it| known_kind(&it.name).is_none()) => Err(FileFault::Kind),
        Channel::Chat => Ok(()),
        _ => Err(FileFault::Channel),
    }
}

/// The media type of a file by its name, where it is one of those that chats take.
pub fn known_kind(name: &str) -> Option<&'static str> {
    let (stem, ending) = name.rsplit_once('.')?;
    let ending = ending.to_lowercase();
    KINDS.iter().find(|(it, _)| *it == ending && !stem.is_empty()).map(|(_, media_type)| *media_type)
}

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
    if name.len() <= MAX_FILE_NAME_BYTES {
        return name.to_owned();
    }
    // The ending says what it is, so the middle goes.
    let ending = name.rsplit_once('.').map(|(_, ending)| ending).filter(|it| it.len() <= 16);
    let room = MAX_FILE_NAME_BYTES - ending.map_or(0, |it| it.len() + 1);
    let stem = &name[..name.floor_char_boundary(room)];
    ending.map_or_else(|| stem.to_owned(), |ending| format!("{stem}.{ending}"))
}

/// A mark that is not seen: nothing wide, or the direction of writing.
pub fn is_invisible(char: char) -> bool {
    matches!(char, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::AttachmentId;

    fn file(name: &str, size_bytes: u64) -> Attachment {
        Attachment { id: AttachmentId(uuid::Uuid::nil()), name: name.into(), media_type: String::new(), size_bytes }
    }

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
        assert!(long.len() <= MAX_FILE_NAME_BYTES && long.ends_with("가.pdf"), "{long}");
    }

    #[test]
    fn files_are_bounded_and_a_chat_takes_named_kinds_alone_d_12() {
        let mail = |files: &[Attachment]| check_files(Channel::Email, files);
        let chat = |files: &[Attachment]| check_files(Channel::Chat, files);
        assert_eq!(mail(&[file("a.zip", MAX_FILES_BYTES)]), Ok(()));
        assert_eq!(mail(&[file("a.zip", MAX_FILES_BYTES), file("b.txt", 1)]), Err(FileFault::Size));
        assert_eq!(mail(&[file("a", u64::MAX), file("b", u64::MAX)]), Err(FileFault::Size));
        assert_eq!(mail(&vec![file("a", 1); MAX_FILES + 1]), Err(FileFault::Count));
        assert_eq!(mail(&[file("a", 0)]), Err(FileFault::Empty));
        assert_eq!(chat(&[file("영수증.PDF", MAX_CHAT_FILE_BYTES)]), Ok(()));
        assert_eq!(chat(&[file("a.pdf", MAX_CHAT_FILE_BYTES + 1)]), Err(FileFault::Size));
        for name in ["png", ".png", "a.html", "a.svg", "a.exe", "a.png.js", "a.zip"] {
            assert_eq!(chat(&[file(name, 1)]), Err(FileFault::Kind), "{name}");
        }
        assert_eq!(check_files(Channel::Sms, &[]), Ok(()));
        assert_eq!(check_files(Channel::Sms, &[file("a.png", 1)]), Err(FileFault::Channel));
    }
}
