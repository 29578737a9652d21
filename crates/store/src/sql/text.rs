// Compiled once for each database: `super` says which, and brings the few statements that differ.

use async_trait::async_trait;
use daehwa_domain::{id::TenantId, time::Timestamp};

use super::Backend;
use crate::{
    Rulebook, StoreError,
    text::{self, NewIds, Report, Text, TextStore, TextTaken},
};

#[async_trait]
impl TextStore for Backend {
    async fn take_text(
        &self,
        tenant: TenantId,
        text: &Text,
        book: &Rulebook,
        now: Timestamp,
        ids: &NewIds,
    ) -> Result<TextTaken, StoreError> {
        let mut writing = self.write(tenant).await?;
        let taken = text::take(&mut writing, text, book, now, ids).await?;
        // Nothing of a text that is looked at again stays: dropping the transaction takes it back.
        if taken != TextTaken::Behind {
            writing.tx.commit().await?;
        }
        if let TextTaken::Filed { grown, .. } = &taken {
            self.announce(tenant, grown);
        }
        Ok(taken)
    }

    async fn take_report(
        &self,
        tenant: TenantId,
        report: &Report,
        now: Timestamp,
        ids: &NewIds,
    ) -> Result<TextTaken, StoreError> {
        let mut writing = self.write(tenant).await?;
        let taken = text::report(&mut writing, report, now, ids).await?;
        writing.tx.commit().await?;
        if let TextTaken::Filed { grown, .. } = &taken {
            self.announce(tenant, grown);
        }
        Ok(taken)
    }
}
