//! Personal service (P-1, P-4, P-6, P-11): what a customer's card says of it, and confirming fields.

use daehwa_cache::{CustomerView, Engagement};
use daehwa_domain::{
    confirmation::{self, Confirmation, ConfirmedField},
    continuity,
    customer::RemarkKind,
    delivered::{self, Delivered},
    dialogue::Purpose,
    fold::FIRST_STAGE,
    id::CustomerId,
    interaction::Channel,
    participation::{self, Band, Part},
    quality::{self, OpenComplaint},
    record::{RecordKind, RecordRef},
    step::{self, Facts, LATELY_MS},
    time::Timestamp,
    treatment::Measures,
};

use super::{edit::field, off_the_runtime};
use crate::{
    Desk,
    api::{
        care::{Care, ConfirmForm, KnownField, Silent, SilentCustomer, TreatmentCare},
        customer::CustomerView as Shown,
        engagement::{DeliveredCare, DeliveredItem, LastSurvey, ParticipationCare},
        error::{CommandError, ErrorCode},
    },
    funnel::watch,
    shift::Shift,
};

impl Desk {
    /// Writes down that the customer said that a field is right.
    pub async fn confirm_field(&self, form: ConfirmForm) -> Result<Shown, CommandError> {
        let shift = self.shift()?;
        let view = shift.customer_view(form.customer)?;
        let not_found = || CommandError::new(ErrorCode::NotFound);
        view.care.known.iter().find(|it| it.field == form.field).ok_or_else(not_found)?;
        let channel =
            form.call.map(|call| shift.contact_with(call, form.customer)).transpose()?.map(|_| Channel::Phone);
        let how = Some(Confirmation { at_ms: shift.now(), by: shift.user.id, channel });
        let own = RecordRef { kind: RecordKind::Customer, id: form.customer.0 };
        let (target, fields) = match form.field {
            ConfirmedField::Name => (own, vec![field("name_confirmed", how)]),
            ConfirmedField::Address => (own, vec![field("address_confirmed", how)]),
            ConfirmedField::ContactPoint { id } => (
                RecordRef { kind: RecordKind::ContactPoint, id: id.0 },
                // The moment beside it is what desktops read that know no more.
                vec![field("verified_ms", how.map(|it| it.at_ms)), field("confirmed", how)],
            ),
        };
        shift.act().set(form.customer, target, fields).commit()?;
        shift.customer_view(form.customer)
    }
}

/// The most customers in a list: more than anybody works through.
const MAX_SILENT: usize = 10_000;

impl Desk {
    /// Customers of value without contact; nothing when it was stopped, or something else was asked for meanwhile.
    pub async fn silent_customers(&self, (): ()) -> Result<Option<Silent>, CommandError> {
        let shift = self.shift()?;
        let desk = self.clone();
        let reading = shift.counting.begin();
        off_the_runtime(move || {
            let mut watch = watch(&desk, &shift, reading);
            let Some(found) = shift.cache.silent_customers(MAX_SILENT, shift.now(), &mut watch)? else {
                return Ok(None);
            };
            let customers = found.customers.into_iter().map(|it| SilentCustomer {
                id: it.customer,
                name: it.name,
                company: it.company,
                tier: it.tier,
                number: it.number,
                since_ms: it.silence.since_ms,
            });
            Ok(Some(Silent { customers: customers.collect(), total: found.total }))
        })
        .await
    }
}

impl Shift {
    /// What personal service says of a customer now. What is switched off for the customer is left out, and no step waits for it (P-13).
    pub(super) fn care(&self, view: &CustomerView) -> Care {
        let (now, customer) = (self.now(), &view.customer);
        let treatment = &view.treatment.treatment;
        let measures = treatment.measures;
        let known = match measures.confirmation {
            true => confirmation::known(customer, &view.contact_points, now),
            false => Vec::new(),
        };
        let silence = continuity::silence(treatment.alert_days(), view.last_contact_ms, customer.created_ms, now);
        let dialogues = || view.dialogues.iter().map(|it| &it.dialogue);
        let facts = Facts {
            confirmed_contact: !measures.confirmation
                || known.iter().any(|it| matches!(it.field, ConfirmedField::ContactPoint { .. }) && it.at_ms.is_some()),
            dialogue: !view.dialogues.is_empty(),
            preference: !measures.preferences
                || view.remarks.iter().any(|it| matches!(it.kind, RemarkKind::Preference | RemarkKind::Handling)),
            progress: dialogues().any(|it| it.stage > FIRST_STAGE),
            recent_contact: view.last_contact_ms.is_some_and(|at| now.since_ms(at) <= LATELY_MS),
            // One that rested too long has a moment at which it closed by itself.
            completed: dialogues().any(|it| !it.open && it.closes_ms.is_none()),
            content: view.complaint.is_none(),
            in_contact: silence.is_none(),
        };
        Care {
            complaint: view.complaint,
            position: step::position(&facts),
            silence,
            asks: confirmation::worth_asking(&view.contact_points, &known),
            treatment: TreatmentCare {
                perks: treatment.perks.clone(),
                queue_priority: treatment.queue_priority,
                measures,
                reason: view.treatment.reason.clone(),
            },
            participation: participation(&view.engagement, measures),
            delivered: self.delivered(&view.engagement.delivered, now),
            known: known
                .into_iter()
                .map(|it| KnownField {
                    field: it.field,
                    at_ms: it.at_ms,
                    by: it.how.and_then(|how| self.name_of(how.by)),
                    channel: it.how.and_then(|how| how.channel),
                    fresh: it.fresh,
                })
                .collect(),
        }
    }

    /// What was done for a customer over the last twelve months.
    fn delivered(&self, all: &[Delivered], now: Timestamp) -> DeliveredCare {
        let recent = all.iter().filter(|it| delivered::is_recent(it.at_ms, now));
        let item = |it: &Delivered| DeliveredItem { delivered: it.clone(), by: self.name_of(it.by) };
        DeliveredCare { sum: delivered::sum(all, now), items: recent.map(item).collect() }
    }

    /// How a field counts that is set now: said by the customer in a call that is up, else not confirmed.
    pub(super) fn heard_now(&self, customer: CustomerId) -> Option<Confirmation> {
        let person = self.cache.members(customer).unwrap_or_default();
        self.calls.lock().is_talking_with(&person).then(|| Confirmation {
            at_ms: self.now(),
            by: self.user.id,
            channel: Some(Channel::Phone),
        })
    }
}

/// In what a customer took part; nothing where that is off.
fn participation(engagement: &Engagement, measures: Measures) -> Option<ParticipationCare> {
    let all = &engagement.participations;
    let survey = participation::last_survey(all).and_then(|it| match &it.part {
        Part::Survey { score, words } => {
            let words = words.clone();
            Some(LastSurvey { score: *score, band: Band::of(*score), words, at_ms: it.at_ms })
        }
        _ => None,
    });
    let referrals = all.iter().filter(|it| matches!(it.part, Part::Referral { .. })).count();
    measures.participation.then(|| ParticipationCare {
        survey,
        referrals: u32::try_from(referrals).unwrap_or(u32::MAX),
        // They come newest first.
        feedback: all.iter().find(|it| matches!(it.part, Part::Feedback { .. })).cloned(),
    })
}

/// Refuses to begin something that has to wait for a complaint (P-11).
pub(crate) fn check_selling(purpose: Purpose, complaint: Option<&OpenComplaint>) -> Result<(), CommandError> {
    if quality::held(purpose, complaint) { Err(CommandError::new(ErrorCode::SellingHeld)) } else { Ok(()) }
}
