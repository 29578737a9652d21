//! The engine by its traces: what it is told on the left, what it wants done on the right.
#![allow(clippy::unwrap_used)]

use daehwa_domain::{
    id::{CustomerId, DeviceId, OpId, TeamId, UserId},
    record::{Edit, RecordKind, RecordRef},
    time::{Hlc, Timestamp},
};
use daehwa_protocol::{
    error::{Denial, Refusal},
    message::{Change, Down, FillToken, OpResult, Progress, ScopeHead, Up, Verdict},
    op::{Action, Op},
    scope::Scope,
};
use daehwa_sync::{Engine, Event, FillPosition, Instruction, Link, LocalScope, LocalState, Loss, Moment};
use uuid::Uuid;

const TEAM: Scope = Scope::Team(TeamId(Uuid::from_u128(7)));

struct Bench {
    engine: Engine,
    now: Moment,
}

impl Bench {
    fn new(scopes: Vec<LocalScope>) -> Self {
        let local = LocalState { device: DeviceId(Uuid::from_u128(1)), next_counter: 1, scopes };
        Self { engine: Engine::new(local, 42), now: Moment(1_000) }
    }

    /// A desktop that holds `scopes` and is welcomed by a server with the same heads.
    fn online(scopes: Vec<LocalScope>) -> Self {
        let heads: Vec<_> = scopes.iter().map(|it| (it.scope, it.cursor)).collect();
        let mut bench = Self::new(scopes);
        bench.tell(Event::Start);
        bench.tell(Event::Connected);
        bench.welcome(&heads, 0);
        bench.tell(Event::Outbox { ops: vec![] });
        for (scope, cursor) in heads {
            bench.hear(delta(scope, cursor, cursor, 0));
        }
        assert!(bench.engine.status().caught_up);
        bench
    }

    /// The instructions that matter, without timers and status.
    fn tell(&mut self, event: Event) -> Vec<Instruction> {
        let mut done = self.engine.handle(event, self.now);
        done.retain(|it| !matches!(it, Instruction::Wake { .. } | Instruction::Status(_)));
        done
    }

    fn hear(&mut self, down: Down) -> Vec<Instruction> {
        self.tell(Event::Received(down))
    }

    fn welcome(&mut self, heads: &[(Scope, u64)], device_counter: u64) -> Vec<Instruction> {
        let scopes = heads.iter().map(|(scope, head)| ScopeHead { scope: *scope, head: *head }).collect();
        self.hear(Down::Welcome { server_time: Timestamp(5), protocol: 1, scopes, device_counter })
    }

    /// Time passes, with a timer event at the end.
    fn wait(&mut self, ms: u64) -> Vec<Instruction> {
        self.now = self.now.plus_ms(ms);
        self.tell(Event::Timer)
    }

    fn link(&self) -> Link {
        self.engine.status().link
    }
}

fn held(scope: Scope, cursor: u64) -> LocalScope {
    LocalScope { scope, cursor, checksum: 0, fill: None }
}

fn delta(scope: Scope, from: u64, to: u64, checksum: u64) -> Down {
    Down::Delta { scope, from, to, changes: changes(to - from), checksum: Some(checksum), head: to }
}

fn changes(count: u64) -> Vec<Change> {
    (0..count).map(|it| Change::Left { customer: CustomerId(Uuid::from_u128(u128::from(it))) }).collect()
}

fn pull(scope: Scope, cursor: u64) -> Instruction {
    Instruction::Send(Up::Pull { scope, cursor, limit: 2_000 })
}

fn op(counter: u64) -> Op {
    let target = RecordRef { kind: RecordKind::Topic, id: Uuid::from_u128(3) };
    Op {
        id: OpId(Uuid::from_u128(u128::from(100 + counter))),
        counter,
        hlc: Hlc::default(),
        user: UserId(Uuid::from_u128(4)),
        schema: 1,
        action: Action::Edit { edit: Edit::Set { target, customer: None, fields: vec![] } },
    }
}

fn result(counter: u64, verdict: Verdict) -> OpResult {
    OpResult { op: op(counter).id, counter, verdict }
}

fn refused(refusal: Refusal) -> Verdict {
    Verdict::Refused { refusal, detail: String::new() }
}

fn read() -> Instruction {
    Instruction::ReadOutbox { max_bytes: 1024 * 1024 - 16 * 1024 }
}

