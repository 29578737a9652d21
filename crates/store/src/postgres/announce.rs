//! Commits announced over `NOTIFY`: a hint to look, never the data.

use daehwa_domain::id::TenantId;
use daehwa_protocol::message::ScopeHead;
use sqlx::{PgPool, postgres::PgListener, query};
use tokio::sync::{Mutex, mpsc};

use crate::StoreError;

const CHANNEL: &str = "daehwa_grown";

/// A scope that grew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Announcement {
    pub tenant: TenantId,
    pub head: ScopeHead,
}

impl Announcement {
    fn write(&self) -> String {
        format!("{} {} {}", self.tenant, self.head.head, self.head.scope)
    }

    fn read(text: &str) -> Option<Self> {
        let mut words = text.splitn(3, ' ');
        let tenant = words.next()?.parse().ok()?;
        let head = words.next()?.parse().ok()?;
        let scope = words.next()?.parse().ok()?;
        Some(Self { tenant, head: ScopeHead { scope, head } })
    }
}

/// Sends what arrives on the channel, all that has gathered meanwhile in one statement.
pub(super) fn announcer(pool: PgPool) -> mpsc::UnboundedSender<Announcement> {
    let (sender, mut receiver) = mpsc::unbounded_channel::<Announcement>();
    tokio::spawn(async move {
        let mut gathered = Vec::new();
        while receiver.recv_many(&mut gathered, 64).await > 0 {
            let texts: Vec<String> = gathered.drain(..).map(|it| it.write()).collect();
            let notify = query("SELECT pg_notify($1, text) FROM unnest($2::text[]) AS text").bind(CHANNEL).bind(texts);
            if let Err(error) = notify.execute(&pool).await {
                tracing::warn!(%error, "other servers were not told of a commit; they find it when they look");
            }
        }
    });
    sender
}

/// The ear on the channel.
pub(super) struct Hearing {
    pool: PgPool,
    listener: Mutex<Option<PgListener>>,
}

impl Hearing {
    pub fn new(pool: PgPool) -> Self {
        Self { pool, listener: Mutex::new(None) }
    }

    /// Waits for an announcement; takes all that have gathered.
    pub async fn next(&self) -> Result<Vec<(TenantId, ScopeHead)>, StoreError> {
        let mut slot = self.listener.lock().await;
        let listener = match &mut *slot {
            Some(listener) => listener,
            empty => {
                let mut listener = PgListener::connect_with(&self.pool).await?;
                listener.listen(CHANNEL).await?;
                empty.insert(listener)
            }
        };
        let mut heard = vec![listener.recv().await?];
        while let Some(more) = listener.next_buffered() {
            heard.push(more);
        }
        Ok(heard
            .iter()
            .filter_map(|it| Announcement::read(it.payload()))
            .map(|announced| (announced.tenant, announced.head))
            .collect())
    }
}
