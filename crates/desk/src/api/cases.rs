//! Requests and complaints, and what is promised about them (D-11).

use daehwa_domain::{
    calendar::{Calendar, DayOff, PublicHolidays, Span, korea::Holiday},
    case::{Did, Kind, Settled, State},
    conversation::Priority,
    customer::Tier,
    id::{
        CalendarId, CallId, CaseId, CaseStepId, ConversationId, CustomerId, DialogueId, SlaPolicyId, TopicId, UserId,
    },
    sla::{Applies, Clock, Escalation, SlaPolicy, Target},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Whose cases.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CaseWhose {
    /// Those on which this user works.
    #[default]
    Mine,
    /// Those on which nobody works.
    Nobody,
    /// Everybody's of the own teams.
    All,
}

/// Where cases stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CaseShelf {
    /// To be worked on, by what falls due first.
    #[default]
    Open,
    /// A promise is overdue.
    Late,
    /// The business of whoever leads the team.
    Escalated,
    /// Settled, the latest first.
    Settled,
}

/// Which part of the cases is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CaseAsk {
    /// Whose.
    pub whose: CaseWhose,
    /// Requests or complaints; `None` for both.
    pub kind: Option<Kind>,
    /// Where they stand.
    pub shelf: CaseShelf,
    /// The first place, from 0.
    pub from: u32,
    /// How many, at most 500.
    pub count: u32,
}

/// A part of the cases.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CasePart {
    /// The cases of the part.
    pub rows: Vec<CaseLine>,
    /// How many there are in all.
    pub total: u32,
}

/// How many open cases there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CaseCount {
    /// All of the own teams.
    pub open: u32,
    /// This user's.
    pub mine: u32,
    /// Nobody's.
    pub nobody: u32,
    /// Of which a promise is overdue.
    pub late: u32,
    /// The business of whoever leads.
    pub escalated: u32,
}

/// A case in a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CaseLine {
    /// Which.
    pub id: CaseId,
    /// Whose.
    pub customer: CustomerId,
    /// The customer's name.
    pub name: String,
    /// The customer's company.
    pub company: Option<String>,
    /// What the customer is worth.
    pub tier: Tier,
    /// What it is.
    pub kind: Kind,
    /// In a line.
    pub title: String,
    /// What it is about.
    pub topic: Option<TopicId>,
    /// Whose turn it is.
    pub state: State,
    /// Since when.
    pub since_ms: Timestamp,
    /// How it ended.
    pub settled: Option<Settled>,
    /// How often it was opened again.
    pub reopened: u32,
    /// As a person judged it.
    pub judged: Priority,
    /// As it counts now: raised by what is overdue.
    pub priority: Priority,
    /// Who works on it.
    pub assignee: Option<UserId>,
    /// Their name.
    pub assignee_name: Option<String>,
    /// This user does.
    pub mine: bool,
    /// When it came up.
    pub created_ms: Timestamp,
    /// The promise that the customer hears from us.
    pub answer: Option<Clock>,
    /// The promise that it is settled.
    pub resolve: Option<Clock>,
    /// What falls due first; `None` while nothing does.
    pub due_ms: Option<Timestamp>,
    /// Which of the two that is.
    pub due: Option<Target>,
    /// It is the business of whoever leads the team.
    pub escalated: bool,
    /// Something of it waits to be sent, or was refused.
    pub unsent: bool,
}

/// A case with all that happened to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CaseDetail {
    /// In a line.
    pub line: CaseLine,
    /// In full.
    pub words: String,
    /// The dialogue to which it belongs.
    pub dialogue: Option<DialogueId>,
    /// Who wrote it down.
    pub created_by_name: Option<String>,
    /// By which policy there are promises.
    pub policy_name: Option<String>,
    /// What happened, the oldest first.
    pub steps: Vec<CaseStepView>,
}

