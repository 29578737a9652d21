//! Written conversations at the real server: one agent has one, no two answer without knowing of each other, and nothing typed is lost (D-12).

use base64::{Engine, engine::general_purpose::STANDARD};
use daehwa_desk::api::{
    conversations::{
        AttachmentRef, BeginningDraft, BeginningForm, CannedAsk, CannedDraft, ConversationDetail, CopiesDraft,
        EnclosedAsk, FileForm, HandOverForm, InboxAsk, InboxLine, InboxShelf, InboxWhose, MailboxDraft, PreviewAsk,
        PutAwayForm, ReplyDraft, ReplyForm, StandingView,
    },
    customer::{ConsentForm, SearchQuery},
    error::ErrorCode,
    sync::LinkState,
    wrap_up::DialogueChoice,
};
use daehwa_domain::{
    conversation::{MessageKind, TextForm},
    customer::ConsentPurpose,
    dialogue::Localized,
    id::{ConversationId, CustomerId, InteractionId},
    interaction::{Channel, Direction, Outcome},
};
use daehwa_protocol::error::Refusal;

use crate::{
    bench::Seat,
    with_server::{Centre, now, settled, sync},
};

const ALL: InboxAsk = InboxAsk { whose: InboxWhose::All, channel: None, shelf: InboxShelf::Open, from: 0, count: 500 };

async fn listed(seat: &Seat, ask: InboxAsk) -> Vec<InboxLine> {
    seat.desk.inbox(ask).await.unwrap().rows
}

/// The conversation that a mail began: nobody has it.
async fn free(seat: &Seat, mail: InteractionId) -> ConversationId {
    let ask = InboxAsk { whose: InboxWhose::Nobody, channel: Some(Channel::Email), ..ALL };
    for line in listed(seat, ask).await {
        if detail(seat, line.id).await.messages.iter().any(|it| it.id == mail) {
            return line.id;
        }
    }
    panic!("the mail is in no conversation that nobody has");
}

async fn detail(seat: &Seat, id: ConversationId) -> ConversationDetail {
    seat.desk.conversation(id).await.unwrap()
}

/// Reads until a conversation is as wanted: what another desk did arrives by itself.
async fn until(seat: &Seat, id: ConversationId, wanted: impl Fn(&ConversationDetail) -> bool) -> ConversationDetail {
    loop {
        let told = seat.host.count(|_| true);
        // One that a colleague began is not there at first.
        if let Ok(read) = seat.desk.conversation(id).await
            && wanted(&read)
        {
            return read;
        }
        seat.host.more_than(told, |_| true).await;
    }
}

fn reply(conversation: ConversationId, text: &str) -> ReplyForm {
    ReplyForm {
        conversation,
        text: text.to_owned(),
        signature: false,
        quote: false,
        canned: None,
        dialogue: None,
        stage: None,
        outcome: None,
        advertises: false,
        done: false,
        priority: None,
        next: None,
    }
}

