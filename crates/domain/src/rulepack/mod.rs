//! What the law of a place asks of advertising that is written to people there. Rules are data: `rulepacks/*.toml` at the top of the project, one file
//! for each jurisdiction, with the source of every rule.

mod hours;
mod read;

use std::sync::LazyLock;

use crate::{interaction::Channel, number::Reading};

pub use hours::{Area, Hours, Narrower, NoZone};
pub use read::{PackError, read};

/// The rules of one jurisdiction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RulePack {
    /// Its short name, such as `KR`.
    pub jurisdiction: String,
    /// The countries whose numbers it holds for (ISO 3166-1 alpha-2).
    pub regions: Vec<String>,
    /// When somebody last held it against its sources, as a date (ISO 8601).
    pub verified: String,
    /// What a consent has to be.
    pub consent: ConsentRule,
    /// What has to be said in advertising.
    pub label: Option<Label>,
    /// When it may be sent.
    pub hours: Option<Hours>,
    /// By what people refuse it.
    pub refusal: Refusal,
}

/// What a consent has to be. One is needed everywhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsentRule {
    /// After how many years it has to be confirmed.
    pub reconfirm_years: Option<u32>,
    /// The laws.
    pub source: Vec<String>,
}

/// What has to be said in advertising.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// With what it begins, exactly.
    pub mark: String,
    /// What is taken for the mark and is none.
    pub look_alikes: Vec<String>,
    /// What stands before the free way to refuse it.
    pub refusal: String,
    /// All words that may stand there.
    pub refusals: Vec<String>,
    /// The laws.
    pub source: Vec<String>,
}

/// By what people refuse advertising.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What a message says that is nothing else, without spaces, capitals and punctuation.
    words: Vec<String>,
    /// The laws.
    pub source: Vec<String>,
}

static PACKS: LazyLock<Result<Vec<RulePack>, PackError>> = LazyLock::new(|| {
    let files = [
        include_str!("../../../../rulepacks/kr.toml"),
        include_str!("../../../../rulepacks/us.toml"),
        include_str!("../../../../rulepacks/uk.toml"),
        include_str!("../../../../rulepacks/eu.toml"),
    ];
    files.into_iter().map(read).collect()
});

/// All packs of this program. A test reads them, so that there are none only where the program was built from others.
pub fn packs() -> &'static [RulePack] {
    PACKS.as_deref().unwrap_or_default()
}

impl RulePack {
    /// The pack of a country.
    pub fn of_region(region: &str) -> Option<&'static Self> {
        packs().iter().find(|pack| pack.regions.iter().any(|it| it == region))
    }

    /// The pack that holds for what is written to an address. `home` is the country of numbers without a country code, and of e-mail
    /// addresses, which are of no country.
    pub fn of_address(channel: Channel, address: &str, home: &str) -> Option<&'static Self> {
        if channel == Channel::Email {
            return Self::of_region(home);
        }
        Self::of_region(&Reading::of(address, home)?.region?)
    }
}

impl Refusal {
    /// Whether a message refuses advertising: it says that, and nothing else.
    pub fn is_meant(&self, message: &str) -> bool {
        let said = plain(message);
        !said.is_empty() && self.words.contains(&said)
    }
}

/// Words without what people put between them as they like.
fn plain(words: &str) -> String {
    words.chars().filter(|it| it.is_alphanumeric()).flat_map(char::to_lowercase).take(100).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pack_is_read_and_every_rule_names_its_law_c_1() {
        let packs = PACKS.as_ref().unwrap();
        assert_eq!(packs.iter().map(|it| it.jurisdiction.as_str()).collect::<Vec<_>>(), ["KR", "US", "UK", "EU"]);
        for pack in packs {
            assert!(!pack.consent.source.is_empty() && !pack.refusal.source.is_empty(), "{}", pack.jurisdiction);
        }
    }

    #[test]
    fn a_number_has_the_rules_of_its_country_and_a_country_without_rules_none() {
        let of = |number: &str| RulePack::of_address(Channel::Sms, number, "KR").map(|it| it.jurisdiction.as_str());
        assert_eq!(of("010-1234-5678"), Some("KR"));
        assert_eq!(of("+18502001234"), Some("US"));
        assert_eq!(of("+44 7400 123456"), Some("UK"));
        assert_eq!(of("+49 1512 3456789"), Some("EU"));
        assert_eq!(of("+81 90 1234 5678"), None);
        assert_eq!(of("kim"), None);
        let mail = RulePack::of_address(Channel::Email, "kim@example.com", "KR");
        assert_eq!(mail.map(|it| it.jurisdiction.as_str()), Some("KR"));
    }

    #[test]
    fn a_refusal_is_known_by_its_words_and_the_end_of_a_contract_is_none_c_1() {
        let (kr, us) = (RulePack::of_region("KR").unwrap(), RulePack::of_region("US").unwrap());
        for words in ["수신거부", " 수신 거부! ", "STOP", "Stop.", "수신거부 부탁드립니다~"] {
            assert!(kr.refusal.is_meant(words), "{words}");
        }
        for words in ["해지", "해지해 주세요", "수신거부는 어떻게 하나요?", "", "!", "stop by tomorrow"]
        {
            assert!(!kr.refusal.is_meant(words), "{words}");
        }
        for words in ["stop", "QUIT", "Opt out", "opt-out", "please never text me again"] {
            assert!(us.refusal.is_meant(words), "{words}");
        }
        assert!(!us.refusal.is_meant("please cancel my appointment"));
    }
}
