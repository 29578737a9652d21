//! The centre's model of its topics as it travels: MessagePack with field names, in zstd. Fetched over HTTP, not part of any scope: it is
//! large, and the newest alone counts.

use std::io::Read;

use daehwa_domain::topic_model::TopicModel;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Where desktops ask which is the newest, below the server's address: [`ModelVersion`].
pub const VERSION_PATH: &str = "api/v1/topic-model";
/// Where they fetch it: [`ModelFile`].
pub const FILE_PATH: &str = "api/v1/topic-model/file";
/// The most bytes that a model takes while it travels.
pub const MAX_PACKED_BYTES: usize = 8 * 1024 * 1024;
/// The most bytes that it takes unpacked.
const MAX_BYTES: usize = 32 * 1024 * 1024;
const ZSTD_LEVEL: i32 = 9;

/// Which model is the newest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelVersion {
    /// By what it is known.
    pub version: String,
}

/// The newest model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelFile {
    /// By what it is known.
    pub version: String,
    /// The model as [`pack`] writes it, in base64 (RFC 4648 §4).
    pub body: String,
}

/// Bytes that are no model, or a model that is too large.
#[derive(Debug, Error)]
pub enum ModelError {
    /// Larger than the bounds.
    #[error("a model of too many bytes")]
    TooLarge,
    /// Not decompressible.
    #[error("broken compression")]
    Compression(#[from] std::io::Error),
    /// Not a model.
    #[error("broken model")]
    Decode(#[from] rmp_serde::decode::Error),
    /// A model that can't be written.
    #[error("model can't be encoded")]
    Encode(#[from] rmp_serde::encode::Error),
}

/// Writes a model.
pub fn pack(model: &TopicModel) -> Result<Vec<u8>, ModelError> {
    let packed = zstd::bulk::compress(&rmp_serde::to_vec_named(model)?, ZSTD_LEVEL)?;
    if packed.len() > MAX_PACKED_BYTES { Err(ModelError::TooLarge) } else { Ok(packed) }
}

/// Reads a model that came from outside.
pub fn unpack(packed: &[u8]) -> Result<TopicModel, ModelError> {
    if packed.len() > MAX_PACKED_BYTES {
        return Err(ModelError::TooLarge);
    }
    let mut body = Vec::new();
    zstd::Decoder::new(packed)?.take(MAX_BYTES as u64 + 1).read_to_end(&mut body)?;
    if body.len() > MAX_BYTES {
        return Err(ModelError::TooLarge);
    }
    Ok(rmp_serde::from_slice(&body)?)
}
