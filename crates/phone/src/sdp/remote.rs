//! Reading what the other side describes.

use std::net::IpAddr;

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};

use super::{Flow, MediaKey, SdpError, Suite};
use crate::codec::Codec;

/// Longest session description that is read, in bytes.
const MAX_LENGTH: usize = 16 * 1024;
/// Most media lines that are answered.
const MAX_MEDIA: usize = 8;
/// Most formats and keys per media line that are looked at.
const MAX_FORMATS: usize = 64;

#[derive(Clone, Debug)]
pub(super) struct Crypto {
    pub(super) tag: u32,
    pub(super) suite: Suite,
    pub(super) key: MediaKey,
}

#[derive(Clone, Debug)]
pub(super) struct Format {
    pub(super) payload_type: u8,
    pub(super) encoding: Encoding,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    Audio(Codec),
    Event { clock_hz: u32 },
    Unknown,
}

/// A media line as it came, for the answer's refusal of what we don't take.
#[derive(Clone, Debug)]
pub(super) struct MediaLine {
    pub(super) kind: String,
    pub(super) protocol: String,
    pub(super) formats: String,
}

/// What the other side describes.
#[derive(Clone, Debug)]
pub struct Remote {
    pub(super) lines: Vec<MediaLine>,
    /// Which of `lines` is the audio stream that we use.
    pub(super) audio: usize,
    pub(super) address: IpAddr,
    pub(super) port: u16,
    pub(super) rtcp_port: Option<u16>,
    pub(super) rtcp_mux: bool,
    /// The other side's word on who sends; a connection address of 0.0.0.0 counts as "not to me" (RFC 3264 §8.4).
    pub flow: Flow,
    pub(super) formats: Vec<Format>,
    pub(super) crypto: Vec<Crypto>,
}

/// Reads a description.
pub fn parse(body: &[u8]) -> Result<Remote, SdpError> {
    if body.len() > MAX_LENGTH {
        return Err(SdpError::Malformed);
    }
    let text = std::str::from_utf8(body).map_err(|_| SdpError::Malformed)?;
    if !text.trim_start().starts_with("v=0") {
        return Err(SdpError::Malformed);
    }
    let mut session = Section::default();
    let mut media: Vec<(MediaLine, u16, Section)> = Vec::new();
    for line in text.lines() {
        let Some((key, value)) = line.trim_end().split_once('=') else { continue };
        if key == "m" {
            if media.len() == MAX_MEDIA {
                return Err(SdpError::Malformed);
            }
            let (line, port) = media_line(value)?;
            media.push((line, port, Section::default()));
        } else {
            media.last_mut().map_or(&mut session, |(_, _, section)| section).read(key, value)?;
        }
    }
    let audio = media
        .iter()
        .position(|(line, port, _)| line.kind == "audio" && *port != 0 && line.protocol.starts_with("RTP/"))
        .ok_or(SdpError::NoCodec)?;
    let (line, port, section) = &media[audio];
    let address = section.address.or(session.address).ok_or(SdpError::Malformed)?;
    let said = section.flow.or(session.flow).unwrap_or_default();
    let flow = if address.is_unspecified() { Flow::new(said.sends(), false) } else { said };
    let formats = line
        .formats
        .split_ascii_whitespace()
        .take(MAX_FORMATS)
        .filter_map(|text| text.parse::<u8>().ok().filter(|&number| number < 128))
        .map(|payload_type| Format { payload_type, encoding: section.encoding(payload_type) })
        .collect();
    Ok(Remote {
        audio,
        address,
        port: *port,
        rtcp_port: section.rtcp_port,
        rtcp_mux: section.rtcp_mux,
        flow,
        formats,
        crypto: section.crypto.clone(),
        lines: media.iter().map(|(line, _, _)| line.clone()).collect(),
    })
}

