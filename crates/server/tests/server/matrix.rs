//! Role × message × whose: nobody is sent anything of a scope that is not theirs.

use daehwa_domain::{id::DeviceId, id::TeamId, record::Record};
use daehwa_protocol::{
    error::Refusal,
    message::{Down, FillToken, Up, Verdict},
    scope::Scope,
};
use uuid::Uuid;

use crate::{
    centre::{Centre, customer},
    desktop::Desktop,
};

// security.md, 6
#[tokio::test]
async fn foreign_scopes_are_silent_for_every_role() {
    let centre = Centre::new().await;
    let (a, b) = (centre.team("A").await, centre.team("B").await);
    let nowhere = TeamId(Uuid::now_v7());
    for (login, own) in [("agent-a", vec![a]), ("lead-a", vec![a]), ("agent-b", vec![b]), ("admin", vec![])] {
        let device = DeviceId(Uuid::now_v7());
        let tokens = centre.sign_in_on(login, device).await;
        let (mut desktop, scopes) = Desktop::welcomed(centre.server.address(), &tokens, device).await;
        assert_eq!(scopes.len(), 1 + own.len());
        for team in [a, b, nowhere].into_iter().filter(|team| !own.contains(team)) {
            let scope = Scope::Team(team);
            let token = FillToken { as_of: 0, position: vec![0; 50] };
            desktop.say(&Up::Pull { scope, cursor: 0, limit: 10 }).await;
            desktop.say(&Up::Fill { scope, after: None, limit: 10 }).await;
            desktop.say(&Up::Fill { scope, after: Some(token), limit: 10 }).await;
            desktop.push(Record::Customer(customer(team))).await;
            // The refusal of the push is the first answer: nothing came before it.
            let Down::Acked { results } = desktop.answer().await else { panic!("{login} heard of {team}") };
            let Verdict::Refused { refusal, .. } = results[0].verdict else { panic!("{login} wrote to {team}") };
            assert_eq!(refusal, Refusal::NotAllowed);
        }
        for scope in own.into_iter().map(Scope::Team).chain([Scope::Centre]) {
            desktop.say(&Up::Pull { scope, cursor: 0, limit: 10 }).await;
            assert!(matches!(desktop.answer().await, Down::Delta { .. }));
        }
    }
}
