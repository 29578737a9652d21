//! How much each field speaks for or against one person: the natural logarithm of how much more often two records stand so to each
//! other when they are one person's than by chance.
//!
//! The shares below, of how often records of one person agree, are set by hand and rounded; a record is as often mistyped in one centre
//! as in another. How often two people's agree is counted in the records. That a name is masked, or in the other script, has nothing to do
//! with whose it is: so the shares are those among names of that form.

use super::{
    address::Places,
    birth::Dates,
    name::{MASK, Name, Names},
    values::{Counted, Email, Frequencies, Values},
};

/// What of a record is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The name.
    Name,
    /// A number of one person.
    Mobile,
    /// A number of a household or a company.
    Line,
    /// Electronic mail.
    Email,
    /// The date of birth.
    Birth,
    /// The postal address.
    Address,
    /// Where the person works.
    Company,
    /// A detail, by its place.
    Detail(usize),
}

/// How two records stand to each other in something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Likeness {
    /// The same.
    Same,
    /// The same but for a slip.
    Near,
    /// The same as far as both tell: masked, in another script, without family name, at another provider, the district alone.
    AsFarAsTold,
    /// Exchanged with its twin.
    Exchanged,
    /// Something else.
    Different,
}

/// What speaks for or against one person.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reason {
    /// In what.
    pub subject: Subject,
    /// How the records stand to each other.
    pub likeness: Likeness,
    /// How much it says (natural logarithm of a ratio of probabilities): above 0 for one person, below 0 against.
    pub weight: f64,
}

/// The shares of texts of one person that are the same, have a slip, differ.
const DETAIL_SHARES: [f64; 3] = [0.80, 0.12, 0.08];
/// By chance, this share of texts is like another but for slips, besides those that are the same.
const CHANCE_NEAR: f64 = 0.002;
/// Of numbers, so many times as many as are the same.
const CHANCE_NEAR_NUMBERS: f64 = 10.0;
/// What an exchange of twins costs, and what they say: the same, with a slip, different.
const EXCHANGED: f64 = -2.0;
const EXCHANGED_SHARES: [f64; 2] = [0.30, 0.05];
const EXCHANGED_DIFFERENT: f64 = -1.5;
/// A line and an address of one household say nearly the same.
const HOUSEHOLD_TWICE: f64 = 1.0;
/// From so many characters on, texts may have two slips, three.
const SECOND_SLIP_FROM_CHARS: usize = 6;
const THIRD_SLIP_FROM_CHARS: usize = 10;

/// How much more probable it is that two records are one person's than two people's (natural logarithm), and why.
pub(super) fn compare(a: &Values, b: &Values, all: &Frequencies, twins: &[(usize, usize)]) -> (f64, Vec<Reason>) {
    let mut reasons = Vec::new();
    reasons.extend(name(a, b, all));
    reasons.extend(mobile(a, b, all));
    reasons.extend(household(a, b, all));
    reasons.extend(email(a, b, all));
    reasons.extend(birth(a, b, all));
    reasons.extend(company(a, b, all));
    reasons.extend(details(a, b, all, twins));
    // Of all pairs, about one a record is a true one.
    let prior = -all.records.max(1.0).ln();
    (prior + reasons.iter().map(|it| it.weight).sum::<f64>(), reasons)
}

fn reason(subject: Subject, likeness: Likeness, weight: f64) -> Reason {
    Reason { subject, likeness, weight }
}

fn name(a: &Values, b: &Values, all: &Frequencies) -> Option<Reason> {
    let (first, second) = (a.name.as_ref()?, b.name.as_ref()?);
    let share = |it: &Name| if it.is_masked() { 0.0 } else { all.names.share(&it.key()) };
    let common = share(first).max(share(second));
    let few = |people: f64| people / all.population;
    let (likeness, ratio) = match first.against(second) {
        Names::Same => (Likeness::Same, 0.85 / common),
        Names::OtherScript => {
            let reading = first.readings().into_iter().next().map_or(0.0, |it| all.readings.share(&(it.0 + &it.1)));
            (Likeness::AsFarAsTold, 0.85 / (common.max(reading) + few(5.0)))
        }
        Names::Masked => (Likeness::AsFarAsTold, 0.9 / (fitting(first, second, all) + 0.0005)),
        Names::GivenAlone => {
            let given = [first, second].into_iter().filter_map(|it| match it {
                Name::Hangul(name) => Some(name),
                Name::Latin(_) => None,
            });
            let given = given.min_by_key(|it| it.len()).map_or(few(1.0), |it| all.given_names.share(it));
            (Likeness::AsFarAsTold, 0.9 / (given + few(5.0)))
        }
        Names::Near => (Likeness::Near, 0.1 / (common + few(10.0))),
        Names::Unclear => (Likeness::Near, 1.0),
        Names::Different => (Likeness::Different, 0.003),
    };
    Some(reason(Subject::Name, likeness, ratio.ln()))
}