fn media_line(value: &str) -> Result<(MediaLine, u16), SdpError> {
    let mut words = value.splitn(4, ' ');
    let (Some(kind), Some(port), Some(protocol)) = (words.next(), words.next(), words.next()) else {
        return Err(SdpError::Malformed);
    };
    let port = port.split('/').next().and_then(|port| port.parse().ok()).ok_or(SdpError::Malformed)?;
    let formats = words.next().unwrap_or_default().to_owned();
    Ok((MediaLine { kind: kind.to_owned(), protocol: protocol.to_owned(), formats }, port))
}

/// Attributes of the session or of one media line.
#[derive(Default)]
struct Section {
    address: Option<IpAddr>,
    flow: Option<Flow>,
    rtcp_port: Option<u16>,
    rtcp_mux: bool,
    maps: Vec<(u8, Encoding)>,
    crypto: Vec<Crypto>,
}

impl Section {
    fn read(&mut self, key: &str, value: &str) -> Result<(), SdpError> {
        match key {
            "c" => {
                let address = value.split_ascii_whitespace().nth(2).and_then(|word| word.split('/').next());
                self.address = Some(address.and_then(|word| word.parse().ok()).ok_or(SdpError::Malformed)?);
            }
            "a" => self.attribute(value),
            _ => {}
        }
        Ok(())
    }

    fn attribute(&mut self, text: &str) {
        let (name, value) = text.split_once(':').unwrap_or((text, ""));
        match name {
            "rtcp-mux" => self.rtcp_mux = true,
            "rtcp" => self.rtcp_port = value.split_ascii_whitespace().next().and_then(|port| port.parse().ok()),
            "rtpmap" if self.maps.len() < MAX_FORMATS => self.maps.extend(rtpmap(value)),
            "crypto" if self.crypto.len() < MAX_FORMATS => self.crypto.extend(crypto(value)),
            _ => self.flow = Flow::parse(name).or(self.flow),
        }
    }

    fn encoding(&self, payload_type: u8) -> Encoding {
        let mapped = self.maps.iter().find(|(number, _)| *number == payload_type).map(|(_, encoding)| *encoding);
        mapped.or_else(|| Codec::from_static(payload_type).map(Encoding::Audio)).unwrap_or(Encoding::Unknown)
    }
}

fn rtpmap(value: &str) -> Option<(u8, Encoding)> {
    let (number, rest) = value.split_once(' ')?;
    let mut parts = rest.trim().split('/');
    let (name, clock_hz) = (parts.next()?, parts.next()?.parse::<u32>().ok()?);
    let encoding = if name.eq_ignore_ascii_case("telephone-event") {
        if clock_hz == 0 { Encoding::Unknown } else { Encoding::Event { clock_hz } }
    } else {
        Codec::from_rtpmap(name, clock_hz).map_or(Encoding::Unknown, Encoding::Audio)
    };
    Some((number.parse().ok()?, encoding))
}

/// A key line that we can use; keys with an identifier in each packet (MKI) or session parameters are not.
fn crypto(value: &str) -> Option<Crypto> {
    let mut words = value.split_ascii_whitespace();
    let (tag, suite, parameter) = (words.next()?.parse().ok()?, Suite::parse(words.next()?)?, words.next()?);
    let mut inline = parameter.strip_prefix("inline:")?.split('|');
    let key = BASE64.decode(inline.next()?).ok()?.try_into().ok()?;
    if inline.any(|part| part.contains(':')) || words.next().is_some() {
        return None;
    }
    Some(Crypto { tag, suite, key: MediaKey(key) })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn keys_with_identifiers_in_packets_are_not_taken() {
        let key = BASE64.encode([5; 30]);
        assert!(crypto(&format!("1 AES_CM_128_HMAC_SHA1_80 inline:{key}|2^20|1:4")).is_none());
        assert!(crypto(&format!("1 AES_CM_128_HMAC_SHA1_80 inline:{key} UNENCRYPTED_SRTP")).is_none());
        assert!(crypto("1 AES_CM_128_HMAC_SHA1_80 inline:c2hvcnQ=").is_none());
        assert!(crypto(&format!("1 AES_CM_128_HMAC_SHA1_80 inline:{key}|2^20")).is_some());
    }

    proptest! {
        #[test]
        fn hostile_descriptions_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
            let _ = parse(&bytes);
        }
    }
}
