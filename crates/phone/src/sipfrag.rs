//! What a NOTIFY says about a transfer (RFC 3515 §2.4.5): the first line of a SIP response as its body.
//!
//! Read here and not by the SIP stack, which misses bodies with leading space, other letter case or short header names.

/// How a transfer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Whether the other two are connected.
    pub done: bool,
    /// The status that said so.
    pub status: Option<u16>,
}

/// Reads a NOTIFY; `None` when it is not about a transfer or the transfer is still under way.
pub fn transfer_outcome<'a>(headers: impl IntoIterator<Item = (&'a str, &'a str)>, body: &[u8]) -> Option<Outcome> {
    let (mut about_transfer, mut over) = (false, false);
    for (name, value) in headers {
        let first = value.split(';').next().unwrap_or_default().trim();
        if name.eq_ignore_ascii_case("Event") || name.eq_ignore_ascii_case("o") {
            about_transfer = first.eq_ignore_ascii_case("refer");
        } else if name.eq_ignore_ascii_case("Subscription-State") {
            over = first.eq_ignore_ascii_case("terminated");
        }
    }
    if !about_transfer {
        return None;
    }
    match status(body) {
        Some(status @ 200..300) => Some(Outcome { done: true, status: Some(status) }),
        Some(status @ 300..700) => Some(Outcome { done: false, status: Some(status) }),
        _ if over => Some(Outcome { done: false, status: None }),
        _ => None,
    }
}

fn status(body: &[u8]) -> Option<u16> {
    let text = String::from_utf8_lossy(&body[..body.len().min(4_096)]).into_owned();
    let line = text.lines().map(str::trim).find(|line| !line.is_empty())?;
    let mut words = line.split_ascii_whitespace();
    let version = words.next()?;
    if !version.to_ascii_uppercase().starts_with("SIP/2.") {
        return None;
    }
    words.next()?.parse().ok().filter(|status| (100..700).contains(status))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const REFER: [(&str, &str); 2] = [("Event", "refer;id=2"), ("Subscription-State", "active;expires=60")];

    // D-3
    #[test]
    fn every_valid_form_of_a_transfers_outcome_is_read() {
        for body in [
            "SIP/2.0 200 OK",
            "SIP/2.0 200 OK\r\n",
            "\r\nSIP/2.0 200 OK\r\nTo: <sip:x>\r\n",
            " sip/2.0  200\n",
            "SIP/2.0 202 Accepted",
        ] {
            assert!(transfer_outcome(REFER, body.as_bytes()).unwrap().done, "{body:?}");
        }
        let busy =
            transfer_outcome([("o", "Refer"), ("subscription-state", "terminated")], b"SIP/2.0 486 Busy Here").unwrap();
        assert_eq!(busy, Outcome { done: false, status: Some(486) });
    }

    #[test]
    fn progress_is_no_outcome_and_an_end_without_one_is_a_failure() {
        assert_eq!(transfer_outcome(REFER, b"SIP/2.0 100 Trying"), None);
        let ended = [("Event", "refer"), ("Subscription-State", "terminated;reason=noresource")];
        assert_eq!(transfer_outcome(ended, b"SIP/2.0 100 Trying"), Some(Outcome { done: false, status: None }));
        assert_eq!(transfer_outcome([("Event", "message-summary")], b"SIP/2.0 200 OK"), None);
    }

    proptest! {
        #[test]
        fn hostile_bodies_never_panic(body in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = transfer_outcome(REFER, &body);
        }
    }
}
