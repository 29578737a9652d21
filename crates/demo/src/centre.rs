//! The centre itself: its teams, the people who work there, and what its dialogues are about.
//!
//! Nothing here depends on `now`, so that ids hold from one day to the next.

use daehwa_domain::{
    article::Article,
    calendar::Calendar,
    conversation::{CannedReply, Mailbox},
    customer::Language,
    dialogue::Topic,
    id::{TeamId, TopicId, UserId},
    people::{Role, Team, User},
    rule::Rule,
    script::Script,
    segment::Segment,
    sla::SlaPolicy,
    time::Timestamp,
    treatment::Treatment,
};

use crate::{
    dice::{Dice, Stream},
    rules,
    text::Text,
    topics::TOPICS,
    treatments, written,
};

/// When the centre opened: 2024-01-02 09:00 in Seoul.
pub(crate) const OPENED: Timestamp = Timestamp(1_704_153_600_000);

/// Teams, users, topics, channel rules, scripts, segments, treatments, mailboxes, canned replies, articles,
/// calendars and promises of a demo centre.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Centre {
    /// The teams: consumers, business customers, premium care. `agent1` and `agent2` work in the first.
    pub teams: Vec<Team>,
    /// Who signs in: `agent1` to `agent10`, `supervisor1`, `admin1`.
    pub users: Vec<User>,
    /// What dialogues are about.
    pub topics: Vec<Topic>,
    /// What contacts are about, by what they show on their channel.
    pub rules: Vec<Rule>,
    /// What agents say and ask about them.
    pub scripts: Vec<Script>,
    /// Customers who are served in a way of their own.
    pub segments: Vec<Segment>,
    /// How customers are served.
    pub treatments: Vec<Treatment>,
    /// Our addresses on written channels.
    pub mailboxes: Vec<Mailbox>,
    /// What agents answer with.
    pub canned: Vec<CannedReply>,
    /// What agents look up.
    pub articles: Vec<Article>,
    /// When the centre works.
    pub calendars: Vec<Calendar>,
    /// What is promised about cases.
    pub policies: Vec<SlaPolicy>,
}

const TEAMS: [Text; 3] =
    [Text("개인고객팀", "Consumer care"), Text("기업고객팀", "Business care"), Text("프리미엄케어팀", "Premium care")];

const CONSUMER: usize = 0;
const BUSINESS: usize = 1;
const PREMIUM: usize = 2;

const USERS: [(&str, &str, Role, &[usize], Language); 12] = [
    ("agent1", "이하늘", Role::Agent, &[CONSUMER], Language::Ko),
    ("agent2", "Emily Carter", Role::Agent, &[CONSUMER], Language::En),
    ("agent3", "박서준", Role::Agent, &[CONSUMER], Language::Ko),
    ("agent4", "정유나", Role::Agent, &[CONSUMER], Language::Ko),
    ("agent5", "Daniel Reed", Role::Agent, &[CONSUMER, PREMIUM], Language::En),
    ("agent6", "최은우", Role::Agent, &[CONSUMER], Language::Ko),
    ("agent7", "한지원", Role::Agent, &[BUSINESS], Language::Ko),
    ("agent8", "Grace Kim", Role::Agent, &[BUSINESS], Language::En),
    ("agent9", "오세진", Role::Agent, &[PREMIUM], Language::Ko),
    ("agent10", "윤가람", Role::Agent, &[PREMIUM], Language::Ko),
    ("supervisor1", "김도현", Role::Supervisor, &[CONSUMER, BUSINESS, PREMIUM], Language::Ko),
    ("admin1", "Hannah Park", Role::Administrator, &[CONSUMER, BUSINESS, PREMIUM], Language::En),
];

impl Centre {
    pub(crate) fn new(seed: u64) -> Self {
        let mut dice = Dice::new(seed, Stream::Centre);
        let teams: Vec<Team> =
            TEAMS.iter().map(|name| Team { id: TeamId(dice.id(OPENED)), name: name.localized() }).collect();
        let users: Vec<User> = USERS
            .iter()
            .map(|(login, name, role, members, language)| User {
                id: UserId(dice.id(OPENED)),
                login: (*login).into(),
                name: (*name).into(),
                role: *role,
                teams: members.iter().map(|&team| teams[team].id).collect(),
                language: *language,
                disabled: false,
            })
            .collect();
        let topics: Vec<Topic> = TOPICS.iter().map(|outline| outline.topic(TopicId(dice.id(OPENED)))).collect();
        let rules = rules::rules(&mut dice, &topics);
        let scripts = crate::scripts::scripts(&topics, &mut dice);
        let segments = treatments::segments(&mut dice, &users);
        let treatments = treatments::treatments(&mut dice, &segments);
        let mailboxes = written::mailboxes(&mut dice, teams[CONSUMER].id);
        let canned = written::canned(&mut dice);
        let articles = crate::articles::articles(&mut dice, &topics);
        let calendars = crate::cases::calendars(&mut dice);
        let policies = crate::cases::policies(&mut dice, calendars[0].id);
        Self {
            teams,
            users,
            topics,
            rules,
            scripts,
            segments,
            treatments,
            mailboxes,
            canned,
            articles,
            calendars,
            policies,
        }
    }

    /// The team for consumers, the one that `agent1` and `agent2` share.
    pub fn consumer_team(&self) -> TeamId {
        self.teams[CONSUMER].id
    }

    /// The team for companies.
    pub fn business_team(&self) -> TeamId {
        self.teams[BUSINESS].id
    }

    /// The team for the most valuable customers.
    pub fn premium_team(&self) -> TeamId {
        self.teams[PREMIUM].id
    }

    /// The agents of a team, in the order of their logins.
    pub(crate) fn agents(&self, team: TeamId) -> impl Iterator<Item = &User> {
        self.users.iter().filter(move |user| user.role == Role::Agent && user.teams.contains(&team))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_depend_on_the_seed_alone() {
        assert_eq!(Centre::new(4), Centre::new(4));
        assert_ne!(Centre::new(4).teams[0].id, Centre::new(5).teams[0].id);
    }

    #[test]
    fn the_first_two_agents_share_customers() {
        let centre = Centre::new(1);
        let logins: Vec<&str> = centre.agents(centre.consumer_team()).map(|user| user.login.as_str()).collect();
        assert_eq!(&logins[..2], ["agent1", "agent2"]);
    }
}
