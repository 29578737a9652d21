//! Texts in both languages, with places that are filled in.

use daehwa_domain::{customer::Language, dialogue::Localized};

use crate::dice::Dice;

/// A text in Korean and English.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Text(pub &'static str, pub &'static str);

impl Text {
    /// The text in one language.
    pub(crate) fn in_language(self, language: Language) -> &'static str {
        match language {
            Language::Ko => self.0,
            Language::En => self.1,
        }
    }

    /// The text in both.
    pub(crate) fn localized(self) -> Localized {
        Localized { ko: self.0.to_owned(), en: self.1.to_owned() }
    }
}

/// What one dialogue is about in particular. The same words fill all its texts.
pub(crate) struct Words {
    language: Language,
    plan: Text,
    device: Text,
    country: Text,
    district: Text,
    weekday: Text,
    month: Text,
    amount: String,
    discount: String,
}

const PLANS: [Text; 6] = [
    Text("5G 스탠다드", "5G Standard"),
    Text("5G 프리미엄", "5G Premium"),
    Text("청년 무제한", "Youth Unlimited"),
    Text("시니어 안심", "Senior Care"),
    Text("가족결합 150", "Family 150"),
    Text("LTE 데이터 33", "LTE Data 33"),
];
// Invented makes: no manufacturer is meant.
const DEVICES: [Text; 5] = [
    Text("누리폰 12", "Nuri 12"),
    Text("누리폰 12 미니", "Nuri 12 Mini"),
    Text("한결 폴드 3", "Hangyeol Fold 3"),
    Text("미르 S5", "Mir S5"),
    Text("누리탭 9", "Nuri Tab 9"),
];
const COUNTRIES: [Text; 8] = [
    Text("일본", "Japan"),
    Text("베트남", "Vietnam"),
    Text("미국", "the United States"),
    Text("독일", "Germany"),
    Text("태국", "Thailand"),
    Text("대만", "Taiwan"),
    Text("호주", "Australia"),
    Text("프랑스", "France"),
];
const DISTRICTS: [Text; 8] = [
    Text("마포구", "Mapo-gu"),
    Text("송파구", "Songpa-gu"),
    Text("성남시 분당구", "Bundang-gu, Seongnam"),
    Text("수원시 영통구", "Yeongtong-gu, Suwon"),
    Text("인천 연수구", "Yeonsu-gu, Incheon"),
    Text("대전 유성구", "Yuseong-gu, Daejeon"),
    Text("부산 해운대구", "Haeundae-gu, Busan"),
    Text("세종시", "Sejong City"),
];
const WEEKDAYS: [Text; 6] = [
    Text("월요일", "Monday"),
    Text("화요일", "Tuesday"),
    Text("수요일", "Wednesday"),
    Text("목요일", "Thursday"),
    Text("금요일", "Friday"),
    Text("토요일", "Saturday"),
];
const MONTHS: [Text; 12] = [
    Text("1월", "January"),
    Text("2월", "February"),
    Text("3월", "March"),
    Text("4월", "April"),
    Text("5월", "May"),
    Text("6월", "June"),
    Text("7월", "July"),
    Text("8월", "August"),
    Text("9월", "September"),
    Text("10월", "October"),
    Text("11월", "November"),
    Text("12월", "December"),
];

impl Words {
    /// Words for a dialogue that began in `month0` (January is 0); bills are about the month before.
    pub(crate) fn new(dice: &mut Dice, language: Language, month0: u32) -> Self {
        Self {
            language,
            plan: *dice.pick(&PLANS),
            device: *dice.pick(&DEVICES),
            country: *dice.pick(&COUNTRIES),
            district: *dice.pick(&DISTRICTS),
            weekday: *dice.pick(&WEEKDAYS),
            month: MONTHS[(month0 as usize + 11) % 12],
            amount: won(dice.between(240, 980) * 100),
            discount: won(dice.between(3, 15) * 1_100),
        }
    }

    /// The text in the language of the dialogue, its places filled in.
    pub(crate) fn fill(&self, text: Text) -> String {
        let mut rest = text.in_language(self.language);
        let mut filled = String::with_capacity(rest.len() + 24);
        while let Some((before, after)) = rest.split_once('{') {
            filled.push_str(before);
            let Some((place, after)) = after.split_once('}') else { break };
            filled.push_str(self.word(place));
            rest = after;
        }
        filled.push_str(rest);
        filled
    }

    fn word(&self, place: &str) -> &str {
        let text = match place {
            "plan" => self.plan,
            "device" => self.device,
            "country" => self.country,
            "district" => self.district,
            "weekday" => self.weekday,
            "month" => self.month,
            "amount" => return &self.amount,
            "discount" => return &self.discount,
            _ => Text("", ""),
        };
        text.in_language(self.language)
    }
}

/// An amount of money as both languages write it: `₩38,500`.
fn won(amount: i64) -> String {
    format!("₩{},{:03}", amount / 1000, amount % 1000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dice::Stream;

    #[test]
    fn every_place_is_filled_in() {
        let mut dice = Dice::new(1, Stream::Centre);
        let words = Words::new(&mut dice, Language::En, 0);
        let filled =
            words.fill(Text("", "{plan}/{device}/{country}/{district}/{weekday}/{month}/{amount}/{discount}!"));
        assert!(filled.split(['/', '!']).take(8).all(|word| !word.is_empty()), "{filled}");
        assert!(filled.contains("/December/"), "the month before January: {filled}");
    }

    #[test]
    fn money_is_grouped() {
        assert_eq!(won(4_800), "₩4,800");
        assert_eq!(won(189_050), "₩189,050");
    }
}
