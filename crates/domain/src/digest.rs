//! Digests by which desktop and server know that they hold the same.
//!
//! A scope's checksum is the wrapping sum of the digests of all its facts and records: it doesn't depend on their order, and one
//! that changes is subtracted and added. A digest is XXH3-64 (Collet, xxHash specification 0.8) with seed 0 over the bytes described
//! at each function; numbers are little-endian. XXH3 is specified, and mixes its input well enough that sums of digests of ids that
//! differ in a few bits don't meet. It guards against mistakes, not against an attacker.

use twox_hash::XxHash3_64;

use crate::{
    interaction::Interaction,
    record::{Fact, RecordKind, Versioned},
    time::Stamp,
};

/// Digest of a fact: its kind (1 byte) and id. Facts never change, so the id stands for the content; a contact on the web site grows, and
/// is followed by its touches and last moment.
pub fn fact(fact: &Fact) -> u64 {
    let kind = match fact {
        Fact::Interaction(_) => 1,
        Fact::DialogueOpened(_) => 2,
        Fact::StageMove(_) => 3,
        Fact::Note(_) => 4,
        Fact::Consent(_) => 5,
        Fact::Assigned(_) => 6,
        Fact::ScriptTalk(_) => 7,
        Fact::Participation(_) => 8,
        Fact::Delivered(_) => 9,
        Fact::Message(_) => 10,
        Fact::Dispatch(_) => 11,
        Fact::Merged(_) => 12,
        Fact::Unmerged(_) => 13,
        Fact::KeptApart(_) => 14,
        Fact::CaseStep(_) => 15,
    };
    let mut bytes = vec![kind];
    bytes.extend(fact.id().as_bytes());
    if let Fact::Interaction(Interaction { web: Some(web), .. }) = fact {
        bytes.extend(web.touches.to_le_bytes());
        bytes.extend(web.last_ms.0.to_le_bytes());
    }
    XxHash3_64::oneshot(&bytes)
}

/// Digest of a record: its kind (1 byte) and id, the stamp of its creation, each field's name and stamp, each conflict's field and
/// stamp, and what was seen. A stamp stands for the value that was set with it.
pub fn versioned(versioned: &Versioned) -> u64 {
    let reference = versioned.record.reference();
    let mut bytes = vec![match reference.kind {
        RecordKind::Customer => 0x81,
        RecordKind::ContactPoint => 0x82,
        RecordKind::Remark => 0x83,
        RecordKind::Callback => 0x84,
        RecordKind::Topic => 0x85,
        RecordKind::User => 0x86,
        RecordKind::Team => 0x87,
        RecordKind::Rule => 0x88,
        RecordKind::Segment => 0x89,
        RecordKind::Script => 0x8a,
        RecordKind::Treatment => 0x8d,
        RecordKind::CallList => 0x8b,
        RecordKind::ListMember => 0x8c,
        RecordKind::Conversation => 0x8e,
        RecordKind::Mailbox => 0x8f,
        RecordKind::CannedReply => 0x90,
        RecordKind::Case => 0x91,
        RecordKind::Calendar => 0x92,
        RecordKind::SlaPolicy => 0x93,
        RecordKind::Article => 0x94,
    }];
    bytes.extend(reference.id.as_bytes());
    put_stamp(&mut bytes, versioned.created);
    for (field, stamp) in &versioned.stamps {
        put_part(&mut bytes, b'f', field);
        put_stamp(&mut bytes, *stamp);
    }
    for conflict in &versioned.conflicts {
        put_part(&mut bytes, b'c', &conflict.field);
        put_stamp(&mut bytes, conflict.other_stamp);
    }
    for (field, seen) in &versioned.seen {
        put_part(&mut bytes, b's', field);
        for (device, hlc) in seen {
            put_stamp(&mut bytes, Stamp { hlc: *hlc, device: *device });
        }
    }
    XxHash3_64::oneshot(&bytes)
}

fn put_part(bytes: &mut Vec<u8>, tag: u8, field: &str) {
    bytes.push(tag);
    bytes.extend((field.len() as u64).to_le_bytes());
    bytes.extend(field.as_bytes());
}

fn put_stamp(bytes: &mut Vec<u8>, stamp: Stamp) {
    bytes.extend(stamp.hlc.wall_ms.to_le_bytes());
    bytes.extend(stamp.hlc.counter.to_le_bytes());
    bytes.extend(stamp.device.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        dialogue::{Cause, Localized, StageMove},
        id::{CustomerId, DeviceId, DialogueId, StageMoveId, TeamId, UserId},
        merge::apply,
        people::Team,
        record::Record,
        time::{Hlc, Timestamp},
    };
    use serde_json::json;
    use uuid::Uuid;

    fn stamp(wall_ms: i64) -> Stamp {
        Stamp { hlc: Hlc { wall_ms, counter: 1 }, device: DeviceId(Uuid::from_u128(7)) }
    }

    fn team() -> Versioned {
        let name = Localized { ko: "가".into(), en: "a".into() };
        Versioned::new(Record::Team(Team { id: TeamId(Uuid::from_u128(1)), name }), stamp(5))
    }

    #[test]
    fn digests_stay_the_same_from_version_to_version() {
        // Written down from the first version: desktops in the field hold sums of these.
        let moved = Fact::StageMove(StageMove {
            id: StageMoveId(Uuid::from_u128(1)),
            customer: CustomerId(Uuid::from_u128(2)),
            dialogue: DialogueId(Uuid::from_u128(3)),
            stage: 2,
            version: 1,
            at_ms: Timestamp(4),
            interaction: None,
            cause: Cause::Person { user: UserId(Uuid::from_u128(5)) },
        });
        assert_eq!(fact(&moved), 1_027_166_418_052_451_366);
        assert_eq!(versioned(&team()), 4_303_532_306_492_752_188);
    }

    #[test]
    fn a_set_field_changes_the_digest() {
        let before = team();
        let mut after = before.clone();
        let change = before.change("name", json!({"ko": "나", "en": "b"}));
        apply(&mut after, &[change], stamp(6)).unwrap();
        assert_ne!(versioned(&before), versioned(&after));
    }
}
