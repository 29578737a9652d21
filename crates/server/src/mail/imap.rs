//! One connection to a mailbox over IMAP (RFC 9051; RFC 2177 for IDLE).

use std::{io, pin::Pin, sync::Arc, time::Duration};

use async_imap::{Client, Session, error::Error as ImapError, extensions::idle::IdleResponse};
use futures_util::TryStreamExt;
use rustls::pki_types::ServerName;
use thiserror::Error;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::TlsConnector;

use super::{Place, Security};

/// How long a server may take to answer.
const ANSWER_WITHIN: Duration = Duration::from_secs(60);
/// How long it may take to send a mail.
const SEND_WITHIN: Duration = Duration::from_secs(600);

/// A mailbox can't be read now.
#[derive(Debug, Error)]
pub(super) enum ReadError {
    /// The network or the certificate.
    #[error("no connection")]
    Connection(#[from] io::Error),
    /// TLS can't be set up.
    #[error("no TLS")]
    Tls(#[from] rustls::Error),
    /// The server's name is no name.
    #[error("not a server's name")]
    Name,
    /// It takes too long.
    #[error("no answer in time")]
    Late,
    /// Name or password are refused.
    #[error("not let in")]
    SignIn,
    /// The server refuses something, or what it says is not IMAP. Its words may hold names and subjects: they are not kept.
    #[error("refused, or not IMAP")]
    Protocol,
}

impl From<ImapError> for ReadError {
    fn from(error: ImapError) -> Self {
        match error {
            ImapError::Io(error) => Self::Connection(error),
            ImapError::ConnectionLost => Self::Connection(io::ErrorKind::ConnectionReset.into()),
            _ => Self::Protocol,
        }
    }
}

trait Stream: AsyncRead + AsyncWrite + Unpin + Send + std::fmt::Debug {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send + std::fmt::Debug> Stream for T {}
type Connection = Pin<Box<dyn Stream>>;

/// A folder that is open to be read, and is never changed.
pub(super) struct Folder {
    session: Session<Connection>,
    name: String,
    can_idle: bool,
}

/// What a folder says of its numbers.
#[derive(Clone, Copy)]
pub(super) struct Numbers {
    pub validity: u32,
    /// The number that the next mail gets; 1 where the server does not say.
    pub next: u32,
}

/// A mail as the server gives it.
pub(crate) struct Fetched {
    pub bytes: Vec<u8>,
    /// Only its headers: it is longer than `max_bytes`.
    pub head_only: bool,
}

impl Folder {
    /// Connects, signs in and opens a folder.
    pub async fn open(place: &Place, name: &str) -> Result<(Self, Numbers), ReadError> {
        timeout(ANSWER_WITHIN, async {
            let mut session = sign_in(place).await?;
            let can_idle = session.capabilities().await?.has_str("IDLE");
            let mut folder = Self { session, name: name.to_owned(), can_idle };
            let numbers = folder.look().await?;
            Ok((folder, numbers))
        })
        .await
        .map_err(|_| ReadError::Late)?
    }

    /// Opens the folder anew: it may have been made anew.
    pub async fn look(&mut self) -> Result<Numbers, ReadError> {
        let folder = within(ANSWER_WITHIN, self.session.examine(&self.name)).await?;
        let validity = folder.uid_validity.filter(|it| *it > 0).ok_or(ReadError::Protocol)?;
        Ok(Numbers { validity, next: folder.uid_next.unwrap_or(1) })
    }

    /// The numbers of the mails behind one, growing.
    pub async fn after(&mut self, uid: u32) -> Result<Vec<u32>, ReadError> {
        let Some(from) = uid.checked_add(1) else { return Ok(Vec::new()) };
        // A range that ends with `*` names the last mail also where that is before its beginning.
        let found = within(ANSWER_WITHIN, self.session.uid_search(format!("UID {from}:*"))).await?;
        let mut uids: Vec<u32> = found.into_iter().filter(|it| *it > uid).collect();
        uids.sort_unstable();
        Ok(uids)
    }

    /// A mail, not marked as read by it; `None` when it is gone.
    pub async fn mail(&mut self, uid: u32, max_bytes: usize) -> Result<Option<Fetched>, ReadError> {
        let Some(sized) = self.fetch(uid, "(UID RFC822.SIZE)").await? else { return Ok(None) };
        let head_only = sized.size.is_some_and(|it| it as usize > max_bytes);
        let what = if head_only { "(UID BODY.PEEK[HEADER])" } else { "(UID BODY.PEEK[])" };
        let Some(mail) = self.fetch(uid, what).await? else { return Ok(None) };
        let bytes = if head_only { mail.header() } else { mail.body() };
        Ok(bytes.map(|it| Fetched { bytes: it.to_vec(), head_only }))
    }

    async fn fetch(&mut self, uid: u32, what: &str) -> Result<Option<async_imap::types::Fetch>, ReadError> {
        let fetched = async {
            let all: Vec<_> = self.session.uid_fetch(uid.to_string(), what).await?.try_collect().await?;
            Ok::<_, ImapError>(all.into_iter().find(|it| it.uid == Some(uid)))
        };
        within(SEND_WITHIN, fetched).await
    }

    /// Waits until something happens in the folder, at most so long.
    pub async fn wait(self, at_most: Duration) -> Result<Self, ReadError> {
        if !self.can_idle {
            tokio::time::sleep(at_most).await;
            return Ok(self);
        }
        let Self { session, name, can_idle } = self;
        let mut idle = session.idle();
        within(ANSWER_WITHIN, idle.init()).await?;
        let (waiting, stop) = idle.wait_with_timeout(at_most);
        // A connection that died without a word is noticed a while after the time is over.
        let heard = timeout(at_most + ANSWER_WITHIN, waiting).await.map_err(|_| ReadError::Late)??;
        drop(stop);
        if matches!(heard, IdleResponse::ManualInterrupt) {
            return Err(ReadError::Late);
        }
        let session = within(ANSWER_WITHIN, idle.done()).await?;
        Ok(Self { session, name, can_idle })
    }
}

async fn sign_in(place: &Place) -> Result<Session<Connection>, ReadError> {
    let tcp = TcpStream::connect((place.host.as_str(), place.port)).await?;
    tcp.set_nodelay(true)?;
    let connection: Connection = match place.security {
        Security::None => Box::pin(tcp),
        Security::Tls => Box::pin(protected(place, tcp).await?),
        Security::StartTls => {
            let mut client = Client::new(tcp);
            greeted(&mut client).await?;
            client.run_command_and_check_ok("STARTTLS", None).await?;
            Box::pin(protected(place, client.into_inner()).await?)
        }
    };
    let mut client = Client::new(connection);
    // Behind STARTTLS the server does not greet again.
    if place.security != Security::StartTls {
        greeted(&mut client).await?;
    }
    client.login(&place.user, &place.password.0).await.map_err(|(error, _)| match error {
        ImapError::No(_) => ReadError::SignIn,
        error => error.into(),
    })
}

async fn protected(place: &Place, tcp: TcpStream) -> Result<tokio_rustls::client::TlsStream<TcpStream>, ReadError> {
    let name = ServerName::try_from(place.host.clone()).map_err(|_| ReadError::Name)?;
    let connector = TlsConnector::from(Arc::new(place.trust.client()?));
    Ok(connector.connect(name, tcp).await?)
}

async fn greeted<T: AsyncRead + AsyncWrite + Unpin + Send + std::fmt::Debug>(
    client: &mut Client<T>,
) -> Result<(), ReadError> {
    client.read_response().await?.map(drop).ok_or(ReadError::Protocol)
}

async fn within<T>(time: Duration, work: impl Future<Output = Result<T, ImapError>>) -> Result<T, ReadError> {
    Ok(timeout(time, work).await.map_err(|_| ReadError::Late)??)
}
