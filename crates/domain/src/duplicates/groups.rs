//! Links become groups of records of one person, and pairs are told with why.

use super::weights::Reason;

/// From here on a pair is suggested: more probably one person than not.
pub(super) const SUGGESTED: f64 = 0.0;
/// From here on it is nine times as probable.
const SURE: f64 = 2.2;
/// A pair that is linked through others, and speaks against itself so much, is never sure.
const CONTRADICTS: f64 = -6.0;
/// More records than this are not one person's: what would link them is a number or an address that many people were given.
const MAX_GROUP: usize = 100;

/// Two records that are probably one person.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Link {
    pub(super) a: usize,
    pub(super) b: usize,
    pub(super) weight: f64,
}

/// What should be done with a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// As good as sure.
    Merge,
    /// A person should look at it.
    Suggest,
}

/// Two records that are probably one person.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// The places of the records, the smaller one first.
    pub a: usize,
    /// The other.
    pub b: usize,
    /// How probable it is, 0 to 1: that of the weakest link, where others link them.
    pub score: f64,
    /// What should be done.
    pub decision: Decision,
    /// What speaks for it and against, in the two records themselves.
    pub reasons: Vec<Reason>,
    /// The pair whose link brought these two together, where they don't speak for themselves: each is linked with one of it.
    pub through: Option<(usize, usize)>,
}

/// All pairs within groups. Links come strongest first, so that the link that joins two groups is the weakest on the best way from each
/// record of one to each of the other (Kruskal 1956).
pub(super) fn pairs(links: &[Link], records: usize, compare: impl Fn(usize, usize) -> (f64, Vec<Reason>)) -> Vec<Pair> {
    let mut group_of: Vec<usize> = (0..records).collect();
    let mut groups: Vec<Vec<usize>> = (0..records).map(|it| vec![it]).collect();
    let mut pairs = Vec::new();
    for link in links {
        let (kept, joined) = (group_of[link.a], group_of[link.b]);
        if kept == joined || groups[kept].len() + groups[joined].len() > MAX_GROUP {
            continue;
        }
        let joining = std::mem::take(&mut groups[joined]);
        for a in &groups[kept] {
            pairs.extend(joining.iter().map(|b| pair(*a, *b, link, &compare)));
        }
        for record in &joining {
            group_of[*record] = kept;
        }
        groups[kept].extend(joining);
    }
    pairs.sort_by(|x, y| y.score.total_cmp(&x.score).then((x.a, x.b).cmp(&(y.a, y.b))));
    pairs
}

fn pair(a: usize, b: usize, link: &Link, compare: &impl Fn(usize, usize) -> (f64, Vec<Reason>)) -> Pair {
    let (a, b) = (a.min(b), a.max(b));
    let (weight, reasons) = compare(a, b);
    let sure = link.weight >= SURE && weight > CONTRADICTS;
    Pair {
        a,
        b,
        score: 1.0 / (1.0 + (-link.weight).exp()),
        decision: if sure { Decision::Merge } else { Decision::Suggest },
        reasons,
        through: (weight < SUGGESTED).then_some((link.a, link.b)),
    }
}
