//! A way between phone and peer over UDP that can be cut, and can add to what a PBX says.

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use tokio::{net::UdpSocket, sync::watch};

/// Largest datagram that is handed on.
const MAX_DATAGRAM: usize = 64 * 1024;

/// Hands datagrams on, both ways, between a phone and a peer that sees the relay instead of the phone.
pub struct Relay {
    /// Where the phone finds it.
    pub address: SocketAddr,
    cut: Arc<AtomicBool>,
    cancel_lines: Arc<Mutex<String>>,
    phone: watch::Receiver<Option<SocketAddr>>,
}

impl Relay {
    pub fn to(peer: SocketAddr) -> Self {
        let socket = || {
            let socket = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
            socket.set_nonblocking(true).unwrap();
            UdpSocket::from_std(socket).unwrap()
        };
        let (phones, peers) = (socket(), socket());
        let (address, cut) = (phones.local_addr().unwrap(), Arc::new(AtomicBool::new(false)));
        let (told, phone) = watch::channel(None);
        let is_cut = Arc::clone(&cut);
        let cancel_lines = Arc::<Mutex<String>>::default();
        let added = Arc::clone(&cancel_lines);
        tokio::spawn(async move {
            let (mut up, mut down) = (vec![0; MAX_DATAGRAM], vec![0; MAX_DATAGRAM]);
            loop {
                let (length, from, to) = tokio::select! {
                    Ok((length, from)) = phones.recv_from(&mut up) => {
                        told.send_replace(Some(from));
                        (length, &peers, Some(peer))
                    }
                    Ok((length, _)) = peers.recv_from(&mut down) => (length, &phones, *told.borrow()),
                };
                let bytes = if to == Some(peer) { up[..length].to_vec() } else { down[..length].to_vec() };
                let bytes =
                    if bytes.starts_with(b"CANCEL ") { with_lines(&bytes, &added.lock().unwrap()) } else { bytes };
                if let Some(to) = to.filter(|_| !is_cut.load(Ordering::Relaxed)) {
                    let _ = from.send_to(&bytes, to).await;
                }
            }
        });
        Self { address, cut, cancel_lines, phone }
    }

    /// Nothing gets through until [`Relay::mend`].
    pub fn cut(&self) {
        self.cut.store(true, Ordering::Relaxed);
    }

    /// From now on every CANCEL gets these header lines, each with its line end.
    pub fn add_to_cancels(&self, lines: &str) {
        lines.clone_into(&mut self.cancel_lines.lock().unwrap());
    }

    pub fn mend(&self) {
        self.cut.store(false, Ordering::Relaxed);
    }

    /// Where the phone sends from, once it has sent anything.
    pub async fn phones_address(&self) -> SocketAddr {
        let mut phone = self.phone.clone();
        let address = *phone.wait_for(Option::is_some).await.unwrap();
        address.unwrap()
    }
}

/// A message with more header lines, after its first line.
fn with_lines(message: &[u8], lines: &str) -> Vec<u8> {
    let end = message.windows(2).position(|two| two == b"\r\n").map_or(message.len(), |at| at + 2);
    [&message[..end], lines.as_bytes(), &message[end..]].concat()
}
