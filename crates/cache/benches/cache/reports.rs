//! What a supervisor asks over all customers: the funnel, and who is in a segment.

use std::{error::Error, ops::ControlFlow};

use daehwa_cache::Cache;
use daehwa_domain::{
    funnel::{FunnelQuery, Period},
    interaction::Channel,
    segment::{Condition, DialogueState, Matches, SegmentQuery, Test},
};

use crate::{data::NOW, measure::Samples};

const TURNS: u32 = 3;
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
const LISTED: usize = 10_000;

/// A month, a quarter, and the customers whom nobody called lately though a dialogue of theirs is open and quiet.
pub fn reports(cache: &Cache) -> Result<(), Box<dyn Error>> {
    for (name, days) in [("report_funnel_30_days", 30), ("report_funnel_90_days", 90)] {
        let period = Period { from_ms: NOW.plus_ms(-days * DAY_MS), to_ms: NOW };
        let query = FunnelQuery { topic: None, purpose: None, way: None, period, compared: period.before() };
        let mut samples = Samples::default();
        for _ in 0..TURNS {
            samples.time(|| cache.funnel(&query, NOW, &mut |_| ControlFlow::Continue(())))?;
        }
        samples.tell(name, None);
    }
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
    let query = SegmentQuery { matches: Matches::All, conditions: conditions.into() };
    let mut samples = Samples::default();
    for _ in 0..TURNS {
        samples.time(|| cache.segment_customers(&query, LISTED, NOW, &mut |_| ControlFlow::Continue(())))?;
    }
    samples.tell("report_segment", None);
    Ok(())
}
