//! The company's web sites tell what their visitors read: over HTTP in, as contacts of dialogues on. See docs/web-events.md.

pub(crate) mod admin;
mod body;
mod bots;
mod events;
mod fault;
mod judge;
pub(crate) mod limits;
mod people;
mod script;
pub mod sign;
pub mod sites;
mod writer;

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    extract::DefaultBodyLimit,
    routing::{get, post},
};
use daehwa_domain::id::TenantId;
use daehwa_store::{Store, StoreError, web::Site};
use parking_lot::Mutex;
use tokio::{sync::OnceCell, time::Instant};

use crate::{api::Server, hub::Hub, people::People};
use limits::Limits;
pub use limits::WebLimits;
use writer::{Orders, write};

/// How long what is known of the sites is taken as it is: a key that was revoked is refused after that.
const SITES_FOR: Duration = Duration::from_secs(1);

/// What the requests of web sites share.
pub struct Web {
    store: Arc<dyn Store>,
    limits: Limits,
    orders: Orders,
    sites: Mutex<Option<(Instant, Arc<[Site]>)>>,
    tenant: Tenant,
}

/// The default tenant, asked for once.
#[derive(Clone, Default)]
pub(crate) struct Tenant(Arc<OnceCell<TenantId>>);

impl Tenant {
    pub(crate) async fn of(&self, store: &dyn Store) -> Result<TenantId, StoreError> {
        self.0.get_or_try_init(|| People::tenant_of(store)).await.copied()
    }
}

impl Web {
    /// With the writer that is to be run beside it.
    pub(crate) fn new(
        store: Arc<dyn Store>,
        hub: Arc<Hub>,
        limits: WebLimits,
    ) -> (Self, impl Future<Output = ()> + Send + 'static) {
        let (orders, taking) = writer::queue();
        let tenant = Tenant::default();
        let writer = write(store.clone(), hub, tenant.clone(), taking);
        (Self { store, limits: Limits::new(limits), orders, sites: Mutex::default(), tenant }, writer)
    }

    /// All sites, as they were at most a second ago.
    pub(crate) async fn sites(&self) -> Result<Arc<[Site]>, StoreError> {
        if let Some((read, sites)) = &*self.sites.lock()
            && read.elapsed() < SITES_FOR
        {
            return Ok(sites.clone());
        }
        let tenant = self.tenant.of(&*self.store).await?;
        let sites: Arc<[Site]> = self.store.web_sites(tenant).await?.into();
        *self.sites.lock() = Some((Instant::now(), sites.clone()));
        Ok(sites)
    }
}

/// The routes for web sites.
pub(crate) fn routes() -> Router<Arc<Server>> {
    Router::new()
        .route("/api/v1/web/visitor", post(people::visitor).options(events::preflight))
        .route("/api/v1/web/events", post(events::events).options(events::preflight))
        .route("/api/v1/web/identify", post(people::identify).options(events::preflight))
        .route("/api/v1/web/consent", post(people::consent).options(events::preflight))
        .route("/api/v1/web/forget", post(people::forget).options(events::preflight))
        .route("/api/v1/web/report", get(admin::report))
        .route("/api/v1/web/pages", get(admin::pages))
        .route("/api/v1/web/pages/forget", post(admin::forget_page))
        .route("/api/v1/web/suggestions", get(admin::suggestions))
        .route("/api/v1/web/decide", post(admin::decide))
        .route(script::PATH, get(script::script))
        .layer(DefaultBodyLimit::max(body::MAX_SIGNED_BYTES))
}
