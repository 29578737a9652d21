//! What travels between the widget and the server: JSON, one object a message. Hostile on the way in: bounded, checked, never trusted.

use daehwa_domain::{
    conversation::{MAX_TEXT_BYTES, Mailbox},
    customer::Language,
    dialogue::Localized,
    id::{AttachmentId, InteractionId},
    interaction::Direction,
};
use daehwa_store::chat::{Chat, ChatLine, SecretHash};
use rand::Rng;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

/// The longest line, in bytes.
pub(super) const MAX_LINE_BYTES: usize = 16 * 1024;
const _: () = assert!(MAX_LINE_BYTES <= MAX_TEXT_BYTES);
/// The largest message of a widget.
pub(super) const MAX_SAID_BYTES: usize = 2 * MAX_LINE_BYTES;
/// Of a name so much is taken.
pub(super) const MAX_NAME_BYTES: usize = 200;
const SECRET_BYTES: usize = 32;

/// From the widget.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Said {
    /// First.
    Hello(Hello),
    /// Something was written.
    Line(Line),
    /// The visitor types.
    Types {},
    /// The visitor has read up to a message.
    Read { message: InteractionId },
    /// The visitor ends the chat.
    End {},
}

#[derive(Debug, Deserialize)]
pub(super) struct Hello {
    /// What the browser keeps; none before its first chat.
    #[serde(default)]
    pub secret: Option<String>,
    /// The browser's id, where the visitor agreed to be known.
    #[serde(default)]
    pub visitor: Option<String>,
    #[serde(default)]
    pub language: Language,
    /// The last line that the widget has.
    #[serde(default)]
    pub after: u64,
}

#[derive(Debug, Deserialize)]
pub(super) struct Line {
    /// The widget's id for it.
    pub id: Uuid,
    pub text: String,
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub email: Option<String>,
    #[serde(default)]
    pub number: Option<String>,
}

/// To the widget.
#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Told {
    /// The connection stands.
    Welcome {
        /// By what the browser goes on with its chat.
        secret: String,
        /// What we are called.
        title: Localized,
    },
    /// Lines, in order.
    Lines(Vec<LineTold>),
    /// How the chat stands.
    State(StateTold),
    /// An agent types.
    Types { name: String },
    /// Our side has read up to a message.
    Read { message: InteractionId },
    /// Something was not taken.
    Refused {
        /// Which line, when it was one.
        #[serde(skip_serializing_if = "Option::is_none")]
        line: Option<Uuid>,
        code: Refusal,
        #[serde(skip_serializing_if = "Option::is_none")]
        retry_after_s: Option<u32>,
    },
}

#[derive(Debug, Serialize)]
pub(super) struct LineTold {
    pub seq: u64,
    pub id: InteractionId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client: Option<Uuid>,
    pub ours: bool,
    pub at_ms: i64,
    /// Who of us wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    pub text: String,
    pub files: Vec<FileTold>,
}

#[derive(Debug, Serialize)]
pub(super) struct FileTold {
    pub id: AttachmentId,
    pub name: String,
    pub size_bytes: u64,
}

/// How a chat stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct StateTold {
    /// Somebody is there who could answer now.
    pub available: bool,
    /// There is a first line.
    pub begun: bool,
    /// Who has it.
    pub holder: Option<String>,
    /// The visitor's place among those who wait, from 1.
    pub place: Option<u32>,
    /// Our side has nothing left to do; a further line opens it again.
    pub done: bool,
    /// The visitor ended it.
    pub ended: bool,
}

/// Why something was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Refusal {
    /// No site has this id, or it has no chat.
    NoChat,
    /// Pages of this origin may not chat for the site.
    Origin,
    /// Too much in too short a time.
    TooFast,
    /// Too many at once.
    Busy,
    /// Too long, or nothing.
    Length,
    /// Nobody is there: without an address or number nobody can answer later.
    ContactNeeded,
    /// Not an address or number.
    Contact,
    /// The chat is over.
    Over,
    /// No more files fit into this chat.
    Full,
    /// The server can't take it now.
    Unavailable,
}

impl Refusal {
    /// How it is named in an answer.
    pub fn word(self) -> &'static str {
        match self {
            Self::NoChat => "no_chat",
            Self::Origin => "origin",
            Self::TooFast => "too_fast",
            Self::Busy => "busy",
            Self::Length => "length",
            Self::ContactNeeded => "contact_needed",
            Self::Contact => "contact",
            Self::Over => "over",
            Self::Full => "full",
            Self::Unavailable => "unavailable",
        }
    }
}

impl Told {
    pub fn refused(code: Refusal) -> Self {
        Self::Refused { line: None, code, retry_after_s: None }
    }

    pub fn welcome(secret: &Secret, mailbox: &Mailbox) -> Self {
        Self::Welcome { secret: secret.0.clone(), title: mailbox.name.clone() }
    }

    pub fn lines(chat: Chat) -> Self {
        let Chat { news, names, .. } = chat;
        let line = |ChatLine { seq, client, message }: ChatLine| LineTold {
            seq,
            id: message.id,
            client,
            ours: message.direction == Direction::Outbound,
            at_ms: message.at_ms.0,
            name: message.author.and_then(|it| names.get(&it).cloned()),
            text: message.text,
            files: message
                .attachments
                .into_iter()
                .map(|it| FileTold { id: it.id, name: it.name, size_bytes: it.size_bytes })
                .collect(),
        };
        Self::Lines(news.into_iter().map(line).collect())
    }
}

/// By what a browser goes on with its chat.
#[derive(Clone)]
pub(super) struct Secret(String);

impl Secret {
    /// One that the server gave to nobody yet.
    pub fn fresh() -> Self {
        let mut bytes = [0; SECRET_BYTES];
        rand::rng().fill_bytes(&mut bytes);
        Self(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// One that a browser shows; `None` for what can't be one.
    pub fn read(text: &str) -> Option<Self> {
        let mut bytes = [0; SECRET_BYTES];
        let whole = URL_SAFE_NO_PAD.decode_slice(text, &mut bytes).is_ok_and(|it| it == SECRET_BYTES);
        whole.then(|| Self(text.to_owned()))
    }

    /// What is kept of it.
    pub fn hash(&self) -> SecretHash {
        Sha256::digest(self.0.as_bytes()).into()
    }
}