fn push(counters: &[u64]) -> Instruction {
    Instruction::Send(Up::Push { ops: counters.iter().map(|it| op(*it)).collect() })
}

#[test]
fn a_new_desktop_signs_in_and_fills_its_scopes_one_after_the_other() {
    // D-44
    let mut bench = Bench::new(vec![]);
    assert_eq!(bench.tell(Event::Start), [Instruction::Connect]);
    assert!(matches!(bench.tell(Event::Connected)[..], [Instruction::Send(Up::Hello { .. })]));
    let begin = |scope| Instruction::BeginFill { scope, restart: false };
    assert_eq!(
        bench.welcome(&[(Scope::Centre, 3), (TEAM, 9)], 0),
        [Instruction::SetServerTime { server_time: Timestamp(5) }, read(), begin(Scope::Centre)]
    );
    assert!(bench.tell(Event::Outbox { ops: vec![] }).is_empty());
    let position = FillPosition { token: None, progress: Progress::default() };
    let ask = |scope, after| Instruction::Send(Up::Fill { scope, after, limit: 2_000 });
    assert_eq!(
        bench.tell(Event::FillBegun { scope: Scope::Centre, position: position.clone() }),
        [ask(Scope::Centre, None)]
    );

    // Parts are asked for while the one before is applied.
    let token = FillToken { as_of: 3, position: vec![1] };
    let progress = Progress { done: 1, total: 2 };
    let part = |next: Option<FillToken>| Down::Snapshot {
        scope: Scope::Centre,
        as_of: 3,
        changes: changes(1),
        next,
        progress,
    };
    let apply = |next: Option<FillToken>| Instruction::ApplyPart {
        scope: Scope::Centre,
        as_of: 3,
        changes: changes(1),
        next,
        progress,
    };
    assert_eq!(
        bench.hear(part(Some(token.clone()))),
        [apply(Some(token.clone())), ask(Scope::Centre, Some(token.clone()))]
    );
    assert!(bench.hear(part(Some(token.clone()))).is_empty(), "a repeated part is passed over");
    assert!(bench.hear(part(None)).is_empty(), "one part at a time is applied");
    assert_eq!(bench.tell(Event::PartApplied { scope: Scope::Centre }), [apply(None)]);
    let end = Instruction::EndFill { scope: Scope::Centre };
    assert_eq!(bench.tell(Event::PartApplied { scope: Scope::Centre }), [end]);
    assert_eq!(
        bench.tell(Event::Applied { scope: Scope::Centre, cursor: 3, checksum: 8 }),
        [pull(Scope::Centre, 3), begin(TEAM)]
    );
    assert!(!bench.engine.status().caught_up);
}

#[test]
fn ops_go_up_one_push_at_a_time_and_are_written_off_by_their_results() {
    // sync.md, invariants 2 and 3
    let mut bench = Bench::online(vec![held(TEAM, 5)]);
    assert_eq!(bench.tell(Event::LocalOps { next_counter: 3 }), [read()]);
    assert_eq!(bench.tell(Event::Outbox { ops: vec![op(1), op(2)] }), [push(&[1, 2])]);
    assert!(bench.tell(Event::LocalOps { next_counter: 4 }).is_empty(), "the next push waits");
    let results = vec![result(1, refused(Refusal::NotAllowed)), result(2, Verdict::Accepted)];
    assert_eq!(
        bench.hear(Down::Acked { results: results.clone() }),
        [Instruction::Acknowledge { results: results.clone() }]
    );
    assert_eq!(bench.tell(Event::Acknowledged), [read()]);
    assert_eq!(bench.tell(Event::Outbox { ops: vec![op(3)] }), [push(&[3])]);
    assert!(bench.hear(Down::Acked { results }).is_empty(), "a repeated answer says nothing new");
}

#[test]
fn what_was_sent_without_an_answer_is_sent_again_after_a_lost_connection() {
    // sync.md, invariant 2
    let mut bench = Bench::online(vec![held(TEAM, 5)]);
    bench.tell(Event::LocalOps { next_counter: 2 });
    bench.tell(Event::Outbox { ops: vec![op(1)] });
    assert!(bench.tell(Event::Disconnected { loss: Loss::Network }).is_empty());
    assert_eq!(bench.link(), Link::Offline);
    assert_eq!(bench.wait(500), [Instruction::Connect]);
    bench.tell(Event::Connected);
    // The server has processed it, but only its answer says what became of it.
    assert!(bench.welcome(&[(TEAM, 5)], 1).contains(&read()));
    assert_eq!(bench.tell(Event::Outbox { ops: vec![op(1)] }), [push(&[1])]);
}

