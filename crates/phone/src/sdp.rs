//! Session descriptions: offer and answer (RFC 3264, RFC 8866) for one audio stream, with keypad events (RFC 4733) and
//! SDES keys (RFC 4568). What the other side sends is hostile input.

use std::{
    fmt::Write as _,
    net::{IpAddr, SocketAddr},
};

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};

use crate::{codec::Codec, config::SrtpPolicy};

/// Longest session description that is read, in bytes.
const MAX_LENGTH: usize = 16 * 1024;
/// Most media lines that are answered.
const MAX_MEDIA: usize = 8;
/// Most formats and keys per media line that are looked at.
const MAX_FORMATS: usize = 64;
/// Payload types of our own offers, for formats without a static one.
const OPUS_PT: u8 = 111;
const EVENT_8K_PT: u8 = 101;
const EVENT_48K_PT: u8 = 110;

/// Why two sides can't agree on media.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SdpError {
    /// The text is not a session description that we can read.
    #[error("malformed session description")]
    Malformed,
    /// No audio stream, or none with a codec that we have.
    #[error("no codec in common")]
    NoCodec,
    /// One side insists on encryption, the other can't or won't.
    #[error("encryption required by one side only")]
    Encryption,
}

/// Who sends in a stream, from the view of the side that says it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Flow {
    /// Both ways.
    #[default]
    SendRecv,
    /// Only this side sends.
    SendOnly,
    /// Only the other side sends.
    RecvOnly,
    /// Nobody sends.
    Inactive,
}

impl Flow {
    fn new(send: bool, receive: bool) -> Self {
        match (send, receive) {
            (true, true) => Self::SendRecv,
            (true, false) => Self::SendOnly,
            (false, true) => Self::RecvOnly,
            (false, false) => Self::Inactive,
        }
    }

    /// Whether the side that says it sends.
    pub fn sends(self) -> bool {
        matches!(self, Self::SendRecv | Self::SendOnly)
    }

    /// Whether the side that says it receives.
    pub fn receives(self) -> bool {
        matches!(self, Self::SendRecv | Self::RecvOnly)
    }

    /// What we may do when we want this and the other side says `remote` (RFC 3264 §6.1).
    pub fn against(self, remote: Flow) -> Flow {
        Flow::new(self.sends() && remote.receives(), self.receives() && remote.sends())
    }

    fn name(self) -> &'static str {
        match self {
            Self::SendRecv => "sendrecv",
            Self::SendOnly => "sendonly",
            Self::RecvOnly => "recvonly",
            Self::Inactive => "inactive",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        [Self::SendRecv, Self::SendOnly, Self::RecvOnly, Self::Inactive].into_iter().find(|flow| flow.name() == name)
    }
}

/// A cipher of SDES (RFC 4568 §6.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Suite {
    /// `AES_CM_128_HMAC_SHA1_80`
    Tag80,
    /// `AES_CM_128_HMAC_SHA1_32`
    Tag32,
}

impl Suite {
    fn name(self) -> &'static str {
        match self {
            Self::Tag80 => "AES_CM_128_HMAC_SHA1_80",
            Self::Tag32 => "AES_CM_128_HMAC_SHA1_32",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        [Self::Tag80, Self::Tag32].into_iter().find(|suite| suite.name().eq_ignore_ascii_case(name))
    }
}

/// Master key (16 bytes) and salt (14 bytes) of one direction.
#[derive(Clone, PartialEq, Eq)]
pub struct MediaKey(pub [u8; 30]);

impl std::fmt::Debug for MediaKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MediaKey(…)")
    }
}

/// Cipher, our key, their key.
pub type Keys = (Suite, MediaKey, MediaKey);

#[derive(Clone, Debug)]
struct Crypto {
    tag: u32,
    suite: Suite,
    key: MediaKey,
}

