//! Whether the server is who it says: a certificate that the system's authorities vouch for, or the one that a person trusted.

use std::sync::Arc;

use parking_lot::Mutex;
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, SignatureScheme,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, ServerName, UnixTime},
};

/// TLS towards one server, and the certificate it last refused.
#[derive(Clone)]
pub(crate) struct Tls {
    /// For HTTP and WebSocket alike.
    pub config: Arc<ClientConfig>,
    refused: Arc<Mutex<Option<String>>>,
}

impl Tls {
    /// Trusts the system's authorities and the certificate with this SHA-256 fingerprint (hex).
    pub fn new(trusted: Option<String>) -> Result<Self, Error> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let refused = Arc::new(Mutex::new(None));
        let authorities = rustls_platform_verifier::Verifier::new(provider.clone())
            .inspect_err(|error| tracing::warn!(%error, "no system authorities"))
            .ok();
        let verifier = Verifier { trusted, authorities, provider: provider.clone(), refused: refused.clone() };
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier))
            .with_no_client_auth();
        Ok(Self { config: Arc::new(config), refused })
    }

    /// The fingerprint of the certificate that was refused since this was last asked.
    pub fn take_refused(&self) -> Option<String> {
        self.refused.lock().take()
    }
}

#[derive(Debug)]
struct Verifier {
    trusted: Option<String>,
    authorities: Option<rustls_platform_verifier::Verifier>,
    provider: Arc<CryptoProvider>,
    refused: Arc<Mutex<Option<String>>>,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let digest = ring::digest::digest(&ring::digest::SHA256, end_entity);
        let fingerprint = super::hex(digest.as_ref());
        if self.trusted.as_ref() == Some(&fingerprint) {
            return Ok(ServerCertVerified::assertion());
        }
        let judged = match &self.authorities {
            Some(it) => it.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now),
            None => Err(CertificateError::UnknownIssuer.into()),
        };
        judged.inspect_err(|_| *self.refused.lock() = Some(fingerprint))
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, cert, signature, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, cert, signature, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
