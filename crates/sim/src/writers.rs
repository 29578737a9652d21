//! People who write to us, in chats and by text message: what arrives is taken in once, whatever comes again, and stays in the conversation and with
//! the customer with whom it was filed.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use anyhow::{Context, Result, ensure};
use daehwa_domain::{
    address,
    conversation::Mailbox,
    customer::Language,
    id::{ConversationId, CustomerId},
    interaction::Channel,
    time::Timestamp,
};
use daehwa_store::{
    chat::{NewLine, Visitor},
    text::{Text, Words},
};
use uuid::Uuid;

use crate::{
    chance::Chance,
    server::{Server, Told, mailboxes},
    visitors::FreshIds,
};

/// Where a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub customer: CustomerId,
    pub conversation: ConversationId,
}

/// What people wrote, and were told is stored.
#[derive(Clone, Default)]
pub(crate) struct Writers {
    all: Vec<Writer>,
    /// By the words, which nobody writes twice.
    told: BTreeMap<String, Place>,
    /// Ids of all that the server made of it.
    made: BTreeSet<Uuid>,
    written: u64,
    /// Arrives again now and then.
    last: Option<(Place, Line)>,
}

/// Somebody who writes, through one of our mailboxes.
#[derive(Clone)]
struct Writer {
    /// The browser's secret or the number follows from it.
    number: u64,
    mailbox: Mailbox,
    /// A customer whose browser it is.
    known: Option<CustomerId>,
    /// Where the first line was filed.
    place: Option<Place>,
}

#[derive(Clone)]
enum Line {
    Chat(NewLine),
    Text(Text),
}

impl Line {
    fn arrives(&self, server: &mut Server, now: Timestamp, ids: &Arc<FreshIds>) -> Result<(bool, Told)> {
        match self {
            Self::Chat(line) => server.take_line(line, now, ids),
            Self::Text(text) => server.take_text(text, now, ids),
        }
    }
}

impl Writers {
    /// Somebody writes; `known` are customers whose browsers are. Where it was filed, and what the connections are told.
    pub fn write(
        &mut self,
        server: &mut Server,
        chance: &mut Chance,
        known: &[CustomerId],
        now: Timestamp,
    ) -> Result<(Place, Told)> {
        let at = self.anybody(chance, known).context("somebody writes")?;
        self.written += 1;
        let words = format!("문의 {}", self.written);
        let line = self.all[at].line(&words, chance);
        let ids = FreshIds::new(chance.seed());
        let (new, mut down) = line.arrives(server, now, &ids)?;
        self.made.extend(ids.given());
        ensure!(new, "invariant 11: a line that was not seen before counts as known: {words}");
        let found = server.messages(&words)?;
        let [message] = &found[..] else { anyhow::bail!("invariant 11: a line is stored {} times", found.len()) };
        let place = Place { customer: message.customer, conversation: message.conversation };
        let writer = &mut self.all[at];
        ensure!(
            writer.known.is_none_or(|it| it == place.customer),
            "invariant 11: a line of {:?} was filed with {}",
            writer.known,
            place.customer
        );
        let first = *writer.place.get_or_insert(place);
        ensure!(first == place, "invariant 11: a line was filed as {place:?}, and those before it as {first:?}");
        self.told.insert(words, place);
        // A lost acknowledgement: the same arrives again, at once or much later.
        let again = [
            Some((place, line.clone())).filter(|_| chance.percent(20)),
            self.last.clone().filter(|_| chance.percent(20)),
        ];
        for (_, line) in again.into_iter().flatten() {
            let (new, told) = line.arrives(server, now, &ids)?;
            ensure!(!new, "invariant 11: a line that came again was taken in again");
            down.extend(told);
        }
        if chance.percent(30) {
            self.last = Some((place, line));
        }
        Ok((place, down))
    }

    /// Somebody who wrote before, or a new one.
    fn anybody(&mut self, chance: &mut Chance, known: &[CustomerId]) -> Option<usize> {
        if !self.all.is_empty() && chance.percent(90) {
            return Some(chance.within(0..self.all.len() as u64) as usize);
        }
        let mailbox = chance.pick(&mailboxes())?.clone();
        let is_chat = mailbox.channel == Channel::Chat;
        let known = chance.pick(known).copied().filter(|_| is_chat && chance.percent(50));
        let number = chance.within(0..100_000_000);
        self.all.push(Writer { number, mailbox, known, place: None });
        Some(self.all.len() - 1)
    }

    /// The server was put back to when it held this: what was written since is lost, since nobody sends it again.
    pub fn put_back(&mut self, held: &Self) {
        self.all.clone_from(&held.all);
        self.told.clone_from(&held.told);
        self.last = None;
    }

    /// A customer was erased, with all that they wrote.
    pub fn erased(&mut self, customer: CustomerId) {
        self.told.retain(|_, it| it.customer != customer);
        self.all.retain(|it| it.known != Some(customer) && it.place.is_none_or(|place| place.customer != customer));
        self.last = self.last.take().filter(|(place, _)| place.customer != customer);
    }

    /// Whether the server made this.
    pub fn made(&self, id: Uuid) -> bool {
        self.made.contains(&id)
    }

    /// What was written, and where it is.
    pub fn told(&self) -> &BTreeMap<String, Place> {
        &self.told
    }
}

impl Writer {
    fn line(&self, words: &str, chance: &mut Chance) -> Line {
        if self.mailbox.channel != Channel::Chat {
            let from = format!("010-{:04}-{:04}", self.number / 10_000, self.number % 10_000);
            let mut print = [0; 32];
            print[..16].copy_from_slice(chance.uuid().as_bytes());
            let words = Words {
                key: address::of_number(&from, "KR"),
                from,
                language: Language::Ko,
                text: words.to_owned(),
                cut: false,
                files: Vec::new(),
                refuses: false,
                judged: None,
            };
            return Line::Text(Text { mailbox: self.mailbox.clone(), cursor: None, print, words: Some(words) });
        }
        let mut secret = [0; 32];
        secret[..8].copy_from_slice(&self.number.to_be_bytes());
        Line::Chat(NewLine {
            site: "shop".to_owned(),
            mailbox: self.mailbox.clone(),
            secret,
            client: chance.uuid(),
            text: words.to_owned(),
            file: None,
            visitor: Visitor {
                name: None,
                email: None,
                number: None,
                browser: self.known.map(|it| it.0),
                language: Language::Ko,
            },
            judged: None,
        })
    }
}
