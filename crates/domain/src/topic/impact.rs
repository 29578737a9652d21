//! What publishing a draft would do to the dialogues that there are.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    dialogue::Topic,
    fold::{Folded, United, unite},
    id::{DialogueId, TopicId},
    need,
    time::Timestamp,
};

/// What would be different, counted customer by customer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Impact {
    /// Open dialogues on the topic.
    pub open: u32,
    /// Of these, how many go from a stage to a stage.
    pub landings: Vec<Landing>,
    /// How many would be closed.
    pub closed: u32,
    /// How many that are closed by themselves would be open again, because they may rest for longer.
    pub reopened: u32,
    /// How many would newly count as stale.
    pub stale: u32,
    /// Customers whose needs would stand in another order.
    pub reordered: u32,
    /// There are more dialogues than were counted.
    pub more: bool,
}

/// Open dialogues that go from a stage to a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Landing {
    /// The stage as published.
    pub from: u8,
    /// The draft's stage.
    pub to: u8,
    /// How many.
    pub dialogues: u32,
}

impl Impact {
    /// Counts one customer's dialogues as they are and as they would be with `next` in the place of the published topic.
    pub fn add<'a>(
        &mut self,
        dialogues: &[Folded],
        next: &'a Topic,
        topic_of: impl Fn(TopicId) -> Option<&'a Topic>,
        now: Timestamp,
    ) {
        let then_of = |id| if id == next.id { Some(next) } else { topic_of(id) };
        let before = unite(dialogues.iter().cloned(), &topic_of, now);
        let after = unite(dialogues.iter().cloned(), then_of, now);
        for united in before.iter().filter(|it| it.dialogue.topic == next.id) {
            let (was, id) = (&united.dialogue, united.dialogue.id);
            let Some(United { dialogue: is, .. }) = after.iter().find(|it| it.is(id)) else { continue };
            self.reopened += u32::from(!was.open && is.open);
            if was.open {
                self.open += 1;
                self.land(was.stage, is.stage);
                self.closed += u32::from(!is.open);
                self.stale += u32::from(is.stale && !was.stale);
            }
        }
        let order = |united: &[United], topic_of: &dyn Fn(TopicId) -> Option<&'a Topic>| -> Vec<DialogueId> {
            need::needs(united, &[], topic_of, now).into_iter().map(|it| it.dialogue).collect()
        };
        self.reordered += u32::from(order(&before, &topic_of) != order(&after, &then_of));
    }

    fn land(&mut self, from: u8, to: u8) {
        match self.landings.binary_search_by_key(&(from, to), |it| (it.from, it.to)) {
            Ok(index) => self.landings[index].dialogues += 1,
            Err(index) => self.landings.insert(index, Landing { from, to, dialogues: 1 }),
        }
    }
}
