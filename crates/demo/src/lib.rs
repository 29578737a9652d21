//! A believable call centre made from a seed: a telecom company in Korea with its teams, topics and customers, and
//! months of dialogues in Korean and English.
//!
//! Pure: seed, index and `now` in, records out. Customer `i` can be made alone, so a million of them can be streamed.
//! Ids, names and numbers depend on the seed and the index; only what has happened depends on `now`.
//!
//! The numbers can't ring a stranger and the addresses reach nobody; see `numbers` for how.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod articles;
mod cases;
mod centre;
mod confirmed;
mod dice;
mod engaged;
mod history;
mod names;
mod numbers;
mod places;
mod profile;
mod promises;
mod rules;
mod scripts;
mod text;
mod topics;
mod treatments;
mod written;

use daehwa_domain::{
    callback::Callback,
    case::Case,
    conversation::Conversation,
    customer::{ContactPoint, Customer, Remark},
    id::CustomerId,
    record::{Fact, Record},
    time::Timestamp,
};

pub use crate::centre::Centre;
use crate::{
    dice::{Dice, Stream},
    names::PersonName,
    numbers::Number,
    profile::Profile,
};

/// The seed of the demonstration: server and practice caller use it unless told otherwise. Its first
/// callers are a good mix of people, languages and companies.
pub const DEFAULT_SEED: u64 = 29;
/// The first so many customers have a longer history, belong to the consumer team, and are the ones who call.
pub const FEATURED: u64 = 64;

const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 86_400_000;
const SEOUL_AHEAD_MS: i64 = 9 * 3_600_000;

/// A demo centre as it stands at one moment.
#[derive(Clone, Debug)]
pub struct Demo {
    seed: u64,
    now: Timestamp,
    centre: Centre,
}

/// A customer with all that belongs to them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomerStory {
    /// Who.
    pub customer: Customer,
    /// Numbers and addresses.
    pub contact_points: Vec<ContactPoint>,
    /// Contacts, dialogues, stage moves, notes and consents, in order of time.
    pub facts: Vec<Fact>,
    /// What agents wrote down for each other.
    pub remarks: Vec<Remark>,
    /// Promised calls.
    pub callbacks: Vec<Callback>,
    /// What is written about.
    pub conversations: Vec<Conversation>,
    /// Requests and complaints.
    pub cases: Vec<Case>,
}

impl Demo {
    /// The centre that `seed` makes, as it stands at `now`.
    pub fn new(seed: u64, now: Timestamp) -> Self {
        Self { seed, now, centre: Centre::new(seed) }
    }

    /// Teams, users, topics and channel rules.
    pub fn centre(&self) -> &Centre {
        &self.centre
    }

    /// The customer with this index, whatever other customers there are.
    pub fn story(&self, index: u64) -> CustomerStory {
        let profile = Profile::new(self.seed, &self.centre, index);
        let dice = &mut Dice::new(self.seed, Stream::History(index));
        let mut facts = history::facts(dice, &self.centre, &profile, index, self.now);
        let Profile { mut customer, mut contact_points, .. } = profile;
        let agents: Vec<_> = self.centre.agents(customer.team).map(|agent| agent.id).collect();
        let own_dice = &mut Dice::new(self.seed, Stream::Engaged(index));
        engaged::engage(own_dice, &mut facts, &customer, index, &agents, self.now);
        let own_dice = &mut Dice::new(self.seed, Stream::Confirmed(index));
        confirmed::confirm(own_dice, &mut customer, &mut contact_points, &agents, self.now);
        let remarks = promises::remarks(dice, &customer, &agents, index, self.now);
        let callbacks = promises::callbacks(dice, &self.centre, &customer, &agents, &facts, index, self.now);
        let own_dice = &mut Dice::new(self.seed, Stream::Written(index));
        let conversations = written::write(own_dice, &mut facts, &self.centre, &customer, self.now);
        let own_dice = &mut Dice::new(self.seed, Stream::Cases(index));
        let cases = cases::cases(own_dice, &mut facts, &customer, index, &agents, self.now);
        CustomerStory { customer, contact_points, facts, remarks, callbacks, conversations, cases }
    }

