//! The administrator's topics at the real server (H-2, P-14).

use daehwa_desk::api::{
    customer::{CustomerView, MoveStageForm},
    dialogue::{DialogueRef, MovedBy},
    error::ErrorCode,
    topics::{TopicFile, TopicImport},
};
use daehwa_domain::{
    dialogue::{AllowedMoves, Topic},
    topic::{Place, Template, TopicDraft, TopicFault},
};

use crate::{
    bench::Seat,
    with_server::{Centre, settled, shared_customer, shows},
};

async fn topic_of(seat: &Seat, customer: daehwa_domain::id::CustomerId) -> (Topic, u8) {
    let view = seat.desk.customer(customer).await.unwrap();
    let dialogue = view.dialogues.iter().find(|it| it.open && it.stage < 3).unwrap();
    let topics = seat.desk.topics(()).await.unwrap();
    (topics.into_iter().find(|it| it.id == dialogue.topic).unwrap(), dialogue.stage)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_an_administrator_publishes_is_on_an_agents_screen_and_the_dialogues_went_over_p_14() {
    let centre = Centre::open().await;
    let (agent, admin) = (centre.seat("agent1").await, centre.seat("admin1").await);
    let (customer, _) = shared_customer(&agent).await;
    let (topic, stage) = topic_of(&agent, customer).await;

    // A new first stage: what stood at n stands at n + 1.
    let mut draft = TopicDraft::of(&topic);
    let mut first = topic.stages[0].clone();
    first.name.ko.push_str(" 전");
    first.name.en.push_str(" soon");
    draft.stages.insert(0, first);
    draft.to = (2..).take(topic.stages.len()).map(Some).collect();
    let check = admin.desk.check_topic(draft.clone()).await.unwrap();
    assert_eq!((check.problems, check.revises, check.changed), (Vec::new(), true, true));
    let impact = admin.desk.preview_topic(draft.clone()).await.unwrap();
    assert!(impact.open > 0 && impact.closed == 0 && impact.landings.iter().all(|it| it.to == it.from + 1));
    let row =
        admin.desk.topic_overview(()).await.unwrap().topics.into_iter().find(|it| it.topic.id == topic.id).unwrap();
    assert_eq!((row.open, row.version), (impact.open, 1));

    admin.desk.publish_topic(draft.clone()).await.unwrap();
    settled(&admin).await;
    shows(&agent, customer, |view| view.dialogues.iter().any(|it| it.topic == topic.id && it.stage == stage + 1)).await;
    // Begun before that: it would number what the moves mean otherwise.
    let late = admin.desk.check_topic(draft.clone()).await.unwrap().problems;
    assert_eq!((late[0].at, late[0].fault), (Place::Topic, TopicFault::PublishedMeanwhile));
    assert_eq!(admin.desk.publish_topic(draft).await.unwrap_err().code, ErrorCode::Invalid);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_administrators_see_and_publish_drafts_h_2() {
    let centre = Centre::open().await;
    let agent = centre.seat("agent1").await;
    let topic = agent.desk.topics(()).await.unwrap().remove(0);
    let draft = TopicDraft::of(&topic);
    assert_eq!(agent.desk.publish_topic(draft.clone()).await.unwrap_err().code, ErrorCode::NotAllowed);
    assert_eq!(agent.desk.preview_topic(draft.clone()).await.unwrap_err().code, ErrorCode::NotAllowed);
    assert_eq!(agent.desk.check_topic(draft).await.unwrap_err().code, ErrorCode::NotAllowed);
    assert_eq!(agent.desk.topic_overview(()).await.unwrap_err().code, ErrorCode::NotAllowed);
    assert_eq!(agent.desk.export_topics(()).await.unwrap_err().code, ErrorCode::NotAllowed);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dialogue_is_moved_only_where_its_topic_allows_h_2() {
    let centre = Centre::open().await;
    let (agent, admin) = (centre.seat("agent1").await, centre.seat("admin1").await);
    let (customer, _) = shared_customer(&agent).await;
    let (topic, stage) = topic_of(&agent, customer).await;
    admin.desk.publish_topic(TopicDraft { moves: AllowedMoves::Forward, ..TopicDraft::of(&topic) }).await.unwrap();
    settled(&admin).await;
    loop {
        let topics = agent.desk.topics(()).await.unwrap();
        if topics.iter().any(|it| it.id == topic.id && it.moves == AllowedMoves::Forward) {
            break;
        }
        tokio::task::yield_now().await;
    }
    let view = agent.desk.customer(customer).await.unwrap();
    let dialogue = view.dialogues.iter().find(|it| it.topic == topic.id && it.open).unwrap().id;
    let to = |stage| MoveStageForm { customer, dialogue, stage, call: None };
    agent.desk.move_stage(to(stage + 1)).await.unwrap();
    assert_eq!(agent.desk.move_stage(to(stage)).await.unwrap_err().code, ErrorCode::MoveNotAllowed);

    // H-10: an own slip goes back all the same, once it is another's it does not, and all of it stays on record.
    let this = DialogueRef { customer, dialogue };
    let other = centre.seat("agent2").await;
    let at = |view: &CustomerView, stage| view.dialogues.iter().any(|it| it.id == dialogue && it.stage == stage);
    shows(&other, customer, |view| at(view, stage + 1)).await;
    assert_eq!(other.desk.undo_move(this).await.unwrap_err().code, ErrorCode::NothingToUndo);
    assert!(at(&agent.desk.undo_move(this).await.unwrap(), stage));
    shows(&other, customer, |view| at(view, stage)).await;
    let evidence = other.desk.evidence(this).await.unwrap();
    let name = agent.desk.evidence(this).await.unwrap().moves[0].by.clone();
    assert_eq!(evidence.moves.iter().take(2).map(|it| it.stage).collect::<Vec<_>>(), [stage, stage + 1]);
    assert!(matches!(&name, MovedBy::Person { name: Some(_) }));
    assert_eq!(evidence.moves[0].by, name);
    let contacts = &evidence.contacts.entries;
    assert!(!contacts.is_empty() && contacts.iter().all(|it| it.interaction.dialogue == Some(dialogue)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_becomes_drafts_and_nothing_is_published_by_it_p_14() {
    let mut centre = Centre::open().await;
    let admin = centre.seat("admin1").await;
    let file = admin.desk.export_topics(()).await.unwrap();
    let TopicImport::Topics { topics } = admin.desk.import_topics(file).await.unwrap() else { panic!("unreadable") };
    assert_eq!(topics.len(), 10);
    assert!(topics.iter().all(|it| it.draft.id.is_some() && it.check.problems.is_empty() && !it.check.changed));
    let broken = TopicFile { text: "format = 1\n[[topic]".to_owned() };
    assert!(matches!(admin.desk.import_topics(broken).await.unwrap(), TopicImport::Unreadable { .. }));

    let TopicImport::Topics { topics } = admin.desk.template_topics(Template::Shop).await.unwrap() else {
        panic!("unreadable")
    };
    let draft = topics[0].draft.clone();
    assert!(draft.id.is_none() && topics[0].check.changed);
    let published = admin.desk.publish_topic(draft.clone()).await.unwrap();
    assert_eq!(admin.desk.topics(()).await.unwrap().len(), 11);
    assert_eq!(published.key, draft.key);
    settled(&admin).await;

    // Without the server nothing is published: somebody else might, too.
    centre.down().await;
    admin.host.last(|it| matches!(it, daehwa_desk::api::event::UiEvent::Sync(_)), |it| {
        matches!(it, daehwa_desk::api::event::UiEvent::Sync(view) if view.link != daehwa_desk::api::sync::LinkState::Online)
    }).await;
    let error = admin.desk.publish_topic(TopicDraft { retired: true, ..TopicDraft::of(&published) }).await.unwrap_err();
    assert_eq!((error.code, error.retry), (ErrorCode::NeedsServer, true));
}
