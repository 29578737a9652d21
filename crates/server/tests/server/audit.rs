//! The audit log over HTTP: what is in it, and who reads it (security.md, 13).

use daehwa_domain::id::DeviceId;
use daehwa_protocol::auth::SignIn;
use daehwa_server::audit;
use serde_json::Value;
use uuid::Uuid;

use crate::centre::{Centre, PASSWORD, refusal};

async fn refused(centre: &Centre, login: &str) {
    let body = SignIn { login: login.into(), password: "wrong password".into(), device: DeviceId(Uuid::now_v7()) };
    centre.post("sign-in", &body).await;
}

async fn rows(centre: &Centre, token: &str, after: u64) -> reqwest::Response {
    let url = format!("http://{}/api/v1/audit?after={after}", centre.server.address());
    reqwest::Client::new().get(url).bearer_auth(token).send().await.unwrap()
}

#[tokio::test]
async fn sign_ins_and_refused_ones_are_in_the_audit_log_which_administrators_read() {
    let centre = Centre::new().await;
    let before = centre.store.audit_head(centre.people.tenant()).await.unwrap().seq;
    refused(&centre, "agent-a").await;
    refused(&centre, "nobody 비밀번호").await;
    let agent = centre.sign_in("agent-a").await;
    let admin = centre.sign_in("admin").await;
    for token in [&agent.access_token, &centre.sign_in("lead-a").await.access_token] {
        assert_eq!(refusal(rows(&centre, token, 0).await).await, (403, "not_allowed".into()));
    }
    assert_eq!(refusal(rows(&centre, "none", 0).await).await.0, 401);

    let read: Vec<Value> = rows(&centre, &admin.access_token, before).await.json().await.unwrap();
    let who = |row: &Value| row["who"].as_str().map(str::to_owned);
    let [wrong, unknown, signed_in, ..] = &read[..] else { panic!("{read:?}") };
    let agent = Some(agent.user.id.to_string());
    assert_eq!((who(wrong), &wrong["deed"]["sign_in_refused"]["why"]), (agent.clone(), &"wrong_password".into()));
    assert_eq!((who(unknown), &unknown["deed"]["sign_in_refused"]["why"]), (None, &"wrong_password".into()));
    assert_eq!((who(signed_in), &signed_in["deed"]), (agent, &"signed_in".into()));
    assert_eq!((&wrong["from"], &wrong["seq"]), (&"127.0.0.1".into(), &(before + 1).into()));
    // What was typed as a name may be a password.
    assert!(!serde_json::to_string(&read).unwrap().contains("nobody"));
}

#[tokio::test]
async fn people_are_made_and_passwords_set_in_the_audit_log_and_it_holds_against_what_was_written_down() {
    let centre = Centre::new().await;
    let tenant = centre.people.tenant();
    let before = centre.store.audit_head(tenant).await.unwrap();
    centre.people.set_disabled("agent-a", true).await.unwrap();
    centre.people.set_password("agent-b", PASSWORD).await.unwrap();
    let rows = centre.store.audited(tenant, before.seq, 10).await.unwrap();
    let deeds: Vec<Value> = rows.iter().map(|it| serde_json::to_value(it.entry().unwrap().deed).unwrap()).collect();
    assert_eq!(deeds[0]["changed"]["fields"], serde_json::json!(["disabled"]));
    assert!(deeds[1]["password_set"]["user"].is_string());

    let folder = tempfile::tempdir().unwrap();
    let file = audit::anchor_file(folder.path());
    let check = async || audit::check(centre.store.clone(), tenant, &file).await.unwrap();
    let head = check().await.unwrap();
    audit::write_down(&file, before).unwrap();
    audit::write_down(&file, head).unwrap();
    assert_eq!(check().await, Ok(head));
    audit::write_down(&file, head.after(b"cut off")).unwrap();
    assert!(check().await.is_err());
}
