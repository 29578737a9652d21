//! Which topic a text is about.

use daehwa_domain::classifier::{Bag, Calibration, Classifier, Trainer};
use proptest::prelude::*;

const SEED: u64 = 7;

const TEXTS: [(&str, usize); 12] = [
    ("my card was stolen, please block it", 0),
    ("카드를 잃어버렸어요 정지해 주세요", 0),
    ("block my lost card", 0),
    ("분실한 카드 정지", 0),
    ("when does the delivery arrive", 1),
    ("배송이 언제 오나요", 1),
    ("the parcel has not arrived", 1),
    ("택배가 아직 안 왔어요 언제 오나요", 1),
    ("I want a refund, my money back", 2),
    ("환불해 주세요", 2),
    ("refund the order, money back please", 2),
    ("주문 취소하고 환불 부탁해요", 2),
];

fn examples() -> Vec<(Bag, Option<usize>)> {
    TEXTS.iter().map(|(text, topic)| (Bag::of(text), Some(*topic))).collect()
}

fn trained(examples: &[(Bag, Option<usize>)], topics: usize) -> Classifier {
    let trainer = Trainer::new(examples.iter().collect(), SEED);
    let weights: Vec<_> = (0..topics).map(|topic| trainer.learn(topic)).collect();
    trainer.finish(&weights, Calibration::default())
}

fn topic(classifier: &Classifier, text: &str) -> usize {
    classifier.guess(&Bag::of(text)).expect("there are topics").topic
}

#[test]
fn texts_like_those_learned_get_their_topic_in_both_languages_h_1() {
    let classifier = trained(&examples(), 3);
    for (text, expected) in [
        ("lost my card!", 0),
        ("카드 분실했어요", 0),
        ("배송 언제 와요?", 1),
        ("has my parcel arrived", 1),
        ("환불 되나요", 2),
    ] {
        assert_eq!(topic(&classifier, text), expected, "{text}");
    }
}

#[test]
fn the_same_texts_and_seed_give_the_same_classifier() {
    assert_eq!(trained(&examples(), 3), trained(&examples(), 3));
}

#[test]
fn the_words_that_decide_are_told_and_add_up_to_the_margin_h_10() {
    let classifier = trained(&examples(), 3);
    let text = "please refund the parcel";
    let reasons = classifier.reasons(text, 2);
    let best = reasons.iter().max_by(|a, b| a.1.total_cmp(&b.1)).map(|(word, _)| word.plain.as_str());
    assert_eq!(best, Some("refund"));
    let constant = classifier.margins(&Bag::default())[2];
    let sum: f32 = reasons.iter().map(|(_, share)| share).sum();
    assert!((sum + constant - classifier.margins(&Bag::of(text))[2]).abs() < 1e-4, "{sum} + {constant}");
}

#[test]
fn a_dialogue_gets_its_topic_from_all_that_was_said_h_1() {
    let classifier = trained(&examples(), 3);
    let mut dialogue = Bag::of("hello");
    dialogue.add("안녕하세요");
    dialogue.add("my parcel has not arrived");
    dialogue.add("ok");
    assert_eq!(classifier.guess(&dialogue).map(|it| it.topic), Some(1));
}

#[test]
fn a_text_that_is_learned_later_changes_the_answer_h_1() {
    let mut classifier = trained(&examples(), 3);
    let new = classifier.add_topic();
    for _ in 0..3 {
        for text in ["change my address", "I moved, new address", "주소 변경해 주세요"] {
            classifier.learn(&Bag::of(text), Some(new));
        }
    }
    assert_eq!(topic(&classifier, "address change"), new);
    assert_eq!(topic(&classifier, "block my lost card"), 0);
    assert_eq!(classifier.topics(), 4);
}

#[test]
fn a_classifier_is_the_same_after_storing_it() {
    let mut classifier = trained(&examples(), 3);
    classifier.learn(&Bag::of("바뀐 주소"), Some(1));
    let stored = serde_json::to_string(&classifier).expect("stores");
    let read: Classifier = serde_json::from_str(&stored).expect("reads");
    assert_eq!(read, classifier);
}

#[test]
fn a_classifier_that_was_damaged_is_refused() {
    let stored = serde_json::to_value(trained(&examples(), 3)).expect("stores");
    for (field, damaged) in [("topics", serde_json::json!(4)), ("weights", serde_json::json!([1, 2, 3]))] {
        let mut stored = stored.clone();
        stored[field] = damaged;
        let error = serde_json::from_value::<Classifier>(stored).expect_err("is damaged").to_string();
        assert!(error.contains("weights of"), "{error}");
    }
}

#[test]
fn without_topics_or_texts_there_is_no_answer() {
    let mut nothing = trained(&[], 0);
    assert_eq!(nothing.guess(&Bag::of("card")), None);
    nothing.learn(&Bag::of("card"), Some(3));
    let topic = nothing.add_topic();
    nothing.learn(&Bag::of("card lost"), Some(topic));
    assert_eq!(nothing.guess(&Bag::of("card")).map(|it| it.topic), Some(topic));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_text_gets_a_finite_answer_and_can_be_learned(text in "\\PC{0,60}", other in "[가-힣 ?]{0,30}") {
        let mut classifier = trained(&examples(), 3);
        for text in [text, other] {
            let guess = classifier.guess(&Bag::of(&text)).expect("there are topics");
            prop_assert!(guess.margin.is_finite() && guess.lead >= 0.0);
            prop_assert!((0.0..=1.0).contains(&guess.probability));
            prop_assert!(classifier.reasons(&text, guess.topic).iter().all(|it| it.1.is_finite()));
            classifier.learn(&Bag::of(&text), Some(1));
        }
    }
}
