//! Editing topics (H-2, P-14): a draft, what is wrong with it, what it would do, and the file in which topics travel.

mod check;
mod draft;
pub mod file;
mod impact;
mod problem;
mod template;

pub use check::follows;
pub use draft::TopicDraft;
pub use impact::{Impact, Landing};
pub use problem::{Place, TopicFault, TopicProblem};
pub use template::Template;
