//! Whose certificates mail servers may show.

use std::sync::Arc;

use lettre::transport::smtp::client::{Certificate, CertificateStore, TlsParameters};
use rustls::{
    ClientConfig, RootCertStore,
    crypto::CryptoProvider,
    pki_types::{CertificateDer, pem::PemObject},
};
use rustls_platform_verifier::BuilderVerifierExt;

/// Authorities: those of the system, unless others are named.
#[derive(Clone, Debug, Default)]
pub(crate) struct Trust(Option<String>);

impl Trust {
    /// Only these (PEM); `None` when there is none among them.
    pub fn only(pem: String) -> Option<Self> {
        let found = CertificateDer::pem_slice_iter(pem.as_bytes()).collect::<Result<Vec<_>, _>>();
        found.is_ok_and(|it| !it.is_empty()).then_some(Self(Some(pem)))
    }

    /// For IMAP.
    pub fn client(&self) -> Result<ClientConfig, rustls::Error> {
        let builder = ClientConfig::builder_with_provider(provider()).with_safe_default_protocol_versions()?;
        Ok(match &self.0 {
            None => builder.with_platform_verifier()?.with_no_client_auth(),
            Some(pem) => {
                let mut roots = RootCertStore::empty();
                for certificate in CertificateDer::pem_slice_iter(pem.as_bytes()).flatten() {
                    roots.add(certificate)?;
                }
                builder.with_root_certificates(roots).with_no_client_auth()
            }
        })
    }

    /// For SMTP.
    pub fn smtp(&self, host: &str) -> Result<TlsParameters, lettre::transport::smtp::Error> {
        let mut parameters = TlsParameters::builder(host.to_owned());
        if let Some(pem) = &self.0 {
            parameters = parameters.certificate_store(CertificateStore::None);
            parameters = parameters.add_root_certificate(Certificate::from_pem(pem.as_bytes())?);
        }
        parameters.build_rustls()
    }
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}
