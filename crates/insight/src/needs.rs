//! Which topic is put into the cart next: the need's strength at many moments, against what happened.
//!
//! The file has one row for each moment and candidate topic, as RetailRocket's cart moments do:
//!
//! | column | what it is |
//! |---|---|
//! | `session_id`, `atc_ts` | the visit and the moment; together they name a moment |
//! | `category_id` | the candidate topic |
//! | `cat_count_in_prefix` | contacts with it in this visit before the moment; 0: not open |
//! | `recency_sec` | seconds since the *first* of them: what the name promises is not what the file was made with |
//! | `user_cat_hist`, `cat_popularity` | contacts of this customer and of everybody with it in earlier months; may be missing |
//! | `y` | 1 for the topic that was put into the cart; may be missing, and never decides |
//!
//! When the last contact was is not in the file. Moments of one visit tell what they can: where a topic's count has grown since the
//! moment before, the last contact was since then; otherwise it is what it was. So it is taken as early as it can have been.

use std::{
    collections::{HashMap, HashSet},
    fs::File,
    io::{BufWriter, Write},
    path::Path,
};

use daehwa_domain::{
    need::{self, Reading},
    time::Timestamp,
};

use crate::{
    error::Error,
    table::{Column, Table},
};

/// From how many open topics on a choice counts as a hard one.
const MANY_OPEN: usize = 3;

/// A moment at which a customer chose.
pub struct Moment {
    /// The visit.
    pub session: String,
    /// The moment as the file writes it.
    pub at: String,
    at_ms: Timestamp,
    candidates: Vec<Candidate>,
}

struct Candidate {
    topic: String,
    touches: u32,
    first_ms: Timestamp,
    earlier: f64,
    popularity: f64,
    chosen: bool,
}

/// The moments of a file, in its order.
pub struct Moments {
    moments: Vec<Moment>,
    rows: usize,
    labelled: bool,
}

/// How often the choice was right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hits {
    /// Moments, those without a true candidate among them: these can only be missed.
    pub moments: usize,
    /// Moments at which the chosen topic was put into the cart.
    pub hits: usize,
}

/// What came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Rows of the file.
    pub rows: usize,
    /// Moments in it.
    pub moments: usize,
    /// Over all moments, and over those with three or more topics open; `None` when the file doesn't say what was chosen.
    pub hits: Option<(Hits, Hits)>,
}

/// Puts a file through the need's strength and writes `session_id,atc_ts,category_id`, a row for each moment in the file's order.
pub fn needs(test: &Path, out: &Path) -> Result<Outcome, Error> {
    let moments = Moments::read(test)?;
    let choices = moments.choices();
    write(out, &moments, &choices).map_err(|source| Error::Write { path: out.into(), source })?;
    Ok(moments.outcome(&choices))
}

impl Moments {
    /// Reads a file. Errors when a row or a column isn't what it should be, or there is no row.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let mut table = Table::open(path, b',')?;
        let columns = Columns::of(&table)?;
        let mut places: HashMap<(String, String), usize> = HashMap::new();
        let mut read = Self { moments: Vec::new(), rows: 0, labelled: columns.chosen.is_some() };
        while table.advance()? {
            read.rows += 1;
            let key = (table.text(columns.session).to_owned(), table.text(columns.at).to_owned());
            let at_ms = table.moment(columns.at)?;
            let candidate = columns.candidate(&table, at_ms)?;
            let place = *places.entry(key).or_insert_with_key(|(session, at)| {
                read.moments.push(Moment { session: session.clone(), at: at.clone(), at_ms, candidates: Vec::new() });
                read.moments.len() - 1
            });
            read.moments[place].candidates.push(candidate);
        }
        if read.rows == 0 { Err(table.empty()) } else { Ok(read) }
    }

    /// The topic chosen at each moment.
    pub fn choices(&self) -> Vec<&str> {
        let mut visits: HashMap<&str, Vec<usize>> = HashMap::new();
        for (place, moment) in self.moments.iter().enumerate() {
            visits.entry(&moment.session).or_default().push(place);
        }
        let mut choices = vec![""; self.moments.len()];
        for mut places in visits.into_values() {
            places.sort_by_key(|place| self.moments[*place].at_ms);
            let mut visit = Visit::default();
            for place in places {
                choices[place] = visit.choose(&self.moments[place]);
            }
        }
        choices
    }

    fn outcome(&self, choices: &[&str]) -> Outcome {
        let (mut all, mut many_open) = (Hits::default(), Hits::default());
        for (moment, choice) in self.moments.iter().zip(choices) {
            let hit = moment.candidates.iter().any(|it| it.chosen && it.topic == *choice);
            all.count(hit);
            if moment.open_topics() >= MANY_OPEN {
                many_open.count(hit);
            }
        }
        let hits = self.labelled.then_some((all, many_open));
        Outcome { rows: self.rows, moments: self.moments.len(), hits }
    }
}

