//! Who may do what, and what an op must be like.

use daehwa_domain::{
    assignment::Assignment,
    customer::{Customer, Language},
    dialogue::{Cause, Stage, StageMove},
    id::{AssignmentId, CustomerId, DialogueId, InteractionId, SegmentId, StageMoveId, TeamId, TopicId, UserId},
    limits::MAX_NOTE_BYTES,
    people::{Role, Team},
    record::{Fact, Record, RecordKind},
    segment::{Condition, Matches, Segment, SegmentQuery, Test},
    time::Timestamp,
};
use daehwa_protocol::{error::Refusal, op::Op};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    centre::{Centre, Desktop, NOW, customer, dialogue, id, interaction, note, person, remark, server_stamp, words},
    ground::Ground,
};

/// Every action there is, on a customer.
fn actions(centre: &Centre, desktop: &mut Desktop, customer: &Customer) -> Vec<Op> {
    let author = desktop.user;
    vec![
        desktop.append(interaction(customer, author, NOW.0)),
        desktop.append(note(customer, author, "words".into())),
        desktop.append(Fact::DialogueOpened(dialogue(customer, centre.topic))),
        desktop.create(Record::Remark(remark(customer, author))),
        desktop.set_customer(customer, "name", json!("새 이름")),
        desktop.set_customer(customer, "team", json!(centre.team_a)),
        desktop.set_customer(customer, "team", json!(centre.team_b)),
    ]
}

// security.md, 6: role × action × whose
pub async fn an_agent_can_touch_nothing_of_another_team(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let theirs = customer(centre.team_b);
    let made = centre.desktop(&centre.agent_b).create(Record::Customer(theirs.clone()));
    centre.accepted(&centre.agent_b, &[made]).await;
    for role in [Role::Agent, Role::Supervisor, Role::Administrator] {
        let login = format!("{role:?}");
        let somebody = person(&*centre.store, centre.tenant, &login, role, vec![centre.team_a]).await;
        let mut desktop = centre.desktop(&somebody);
        for op in actions(&centre, &mut desktop, &theirs) {
            let action = op.action.clone();
            assert_eq!(centre.refusal(&somebody, op).await, Refusal::NotAllowed, "{role:?} {action:?}");
        }
        let planted = desktop.create(Record::Customer(customer(centre.team_b)));
        assert_eq!(centre.refusal(&somebody, planted).await, Refusal::NotAllowed);
    }
    let mut owner = centre.desktop(&centre.agent_b);
    let allowed: Vec<_> = actions(&centre, &mut owner, &theirs).drain(..5).collect();
    centre.accepted(&centre.agent_b, &allowed).await;
}

pub async fn only_administrators_change_the_centres_own_records(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let supervisor =
        person(&*centre.store, centre.tenant, "lead", Role::Supervisor, vec![centre.team_a, centre.team_b]).await;
    let edits = |desktop: &mut Desktop| {
        vec![
            desktop.set(RecordKind::Topic, centre.topic.0, None, "retired", json!(true)),
            desktop.set(RecordKind::User, centre.agent_b.user.id.0, None, "disabled", json!(true)),
            desktop.set(RecordKind::Team, centre.team_b.0, None, "name", json!({"ko": "가", "en": "a"})),
            desktop.create(Record::Team(Team { id: TeamId(id()), name: words("new") })),
        ]
    };
    for who in [&centre.agent_a, &supervisor] {
        for op in edits(&mut centre.desktop(who)) {
            assert_eq!(centre.refusal(who, op).await, Refusal::NotAllowed);
        }
    }
    let mut desktop = centre.desktop(&centre.admin);
    centre.accepted(&centre.admin, &edits(&mut desktop)).await;
    let mut newcomer = centre.agent_a.user.clone();
    newcomer.id = UserId(id());
    let made = desktop.create(Record::User(newcomer));
    assert_eq!(centre.refusal(&centre.admin, made).await, Refusal::NotAllowed);
    let renamed = desktop.set(RecordKind::User, centre.agent_a.user.id.0, None, "login", json!("admin"));
    assert_eq!(centre.refusal(&centre.admin, renamed).await, Refusal::Invalid);
}