    /// The first `count` customers, one at a time. Has about five interactions for each.
    pub fn stories(&self, count: u64) -> impl Iterator<Item = CustomerStory> + '_ {
        (0..count).map(|index| self.story(index))
    }
}

impl Centre {
    /// The centre's own records, in the order in which they refer to each other.
    pub fn records(&self) -> impl Iterator<Item = Record> + '_ {
        let teams = self.teams.iter().cloned().map(Record::Team);
        let users = self.users.iter().cloned().map(Record::User);
        let topics = self.topics.iter().cloned().map(Record::Topic);
        let rules = self.rules.iter().cloned().map(Record::Rule);
        let scripts = self.scripts.iter().cloned().map(Record::Script);
        let segments = self.segments.iter().cloned().map(Record::Segment);
        let treatments = self.treatments.iter().cloned().map(Record::Treatment);
        let mailboxes = self.mailboxes.iter().cloned().map(Record::Mailbox);
        let canned = self.canned.iter().cloned().map(Record::CannedReply);
        let own = teams.chain(users).chain(topics).chain(rules).chain(scripts).chain(segments).chain(treatments);
        let articles = self.articles.iter().cloned().map(|it| Record::Article(Box::new(it)));
        let calendars = self.calendars.iter().cloned().map(Record::Calendar);
        let policies = self.policies.iter().cloned().map(Record::SlaPolicy);
        own.chain(mailboxes).chain(canned).chain(articles).chain(calendars).chain(policies)
    }
}

impl CustomerStory {
    /// Everything as the two shapes in which data is shared. Callbacks refer to dialogues, so facts go in between when
    /// order matters; the customer comes first.
    pub fn into_records_and_facts(self) -> (Vec<Record>, Vec<Fact>) {
        let own = self.contact_points.len() + self.remarks.len() + self.callbacks.len() + self.conversations.len();
        let own = own + self.cases.len();
        let mut records = Vec::with_capacity(1 + own);
        records.push(Record::Customer(self.customer));
        records.extend(self.contact_points.into_iter().map(Record::ContactPoint));
        records.extend(self.remarks.into_iter().map(Record::Remark));
        records.extend(self.callbacks.into_iter().map(Record::Callback));
        records.extend(self.conversations.into_iter().map(Record::Conversation));
        records.extend(self.cases.into_iter().map(|it| Record::Case(Box::new(it))));
        (records, self.facts)
    }
}

/// Somebody who may ring.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The name that the exchange shows.
    pub name: String,
    /// The number in the INVITE: E.164 or national form, without separators.
    pub number: String,
    /// Who it is; `None` for somebody the centre does not know.
    pub customer: Option<CustomerId>,
}

/// The first `count` customers as callers, each from one of their numbers. Some numbers belong to several customers.
pub fn callers(seed: u64, count: u64) -> Vec<Caller> {
    let centre = Centre::new(seed);
    (0..count)
        .map(|index| {
            let profile = Profile::new(seed, &centre, index);
            let numbers = &profile.numbers;
            // Every third calls from the last of the numbers: often one that is shared.
            let number = if index % 3 == 2 { numbers.last() } else { numbers.first() };
            let form = if index % 2 == 0 { Number::shown_by_exchange } else { Number::e164 };
            Caller {
                name: profile.customer.name,
                number: number.map(form).unwrap_or_default(),
                customer: Some(profile.customer.id),
            }
        })
        .collect()
}

