//! Datagrams on their way to the stack.

use std::net::SocketAddr;

use rsipstack::platform::net::UdpSocket as StackSocket;
use tokio::net::UdpSocket;

use super::{Screened, screen};

/// A UDP socket that hands only screened datagrams on.
pub struct ScreenedSocket {
    socket: UdpSocket,
}

impl ScreenedSocket {
    /// Binds to an address.
    pub async fn bind(address: SocketAddr) -> std::io::Result<Self> {
        Ok(Self { socket: UdpSocket::bind(address).await? })
    }

    /// Where it is bound.
    pub fn local_addr(&self) -> std::io::Result<SocketAddr> {
        self.socket.local_addr()
    }
}

#[async_trait::async_trait]
impl StackSocket for ScreenedSocket {
    async fn recv_from(&self, into: &mut [u8]) -> rsipstack::Result<(usize, SocketAddr)> {
        let mut bytes = vec![0; 64 * 1024];
        loop {
            let (length, from) = self.socket.recv_from(&mut bytes).await?;
            match screen(&bytes[..length]) {
                Screened::Drop => {}
                Screened::Answer(answer) => {
                    let _ = self.socket.send_to(&answer, from).await;
                }
                Screened::Pass(message) => {
                    if let Some(room) = into.get_mut(..message.len()) {
                        room.copy_from_slice(&message);
                        return Ok((message.len(), from));
                    }
                }
            }
        }
    }

    async fn send_to(&self, bytes: &[u8], to: SocketAddr) -> rsipstack::Result<usize> {
        Ok(self.socket.send_to(bytes, to).await?)
    }

    fn local_addr(&self) -> rsipstack::Result<SocketAddr> {
        Ok(self.socket.local_addr()?)
    }
}
