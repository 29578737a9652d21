//! How a message becomes bytes: MessagePack with field names (so that a version can add fields), then zstd when that is shorter.
//!
//! First byte: 0 plain, 1 zstd. Sizes are checked before anything is allocated.

use serde::{Serialize, de::DeserializeOwned};
use thiserror::Error;

use crate::MAX_FRAME_BYTES;

const PLAIN: u8 = 0;
const ZSTD: u8 = 1;
const COMPRESS_FROM_BYTES: usize = 512;
const ZSTD_LEVEL: i32 = 1;

/// Bytes that are not a frame, or a message that is too large for one.
#[derive(Debug, Error)]
pub enum FrameError {
    /// Larger than [`MAX_FRAME_BYTES`].
    #[error("frame of more than {MAX_FRAME_BYTES} bytes")]
    TooLarge,
    /// Empty, or an unknown first byte.
    #[error("not a frame")]
    Unknown,
    /// Not decompressible.
    #[error("broken compression")]
    Compression(#[from] std::io::Error),
    /// Not a message.
    #[error("broken message")]
    Decode(#[from] rmp_serde::decode::Error),
    /// A message that can't be written.
    #[error("message can't be encoded")]
    Encode(#[from] rmp_serde::encode::Error),
}

/// Writes a message as a frame.
pub fn encode<T: Serialize>(message: &T) -> Result<Vec<u8>, FrameError> {
    let body = rmp_serde::to_vec_named(message)?;
    if body.len() > MAX_FRAME_BYTES {
        return Err(FrameError::TooLarge);
    }
    if body.len() >= COMPRESS_FROM_BYTES {
        let packed = zstd::bulk::compress(&body, ZSTD_LEVEL)?;
        if packed.len() < body.len() {
            return Ok(with_tag(ZSTD, &packed));
        }
    }
    Ok(with_tag(PLAIN, &body))
}

/// Reads a message from a frame that came from outside.
pub fn decode<T: DeserializeOwned>(frame: &[u8]) -> Result<T, FrameError> {
    match frame.split_first() {
        Some((&PLAIN, body)) if body.len() <= MAX_FRAME_BYTES => Ok(rmp_serde::from_slice(body)?),
        Some((&PLAIN, _)) => Err(FrameError::TooLarge),
        Some((&ZSTD, packed)) => Ok(rmp_serde::from_slice(&zstd::bulk::decompress(packed, MAX_FRAME_BYTES)?)?),
        _ => Err(FrameError::Unknown),
    }
}

fn with_tag(tag: u8, body: &[u8]) -> Vec<u8> {
    let mut frame = Vec::with_capacity(body.len() + 1);
    frame.push(tag);
    frame.extend_from_slice(body);
    frame
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        message::Up,
        op::{Action, Op},
    };
    use daehwa_domain::{
        dialogue::{Cause, StageMove},
        id::{CustomerId, DialogueId, OpId, StageMoveId, UserId},
        record::Fact,
        time::{Hlc, Timestamp},
    };
    use uuid::Uuid;

    fn push(count: u64) -> Up {
        let ops = (1..=count).map(|counter| Op {
            id: OpId(Uuid::from_u128(u128::from(counter))),
            counter,
            hlc: Hlc { wall_ms: 5, counter: 0 },
            user: UserId(Uuid::from_u128(7)),
            schema: 1,
            action: Action::Append {
                fact: Fact::StageMove(StageMove {
                    id: StageMoveId(Uuid::from_u128(1)),
                    customer: CustomerId(Uuid::from_u128(2)),
                    dialogue: DialogueId(Uuid::from_u128(3)),
                    stage: 2,
                    version: 1,
                    at_ms: Timestamp(4),
                    interaction: None,
                    cause: Cause::Person { user: UserId(Uuid::from_u128(7)) },
                }),
            },
        });
        Up::Push { ops: ops.collect() }
    }

    #[test]
    fn a_message_survives_the_wire_plain_and_compressed() {
        for count in [1, 100] {
            let message = push(count);
            let frame = encode(&message).expect("encodes");
            assert_eq!(frame[0], if count == 1 { PLAIN } else { ZSTD });
            assert_eq!(decode::<Up>(&frame).expect("decodes"), message);
        }
    }

    #[test]
    fn bytes_that_are_no_frame_are_refused_without_a_panic() {
        for bytes in [&[][..], &[9, 1, 2], &[ZSTD, 1, 2, 3], &[PLAIN, 0xc1], &[PLAIN]] {
            assert!(decode::<Up>(bytes).is_err());
        }
    }

    #[test]
    fn a_decompression_bomb_is_refused() {
        let packed = zstd::bulk::compress(&vec![0; MAX_FRAME_BYTES + 1], 1).expect("compresses");
        assert!(matches!(decode::<Up>(&with_tag(ZSTD, &packed)), Err(FrameError::Compression(_))));
    }
}