/// `count` callers whom the centre does not know.
pub fn strangers(seed: u64, count: u64) -> Vec<Caller> {
    (0..count)
        .map(|index| {
            let dice = &mut Dice::new(seed, Stream::Stranger(index));
            let surname = names::korean_surname(dice);
            let PersonName { full, .. } = names::korean_person(dice, surname);
            Caller { name: full, number: Number::stranger(seed, index).shown_by_exchange(), customer: None }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::{HashMap, HashSet};

    use daehwa_domain::{
        confirmation,
        customer::{ContactKind, Language},
        dialogue::Cause,
        interaction::Channel,
        limits,
        number::Reading,
    };

    use super::*;

    const NOW: Timestamp = Timestamp(1_795_392_000_000);

    fn demo() -> Demo {
        Demo::new(DEFAULT_SEED, NOW)
    }

    fn has_hangul(text: &str) -> bool {
        text.chars().any(|c| ('가'..='힣').contains(&c))
    }

    fn e164(number: &str) -> String {
        let read = Reading::of(number, "KR").unwrap();
        assert!(read.valid, "{number}");
        read.e164
    }

    #[test]
    fn a_customer_is_the_same_alone_and_in_a_stream() {
        let streamed: Vec<_> = demo().stories(300).collect();
        for index in [0, 7, 63, 64, 299] {
            assert_eq!(streamed[index as usize], demo().story(index));
        }
    }

    #[test]
    fn who_a_customer_is_does_not_depend_on_the_day() {
        let later = Demo::new(DEFAULT_SEED, NOW.plus_ms(40 * DAY_MS));
        for index in 0..200 {
            let (today, later) = (demo().story(index), later.story(index));
            // What was confirmed has happened; who and where depends on nobody's day.
            let who = |it: Customer| Customer { name_confirmed: None, address_confirmed: None, ..it };
            assert_eq!(who(today.customer), who(later.customer));
            let place = |it: &ContactPoint| ContactPoint { verified_ms: None, confirmed: None, ..it.clone() };
            let places = |it: &[ContactPoint]| it.iter().map(place).collect::<Vec<_>>();
            assert_eq!(places(&today.contact_points), places(&later.contact_points));
        }
    }

    // P-6
    #[test]
    fn some_fields_were_confirmed_lately_and_others_are_worth_asking() {
        let demo = demo();
        let (mut fresh, mut asked) = (0, 0);
        for CustomerStory { customer, contact_points, .. } in demo.stories(FEATURED) {
            let known = confirmation::known(&customer, &contact_points, NOW);
            assert!(known.iter().all(|it| it.at_ms.is_none_or(|at| at < NOW)));
            fresh += known.iter().filter(|it| it.fresh && it.how.is_some()).count();
            asked += confirmation::worth_asking(&contact_points, &known).len();
        }
        assert!(fresh > 20 && asked > 20, "{fresh} fresh, {asked} worth asking");
    }

    #[test]
    fn another_seed_makes_another_centre() {
        let other = Demo::new(2, NOW);
        let same = (0..100).filter(|&index| demo().story(index).customer.name == other.story(index).customer.name);
        assert!(same.count() < 10);
    }

    // H-2
    #[test]
    fn every_stage_of_every_topic_has_been_reached() {
        let demo = demo();
        let mut reached = HashSet::new();
        for story in demo.stories(3_000) {
            let topics: HashMap<_, _> = story
                .facts
                .iter()
                .filter_map(|fact| match fact {
                    Fact::DialogueOpened(it) => Some((it.id, it.topic)),
                    _ => None,
                })
                .collect();
            reached.extend(story.facts.iter().filter_map(|fact| match fact {
                Fact::StageMove(it) => Some((topics[&it.dialogue], it.stage)),
                _ => None,
            }));
        }
        let all = demo.centre().topics.iter().flat_map(|topic| (1..=topic.stages.len() as u8).map(|it| (topic.id, it)));
        for stage in all {
            assert!(reached.contains(&stage), "{stage:?}");
        }
    }

    #[test]
    fn all_channels_are_used_and_there_are_about_five_contacts_a_customer() {
        let mut channels = HashSet::new();
        let mut contacts = 0;
        for fact in demo().stories(5_000).flat_map(|story| story.facts) {
            if let Fact::Interaction(it) = fact {
                channels.insert(it.channel);
                contacts += 1;
            }
        }
        assert_eq!(channels.len(), Channel::ALL.len());
        assert!((4 * 5_000..6 * 5_000).contains(&contacts), "{contacts}");
    }

    #[test]
    fn a_customer_is_spoken_to_in_their_language() {
        let mut korean = 0;
        for story in demo().stories(2_000) {
            let is_korean = story.customer.language == Language::Ko;
            korean += u32::from(is_korean);
            assert_eq!(has_hangul(&story.customer.name), is_korean, "{}", story.customer.name);
            for fact in &story.facts {
                match fact {
                    Fact::Interaction(it) => assert_eq!(has_hangul(&it.summary), is_korean, "{}", it.summary),
                    Fact::Note(it) => assert_eq!(has_hangul(&it.text), is_korean, "{}", it.text),
                    Fact::Consent(it) => assert_eq!(has_hangul(&it.source), is_korean, "{}", it.source),
                    Fact::Participation(it) => {
                        let words = it.part.words();
                        assert!(words.is_empty() || has_hangul(words) == is_korean, "{words}");
                    }
                    Fact::Delivered(it) => assert_eq!(has_hangul(&it.words), is_korean, "{}", it.words),
                    Fact::Message(it) => assert_eq!(has_hangul(&it.text), is_korean, "{}", it.text),
                    Fact::CaseStep(it) => assert!(it.words.is_empty() || has_hangul(&it.words) == is_korean),
                    Fact::DialogueOpened(_)
                    | Fact::StageMove(_)
                    | Fact::Assigned(_)
                    | Fact::ScriptTalk(_)
                    | Fact::Dispatch(_)
                    | Fact::Merged(_)
                    | Fact::Unmerged(_)
                    | Fact::KeptApart(_) => {}
                }
            }
            for remark in &story.remarks {
                assert_eq!(has_hangul(&remark.text), is_korean, "{}", remark.text);
            }
        }
        assert!((1_500..1_700).contains(&korean), "{korean} of 2,000 speak Korean");
    }

    #[test]
    fn everything_is_within_the_domain_s_limits() {
        let demo = demo();
        for record in demo.centre().records() {
            assert_eq!(limits::check(&record), Ok(()), "{record:?}");
        }
        for story in demo.stories(2_000) {
            let (records, facts) = story.into_records_and_facts();
            for record in records {
                assert_eq!(limits::check(&record), Ok(()), "{record:?}");
            }
            for fact in facts {
                assert_eq!(limits::check_fact(&fact), Ok(()), "{fact:?}");
            }
        }
    }

    // D-2
    #[test]
    fn every_number_parses_and_some_are_shared() {
        let mut owners: HashMap<String, u32> = HashMap::new();
        let mut several = 0;
        for story in demo().stories(2_000) {
            let numbers: HashSet<String> = story
                .contact_points
                .iter()
                .filter(|point| point.kind != ContactKind::Email)
                .map(|point| e164(&point.value))
                .collect();
            assert!(!numbers.is_empty());
            several += u32::from(numbers.len() > 1);
            for number in numbers {
                *owners.entry(number).or_default() += 1;
            }
        }
        assert!(several > 400, "{several} customers have several numbers");
        assert!(owners.values().filter(|&&count| count > 1).count() > 100);
    }

    // H-1, H-10
    #[test]
    fn facts_are_in_order_and_refer_to_what_came_before() {
        for story in demo().stories(2_000) {
            let mut last = Timestamp(0);
            let mut known = HashSet::new();
            for fact in &story.facts {
                assert_eq!(fact.customer(), story.customer.id);
                let at = match fact {
                    Fact::Interaction(it) => {
                        assert!(it.dialogue.is_none_or(|dialogue| known.contains(&dialogue.0)));
                        it.started_ms
                    }
                    Fact::DialogueOpened(it) => it.opened_ms,
                    Fact::StageMove(it) => {
                        assert!(known.contains(&it.dialogue.0) && known.contains(&it.interaction.unwrap().0));
                        if let Cause::Rule { interaction, .. } = &it.cause {
                            assert!(known.contains(&interaction.0));
                        }
                        it.at_ms
                    }
                    Fact::Note(it) => {
                        assert!(known.contains(&it.interaction.0));
                        it.at_ms
                    }
                    Fact::Consent(it) => it.at_ms,
                    Fact::Assigned(it) => {
                        assert!(known.contains(&it.interaction.0));
                        it.at_ms
                    }
                    Fact::ScriptTalk(it) => {
                        assert!(known.contains(&it.interaction.0));
                        it.at_ms
                    }
                    Fact::Participation(it) => {
                        assert!(known.contains(&it.interaction.0));
                        it.at_ms
                    }
                    Fact::Delivered(it) => {
                        assert!(it.interaction.is_none_or(|contact| known.contains(&contact.0)));
                        it.at_ms
                    }
                    Fact::Message(it) => {
                        assert!(
                            known.contains(&it.id.0) && story.conversations.iter().any(|one| one.id == it.conversation)
                        );
                        assert!(it.follows.is_none_or(|before| known.contains(&before.0)));
                        it.at_ms
                    }
                    Fact::Dispatch(it) => it.at_ms,
                    Fact::CaseStep(it) => {
                        assert!(story.cases.iter().any(|one| one.id == it.case && one.created_ms <= it.at_ms));
                        it.at_ms
                    }
                    Fact::Merged(_) | Fact::Unmerged(_) | Fact::KeptApart(_) => panic!("nobody was merged"),
                };
                assert!(last <= at && at <= NOW);
                // A message has the id of the contact that it is.
                assert!(known.insert(fact.id()) || matches!(fact, Fact::Message(_)), "an id came twice");
                last = at;
            }
        }
    }

    // H-1
    #[test]
    fn nothing_happens_in_a_dialogue_after_it_is_closed() {
        let demo = demo();
        for story in demo.stories(1_000) {
            let mut topics = HashMap::new();
            let mut closed = HashSet::new();
            for fact in &story.facts {
                match fact {
                    Fact::DialogueOpened(it) => {
                        topics.insert(it.id, it.topic);
                    }
                    Fact::StageMove(it) => {
                        let topic = demo.centre().topics.iter().find(|topic| topic.id == topics[&it.dialogue]).unwrap();
                        if topic.stage(it.stage).unwrap().closing {
                            closed.insert(it.dialogue);
                        }
                    }
                    Fact::Interaction(it) => assert!(!it.dialogue.is_some_and(|it| closed.contains(&it))),
                    Fact::Note(_)
                    | Fact::Consent(_)
                    | Fact::Assigned(_)
                    | Fact::ScriptTalk(_)
                    | Fact::Participation(_)
                    | Fact::Delivered(_)
                    | Fact::CaseStep(_)
                    | Fact::Message(_)
                    | Fact::Dispatch(_)
                    | Fact::Merged(_)
                    | Fact::Unmerged(_)
                    | Fact::KeptApart(_) => {}
                }
            }
        }
    }

    // D-23
    #[test]
    fn callbacks_are_overdue_due_today_and_due_tomorrow() {
        let due: Vec<i64> =
            demo().stories(3_000).flat_map(|story| story.callbacks).map(|it| it.due_ms.since_ms(NOW)).collect();
        assert!((30..120).contains(&due.len()), "{}", due.len());
        assert!(due.iter().any(|&ms| ms < 0));
        assert!(due.iter().any(|&ms| (0..8 * 3_600_000).contains(&ms)));
        assert!(due.iter().any(|&ms| ms > 12 * 3_600_000));
    }

    #[test]
    fn a_caller_s_number_belongs_to_the_customer() {
        let consumer = demo().centre().consumer_team();
        for (index, caller) in callers(DEFAULT_SEED, 40).into_iter().enumerate() {
            let story = demo().story(index as u64);
            assert_eq!(caller.customer, Some(story.customer.id));
            assert_eq!(story.customer.team, consumer);
            let numbers = story.contact_points.iter().filter(|point| point.kind.is_number());
            let numbers: Vec<String> = numbers.map(|point| e164(&point.value)).collect();
            assert!(numbers.contains(&e164(&caller.number)));
        }
    }

    #[test]
    fn a_stranger_s_number_is_nobody_s() {
        let strangers: HashSet<String> =
            strangers(DEFAULT_SEED, 50).into_iter().map(|caller| e164(&caller.number)).collect();
        assert_eq!(strangers.len(), 50);
        let demo = demo();
        let points = demo.stories(3_000).flat_map(|story| story.contact_points);
        for point in points.filter(|point| point.kind.is_number()) {
            assert!(!strangers.contains(&e164(&point.value)), "{}", point.value);
        }
    }
}
