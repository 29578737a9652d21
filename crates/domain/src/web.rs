//! What visitors read on the company's web site: as stretches of reading on one topic, not as clicks (H-6).
//!
//! A page or named action is an event; a channel rule brings it to a topic and stage (H-3). A visitor's events on one topic without a
//! long pause are one [`Stretch`], an [`Episode`] with its pages, and one contact of the dialogue ([`Web`]) that grows in place.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    episode::{Channels, Episode},
    id::{CustomerId, TopicId},
    interaction::Channel,
    time::Timestamp,
};

/// A pause that ends a visit: half an hour, as web analytics count (Catledge & Pitkow 1995: 25.5 minutes).
pub const PAUSE_MS: i64 = 30 * 60_000;
/// The longest visit: what goes on for more than a day is begun anew each day.
pub const LONGEST_MS: i64 = 24 * 3_600_000;
/// The oldest event that is dated by its sender's word. What waited longer in a browser is taken as of then.
pub const OLDEST_MS: i64 = 24 * 3_600_000;
/// The most pages that a contact names; the touches of others are counted all the same.
pub const MAX_PAGES: usize = 8;
/// The longest page, in bytes.
pub const MAX_PAGE_BYTES: usize = 200;

/// How often a page was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PageTouches {
    /// Its path, with the action after a `#` where it was one.
    pub page: String,
    /// How often.
    pub touches: u32,
}

/// What a web contact grew to. Made by the server alone: a later state has more touches, and takes the place of the earlier one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Web {
    /// Number of pages and actions.
    pub touches: u32,
    /// When the last was.
    pub last_ms: Timestamp,
    /// The first [`MAX_PAGES`] different ones, in the order in which they came.
    pub pages: Vec<PageTouches>,
}

impl Web {
    /// Takes in what was read besides.
    pub fn join(&mut self, other: &Web) {
        self.touches = self.touches.saturating_add(other.touches);
        self.last_ms = self.last_ms.max(other.last_ms);
        for page in &other.pages {
            if let Some(known) = self.pages.iter_mut().find(|it| it.page == page.page) {
                known.touches = known.touches.saturating_add(page.touches);
            } else if self.pages.len() < MAX_PAGES {
                self.pages.push(page.clone());
            }
        }
    }
}

/// A visitor's events on one topic without a long pause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stretch {
    /// When, how often, how far. Nobody's as long as the visitor is not known.
    pub episode: Episode,
    /// The pages.
    pub web: Web,
    /// The key of the rule that knew the highest stage (H-10).
    pub rule: String,
}

impl Stretch {
    /// One event.
    pub fn of(topic: TopicId, stage: u8, rule: &str, page: &str, at_ms: Timestamp) -> Self {
        Self {
            episode: Episode {
                customer: CustomerId(uuid::Uuid::nil()),
                topic,
                first_ms: at_ms,
                last_ms: at_ms,
                touches: 1,
                stage,
                stage_ms: at_ms,
                channels: Channels::one(Channel::Web),
                last_channel: Channel::Web,
            },
            web: Web { touches: 1, last_ms: at_ms, pages: vec![PageTouches { page: page.to_owned(), touches: 1 }] },
            rule: rule.to_owned(),
        }
    }

    /// Whether two are one: on one topic, with no long pause between them, and not too long together.
    pub fn meets(&self, other: &Stretch) -> bool {
        let (a, b) = (&self.episode, &other.episode);
        a.topic == b.topic && continues((a.first_ms, a.last_ms), (b.first_ms, b.last_ms))
    }

    /// Takes in another one. The pages stand in the order of time where the stretches don't overlap.
    pub fn join(&mut self, other: &Stretch) {
        let (a, b) = (&self.episode, &other.episode);
        if (b.stage, Reverse(b.stage_ms)) > (a.stage, Reverse(a.stage_ms)) {
            self.rule.clone_from(&other.rule);
        }
        if b.first_ms < a.first_ms {
            let later = std::mem::replace(&mut self.web, other.web.clone());
            self.web.join(&later);
        } else {
            self.web.join(&other.web);
        }
        self.episode.join(&other.episode);
    }
}

