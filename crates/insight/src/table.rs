//! Tables in files: CSV and the like, plain or gzipped, by column, with the line in every error.

use std::{
    fs::File,
    io::{BufRead, BufReader, Read},
    path::{Path, PathBuf},
};

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use csv::{Reader, ReaderBuilder, StringRecord};
use daehwa_domain::time::Timestamp;
use flate2::bufread::MultiGzDecoder;

use crate::error::Error;

/// What a gzip file begins with (RFC 1952 §2.3.1).
const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];

/// How far a first line is looked for.
const MAX_FIRST_LINE_BYTES: u64 = 64 * 1024;

/// A table that is read row by row.
pub struct Table {
    path: PathBuf,
    reader: Reader<Box<dyn Read>>,
    header: StringRecord,
    row: StringRecord,
    line: u64,
}

/// Where a column stands in its table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    name: &'static str,
    at: usize,
}

impl Column {
    /// What it is known by.
    pub fn name(&self) -> &'static str {
        self.name
    }
}

impl Table {
    /// Opens a table with a header. Errors when it can't be opened, or the header isn't text.
    pub fn open(path: &Path, delimiter: u8) -> Result<Self, Error> {
        Self::begin(path, ReaderBuilder::new().delimiter(delimiter), None)
    }

    /// Opens a table without a header, whose columns are called so.
    pub fn open_bare(path: &Path, delimiter: u8, columns: &[&str]) -> Result<Self, Error> {
        Self::begin(path, ReaderBuilder::new().delimiter(delimiter), Some(columns))
    }

    /// Opens a table in which a quotation mark is text, as it is where nobody writes one around a field: with a header, or without one
    /// and columns that are called so.
    pub fn open_unquoted(path: &Path, delimiter: u8, columns: Option<&[&str]>) -> Result<Self, Error> {
        Self::begin(path, ReaderBuilder::new().delimiter(delimiter).quoting(false), columns)
    }

    /// Opens a table of this form: with a header, or without one and columns that are called so.
    fn begin(path: &Path, form: &mut ReaderBuilder, columns: Option<&[&str]>) -> Result<Self, Error> {
        let mut reader = form.has_headers(columns.is_none()).from_reader(plain(path)?);
        let header = match columns {
            Some(columns) => columns.iter().copied().collect(),
            None => reader
                .headers()
                .map_err(|source| Error::Table { path: path.into(), line: 0, source })?
                .iter()
                .map(|name| name.trim_start_matches('\u{feff}').trim())
                .collect(),
        };
        let line = u64::from(columns.is_none());
        Ok(Self { path: path.into(), reader, header, row: StringRecord::new(), line })
    }

    /// The first line of a file, to see what kind of table it is.
    pub fn first_line(path: &Path) -> Result<String, Error> {
        let mut line = Vec::new();
        let mut reader = BufReader::new(plain(path)?.take(MAX_FIRST_LINE_BYTES));
        reader.read_until(b'\n', &mut line).map_err(|source| Error::Open { path: path.into(), source })?;
        Ok(String::from_utf8_lossy(&line).trim_start_matches('\u{feff}').trim_end().to_owned())
    }

    /// How many bytes of the table were read, unpacked.
    pub fn bytes(&self) -> u64 {
        self.reader.position().byte()
    }

    /// A column that has to be there.
    pub fn column(&self, name: &'static str) -> Result<Column, Error> {
        self.column_if_any(name).ok_or_else(|| Error::Column { path: self.path.clone(), column: name })
    }

    /// A column that may be there.
    pub fn column_if_any(&self, name: &'static str) -> Option<Column> {
        self.header.iter().position(|it| it == name).map(|at| Column { name, at })
    }