impl Moment {
    fn open_topics(&self) -> usize {
        let open = self.candidates.iter().filter(|it| it.touches > 0);
        open.map(|it| it.topic.as_str()).collect::<HashSet<_>>().len()
    }
}

impl Hits {
    fn count(&mut self, hit: bool) {
        self.moments += 1;
        self.hits += usize::from(hit);
    }

    /// acc@1: the share of moments at which the choice was right; 0 without moments.
    pub fn share(&self) -> f64 {
        self.hits as f64 / self.moments.max(1) as f64
    }
}

/// What the moments of a visit so far have told about its topics.
#[derive(Default)]
struct Visit<'a> {
    before: Option<Timestamp>,
    topics: HashMap<&'a str, (u32, Timestamp)>,
}

impl<'a> Visit<'a> {
    fn choose(&mut self, moment: &'a Moment) -> &'a str {
        let readings: Vec<_> = moment.candidates.iter().map(|it| (it, self.read(it))).collect();
        self.before = Some(moment.at_ms);
        let strongest = readings.into_iter().max_by(|(a, a_read), (b, b_read)| {
            let strength =
                |read: &Option<Reading>| read.map_or(f64::NEG_INFINITY, |it| need::strength(&it, moment.at_ms));
            strength(a_read)
                .total_cmp(&strength(b_read))
                // Where no topic is open there is no need. The file wants a topic all the same: one of earlier, else a popular one.
                .then(a.earlier.total_cmp(&b.earlier))
                .then(a.popularity.total_cmp(&b.popularity))
                .then(b.topic.cmp(&a.topic))
        });
        strongest.map_or("", |(candidate, _)| &candidate.topic)
    }

    /// The reading of a topic at the moment that comes next; `None` when it isn't open.
    fn read(&mut self, candidate: &'a Candidate) -> Option<Reading> {
        if candidate.touches == 0 {
            return None;
        }
        let (touches, last_ms) = self.topics.get(candidate.topic.as_str()).copied().unwrap_or_default();
        let last_ms = if candidate.touches > touches {
            self.before.map_or(candidate.first_ms, |before| before.max(candidate.first_ms))
        } else {
            last_ms
        };
        self.topics.insert(&candidate.topic, (candidate.touches, last_ms));
        Some(Reading { touches: candidate.touches, first_ms: candidate.first_ms, last_ms, progress: 0.0 })
    }
}

struct Columns {
    session: Column,
    at: Column,
    topic: Column,
    touches: Column,
    since_first: Column,
    earlier: Option<Column>,
    popularity: Option<Column>,
    chosen: Option<Column>,
}

impl Columns {
    fn of(table: &Table) -> Result<Self, Error> {
        Ok(Self {
            session: table.column("session_id")?,
            at: table.column("atc_ts")?,
            topic: table.column("category_id")?,
            touches: table.column("cat_count_in_prefix")?,
            since_first: table.column("recency_sec")?,
            earlier: table.column_if_any("user_cat_hist"),
            popularity: table.column_if_any("cat_popularity"),
            chosen: table.column_if_any("y"),
        })
    }

