//! From pages to topics and stages, by the rules as they are now (H-3).

use std::collections::HashMap;

use daehwa_domain::{id::TenantId, rule::Event};
use daehwa_protocol::scope::Scope;
use daehwa_store::{Rulebook, Store, StoreError, web::Judged};

/// Pages of which the answer is remembered: a site has fewer.
const REMEMBERED: usize = 20_000;

/// The rules, and what they said.
#[derive(Default)]
pub(super) struct Judge {
    /// Whether the rules were read.
    read: bool,
    book: Rulebook,
    said: HashMap<String, Option<Judged>>,
}

impl Judge {
    /// Reads the rules again when the centre has changed.
    pub async fn look(&mut self, store: &dyn Store, tenant: TenantId) -> Result<(), StoreError> {
        let heads = store.heads(tenant, &[Scope::Centre]).await?;
        let head = heads.first().map_or(0, |it| it.head);
        if !self.read || self.book.as_of != head {
            self.book = store.rulebook(tenant).await?;
            self.read = true;
            self.said.clear();
        }
        Ok(())
    }

    /// By what it judges.
    pub fn book(&self) -> &Rulebook {
        &self.book
    }

    /// What the rules say of a page.
    pub fn page(&mut self, page: &str) -> Option<Judged> {
        if let Some(said) = self.said.get(page) {
            return said.clone();
        }
        let judgement = self.book.judge(&Event::of_page(page));
        let holds = judgement.holds();
        let judged = holds.map(|it| Judged { topic: it.topic, stage: it.stage, rule: it.key.clone() });
        if self.said.len() >= REMEMBERED {
            self.said.clear();
        }
        self.said.insert(page.to_owned(), judged.clone());
        judged
    }
}
