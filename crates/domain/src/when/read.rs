//! From tokens to a day and a time, without knowing now.

use chrono::Weekday;

use super::{
    WhenError,
    words::{Part, Token, Unit},
};

/// What a text says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    /// How much later than now, in minutes.
    pub minutes: Option<u32>,
    pub day: Option<Day>,
    pub part: Option<Part>,
    pub time: Option<Time>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Day {
    Ahead(u32),
    /// A number of days later than now: without a time, at the time of day that it is now.
    Later(u32),
    /// A day of the week that lies so many weeks ahead; without a week, the next one.
    Weekday {
        day: Weekday,
        weeks: Option<u32>,
    },
    /// A day of this or the next month.
    OfMonth(u32),
    /// A month and day of this or the next year.
    OfYear {
        month: u32,
        day: u32,
    },
    Full {
        year: u32,
        month: u32,
        day: u32,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Time {
    /// `exact`: on the 24-hour clock.
    Clock {
        hour: u32,
        minute: u32,
        exact: bool,
    },
    Noon,
    Midnight,
}

/// Reads tokens; each part of a moment may be said once, in any order, and nothing may be left over.
pub(super) fn read(tokens: &[Token]) -> Result<Said, WhenError> {
    let mut reader = Reader { rest: tokens, said: Said::default(), weeks: None };
    while !reader.rest.is_empty() {
        reader.step()?;
    }
    reader.end()
}

struct Reader<'a> {
    rest: &'a [Token],
    said: Said,
    /// A week that waits for its day.
    weeks: Option<u32>,
}

impl Reader<'_> {
    fn step(&mut self) -> Result<(), WhenError> {
        use Token::{
            Colon, Coming, Dash, DaysAhead, Half, In, Midnight, Minutes, Month, Moon, Noon, Number, OClock, Slash, Sun,
        };
        if let [In, ..] = self.rest {
            self.rest = &self.rest[1..];
            return self.later(false);
        }
        if self.is_later() {
            return self.later(true);
        }
        match *self.rest {
            [Number { value: year, .. }, Dash, Number { value: month, .. }, Dash, Number { value: day, .. }, ..] => {
                self.take_day(5, Day::Full { year, month, day })
            }
            [Number { value: month, .. }, Slash | Dash, Number { value: day, .. }, ..] => {
                self.take_day(3, Day::OfYear { month, day })
            }
            [Number { value: month, .. }, Moon, Number { value: day, .. }, Sun, ..] => {
                self.take_day(4, Day::OfYear { month, day })
            }
            [Month(month), Number { value: day, .. }, ..] | [Number { value: day, .. }, Month(month), ..] => {
                self.take_day(2, Day::OfYear { month, day })
            }
            [Number { value: day, .. }, Sun, ..] => self.take_day(2, Day::OfMonth(day)),
            [Number { value: hour, padded }, Colon, Number { value: minute, .. }, ..] => {
                self.take_clock(3, hour, minute, padded)
            }
            [Number { value: hour, .. }, OClock, Number { value: minute, .. }, Minutes, ..] => {
                self.take_clock(4, hour, minute, false)
            }
            [Number { value: hour, .. }, OClock, Half, ..] => self.take_clock(3, hour, 30, false),
            [Number { value: hour, .. }, OClock, ..] => self.take_clock(2, hour, 0, false),
            [Token::At, Number { value: hour, .. }, ref after @ ..] if !matches!(after.first(), Some(Colon)) => {
                self.take_clock(2, hour, 0, false)
            }
            [Token::At, ..] => self.skip(),
            [Number { value: hour, .. }, ref after @ ..]
                if self.said.day.is_some() || self.said.part.is_some() || is_part(after) =>
            {
                self.take_clock(1, hour, 0, false)
            }
            [DaysAhead(days), ..] => self.take_day(1, Day::Ahead(days)),
            [Token::Weekday(day), ..] => self.take_weekday(day),
            [Moon, ..] => self.take_weekday(Weekday::Mon),
            [Sun, ..] => self.take_weekday(Weekday::Sun),
            [Token::WeeksAhead(weeks) | Coming(weeks), ..] if self.weeks.is_none() => {
                self.weeks = Some(weeks);
                self.skip()
            }
            [Token::Part(part), ..] if self.said.part.is_none() => {
                self.said.part = Some(part);
                self.skip()
            }
            [Noon, ..] => self.take_time(1, Time::Noon),
            [Midnight, ..] => self.take_time(1, Time::Midnight),
            _ => Err(WhenError::NotUnderstood),
        }
    }

    /// Whether amounts with units come next that end in "later".
    fn is_later(&self) -> bool {
        let amounts = self.rest.iter().take_while(|it| {
            matches!(
                it,
                Token::Number { .. }
                    | Token::One
                    | Token::Half
                    | Token::Unit(_)
                    | Token::Minutes
                    | Token::Sun
                    | Token::Span(..)
            )
        });
        let amounts = amounts.count();
        amounts > 0 && self.rest.get(amounts) == Some(&Token::After)
    }

    /// Adds up amounts with units, up to "later" where one `ends` them.
    fn later(&mut self, ends: bool) -> Result<(), WhenError> {
        let (mut minutes, mut days) = (None, None);
        let mut last = None;
        loop {
            let (length, amount, unit) = match *self.rest {
                [Token::Half, Token::One, Token::Unit(Unit::Hour), ..] => (3, 30, Unit::Minute),
                [Token::Half, ..] if last == Some(Unit::Hour) => (1, 30, Unit::Minute),
                [Token::Number { value, .. }, Token::Unit(unit), ..] => (2, value, unit),
                [Token::One, Token::Unit(unit), ..] => (2, 1, unit),
                [Token::Number { value, .. }, Token::Minutes, ..] => (2, value, Unit::Minute),
                [Token::Number { value, .. }, Token::Sun, ..] => (2, value, Unit::Day),
                [Token::Span(value, unit), ..] => (1, value, unit),
                _ => break,
            };
            let (sum, each) = match unit {
                Unit::Minute => (&mut minutes, 1),
                Unit::Hour => (&mut minutes, 60),
                Unit::Day => (&mut days, 1),
                Unit::Week => (&mut days, 7),
            };
            *sum = Some(u32::saturating_add(sum.unwrap_or(0), amount.saturating_mul(each)));
            last = Some(unit);
            self.rest = &self.rest[length..];
        }
        match self.rest {
            [Token::After, rest @ ..] => self.rest = rest,
            _ if ends => return Err(WhenError::NotUnderstood),
            _ => {}
        }
        let whole_weeks = last == Some(Unit::Week) && minutes.is_none();
        match (minutes, days, self.rest) {
            // "2주 뒤 월요일": a day of that week.
            (None, Some(days), [Token::Weekday(_) | Token::Moon | Token::Sun, ..])
                if whole_weeks && self.weeks.is_none() =>
            {
                self.weeks = Some(days / 7);
                Ok(())
            }
            (None, Some(days), _) => self.take_day(0, Day::Later(days)),
            (Some(minutes), None, _) if self.said.minutes.is_none() => {
                self.said.minutes = Some(minutes);
                Ok(())
            }
            (Some(minutes), Some(days), _) if self.said.minutes.is_none() => {
                self.said.minutes = Some(minutes.saturating_add(days.saturating_mul(24 * 60)));
                Ok(())
            }
            _ => Err(WhenError::NotUnderstood),
        }
    }

    fn skip(&mut self) -> Result<(), WhenError> {
        self.rest = &self.rest[1..];
        Ok(())
    }

    fn take_weekday(&mut self, day: Weekday) -> Result<(), WhenError> {
        let weeks = self.weeks.take();
        self.take_day(1, Day::Weekday { day, weeks })
    }

    fn take_day(&mut self, tokens: usize, day: Day) -> Result<(), WhenError> {
        self.rest = &self.rest[tokens..];
        if self.said.day.replace(day).is_some() { Err(WhenError::NotUnderstood) } else { Ok(()) }
    }

    fn take_clock(&mut self, tokens: usize, hour: u32, minute: u32, padded: bool) -> Result<(), WhenError> {
        if hour > 24 || minute > 59 || (hour == 24 && minute > 0) {
            return Err(WhenError::NoSuchTime);
        }
        self.take_time(tokens, Time::Clock { hour, minute, exact: padded || hour == 0 || hour > 12 })
    }

    fn take_time(&mut self, tokens: usize, time: Time) -> Result<(), WhenError> {
        self.rest = &self.rest[tokens..];
        if self.said.time.replace(time).is_some() { Err(WhenError::NotUnderstood) } else { Ok(()) }
    }

    fn end(mut self) -> Result<Said, WhenError> {
        // "다음 주" alone is its Monday; "next 3pm" is nothing.
        if let Some(weeks) = self.weeks.take() {
            if weeks == 0 {
                return Err(WhenError::NotUnderstood);
            }
            self.take_day(0, Day::Weekday { day: Weekday::Mon, weeks: Some(weeks) })?;
        }
        let said = self.said;
        match (said.minutes, said.day, said.part, said.time) {
            (Some(_), None, None, None)
            | (None, Some(_), _, _)
            | (None, None, Some(_), _)
            | (None, None, _, Some(_)) => Ok(said),
            _ => Err(WhenError::NotUnderstood),
        }
    }
}

fn is_part(after: &[Token]) -> bool {
    matches!(after.first(), Some(Token::Part(_)))
}