/// How many names a masked one can hide, as a share of all: as many as have its first and its last syllable.
fn fitting(a: &Name, b: &Name, all: &Frequencies) -> f64 {
    let masked = [a, b].into_iter().find_map(|it| match it {
        Name::Hangul(name) if it.is_masked() => Some(name),
        _ => None,
    });
    let share = |syllable: Option<char>, counted: &Counted| {
        syllable.filter(|it| *it != MASK).map_or(1.0, |it| counted.share(it.encode_utf8(&mut [0; 4])))
    };
    masked.map_or(1.0, |it| {
        share(it.chars().next(), &all.first_syllables) * share(it.chars().next_back(), &all.last_syllables)
    })
}

fn mobile(a: &Values, b: &Values, all: &Frequencies) -> Option<Reason> {
    if let Some(number) = a.mobiles.iter().find(|it| b.mobiles.contains(it)) {
        return Some(reason(Subject::Mobile, Likeness::Same, (0.75 / all.phones.share(number)).ln()));
    }
    if a.mobiles.is_empty() || b.mobiles.is_empty() {
        return None;
    }
    Some(if any_near(&a.mobiles, &b.mobiles) {
        reason(Subject::Mobile, Likeness::Near, (0.05 * all.population).ln())
    } else {
        // People have several, and change them.
        reason(Subject::Mobile, Likeness::Different, 0.2_f64.ln())
    })
}

/// A household has its line and its address together: the stronger of the two speaks.
fn household(a: &Values, b: &Values, all: &Frequencies) -> Vec<Reason> {
    let mut reasons: Vec<Reason> = line(a, b, all).into_iter().chain(address(a, b, all)).collect();
    if let [line, address] = reasons.as_mut_slice()
        && line.weight > 0.0
        && address.weight > 0.0
    {
        let weaker = if line.weight < address.weight { line } else { address };
        weaker.weight = weaker.weight.min(HOUSEHOLD_TWICE);
    }
    reasons
}

fn line(a: &Values, b: &Values, all: &Frequencies) -> Option<Reason> {
    if let Some(number) = a.lines.iter().find(|it| b.lines.contains(it)) {
        return Some(reason(Subject::Line, Likeness::Same, (0.6 / all.phones.share(number)).ln()));
    }
    if a.lines.is_empty() || b.lines.is_empty() {
        return None;
    }
    Some(if any_near(&a.lines, &b.lines) {
        reason(Subject::Line, Likeness::Near, (0.1_f64 / 0.001).ln())
    } else {
        reason(Subject::Line, Likeness::Different, 0.5_f64.ln())
    })
}

fn any_near(numbers: &[String], others: &[String]) -> bool {
    numbers.iter().any(|a| others.iter().any(|b| strsim::osa_distance(a, b) <= 1))
}

fn address(a: &Values, b: &Values, all: &Frequencies) -> Option<Reason> {
    let (first, second) = (a.address.as_ref()?, b.address.as_ref()?);
    let (likeness, ratio) = match first.against(second) {
        Places::Same => {
            let share = all.streets.share(first.street()).max(all.streets.share(second.street()));
            (Likeness::Same, 0.6 / share)
        }
        Places::Near => (Likeness::Near, 0.05 / 0.001),
        Places::District => (Likeness::AsFarAsTold, 0.9 / 0.01),
        // People move.
        Places::Different => (Likeness::Different, 0.4),
    };
    Some(reason(Subject::Address, likeness, ratio.ln()))
}

fn email(a: &Values, b: &Values, all: &Frequencies) -> Option<Reason> {
    let (first, second) = (a.email.as_ref()?, b.email.as_ref()?);
    let (likeness, ratio) = if first == second {
        (Likeness::Same, 0.6 / all.emails.share(&first.whole))
    } else if first.local() == second.local() {
        (Likeness::AsFarAsTold, 0.2 / all.email_locals.share(first.local()))
    } else if is_slip(first, second) {
        (Likeness::Near, 0.1 / 0.001)
    } else {
        (Likeness::Different, 0.15)
    };
    Some(reason(Subject::Email, likeness, ratio.ln()))
}

