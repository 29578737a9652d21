//! The words of moments in Korean and English.

use chrono::Weekday;
use unicode_normalization::UnicodeNormalization;

use super::WhenError;

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Minute,
    Hour,
    Day,
    Week,
}

/// A part of the day: how it changes an hour, and the time it means by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Morning,
    Afternoon,
    Evening,
    Night,
    Dawn,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A number, and whether it was written as exactly two digits with a 0 in front.
    Number {
        value: u32,
        padded: bool,
    },
    Colon,
    Slash,
    Dash,
    /// 오늘 is 0.
    DaysAhead(u32),
    Weekday(Weekday),
    /// 월: Monday, or a month after its number.
    Moon,
    /// 일: Sunday, or a day.
    Sun,
    /// 이번 주 is 0.
    WeeksAhead(u32),
    /// `next`, `this` before a day of the week.
    Coming(u32),
    Month(u32),
    Part(Part),
    Noon,
    Midnight,
    /// 시
    OClock,
    /// 분, also a unit.
    Minutes,
    /// 반
    Half,
    Unit(Unit),
    /// A number of units in one word: 사흘, 하루.
    Span(u32, Unit),
    /// 뒤, 후, later.
    After,
    /// in
    In,
    /// a, an
    One,
    /// at
    At,
}

/// Splits a text into tokens; refuses words that mean no moment.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, WhenError> {
    let plain: String = text.nfkc().flat_map(char::to_lowercase).collect();
    let mut rest = plain.trim();
    let mut tokens = Vec::new();
    while let Some(first) = rest.chars().next() {
        let (token, after) = match first {
            _ if first.is_whitespace() || matches!(first, ',' | '.' | '\'') => (None, &rest[first.len_utf8()..]),
            ':' => (Some(Token::Colon), &rest[1..]),
            '/' => (Some(Token::Slash), &rest[1..]),
            '-' => (Some(Token::Dash), &rest[1..]),
            '0'..='9' => number(rest)?,
            'a'..='z' => english(rest)?,
            _ => korean(rest)?,
        };
        tokens.extend(token);
        rest = after;
    }
    Ok(tokens)
}

type Lexed<'a> = (Option<Token>, &'a str);

fn number(rest: &str) -> Result<Lexed<'_>, WhenError> {
    let end = rest.find(|it: char| !it.is_ascii_digit()).unwrap_or(rest.len());
    let value = rest[..end].parse().map_err(|_| WhenError::NoSuchTime)?;
    let padded = end == 2 && rest.starts_with('0');
    Ok((Some(Token::Number { value, padded }), &rest[end..]))
}

fn english(rest: &str) -> Result<Lexed<'_>, WhenError> {
    // "p.m." is one word, "day after tomorrow" too.
    for (words, token) in ENGLISH_PHRASES {
        if let Some(after) = rest.strip_prefix(words)
            && !after.starts_with(|it: char| it.is_ascii_alphabetic())
        {
            return Ok((Some(*token), after));
        }
    }
    let end = rest.find(|it: char| !it.is_ascii_alphabetic()).unwrap_or(rest.len());
    let (word, after) = rest.split_at(end);
    if ENGLISH_FILLERS.contains(&word) {
        return Ok((None, after));
    }
    let found = ENGLISH.iter().find(|(words, _)| words.contains(&word));
    found.map(|(_, token)| (Some(*token), after)).ok_or(WhenError::NotUnderstood)
}

/// Korean words stand without spaces between them: the longest that fits is taken.
fn korean(rest: &str) -> Result<Lexed<'_>, WhenError> {
    let mut found: Option<(Option<Token>, &str)> = None;
    let words = KOREAN.iter().map(|(word, token)| (*word, Some(*token)));
    for (word, token) in words.chain(KOREAN_FILLERS.iter().map(|word| (*word, None))) {
        if let Some(after) = rest.strip_prefix(word)
            && found.is_none_or(|(_, shortest)| after.len() < shortest.len())
        {
            found = Some((token, after));
        }
    }
    found.ok_or(WhenError::NotUnderstood)
}

const fn count(value: u32) -> Token {
    Token::Number { value, padded: false }
}

const KOREAN_FILLERS: [&str; 7] = ["에", "쯤", "까지", "정각", "중", "경", "날"];

