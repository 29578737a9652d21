//! Which records of people are the same person (D-12).
//!
//! Every field in which two records can be compared speaks for or against, as strongly as such an agreement is rarer by chance than in
//! one person (Fellegi & Sunter 1969, *A theory for record linkage*): a rare name says more than a common one. How often a value agrees
//! by chance is counted in the records themselves; how often it does in one person stands in [`weights`]. Only records that share
//! something rare are compared ([`candidates`]), and records that are linked through others belong together ([`groups`]).
//!
//! Nothing is merged here: a pair is found, with its reasons, for a person to look at.

mod address;
mod birth;
mod candidates;
mod groups;
mod name;
mod romanised;
mod values;
mod weights;

pub use groups::{Decision, Pair};
pub use weights::{Likeness, Reason, Subject};

use values::{Frequencies, Values};

/// What is known of a person, as it was written. Anything may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// The whole name: Korean, Latin, masked (`김*수`), with a title after it.
    pub name: String,
    /// Telephone numbers in any form.
    pub phones: Vec<String>,
    /// Address of electronic mail.
    pub email: String,
    /// Date of birth, year first: `1990-01-02`, `900102`, `1990. 1. 2`.
    pub birth: String,
    /// Postal address in one line, larger parts first as in Korea, or not.
    pub address: String,
    /// Where the person works.
    pub company: String,
    /// Other texts, each in the same place for everybody: given and family name where they are apart, a street, an identity number.
    pub details: Vec<String>,
}

/// What is the same for all records.
#[derive(Clone, Copy, Debug, Default)]
pub struct Form<'a> {
    /// The region (ISO 3166-1 alpha-2) of numbers without a country code.
    pub region: &'a str,
    /// Places of details that people mistake for each other, such as given and family name.
    pub twins: &'a [(usize, usize)],
}

/// The pairs that are probably one person, the surest first. Places are those in `people`.
pub fn find(people: &[Person], form: Form) -> Vec<Pair> {
    let values: Vec<Values> = people.iter().map(|it| Values::of(it, form.region)).collect();
    let frequencies = Frequencies::of(&values);
    let compare = |a: usize, b: usize| weights::compare(&values[a], &values[b], &frequencies, form.twins);
    let mut links: Vec<groups::Link> = candidates::pairs(&values)
        .into_iter()
        .map(|(a, b)| groups::Link { a, b, weight: compare(a, b).0 })
        .filter(|it| it.weight >= groups::SUGGESTED)
        .collect();
    links.sort_by(|x, y| y.weight.total_cmp(&x.weight).then((x.a, x.b).cmp(&(y.a, y.b))));
    groups::pairs(&links, people.len(), compare)
}
