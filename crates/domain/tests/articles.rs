//! Articles are found by what is typed so far, and by what a dialogue is about (D-11).

use daehwa_domain::{
    article::{About, Article, Block, MAX_TAGS, Place, Shelf, blocks},
    dialogue::Localized,
    id::{ArticleId, TopicId},
    limits::check,
    record::Record,
    time::Timestamp,
};
use proptest::prelude::*;
use uuid::Uuid;

const NOW: Timestamp = Timestamp(1_000);
const REFUND: TopicId = TopicId(Uuid::from_u128(1));
const MOVE: TopicId = TopicId(Uuid::from_u128(2));

fn article(id: u128, ko: &str, en: &str, body: &str) -> Article {
    Article {
        id: ArticleId(Uuid::from_u128(id)),
        title: Localized { ko: ko.into(), en: en.into() },
        answer: Localized::default(),
        body: Localized { ko: body.into(), en: String::new() },
        about: Vec::new(),
        tags: Vec::new(),
        from_ms: None,
        until_ms: None,
        retired: false,
    }
}

fn about(article: Article, topic: TopicId, stages: &[u8]) -> Article {
    Article { about: vec![About { topic, stages: stages.to_vec() }], ..article }
}

fn shelf() -> Shelf {
    Shelf::new(vec![
        about(article(1, "환불은 언제 되나요", "When is a refund paid", "카드는 3일, 계좌는 하루"), REFUND, &[]),
        about(article(2, "환불 수수료", "Refund fee", "위약금이 있으면 뺍니다"), REFUND, &[2]),
        about(article(3, "이사할 때 이전 설치", "Moving house", "기사 방문 예약. 환불과는 다릅니다"), MOVE, &[]),
        Article {
            tags: vec!["위약금".into()], ..article(4, "중도 해지", "Leaving early", "남은 달 × 5,000원")
        },
    ])
}

fn found(shelf: &Shelf, query: &str, place: Option<Place>) -> Vec<u128> {
    shelf.find(query, place, NOW, 10).iter().map(|it| it.id.0.as_u128()).collect()
}

#[test]
fn what_is_typed_so_far_finds_words_that_begin_so_d_11() {
    let shelf = shelf();
    assert_eq!(found(&shelf, "위약", None), [4, 2], "a tag counts more than the body");
    assert_eq!(found(&shelf, "쿠", None), [] as [u128; 0]);
    assert_eq!(found(&shelf, "환부", None).len(), 3, "the last syllable may be unfinished");
    assert_eq!(found(&shelf, "환불 수", None), [2]);
    assert_eq!(found(&shelf, "REFUND f", None), [2]);
    assert_eq!(found(&shelf, "환불 언제", None), [1], "every word has to stand there");
}

#[test]
fn initial_consonants_find_titles_and_tags_d_11() {
    let shelf = shelf();
    assert_eq!(found(&shelf, "ㅎㅂ", None), [2, 1]);
    assert_eq!(found(&shelf, "ㅇㅇㄱ", None), [4]);
    assert_eq!(found(&shelf, "ㅎㅂ ㅅㅅㄹ", None), [2]);
}

#[test]
fn a_part_of_a_title_is_found_too_d_11() {
    assert_eq!(found(&shelf(), "도해지", None), [4]);
}

#[test]
fn what_belongs_to_the_dialogue_comes_first_d_11() {
    let (shelf, refund) = (shelf(), |stage| Some(Place { topic: REFUND, stage }));
    assert_eq!(found(&shelf, "", refund(None))[..2], [1, 2], "all stages before others");
    assert_eq!(found(&shelf, "", refund(Some(2)))[..2], [2, 1]);
    assert_eq!(found(&shelf, "", None).len(), 4);
    let place = Some(Place { topic: MOVE, stage: None });
    assert_eq!(found(&shelf, "환불", place)[..2], [2, 1], "the words decide over the place");
}

#[test]
fn only_what_is_valid_now_is_offered_d_11() {
    let base = article(9, "환불", "", "");
    let offered = |it: Article| found(&Shelf::new(vec![it]), "환불", None).len() == 1;
    assert!(offered(base.clone()));
    assert!(!offered(Article { retired: true, ..base.clone() }));
    assert!(!offered(Article { from_ms: Some(Timestamp(1_001)), ..base.clone() }));
    assert!(offered(Article { from_ms: Some(NOW), until_ms: Some(Timestamp(1_001)), ..base.clone() }));
    assert!(!offered(Article { until_ms: Some(NOW), ..base }));
}

#[test]
fn a_text_has_headings_points_and_steps_and_is_never_wrong_d_11() {
    let text = "# 준비\n신분증을 확인합니다.\n둘째 줄\n\n- 여권\n* 면허증\n1. 조회\n2) 접수\n\n#없음\n3.5% 이자";
    let paragraph = |text: &str| Block::Paragraph { text: text.into() };
    assert_eq!(
        blocks(text),
        [
            Block::Heading { text: "준비".into() },
            paragraph("신분증을 확인합니다.\n둘째 줄"),
            Block::Points { items: vec!["여권".into(), "면허증".into()] },
            Block::Steps { items: vec!["조회".into(), "접수".into()] },
            paragraph("#없음\n3.5% 이자"),
        ]
    );
}

#[test]
fn an_article_is_bounded_and_has_a_title_d_11() {
    let fits = |it: Article| check(&Record::Article(Box::new(it))).is_ok();
    let base = article(1, "제목", "", "");
    assert!(fits(base.clone()));
    assert!(!fits(article(1, " ", "", "")));
    assert!(!fits(Article { tags: vec!["a".into(); MAX_TAGS + 1], ..base.clone() }));
    assert!(!fits(about(base, REFUND, &[0])));
}

proptest! {
    #[test]
    fn any_query_and_text_are_read(query in "\\PC{0,40}|[가-힣ㄱ-ㅣa-z ]{0,20}", text in "\\PC{0,80}|([#\\-1.) a가\n]{0,40})") {
        let shelf = Shelf::new(vec![article(1, &text, "", &text)]);
        prop_assert!(shelf.find(&query, None, NOW, 10).len() <= 1);
        let kept = |it: &str| it.chars().filter(|it| it.is_alphabetic()).count();
        let told: String = blocks(&text).iter().map(|it| format!("{it:?}")).collect();
        prop_assert!(kept(&told) >= kept(&text));
    }
}