/// Whether what was from `b.0` to `b.1` goes on what was from `a.0` to `a.1`, or before it.
pub fn continues(a: (Timestamp, Timestamp), b: (Timestamp, Timestamp)) -> bool {
    let pause = b.0.since_ms(a.1).max(a.0.since_ms(b.1));
    pause <= PAUSE_MS && a.1.max(b.1).since_ms(a.0.min(b.0)) <= LONGEST_MS
}

/// Adds a stretch to others, joining those that are one with it.
pub fn add(all: &mut Vec<Stretch>, mut new: Stretch) {
    while let Some(at) = all.iter().position(|it| it.meets(&new)) {
        let mut earlier = all.swap_remove(at);
        earlier.join(&new);
        new = earlier;
    }
    all.push(new);
    all.sort_by_key(|it| (it.episode.first_ms, it.episode.topic));
}

/// The moments of events by the server's clock. The sender's clock says only how long before sending each was, so that it may be off by
/// days; events keep their order, none is after `now` and none longer ago than [`OLDEST_MS`].
pub fn moments(sent_ms: i64, at_ms: impl IntoIterator<Item = i64>, now: Timestamp) -> Vec<Timestamp> {
    let mut latest = now.plus_ms(-OLDEST_MS);
    let moment = |at: i64| {
        let ago = sent_ms.saturating_sub(at).clamp(0, OLDEST_MS);
        latest = latest.max(now.plus_ms(-ago));
        latest
    };
    at_ms.into_iter().map(moment).collect()
}

/// A page as it is kept: the path alone, without what follows `?` or `#` (that can hold personal data), and the action after a `#`.
/// `None` for what is no path, or is too long.
pub fn page(path: &str, action: Option<&str>) -> Option<String> {
    let path = path.split(['?', '#', ';']).next().unwrap_or_default();
    let plain = |text: &str| !text.chars().any(|it| it.is_control() || is_format(it));
    if !path.starts_with('/') || !plain(path) {
        return None;
    }
    let mut page = path.trim_end_matches('/').to_owned();
    if page.is_empty() {
        page.push('/');
    }
    if let Some(action) = action.map(str::trim).filter(|it| !it.is_empty()) {
        if !plain(action) {
            return None;
        }
        page.push('#');
        page.push_str(action);
    }
    (page.len() <= MAX_PAGE_BYTES).then_some(page)
}

