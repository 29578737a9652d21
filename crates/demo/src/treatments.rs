//! How customers of the demonstration are served: two tiers of which something is said, and those who were not content.

use daehwa_domain::{
    customer::Tier,
    id::{SegmentId, TreatmentId},
    people::User,
    segment::{Condition, Matches, Segment, SegmentQuery, Test},
    treatment::{Audience, Measures, Treatment},
};

use crate::{centre::OPENED, dice::Dice, text::Text};

const VIP: Text =
    Text("전담 상담사 · 수수료 면제 · 당일 방문 수리", "Own agent · no service fees · repairs on the same day");
const GOLD: Text = Text("수수료 면제 월 1회", "One service fee waived a month");
const NOT_CONTENT: Text = Text("먼저 사과하고 해결한 뒤 다시 확인", "Apologise first, solve it, then ask again");

/// Customers who are served in a way of their own: those whose last score was low.
pub(crate) fn segments(dice: &mut Dice, users: &[User]) -> Vec<Segment> {
    let maker = users.iter().find(|it| it.login == "admin1").or(users.first());
    let segment = |maker: &User| Segment {
        id: SegmentId(dice.id(OPENED)),
        name: "최근 설문 6점 이하".into(),
        query: SegmentQuery {
            matches: Matches::All,
            conditions: vec![Condition { not: false, test: Test::Survey { from: 0, to: 6, days: 60 } }],
        },
        retired: false,
        created_by: maker.id,
        created_ms: OPENED,
    };
    maker.map(segment).into_iter().collect()
}

/// How they, and the best tiers, are served; of the others nothing is said.
pub(crate) fn treatments(dice: &mut Dice, segments: &[Segment]) -> Vec<Treatment> {
    let tier = |dice: &mut Dice, tier, perks: Text, queue_priority| Treatment {
        id: TreatmentId(dice.id(OPENED)),
        perks: perks.localized(),
        queue_priority,
        ..Treatment::built_in(tier)
    };
    let mut all = vec![tier(dice, Tier::Vip, VIP, 1), tier(dice, Tier::Gold, GOLD, 3)];
    all.extend(segments.iter().map(|segment| Treatment {
        id: TreatmentId(dice.id(OPENED)),
        audience: Audience::Segment { segment: segment.id },
        rank: 1,
        contact_days: Some(14),
        perks: NOT_CONTENT.localized(),
        queue_priority: 2,
        measures: Measures { offers: false, ..Measures::default() },
        ..Treatment::built_in(Tier::Basic)
    }));
    all
}

#[cfg(test)]
mod tests {
    use daehwa_domain::treatment::validate;

    use crate::{DEFAULT_SEED, centre::Centre};

    #[test]
    fn every_treatment_of_the_demonstration_can_apply_p_13() {
        let centre = Centre::new(DEFAULT_SEED);
        assert_eq!(centre.treatments.len(), 3);
        for treatment in &centre.treatments {
            assert_eq!(validate(treatment, &centre.treatments, &centre.segments), [], "{treatment:?}");
        }
    }
}
