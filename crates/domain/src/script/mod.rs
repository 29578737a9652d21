//! Scripts (D-11, P-12, P-14): what an agent says and asks, step by step, and what comes of the answers.
//!
//! A [`Script`] is chosen by topic, stage and segment ([`choose`]), its words are filled in from customer, agent and dialogue ([`words`]),
//! and its steps are walked by a state machine ([`Progress`]): where one stands follows from what was answered, and from nothing else.

mod act;
mod answer;
mod check;
mod choose;
mod draft;
pub mod file;
mod flow;
mod limits;
mod model;
mod particle;
mod problem;
mod run;
mod talk;
mod template;
pub mod words;

pub use act::{Act, Contact, Deed, ProfileField, Promise};
pub use answer::{Answer, AnswerFault, Choice, Question};
pub use choose::{Because, Chosen, Situation, choose};
pub use draft::{ScriptDraft, follows};
pub use model::{Branch, End, EndKind, Script, Step, StepKind, Test};
pub use problem::{ScriptFault, ScriptPlace, ScriptProblem};
pub use run::{Input, InputFault, Path, Progress};
pub use talk::{Given, ScriptTalk, Summary};
pub use template::TELECOM;
