//! What the cache shows: values that are read together because a screen needs them together.

mod cases;
mod conversations;
mod customer;
mod funnel;
mod lists;
mod search;
mod segment;
mod work;

pub use cases::{CaseAlarm, CaseCounts, CaseFilter, CaseRow, CaseShelf, CaseView};
pub use conversations::{ConversationView, Glimpse, InboxCounts, InboxFilter, InboxRow, MessageRow, Shelf, Whose};
pub use customer::{
    Candidate, CaseMark, CustomerView, DialogueHistory, DialogueView, Engagement, OpenConflict, OpenDialogues, Pop,
    PopQuery, Silent, SilentCustomer, TimelineCursor, TimelineFilter, TimelinePage, TimelineRow, Written,
};
pub use funnel::{CellCustomer, CellCustomers};
pub use lists::{ListProgress, ListRow, MemberFilter, Proposed, ProposedRow};
pub use search::{Found, Hit, Matched};
pub use segment::{SegmentCustomer, SegmentCustomers, TreatmentReach};
pub use work::{CallRecord, CallbackRow, Draft, OwedWrapUp, PastText, TriageRow, Waiting, WedgedOp};
