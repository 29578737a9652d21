//! What stands between hostile bytes and the parser: its work and memory are bounded by what is counted here in one pass.

use std::borrow::Cow;

use crate::charset;

/// The longest block of headers at the top of a mail, in bytes.
pub(crate) const MAX_HEAD_BYTES: usize = 256 * 1024;
/// The longest header that describes a part.
const MAX_PART_HEADER_BYTES: usize = 8 * 1024;
/// How often a mail may name a boundary: the parser may look for each to the end.
const MAX_BOUNDARIES: usize = 100;
/// How many places may look like the beginning of a part.
const MAX_DASHES: usize = 20_000;
/// How many lines may look like headers.
const MAX_COLONS: usize = 200_000;

const DESCRIBING: [&[u8]; 2] = [b"content-type", b"content-disposition"];
/// Types whose parts the parser would open as mails within the mail, to any depth.
const OPENED: [&[u8]; 3] = [b"rfc822", b"global", b"digest"];
const ALTERNATIVE: &[u8] = b"alternative";

/// What becomes of the forms in which a mail says the same.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Forms {
    /// One is chosen.
    Chosen,
    /// All are read, as if they were parts like others: for mails whose forms the parser can't tell apart.
    All,
}

/// The block of headers, as far as it is read.
pub(crate) fn head(raw: &[u8]) -> &[u8] {
    let mut end = 0;
    for line in raw.split_inclusive(|it| *it == b'\n') {
        if end + line.len() > MAX_HEAD_BYTES || line.trim_ascii().is_empty() {
            break;
        }
        end += line.len();
    }
    &raw[..end]
}

/// The mail as it may be given to the parser; `None` when reading its structure could cost too much.
///
/// Mails within the mail stay closed: they are files like others. Charsets get the names that the parser knows.
pub(crate) fn guarded(raw: &[u8], forms: Forms) -> Option<Cow<'_, [u8]>> {
    let head_len = head(raw).len();
    let rest = raw.get(head_len..).unwrap_or_default();
    let ends = rest.is_empty() || rest.split(|it| *it == b'\n').next().is_some_and(|it| it.trim_ascii().is_empty());
    if !ends {
        return None;
    }
    let (mut boundaries, mut dashes, mut colons) = (0, 0, 0);
    let mut out: Vec<u8> = Vec::new();
    let mut copied = 0;
    let mut at = 0;
    while at < raw.len() {
        let line = line_at(raw, at);
        let end = at + line.len();
        colons += usize::from(line.contains(&b':'));
        dashes += line.windows(2).filter(|it| it == b"--").count().min(8);
        boundaries += count(line, b"boundary");
        let mut next = end;
        if describes_a_part(line) {
            while next < raw.len() && matches!(raw[next], b' ' | b'\t') {
                let more = line_at(raw, next);
                boundaries += count(more, b"boundary");
                next += more.len();
            }
            let header = &raw[at..next];
            if header.len() > MAX_PART_HEADER_BYTES {
                return None;
            }
            if let Some(changed) = closed(header, forms) {
                out.extend_from_slice(&raw[copied..at]);
                out.extend_from_slice(&changed);
                copied = next;
            }
        } else if at < head_len
            && let Some(changed) = known_words(line)
        {
            out.extend_from_slice(&raw[copied..at]);
            out.extend_from_slice(&changed);
            copied = next;
        }
        if boundaries > MAX_BOUNDARIES || dashes > MAX_DASHES || colons > MAX_COLONS {
            return None;
        }
        at = next;
    }
    if copied == 0 {
        return Some(Cow::Borrowed(raw));
    }
    out.extend_from_slice(&raw[copied..]);
    Some(Cow::Owned(out))
}

fn line_at(raw: &[u8], at: usize) -> &[u8] {
    let rest = &raw[at..];
    rest.split_inclusive(|it| *it == b'\n').next().unwrap_or(rest)
}

/// Whether a header begins somewhere in the line that describes a part. The parser passes over blanks in a header's name, and a header may
/// begin right behind a boundary.
fn describes_a_part(line: &[u8]) -> bool {
    let colons = line.iter().enumerate().filter(|(_, it)| **it == b':').map(|(at, _)| at);
    colons.into_iter().any(|colon| DESCRIBING.iter().any(|name| ends_with_blanks(&line[..colon], name)))
}

fn ends_with_blanks(text: &[u8], name: &[u8]) -> bool {
    let mut letters = text.iter().rev().take_while(|it| **it != b':').filter(|it| !it.is_ascii_whitespace());
    name.iter().rev().all(|wanted| letters.next().is_some_and(|it| it.eq_ignore_ascii_case(wanted)))
}

