//! Names of people and companies.

use daehwa_domain::customer::Language;

use crate::{dice::Dice, text::Text};

/// A person's name.
pub(crate) struct PersonName {
    /// As the person writes it.
    pub full: String,
    /// In Latin letters, where that differs.
    pub latin: Option<String>,
    /// The part before the `@` of an address made from it.
    pub mailbox: String,
}

// Shares of surnames follow the Korean census in rough steps.
const SURNAMES: [(Text, u64); 32] = [
    (Text("김", "Kim"), 215),
    (Text("이", "Lee"), 147),
    (Text("박", "Park"), 84),
    (Text("최", "Choi"), 47),
    (Text("정", "Jung"), 43),
    (Text("강", "Kang"), 24),
    (Text("조", "Cho"), 21),
    (Text("윤", "Yoon"), 21),
    (Text("장", "Jang"), 20),
    (Text("임", "Lim"), 17),
    (Text("한", "Han"), 15),
    (Text("오", "Oh"), 15),
    (Text("서", "Seo"), 15),
    (Text("신", "Shin"), 15),
    (Text("권", "Kwon"), 14),
    (Text("황", "Hwang"), 14),
    (Text("안", "Ahn"), 14),
    (Text("송", "Song"), 14),
    (Text("전", "Jeon"), 11),
    (Text("홍", "Hong"), 11),
    (Text("유", "Yoo"), 10),
    (Text("고", "Ko"), 9),
    (Text("문", "Moon"), 9),
    (Text("양", "Yang"), 9),
    (Text("손", "Son"), 9),
    (Text("배", "Bae"), 8),
    (Text("백", "Baek"), 7),
    (Text("허", "Heo"), 6),
    (Text("남궁", "Namgung"), 1),
    (Text("노", "Noh"), 6),
    (Text("하", "Ha"), 5),
    (Text("선우", "Sunwoo"), 1),
];
const FIRST_SYLLABLES: [Text; 34] = [
    Text("민", "Min"),
    Text("서", "Seo"),
    Text("지", "Ji"),
    Text("도", "Do"),
    Text("하", "Ha"),
    Text("예", "Ye"),
    Text("준", "Jun"),
    Text("현", "Hyun"),
    Text("유", "Yu"),
    Text("수", "Su"),
    Text("은", "Eun"),
    Text("태", "Tae"),
    Text("재", "Jae"),
    Text("승", "Seung"),
    Text("성", "Sung"),
    Text("시", "Si"),
    Text("건", "Gun"),
    Text("우", "Woo"),
    Text("윤", "Yun"),
    Text("다", "Da"),
    Text("채", "Chae"),
    Text("나", "Na"),
    Text("소", "So"),
    Text("정", "Jung"),
    Text("영", "Young"),
    Text("동", "Dong"),
    Text("상", "Sang"),
    Text("진", "Jin"),
    Text("경", "Kyung"),
    Text("미", "Mi"),
    Text("혜", "Hye"),
    Text("선", "Sun"),
    Text("주", "Ju"),
    Text("연", "Yeon"),
];
const LAST_SYLLABLES: [Text; 30] = [
    Text("준", "jun"),
    Text("서", "seo"),
    Text("우", "woo"),
    Text("윤", "yun"),
    Text("호", "ho"),
    Text("민", "min"),
    Text("현", "hyun"),
    Text("진", "jin"),
    Text("연", "yeon"),
    Text("은", "eun"),
    Text("아", "ah"),
    Text("원", "won"),
    Text("희", "hee"),
    Text("영", "young"),
    Text("수", "su"),
    Text("정", "jung"),
    Text("빈", "bin"),
    Text("훈", "hoon"),
    Text("석", "seok"),
    Text("철", "chul"),
    Text("혁", "hyuk"),
    Text("경", "kyung"),
    Text("림", "rim"),
    Text("린", "rin"),
    Text("슬", "seul"),
    Text("주", "ju"),
    Text("숙", "sook"),
    Text("미", "mi"),
    Text("인", "in"),
    Text("율", "yul"),
];

