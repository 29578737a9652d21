//! What the cache knows of a customer, in the shapes of the screen.

use daehwa_cache::{Hit, Matched, OpenConflict, TimelineRow};
use daehwa_domain::{
    customer::{ContactPoint, RemarkKind},
    treatment::Measures,
};
use serde_json::Value;

use crate::{
    api::customer::{
        CustomerCard, CustomerView, FieldConflict, MatchedBy, SearchHit, TimelineCursor, TimelineEntry, TimelinePage,
        WrittenWords,
    },
    shift::Shift,
};

impl Shift {
    /// A customer with everything at a glance.
    pub(crate) fn customer_view_of(&self, view: daehwa_cache::CustomerView) -> CustomerView {
        let care = self.care(&view);
        let merged = self.merged_views(&view);
        let treatment = view.treatment.treatment;
        let measures = treatment.measures;
        let (dialogues, needs): (Vec<_>, Vec<_>) = view.dialogues.into_iter().map(|it| (it.dialogue, it.need)).unzip();
        let mut customer = view.customer;
        customer.preferred_agent = customer.preferred_agent.filter(|_| treatment.preferred_agent);
        let mut remarks = view.remarks;
        remarks.retain(|it| measures.preferences || it.kind != RemarkKind::Preference);
        CustomerView {
            customer,
            contact_points: view.contact_points,
            consents: view.consents,
            remarks,
            needs: needs.into_iter().flatten().collect(),
            dialogues,
            callbacks: view.callbacks,
            timeline: self.timeline_page(view.timeline, measures),
            conflicts: view.conflicts.into_iter().map(conflict).collect(),
            care,
            merged,
            cases: view.cases.into_iter().map(|row| self.case_line(row)).collect(),
        }
    }

    /// A customer in one line.
    pub(crate) fn customer_card(&self, view: &daehwa_cache::CustomerView) -> CustomerCard {
        let customer = &view.customer;
        let contact = view.contact_points.iter().find(|point| !point.retired && point.kind.is_number());
        CustomerCard {
            id: customer.id,
            name: customer.name.clone(),
            name_latin: customer.name_latin.clone(),
            company: customer.company.clone(),
            account_no: customer.account_no.clone(),
            tier: customer.tier,
            contact: contact.or(view.contact_points.first()).map(|point: &ContactPoint| point.value.clone()),
            need: view.dialogues.iter().find_map(|dialogue| dialogue.need.clone()),
            last_contact_ms: view.last_contact_ms,
        }
    }

    /// A page of contacts.
    pub(crate) fn timeline_page(&self, page: daehwa_cache::TimelinePage, measures: Measures) -> TimelinePage {
        TimelinePage {
            entries: page.rows.into_iter().map(|row| self.timeline_entry(row, measures)).collect(),
            next: page.next.map(|next| TimelineCursor { started_ms: next.started_ms, id: next.id }),
            total: page.total,
        }
    }

    fn timeline_entry(&self, row: TimelineRow, measures: Measures) -> TimelineEntry {
        let took_part = row.engagement.participations.into_iter().filter(|_| measures.participation);
        let notes: Vec<&str> = row.notes.iter().map(|note| note.text.as_str()).collect();
        TimelineEntry {
            agent_name: row.interaction.agent.and_then(|agent| self.name_of(agent)),
            note: Some(notes.join("\n\n")).filter(|text| !text.is_empty()),
            stage: row.stage,
            rule: row.rule,
            scripts: row.scripts,
            participations: took_part.collect(),
            delivered: row.engagement.delivered,
            written: row.written.map(|it| WrittenWords { conversation: it.conversation, words: it.words }),
            cases: row.cases.into_iter().map(crate::cases::in_contact).collect(),
            unsent: row.unsent,
            interaction: row.interaction,
        }
    }
}

/// A customer found.
pub(super) fn hit(hit: Hit) -> SearchHit {
    let matched = match hit.matched {
        Matched::Name => MatchedBy::Name,
        Matched::Company => MatchedBy::Company,
        Matched::Number => MatchedBy::Number,
        Matched::Email => MatchedBy::Email,
        Matched::Account => MatchedBy::Account,
        Matched::Note => MatchedBy::Note,
        Matched::Message => MatchedBy::Message,
    };
    let card = CustomerCard {
        id: hit.customer,
        name: hit.name,
        name_latin: hit.name_latin,
        company: hit.company,
        account_no: hit.account_no,
        tier: hit.tier,
        contact: hit.contact,
        need: hit.need,
        last_contact_ms: hit.last_contact_ms,
    };
    SearchHit { card, matched, excerpt: hit.excerpt }
}

fn conflict(conflict: OpenConflict) -> FieldConflict {
    FieldConflict {
        record: conflict.target,
        field: conflict.field,
        current: text(&conflict.shown),
        other: text(&conflict.other),
        other_at_ms: daehwa_domain::time::Timestamp(conflict.other_stamp.hlc.wall_ms),
    }
}

/// A field's value for reading.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
