//! The server's certificate: given, or made by itself and kept.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use axum_server::tls_rustls::RustlsConfig;
use sha2::{Digest, Sha256};
use thiserror::Error;

/// The server's certificate can't be used.
#[derive(Debug, Error)]
pub enum TlsError {
    /// A file can't be read or written, or does not hold what it should.
    #[error("{path}: {source}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A certificate can't be made.
    #[error("a certificate can't be made")]
    Make(#[from] rcgen::Error),
}

/// A certificate and its key, as PEM files.
#[derive(Clone, Debug)]
pub struct Certificate {
    /// The certificate chain.
    pub certificate: PathBuf,
    /// The private key.
    pub key: PathBuf,
}

impl Certificate {
    /// The certificate that this server made for itself in `folder`; made now when there is none.
    pub fn self_signed(folder: &Path, names: Vec<String>) -> Result<Self, TlsError> {
        let made = Self { certificate: folder.join("certificate.pem"), key: folder.join("key.pem") };
        if !made.certificate.exists() || !made.key.exists() {
            let rcgen::CertifiedKey { cert, signing_key } = rcgen::generate_simple_self_signed(names)?;
            fs::create_dir_all(folder).map_err(|source| at(folder, source))?;
            write_private(&made.key, &signing_key.serialize_pem())?;
            write_private(&made.certificate, &cert.pem())?;
        }
        Ok(made)
    }

    /// SHA-256 of the certificate (DER), in hex: what a person compares before trusting it.
    pub fn fingerprint(&self) -> Result<String, TlsError> {
        use rustls::pki_types::{CertificateDer, pem::PemObject};
        let der = CertificateDer::from_pem_file(&self.certificate)
            .map_err(|error| at(&self.certificate, io::Error::other(error)))?;
        Ok(Sha256::digest(&der).iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// Settings for the listener.
    pub async fn settings(&self) -> Result<RustlsConfig, TlsError> {
        // Already installed when several servers run in one process.
        let _ = rustls::crypto::ring::default_provider().install_default();
        RustlsConfig::from_pem_file(&self.certificate, &self.key).await.map_err(|source| at(&self.certificate, source))
    }
}

fn at(path: &Path, source: io::Error) -> TlsError {
    TlsError::File { path: path.to_owned(), source }
}

/// Writes a file that only its owner can read.
fn write_private(path: &Path, text: &str) -> Result<(), TlsError> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(path).and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|source| at(path, source))
}