/// Marks that turn or hide what stands around them: they would let a page pass for another one on screen.
fn is_format(it: char) -> bool {
    matches!(it, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// A page without what differs from visitor to visitor: parts with digits, and very long ones, become `*`. So pages that no rule knows are
/// a short list.
pub fn pattern(page: &str) -> String {
    const LONG: usize = 32;
    const PARTS: usize = 5;
    let varies =
        |part: &str| part.chars().any(|it| it.is_numeric()) || part.chars().count() > LONG || part.contains('@');
    let parts: Vec<&str> = page.split('/').skip(1).collect();
    let mut pattern = String::new();
    for part in parts.iter().take(PARTS) {
        pattern.push('/');
        pattern.push_str(if varies(part) { "*" } else { part });
    }
    if parts.len() > PARTS {
        pattern.push_str("/*");
    }
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    const DAY_MS: i64 = 86_400_000;

    fn stretch(topic: u128, stage: u8, page: &str, minute: i64) -> Stretch {
        let rule = format!("rule{stage}");
        Stretch::of(TopicId(Uuid::from_u128(topic)), stage, &rule, page, Timestamp(minute * 60_000))
    }

    fn made_of(stretches: impl IntoIterator<Item = Stretch>) -> Vec<Stretch> {
        let mut all = Vec::new();
        stretches.into_iter().for_each(|it| add(&mut all, it));
        all
    }

    #[test]
    fn a_clock_off_by_two_days_moves_nothing_and_order_is_kept_h_5() {
        let now = Timestamp(100 * DAY_MS);
        for off in [0, 2 * DAY_MS, -2 * DAY_MS, i64::MAX / 2, i64::MIN / 2] {
            let sent = now.0.saturating_add(off);
            let at = [sent - 3_000, sent - 2_000, sent - 1_000];
            let expected = [now.plus_ms(-3_000), now.plus_ms(-2_000), now.plus_ms(-1_000)];
            assert_eq!(moments(sent, at, now), expected);
        }
        // A clock that was set between the events and the sending.
        let stepped = moments(now.0, [now.0 + 2 * DAY_MS, now.0 - 5_000, now.0 - 3 * DAY_MS, i64::MIN, i64::MAX], now);
        assert_eq!(stepped, [now; 5]);
        let old = moments(now.0, [now.0 - 3 * DAY_MS, now.0 - 1], now);
        assert_eq!(old, [now.plus_ms(-OLDEST_MS), now.plus_ms(-1)]);
    }

    #[test]
    fn a_page_is_its_path_without_what_can_be_personal_h_3() {
        assert_eq!(page("/plans/5g/?mail=kim@example.com#top", None).as_deref(), Some("/plans/5g"));
        assert_eq!(page("/", Some(" order ")).as_deref(), Some("/#order"));
        assert_eq!(page("/요금제/비교", None).as_deref(), Some("/요금제/비교"));
        for bad in ["", "plans", "//\u{0}", "/a\u{202e}b", "https://x/", "/a\nb"] {
            assert_eq!(page(bad, None), None, "{bad:?}");
        }
        assert_eq!(page("/a", Some("b\u{200b}")), None);
        assert_eq!(page(&format!("/{}", "x".repeat(MAX_PAGE_BYTES)), None), None);
    }

    #[test]
    fn pages_that_no_rule_knows_become_a_short_list_h_2() {
        assert_eq!(pattern("/shop/12345/reviews"), "/shop/*/reviews");
        assert_eq!(pattern("/u/kim@example.com"), "/u/*");
        assert_eq!(pattern("/a/b/c/d/e/f/g"), "/a/b/c/d/e/*");
        assert_eq!(pattern("/"), "/");
    }

    #[test]
    fn a_contact_names_its_first_pages_and_counts_all_h_6() {
        let mut web = Web::default();
        for n in 0..1_000 {
            web.join(&stretch(1, 1, &format!("/p{}", n % 20), n).web);
        }
        assert_eq!((web.touches, web.pages.len(), web.pages[0].touches), (1_000, MAX_PAGES, 50));
    }

    #[test]
    fn a_pause_and_a_day_end_a_visit_h_6() {
        assert_eq!(made_of([stretch(1, 1, "/a", 0), stretch(1, 1, "/a", 30), stretch(1, 1, "/a", 61)]).len(), 2);
        assert_eq!(made_of([stretch(1, 1, "/a", 0), stretch(2, 1, "/a", 0)]).len(), 2);
        let all_week = made_of((0..7 * 48).map(|half_hour| stretch(1, 1, "/a", half_hour * 30)));
        assert_eq!(all_week.len(), 7);
    }

    proptest! {
        #[test]
        fn the_order_of_arrival_changes_nothing_but_the_order_of_pages_h_6(
            (events, shuffled) in prop::collection::vec((1_u128..3, 1_u8..4, 0_usize..5, 0_i64..600), 1..30)
                .prop_map(|all| all.into_iter().map(|(topic, stage, page, at)| stretch(topic, stage, &format!("/{page}"), at)).collect::<Vec<_>>())
                .prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
        ) {
            let episodes = |all: Vec<Stretch>| {
                let keep = |it: Stretch| (it.episode, it.web.touches, it.rule, {
                    let mut pages = it.web.pages.iter().map(|it| (it.page.clone(), it.touches)).collect::<Vec<_>>();
                    pages.sort();
                    pages
                });
                all.into_iter().map(keep).collect::<Vec<_>>()
            };
            prop_assert_eq!(episodes(made_of(events)), episodes(made_of(shuffled)));
        }
    }
}