const ENGLISH_GIVEN: [&str; 40] = [
    "Emma",
    "Liam",
    "Olivia",
    "Noah",
    "Sophia",
    "James",
    "Mia",
    "William",
    "Charlotte",
    "Henry",
    "Amelia",
    "Lucas",
    "Grace",
    "Daniel",
    "Hannah",
    "Samuel",
    "Chloe",
    "David",
    "Isla",
    "Thomas",
    "Ruth",
    "George",
    "Alice",
    "Oliver",
    "Nora",
    "Jack",
    "Zoe",
    "Adam",
    "Priya",
    "Aaron",
    "Fatima",
    "Marcus",
    "Elena",
    "Peter",
    "Ingrid",
    "Kofi",
    "Leah",
    "Simon",
    "Maria",
    "Owen",
];
const ENGLISH_SURNAMES: [&str; 48] = [
    "Smith",
    "Johnson",
    "Carter",
    "Brown",
    "Taylor",
    "Wilson",
    "Evans",
    "Walker",
    "Hughes",
    "Green",
    "Hall",
    "Clarke",
    "Patel",
    "Wright",
    "Turner",
    "Cooper",
    "Morris",
    "Ward",
    "Bailey",
    "Reed",
    "Murphy",
    "Kelly",
    "Foster",
    "Bennett",
    "Gray",
    "Russell",
    "Diaz",
    "Schmidt",
    "Novak",
    "Rossi",
    "O'Brien",
    "Fischer",
    "Okafor",
    "Larsen",
    "Nguyen",
    "Kaur",
    "Price",
    "Barnes",
    "Hayes",
    "Dixon",
    "Lambert",
    "Marsh",
    "Osborne",
    "Quinn",
    "Saunders",
    "Tucker",
    "Vaughan",
    "Whitfield",
];

/// A surname, for a family to share.
pub(crate) fn korean_surname(dice: &mut Dice) -> Text {
    dice.weighted(&SURNAMES)
}

/// A Korean name with this surname.
pub(crate) fn korean_person(dice: &mut Dice, surname: Text) -> PersonName {
    let first = dice.pick(&FIRST_SYLLABLES);
    let mut last = dice.pick(&LAST_SYLLABLES);
    while last.0 == first.0 {
        last = dice.pick(&LAST_SYLLABLES);
    }
    let given = format!("{}{}", first.1, last.1).to_lowercase();
    PersonName {
        full: format!("{}{}{}", surname.0, first.0, last.0),
        latin: Some(format!("{} {}-{}", surname.1, first.1, last.1)),
        mailbox: format!("{given}.{}", surname.1.to_lowercase()),
    }
}

/// An English name.
pub(crate) fn english_person(dice: &mut Dice) -> PersonName {
    let (given, surname) = (dice.pick(&ENGLISH_GIVEN), dice.pick(&ENGLISH_SURNAMES));
    let mailbox: String = format!("{given}.{surname}").to_lowercase().chars().filter(|c| *c != '\'').collect();
    PersonName { full: format!("{given} {surname}"), latin: None, mailbox }
}

const COMPANY_STEMS: [Text; 20] = [
    Text("한빛", "Hanbit"),
    Text("새롬", "Saerom"),
    Text("미래", "Mirae"),
    Text("동방", "Dongbang"),
    Text("가온", "Gaon"),
    Text("누리", "Nuri"),
    Text("대성", "Daesung"),
    Text("우림", "Woorim"),
    Text("해솔", "Haesol"),
    Text("청운", "Cheongun"),
    Text("다온", "Daon"),
    Text("서광", "Seogwang"),
    Text("금호길", "Kumhogil"),
    Text("늘봄", "Neulbom"),
    Text("바른", "Bareun"),
    Text("솔빛", "Solbit"),
    Text("태양", "Taeyang"),
    Text("한울", "Hanul"),
    Text("진명", "Jinmyung"),
    Text("예원", "Yewon"),
];
const COMPANY_LINES: [Text; 16] = [
    Text("전자", "Electronics"),
    Text("물류", "Logistics"),
    Text("건설", "Construction"),
    Text("식품", "Foods"),
    Text("의료기", "Medical"),
    Text("무역", "Trading"),
    Text("소프트", "Soft"),
    Text("산업", "Industries"),
    Text("인쇄", "Printing"),
    Text("학원", "Academy"),
    Text("부동산", "Realty"),
    Text("자동차정비", "Motors"),
    Text("디자인", "Design"),
    Text("세무회계", "Accounting"),
    Text("여행사", "Travel"),
    Text("가구", "Furniture"),
];

/// A company's name in one language, and its name in Latin letters as a domain would use it.
pub(crate) fn company(dice: &mut Dice, language: Language) -> (String, String, String) {
    let (stem, line) = (dice.pick(&COMPANY_STEMS), dice.pick(&COMPANY_LINES));
    let domain = format!("{}{}", stem.1, line.1).to_lowercase();
    let latin = format!("{} {} Co., Ltd.", stem.1, line.1);
    match language {
        Language::Ko => (format!("(주){}{}", stem.0, line.0), latin, domain),
        Language::En => (latin.clone(), latin, domain),
    }
}