fn count(line: &[u8], word: &[u8]) -> usize {
    line.windows(word.len()).filter(|it| it.eq_ignore_ascii_case(word)).count()
}

/// A part's header under which nothing is opened and every charset is known; `None` when it is so already.
fn closed(header: &[u8], forms: Forms) -> Option<Vec<u8>> {
    let mut changed = false;
    let mut out = Vec::with_capacity(header.len());
    for token in header.split_inclusive(|it| !is_of_a_token(*it)) {
        let word = token.strip_suffix(&[token[token.len() - 1]]).filter(|_| !is_of_a_token(token[token.len() - 1]));
        let (word, end) = word.map_or((token, &[][..]), |it| (it, &token[it.len()..]));
        if OPENED.iter().any(|it| word.eq_ignore_ascii_case(it)) {
            out.extend_from_slice(b"x-closed");
            changed = true;
        } else if forms == Forms::All && word.eq_ignore_ascii_case(ALTERNATIVE) {
            out.extend_from_slice(b"mixed");
            changed = true;
        } else if let Some(known) = str::from_utf8(word).ok().and_then(charset::alias) {
            out.extend_from_slice(known.as_bytes());
            changed = true;
        } else {
            out.extend_from_slice(word);
        }
        out.extend_from_slice(end);
    }
    changed.then_some(out)
}

fn is_of_a_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'+' | b'!' | b'#' | b'$' | b'&' | b'^')
}

/// A line of the head whose encoded words (RFC 2047) name charsets that the parser knows, and which is UTF-8; `None` when it is so already.
fn known_words(line: &[u8]) -> Option<Vec<u8>> {
    let text = match str::from_utf8(line) {
        Ok(text) if !text.contains("=?") => return None,
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(charset::undeclared(line)?),
    };
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_ref();
    while let Some((before, after)) = rest.split_once("=?") {
        out.push_str(before);
        out.push_str("=?");
        let label = after.split('?').next().unwrap_or_default();
        match charset::alias(label) {
            Some(known) => out.push_str(known),
            None => out.push_str(label),
        }
        rest = &after[label.len()..];
    }
    out.push_str(rest);
    (out.as_bytes() != line).then(|| out.into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_within_a_mail_stays_closed_however_its_header_is_written() {
        for header in [
            "Content-Type: message/rfc822\r\n\r\n",
            "content - type :message / RFC822; x=y\r\n\r\n",
            "--bContent-Type: message/\r\n rfc822\r\n\r\n",
            "Content-Type: multipart/(digest)digest\r\n\r\n",
            "::Content-Type: message/global\n\n",
        ] {
            let guarded = guarded(header.as_bytes(), Forms::Chosen).unwrap();
            assert!(count(&guarded, b"x-closed") > 0, "{header:?}");
        }
        for text in
            ["X: y\r\n\r\nhttps://example.com/global/digest", "X: y\r\n\r\nFinal-Recipient: rfc822;kim@example.com"]
        {
            assert!(matches!(guarded(text.as_bytes(), Forms::Chosen), Some(Cow::Borrowed(_))), "{text}");
        }
    }

    #[test]
    fn what_would_cost_the_parser_too_much_is_not_given_to_it() {
        let boundaries = "Content-Type: multipart/mixed; boundary=a\r\n\r\n".repeat(MAX_BOUNDARIES + 1);
        let parts = format!("X: y\r\n\r\n{}", "--a\r\n\r\n".repeat(MAX_DASHES + 1));
        let headers = format!("X: y\r\n\r\n--a\r\n{}", "a:\r\n".repeat(MAX_COLONS + 1));
        let parameters = format!("Content-Type: text/plain; {}\r\n\r\n", "a*1=b;".repeat(2_000));
        let head = format!("X: {}\r\n\r\n", "y".repeat(MAX_HEAD_BYTES));
        for hostile in [boundaries, parts, headers, parameters, head] {
            assert_eq!(guarded(hostile.as_bytes(), Forms::Chosen), None, "{}", &hostile[..40]);
        }
    }

    #[test]
    fn charsets_get_the_names_that_the_parser_knows() {
        let mail = b"Subject: =?CP949?B?sKE=?=\r\nContent-Type: text/plain; charset=\"uhc\"\r\n\r\nx";
        let text = String::from_utf8(guarded(mail, Forms::Chosen).unwrap().into_owned()).unwrap();
        assert_eq!(text, "Subject: =?euc-kr?B?sKE=?=\r\nContent-Type: text/plain; charset=\"euc-kr\"\r\n\r\nx");
    }
}
