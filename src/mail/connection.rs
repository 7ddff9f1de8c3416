//! A connection to the relay: TLS wherever a network lies between, small packets sent at once.

use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::DEFAULT_MECHANISMS;
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use tokio::net::TcpStream;

use super::settings::{Protection, Relay};

pub(super) type Connection = AsyncSmtpConnection;

/// Why a connection did not come about.
pub(super) struct ConnectError {
    /// The relay's reply, if it gave one.
    pub(super) code: Option<u16>,
}

impl From<Error> for ConnectError {
    fn from(error: Error) -> Self {
        ConnectError {
            code: error.status().map(u16::from),
        }
    }
}

impl From<std::io::Error> for ConnectError {
    fn from(_: std::io::Error) -> Self {
        ConnectError { code: None }
    }
}

/// What TLS needs to know of the relay; none where it is this machine itself.
pub(super) fn tls_for(relay: &Relay) -> Result<Option<TlsParameters>, Error> {
    match relay.protection {
        Protection::None => Ok(None),
        Protection::Tls | Protection::StartTls => TlsParameters::new(relay.host.clone()).map(Some),
    }
}

/// Connects, protects and signs in. Without TLS where TLS is asked for, nothing further is said.
pub(super) async fn connect(relay: &Relay, tls: Option<TlsParameters>) -> Result<Connection, ConnectError> {
    let hello = ClientId::default();
    let mut connection = match (relay.protection, tls) {
        (Protection::Tls, tls) => {
            let server = (relay.host.as_str(), relay.port);
            AsyncSmtpConnection::connect_tokio1(server, None, &hello, tls, None).await?
        }
        (_, tls) => {
            let mut connection =
                AsyncSmtpConnection::connect_with_transport(stream(relay).await?, &hello).await?;
            if let Some(tls) = tls {
                connection.starttls(tls, &hello).await?;
            }
            connection
        }
    };
    if let Some(credentials) = &relay.credentials {
        connection.auth(DEFAULT_MECHANISMS, credentials).await?;
    }
    Ok(connection)
}

/// The text and its final dot are two writes: without this the second waits for an acknowledgement of the first.
async fn stream(relay: &Relay) -> Result<Box<TcpStream>, ConnectError> {
    let stream = TcpStream::connect((relay.host.as_str(), relay.port)).await?;
    stream.set_nodelay(true)?;
    Ok(Box::new(stream))
}