    fn candidate(&self, table: &Table, at_ms: Timestamp) -> Result<Candidate, Error> {
        let amount = |column: Option<Column>| column.map_or(Ok(None), |it| table.amount(it));
        let since_first = table.amount(self.since_first)?;
        let touches = table.amount(self.touches)?.unwrap_or_default() as u32;
        if touches > 0 && since_first.is_none() {
            return Err(table.wrong(self.since_first, "the seconds since the first contact"));
        }
        Ok(Candidate {
            topic: table.text(self.topic).to_owned(),
            touches,
            first_ms: at_ms.plus_ms(-((since_first.unwrap_or_default() * 1_000.0) as i64)),
            earlier: amount(self.earlier)?.unwrap_or_default(),
            popularity: amount(self.popularity)?.unwrap_or_default(),
            // A label that can't be read is no reason to refuse: nothing depends on it.
            chosen: self.chosen.is_some_and(|it| table.text(it).trim().parse() == Ok(1.0)),
        })
    }
}

fn write(out: &Path, moments: &Moments, choices: &[&str]) -> std::io::Result<()> {
    let mut writer = csv::Writer::from_writer(BufWriter::new(File::create(out)?));
    writer.write_record(["session_id", "atc_ts", "category_id"])?;
    for (moment, choice) in moments.moments.iter().zip(choices) {
        writer.write_record([&moment.session, &moment.at, *choice])?;
    }
    writer.into_inner().map_err(csv::IntoInnerError::into_error)?.flush()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use tempfile::TempDir;

    const HEADER: &str =
        "session_id,atc_ts,category_id,cat_count_in_prefix,recency_sec,user_cat_hist,cat_popularity,y\n";

    fn put_through(table: &str) -> (String, Outcome) {
        let folder = TempDir::new().unwrap();
        let (test, out) = (folder.path().join("in.csv"), folder.path().join("out.csv"));
        fs::write(&test, table).unwrap();
        let outcome = needs(&test, &out).unwrap();
        (fs::read_to_string(out).unwrap(), outcome)
    }

    fn chosen(rows: &[&str]) -> Vec<String> {
        let (out, _) = put_through(&format!("{HEADER}{}\n", rows.join("\n")));
        out.lines().skip(1).map(|line| line.rsplit(',').next().unwrap().to_owned()).collect()
    }

    #[test]
    fn each_moment_gets_one_row_in_the_order_of_the_file_h_5() {
        let rows = [
            "b,2015-07-01 10:00:00,7,1,5,0,1,1",
            "a,2015-07-01 09:00:00,8,2,9,0,1,0",
            "b,2015-07-01 10:00:00,9,0,999999,0,1,0",
        ];
        let (out, outcome) = put_through(&format!("{HEADER}{}\n", rows.join("\n")));
        assert_eq!(out, "session_id,atc_ts,category_id\nb,2015-07-01 10:00:00,7\na,2015-07-01 09:00:00,8\n");
        assert_eq!((outcome.rows, outcome.moments), (3, 2));
        let (all, many_open) = outcome.hits.unwrap();
        assert_eq!((all, many_open), (Hits { moments: 2, hits: 1 }, Hits::default()));
    }

    #[test]
    fn the_topic_that_came_up_later_and_the_one_touched_more_are_preferred_h_4() {
        assert_eq!(chosen(&["a,2015-07-01 09:00:00,1,1,500,0,1,", "a,2015-07-01 09:00:00,2,1,20,0,1,"]), ["2"]);
        assert_eq!(chosen(&["a,2015-07-01 09:00:00,1,6,500,0,1,", "a,2015-07-01 09:00:00,2,1,500,0,1,"]), ["1"]);
    }

    #[test]
    fn what_was_touched_since_the_moment_before_is_more_recent_h_5() {
        let before = ["a,2015-07-01 09:00:00,1,4,500,0,1,", "a,2015-07-01 09:00:00,2,4,400,0,1,"];
        assert_eq!(chosen(&before), ["2"]);
        let after = ["a,2015-07-01 09:10:00,1,5,1100,0,1,", "a,2015-07-01 09:10:00,2,4,1000,0,1,"];
        // The moments of a visit are put in order, wherever they stand in the file.
        assert_eq!(chosen(&[after, before].concat()), ["1", "2"]);
    }

    #[test]
    fn where_nothing_is_open_an_earlier_topic_is_named_and_then_a_popular_one() {
        let none = ["a,2015-07-01 09:00:00,1,0,999999,0,90,", "a,2015-07-01 09:00:00,2,0,999999,3,1,"];
        assert_eq!(chosen(&none), ["2"]);
        assert_eq!(chosen(&["a,2015-07-01 09:00:00,1,0,999999,0,5,", "a,2015-07-01 09:00:00,2,0,999999,0,6,"]), ["2"]);
    }

    #[test]
    fn the_label_never_decides_and_may_be_missing() {
        let table = |labels: [&str; 2]| {
            format!(
                "{HEADER}a,2015-07-01 09:00:00,1,1,9,0,1,{}\na,2015-07-01 09:00:00,2,1,5,0,1,{}\n",
                labels[0], labels[1]
            )
        };
        let outs = [["0", "1"], ["1", "0"], ["", "?"]].map(|labels| put_through(&table(labels)).0);
        assert!(outs.iter().all(|out| *out == outs[0]));
        let bare = "session_id,atc_ts,category_id,cat_count_in_prefix,recency_sec\na,2015-07-01 09:00:00,1,1,9\na,2015-07-01 09:00:00,2,1,5\n";
        let (out, outcome) = put_through(bare);
        assert_eq!((out, outcome.hits), (outs[0].clone(), None));
    }

    #[test]
    fn a_file_without_rows_and_a_row_that_contradicts_itself_are_refused() {
        let folder = TempDir::new().unwrap();
        let (test, out) = (folder.path().join("in.csv"), folder.path().join("out.csv"));
        let failure = |rows: &str| {
            fs::write(&test, format!("{HEADER}{rows}")).unwrap();
            needs(&test, &out).unwrap_err().to_string()
        };
        assert!(failure("").ends_with("no rows"));
        let contradiction = failure("a,2015-07-01 09:00:00,1,2,,0,1,\n");
        assert!(contradiction.contains("line 2: recency_sec is \"\""), "{contradiction}");
    }
}
