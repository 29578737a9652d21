//! Desks at the real server: what one does is with the other, once, whatever happens in between.

use std::{net::TcpListener, path::Path, sync::Arc, time::SystemTime};

use daehwa_desk::api::{
    customer::{CustomerEdit, CustomerView, MoveStageForm},
    error::ErrorCode,
    event::UiEvent,
    session::{Session, SignInForm},
    sync::{LinkState, SyncView},
    triage::AssignForm,
    wrap_up::{DialogueChoice, Draft},
};
use daehwa_domain::{
    agent::{AgentState, BreakReason, WantedState},
    call::{CallState, EndCause, LineState},
    conversation::Mailbox,
    customer::Language,
    id::{CallId, ConversationId, CustomerId, InteractionId, MailboxId},
    interaction::{Channel, Outcome},
    people::User,
    time::{Hlc, Stamp, Timestamp},
};
use daehwa_protocol::error::Refusal;
use daehwa_server::{
    mail::take_file,
    people::People,
    seed::{Seed, Size, sow},
    serve::{Running, Settings},
};
use daehwa_store::{
    Rulebook, Store,
    chat::{LineTaken, NewLine, Visitor},
    mail::MailTaken,
};
use tempfile::TempDir;
use uuid::Uuid;

use crate::bench::{BenchHost, Seat, entry};

const CUSTOMERS: u64 = 30;
const PASSWORD: &str = "demo password 1";

/// The centre's server with the demonstration's data.
pub struct Centre {
    running: Option<Running>,
    pub store: Arc<dyn Store>,
    port: u16,
    _dir: TempDir,
}

impl Centre {
    pub async fn open() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", dir.path().join("server.db").display());
        let store = daehwa_store::open(&url).await.unwrap();
        let seed = Seed { seed: 7, size: Size::Customers(CUSTOMERS), password: PASSWORD.to_owned() };
        sow(store.clone(), &seed).await.unwrap();
        let mut centre = Self { running: None, store, port: 0, _dir: dir };
        centre.up().await;
        centre
    }

    pub async fn up(&mut self) {
        let listener = TcpListener::bind(("127.0.0.1", self.port)).unwrap();
        let running = Running::start(listener, None, self.store.clone(), Settings::default()).unwrap();
        self.port = running.address().port();
        self.running = Some(running);
    }

    pub async fn down(&mut self) {
        self.running.take().unwrap().stop().await.unwrap();
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// A server sends for these mailboxes.
    pub async fn sends_for(&self, mailboxes: &[MailboxId]) {
        let tenant = self.people().await.tenant();
        self.store.put_senders(tenant, mailboxes, now().plus_ms(600_000)).await.unwrap();
    }

    /// Somebody writes a mail. Seats stand at the moment at which they are taken: who is to answer it comes after it.
    pub async fn gets_mail(&self) -> InteractionId {
        let tenant = self.people().await.tenant();
        let mail = b"From: <kim@example.com>\r\nTo: <help@daehwa.example>\r\nSubject: Bill\r\n\r\nIs it right?\r\n";
        let taken = take_file(&*self.store, tenant, "mail", mail.to_vec()).await.unwrap();
        let Some(MailTaken::Filed { message, grown }) = taken else { panic!("{taken:?}") };
        self.running.as_ref().unwrap().hub().grown(tenant, &grown);
        message
    }

    /// A visitor of the web site writes a line; which browser it is, its first byte says.
    pub async fn visitor_writes(&self, browser: u8, text: &str) -> ConversationId {
        let tenant = self.people().await.tenant();
        let teams = self.user("agent1").await.teams;
        let ours = |it: &Mailbox| it.channel == Channel::Chat && teams.contains(&it.team);
        let line = NewLine {
            site: "shop".to_owned(),
            mailbox: self.store.mailboxes(tenant).await.unwrap().into_iter().find(ours).unwrap(),
            secret: [browser; 32],
            client: Uuid::now_v7(),
            text: text.to_owned(),
            file: None,
            visitor: Visitor {
                name: Some(format!("방문자 {browser}")),
                email: None,
                number: None,
                browser: None,
                language: Language::Ko,
            },
            judged: None,
        };
        let taken = self.store.take_line(tenant, &line, &Rulebook::default(), now(), &Uuid::now_v7).await.unwrap();
        let LineTaken::Filed { conversation, grown } = taken else { panic!("{taken:?}") };
        self.running.as_ref().unwrap().hub().grown(tenant, &grown);
        conversation
    }

    async fn people(&self) -> People {
        People::of_default_tenant(self.store.clone()).await.unwrap()
    }

    async fn user(&self, login: &str) -> User {
        self.people().await.users().await.unwrap().into_iter().find(|user| user.login == login).unwrap()
    }

    async fn put_user(&self, user: &User) {
        let stamp = Stamp { hlc: Hlc { wall_ms: now().0, counter: 9 }, device: daehwa_domain::id::DeviceId(user.id.0) };
        self.store.put_user(self.people().await.tenant(), user, stamp).await.unwrap();
    }

    /// Somebody at work, with everything filled in.
    pub async fn seat(&self, login: &str) -> Seat {
        let seat = Seat::over(tempfile::tempdir().unwrap(), Arc::new(BenchHost::at(now())));
        seat.desk.sign_in(self.form(login)).await.unwrap();
        seat.line(LineState::Ready);
        settled(&seat).await;
        seat
    }

    fn form(&self, login: &str) -> SignInForm {
        SignInForm { server_url: self.url(), login: login.to_owned(), password: PASSWORD.to_owned(), passphrase: None }
    }
}

