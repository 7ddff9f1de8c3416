//! One connection: in clear to this machine itself, over TLS to a server whose certificate one named authority signed.

use std::path::Path;
use std::sync::Arc;

use diesel::{ConnectionError, ConnectionResult};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres::config::SslMode;
use tokio_postgres_rustls::MakeRustlsConnect;

use super::Error;

/// How connections are made.
#[derive(Clone)]
pub enum Wire {
    /// As they are: to this machine itself, or on a network of containers.
    Plain,
    /// Over TLS 1.2 or 1.3, to a server that the authority vouches for by its host name.
    Tls(Arc<ClientConfig>),
}

impl Wire {
    /// TLS to servers whose certificates the authority in this PEM file has signed, and to no others: the machine's own
    /// authorities are not asked.
    ///
    /// # Errors
    /// The file cannot be read or holds no certificate.
    pub fn trusting(authority: &Path) -> Result<Wire, Error> {
        let fault =
            |what: &str| Error::unusable(&format!("HEARD_DATABASE_CA {}: {what}", authority.display()));
        let certificates = CertificateDer::pem_file_iter(authority)
            .map_err(|_| fault("cannot be read"))?
            .collect::<Result<Vec<_>, _>>()
            .map_err(|_| fault("is no PEM file of certificates"))?;
        let mut roots = RootCertStore::empty();
        let (taken, _) = roots.add_parsable_certificates(certificates);
        if taken == 0 {
            return Err(fault("holds no certificate of an authority"));
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|_| fault("cannot be used for TLS"))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Wire::Tls(Arc::new(config)))
    }

    /// Connects to `url`.
    ///
    /// # Errors
    /// The database is away, refuses the role, or is not who it should be.
    pub(super) async fn establish(&self, url: &str) -> ConnectionResult<AsyncPgConnection> {
        let Wire::Tls(config) = self else {
            return AsyncPgConnection::establish(url).await;
        };
        let mut wanted: tokio_postgres::Config = url.parse().map_err(|error: tokio_postgres::Error| {
            ConnectionError::InvalidConnectionUrl(error.to_string())
        })?;
        // Whoever stands in between must not talk both sides out of it.
        wanted.ssl_mode(SslMode::Require);
        let tls = MakeRustlsConnect::new(ClientConfig::clone(config));
        let (client, connection) = wanted
            .connect(tls)
            .await
            .map_err(|error| ConnectionError::BadConnection(error.to_string()))?;
        AsyncPgConnection::try_from_client_and_connection(client, connection).await
    }
}
