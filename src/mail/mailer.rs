//! How a letter leaves: through a relay, into a folder, or into memory.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::AsyncWriteExt;

use super::error::MailError;
use super::letter::Letter;
use super::settings::{Settings, Transport};
use super::smtp::Smtp;

/// Where letters go. Cloning is cheap; clones share their connections and their memory.
#[derive(Clone)]
pub enum Mailer {
    /// Through a relay, over connections that are kept.
    Smtp(Arc<Smtp>),
    /// Into a directory, one `.eml` file a letter.
    Folder(PathBuf),
    /// Into memory, for tests and for the seeding of the demonstration.
    Memory(Arc<Memory>),
}

/// Letters kept in this process, and who is refused.
#[derive(Default)]
pub struct Memory {
    letters: Mutex<Vec<Letter>>,
    refused: Option<&'static str>,
}

impl Memory {
    fn keep(&self, letter: &Letter) -> Result<(), MailError> {
        if self
            .refused
            .is_some_and(|domain| letter.recipient().ends_with(domain))
        {
            return Err(MailError::Permanent(Some(550)));
        }
        self.letters
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(letter.clone());
        Ok(())
    }
}

impl Mailer {
    /// The mailer that the settings name.
    ///
    /// # Errors
    /// [`MailError::Relay`] where TLS cannot be prepared for the relay's name.
    pub fn new(settings: &Settings) -> Result<Mailer, MailError> {
        Ok(match &settings.transport {
            Transport::Smtp(relay) => Mailer::Smtp(Arc::new(Smtp::new(relay.clone(), settings)?)),
            Transport::Folder(folder) => Mailer::Folder(folder.clone()),
        })
    }

    /// A mailer that keeps its letters, for tests.
    pub fn memory() -> Mailer {
        Mailer::Memory(Arc::default())
    }

    /// The same, with every letter to `domain` refused for good.
    pub fn memory_refusing(domain: &'static str) -> Mailer {
        Mailer::Memory(Arc::new(Memory {
            refused: Some(domain),
            ..Memory::default()
        }))
    }

    /// Sends one letter within the time limit of the settings. Nothing is tried twice once its text has left.
    ///
    /// # Errors
    /// [`MailError`], which says whether another try is allowed.
    pub async fn send(&self, letter: &Letter) -> Result<(), MailError> {
        match self {
            Mailer::Smtp(smtp) => smtp.send(letter).await,
            Mailer::Folder(folder) => put_into(folder, letter).await.map_err(|_| MailError::Relay(None)),
            Mailer::Memory(memory) => memory.keep(letter),
        }
    }

    /// The letters kept in memory so far, oldest first; none for the other kinds.
    pub fn kept(&self) -> Vec<Letter> {
        match self {
            Mailer::Memory(memory) => memory
                .letters
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .clone(),
            Mailer::Smtp(_) | Mailer::Folder(_) => Vec::new(),
        }
    }
}

/// Written beside and moved into place, so that nobody reads half a letter.
async fn put_into(folder: &Path, letter: &Letter) -> std::io::Result<()> {
    tokio::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .await?;
    let beside = folder.join(format!(".{}.part", letter.file_name()));
    let mut file = tokio::fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&beside)
        .await?;
    file.write_all(&letter.to_bytes()).await?;
    file.flush().await?;
    tokio::fs::rename(&beside, folder.join(letter.file_name())).await
}
