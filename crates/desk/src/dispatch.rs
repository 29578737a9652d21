//! A command by its name, with JSON in and out.

use serde_json::Value;

use crate::{
    Desk,
    api::error::{CommandError, ErrorCode},
    commands::Tag,
    for_each_command,
};

impl Desk {
    /// Runs the command `name` of [`crate::commands`]. Input of another shape is [`ErrorCode::Invalid`], an unknown name
    /// [`ErrorCode::NotFound`].
    pub async fn dispatch(&self, name: &str, input: Value) -> Result<Value, CommandError> {
        macro_rules! visit {
            ($($kind:ident $name:ident($input:ty) -> $output:ty [$($tag:ident),*] $doc:literal;)*) => {
                match name {
                    $(stringify!($name) => {
                        let input: $input = serde_json::from_value(input).map_err(|_| CommandError::invalid("input"))?;
                        // Boxed: the future of this function would otherwise be as large as the largest command's.
                        let output: $output = Box::pin(self.$name(input)).await?;
                        let is_write = stringify!($kind) == "write";
                        self.tell_stale(is_write, vec![$(Tag::$tag),*]);
                        serde_json::to_value(output).map_err(|_| CommandError::new(ErrorCode::Internal))
                    })*
                    _ => Err(CommandError::with(ErrorCode::NotFound, "command")),
                }
            };
        }
        for_each_command!(visit)
    }

    /// What a commit to the cache made stale is told by the cache, with the customers concerned; only the rest is told here,
    /// unless the cache itself became another one.
    fn tell_stale(&self, is_write: bool, mut tags: Vec<Tag>) {
        if !is_write || tags.is_empty() {
            return;
        }
        if !tags.contains(&Tag::Session) {
            tags.retain(|tag| matches!(tag, Tag::Calls | Tag::Agent | Tag::Settings));
        }
        if !tags.is_empty() {
            self.emit_stale(tags, Vec::new());
        }
    }
}
