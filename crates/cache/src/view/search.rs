//! What a search finds.

use daehwa_domain::{
    customer::Tier,
    id::{CustomerId, InteractionId},
    need::Need,
    time::Timestamp,
};

/// By what a customer was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Matched {
    /// The name, its initial consonants or its Latin form.
    Name,
    /// The company.
    Company,
    /// A telephone number.
    Number,
    /// An e-mail address.
    Email,
    /// The account number.
    Account,
    /// The words of a note.
    Note,
    /// The words of a mail, a text message or a chat.
    Message,
}

/// A customer that a search found (D-10).
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// Who.
    pub customer: CustomerId,
    /// Name.
    pub name: String,
    /// Name in Latin letters.
    pub name_latin: Option<String>,
    /// Company.
    pub company: Option<String>,
    /// Account number.
    pub account_no: Option<String>,
    /// Value tier.
    pub tier: Tier,
    /// The number or address that matched, else the primary number.
    pub contact: Option<String>,
    /// The strongest need.
    pub need: Option<Need>,
    /// When the last contact was.
    pub last_contact_ms: Option<Timestamp>,
    /// By what it was found.
    pub matched: Matched,
    /// The contact whose note matched.
    pub interaction: Option<InteractionId>,
    /// The text that matched, cut to [`crate::EXCERPT_CHARS`] characters.
    pub excerpt: String,
}

/// What a search found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// Best first.
    pub hits: Vec<Hit>,
    /// There are more than were asked for.
    pub more: bool,
}
