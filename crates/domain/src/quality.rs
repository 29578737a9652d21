//! Quality first (P-11): while a customer's complaint is open, nothing is sold to that customer.
//!
//! One rule for the screen, the desk, lists and campaigns: each asks [`open_complaint`], and [`held`] for what it is about to do.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    dialogue::{Dialogue, Purpose, Topic},
    id::{CaseId, DialogueId, TopicId},
    need::Need,
    time::Timestamp,
};

/// A complaint that is not resolved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OpenComplaint {
    /// The dialogue about it; `None` for a case that belongs to none.
    pub dialogue: Option<DialogueId>,
    /// Its topic; `None` for a case that is about none.
    pub topic: Option<TopicId>,
    /// The case about it (D-11), where it is written down as one.
    pub case: Option<CaseId>,
    /// Since when it is open.
    pub since_ms: Timestamp,
    /// How many of the customer's complaints are open.
    pub count: u32,
}

/// A complaint that is written down as a case and not settled (D-11).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenCase {
    /// Which.
    pub id: CaseId,
    /// What it is about.
    pub topic: Option<TopicId>,
    /// The dialogue to which it belongs.
    pub dialogue: Option<DialogueId>,
    /// Since when it is open.
    pub since_ms: Timestamp,
}

/// The complaint that has been open longest, of a customer's dialogues and cases; `None` when none is. A topic that is not known here
/// complains of nothing. A case and the complaining dialogue to which it belongs are one complaint, open while either is.
pub fn open_complaint<'a>(
    dialogues: impl IntoIterator<Item = &'a Dialogue>,
    cases: &[OpenCase],
    topic_of: impl Fn(TopicId) -> Option<&'a Topic>,
) -> Option<OpenComplaint> {
    let complains = |it: &&Dialogue| it.open && topic_of(it.topic).is_some_and(|topic| topic.complaint);
    let case_of = |dialogue: DialogueId| cases.iter().find(|it| it.dialogue == Some(dialogue));
    let mut open: Vec<OpenComplaint> = Vec::new();
    for it in dialogues.into_iter().filter(complains) {
        let case = case_of(it.id);
        open.push(OpenComplaint {
            dialogue: Some(it.id),
            topic: Some(it.topic),
            case: case.map(|it| it.id),
            since_ms: case.map_or(it.opened_ms, |case| case.since_ms.min(it.opened_ms)),
            count: 1,
        });
    }
    for it in cases {
        if it.dialogue.is_none_or(|id| open.iter().all(|known| known.dialogue != Some(id))) {
            let OpenCase { id, topic, dialogue, since_ms } = *it;
            open.push(OpenComplaint { dialogue, topic, case: Some(id), since_ms, count: 1 });
        }
    }
    let count = u32::try_from(open.len()).unwrap_or(u32::MAX);
    let oldest = open.into_iter().min_by_key(|it| (it.since_ms, it.dialogue, it.case))?;
    Some(OpenComplaint { count, ..oldest })
}

/// Whether what is done for `purpose` has to wait for the complaint: selling does; helping and keeping the customer go on.
pub fn held(purpose: Purpose, complaint: Option<&OpenComplaint>) -> bool {
    complaint.is_some() && purpose == Purpose::Sales
}

