// Compiled once for each database: `super` says which, and brings the few statements that differ.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use daehwa_domain::{
    id::{CustomerId, TenantId},
    time::Timestamp,
};
use sqlx::{QueryBuilder, Row, query, query_scalar};
use uuid::Uuid;

use super::{
    Backend, Db, LOCK_VISITORS,
    many::{one_of, parts, rows_of},
    transaction::Writing,
};
use crate::{
    Rulebook, StoreError,
    column::Column,
    web::{
        self, Counts, DAY_MS, MAX_SUGGESTED, MAX_SUGGESTIONS, MAX_UNKNOWN_PAGES, NewIds, Site, Stored, Suggestion,
        UnknownPage, WebBatch, WebRows, WebStore, WebTaken,
    },
};

#[async_trait]
impl WebStore for Backend {
    async fn web_sites(&self, tenant: TenantId) -> Result<Vec<Site>, StoreError> {
        let mut tx = self.read().await?;
        let bodies = query_scalar::<_, Vec<u8>>("SELECT body FROM web_site WHERE tenant = $1 ORDER BY id")
            .bind(tenant.0)
            .fetch_all(&mut *tx)
            .await?;
        bodies.iter().map(|body| Ok(rmp_serde::from_slice(body)?)).collect()
    }

    async fn put_web_site(&self, tenant: TenantId, site: &Site) -> Result<(), StoreError> {
        let mut writing = self.write(tenant).await?;
        query(
            "INSERT INTO web_site (tenant, id, body) VALUES ($1, $2, $3) \
             ON CONFLICT (tenant, id) DO UPDATE SET body = excluded.body",
        )
        .bind(tenant.0)
        .bind(&site.id)
        .bind(rmp_serde::to_vec_named(site)?)
        .execute(&mut *writing.tx)
        .await?;
        Ok(writing.tx.commit().await?)
    }

    async fn remove_web_site(&self, tenant: TenantId, site: &str) -> Result<bool, StoreError> {
        let mut writing = self.write(tenant).await?;
        for statement in [
            "DELETE FROM web_visitor WHERE tenant = $1 AND site = $2",
            "DELETE FROM web_suggestion WHERE tenant = $1 AND site = $2",
            "DELETE FROM web_day WHERE tenant = $1 AND site = $2",
            "DELETE FROM web_page WHERE tenant = $1 AND site = $2",
        ] {
            query(statement).bind(tenant.0).bind(site).execute(&mut *writing.tx).await?;
        }
        let removed = query("DELETE FROM web_site WHERE tenant = $1 AND id = $2")
            .bind(tenant.0)
            .bind(site)
            .execute(&mut *writing.tx)
            .await?;
        writing.tx.commit().await?;
        Ok(removed.rows_affected() > 0)
    }

    async fn take_web(
        &self,
        tenant: TenantId,
        batch: &WebBatch,
        book: &Rulebook,
        now: Timestamp,
        ids: &NewIds,
    ) -> Result<WebTaken, StoreError> {
        let mut writing = self.write(tenant).await?;
        let taken = web::take(&mut writing, batch, book, now, ids).await?;
        writing.tx.commit().await?;
        self.announce(tenant, &taken.grown);
        Ok(taken)
    }

    async fn web_counts(&self, tenant: TenantId, since_day: i64) -> Result<BTreeMap<String, Counts>, StoreError> {
        let mut tx = self.read().await?;
        let rows = query(
            "SELECT site, stored, duplicate, unknown, bot, unconsented, refused, raw_bytes, stored_bytes FROM web_day \
             WHERE tenant = $1 AND day >= $2",
        )
        .bind(tenant.0)
        .bind(since_day)
        .fetch_all(&mut *tx)
        .await?;
        let mut all: BTreeMap<String, Counts> = BTreeMap::new();
        for row in rows {
            all.entry(row.try_get("site")?).or_default().add(&Counts {
                stored: row.try_get("stored")?,
                duplicate: row.try_get("duplicate")?,
                unknown: row.try_get("unknown")?,
                bot: row.try_get("bot")?,
                unconsented: row.try_get("unconsented")?,
                refused: row.try_get("refused")?,
                raw_bytes: row.try_get("raw_bytes")?,
                stored_bytes: row.try_get("stored_bytes")?,
            });
        }
        Ok(all)
    }

