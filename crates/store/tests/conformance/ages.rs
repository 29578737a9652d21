//! Desktops of every age: an older one is sent nothing that it can't read, and gets it when it is updated.

use daehwa_domain::{
    assignment::Assignment,
    customer::Language,
    dialogue::Cause,
    id::{AssignmentId, InteractionId, SegmentId},
    record::{Fact, Record},
    segment::{Condition, Matches, Segment, SegmentQuery, Test},
};
use daehwa_protocol::{
    SCHEMA_VERSION,
    message::Change,
    schema::{self, FIRST_SCHEMA},
    scope::Scope,
};
use daehwa_store::ledger::DeltaRead;
use serde_json::json;
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection, raw_sql};

use crate::{
    centre::{Centre, NOW, dialogue, id, interaction},
    ground::Ground,
    replica::Replica,
};

fn needs(change: &Change) -> u16 {
    match change {
        Change::Fact { fact } => schema::of_fact(fact),
        Change::Record { versioned } => schema::of_record(&versioned.record),
        Change::Left { .. } | Change::Erased { .. } => FIRST_SCHEMA,
    }
}

/// A contact of team A that was put to a dialogue: the assignment is of schema 2.
async fn assigned(centre: &Centre) -> daehwa_domain::customer::Customer {
    let customer = centre.customer_of_a().await;
    let mut desktop = centre.desktop(&centre.agent_a);
    let user = centre.agent_a.user.id;
    let Fact::Interaction(contact) = interaction(&customer, user, NOW.0) else { panic!() };
    let opened = dialogue(&customer, centre.topic);
    let assignment = Assignment {
        id: AssignmentId(id()),
        customer: customer.id,
        interaction: InteractionId(contact.id.0),
        dialogue: Some(opened.id),
        at_ms: NOW,
        cause: Cause::Person { user },
    };
    let ops = [Fact::Interaction(contact), Fact::DialogueOpened(opened), Fact::Assigned(assignment)];
    let ops = ops.map(|fact| desktop.append(fact));
    centre.accepted(&centre.agent_a, &ops).await;
    customer
}

pub async fn an_older_desktop_is_sent_what_it_can_read_and_the_rest_when_it_is_updated(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let team = Scope::Team(centre.team_a);
    assigned(&centre).await;
    let condition = Condition { not: true, test: Test::Language { language: Language::En } };
    let query = SegmentQuery { matches: Matches::All, conditions: vec![condition] };
    let segment = Segment {
        id: SegmentId(id()),
        name: "모두".into(),
        query,
        retired: false,
        created_by: centre.admin.user.id,
        created_ms: NOW,
    };
    let made = centre.desktop(&centre.admin).create(Record::Segment(segment.clone()));
    centre.accepted(&centre.admin, &[made]).await;
    for scope in [team, Scope::Centre] {
        let newest = Replica::filled(&*centre.store, centre.tenant, scope, 2, || async {}).await;
        assert!(newest.rows.values().any(|row| needs(&row.change) > FIRST_SCHEMA), "there is something to hide");
        for age in FIRST_SCHEMA..=SCHEMA_VERSION {
            // Both ways; the checksums are compared at the head.
            let mut followed = Replica { schema: age, ..Replica::default() };
            followed.catch_up(&*centre.store, centre.tenant, scope, 1).await;
            let filled = Replica::filled_for(age, &*centre.store, centre.tenant, scope, 2, || async {}).await;
            assert_eq!(followed.rows, filled.rows);
            let readable = |row: &&crate::replica::Row| needs(&row.change) <= age;
            assert!(followed.rows.values().all(|row| needs(&row.change) <= age));
            assert_eq!(followed.rows.len(), newest.rows.values().filter(readable).count());

            // Updated, it stands at the head and finds another sum there: that makes it fill again.
            let read = centre.store.delta(centre.tenant, scope, followed.cursor, 10).await.unwrap();
            let DeltaRead::Changes(delta) = read else { panic!("the log reaches back") };
            assert!(delta.changes.is_empty());
            assert_eq!(delta.checksum == Some(followed.checksum()), followed.rows.len() == newest.rows.len());
        }
    }
    // What it can't read changes, and goes on being hidden.
    let mut old = Replica::filled_for(3, &*centre.store, centre.tenant, Scope::Centre, 9, || async {}).await;
    let mut admin = centre.desktop(&centre.admin);
    let renamed = admin.set(daehwa_domain::record::RecordKind::Segment, segment.id.0, None, "name", json!("다른"));
    centre.accepted(&centre.admin, &[renamed]).await;
    let rows = old.rows.len();
    old.catch_up(&*centre.store, centre.tenant, Scope::Centre, 1).await;
    assert_eq!(old.rows.len(), rows);
}

pub async fn a_moved_or_erased_customer_takes_along_what_older_desktops_cannot_read(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let (a, b) = (Scope::Team(centre.team_a), Scope::Team(centre.team_b));
    let (moved, erased) = (assigned(&centre).await, assigned(&centre).await);
    let to_b = centre.desktop(&centre.admin).set_customer(&moved, "team", json!(centre.team_b));
    let lead = crate::centre::person(
        &*centre.store,
        centre.tenant,
        "lead",
        daehwa_domain::people::Role::Supervisor,
        vec![centre.team_a, centre.team_b],
    )
    .await;
    let to_b = daehwa_protocol::op::Op { user: lead.user.id, ..to_b };
    centre.accepted(&lead, &[to_b]).await;
    centre.store.erase(centre.tenant, erased.id, NOW).await.unwrap();
    for scope in [a, b] {
        for age in [FIRST_SCHEMA, SCHEMA_VERSION] {
            let mut desktop = Replica { schema: age, ..Replica::default() };
            desktop.catch_up(&*centre.store, centre.tenant, scope, 2).await;
            assert_eq!(desktop.rows.is_empty(), scope == a);
        }
    }
}

pub async fn a_database_from_before_is_counted_when_it_is_opened(ground: &Ground) {
    let store = ground.store().await;
    let centre = Centre::new(store).await;
    assigned(&centre).await;
    // As the migration leaves a database that was made before this was kept.
    let statement = "UPDATE scope_head SET newer = NULL; DELETE FROM derived; DELETE FROM contact_key".to_owned();
    match ground.url().strip_prefix("sqlite:") {
        Some(_) => {
            let mut connection = SqliteConnection::connect(ground.url()).await.unwrap();
            raw_sql(AssertSqlSafe(statement)).execute(&mut connection).await.unwrap();
            connection.close().await.unwrap();
        }
        None => {
            let mut connection = PgConnection::connect(ground.url()).await.unwrap();
            raw_sql(AssertSqlSafe(statement)).execute(&mut connection).await.unwrap();
            connection.close().await.unwrap();
        }
    }
    let opened = ground.store().await;
    let scope = Scope::Team(centre.team_a);
    for age in FIRST_SCHEMA..=SCHEMA_VERSION {
        let mut desktop = Replica { schema: age, ..Replica::default() };
        desktop.catch_up(&*opened, centre.tenant, scope, 5).await;
    }
}
