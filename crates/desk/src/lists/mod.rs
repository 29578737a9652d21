//! Call lists at the desk (H-9): all that follows on making and following one is for who leads, working through one for everybody.

mod making;
mod working;

use daehwa_cache::{ListProgress, ListRow};
use daehwa_domain::{
    call_list::{CallList, MemberResult, Turn},
    id::{CustomerId, ListMemberId, UserId},
    number,
    people::Role,
    record::{RecordKind, RecordRef},
};
use serde_json::Value;

use crate::{
    Desk,
    api::{
        error::{CommandError, ErrorCode},
        lists::{ListView, MemberView, Members, MembersPart, OffCount, OutcomeCount},
    },
    customers::off_the_runtime,
    shift::{Act, Shift},
};

/// Members of a list at most.
const MAX_MEMBERS: usize = daehwa_domain::call_list::MAX_MEMBERS as usize;
/// Members that are read in one go.
const MAX_PART: u32 = 500;

impl Desk {
    /// Lists on which this user can work: open ones with customers of the own teams. Who leads sees closed ones, too.
    pub async fn call_lists(&self, (): ()) -> Result<Vec<ListView>, CommandError> {
        self.shift()?.call_lists()
    }

    /// Some of the members of a list in their order, also of a closed one: a view asks for those that it shows.
    pub async fn list_members(&self, part: MembersPart) -> Result<Members, CommandError> {
        let shift = self.supervision()?;
        off_the_runtime(move || {
            let count = part.count.min(MAX_PART);
            let (rows, total) = shift.cache.list_members(part.list, part.from, count, shift.now())?;
            Ok(Members { rows: rows.into_iter().map(|row| shift.member_view(row)).collect(), total })
        })
        .await
    }
}

impl Shift {
    /// The lists that are this user's business, open ones first, the newest of each first.
    pub(crate) fn call_lists(&self) -> Result<Vec<ListView>, CommandError> {
        let all = self.cache.call_lists(self.user.id, self.now())?.into_iter();
        let leads = self.user.role != Role::Agent;
        let mut views: Vec<_> = all.map(|(list, progress)| self.list_view(list, progress)).collect();
        views.retain(|it| (leads || !it.list.closed) && it.total() > 0);
        views.sort_by_key(|it| (it.list.closed, std::cmp::Reverse(it.list.created_ms), it.list.id));
        Ok(views)
    }

    fn list_view(&self, list: CallList, progress: ListProgress) -> ListView {
        let called = progress.called.into_iter().map(|(outcome, count)| OutcomeCount { outcome, count });
        let taken_off = progress.taken_off.into_iter().map(|(obstacle, count)| OffCount { obstacle, count });
        ListView {
            by: self.name_of(list.created_by),
            list,
            open: progress.open,
            mine: progress.mine,
            others: progress.others,
            later: progress.later,
            next_ms: progress.next_ms,
            called: called.collect(),
            taken_off: taken_off.collect(),
        }
    }

    fn member_view(&self, row: ListRow) -> MemberView {
        let ListRow { member, lease, turn, customer, number, obstacles } = row;
        MemberView {
            id: member.id,
            customer: customer.id,
            name: customer.name,
            company: customer.company,
            tier: customer.tier,
            number_text: number.map(|raw| number::readable(&raw, &self.settings().region)),
            rank: member.rank,
            reason: member.reason,
            taken_by: lease.and_then(|it| self.name_of(it.by)),
            mine: lease.is_some_and(|it| it.by == self.user.id),
            open: turn == Turn::Now,
            again_ms: if let Turn::Later(at) = turn { Some(at) } else { None },
            result_by: member.result.as_ref().and_then(|it| self.name_of(it.by())),
            result: member.result,
            obstacles,
        }
    }

    /// A member that this user has now, with its list.
    fn own_member(&self, id: ListMemberId) -> Result<(CallList, ListRow), CommandError> {
        let found = self.cache.list_row(id, self.now())?;
        let (list, row) = found.ok_or_else(|| CommandError::new(ErrorCode::NotFound))?;
        let own = row.lease.is_some_and(|it| it.by == self.user.id) && row.turn == Turn::Now && !list.closed;
        if own { Ok((list, row)) } else { Err(CommandError::new(ErrorCode::MemberNotYours)) }
    }
}

impl ListView {
    /// All members that were ever on it.
    fn total(&self) -> u32 {
        let called: u32 = self.called.iter().map(|it| it.count).sum();
        let off: u32 = self.taken_off.iter().map(|it| it.count).sum();
        self.open + self.later + called + off
    }
}

/// Sets who has a member.
fn set_taken<'a>(act: Act<'a>, customer: CustomerId, member: ListMemberId, by: Option<UserId>) -> Act<'a> {
    set(act, customer, member, ("taken".to_owned(), serde_json::json!(by)))
}

/// Sets what came of a member.
fn set_result<'a>(act: Act<'a>, customer: CustomerId, member: ListMemberId, result: &MemberResult) -> Act<'a> {
    set(act, customer, member, ("result".to_owned(), serde_json::json!(result)))
}

fn set<'a>(act: Act<'a>, customer: CustomerId, member: ListMemberId, field: (String, Value)) -> Act<'a> {
    act.set(customer, RecordRef { kind: RecordKind::ListMember, id: member.0 }, vec![field])
}
