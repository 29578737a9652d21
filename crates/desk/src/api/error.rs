//! What goes wrong, as the UI is told: a code that it has a sentence for, and whether trying again makes sense.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The codes of [`CommandError`]. The UI has a sentence with a way on for each, in each language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// Nobody is signed in.
    NotSignedIn,
    /// The user name or password is wrong.
    WrongPassword,
    /// Too many attempts; wait.
    TooManyAttempts,
    /// The user may not sign in any more.
    UserDisabled,
    /// The server can't be reached, and this user never signed in here before.
    ServerUnreachable,
    /// The server's certificate is not known: the detail is its SHA-256 fingerprint.
    UnknownCertificate,
    /// Server and desktop are too many versions apart.
    VersionMismatch,
    /// The key store of the operating system does not answer: a passphrase is needed.
    PassphraseNeeded,
    /// The passphrase does not open the local data.
    WrongPassphrase,
    /// The disk is full.
    DiskFull,
    /// The local data can't be read; it was set aside and is filled again.
    CacheDamaged,
    /// No line to make calls with.
    NoLine,
    /// The call is not up any more.
    CallGone,
    /// The call can't do that in its state.
    CallState,
    /// The number can't be dialed.
    BadNumber,
    /// The customer is not in the local data.
    UnknownCustomer,
    /// What was asked for does not exist.
    NotFound,
    /// A field is missing, too long or wrong: the detail names it.
    Invalid,
    /// The topic does not allow a dialogue to go from its stage to that one.
    MoveNotAllowed,
    /// The latest move of the dialogue is somebody else's, or was made long ago.
    NothingToUndo,
    /// A complaint of the customer is open: nothing is sold until it is closed.
    SellingHeld,
    /// An administrator has switched this off for such customers.
    MeasureOff,
    /// Something stands in the way of calling a member of a list: the detail names it.
    NotCallable,
    /// The member of a list is not this user's (any more), or is done.
    MemberNotYours,
    /// The case has gone on meanwhile: what was asked for can't be done where it stands now.
    CaseMoved,
    /// Somebody else has the conversation.
    ConversationHeld,
    /// It is not known to which address an answer goes.
    NoAddress,
    /// Words that were typed have a place in braces that can't be filled in: the detail is what is written in it.
    UnknownPlace,
    /// The customer did not consent to advertising like this.
    NoConsent,
    /// What was typed as an address is none.
    BadAddress,
    /// A file is larger than can be handled.
    TooLarge,
    /// More files than go with one message.
    TooManyFiles,
    /// Nothing is in a file.
    FileEmpty,
    /// The channel takes no files, or not of that kind.
    FileKind,
    /// It can be done only while the server is reached.
    NeedsServer,
    /// Two customers of two teams can't be merged.
    TwoTeams,
    /// The moment was not understood.
    UnclearTime,
    /// The moment is in the past.
    PastTime,
    /// The user may not do that.
    NotAllowed,
    /// The audio device can't be used.
    AudioDevice,
    /// Something else; the log has the detail.
    Internal,
}

/// A command failed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct CommandError {
    /// What went wrong.
    pub code: ErrorCode,
    /// What the sentence for the code needs: a field's name, a fingerprint. No personal data.
    pub detail: Option<String>,
    /// Whether the same command can succeed later without a change.
    pub retry: bool,
}
