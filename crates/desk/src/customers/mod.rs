//! Customers: finding, showing, editing.

pub(crate) mod care;
pub(crate) mod edit;
mod evidence;
mod identity;
mod view;

use daehwa_cache::{TimelineCursor, TimelineFilter};
use daehwa_domain::{dialogue::Topic, id::CustomerId, treatment::Measures};
use tokio::task::spawn_blocking;

use crate::{
    Desk,
    api::{
        customer::{CustomerView, SearchQuery, SearchResults, TimelinePage, TimelineQuery},
        error::{CommandError, ErrorCode},
        work::Colleague,
    },
    shift::Shift,
};

const MAX_HITS: u16 = 50;
const MAX_PAGE: u16 = 200;
/// What is typed beyond this finds nothing more.
const MAX_QUERY_CHARS: usize = 200;

impl Desk {
    /// Searches the whole cache as one types (D-10).
    pub async fn search(&self, query: SearchQuery) -> Result<SearchResults, CommandError> {
        let shift = self.shift()?;
        let found = off_the_runtime(move || {
            let looked_for: String = query.text.chars().take(MAX_QUERY_CHARS).collect();
            let limit = usize::from(query.limit.clamp(1, MAX_HITS));
            let found = shift.cache.search(&looked_for, limit, shift.now())?;
            Ok((query.text, found))
        });
        let (text, found) = found.await?;
        Ok(SearchResults { text, hits: found.hits.into_iter().map(view::hit).collect(), more: found.more })
    }

    /// All that is known of a customer.
    pub async fn customer(&self, customer: CustomerId) -> Result<CustomerView, CommandError> {
        self.shift()?.customer_view(customer)
    }

    /// A page of a customer's contacts (D-30).
    pub async fn timeline(&self, query: TimelineQuery) -> Result<TimelinePage, CommandError> {
        let shift = self.shift()?;
        off_the_runtime(move || {
            let text = query.text.map(|text| text.trim().chars().take(MAX_QUERY_CHARS).collect::<String>());
            let filter = TimelineFilter {
                channels: query.channels,
                dialogue: query.dialogue,
                text: text.filter(|text| !text.is_empty()),
                to: query.until_ms,
                ..TimelineFilter::default()
            };
            let before = query.after.map(|after| TimelineCursor { started_ms: after.started_ms, id: after.id });
            let limit = usize::from(query.limit.clamp(1, MAX_PAGE));
            let page = shift.cache.timeline(query.customer, &filter, before, limit)?;
            Ok(shift.timeline_page(page, shift.measures_of(query.customer)?))
        })
        .await
    }

    /// Topics that are in use, and those that were.
    pub async fn topics(&self, (): ()) -> Result<Vec<Topic>, CommandError> {
        Ok(self.shift()?.cache.topics()?)
    }

    /// The other agents of the own teams.
    pub async fn colleagues(&self, (): ()) -> Result<Vec<Colleague>, CommandError> {
        let shift = self.shift()?;
        let users = shift.cache.users()?;
        let live = shift.colleagues.lock();
        let shares_a_team = |teams: &[_]| teams.iter().any(|team| shift.user.teams.contains(team));
        Ok(users
            .into_iter()
            .filter(|user| user.id != shift.user.id && !user.disabled && shares_a_team(&user.teams))
            .map(|user| Colleague { status: live.get(&user.id).copied(), user })
            .collect())
    }
}

impl Shift {
    /// A customer as the screen shows one.
    pub(crate) fn customer_view(&self, customer: CustomerId) -> Result<CustomerView, CommandError> {
        let view = self.cache.customer_view(customer, self.now())?;
        Ok(self.customer_view_of(view.ok_or_else(|| CommandError::new(ErrorCode::UnknownCustomer))?))
    }

    /// The personal measures that are on for a customer.
    fn measures_of(&self, customer: CustomerId) -> Result<Measures, CommandError> {
        let applied = self.cache.treatments_of(&[customer], self.now())?.pop();
        Ok(applied.map(|(_, it)| it.treatment.measures).unwrap_or_default())
    }
}

/// Runs what may take some milliseconds where it holds up no call.
pub(crate) async fn off_the_runtime<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, CommandError> + Send + 'static,
) -> Result<T, CommandError> {
    spawn_blocking(work).await.map_err(|error| {
        tracing::error!(%error, "a task crashed");
        CommandError::new(ErrorCode::Internal)
    })?
}
