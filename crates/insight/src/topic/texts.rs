//! Files of texts with topics.

use std::{
    collections::{BTreeSet, HashMap},
    path::Path,
};

use daehwa_domain::classifier::Bag;

use crate::{
    error::Error,
    table::{Column, Table},
};

/// What columns of texts are called.
const TEXT: &[&str] = &["text", "utterance", "sentence", "message", "query"];
/// What columns of topics are called; the first that is there counts.
const TOPIC: &[&str] = &["topic", "label", "category", "domain", "class", "intent"];
/// What columns of dialogues are called.
const DIALOGUE: &[&str] = &["dialogue", "dialogue_id", "conversationId", "conversation_id", "dial_id", "dialog_id"];
/// What texts about no topic are called.
const OUT_OF_SCOPE: [&str; 4] = ["", "oos", "out_of_scope", "none"];

/// A delimiter that isn't in texts (ASCII's unit separator).
const NOWHERE: u8 = 0x1f;

/// Columns that somebody named, where they are called otherwise.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// The text's.
    pub text: Option<String>,
    /// The topic's.
    pub topic: Option<String>,
    /// The dialogue's.
    pub dialogue: Option<String>,
}

/// A row of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What was said.
    pub text: String,
    /// What it is about.
    pub topic: Option<String>,
    /// Which dialogue it belongs to, counted from 0.
    pub dialogue: Option<usize>,
}

/// The rows of a file, in its order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Texts {
    /// The rows.
    pub rows: Vec<Row>,
    /// Whether the file tells topics.
    pub labelled: bool,
}

impl Texts {
    /// Reads a file. Errors when there is no text in it, or a named column isn't there.
    pub fn read(path: &Path, names: &Names) -> Result<Self, Error> {
        let mut table = opened(path, names)?;
        let column = |named: &Option<String>, called: &[&'static str]| match named {
            Some(name) => table.column_named(name).map(Some),
            None => Ok(table.column_called(called)),
        };
        let text = column(&names.text, TEXT)?.ok_or_else(|| table.lacks("texts", "--text NAME"))?;
        let topic = names.topic.as_deref().map_or_else(
            || Ok(table.column_called(TOPIC)),
            // Where topics are to be guessed, there need be none.
            |name| Ok(table.column_named(name).ok()),
        )?;
        let dialogue = column(&names.dialogue, DIALOGUE)?;
        let mut dialogues: HashMap<String, usize> = HashMap::new();
        let mut rows = Vec::new();
        while table.advance()? {
            let known = dialogues.len();
            rows.push(Row {
                text: table.text(text).to_owned(),
                topic: topic.and_then(|it| in_scope(&table, it)),
                dialogue: dialogue.map(|it| *dialogues.entry(table.text(it).to_owned()).or_insert(known)),
            });
        }
        if rows.is_empty() { Err(table.empty()) } else { Ok(Self { rows, labelled: topic.is_some() }) }
    }

    /// The topics, sorted by name.
    pub fn topics(&self) -> Vec<String> {
        self.rows.iter().filter_map(|it| it.topic.clone()).collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// The texts that are learned: whole dialogues, and what belongs to none by itself.
    pub fn wholes(&self) -> Vec<(Bag, Option<&str>)> {
        let mut places: HashMap<usize, usize> = HashMap::new();
        let mut wholes: Vec<(Bag, Option<&str>)> = Vec::new();
        for row in &self.rows {
            let next = wholes.len();
            let place = row.dialogue.map_or(next, |it| *places.entry(it).or_insert(next));
            if place == next {
                wholes.push((Bag::default(), row.topic.as_deref()));
            }
            wholes[place].0.add(&row.text);
            wholes[place].1 = wholes[place].1.or(row.topic.as_deref());
        }
        wholes
    }

    /// The rows outside and inside one of so many parts.
    pub fn parted(&self, part: usize, parts: usize) -> (Self, Self) {
        let inside = |at: usize, row: &Row| row.dialogue.unwrap_or(at) % parts == part;
        let (inner, outer): (Vec<_>, Vec<_>) =
            self.rows.iter().cloned().enumerate().partition(|(at, row)| inside(*at, row));
        let rows = |it: Vec<(usize, Row)>| it.into_iter().map(|(_, row)| row).collect();
        let texts = |it| Self { rows: rows(it), labelled: self.labelled };
        (texts(outer), texts(inner))
    }
}

fn in_scope(table: &Table, column: Column) -> Option<String> {
    let name = table.text(column).trim();
    (!OUT_OF_SCOPE.iter().any(|it| it.eq_ignore_ascii_case(name))).then(|| name.to_owned())
}

/// With tabs a quotation mark is text; with commas it is around a field.
fn opened(path: &Path, names: &Names) -> Result<Table, Error> {
    let first = Table::first_line(path)?;
    let tabs = first.contains('\t');
    let fields: Vec<&str> = first.split(if tabs { '\t' } else { ',' }).map(|it| it.trim().trim_matches('"')).collect();
    let is_name =
        |field: &&str| TEXT.iter().any(|it| it.eq_ignore_ascii_case(field)) || names.text.as_deref() == Some(*field);
    let has_header = fields.iter().any(is_name);
    match (has_header, tabs) {
        (true, true) => Table::open_unquoted(path, b'\t', None),
        (true, false) => Table::open(path, b','),
        (false, true) => Table::open_unquoted(path, b'\t', Some(&["label", "text"])),
        // One text a line, without anything else.
        (false, false) => Table::open_unquoted(path, NOWHERE, Some(&["text"])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use tempfile::TempDir;

    fn read(text: &str) -> Result<Texts, Error> {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("f");
        fs::write(&path, text).unwrap();
        Texts::read(&path, &Names::default())
    }

    fn row(text: &str, topic: Option<&str>, dialogue: Option<usize>) -> Row {
        Row { text: text.into(), topic: topic.map(Into::into), dialogue }
    }

    #[test]
    fn texts_are_read_in_each_form_h_1() {
        let lost = row("\"my\" card, lost", Some("card"), None);
        assert_eq!(
            read("card\t\"my\" card, lost\noos\thello\n").unwrap().rows,
            [lost.clone(), row("hello", None, None)]
        );
        assert_eq!(read("text,category\n\"\"\"my\"\" card, lost\",card\n").unwrap().rows, [lost]);
        let bare = read("카드 분실, 정지\nhello\n").unwrap();
        assert_eq!((bare.rows.len(), bare.labelled), (2, false));
        assert_eq!(bare.rows[0].text, "카드 분실, 정지");
    }

    #[test]
    fn turns_of_a_dialogue_are_learned_as_a_whole_h_1() {
        let texts = read("domain\tconversationId\tutterance\nair\ta\thi\nshop\tb\thello\nair\ta\tflight\n").unwrap();
        assert_eq!(texts.rows[2], row("flight", Some("air"), Some(0)));
        let wholes = texts.wholes();
        let mut said = Bag::of("hi");
        said.add("flight");
        assert_eq!((wholes.len(), &wholes[0]), (2, &(said, Some("air"))));
        let (outer, inner) = texts.parted(0, 2);
        assert_eq!((outer.rows.len(), inner.rows.len()), (1, 2));
    }

    #[test]
    fn a_file_without_texts_is_refused_with_a_way_on_h_1() {
        assert!(read("a\tb\tc\nd\te\n").unwrap_err().to_string().contains("not a table after line"));
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("f");
        fs::write(&path, "topic,text\n1,2\n").unwrap();
        let names = Names { text: Some("said".into()), ..Names::default() };
        assert!(Texts::read(&path, &names).unwrap_err().to_string().ends_with("no column said"));
    }
}
