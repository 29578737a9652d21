//! Digest challenges as other implementations write them.
//!
//! The stack spells SHA-256 without its hyphen (RFC 7616 §3.3 has one), gives up on a challenge that offers `auth` and
//! `auth-int`, and takes the first of several challenges even when it can't compute it. Messages are rewritten on their way
//! between the stack and the network.

use rsipstack::{
    sip::{HasHeaders, Header, SipMessage, headers},
    transaction::endpoint::MessageInspector,
    transport::SipAddr,
};

/// What the stack can compute, in the standard's spelling and in its own.
const ALGORITHMS: [(&str, &str); 4] =
    [("MD5", "MD5"), ("MD5-sess", "MD5-sess"), ("SHA-256", "SHA256"), ("SHA-256-sess", "SHA256-sess")];

/// Rewrites digest headers of all messages.
pub struct DigestSpelling;

impl MessageInspector for DigestSpelling {
    fn before_send(&self, mut message: SipMessage, _: Option<&SipAddr>) -> SipMessage {
        rewrite(&mut message, |value| respell(value, |(standard, own)| (own, standard)));
        message
    }

    fn after_received(&self, mut message: SipMessage, _: Option<&SipAddr>) -> SipMessage {
        if matches!(message, SipMessage::Response(_)) {
            drop_unknown(&mut message);
        }
        rewrite(&mut message, |value| single_qop(&respell(value, |spelling| spelling)));
        message
    }
}

fn rewrite(message: &mut SipMessage, change: impl Fn(&str) -> String) {
    for header in message.headers_mut().iter_mut() {
        match header {
            Header::WwwAuthenticate(value) => *value = headers::WwwAuthenticate::new(change(value.value())),
            Header::ProxyAuthenticate(value) => *value = headers::ProxyAuthenticate::new(change(value.value())),
            Header::Authorization(value) => *value = headers::Authorization::new(change(value.value())),
            Header::ProxyAuthorization(value) => *value = headers::ProxyAuthorization::new(change(value.value())),
            _ => {}
        }
    }
}

/// Leaves out challenges that can't be computed, unless no other is left.
fn drop_unknown(message: &mut SipMessage) {
    let known = |header: &Header| match header {
        Header::WwwAuthenticate(_) | Header::ProxyAuthenticate(_) => Some(
            algorithm(header.value())
                .is_none_or(|(_, name)| ALGORITHMS.iter().any(|(standard, _)| standard.eq_ignore_ascii_case(name))),
        ),
        _ => None,
    };
    if message.headers().iter().any(|header| known(header) == Some(true)) {
        message.headers_mut().retain(|header| known(header) != Some(false));
    }
}

fn respell(value: &str, direction: impl Fn((&'static str, &'static str)) -> (&'static str, &'static str)) -> String {
    let Some((at, name)) = algorithm(value) else { return value.to_owned() };
    let spelling = ALGORITHMS.into_iter().map(direction).find(|(from, _)| from.eq_ignore_ascii_case(name));
    match spelling {
        Some((_, to)) => format!("{}{to}{}", &value[..at], &value[at + name.len()..]),
        None => value.to_owned(),
    }
}

/// Where the algorithm's name stands, without quotes, and what it is.
fn algorithm(value: &str) -> Option<(usize, &str)> {
    parameter(value, "algorithm")
}

fn parameter<'a>(value: &'a str, name: &str) -> Option<(usize, &'a str)> {
    let lower = value.to_ascii_lowercase();
    let mut from = 0;
    while let Some(found) = lower[from..].find(name) {
        let at = from + found;
        from = at + name.len();
        let before = value[..at].trim_end().chars().next_back();
        let begins = at > 0 && (before == Some(',') || value[..at].ends_with(char::is_whitespace));
        let rest = value[from..].trim_start();
        if let (true, Some(rest)) = (begins, rest.strip_prefix('=')) {
            let rest = rest.trim_start();
            let (open, end) = match rest.strip_prefix('"') {
                Some(quoted) => (1, quoted.find('"')? + 1),
                None => (0, rest.find([',', ' ']).unwrap_or(rest.len())),
            };
            let start = value.len() - rest.len() + open;
            return Some((start, &rest[open..end]));
        }
    }
    None
}

/// Of `auth,auth-int` keeps `auth`: bodies need no protection that the transport does not give.
fn single_qop(value: &str) -> String {
    match parameter(value, "qop") {
        Some((at, list))
            if list.split(',').count() > 1 && list.split(',').any(|qop| qop.trim().eq_ignore_ascii_case("auth")) =>
        {
            format!("{}auth{}", &value[..at], &value[at + list.len()..])
        }
        _ => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn response(challenges: &[&str]) -> SipMessage {
        let lines: String = challenges.iter().map(|challenge| format!("WWW-Authenticate: {challenge}\r\n")).collect();
        let text = format!("SIP/2.0 401 Unauthorized\r\nCSeq: 1 REGISTER\r\n{lines}\r\n");
        SipMessage::try_from(text.as_str()).unwrap()
    }

    fn values(message: &SipMessage) -> Vec<String> {
        message.headers().iter().filter(|h| h.name() == "WWW-Authenticate").map(|h| h.value().to_owned()).collect()
    }

    #[test]
    fn challenges_are_respelled_on_the_way_in_and_back_on_the_way_out() {
        let sent = "Digest realm=\"algorithm=x\", nonce=\"n\", algorithm=SHA-256, qop=\"auth,auth-int\"";
        let inside = DigestSpelling.after_received(response(&[sent]), None);
        assert_eq!(values(&inside), ["Digest realm=\"algorithm=x\", nonce=\"n\", algorithm=SHA256, qop=\"auth\""]);
        let outside = DigestSpelling.before_send(inside, None);
        assert!(values(&outside)[0].contains("algorithm=SHA-256,"), "{:?}", values(&outside));
    }

    #[test]
    fn a_challenge_that_can_not_be_computed_gives_way_to_one_that_can() {
        let both = response(&[
            "Digest realm=\"r\", nonce=\"1\", algorithm=SHA-512-256",
            "Digest realm=\"r\", nonce=\"2\", algorithm=MD5",
        ]);
        let kept = values(&DigestSpelling.after_received(both, None));
        assert_eq!(kept, ["Digest realm=\"r\", nonce=\"2\", algorithm=MD5"]);
        let alone = response(&["Digest realm=\"r\", nonce=\"1\", algorithm=SHA-512-256"]);
        assert_eq!(values(&DigestSpelling.after_received(alone, None)).len(), 1);
    }
}