pub async fn segments_are_made_and_edited_by_who_leads_h_8(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let supervisor = person(&*centre.store, centre.tenant, "lead", Role::Supervisor, vec![centre.team_a]).await;
    let condition = Condition { not: true, test: Test::Language { language: Language::En } };
    let query = SegmentQuery { matches: Matches::All, conditions: vec![condition] };
    let segment = |created_by| Segment {
        id: SegmentId(id()),
        name: "한국어".into(),
        query: query.clone(),
        retired: false,
        created_by,
        created_ms: NOW,
    };
    let (mut agent, mut lead, mut admin) =
        (centre.desktop(&centre.agent_a), centre.desktop(&supervisor), centre.desktop(&centre.admin));
    let theirs = agent.create(Record::Segment(segment(agent.user)));
    assert_eq!(centre.refusal(&centre.agent_a, theirs).await, Refusal::NotAllowed);
    let in_anothers_name = lead.create(Record::Segment(segment(agent.user)));
    assert_eq!(centre.refusal(&supervisor, in_anothers_name).await, Refusal::NotAllowed);

    let own = segment(lead.user);
    let made = lead.create(Record::Segment(own.clone()));
    centre.accepted(&supervisor, &[made]).await;
    let renamed = admin.set(RecordKind::Segment, own.id.0, None, "name", json!("Korean"));
    centre.accepted(&centre.admin, &[renamed]).await;
    let by_an_agent = agent.set(RecordKind::Segment, own.id.0, None, "retired", json!(true));
    assert_eq!(centre.refusal(&centre.agent_a, by_an_agent).await, Refusal::NotAllowed);
    let everybody = lead.set(RecordKind::Segment, own.id.0, None, "query", json!({"matches": "all", "conditions": []}));
    assert_eq!(centre.refusal(&supervisor, everybody).await, Refusal::Invalid);
}

pub async fn nobody_writes_in_another_users_name(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let customer = centre.customer_of_a().await;
    let other = centre.agent_b.user.id;
    let mut desktop = centre.desktop(&centre.agent_a);
    let mut as_other = desktop.append(interaction(&customer, centre.agent_a.user.id, NOW.0));
    as_other.user = other;
    let opened = dialogue(&customer, centre.topic);
    let moved = StageMove {
        id: StageMoveId(id()),
        customer: customer.id,
        dialogue: opened.id,
        stage: 1,
        version: 1,
        at_ms: NOW,
        interaction: None,
        cause: Cause::Person { user: other },
    };
    centre.accepted(&centre.agent_a, &[desktop.append(Fact::DialogueOpened(opened))]).await;
    for op in [
        as_other,
        desktop.append(interaction(&customer, other, NOW.0)),
        desktop.append(note(&customer, other, "not mine".into())),
        desktop.create(Record::Remark(remark(&customer, other))),
        desktop.append(Fact::StageMove(moved)),
    ] {
        assert_eq!(centre.refusal(&centre.agent_a, op).await, Refusal::NotAllowed);
    }
}

pub async fn a_contact_is_assigned_once_to_a_dialogue_of_its_own_customer_h_1(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let (customer, other) = (centre.customer_of_a().await, centre.customer_of_a().await);
    let author = centre.agent_a.user.id;
    let mut desktop = centre.desktop(&centre.agent_a);
    let contact = interaction(&customer, author, NOW.0);
    let (own, foreign) = (dialogue(&customer, centre.topic), dialogue(&other, centre.topic));
    let assigned = |contact: Uuid, dialogue| Assignment {
        id: AssignmentId(id()),
        customer: customer.id,
        interaction: InteractionId(contact),
        dialogue: Some(dialogue),
        at_ms: NOW,
        cause: Cause::Person { user: author },
    };
    let good = assigned(contact.id(), own.id);
    let too_early = desktop.append(Fact::Assigned(good.clone()));
    assert_eq!(centre.refusal(&centre.agent_a, too_early).await, Refusal::UnknownRecord);
    let made = [contact.clone(), Fact::DialogueOpened(own.clone()), Fact::DialogueOpened(foreign.clone())];
    centre.accepted(&centre.agent_a, &made.map(|fact| desktop.append(fact))).await;
    for wrong in [assigned(contact.id(), foreign.id), assigned(id(), own.id)] {
        let op = desktop.append(Fact::Assigned(wrong));
        assert_eq!(centre.refusal(&centre.agent_a, op).await, Refusal::UnknownRecord);
    }
    let cause = Cause::Person { user: centre.agent_b.user.id };
    let as_other = desktop.append(Fact::Assigned(Assignment { cause, ..assigned(contact.id(), own.id) }));
    assert_eq!(centre.refusal(&centre.agent_a, as_other).await, Refusal::NotAllowed);

    let op = desktop.append(Fact::Assigned(good.clone()));
    centre.accepted(&centre.agent_a, std::slice::from_ref(&op)).await;
    // Sent again, by the same op or by another one, it is the same fact.
    let again = centre.accepted(&centre.agent_a, &[op, desktop.append(Fact::Assigned(good))]).await;
    assert!(again.grown.is_empty(), "nobody is told of it twice");
    let back = Assignment { dialogue: None, ..assigned(contact.id(), own.id) };
    centre.accepted(&centre.agent_a, &[desktop.append(Fact::Assigned(back))]).await;
}

