//! The keys under which a customer is found: numbers in one form for all written ones (D-2), and search keys (D-10).
//!
//! A query is a range of sorted keys: each name, company, account number and number is filed from every later character on as well, an
//! e-mail address from the beginning of each of its parts.

use std::collections::BTreeSet;

use daehwa_domain::{
    customer::{ContactKind, ContactPoint, Customer},
    hangul, number,
    record::Record,
};
use rusqlite::{Connection, params};
use uuid::Uuid;

use crate::{
    Result,
    rows::{decode, kind_code},
    words,
};

/// The fewest digits of a number that are searched for.
pub(crate) const MIN_DIGITS: usize = 3;
/// What of a key is filed: longer queries are compared with the value itself.
pub(crate) const MAX_TERM_CHARS: usize = 16;
/// Contact points of one customer that are filed.
const MAX_CONTACT_POINTS: usize = 64;

/// All keys of one customer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Keys {
    pub numbers: BTreeSet<(String, Uuid)>,
    pub terms: BTreeSet<String>,
}

impl Keys {
    /// The keys of the customer as it is shown now.
    pub(crate) fn read(conn: &Connection, cid: i64, region: &str) -> Result<Self> {
        let mut keys = Self::default();
        let mut ask = conn.prepare_cached("SELECT shown FROM record WHERE cid = ? AND kind <= ? LIMIT ?")?;
        let last_kind = kind_code(daehwa_domain::record::RecordKind::ContactPoint);
        let mut rows = ask.query(params![cid, last_kind, MAX_CONTACT_POINTS as i64])?;
        while let Some(row) = rows.next()? {
            let bytes = row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?;
            keys.add(&decode::<daehwa_domain::record::Versioned>(bytes)?.record, region);
        }
        Ok(keys)
    }

    pub(crate) fn add(&mut self, record: &Record, region: &str) {
        match record {
            Record::Customer(it) => self.add_customer(it),
            Record::ContactPoint(it) => self.add_contact_point(it, region),
            _ => {}
        }
    }

    fn add_customer(&mut self, customer: &Customer) {
        for name in
            [Some(&customer.name), customer.name_latin.as_ref(), customer.company.as_ref()].into_iter().flatten()
        {
            self.add_suffixes(&key(name), 1);
            self.add_suffixes(&hangul::initials(name), 1);
        }
        if let Some(account) = &customer.account_no {
            self.add_suffixes(&account_key(account), MIN_DIGITS);
        }
    }

    fn add_contact_point(&mut self, point: &ContactPoint, region: &str) {
        if point.kind == ContactKind::Email {
            for part in email_parts(&email_key(&point.value)) {
                self.terms.insert(cut(part));
            }
            return;
        }
        self.numbers.extend(number::match_keys(&point.value, region).into_iter().map(|key| (key, point.id.0)));
        for form in number_forms(&point.value, region) {
            self.add_suffixes(&form, MIN_DIGITS);
        }
    }

    fn add_suffixes(&mut self, key: &str, min_chars: usize) {
        let length = key.chars().count();
        let starts = key.char_indices().take(length.saturating_sub(min_chars.saturating_sub(1)));
        self.terms.extend(starts.map(|(at, _)| cut(&key[at..])));
    }
}

/// A name's key: [`hangul::key`] without accents.
pub(crate) fn key(text: &str) -> String {
    hangul::key(&words::fold(&text.chars().take(4 * hangul::MAX_KEY_CHARS).collect::<String>()))
}

/// The digits by which a number is found: in international form, in the domestic one, and as it was written.
pub(crate) fn number_forms(raw: &str, region: &str) -> BTreeSet<String> {
    let mut forms = BTreeSet::from([number::digits(raw)]);
    if let Some(international) = number::e164(raw, region) {
        let digits = international.trim_start_matches('+').to_owned();
        if let Some(rest) = digits.strip_prefix("82") {
            forms.insert(format!("0{rest}"));
        }
        forms.insert(digits);
    }
    forms.retain(|it| it.len() >= MIN_DIGITS);
    forms
}

pub(crate) fn email_key(address: &str) -> String {
    address
        .chars()
        .take(4 * hangul::MAX_KEY_CHARS)
        .flat_map(char::to_lowercase)
        .filter(|it| !it.is_whitespace())
        .collect()
}

pub(crate) fn account_key(account: &str) -> String {
    key(account).chars().filter(|it| it.is_alphanumeric()).collect()
}

/// The address from the beginning of each part on.
fn email_parts(address: &str) -> impl Iterator<Item = &str> {
    let begins = address.char_indices().filter(|(at, it)| {
        it.is_alphanumeric() && !address[..*at].chars().next_back().is_some_and(char::is_alphanumeric)
    });
    begins.map(|(at, _)| &address[at..])
}

fn cut(text: &str) -> String {
    text.chars().take(MAX_TERM_CHARS).collect()
}

/// Whether a customer's keys, and the words of the notes, are written later, with those of many others.
pub(crate) fn are_left_for_later(conn: &Connection, cid: i64) -> Result<bool> {
    Ok(conn.prepare_cached("SELECT 1 FROM unindexed WHERE cid = ?")?.exists([cid])?)
}

/// Writes what is different.
pub(crate) fn replace(conn: &Connection, cid: i64, before: &Keys, after: &Keys) -> Result<()> {
    for term in before.terms.difference(&after.terms) {
        conn.prepare_cached("DELETE FROM term WHERE key = ? AND cid = ?")?.execute(params![term, cid])?;
    }
    for term in after.terms.difference(&before.terms) {
        conn.prepare_cached("INSERT OR IGNORE INTO term (key, cid) VALUES (?, ?)")?.execute(params![term, cid])?;
    }
    for (number, contact) in before.numbers.difference(&after.numbers) {
        conn.prepare_cached("DELETE FROM number WHERE key = ? AND cid = ? AND contact = ?")?
            .execute(params![number, cid, contact])?;
    }
    for (number, contact) in after.numbers.difference(&before.numbers) {
        conn.prepare_cached("INSERT OR IGNORE INTO number (key, cid, contact) VALUES (?, ?, ?)")?
            .execute(params![number, cid, contact])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_filed_in_every_form_in_which_it_may_be_typed() {
        // D-10
        let forms = number_forms("010-1234-5678", "KR");
        assert_eq!(forms, BTreeSet::from(["01012345678".to_owned(), "821012345678".to_owned()]));
        assert!(number_forms("12", "KR").is_empty());
    }

    #[test]
    fn an_address_is_filed_from_each_of_its_parts() {
        let parts: Vec<_> = email_parts("min.seo-kim@example.com").collect();
        assert_eq!(parts, ["min.seo-kim@example.com", "seo-kim@example.com", "kim@example.com", "example.com", "com"]);
    }
}