#[test]
fn after_an_op_that_was_sent_twice_the_server_is_asked_once_more_before_its_records_are_shown() {
    // sync.md, invariant 6
    let mut bench = Bench::online(vec![held(TEAM, 5)]);
    let send = |bench: &mut Bench| {
        bench.tell(Event::LocalOps { next_counter: 2 });
        bench.tell(Event::Outbox { ops: vec![op(1)] });
    };
    send(&mut bench);
    bench.tell(Event::Disconnected { loss: Loss::Network });
    bench.wait(500);
    bench.tell(Event::Connected);
    bench.welcome(&[(TEAM, 5)], 1);
    send(&mut bench);
    // This answer was asked for before the acknowledgement: it says nothing about the op.
    assert!(bench.hear(delta(TEAM, 5, 5, 0)).is_empty());
    bench.hear(Down::Acked { results: vec![result(1, Verdict::Accepted)] });
    assert_eq!(bench.tell(Event::Acknowledged), [read(), pull(TEAM, 5)]);
    bench.hear(delta(TEAM, 5, 6, 3));
    assert_eq!(bench.tell(Event::Applied { scope: TEAM, cursor: 6, checksum: 3 }), [Instruction::Settle]);

    // An op that was sent once comes down after its acknowledgement.
    bench.tell(Event::Outbox { ops: vec![] });
    bench.tell(Event::LocalOps { next_counter: 3 });
    bench.tell(Event::Outbox { ops: vec![op(2)] });
    bench.hear(Down::Acked { results: vec![result(2, Verdict::Accepted)] });
    assert_eq!(bench.tell(Event::Acknowledged), [read()]);
}

#[test]
fn an_op_at_which_the_server_fails_is_tried_again_and_wedged_at_last() {
    // sync.md, invariant 3
    let mut bench = Bench::online(vec![held(TEAM, 5)]);
    bench.tell(Event::LocalOps { next_counter: 2 });
    bench.tell(Event::Outbox { ops: vec![op(1)] });
    for failure in 1..=4 {
        let answer = Down::Acked { results: vec![result(1, refused(Refusal::Internal))] };
        assert!(bench.hear(answer).is_empty());
        assert!(bench.wait(2_000 * failure - 1).is_empty());
        assert_eq!(bench.wait(1), [read()]);
        bench.tell(Event::Outbox { ops: vec![op(1)] });
    }
    let results = vec![result(1, refused(Refusal::Internal))];
    assert_eq!(bench.hear(Down::Acked { results: results.clone() }), [Instruction::Acknowledge { results }]);
}

#[test]
fn a_cache_restored_from_an_older_image_gives_out_no_counter_twice() {
    // sync.md, invariant 2
    let mut bench = Bench::new(vec![held(TEAM, 5)]);
    bench.tell(Event::Start);
    bench.tell(Event::Connected);
    let done = bench.welcome(&[(TEAM, 5)], 40);
    assert!(done.contains(&Instruction::RaiseCounters { processed: 40 }) && !done.contains(&read()));
    assert_eq!(bench.tell(Event::CountersRaised { next_counter: 43 }), [read()]);
}

#[test]
fn a_hint_is_followed_by_a_pull_and_deltas_are_asked_for_ahead() {
    // D-42
    let mut bench = Bench::online(vec![held(TEAM, 5)]);
    assert_eq!(bench.hear(Down::Behind { scope: TEAM, head: 9 }), [pull(TEAM, 5)]);
    assert!(bench.hear(Down::Behind { scope: TEAM, head: 10 }).is_empty(), "one question at a time");
    let first = Down::Delta { scope: TEAM, from: 5, to: 7, changes: changes(2), checksum: None, head: 10 };
    let apply = Instruction::Apply { scope: TEAM, from: 5, to: 7, changes: changes(2) };
    assert_eq!(bench.hear(first.clone()), [apply, pull(TEAM, 7)]);
    assert!(bench.hear(first).is_empty(), "a repeated delta is passed over");
    assert!(!bench.engine.status().caught_up);
    bench.hear(delta(TEAM, 7, 10, 77));
    bench.tell(Event::Applied { scope: TEAM, cursor: 7, checksum: 1 });
    assert!(bench.tell(Event::Applied { scope: TEAM, cursor: 10, checksum: 77 }).is_empty());
    assert!(bench.engine.status().caught_up);
}

