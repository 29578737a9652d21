//! Scripts, and what comes of them in contacts (D-11, P-14).

use daehwa_domain::{
    id::{DialogueId, InteractionId, ScriptId, ScriptTalkId},
    people::Role,
    record::{Fact, Record, RecordKind},
    script::{End, EndKind, Script, ScriptTalk, Step, StepKind},
};
use daehwa_protocol::error::Refusal;
use serde_json::json;

use crate::{
    centre::{Centre, NOW, dialogue, id, person, words},
    ground::Ground,
};

fn script(centre: &Centre) -> Script {
    let end = End { kind: EndKind::Talk, title: words(""), text: words("") };
    let step =
        Step { key: "bye".into(), say: words("bye"), kind: StepKind::End { end }, branches: Vec::new(), next: None };
    Script {
        id: ScriptId(id()),
        key: "short".into(),
        name: words("short"),
        topic: centre.topic,
        topic_version: 1,
        stages: Vec::new(),
        tiers: Vec::new(),
        languages: Vec::new(),
        version: 1,
        retired: false,
        steps: vec![step],
    }
}

pub async fn only_administrators_write_scripts_and_each_version_follows_on_the_last_p_14(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let script = script(&centre);
    let lead = person(&*centre.store, centre.tenant, "lead", Role::Supervisor, vec![centre.team_a]).await;
    for who in [&centre.agent_a, &lead] {
        let made = centre.desktop(who).create(Record::Script(script.clone()));
        assert_eq!(centre.refusal(who, made).await, Refusal::NotAllowed);
    }
    let mut desktop = centre.desktop(&centre.admin);
    let early = desktop.create(Record::Script(Script { version: 2, ..script.clone() }));
    assert_eq!(centre.refusal(&centre.admin, early).await, Refusal::Invalid);
    let endless =
        desktop.create(Record::Script(Script { steps: vec![script.steps[0].clone(); 501], ..script.clone() }));
    assert_eq!(centre.refusal(&centre.admin, endless).await, Refusal::Invalid);
    let made = desktop.create(Record::Script(script.clone()));
    centre.accepted(&centre.admin, &[made]).await;
    let set = |desktop: &mut crate::centre::Desktop, field: &str, value| {
        desktop.set(RecordKind::Script, script.id.0, None, field, value)
    };
    let same_version = set(&mut desktop, "retired", json!(true));
    assert_eq!(centre.refusal(&centre.admin, same_version).await, Refusal::Invalid);
    let skipped = set(&mut desktop, "version", json!(3));
    assert_eq!(centre.refusal(&centre.admin, skipped).await, Refusal::Invalid);
    let next = set(&mut desktop, "version", json!(2));
    centre.accepted(&centre.admin, &[next]).await;
    let by_agent = set(&mut centre.desktop(&centre.agent_a), "version", json!(3));
    assert_eq!(centre.refusal(&centre.agent_a, by_agent).await, Refusal::NotAllowed);
}

pub async fn what_was_answered_names_a_version_that_was_and_the_customers_own_dialogue_d_11(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let (customer, other) = (centre.customer_of_a().await, centre.customer_of_a().await);
    let script = script(&centre);
    let made = centre.desktop(&centre.admin).create(Record::Script(script.clone()));
    let author = centre.agent_a.user.id;
    let mut desktop = centre.desktop(&centre.agent_a);
    let talk = |version, dialogue: Option<DialogueId>| ScriptTalk {
        id: ScriptTalkId(id()),
        customer: customer.id,
        interaction: InteractionId(id()),
        dialogue,
        agent: author,
        at_ms: NOW,
        script: script.id,
        version,
        name: words("short"),
        answers: Vec::new(),
        summary: None,
    };
    let too_early = desktop.append(Fact::ScriptTalk(Box::new(talk(1, None))));
    assert_eq!(centre.refusal(&centre.agent_a, too_early).await, Refusal::UnknownRecord);
    centre.accepted(&centre.admin, &[made]).await;
    let (own, foreign) = (dialogue(&customer, centre.topic), dialogue(&other, centre.topic));
    let opened = [Fact::DialogueOpened(own.clone()), Fact::DialogueOpened(foreign.clone())];
    centre.accepted(&centre.agent_a, &opened.map(|fact| desktop.append(fact))).await;
    for wrong in [talk(0, None), talk(2, None), talk(1, Some(foreign.id)), talk(1, Some(DialogueId(id())))] {
        let op = desktop.append(Fact::ScriptTalk(Box::new(wrong)));
        assert_eq!(centre.refusal(&centre.agent_a, op).await, Refusal::UnknownRecord);
    }
    let as_other = ScriptTalk { agent: centre.agent_b.user.id, ..talk(1, None) };
    let as_other = desktop.append(Fact::ScriptTalk(Box::new(as_other)));
    assert_eq!(centre.refusal(&centre.agent_a, as_other).await, Refusal::NotAllowed);
    let good = desktop.append(Fact::ScriptTalk(Box::new(talk(1, Some(own.id)))));
    centre.accepted(&centre.agent_a, std::slice::from_ref(&good)).await;
    assert!(centre.accepted(&centre.agent_a, &[good]).await.grown.is_empty(), "nobody is told of it twice");
}
