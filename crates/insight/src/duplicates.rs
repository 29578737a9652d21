//! Records of people: which are the same person, and why.
//!
//! Columns are known by their names (`columns`), whatever their order; others are passed over. A column that tells who is who never
//! decides: the pairs are counted against it.

mod columns;

use std::{
    collections::{HashMap, HashSet},
    fs::File,
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use daehwa_domain::duplicates::{self, Decision, Form, Likeness, Pair, Person, Reason, Subject};

use crate::{error::Error, table::Table};
use columns::Columns;

pub use columns::Names;

/// Records of one file or several.
#[derive(Default)]
struct Records {
    ids: Vec<String>,
    people: Vec<Person>,
    /// Who each is, where the files tell.
    entities: Vec<Option<String>>,
    details: Vec<String>,
    twins: Vec<(usize, usize)>,
}

/// How often found pairs are true ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// Pairs that there are.
    pub there: usize,
    /// Pairs that were found, and of these the true ones.
    pub found: (usize, usize),
    /// Of the found ones, those to merge, and of these the true ones.
    pub merged: (usize, usize),
}

/// What came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Records.
    pub records: usize,
    /// Pairs found.
    pub pairs: usize,
    /// Of these, those to merge.
    pub merges: usize,
    /// `None` when the files don't tell who is who.
    pub score: Option<Score>,
}

/// Finds the pairs among the records of all files and writes `id_a,id_b,score,decision,reasons`, the surest first. `region` is that of
/// numbers without a country code. `labels` tells the true pairs, `id_a,id_b` in each row; without it, a column of the files may. Errors when a file can't be read, has no column that is known, or the result can't be written.
pub fn duplicates(
    files: &[PathBuf],
    out: &Path,
    labels: Option<&Path>,
    names: &Names,
    region: &str,
) -> Result<Outcome, Error> {
    let mut records = Records::default();
    for file in files {
        records.read(file, names)?;
    }
    let form = Form { region, twins: &records.twins };
    let pairs = duplicates::find(&records.people, form);
    records.write(out, &pairs).map_err(|source| Error::Write { path: out.into(), source })?;
    Ok(Outcome {
        records: records.people.len(),
        pairs: pairs.len(),
        merges: pairs.iter().filter(|it| it.decision == Decision::Merge).count(),
        score: match labels {
            Some(labels) => Some(records.score_by(labels, &pairs)?),
            None => records.score(&pairs),
        },
    })
}

impl Records {
    fn read(&mut self, file: &Path, names: &Names) -> Result<(), Error> {
        let delimiter = if Table::first_line(file)?.contains('\t') { b'\t' } else { b',' };
        let mut table = Table::open(file, delimiter)?;
        let columns = Columns::of(&table, names)?;
        let before = self.people.len();
        // Details are the same places for all files: those of the first.
        if before == 0 {
            self.details = columns.detail_names();
            self.twins = columns.twins();
        }
        while table.advance()? {
            let row = self.people.len() + 1;
            self.ids.push(columns.id(&table).unwrap_or_else(|| row.to_string()));
            self.entities.push(columns.entity(&table));
            self.people.push(columns.person(&table, &self.details));
        }
        if self.people.len() == before { Err(table.empty()) } else { Ok(()) }
    }

    fn write(&self, out: &Path, pairs: &[Pair]) -> io::Result<()> {
        let mut writer = csv::Writer::from_writer(BufWriter::new(File::create(out)?));
        writer.write_record(["id_a", "id_b", "score", "decision", "reasons"])?;
        for pair in pairs {
            let decision = match pair.decision {
                Decision::Merge => "merge",
                Decision::Suggest => "suggest",
            };
            let score = format!("{:.4}", pair.score);
            writer.write_record([&self.ids[pair.a], &self.ids[pair.b], &score, decision, &self.reasons(pair)])?;
        }
        writer.into_inner().map_err(|error| error.into_error())?.flush()
    }

    fn reasons(&self, pair: &Pair) -> String {
        let through = pair.through.map(|(a, b)| format!("linked by {} and {}", self.ids[a], self.ids[b]));
        let reasons = pair.reasons.iter().map(|it| self.reason(it));
        through.into_iter().chain(reasons).collect::<Vec<_>>().join("; ")
    }

    fn reason(&self, reason: &Reason) -> String {
        let subject = match reason.subject {
            Subject::Name => "name",
            Subject::Mobile => "mobile",
            Subject::Line => "line",
            Subject::Email => "e-mail",
            Subject::Birth => "birth",
            Subject::Address => "address",
            Subject::Company => "company",
            Subject::Detail(place) => self.details.get(place).map_or("detail", String::as_str),
        };
        let likeness = match reason.likeness {
            Likeness::Same => "same",
            Likeness::Near => "near",
            Likeness::AsFarAsTold => "same as far as told",
            Likeness::Exchanged => "exchanged",
            Likeness::Different => "different",
        };
        format!("{subject} {likeness} {:+.1}", reason.weight)
    }

    fn score(&self, pairs: &[Pair]) -> Option<Score> {
        let mut sizes: HashMap<&str, usize> = HashMap::new();
        for entity in self.entities.iter().flatten() {
            *sizes.entry(entity).or_default() += 1;
        }
        if sizes.is_empty() {
            return None;
        }
        let there = sizes.values().map(|it| it * (it - 1) / 2).sum();
        let is_right = |it: &Pair| self.entities[it.a].is_some() && self.entities[it.a] == self.entities[it.b];
        Some(Score::of(pairs, there, is_right))
    }

