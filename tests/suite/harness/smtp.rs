//! A mail relay that speaks SMTP over a real socket and behaves as a script says: it takes letters, refuses them,
//! falls silent or hangs up at a moment of the dialogue.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};

/// A moment at which the relay is to answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// A connection was made: the banner.
    Connected,
    /// `EHLO`.
    Hello,
    /// `AUTH`.
    SignIn,
    /// `MAIL FROM`.
    Sender,
    /// `RCPT TO`.
    Recipient,
    /// `DATA`.
    Announced,
    /// The final dot: the whole text has arrived.
    Text,
}

/// What the relay does at a moment.
#[derive(Debug, Clone)]
pub enum Act {
    /// Answers as all is well.
    Agree,
    /// Answers with these lines.
    Reply(&'static str),
    /// Says nothing more, and keeps the connection.
    Hang,
    /// Hangs up without a word.
    Close,
    /// Answers as all is well and hangs up.
    AgreeAndClose,
}

/// What the script is told: the moment, the recipient so far, and how many connections there were.
pub struct Scene<'a> {
    pub moment: Moment,
    pub recipient: &'a str,
    pub connection: usize,
}

/// A letter whose text arrived whole, taken or not.
#[derive(Debug, Clone)]
pub struct Arrived {
    pub recipient: String,
    pub text: String,
}

type Script = dyn Fn(&Scene<'_>) -> Act + Send + Sync;

/// A running relay; it ends with the test's runtime.
pub struct SmtpServer {
    address: SocketAddr,
    arrived: Arc<Mutex<Vec<Arrived>>>,
    connections: Arc<Mutex<usize>>,
}

impl SmtpServer {
    /// Starts a relay that acts as `script` says.
    pub async fn start(script: impl Fn(&Scene<'_>) -> Act + Send + Sync + 'static) -> SmtpServer {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("its address");
        let (arrived, connections) = (Arc::default(), Arc::default());
        let server = SmtpServer {
            address,
            arrived: Arc::clone(&arrived),
            connections: Arc::clone(&connections),
        };
        let script: Arc<Script> = Arc::new(script);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let connection = next(&connections);
                let visit = Visit::new(stream, connection, Arc::clone(&script), Arc::clone(&arrived));
                tokio::spawn(visit.hold());
            }
        });
        server
    }

    /// A relay that takes every letter.
    pub async fn agreeable() -> SmtpServer {
        SmtpServer::start(|_| Act::Agree).await
    }

    /// Its address for `HEARD_SMTP_URL`.
    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// Host and port.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Every letter whose text arrived whole, in order.
    pub fn arrived(&self) -> Vec<Arrived> {
        self.arrived.lock().expect("not poisoned").clone()
    }

    /// How many connections were made.
    pub fn connections(&self) -> usize {
        *self.connections.lock().expect("not poisoned")
    }
}

fn next(connections: &Mutex<usize>) -> usize {
    let mut connections = connections.lock().expect("not poisoned");
    *connections += 1;
    *connections
}

struct Visit {
    lines: BufReader<OwnedReadHalf>,
    replies: OwnedWriteHalf,
    connection: usize,
    recipient: String,
    script: Arc<Script>,
    arrived: Arc<Mutex<Vec<Arrived>>>,
}

/// The visit is over.
struct Over;

impl Visit {
    fn new(
        stream: TcpStream,
        connection: usize,
        script: Arc<Script>,
        arrived: Arc<Mutex<Vec<Arrived>>>,
    ) -> Visit {
        let (reading, replies) = stream.into_split();
        Visit {
            lines: BufReader::new(reading),
            replies,
            connection,
            recipient: String::new(),
            script,
            arrived,
        }
    }

    async fn hold(mut self) {
        if self.act(Moment::Connected, "220 scripted ready").await.is_err() {
            return;
        }
        while let Ok(line) = self.line().await {
            if self.answer(&line).await.is_err() {
                return;
            }
        }
    }

    async fn answer(&mut self, line: &str) -> Result<(), Over> {
        let upper = line.to_uppercase();
        match upper.split([' ', ':']).next().unwrap_or_default() {
            "EHLO" => {
                self.act(Moment::Hello, "250-scripted\r\n250-8BITMIME\r\n250 AUTH PLAIN")
                    .await
            }
            "AUTH" => self.act(Moment::SignIn, "235 2.7.0 welcome").await,
            "MAIL" => self.act(Moment::Sender, "250 2.1.0 go on").await,
            "RCPT" => {
                let inside = |text: &str| Some(text.split_once('<')?.1.split_once('>')?.0.to_owned());
                self.recipient = inside(line).unwrap_or_default();
                self.act(Moment::Recipient, "250-2.1.5 go\r\n250 2.1.5 on").await
            }
            "DATA" => {
                self.act(Moment::Announced, "354 go on").await?;
                self.text().await
            }
            "QUIT" => {
                self.say("221 bye").await?;
                Err(Over)
            }
            _ => self.say("250 2.0.0 fine").await,
        }
    }

    /// Reads to the final dot; only what a DATA command was agreed to for is a text.
    async fn text(&mut self) -> Result<(), Over> {
        let mut text = String::new();
        loop {
            match self.line().await? {
                line if line == "." => break,
                line => text.push_str(&format!("{}\r\n", line.strip_prefix('.').unwrap_or(&line))),
            }
        }
        let arrived = Arrived {
            recipient: self.recipient.clone(),
            text,
        };
        self.arrived.lock().expect("not poisoned").push(arrived);
        self.act(Moment::Text, "250 2.0.0 taken").await
    }

    async fn act(&mut self, moment: Moment, agreement: &str) -> Result<(), Over> {
        let scene = Scene {
            moment,
            recipient: &self.recipient,
            connection: self.connection,
        };
        match (self.script)(&scene) {
            Act::Agree => self.say(agreement).await,
            Act::Reply(lines) => self.say(lines).await,
            Act::Hang => std::future::pending().await,
            Act::Close => Err(Over),
            Act::AgreeAndClose => {
                self.say(agreement).await?;
                Err(Over)
            }
        }
    }

    async fn say(&mut self, lines: &str) -> Result<(), Over> {
        self.replies
            .write_all(format!("{lines}\r\n").as_bytes())
            .await
            .map_err(|_| Over)
    }

    async fn line(&mut self) -> Result<String, Over> {
        let mut line = String::new();
        match self.lines.read_line(&mut line).await {
            Ok(length) if length > 0 => Ok(line.trim_end_matches(['\r', '\n']).to_owned()),
            _ => Err(Over),
        }
    }
}
