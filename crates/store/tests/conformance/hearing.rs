//! Only where several servers run on one database: they hear of each other's commits.

use std::time::Duration;

use daehwa_domain::record::Record;
use daehwa_protocol::{message::ScopeHead, scope::Scope};

use crate::{
    centre::{Centre, customer},
    ground::Ground,
};

// D-42
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_server_commits_another_hears() {
    let ground = Ground::postgres().await;
    let centre = Centre::new(ground.store().await).await;
    let other = ground.store().await;
    let made = ScopeHead { scope: Scope::Team(centre.team_a), head: 1 };
    let listening = tokio::spawn(async move {
        loop {
            let heard = other.hear().await.unwrap();
            if heard.iter().any(|(_, head)| head.scope == made.scope) {
                return heard;
            }
        }
    });
    // The ear may open after the first commit; one of those that follow is heard.
    let mut desktop = centre.desktop(&centre.agent_a);
    let committing = async {
        loop {
            let op = desktop.create(Record::Customer(customer(centre.team_a)));
            centre.accepted(&centre.agent_a, &[op]).await;
            tokio::task::yield_now().await;
        }
    };
    let heard = tokio::time::timeout(Duration::from_secs(20), async {
        tokio::select! {
            heard = listening => heard.unwrap(),
            () = committing => unreachable!(),
        }
    });
    let heard = heard.await.unwrap();
    assert!(heard.iter().all(|(tenant, _)| *tenant == centre.tenant));
    ground.clear().await;
}