    async fn unknown_pages(&self, tenant: TenantId) -> Result<Vec<UnknownPage>, StoreError> {
        let mut tx = self.read().await?;
        let rows = query(
            "SELECT site, pattern, touches, first_ms, last_ms FROM web_page WHERE tenant = $1 \
             ORDER BY touches DESC, site, pattern LIMIT $2",
        )
        .bind(tenant.0)
        .bind(MAX_UNKNOWN_PAGES)
        .fetch_all(&mut *tx)
        .await?;
        rows.iter()
            .map(|row| {
                Ok(UnknownPage {
                    site: row.try_get("site")?,
                    pattern: row.try_get("pattern")?,
                    touches: row.try_get("touches")?,
                    first_ms: Timestamp(row.try_get("first_ms")?),
                    last_ms: Timestamp(row.try_get("last_ms")?),
                })
            })
            .collect()
    }

    async fn forget_page(&self, tenant: TenantId, site: &str, pattern: &str) -> Result<(), StoreError> {
        let mut writing = self.write(tenant).await?;
        query("DELETE FROM web_page WHERE tenant = $1 AND site = $2 AND pattern = $3")
            .bind(tenant.0)
            .bind(site)
            .bind(pattern)
            .execute(&mut *writing.tx)
            .await?;
        Ok(writing.tx.commit().await?)
    }

    async fn web_suggestions(&self, tenant: TenantId) -> Result<Vec<Suggestion>, StoreError> {
        let mut tx = self.read().await?;
        let rows = query(
            "SELECT s.site, s.visitor, s.customers, s.at_ms, v.body FROM web_suggestion s \
             LEFT JOIN web_visitor v ON v.tenant = s.tenant AND v.site = s.site AND v.id = s.visitor \
             WHERE s.tenant = $1 ORDER BY s.at_ms DESC, s.site, s.visitor LIMIT $2",
        )
        .bind(tenant.0)
        .bind(MAX_SUGGESTIONS)
        .fetch_all(&mut *tx)
        .await?;
        rows.iter()
            .map(|row| {
                let (read, known_as) = web::kept(row.try_get("body")?)?;
                Ok(Suggestion {
                    site: row.try_get("site")?,
                    visitor: row.try_get("visitor")?,
                    customers: rmp_serde::from_slice(row.try_get("customers")?)?,
                    at_ms: Timestamp(row.try_get("at_ms")?),
                    read,
                    known_as,
                })
            })
            .collect()
    }

    async fn web_suggested(
        &self,
        tenant: TenantId,
        site: &str,
        visitor: Uuid,
    ) -> Result<Option<Vec<CustomerId>>, StoreError> {
        let mut tx = self.read().await?;
        let customers: Option<Vec<u8>> =
            query_scalar("SELECT customers FROM web_suggestion WHERE tenant = $1 AND site = $2 AND visitor = $3")
                .bind(tenant.0)
                .bind(site)
                .bind(visitor)
                .fetch_optional(&mut *tx)
                .await?;
        customers.map(|it| Ok(rmp_serde::from_slice(&it)?)).transpose()
    }

    async fn drop_suggestion(&self, tenant: TenantId, site: &str, visitor: Uuid) -> Result<(), StoreError> {
        let mut writing = self.write(tenant).await?;
        WebRows::drop_suggestion(&mut writing, site, visitor).await?;
        Ok(writing.tx.commit().await?)
    }

    async fn prune_counts(&self, before_day: i64) -> Result<u64, StoreError> {
        let mut writing = self.write(TenantId(Uuid::nil())).await?;
        let days = query("DELETE FROM web_day WHERE day < $1").bind(before_day).execute(&mut *writing.tx).await?;
        let pages = query("DELETE FROM web_page WHERE last_ms < $1")
            .bind(before_day.saturating_mul(DAY_MS))
            .execute(&mut *writing.tx)
            .await?;
        writing.tx.commit().await?;
        Ok(days.rows_affected() + pages.rows_affected())
    }

