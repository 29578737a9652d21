//! Search as one types (D-10).

#![allow(clippy::unwrap_used)]

mod common;

use std::path::PathBuf;

use common::*;
use daehwa_cache::{Cache, Found, Matched};
use daehwa_domain::{
    customer::ContactKind,
    id::CustomerId,
    record::{Fact, Record, RecordKind, RecordRef},
};
use serde_json::json;

fn find(cache: &Cache, text: &str) -> Found {
    cache.search(text, 20, NOW).unwrap()
}

fn finds(cache: &Cache, text: &str, of: CustomerId) -> bool {
    find(cache, text).hits.iter().any(|it| it.customer == of)
}

/// One customer who can be found in every way, among others.
fn centre(cache: &Cache) -> CustomerId {
    for (name, number) in [("박지훈", "010-2222-3333"), ("John Smithson", "02-777-8888"), ("이수진", "+1 212 555 0100")]
    {
        add_customer(cache, name, number);
    }
    let mut customer = customer("김민서");
    customer.name_latin = Some("Kim Minséo".into());
    customer.company = Some("한빛전자".into());
    customer.account_no = Some("A-1002-77".into());
    let of = customer.id;
    let contact_of_day = interaction(of, NOW.0 - HOUR_MS, None);
    cache
        .commit(
            work()
                .create(id(), Record::Customer(customer))
                .create(id(), Record::ContactPoint(contact(of, ContactKind::Mobile, "010-1234-5678")))
                .create(id(), Record::ContactPoint(contact(of, ContactKind::Email, "M.Seo-Kim@example.com")))
                .append(id(), Fact::Note(note(&contact_of_day, "로밍 요금 문의, Wi-Fi calling 안 됨")))
                .append(id(), Fact::Interaction(contact_of_day)),
        )
        .unwrap();
    of
}

#[test]
fn a_customer_is_found_by_any_part_of_what_is_known() {
    let place = Place::new();
    let cache = place.open();
    let of = centre(&cache);
    let by = [
        (
            Matched::Name,
            ["ㄱ", "기", "김", "김ㅁ", "김민", "민서", "서", "ㄱㅁㅅ", "ㅁㅅ", "김 민서", "k", "MINSE", "inseo", "séo"]
                .as_slice(),
        ),
        (Matched::Company, &["한빛", "빛전", "ㅎㅂㅈㅈ"]),
        (Matched::Account, &["a1002", "A-1002", "a-1002-77"]),
        (Matched::Number, &["567", "5678", "1234-5678", "01012", "+82 10 1234", "8210", "010 1234 5678", "10-12"]),
        (Matched::Email, &["m.seo", "kim@", "seo-kim@example.c"]),
        (Matched::Note, &["로밍", "요금 문의", "calling", "wi-fi"]),
    ];
    for (matched, queries) in by {
        for query in queries {
            let found = find(&cache, query);
            let hit = found.hits.iter().find(|it| it.customer == of);
            assert_eq!(hit.map(|it| it.matched), Some(matched), "{query}");
        }
    }
    for query in ["김서", "ㅅㅁ", "9999", "로밍 해지", "kin", "", " ", "-", "%", "\"", "(", "ㅋㅋ"] {
        assert!(!finds(&cache, query, of), "{query}");
    }
}

#[test]
fn the_last_four_digits_come_before_the_same_digits_elsewhere() {
    let place = Place::new();
    let cache = place.open();
    let inside = add_customer(&cache, "박지훈", "010-5678-0001");
    let last = add_customer(&cache, "김민서", "010-1234-5678");
    cache.commit(work().append(id(), Fact::Interaction(interaction(inside, NOW.0, None)))).unwrap();
    let order: Vec<_> = find(&cache, "5678").hits.iter().map(|it| it.customer).collect();
    assert_eq!(order, [last, inside]);
}

#[test]
fn the_latest_contact_comes_first_and_the_answer_is_bounded() {
    let place = Place::new();
    let cache = place.open();
    let all: Vec<_> = (0..30).map(|n| add_customer(&cache, &format!("김민{n}"), &format!("010-1000-{n:04}"))).collect();
    for (age, of) in all.iter().enumerate() {
        let at = NOW.0 - age as i64 * HOUR_MS;
        cache.commit(work().append(id(), Fact::Interaction(interaction(*of, at, None)))).unwrap();
    }
    let found = find(&cache, "김");
    assert_eq!(found.hits.iter().map(|it| it.customer).collect::<Vec<_>>(), all[..20]);
    assert!(found.more);
    // A contact now moves the oldest to the front.
    cache.commit(work().append(id(), Fact::Interaction(interaction(all[29], NOW.0 + HOUR_MS, None)))).unwrap();
    assert_eq!(find(&cache, "ㄱㅁ").hits[0].customer, all[29]);
}

#[test]
fn a_renamed_customer_is_found_by_the_new_name_only() {
    let place = Place::new();
    let cache = place.open();
    let of = add_customer(&cache, "김민서", "010-1234-5678");
    assert!(finds(&cache, "민서", of));
    let target = RecordRef { kind: RecordKind::Customer, id: of.0 };
    cache.commit(work().set(id(), target, Some(of), vec![("name".into(), json!("박하늘"))])).unwrap();
    assert!(finds(&cache, "하늘", of) && !finds(&cache, "민서", of));
}

#[test]
fn every_part_of_a_number_of_three_digits_or_more_finds_it() {
    let place = Place::new();
    let cache = place.open();
    let of = add_customer(&cache, "김민서", "010-9876-5432");
    let digits = "01098765432";
    for from in 0..digits.len() {
        for to in from + 3..=digits.len() {
            assert!(finds(&cache, &digits[from..to], of), "{}", &digits[from..to]);
        }
    }
}

#[test]
fn naughty_names_and_queries_are_kept_shown_and_found_without_a_crash() {
    let corpora = std::env::var_os("DAEHWA_DATA").map_or_else(|| PathBuf::from("../../../shared/data"), PathBuf::from);
    let listed = std::fs::read_to_string(corpora.join("corpora/blns/blns.txt")).unwrap_or_default();
    let mut texts: Vec<String> = listed.lines().filter(|it| !it.starts_with('#')).map(str::to_owned).collect();
    texts.extend(
        ["👨‍👩‍👧 가족", "שלום עולם", "\u{202e}reversed", "a\0b", "ﷺ", "Ａ１", "İstanbul", "ß", "ﬃ"].map(str::to_owned),
    );
    texts.push("김".repeat(10_000));
    texts.push("e\u{301}".repeat(5_000));
    texts.push("👩🏽‍🚀".repeat(2_000));
    let place = Place::new();
    let cache = place.open();
    let mut steps = work();
    let mut made = Vec::new();
    for text in &texts {
        let customer = customer(text);
        let contact = interaction(customer.id, NOW.0, None);
        made.push((customer.id, text));
        steps = steps
            .append(id(), Fact::Note(note(&contact, text)))
            .append(id(), Fact::Interaction(contact))
            .create(id(), Record::Customer(customer));
    }
    cache.commit(steps).unwrap();
    for (of, text) in made {
        assert_eq!(&cache.customer_view(of, NOW).unwrap().unwrap().customer.name, text);
        let found = find(&cache, text);
        assert!(found.hits.len() <= 20);
        find(&cache, &text.chars().take(2).collect::<String>());
    }
    assert!(!find(&cache, "👨‍👩‍👧").hits.is_empty());
    assert!(!find(&cache, "שלום").hits.is_empty());
    assert!(!find(&cache, "istanbul").hits.is_empty());
}
