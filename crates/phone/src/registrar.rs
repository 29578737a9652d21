//! Keeps one account registered: does what [`Line`] says, and hands incoming requests on.

use std::{
    sync::{Arc, Weak},
    time::Duration,
};

use daehwa_domain::call::LineState;
use rsipstack::{
    dialog::{DialogId, registration::Registration},
    sip::{Header, HeadersExt, Method, Request, StatusCode, Uri, typed},
    transaction::{
        TransactionReceiver,
        key::{TransactionKey, TransactionRole},
        make_tag,
        transaction::Transaction,
    },
    transport::SipConnection,
};
use tokio::{
    sync::mpsc::UnboundedSender,
    time::{Instant, sleep, timeout},
};
use tokio_util::sync::CancellationToken;

use crate::{
    config::{Account, Timing},
    error::PhoneError,
    line::{Happened, Line, Step},
    stack::{ALLOW, Stack, local_ip_towards},
};

/// Unregistering at the end takes at most this long.
const FAREWELL: Duration = Duration::from_secs(1);
/// After so many failures in a row the sockets are opened anew: the network may be another one.
const FAILURES_UNTIL_RENEWAL: u32 = 3;

/// What the registrar reports.
#[expect(clippy::large_enum_variant, reason = "few at a time, and moved once")]
pub enum Report {
    /// The line's state changed.
    Line(LineState),
    /// Calls go through this stack from now on.
    Stack(Arc<Stack>),
    /// Somebody calls.
    Invite(Arc<Stack>, Transaction),
}

/// Keeps `account` registered until `cancel`, then unregisters.
pub async fn run(
    account: Account,
    timing: Timing,
    user_agent: String,
    reports: UnboundedSender<Report>,
    cancel: CancellationToken,
) {
    let mut registrar = Registrar {
        account,
        user_agent,
        reports,
        line: Line::new(timing),
        timing,
        began: Instant::now(),
        stack: None,
        connection: None,
        registration: None,
        told: LineState::NoAccount,
    };
    registrar.tell();
    loop {
        let step = registrar.line.next(registrar.began.elapsed());
        let work = registrar.step(step);
        tokio::select! {
            () = cancel.cancelled() => break,
            () = work => {}
        }
        registrar.tell();
    }
    registrar.say_farewell().await;
}

struct Registrar {
    account: Account,
    timing: Timing,
    user_agent: String,
    reports: UnboundedSender<Report>,
    line: Line,
    began: Instant,
    stack: Option<Arc<Stack>>,
    connection: Option<SipConnection>,
    registration: Option<Registration>,
    told: LineState,
}

impl Registrar {
    fn tell(&mut self) {
        if *self.line.state() != self.told {
            self.told = self.line.state().clone();
            let _ = self.reports.send(Report::Line(self.told.clone()));
        }
    }

    async fn step(&mut self, step: Step) {
        let happened = match step {
            Step::Rest => return std::future::pending().await,
            Step::Wait(wait) => match self.wait(wait).await {
                Some(happened) => happened,
                None => return,
            },
            Step::Ask => self.ask().await,
            Step::Register => self.register().await,
        };
        if matches!(happened, Happened::Unreachable | Happened::Closed | Happened::Missed) {
            self.drop_connection();
        }
        self.line.happened(happened, self.began.elapsed());
    }

