//! Signatures: of visitors' ids by the server, of requests and links by the site's server. HMAC-SHA256 (RFC 2104) throughout.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use daehwa_domain::{id::CustomerId, time::Timestamp};
use daehwa_store::web::Site;
use ring::hmac;
use uuid::Uuid;

/// How old a signed request may be, and how far ahead its clock.
const SIGNED_FOR_MS: i64 = 5 * 60_000;
const TAG_BYTES: usize = 32;

fn key(secret: &[u8]) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, secret)
}

/// A visitor's id as the site's pages carry it.
pub fn visitor(site: &Site, id: Uuid) -> String {
    let tag = hmac::sign(&key(&site.visitor_secret), &visitor_words(site, id));
    URL_SAFE_NO_PAD.encode([id.as_bytes().as_slice(), tag.as_ref()].concat())
}

/// The id, when this server gave it to a visitor of this site.
pub fn read_visitor(site: &Site, text: &str) -> Option<Uuid> {
    let mut bytes = [0; 16 + TAG_BYTES];
    if text.len() > 2 * bytes.len() || URL_SAFE_NO_PAD.decode_slice(text, &mut bytes).ok()? != bytes.len() {
        return None;
    }
    let (id, tag) = bytes.split_first_chunk::<16>()?;
    let id = Uuid::from_bytes(*id);
    hmac::verify(&key(&site.visitor_secret), &visitor_words(site, id), tag).ok()?;
    Some(id)
}

fn visitor_words(site: &Site, id: Uuid) -> Vec<u8> {
    format!("visitor\n{}\n{id}", site.id).into_bytes()
}

/// The value of the header `Daehwa-Signature` for a request: `t=MILLISECONDS,k=KEY,v1=HEX`, the HMAC over time, path and body, each on a line.
pub fn request(key_id: &str, secret: &[u8], at: Timestamp, path: &str, body: &[u8]) -> String {
    let tag = hmac::sign(&key(secret), &request_words(at.0, path, body));
    format!("t={},k={key_id},v1={}", at.0, hex(tag.as_ref()))
}

/// Whether a request was signed just now with one of the site's keys.
pub fn is_signed(site: &Site, header: &str, path: &str, body: &[u8], now: Timestamp) -> bool {
    let hold = site.keys.iter().filter(|it| it.until.is_none_or(|until| now < until));
    let keys: Vec<_> = hold.map(|it| (it.id.as_str(), it.secret.as_slice())).collect();
    is_signed_with(&keys, header, path, body, now)
}

/// Whether a request was signed just now with one of these keys, given by their ids.
pub fn is_signed_with(keys: &[(&str, &[u8])], header: &str, path: &str, body: &[u8], now: Timestamp) -> bool {
    let part = |name: &str| header.split(',').find_map(|it| it.trim().strip_prefix(name)?.strip_prefix('='));
    let (Some(at), Some(key_id), Some(tag)) = (part("t"), part("k"), part("v1")) else { return false };
    let (Ok(at), Some(tag)) = (at.parse::<i64>(), unhex(tag)) else { return false };
    if now.since_ms(Timestamp(at)).saturating_abs() > SIGNED_FOR_MS {
        return false;
    }
    let known = keys.iter().find(|(id, _)| *id == key_id);
    known.is_some_and(|(_, secret)| hmac::verify(&key(secret), &request_words(at, path, body), &tag).is_ok())
}

fn request_words(at: i64, path: &str, body: &[u8]) -> Vec<u8> {
    [format!("{at}\n{path}\n").as_bytes(), body].concat()
}

/// A link's proof of who opens it: `CUSTOMER.UNTIL.HEX`, the HMAC over `link`, site, customer and `until`, each on a line.
pub fn link(site: &str, secret: &[u8], customer: CustomerId, until: Timestamp) -> String {
    let tag = hmac::sign(&key(secret), &link_words(site, customer, until));
    format!("{customer}.{}.{}", until.0, hex(tag.as_ref()))
}

