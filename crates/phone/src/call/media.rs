//! What a call's media is: ports, keys, and what both sides agreed.

use std::net::{IpAddr, SocketAddr, UdpSocket};

use rand::RngExt;

use super::{CallTask, Office};
use crate::{
    audio::{Ear, Source, Voice, engine::Line},
    error::PhoneError,
    sdp::{self, Agreed, Local, MediaKey},
    stream::{Beginnings, Stream},
};

/// Attempts to find a pair of free ports.
const PORT_ATTEMPTS: usize = 50;

/// Sound of a call's own, instead of the devices.
#[derive(Clone, Debug)]
pub struct OwnSound {
    /// What it says.
    pub voice: Voice,
    /// What hears for it.
    pub ear: Ear,
}

impl CallTask {
    pub(super) fn take_answer(&mut self, body: &[u8]) -> Result<(), PhoneError> {
        let agreed = self.local.accept(&sdp::parse(body)?, self.wanted)?;
        self.agree(agreed)
    }

    pub(super) fn agree(&mut self, agreed: Agreed) -> Result<(), PhoneError> {
        self.call.codec = Some(agreed.codec.name().to_owned());
        self.call.encrypted = agreed.srtp.is_some();
        self.call.held_by_remote = agreed.held_by_remote;
        self.agreed = Some(agreed.clone());
        let Some((rtp, rtcp)) = self.sockets.take() else {
            self.office.engine.agree(self.call.id, agreed);
            return Ok(());
        };
        let mut random = rand::rng();
        let beginnings =
            Beginnings { ssrc: random.random(), sequence: random.random::<u16>() >> 1, timestamp: random.random() };
        let stream = Stream::new(agreed, beginnings)?;
        let own = self.own.as_ref().map(|own| (Source::voice(&own.voice, &own.ear), own.ear.clone()));
        self.office.engine.add(self.call.id, Line { stream, rtp, rtcp, own });
        self.office.engine.mute(self.call.id, self.call.muted);
        Ok(())
    }
}

/// For RTP and for RTCP.
pub(super) type Sockets = (UdpSocket, UdpSocket);

pub(super) fn media(office: &Office, ip: IpAddr) -> Result<(Sockets, Local), PhoneError> {
    let sockets = port_pair(ip)?;
    let mut random = rand::rng();
    let mut key = [0; 30];
    key.fill_with(|| random.random());
    let local = Local {
        address: sockets.0.local_addr()?,
        session_id: random.random::<u32>().into(),
        codecs: office.codecs.clone(),
        srtp: office.srtp,
        key: MediaKey(key),
    };
    Ok((sockets, local))
}

/// An even port for RTP and the next one for RTCP (RFC 3550 §11).
fn port_pair(ip: IpAddr) -> std::io::Result<Sockets> {
    for _ in 0..PORT_ATTEMPTS {
        let first = UdpSocket::bind((ip, 0))?;
        let port = first.local_addr()?.port();
        if !port.is_multiple_of(2) {
            continue;
        }
        if let Ok(second) = UdpSocket::bind(SocketAddr::new(ip, port + 1)) {
            first.set_nonblocking(true)?;
            second.set_nonblocking(true)?;
            return Ok((first, second));
        }
    }
    Err(std::io::Error::from(std::io::ErrorKind::AddrInUse))
}
