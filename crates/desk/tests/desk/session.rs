//! Signing in: with the server, without it, after a crash, and everything that can be wrong with it.

use std::sync::atomic::Ordering;

use daehwa_desk::api::{
    error::{CommandError, ErrorCode},
    event::UiEvent,
    session::{Session, SignInForm, TrustForm},
};

use crate::{
    bench::{PASSWORD, Seat, form},
    sign_in_server::{SignInServer, USER},
};

const TWELVE_HOURS_MS: i64 = 12 * 3_600_000;

async fn session(seat: &Seat) -> Session {
    seat.desk.snapshot(()).await.unwrap().session
}

fn code<T: std::fmt::Debug>(outcome: Result<T, CommandError>) -> ErrorCode {
    outcome.unwrap_err().code
}

#[tokio::test]
async fn a_new_desktop_asks_for_its_first_sign_in_and_knows_its_user_afterwards() {
    let server = SignInServer::start().await;
    let seat = Seat::new();
    assert!(matches!(session(&seat).await, Session::SignedOut { first_run: true, passphrase: false, .. }));
    let signed_in = seat.sign_in(&server.url).await.unwrap();
    assert!(matches!(&signed_in, Session::SignedIn { user, ready: false, .. } if user.id == USER));
    assert_eq!(session(&seat).await, signed_in);
    seat.desk.sign_out(()).await.unwrap();
    let Session::SignedOut { first_run: false, login, server_url, .. } = session(&seat).await else { panic!() };
    assert_eq!((login.as_deref(), server_url.as_deref()), (Some("minseo"), Some(server.url.as_str())));
}

#[tokio::test]
async fn nothing_is_shown_to_nobody() {
    let seat = Seat::new();
    let none = serde_json::Value::Null;
    for name in ["work_list", "colleagues", "topics", "sync_status", "settings", "sign_out"] {
        assert_eq!(code(seat.desk.dispatch(name, none.clone()).await), ErrorCode::NotSignedIn, "{name}");
    }
    let search = serde_json::json!({ "text": "김", "limit": 5 });
    assert_eq!(code(seat.desk.dispatch("search", search).await), ErrorCode::NotSignedIn);
    assert_eq!(code(seat.desk.dispatch("no_such_command", none).await), ErrorCode::NotFound);
    assert_eq!(code(seat.desk.dispatch("search", serde_json::json!({ "text": 5 })).await), ErrorCode::Invalid);
}

#[tokio::test]
async fn what_the_server_refuses_is_told_by_its_reason() {
    let server = SignInServer::start().await;
    let seat = Seat::new();
    assert_eq!(code(seat.desk.sign_in(form(&server.url, "wrong")).await), ErrorCode::WrongPassword);
    for (status, told) in [
        (403, ErrorCode::UserDisabled),
        (429, ErrorCode::TooManyAttempts),
        (426, ErrorCode::VersionMismatch),
        (500, ErrorCode::ServerUnreachable),
    ] {
        server.answer(status, "because");
        let error = seat.sign_in(&server.url).await.unwrap_err();
        assert_eq!(error.code, told);
        assert_eq!(error.detail.as_deref(), (status == 429).then_some("7"));
    }
    assert_eq!(code(seat.sign_in("http://daehwa.example.com").await), ErrorCode::Invalid);
}

#[tokio::test]
async fn without_the_server_only_who_signed_in_before_can_and_only_with_the_same_password() {
    // D-40
    let mut server = SignInServer::start().await;
    let seat = Seat::new();
    seat.sign_in(&server.url).await.unwrap();
    let customer = seat.customer("박지훈", "010-2222-3333").await;
    seat.desk.sign_out(()).await.unwrap();
    server.stop().await;
    let stranger = SignInForm { login: "stranger".to_owned(), ..form(&server.url, PASSWORD) };
    assert_eq!(code(seat.desk.sign_in(stranger).await), ErrorCode::ServerUnreachable);
    for _ in 0..5 {
        assert_eq!(code(seat.desk.sign_in(form(&server.url, "wrong")).await), ErrorCode::WrongPassword);
    }
    // Guessing without the server costs time.
    assert_eq!(code(seat.sign_in(&server.url).await), ErrorCode::TooManyAttempts);
    seat.host.advance(30_000);
    seat.sign_in(&server.url).await.unwrap();
    assert_eq!(seat.desk.customer(customer).await.unwrap().customer.name, "박지훈");
}

