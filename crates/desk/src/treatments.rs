//! Treatments: administrators say how customers of a tier or segment are served (P-4, P-8, P-13).

use daehwa_domain::{
    customer::Tier,
    id::{CustomerId, TreatmentId},
    record::{Record, RecordKind, RecordRef},
    segment::Segment,
    treatment::{Audience, Treatment, validate},
};
use daehwa_sync::Link;
use serde_json::Value;
use uuid::Uuid;

use crate::{
    Desk,
    api::{
        error::{CommandError, ErrorCode},
        treatments::{
            SegmentChoice, TreatmentCheck, TreatmentDraft, TreatmentExplanation, TreatmentList, TreatmentReach,
            TreatmentRow,
        },
    },
    customers::{edit::field, off_the_runtime},
    funnel::watch,
    shift::Shift,
};

const TIERS: [Tier; 4] = [Tier::Vip, Tier::Gold, Tier::Silver, Tier::Basic];

impl Desk {
    /// The treatments as they are asked, each with what is wrong with it.
    pub async fn treatments(&self, (): ()) -> Result<TreatmentList, CommandError> {
        let shift = self.administration()?;
        let (treatments, segments) = (shift.cache.treatments(), shift.cache.segments()?);
        let row = |treatment: &Treatment| TreatmentRow {
            treatment: treatment.clone(),
            segment_name: name_of(treatment, &segments),
            faults: validate(treatment, treatments.all(), &segments),
        };
        let rows: Vec<_> = treatments.all().map(row).collect();
        let said = |tier: Tier| rows.iter().any(|it| it.treatment.audience == Audience::Tier { tier });
        let built_in = TIERS.into_iter().filter(|tier| !said(*tier)).map(Treatment::built_in).collect();
        let mut choices: Vec<_> = segments.into_iter().filter(|it| !it.retired).collect();
        choices.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        let segments = choices.into_iter().map(|it| SegmentChoice { id: it.id, name: it.name }).collect();
        Ok(TreatmentList { rows, built_in, segments })
    }

    /// What is wrong with a draft, and what should be known of it.
    pub async fn check_treatment(&self, draft: TreatmentDraft) -> Result<TreatmentCheck, CommandError> {
        self.administration()?.check_treatment(&draft)
    }

    /// Saves a draft. Only with the server at hand: it acts on every desktop or on none.
    pub async fn save_treatment(&self, draft: TreatmentDraft) -> Result<Treatment, CommandError> {
        let shift = self.administration()?;
        if shift.link.lock().sync.link != Link::Online {
            return Err(CommandError::new(ErrorCode::NeedsServer).passing());
        }
        if !shift.check_treatment(&draft)?.faults.is_empty() {
            return Err(CommandError::invalid("treatment"));
        }
        let treatment = draft.treatment(shift.host.new_id());
        let treatments = shift.cache.treatments();
        match treatments.all().find(|it| Some(it.id) == draft.id) {
            None if draft.id.is_some() => return Err(CommandError::new(ErrorCode::NotFound)),
            None => shift.act().create(Record::Treatment(treatment.clone()))?.commit()?,
            Some(saved) => {
                let target = RecordRef { kind: RecordKind::Treatment, id: treatment.id.0 };
                shift.act().set_centre(target, differences(saved, &treatment)).commit()?;
            }
        }
        Ok(treatment)
    }

    /// To how many customers of this desktop treatments apply; nothing when something else was asked for meanwhile.
    pub async fn treatment_reach(&self, (): ()) -> Result<Option<TreatmentReach>, CommandError> {
        let shift = self.administration()?;
        let desk = self.clone();
        let reading = shift.counting.begin();
        off_the_runtime(move || {
            let reach = shift.cache.treatment_reach(shift.now(), &mut watch(&desk, &shift, reading))?;
            Ok(reach.map(|it| TreatmentReach { by_treatment: it.by_treatment, built_in: it.built_in }))
        })
        .await
    }

    /// Why a customer is served as they are.
    pub async fn explain_treatment(&self, customer: CustomerId) -> Result<TreatmentExplanation, CommandError> {
        let shift = self.administration()?;
        let view = shift.customer_view(customer)?;
        let asked = shift.cache.explain_treatment(customer, shift.now())?;
        Ok(TreatmentExplanation { customer, name: view.customer.name, tier: view.customer.tier, asked })
    }
}

impl Shift {
    fn check_treatment(&self, draft: &TreatmentDraft) -> Result<TreatmentCheck, CommandError> {
        let (treatments, segments) = (self.cache.treatments(), self.cache.segments()?);
        let treatment = draft.treatment(TreatmentId(Uuid::nil()));
        let all = validate(&treatment, treatments.all(), &segments);
        let (warnings, faults) = all.into_iter().partition(|it| it.warns());
        let changed = treatments.all().find(|it| it.id == treatment.id).is_none_or(|saved| *saved != treatment);
        Ok(TreatmentCheck { faults, warnings, changed })
    }
}

fn name_of(treatment: &Treatment, segments: &[Segment]) -> Option<String> {
    match treatment.audience {
        Audience::Segment { segment } => segments.iter().find(|it| it.id == segment).map(|it| it.name.clone()),
        Audience::Tier { .. } => None,
    }
}

/// The fields in which two versions of one treatment differ.
fn differences(saved: &Treatment, next: &Treatment) -> Vec<(String, Value)> {
    let fields = |it: &Treatment| {
        vec![
            field("audience", it.audience),
            field("rank", it.rank),
            field("contact_days", it.contact_days),
            field("perks", &it.perks),
            field("queue_priority", it.queue_priority),
            field("preferred_agent", it.preferred_agent),
            field("measures", it.measures),
            field("enabled", it.enabled),
        ]
    };
    let before = fields(saved);
    fields(next).into_iter().zip(before).filter(|(after, before)| after != before).map(|(after, _)| after).collect()
}
