//! What has happened between a customer and the centre: contacts, dialogues with their stages, notes, consents.

use chrono::{DateTime, Datelike, Weekday};
use daehwa_domain::{
    customer::{ConsentChange, ConsentPurpose},
    dialogue::{Cause, DialogueOpened, FIRST_VERSION, StageMove},
    id::{CallId, ConsentId, DialogueId, InteractionId, NoteId, StageMoveId, TopicId, UserId},
    interaction::{Channel, Direction, Interaction, Note, Outcome},
    record::Fact,
    time::Timestamp,
};

use crate::{
    DAY_MS, FEATURED, MINUTE_MS, SEOUL_AHEAD_MS,
    centre::Centre,
    dice::Dice,
    profile::Profile,
    text::{Text, Words},
    topics::{End, Outline, Scene, TOPICS},
};

/// Everything that has happened with one customer, in order of time.
pub(crate) fn facts(dice: &mut Dice, centre: &Centre, profile: &Profile, index: u64, now: Timestamp) -> Vec<Fact> {
    let agents = centre.agents(profile.customer.team).map(|agent| agent.id).collect();
    let mut teller = Teller { dice, profile, agents, now, featured: index < FEATURED, facts: Vec::with_capacity(24) };
    teller.consents();
    let dialogues = if teller.featured {
        teller.dice.between(3, 5)
    } else {
        teller.dice.weighted(&[(1, 66), (2, 22), (3, 8), (4, 4)])
    };
    // Steps of 3 over 10 topics: none comes twice.
    let first_topic = teller.dice.below(TOPICS.len() as u64) as usize;
    for turn in 0..dialogues as usize {
        let topic = (first_topic + turn * 3) % TOPICS.len();
        teller.dialogue(TOPICS[topic], centre.topics[topic].id, turn);
    }
    if teller.dice.chance(4) {
        teller.stray();
    }
    let mut facts = teller.facts;
    facts.sort_by_key(order);
    facts
}

/// By time; at one time in the order in which things refer to each other.
pub(crate) fn order(fact: &Fact) -> (Timestamp, u8) {
    match fact {
        Fact::Consent(it) => (it.at_ms, 0),
        Fact::DialogueOpened(it) => (it.opened_ms, 1),
        Fact::Interaction(it) => (it.started_ms, 2),
        Fact::StageMove(it) => (it.at_ms, 3),
        Fact::Note(it) => (it.at_ms, 4),
        Fact::Assigned(it) => (it.at_ms, 5),
        Fact::ScriptTalk(it) => (it.at_ms, 6),
        Fact::Participation(it) => (it.at_ms, 7),
        Fact::Delivered(it) => (it.at_ms, 8),
        Fact::CaseStep(it) => (it.at_ms, 15),
        Fact::Message(it) => (it.at_ms, 9),
        Fact::Dispatch(it) => (it.at_ms, 10),
        Fact::Merged(it) => (it.at_ms, 11),
        Fact::Unmerged(it) => (it.at_ms, 12),
        Fact::KeptApart(it) => (it.at_ms, 11),
    }
}

/// Tells the history of one customer.
struct Teller<'a> {
    dice: &'a mut Dice,
    profile: &'a Profile,
    agents: Vec<UserId>,
    now: Timestamp,
    featured: bool,
    facts: Vec<Fact>,
}

/// Where in a dialogue a scene takes place.
struct Setting<'a> {
    dialogue: DialogueId,
    topic: &'a Outline,
    words: &'a Words,
    agent: UserId,
}