#[derive(Clone, Debug)]
struct Format {
    payload_type: u8,
    encoding: Encoding,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Encoding {
    Audio(Codec),
    Event { clock_hz: u32 },
    Unknown,
}

/// A media line as it came, for the answer's refusal of what we don't take.
#[derive(Clone, Debug)]
struct MediaLine {
    kind: String,
    protocol: String,
    formats: String,
}

/// What the other side describes.
#[derive(Clone, Debug)]
pub struct Remote {
    lines: Vec<MediaLine>,
    /// Which of `lines` is the audio stream that we use.
    audio: usize,
    address: IpAddr,
    port: u16,
    rtcp_port: Option<u16>,
    rtcp_mux: bool,
    /// The other side's word on who sends; a connection address of 0.0.0.0 counts as "not to me" (RFC 3264 §8.4).
    pub flow: Flow,
    formats: Vec<Format>,
    crypto: Vec<Crypto>,
}

/// What we bring to a call; the same for all its offers and answers.
#[derive(Clone, Debug)]
pub struct Local {
    /// Where we receive RTP; RTCP on the port above.
    pub address: SocketAddr,
    /// Our number of the session.
    pub session_id: u64,
    /// Codecs in the order in which we like them.
    pub codecs: Vec<Codec>,
    /// Whether to encrypt.
    pub srtp: SrtpPolicy,
    /// The key that we encrypt with.
    pub key: MediaKey,
}

/// What both sides use.
#[derive(Clone, Debug, PartialEq)]
pub struct Agreed {
    /// The codec that we send.
    pub codec: Codec,
    /// The payload type that we send it as.
    pub payload_type: u8,
    /// Payload types that we understand when they come.
    pub receive: Vec<(u8, Codec)>,
    /// Payload type and clock of keypad events that we send.
    pub event: Option<(u8, u32)>,
    /// Payload types of keypad events when they come.
    pub receive_events: Vec<u8>,
    /// Where to send RTP.
    pub rtp: SocketAddr,
    /// Where to send RTCP.
    pub rtcp: SocketAddr,
    /// Whether RTP and RTCP share one port (RFC 5761).
    pub rtcp_mux: bool,
    /// Who sends, from our view.
    pub flow: Flow,
    /// Whether the other side put us on hold.
    pub held_by_remote: bool,
    /// Cipher and keys, ours and theirs, when encrypted.
    pub srtp: Option<Keys>,
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

impl Local {
    /// Our offer, `version` being larger than in the one before.
    pub fn offer(&self, version: u64, flow: Flow) -> String {
        let mut formats: Vec<(u8, String)> = self
            .codecs
            .iter()
            .map(|codec| (codec.static_type().unwrap_or(OPUS_PT), codec.rtpmap().to_owned()))
            .collect();
        formats.push((EVENT_8K_PT, "telephone-event/8000".to_owned()));
        if self.codecs.contains(&Codec::Opus) {
            formats.push((EVENT_48K_PT, "telephone-event/48000".to_owned()));
        }
        let protocol = if self.srtp == SrtpPolicy::Require { "RTP/SAVP" } else { "RTP/AVP" };
        let mut text = self.head(version);
        let crypto = (self.srtp != SrtpPolicy::Off).then_some((1, Suite::Tag80));
        self.audio(&mut text, protocol, &formats, crypto, flow, true);
        text
    }

    /// Our answer to `offer`, and what is agreed by it. `wanted` is what we would like to send and receive.
    pub fn answer(&self, offer: &Remote, version: u64, wanted: Flow) -> Result<(String, Agreed), SdpError> {
        let (agreed, tag) = self.agree(offer, wanted, None)?;
        let mut formats = vec![(agreed.payload_type, agreed.codec.rtpmap().to_owned())];
        if let Some((number, clock_hz)) = agreed.event {
            formats.push((number, format!("telephone-event/{clock_hz}")));
        }
        let crypto = agreed.srtp.as_ref().map(|(suite, _, _)| (tag, *suite));
        let mut text = self.head(version);
        for (index, line) in offer.lines.iter().enumerate() {
            if index == offer.audio {
                self.audio(&mut text, &line.protocol, &formats, crypto, agreed.flow, agreed.rtcp_mux);
            } else {
                let _ = write!(text, "m={} 0 {} {}\r\n", line.kind, line.protocol, line.formats);
            }
        }
        Ok((text, agreed))
    }

    /// What is agreed when `answer` came to our offer in which we wanted `wanted`.
    pub fn accept(&self, answer: &Remote, wanted: Flow) -> Result<Agreed, SdpError> {
        let offered: Vec<(u8, Codec)> =
            self.codecs.iter().map(|&codec| (codec.static_type().unwrap_or(OPUS_PT), codec)).collect();
        Ok(self.agree(answer, wanted, Some(offered))?.0)
    }

