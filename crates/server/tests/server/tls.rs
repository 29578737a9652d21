//! The server's own certificate.

use std::net::TcpListener;

use daehwa_server::{
    serve::{Running, Settings},
    tls::Certificate,
};

#[tokio::test]
async fn a_certificate_is_made_once_and_serves() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let folder = tempfile::tempdir().unwrap();
    let names = || vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
    let made = Certificate::self_signed(folder.path(), names()).unwrap();
    let again = Certificate::self_signed(folder.path(), names()).unwrap();
    assert_eq!(made.fingerprint().unwrap(), again.fingerprint().unwrap());
    assert_eq!(made.fingerprint().unwrap().len(), 64);

    let store = daehwa_store::open(&format!("sqlite:{}", folder.path().join("server.db").display())).await.unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let server = Running::start(listener, Some(made.settings().await.unwrap()), store, Settings::default()).unwrap();
    let pem = std::fs::read(&made.certificate).unwrap();
    let trusting =
        reqwest::Client::builder().tls_certs_only([reqwest::Certificate::from_pem(&pem).unwrap()]).build().unwrap();
    let url = format!("https://127.0.0.1:{}/api/v1/health", server.address().port());
    assert!(trusting.get(&url).send().await.unwrap().status().is_success());
    assert!(reqwest::Client::new().get(&url).send().await.is_err());
}