/// One letter more, less, or another. Another digit is no slip: digits tell people of one name apart.
fn is_slip(a: &Email, b: &Email) -> bool {
    let (a, b) = (a.local(), b.local());
    let other_digit = || {
        a.chars().count() == b.chars().count()
            && a.chars().zip(b.chars()).any(|(a, b)| a != b && (a.is_ascii_digit() || b.is_ascii_digit()))
    };
    strsim::osa_distance(a, b) <= 1 && !other_digit()
}

fn birth(a: &Values, b: &Values, all: &Frequencies) -> Option<Reason> {
    let (first, second) = (a.birth?, b.birth?);
    let (likeness, ratio) = match first.against(second) {
        Dates::Same => (Likeness::Same, 0.8 / all.births.share(&first.digits())),
        Dates::Near => (Likeness::Near, 0.12 / 0.005),
        Dates::Different => (Likeness::Different, 0.02),
    };
    Some(reason(Subject::Birth, likeness, ratio.ln()))
}

fn company(a: &Values, b: &Values, all: &Frequencies) -> Option<Reason> {
    if a.company.is_empty() || b.company.is_empty() {
        return None;
    }
    Some(if a.company == b.company {
        reason(Subject::Company, Likeness::Same, (0.85 / all.companies.share(&a.company)).ln())
    } else {
        reason(Subject::Company, Likeness::Different, 0.3_f64.ln())
    })
}

fn details(a: &Values, b: &Values, all: &Frequencies, twins: &[(usize, usize)]) -> Vec<Reason> {
    let places = a.details.len().min(b.details.len());
    let text = |it: &Values, place: usize| it.details.get(place).cloned().unwrap_or_default();
    let mut reasons: Vec<Option<Reason>> =
        (0..places).map(|place| detail(place, &text(a, place), &text(b, place), all)).collect();
    for (x, y) in twins.iter().copied().filter(|(x, y)| *x < places && *y < places) {
        let crossed = exchanged(x, (&text(a, x), &text(a, y)), (&text(b, x), &text(b, y)), (x, y), all);
        let straight = [x, y].iter().filter_map(|it| reasons[*it]).map(|it| it.weight).sum::<f64>();
        if let Some(crossed) = crossed.filter(|it| it.weight > straight) {
            reasons[x] = Some(crossed);
            reasons[y] = None;
        }
    }
    reasons.into_iter().flatten().collect()
}

fn detail(place: usize, a: &str, b: &str, all: &Frequencies) -> Option<Reason> {
    let (counted, coincidence) = all.details.get(place)?;
    if a.is_empty() || b.is_empty() {
        return None;
    }
    let [same, near, different] = DETAIL_SHARES;
    let share = counted.share(a).max(counted.share(b));
    let (likeness, ratio) = if a == b {
        (Likeness::Same, same / share)
    } else if differs_by_slips(a, b) {
        let numbers = a.bytes().all(|it| it.is_ascii_digit());
        let chance = if numbers { CHANCE_NEAR_NUMBERS * coincidence } else { CHANCE_NEAR };
        (Likeness::Near, near / (share + chance).min(0.5))
    } else {
        (Likeness::Different, different / (1.0 - coincidence).max(0.1))
    };
    Some(reason(Subject::Detail(place), likeness, ratio.ln()))
}

fn exchanged(
    subject: usize,
    a: (&str, &str),
    b: (&str, &str),
    (x, y): (usize, usize),
    all: &Frequencies,
) -> Option<Reason> {
    let is = |one: &str, other: &str| !one.is_empty() && one == other;
    if !is(a.0, b.1) && !is(a.1, b.0) {
        return None;
    }
    let crossed = |one: &str, other: &str, place: usize| -> f64 {
        if one.is_empty() || other.is_empty() {
            return 0.0;
        }
        let share = all.details.get(place).map_or(1.0, |it| it.0.share(one).max(it.0.share(other)));
        let [same, near] = EXCHANGED_SHARES;
        match one == other {
            true => (same / share).ln(),
            false if differs_by_slips(one, other) => (near / (share + CHANCE_NEAR)).ln(),
            false => EXCHANGED_DIFFERENT,
        }
    };
    let weight = EXCHANGED + crossed(a.0, b.1, y) + crossed(a.1, b.0, x);
    Some(reason(Subject::Detail(subject), Likeness::Exchanged, weight))
}

fn differs_by_slips(a: &str, b: &str) -> bool {
    let allowed = match a.chars().count().min(b.chars().count()) {
        THIRD_SLIP_FROM_CHARS.. => 3,
        SECOND_SLIP_FROM_CHARS.. => 2,
        _ => 1,
    };
    a.len().abs_diff(b.len()) <= 4 * allowed && strsim::osa_distance(a, b) <= allowed
}
