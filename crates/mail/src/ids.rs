//! Message-IDs, and to which mails one belongs by them (RFC 5322 §3.6.4).

/// The longest id that is kept, in bytes: a line's limit.
const MAX_ID_BYTES: usize = 998;
/// How many mails before it a mail may name: the nearest are kept.
const MAX_REFERENCES: usize = 50;

/// Whether something can be a Message-ID, without its brackets.
pub fn is_id(id: &str) -> bool {
    !id.is_empty()
        && id.len() <= MAX_ID_BYTES
        && !id.chars().any(|it| it.is_whitespace() || it.is_control() || "<>".contains(it))
}

/// The mails before one, the nearest first: whom it answers, then its references from the last to the first.
pub fn thread_of<'a>(
    in_reply_to: impl IntoIterator<Item = &'a str>,
    references: impl IntoIterator<Item = &'a str>,
) -> Vec<String> {
    let references: Vec<&str> = references.into_iter().collect();
    let mut thread: Vec<String> = Vec::new();
    for id in in_reply_to.into_iter().chain(references.into_iter().rev()) {
        if thread.len() == MAX_REFERENCES {
            break;
        }
        if is_id(id) && !thread.iter().any(|it| it == id) {
            thread.push(id.to_owned());
        }
    }
    thread
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_mail_comes_first_and_no_mail_twice() {
        assert_eq!(thread_of(["c@x"], ["a@x", "b@x", "c@x"]), ["c@x", "b@x", "a@x"]);
        assert_eq!(thread_of([], ["a@x", "b c", ""]), ["a@x"]);
        let many: Vec<String> = (0..1_000).map(|it| format!("{it}@x")).collect();
        let thread = thread_of([], many.iter().map(String::as_str));
        assert_eq!((thread.len(), thread[0].as_str()), (MAX_REFERENCES, "999@x"));
    }
}