#[tokio::test]
async fn an_unknown_certificate_is_never_trusted_silently() {
    let server = SignInServer::start_self_signed().await;
    let seat = Seat::new();
    let error = seat.sign_in(&server.url).await.unwrap_err();
    assert_eq!((error.code, error.detail.clone()), (ErrorCode::UnknownCertificate, server.fingerprint.clone()));
    let trust = |fingerprint: String| TrustForm { server_url: server.url.clone(), fingerprint };
    assert_eq!(code(seat.desk.trust_certificate(trust("ab".to_owned())).await), ErrorCode::Invalid);
    // Trust in another certificate is no trust in this one.
    seat.desk.trust_certificate(trust("0".repeat(64))).await.unwrap();
    assert_eq!(code(seat.sign_in(&server.url).await), ErrorCode::UnknownCertificate);
    seat.desk.trust_certificate(trust(server.fingerprint.clone().unwrap().to_uppercase())).await.unwrap();
    seat.sign_in(&server.url).await.unwrap();
    assert!(seat.host.count(|event| matches!(event, UiEvent::Notice(_))) == 0);
}

#[tokio::test]
async fn after_a_crash_the_session_goes_on_and_after_a_sign_out_it_does_not() {
    let server = SignInServer::start().await;
    let seat = Seat::at_work(&server.url).await;
    let again = seat.killed_and_started_again();
    assert!(matches!(session(&again).await, Session::SignedIn { .. }));
    again.desk.sign_out(()).await.unwrap();
    let once_more = again.killed_and_started_again();
    assert!(matches!(session(&once_more).await, Session::SignedOut { first_run: false, .. }));
}

#[tokio::test]
async fn a_session_goes_on_by_itself_for_a_limited_time_and_never_before_its_own_beginning() {
    // D-43
    let server = SignInServer::start().await;
    for (moved_ms, goes_on) in [(TWELVE_HOURS_MS - 1, true), (TWELVE_HOURS_MS, false), (-1, false)] {
        let seat = Seat::new();
        seat.sign_in(&server.url).await.unwrap();
        seat.host.advance(moved_ms);
        let again = seat.killed_and_started_again();
        assert_eq!(matches!(session(&again).await, Session::SignedIn { .. }), goes_on, "{moved_ms}");
    }
}

#[tokio::test]
async fn where_there_is_no_key_store_a_passphrase_opens_the_data_and_nothing_goes_on_by_itself() {
    // D-43
    let server = SignInServer::start().await;
    let seat = Seat::new();
    seat.host.no_key_store.store(true, Ordering::SeqCst);
    assert_eq!(code(seat.sign_in(&server.url).await), ErrorCode::PassphraseNeeded);
    assert!(matches!(session(&seat).await, Session::SignedOut { passphrase: true, .. }));
    let with = |passphrase: &str| SignInForm { passphrase: Some(passphrase.to_owned()), ..form(&server.url, PASSWORD) };
    assert_eq!(code(seat.desk.sign_in(with("short")).await), ErrorCode::Invalid);
    seat.desk.sign_in(with("한강 다리 열두 개")).await.unwrap();
    let customer = seat.customer("박지훈", "010-2222-3333").await;
    let again = seat.killed_and_started_again();
    assert!(matches!(session(&again).await, Session::SignedOut { passphrase: true, first_run: false, .. }));
    assert_eq!(code(again.sign_in(&server.url).await), ErrorCode::PassphraseNeeded);
    assert_eq!(code(again.desk.sign_in(with("한강 다리 열세 개")).await), ErrorCode::WrongPassphrase);
    again.desk.sign_in(with("한강 다리 열두 개")).await.unwrap();
    assert_eq!(again.desk.customer(customer).await.unwrap().customer.name, "박지훈");
}

