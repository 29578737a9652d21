//! Needs: the reading of a dialogue now.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    id::{DialogueId, InteractionId, TopicId},
    interaction::Channel,
    time::Timestamp,
};

/// What a customer wants now, with what shows it (H-5, H-10).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Need {
    /// The dialogue that was read.
    pub dialogue: DialogueId,
    /// Its topic.
    pub topic: TopicId,
    /// Its stage (from 1).
    pub stage: u8,
    /// How strong, for ranking only; decays with time.
    pub strength: f64,
    /// Since when it is at this stage.
    pub since_ms: Timestamp,
    /// The channels that took part, in the order of [`Channel::ALL`].
    pub channels: Vec<Channel>,
    /// The latest interactions that show it, newest first.
    pub evidence: Vec<InteractionId>,
}
