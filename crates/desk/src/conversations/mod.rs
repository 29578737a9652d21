//! Written conversations at the desk (D-12): the inbox, one that is read, who has it, and the answer.

mod advertising;
mod begin;
mod canned;
mod chat;
mod enclosed;
mod files;
mod mailboxes;
mod new_chats;
mod reply;
mod working;

pub(crate) use mailboxes::follow_sending;
pub(crate) use new_chats::tell_new_chats;

use daehwa_cache::{ConversationView, InboxFilter, InboxRow, MessageRow, Shelf, Whose};
use daehwa_domain::{
    conversation::{Mailbox, MessageKind, Party, Standing},
    customer::ContactKind,
    id::ConversationId,
    interaction::{Channel, Direction},
    people::Role,
    record::{Record, RecordKind, RecordRef},
};

use crate::{
    Desk,
    api::{
        conversations::{
            ChannelCount, ConversationDetail, Earlier, InboxAsk, InboxCount, InboxLine, InboxPart, InboxShelf,
            InboxWhose, LastWords, MessageView, PrivateLine, StandingView,
        },
        customer::CustomerView,
        error::{CommandError, ErrorCode},
    },
    customers::off_the_runtime,
    shift::Shift,
};

impl Desk {
    /// Some of the inbox: a view asks for those that it shows.
    pub async fn inbox(&self, ask: InboxAsk) -> Result<InboxPart, CommandError> {
        let shift = self.shift()?;
        off_the_runtime(move || {
            let filter = InboxFilter {
                whose: match ask.whose {
                    InboxWhose::All => Whose::All,
                    InboxWhose::Mine => Whose::Of(shift.user.id),
                    InboxWhose::Nobody => Whose::Nobody,
                },
                channel: ask.channel,
                standing: match ask.shelf {
                    InboxShelf::Open => Shelf::Open,
                    InboxShelf::Snoozed => Shelf::Snoozed,
                    InboxShelf::Done => Shelf::Done,
                },
            };
            let (rows, total) = shift.cache.inbox(&filter, ask.from, ask.count, shift.now())?;
            Ok(InboxPart { rows: rows.into_iter().map(|row| shift.inbox_line(row)).collect(), total })
        })
        .await
    }

    /// How many conversations wait.
    pub async fn inbox_count(&self, (): ()) -> Result<InboxCount, CommandError> {
        let shift = self.shift()?;
        let counts = shift.cache.inbox_counts(shift.user.id, shift.now())?;
        let channels = counts.channels.into_iter().map(|(channel, count)| ChannelCount { channel, count });
        Ok(InboxCount { mine: counts.mine, nobody: counts.nobody, channels: channels.collect() })
    }

    /// A conversation with all that was written.
    pub async fn conversation(&self, id: ConversationId) -> Result<ConversationDetail, CommandError> {
        let shift = self.shift()?;
        off_the_runtime(move || shift.conversation_detail(id)).await
    }
}

impl Shift {
    /// A conversation as it lies in the cache.
    pub(crate) fn conversation_view(&self, id: ConversationId) -> Result<ConversationView, CommandError> {
        self.cache.conversation(id, self.now())?.ok_or_else(|| CommandError::new(ErrorCode::NotFound))
    }

    fn conversation_detail(&self, id: ConversationId) -> Result<ConversationDetail, CommandError> {
        let view = self.conversation_view(id)?;
        let language = view.row.customer.language;
        let mailbox = self.mailbox_of(&view)?;
        let answer_to = self.answer_to(&view)?.map(|it| it.address).filter(|it| !it.is_empty());
        let quotes = reply::quoted(&view).map(|it| it.id);
        let customer = self.customer_view(view.row.customer.id)?;
        let (channel, address) = (view.row.conversation.channel, answer_to.as_deref().unwrap_or_default());
        Ok(ConversationDetail {
            mailbox: mailbox.as_ref().map(|it| it.id),
            complaint: customer.care.complaint.is_some(),
            advertising: self.advertising(&customer, mailbox.as_ref(), channel, address),
            answer_to,
            waits: mailbox.as_ref().is_some_and(|it| self.answers_wait(it)),
            signature: mailbox.map_or_else(String::new, |it| it.signature.in_language(language).to_owned()),
            quotes,
            draft: self.cache.reply_draft(id)?.unwrap_or_default(),
            dialogue: view.messages.last().and_then(|it| it.dialogue),
            may_assign: self.user.role != Role::Agent,
            line: self.inbox_line(view.row),
            messages: view.messages.into_iter().map(|it| self.message_view(it, &customer)).collect(),
        })
    }