pub fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    Timestamp(i64::try_from(since.as_millis()).unwrap())
}

pub async fn sync(seat: &Seat, wanted: impl Fn(&SyncView) -> bool) {
    seat.host.last(|it| matches!(it, UiEvent::Sync(_)), |it| matches!(it, UiEvent::Sync(view) if wanted(view))).await;
}

/// Connected, filled, and nothing waits. What was last told of the outbox can be from before the latest op: it is asked itself.
pub async fn settled(seat: &Seat) {
    sync(seat, |view| view.link == LinkState::Online && view.fill.is_none() && view.last_contact_ms.is_some()).await;
    loop {
        let told = seat.host.count(|_| true);
        if seat.desk.sync_status(()).await.unwrap().waiting == 0 {
            return;
        }
        seat.host.more_than(told, |_| true).await;
    }
}

/// A customer whom both seats know, with a number that nobody else has, and an open dialogue.
pub async fn shared_customer(seat: &Seat) -> (CustomerId, String) {
    for letter in ["김", "이", "박", "최", "정", "강", "조", "윤", "010", "02"] {
        let query = daehwa_desk::api::customer::SearchQuery { text: letter.to_owned(), limit: 50 };
        for hit in seat.desk.search(query).await.unwrap().hits {
            let view = seat.desk.customer(hit.card.id).await.unwrap();
            let number = view.contact_points.iter().find(|it| it.kind.is_number() && !it.retired);
            if let (Some(number), true) = (number, view.dialogues.iter().any(|it| it.open && it.stage < 3)) {
                return (hit.card.id, number.value.clone());
            }
        }
    }
    panic!("the demonstration has no such customer");
}