    /// The first column that one of these calls, whatever the case.
    pub fn column_called(&self, names: &[&'static str]) -> Option<Column> {
        names.iter().find_map(|name| {
            let at = self.header.iter().position(|it| it.eq_ignore_ascii_case(name))?;
            Some(Column { name, at })
        })
    }

    /// A column that somebody named.
    pub fn column_named(&self, name: &str) -> Result<Column, Error> {
        let missing = || Error::Named { path: self.path.clone(), column: name.into() };
        let at = self.header.iter().position(|it| it == name).ok_or_else(missing)?;
        Ok(Column { name: "the column", at })
    }

    /// The first column whose header is called one of these, where `called` says which; known by that name.
    pub fn column_where(&self, mut called: impl FnMut(&str) -> Option<&'static str>) -> Option<Column> {
        self.header.iter().enumerate().find_map(|(at, header)| Some(Column { name: called(header)?, at }))
    }

    /// Goes to the next row; `false` after the last. Errors when it isn't a row of this table.
    pub fn advance(&mut self) -> Result<bool, Error> {
        let more = self.reader.read_record(&mut self.row).map_err(|source| Error::Table {
            path: self.path.clone(),
            line: self.line,
            source,
        })?;
        self.line = self.row.position().filter(|_| more).map_or(self.line, csv::Position::line);
        Ok(more)
    }

    /// The row's text in a column.
    pub fn text(&self, column: Column) -> &str {
        self.row.get(column.at).unwrap_or_default()
    }

    /// The row's number in a column: finite, and not below 0. Nothing written counts as nothing.
    pub fn amount(&self, column: Column) -> Result<Option<f64>, Error> {
        let text = self.text(column).trim();
        if text.is_empty() {
            return Ok(None);
        }
        match text.parse::<f64>() {
            Ok(number) if number.is_finite() && number >= 0.0 => Ok(Some(number)),
            _ => Err(self.wrong(column, "a number from 0")),
        }
    }

    /// The row's moment in a column: `2015-07-01 04:02:57`, taken as UTC.
    pub fn moment(&self, column: Column) -> Result<Timestamp, Error> {
        let text = self.text(column).trim();
        ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f"]
            .iter()
            .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
            .map(|moment| Timestamp(moment.and_utc().timestamp_millis()))
            .ok_or_else(|| self.wrong(column, "a moment such as 2015-07-01 04:02:57"))
    }

    /// The row's number in a column, which has to be there.
    pub fn some_amount(&self, column: Column) -> Result<f64, Error> {
        self.amount(column)?.ok_or_else(|| self.wrong(column, "a number from 0"))
    }

    /// The beginning of the row's day in a column: `2016-05-09`, taken as UTC.
    pub fn day(&self, column: Column) -> Result<Timestamp, Error> {
        let day = NaiveDate::parse_from_str(self.text(column).trim(), "%Y-%m-%d").ok();
        day.map(|day| Timestamp(day.and_time(NaiveTime::MIN).and_utc().timestamp_millis()))
            .ok_or_else(|| self.wrong(column, "a day such as 2016-05-09"))
    }

    /// The error of a value that isn't what it should be.
    pub fn wrong(&self, column: Column, expected: &'static str) -> Error {
        Error::Value {
            path: self.path.clone(),
            line: self.line,
            column: column.name,
            value: self.text(column).into(),
            expected,
        }
    }

    /// The error of a table without a column of something, with the option that names one.
    pub fn lacks(&self, what: &'static str, option: &'static str) -> Error {
        Error::Role { path: self.path.clone(), what, option }
    }

    /// The error of a table without rows.
    pub fn empty(&self) -> Error {
        Error::Empty { path: self.path.clone() }
    }
}

/// A file's bytes, unpacked when it is gzipped, whatever it is called.
fn plain(path: &Path) -> Result<Box<dyn Read>, Error> {
    let failed = |source| Error::Open { path: path.into(), source };
    let mut file = BufReader::new(File::open(path).map_err(failed)?);
    let packed = file.fill_buf().map_err(failed)?.starts_with(&GZIP_MAGIC);
    Ok(if packed { Box::new(MultiGzDecoder::new(file)) } else { Box::new(file) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{error::Error as _, io::Write};
    use tempfile::NamedTempFile;

    fn file(bytes: &[u8]) -> NamedTempFile {
        let mut file = NamedTempFile::new().unwrap();
        file.write_all(bytes).unwrap();
        file
    }

    fn failure(bytes: &[u8]) -> String {
        let file = file(bytes);
        let mut table = Table::open(file.path(), b',').unwrap();
        let (n, at) = (table.column("n").unwrap(), table.column("at").unwrap());
        let error = loop {
            match table.advance() {
                Ok(true) => {}
                Ok(false) => panic!("no error"),
                Err(error) => break error,
            }
            if let Err(error) = table.amount(n).and_then(|_| table.moment(at)) {
                break error;
            }
        };
        let cause = error.source().map(|it| format!(": {it}")).unwrap_or_default();
        format!("{error}{cause}").replace(&file.path().display().to_string(), "FILE")
    }

    #[test]
    fn what_is_wrong_in_a_row_is_said_with_its_line() {
        let good = "n,at\n1,2015-07-01 04:02:57\n,2015-07-01T04:02:57.250\n";
        let with = |row: &str| failure(format!("{good}{row}\n").as_bytes());
        assert_eq!(with("x,2015-07-01 04:02:57"), "FILE: line 4: n is \"x\", not a number from 0");
        assert_eq!(with("-1,2015-07-01 04:02:57"), "FILE: line 4: n is \"-1\", not a number from 0");
        assert_eq!(with("NaN,2015-07-01 04:02:57"), "FILE: line 4: n is \"NaN\", not a number from 0");
        assert_eq!(
            with("1,1st of July"),
            "FILE: line 4: at is \"1st of July\", not a moment such as 2015-07-01 04:02:57"
        );
        let short = with("1");
        assert!(short.starts_with("FILE: not a table after line 3: ") && short.contains("line: 4"), "{short}");
        assert!(failure(b"n,at\n\xff,2015-07-01 04:02:57\n").contains("invalid UTF-8"));
    }

    #[test]
    fn a_missing_column_is_named() {
        let file = file(b"n,at\n");
        let error = Table::open(file.path(), b',').unwrap().column("y").unwrap_err();
        assert!(error.to_string().ends_with("line 1: no column y"), "{error}");
    }

    #[test]
    fn a_packed_file_is_read_as_what_it_holds_and_a_broken_one_is_refused() {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all("\u{feff}n,at\n7,2015-07-01 04:02:57\n".as_bytes()).unwrap();
        let packed = packer.finish().unwrap();
        let whole = file(&packed);
        let mut table = Table::open(whole.path(), b',').unwrap();
        let n = table.column("n").unwrap();
        assert!(table.advance().unwrap());
        assert_eq!(table.amount(n).unwrap(), Some(7.0));
        assert!(!table.advance().unwrap());
        let broken = file(&packed[..packed.len() - 12]);
        let read_all = || -> Result<(), Error> {
            let mut table = Table::open(broken.path(), b',')?;
            while table.advance()? {}
            Ok(())
        };
        assert!(read_all().is_err());
    }
}
