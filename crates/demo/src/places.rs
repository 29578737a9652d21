//! Where customers live: addresses, area codes, time zones.

use daehwa_domain::customer::Language;

use crate::{dice::Dice, text::Text};

/// A part of the country with its area code (without the trunk prefix).
#[derive(Clone, Copy)]
pub(crate) struct Place {
    pub(crate) area_code: &'static str,
    district: Text,
    road: Text,
}

const fn place(area_code: &'static str, district: Text, road: Text) -> Place {
    Place { area_code, district, road }
}

const PLACES: [(Place, u64); 16] = [
    (place("2", Text("서울특별시 마포구", "Mapo-gu, Seoul"), Text("월드컵로", "World Cup-ro")), 12),
    (place("2", Text("서울특별시 강남구", "Gangnam-gu, Seoul"), Text("테헤란로", "Teheran-ro")), 12),
    (place("2", Text("서울특별시 노원구", "Nowon-gu, Seoul"), Text("동일로", "Dongil-ro")), 9),
    (place("2", Text("서울특별시 용산구", "Yongsan-gu, Seoul"), Text("이태원로", "Itaewon-ro")), 7),
    (place("31", Text("경기도 성남시 분당구", "Bundang-gu, Seongnam"), Text("판교로", "Pangyo-ro")), 10),
    (place("31", Text("경기도 수원시 영통구", "Yeongtong-gu, Suwon"), Text("광교중앙로", "Gwanggyojungang-ro")), 9),
    (place("31", Text("경기도 고양시 일산동구", "Ilsandong-gu, Goyang"), Text("중앙로", "Jungang-ro")), 7),
    (place("32", Text("인천광역시 연수구", "Yeonsu-gu, Incheon"), Text("송도과학로", "Songdogwahak-ro")), 8),
    (place("42", Text("대전광역시 유성구", "Yuseong-gu, Daejeon"), Text("대학로", "Daehak-ro")), 5),
    (place("44", Text("세종특별자치시", "Sejong City"), Text("한누리대로", "Hannuri-daero")), 2),
    (place("51", Text("부산광역시 해운대구", "Haeundae-gu, Busan"), Text("센텀중앙로", "Centumjungang-ro")), 8),
    (place("53", Text("대구광역시 수성구", "Suseong-gu, Daegu"), Text("달구벌대로", "Dalgubeol-daero")), 5),
    (place("52", Text("울산광역시 남구", "Nam-gu, Ulsan"), Text("삼산로", "Samsan-ro")), 3),
    (place("62", Text("광주광역시 서구", "Seo-gu, Gwangju"), Text("상무중앙로", "Sangmujungang-ro")), 4),
    (place("33", Text("강원특별자치도 춘천시", "Chuncheon, Gangwon"), Text("소양로", "Soyang-ro")), 2),
    (place("64", Text("제주특별자치도 제주시", "Jeju City, Jeju"), Text("연북로", "Yeonbuk-ro")), 2),
];

impl Place {
    /// A place, the larger cities more often.
    pub(crate) fn any(dice: &mut Dice) -> Self {
        dice.weighted(&PLACES)
    }

    /// An address here, in one line.
    pub(crate) fn address(self, dice: &mut Dice, language: Language) -> String {
        let building = dice.between(1, 420);
        let (block, unit) = (dice.between(101, 118), dice.between(1, 24) * 100 + dice.between(1, 4));
        match language {
            Language::Ko => format!("{} {} {building}, {block}동 {unit}호", self.district.0, self.road.0),
            Language::En => format!("{building} {}, Bldg {block} Unit {unit}, {}", self.road.1, self.district.1),
        }
    }
}

/// An address and time zone abroad.
pub(crate) fn abroad(dice: &mut Dice) -> (String, &'static str) {
    const STREETS: [&str; 6] =
        ["Maple Street", "Harbour Road", "Station Lane", "Elm Avenue", "Church Hill", "Lake View"];
    const CITIES: [(&str, &str); 6] = [
        ("Seattle, WA", "America/Los_Angeles"),
        ("Chicago, IL", "America/Chicago"),
        ("New York, NY", "America/New_York"),
        ("London", "Europe/London"),
        ("Manchester", "Europe/London"),
        ("Singapore", "Asia/Singapore"),
    ];
    let (city, time_zone) = *dice.pick(&CITIES);
    (format!("{} {}, {city}", dice.between(2, 240), dice.pick(&STREETS)), time_zone)
}
