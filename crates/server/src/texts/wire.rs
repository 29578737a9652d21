//! What goes between this server and a provider over HTTP, as JSON; the loopback's files are the same. docs/texts.md tells it to who builds one.

use base64::{Engine, engine::general_purpose::STANDARD};
use daehwa_domain::{conversation::FailureReason, id::InteractionId, interaction::Channel, limits::MAX_ADDRESS_BYTES};
use daehwa_store::{files::File, mail::Outgoing};
use serde::{Deserialize, Serialize};

/// The largest body of a provider: files of 25 MB in base64, and the words.
pub(super) const MAX_BODY_BYTES: usize = 36 * 1024 * 1024;
/// The longest id that a provider gives.
const MAX_ID_BYTES: usize = 200;

/// A message of ours.
#[derive(Serialize, Deserialize, Debug, PartialEq, Eq)]
pub(super) struct Out {
    /// The same at each try: a provider that knows it sends nothing again.
    pub id: InteractionId,
    pub channel: Channel,
    pub from: String,
    pub to: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub subject: String,
    pub text: String,
    pub advertises: bool,
    pub files: Vec<OutFile>,
}

/// A file of a message of ours.
#[derive(Serialize, Deserialize, Debug, PartialEq, Eq)]
pub(super) struct OutFile {
    pub name: String,
    pub media_type: String,
    pub base64: String,
}

/// What a provider tells.
#[derive(Deserialize)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Told {
    /// Somebody wrote.
    Message {
        id: String,
        from: String,
        #[serde(default)]
        text: String,
        #[serde(default)]
        files: Vec<ToldFile>,
    },
    /// What became of a message of ours.
    Report { id: String, message: InteractionId, became: Became },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ToldFile {
    pub name: String,
    #[serde(default)]
    #[expect(dead_code, reason = "providers say it, and how a file begins says what it is")]
    media_type: String,
    pub base64: String,
}

/// What became of a message of ours.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Became {
    Delivered,
    NoSuchNumber,
    Refused,
    Full,
    TooLarge,
    Unreachable,
}

/// What an answer to a message of ours says, where a provider won't take it.
#[derive(Deserialize, Default)]
pub(super) struct NotTaken {
    #[serde(default)]
    pub reason: Option<Became>,
}

impl Out {
    pub fn of(outgoing: &Outgoing) -> Option<Self> {
        let message = &outgoing.message;
        Some(Self {
            id: message.id,
            channel: message.channel,
            from: message.from.address.clone(),
            to: message.to.first()?.address.clone(),
            subject: message.subject.clone(),
            text: message.text.clone(),
            advertises: message.advertises,
            files: outgoing.files.iter().map(OutFile::of).collect(),
        })
    }
}

impl OutFile {
    fn of(file: &File) -> Self {
        let base64 = STANDARD.encode(&file.body);
        Self { name: file.name.clone(), media_type: file.media_type.clone(), base64 }
    }
}

impl Told {
    /// By what the provider knows it; nothing for one that is out of bounds.
    pub fn id(&self) -> Option<&str> {
        let (Self::Message { id, .. } | Self::Report { id, .. }) = self;
        let whole = !id.trim().is_empty() && id.len() <= MAX_ID_BYTES;
        let from = match self {
            Self::Message { from, .. } => from.len() <= MAX_ADDRESS_BYTES,
            Self::Report { .. } => true,
        };
        (whole && from).then_some(id)
    }
}

impl ToldFile {
    pub fn bytes(&self) -> Option<Vec<u8>> {
        STANDARD.decode(self.base64.as_bytes()).ok()
    }
}

impl Became {
    /// Why it did not arrive; `None` when it did.
    pub fn fault(self) -> Option<FailureReason> {
        Some(match self {
            Self::Delivered => return None,
            Self::NoSuchNumber => FailureReason::Address,
            Self::Refused => FailureReason::Refused,
            Self::Full => FailureReason::Full,
            Self::TooLarge => FailureReason::TooLarge,
            Self::Unreachable => FailureReason::Unreachable,
        })
    }
}
