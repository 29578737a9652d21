//! What a supervisor asks over all customers: the funnel, and who is in a segment.

use std::{error::Error, ops::ControlFlow};

use daehwa_cache::Cache;
use daehwa_domain::{
    funnel::{FunnelQuery, Period},
    interaction::Channel,
    segment::{Condition, DialogueState, Matches, SegmentQuery, Test},
};

use crate::{beside::beside, data::NOW, measure::Samples};

const TURNS: u32 = 3;
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
const LISTED: usize = 10_000;

/// A month, a quarter, and the customers whom nobody called lately though a dialogue of theirs is open and quiet. While the quarter and
/// the segment are looked through again, customers ring and notes are typed.
pub fn reports(cache: &Cache, customers: u64) -> Result<(), Box<dyn Error>> {
    for (name, days) in [("report_funnel_30_days", 30), ("report_funnel_90_days", 90)] {
        let mut samples = Samples::default();
        for _ in 0..TURNS {
            samples.time(|| cache.funnel(&funnel(days), NOW, &mut go_on))?;
        }
        samples.tell(name, None);
    }
    let mut samples = Samples::default();
    for _ in 0..TURNS {
        samples.time(|| cache.segment_customers(&segment(), LISTED, NOW, &mut go_on))?;
    }
    samples.tell("report_segment", None);
    beside(cache, customers, "report_funnel", || cache.funnel(&funnel(90), NOW, &mut go_on).map(drop))?;
    beside(cache, customers, "report_segment", || {
        cache.segment_customers(&segment(), LISTED, NOW, &mut go_on).map(drop)
    })
}

fn go_on(_: f32) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

fn funnel(days: i64) -> FunnelQuery {
    let period = Period { from_ms: NOW.plus_ms(-days * DAY_MS), to_ms: NOW };
    FunnelQuery { topic: None, purpose: None, way: None, period, compared: period.before() }
}

fn segment() -> SegmentQuery {
    let quiet = Test::Dialogue {
        topic: None,
        purpose: None,
        from_stage: Some(2),
        to_stage: None,
        state: DialogueState::Open,
        idle_days: Some(14),
        touches: None,
    };
    let called = Test::Contacts { channel: Some(Channel::Phone), days: 30, times: 1 };
    let conditions = [(false, quiet), (true, called)].map(|(not, test)| Condition { not, test });
    SegmentQuery { matches: Matches::All, conditions: conditions.into() }
}