    async fn prune_visitors(&self, not_since: Timestamp) -> Result<u64, StoreError> {
        let mut writing = self.write(TenantId(Uuid::nil())).await?;
        query("DELETE FROM web_suggestion WHERE at_ms < $1").bind(not_since.0).execute(&mut *writing.tx).await?;
        let gone = query("DELETE FROM web_visitor WHERE seen_ms < $1")
            .bind(day_of(not_since))
            .execute(&mut *writing.tx)
            .await?;
        writing.tx.commit().await?;
        Ok(gone.rows_affected())
    }
}

#[async_trait]
impl WebRows for Writing {
    async fn lock_visitors(&mut self, names: &[(String, Uuid)], now: Timestamp) -> Result<Vec<Stored>, StoreError> {
        let mut all = Vec::with_capacity(names.len());
        for part in parts(names) {
            let tenant = || Column::uuid(part, |_| self.tenant);
            let (site, id) = (|| Column::text(part, |(site, _)| site), || Column::uuid(part, |(_, id)| *id));
            // Made first, so that there is a row to lock.
            let mut make = QueryBuilder::<Db>::new("INSERT INTO web_visitor (tenant, site, id, seen_ms, body) ");
            let columns =
                [tenant(), site(), id(), Column::bigint(part, |_| day_of(now)), Column::bytes(part, |_| [].as_slice())];
            rows_of(&mut make, &columns).push(" ON CONFLICT (tenant, site, id) DO NOTHING");
            make.build().execute(&mut *self.tx).await?;
            let mut lock = QueryBuilder::<Db>::new("WITH wanted (tenant, site, id) AS (");
            rows_of(&mut lock, &[tenant(), site(), id()]);
            lock.push(") SELECT it.site, it.id, it.body FROM wanted CROSS JOIN ").push(LOCK_VISITORS);
            for row in lock.build().fetch_all(&mut *self.tx).await? {
                all.push(Stored { site: row.try_get("site")?, id: row.try_get("id")?, body: row.try_get("body")? });
            }
        }
        Ok(all)
    }

    async fn put_visitors(&mut self, rows: &[Stored], now: Timestamp) -> Result<(), StoreError> {
        for part in parts(rows) {
            let mut put = QueryBuilder::<Db>::new("INSERT INTO web_visitor (tenant, site, id, seen_ms, body) ");
            let columns = [
                Column::uuid(part, |_| self.tenant),
                Column::text(part, |it| &it.site),
                Column::uuid(part, |it| it.id),
                Column::bigint(part, |_| day_of(now)),
                Column::bytes(part, |it| &it.body),
            ];
            rows_of(&mut put, &columns)
                .push(" ON CONFLICT (tenant, site, id) DO UPDATE SET seen_ms = excluded.seen_ms, body = excluded.body");
            put.build().execute(&mut *self.tx).await?;
        }
        Ok(())
    }

