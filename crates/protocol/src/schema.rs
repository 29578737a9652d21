//! Which version of the shapes a desktop must know to read a fact or record ([`crate::SCHEMA_VERSION`]).
//!
//! Who adds a kind, or to a kind something without which older programs would hold another digest, says here since when.

use daehwa_domain::{
    conversation::DispatchStatus,
    interaction::Interaction,
    record::{Fact, Record},
};

/// What every version reads.
pub const FIRST_SCHEMA: u16 = 1;

/// The first schema whose desktops can read a fact.
pub fn of_fact(fact: &Fact) -> u16 {
    match fact {
        Fact::CaseStep(_) => 9,
        Fact::Dispatch(it) if it.status == DispatchStatus::Delivered => 8,
        Fact::Message(it) if it.part_of.is_some() => 7,
        Fact::Message(_) | Fact::Dispatch(_) | Fact::Merged(_) | Fact::Unmerged(_) | Fact::KeptApart(_) => 6,
        // What grows has more than its id in its digest.
        Fact::Interaction(Interaction { web: Some(_), .. })
        | Fact::ScriptTalk(_)
        | Fact::Participation(_)
        | Fact::Delivered(_) => 4,
        Fact::Assigned(_) => 2,
        Fact::Interaction(_) | Fact::DialogueOpened(_) | Fact::StageMove(_) | Fact::Note(_) | Fact::Consent(_) => {
            FIRST_SCHEMA
        }
    }
}

/// The first schema whose desktops can read a record.
pub fn of_record(record: &Record) -> u16 {
    match record {
        Record::Case(_) | Record::Calendar(_) | Record::SlaPolicy(_) => 9,
        Record::Article(_) => 7,
        Record::Conversation(_) | Record::Mailbox(_) | Record::CannedReply(_) => 6,
        Record::CallList(_) | Record::ListMember(_) => 5,
        Record::Segment(_) | Record::Script(_) | Record::Treatment(_) => 4,
        Record::Rule(_) => 3,
        Record::Customer(_)
        | Record::ContactPoint(_)
        | Record::Remark(_)
        | Record::Callback(_)
        | Record::Topic(_)
        | Record::User(_)
        | Record::Team(_) => FIRST_SCHEMA,
    }
}

#[cfg(test)]
mod tests {
    use daehwa_domain::{
        call::Route,
        digest,
        id::{CustomerId, InteractionId, TeamId},
        interaction::{Channel, Direction},
        time::Timestamp,
    };
    use uuid::Uuid;

    use super::*;

    fn call(route: Option<Route>) -> Fact {
        Fact::Interaction(Interaction {
            id: InteractionId(Uuid::from_u128(1)),
            customer: CustomerId(Uuid::from_u128(2)),
            team: TeamId(Uuid::from_u128(3)),
            dialogue: None,
            channel: Channel::Phone,
            direction: Direction::Inbound,
            started_ms: Timestamp(4),
            duration_ms: 0,
            agent: None,
            address: None,
            call: None,
            route,
            outcome: None,
            summary: String::new(),
            web: None,
        })
    }

    #[test]
    fn the_way_of_a_call_hides_it_from_no_program_and_changes_no_sum() {
        let routed = call(Some(Route { queue: Some("billing".into()), ..Route::default() }));
        assert_eq!((of_fact(&routed), digest::fact(&routed)), (FIRST_SCHEMA, digest::fact(&call(None))));
    }

    #[test]
    fn a_line_of_a_chat_is_sent_to_programs_that_know_what_it_is_part_of_d_12() {
        let line = |part_of| {
            let json = serde_json::json!({
                "id": InteractionId(Uuid::from_u128(1)), "customer": CustomerId(Uuid::from_u128(2)), "conversation": Uuid::nil(),
                "channel": "chat", "direction": "inbound", "at_ms": 1, "from": {"name": null, "address": ""}, "to": [], "cc": [],
                "subject": "", "text": "안녕하세요", "cut": false, "has_html": false, "attachments": [], "answers": null,
                "follows": null, "kind": "person", "author": null, "canned": null,
            });
            let mut message: daehwa_domain::conversation::Message = serde_json::from_value(json).expect("a message");
            message.part_of = part_of;
            Fact::Message(Box::new(message))
        };
        let (first, next) = (line(None), line(Some(InteractionId(Uuid::from_u128(9)))));
        assert_eq!((of_fact(&first), of_fact(&next)), (6, 7));
        assert_eq!(digest::fact(&first), digest::fact(&next));
    }
}