fn ours(detail: &ConversationDetail, text: &str) -> usize {
    let is = |it: &&daehwa_desk::api::conversations::MessageView| {
        it.direction == Direction::Outbound && it.kind == MessageKind::Person && it.text == text
    };
    detail.messages.iter().filter(is).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_agents_who_take_a_conversation_one_has_it_and_the_other_is_told_who_d_12() {
    let centre = Centre::open().await;
    let mail = centre.gets_mail().await;
    let (one, two) = (centre.seat("agent1").await, centre.seat("agent2").await);
    let id = free(&one, mail).await;
    let (first, second) = tokio::join!(one.desk.claim_conversation(id), two.desk.claim_conversation(id));
    let (first, second) = (first.unwrap(), second.unwrap());
    assert_eq!(usize::from(first.mine) + usize::from(second.mine), 1, "{first:?} {second:?}");
    let (holder, other, told) = if first.mine { (&one, &two, second) } else { (&two, &one, first) };
    let name = until(other, id, |it| it.line.holder.is_some()).await.line.holder_name;
    assert!(name.is_some() && (told.holder_name == name || told.holder_name.is_none()));
    let refused = other.desk.reply(reply(id, "저도 답장합니다")).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::ConversationHeld);

    // Handed over with a word about it, which only we see.
    let to = until(other, id, |_| true).await;
    assert!(!to.line.mine);
    let to = match other.desk.snapshot(()).await.unwrap().session {
        daehwa_desk::api::session::Session::SignedIn { user, .. } => user.id,
        other => panic!("{other:?}"),
    };
    let form = HandOverForm { conversation: id, to, words: "요금제 변경만 남았어요".into() };
    holder.desk.hand_over(form).await.unwrap();
    let handed = until(other, id, |it| it.line.mine).await;
    assert!(handed.messages.iter().flat_map(|it| &it.notes).any(|it| it.text == "요금제 변경만 남았어요"));
    other.desk.release_conversation(id).await.unwrap();
    until(holder, id, |it| it.line.holder.is_none()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lines_in_a_chat_are_parts_of_its_contact_and_only_its_holder_writes_d_12() {
    let centre = Centre::open().await;
    let (one, two) = (centre.seat("agent1").await, centre.seat("agent2").await);
    let id = centre.visitor_writes(1, "요금이 이상해요").await;
    until(&one, id, |_| true).await;
    let before = until(&two, id, |_| true).await;
    let contacts = one.desk.customer(before.line.customer).await.unwrap().timeline.total;
    one.desk.reply(reply(id, "네, 확인하겠습니다")).await.unwrap();
    one.desk.reply(reply(id, "잠시만요")).await.unwrap();
    let there = until(&two, id, |it| ours(it, "잠시만요") == 1).await;
    assert_eq!(ours(&there, "네, 확인하겠습니다"), 1, "one line after the other, without waiting for each");
    assert_eq!(
        two.desk.customer(before.line.customer).await.unwrap().timeline.total,
        contacts,
        "no contact for a line"
    );
    assert!(there.line.holder.is_some() && !there.line.mine);
    let refused = two.desk.reply(reply(id, "저도요")).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::ConversationHeld);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_answers_written_without_the_server_one_waits_for_its_author_and_none_is_lost_d_12() {
    let mut centre = Centre::open().await;
    let mail = centre.gets_mail().await;
    let (one, two) = (centre.seat("agent1").await, centre.seat("agent2").await);
    let id = free(&one, mail).await;
    until(&two, id, |_| true).await;
    centre.down().await;
    for seat in [&one, &two] {
        sync(seat, |view| view.link == LinkState::Offline).await;
    }
    one.desk.reply(reply(id, "첫째가 답합니다")).await.unwrap();
    two.desk.reply(reply(id, "둘째가 답합니다")).await.unwrap();
    let waiting = detail(&one, id).await;
    assert!(waiting.line.unsent && waiting.messages.last().unwrap().unsent);
    centre.up().await;
    for seat in [&one, &two] {
        sync(seat, |view| view.link == LinkState::Online && view.waiting == 0).await;
    }
    let has_held = |it: &ConversationDetail| it.messages.iter().any(|it| it.refused == Some(Refusal::Answered));
    let both = |it: &ConversationDetail| ours(it, "첫째가 답합니다") == 1 && ours(it, "둘째가 답합니다") == 1;
    let (held, other) = if has_held(&detail(&one, id).await) { (&one, &two) } else { (&two, &one) };
    let read = until(held, id, both).await;
    let message = read.messages.iter().find(|it| it.refused.is_some()).unwrap().id;
    assert!(!both(&detail(other, id).await), "it did not go out");

    // Having read the colleague's, it is sent all the same: once.
    held.desk.send_all_the_same(message).await.unwrap();
    settled(held).await;
    let there = until(other, id, both).await;
    assert!(there.messages.iter().all(|it| it.refused.is_none() && !it.unsent));
    assert!(detail(held, id).await.messages.iter().all(|it| it.refused.is_none()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_is_saved_with_its_dialogue_and_stage_and_nothing_is_left_to_do_d_12() {
    let centre = Centre::open().await;
    let mail = centre.gets_mail().await;
    let seat = centre.seat("agent1").await;
    let id = free(&seat, mail).await;
    let before = detail(&seat, id).await;
    seat.desk.save_reply_draft(ReplyDraft { conversation: id, text: "처리했".into() }).await.unwrap();
    assert_eq!(detail(&seat, id).await.draft, "처리했");
    let topic = seat.desk.topics(()).await.unwrap().into_iter().find(|it| !it.retired).unwrap();
    let form = ReplyForm {
        quote: true,
        signature: true,
        dialogue: Some(DialogueChoice::New { topic: topic.id }),
        stage: Some(1),
        outcome: Some(Outcome::Resolved),
        done: true,
        ..reply(id, "처리했습니다.")
    };
    seat.desk.reply(form).await.unwrap();
    let is_out = |it: &ConversationDetail| {
        it.messages.last().is_some_and(|it| it.direction == Direction::Outbound && !it.unsent)
    };
    let after = until(&seat, id, is_out).await;
    assert_eq!((after.draft.as_str(), after.line.standing, after.line.waits_ms), ("", StandingView::Done, None));
    let sent = after.messages.last().unwrap();
    assert!(sent.text.starts_with("처리했습니다.") && !sent.unsent && sent.refused.is_none());
    if before.quotes.is_some() {
        assert!(sent.text.contains("\n> "));
    }
    assert!(after.dialogue.is_some());
    let shown = seat.desk.customer(after.line.customer).await.unwrap();
    let entry = shown.timeline.entries.iter().find(|it| it.interaction.id == sent.id).unwrap();
    assert_eq!((entry.interaction.dialogue, entry.interaction.outcome), (after.dialogue, Some(Outcome::Resolved)));
    assert!(!listed(&seat, ALL).await.iter().any(|it| it.id == id));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_snoozed_stands_aside_until_its_moment_and_counts_are_right_d_12() {
    let centre = Centre::open().await;
    let mail = centre.gets_mail().await;
    let seat = centre.seat("agent1").await;
    let count = |it: daehwa_desk::api::conversations::InboxCount| it.channels.iter().map(|it| it.count).sum::<u32>();
    let before = count(seat.desk.inbox_count(()).await.unwrap());
    assert_eq!(before as usize, listed(&seat, ALL).await.len());
    let id = free(&seat, mail).await;
    let past = PutAwayForm { conversation: id, until_ms: Some(now().plus_ms(-3_600_000)) };
    assert_eq!(seat.desk.put_away(past).await.unwrap_err().code, ErrorCode::PastTime);
    let until_ms = now().plus_ms(3_600_000);
    seat.desk.put_away(PutAwayForm { conversation: id, until_ms: Some(until_ms) }).await.unwrap();
    assert_eq!(detail(&seat, id).await.line.standing, StandingView::Snoozed { until_ms });
    assert_eq!(count(seat.desk.inbox_count(()).await.unwrap()), before - 1);
    seat.desk.reopen_conversation(id).await.unwrap();
    assert_eq!(count(seat.desk.inbox_count(()).await.unwrap()), before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn canned_replies_are_filled_in_and_kept_by_administrators_d_12() {
    let centre = Centre::open().await;
    let mail = centre.gets_mail().await;
    let (agent, admin) = (centre.seat("agent1").await, centre.seat("admin1").await);
    let id = free(&agent, mail).await;
    let name = detail(&agent, id).await.line.name;
    let line = detail(&agent, id).await.line;
    let ask = || CannedAsk { customer: line.customer, channel: line.channel, about: line.subject.clone() };
    let offered = agent.desk.canned_replies(ask()).await.unwrap();
    assert!(offered.iter().any(|it| it.key == "hello" && it.text.contains(&name)));
    let draft = CannedDraft {
        id: None,
        key: "/thanks".into(),
        name: Localized { ko: "감사".into(), en: "Thanks".into() },
        text: Localized { ko: "{customer.name}, 감사합니다.".into(), en: String::new() },
        steps: Default::default(),
        channels: vec![],
        retired: false,
    };
    assert_eq!(agent.desk.save_canned_reply(draft.clone()).await.unwrap_err().code, ErrorCode::NotAllowed);
    let broken = CannedDraft { text: Localized { ko: "{무엇}".into(), en: String::new() }, ..draft.clone() };
    assert_eq!(admin.desk.save_canned_reply(broken).await.unwrap_err().code, ErrorCode::Invalid);
    let made = admin.desk.save_canned_reply(draft.clone()).await.unwrap();
    assert_eq!(made.key, "thanks");
    assert_eq!(admin.desk.save_canned_reply(draft).await.unwrap_err().code, ErrorCode::Invalid, "the key is taken");
    let retired = CannedDraft {
        id: Some(made.id),
        key: made.key,
        name: made.name,
        text: made.text,
        steps: Default::default(),
        channels: vec![],
        retired: true,
    };
    assert!(admin.desk.save_canned_reply(retired).await.unwrap().retired);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn words_go_out_with_their_places_filled_in_or_not_at_all_d_11() {
    let centre = Centre::open().await;
    let mail = centre.gets_mail().await;
    let seat = centre.seat("agent1").await;
    let id = free(&seat, mail).await;
    let line = detail(&seat, id).await.line;
    let refused = seat.desk.reply(reply(id, "{customer} {voucher}")).await.unwrap_err();
    assert_eq!((refused.code, refused.detail.as_deref()), (ErrorCode::UnknownPlace, Some("voucher")));
    assert_eq!(ours(&detail(&seat, id).await, "{customer} {voucher}"), 0);
    let ask = PreviewAsk {
        customer: line.customer,
        about: line.subject,
        text: "{customer}, {{x}} { y }".into(),
        mailbox: None,
        address: String::new(),
        signature: false,
        advertises: false,
    };
    let refused = seat.desk.preview_words(ask.clone()).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::UnknownPlace);
    let preview = seat.desk.preview_words(PreviewAsk { text: "{customer}: { y } {".into(), ..ask }).await.unwrap().text;
    assert!(preview.contains(&line.name) && preview.ends_with(": { y } {"), "{preview}");
    seat.desk.reply(reply(id, "{customer}: { y } {")).await.unwrap();
    assert_eq!(ours(&detail(&seat, id).await, &preview), 1);
}

/// A customer with an e-mail address.
async fn reached_by_mail(seat: &Seat) -> CustomerId {
    for hit in seat.desk.search(SearchQuery { text: "010".into(), limit: 30 }).await.unwrap().hits {
        let beginning = seat.desk.beginning(hit.card.id).await.unwrap();
        if beginning.mailboxes.first().is_some_and(|it| it.channel == Channel::Email) {
            return hit.card.id;
        }
    }
    panic!("nobody has an e-mail address");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_conversation_is_begun_without_the_server_is_journalled_and_waits_for_the_answer_d_12() {
    let mut centre = Centre::open().await;
    let (seat, colleague) = (centre.seat("agent1").await, centre.seat("agent2").await);
    let customer = reached_by_mail(&seat).await;
    let draft = seat.desk.beginning(customer).await.unwrap().draft;
    let draft =
        BeginningDraft { subject: "개통 안내".into(), text: "{customer}, 개통됐습니다.".into(), ..draft };
    seat.desk.save_beginning(draft.clone()).await.unwrap();
    assert_eq!(seat.desk.beginning(customer).await.unwrap().draft, draft, "what was typed is there again");

    centre.down().await;
    sync(&seat, |view| view.link != LinkState::Online).await;
    let form = |draft: BeginningDraft| BeginningForm {
        draft,
        signature: false,
        canned: None,
        dialogue: DialogueChoice::Triage,
    };
    let strange = BeginningDraft { address: "stranger@elsewhere.example".into(), ..draft.clone() };
    assert_eq!(seat.desk.begin_conversation(form(strange)).await.unwrap_err().code, ErrorCode::NoAddress);
    let blank = BeginningDraft { subject: " ".into(), ..draft.clone() };
    assert_eq!(seat.desk.begin_conversation(form(blank)).await.unwrap_err().detail.as_deref(), Some("subject"));
    seat.desk.begin_conversation(form(draft.clone())).await.unwrap();
    let begun = detail(&seat, draft.conversation).await;
    assert_eq!((begun.line.standing, begun.line.mine), (StandingView::Done, true));
    assert!(begun.messages[0].text.ends_with("개통됐습니다.") && begun.messages[0].unsent);
    let next = seat.desk.beginning(customer).await.unwrap().draft;
    assert!(next.text.is_empty() && next.conversation != draft.conversation);

    centre.up().await;
    settled(&seat).await;
    settled(&colleague).await;
    let there = until(&colleague, draft.conversation, |it| it.messages.len() == 1).await;
    assert_eq!(there.line.subject, "개통 안내");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn advertising_goes_only_to_who_wants_it_and_says_so_c_1() {
    let centre = Centre::open().await;
    let seat = centre.seat("agent1").await;
    let customer = reached_by_mail(&seat).await;
    let consent = |granted| ConsentForm {
        customer,
        purpose: ConsentPurpose::Marketing,
        channel: None,
        granted,
        source: "통화".into(),
    };
    let draft = seat.desk.beginning(customer).await.unwrap().draft;
    let draft = BeginningDraft { subject: "할인".into(), text: "할인합니다.".into(), advertises: true, ..draft };
    let form = BeginningForm { draft, signature: false, canned: None, dialogue: DialogueChoice::Triage };
    seat.desk.record_consent(consent(false)).await.unwrap();
    assert_eq!(seat.desk.begin_conversation(form.clone()).await.unwrap_err().code, ErrorCode::NoConsent);
    seat.host.advance(1_000);
    seat.desk.record_consent(consent(true)).await.unwrap();
    seat.desk.begin_conversation(form.clone()).await.unwrap();
    assert_eq!(detail(&seat, form.draft.conversation).await.line.subject, "(광고) 할인");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_chosen_without_the_server_survive_a_crash_and_arrive_with_their_message_v_7() {
    let mut centre = Centre::open().await;
    let mail = centre.gets_mail().await;
    let (seat, colleague) = (centre.seat("agent1").await, centre.seat("agent2").await);
    let id = free(&seat, mail).await;
    let customer = until(&colleague, id, |_| true).await.line.customer;
    seat.desk.claim_conversation(id).await.unwrap();
    centre.down().await;
    sync(&seat, |view| view.link != LinkState::Online).await;
    let large: Vec<u8> = (0..3_000_000u32).map(|it| it as u8).collect();
    let file = |name: &str, body: &[u8]| FileForm {
        conversation: id,
        customer,
        channel: Channel::Email,
        name: name.into(),
        base64: STANDARD.encode(body),
    };
    seat.desk.enclose(file("../../견적서\u{202e}.pdf", &large)).await.unwrap();
    seat.desk.enclose(file("메모.txt", b"hello")).await.unwrap();
    let code = async |it: FileForm| seat.desk.enclose(it).await.unwrap_err().code;
    assert_eq!(code(file("a.pdf", b"")).await, ErrorCode::FileEmpty);
    assert_eq!(code(file("a.pdf", &vec![0; 23_500_000])).await, ErrorCode::TooLarge);
    assert_eq!(code(FileForm { channel: Channel::Chat, ..file("a.exe", b"MZ") }).await, ErrorCode::FileKind);
    seat.desk.save_copies(CopiesDraft { conversation: id, customer, cc: "lee@example".into() }).await.unwrap();

    // The process is killed: what was chosen is there again.
    let seat = seat.killed_and_started_again();
    seat.host.until(|it| matches!(it, daehwa_desk::api::event::UiEvent::Sync(_))).await;
    let enclosed = seat.desk.enclosed(EnclosedAsk { conversation: id }).await.unwrap();
    let names: Vec<_> = enclosed.files.iter().map(|it| it.name.as_str()).collect();
    assert_eq!((names, enclosed.cc.as_str()), (vec!["견적서.pdf", "메모.txt"], "lee@example"));
    seat.desk.save_copies(CopiesDraft { conversation: id, customer, cc: "lee@".into() }).await.unwrap();
    assert_eq!(seat.desk.reply(reply(id, "첨부합니다")).await.unwrap_err().code, ErrorCode::BadAddress);
    seat.desk.save_copies(CopiesDraft { conversation: id, customer, cc: "lee@example.com".into() }).await.unwrap();
    seat.desk.reply(reply(id, "첨부합니다")).await.unwrap();
    let waiting = detail(&seat, id).await;
    let sent = waiting.messages.last().unwrap();
    assert_eq!((sent.files_waiting, sent.attachments.len(), sent.cc.as_str()), (2, 2, "lee@example.com"));
    assert!(seat.desk.enclosed(EnclosedAsk { conversation: id }).await.unwrap().files.is_empty());

    centre.up().await;
    until(&seat, id, |it| it.messages.iter().all(|it| it.files_waiting == 0 && !it.unsent)).await;
    let there = until(&colleague, id, |it| ours(it, "첨부합니다") == 1).await;
    let message = there.messages.iter().find(|it| it.text == "첨부합니다").unwrap();
    let wanted = AttachmentRef { message: message.id, attachment: message.attachments[0].id };
    let fetched = colleague.desk.fetch_attachment(wanted).await.unwrap();
    assert!(STANDARD.decode(fetched.base64).unwrap() == large, "byte for byte");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_text_that_advertises_is_shown_as_it_goes_out_and_goes_no_longer_than_networks_carry_c_1() {
    let centre = Centre::open().await;
    let seat = centre.seat("agent1").await;
    let customer = reached_by_mail(&seat).await;
    let consent = |granted| ConsentForm {
        customer,
        purpose: ConsentPurpose::Marketing,
        channel: None,
        granted,
        source: "통화".into(),
    };
    seat.desk.record_consent(consent(true)).await.unwrap();
    let beginning = seat.desk.beginning(customer).await.unwrap();
    let mailbox = beginning.mailboxes.iter().find(|it| it.channel == Channel::Sms).unwrap();
    let address = beginning.addresses.iter().find(|it| it.channel == Channel::Sms).unwrap();
    assert!(mailbox.refusable && address.advertising.fault.is_none(), "{:?}", address.advertising);
    let ask = PreviewAsk {
        customer,
        about: String::new(),
        text: "할인합니다.".into(),
        mailbox: Some(mailbox.id),
        address: address.value.clone(),
        signature: false,
        advertises: true,
    };
    let shown = seat.desk.preview_words(ask.clone()).await.unwrap();
    assert!(shown.text.starts_with("(광고) "), "{}", shown.text);
    assert!(shown.text.ends_with("\n할인합니다.\n무료수신거부 080-000-0000"), "{}", shown.text);
    let size = shown.size.unwrap();
    assert_eq!((size.form, size.room, size.fits), (TextForm::Sms, 90, true));

    let draft = |text: &str| BeginningDraft {
        mailbox: Some(mailbox.id),
        address: address.value.clone(),
        text: text.into(),
        advertises: true,
        ..beginning.draft.clone()
    };
    let form = |draft| BeginningForm { draft, signature: false, canned: None, dialogue: DialogueChoice::Triage };
    let long = seat.desk.begin_conversation(form(draft(&"할인 ".repeat(400)))).await.unwrap_err();
    assert_eq!(long.detail.as_deref(), Some("text"));
    seat.desk.begin_conversation(form(draft("할인합니다."))).await.unwrap();
    let begun = detail(&seat, beginning.draft.conversation).await;
    assert_eq!((begun.messages[0].text.as_str(), begun.messages[0].subject.as_str()), (shown.text.as_str(), ""));

    seat.host.advance(1_000);
    seat.desk.record_consent(consent(false)).await.unwrap();
    let answer = ReplyForm { advertises: true, ..reply(beginning.draft.conversation, "또 할인합니다.") };
    assert_eq!(seat.desk.reply(answer).await.unwrap_err().code, ErrorCode::NoConsent);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn administrators_keep_mailboxes_and_agents_are_told_where_answers_wait_d_12() {
    let centre = Centre::open().await;
    let admin = centre.seat("admin1").await;
    let book = admin.desk.mailbox_book(()).await.unwrap();
    let known = book.mailboxes.iter().find(|it| it.mailbox.channel == Channel::Email && !it.mailbox.retired).unwrap();
    let known = known.mailbox.id;
    centre.sends_for(&[known]).await;
    let agent = centre.seat("agent1").await;
    assert_eq!(agent.desk.mailbox_book(()).await.unwrap_err().code, ErrorCode::NotAllowed);
    let both = |it: &str| Localized { ko: it.to_owned(), en: it.to_owned() };
    let draft = MailboxDraft {
        id: None,
        key: " billing ".into(),
        channel: Channel::Email,
        address: "billing@daehwa.example".into(),
        name: both("Billing"),
        team: book.teams[0].id,
        signature: both("Billing"),
        free_refusal: "080-000-0001".into(),
        answer_within_min: 60,
        calendar: None,
        retired: false,
    };
    for (wrong, field) in [
        (MailboxDraft { key: book.mailboxes[0].mailbox.key.clone(), ..draft.clone() }, "key"),
        (MailboxDraft { key: "two words".into(), ..draft.clone() }, "key"),
        (MailboxDraft { address: "nowhere".into(), ..draft.clone() }, "address"),
        (MailboxDraft { name: both(" "), ..draft.clone() }, "name"),
        (MailboxDraft { team: book.mailboxes[0].mailbox.id.0.into(), ..draft.clone() }, "team"),
        (MailboxDraft { answer_within_min: 0, ..draft.clone() }, "answer_within_min"),
        (MailboxDraft { calendar: Some(known.0.into()), ..draft.clone() }, "calendar"),
        (MailboxDraft { channel: Channel::Phone, ..draft.clone() }, "channel"),
    ] {
        assert_eq!(admin.desk.save_mailbox(wrong).await.unwrap_err().detail.as_deref(), Some(field));
    }
    assert_eq!(agent.desk.save_mailbox(draft.clone()).await.unwrap_err().code, ErrorCode::NotAllowed);
    let made = admin.desk.save_mailbox(draft.clone()).await.unwrap();
    assert_eq!(made.key, "billing");
    let calendar = Some(book.calendars[0].id);
    let edited =
        MailboxDraft { id: Some(made.id), channel: Channel::Sms, signature: both("Bills"), calendar, ..draft.clone() };
    let edited = admin.desk.save_mailbox(edited).await.unwrap();
    assert_eq!((edited.channel, edited.signature.en.as_str()), (Channel::Email, "Bills"), "the channel stays");
    assert_eq!(edited.calendar, calendar);
    settled(&admin).await;

    // It can be written from at once, and nobody sends for it: that is said.
    let customer = reached_by_mail(&agent).await;
    let mut told = 0;
    loop {
        let all = agent.desk.beginning(customer).await.unwrap().mailboxes;
        if all.iter().any(|it| it.id == made.id && it.waits && it.signature == "Bills") {
            assert!(all.iter().any(|it| it.id == known && !it.waits), "for that one somebody sends");
            break;
        }
        told = agent.host.more_than(told, |_| true).await;
    }
    let retired = MailboxDraft { id: Some(made.id), retired: true, ..draft };
    admin.desk.save_mailbox(retired).await.unwrap();
    settled(&admin).await;
    loop {
        let all = agent.desk.beginning(customer).await.unwrap().mailboxes;
        if all.iter().all(|it| it.id != made.id) {
            return;
        }
        told = agent.host.more_than(told, |_| true).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_macro_does_all_that_it_says_with_the_answer_or_by_itself_or_nothing_d_12() {
    use daehwa_domain::conversation::{Priority, Steps, Then};
    let centre = Centre::open().await;
    let mail = centre.gets_mail().await;
    let (agent, admin) = (centre.seat("agent1").await, centre.seat("admin1").await);
    let id = free(&agent, mail).await;
    let topic = agent.desk.topics(()).await.unwrap().into_iter().find(|it| !it.retired).unwrap().id;
    let steps = Steps {
        topic: Some(topic),
        stage: Some(1),
        priority: Some(Priority::High),
        next: Some(Then::Snoozed { hours: 2 }),
    };
    let both = |it: &str| Localized { ko: it.to_owned(), en: it.to_owned() };
    let draft = CannedDraft {
        id: None,
        key: "wait".into(),
        name: both("Wait"),
        text: both("We are on it."),
        channels: vec![],
        steps,
        retired: false,
    };
    let alone = CannedDraft { steps: Steps { topic: None, ..steps }, ..draft.clone() };
    assert_eq!(admin.desk.save_canned_reply(alone).await.unwrap_err().code, ErrorCode::Invalid, "a stage of no topic");
    admin.desk.save_canned_reply(draft).await.unwrap();
    settled(&admin).await;
    let customer = detail(&agent, id).await.line.customer;
    let ask = CannedAsk { customer, channel: Channel::Email, about: String::new() };
    let line = loop {
        let told = agent.host.count(|_| true);
        let all = agent.desk.canned_replies(ask.clone()).await.unwrap();
        if let Some(line) = all.into_iter().find(|it| it.key == "wait") {
            break line;
        }
        agent.host.more_than(told, |_| true).await;
    };
    assert_eq!((line.text.as_str(), line.steps), ("We are on it.", Some(steps)));

    // With a step that can't be done nothing is done, and nothing goes out.
    let form = |then| ReplyForm { priority: Some(Priority::High), next: Some(then), ..reply(id, &line.text) };
    let stranger = Then::HandedTo { user: topic.0.into() };
    assert_eq!(agent.desk.reply(form(stranger)).await.unwrap_err().detail.as_deref(), Some("to"));
    assert_eq!(agent.desk.run_macro(form(stranger)).await.unwrap_err().detail.as_deref(), Some("to"));
    let before = detail(&agent, id).await;
    assert_eq!((before.line.priority, ours(&before, "We are on it.")), (Priority::Normal, 0));

    agent.desk.reply(form(Then::Snoozed { hours: 2 })).await.unwrap();
    let after = detail(&agent, id).await;
    assert_eq!((after.line.priority, ours(&after, "We are on it.")), (Priority::High, 1));
    assert!(matches!(after.line.standing, StandingView::Snoozed { .. }), "{:?}", after.line.standing);
    // By itself it writes nothing.
    let form = ReplyForm { priority: Some(Priority::Urgent), next: Some(Then::GivenBack), ..reply(id, "") };
    agent.desk.run_macro(form).await.unwrap();
    let last = detail(&agent, id).await;
    assert_eq!((last.line.priority, last.line.holder), (Priority::Urgent, None));
    assert_eq!(last.messages.len(), after.messages.len());
}
