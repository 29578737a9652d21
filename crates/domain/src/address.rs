//! Under which key a number or e-mail address is looked up, whoever wrote it: two written forms of the same one share it.

use unicode_normalization::UnicodeNormalization;

use crate::{
    customer::{ContactKind, ContactPoint},
    number,
};

/// The longest e-mail address, in bytes (RFC 5321 §4.5.3.1.3, without its brackets).
pub const MAX_EMAIL_BYTES: usize = 254;

/// The key of a number in any written form; `None` for what is no whole number, such as an extension. `region` (ISO 3166-1 alpha-2) is
/// that of numbers written without a country code.
pub fn of_number(raw: &str, region: &str) -> Option<String> {
    number::e164(raw, region)
}

/// The key of an e-mail address: mail systems tell no capital letters apart. `None` for what is no address.
pub fn of_email(raw: &str) -> Option<String> {
    let key = raw.trim().nfkc().collect::<String>().to_lowercase();
    let (name, domain) = key.rsplit_once('@')?;
    let plain = !key.chars().any(|it| it.is_whitespace() || it.is_control());
    let whole = !name.is_empty() && !name.contains('@') && !domain.is_empty() && key.len() <= MAX_EMAIL_BYTES;
    (plain && whole).then_some(key)
}

/// The key of a customer's number or address; `None` when it is no longer in use, or nothing can be looked up by it.
pub fn of_contact_point(point: &ContactPoint, region: &str) -> Option<String> {
    match point.kind {
        _ if point.retired => None,
        ContactKind::Email => of_email(&point.value),
        ContactKind::Phone | ContactKind::Mobile | ContactKind::Fax => of_number(&point.value, region),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_forms_of_a_number_share_a_key_and_an_extension_has_none_d_2() {
        for form in ["010-1234-5678", "+82 10 1234 5678", "０１０ １２３４ ５６７８", "0082-10-1234-5678"] {
            assert_eq!(of_number(form, "KR").as_deref(), Some("+821012345678"), "{form}");
        }
        for none in ["", "1234", "전화"] {
            assert_eq!(of_number(none, "KR"), None, "{none}");
        }
    }

    #[test]
    fn an_e_mail_address_has_one_key_however_it_is_written() {
        assert_eq!(of_email(" Kim.MinJun@Example.COM ").as_deref(), Some("kim.minjun@example.com"));
        for none in ["", "kim", "@example.com", "kim@", "a b@example.com", "a@b@example.com", "kim@exam\0ple.com"] {
            assert_eq!(of_email(none), None, "{none}");
        }
        assert_eq!(of_email(&format!("{}@example.com", "k".repeat(300))), None);
    }
}
