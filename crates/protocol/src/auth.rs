//! Sign-in over HTTP: `POST /api/v1/sign-in`, `POST /api/v1/refresh`, `POST /api/v1/sign-out`. JSON bodies.

use daehwa_domain::{
    id::{DeviceId, TenantId},
    people::User,
};
use serde::{Deserialize, Serialize};

/// Body of a sign-in.
#[derive(Clone, Serialize, Deserialize)]
pub struct SignIn {
    /// Sign-in name.
    pub login: String,
    /// Password in clear; TLS protects it.
    pub password: String,
    /// The desktop.
    pub device: DeviceId,
}

/// Body of a refresh. A refresh token works once; using one again revokes its family.
#[derive(Clone, Serialize, Deserialize)]
pub struct Refresh {
    /// The refresh token of the last answer.
    pub refresh_token: String,
}

/// Answer to a sign-in or refresh.
#[derive(Clone, Serialize, Deserialize)]
pub struct Tokens {
    /// Sent as `Authorization: Bearer …`.
    pub access_token: String,
    /// How long the access token works, in seconds.
    pub expires_in_s: u32,
    /// Used once for the next pair.
    pub refresh_token: String,
    /// The tenant the user belongs to.
    pub tenant: TenantId,
    /// Who signed in.
    pub user: User,
}

/// Body of every error answer of the HTTP API.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ApiError {
    /// A stable code, such as `wrong_password`.
    pub code: String,
    /// An English sentence for logs and developers.
    pub message: String,
    /// When it makes sense to try again, in seconds; `None` when it does not.
    pub retry_after_s: Option<u32>,
}
