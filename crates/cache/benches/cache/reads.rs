//! What an agent waits for: the pop, and search at every key stroke.

use std::{error::Error, fs::File, path::Path, process::Command};

use daehwa_cache::{Cache, PopQuery};
use daehwa_domain::hangul;

use crate::{
    data::{self, NOW},
    measure::Samples,
    raw,
};

type Outcome = Result<(), Box<dyn Error>>;

const POPS: u64 = 4_000;
const COLD_POPS: u64 = 60;
const SEARCHES: u64 = 400;

/// The customers that are asked for: spread over all, the same in every run.
fn spread(count: u64, customers: u64) -> impl Iterator<Item = u64> {
    (1..=count).map(move |turn| turn.wrapping_mul(0x9E37_79B9_7F4A_7C15) % customers)
}

pub fn numbers(count: u64, customers: u64) -> Vec<String> {
    spread(count, customers).filter_map(raw::number_of).collect()
}

/// Number → the whole payload, beside the raw store running the same statements.
pub fn pop_warm(cache: &Cache, path: &Path, customers: u64) -> Outcome {
    let conn = raw::open(path)?;
    let numbers = numbers(POPS, customers);
    let (mut ours, mut theirs) = (Samples::default(), Samples::default());
    // The first round brings the upper levels of every index into memory, as a morning's calls do.
    for number in &numbers[..numbers.len() / 4] {
        pop(cache, number)?;
        raw::pop(&conn, number)?;
    }
    for (turn, number) in numbers[numbers.len() / 4..].iter().enumerate() {
        // Who comes second finds the pages in the operating system's memory.
        if turn % 2 == 0 {
            ours.time(|| pop(cache, number))?;
            theirs.time(|| raw::pop(&conn, number))?;
        } else {
            theirs.time(|| raw::pop(&conn, number))?;
            ours.time(|| pop(cache, number))?;
        }
    }
    ours.tell("pop_payload_warm", Some(&theirs));
    let mut again = Samples::default();
    for number in numbers.iter().take(200) {
        pop(cache, number)?;
        again.time(|| pop(cache, number))?;
    }
    again.tell("pop_payload_same_customer_again", None);
    Ok(())
}

/// The same right after opening, with nothing of the file in memory.
pub fn pop_cold(path: &Path, customers: u64) -> Outcome {
    let (mut ours, mut theirs) = (Samples::default(), Samples::default());
    for number in numbers(COLD_POPS, customers) {
        let cache = data::open(path)?;
        forget_file(path)?;
        ours.time(|| pop(&cache, &number))?;
        drop(cache);
        let conn = raw::open(path)?;
        conn.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
        forget_file(path)?;
        theirs.time(|| raw::pop(&conn, &number))?;
    }
    ours.tell("pop_payload_cold", Some(&theirs));
    Ok(())
}

pub fn pop(cache: &Cache, number: &str) -> Outcome {
    let found = cache.pop(&PopQuery { number: Some(number.to_owned()), hint: None }, NOW)?;
    found.customer.map(drop).ok_or_else(|| "the number is not in the centre".into())
}

/// Brings the file into the operating system's memory, as it is on a desktop that has been used for a while.
pub fn remember_file(path: &Path) -> Outcome {
    std::io::copy(&mut File::open(path)?, &mut std::io::sink())?;
    Ok(())
}

/// Asks the operating system to drop its copy of the file (`POSIX_FADV_DONTNEED`, through dd).
fn forget_file(path: &Path) -> Outcome {
    let done = Command::new("dd")
        .arg(format!("if={}", path.display()))
        .args(["iflag=nocache", "count=0", "status=none"])
        .status()?;
    done.success().then_some(()).ok_or_else(|| "dd can't drop the file from memory".into())
}

/// Opening until the first search is answered.
pub fn open(path: &Path) -> Outcome {
    let (mut opening, mut first) = (Samples::default(), Samples::default());
    for _ in 0..5 {
        let cache = opening.time(|| data::open(path))?;
        first.time(|| cache.search("김", 20, NOW))?;
    }
    opening.tell("open", None);
    first.tell("first_search_after_open", None);
    Ok(())
}

/// The first two key strokes, which fit the most customers, where treatments are by segment.
pub fn search_served(cache: &Cache, customers: u64) -> Outcome {
    let demo = data::demo();
    let names: Vec<String> =
        spread(SEARCHES, customers).map(|index| hangul::initials(&demo.story(index).customer.name)).collect();
    for length in 1..=2 {
        let queries: Vec<String> = names.iter().map(|it| it.chars().take(length).collect()).collect();
        measure(cache, &format!("served_search_{length}"), &queries)?;
    }
    Ok(())
}

/// Every key stroke of what somebody types to find a customer.
pub fn search(cache: &Cache, customers: u64) -> Outcome {
    let demo = data::demo();
    let mut typed: Vec<(&str, Vec<String>)> = Vec::new();
    let (mut syllables, mut initials, mut latin) = (Vec::new(), Vec::new(), Vec::new());
    let (mut digits, mut words) = (Vec::new(), Vec::new());
    for index in spread(SEARCHES, customers) {
        let story = demo.story(index);
        let name = &story.customer.name;
        if hangul::initials(name) != hangul::key(name) {
            syllables.push(name.clone());
            initials.push(hangul::initials(name));
        } else {
            latin.push(name.to_lowercase());
        }
        latin.extend(story.customer.name_latin.map(|it| it.to_lowercase()));
        digits.extend(raw::number_of(index).map(|it| {
            let all: String = it.chars().filter(char::is_ascii_digit).collect();
            all[all.len().saturating_sub(4)..].to_owned()
        }));
        let notes = story.facts.iter().filter_map(|fact| match fact {
            daehwa_domain::record::Fact::Note(note) => note.text.split_whitespace().next().map(str::to_owned),
            _ => None,
        });
        words.extend(notes.take(1));
    }
    typed.push(("syllables", syllables));
    typed.push(("initials", initials));
    typed.push(("latin", latin));
    for (kind, texts) in typed {
        for length in 1..=4 {
            let queries: Vec<String> = texts
                .iter()
                .map(|text| text.chars().filter(|it| !it.is_whitespace()).take(length).collect::<String>())
                .filter(|query| query.chars().count() == length)
                .collect();
            measure(cache, &format!("search_{kind}_{length}"), &queries)?;
        }
    }
    measure(cache, "search_last_4_digits", &digits)?;
    measure(cache, "search_note_word", &words)
}

fn measure(cache: &Cache, name: &str, queries: &[String]) -> Outcome {
    let mut samples = Samples::default();
    if let Some(first) = queries.first() {
        cache.search(first, 20, NOW)?;
    }
    for query in queries {
        samples.time(|| cache.search(query, 20, NOW))?;
    }
    if !queries.is_empty() {
        samples.tell(name, None);
    }
    Ok(())
}
