//! The channel rules of the demonstration: queues, campaigns, subjects, words and pages lead to its topics.

use daehwa_domain::{
    dialogue::Topic,
    id::RuleId,
    interaction::Channel,
    rule::{Pattern, PatternKind, Rule, Sign},
};

use crate::{centre::OPENED, dice::Dice};

/// A rule as it is written down: key, channel, sign, pattern, topic, stage, priority.
type Line = (&'static str, Channel, Sign, (PatternKind, &'static str), &'static str, u8, u8);

/// The rule that is kept for the next season.
const RESTING: &str = "device_purchase.campaign";

static RULES: &[Line] = {
    use Channel::{Chat, Email, Phone, Sms, Web};
    use PatternKind::{Exact, Prefix, Wildcard};
    use Sign::{Campaign, Page, Participation, Queue, Subject, Text};
    &[
        ("contract_renewal.phone", Phone, Queue, (Exact, "cancellation"), "contract_renewal", 2, 3),
        ("billing_question.phone", Phone, Queue, (Exact, "billing"), "billing_question", 1, 5),
        ("fault_report.phone", Phone, Queue, (Prefix, "faults"), "fault_report", 1, 5),
        ("new_line.phone", Phone, Queue, (Exact, "sales"), "new_line", 1, 5),
        ("contract_renewal.campaign", Phone, Campaign, (Prefix, "renewal-"), "contract_renewal", 1, 6),
        ("plan_upgrade.campaign", Phone, Campaign, (Prefix, "5g-"), "plan_upgrade", 1, 6),
        (RESTING, Phone, Campaign, (Prefix, "spring-phones-"), "device_purchase", 1, 6),
        ("contract_renewal.email", Email, Subject, (Wildcard, "*해지*"), "contract_renewal", 2, 3),
        ("contract_renewal.email.en", Email, Subject, (Wildcard, "*cancel*"), "contract_renewal", 2, 3),
        ("billing_question.email", Email, Subject, (Wildcard, "*요금*"), "billing_question", 1, 5),
        ("billing_question.email.en", Email, Subject, (Wildcard, "*bill*"), "billing_question", 1, 5),
        ("moving_house.email", Email, Subject, (Wildcard, "*이사*"), "moving_house", 1, 5),
        ("moving_house.email.en", Email, Subject, (Wildcard, "*moving*"), "moving_house", 1, 5),
        ("billing_question.chat", Chat, Text, (Wildcard, "*요금*"), "billing_question", 1, 5),
        ("billing_question.chat.en", Chat, Text, (Wildcard, "*bill*"), "billing_question", 1, 5),
        ("fault_report.chat", Chat, Text, (Wildcard, "*인터넷*안*"), "fault_report", 1, 5),
        ("fault_report.chat.en", Chat, Text, (Wildcard, "*outage*"), "fault_report", 1, 5),
        ("roaming.sms", Sms, Text, (Wildcard, "*로밍*"), "roaming", 1, 5),
        ("roaming.sms.en", Sms, Text, (Wildcard, "*roaming*"), "roaming", 1, 5),
        ("contract_renewal.web", Web, Page, (Prefix, "/cancel"), "contract_renewal", 2, 3),
        ("plan_upgrade.web", Web, Page, (Prefix, "/plans"), "plan_upgrade", 1, 5),
        ("plan_upgrade.web.compare", Web, Page, (Prefix, "/plans/compare"), "plan_upgrade", 2, 5),
        ("device_purchase.web", Web, Page, (Prefix, "/devices"), "device_purchase", 1, 5),
        ("device_purchase.web.price", Web, Page, (Wildcard, "/devices/*/price"), "device_purchase", 2, 4),
        ("home_bundle.web", Web, Page, (Prefix, "/bundles"), "home_bundle", 1, 5),
        ("home_bundle.web.address", Web, Page, (Exact, "/bundles/availability"), "home_bundle", 2, 5),
        ("new_line.web", Web, Page, (Prefix, "/join"), "new_line", 1, 5),
        ("roaming.web", Web, Page, (Prefix, "/roaming"), "roaming", 1, 5),
        ("fault_report.web", Web, Page, (Prefix, "/support/outage"), "fault_report", 1, 5),
        ("billing_question.web", Web, Page, (Prefix, "/support/bills"), "billing_question", 1, 5),
        (
            "billing_complaint.feedback.phone",
            Phone,
            Participation,
            (Exact, "feedback complaint"),
            "billing_complaint",
            1,
            4,
        ),
        ("billing_complaint.survey.phone", Phone, Participation, (Exact, "survey low"), "billing_complaint", 1, 4),
        ("billing_complaint.survey.web", Web, Participation, (Exact, "survey low"), "billing_complaint", 1, 4),
        ("moving_house.web", Web, Page, (Prefix, "/support/moving"), "moving_house", 1, 5),
    ]
};