/// Something that happened to a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CaseStepView {
    /// Which.
    pub id: CaseStepId,
    /// When.
    pub at_ms: Timestamp,
    /// Who did it.
    pub by_name: Option<String>,
    /// What.
    pub did: Did,
    /// A word about it.
    pub words: String,
}

/// In what a case comes up or goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum CaseContact {
    /// A call, also one that is still up: whoever talks has answered.
    Call {
        /// Which.
        call: CallId,
    },
    /// The latest message of a conversation.
    Conversation {
        /// Which.
        conversation: ConversationId,
    },
}

/// A case to be written down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NewCase {
    /// Whose.
    pub customer: CustomerId,
    /// What it is.
    pub kind: Kind,
    /// In a line.
    pub title: String,
    /// In full; may be empty.
    pub words: String,
    /// The dialogue to which it belongs; it gives the topic, too.
    pub dialogue: Option<DialogueId>,
    /// How soon it is to be settled.
    pub priority: Priority,
    /// Who works on it; `None` for anyone of the team.
    pub assignee: Option<UserId>,
    /// In what it comes up.
    pub contact: Option<CaseContact>,
}

/// A change of what a case is about; `None` leaves a field as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CaseEdit {
    /// Which.
    pub case: CaseId,
    /// What it is.
    pub kind: Option<Kind>,
    /// In a line.
    pub title: Option<String>,
    /// In full.
    pub words: Option<String>,
    /// How soon it is to be settled.
    pub priority: Option<Priority>,
    /// Who works on it.
    pub assignee: Option<CaseAssignee>,
    /// To which dialogue it belongs.
    pub dialogue: Option<DialogueId>,
}

/// Who is to work on a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum CaseAssignee {
    /// This user.
    Me,
    /// A colleague.
    User {
        /// Who.
        user: UserId,
    },
    /// Anyone of the team.
    Anyone,
}

/// Something that is done in a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CaseStepForm {
    /// Which case.
    pub case: CaseId,
    /// What.
    pub did: Did,
    /// A word about it: what is commented, why it is declined.
    pub words: String,
    /// In what it happens.
    pub contact: Option<CaseContact>,
}

/// A case of which this user is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CaseAlarm {
    /// The case.
    pub line: CaseLine,
    /// Since when there is reason to.
    pub at_ms: Timestamp,
}

/// What is promised, and when the centre works.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SlaBook {
    /// Policies in the order in which they are asked, retired ones last.
    pub policies: Vec<SlaPolicy>,
    /// Calendars by name, retired ones last.
    pub calendars: Vec<Calendar>,
    /// Korean public holidays of this year and the next.
    pub holidays: Vec<Holiday>,
    /// The last year of which they are known.
    pub known_to: i32,
}

/// A calendar as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CalendarDraft {
    /// Which; `None` for a new one.
    pub id: Option<CalendarId>,
    /// What it is called.
    pub name: String,
    /// IANA time zone.
    pub time_zone: String,
    /// The hours of the week, in any order.
    pub hours: Vec<Span>,
    /// The public holidays that are days off.
    pub public_holidays: PublicHolidays,
    /// Other days off.
    pub days_off: Vec<DayOff>,
    /// Not chosen any more.
    pub retired: bool,
}

/// A policy as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SlaPolicyDraft {
    /// Which; `None` for a new one.
    pub id: Option<SlaPolicyId>,
    /// What it is called.
    pub name: String,
    /// Of several that fit the smaller one holds, 1 to 9.
    pub rank: u8,
    /// For which cases.
    pub applies: Applies,
    /// In whose hours is counted; `None` for around the clock.
    pub calendar: Option<CalendarId>,
    /// Within so many minutes the customer hears from us.
    pub answer_min: Option<u32>,
    /// Within so many minutes it is settled.
    pub resolve_min: Option<u32>,
    /// What happens on the way.
    pub escalations: Vec<Escalation>,
    /// Not asked any more.
    pub retired: bool,
}
