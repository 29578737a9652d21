//! The audit log: what is written into it here, who may read it, and its heads, which are written down beside the database.

use std::{
    fs::OpenOptions,
    io::{self, Write},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use axum::{
    Json,
    extract::{Query, State},
    http::HeaderMap,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use daehwa_domain::id::TenantId;
use daehwa_store::{
    Store, StoreError,
    audit::{self, AuditHead, Entry, Tampered},
};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use tokio::time::{MissedTickBehavior, interval};

use crate::api::{Fault, Server, administrator};

/// Rows of one answer.
const PART: u32 = 500;
/// How often the head is written down.
const ANCHOR_EVERY: Duration = Duration::from_secs(60);

/// Which rows are wanted.
#[derive(Deserialize)]
pub(crate) struct After {
    /// Those behind this number.
    #[serde(default)]
    after: u64,
}

/// A row.
#[derive(Serialize)]
pub(crate) struct Row {
    /// Its number, from 1.
    seq: u64,
    /// What it says.
    #[serde(flatten)]
    entry: Entry,
}

/// The rows behind a number, at most 500; for administrators.
pub(crate) async fn rows(
    State(server): State<Arc<Server>>,
    headers: HeaderMap,
    Query(After { after }): Query<After>,
) -> Result<Json<Vec<Row>>, Fault> {
    let identity = administrator(&server, &headers).await?;
    let rows = server.store.audited(identity.tenant, after, PART).await?;
    let row = |it: &audit::AuditRow| Ok(Row { seq: it.at.seq, entry: it.entry()? });
    Ok(Json(rows.iter().map(row).collect::<Result<_, StoreError>>()?))
}

/// The file beside the database in which a server writes the heads down.
pub fn anchor_file(data: &Path) -> PathBuf {
    data.join("audit-heads.txt")
}

/// Writes the head down whenever it is another; never ends. Whoever can change the database must not be able to change this file as well: a
/// copy of it is taken off the machine.
pub async fn anchor(store: Arc<dyn Store>, tenant: TenantId, file: PathBuf) {
    let mut turns = interval(ANCHOR_EVERY);
    turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut written = None;
    loop {
        turns.tick().await;
        let head = match store.audit_head(tenant).await {
            Ok(head) => head,
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "the audit log's head can't be read");
                continue;
            }
        };
        if head == AuditHead::START || written == Some(head) {
            continue;
        }
        match write_down(&file, head) {
            Ok(()) => written = Some(head),
            Err(error) => tracing::error!(%error, "the audit log's head can't be written down"),
        }
    }
}

/// Adds a head to the file.
pub fn write_down(file: &Path, head: AuditHead) -> io::Result<()> {
    let mut file = OpenOptions::new().create(true).append(true).open(file)?;
    writeln!(file, "{} {}", head.seq, URL_SAFE_NO_PAD.encode(head.hash))?;
    file.sync_data()
}

/// The audit log can't be checked.
#[derive(Debug, Error)]
pub enum CheckError {
    /// Storage failed.
    #[error("storage refused")]
    Store(#[from] StoreError),
    /// The heads can't be read.
    #[error("the heads that were written down can't be read")]
    Heads(#[from] io::Error),
    /// A line of the heads is none.
    #[error("line {0} of the heads that were written down is none")]
    Line(usize),
}

/// Goes through the log and holds it against the heads that were written down.
pub async fn check(
    store: Arc<dyn Store>,
    tenant: TenantId,
    file: &Path,
) -> Result<Result<AuditHead, Tampered>, CheckError> {
    let text = match std::fs::read_to_string(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        read => read?,
    };
    let anchors: Result<Vec<AuditHead>, CheckError> =
        text.lines().enumerate().map(|(at, line)| anchor_of(line).ok_or(CheckError::Line(at + 1))).collect();
    Ok(audit::check(&*store, tenant, &anchors?).await?)
}

fn anchor_of(line: &str) -> Option<AuditHead> {
    let (seq, hash) = line.split_once(' ')?;
    let hash = URL_SAFE_NO_PAD.decode(hash).ok()?.try_into().ok()?;
    Some(AuditHead { seq: seq.parse().ok()?, hash })
}
