//! A way between phone and peer over UDP that can be cut.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
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
                let bytes = if to == Some(peer) { &up[..length] } else { &down[..length] };
                if let Some(to) = to.filter(|_| !is_cut.load(Ordering::Relaxed)) {
                    let _ = from.send_to(bytes, to).await;
                }
            }
        });
        Self { address, cut, phone }
    }

    /// Nothing gets through until [`Relay::mend`].
    pub fn cut(&self) {
        self.cut.store(true, Ordering::Relaxed);
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
