//! A way to the database that can be cut in the moment of a COMMIT, before or after it has arrived.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};

/// When the connection breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// The database never hears of the commit.
    Before = 1,
    /// The database commits, and nobody hears of it.
    After = 2,
}

/// No cut is wanted.
const NOT: usize = 0;

/// The way, with its scissors.
pub struct Proxy {
    /// What to connect to.
    pub url: String,
    cut: Arc<AtomicUsize>,
    cuts: Arc<AtomicUsize>,
}

impl Proxy {
    /// Opens a way to the database at `url`.
    pub async fn open(url: &str) -> Proxy {
        let mut to = url::Url::parse(url).expect("the database's URL");
        let port = to.port().expect("a port");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let here = listener.local_addr().expect("an address").port();
        to.set_port(Some(here)).expect("a port");
        let (cut, cuts) = (Arc::new(AtomicUsize::new(NOT)), Arc::new(AtomicUsize::new(0)));
        let (armed, done) = (Arc::clone(&cut), Arc::clone(&cuts));
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = TcpStream::connect(("127.0.0.1", port))
                    .await
                    .expect("the database");
                tokio::spawn(hold(client, server, Arc::clone(&armed), Arc::clone(&done)));
            }
        });
        Proxy {
            url: to.to_string(),
            cut,
            cuts,
        }
    }

    /// Says what is to happen to the next COMMIT; it happens to one.
    pub fn arm(&self, cut: Cut) {
        self.cut.store(cut as usize, Ordering::SeqCst);
    }

    /// How often it was cut.
    pub fn cuts(&self) -> usize {
        self.cuts.load(Ordering::SeqCst)
    }
}

/// Ends both halves as soon as one has ended: whoever waits for an answer sees a broken connection.
async fn hold(client: TcpStream, server: TcpStream, cut: Arc<AtomicUsize>, cuts: Arc<AtomicUsize>) {
    let (client_reads, mut client_writes) = client.into_split();
    let (mut server_reads, server_writes) = server.into_split();
    let is_deaf = AtomicBool::new(false);
    tokio::select! {
        _ = forward(client_reads, server_writes, (&cut, &cuts), &is_deaf) => {}
        _ = answer(&mut server_reads, &mut client_writes, &is_deaf) => {}
    }
}

/// Passes the database's answers on; those to a commit that is cut are heard by nobody.
async fn answer(from: &mut OwnedReadHalf, to: &mut OwnedWriteHalf, is_deaf: &AtomicBool) -> Option<()> {
    let mut bytes = vec![0; 16_384];
    loop {
        let length = from.read(&mut bytes).await.ok().filter(|length| *length > 0)?;
        if !is_deaf.load(Ordering::SeqCst) {
            to.write_all(&bytes[..length]).await.ok()?;
        }
    }
}

async fn forward(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    (cut, cuts): (&AtomicUsize, &AtomicUsize),
    is_deaf: &AtomicBool,
) -> Option<()> {
    // The first message has no letter in front of its length.
    let mut kind = None;
    loop {
        let mut length = [0; 4];
        from.read_exact(&mut length).await.ok()?;
        let rest = usize::try_from(u32::from_be_bytes(length)).ok()? - length.len();
        let mut body = vec![0; rest];
        from.read_exact(&mut body).await.ok()?;
        let whole = [kind.as_slice(), length.as_slice(), &body].concat();
        let is_commit = kind == Some(b'Q') && body.starts_with(b"COMMIT");
        let now = if is_commit {
            cut.swap(0, Ordering::SeqCst)
        } else {
            0
        };
        if now == Cut::Before as usize {
            cuts.fetch_add(1, Ordering::SeqCst);
            return None;
        }
        is_deaf.store(now == Cut::After as usize, Ordering::SeqCst);
        to.write_all(&whole).await.ok()?;
        if now == Cut::After as usize {
            cuts.fetch_add(1, Ordering::SeqCst);
            // A moment to commit in.
            tokio::time::sleep(Duration::from_millis(200)).await;
            return None;
        }
        kind = Some(from.read_u8().await.ok()?);
    }
}
