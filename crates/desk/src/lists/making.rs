//! Lists are made, closed and opened again by who leads.

use std::sync::Arc;

use daehwa_cache::{Proposed, ProposedRow};
use daehwa_domain::{
    call_list::{CallList, ListMember, Origin, Terms},
    limits::{MAX_DAYS, MAX_LINE_BYTES},
    number,
    record::{Record, RecordKind, RecordRef},
};

use super::MAX_MEMBERS;
use crate::{
    Desk,
    api::{
        error::{CommandError, ErrorCode},
        lists::{ListEdit, ListForm, ListPreview, ProposedMember},
    },
    customers::{edit::field, off_the_runtime},
    funnel::watch,
    shift::Shift,
};

impl Desk {
    /// The list that would be made now: who is called, who is left out and why. Nothing when something else was asked for meanwhile.
    pub async fn preview_list(&self, form: ListForm) -> Result<Option<ListPreview>, CommandError> {
        let shift = self.supervision()?;
        checked(&form)?;
        let desk = self.clone();
        off_the_runtime(move || {
            let begun = std::time::Instant::now();
            let Some(proposed) = propose(&desk, &shift, &form)? else { return Ok(None) };
            let region = shift.settings().region;
            let shown = |rows: Vec<ProposedRow>| rows.into_iter().map(|row| proposed_member(row, &region)).collect();
            Ok(Some(ListPreview {
                called: shown(proposed.called),
                left: shown(proposed.left),
                left_out: proposed.left_out,
                took_ms: u32::try_from(begun.elapsed().as_millis()).unwrap_or(u32::MAX),
            }))
        })
        .await
    }

    /// Makes a list of those who may be called now. Nothing when something else was asked for meanwhile.
    pub async fn make_list(&self, form: ListForm) -> Result<Option<CallList>, CommandError> {
        let shift = self.supervision()?;
        checked(&form)?;
        let desk = self.clone();
        off_the_runtime(move || {
            let Some(proposed) = propose(&desk, &shift, &form)? else { return Ok(None) };
            if proposed.called.is_empty() {
                return Err(CommandError::invalid("members"));
            }
            let list = CallList {
                id: shift.host.new_id(),
                name: form.name.trim().to_owned(),
                origin: form.origin,
                purpose: form.purpose,
                topic: form.topic,
                script: form.script,
                offer: form.offer.trim().to_owned(),
                rest_days: form.rest_days,
                retries: form.retries,
                members: u32::try_from(proposed.called.len()).unwrap_or(u32::MAX),
                left_out: proposed.left_out,
                closed: false,
                created_by: shift.user.id,
                created_ms: shift.now(),
            };
            let mut act = shift.act().create(Record::CallList(list.clone()))?;
            for (rank, row) in (1..).zip(proposed.called) {
                act = act.create(Record::ListMember(ListMember {
                    id: shift.host.new_id(),
                    customer: row.customer.id,
                    list: list.id,
                    rank,
                    reason: row.candidate.reason,
                    taken: None,
                    result: None,
                }))?;
            }
            act.commit()?;
            Ok(Some(list))
        })
        .await
    }

    /// Renames a list, closes it, opens it again, or sets who is called again.
    pub async fn edit_list(&self, edit: ListEdit) -> Result<CallList, CommandError> {
        let shift = self.supervision()?;
        let before = shift.cache.call_list(edit.id)?.ok_or_else(|| CommandError::new(ErrorCode::NotFound))?;
        let name = edit.name.map_or_else(|| before.name.clone(), |name| name.trim().to_owned());
        let closed = edit.closed.unwrap_or(before.closed);
        let retries = edit.retries.unwrap_or_else(|| before.retries.clone());
        let after = CallList { name, closed, retries, ..before.clone() };
        daehwa_domain::limits::check(&Record::CallList(after.clone()))?;
        let mut fields = Vec::new();
        if after.name != before.name {
            fields.push(field("name", &after.name));
        }
        if after.closed != before.closed {
            fields.push(field("closed", after.closed));
        }
        if after.retries != before.retries {
            fields.push(field("retries", &after.retries));
        }
        shift.act().set_centre(RecordRef { kind: RecordKind::CallList, id: edit.id.0 }, fields).commit()?;
        Ok(after)
    }
}

fn checked(form: &ListForm) -> Result<(), CommandError> {
    if let Origin::Segment { query, .. } = &form.origin {
        query.check().map_err(|_| CommandError::invalid("segment"))?;
    }
    if form.rest_days > MAX_DAYS {
        return Err(CommandError::invalid("rest_days"));
    }
    if form.offer.len() > MAX_LINE_BYTES {
        return Err(CommandError::invalid("offer"));
    }
    Ok(())
}

fn propose(desk: &Desk, shift: &Arc<Shift>, form: &ListForm) -> Result<Option<Proposed>, CommandError> {
    let terms = Terms { purpose: form.purpose, rest_days: form.rest_days };
    let mut watch = watch(desk, shift, shift.counting.begin());
    Ok(shift.cache.propose_list(&form.origin, form.topic, terms, MAX_MEMBERS, shift.now(), &mut watch)?)
}

fn proposed_member(row: ProposedRow, region: &str) -> ProposedMember {
    ProposedMember {
        customer: row.customer.id,
        name: row.customer.name,
        company: row.customer.company,
        tier: row.customer.tier,
        number_text: row.number.map(|raw| number::readable(&raw, region)),
        reason: row.candidate.reason,
        obstacles: row.candidate.obstacles,
    }
}