    async fn remove_visitor(&mut self, site: &str, id: Uuid) -> Result<(), StoreError> {
        query("DELETE FROM web_visitor WHERE tenant = $1 AND site = $2 AND id = $3")
            .bind(self.tenant)
            .bind(site)
            .bind(id)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    async fn drop_logged(&mut self, rows: &[(Uuid, u64, Uuid)]) -> Result<(), StoreError> {
        for part in parts(rows) {
            let mut drop = QueryBuilder::<Db>::new("DELETE FROM log WHERE tenant = ");
            drop.push_bind(self.tenant).push(" AND (scope, seq) IN (");
            rows_of(&mut drop, &[Column::uuid(part, |it| it.0), Column::bigint(part, |it| it.1 as i64)]);
            let ids: Vec<Uuid> = part.iter().map(|(_, _, id)| *id).collect();
            one_of(drop.push(") AND id"), &ids).build().execute(&mut *self.tx).await?;
        }
        Ok(())
    }

    async fn count(&mut self, day: i64, counts: &BTreeMap<String, Counts>) -> Result<(), StoreError> {
        for (site, it) in counts {
            query(
                "INSERT INTO web_day (tenant, site, day, stored, duplicate, unknown, bot, unconsented, refused, raw_bytes, \
                 stored_bytes) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
                 ON CONFLICT (tenant, site, day) DO UPDATE SET stored = web_day.stored + excluded.stored, \
                 duplicate = web_day.duplicate + excluded.duplicate, unknown = web_day.unknown + excluded.unknown, \
                 bot = web_day.bot + excluded.bot, unconsented = web_day.unconsented + excluded.unconsented, \
                 refused = web_day.refused + excluded.refused, raw_bytes = web_day.raw_bytes + excluded.raw_bytes, \
                 stored_bytes = web_day.stored_bytes + excluded.stored_bytes",
            )
            .bind(self.tenant)
            .bind(site)
            .bind(day)
            .bind(it.stored)
            .bind(it.duplicate)
            .bind(it.unknown)
            .bind(it.bot)
            .bind(it.unconsented)
            .bind(it.refused)
            .bind(it.raw_bytes)
            .bind(it.stored_bytes)
            .execute(&mut *self.tx)
            .await?;
        }
        Ok(())
    }

    async fn count_pages(&mut self, pages: &BTreeMap<(String, String), i64>, now: Timestamp) -> Result<(), StoreError> {
        let mut by_site: BTreeMap<&str, Vec<(&str, i64)>> = BTreeMap::new();
        for ((site, pattern), touches) in pages {
            by_site.entry(site).or_default().push((pattern, *touches));
        }
        for (site, read) in by_site {
            // Once for a site and batch: the list is short. The site's counts of the day are locked before, so that it stays so.
            let known: BTreeSet<String> = query_scalar("SELECT pattern FROM web_page WHERE tenant = $1 AND site = $2")
                .bind(self.tenant)
                .bind(site)
                .fetch_all(&mut *self.tx)
                .await?
                .into_iter()
                .collect();
            let listed: Vec<(&str, i64)> = web::listed(&known, &read).into_iter().collect();
            for part in parts(&listed) {
                let mut put = QueryBuilder::<Db>::new(
                    "INSERT INTO web_page (tenant, site, pattern, touches, first_ms, last_ms) ",
                );
                let columns = [
                    Column::uuid(part, |_| self.tenant),
                    Column::text(part, |_| site),
                    Column::text(part, |(pattern, _)| pattern),
                    Column::bigint(part, |(_, touches)| *touches),
                    Column::bigint(part, |_| now.0),
                    Column::bigint(part, |_| now.0),
                ];
                rows_of(&mut put, &columns).push(
                    " ON CONFLICT (tenant, site, pattern) DO UPDATE \
                     SET touches = web_page.touches + excluded.touches, last_ms = excluded.last_ms",
                );
                put.build().execute(&mut *self.tx).await?;
            }
        }
        Ok(())
    }

    async fn customers_at(&mut self, keys: &[String]) -> Result<Vec<(String, Uuid)>, StoreError> {
        let mut found = Vec::new();
        for key in keys {
            let customers =
                query_scalar("SELECT DISTINCT customer FROM contact_key WHERE tenant = $1 AND address = $2 LIMIT $3")
                    .bind(self.tenant)
                    .bind(key)
                    .bind(MAX_SUGGESTED as i64)
                    .fetch_all(&mut *self.tx)
                    .await?;
            found.extend(customers.into_iter().map(|it| (key.clone(), it)));
        }
        Ok(found)
    }

    async fn put_suggestion(
        &mut self,
        site: &str,
        visitor: Uuid,
        customers: &[CustomerId],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        query(
            "INSERT INTO web_suggestion (tenant, site, visitor, customers, at_ms) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (tenant, site, visitor) DO UPDATE SET customers = excluded.customers, at_ms = excluded.at_ms",
        )
        .bind(self.tenant)
        .bind(site)
        .bind(visitor)
        .bind(rmp_serde::to_vec(customers)?)
        .bind(now.0)
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    async fn drop_suggestion(&mut self, site: &str, visitor: Uuid) -> Result<(), StoreError> {
        query("DELETE FROM web_suggestion WHERE tenant = $1 AND site = $2 AND visitor = $3")
            .bind(self.tenant)
            .bind(site)
            .bind(visitor)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }
}

/// The day on which a visitor was seen, as its first moment: with the moment itself the index by it would be written with every batch.
fn day_of(moment: Timestamp) -> i64 {
    moment.0.div_euclid(DAY_MS) * DAY_MS
}