// security.md, 7
pub async fn a_disabled_user_can_push_nothing_any_more(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let customer = centre.customer_of_a().await;
    let mut user = centre.agent_a.user.clone();
    user.disabled = true;
    centre.store.put_user(centre.tenant, &user, server_stamp(2)).await.unwrap();
    let op = centre.desktop(&centre.agent_a).append(interaction(&customer, user.id, NOW.0));
    assert_eq!(centre.refusal(&centre.agent_a, op).await, Refusal::NotAllowed);
}

pub async fn who_leads_may_hand_a_customer_over_and_an_agent_may_not(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let customer = centre.customer_of_a().await;
    let away = centre.desktop(&centre.agent_a).set_customer(&customer, "team", json!(centre.team_b));
    assert_eq!(centre.refusal(&centre.agent_a, away).await, Refusal::NotAllowed);
    let lead = person(&*centre.store, centre.tenant, "lead", Role::Supervisor, vec![centre.team_a]).await;
    let mut desktop = centre.desktop(&lead);
    let nowhere = desktop.set_customer(&customer, "team", json!(TeamId(id())));
    assert_eq!(centre.refusal(&lead, nowhere).await, Refusal::UnknownRecord);
    let over = desktop.set_customer(&customer, "team", json!(centre.team_b));
    centre.accepted(&lead, &[over]).await;
}

pub async fn stages_and_topics_must_exist(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let customer = centre.customer_of_a().await;
    let author = centre.agent_a.user.id;
    let mut desktop = centre.desktop(&centre.agent_a);
    let opened = dialogue(&customer, centre.topic);
    let moved = |dialogue, stage| {
        Fact::StageMove(StageMove {
            id: StageMoveId(id()),
            customer: customer.id,
            dialogue,
            stage,
            version: 1,
            at_ms: NOW,
            interaction: None,
            cause: Cause::Person { user: author },
        })
    };
    let pathless = desktop.append(Fact::DialogueOpened(dialogue(&customer, TopicId(id()))));
    assert_eq!(centre.refusal(&centre.agent_a, pathless).await, Refusal::UnknownRecord);
    let too_early = desktop.append(moved(opened.id, 1));
    assert_eq!(centre.refusal(&centre.agent_a, too_early).await, Refusal::UnknownRecord);
    let nowhere = desktop.append(moved(DialogueId(id()), 1));
    assert_eq!(centre.refusal(&centre.agent_a, nowhere).await, Refusal::UnknownRecord);
    let good = [desktop.append(Fact::DialogueOpened(opened.clone())), desktop.append(moved(opened.id, 3))];
    centre.accepted(&centre.agent_a, &good).await;
    for stage in [0, 4] {
        let op = desktop.append(moved(opened.id, stage));
        assert_eq!(centre.refusal(&centre.agent_a, op).await, Refusal::Invalid);
    }
}

// H-2
pub async fn a_topics_stages_are_changed_only_with_a_revision_that_follows_on_what_is_published(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let (customer, author) = (centre.customer_of_a().await, centre.agent_a.user.id);
    let mut desktop = centre.desktop(&centre.agent_a);
    let opened = dialogue(&customer, centre.topic);
    let moved = |version, stage| {
        Fact::StageMove(StageMove {
            id: StageMoveId(id()),
            customer: customer.id,
            dialogue: opened.id,
            stage,
            version,
            at_ms: NOW,
            interaction: None,
            cause: Cause::Person { user: author },
        })
    };
    centre.accepted(&centre.agent_a, &[desktop.append(Fact::DialogueOpened(opened.clone()))]).await;
    let early = desktop.append(moved(2, 1));
    assert_eq!(centre.refusal(&centre.agent_a, early).await, Refusal::Invalid, "the second version is not published");

    // From "open, open, closing" to "open, closing".
    let stages = json!([false, true].map(|closing| Stage::new(words("stage"), words(""), closing)));
    let revision = |to: [u8; 3]| json!([{ "to": to, "closing": [3], "published_ms": NOW }]);
    let mut admin = centre.desktop(&centre.admin);
    let publish =
        |admin: &mut Desktop, fields: &[(&str, Value)]| admin.set_all(RecordKind::Topic, centre.topic.0, fields);
    for (fields, why) in [
        (vec![("stages", stages.clone())], "no revision"),
        (vec![("stages", stages.clone()), ("revisions", revision([1, 3, 2]))], "a stage that the new list has not"),
        (
            vec![("stages", stages.clone()), ("revisions", revision([1, 1, 1]))],
            "a closing stage goes over into an open one",
        ),
        (vec![("revisions", json!([]).clone()), ("stages", json!([]))], "no stage is left"),
    ] {
        let op = publish(&mut admin, &fields);
        assert_eq!(centre.refusal(&centre.admin, op).await, Refusal::Invalid, "{why}");
    }
    let good = [("stages", stages.clone()), ("revisions", revision([1, 1, 2]))];
    let by_an_agent = publish(&mut desktop, &good);
    assert_eq!(centre.refusal(&centre.agent_a, by_an_agent).await, Refusal::NotAllowed);
    let published = publish(&mut admin, &good);
    centre.accepted(&centre.admin, &[published]).await;

    // Moves under either version are taken, as long as it had the stage.
    let late = [desktop.append(moved(1, 3)), desktop.append(moved(2, 2))];
    centre.accepted(&centre.agent_a, &late).await;
    for (version, stage) in [(1, 4), (2, 3), (3, 1)] {
        let op = desktop.append(moved(version, stage));
        assert_eq!(centre.refusal(&centre.agent_a, op).await, Refusal::Invalid);
    }
    // Made by somebody who had not heard of it.
    let stale = publish(&mut admin, &[("stages", stages), ("revisions", revision([1, 2, 2]))]);
    assert_eq!(centre.refusal(&centre.admin, stale).await, Refusal::Invalid);
}

