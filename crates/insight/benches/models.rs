//! Measures how many texts a second one core answers and learns, and how many records of people it looks through for duplicates. Prints
//! one JSON object a line.
//!
//! `cargo bench -p daehwa-insight --bench models -- [NAME]`

#![allow(clippy::print_stdout, missing_docs)]

mod measured;

use std::collections::HashMap;

use clap::Parser;
use daehwa_domain::{
    classifier::{Bag, Calibration, Classifier, Trainer},
    duplicates::{self, Form, Person},
    number,
};
use measured::{Arguments, measure};

const TEXTS: usize = 4_000;
const TOPICS: usize = 20;
const WORDS_PER_TEXT: usize = 12;
const PEOPLE: usize = 20_000;
/// Every so manieth record is the one before it once more.
const TWICE: usize = 10;
const REGION: &str = "KR";

fn main() {
    let arguments = Arguments::parse();
    let texts = texts();
    if arguments.wants("topic_answered") {
        let classifier = learned(&texts);
        let answer = || texts.iter().filter(|(text, topic)| right(&classifier, text, *topic)).count();
        measure("topic_answered", "texts/s", texts.len(), answer, || words_counted(&texts));
    }
    if arguments.wants("topic_learned") {
        measure("topic_learned", "texts/s", texts.len(), || learned(&texts).features(), || words_counted(&texts));
    }
    if arguments.wants("people_compared") {
        let people = people();
        let find = || duplicates::find(&people, Form { region: REGION, twins: &[] }).len();
        measure("people_compared", "records/s", people.len(), find, || numbers_joined(&people));
    }
}

/// A throw, as a place.
fn dice() -> impl FnMut(usize) -> usize {
    let mut dice = measured::dice();
    move |sides| dice(sides as u64) as usize
}

/// Texts of words that all topics have, and some that one has more often; in Korean and in Latin letters.
fn texts() -> Vec<(String, usize)> {
    let mut dice = dice();
    let syllables = ["카", "드", "배", "송", "환", "불", "요", "금", "가", "입", "해", "지", "문", "의", "변", "경"];
    let letters =
        ["ca", "rd", "pa", "y", "ment", "de", "li", "ver", "re", "fund", "ac", "count", "lo", "st", "trans", "fer"];
    let mut word = |topic: usize| {
        let of = if dice(3) == 0 { 1 + topic } else { 0 };
        let (a, b) = (dice(8) * (of + 3), dice(8) * (of + 5));
        let parts = if topic.is_multiple_of(2) { syllables } else { letters };
        format!("{}{}{}", parts[a % 16], parts[b % 16], if a % 3 == 0 { parts[(a + b) % 16] } else { "" })
    };
    let mut text = |at: usize| (0..WORDS_PER_TEXT).map(|_| word(at % TOPICS)).collect::<Vec<_>>().join(" ");
    (0..TEXTS).map(|at| (text(at), at % TOPICS)).collect()
}

fn learned(texts: &[(String, usize)]) -> Classifier {
    let examples: Vec<_> = texts.iter().map(|(text, topic)| (Bag::of(text), Some(*topic))).collect();
    let trainer = Trainer::new(examples.iter().collect(), 1);
    let weights: Vec<_> = (0..TOPICS).map(|topic| trainer.learn(topic)).collect();
    trainer.finish(&weights, Calibration::default())
}

fn right(classifier: &Classifier, text: &str, topic: usize) -> bool {
    classifier.guess(&Bag::of(text)).is_some_and(|it| it.topic == topic)
}

/// The least that anybody can do: count the words.
fn words_counted(texts: &[(String, usize)]) -> usize {
    let mut counts: HashMap<&str, u32> = HashMap::new();
    for word in texts.iter().flat_map(|(text, _)| text.split(' ')) {
        *counts.entry(word).or_default() += 1;
    }
    counts.len()
}

/// A centre's customers, some of whom are written twice: with another form of the number, or moved.
fn people() -> Vec<Person> {
    let mut dice = dice();
    let (families, given) = ("김이박최정강조윤장임한오", "민서지현수영은정우재준희연아진호경숙원솔");
    let nth = |text: &str, at: usize| text.chars().nth(at).unwrap_or('김');
    let mut person = |_| {
        let digits = format!("{:08}", 20_000_000 + dice(80_000_000));
        Person {
            name: [nth(families, dice(12)), nth(given, dice(20)), nth(given, dice(20))].iter().collect(),
            phones: vec![format!("010-{}-{}", &digits[..4], &digits[4..])],
            email: format!("user{}@example.com", dice(1_000_000)),
            birth: format!("{}-{:02}-{:02}", 1945 + dice(60), 1 + dice(12), 1 + dice(28)),
            address: format!("부산광역시 해운대구 센텀로 {}-{}", 1 + dice(300), 1 + dice(40)),
            ..Person::default()
        }
    };
    let mut people: Vec<Person> = (0..PEOPLE).map(&mut person).collect();
    for at in (TWICE..PEOPLE).step_by(TWICE) {
        let first = people[at - 1].clone();
        let phones = first.phones.iter().map(|it| it.replacen("010-", "+82 10 ", 1)).collect();
        people[at] = Person { phones, email: String::new(), ..first };
    }
    people
}

/// The least that anybody can do: bring the same numbers together.
fn numbers_joined(people: &[Person]) -> usize {
    let mut counts: HashMap<String, u32> = HashMap::new();
    for key in people.iter().flat_map(|it| &it.phones).flat_map(|it| number::match_keys(it, REGION)) {
        *counts.entry(key).or_default() += 1;
    }
    counts.len()
}