/// Waits until a seat shows a customer so.
pub async fn shows(seat: &Seat, customer: CustomerId, is_so: impl Fn(&CustomerView) -> bool) {
    let mut seen = 0;
    loop {
        if seat.desk.customer(customer).await.is_ok_and(|view| is_so(&view)) {
            return;
        }
        let stale = |it: &UiEvent| matches!(it, UiEvent::Stale { .. });
        seen = seat.host.more_than(seen, stale).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_s_outcome_is_on_a_second_agent_s_screen() {
    // H-5, D-42
    let centre = Centre::open().await;
    let (first, second) = (centre.seat("agent1").await, centre.seat("agent2").await);
    let (customer, number) = shared_customer(&first).await;
    let before = second.desk.customer(customer).await.unwrap().timeline.total;
    let (mut call, view, shown) = first.ring(&number).await;
    assert_eq!(view.customer, Some(customer));
    let dialogue = shown.unwrap().dialogues.into_iter().find(|it| it.open && it.stage < 3).unwrap();
    first.go(&mut call, CallState::Talking).await;
    first.desk.save_draft(Draft { call: call.id, text: "요금제 문의".to_owned() }).await.unwrap();
    first.host.advance(30_000);
    first.end(&mut call, EndCause::RemoteHangup).await;
    let mut form = entry(call.id, Outcome::Resolved);
    form.note = "요금제 문의".to_owned();
    form.dialogue = DialogueChoice::Existing { dialogue: dialogue.id };
    form.stage = Some(dialogue.stage + 1);
    first.desk.wrap_up(form).await.unwrap();

    // Facts arrive in their order, a few at a time: the note comes last.
    let with_note =
        |view: &CustomerView| view.timeline.entries.iter().any(|it| it.note.as_deref() == Some("요금제 문의"));
    shows(&second, customer, with_note).await;
    let view = second.desk.customer(customer).await.unwrap();
    assert_eq!(view.timeline.total, before + 1);
    let contact = view.timeline.entries.iter().find(|it| it.interaction.call == Some(call.id)).unwrap();
    assert_eq!((contact.note.as_deref(), contact.unsent), (Some("요금제 문의"), false));
    let moved = view.dialogues.iter().find(|it| it.id == dialogue.id).unwrap();
    assert_eq!(moved.stage, dialogue.stage + 1);
    // The server's answer says that it has the ops; that they are shared comes with the next delta.
    shows(&first, customer, |view| !view.timeline.entries.iter().any(|it| it.unsent)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_missed_call_reaches_a_second_agent_once_h_1() {
    let mut centre = Centre::open().await;
    let (first, second) = (centre.seat("agent1").await, centre.seat("agent2").await);
    let (customer, number) = shared_customer(&first).await;
    let before = second.desk.customer(customer).await.unwrap().timeline.total;
    centre.down().await;
    sync(&first, |view| view.link != LinkState::Online).await;
    let (mut call, ..) = first.ring(&number).await;
    first.end(&mut call, EndCause::Missed).await;
    let first_again = first.killed_and_started_again();
    first.desk.shutdown().await;
    centre.up().await;
    settled(&first_again).await;
    shows(&second, customer, |view| view.timeline.total == before + 1).await;
    let view = second.desk.customer(customer).await.unwrap();
    let contact = view.timeline.entries.iter().find(|it| it.interaction.call == Some(call.id)).unwrap();
    assert_eq!((contact.interaction.outcome, contact.interaction.dialogue), (Some(Outcome::Abandoned), None));
    assert!(second.desk.work_list(()).await.unwrap().missed.is_empty(), "the call is returned from where it rang");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_contact_assigned_without_the_server_leaves_a_second_agent_s_triage_once_h_1() {
    let mut centre = Centre::open().await;
    let (first, second) = (centre.seat("agent1").await, centre.seat("agent2").await);
    let (customer, number) = shared_customer(&first).await;
    let (mut call, ..) = first.ring(&number).await;
    first.end(&mut call, EndCause::Missed).await;
    let contact = InteractionId::from(call.id);
    settled(&first).await;
    let stands = |view: &CustomerView, dialogue| {
        let entry = view.timeline.entries.iter().find(|it| it.interaction.id == contact);
        entry.is_some_and(|it| it.interaction.dialogue == dialogue)
    };
    shows(&second, customer, |view| stands(view, None)).await;
    let waiting = second.desk.work_list(()).await.unwrap().triage_total;
    let open = second.desk.customer(customer).await.unwrap().needs[0].dialogue;

    centre.down().await;
    sync(&first, |view| view.link != LinkState::Online).await;
    let to = DialogueChoice::Existing { dialogue: open };
    first.desk.assign(AssignForm { customer, interaction: contact, to }).await.unwrap();
    let first_again = first.killed_and_started_again();
    first.desk.shutdown().await;
    centre.up().await;
    settled(&first_again).await;
    shows(&second, customer, |view| stands(view, Some(open))).await;
    assert_eq!(second.desk.work_list(()).await.unwrap().triage_total, waiting - 1);
    let need = second.desk.customer(customer).await.unwrap().needs.into_iter().find(|it| it.dialogue == open).unwrap();
    assert_eq!(need.evidence.first(), Some(&contact), "H-10");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stage_moved_during_a_call_has_the_call_for_its_cause_h_10() {
    let centre = Centre::open().await;
    let (first, second) = (centre.seat("agent1").await, centre.seat("agent2").await);
    let (customer, number) = shared_customer(&first).await;
    let (mut call, _, shown) = first.ring(&number).await;
    let dialogue = shown.unwrap().dialogues.into_iter().find(|it| it.open && it.stage < 3).unwrap();
    first.go(&mut call, CallState::Talking).await;
    let stage = dialogue.stage + 1;
    let moved = |customer, call| MoveStageForm { customer, dialogue: dialogue.id, stage, call: Some(call) };
    first.desk.move_stage(moved(customer, call.id)).await.unwrap();
    let nobody_s = CallId(uuid::Uuid::nil());
    assert_eq!(first.desk.move_stage(moved(customer, nobody_s)).await.unwrap_err().code, ErrorCode::CallGone);
    first.end(&mut call, EndCause::RemoteHangup).await;
    let mut form = entry(call.id, Outcome::Resolved);
    form.dialogue = DialogueChoice::Existing { dialogue: dialogue.id };
    first.desk.wrap_up(form).await.unwrap();

    let caused = |view: &CustomerView| {
        let contact = view.timeline.entries.iter().find(|it| it.interaction.call == Some(call.id));
        contact.is_some_and(|it| it.stage == Some(stage))
    };
    shows(&second, customer, caused).await;
    let view = second.desk.customer(customer).await.unwrap();
    let contact = view.timeline.entries.iter().find(|it| it.interaction.call == Some(call.id)).unwrap();
    let need = view.needs.iter().find(|it| it.dialogue == dialogue.id).unwrap();
    assert_eq!((need.stage, need.evidence.first()), (stage, Some(&contact.interaction.id)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_done_without_the_server_arrives_once_when_it_is_back() {
    // D-40, D-41
    let mut centre = Centre::open().await;
    let (first, second) = (centre.seat("agent1").await, centre.seat("agent2").await);
    let (customer, number) = shared_customer(&first).await;
    let before = second.desk.customer(customer).await.unwrap().timeline.total;
    centre.down().await;
    sync(&first, |view| view.link != LinkState::Online).await;
    let mut calls = Vec::new();
    for note in ["첫 번째", "두 번째"] {
        let call = first.answered_call(&number).await;
        let mut form = entry(call, Outcome::Resolved);
        form.note = note.to_owned();
        first.desk.wrap_up(form).await.unwrap();
        calls.push(call);
    }
    let waiting = first.desk.sync_status(()).await.unwrap();
    assert!(waiting.waiting >= 4 && waiting.waiting_since_ms.is_some());

    // The desktop is killed as well, and comes back before the server does.
    let dir = first.killed();
    first.desk.shutdown().await;
    let again = Seat::over(dir, Arc::new(first.host.another()));
    assert_eq!(again.desk.sync_status(()).await.unwrap_err().code, ErrorCode::NotSignedIn);
    assert!(matches!(again.desk.snapshot(()).await.unwrap().session, Session::SignedIn { .. }));
    assert_eq!(again.desk.sync_status(()).await.unwrap().waiting, waiting.waiting);
    centre.up().await;
    settled(&again).await;
    shows(&second, customer, |view| view.timeline.total == before + 2).await;
    let contacts = second.desk.customer(customer).await.unwrap().timeline.entries;
    for call in calls {
        assert_eq!(contacts.iter().filter(|it| it.interaction.call == Some(call)).count(), 1);
    }
}

/// Overwrites a third of a file, behind the pages that say which tables there are: of a file as small as a test's these are many.
fn damage_the_middle(path: &Path) {
    let mut bytes = std::fs::read(path).unwrap();
    let sixth = bytes.len() / 6;
    bytes[3 * sixth..5 * sixth].fill(0x5a);
    std::fs::write(path, bytes).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn damage_in_the_middle_of_the_local_data_is_mended_while_the_agent_works_and_nothing_unsent_is_lost() {
    // D-5, D-40
    let mut centre = Centre::open().await;
    let (first, second) = (centre.seat("agent1").await, centre.seat("agent2").await);
    let (customer, number) = shared_customer(&first).await;
    let before = second.desk.customer(customer).await.unwrap().timeline.total;
    centre.down().await;
    sync(&first, |view| view.link != LinkState::Online).await;
    let call = first.answered_call(&number).await;
    let mut form = entry(call, Outcome::Resolved);
    form.note = "손상되기 전에".to_owned();
    first.desk.wrap_up(form).await.unwrap();
    let owed = first.answered_call(&number).await;
    first.desk.save_draft(Draft { call: owed, text: "쓰던 글".to_owned() }).await.unwrap();
    let waiting = first.desk.sync_status(()).await.unwrap().waiting;
    let (dir, path) = first.killed_at_rest();
    first.desk.shutdown().await;
    damage_the_middle(&path);

    // The desktop starts as if nothing had happened; then it is told, and works on, still without the server.
    let again = Seat::over(dir, Arc::new(first.host.another()));
    again.host.until(|it| matches!(it, UiEvent::Notice(error) if error.code == ErrorCode::CacheDamaged)).await;
    let snapshot = again.desk.snapshot(()).await.unwrap();
    assert!(matches!(snapshot.session, Session::SignedIn { .. }));
    assert_eq!(snapshot.notices[0].code, ErrorCode::CacheDamaged);
    assert_eq!(snapshot.sync.waiting, waiting);
    let kept = snapshot.calls.iter().find(|it| it.call.id == owed).unwrap();
    assert_eq!(kept.draft, "쓰던 글");
    let files = std::fs::read_dir(again.dir.path()).unwrap().map(|it| it.unwrap().file_name());
    assert_eq!(files.filter(|it| it.to_string_lossy().ends_with(".damaged-1")).count(), 1);

    // What the server has comes back from it, and it gets what it has not.
    centre.up().await;
    settled(&again).await;
    shows(&again, customer, |view| view.timeline.total == before + 1).await;
    shows(&second, customer, |view| view.timeline.total == before + 1).await;
    let contacts = second.desk.customer(customer).await.unwrap().timeline.entries;
    let arrived = contacts.iter().filter(|it| it.interaction.call == Some(call)).collect::<Vec<_>>();
    assert_eq!(arrived.len(), 1);
    shows(&second, customer, |view| view.timeline.entries.iter().any(|it| it.note.as_deref() == Some("손상되기 전에")))
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn work_that_the_server_refuses_is_shown_and_ends_only_by_a_person() {
    // D-41
    let mut centre = Centre::open().await;
    let seat = centre.seat("agent1").await;
    let (customer, _) = shared_customer(&seat).await;
    centre.down().await;
    sync(&seat, |view| view.link != LinkState::Online).await;
    for company in ["한강상사", "남산물산"] {
        let edit = CustomerEdit {
            customer,
            name: None,
            name_latin: None,
            company: Some(company.to_owned()),
            account_no: None,
            language: None,
            address: None,
            preferred_agent: None,
        };
        seat.desk.edit_customer(edit).await.unwrap();
    }
    // Meanwhile the agent is moved out of every team.
    let user = centre.user("agent1").await;
    centre.put_user(&User { teams: Vec::new(), ..user.clone() }).await;
    centre.up().await;
    sync(&seat, |view| view.stuck.len() == 2 && view.waiting == 0).await;
    let stuck = seat.desk.sync_status(()).await.unwrap().stuck;
    assert!(
        stuck
            .iter()
            .all(|it| it.refusal == Refusal::NotAllowed && it.kind == "customer" && it.customer == Some(customer))
    );

    // Back in the team, one is sent again, the other given up.
    centre.put_user(&user).await;
    seat.desk.retry_stuck(stuck[1].item).await.unwrap();
    seat.desk.discard_stuck(stuck[0].item).await.unwrap();
    sync(&seat, |view| view.stuck.is_empty() && view.waiting == 0).await;
    assert_eq!(seat.desk.retry_stuck(stuck[0].item).await.unwrap_err().code, ErrorCode::NotFound);
    assert_eq!(seat.desk.discard_stuck(stuck[0].item).await.unwrap_err().code, ErrorCode::NotFound);
    let other = centre.seat("agent2").await;
    shows(&other, customer, |view| view.customer.company.as_deref() == Some("남산물산")).await;
}

/// Waits until a seat shows a colleague in this state.
async fn sees(seat: &Seat, login: &str, state: AgentState) {
    let mut seen = 0;
    loop {
        let colleagues = seat.desk.colleagues(()).await.unwrap();
        let colleague = colleagues.iter().find(|it| it.user.login == login).unwrap();
        if colleague.status.is_some_and(|status| status.state == state) {
            return;
        }
        seen = seat.host.more_than(seen, |it| matches!(it, UiEvent::Stale { .. })).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_person_at_two_desktops_has_one_state_d_7() {
    let centre = Centre::open().await;
    let (first, second) = (centre.seat("agent1").await, centre.seat("agent1").await);
    let meal = AgentState::Break { reason: BreakReason::Meal };
    first.desk.set_agent_state(WantedState::Break { reason: BreakReason::Meal }).await.unwrap();
    let at_meal = |it: &UiEvent| matches!(it, UiEvent::Agent(status) if status.state == meal);
    second.host.until(at_meal).await;
    second.desk.set_agent_state(WantedState::Available).await.unwrap();
    let is_agent = |it: &UiEvent| matches!(it, UiEvent::Agent(_));
    first.host.last(is_agent, |it| matches!(it, UiEvent::Agent(status) if status.state == AgentState::Available)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_an_agent_did_while_the_server_was_down_arrives_in_its_order_d_7() {
    let mut centre = Centre::open().await;
    let (first, second) = (centre.seat("agent1").await, centre.seat("agent2").await);
    sees(&second, "agent1", AgentState::Available).await;
    centre.down().await;
    sync(&first, |view| view.link != LinkState::Online).await;
    let (rest, meal) = (BreakReason::Rest, BreakReason::Meal);
    for reason in [rest, meal] {
        first.desk.set_agent_state(WantedState::Break { reason }).await.unwrap();
    }
    // Also what was not sent when the desktop is killed.
    let first = first.killed_and_started_again();
    first.line(LineState::Ready);
    centre.up().await;
    sees(&second, "agent1", AgentState::Break { reason: meal }).await;
    let (tenant, user) = (centre.people().await.tenant(), centre.user("agent1").await.id);
    let past = centre.store.past_statuses(tenant, user, 0, 100).await.unwrap();
    let states: Vec<_> = past.iter().map(|(_, status)| status.state).collect();
    let breaks = [rest, meal].map(|reason| AgentState::Break { reason });
    assert!(states.ends_with(&breaks), "{states:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn colleagues_see_each_other_s_state_while_the_server_is_up() {
    // D-7, D-31
    let mut centre = Centre::open().await;
    let (first, second) = (centre.seat("agent1").await, centre.seat("agent2").await);
    let rest = BreakReason::Rest;
    first.desk.set_agent_state(WantedState::Break { reason: rest }).await.unwrap();
    sees(&second, "agent1", AgentState::Break { reason: rest }).await;
    centre.down().await;
    sync(&second, |view| view.link != LinkState::Online).await;
    assert!(second.desk.colleagues(()).await.unwrap().iter().all(|it| it.status.is_none()), "nobody knows");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disabled_user_is_out_and_the_data_is_closed() {
    let centre = Centre::open().await;
    let seat = centre.seat("agent1").await;
    centre.people().await.set_disabled("agent1", true).await.unwrap();
    seat.host.until(|it| matches!(it, UiEvent::Notice(error) if error.code == ErrorCode::UserDisabled)).await;
    assert!(matches!(seat.desk.snapshot(()).await.unwrap().session, Session::SignedOut { .. }));
    assert_eq!(seat.desk.sign_in(centre.form("agent1")).await.unwrap_err().code, ErrorCode::UserDisabled);
    // Nothing goes on by itself after a restart either.
    assert!(matches!(
        seat.killed_and_started_again().desk.snapshot(()).await.unwrap().session,
        Session::SignedOut { .. }
    ));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_change_of_password_the_agent_signs_in_again_without_losing_the_call() {
    let mut centre = Centre::open().await;
    let seat = centre.seat("agent1").await;
    let (mut call, ..) = seat.ring("01012341234").await;
    seat.go(&mut call, CallState::Talking).await;
    centre.people().await.set_password("agent1", "another password 2").await.unwrap();
    // A connection that is open may go on for a while; the next one may not.
    centre.down().await;
    centre.up().await;
    sync(&seat, |view| view.link == LinkState::SignInNeeded).await;
    assert_eq!(seat.desk.sign_in(centre.form("agent1")).await.unwrap_err().code, ErrorCode::WrongPassword);
    let form = SignInForm { password: "another password 2".to_owned(), ..centre.form("agent1") };
    seat.desk.sign_in(form).await.unwrap();
    settled(&seat).await;
    let calls = seat.desk.snapshot(()).await.unwrap().calls;
    assert_eq!((calls.len(), calls[0].call.state), (1, CallState::Talking));
}
