//! Segments: kept for everybody, looked through on this desktop (H-8).

use daehwa_cache::SegmentCustomer;
use daehwa_domain::{
    funnel::Cell,
    number,
    record::{Record, RecordKind, RecordRef},
    segment::{Segment, SegmentQuery},
};

use crate::{
    Desk,
    api::{
        error::{CommandError, ErrorCode},
        segments::{SegmentForm, SegmentMember, SegmentOverview, SegmentView},
    },
    customers::{edit::field, off_the_runtime},
    funnel::{MAX_LISTED, watch},
};

impl Desk {
    /// The saved segments, and the teams of whoever asks.
    pub async fn segments(&self, (): ()) -> Result<SegmentOverview, CommandError> {
        let shift = self.supervision()?;
        let mut segments = shift.cache.segments()?;
        segments.sort_by(|a, b| (a.retired, &a.name, a.id).cmp(&(b.retired, &b.name, b.id)));
        let mut teams = shift.cache.teams()?;
        teams.retain(|it| shift.user.teams.contains(&it.id));
        Ok(SegmentOverview { segments, teams })
    }

    /// Who is in a segment, saved or not; nothing when it was stopped, or something else was asked for meanwhile.
    pub async fn segment_customers(&self, query: SegmentQuery) -> Result<Option<SegmentView>, CommandError> {
        let shift = self.supervision()?;
        checked(&query)?;
        let desk = self.clone();
        let reading = shift.counting.begin();
        off_the_runtime(move || {
            let begun = std::time::Instant::now();
            let mut watch = watch(&desk, &shift, reading);
            let found = shift.cache.segment_customers(&query, MAX_LISTED, shift.now(), &mut watch)?;
            let Some(found) = found else { return Ok(None) };
            let region = shift.settings().region;
            let rows = found.rows.into_iter().map(|row| member(row, &region)).collect();
            let took_ms = u32::try_from(begun.elapsed().as_millis()).unwrap_or(u32::MAX);
            Ok(Some(SegmentView { rows, total: found.total, took_ms }))
        })
        .await
    }

    /// The customers behind a number of the funnel as a segment, which goes on as time does.
    pub async fn segment_of_cell(&self, cell: Cell) -> Result<SegmentQuery, CommandError> {
        self.supervision()?;
        Ok(SegmentQuery::of_cell(&cell))
    }

    /// Saves a segment for everybody.
    pub async fn save_segment(&self, form: SegmentForm) -> Result<Segment, CommandError> {
        let shift = self.supervision()?;
        checked(&form.query)?;
        let name = form.name.trim().to_owned();
        let Some(id) = form.id else {
            let segment = Segment {
                id: shift.host.new_id(),
                name,
                query: form.query,
                retired: form.retired,
                created_by: shift.user.id,
                created_ms: shift.now(),
            };
            shift.act().create(Record::Segment(segment.clone()))?.commit()?;
            return Ok(segment);
        };
        let known = shift.cache.segments()?.into_iter().find(|it| it.id == id);
        let before = known.ok_or_else(|| CommandError::new(ErrorCode::NotFound))?;
        let after = Segment { name, query: form.query, retired: form.retired, ..before.clone() };
        daehwa_domain::limits::check(&Record::Segment(after.clone()))?;
        let fields =
            |it: &Segment| vec![field("name", &it.name), field("query", &it.query), field("retired", it.retired)];
        let changed = fields(&after).into_iter().zip(fields(&before)).filter(|(after, before)| after != before);
        let target = RecordRef { kind: RecordKind::Segment, id: id.0 };
        shift.act().set_centre(target, changed.map(|(after, _)| after).collect()).commit()?;
        Ok(after)
    }
}

fn checked(query: &SegmentQuery) -> Result<(), CommandError> {
    query.check().map_err(|_| CommandError::invalid("segment"))
}

fn member(row: SegmentCustomer, region: &str) -> SegmentMember {
    SegmentMember {
        customer: row.customer.id,
        name: row.customer.name,
        company: row.customer.company,
        tier: row.customer.tier,
        number_text: row.number.map(|raw| number::readable(&raw, region)),
        last_contact_ms: row.last_contact_ms,
    }
}