#[test]
fn a_delta_that_the_cache_did_not_take_is_asked_for_again() {
    let mut bench = Bench::online(vec![held(TEAM, 5)]);
    bench.hear(Down::Behind { scope: TEAM, head: 7 });
    bench.hear(delta(TEAM, 5, 7, 1));
    assert_eq!(bench.tell(Event::Applied { scope: TEAM, cursor: 4, checksum: 0 }), [pull(TEAM, 4)]);
}

#[test]
fn a_wrong_checksum_leads_to_a_new_fill_and_a_second_one_to_a_pause() {
    // sync.md, invariant 6
    let mut bench = Bench::online(vec![held(TEAM, 5)]);
    bench.hear(Down::Behind { scope: TEAM, head: 6 });
    bench.hear(delta(TEAM, 5, 6, 1));
    let again = Instruction::BeginFill { scope: TEAM, restart: true };
    assert_eq!(bench.tell(Event::Applied { scope: TEAM, cursor: 6, checksum: 2 }), std::slice::from_ref(&again));
    bench.tell(Event::FillBegun { scope: TEAM, position: FillPosition { token: None, progress: Progress::default() } });
    bench.hear(Down::Snapshot { scope: TEAM, as_of: 6, changes: vec![], next: None, progress: Progress::default() });
    bench.tell(Event::PartApplied { scope: TEAM });
    assert_eq!(bench.tell(Event::Applied { scope: TEAM, cursor: 6, checksum: 2 }), [pull(TEAM, 6)]);
    assert!(bench.hear(delta(TEAM, 6, 6, 1)).is_empty(), "not at once again");
    assert!(!bench.wait(30_000).contains(&again));
    assert!(bench.wait(30_000).contains(&again));
}

#[test]
fn a_scope_that_the_user_may_not_hold_any_more_is_dropped() {
    let mut bench = Bench::new(vec![held(Scope::Centre, 3), held(TEAM, 5)]);
    bench.tell(Event::Start);
    bench.tell(Event::Connected);
    assert!(bench.welcome(&[(Scope::Centre, 3)], 0).contains(&Instruction::DropScope { scope: TEAM }));
}

#[test]
fn an_unfinished_fill_goes_on_where_it_was() {
    // D-44
    let progress = Progress { done: 4, total: 9 };
    let token = FillToken { as_of: 2, position: vec![9] };
    let position = FillPosition { token: Some(token.clone()), progress };
    let mut bench = Bench::new(vec![LocalScope { fill: Some(position.clone()), ..held(TEAM, 0) }]);
    bench.tell(Event::Start);
    bench.tell(Event::Connected);
    assert!(bench.welcome(&[(TEAM, 5)], 0).contains(&Instruction::BeginFill { scope: TEAM, restart: false }));
    assert_eq!(bench.engine.status().fills[0].progress, progress);
    let ask = Instruction::Send(Up::Fill { scope: TEAM, after: Some(token), limit: 2_000 });
    assert_eq!(bench.tell(Event::FillBegun { scope: TEAM, position }), [ask]);
    assert_eq!(bench.hear(Down::Refill { scope: TEAM }), [Instruction::BeginFill { scope: TEAM, restart: true }]);
}

#[test]
fn a_refused_token_is_refreshed_once_and_then_with_pauses() {
    let mut bench = Bench::new(vec![]);
    bench.tell(Event::Start);
    let refused = Event::Disconnected { loss: Loss::Unauthorized };
    assert_eq!(bench.tell(refused.clone()), [Instruction::RefreshToken]);
    assert_eq!(bench.tell(Event::TokenRefreshed), [Instruction::Connect]);
    assert!(bench.tell(refused).is_empty());
    assert_eq!(bench.wait(1_000), [Instruction::Connect]);
    bench.tell(Event::Connected);
    assert_eq!(
        bench.hear(Down::Denied { denial: Denial::SignIn }),
        [Instruction::Disconnect, Instruction::RefreshToken]
    );
    assert!(bench.tell(Event::TokenRefused).is_empty());
    assert_eq!(bench.link(), Link::SignInNeeded);
    assert!(bench.wait(86_400_000).is_empty());
    assert_eq!(bench.tell(Event::Start), [Instruction::Connect]);
}