    fn agree(
        &self,
        remote: &Remote,
        wanted: Flow,
        offered: Option<Vec<(u8, Codec)>>,
    ) -> Result<(Agreed, u32), SdpError> {
        let audio: Vec<(u8, Codec)> = remote
            .formats
            .iter()
            .filter_map(|format| match format.encoding {
                Encoding::Audio(codec) if self.codecs.contains(&codec) => Some((format.payload_type, codec)),
                _ => None,
            })
            .collect();
        // The other side's order decides: it knows what its trunk carries without another conversion.
        let &(payload_type, codec) = audio.first().ok_or(SdpError::NoCodec)?;
        let events: Vec<(u8, u32)> = remote
            .formats
            .iter()
            .filter_map(|format| match format.encoding {
                Encoding::Event { clock_hz } => Some((format.payload_type, clock_hz)),
                _ => None,
            })
            .collect();
        let event = events.iter().find(|(_, clock_hz)| *clock_hz == codec.clock_hz()).or(events.first()).copied();
        let mut receive_events: Vec<u8> = events.iter().map(|(number, _)| *number).collect();
        let mut receive = audio;
        if let Some(offered) = offered {
            receive.extend(offered);
            receive_events.extend([EVENT_8K_PT, EVENT_48K_PT]);
        }
        let (srtp, tag) = self.encryption(remote)?;
        let rtcp_port =
            if remote.rtcp_mux { remote.port } else { remote.rtcp_port.unwrap_or(remote.port.saturating_add(1)) };
        let agreed = Agreed {
            codec,
            payload_type,
            receive,
            event,
            receive_events,
            rtp: SocketAddr::new(remote.address, remote.port),
            rtcp: SocketAddr::new(remote.address, rtcp_port),
            rtcp_mux: remote.rtcp_mux,
            flow: wanted.against(remote.flow),
            held_by_remote: !remote.flow.receives(),
            srtp,
        };
        Ok((agreed, tag))
    }

    fn encryption(&self, remote: &Remote) -> Result<(Option<Keys>, u32), SdpError> {
        let insists = remote.lines[remote.audio].protocol.starts_with("RTP/SAVP");
        let crypto = remote.crypto.first().filter(|_| self.srtp != SrtpPolicy::Off);
        match crypto {
            Some(crypto) => Ok((Some((crypto.suite, self.key.clone(), crypto.key.clone())), crypto.tag)),
            None if insists || self.srtp == SrtpPolicy::Require => Err(SdpError::Encryption),
            None => Ok((None, 0)),
        }
    }

    fn head(&self, version: u64) -> String {
        let address = self.address.ip();
        let family = if address.is_ipv4() { "IP4" } else { "IP6" };
        let id = self.session_id;
        format!("v=0\r\no=- {id} {version} IN {family} {address}\r\ns=-\r\nc=IN {family} {address}\r\nt=0 0\r\n")
    }

