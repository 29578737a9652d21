//! The SIP stack of one line: sockets, transactions and dialogs, and how requests of this line are addressed.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use rsipstack::{
    dialog::{authenticate::Credential, dialog_layer::DialogLayer},
    sip::{Auth, Host, HostWithPort, Method, Param, Scheme, Transport as Wire, Uri, typed},
    transaction::{
        CallIdFormat, TransactionReceiver,
        endpoint::{EndpointBuilder, EndpointInnerRef, EndpointOption},
    },
    transport::{SipAddr, SipConnection, TcpListenerConnection, TlsConfig, TransportLayer, udp::UdpConnection},
};
use rustls::pki_types::{CertificateDer, pem::PemObject};
use tokio::{net::UdpSocket, sync::Notify};
use tokio_util::sync::CancellationToken;

use crate::{
    config::{Account, Transport},
    digest::DigestSpelling,
    elsewhere::{Noting, TakenElsewhere},
    error::PhoneError,
    wire::{ScreenedSocket, StreamWatch},
};

/// What this phone can do, as it says in Allow.
pub const ALLOW: &str = "INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, NOTIFY, UPDATE";

/// Looking up a host name.
const RESOLVE_TIMEOUT: Duration = Duration::from_secs(4);

/// How requests of a line are addressed.
#[derive(Clone)]
pub struct Identity {
    /// Who we are.
    pub aor: Uri,
    /// How we prove it.
    pub credential: Option<Credential>,
    /// Where requests go, whatever their address says.
    pub proxy: Option<SipAddr>,
}

/// The running stack. Ends with the last reference, its calls included.
pub struct Stack {
    /// Transactions.
    pub endpoint: EndpointInnerRef,
    /// Dialogs.
    pub dialogs: Arc<DialogLayer>,
    /// Which cancelled calls were taken by somebody else.
    pub elsewhere: Arc<TakenElsewhere>,
    /// How requests are addressed.
    pub identity: Identity,
    /// Our address as the other side sees us.
    pub local_ip: IpAddr,
    contact: Mutex<Uri>,
    cancel: CancellationToken,
    closed: Arc<Notify>,
}

impl Drop for Stack {
    fn drop(&mut self) {
        self.cancel.cancel();
    }
}

