//! What goes with a message besides words: files, and who else gets it. Kept with the draft, and taken along when it is sent.

use base64::{Engine, engine::general_purpose::STANDARD};
use daehwa_cache::ConversationView;
use daehwa_domain::{
    address,
    conversation::{Attachment, FileFault, MAX_FILES_BYTES, Party, check_files, file_name, known_kind},
    id::{AttachmentId, ConversationId, CustomerId},
    interaction::Channel,
    limits::MAX_LINE_BYTES,
};

use super::reply::asked;
use crate::{
    Desk,
    api::{
        conversations::{CopiesDraft, Enclosed, EnclosedAsk, FileForm},
        error::{CommandError, ErrorCode},
    },
    shift::Shift,
};

/// The most who get a copy.
const MAX_COPIES: usize = 20;

impl Desk {
    /// What goes with the message that is being typed.
    pub async fn enclosed(&self, ask: EnclosedAsk) -> Result<Enclosed, CommandError> {
        let shift = self.shift()?;
        Ok(Enclosed {
            cc: shift.cache.copies(ask.conversation)?,
            files: shift.cache.enclosed(ask.conversation)?,
            everyone: match shift.cache.conversation(ask.conversation, shift.now())? {
                Some(view) => shift.everyone_else(&view)?,
                None => Vec::new(),
            },
        })
    }

    /// Journals who else gets a message, as it is typed.
    pub async fn save_copies(&self, draft: CopiesDraft) -> Result<(), CommandError> {
        let shift = self.shift()?;
        if draft.cc.len() > MAX_LINE_BYTES {
            return Err(CommandError::invalid("cc"));
        }
        let customer = shift.drafts_of(draft.conversation, draft.customer)?;
        Ok(shift.cache.journal_copies(draft.conversation, customer, &draft.cc)?)
    }

    /// Keeps a file for a message.
    pub async fn enclose(&self, form: FileForm) -> Result<(), CommandError> {
        let shift = self.shift()?;
        let customer = shift.drafts_of(form.conversation, form.customer)?;
        if form.base64.len() as u64 > MAX_FILES_BYTES.div_ceil(3) * 4 {
            return Err(CommandError::new(ErrorCode::TooLarge));
        }
        let body = STANDARD.decode(&form.base64).map_err(|_| CommandError::invalid("base64"))?;
        let name = file_name(&form.name, "file");
        let media_type = known_kind(&name).unwrap_or("application/octet-stream").to_owned();
        let id: AttachmentId = shift.host.new_id();
        let file = Attachment { id, name, media_type, size_bytes: body.len() as u64 };
        let mut all = shift.cache.enclosed(form.conversation)?;
        all.push(file.clone());
        check_files(form.channel, &all).map_err(refused)?;
        Ok(shift.cache.enclose(form.conversation, customer, &file, &body)?)
    }

    /// Takes a file out of a message again.
    pub async fn take_out(&self, file: AttachmentId) -> Result<(), CommandError> {
        Ok(self.shift()?.cache.take_out(file)?)
    }
}

impl Shift {
    /// Whose draft a conversation's is: it never becomes another customer's.
    fn drafts_of(&self, conversation: ConversationId, customer: CustomerId) -> Result<CustomerId, CommandError> {
        match self.cache.conversation(conversation, self.now())? {
            Some(view) => Ok(view.row.customer.id),
            None => Ok(self.customer_view(customer)?.customer.id),
        }
    }

    /// The files that go with the message typed in a conversation.
    pub(super) fn files_for(
        &self,
        conversation: ConversationId,
        channel: Channel,
    ) -> Result<Vec<Attachment>, CommandError> {
        let files = self.cache.enclosed(conversation)?;
        check_files(channel, &files).map_err(refused)?;
        Ok(files)
    }

    /// Who else gets the message typed in a conversation, besides its receiver.
    pub(super) fn copies_for(
        &self,
        conversation: ConversationId,
        channel: Channel,
        to: &str,
    ) -> Result<Vec<Party>, CommandError> {
        if channel != Channel::Email {
            return Ok(Vec::new());
        }
        parties(&self.cache.copies(conversation)?, to)
    }

    /// Who else has the mail that is answered, besides us and who wrote it.
    fn everyone_else(&self, view: &ConversationView) -> Result<Vec<String>, CommandError> {
        let Some(mail) = asked(view).filter(|it| it.channel == Channel::Email) else { return Ok(Vec::new()) };
        let mut seen: Vec<String> =
            self.cache.mailboxes()?.iter().filter_map(|it| address::of_email(&it.address)).collect();
        seen.extend(address::of_email(&mail.from.address));
        let mut others = Vec::new();
        for party in mail.to.iter().chain(&mail.cc) {
            if let Some(key) = address::of_email(&party.address).filter(|it| !seen.contains(it)) {
                seen.push(key);
                others.push(party.address.trim().to_owned());
            }
        }
        others.truncate(MAX_COPIES);
        Ok(others)
    }
}

/// Addresses as people type them: with commas, semicolons or lines between them, with or without names.
fn parties(typed: &str, to: &str) -> Result<Vec<Party>, CommandError> {
    let mut seen: Vec<String> = address::of_email(to).into_iter().collect();
    let mut all = Vec::new();
    for entry in typed.split([',', ';', '\n']).map(str::trim).filter(|it| !it.is_empty()) {
        let (name, address) = match entry.strip_suffix('>').and_then(|it| it.split_once('<')) {
            Some((name, address)) => (name.trim().trim_matches('"').trim(), address.trim()),
            None => ("", entry),
        };
        let key = address::of_email(address).filter(|it| !it.contains(['<', '>', '"', '(', ')']));
        let key = key.ok_or_else(|| CommandError::new(ErrorCode::BadAddress))?;
        if !seen.contains(&key) {
            seen.push(key);
            let name = (!name.is_empty()).then(|| name.to_owned());
            all.push(Party { name, address: address.to_owned() });
        }
    }
    if all.len() > MAX_COPIES {
        return Err(CommandError::invalid("cc"));
    }
    Ok(all)
}

fn refused(fault: FileFault) -> CommandError {
    CommandError::new(match fault {
        FileFault::Size => ErrorCode::TooLarge,
        FileFault::Count => ErrorCode::TooManyFiles,
        FileFault::Empty => ErrorCode::FileEmpty,
        FileFault::Kind | FileFault::Channel => ErrorCode::FileKind,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_are_read_as_people_type_them_and_nobody_gets_two_v_7() {
        let typed = "lee@example.com; \"이영희\" <LEE@example.com>, 박 <park@example.com>\nkim@example.com;";
        let all = parties(typed, "Kim@Example.com").unwrap();
        let park = Party { name: Some("박".into()), address: "park@example.com".into() };
        assert_eq!(all, [Party { name: None, address: "lee@example.com".into() }, park]);
        for wrong in ["lee", "lee@", "a <lee@example.com", "lee@example.com park@example.com", "<>"] {
            assert_eq!(parties(wrong, "").unwrap_err().code, ErrorCode::BadAddress, "{wrong}");
        }
        let many: Vec<String> = (0..=MAX_COPIES).map(|at| format!("a{at}@example.com")).collect();
        assert!(parties(&many.join(","), "").is_err());
    }
}