impl Teller<'_> {
    fn dialogue(&mut self, outline: &'static Outline, topic: TopicId, turn: usize) {
        let path = self.path(outline);
        let closed = path.last().is_some_and(|&(step, _)| outline.steps[step].end != End::No);
        let last_age_days = match (closed, turn) {
            (true, _) => self.dice.between(12, 250),
            (false, 0) => self.dice.between(1, 9),
            (false, _) => self.dice.between(2, 24),
        };
        let gaps_days: Vec<i64> = path.iter().map(|_| self.dice.between(1, 6)).collect();
        let mut age_days = last_age_days + gaps_days[1..].iter().sum::<i64>();

        let opened = self.in_working_hours(age_days);
        let id = DialogueId(self.dice.id(opened));
        let agent = self.agent();
        let words = Words::new(self.dice, self.profile.customer.language, seoul(opened).month0());
        let setting = Setting { dialogue: id, topic: outline, words: &words, agent };
        self.facts.push(Fact::DialogueOpened(DialogueOpened {
            id,
            customer: self.profile.customer.id,
            topic,
            opened_ms: opened,
            version: FIRST_VERSION,
        }));

        let mut at = opened;
        let mut stage_before = None;
        for (contact, (&(step, scene), gap_days)) in path.iter().zip(&gaps_days).enumerate() {
            if contact > 0 {
                age_days -= gap_days;
                at = self.in_working_hours(age_days).max(at.plus_ms(20 * MINUTE_MS));
            }
            let moves_to = (stage_before != Some(step)).then_some(step);
            self.scene(&setting, scene, at, moves_to);
            stage_before = Some(step);
        }
        if self.featured && !closed && turn == 0 {
            self.seen_on_the_web_today(&setting, stage_before);
        }
    }

    /// The scenes of a dialogue with their steps, from the first step up to where it stands now.
    fn path(&mut self, outline: &'static Outline) -> Vec<(usize, &'static Scene)> {
        let good_end = outline.steps.iter().position(|step| step.end == End::Good).unwrap_or(0);
        let reached = self.dice.below(good_end as u64 + 1) as usize;
        let mut path = Vec::with_capacity(2 * reached + 2);
        for step in 0..=reached {
            self.scenes_of(outline, step, &mut path);
        }
        let called_off = outline.steps.iter().position(|step| step.end == End::CalledOff);
        if let Some(step) = called_off.filter(|_| reached > 0 && reached < good_end)
            && self.dice.chance(25)
        {
            self.scenes_of(outline, step, &mut path);
        }
        path
    }

    fn scenes_of(&mut self, outline: &'static Outline, step: usize, path: &mut Vec<(usize, &'static Scene)>) {
        let scenes = outline.steps[step].scenes;
        // The contact that ends a dialogue is its last.
        let count = match outline.steps[step].end {
            End::No if self.featured => self.dice.between(1, 3),
            End::No => 1 + i64::from(self.dice.chance(24)),
            End::Good | End::CalledOff => 1,
        };
        let first = self.dice.below(scenes.len() as u64) as usize;
        path.extend((0..(count as usize).min(scenes.len())).map(|turn| (step, &scenes[(first + turn) % scenes.len()])));
    }

    fn scene(&mut self, setting: &Setting, scene: &Scene, at: Timestamp, moves_to: Option<usize>) {
        let summary = setting.words.fill(scene.summary);
        let by_person = scene.note.is_some() || scene.direction == Direction::Outbound && scene.channel != Channel::Sms;
        let agent = by_person.then_some(setting.agent);
        let (interaction, ended) = self.interaction(Some(setting.dialogue), scene, at, agent, summary);
        if let Some(step) = moves_to {
            let cause = match agent {
                Some(user) => Cause::Person { user },
                None => {
                    Cause::Rule { interaction, rule: format!("{}.{}", setting.topic.key(), channel_key(scene.channel)) }
                }
            };
            self.facts.push(Fact::StageMove(StageMove {
                id: StageMoveId(self.dice.id(ended)),
                customer: self.profile.customer.id,
                dialogue: setting.dialogue,
                stage: step as u8 + 1,
                version: FIRST_VERSION,
                at_ms: ended,
                interaction: Some(interaction),
                cause,
            }));
        }
        if let (Some(text), Some(author)) = (scene.note, agent) {
            let at_ms = ended.plus_ms(self.dice.between(5_000, 70_000));
            self.facts.push(Fact::Note(Note {
                id: NoteId(self.dice.id(at_ms)),
                customer: self.profile.customer.id,
                interaction,
                author,
                at_ms,
                text: setting.words.fill(text),
                replaces: None,
            }));
        }
    }

    fn interaction(
        &mut self,
        dialogue: Option<DialogueId>,
        scene: &Scene,
        at: Timestamp,
        agent: Option<UserId>,
        summary: String,
    ) -> (InteractionId, Timestamp) {
        let unanswered = matches!(scene.outcome, Some(Outcome::NoAnswer));
        let duration_ms = match scene.channel {
            Channel::Phone if unanswered => self.dice.between(18_000, 35_000),
            Channel::Phone => self.dice.between(45_000, 780_000),
            Channel::Chat => self.dice.between(120_000, 900_000),
            Channel::Visit => self.dice.between(480_000, 2_400_000),
            Channel::Email | Channel::Sms | Channel::Fax | Channel::Web => 0,
        };
        let id = InteractionId(self.dice.id(at));
        let call = (scene.channel == Channel::Phone).then(|| CallId(self.dice.id(at)));
        let address = self.address(scene.channel);
        self.facts.push(Fact::Interaction(Interaction {
            id,
            customer: self.profile.customer.id,
            team: self.profile.customer.team,
            dialogue,
            channel: scene.channel,
            direction: scene.direction,
            started_ms: at,
            duration_ms: duration_ms as u32,
            agent,
            address,
            call,
            route: None,
            outcome: scene.outcome,
            summary,
            web: None,
        }));
        (id, at.plus_ms(duration_ms))
    }

    fn address(&self, channel: Channel) -> Option<String> {
        match channel {
            Channel::Phone | Channel::Sms => self.profile.numbers.first().map(|number| number.e164()),
            Channel::Email => self.profile.email.clone(),
            Channel::Chat | Channel::Fax | Channel::Web | Channel::Visit => None,
        }
    }

    /// The customer looks at something just now, so that the next call is no surprise.
    fn seen_on_the_web_today(&mut self, setting: &Setting, step: Option<usize>) {
        let web = step.and_then(|step| setting.topic.steps[step].scenes.iter().find(|it| it.channel == Channel::Web));
        if let Some(scene) = web {
            let at = self.now.plus_ms(-self.dice.between(10, 200) * MINUTE_MS);
            self.scene(setting, scene, at, None);
        }
    }

    /// A contact that nobody has put to a dialogue yet (H-1).
    fn stray(&mut self) {
        const STRAYS: [Scene; 5] = [
            stray(Channel::Email, Text("문의드립니다 (제목 없음)", "A question (no subject)")),
            stray(Channel::Sms, Text("전화 부탁드려요", "Please call me")),
            stray(
                Channel::Email,
                Text("일본 로밍 하루 요금이 얼마인지 궁금합니다", "How much is roaming in Japan for a day?"),
            ),
            stray(
                Channel::Sms,
                Text("이번 달 청구 금액이 왜 이렇게 많나요?", "Why is the bill of this month so high?"),
            ),
            stray(Channel::Fax, Text("식별되지 않은 서류 2장", "Two pages that could not be read")),
        ];
        let age_days = self.dice.between(1, 20);
        let at = self.in_working_hours(age_days);
        let scene = &STRAYS[self.dice.below(STRAYS.len() as u64) as usize];
        let summary = scene.summary.in_language(self.profile.customer.language).to_owned();
        self.interaction(None, scene, at, None, summary);
    }

    fn consents(&mut self) {
        let joined = self.profile.customer.created_ms;
        if self.dice.chance(95) {
            self.consent(ConsentPurpose::Recording, None, true, joined, AT_CONTRACT);
        }
        if self.dice.chance(68) {
            self.consent(ConsentPurpose::Marketing, None, true, joined, AT_CONTRACT);
            if self.dice.chance(14) {
                let age_days = self.dice.between(5, 300);
                let at = self.in_working_hours(age_days);
                self.consent(ConsentPurpose::Marketing, Some(Channel::Phone), false, at, BY_PHONE);
            }
        }
        if self.dice.chance(40) {
            self.consent(ConsentPurpose::Profiling, None, true, joined, AT_CONTRACT);
        }
        if self.dice.chance(4) {
            self.consent(ConsentPurpose::MarketingAtNight, Some(Channel::Sms), true, joined, AT_CONTRACT);
        }
    }

    fn consent(
        &mut self,
        purpose: ConsentPurpose,
        channel: Option<Channel>,
        granted: bool,
        at_ms: Timestamp,
        source: Text,
    ) {
        self.facts.push(Fact::Consent(ConsentChange {
            id: ConsentId(self.dice.id(at_ms)),
            customer: self.profile.customer.id,
            purpose,
            channel,
            granted,
            at_ms,
            source: source.in_language(self.profile.customer.language).into(),
        }));
    }

    fn agent(&mut self) -> UserId {
        match self.profile.customer.preferred_agent {
            Some(agent) if self.dice.chance(70) => agent,
            _ => *self.dice.pick(&self.agents),
        }
    }

    /// A moment between 9 and 19 o'clock in Seoul, about this many days before now, never on a Sunday.
    fn in_working_hours(&mut self, age_days: i64) -> Timestamp {
        let day = (self.now.0 + SEOUL_AHEAD_MS).div_euclid(DAY_MS) - age_days;
        let time_of_day = self.dice.between(9 * 60 * MINUTE_MS, 19 * 60 * MINUTE_MS);
        let at = Timestamp(day * DAY_MS + time_of_day - SEOUL_AHEAD_MS);
        if seoul(at).weekday() == Weekday::Sun { at.plus_ms(-DAY_MS) } else { at }
    }
}

const AT_CONTRACT: Text = Text("가입 신청서", "Contract form");
const BY_PHONE: Text = Text("통화 중 요청", "Asked for during a call");

const fn stray(channel: Channel, summary: Text) -> Scene {
    Scene { channel, direction: Direction::Inbound, outcome: None, summary, note: None }
}

/// The wall clock in Seoul, which has no daylight saving time.
fn seoul(at: Timestamp) -> DateTime<chrono::Utc> {
    DateTime::from_timestamp_millis(at.0 + SEOUL_AHEAD_MS).unwrap_or_default()
}

fn channel_key(channel: Channel) -> &'static str {
    match channel {
        Channel::Phone => "phone",
        Channel::Email => "email",
        Channel::Chat => "chat",
        Channel::Sms => "sms",
        Channel::Fax => "fax",
        Channel::Web => "web",
        Channel::Visit => "visit",
    }
}
