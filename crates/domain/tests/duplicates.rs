//! Which records are the same person.
#![allow(clippy::unwrap_used)]

use daehwa_domain::duplicates::{Decision, Form, Likeness, Pair, Person, Subject, find};
use proptest::prelude::*;

const KOREA: Form = Form { region: "KR", twins: &[] };

/// People who have nothing to do with each other, so that agreeing by chance is as rare as in a centre.
fn others() -> Vec<Person> {
    let (families, first, second) = ("김이박최정강조윤장임", "민서지현수영은정우재", "준희연아진호경숙원솔");
    let nth = |text: &str, at: usize| text.chars().nth(at % 10).unwrap();
    (0..1_000)
        .map(|at| Person {
            name: [nth(families, at), nth(first, at / 10), nth(second, at / 100)].iter().collect(),
            phones: vec![format!("010-{:04}-{:04}", 2000 + at * 7 % 7919, at * 7919 % 9973)],
            birth: format!("{}-{:02}-{:02}", 1950 + at % 53, 1 + at % 12, 1 + at % 28),
            address: format!("부산광역시 해운대구 센텀로 {}-{}", 1 + at / 20, 1 + at % 20),
            ..Person::default()
        })
        .collect()
}

fn person(name: &str, phone: &str, email: &str, birth: &str, address: &str) -> Person {
    Person {
        name: name.into(),
        phones: vec![phone.to_owned()],
        email: email.into(),
        birth: birth.into(),
        address: address.into(),
        ..Person::default()
    }
}

/// The pairs among records that stand before others.
fn among(records: &[Person]) -> Vec<Pair> {
    let people: Vec<Person> = records.iter().cloned().chain(others()).collect();
    find(&people, KOREA).into_iter().filter(|it| it.a < records.len() || it.b < records.len()).collect()
}

#[test]
fn a_person_is_found_again_in_another_form_with_reasons_d_12() {
    let written =
        person("한가람", "010-3213-4321", "garam77@example.com", "1988-03-05", "서울특별시 마포구 월드컵로 12-3");
    let again = person("한가람 고객님", "+82 10 3213 4321", "", "880305", "서울 마포구 월드컵로 12-3 101동 203호");
    let pairs = among(&[written, again]);
    let [pair] = pairs.as_slice() else { panic!("{pairs:?}") };
    assert_eq!((pair.a, pair.b, pair.decision), (0, 1, Decision::Merge));
    assert!(pair.score > 0.999 && pair.through.is_none());
    let same: Vec<Subject> =
        pair.reasons.iter().filter(|it| it.likeness == Likeness::Same).map(|it| it.subject).collect();
    assert_eq!(same, [Subject::Name, Subject::Mobile, Subject::Address, Subject::Birth]);
}

#[test]
fn two_of_a_household_and_two_of_a_name_stay_two_d_12() {
    let home = "서울 마포구 월드컵로 12-3 101동 203호";
    let household = [
        person("한가람", "02-312-4321", "garam77@example.com", "1988-03-05", home),
        person("한두리", "02-312-4321", "duri12@example.com", "1991-11-20", home),
    ];
    assert_eq!(among(&household), []);
    let namesakes = [
        person("한가람", "010-3213-4321", "garam77@example.com", "1988-03-05", home),
        person("한가람", "010-9876-1234", "garam12@example.com", "1963-10-30", "대구 중구 동성로 5"),
    ];
    assert_eq!(among(&namesakes), []);
}

#[test]
fn a_masked_or_latin_name_with_the_same_number_is_the_same_person_d_12() {
    let whole = person("류숙자", "010-3213-4321", "", "", "");
    for written in ["류*자", "Ryu, Suk ja", "숙자"] {
        let pairs = among(&[whole.clone(), person(written, "01032134321", "", "", "")]);
        assert_eq!(pairs.iter().map(|it| (it.a, it.b)).collect::<Vec<_>>(), [(0, 1)], "{written}");
    }
    assert_eq!(among(&[whole, person("김*수", "010-9999-4321", "", "", "")]), []);
}

#[test]
fn records_that_share_nothing_are_linked_through_a_third_d_12() {
    let (old, new) = ("서울 마포구 월드컵로 12-3", "대전 서구 둔산로 100");
    let records = [
        person("한가람", "010-3213-4321", "", "", old),
        person("한가람", "010-3213-4321", "garam77@example.com", "", new),
        person("한가람", "010-8765-9999", "garam77@example.com", "", new),
    ];
    let pairs = among(&records);
    assert_eq!(pairs.len(), 3);
    let through = pairs.iter().find(|it| (it.a, it.b) == (0, 2)).unwrap();
    assert!(matches!(through.through, Some((0, 1) | (1, 2))), "{through:?}");
    let weakest = pairs.iter().map(|it| it.score).fold(1.0, f64::min);
    assert!((through.score - weakest).abs() < 1e-12);
}

#[test]
fn a_number_that_many_were_given_brings_nobody_together_d_12() {
    let shared: Vec<Person> =
        others().into_iter().map(|it| Person { phones: vec!["02-1234-5678".into()], ..it }).collect();
    assert_eq!(find(&shared, KOREA), []);
}

#[test]
fn given_and_family_name_may_be_exchanged_d_12() {
    let detail = |texts: [&str; 3]| Person { details: texts.map(str::to_owned).to_vec(), ..Person::default() };
    let mut people = vec![detail(["mikhayla", "hannagan", "1030769"]), detail(["hannagan", "mikhayla", "1030769"])];
    people.extend(
        (0..500).map(|at| detail([&format!("given{at}"), &format!("family{at}"), &format!("{:07}", at * 7919)])),
    );
    let pairs = find(&people, Form { region: "", twins: &[(0, 1)] });
    let [pair] = pairs.as_slice() else { panic!("{pairs:?}") };
    assert_eq!((pair.a, pair.b), (0, 1));
    assert!(pair.reasons.iter().any(|it| it.likeness == Likeness::Exchanged));
}

#[test]
fn without_people_or_values_there_are_no_pairs_d_12() {
    assert_eq!(find(&[], KOREA), []);
    assert_eq!(find(&vec![Person::default(); 50], KOREA), []);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_records_give_pairs_in_order_each_once_d_12(
        texts in prop::collection::vec(prop::array::uniform6("\\PC{0,8}|[가-힣*]{2,3}|[0-9.-]{6,12}|[a-z]{1,4}@[a-z]"), 0..12)
    ) {
        let record = |[name, phone, email, birth, address, detail]: [String; 6]| Person {
            name, phones: vec![phone], email, birth, address, company: detail.clone(), details: vec![detail],
        };
        let people: Vec<Person> = texts.into_iter().map(record).collect();
        let pairs = find(&people, KOREA);
        let mut places: Vec<_> = pairs.iter().map(|it| (it.a, it.b)).collect();
        places.sort_unstable();
        places.dedup();
        prop_assert_eq!(places.len(), pairs.len());
        prop_assert!(pairs.iter().all(|it| it.a < it.b && it.b < people.len() && (0.5..=1.0).contains(&it.score)));
        prop_assert!(pairs.windows(2).all(|it| it[0].score >= it[1].score));
    }
}
