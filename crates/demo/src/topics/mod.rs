//! What the dialogues of a telecom company are about, and the scenes of which they are made.

mod retention;
mod sales;
mod service;

use daehwa_domain::{
    dialogue::{Ageing, Purpose, Stage, Topic},
    id::TopicId,
    interaction::{Channel, Direction, Outcome},
};

use crate::text::Text;

/// After this many days without a contact a dialogue wants a look.
const STALE_DAYS: u16 = 21;

/// Every topic.
pub(crate) static TOPICS: [&Outline; 10] = [
    &sales::PLAN_UPGRADE,
    &sales::NEW_LINE,
    &sales::DEVICE_PURCHASE,
    &sales::HOME_BUNDLE,
    &service::BILLING_QUESTION,
    &service::BILLING_COMPLAINT,
    &service::FAULT_REPORT,
    &service::ROAMING,
    &retention::CONTRACT_RENEWAL,
    &retention::MOVING_HOUSE,
];

/// A topic as the demo tells it.
pub(crate) struct Outline {
    key: &'static str,
    name: Text,
    pub(crate) purpose: Purpose,
    /// While one of its dialogues is open, nothing is sold.
    complaint: bool,
    pub(crate) steps: &'static [Step],
}

/// A stage of a topic, and what happens in it.
pub(crate) struct Step {
    name: Text,
    meaning: Text,
    pub(crate) end: End,
    pub(crate) scenes: &'static [Scene],
}

/// Whether a stage ends the dialogue.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// It goes on.
    No,
    /// The way it was meant to end.
    Good,
    /// Called off; can follow any stage.
    CalledOff,
}

/// One contact that fits a stage.
pub(crate) struct Scene {
    pub(crate) channel: Channel,
    pub(crate) direction: Direction,
    pub(crate) outcome: Option<Outcome>,
    pub(crate) summary: Text,
    pub(crate) note: Option<Text>,
}

impl Outline {
    /// The topic with its stages.
    pub(crate) fn topic(&self, id: TopicId) -> Topic {
        let stages = self
            .steps
            .iter()
            .map(|step| Stage::new(step.name.localized(), step.meaning.localized(), step.end != End::No));
        let ageing = Ageing { stale_days: Some(STALE_DAYS), close_days: None };
        let complaint = self.complaint;
        Topic { ageing, complaint, ..Topic::new(id, self.key, self.name.localized(), self.purpose, stages.collect()) }
    }

    /// The key that rules and files use.
    pub(crate) fn key(&self) -> &'static str {
        self.key
    }
}

const fn step(name: Text, meaning: Text, scenes: &'static [Scene]) -> Step {
    Step { name, meaning, end: End::No, scenes }
}

const fn ending(name: Text, meaning: Text, scenes: &'static [Scene]) -> Step {
    Step { name, meaning, end: End::Good, scenes }
}

const fn called_off(name: Text, meaning: Text, scenes: &'static [Scene]) -> Step {
    Step { name, meaning, end: End::CalledOff, scenes }
}

const fn scene(
    channel: Channel,
    direction: Direction,
    outcome: Option<Outcome>,
    summary: Text,
    note: Option<Text>,
) -> Scene {
    Scene { channel, direction, outcome, summary, note }
}

const fn call_in(outcome: Outcome, summary: Text, note: Text) -> Scene {
    scene(Channel::Phone, Direction::Inbound, Some(outcome), summary, Some(note))
}

const fn call_out(outcome: Outcome, summary: Text, note: Text) -> Scene {
    scene(Channel::Phone, Direction::Outbound, Some(outcome), summary, Some(note))
}

const fn chat(outcome: Outcome, summary: Text, note: Text) -> Scene {
    scene(Channel::Chat, Direction::Inbound, Some(outcome), summary, Some(note))
}

const fn visit(outcome: Outcome, summary: Text, note: Text) -> Scene {
    scene(Channel::Visit, Direction::Inbound, Some(outcome), summary, Some(note))
}

const fn web(summary: Text) -> Scene {
    scene(Channel::Web, Direction::Inbound, None, summary, None)
}

const fn mail_in(summary: Text) -> Scene {
    scene(Channel::Email, Direction::Inbound, None, summary, None)
}

const fn mail_out(summary: Text) -> Scene {
    scene(Channel::Email, Direction::Outbound, Some(Outcome::FollowUp), summary, None)
}

const fn sms_in(summary: Text) -> Scene {
    scene(Channel::Sms, Direction::Inbound, None, summary, None)
}

const fn sms_out(summary: Text) -> Scene {
    scene(Channel::Sms, Direction::Outbound, None, summary, None)
}

const fn fax_in(summary: Text) -> Scene {
    scene(Channel::Fax, Direction::Inbound, None, summary, None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use daehwa_domain::topic::{Template, file};

    fn has_hangul(text: &str) -> bool {
        text.chars().any(|c| ('가'..='힣').contains(&c))
    }

    fn texts() -> impl Iterator<Item = Text> {
        TOPICS.iter().flat_map(|outline| {
            let stages = outline.steps.iter().flat_map(|step| {
                let scenes = step.scenes.iter().flat_map(|scene| [Some(scene.summary), scene.note]).flatten();
                [step.name, step.meaning].into_iter().chain(scenes)
            });
            std::iter::once(outline.name).chain(stages)
        })
    }

    #[test]
    fn every_text_is_in_its_language() {
        for text in texts() {
            assert!(has_hangul(text.0), "not Korean: {}", text.0);
            assert!(!text.1.is_empty() && !has_hangul(text.1), "not English: {}", text.1);
        }
    }

    #[test]
    fn the_places_in_both_languages_are_known() {
        const KNOWN: [&str; 8] = ["plan", "device", "country", "district", "weekday", "month", "amount", "discount"];
        for text in texts() {
            for side in [text.0, text.1] {
                for part in side.split('{').skip(1) {
                    let place = part.split_once('}').map(|(place, _)| place);
                    assert!(place.is_some_and(|place| KNOWN.contains(&place)), "{side}");
                }
            }
        }
    }

    #[test]
    fn the_telecom_template_is_what_the_demo_talks_about_h_2() {
        let topics: Vec<_> = TOPICS.iter().map(|outline| outline.topic(TopicId(uuid::Uuid::nil()))).collect();
        assert_eq!(file::write(&topics), Template::Telecom.text());
    }

    // H-2
    #[test]
    fn a_topic_has_four_to_six_stages_and_ends() {
        for outline in TOPICS {
            assert!((4..=6).contains(&outline.steps.len()), "{}", outline.key);
            assert!(outline.steps.iter().any(|step| step.end == End::Good), "{}", outline.key);
            assert!(outline.steps.iter().all(|step| !step.scenes.is_empty()), "{}", outline.key);
            let after_end = outline.steps.iter().skip_while(|step| step.end == End::No);
            assert!(after_end.skip(1).all(|step| step.end == End::CalledOff), "{}", outline.key);
        }
    }
}
