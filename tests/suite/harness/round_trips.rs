//! A connection's round trips, counted between the service and Postgres: every Sync and every simple query
//! of the frontend is one the service waits for (PostgreSQL documentation, "Frontend/Backend Protocol",
//! 55.2 "Message Flow").

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};

/// A way to the database on which round trips are counted.
pub struct RoundTrips {
    /// What to connect to.
    pub url: String,
    count: Arc<AtomicUsize>,
}

impl RoundTrips {
    /// Opens a way to the database at `url`.
    pub async fn count(url: &str) -> RoundTrips {
        let mut to = url::Url::parse(url).expect("the database's URL");
        let port = to.port().expect("a port");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let here = listener.local_addr().expect("an address").port();
        to.set_port(Some(here)).expect("a port");
        let count = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&count);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = TcpStream::connect(("127.0.0.1", port))
                    .await
                    .expect("the database");
                let (client_reads, mut client_writes) = client.into_split();
                let (mut server_reads, server_writes) = server.into_split();
                tokio::spawn(forward(client_reads, server_writes, Arc::clone(&counted)));
                tokio::spawn(async move { tokio::io::copy(&mut server_reads, &mut client_writes).await });
            }
        });
        RoundTrips {
            url: to.to_string(),
            count,
        }
    }

    /// How many there were since the last call.
    pub fn since(&self) -> usize {
        self.count.swap(0, Ordering::SeqCst)
    }
}

/// Passes the frontend's messages on, whole, and counts those that ask for an answer.
async fn forward(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, count: Arc<AtomicUsize>) -> Option<()> {
    // The first message has no letter in front of its length.
    let mut length = [0; 4];
    from.read_exact(&mut length).await.ok()?;
    pass(&mut from, &mut to, None, length).await?;
    loop {
        let kind = from.read_u8().await.ok()?;
        from.read_exact(&mut length).await.ok()?;
        if kind == b'S' || kind == b'Q' {
            count.fetch_add(1, Ordering::SeqCst);
        }
        pass(&mut from, &mut to, Some(kind), length).await?;
    }
}

async fn pass(
    from: &mut OwnedReadHalf,
    to: &mut OwnedWriteHalf,
    kind: Option<u8>,
    length: [u8; 4],
) -> Option<()> {
    let rest = usize::try_from(u32::from_be_bytes(length)).ok()? - length.len();
    let mut body = vec![0; rest];
    from.read_exact(&mut body).await.ok()?;
    let whole = [kind.as_slice(), length.as_slice(), &body].concat();
    to.write_all(&whole).await.ok()
}
