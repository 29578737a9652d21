//! Who a visitor is, and what that makes of the customer's record.

use std::collections::{BTreeMap, BTreeSet};

use daehwa_domain::{id::CustomerId, record::Fact};
use uuid::Uuid;

use super::{
    Arrived, MAX_SUGGESTED, Taken, WebBatch, WebRows,
    take::{Name, Take, Tellers},
    visitor::Consent,
};
use crate::{StoreError, item::Item, rows::Rows};

/// Who has the numbers and addresses of a batch.
pub(super) type Residents = BTreeMap<String, BTreeSet<Uuid>>;

/// Looks the numbers and addresses of a batch up.
pub(super) async fn residents<R: WebRows>(rows: &mut R, batch: &WebBatch) -> Result<Residents, StoreError> {
    let keys: BTreeSet<&String> = batch.arrivals.iter().filter_map(|it| address_in(&it.what)).collect();
    let keys: Vec<String> = keys.into_iter().cloned().collect();
    let mut residents = Residents::new();
    if !keys.is_empty() {
        for (key, customer) in rows.customers_at(&keys).await? {
            residents.entry(key).or_default().insert(customer);
        }
    }
    Ok(residents)
}

fn address_in(what: &Arrived) -> Option<&String> {
    match what {
        Arrived::HasAddress { key } => Some(key),
        _ => None,
    }
}

impl<R: Rows + WebRows> Take<'_, R> {
    /// Joins a visitor to the customer who alone has an address; else a person decides, or there is nobody.
    pub(super) async fn has_address(
        &mut self,
        name: &Name,
        key: &str,
        tellers: &mut Tellers,
    ) -> Result<Taken, StoreError> {
        let residents = self.residents.get(key).cloned().unwrap_or_default();
        let known = self.visitors.get(name).and_then(|(visitor, _)| visitor.customer);
        match (residents.first(), known) {
            (None, _) => Ok(Taken { no_customer: true, ..Taken::default() }),
            (Some(_), Some(known)) if residents.contains(&known.0) => Ok(Taken::default()),
            (Some(only), None) if residents.len() == 1 => self.is_customer(name, CustomerId(*only), tellers).await,
            _ => {
                let customers: Vec<CustomerId> = residents.into_iter().take(MAX_SUGGESTED).map(CustomerId).collect();
                self.rows.put_suggestion(&name.0, name.1, &customers, self.now).await?;
                Ok(Taken { ambiguous: true, ..Taken::default() })
            }
        }
    }

    /// The visitor is a customer: what was kept until now is the customer's.
    pub(super) async fn is_customer(
        &mut self,
        name: &Name,
        customer: CustomerId,
        tellers: &mut Tellers,
    ) -> Result<Taken, StoreError> {
        if !self.owners.contains_key(&customer.0) {
            return Ok(Taken { no_customer: true, ..Taken::default() });
        }
        let (visitor, _) = self.visitors.entry(name.clone()).or_default();
        visitor.customer = Some(customer);
        let kept = std::mem::take(&mut visitor.kept);
        let parts = std::mem::take(&mut visitor.parts);
        let consents = std::mem::take(&mut visitor.consents);
        for consent in &consents {
            self.agrees(customer, consent)?;
        }
        self.reads(name, customer, &kept, tellers)?;
        self.takes_part(name, customer, &parts, tellers).await?;
        self.rows.drop_suggestion(&name.0, name.1).await?;
        Ok(Taken::default())
    }

    /// A visitor gave or withdrew a consent.
    pub(super) fn consents(&mut self, name: &Name, consent: Consent) -> Result<Taken, StoreError> {
        let (visitor, _) = self.visitors.entry(name.clone()).or_default();
        match visitor.customer.filter(|it| self.owners.contains_key(&it.0)) {
            Some(customer) => self.agrees(customer, &consent)?,
            None => visitor.agree(consent),
        }
        Ok(Taken::default())
    }

    fn agrees(&mut self, customer: CustomerId, consent: &Consent) -> Result<(), StoreError> {
        let Some(owner) = self.owners.get_mut(&customer.0) else { return Ok(()) };
        let fact: Option<Fact> = owner.history.agree(customer, consent, self.ids);
        if let Some(fact) = fact {
            owner.write(Item::of_fact(&fact)?);
        }
        Ok(())
    }
}
