//! What we offer, what we answer, and what is agreed by it.

use std::{fmt::Write as _, net::SocketAddr};

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};

use super::{
    Agreed, Flow, Keys, MediaKey, SdpError, Suite,
    remote::{Encoding, Remote},
};
use crate::{codec::Codec, config::SrtpPolicy};

/// Payload types of our own offers, for formats without a static one.
const OPUS_PT: u8 = 111;
const EVENT_8K_PT: u8 = 101;
const EVENT_48K_PT: u8 = 110;

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

    use super::{super::parse, *};

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

    proptest! {
        #[test]
        fn descriptions_of_hostile_lines_never_panic(lines in proptest::collection::vec("[vocmabt]=[ -~]{0,60}", 0..40)) {
            let text = format!("v=0\r\n{}", lines.join("\r\n"));
            if let Ok(remote) = parse(text.as_bytes()) {
                let _ = local(SrtpPolicy::Offer).answer(&remote, 1, Flow::SendRecv);
            }
        }
    }
}