#[test]
fn a_revoked_desktop_does_not_come_back_by_itself() {
    // D-43
    let mut bench = Bench::online(vec![held(TEAM, 5)]);
    assert_eq!(bench.hear(Down::Denied { denial: Denial::DeviceRevoked }), [Instruction::Disconnect]);
    assert_eq!(bench.link(), Link::DeviceRevoked);
    assert!(bench.wait(86_400_000).is_empty());
}

#[test]
fn a_desktop_that_is_too_old_still_drains_its_outbox() {
    // sync.md, invariant 10
    let mut bench = Bench::new(vec![held(TEAM, 5)]);
    bench.tell(Event::Start);
    bench.tell(Event::Connected);
    assert_eq!(bench.hear(Down::Upgrade { needs_protocol: 9 }), [read()]);
    assert_eq!(bench.link(), Link::UpgradeNeeded);
    assert_eq!(bench.tell(Event::Outbox { ops: vec![op(1)] }), [push(&[1])]);
}

#[test]
fn a_silent_server_is_asked_and_then_given_up() {
    let mut bench = Bench::online(vec![held(TEAM, 5)]);
    assert!(bench.wait(19_999).is_empty());
    assert_eq!(bench.wait(1), [pull(TEAM, 5)]);
    assert!(bench.wait(29_999).is_empty());
    assert_eq!(bench.wait(1), [Instruction::Disconnect]);
    assert_eq!(bench.link(), Link::Offline);
}

#[test]
fn pauses_between_attempts_grow_to_half_a_minute() {
    let mut bench = Bench::new(vec![]);
    bench.tell(Event::Start);
    let mut pauses = Vec::new();
    for _ in 0..10 {
        bench.tell(Event::Disconnected { loss: Loss::Network });
        let before = bench.now;
        while bench.wait(10).is_empty() {}
        pauses.push(bench.now.0 - before.0);
    }
    assert!(pauses[0] <= 510 && pauses[9] >= 15_000 && pauses.iter().all(|it| *it <= 30_010), "{pauses:?}");
    bench.tell(Event::Disconnected { loss: Loss::Network });
    assert_eq!(bench.tell(Event::TryNow), [Instruction::Connect]);
    bench.tell(Event::Disconnected { loss: Loss::Busy { retry_after_ms: Some(120_000) } });
    assert!(bench.wait(119_999).is_empty());
}

#[test]
fn a_full_disk_pauses_and_then_everything_goes_on_from_what_was_kept() {
    let mut bench = Bench::online(vec![held(TEAM, 5)]);
    bench.hear(Down::Behind { scope: TEAM, head: 7 });
    bench.hear(delta(TEAM, 5, 7, 9));
    assert!(bench.tell(Event::CacheFailed).is_empty());
    assert!(bench.tell(Event::LocalOps { next_counter: 2 }).is_empty());
    assert!(bench.wait(4_999).is_empty());
    assert_eq!(bench.wait(1), [read(), pull(TEAM, 5)]);
}

#[test]
fn what_a_full_disk_kept_from_being_settled_is_settled_when_there_is_room() {
    // sync.md, invariant 6
    let mut bench = Bench::new(vec![held(TEAM, 5)]);
    bench.tell(Event::Start);
    bench.tell(Event::Connected);
    bench.welcome(&[(TEAM, 5)], 0);
    bench.tell(Event::Outbox { ops: vec![] });
    assert_eq!(bench.hear(delta(TEAM, 5, 5, 0)), [Instruction::Settle]);
    assert!(bench.tell(Event::CacheFailed).is_empty());
    // What the server has meanwhile is heard first: an older version is not to be shown in place of what is here.
    assert_eq!(bench.wait(5_000), [pull(TEAM, 5)]);
    assert_eq!(bench.hear(delta(TEAM, 5, 5, 0)), [Instruction::Settle]);
    assert!(bench.wait(5_000).is_empty(), "once");
}

#[test]
fn nothing_is_done_after_sign_out() {
    let mut bench = Bench::online(vec![held(TEAM, 5)]);
    assert_eq!(bench.tell(Event::Stop), [Instruction::Disconnect]);
    assert_eq!(bench.link(), Link::Stopped);
    assert!(bench.tell(Event::LocalOps { next_counter: 9 }).is_empty());
    assert!(bench.hear(Down::Behind { scope: TEAM, head: 9 }).is_empty());
    assert!(bench.wait(86_400_000).is_empty());
}
