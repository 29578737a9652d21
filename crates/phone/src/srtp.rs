//! Encrypted media (RFC 3711) with the keys that the session description agreed (RFC 4568).

use webrtc_srtp::{
    context::Context,
    option::{srtcp_replay_protection, srtp_replay_protection},
    protection_profile::ProtectionProfile,
};

use crate::sdp::{MediaKey, Suite};

/// Packets that may come late before an old number counts as a replay.
const REPLAY_WINDOW: usize = 256;

/// Both directions of one stream.
pub struct Srtp {
    suite: Suite,
    our_key: MediaKey,
    their_key: MediaKey,
    send: Context,
    receive: Context,
}

impl Srtp {
    /// Contexts for these keys.
    pub fn new(suite: Suite, our_key: MediaKey, their_key: MediaKey) -> Result<Self, webrtc_srtp::Error> {
        Ok(Self { send: context(suite, &our_key)?, receive: context(suite, &their_key)?, suite, our_key, their_key })
    }

    /// Takes keys from a later description. What did not change goes on with its counters: beginning anew with the same key
    /// would use a key stream twice.
    pub fn rekey(&mut self, suite: Suite, our_key: MediaKey, their_key: MediaKey) -> Result<(), webrtc_srtp::Error> {
        if (suite, &our_key) != (self.suite, &self.our_key) {
            self.send = context(suite, &our_key)?;
        }
        if (suite, &their_key) != (self.suite, &self.their_key) {
            self.receive = context(suite, &their_key)?;
        }
        (self.suite, self.our_key, self.their_key) = (suite, our_key, their_key);
        Ok(())
    }

    /// Encrypts an RTP packet.
    pub fn protect(&mut self, packet: &[u8]) -> Option<Vec<u8>> {
        self.send.encrypt_rtp(packet).ok().map(|bytes| bytes.to_vec())
    }

    /// Decrypts an RTP packet; `None` when it is forged, damaged or came before.
    pub fn open(&mut self, packet: &[u8]) -> Option<Vec<u8>> {
        self.receive.decrypt_rtp(packet).ok().map(|bytes| bytes.to_vec())
    }

    /// Encrypts an RTCP packet.
    pub fn protect_rtcp(&mut self, packet: &[u8]) -> Option<Vec<u8>> {
        self.send.encrypt_rtcp(packet).ok().map(|bytes| bytes.to_vec())
    }

    /// Decrypts an RTCP packet.
    pub fn open_rtcp(&mut self, packet: &[u8]) -> Option<Vec<u8>> {
        self.receive.decrypt_rtcp(packet).ok().map(|bytes| bytes.to_vec())
    }
}

fn context(suite: Suite, key: &MediaKey) -> Result<Context, webrtc_srtp::Error> {
    let profile = match suite {
        Suite::Tag80 => ProtectionProfile::Aes128CmHmacSha1_80,
        Suite::Tag32 => ProtectionProfile::Aes128CmHmacSha1_32,
    };
    let (master, salt) = key.0.split_at(16);
    let (rtp, rtcp) = (srtp_replay_protection(REPLAY_WINDOW), srtcp_replay_protection(REPLAY_WINDOW));
    Context::new(master, salt, profile, Some(rtp), Some(rtcp))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rtp::Packet;

    fn packet(sequence: u16) -> Vec<u8> {
        Packet {
            marker: false,
            payload_type: 8,
            sequence,
            timestamp: 160 * u32::from(sequence),
            ssrc: 5,
            payload: b"hello there",
        }
        .to_bytes()
    }

    fn pair() -> (Srtp, Srtp) {
        let (a, b) = (MediaKey([1; 30]), MediaKey([2; 30]));
        (Srtp::new(Suite::Tag80, a.clone(), b.clone()).unwrap(), Srtp::new(Suite::Tag80, b, a).unwrap())
    }

    #[test]
    fn forged_and_repeated_packets_are_dropped() {
        let (mut us, mut them) = pair();
        let secret = us.protect(&packet(1)).unwrap();
        assert_eq!(them.open(&secret).unwrap(), packet(1));
        assert_eq!(them.open(&secret), None);
        let mut forged = us.protect(&packet(2)).unwrap();
        forged[14] ^= 1;
        assert_eq!(them.open(&forged), None);
        assert_eq!(them.open(&[]), None);
    }

    #[test]
    fn the_same_keys_again_go_on_and_new_keys_take_over() {
        let (mut us, mut them) = pair();
        them.open(&us.protect(&packet(1)).unwrap()).unwrap();
        us.rekey(Suite::Tag80, MediaKey([1; 30]), MediaKey([2; 30])).unwrap();
        assert_eq!(them.open(&us.protect(&packet(2)).unwrap()).unwrap(), packet(2));
        us.rekey(Suite::Tag80, MediaKey([7; 30]), MediaKey([2; 30])).unwrap();
        assert_eq!(them.open(&us.protect(&packet(3)).unwrap()), None);
        them.rekey(Suite::Tag80, MediaKey([2; 30]), MediaKey([7; 30])).unwrap();
        assert_eq!(them.open(&us.protect(&packet(4)).unwrap()).unwrap(), packet(4));
    }
}