pub async fn every_writing_fits_and_a_text_without_end_does_not(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let mut odd = customer(centre.team_a);
    odd.name = "👩‍👩‍👧‍👦\u{202e}가\u{7f}".into();
    let author = centre.agent_a.user.id;
    let mut desktop = centre.desktop(&centre.agent_a);
    let fits =
        [desktop.create(Record::Customer(odd.clone())), desktop.append(note(&odd, author, "x".repeat(MAX_NOTE_BYTES)))];
    centre.accepted(&centre.agent_a, &fits).await;
    let mut endless = customer(centre.team_a);
    endless.name = "x".repeat(10_000);
    for op in [
        desktop.append(note(&odd, author, "x".repeat(MAX_NOTE_BYTES + 1))),
        desktop.create(Record::Customer(endless)),
        desktop.set_customer(&odd, "name", json!("x".repeat(10_000))),
        desktop.set_customer(&odd, "name", json!("a\0b")),
        desktop.append(interaction(&odd, author, -1)),
    ] {
        assert_eq!(centre.refusal(&centre.agent_a, op).await, Refusal::Invalid);
    }
}

pub async fn what_belongs_to_nobody_or_is_unknown_is_refused(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let known = centre.customer_of_a().await;
    let author = centre.agent_a.user.id;
    let mut desktop = centre.desktop(&centre.agent_a);
    let mut nobody = customer(centre.team_a);
    nobody.id = CustomerId(Uuid::nil());
    let mut newer = desktop.append(interaction(&known, author, NOW.0));
    newer.schema += 1;
    let cases = [
        (desktop.create(Record::Customer(nobody.clone())), Refusal::Invalid),
        (desktop.append(interaction(&nobody, author, NOW.0)), Refusal::Invalid),
        (desktop.append(interaction(&customer(centre.team_a), author, NOW.0)), Refusal::UnknownRecord),
        (desktop.set(RecordKind::Remark, id(), Some(known.id), "done", json!(true)), Refusal::UnknownRecord),
        (desktop.set(RecordKind::Customer, known.id.0, None, "name", json!("x")), Refusal::UnknownRecord),
        (newer, Refusal::Version),
    ];
    for (op, expected) in cases {
        let action = op.action.clone();
        assert_eq!(centre.refusal(&centre.agent_a, op).await, expected, "{action:?}");
    }
    let mut uncounted = desktop.append(interaction(&known, author, NOW.0));
    uncounted.counter = 0;
    assert_eq!(centre.refusal(&centre.agent_a, uncounted).await, Refusal::Invalid);
}

pub async fn ids_that_are_taken_are_refused(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let (one, two) = (centre.customer_of_a().await, centre.customer_of_a().await);
    let author = centre.agent_a.user.id;
    let mut desktop = centre.desktop(&centre.agent_a);
    let mine = remark(&one, author);
    let mut planted = mine.clone();
    planted.customer = two.id;
    centre.accepted(&centre.agent_a, &[desktop.create(Record::Remark(mine))]).await;
    let Fact::Interaction(first) = interaction(&one, author, NOW.0) else { panic!() };
    let mut moved = first.clone();
    moved.started_ms = Timestamp(NOW.0 + 1);
    centre.accepted(&centre.agent_a, &[desktop.append(Fact::Interaction(first))]).await;
    for op in [
        desktop.create(Record::Remark(planted)),
        desktop.append(Fact::Interaction(moved)),
        desktop.create(Record::Customer(one)),
    ] {
        assert_eq!(centre.refusal(&centre.agent_a, op).await, Refusal::Invalid);
    }
}
