use proptest::prelude::*;

use super::*;
use crate::{
    id::UserId,
    segment::{Condition, Matches, Segment, SegmentQuery, Test},
    time::Timestamp,
};

const TIERS: [Tier; 4] = [Tier::Vip, Tier::Gold, Tier::Silver, Tier::Basic];

fn segment(id: u128, retired: bool) -> Segment {
    let test = Test::Region { words: format!("{id}") };
    Segment {
        id: SegmentId(Uuid::from_u128(id)),
        name: format!("segment {id}"),
        query: SegmentQuery { matches: Matches::All, conditions: vec![Condition { not: false, test }] },
        retired,
        created_by: UserId(Uuid::nil()),
        created_ms: Timestamp(0),
    }
}

fn of_segment(id: u128, segment: u128, rank: u8) -> Treatment {
    let audience = Audience::Segment { segment: SegmentId(Uuid::from_u128(segment)) };
    Treatment { id: TreatmentId(Uuid::from_u128(id)), audience, rank, ..Treatment::built_in(Tier::Basic) }
}

fn of_tier(id: u128, tier: Tier) -> Treatment {
    Treatment { id: TreatmentId(Uuid::from_u128(id)), ..Treatment::built_in(tier) }
}

/// The customer is in the segments whose numbers are given.
fn applied(treatments: &Treatments, tier: Tier, in_segments: &[u128]) -> Applied {
    treatments.chosen(tier, |query| in_segments.iter().any(|id| segment(*id, false).query == *query))
}

#[test]
fn where_nothing_is_said_all_is_as_it_always_was_p_13() {
    let none = Treatments::default();
    for tier in TIERS {
        let applied = applied(&none, tier, &[1, 2]);
        assert_eq!(applied, Applied { treatment: Treatment::built_in(tier), reason: Reason::BuiltIn });
        assert_eq!(applied.treatment.measures, Measures::default());
        assert_eq!(applied.treatment.alert_days(), continuity::contact_days(tier));
    }
}

#[test]
fn the_first_segment_comes_before_the_second_and_both_before_the_tier_p_13() {
    let segments = [segment(1, false), segment(2, false)];
    let all = [of_tier(10, Tier::Vip), of_segment(12, 2, 3), of_segment(11, 1, 7)];
    let treatments = Treatments::new(all, &segments);
    let id = |in_segments: &[u128]| applied(&treatments, Tier::Vip, in_segments).treatment.id.0.as_u128();
    assert_eq!(id(&[1, 2]), 12, "rank 3 is asked before rank 7");
    assert_eq!(id(&[1]), 11);
    assert_eq!(id(&[]), 10);
    assert_eq!(applied(&treatments, Tier::Vip, &[2]).reason, Reason::Segment { name: "segment 2".into() });
    assert_eq!(applied(&treatments, Tier::Gold, &[]).reason, Reason::BuiltIn);
}

#[test]
fn what_is_switched_off_or_has_lost_its_segment_applies_to_nobody_and_says_so_p_13() {
    let off = Treatment { enabled: false, ..of_segment(11, 1, 1) };
    let all = [off, of_segment(12, 2, 2), of_segment(13, 3, 3), of_segment(14, 4, 4), of_tier(15, Tier::Gold)];
    let treatments = Treatments::new(all, &[segment(1, false), segment(2, true), segment(4, false)]);
    assert_eq!(applied(&treatments, Tier::Gold, &[1, 2, 3]).treatment.id.0.as_u128(), 15);
    let explained = |in_segments: &[u128]| {
        let is_in =
            |query: &SegmentQuery| Ok::<_, ()>(in_segments.iter().any(|id| segment(*id, false).query == *query));
        let asked = treatments.explain(Tier::Gold, is_in).unwrap();
        asked.into_iter().map(|it| it.standing).collect::<Vec<_>>()
    };
    use Standing::{Applies, Elsewhere, Off, SegmentGone, Shadowed};
    assert_eq!(explained(&[1, 2, 3]), [Off, SegmentGone, SegmentGone, Elsewhere, Applies]);
    assert_eq!(explained(&[4]), [Off, SegmentGone, SegmentGone, Applies, Shadowed]);
}

