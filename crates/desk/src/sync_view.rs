//! The sync badge and what is behind it (D-40).

use daehwa_cache::WedgedOp;
use daehwa_domain::{
    id::CustomerId,
    record::{Edit, Fact, RecordKind},
};
use daehwa_protocol::op::Action;
use daehwa_sync::Link;

use crate::{
    Desk,
    api::{
        error::CommandError,
        event::UiEvent,
        sync::{FillProgress, LinkState, StuckItem, StuckRef, SyncView},
    },
    shift::Shift,
};

impl Desk {
    /// What waits to be sent, and what is stuck.
    pub async fn sync_status(&self, (): ()) -> Result<SyncView, CommandError> {
        self.shift()?.sync_view()
    }

    /// Sends a stuck item again.
    pub async fn retry_stuck(&self, item: StuckRef) -> Result<(), CommandError> {
        let shift = self.shift()?;
        let counter = shift.cache.retry(item.counter)?;
        shift.uplink.local_ops(counter.saturating_add(1));
        Ok(())
    }

    /// Gives a stuck item up.
    pub async fn discard_stuck(&self, item: StuckRef) -> Result<(), CommandError> {
        let shift = self.shift()?;
        shift.cache.discard(item.counter, shift.user.id, shift.now())?;
        Ok(())
    }
}

impl Shift {
    pub(crate) fn sync_view(&self) -> Result<SyncView, CommandError> {
        let waiting = self.cache.waiting()?;
        let stuck = if waiting.wedged == 0 { Vec::new() } else { self.cache.wedged()? };
        let link = self.link.lock().clone();
        let running = link
            .sync
            .fills
            .iter()
            .fold((0, 0), |(done, total), fill| (done + fill.progress.done, total + fill.progress.total));
        Ok(SyncView {
            link: if link.certificate_changed { LinkState::CertificateChanged } else { link_state(link.sync.link) },
            waiting: waiting.waiting,
            waiting_since_ms: waiting.since_ms,
            stuck: stuck.into_iter().map(|op| self.stuck_item(op)).collect::<Result<_, _>>()?,
            fill: (!link.sync.fills.is_empty()).then_some(FillProgress { done: running.0, total: running.1 }),
            last_contact_ms: link.last_contact_ms,
        })
    }

    /// Tells the view where sync stands.
    pub(crate) fn emit_sync(&self) {
        match self.sync_view() {
            Ok(view) => self.host.emit(UiEvent::Sync(view)),
            Err(error) => tracing::warn!(?error, "the state of sync can't be read"),
        }
    }

    fn stuck_item(&self, wedged: WedgedOp) -> Result<StuckItem, CommandError> {
        let customer = customer(&wedged.op.action);
        let view = customer.map(|id| self.cache.customer_view(id, self.now())).transpose()?.flatten();
        Ok(StuckItem {
            item: StuckRef { counter: wedged.op.counter },
            kind: kind(&wedged.op.action).to_owned(),
            customer,
            customer_name: view.map(|view| view.customer.name),
            refusal: wedged.refusal,
            at_ms: daehwa_domain::time::Timestamp(wedged.op.hlc.wall_ms),
        })
    }
}

fn link_state(link: Link) -> LinkState {
    match link {
        Link::Stopped | Link::Offline => LinkState::Offline,
        Link::Connecting => LinkState::Connecting,
        Link::Online => LinkState::Online,
        Link::SignInNeeded | Link::UserDisabled | Link::DeviceRevoked => LinkState::SignInNeeded,
        Link::UpgradeNeeded => LinkState::UpgradeNeeded,
    }
}

fn customer(action: &Action) -> Option<CustomerId> {
    match action {
        Action::Append { fact } => Some(fact.customer()),
        Action::Edit { edit: Edit::Create(record) } => record.customer(),
        Action::Edit { edit: Edit::Set { customer, .. } } => *customer,
    }
}

/// What a stuck item is, for the screen to name.
fn kind(action: &Action) -> &'static str {
    let record_kind = match action {
        Action::Append { fact } => {
            return match fact {
                Fact::Interaction(_) => "interaction",
                Fact::DialogueOpened(_) => "dialogue",
                Fact::StageMove(_) => "stage_move",
                Fact::Note(_) => "note",
                Fact::Consent(_) => "consent",
                Fact::Assigned(_) => "assignment",
                Fact::ScriptTalk(_) => "script_answers",
                Fact::Participation(_) => "participation",
                Fact::Delivered(_) => "delivered",
                Fact::CaseStep(_) => "case_step",
                Fact::Message(_) => "message",
                Fact::Dispatch(_) => "dispatch",
                Fact::Merged(_) | Fact::Unmerged(_) | Fact::KeptApart(_) => "identity",
            };
        }
        Action::Edit { edit: Edit::Create(record) } => record.reference().kind,
        Action::Edit { edit: Edit::Set { target, .. } } => target.kind,
    };
    match record_kind {
        RecordKind::Customer => "customer",
        RecordKind::ContactPoint => "contact_point",
        RecordKind::Remark => "remark",
        RecordKind::Callback => "callback",
        RecordKind::Topic => "topic",
        RecordKind::User => "user",
        RecordKind::Team => "team",
        RecordKind::Rule => "rule",
        RecordKind::Segment => "segment",
        RecordKind::Script => "script",
        RecordKind::Treatment => "treatment",
        RecordKind::CallList => "call_list",
        RecordKind::ListMember => "list_member",
        RecordKind::Conversation => "conversation",
        RecordKind::Mailbox => "mailbox",
        RecordKind::CannedReply => "canned_reply",
        RecordKind::Article => "article",
        RecordKind::Case => "case",
        RecordKind::Calendar => "calendar",
        RecordKind::SlaPolicy => "sla_policy",
    }
}