    async fn wait(&self, wait: Duration) -> Option<Happened> {
        let closed = async {
            match &self.stack {
                Some(stack) => stack.connection_closed().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = sleep(wait) => None,
            () = closed => Some(Happened::Closed),
        }
    }

    async fn register(&mut self) -> Happened {
        let limit = self.timing.register_timeout;
        match timeout(limit, self.try_to_register()).await {
            Ok(Ok(happened)) => happened,
            Ok(Err(error)) => {
                tracing::debug!(%error, "registration failed");
                if is_certificate(&error) { Happened::CertificateBad } else { failure(&error) }
            }
            Err(_) => Happened::Unreachable,
        }
    }

    async fn try_to_register(&mut self) -> Result<Happened, PhoneError> {
        let stack = self.stack().await?;
        let connection = stack.connect().await?;
        if connection.is_reliable() {
            stack.reached_at(connection.get_addr().addr.clone());
        }
        self.connection = Some(connection);
        let expires = self.line.expires();
        let registration = self.registration.get_or_insert_with(|| new_registration(&stack));
        registration.contact = Some(contact_header(&stack));
        let address = registrar_address(&self.account, &stack);
        let response = registration.register(address, Some(seconds(expires))).await?;
        // Behind NAT, and over TCP and TLS, only the address that the registrar sees leads back to us: ACK and BYE get
        // lost otherwise. When it is another one, the next registration says so at once.
        if let Some(address) = registration.discovered_public_address() {
            let moved = stack.contact().host_with_port != address;
            stack.reached_at(address);
            if moved && response.status_code == StatusCode::OK {
                registration.contact = Some(contact_header(&stack));
                registration.register(registrar_address(&self.account, &stack), Some(seconds(expires))).await?;
            }
        }
        Ok(match u16::from(response.status_code.clone()) {
            200..300 => Happened::Registered(Duration::from_secs(u64::from(registration.expires().max(1)))),
            423 => {
                let shortest = response.min_expires_header().and_then(|header| header.value().trim().parse().ok());
                Happened::TooBrief(Duration::from_secs(shortest.unwrap_or(0)))
            }
            status => Happened::Refused(status),
        })
    }

    /// The stack, opened when there is none or when our address on the network has changed.
    async fn stack(&mut self) -> Result<Arc<Stack>, PhoneError> {
        if let Some(stack) = &self.stack {
            let moved = match &stack.identity.proxy {
                Some(proxy) => local_ip_towards(proxy.get_socketaddr()?).await? != stack.local_ip,
                None => false,
            };
            let renew =
                moved || self.line.failures() > 0 && self.line.failures().is_multiple_of(FAILURES_UNTIL_RENEWAL);
            if !renew {
                return Ok(Arc::clone(stack));
            }
        }
        let (stack, incoming) = Stack::for_account(&self.account, &self.user_agent).await?;
        tokio::spawn(serve(Arc::downgrade(&stack), incoming, self.reports.clone()));
        self.registration = None;
        self.stack = Some(Arc::clone(&stack));
        let _ = self.reports.send(Report::Stack(Arc::clone(&stack)));
        Ok(stack)
    }

    async fn ask(&mut self) -> Happened {
        let Some(stack) = self.stack.clone() else { return Happened::Missed };
        match timeout(self.timing.watchdog_timeout, ask_options(&stack, &self.account)).await {
            Ok(Ok(true)) => Happened::Answered,
            _ => Happened::Missed,
        }
    }

    fn drop_connection(&mut self) {
        if let (Some(stack), Some(connection)) = (&self.stack, self.connection.take()) {
            stack.disconnect(&connection);
        }
    }

    async fn say_farewell(mut self) {
        if let (LineState::Ready, Some(stack), Some(mut registration)) =
            (self.line.state(), &self.stack, self.registration.take())
        {
            let address = registrar_address(&self.account, stack);
            let _ = timeout(FAREWELL, registration.register(address, Some(0))).await;
        }
    }
}

fn new_registration(stack: &Stack) -> Registration {
    let mut registration = Registration::new(Arc::clone(&stack.endpoint), stack.identity.credential.clone());
    registration.outbound_proxy = stack.identity.proxy.as_ref().and_then(|proxy| proxy.get_socketaddr().ok());
    registration.allow = Some(ALLOW.into());
    registration
}

fn contact_header(stack: &Stack) -> typed::Contact {
    typed::Contact { display_name: None, uri: stack.contact(), params: Vec::new() }
}

/// The registrar's domain, with the transport that the stack takes from there.
fn registrar_address(account: &Account, stack: &Stack) -> Uri {
    let aor = &stack.identity.aor;
    let params = match account.transport {
        crate::config::Transport::Udp => Vec::new(),
        other => vec![rsipstack::sip::Param::Transport(crate::stack::wire(other))],
    };
    Uri { auth: None, params, ..aor.clone() }
}

fn seconds(duration: Duration) -> u32 {
    u32::try_from(duration.as_secs()).unwrap_or(u32::MAX)
}

fn failure(error: &PhoneError) -> Happened {
    match error {
        PhoneError::Account(_) => Happened::Refused(400),
        _ => Happened::Unreachable,
    }
}

fn is_certificate(error: &PhoneError) -> bool {
    let PhoneError::Signalling(inner) = error else { return false };
    let rsipstack::Error::IoError(io) = inner.as_ref() else { return false };
    let cause = io.get_ref().and_then(|cause| cause.downcast_ref::<rustls::Error>());
    matches!(cause, Some(rustls::Error::InvalidCertificate(_) | rustls::Error::NoCertificatesPresented))
}

/// Asks the registrar whether it is there; any answer will do.
async fn ask_options(stack: &Stack, account: &Account) -> Result<bool, PhoneError> {
    let connection = stack.connect().await?;
    let via = stack.endpoint.get_via(Some(connection.get_addr().clone()), None)?;
    let aor = &stack.identity.aor;
    let from = typed::From { display_name: None, uri: aor.clone(), params: Vec::new() }.with_tag(make_tag());
    let to = typed::To { display_name: None, uri: Uri { auth: None, ..aor.clone() }, params: Vec::new() };
    let request: Request =
        stack.endpoint.make_request(Method::Options, registrar_address(account, stack), via, from, to, 1, None);
    let key = TransactionKey::from_request(&request, TransactionRole::Client)?;
    let mut asking = Transaction::new_client(key, request, Arc::clone(&stack.endpoint), None);
    asking.destination = stack.identity.proxy.clone();
    asking.send().await?;
    Ok(asking.receive().await.is_some())
}

/// Hands requests to their dialogs, new calls to the phone, and answers the rest.
async fn serve(stack: Weak<Stack>, mut incoming: TransactionReceiver, reports: UnboundedSender<Report>) {
    while let Some(request) = incoming.recv().await {
        let Some(stack) = stack.upgrade() else { return };
        match request.original.method {
            _ if in_dialog(&request) => to_dialog(&stack, request),
            Method::Invite if is_for_us(&stack, &request) => {
                if reports.send(Report::Invite(stack, request)).is_err() {
                    return;
                }
            }
            Method::Invite => answer(request, StatusCode::NotFound),
            Method::Options => answer(request, StatusCode::OK),
            Method::Notify => answer(request, StatusCode::CallTransactionDoesNotExist),
            Method::Ack => {}
            _ => answer(request, StatusCode::MethodNotAllowed),
        }
    }
}

/// Whether a request belongs to a dialog.
pub fn in_dialog(request: &Transaction) -> bool {
    DialogId::try_from(request).is_ok_and(|id| !id.local_tag.is_empty())
}

/// Hands a request to its dialog.
pub fn to_dialog(stack: &Stack, mut request: Transaction) {
    let Some(mut dialog) = stack.dialogs.match_dialog(&request) else {
        return answer(request, StatusCode::CallTransactionDoesNotExist);
    };
    tokio::spawn(async move {
        if let Err(error) = dialog.handle(&mut request).await {
            tracing::debug!(%error, "a request in a dialog ended with an error");
        }
    });
}

/// Scanners of the internet call any user: only calls to ours ring.
fn is_for_us(stack: &Stack, request: &Transaction) -> bool {
    let user = |uri: &Uri| uri.auth.as_ref().map(|auth| auth.user.clone());
    user(&request.original.uri) == user(&stack.identity.aor)
}

/// Answers a request that needs nobody.
pub fn answer(mut request: Transaction, status: StatusCode) {
    tokio::spawn(async move {
        let headers = vec![Header::Allow(ALLOW.into()), Header::Accept("application/sdp".into())];
        if let Err(error) = request.reply_with(status, headers, None).await {
            tracing::debug!(%error, "a request could not be answered");
        }
    });
}
