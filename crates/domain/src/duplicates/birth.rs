//! Dates of birth in whatever form.

/// A day, with the year in its century: many forms write two digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Birth {
    year: u8,
    month: u8,
    day: u8,
}

/// How two dates of birth stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dates {
    /// The same day.
    Same,
    /// One part differs, day and month are exchanged, or two neighbouring digits are.
    Near,
    /// Neither.
    Different,
}

impl Birth {
    /// Reads a date that begins with its year, or ends with one of four digits. `None` where it isn't one.
    pub(super) fn read(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split(|it: char| !it.is_ascii_digit()).filter(|it| !it.is_empty()).collect();
        match parts[..] {
            [day, month, year] if year.len() == 4 => Self::from_parts(year, month, day),
            [year, month, day, ..] => Self::from_parts(year, month, day),
            // A resident's number goes on after the date.
            [date, ..] if date.len() == 8 => Self::from_parts(&date[..4], &date[4..6], &date[6..]),
            [date, ..] if date.len() == 6 => Self::from_parts(&date[..2], &date[2..4], &date[4..]),
            _ => None,
        }
    }

    fn from_parts(year: &str, month: &str, day: &str) -> Option<Self> {
        let (year, month, day): (u16, u8, u8) = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
        // Mistyped months and days are kept: they agree with a copy of themselves.
        Some(Self { year: (year % 100) as u8, month, day })
    }

    /// Compares two dates.
    pub(super) fn against(self, other: Self) -> Dates {
        if self == other {
            return Dates::Same;
        }
        let parts = |it: Self| [it.year, it.month, it.day];
        let differing = parts(self).iter().zip(parts(other)).filter(|(a, b)| **a != *b).count();
        let exchanged = (self.year, self.month, self.day) == (other.year, other.day, other.month);
        if differing == 1 || exchanged || strsim::osa_distance(&self.digits(), &other.digits()) == 1 {
            Dates::Near
        } else {
            Dates::Different
        }
    }

    /// As six digits.
    pub(super) fn digits(self) -> String {
        format!("{:02}{:02}{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_the_same_in_every_form_d_12() {
        let day = Birth::read("1990-01-02");
        assert!(day.is_some());
        for form in ["900102", "19900102", "1990.1.2", "1990년 1월 2일", "900102-1******", "02/01/1990", " 1990 01 02 "]
        {
            assert_eq!(Birth::read(form), day, "{form}");
        }
        for nothing in ["", "어제", "1990", "1/2"] {
            assert_eq!(Birth::read(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn a_slip_is_near_and_another_day_is_not_d_12() {
        let against = |a: &str, b: &str| Birth::read(a).unwrap().against(Birth::read(b).unwrap());
        assert_eq!(against("1992-07-04", "1992.7.14"), Dates::Near);
        assert_eq!(against("1992-07-04", "1992-04-07"), Dates::Near);
        assert_eq!(against("1992-07-04", "1965-07-04"), Dates::Near);
        assert_eq!(against("1992-07-04", "1965-12-04"), Dates::Different);
    }
}