const KOREAN: &[(&str, Token)] = &[
    ("오늘", Token::DaysAhead(0)),
    ("내일", Token::DaysAhead(1)),
    ("모레", Token::DaysAhead(2)),
    ("내일모레", Token::DaysAhead(2)),
    ("낼", Token::DaysAhead(1)),
    ("글피", Token::DaysAhead(3)),
    ("월요일", Token::Weekday(Weekday::Mon)),
    ("화요일", Token::Weekday(Weekday::Tue)),
    ("수요일", Token::Weekday(Weekday::Wed)),
    ("목요일", Token::Weekday(Weekday::Thu)),
    ("금요일", Token::Weekday(Weekday::Fri)),
    ("토요일", Token::Weekday(Weekday::Sat)),
    ("일요일", Token::Weekday(Weekday::Sun)),
    ("화", Token::Weekday(Weekday::Tue)),
    ("수", Token::Weekday(Weekday::Wed)),
    ("목", Token::Weekday(Weekday::Thu)),
    ("금", Token::Weekday(Weekday::Fri)),
    ("토", Token::Weekday(Weekday::Sat)),
    ("월", Token::Moon),
    ("일", Token::Sun),
    ("이번주", Token::WeeksAhead(0)),
    ("이번 주", Token::WeeksAhead(0)),
    ("금주", Token::WeeksAhead(0)),
    ("다음주", Token::WeeksAhead(1)),
    ("다음 주", Token::WeeksAhead(1)),
    ("담주", Token::WeeksAhead(1)),
    ("차주", Token::WeeksAhead(1)),
    ("다다음주", Token::WeeksAhead(2)),
    ("다다음 주", Token::WeeksAhead(2)),
    ("오전", Token::Part(Part::Morning)),
    ("아침", Token::Part(Part::Morning)),
    ("오후", Token::Part(Part::Afternoon)),
    ("낮", Token::Part(Part::Afternoon)),
    ("저녁", Token::Part(Part::Evening)),
    ("밤", Token::Part(Part::Night)),
    ("새벽", Token::Part(Part::Dawn)),
    ("정오", Token::Noon),
    ("자정", Token::Midnight),
    ("시", Token::OClock),
    ("분", Token::Minutes),
    ("반", Token::Half),
    ("시간", Token::Unit(Unit::Hour)),
    ("주", Token::Unit(Unit::Week)),
    ("주일", Token::Unit(Unit::Week)),
    ("하루", Token::Span(1, Unit::Day)),
    ("이틀", Token::Span(2, Unit::Day)),
    ("사흘", Token::Span(3, Unit::Day)),
    ("나흘", Token::Span(4, Unit::Day)),
    ("열흘", Token::Span(10, Unit::Day)),
    ("일주일", Token::Span(1, Unit::Week)),
    ("후", Token::After),
    ("뒤", Token::After),
    ("이후", Token::After),
    ("있다가", Token::After),
    ("한", count(1)),
    ("두", count(2)),
    ("세", count(3)),
    ("네", count(4)),
    ("다섯", count(5)),
    ("여섯", count(6)),
    ("일곱", count(7)),
    ("여덟", count(8)),
    ("아홉", count(9)),
    ("열", count(10)),
    ("열한", count(11)),
    ("열두", count(12)),
];

const ENGLISH_FILLERS: [&str; 6] = ["on", "the", "o", "clock", "by", "oclock"];

const ENGLISH_PHRASES: &[(&str, Token)] = &[
    ("a.m", Token::Part(Part::Morning)),
    ("p.m", Token::Part(Part::Afternoon)),
    ("day after tomorrow", Token::DaysAhead(2)),
    ("next week", Token::WeeksAhead(1)),
    ("this week", Token::WeeksAhead(0)),
];

const ENGLISH: &[(&[&str], Token)] = &[
    (&["today"], Token::DaysAhead(0)),
    (&["tomorrow", "tmr", "tmrw"], Token::DaysAhead(1)),
    (&["mon", "monday"], Token::Weekday(Weekday::Mon)),
    (&["tue", "tues", "tuesday"], Token::Weekday(Weekday::Tue)),
    (&["wed", "wednesday"], Token::Weekday(Weekday::Wed)),
    (&["thu", "thur", "thurs", "thursday"], Token::Weekday(Weekday::Thu)),
    (&["fri", "friday"], Token::Weekday(Weekday::Fri)),
    (&["sat", "saturday"], Token::Weekday(Weekday::Sat)),
    (&["sun", "sunday"], Token::Weekday(Weekday::Sun)),
    (&["this"], Token::Coming(0)),
    (&["next"], Token::Coming(1)),
    (&["am", "morning"], Token::Part(Part::Morning)),
    (&["pm", "afternoon"], Token::Part(Part::Afternoon)),
    (&["evening", "tonight"], Token::Part(Part::Evening)),
    (&["night"], Token::Part(Part::Night)),
    (&["noon", "midday"], Token::Noon),
    (&["midnight"], Token::Midnight),
    (&["m", "min", "mins", "minute", "minutes"], Token::Unit(Unit::Minute)),
    (&["h", "hr", "hrs", "hour", "hours"], Token::Unit(Unit::Hour)),
    (&["d", "day", "days"], Token::Unit(Unit::Day)),
    (&["w", "week", "weeks"], Token::Unit(Unit::Week)),
    (&["half"], Token::Half),
    (&["later"], Token::After),
    (&["in"], Token::In),
    (&["a", "an", "one"], Token::One),
    (&["at"], Token::At),
    (&["jan", "january"], Token::Month(1)),
    (&["feb", "february"], Token::Month(2)),
    (&["mar", "march"], Token::Month(3)),
    (&["apr", "april"], Token::Month(4)),
    (&["may"], Token::Month(5)),
    (&["jun", "june"], Token::Month(6)),
    (&["jul", "july"], Token::Month(7)),
    (&["aug", "august"], Token::Month(8)),
    (&["sep", "sept", "september"], Token::Month(9)),
    (&["oct", "october"], Token::Month(10)),
    (&["nov", "november"], Token::Month(11)),
    (&["dec", "december"], Token::Month(12)),
];
