//! Whatever the engine is told, in whatever order: it does not panic, and keeps its own rules.
#![allow(clippy::unwrap_used)]

use daehwa_domain::{
    id::{DeviceId, OpId, TeamId, UserId},
    record::{Edit, RecordKind, RecordRef},
    time::{Hlc, Timestamp},
};
use daehwa_protocol::{
    error::{Denial, Refusal},
    message::{Down, FillToken, OpResult, Progress, ScopeHead, Up, Verdict},
    op::{Action, Op},
    scope::Scope,
};
use daehwa_sync::{Engine, Event, FillPosition, Instruction, LocalScope, LocalState, Loss, Moment};
use proptest::prelude::*;
use uuid::Uuid;

fn scope() -> impl Strategy<Value = Scope> {
    prop_oneof![Just(Scope::Centre), (1u128..3).prop_map(|it| Scope::Team(TeamId(Uuid::from_u128(it))))]
}

fn op(counter: u64) -> Op {
    let target = RecordRef { kind: RecordKind::Topic, id: Uuid::from_u128(3) };
    Op {
        id: OpId(Uuid::from_u128(u128::from(counter))),
        counter,
        hlc: Hlc::default(),
        user: UserId(Uuid::from_u128(4)),
        schema: 1,
        action: Action::Edit { edit: Edit::Set { target, customer: None, fields: vec![] } },
    }
}

fn token() -> impl Strategy<Value = Option<FillToken>> {
    prop::option::of((0u64..3, 0u8..3).prop_map(|(as_of, at)| FillToken { as_of, position: vec![at] }))
}

fn result() -> impl Strategy<Value = OpResult> {
    (1u64..6, 0u8..3).prop_map(|(counter, verdict)| OpResult {
        op: op(counter).id,
        counter,
        verdict: match verdict {
            0 => Verdict::Accepted,
            1 => Verdict::Refused { refusal: Refusal::Internal, detail: String::new() },
            _ => Verdict::Refused { refusal: Refusal::Invalid, detail: String::new() },
        },
    })
}

fn down() -> impl Strategy<Value = Down> {
    prop_oneof![
        3 => (prop::collection::btree_map(scope(), 0u64..9, 0..3), 0u64..9).prop_map(|(heads, device_counter)| Down::Welcome {
            server_time: Timestamp(1),
            protocol: 1,
            scopes: heads.into_iter().map(|(scope, head)| ScopeHead { scope, head }).collect(),
            device_counter,
        }),
        1 => Just(Down::Upgrade { needs_protocol: 2 }),
        1 => prop_oneof![Just(Denial::SignIn), Just(Denial::Busy), Just(Denial::Disabled)].prop_map(|denial| Down::Denied { denial }),
        3 => prop::collection::vec(result(), 0..5).prop_map(|results| Down::Acked { results }),
        3 => (scope(), 0u64..9, 0u64..9, prop::option::of(0u64..2), 0u64..12).prop_map(|(scope, from, to, checksum, head)| {
            Down::Delta { scope, from, to, changes: vec![], checksum, head }
        }),
        3 => (scope(), 0u64..3, token()).prop_map(|(scope, as_of, next)| Down::Snapshot {
            scope,
            as_of,
            changes: vec![],
            next,
            progress: Progress::default(),
        }),
        1 => scope().prop_map(|scope| Down::Refill { scope }),
        2 => (scope(), 0u64..12).prop_map(|(scope, head)| Down::Behind { scope, head }),
    ]
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        2 => Just(Event::Start),
        1 => Just(Event::Stop),
        1 => Just(Event::TryNow),
        4 => Just(Event::Connected),
        2 => prop_oneof![Just(Loss::Network), Just(Loss::Unauthorized), Just(Loss::Busy { retry_after_ms: Some(u64::MAX) })]
            .prop_map(|loss| Event::Disconnected { loss }),
        12 => down().prop_map(Event::Received),
        2 => (1u64..9).prop_map(|next_counter| Event::LocalOps { next_counter }),
        3 => (1u64..5, 0u64..4).prop_map(|(from, count)| Event::Outbox { ops: (from..from + count).map(op).collect() }),
        2 => Just(Event::Acknowledged),
        1 => (1u64..9).prop_map(|next_counter| Event::CountersRaised { next_counter }),
        4 => (scope(), 0u64..9, 0u64..2).prop_map(|(scope, cursor, checksum)| Event::Applied { scope, cursor, checksum }),
        2 => (scope(), token()).prop_map(|(scope, token)| Event::FillBegun {
            scope,
            position: FillPosition { token, progress: Progress::default() },
        }),
        2 => scope().prop_map(|scope| Event::PartApplied { scope }),
        1 => Just(Event::CacheFailed),
        1 => Just(Event::TokenRefreshed),
        1 => Just(Event::TokenUnavailable),
        4 => Just(Event::Timer),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]
    #[test]
    fn any_events_in_any_order_keep_the_rules(
        local in prop::collection::btree_map(scope(), (0u64..5, prop::option::of(token())), 0..3),
        events in prop::collection::vec((event(), prop_oneof![0u64..50, 0u64..40_000]), 0..80),
        seed: u64,
    ) {
        let scopes = local.into_iter().map(|(scope, (cursor, fill))| LocalScope {
            scope,
            cursor,
            checksum: 0,
            fill: fill.map(|token| FillPosition { token, progress: Progress::default() }),
        });
        let state = LocalState { device: DeviceId(Uuid::from_u128(1)), next_counter: 1, scopes: scopes.collect() };
        let mut engine = Engine::new(state, seed);
        let mut now = Moment(0);
        let (mut connected, mut pushes, mut reads) = (false, 0, 0);
        for (event, ms) in events {
            now = now.plus_ms(ms);
            match &event {
                Event::Connected => connected = true,
                Event::Disconnected { .. } => (connected, pushes) = (false, 0),
                Event::Received(Down::Acked { .. }) => pushes = 0,
                Event::Outbox { .. } | Event::CacheFailed => reads = 0,
                _ => {}
            }
            for done in engine.handle(event.clone(), now) {
                match done {
                    Instruction::Connect => prop_assert!(pushes == 0),
                    Instruction::Disconnect => (connected, pushes) = (false, 0),
                    Instruction::Send(up) => {
                        prop_assert!(connected, "nothing is sent without a connection");
                        if let Up::Push { ops } = up {
                            pushes += 1;
                            prop_assert!(pushes == 1, "one push at a time");
                            prop_assert!(!ops.is_empty() && ops.is_sorted_by_key(|op| op.counter));
                        }
                    }
                    Instruction::ReadOutbox { .. } => {
                        reads += 1;
                        prop_assert!(reads == 1, "one read at a time");
                    }
                    Instruction::Wake { at: Some(at) } => prop_assert!(at > now, "a timer lies ahead"),
                    Instruction::Acknowledge { results } => prop_assert!(!results.is_empty()),
                    Instruction::Apply { from, to, .. } => prop_assert!(from < to),
                    _ => {}
                }
            }
        }
    }
}