    /// Against the true pairs of a file. A pair that names a record that is not there counts as one that was not found.
    fn score_by(&self, labels: &Path, pairs: &[Pair]) -> Result<Score, Error> {
        let mut table = Table::open(labels, b',')?;
        let (a, b) = (table.column("id_a")?, table.column("id_b")?);
        let mut labelled = HashSet::new();
        while table.advance()? {
            labelled.insert(in_order(table.text(a), table.text(b)));
        }
        let is_right = |it: &Pair| labelled.contains(&in_order(&self.ids[it.a], &self.ids[it.b]));
        Ok(Score::of(pairs, labelled.len(), is_right))
    }
}

/// Two ids, whichever stands first.
fn in_order(a: &str, b: &str) -> (String, String) {
    if a <= b { (a.to_owned(), b.to_owned()) } else { (b.to_owned(), a.to_owned()) }
}

impl Score {
    fn of(pairs: &[Pair], there: usize, is_right: impl Fn(&Pair) -> bool) -> Self {
        let mut score = Self { there, ..Self::default() };
        for pair in pairs {
            let right = is_right(pair);
            let count = |it: &mut (usize, usize)| {
                it.0 += 1;
                it.1 += usize::from(right);
            };
            count(&mut score.found);
            if pair.decision == Decision::Merge {
                count(&mut score.merged);
            }
        }
        score
    }

    /// The share of the true pairs that were found, 0 to 1.
    pub fn recall(&self, (_, right): (usize, usize)) -> f64 {
        right as f64 / self.there.max(1) as f64
    }

    /// The harmonic mean of precision and recall, 0 to 1.
    pub fn f1(&self, (found, right): (usize, usize)) -> f64 {
        2.0 * right as f64 / (found + self.there).max(1) as f64
    }
}

/// The share of found pairs that are true ones, 0 to 1.
pub fn precision((found, right): (usize, usize)) -> f64 {
    right as f64 / found.max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use tempfile::TempDir;

    fn put_through(files: &[&str], names: &Names) -> (Result<Outcome, Error>, String) {
        let folder = TempDir::new().unwrap();
        let paths: Vec<PathBuf> = (0..files.len()).map(|at| folder.path().join(format!("{at}.csv"))).collect();
        for (path, text) in paths.iter().zip(files) {
            fs::write(path, text).unwrap();
        }
        let out = folder.path().join("pairs.csv");
        (duplicates(&paths, &out, None, names, "KR"), fs::read_to_string(out).unwrap_or_default())
    }

    const PEOPLE: &str = "entity_id,rec_id,name,mobile,email\n\
        1,a,류숙자,010-3213-4321,sukja@example.com\n\
        2,b,김하나,010-1111-2222,hana@example.com\n\
        1,c,\"Ryu, Suk ja\",+82 10 3213 4321,SUKJA@EXAMPLE.COM\n\
        3,d,박두리,010-7777-8888,duri@example.com\n";

    #[test]
    fn pairs_are_written_with_reasons_and_counted_d_12() {
        let (outcome, out) = put_through(&[PEOPLE], &Names::default());
        let score = Score { there: 1, found: (1, 1), merged: (1, 1) };
        assert_eq!(outcome.unwrap(), Outcome { records: 4, pairs: 1, merges: 1, score: Some(score) });
        let rows: Vec<_> = out.lines().collect();
        assert_eq!(rows[0], "id_a,id_b,score,decision,reasons");
        assert!(rows[1].starts_with("a,c,") && rows[1].contains(",merge,name same as far as told +"), "{}", rows[1]);
    }

    #[test]
    fn who_is_who_never_decides_d_12() {
        let without = PEOPLE.replace("entity_id", "unknown");
        let (outcome, out) = put_through(&[&without], &Names::default());
        assert_eq!(outcome.unwrap().score, None);
        assert_eq!(out, put_through(&[PEOPLE], &Names::default()).1);
    }

    #[test]
    fn pairs_are_counted_against_labels_of_their_own_d_12() {
        let folder = TempDir::new().unwrap();
        let [people, labels, out] = ["people.csv", "labels.csv", "pairs.csv"].map(|name| folder.path().join(name));
        fs::write(&people, PEOPLE.replace("entity_id", "unknown")).unwrap();
        fs::write(&labels, "id_a,id_b\nc,a\nb,d\n").unwrap();
        let outcome = duplicates(&[people], &out, Some(&labels), &Names::default(), "KR").unwrap();
        let score = outcome.score.unwrap();
        assert_eq!(score, Score { there: 2, found: (1, 1), merged: (1, 1) });
        assert_eq!((precision(score.found), score.recall(score.found)), (1.0, 0.5));
    }

    #[test]
    fn people_of_two_files_are_found_and_columns_can_be_named_d_12() {
        let (first, second) = PEOPLE.split_at(PEOPLE.find("1,c").unwrap());
        let second = format!("who,nr,Kunde,mobile,email\n{second}");
        let names = Names {
            mapped: [("nr", "id"), ("Kunde", "name")].map(|(a, b)| (a.to_owned(), b.to_owned())).into(),
            ..Names::default()
        };
        let (outcome, out) = put_through(&[first, &second], &names);
        assert_eq!(outcome.unwrap().pairs, 1);
        assert!(out.contains("a,c,"), "{out}");
    }

    #[test]
    fn a_file_that_tells_nobody_is_refused_with_a_way_on_d_12() {
        let error = put_through(&["x,y\n1,2\n"], &Names::default()).0.unwrap_err().to_string();
        assert!(error.ends_with("name it (--map THEIRS=name)"), "{error}");
        assert!(put_through(&["name\n"], &Names::default()).0.unwrap_err().to_string().ends_with("no rows"));
    }
}
