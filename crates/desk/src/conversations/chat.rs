//! Chats: what this desktop tells a visitor besides words, while it happens.

use crate::{
    Desk,
    api::{conversations::ChatForm, error::CommandError},
};

impl Desk {
    /// Tells the visitor of a chat what is done here. It matters only now: without the server it comes to nothing.
    pub async fn tell_chat(&self, form: ChatForm) -> Result<(), CommandError> {
        self.shift()?.uplink.chat(form.conversation, form.act);
        Ok(())
    }
}
