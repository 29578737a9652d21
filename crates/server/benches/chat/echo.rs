//! What is held against: a WebSocket that says back what it hears.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    Router,
    extract::ws::{Message, WebSocket, WebSocketUpgrade},
    routing::get,
};
use futures_util::{SinkExt, StreamExt};
use parking_lot::Mutex;
use tokio::{net::TcpListener, task::JoinSet};
use tokio_tungstenite::{connect_async, tungstenite::Message as Frame};

/// Milliseconds there and back of as many connections as there are chats, each of which writes as often; sorted.
pub async fn measure(connections: usize, every: Duration, during: Duration) -> Vec<f64> {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let routes = Router::new().route("/", get(|upgrade: WebSocketUpgrade| async { upgrade.on_upgrade(echo) }));
    let server = tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
    let times = Arc::new(Mutex::new(Vec::new()));
    let mut tasks = JoinSet::new();
    for at in 0..connections {
        let (mut socket, _) = connect_async(format!("ws://{address}/")).await.unwrap();
        let times = times.clone();
        let first = every.mul_f64(at as f64 / connections as f64);
        tasks.spawn(async move {
            let begun = tokio::time::Instant::now();
            let mut writes = tokio::time::interval_at(begun + first, every);
            while begun.elapsed() < during {
                writes.tick().await;
                let sent = Instant::now();
                socket.send(Frame::Text("안녕하세요, 요금제를 바꾸고 싶어요".into())).await.unwrap();
                socket.next().await.unwrap().unwrap();
                times.lock().push(sent.elapsed().as_micros() as f64 / 1_000.0);
            }
        });
    }
    while let Some(done) = tasks.join_next().await {
        done.unwrap();
    }
    server.abort();
    let mut times = times.lock().clone();
    times.sort_by(f64::total_cmp);
    times
}

async fn echo(mut socket: WebSocket) {
    while let Some(Ok(message)) = socket.next().await {
        if matches!(message, Message::Text(_)) && socket.send(message).await.is_err() {
            return;
        }
    }
}
