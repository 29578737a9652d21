//! What treatments by segment cost: at every key stroke of a search, and in the list of silent customers (P-4, P-13).

use std::{error::Error, ops::ControlFlow};

use daehwa_cache::Cache;
use daehwa_domain::{
    customer::Tier,
    id::{SegmentId, TreatmentId, UserId},
    interaction::Channel,
    record::Record,
    segment::{Condition, DialogueState, Matches, Segment, SegmentQuery, Test},
    treatment::{Audience, Treatment},
};
use uuid::Uuid;

use crate::{
    data::{self, NOW},
    measure::Samples,
    reads,
};

const TURNS: u32 = 5;
const LISTED: usize = 10_000;

/// The centre with treatments for three segments that ask about dialogues and contacts, and days for every tier; afterwards as it was.
pub fn served(cache: &Cache, customers: u64) -> Result<(), Box<dyn Error>> {
    data::put_centre(cache, treatments())?;
    reads::search_served(cache, customers)?;
    let mut samples = Samples::default();
    for _ in 0..TURNS {
        samples.time(|| cache.silent_customers(LISTED, NOW, &mut |_| ControlFlow::Continue(())))?;
    }
    samples.tell("served_silent_customers", None);
    data::put_centre(cache, Vec::new())?;
    Ok(())
}

/// The first two are of segments that most customers are not in, so that the third is asked as well.
fn treatments() -> Vec<Record> {
    let quiet = Test::Dialogue {
        topic: None,
        purpose: None,
        from_stage: Some(3),
        to_stage: None,
        state: DialogueState::Open,
        idle_days: Some(60),
        touches: None,
    };
    let tests = [
        quiet,
        Test::Contacts { channel: Some(Channel::Phone), days: 30, times: 6 },
        Test::Contacts { channel: None, days: 90, times: 4 },
    ];
    let mut records = Vec::new();
    for (number, test) in (1..).zip(tests) {
        let segment = Segment {
            id: SegmentId(Uuid::from_u128(number)),
            name: format!("Segment {number}"),
            query: SegmentQuery { matches: Matches::All, conditions: vec![Condition { not: false, test }] },
            retired: false,
            created_by: UserId(Uuid::from_u128(1)),
            created_ms: NOW,
        };
        let audience = Audience::Segment { segment: segment.id };
        records.push(Record::Segment(segment));
        let days = 20 * (number as u16);
        let id = TreatmentId(Uuid::from_u128(number));
        let rank = number as u8;
        let treatment = Treatment { id, audience, rank, contact_days: Some(days), ..Treatment::built_in(Tier::Basic) };
        records.push(Record::Treatment(treatment));
    }
    for (number, tier) in (11..).zip([Tier::Vip, Tier::Gold, Tier::Silver, Tier::Basic]) {
        let id = TreatmentId(Uuid::from_u128(number));
        let of_tier = Treatment { id, contact_days: Some(90), ..Treatment::built_in(tier) };
        records.push(Record::Treatment(of_tier));
    }
    records
}
