//! Where the dialogue stands that a script is about, and where a person may not move it from there.

use daehwa_domain::{
    dialogue::Topic,
    fold::FIRST_STAGE,
    script::{Act, Script},
};

use crate::api::customer::CustomerView;

/// The stage of the customer's open dialogue on a script's topic. One that only begins with the wrap-up stands at the first.
#[derive(Clone, Copy)]
pub(super) struct Standing<'a> {
    topic: Option<&'a Topic>,
    stage: u8,
}

impl<'a> Standing<'a> {
    /// Where the customer's dialogue on the topic stands.
    pub fn of(script: &Script, topics: &'a [Topic], customer: Option<&CustomerView>) -> Self {
        let open = customer.and_then(|view| view.dialogues.iter().find(|it| it.open && it.topic == script.topic));
        Self::at(script, topics, open.map_or(FIRST_STAGE, |it| it.stage))
    }

    /// At a stage.
    pub fn at(script: &Script, topics: &'a [Topic], stage: u8) -> Self {
        Self { topic: topics.iter().find(|it| it.id == script.topic), stage }
    }

    /// The stage at which the dialogue stands, when its topic bars what is to be done there.
    pub fn bars(&self, act: &Act) -> Option<u8> {
        let Act::MoveStage { stage } = act else { return None };
        self.topic.is_some_and(|topic| !topic.may_move(self.stage, *stage)).then_some(self.stage)
    }
}
