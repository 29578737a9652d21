//! Reading a rule pack. A pack that is wrong is named, never guessed at.

use chrono::NaiveTime;
use chrono_tz::Tz;
use serde::Deserialize;
use thiserror::Error;

use super::{Area, ConsentRule, Hours, Label, Narrower, Refusal, RulePack, plain};
use crate::interaction::Channel;

/// The most bytes of a pack.
const MAX_BYTES: usize = 256 * 1024;
/// The most entries of a list.
const MAX_ENTRIES: usize = 1_000;
/// The longest margin before and after quiet hours, in seconds.
const MAX_MARGIN_S: u32 = 3_600;

/// A pack can't be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PackError {
    /// It is too long.
    #[error("longer than {MAX_BYTES} bytes")]
    TooLong,
    /// It is not what is expected.
    #[error("can't be understood")]
    Form(#[from] toml::de::Error),
    /// Something is missing, or too much.
    #[error("{0} is empty, or has more than {MAX_ENTRIES} entries")]
    Entries(&'static str),
    /// No such time zone (IANA).
    #[error("{0:?} is no time zone")]
    Zone(String),
    /// No time of day.
    #[error("{0:?} is no time of day such as 08:00")]
    Time(String),
    /// The day ends before it begins, or the margin leaves nothing of it.
    #[error("hours from {0:?} leave no time to send")]
    Hours(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    jurisdiction: String,
    regions: Vec<String>,
    verified: String,
    consent: ConsentForm,
    label: Option<LabelForm>,
    hours: Option<HoursForm>,
    refusal: RefusalForm,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ConsentForm {
    reconfirm_years: Option<u32>,
    source: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LabelForm {
    mark: String,
    #[serde(default)]
    look_alikes: Vec<String>,
    refusal: String,
    refusals: Vec<String>,
    source: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HoursForm {
    from: String,
    until: String,
    #[serde(default)]
    margin_s: u32,
    #[serde(default)]
    exempt: Vec<Channel>,
    #[serde(default)]
    night_consent: bool,
    #[serde(default)]
    zones: Vec<String>,
    source: Vec<String>,
    #[serde(default)]
    areas: Vec<AreaForm>,
    #[serde(default)]
    narrower: Vec<NarrowerForm>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AreaForm {
    zones: Vec<String>,
    numbers: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NarrowerForm {
    from: String,
    until: String,
    sunday_from: Option<String>,
    numbers: Vec<String>,
    source: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RefusalForm {
    words: Vec<String>,
    source: Vec<String>,
}

/// Reads a pack.
pub fn read(text: &str) -> Result<RulePack, PackError> {
    if text.len() > MAX_BYTES {
        return Err(PackError::TooLong);
    }
    let file: File = toml::from_str(text)?;
    let words = file.refusal.words.iter().map(|it| plain(it)).collect();
    Ok(RulePack {
        jurisdiction: file.jurisdiction,
        regions: some("regions", file.regions)?,
        verified: file.verified,
        consent: ConsentRule {
            reconfirm_years: file.consent.reconfirm_years,
            source: some("consent.source", file.consent.source)?,
        },
        label: file.label.map(label).transpose()?,
        hours: file.hours.map(hours).transpose()?,
        refusal: Refusal { words: some("refusal.words", words)?, source: some("refusal.source", file.refusal.source)? },
    })
}

fn label(form: LabelForm) -> Result<Label, PackError> {
    let LabelForm { mark, look_alikes, refusal, refusals, source } = form;
    if mark.trim().is_empty() || refusal.trim().is_empty() {
        return Err(PackError::Entries("label.mark"));
    }
    let source = some("label.source", source)?;
    Ok(Label { mark, look_alikes, refusal, refusals: some("label.refusals", refusals)?, source })
}

fn hours(form: HoursForm) -> Result<Hours, PackError> {
    let (from, until) = span(&form.from, &form.until, form.margin_s)?;
    let areas = form.areas.into_iter().map(|it| {
        Ok(Area {
            zones: zones(&some("hours.areas.zones", it.zones)?)?,
            numbers: some("hours.areas.numbers", it.numbers)?,
        })
    });
    let narrower = form.narrower.into_iter().map(|it| {
        let (from, until) = span(&it.from, &it.until, form.margin_s)?;
        let sunday_from = it.sunday_from.as_deref().map(time).transpose()?;
        let numbers = some("hours.narrower.numbers", it.numbers)?;
        Ok(Narrower { from, until, sunday_from, numbers, source: some("hours.narrower.source", it.source)? })
    });
    let hours = Hours {
        from,
        until,
        margin_s: form.margin_s,
        exempt: form.exempt,
        night_consent: form.night_consent,
        zones: zones(&form.zones)?,
        areas: areas.collect::<Result<_, PackError>>()?,
        narrower: narrower.collect::<Result<_, PackError>>()?,
        source: some("hours.source", form.source)?,
    };
    if hours.zones.is_empty() && hours.areas.is_empty() {
        return Err(PackError::Entries("hours.zones"));
    }
    Ok(hours)
}

fn span(from: &str, until: &str, margin_s: u32) -> Result<(NaiveTime, NaiveTime), PackError> {
    let span = (time(from)?, time(until)?);
    let leaves = (span.1 - span.0).num_seconds() > 2 * i64::from(margin_s);
    if leaves && margin_s <= MAX_MARGIN_S { Ok(span) } else { Err(PackError::Hours(from.to_owned())) }
}

fn time(text: &str) -> Result<NaiveTime, PackError> {
    NaiveTime::parse_from_str(text, "%H:%M").map_err(|_| PackError::Time(text.to_owned()))
}

fn zones(names: &[String]) -> Result<Vec<Tz>, PackError> {
    names.iter().map(|it| it.parse().map_err(|_| PackError::Zone(it.clone()))).collect()
}

fn some<T>(what: &'static str, list: Vec<T>) -> Result<Vec<T>, PackError> {
    if (1..=MAX_ENTRIES).contains(&list.len()) { Ok(list) } else { Err(PackError::Entries(what)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACK: &str = "jurisdiction = \"XX\"\nregions = [\"XX\"]\nverified = \"2026-11-22\"\n[consent]\nsource = [\"law\"]\n\
        [refusal]\nwords = [\"stop\"]\nsource = [\"law\"]\n";

    fn with_hours(hours: &str) -> Result<RulePack, PackError> {
        read(&format!("{PACK}[hours]\nsource = [\"law\"]\n{hours}"))
    }

    #[test]
    fn what_is_wrong_with_a_pack_is_named_and_nothing_of_it_is_used() {
        assert!(read(PACK).is_ok());
        assert!(matches!(read("jurisdiction = 1"), Err(PackError::Form(_))));
        assert!(matches!(read(&format!("hour = 1\n{PACK}")), Err(PackError::Form(_))), "a word misspelt");
        assert_eq!(read(&PACK.replace("[\"stop\"]", "[]")), Err(PackError::Entries("refusal.words")));
        assert_eq!(read(&PACK.replace("[\"law\"]", "[]")), Err(PackError::Entries("consent.source")));
        assert_eq!(read(&"x".repeat(MAX_BYTES + 1)), Err(PackError::TooLong));
        let zone = with_hours("from = \"08:00\"\nuntil = \"21:00\"\nzones = [\"Asia/Soul\"]\n");
        assert_eq!(zone, Err(PackError::Zone("Asia/Soul".into())));
        let time = with_hours("from = \"8\"\nuntil = \"21:00\"\nzones = [\"Asia/Seoul\"]\n");
        assert_eq!(time, Err(PackError::Time("8".into())));
        let turned = with_hours("from = \"21:00\"\nuntil = \"08:00\"\nzones = [\"Asia/Seoul\"]\n");
        assert_eq!(turned, Err(PackError::Hours("21:00".into())));
        assert_eq!(with_hours("from = \"08:00\"\nuntil = \"21:00\"\n"), Err(PackError::Entries("hours.zones")));
    }
}
