//! Chats: nothing is lost or doubled whatever breaks, nobody reads another's, and a flood stays its own (D-12).

use daehwa_domain::{
    conversation::{Attachment, Message, State},
    customer::{ContactKind, ContactPoint},
    id::{AttachmentId, ContactPointId},
    record::Record,
};
use daehwa_protocol::{
    error::Refusal,
    message::{ChatAct, Up, Verdict},
};
use daehwa_server::{chat::ChatLimits, serve::Settings};
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    centre::customer,
    chat_room::{Agent, Room, Widget},
    shop::ORIGIN,
};

fn texts(lines: &Value) -> Vec<&str> {
    lines.as_array().unwrap().iter().map(|it| it["text"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_chat_goes_to_and_fro_and_is_one_contact_with_all_its_lines_d_12() {
    let room = Room::open().await;
    let mut agent = room.agent("agent-a").await;
    let mut visitor = room.visitor().await;
    visitor.state(|it| it["available"] == true && it["begun"] == false).await;
    assert_eq!(visitor.wrote("요금제를 바꾸고 싶어요").await, 1);
    assert_eq!(visitor.wrote("5G로요").await, 2);
    visitor.state(|it| it["place"] == 1).await;
    agent.until(|it| it.messages.len() == 2).await;
    assert_eq!(
        (agent.conversation().mailbox, agent.conversation().subject.as_str()),
        (Some(room.mailbox), "요금제를 바꾸고 싶어요")
    );
    assert_eq!(agent.takes().await, Verdict::Accepted);
    let state = visitor.state(|it| it["holder"] == "agent-a").await;
    assert_eq!(state["place"], Value::Null);
    let answer = agent.line("네, 확인해 드릴게요.");
    assert_eq!(agent.writes(answer.clone()).await, Verdict::Accepted);
    let lines = visitor.told("lines").await;
    assert_eq!((&lines[0]["seq"], &lines[0]["ours"], &lines[0]["name"]), (&json!(3), &json!(true), &json!("agent-a")));
    agent.until(|it| it.messages.len() == 3).await;
    assert_eq!(agent.contacts.len(), 1, "one contact for the chat, not one for each line");
    assert_eq!(agent.contacts[0].id, agent.messages[0].id);
    assert!(agent.messages[1..].iter().all(|it| it.part_of == Some(agent.messages[0].id)));
}

#[tokio::test]
async fn each_side_sees_the_other_type_read_come_and_go_and_nobody_elses_d_12() {
    let room = Room::open().await;
    let (mut agent, mut other) = (room.agent("agent-a").await, room.agent("agent-b").await);
    let mut visitor = room.visitor().await;
    visitor.wrote("안녕하세요").await;
    agent.until(|it| it.messages.len() == 1).await;
    let (conversation, first) = (agent.conversation().id, agent.messages[0].id);
    let act = |act| Up::Chat { conversation, act };
    agent.desktop.say(&act(ChatAct::Watches)).await;
    agent.shown(|it| it.present && it.left_ms.is_none()).await;
    visitor.say(json!({ "types": {} })).await;
    agent.shown(|it| it.types).await;
    agent.desktop.say(&act(ChatAct::Types)).await;
    assert_eq!(visitor.told("types").await["name"], "agent-a");
    agent.desktop.say(&act(ChatAct::Read { message: first })).await;
    assert_eq!(visitor.told("read").await["message"], json!(first));
    visitor.say(json!({ "read": { "message": first } })).await;
    agent.shown(|it| it.read == Some(first)).await;
    // Of another team: nothing comes of it.
    other.desktop.say(&act(ChatAct::Watches)).await;
    other.desktop.say(&act(ChatAct::Types)).await;
    drop(visitor);
    agent.shown(|it| !it.present && it.left_ms.is_some() && it.read == Some(first)).await;
    other.until(|_| true).await;
    assert!(other.live.is_empty());
}

#[tokio::test]
async fn a_line_whose_acknowledgement_was_lost_is_there_once_however_often_it_comes_d_12() {
    let room = Room::open().await;
    let mut agent = room.agent("agent-a").await;
    let mut visitor = room.visitor().await;
    let id = visitor.writes("한 번만 보여야 해요").await;
    // The connection breaks before anything was heard; the widget comes back with what it keeps, twice at once.
    let line = json!({ "line": { "id": id, "text": "한 번만 보여야 해요" } });
    let (mut again, mut twice) = (room.back(&visitor, 0).await, room.back(&visitor, 0).await);
    drop(visitor);
    for widget in [&mut again, &mut twice] {
        widget.say(line.clone()).await;
        widget.say(line.clone()).await;
        assert_eq!(widget.told("lines").await[0]["client"], json!(id));
    }
    assert_eq!(again.wrote("다음 줄").await, 2);
    agent.until(|it| it.messages.len() >= 2).await;
    assert_eq!((agent.messages.len(), agent.conversations.len(), agent.contacts.len()), (2, 1, 1));
}

#[tokio::test]
async fn what_was_written_while_a_visitor_was_away_comes_in_order_and_once_d_12() {
    let room = Room::open().await;
    let mut agent = room.agent("agent-a").await;
    let mut visitor = room.visitor().await;
    visitor.wrote("잠깐 나갔다 올게요").await;
    agent.until(|it| it.messages.len() == 1).await;
    agent.takes().await;
    let first = room.back(&visitor, 1).await;
    drop(visitor);
    for text in ["하나", "둘", "셋"] {
        let line = agent.line(text);
        assert_eq!(agent.writes(line).await, Verdict::Accepted);
    }
    let mut back = room.back(&first, 1).await;
    assert_eq!(texts(&back.told("lines").await), ["하나", "둘", "셋"]);
    let mut further = room.back(&first, 3).await;
    assert_eq!(texts(&further.told("lines").await), ["셋"]);
    let mut nothing_missed = room.back(&first, 4).await;
    nothing_missed.state(|it| it["begun"] == true).await;
    let line = agent.line("넷");
    agent.writes(line).await;
    assert_eq!(texts(&nothing_missed.told("lines").await), ["넷"]);
}

#[tokio::test]
async fn a_page_of_another_site_is_told_that_it_may_not_and_nothing_else_d_12() {
    let room = Room::open().await;
    let server = room.centre.server.address();
    for (site, origin, code) in [
        (room.site.as_str(), "https://evil.example", "origin"),
        (room.site.as_str(), "null", "origin"),
        ("unknown", ORIGIN, "no_chat"),
    ] {
        let mut widget = Widget::connect(server, site, origin).await;
        assert_eq!(widget.next().await, Ok(json!({ "refused": { "code": code } })), "{origin}");
        assert_eq!(widget.next().await, Err(Some(4403)));
    }
    // What is no message of a widget ends the connection, whatever it is.
    for said in [json!({}), json!({ "line": { "id": 1 } }), json!({ "types": {} }), json!([1, 2])] {
        let mut widget = Widget::connect(server, &room.site, ORIGIN).await;
        widget.say(said).await;
        assert_eq!(widget.next().await, Err(Some(4403)));
    }
}

#[tokio::test]
async fn a_flood_is_told_to_wait_and_others_chat_on_d_12() {
    let chat = ChatLimits { chat_a_minute: 3, new_a_minute: 2, ..ChatLimits::default() };
    let room = Room::with(Settings { chat, ..Settings::default() }).await;
    let mut agent = room.agent("agent-a").await;
    let (mut flood, mut other) = (room.visitor().await, room.visitor().await);
    for _ in 0..3 {
        flood.wrote("!").await;
    }
    let fourth = flood.writes("!").await;
    let refused = flood.told("refused").await;
    assert_eq!((&refused["code"], &refused["line"]), (&json!("too_fast"), &json!(fourth)));
    assert!(refused["retry_after_s"].as_u64().unwrap() > 0);
    assert_eq!(other.wrote("저는 한 줄만요").await, 1);
    let mut third = room.visitor().await;
    third.writes("같은 주소에서 세 번째 상담").await;
    assert_eq!(third.told("refused").await["code"], "too_fast");
    other.writes(&"가".repeat(6_000)).await;
    assert_eq!(other.told("refused").await["code"], "length");
    assert_eq!(other.wrote("그래도 이어집니다").await, 2);
    agent.until(|it| it.messages.len() == 5).await;
    assert_eq!(agent.conversations.len(), 2);
}

#[tokio::test]
async fn of_two_agents_who_answer_at_once_the_one_who_has_the_chat_is_heard_d_12() {
    let room = Room::open().await;
    let (mut one, mut two) = (room.agent("agent-a").await, room.agent("lead-a").await);
    let mut visitor = room.visitor().await;
    visitor.wrote("누가 도와주시나요?").await;
    one.until(|it| it.messages.len() == 1).await;
    two.until(|it| it.messages.len() == 1).await;
    let nobodys = one.line("맡기 전에는 안 됩니다");
    let answered = |it: Verdict| matches!(it, Verdict::Refused { refusal: Refusal::Answered, .. });
    assert!(answered(one.writes(nobodys).await));
    assert_eq!(one.takes().await, Verdict::Accepted);
    let (mine, theirs) = (one.line("제가 도와드릴게요"), two.line("저도요"));
    assert_eq!(one.writes(mine).await, Verdict::Accepted);
    assert!(answered(two.writes(theirs.clone()).await));
    assert_eq!(texts(&visitor.told("lines").await), ["제가 도와드릴게요"]);
    // Handed over, the chat goes on for the visitor.
    let to = two.user();
    one.until(|it| it.conversation().taken.is_some()).await;
    assert_eq!(one.sets("taken", json!(to)).await, Verdict::Accepted);
    visitor.state(|it| it["holder"] == "lead-a").await;
    assert_eq!(two.writes(theirs).await, Verdict::Accepted);
    assert_eq!(texts(&visitor.told("lines").await), ["저도요"]);
}

#[tokio::test]
async fn a_claimed_address_files_the_chat_and_shows_nothing_of_what_is_known_v_8() {
    let room = Room::open().await;
    let mut agent = room.agent("agent-a").await;
    let known = customer(room.centre.team("A").await);
    let point = ContactPoint {
        id: ContactPointId(Uuid::now_v7()),
        customer: known.id,
        kind: ContactKind::Email,
        value: "Kim@Example.com".into(),
        label: None,
        primary: true,
        verified_ms: None,
        retired: false,
        confirmed: None,
    };
    for record in [Record::Customer(known.clone()), Record::ContactPoint(point)] {
        agent.desktop.push(record).await;
        agent.desktop.answer().await;
    }
    let mut first = room.visitor().await;
    let line = |text: &str| json!({ "line": { "id": Uuid::now_v7(), "text": text, "email": "kim@example.COM", "name": "김" } });
    first.say(line("제 비밀입니다")).await;
    first.told("lines").await;
    // Somebody else claims the same address.
    let mut second = room.visitor().await;
    second.say(line("저도 김입니다")).await;
    let lines = second.told("lines").await;
    assert_eq!(texts(&lines), ["저도 김입니다"]);
    assert!(!lines.to_string().contains("김민준"), "not what the customer is called here");
    agent.until(|it| it.conversations.len() == 2).await;
    assert!(agent.conversations.iter().all(|it| it.record.customer() == Some(known.id)));
    // A secret opens its own chat, on its own site, and no other.
    let mut stranger =
        Widget::greeted(room.centre.server.address(), &room.site, json!({ "secret": "x", "after": 0 })).await;
    assert_ne!(stranger.secret, "x");
    stranger.state(|it| it["begun"] == false).await;
}

#[tokio::test]
async fn with_nobody_there_a_message_needs_an_address_and_waits_in_the_inbox_d_12() {
    let room = Room::open().await;
    let mut visitor = room.visitor().await;
    visitor.state(|it| it["available"] == false).await;
    let id = visitor.writes("아무도 안 계세요?").await;
    let refused = visitor.told("refused").await;
    assert_eq!((&refused["code"], &refused["line"]), (&json!("contact_needed"), &json!(id)));
    visitor.say(json!({ "line": { "id": id, "text": "연락 주세요", "number": "전화" } })).await;
    assert_eq!(visitor.told("refused").await["code"], "contact");
    visitor.say(json!({ "line": { "id": id, "text": "연락 주세요", "number": "010-1234-5678" } })).await;
    visitor.told("lines").await;
    let mut agent = room.agent("agent-a").await;
    visitor.state(|it| it["available"] == true).await;
    agent.until(|it| it.messages.len() == 1).await;
    assert_eq!((agent.conversation().taken, agent.messages[0].from.address.as_str()), (None, "010-1234-5678"));
}

#[tokio::test]
async fn either_side_ends_a_chat_and_what_comes_later_is_another_contact_d_12() {
    let room = Room::open().await;
    let mut agent = room.agent("agent-a").await;
    let mut visitor = room.visitor().await;
    visitor.wrote("질문 하나요").await;
    agent.until(|it| it.messages.len() == 1).await;
    agent.takes().await;
    assert_eq!(agent.sets("state", json!(State::Done { read: 1 })).await, Verdict::Accepted);
    visitor.state(|it| it["done"] == true).await;
    visitor.wrote("하나 더 있어요").await;
    visitor.state(|it| it["done"] == false).await;
    agent.until(|it| it.messages.len() == 2).await;
    assert_eq!((agent.contacts.len(), agent.conversations.len()), (2, 1));
    visitor.say(json!({ "end": {} })).await;
    visitor.state(|it| it["ended"] == true).await;
    visitor.writes("끝난 뒤").await;
    assert_eq!(visitor.told("refused").await["code"], "over");
    let conversation = agent.conversation().id;
    agent.desktop.say(&Up::Chat { conversation, act: ChatAct::Watches }).await;
    agent.shown(|it| it.ended_ms.is_some()).await;
}

#[tokio::test]
async fn an_answer_through_another_server_reaches_the_visitor_d_42() {
    let room = Room::open().await;
    let other = room.centre.another_server().await;
    let mut agent = Agent::at(&room, other.address(), "agent-a").await;
    let mut visitor = room.visitor().await;
    visitor.say(json!({ "line": { "id": Uuid::now_v7(), "text": "여보세요", "email": "a@example.com" } })).await;
    visitor.told("lines").await;
    agent.until(|it| it.messages.len() == 1).await;
    assert_eq!(agent.takes().await, Verdict::Accepted);
    let line = agent.line("다른 서버에서 답합니다");
    assert_eq!(agent.writes(line).await, Verdict::Accepted);
    assert_eq!(texts(&visitor.told("lines").await), ["다른 서버에서 답합니다"]);
}

#[tokio::test]
async fn files_go_both_ways_as_downloads_and_to_nobody_else_d_12() {
    let room = Room::open().await;
    let (server, site) = (room.centre.server.address(), &room.site);
    let mut agent = room.agent("agent-a").await;
    let mut visitor = room.visitor().await;
    let http = Client::new();
    let send = |name: &str, line: Uuid, secret: &str, body: Vec<u8>| {
        let url = format!("http://{server}/api/v1/chat/files?site={site}&line={line}&name={name}");
        http.post(url).header("origin", ORIGIN).bearer_auth(secret).body(body).send()
    };
    let early = send("a.png", Uuid::now_v7(), &visitor.secret, vec![1]).await.unwrap();
    assert_eq!(early.status(), StatusCode::GONE, "a chat begins with words");
    visitor.wrote("영수증입니다").await;
    let line = Uuid::now_v7();
    for _ in 0..2 {
        let sent = send("영수증.pdf", line, &visitor.secret, b"%PDF-1.7".to_vec()).await.unwrap();
        assert_eq!(sent.status(), StatusCode::NO_CONTENT);
        assert_eq!(sent.headers()["access-control-allow-origin"], ORIGIN);
    }
    for (name, body, status) in [
        ("a.html", vec![1], StatusCode::UNSUPPORTED_MEDIA_TYPE),
        ("a.png", vec![], StatusCode::BAD_REQUEST),
        ("a.png", vec![0; 10 * 1024 * 1024 + 1], StatusCode::PAYLOAD_TOO_LARGE),
    ] {
        assert_eq!(send(name, Uuid::now_v7(), &visitor.secret, body).await.unwrap().status(), status, "{name}");
    }
    agent.until(|it| it.messages.len() == 2).await;
    let came = agent.messages[1].clone();
    let url = format!("http://{server}/api/v1/messages/{}/attachments/{}", came.id, came.attachments[0].id);
    let given = http.get(&url).bearer_auth(&agent.tokens.access_token).send().await.unwrap();
    assert_eq!(given.headers()["x-content-type-options"], "nosniff");
    assert!(given.headers()["content-disposition"].to_str().unwrap().starts_with("attachment"));
    assert_eq!(given.headers()["content-type"], "application/octet-stream");
    assert_eq!(&given.bytes().await.unwrap()[..], b"%PDF-1.7");
    let stranger = room.centre.sign_in("agent-b").await;
    assert_eq!(
        http.get(&url).bearer_auth(&stranger.access_token).send().await.unwrap().status(),
        StatusCode::NOT_FOUND
    );

    // And back: the line says which files come, and takes its place with the last of them.
    agent.takes().await;
    let id = AttachmentId(Uuid::now_v7());
    let attachment = Attachment { id, name: "답.png".into(), media_type: "image/png".into(), size_bytes: 3 };
    let answer = Message { attachments: vec![attachment], ..agent.line("여기 있습니다") };
    let put = format!("http://{server}/api/v1/messages/{}/attachments/{id}", answer.id);
    let bring = |token: &str, body: Vec<u8>| http.put(&put).bearer_auth(token).body(body).send();
    let own = agent.tokens.access_token.clone();
    assert_eq!(bring(&own, vec![1, 2, 3]).await.unwrap().status(), StatusCode::NOT_FOUND, "before its message");
    assert_eq!(agent.writes(answer.clone()).await, Verdict::Accepted);
    let program =
        Attachment { id: AttachmentId(Uuid::now_v7()), name: "a.exe".into(), ..answer.attachments[0].clone() };
    let refused = agent.writes(Message { attachments: vec![program], ..agent.line("프로그램") }).await;
    assert!(matches!(refused, Verdict::Refused { refusal: Refusal::Invalid, .. }), "{refused:?}");
    let after = agent.line("파일은 곧 갑니다");
    assert_eq!(agent.writes(after.clone()).await, Verdict::Accepted);
    let told = |lines: &serde_json::Value| {
        let texts = lines.as_array().unwrap().iter().filter(|it| it["ours"] != false);
        texts.map(|it| it["text"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let mut seen = Vec::new();
    while seen.is_empty() {
        seen = told(&visitor.told("lines").await);
    }
    assert_eq!(seen, [after.text], "a line whose file is not here is not shown");
    assert_eq!(bring(&stranger.access_token, vec![1, 2, 3]).await.unwrap().status(), StatusCode::NOT_FOUND);
    assert_eq!(bring(&own, vec![1, 2]).await.unwrap().status(), StatusCode::BAD_REQUEST);
    for _ in 0..2 {
        assert_eq!(bring(&own, vec![1, 2, 3]).await.unwrap().status(), StatusCode::NO_CONTENT);
    }
    let mut lines = visitor.told("lines").await;
    while lines[0]["ours"] == false {
        lines = visitor.told("lines").await;
    }
    assert_eq!(lines[0]["files"][0]["name"], "답.png");
    let url = format!("http://{server}/api/v1/chat/files/{}/{id}?site={site}", answer.id);
    let fetch = |secret: String| http.get(&url).header("origin", ORIGIN).bearer_auth(secret).send();
    assert_eq!(&fetch(visitor.secret.clone()).await.unwrap().bytes().await.unwrap()[..], [1, 2, 3]);
    let mut other = room.visitor().await;
    other.wrote("남의 파일").await;
    assert_eq!(fetch(other.secret.clone()).await.unwrap().status(), StatusCode::NOT_FOUND);
}
