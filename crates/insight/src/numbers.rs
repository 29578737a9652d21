//! Written telephone numbers: what each is, against what it should be.
//!
//! | column | what it is |
//! |---|---|
//! | `raw` | the number as somebody wrote it |
//! | `default_region` | the region of numbers without a country code; `ZZ` or nothing: none |
//! | `valid`, `region`, `type`, `e164`, `national`, `international` | what it should be; may be missing, and never decide |
//!
//! The answer is libphonenumber's, from [`daehwa_domain::number::Reading`]: empty in all columns where it finds no number. Looking up a
//! caller accepts more (`내선` before an extension, extensions and service codes by themselves): [`daehwa_domain::number::match_keys`].

use std::{fs::File, io, io::BufWriter, path::Path};

use csv::{Writer, WriterBuilder};
use daehwa_domain::number::Reading;

use crate::{
    error::Error,
    table::{Column, Table},
};

/// What is said of a number, in the order of the columns.
const ANSWERS: [&str; 6] = ["valid", "region", "type", "e164", "national", "international"];

const KOREA: &str = "KR";

/// How many rows are right in every column that the file has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Right {
    /// Rows.
    pub rows: usize,
    /// Rows that are right.
    pub right: usize,
}

/// What came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Rows of the file.
    pub rows: usize,
    /// Rows in which there is a number.
    pub numbers: usize,
    /// Over all rows, and over those that are Korean (a Korean default region, or a Korean number); `None` when the file doesn't say
    /// what they should be.
    pub right: Option<(Right, Right)>,
}

/// Puts a file through and writes a row for each of its rows, in its order. Errors when it isn't such a file, or can't be written.
pub fn numbers(test: &Path, out: &Path) -> Result<Outcome, Error> {
    let mut table = Table::open(test, b'\t')?;
    let (raw, region) = (table.column("raw")?, table.column("default_region")?);
    let expected: Vec<(usize, Column)> =
        ANSWERS.iter().enumerate().filter_map(|(at, name)| Some((at, table.column_if_any(name)?))).collect();
    let failed = |source| Error::Write { path: out.into(), source };
    let file = BufWriter::new(File::create(out).map_err(failed)?);
    let mut writer = WriterBuilder::new().delimiter(b'\t').from_writer(file);
    row(&mut writer, ["raw", "default_region"].into_iter().chain(ANSWERS)).map_err(failed)?;
    let mut outcome = Outcome { rows: 0, numbers: 0, right: (!expected.is_empty()).then(Default::default) };
    while table.advance()? {
        let answers = answers(table.text(raw), table.text(region).trim());
        row(&mut writer, [table.text(raw), table.text(region)].into_iter().chain(answers.iter().map(String::as_str)))
            .map_err(failed)?;
        outcome.rows += 1;
        outcome.numbers += usize::from(!answers[0].is_empty());
        let Some((all, korean)) = &mut outcome.right else { continue };
        let right = expected.iter().all(|(at, column)| table.text(*column) == answers[*at]);
        all.count(right);
        if table.text(region).trim() == KOREA || answers[1] == KOREA {
            korean.count(right);
        }
    }
    writer.flush().map_err(failed)?;
    if outcome.rows == 0 { Err(table.empty()) } else { Ok(outcome) }
}

impl Right {
    fn count(&mut self, right: bool) {
        self.rows += 1;
        self.right += usize::from(right);
    }

    /// The share of rows that are right, 0 to 1; 0 without rows.
    pub fn share(&self) -> f64 {
        self.right as f64 / self.rows.max(1) as f64
    }
}

fn answers(raw: &str, region: &str) -> [String; 6] {
    Reading::of(raw, region).map_or_else(Default::default, |it| {
        [
            u8::from(it.valid).to_string(),
            it.region.unwrap_or_default(),
            it.kind.name().to_owned(),
            it.e164,
            it.national,
            it.international,
        ]
    })
}

fn row<'a>(writer: &mut Writer<BufWriter<File>>, fields: impl Iterator<Item = &'a str>) -> io::Result<()> {
    writer.write_record(fields).map_err(io::Error::other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{fs, path::PathBuf};
    use tempfile::TempDir;

    fn put_through(text: &str) -> (Result<Outcome, Error>, String) {
        let folder = TempDir::new().unwrap();
        let [test, out]: [PathBuf; 2] = ["in.tsv", "out.tsv"].map(|name| folder.path().join(name));
        fs::write(&test, text).unwrap();
        (numbers(&test, &out), fs::read_to_string(out).unwrap_or_default())
    }

    #[test]
    fn each_row_is_answered_in_its_order_d_2() {
        let (outcome, out) =
            put_through("raw\tdefault_region\n02-2332-1819\tKR\nanonymous\tKR\n\"+44 20 7946 0958\t\"\t\n");
        assert_eq!(outcome.unwrap(), Outcome { rows: 3, numbers: 2, right: None });
        let rows: Vec<_> = out.lines().collect();
        assert_eq!(rows[0], "raw\tdefault_region\tvalid\tregion\ttype\te164\tnational\tinternational");
        assert_eq!(rows[1], "02-2332-1819\tKR\t1\tKR\tFIXED_LINE\t+82223321819\t02-2332-1819\t+82 2-2332-1819");
        assert_eq!(rows[2], "anonymous\tKR\t\t\t\t\t\t");
        assert!(rows[3].starts_with("\"+44 20 7946 0958\t\"\t\t1\tGB\tFIXED_LINE\t+442079460958\t"), "{}", rows[3]);
    }

    #[test]
    fn what_it_should_be_is_counted_and_never_decides_d_2() {
        let (outcome, out) =
            put_through("raw\tdefault_region\te164\n010-1234-5678\tKR\t+821012345678\n(201) 555-0123\tUS\t+1\n");
        let right = outcome.unwrap().right.unwrap();
        assert_eq!(right, (Right { rows: 2, right: 1 }, Right { rows: 1, right: 1 }));
        assert!(out.contains("+12015550123"), "{out}");
    }

    #[test]
    fn a_file_that_is_none_is_refused_d_2() {
        assert!(put_through("raw\n1\n").0.unwrap_err().to_string().ends_with("line 1: no column default_region"));
        assert!(put_through("raw\tdefault_region\n").0.unwrap_err().to_string().ends_with("no rows"));
    }
}