/// The rules over the demonstration's topics.
pub(crate) fn rules(dice: &mut Dice, topics: &[Topic]) -> Vec<Rule> {
    let rule = |&(key, channel, sign, (kind, text), topic, stage, priority): &Line| {
        let id = RuleId(dice.id(OPENED));
        let topic = topics.iter().find(|it| it.key == topic)?.id;
        let pattern = Pattern { kind, text: text.into() };
        Some(Rule { id, key: key.into(), channel, sign, pattern, topic, stage, priority, enabled: key != RESTING })
    };
    RULES.iter().filter_map(rule).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{DEFAULT_SEED, centre::Centre};
    use daehwa_domain::{
        id::TopicId,
        participation::{FeedbackKind, Part},
        rule::{Event, judge, validate},
    };

    #[test]
    fn every_rule_can_hold_h_3() {
        let centre = Centre::new(DEFAULT_SEED);
        assert_eq!(centre.rules.len(), RULES.len());
        let topic_of = |id: TopicId| centre.topics.iter().find(|it| it.id == id);
        for rule in &centre.rules {
            assert_eq!(validate(rule, &centre.rules, topic_of), [], "{}", rule.key);
        }
    }

    #[test]
    fn a_page_shows_how_far_a_customer_is_h_4() {
        let centre = Centre::new(DEFAULT_SEED);
        let held = |page: &str| {
            let judged = judge(&centre.rules, &Event::of_page(page), |id| centre.topics.iter().find(|it| it.id == id));
            judged.holds().map(|it| (it.key.clone(), it.stage))
        };
        assert_eq!(held("/plans/5g-premium"), Some(("plan_upgrade.web".into(), 1)));
        assert_eq!(held("/plans/compare?a=5g&b=lte"), Some(("plan_upgrade.web.compare".into(), 2)));
        assert_eq!(held("/devices/fold/price"), Some(("device_purchase.web.price".into(), 2)));
        assert_eq!(held("/careers"), None);
        assert_eq!(held("/help/rate#survey:4"), Some(("billing_complaint.survey.web".into(), 1)), "P-9");
        assert_eq!(held("/help/rate#survey:9"), None);
    }

    #[test]
    fn a_low_score_and_a_complaint_are_an_open_matter_and_praise_is_none_p_9_p_11() {
        let centre = Centre::new(DEFAULT_SEED);
        let held = |part: Part| {
            let event = Event::of_part(Channel::Phone, &part);
            let judged = judge(&centre.rules, &event, |id| centre.topics.iter().find(|it| it.id == id));
            let topic = judged.holds().map(|it| it.topic);
            topic.and_then(|id| centre.topics.iter().find(|it| it.id == id)).is_some_and(|it| it.complaint)
        };
        let survey = |score| Part::Survey { score, words: String::new() };
        let feedback = |kind| Part::Feedback { kind, words: "늦었어요".into() };
        assert!(held(survey(0)) && held(survey(6)) && !held(survey(7)) && !held(survey(10)));
        assert!(held(feedback(FeedbackKind::Complaint)) && !held(feedback(FeedbackKind::Praise)));
        assert!(!held(Part::Referral { name: String::new(), number: None, consent: false }));
    }
}
