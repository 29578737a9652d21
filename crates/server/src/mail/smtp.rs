//! One try to send a mail over SMTP (RFC 5321), and what its outcome means.

use std::time::Duration;

use daehwa_domain::conversation::FailureReason;
use lettre::{
    Address, AsyncSmtpTransport, AsyncTransport, Tokio1Executor,
    address::Envelope,
    transport::smtp::{Error, authentication::Credentials, client::Tls},
};

use super::{Place, Security, arrival::reason_of};
use crate::outgoing::Outcome;

const ANSWER_WITHIN: Duration = Duration::from_secs(60);

/// Sends the bytes of a mail.
pub(crate) async fn send(place: &Place, from: &str, to: &[String], bytes: &[u8]) -> Outcome {
    let Ok(from) = from.parse::<Address>() else { return Outcome::Never(FailureReason::Mailbox) };
    let to: Result<Vec<Address>, _> = to.iter().map(|it| it.parse()).collect();
    let Some(envelope) = to.ok().and_then(|to| Envelope::new(Some(from), to).ok()) else {
        return Outcome::Never(FailureReason::Address);
    };
    let sent = match transport(place) {
        Ok(transport) => transport.send_raw(&envelope, bytes).await,
        Err(error) => Err(error),
    };
    match sent {
        Ok(_) => Outcome::Sent,
        Err(error) => judged(&error),
    }
}

fn transport(place: &Place) -> Result<AsyncSmtpTransport<Tokio1Executor>, Error> {
    let tls = match place.security {
        Security::None => Tls::None,
        Security::Tls => Tls::Wrapper(place.trust.smtp(&place.host)?),
        Security::StartTls => Tls::Required(place.trust.smtp(&place.host)?),
    };
    let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&place.host)
        .port(place.port)
        .tls(tls)
        .timeout(Some(ANSWER_WITHIN));
    if !place.user.is_empty() {
        builder = builder.credentials(Credentials::new(place.user.clone(), place.password.0.clone()));
    }
    Ok(builder.build())
}

/// A server that refuses us ourselves (530 to 538) refuses nothing for good: the password is put right, and the mail goes.
fn judged(error: &Error) -> Outcome {
    let code = error.status().map(u16::from);
    match code {
        Some(530..=538) => Outcome::Again(FailureReason::Mailbox),
        Some(code @ 500..) => {
            Outcome::Never(enhanced(error).map_or_else(|| reason_of_code(code), |it| reason_of(Some(it))))
        }
        Some(_) => Outcome::Again(FailureReason::Unreachable),
        None if error.is_client() => Outcome::Again(FailureReason::Mailbox),
        None => Outcome::Again(FailureReason::Unreachable),
    }
}

fn reason_of_code(code: u16) -> FailureReason {
    match code {
        550 | 551 | 553 => FailureReason::Address,
        552 => FailureReason::TooLarge,
        _ => FailureReason::Refused,
    }
}

/// The enhanced status at the beginning of the server's words (RFC 2034).
fn enhanced(error: &Error) -> Option<(u8, u16, u16)> {
    let words = std::error::Error::source(error)?.to_string();
    let status = words.split_whitespace().find(|it| it.starts_with("5.") && it.split('.').count() == 3)?;
    let mut numbers = status.split('.').map(|it| it.parse::<u16>().ok());
    let (class, subject, detail) = (numbers.next()??, numbers.next()??, numbers.next()??);
    Some((u8::try_from(class).ok()?, subject, detail))
}