impl Stack {
    /// Opens what an account needs. Nothing is sent yet.
    pub async fn for_account(
        account: &Account,
        user_agent: &str,
    ) -> Result<(Arc<Self>, TransactionReceiver), PhoneError> {
        let aor = parse_aor(&account.aor)?;
        let server = resolve(&account.server, account.transport).await?;
        let local_ip = local_ip_towards(server).await?;
        let cancel = CancellationToken::new();
        let transports = TransportLayer::new(cancel.clone());
        let mut local = SocketAddr::new(local_ip, 0);
        match account.transport {
            Transport::Udp => {
                let socket = ScreenedSocket::bind(local).await?;
                local = socket.local_addr()?;
                let connection = UdpConnection::from_socket(Arc::new(socket), None, Some(cancel.child_token())).await?;
                transports.add_transport(connection.into());
            }
            Transport::Tcp => {}
            Transport::Tls => transports.set_tls_config(tls_config(account)?),
        }
        let proxy = SipAddr { r#type: Some(wire(account.transport)), addr: server.into() };
        let credential = Credential {
            username: account.username.clone(),
            password: account.password.to_string(),
            realm: None,
            auth_username: None,
        };
        let identity = Identity { aor, credential: Some(credential), proxy: Some(proxy) };
        Self::build(transports, cancel, identity, local, account.transport, user_agent)
    }

    /// Opens a server's side: listens on `address` over UDP and TCP, and over TLS on the port above if a certificate is given.
    pub async fn listening(
        address: SocketAddr,
        tls: Option<TlsConfig>,
        aor: &str,
        user_agent: &str,
    ) -> Result<(Arc<Self>, TransactionReceiver, Listening), PhoneError> {
        let cancel = CancellationToken::new();
        let transports = TransportLayer::new(cancel.clone());
        let socket = ScreenedSocket::bind(address).await?;
        let local = socket.local_addr()?;
        transports.add_transport(
            UdpConnection::from_socket(Arc::new(socket), None, Some(cancel.child_token())).await?.into(),
        );
        transports.add_transport(TcpListenerConnection::new(local, None).await?.into());
        let mut listening = Listening { plain: local, tls: None };
        if let Some(config) = tls {
            let address = free_port(local.ip()).await?;
            let listener = rsipstack::transport::TlsListenerConnection::new(address, None, config).await?;
            transports.add_transport(listener.into());
            listening.tls = Some(address);
        }
        let identity = Identity { aor: parse_aor(aor)?, credential: None, proxy: None };
        let (stack, incoming) = Self::build(transports, cancel, identity, local, Transport::Udp, user_agent)?;
        Ok((stack, incoming, listening))
    }

    fn build(
        transports: TransportLayer,
        cancel: CancellationToken,
        identity: Identity,
        local: SocketAddr,
        transport: Transport,
        user_agent: &str,
    ) -> Result<(Arc<Self>, TransactionReceiver), PhoneError> {
        let closed = Arc::new(Notify::new());
        let elsewhere = Arc::default();
        let mut builder = EndpointBuilder::new();
        builder
            .with_user_agent(user_agent)
            .with_transport_layer(transports)
            .with_cancel_token(cancel.clone())
            .with_allows(vec![Method::Invite, Method::Ack, Method::Cancel, Method::Bye, Method::Options])
            .with_inspector(Box::new(Noting { elsewhere: Arc::clone(&elsewhere), inspector: DigestSpelling }))
            .with_transport_inspector(Box::new(StreamWatch::new(Arc::clone(&closed))))
            // By itself the stack would put a foreign company's domain into every Call-ID.
            .with_option(EndpointOption { callid_format: CallIdFormat::Uuid, ..EndpointOption::default() });
        let endpoint = builder.build();
        let incoming = endpoint.incoming_transactions()?;
        let inner = Arc::clone(&endpoint.inner);
        tokio::spawn(async move {
            if let Err(error) = inner.serve().await {
                tracing::warn!(%error, "the SIP stack ended");
            }
        });
        let contact = Mutex::new(contact(&identity.aor, local.into(), transport));
        let dialogs = Arc::new(DialogLayer::new(Arc::clone(&endpoint.inner)));
        let endpoint = Arc::clone(&endpoint.inner);
        let local_ip = local.ip();
        Ok((Arc::new(Self { endpoint, dialogs, elsewhere, identity, local_ip, contact, cancel, closed }), incoming))
    }

    /// Where we are reached, as said in Contact.
    pub fn contact(&self) -> Uri {
        self.contact.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes the address that the registrar sees us at: behind NAT, and over TCP and TLS, only that one leads back to us.
    pub fn reached_at(&self, address: HostWithPort) {
        self.contact.lock().unwrap_or_else(PoisonError::into_inner).host_with_port = address;
    }

    /// The connection to the proxy, opened if need be.
    pub async fn connect(&self) -> Result<SipConnection, PhoneError> {
        let proxy = self.identity.proxy.as_ref().ok_or(PhoneError::Account("no server"))?;
        Ok(self.endpoint.transport_layer.lookup(proxy, None).await?.0)
    }

    /// The proxy as a Route (RFC 3261 §8.1.2). The stack sends CANCEL where Route says, not where the INVITE went.
    pub fn route_to_proxy(&self) -> Vec<typed::Route> {
        let route = |proxy: &SipAddr| {
            let transport = proxy.r#type.filter(|transport| *transport != Wire::Udp).map(Param::Transport);
            let params = transport.into_iter().chain([Param::Lr]).collect();
            let uri = Uri { scheme: Some(Scheme::Sip), host_with_port: proxy.addr.clone(), params, ..Uri::default() };
            typed::Route { display_name: None, uri, params: Vec::new() }
        };
        self.identity.proxy.iter().map(route).collect()
    }

    /// Gives a connection up, so that the next request opens another one.
    pub fn disconnect(&self, connection: &SipConnection) {
        if connection.is_reliable() {
            self.endpoint.transport_layer.remove_connection(connection);
        }
    }

    /// Waits until any connection is closed.
    pub async fn connection_closed(&self) {
        self.closed.notified().await;
    }
}

/// Where a server's side listens.
#[derive(Clone, Copy, Debug)]
pub struct Listening {
    /// UDP and TCP.
    pub plain: SocketAddr,
    /// TLS.
    pub tls: Option<SocketAddr>,
}

/// The address of record, checked; without parameters, which have no place in one.
pub fn parse_aor(text: &str) -> Result<Uri, PhoneError> {
    let uri = Uri::try_from(text.trim()).map_err(|_| PhoneError::Account("address is not a SIP URI"))?;
    if !matches!(uri.scheme, Some(Scheme::Sip | Scheme::Sips)) || uri.auth.is_none() {
        return Err(PhoneError::Account("address is not of the form sip:user@host"));
    }
    Ok(Uri { scheme: Some(Scheme::Sip), params: Vec::new(), headers: Vec::new(), ..uri })
}

/// What a person dialed, as a SIP address at our own PBX unless it is one already.
pub fn parse_target(text: &str, aor: &Uri) -> Result<Uri, PhoneError> {
    let text = text.trim();
    if text.is_empty() || text.len() > 256 || text.chars().any(|c| c.is_control()) {
        return Err(PhoneError::InvalidTarget);
    }
    let lower = text.to_ascii_lowercase();
    if lower.starts_with("sip:") || lower.starts_with("sips:") {
        let uri = Uri::try_from(text).map_err(|_| PhoneError::InvalidTarget)?;
        return Ok(Uri { headers: Vec::new(), ..uri });
    }
    let number = lower.strip_prefix("tel:").unwrap_or(text);
    let user: String = number.chars().filter(|c| !matches!(c, ' ' | '-' | '.' | '(' | ')' | '/')).collect();
    let valid = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '*' | '#' | '_');
    if user.is_empty() || user.len() > 64 || !user.chars().all(valid) {
        return Err(PhoneError::InvalidTarget);
    }
    Ok(Uri { auth: Some(Auth { user, password: None }), ..aor.clone() })
}

fn contact(aor: &Uri, address: HostWithPort, transport: Transport) -> Uri {
    let params = match transport {
        Transport::Udp => Vec::new(),
        other => vec![Param::Transport(wire(other))],
    };
    Uri { scheme: Some(Scheme::Sip), auth: aor.auth.clone(), host_with_port: address, params, ..Uri::default() }
}

/// The stack's name of a transport.
pub fn wire(transport: Transport) -> Wire {
    match transport {
        Transport::Udp => Wire::Udp,
        Transport::Tcp => Wire::Tcp,
        Transport::Tls => Wire::Tls,
    }
}

async fn resolve(server: &str, transport: Transport) -> Result<SocketAddr, PhoneError> {
    let address =
        HostWithPort::try_from(server.trim()).map_err(|_| PhoneError::Account("server is not host[:port]"))?;
    let default = if transport == Transport::Tls { 5061 } else { 5060 };
    let port = address.port.map_or(default, |port| port.value());
    let host = match address.host {
        Host::IpAddr(ip) => return Ok(SocketAddr::new(ip, port)),
        Host::Domain(domain) => domain.to_string(),
    };
    let found = tokio::time::timeout(RESOLVE_TIMEOUT, tokio::net::lookup_host((host, port))).await;
    let found = found.map_err(|_| PhoneError::Timeout)??.next();
    found.ok_or_else(|| std::io::Error::from(std::io::ErrorKind::NotFound).into())
}

/// Our address on the way to a server. Nothing is sent.
pub async fn local_ip_towards(server: SocketAddr) -> std::io::Result<IpAddr> {
    let any: IpAddr = if server.is_ipv4() { Ipv4Addr::UNSPECIFIED.into() } else { Ipv6Addr::UNSPECIFIED.into() };
    let socket = UdpSocket::bind((any, 0)).await?;
    socket.connect(server).await?;
    Ok(socket.local_addr()?.ip())
}

async fn free_port(ip: IpAddr) -> std::io::Result<SocketAddr> {
    tokio::net::TcpListener::bind((ip, 0)).await?.local_addr()
}

/// The system's roots and the account's own. A certificate of the system that can't be read is left out, as every
/// browser does; one of the account's is an error.
fn tls_config(account: &Account) -> Result<TlsConfig, PhoneError> {
    let mut trusted: Vec<CertificateDer<'static>> = rustls_native_certs::load_native_certs().certs;
    let mut probe = rustls::RootCertStore::empty();
    trusted.retain(|certificate| probe.add(certificate.clone()).is_ok());
    if let Some(pem) = &account.extra_roots_pem {
        for certificate in CertificateDer::pem_slice_iter(pem.as_bytes()) {
            let certificate = certificate.map_err(|_| PhoneError::Account("extra certificates can't be read"))?;
            probe.add(certificate.clone()).map_err(|_| PhoneError::Account("an extra certificate can't be used"))?;
            trusted.push(certificate);
        }
    }
    let host = HostWithPort::try_from(account.server.trim())
        .map_err(|_| PhoneError::Account("server is not host[:port]"))?
        .host;
    let sni_hostname = match host {
        Host::Domain(domain) => Some(domain.to_string()),
        Host::IpAddr(ip) => Some(ip.to_string()),
    };
    Ok(TlsConfig { ca_certs: Some(to_pem(&trusted).into_bytes()), sni_hostname, ..TlsConfig::default() })
}

fn to_pem(certificates: &[CertificateDer<'_>]) -> String {
    use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
    let mut pem = String::new();
    for certificate in certificates {
        pem.push_str("-----BEGIN CERTIFICATE-----\n");
        let text = BASE64.encode(certificate);
        let mut rest = text.as_str();
        while !rest.is_empty() {
            let (line, after) = rest.split_at(rest.len().min(64));
            pem.push_str(line);
            pem.push('\n');
            rest = after;
        }
        pem.push_str("-----END CERTIFICATE-----\n");
    }
    pem
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_are_dialed_at_our_pbx_and_addresses_as_they_are() {
        let aor = parse_aor("sip:agent1@pbx.test").unwrap();
        let dialed = |text: &str| parse_target(text, &aor).map(|uri| uri.to_string()).ok();
        assert_eq!(dialed("+82 (10) 1234-5678").as_deref(), Some("sip:+821012345678@pbx.test"));
        assert_eq!(dialed("*1").as_deref(), Some("sip:*1@pbx.test"));
        assert_eq!(dialed("sip:bob@other.test").as_deref(), Some("sip:bob@other.test"));
        assert_eq!(dialed("tel:+8210").as_deref(), Some("sip:+8210@pbx.test"));
        for wrong in ["", "  ", "a b;c", "1\r\nX: y", "💥"] {
            assert_eq!(dialed(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn an_address_of_record_is_checked() {
        for wrong in ["", "agent1", "http://x", "sip:pbx.test", "tel:+8210"] {
            assert!(parse_aor(wrong).is_err(), "{wrong:?}");
        }
    }

    proptest! {
        #[test]
        fn nothing_dialed_breaks_a_header(text in ".{0,80}") {
            let aor = parse_aor("sip:agent1@pbx.test").unwrap();
            if let Ok(uri) = parse_target(&text, &aor) {
                prop_assert!(!uri.to_string().contains(['\r', '\n']));
            }
        }
    }
}
