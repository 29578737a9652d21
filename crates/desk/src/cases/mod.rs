//! Requests and complaints at the desk (D-11): the list, one that is read, and what is promised about them.

mod sla;
mod working;

use daehwa_cache::{CaseFilter, CaseMark, CaseRow, Whose};
use daehwa_domain::{
    id::CaseId,
    people::Role,
    record::{Record, RecordKind, RecordRef},
};

use crate::{
    Desk,
    api::{
        cases::{CaseAsk, CaseCount, CaseDetail, CaseLine, CasePart, CaseShelf, CaseStepView, CaseWhose},
        customer::CaseInContact,
        error::{CommandError, ErrorCode},
    },
    customers::off_the_runtime,
    shift::Shift,
};

impl Desk {
    /// Some of the cases: a view asks for those that it shows.
    pub async fn cases(&self, ask: CaseAsk) -> Result<CasePart, CommandError> {
        let shift = self.shift()?;
        off_the_runtime(move || {
            let filter = CaseFilter {
                whose: match ask.whose {
                    CaseWhose::All => Whose::All,
                    CaseWhose::Mine => Whose::Of(shift.user.id),
                    CaseWhose::Nobody => Whose::Nobody,
                },
                kind: ask.kind,
                shelf: match ask.shelf {
                    CaseShelf::Open => daehwa_cache::CaseShelf::Open,
                    CaseShelf::Late => daehwa_cache::CaseShelf::Late,
                    CaseShelf::Escalated => daehwa_cache::CaseShelf::Escalated,
                    CaseShelf::Settled => daehwa_cache::CaseShelf::Settled,
                },
            };
            let (rows, total) = shift.cache.cases(&filter, ask.from, ask.count, shift.now())?;
            Ok(CasePart { rows: rows.into_iter().map(|row| shift.case_line(row)).collect(), total })
        })
        .await
    }

    /// How many open cases there are.
    pub async fn case_count(&self, (): ()) -> Result<CaseCount, CommandError> {
        let shift = self.shift()?;
        let counts = shift.cache.case_counts(shift.user.id, shift.now())?;
        Ok(CaseCount {
            open: counts.open,
            mine: counts.mine,
            nobody: counts.nobody,
            late: counts.late,
            escalated: counts.escalated,
        })
    }

    /// A case with all that happened to it.
    pub async fn case_detail(&self, id: CaseId) -> Result<CaseDetail, CommandError> {
        let shift = self.shift()?;
        off_the_runtime(move || shift.case_detail(id)).await
    }
}

impl Shift {
    /// A case as it lies in the cache.
    pub(crate) fn case_view(&self, id: CaseId) -> Result<daehwa_cache::CaseView, CommandError> {
        self.cache.case(id)?.ok_or_else(|| CommandError::new(ErrorCode::NotFound))
    }

    fn case_detail(&self, id: CaseId) -> Result<CaseDetail, CommandError> {
        let view = self.case_view(id)?;
        let policy = match view.row.reading.policy {
            Some(policy) => self.cache.record(RecordRef { kind: RecordKind::SlaPolicy, id: policy.0 }, None)?,
            None => None,
        };
        Ok(CaseDetail {
            words: view.row.case.words.clone(),
            dialogue: view.row.case.dialogue,
            created_by_name: self.name_of(view.row.case.created_by),
            policy_name: policy.and_then(|it| match it.record {
                Record::SlaPolicy(policy) => Some(policy.name),
                _ => None,
            }),
            steps: view
                .steps
                .into_iter()
                .map(|it| CaseStepView {
                    id: it.id,
                    at_ms: it.at_ms,
                    by_name: self.name_of(it.by),
                    did: it.did,
                    words: it.words,
                })
                .collect(),
            line: self.case_line(view.row),
        })
    }

    /// A case in a line, as it counts now.
    pub(crate) fn case_line(&self, row: CaseRow) -> CaseLine {
        let CaseRow { case, customer, standing, reading, unsent } = row;
        let now = self.cache.server_time(self.now()).unwrap_or_else(|_| self.now());
        let due = reading.due().filter(|_| standing.is_open());
        CaseLine {
            id: case.id,
            customer: customer.id,
            name: customer.name,
            company: customer.company,
            tier: customer.tier,
            kind: case.kind,
            title: case.title,
            topic: case.topic,
            state: standing.state,
            since_ms: standing.since_ms,
            settled: standing.settled,
            reopened: standing.reopened,
            judged: case.priority,
            priority: reading.priority(case.priority, now),
            assignee: case.assignee,
            assignee_name: case.assignee.and_then(|it| self.name_of(it)),
            mine: case.assignee == Some(self.user.id),
            created_ms: case.created_ms,
            due_ms: due.map(|it| it.0),
            due: due.map(|it| it.1),
            escalated: standing.is_open() && reading.leads_ms().is_some_and(|at| at <= now),
            answer: reading.answer,
            resolve: reading.resolve,
            unsent,
        }
    }

    /// Whether this user leads a team.
    pub(crate) fn leads_a_team(&self) -> bool {
        self.user.role != Role::Agent
    }
}

/// What a contact was to a case.
pub(crate) fn in_contact(mark: CaseMark) -> CaseInContact {
    CaseInContact { case: mark.case, kind: mark.kind, title: mark.title, did: mark.did }
}