    /// The mailbox through which a conversation runs, where that is known.
    fn mailbox_of(&self, view: &ConversationView) -> Result<Option<Mailbox>, CommandError> {
        let Some(id) = view.row.conversation.mailbox else { return Ok(None) };
        let target = RecordRef { kind: RecordKind::Mailbox, id: id.0 };
        Ok(match self.cache.record(target, None)?.map(|it| it.record) {
            Some(Record::Mailbox(mailbox)) => Some(mailbox),
            _ => None,
        })
    }

    /// To whom an answer goes: who wrote last, whom we wrote to, else the customer's own address.
    fn answer_to(&self, view: &ConversationView) -> Result<Option<Party>, CommandError> {
        let persons = |it: &&MessageRow| it.message.kind == MessageKind::Person;
        for row in view.messages.iter().rev().filter(persons) {
            let party = match row.message.direction {
                Direction::Inbound => Some(&row.message.from),
                Direction::Outbound => row.message.to.first(),
            };
            if let Some(party) = party.filter(|it| !it.address.trim().is_empty()) {
                return Ok(Some(party.clone()));
            }
        }
        let customer = self.customer_view(view.row.customer.id)?;
        let fits = |kind| match view.row.conversation.channel {
            Channel::Email => kind == ContactKind::Email,
            Channel::Sms => kind == ContactKind::Mobile,
            Channel::Fax => kind == ContactKind::Fax,
            _ => false,
        };
        if view.row.conversation.channel == Channel::Chat {
            // Whoever chats is there: no address is asked for.
            return Ok(Some(Party { name: Some(customer.customer.name), address: String::new() }));
        }
        let point = customer.contact_points.into_iter().find(|it| fits(it.kind) && !it.retired);
        Ok(point.map(|it| Party { name: Some(customer.customer.name), address: it.value }))
    }

    fn inbox_line(&self, row: InboxRow) -> InboxLine {
        let InboxRow {
            conversation,
            customer,
            standing,
            urgency,
            waits_ms,
            last_ms,
            messages,
            last,
            unsent,
            draft,
            ..
        } = row;
        InboxLine {
            id: conversation.id,
            customer: customer.id,
            name: customer.name,
            company: customer.company,
            tier: customer.tier,
            channel: conversation.channel,
            subject: conversation.subject,
            standing: match standing {
                Standing::Open => StandingView::Open,
                Standing::Snoozed { until_ms } => StandingView::Snoozed { until_ms },
                Standing::Done => StandingView::Done,
            },
            holder: conversation.taken,
            holder_name: conversation.taken.and_then(|it| self.name_of(it)),
            mine: conversation.taken == Some(self.user.id),
            priority: conversation.priority,
            due_ms: urgency.due_ms,
            earlier: urgency.earlier.into_iter().map(|(weight, minutes)| Earlier { weight, minutes }).collect(),
            waits_ms,
            last_ms,
            messages,
            last: last.map(|it| LastWords {
                direction: it.direction,
                kind: it.kind,
                author_name: it.author.and_then(|author| self.name_of(author)),
                words: it.words,
            }),
            unsent,
            draft,
        }
    }

    fn message_view(&self, row: MessageRow, customer: &CustomerView) -> MessageView {
        let MessageRow { message, dispatch, unsent, refused, files_waiting, notes, .. } = row;
        let waits_ms = self.waits_for_morning(&message, dispatch.as_ref().map(|it| it.status), customer);
        let ours = message.author.and_then(|it| self.name_of(it));
        MessageView {
            id: message.id,
            direction: message.direction,
            kind: message.kind,
            at_ms: message.at_ms,
            from: ours.or(message.from.name).unwrap_or_else(|| message.from.address.clone()),
            from_address: message.from.address,
            to: in_a_line(&message.to),
            cc: in_a_line(&message.cc),
            subject: message.subject,
            text: message.text,
            cut: message.cut,
            has_html: message.has_html,
            attachments: message.attachments,
            dispatch: dispatch.map(|it| it.status),
            waits_ms,
            unsent: unsent && refused.is_none(),
            refused,
            files_waiting,
            notes: notes
                .into_iter()
                .map(|it| PrivateLine { id: it.id, by: self.name_of(it.author), at_ms: it.at_ms, text: it.text })
                .collect(),
        }
    }
}

/// Receivers in a line.
fn in_a_line(parties: &[Party]) -> String {
    let one = |it: &Party| match &it.name {
        Some(name) if !name.trim().is_empty() => format!("{name} <{}>", it.address),
        _ => it.address.clone(),
    };
    parties.iter().map(one).collect::<Vec<_>>().join(", ")
}