    fn audio(
        &self,
        text: &mut String,
        protocol: &str,
        formats: &[(u8, String)],
        crypto: Option<(u32, Suite)>,
        flow: Flow,
        rtcp_mux: bool,
    ) {
        let numbers: Vec<String> = formats.iter().map(|(number, _)| number.to_string()).collect();
        let _ = write!(text, "m=audio {} {protocol} {}\r\n", self.address.port(), numbers.join(" "));
        for (number, map) in formats {
            let _ = write!(text, "a=rtpmap:{number} {map}\r\n");
            if map.starts_with("telephone-event") {
                let _ = write!(text, "a=fmtp:{number} 0-15\r\n");
            } else if map.starts_with("opus") {
                let _ = write!(text, "a=fmtp:{number} minptime=20;useinbandfec=0;stereo=0\r\n");
            }
        }
        if let Some((tag, suite)) = crypto {
            let _ = write!(text, "a=crypto:{tag} {} inline:{}\r\n", suite.name(), BASE64.encode(self.key.0));
        }
        text.push_str("a=ptime:20\r\na=maxptime:20\r\n");
        if rtcp_mux {
            text.push_str("a=rtcp-mux\r\n");
        }
        let _ = write!(text, "a={}\r\n", flow.name());
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn local(srtp: SrtpPolicy) -> Local {
        Local {
            address: "10.0.0.5:4000".parse().unwrap(),
            session_id: 7,
            codecs: Codec::PREFERRED.to_vec(),
            srtp,
            key: MediaKey([9; 30]),
        }
    }

    fn remote_offer(lines: &str) -> Vec<u8> {
        format!("v=0\r\no=pbx 1 1 IN IP4 10.0.0.9\r\ns=-\r\nc=IN IP4 10.0.0.9\r\nt=0 0\r\n{lines}").into_bytes()
    }

    // D-3
    #[test]
    fn an_answer_takes_the_offerers_first_codec_and_its_payload_types() {
        let offer = remote_offer(
            "m=audio 5004 RTP/AVP 96 8 97\r\na=rtpmap:96 opus/48000/2\r\na=rtpmap:97 telephone-event/8000\r\n",
        );
        let (text, agreed) = local(SrtpPolicy::Off).answer(&parse(&offer).unwrap(), 1, Flow::SendRecv).unwrap();
        assert_eq!((agreed.codec, agreed.payload_type, agreed.event), (Codec::Opus, 96, Some((97, 8000))));
        assert_eq!(agreed.rtp, "10.0.0.9:5004".parse().unwrap());
        assert_eq!(agreed.rtcp, "10.0.0.9:5005".parse().unwrap());
        assert!(text.contains("m=audio 4000 RTP/AVP 96 97\r\n"), "{text}");
        let understood = parse(text.as_bytes()).unwrap();
        assert_eq!(understood.flow, Flow::SendRecv);
    }

    #[test]
    fn our_offer_is_understood_by_our_own_answer() {
        for srtp in [SrtpPolicy::Off, SrtpPolicy::Offer, SrtpPolicy::Require] {
            let (us, them) = (local(srtp), Local { key: MediaKey([3; 30]), ..local(srtp) });
            let offer = parse(us.offer(1, Flow::SendRecv).as_bytes()).unwrap();
            let (answer, theirs) = them.answer(&offer, 1, Flow::SendRecv).unwrap();
            let ours = us.accept(&parse(answer.as_bytes()).unwrap(), Flow::SendRecv).unwrap();
            assert_eq!(ours.codec, theirs.codec);
            assert_eq!(ours.event, theirs.event);
            assert_eq!(ours.srtp.is_some(), srtp != SrtpPolicy::Off);
            if let (Some((_, our_key, their_key)), Some((_, a, b))) = (ours.srtp, theirs.srtp) {
                assert_eq!((our_key, their_key), (b, a));
            }
        }
    }

    #[test]
    fn media_that_we_do_not_take_is_refused_line_by_line() {
        let offer = remote_offer("m=video 6000 RTP/AVP 96\r\nm=audio 5004 RTP/AVP 0\r\nm=image 7000 udptl t38\r\n");
        let (text, _) = local(SrtpPolicy::Off).answer(&parse(&offer).unwrap(), 1, Flow::SendRecv).unwrap();
        let lines: Vec<&str> = text.lines().filter(|line| line.starts_with("m=")).collect();
        assert_eq!(lines, ["m=video 0 RTP/AVP 96", "m=audio 4000 RTP/AVP 0", "m=image 0 udptl t38"]);
    }

    #[test]
    fn hold_is_seen_in_both_the_new_and_the_old_form() {
        let us = local(SrtpPolicy::Off);
        for lines in ["m=audio 5004 RTP/AVP 8\r\na=sendonly\r\n", "m=audio 5004 RTP/AVP 8\r\nc=IN IP4 0.0.0.0\r\n"] {
            let (text, agreed) = us.answer(&parse(&remote_offer(lines)).unwrap(), 2, Flow::SendRecv).unwrap();
            assert!(agreed.held_by_remote && !agreed.flow.sends(), "{lines}");
            assert!(text.contains("a=recvonly") || text.contains("a=inactive"), "{text}");
        }
    }

    #[test]
    fn encryption_is_never_dropped_silently() {
        let plain = parse(&remote_offer("m=audio 5004 RTP/AVP 8\r\n")).unwrap();
        let secret = parse(&remote_offer(&format!(
            "m=audio 5004 RTP/SAVP 8\r\na=crypto:4 AES_CM_128_HMAC_SHA1_32 inline:{}|2^20\r\n",
            BASE64.encode([5; 30])
        )))
        .unwrap();
        let answer =
            |policy, offer: &Remote| local(policy).answer(offer, 1, Flow::SendRecv).map(|(_, a)| a.srtp.is_some());
        assert_eq!(answer(SrtpPolicy::Require, &plain), Err(SdpError::Encryption));
        assert_eq!(answer(SrtpPolicy::Off, &secret), Err(SdpError::Encryption));
        assert_eq!(answer(SrtpPolicy::Offer, &plain), Ok(false));
        assert_eq!(answer(SrtpPolicy::Offer, &secret), Ok(true));
        assert_eq!(answer(SrtpPolicy::Require, &secret), Ok(true));
    }

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

        #[test]
        fn descriptions_of_hostile_lines_never_panic(lines in proptest::collection::vec("[vocmabt]=[ -~]{0,60}", 0..40)) {
            let text = format!("v=0\r\n{}", lines.join("\r\n"));
            if let Ok(remote) = parse(text.as_bytes()) {
                let _ = local(SrtpPolicy::Offer).answer(&remote, 1, Flow::SendRecv);
            }
        }
    }
}
