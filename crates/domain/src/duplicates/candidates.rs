//! Which records are worth comparing: those that share something that few have.

use twox_hash::XxHash3_64;

use super::values::Values;

/// What so many records share brings none of them together.
const MAX_SHARED_BY: usize = 60;
/// Numbers of one person differ by a slip after so many characters, `+82` and the first digit.
const SLIPS_AFTER_CHARS: usize = 4;

/// Pairs of places, the smaller one first, each once.
pub(super) fn pairs(values: &[Values]) -> Vec<(usize, usize)> {
    let mut keys: Vec<(u64, usize)> = Vec::new();
    for (place, it) in values.iter().enumerate() {
        each_key(it, |kind, text| keys.push((XxHash3_64::oneshot_with_seed(kind, text.as_bytes()), place)));
    }
    keys.sort_unstable();
    keys.dedup();
    let mut pairs = Vec::new();
    for sharing in keys.chunk_by(|a, b| a.0 == b.0).filter(|it| it.len() <= MAX_SHARED_BY) {
        for (at, (_, a)) in sharing.iter().enumerate() {
            pairs.extend(sharing[at + 1..].iter().map(|(_, b)| (*a, *b)));
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// Keys of different kinds with the same text differ.
fn each_key(it: &Values, mut tell: impl FnMut(u64, &str)) {
    if let Some(name) = &it.name {
        tell(1, &name.key());
        for (family, given) in name.readings() {
            tell(2, &format!("{family} {given}"));
        }
    }
    for number in it.mobiles.iter().chain(&it.lines) {
        tell(3, number);
        each_shorter(number, SLIPS_AFTER_CHARS, |shorter| tell(4, shorter));
    }
    if let Some(email) = &it.email {
        tell(5, email.local());
        each_shorter(email.local(), 0, |shorter| tell(5, shorter));
    }
    if let Some(birth) = &it.birth {
        tell(6, &birth.digits());
    }
    if let Some(address) = &it.address {
        tell(7, address.street());
    }
    each_detail_key(&it.details, &mut tell);
}

/// A detail alone, and with each other one: common ones meet in pairs. A birth counts as one of them.
fn each_detail_key(details: &[String], tell: &mut impl FnMut(u64, &str)) {
    let written = || details.iter().enumerate().filter(|(_, text)| !text.is_empty());
    for (place, text) in written() {
        tell(8 + place as u64, text);
        for (other, with) in written().skip_while(|(other, _)| *other <= place) {
            tell(8 + place as u64, &format!("{text} {other} {with}"));
        }
    }
}

/// The text without one of its characters from a place on: two texts that differ by a slip share one of these.
fn each_shorter(text: &str, from: usize, mut tell: impl FnMut(&str)) {
    let mut shorter = String::with_capacity(text.len());
    for (at, left_out) in text.char_indices().skip(from) {
        shorter.clear();
        shorter.push_str(&text[..at]);
        shorter.push_str(&text[at + left_out.len_utf8()..]);
        tell(&shorter);
    }
}
