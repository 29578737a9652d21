//! Articles: found as one types, read and inserted by everybody, written by who leads (D-11).

use daehwa_desk::api::{
    articles::{ArticleAsk, ArticleDraft, ArticleQuery},
    customer::SearchQuery,
    error::ErrorCode,
};
use daehwa_domain::{
    article::{About, Block},
    customer::Language,
    dialogue::Localized,
    time::Timestamp,
};

use crate::with_server::{Centre, settled};

fn typed(text: &str) -> ArticleQuery {
    ArticleQuery { text: text.into(), ..ArticleQuery::default() }
}

fn draft() -> ArticleDraft {
    ArticleDraft {
        id: None,
        title: Localized { ko: " 유심 재발급 ".into(), en: String::new() },
        answer: Localized { ko: "7,700원입니다.".into(), en: String::new() },
        body: Localized { ko: "# 준비\n- 신분증".into(), en: String::new() },
        about: Vec::new(),
        tags: vec![" 유심칩 ".into(), " ".into()],
        from_ms: None,
        until_ms: None,
        retired: false,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_article_is_written_by_who_leads_and_found_by_everybody_d_11() {
    let mut centre = Centre::open().await;
    let (agent, lead) = (centre.seat("agent1").await, centre.seat("supervisor1").await);
    assert_eq!(agent.desk.save_article(draft()).await.unwrap_err().code, ErrorCode::NotAllowed);
    assert_eq!(agent.desk.article_book(()).await.unwrap_err().code, ErrorCode::NotAllowed);
    let late = ArticleDraft { from_ms: Some(Timestamp(2)), until_ms: Some(Timestamp(2)), ..draft() };
    assert_eq!(lead.desk.save_article(late).await.unwrap_err().code, ErrorCode::Invalid);
    let empty = ArticleDraft { title: Localized::default(), ..draft() };
    assert_eq!(lead.desk.save_article(empty).await.unwrap_err().code, ErrorCode::Invalid);
    let before = lead.desk.article_book(()).await.unwrap().len();
    let made = lead.desk.save_article(draft()).await.unwrap();
    assert_eq!((made.title.ko.as_str(), made.tags.as_slice()), ("유심 재발급", ["유심칩".to_owned()].as_slice()));
    assert_eq!(lead.desk.article_book(()).await.unwrap().len(), before + 1);
    settled(&lead).await;

    // What another desk wrote arrives by itself.
    let found = loop {
        let told = agent.host.count(|_| true);
        let found = agent.desk.find_articles(typed("ㅇㅅㅊ")).await.unwrap();
        if !found.articles.is_empty() {
            break found;
        }
        agent.host.more_than(told, |_| true).await;
    };
    assert_eq!(found.articles[0].id, made.id);
    centre.down().await;
    let ask = ArticleAsk { id: made.id, language: Language::En, customer: None };
    let view = agent.desk.article(ask).await.unwrap();
    assert_eq!((view.title.as_str(), view.insert.as_str()), ("유심 재발급", "7,700원입니다."), "the other language");
    assert_eq!(view.body[1], Block::Points { items: vec!["신분증".into()] });

    let retired = ArticleDraft { id: Some(made.id), retired: true, ..draft() };
    lead.desk.save_article(retired).await.unwrap();
    assert!(lead.desk.find_articles(typed("유심")).await.unwrap().articles.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_belongs_to_the_customers_need_comes_first_d_11() {
    let centre = Centre::open().await;
    let lead = centre.seat("supervisor1").await;
    let hits = lead.desk.search(SearchQuery { text: "김".into(), limit: 20 }).await.unwrap().hits;
    let mut needy = None;
    for hit in hits {
        let view = lead.desk.customer(hit.card.id).await.unwrap();
        if let Some(need) = view.needs.first() {
            let topic = view.dialogues.iter().find(|it| it.id == need.dialogue).unwrap().topic;
            needy = Some((hit.card.id, topic));
            break;
        }
    }
    let (customer, topic) = needy.unwrap();
    let about = vec![About { topic, stages: Vec::new() }];
    let made = lead.desk.save_article(ArticleDraft { about, ..draft() }).await.unwrap();
    let query = ArticleQuery { customer: Some(customer), ..ArticleQuery::default() };
    let found = lead.desk.find_articles(query).await.unwrap();
    let place = found.articles.iter().position(|it| it.id == made.id).unwrap();
    assert!(found.articles[..=place].iter().all(|it| it.near), "nothing that is about something else is before it");
    assert!(found.total as usize >= found.articles.len());
}
