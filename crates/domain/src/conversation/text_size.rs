//! How long a text message is for the networks that carry it.

use encoding_rs::EUC_KR;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::number::Reading;

/// A Korean short message, in bytes of CP949.
pub const SMS_BYTES: u32 = 90;
/// A Korean long message.
pub const LMS_BYTES: u32 = 2_000;
/// The most parts of a message elsewhere.
pub const MAX_PARTS: u32 = 10;
/// The letters of GSM 03.38 that take one place; those behind them take two (3GPP TS 23.038 §6.2.1).
const GSM: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
const GSM_DOUBLE: &str = "\u{c}^{}\\[~]|€";
/// Places of a message alone, and of each part of several (3GPP TS 23.040 §9.2.3.24.1).
const GSM_PLACES: (u32, u32) = (160, 153);
const UCS_PLACES: (u32, u32) = (70, 67);

/// In what form a text message is carried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TextForm {
    /// A Korean short message.
    Sms,
    /// A Korean long message.
    Lms,
    /// Letters of 7 bits, in one part or several.
    Gsm,
    /// Letters of 16 bits, in one part or several.
    Ucs,
}

/// How long a text message is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TextSize {
    /// In what form it is carried.
    pub form: TextForm,
    /// What it takes: bytes in Korea, places elsewhere.
    pub used: u32,
    /// What there is in this form, or in as many parts as it takes.
    pub room: u32,
    /// In how many messages it arrives.
    pub parts: u32,
    /// It can be sent.
    pub fits: bool,
    /// Its letters that the network does not carry, each once.
    pub lost: String,
}

/// How long a text is when it goes out from a number of ours. `home` is the country of numbers without a country code.
pub fn text_size(text: &str, ours: &str, home: &str) -> TextSize {
    let region = Reading::of(ours, home).and_then(|it| it.region).unwrap_or_else(|| home.to_owned());
    if region == "KR" { korean(text) } else { parted(text) }
}

fn korean(text: &str) -> TextSize {
    let (mut used, mut lost) = (0, String::new());
    for letter in text.chars() {
        if letter.is_ascii() {
            used += 1;
            continue;
        }
        used += 2;
        if EUC_KR.encode(letter.encode_utf8(&mut [0; 4])).2 && !lost.contains(letter) {
            lost.push(letter);
        }
    }
    let (form, room) = if used <= SMS_BYTES { (TextForm::Sms, SMS_BYTES) } else { (TextForm::Lms, LMS_BYTES) };
    TextSize { form, used, room, parts: 1, fits: used <= room && lost.is_empty(), lost }
}

fn parted(text: &str) -> TextSize {
    let double = |it: char| GSM_DOUBLE.contains(it);
    let form = if text.chars().all(|it| GSM.contains(it) || double(it)) { TextForm::Gsm } else { TextForm::Ucs };
    let (places, (alone, each)): (Vec<u32>, _) = match form {
        TextForm::Gsm => (text.chars().map(|it| if double(it) { 2 } else { 1 }).collect(), GSM_PLACES),
        _ => (text.chars().map(|it| if it.len_utf16() == 2 { 2 } else { 1 }).collect(), UCS_PLACES),
    };
    let used = places.iter().sum();
    if used <= alone {
        return TextSize { form, used, room: alone, parts: 1, fits: true, lost: String::new() };
    }
    let (mut parts, mut filled) = (1, 0);
    for it in places {
        // A letter of two places is never divided.
        if filled + it > each {
            (parts, filled) = (parts + 1, 0);
        }
        filled += it;
    }
    TextSize { form, used, room: parts * each, parts, fits: parts <= MAX_PARTS, lost: String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn korean(text: &str) -> (TextForm, u32, bool) {
        let size = text_size(text, "1544-0000", "KR");
        (size.form, size.used, size.fits)
    }

    fn abroad(text: &str) -> (TextForm, u32, u32, bool) {
        let size = text_size(text, "+12125550123", "KR");
        (size.form, size.used, size.parts, size.fits)
    }

    #[test]
    fn a_korean_message_is_short_up_to_90_bytes_and_long_up_to_2000_c_1() {
        assert_eq!(korean(""), (TextForm::Sms, 0, true));
        assert_eq!(korean(&"가".repeat(45)), (TextForm::Sms, 90, true));
        assert_eq!(korean(&format!("{}a", "가".repeat(45))), (TextForm::Lms, 91, true));
        assert_eq!(korean(&"가".repeat(1_000)), (TextForm::Lms, 2_000, true));
        assert_eq!(korean(&"가".repeat(1_001)), (TextForm::Lms, 2_002, false));
    }

    #[test]
    fn syllables_beyond_the_common_ones_fit_and_pictures_are_named() {
        assert_eq!(korean("뷁똠방각하"), (TextForm::Sms, 10, true));
        let size = text_size("축하합니다 😀🎉😀", "02-123-4567", "KR");
        assert_eq!((size.lost.as_str(), size.fits), ("😀🎉", false));
    }

    #[test]
    fn elsewhere_a_message_has_160_letters_or_parts_of_153_and_half_of_it_beyond_latin() {
        assert_eq!(abroad(&"a".repeat(160)), (TextForm::Gsm, 160, 1, true));
        assert_eq!(abroad(&"a".repeat(161)), (TextForm::Gsm, 161, 2, true));
        assert_eq!(abroad(&"a".repeat(307)), (TextForm::Gsm, 307, 3, true));
        assert_eq!(abroad(&"€".repeat(80)), (TextForm::Gsm, 160, 1, true));
        // 76 fit into a part of 153, since none is divided.
        assert_eq!(abroad(&"€".repeat(153)), (TextForm::Gsm, 306, 3, true));
        assert_eq!(abroad(&"가".repeat(70)), (TextForm::Ucs, 70, 1, true));
        assert_eq!(abroad(&"가".repeat(71)), (TextForm::Ucs, 71, 2, true));
        assert_eq!(abroad(&"😀".repeat(36)), (TextForm::Ucs, 72, 2, true));
        assert!(!abroad(&"a".repeat(1_531)).3);
    }
}
