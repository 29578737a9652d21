//! Signing in and out over HTTP.

use daehwa_domain::id::DeviceId;
use daehwa_protocol::auth::{Refresh, SignIn, Tokens};
use reqwest::StatusCode;
use serde_json::json;
use uuid::Uuid;

use crate::{
    centre::{Centre, PASSWORD, refusal},
    desktop,
};

fn body(login: &str, password: &str) -> SignIn {
    SignIn { login: login.into(), password: password.into(), device: DeviceId(Uuid::now_v7()) }
}

fn refresh_of(tokens: &Tokens) -> Refresh {
    Refresh { refresh_token: tokens.refresh_token.clone() }
}

#[tokio::test]
async fn the_right_password_brings_tokens_and_the_user() {
    let centre = Centre::new().await;
    let tokens = centre.sign_in("agent-a").await;
    assert_eq!(tokens.user.login, "agent-a");
    assert_eq!(tokens.expires_in_s, 900);
    assert_eq!(tokens.tenant, centre.people.tenant());
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_user_are_told_alike() {
    let centre = Centre::new().await;
    for (login, password) in [("agent-a", "wrong password"), ("nobody", PASSWORD), ("", "")] {
        let answer = centre.post("sign-in", &body(login, password)).await;
        assert_eq!(refusal(answer).await, (401, "wrong_password".into()));
    }
}

// security.md, 20
#[tokio::test]
async fn after_many_wrong_passwords_even_the_right_one_has_to_wait() {
    let centre = Centre::new().await;
    for _ in 0..8 {
        centre.post("sign-in", &body("agent-a", "wrong password")).await;
    }
    let answer = centre.post("sign-in", &body("agent-a", PASSWORD)).await;
    assert!(answer.headers().contains_key("retry-after"));
    assert_eq!(refusal(answer).await, (429, "too_many_attempts".into()));
    centre.sign_in("agent-b").await;
}

#[tokio::test]
async fn bodies_that_are_no_sign_in_are_refused_with_a_code() {
    let centre = Centre::new().await;
    assert_eq!(refusal(centre.post("sign-in", &json!({"login": 5})).await).await, (400, "bad_request".into()));
    assert_eq!(refusal(centre.post("sign-in", &body("a", &"x".repeat(2_000))).await).await.0, 400);
    assert_eq!(refusal(centre.post("sign-in", &body("a", &"x".repeat(100_000))).await).await.0, 400);
    assert_eq!(refusal(centre.post("refresh", &json!({"refresh_token": "한글"})).await).await.0, 401);
    assert_eq!(refusal(centre.get("/").await).await, (404, "no_such_address".into()));
}

#[tokio::test]
async fn the_server_says_that_it_is_well() {
    let centre = Centre::new().await;
    let health: serde_json::Value = centre.get("/api/v1/health").await.json().await.unwrap();
    assert_eq!((&health["ok"], &health["protocol"]), (&json!(true), &json!(daehwa_protocol::PROTOCOL_VERSION)));
}

// security.md, 7
#[tokio::test]
async fn a_refresh_token_works_once_and_its_second_use_signs_everything_out() {
    let centre = Centre::new().await;
    let first = centre.sign_in("agent-a").await;
    let answer = centre.post("refresh", &refresh_of(&first)).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let second: Tokens = answer.json().await.unwrap();
    assert!(desktop::open(centre.server.address(), Some(&first.access_token)).await.is_err());
    let mut open = desktop::open(centre.server.address(), Some(&second.access_token)).await.unwrap();

    let reused = centre.post("refresh", &refresh_of(&first)).await;
    assert_eq!(refusal(reused).await, (401, "token_reused".into()));
    open.closed().await;
    let dead = centre.post("refresh", &refresh_of(&second)).await;
    assert_eq!(refusal(dead).await.0, 401);
    assert!(desktop::open(centre.server.address(), Some(&second.access_token)).await.is_err());
}

#[tokio::test]
async fn signing_out_ends_the_tokens_and_the_socket() {
    let centre = Centre::new().await;
    let tokens = centre.sign_in("agent-a").await;
    let mut open = desktop::open(centre.server.address(), Some(&tokens.access_token)).await.unwrap();
    assert_eq!(centre.post("sign-out", &refresh_of(&tokens)).await.status(), StatusCode::NO_CONTENT);
    open.closed().await;
    assert_eq!(refusal(centre.post("refresh", &refresh_of(&tokens)).await).await.0, 401);
}

// security.md, 7
#[tokio::test]
async fn a_disabled_user_can_not_sign_in_and_hears_why() {
    let centre = Centre::new().await;
    let tokens = centre.sign_in("agent-a").await;
    centre.people.set_disabled("agent-a", true).await.unwrap();
    let answer = centre.post("sign-in", &body("agent-a", PASSWORD)).await;
    assert_eq!(refusal(answer).await, (403, "disabled".into()));
    let wrong = centre.post("sign-in", &body("agent-a", "wrong password")).await;
    assert_eq!(refusal(wrong).await, (401, "wrong_password".into()));
    assert_eq!(refusal(centre.post("refresh", &refresh_of(&tokens)).await).await.0, 403);
    centre.people.set_disabled("agent-a", false).await.unwrap();
    centre.sign_in("agent-a").await;
}

#[tokio::test]
async fn a_new_password_signs_out_everywhere() {
    let centre = Centre::new().await;
    let tokens = centre.sign_in("agent-a").await;
    centre.people.set_password("agent-a", "another password").await.unwrap();
    assert_eq!(refusal(centre.post("refresh", &refresh_of(&tokens)).await).await.0, 401);
    let old = centre.post("sign-in", &body("agent-a", PASSWORD)).await;
    assert_eq!(refusal(old).await.0, 401);
    assert_eq!(centre.post("sign-in", &body("agent-a", "another password")).await.status(), StatusCode::OK);
}
