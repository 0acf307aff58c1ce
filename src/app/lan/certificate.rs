//! The certificate of the moment: kept in memory, and made anew when it is old or the machine has other addresses.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;

use super::super::Complaint;
use super::Names;
use super::authority::Authority;
use crate::domain::time::Timestamp;

/// Long before it ends.
const OLD_DAYS: i64 = 30;

/// Whoever shakes hands gets the newest.
pub(super) struct Certificates {
    authority: Authority,
    newest: Arc<Newest>,
}

#[derive(Debug)]
struct Newest(RwLock<(Arc<CertifiedKey>, Timestamp)>);

impl ResolvesServerCert for Newest {
    // Also without a name: whoever goes to an address names none.
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner).0))
    }
}

impl Certificates {
    pub(super) fn new(authority: Authority, names: &Names, now: Timestamp) -> Result<Self, Complaint> {
        let first = certified(&authority, names, now)?;
        Ok(Self { authority, newest: Arc::new(Newest(RwLock::new((first, now)))) })
    }

    /// Made so long ago that another one is due.
    pub(super) fn is_old(&self, now: Timestamp) -> bool {
        let made = self.newest.0.read().unwrap_or_else(PoisonError::into_inner).1;
        now > made.plus_seconds(OLD_DAYS * 86_400)
    }

    /// Makes another one; connections that stand are not touched.
    pub(super) fn renew(&self, names: &Names, now: Timestamp) -> Result<(), Complaint> {
        let next = certified(&self.authority, names, now)?;
        *self.newest.0.write().unwrap_or_else(PoisonError::into_inner) = (next, now);
        Ok(())
    }

    /// What the listener speaks.
    pub(super) fn config(&self) -> Result<Arc<ServerConfig>, Complaint> {
        let builder = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()));
        let builder = builder.with_safe_default_protocol_versions().map_err(complaint)?;
        let resolver: Arc<dyn ResolvesServerCert> = Arc::clone(&self.newest) as _;
        let mut config = builder.with_no_client_auth().with_cert_resolver(resolver);
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Arc::new(config))
    }
}

fn certified(authority: &Authority, names: &Names, now: Timestamp) -> Result<Arc<CertifiedKey>, Complaint> {
    let (key, certificate) = authority.issue(names, now).map_err(complaint)?;
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key));
    let key = ring::sign::any_supported_type(&key).map_err(complaint)?;
    Ok(Arc::new(CertifiedKey::new(vec![CertificateDer::from(certificate)], key)))
}

fn complaint(error: impl fmt::Display) -> Complaint {
    Complaint(format!("the certificate for the local network cannot be made: {error}"))
}