#[test]
fn segments_are_asked_first_and_then_the_tiers_the_best_first_p_13() {
    let all = [of_tier(1, Tier::Silver), of_tier(2, Tier::Vip), of_segment(3, 1, 5), of_segment(4, 2, 1)];
    let treatments = Treatments::new(all, &[segment(1, false), segment(2, false)]);
    assert_eq!(treatments.all().map(|it| it.id.0.as_u128()).collect::<Vec<_>>(), [4, 3, 2, 1]);
}

#[test]
fn an_alert_that_is_switched_off_has_no_days_p_4() {
    let mut vip = Treatment::built_in(Tier::Vip);
    assert_eq!(vip.alert_days(), Some(30));
    vip.measures.continuity = false;
    assert_eq!(vip.alert_days(), None);
}

#[test]
fn what_a_record_of_an_older_desktop_does_not_name_is_on_p_13() {
    let measures: Measures = serde_json::from_str(r#"{"needs": false}"#).unwrap();
    assert_eq!(measures, Measures { needs: false, ..Measures::default() });
}

#[test]
fn two_treatments_for_the_same_customers_and_a_segment_that_is_gone_are_faults_p_13() {
    let saved = [of_tier(1, Tier::Vip), of_segment(2, 1, 5)];
    let segments = [segment(1, false), segment(2, true)];
    let faults = |it: &Treatment| validate(it, &saved, &segments);
    assert_eq!(faults(&of_tier(3, Tier::Vip)), [TreatmentFault::AudienceTaken]);
    assert_eq!(faults(&saved[0]), [], "a treatment is no other beside itself");
    assert_eq!(faults(&of_segment(3, 2, 5)), [TreatmentFault::SegmentUnknown]);
    let broken = Treatment { contact_days: Some(0), queue_priority: 0, ..of_tier(3, Tier::Gold) };
    assert_eq!(faults(&broken), [TreatmentFault::DaysUnknown, TreatmentFault::PriorityUnknown]);
    let perks = Localized { ko: "전담 상담사".into(), en: String::new() };
    let half = Treatment { perks, ..of_tier(3, Tier::Gold) };
    assert_eq!(faults(&half), [TreatmentFault::PerksUntranslated]);
    assert!(TreatmentFault::PerksUntranslated.warns() && !TreatmentFault::AudienceTaken.warns());
}

proptest! {
    /// P-13: who applies depends neither on the order in which records arrive nor on what is asked in between, and what is explained is
    /// what applies.
    #[test]
    fn the_same_records_choose_the_same_treatment_in_any_order_and_explain_it(
        (all, shuffled) in prop::collection::vec((0_u128..6, 0_usize..6, 1_u8..4, any::<bool>()), 0..10)
            .prop_map(|all| (1_u128..).zip(all).map(|(id, (of, tier, rank, enabled))| {
                let it = match tier {
                    0..4 => of_tier(id, TIERS[tier]),
                    _ => of_segment(id, of, rank),
                };
                Treatment { enabled, ..it }
            }).collect::<Vec<_>>())
            .prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
        within in prop::collection::vec(0_u128..6, 0..4),
        tier in 0_usize..4,
    ) {
        let segments: Vec<_> = (0..4).map(|id| segment(id, id == 3)).collect();
        let (one, other) = (Treatments::new(all, &segments), Treatments::new(shuffled, &segments));
        let tier = TIERS[tier];
        let chosen = applied(&one, tier, &within);
        prop_assert_eq!(&chosen, &applied(&other, tier, &within));
        let is_in = |query: &SegmentQuery| Ok::<_, ()>(within.iter().any(|id| segment(*id, false).query == *query));
        let asked = one.explain(tier, is_in).unwrap();
        let applies: Vec<_> = asked.iter().filter(|it| it.standing == Standing::Applies).collect();
        prop_assert!(applies.len() <= 1);
        match applies.first() {
            Some(it) => prop_assert_eq!(it.treatment, chosen.treatment.id),
            None => prop_assert_eq!(chosen.reason, Reason::BuiltIn),
        }
    }
}