#[tokio::test]
async fn where_the_key_store_takes_nothing_a_passphrase_opens_the_data() {
    // D-43
    let server = SignInServer::start().await;
    let seat = Seat::new();
    seat.host.read_only_key_store.store(true, Ordering::SeqCst);
    assert_eq!(code(seat.sign_in(&server.url).await), ErrorCode::PassphraseNeeded);
    let passphrase = Some("한강 다리 열두 개".to_owned());
    seat.desk.sign_in(SignInForm { passphrase, ..form(&server.url, PASSWORD) }).await.unwrap();
    assert!(matches!(session(&seat).await, Session::SignedIn { .. }));
}

#[tokio::test]
async fn a_key_store_that_does_not_answer_is_no_reason_to_forget_the_data() {
    let server = SignInServer::start().await;
    let seat = Seat::new();
    seat.sign_in(&server.url).await.unwrap();
    let customer = seat.customer("박지훈", "010-2222-3333").await;
    seat.host.no_key_store.store(true, Ordering::SeqCst);
    let again = seat.killed_and_started_again();
    let error = again.sign_in(&server.url).await.unwrap_err();
    assert_eq!((error.code, error.retry), (ErrorCode::PassphraseNeeded, true));
    again.host.no_key_store.store(false, Ordering::SeqCst);
    again.sign_in(&server.url).await.unwrap();
    assert!(again.desk.customer(customer).await.is_ok());
}

#[tokio::test]
async fn damaged_local_data_is_set_aside_and_the_user_is_told() {
    let server = SignInServer::start().await;
    let seat = Seat::new();
    seat.sign_in(&server.url).await.unwrap();
    let again = seat.killed_and_started_again();
    again.desk.snapshot(()).await.unwrap();
    drop(again);
    let dir = tempfile::tempdir().unwrap();
    for file in std::fs::read_dir(seat.dir.path()).unwrap() {
        let file = file.unwrap();
        let name = file.file_name().into_string().unwrap();
        if name.ends_with(".db") {
            std::fs::write(dir.path().join(name), vec![0x5a; 64 * 1024]).unwrap();
        } else if name == "accounts.json" {
            std::fs::copy(file.path(), dir.path().join(name)).unwrap();
        }
    }
    let again = Seat::over(dir, std::sync::Arc::new(seat.host.another()));
    assert!(matches!(session(&again).await, Session::SignedOut { recovered: true, .. }));
    again.sign_in(&server.url).await.unwrap();
    let kept = std::fs::read_dir(again.dir.path()).unwrap().filter(|file| {
        let name = file.as_ref().unwrap().file_name().into_string().unwrap();
        name.starts_with("cache-") && std::fs::metadata(file.as_ref().unwrap().path()).unwrap().len() == 64 * 1024
    });
    assert_eq!(kept.count(), 1, "the damaged file is kept");
}

#[tokio::test]
async fn another_person_can_not_sign_in_over_somebody_s_shift() {
    let server = SignInServer::start().await;
    let seat = Seat::at_work(&server.url).await;
    let other = SignInForm { login: "jihun".to_owned(), ..form(&server.url, PASSWORD) };
    assert_eq!(code(seat.desk.sign_in(other).await), ErrorCode::NotAllowed);
    // The same person may, at any time: that brings fresh tokens.
    seat.sign_in(&server.url).await.unwrap();
}

#[tokio::test]
async fn no_secret_and_no_customer_can_be_read_from_the_disk() {
    // D-43
    let server = SignInServer::start().await;
    let seat = Seat::at_work(&server.url).await;
    seat.customer("카나리아 Canary", "010-9876-5432").await;
    let canaries = ["Canary".as_bytes(), "카나리아".as_bytes(), b"9876-5432", PASSWORD.as_bytes(), b"refresh"];
    for file in std::fs::read_dir(seat.dir.path()).unwrap() {
        let path = file.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        for canary in canaries {
            assert!(!bytes.windows(canary.len()).any(|part| part == canary), "{}", path.display());
        }
    }
}