/// Who opened a link, when the site's server signed it and its time is not over.
pub fn read_link(site: &Site, text: &str, now: Timestamp) -> Option<CustomerId> {
    let mut parts = text.splitn(3, '.');
    let customer: CustomerId = parts.next()?.parse().ok()?;
    let until = Timestamp(parts.next()?.parse().ok()?);
    let tag = unhex(parts.next()?)?;
    if until <= now {
        return None;
    }
    let words = link_words(&site.id, customer, until);
    let holds = site.keys.iter().filter(|it| it.until.is_none_or(|until| now < until));
    holds.into_iter().find(|it| hmac::verify(&key(&it.secret), &words, &tag).is_ok()).map(|_| customer)
}

fn link_words(site: &str, customer: CustomerId, until: Timestamp) -> Vec<u8> {
    format!("link\n{site}\n{customer}\n{}", until.0).into_bytes()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|it| format!("{it:02x}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let text = text.as_bytes();
    if text.len() != 2 * TAG_BYTES {
        return None;
    }
    let digit = |it: u8| (it as char).to_digit(16);
    text.chunks(2).map(|it| Some((digit(it[0])? * 16 + digit(it[1])?) as u8)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use daehwa_store::web::SiteKey;

    fn site() -> Site {
        let key = |id: &str, secret: u8, until| SiteKey { id: id.into(), secret: vec![secret; 32], until };
        Site {
            id: "s1".into(),
            name: "Shop".into(),
            origins: vec![],
            keys: vec![key("old", 1, Some(Timestamp(5_000_000))), key("new", 2, None)],
            visitor_secret: vec![9; 32],
            chat: None,
        }
    }

    #[test]
    fn a_visitor_id_is_the_sites_own_and_a_forged_one_is_none_h_1() {
        let site = site();
        let id = Uuid::from_u128(7);
        let text = visitor(&site, id);
        assert_eq!(read_visitor(&site, &text), Some(id));
        assert_eq!(read_visitor(&Site { id: "s2".into(), ..site.clone() }, &text), None);
        for at in 0..text.len() {
            let mut forged = text.clone().into_bytes();
            forged[at] = if forged[at] == b'A' { b'B' } else { b'A' };
            assert_eq!(read_visitor(&site, std::str::from_utf8(&forged).unwrap()), None);
        }
        for text in ["", "x", "한글", &"A".repeat(64), &"A".repeat(100_000)] {
            assert_eq!(read_visitor(&site, text), None);
        }
    }

    #[test]
    fn a_request_is_signed_by_a_key_that_holds_and_just_now_h_1() {
        let site = site();
        let now = Timestamp(4_000_000);
        for (key, secret) in [("old", [1; 32]), ("new", [2; 32])] {
            let header = request(key, &secret, now, "/p", b"{}");
            assert!(is_signed(&site, &header, "/p", b"{}", now.plus_ms(SIGNED_FOR_MS)));
            assert!(!is_signed(&site, &header, "/p", b"{}", now.plus_ms(SIGNED_FOR_MS + 1)));
            assert!(!is_signed(&site, &header, "/q", b"{}", now));
            assert!(!is_signed(&site, &header, "/p", b"{ }", now));
        }
        let late = Timestamp(5_000_000);
        assert!(!is_signed(&site, &request("old", &[1; 32], late, "/p", b""), "/p", b"", late), "the old key is over");
        for header in ["", "t=1", "t=x,k=new,v1=00", "t=4000000,k=new,v1=zz", "t=-9223372036854775808,k=new,v1="] {
            assert!(!is_signed(&site, header, "/p", b"", now));
        }
    }

    #[test]
    fn a_link_says_who_opens_it_until_its_time_is_over_h_1() {
        let site = site();
        let (customer, until) = (CustomerId(Uuid::from_u128(3)), Timestamp(9_000_000));
        let text = link("s1", &[2; 32], customer, until);
        assert_eq!(read_link(&site, &text, Timestamp(1)), Some(customer));
        assert_eq!(read_link(&site, &text, until), None);
        assert_eq!(read_link(&site, &text.replace("9000000", "9000001"), Timestamp(1)), None);
        assert_eq!(read_link(&site, &link("s2", &[2; 32], customer, until), Timestamp(1)), None);
        for text in ["", "..", "a.b.c", "00000000-0000-0000-0000-000000000003.9.00"] {
            assert_eq!(read_link(&site, text, Timestamp(1)), None);
        }
    }
}
