//! A list is worked through: members are the user's own for a while before they are called (D-22), so that it goes on without the server;
//! what stands in the way is looked at again at the moment of calling.

use std::time::Duration;

use daehwa_cache::{CallRecord, MemberFilter};
use daehwa_domain::{
    call_list::MemberResult,
    id::{CallId, CustomerId, InteractionId, ListId, ListMemberId, ScriptId},
    interaction::Outcome,
    limits::MAX_LINE_BYTES,
};
use daehwa_sync::Link;

use super::{MAX_MEMBERS, set_result, set_taken};
use crate::{
    Desk,
    api::{
        call::DialForm,
        error::{CommandError, ErrorCode},
        lists::{ListWork, TakeOffForm},
    },
    customers::off_the_runtime,
    shift::{Act, Shift},
};

/// So many members are a user's own at a time: the one who is called, and enough to go on with while the server can't be reached.
const AHEAD: usize = 5;
/// Other people's wishes can come first; each attempt asks for the next ones.
const ATTEMPTS: usize = 4;
/// How long the server's answer is awaited.
const ANSWER_LIMIT: Duration = Duration::from_secs(8);

impl Desk {
    /// What this user works on in a list.
    pub async fn list_work(&self, list: ListId) -> Result<ListWork, CommandError> {
        let shift = self.shift()?;
        off_the_runtime(move || shift.list_work(list)).await
    }

    /// Takes the next members of a list, so that there are a few again. Those who can't be called are passed over. Without the server there are only those
    /// that were taken before.
    pub async fn take_members(&self, list: ListId) -> Result<ListWork, CommandError> {
        let shift = self.shift()?;
        for _ in 0..ATTEMPTS {
            if shift.link.lock().sync.link != Link::Online {
                break;
            }
            let taking = shift.clone();
            let taken = off_the_runtime(move || taking.take(list)).await?;
            if taken.is_empty() || !shift.answered(&taken).await? {
                break;
            }
        }
        let work = off_the_runtime({
            let shift = shift.clone();
            move || shift.list_work(list)
        })
        .await?;
        let nothing = work.mine.is_empty() && work.view.open > 0;
        if nothing && shift.link.lock().sync.link != Link::Online {
            return Err(CommandError::new(ErrorCode::NeedsServer).passing());
        }
        Ok(work)
    }

    /// Gives this user's members of a list back.
    pub async fn give_back(&self, list: ListId) -> Result<(), CommandError> {
        let shift = self.shift()?;
        off_the_runtime(move || {
            let mut act = shift.act();
            for row in shift.cache.list_rows(list, MemberFilter::Mine(shift.user.id), MAX_MEMBERS, shift.now())? {
                act = set_taken(act, row.customer.id, row.member.id, None);
            }
            act.commit()
        })
        .await
    }

    /// Calls a member, if nothing stands in the way now.
    pub async fn call_member(&self, member: ListMemberId) -> Result<CallId, CommandError> {
        let shift = self.shift()?;
        let (_, row) = shift.own_member(member)?;
        if let Some(obstacle) = row.obstacles.first() {
            let name = serde_json::to_value(obstacle).ok().and_then(|it| it.as_str().map(str::to_owned));
            return Err(CommandError::with(ErrorCode::NotCallable, name.unwrap_or_default()));
        }
        let number = row.number.ok_or_else(|| CommandError::new(ErrorCode::BadNumber))?;
        self.dial_for(DialForm { number, customer: Some(row.customer.id) }, Some(member)).await
    }

    /// Takes a member off its list without a call.
    pub async fn take_off(&self, form: TakeOffForm) -> Result<(), CommandError> {
        let shift = self.shift()?;
        let (_, row) = shift.own_member(form.member)?;
        let words = form.words.trim().to_owned();
        let obstacle = row.obstacles.first().copied();
        if words.len() > MAX_LINE_BYTES || words.contains('\0') || (obstacle.is_none() && words.is_empty()) {
            return Err(CommandError::invalid("words"));
        }
        let result = MemberResult::TakenOff { obstacle, words, by: shift.user.id, at_ms: shift.now() };
        set_result(shift.act(), row.customer.id, form.member, &result).commit()
    }
}

impl Shift {
    fn list_work(&self, list: ListId) -> Result<ListWork, CommandError> {
        let found = self.cache.list_progress(list, self.user.id, self.now())?;
        let (found, progress) = found.ok_or_else(|| CommandError::new(ErrorCode::NotFound))?;
        let view = self.list_view(found, progress);
        let rows = match view.list.closed {
            true => Vec::new(),
            false => self.cache.list_rows(list, MemberFilter::Mine(self.user.id), MAX_MEMBERS, self.now())?,
        };
        Ok(ListWork { view, mine: rows.into_iter().map(|row| self.member_view(row)).collect() })
    }

    /// Asks for the next members; which.
    fn take(&self, list: ListId) -> Result<Vec<ListMemberId>, CommandError> {
        let mine = self.cache.list_rows(list, MemberFilter::Mine(self.user.id), MAX_MEMBERS, self.now())?;
        let callable = mine.iter().filter(|it| it.obstacles.is_empty()).count();
        let wanted = AHEAD.saturating_sub(callable);
        let free = self.cache.list_rows(list, MemberFilter::Free, wanted, self.now())?;
        let mut act = self.act();
        for row in &free {
            act = set_taken(act, row.customer.id, row.member.id, Some(self.user.id));
        }
        act.commit()?;
        Ok(free.into_iter().map(|it| it.member.id).collect())
    }

    /// Waits for what the server says to wishes. `false` when it did not say anything: what it will say arrives like everything else.
    async fn answered(&self, members: &[ListMemberId]) -> Result<bool, CommandError> {
        let answered = async {
            loop {
                let changed = self.outbox_changed.notified();
                tokio::pin!(changed);
                changed.as_mut().enable();
                if !self.cache.unanswered(members)? {
                    return Ok(true);
                }
                changed.await;
            }
        };
        tokio::time::timeout(ANSWER_LIMIT, answered).await.unwrap_or(Ok(false))
    }

    /// The script that is followed in a call which was made from a list, where the list names one.
    pub(crate) fn list_script(&self, call: CallId) -> Result<Option<ScriptId>, CommandError> {
        let Some((member, _)) = self.cache.list_call(call)? else { return Ok(None) };
        Ok(self.cache.list_row(member, self.now())?.and_then(|(list, _)| list.script))
    }

    /// What a call that was made from a list came to stands with its member.
    pub(crate) fn with_list_call<'a>(
        &self,
        act: Act<'a>,
        record: &CallRecord,
        customer: CustomerId,
        outcome: Outcome,
    ) -> Result<Act<'a>, CommandError> {
        let Some((member, of)) = self.cache.list_call(record.id)? else { return Ok(act) };
        let row = self.cache.list_row(member, self.now())?;
        // The agent found out that it was somebody else: the one on the list was not called.
        let same = self.cache.stands_for(of)? == self.cache.stands_for(customer)?;
        let Some((_, row)) = row.filter(|_| same) else { return Ok(act) };
        let before = if let Some(MemberResult::Called { calls, .. }) = row.member.result { calls } else { 0 };
        let result = MemberResult::Called {
            contact: InteractionId::from(record.id),
            outcome,
            by: self.user.id,
            at_ms: self.now(),
            calls: before.saturating_add(1),
        };
        Ok(set_result(act, customer, member, &result))
    }
}
