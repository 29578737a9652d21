//! Some scripts of a file written anew. What stands beside them stays as it stands, with its comments.

use std::ops::Range;

use serde::{Deserialize, Serialize};
use toml::Spanned;
use ts_rs::TS;

use super::{FileScript, MAX_FILE_BYTES, Read, ScriptDraft, write};
use crate::{
    dialogue::Topic,
    topic::file::{FileError, parse},
};

/// A script that was changed outside of its file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Changed {
    /// Which script of the file it is (from 1); `None`: it is new, and comes to stand at the end.
    pub number: Option<u16>,
    /// What it is now.
    pub draft: ScriptDraft,
}

/// Writes the changed scripts of a file into it. Errors when the file can't be read.
pub fn rewrite(text: &str, changed: &[Changed], topics: &[Topic]) -> Result<String, FileError> {
    let scripts = parse::<Read>(text, MAX_FILE_BYTES)?.script;
    let places = places(text, &scripts);
    let written = |draft: &ScriptDraft, before: &str| {
        let topic = topics.iter().find(|it| Some(it.id) == draft.topic);
        // A key that no topic has is somebody's slip to mend, not ours to drop.
        write::script_lines(draft, topic.map_or(before, |it| &it.key))
    };
    let new: Vec<String> = changed.iter().filter(|it| it.number.is_none()).map(|it| written(&it.draft, "")).collect();
    let mut spliced = text.to_owned();
    let mut anew = Vec::new();
    let numbered: Vec<_> = (1..=u16::MAX).zip(scripts).zip(places).collect();
    // From the last one on: the places of those before it stay.
    for ((number, script), at) in numbered.into_iter().rev() {
        let script = script.into_inner();
        let topic = script.topic.clone();
        let draft = changed.iter().find(|it| it.number == Some(number)).map(|it| &it.draft);
        let lines = written(draft.unwrap_or(&script.draft(topics)), &topic);
        if draft.is_some() {
            spliced.replace_range(at, &lines);
        }
        anew.push(lines);
    }
    anew.reverse();
    anew.extend(new.iter().cloned());
    for lines in new {
        let apart = if spliced.ends_with('\n') || spliced.is_empty() { "\n" } else { "\n\n" };
        spliced = spliced + apart + &lines;
    }
    let anew = write::whole(anew.into_iter());
    // A file can be laid out in ways that have no lines to replace, such as all scripts in one array.
    Ok(if drafts(&spliced, topics).is_some_and(|it| Some(it) == drafts(&anew, topics)) { spliced } else { anew })
}

/// Whether a script stands in its file otherwise than it would be written.
pub(super) fn own_layouts(text: &str, scripts: &[Spanned<FileScript>], topics: &[Topic]) -> Vec<bool> {
    places(text, scripts)
        .into_iter()
        .zip(scripts)
        .map(|(at, script)| {
            let script = script.get_ref();
            let lines = write::script_lines(&script.clone().draft(topics), &script.topic);
            text.get(at).is_none_or(|it| it.trim_end() != lines.trim_end())
        })
        .collect()
}

/// Where each script stands: from the line of its header to the next one's, without the comments and blank lines before that one.
fn places(text: &str, scripts: &[Spanned<FileScript>]) -> Vec<Range<usize>> {
    let starts = scripts.iter().map(|it| text.get(..it.span().start).map_or(0, line_start));
    let starts: Vec<usize> = starts.collect();
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let place = |(start, end): (usize, usize)| {
        let lines = text.get(start..end).unwrap_or_default();
        let kept = |line: &&str| line.trim().is_empty() || line.trim_start().starts_with('#');
        let after: usize = lines.split_inclusive('\n').rev().take_while(kept).map(str::len).sum();
        start..end.saturating_sub(after).max(start)
    };
    starts.iter().copied().zip(ends).map(place).collect()
}

/// Where the last line begins.
fn line_start(before: &str) -> usize {
    before.rfind('\n').map_or(0, |at| at + 1)
}

/// What a file says, whatever its keys.
fn drafts(text: &str, topics: &[Topic]) -> Option<Vec<(String, ScriptDraft)>> {
    let read = parse::<Read>(text, MAX_FILE_BYTES).ok()?;
    Some(read.script.into_iter().map(Spanned::into_inner).map(|it| (it.topic.clone(), it.draft(topics))).collect())
}