/// Puts needs into the order in which they are spoken about: complaints first and what is sold last while one is open, else as they are.
pub fn put_first<'a>(
    needs: &mut [Need],
    complaint: Option<&OpenComplaint>,
    topic_of: impl Fn(TopicId) -> Option<&'a Topic>,
) {
    if complaint.is_none() {
        return;
    }
    needs.sort_by_key(|need| match topic_of(need.topic) {
        Some(topic) if topic.complaint => 0,
        Some(topic) if held(topic.purpose, complaint) => 2,
        _ => 1,
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{dialogue::Localized, id::CustomerId};
    use proptest::prelude::*;
    use uuid::Uuid;

    /// 1: sales, 2: service, 3: retention, 4: complaints.
    fn topics() -> Vec<Topic> {
        let purposes = [Purpose::Sales, Purpose::Service, Purpose::Retention, Purpose::Service];
        let topic = |(id, purpose)| Topic::new(topic_id(id), "t", Localized::default(), purpose, Vec::new());
        let mut topics: Vec<_> = (1..).zip(purposes).map(topic).collect();
        topics[3].complaint = true;
        topics
    }

    fn topic_id(id: u128) -> TopicId {
        TopicId(Uuid::from_u128(id))
    }

    fn dialogue(topic: u128, opened_ms: i64, open: bool) -> Dialogue {
        Dialogue {
            id: DialogueId(Uuid::from_u128(topic * 1_000_000 + opened_ms as u128)),
            customer: CustomerId(Uuid::nil()),
            topic: topic_id(topic),
            opened_ms: Timestamp(opened_ms),
            stage: 1,
            stage_since_ms: Timestamp(opened_ms),
            touches: 1,
            last_contact_ms: Timestamp(opened_ms),
            last_channel: None,
            open,
            stale: false,
            closes_ms: None,
        }
    }

    fn complaint(dialogues: &[Dialogue]) -> Option<OpenComplaint> {
        let topics = topics();
        open_complaint(dialogues, &[], |id| topics.iter().find(|it| it.id == id))
    }

    #[test]
    fn an_open_complaint_holds_selling_and_nothing_else_p_11() {
        let open = complaint(&[dialogue(1, 1, true), dialogue(4, 7, true), dialogue(4, 5, true)]).unwrap();
        assert_eq!((open.since_ms, open.count, open.topic), (Timestamp(5), 2, Some(topic_id(4))), "the oldest");
        assert!(held(Purpose::Sales, Some(&open)));
        assert!(!held(Purpose::Service, Some(&open)) && !held(Purpose::Retention, Some(&open)));
        assert!(!held(Purpose::Sales, None));
    }

    #[test]
    fn a_complaint_that_is_closed_and_a_topic_that_is_not_known_hold_nothing_p_11() {
        assert_eq!(complaint(&[dialogue(4, 1, false), dialogue(2, 1, true), dialogue(9, 1, true)]), None);
    }

    #[test]
    fn a_complaint_that_is_a_case_holds_selling_and_counts_once_with_its_dialogue_p_11_d_11() {
        let topics = topics();
        let of = |dialogue: Option<DialogueId>| OpenCase {
            id: CaseId(Uuid::nil()),
            topic: None,
            dialogue,
            since_ms: Timestamp(6),
        };
        let find = |id| topics.iter().find(|it| it.id == id);
        let selling = dialogue(1, 1, true);
        let alone = open_complaint([&selling], &[of(None)], find).unwrap();
        assert_eq!((alone.case, alone.dialogue, alone.count), (Some(CaseId(Uuid::nil())), None, 1));
        assert!(held(Purpose::Sales, Some(&alone)));
        let about = dialogue(4, 7, true);
        let both = open_complaint([&about], &[of(Some(about.id))], find).unwrap();
        assert_eq!((both.count, both.dialogue, both.since_ms), (1, Some(about.id), Timestamp(6)));
        // The dialogue is closed, the case is not settled.
        let closed = Dialogue { open: false, ..about.clone() };
        assert_eq!(open_complaint([&closed], &[of(Some(about.id))], find).unwrap().count, 1);
    }

    proptest! {
        /// P-11: nothing that is sold comes before anything else while a complaint is open, and no need is lost.
        #[test]
        fn complaints_come_first_and_selling_last_and_the_rest_keeps_its_order(
            of in proptest::collection::vec(1_u128..=5, 0..12),
        ) {
            let topics = topics();
            let find = |id| topics.iter().find(|it| it.id == id);
            let dialogues: Vec<_> = (1..).zip(&of).map(|(at, topic)| dialogue(*topic, at, true)).collect();
            let complaint = open_complaint(&dialogues, &[], find);
            prop_assert_eq!(complaint.is_some(), of.contains(&4));
            let need = |it: &Dialogue| Need {
                dialogue: it.id,
                topic: it.topic,
                stage: 1,
                strength: 0.0,
                since_ms: it.opened_ms,
                channels: Vec::new(),
                evidence: Vec::new(),
            };
            let before: Vec<_> = dialogues.iter().map(need).collect();
            let mut after = before.clone();
            put_first(&mut after, complaint.as_ref(), find);
            let rank = |it: &Need| match it.topic.0.as_u128() { 4 => 0, 1 => 2, _ => 1 };
            if complaint.is_none() {
                prop_assert_eq!(&after, &before);
            }
            for pair in after.windows(2) {
                let key = |it: &Need| (if complaint.is_some() { rank(it) } else { 0 }, it.since_ms);
                prop_assert!(key(&pair[0]) < key(&pair[1]));
            }
            prop_assert_eq!(after.len(), before.len());
        }
    }
}
