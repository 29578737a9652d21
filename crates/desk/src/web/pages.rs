//! Pages that no rule knows, and the rule that would know one.

use daehwa_domain::{
    interaction::Channel,
    rule::{Pattern, PatternKind, Sign},
};
use daehwa_protocol::web::UnknownPage;

use crate::{
    api::{rules::RuleDraft, web::UnknownPageRow},
    rules::PROPOSED_PRIORITY,
    shift::Shift,
};

/// The pattern that stands for all pages that found no place in the list.
const OTHER_PAGES: &str = "*";
/// So many characters of a page become the key of its rule.
const KEY_CHARS: usize = 16;

impl Shift {
    pub(super) fn page_row(&self, it: UnknownPage) -> UnknownPageRow {
        let draft = (it.pattern != OTHER_PAGES).then(|| draft_for(&it.pattern, self.free_key(&key_of(&it.pattern))));
        UnknownPageRow {
            draft,
            site: it.site,
            site_name: it.site_name,
            touches: u32::try_from(it.touches).unwrap_or(u32::MAX),
            first_ms: it.first_ms,
            last_ms: it.last_ms,
            pattern: it.pattern,
        }
    }
}

/// The rule that would know a page. Where it leads is for a person to say.
fn draft_for(pattern: &str, key: String) -> RuleDraft {
    let kind = if pattern.contains('*') { PatternKind::Wildcard } else { PatternKind::Exact };
    RuleDraft {
        id: None,
        key,
        channel: Channel::Web,
        sign: Sign::Page,
        pattern: Pattern { kind, text: pattern.to_owned() },
        topic: None,
        stage: 1,
        priority: PROPOSED_PRIORITY,
        enabled: true,
    }
}

/// What a page's rule could be called: its words.
fn key_of(pattern: &str) -> String {
    let words = pattern.split(|it: char| !it.is_alphanumeric()).filter(|it| !it.is_empty());
    let name: String = words.collect::<Vec<_>>().join("_").chars().take(KEY_CHARS).collect();
    let name = name.trim_end_matches('_').to_lowercase();
    if name.is_empty() { "web".to_owned() } else { format!("{name}.web") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use daehwa_domain::limits;

    #[test]
    fn a_page_becomes_the_rule_that_would_have_known_it_h_3() {
        let exact = draft_for("/about", "about.web".into());
        assert_eq!((exact.pattern.kind, exact.pattern.text.as_str()), (PatternKind::Exact, "/about"));
        assert_eq!((exact.channel, exact.sign, exact.topic), (Channel::Web, Sign::Page, None));
        assert_eq!(draft_for("/shop/*", String::new()).pattern.kind, PatternKind::Wildcard);
    }

    #[test]
    fn a_rule_for_a_page_is_named_by_its_words_whatever_it_is_called_h_3() {
        for (page, key) in [
            ("/about/us", "about_us.web"),
            ("/Shop/*#order", "shop_order.web"),
            ("/요금제/비교", "요금제_비교.web"),
            ("/", "web"),
        ] {
            assert_eq!(key_of(page), key);
        }
        let longest = key_of(&format!("/{}", "\u{1f600}한/".repeat(200)));
        assert!(longest.len() <= limits::MAX_KEY_BYTES && !longest.chars().any(char::is_control), "{longest}");
    }
}
