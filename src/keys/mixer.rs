//! The mixer's keys: the private half of each epoch, the reading bench's public half, what signs certificates and
//! what rounds their figures.

use std::collections::BTreeSet;
use std::path::Path;

use rand::CryptoRng;
use uuid::Uuid;

use crate::ballot::certificate::CertificateKey;
use crate::ballot::{BenchPrivateKey, BenchPublicKey, EpochPrivateKey, EpochPublicKey, SecretKey};

use super::lock::is_private;
use super::place::{SALT, WRAPPED};
use super::{KeyDir, KeyError, Place};

pub(super) const BENCH_PUBLIC: &str = "reading-bench.pub";
pub(super) const CERTIFICATE: &str = "certificate.key";
pub(super) const CELL_KEY: &str = "cell-key.key";
pub(super) const BENCH_PRIVATE: &str = "reading-bench.key";

/// Bytes of what a lock needs beside the keys, at most.
const MOST_BYTES: u64 = 65_536;

/// When the private key of an epoch goes, once what was sealed to it is out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Destruction {
    /// With the commit of the mix: nobody opens a ballot a second time, and a backup from before the mix loses them.
    #[default]
    Immediate,
    /// Once a backup that holds the mix was confirmed: until then a restore brings every answer back.
    AfterBackup,
}

/// What `heard mix` holds. `heard work` and `heard serve` have none of it.
#[derive(Clone, Debug)]
pub struct MixerKeys {
    folder: KeyDir,
    copy: Option<KeyDir>,
    destruction: Destruction,
    /// Comments are sealed to it.
    pub bench: BenchPublicKey,
    /// Signs the account of the ballots.
    pub certificates: CertificateKey,
    /// Rounds the account of the ballots: the reporter's, since the same people must give the same number.
    pub cell_key: SecretKey,
}

impl MixerKeys {
    /// Opens the mixer's folder.
    ///
    /// # Errors
    /// The folder or one of its lasting keys is missing or can be read by others.
    pub fn open(folder: impl Into<Place>) -> Result<Self, KeyError> {
        let folder = folder.into().open()?;
        let bench = BenchPublicKey::from_bytes(*folder.read(BENCH_PUBLIC)?);
        let certificates = CertificateKey::from_bytes(*folder.read(CERTIFICATE)?);
        let cell_key = SecretKey::from_bytes(*folder.read(CELL_KEY)?);
        Ok(Self {
            folder,
            copy: None,
            destruction: Destruction::Immediate,
            bench,
            certificates,
            cell_key,
        })
    }

    /// Keeps a second copy of each epoch's key in `copy`, a folder on another disk, made where it is missing. Keys that
    /// have none yet get theirs.
    ///
    /// # Errors
    /// The folder can be read by others, or the system refuses.
    pub fn with_copy(mut self, copy: &Path) -> Result<Self, KeyError> {
        let copy = KeyDir::open_or_make(copy)?.locked(self.folder.lock());
        self.bring_up_to_date(&copy)?;
        self.copy = Some(copy);
        Ok(self)
    }

    /// Every key of the folder lies in the copy too, under the same lock, and what the lock needs lies beside it, so that
    /// a copy which outlives its first opens without it. A key that the copy alone holds must open.
    fn bring_up_to_date(&self, copy: &KeyDir) -> Result<(), KeyError> {
        let is_key = |name: &String| is_private(name);
        for name in copy.names()?.into_iter().filter(is_key) {
            if !self.folder.has(&name) {
                copy.read(&name)?;
            }
        }
        for name in self.epochs()?.into_iter().map(name_of) {
            let key = self.folder.read(&name)?;
            match copy.read(&name) {
                Ok(_) => {}
                Err(KeyError::Missing { .. }) => copy.write_new(&name, &key)?,
                Err(_) => copy.replace(&name, &key)?,
            }
        }
        for name in [SALT, WRAPPED] {
            if self.folder.has(name) {
                copy.put_bytes(name, &self.folder.read_bytes(name, MOST_BYTES)?)?;
            }
        }
        Ok(())
    }

    /// Has the keys of what is released go at another time than at once.
    pub fn destroying(mut self, destruction: Destruction) -> Self {
        self.destruction = destruction;
        self
    }

    /// Whether the keys are sealed under a secret that lies elsewhere.
    pub fn are_locked(&self) -> bool {
        self.folder.lock().is_locked()
    }

    /// When the keys of what is released go.
    pub fn destruction(&self) -> Destruction {
        self.destruction
    }

    /// Makes the key pair of a new epoch; the private half is on the disk, in every copy, when this returns.
    ///
    /// # Errors
    /// The system refuses, or the epoch has a key already.
    pub fn make_epoch(&self, epoch: Uuid, rng: &mut impl CryptoRng) -> Result<EpochPublicKey, KeyError> {
        let key = EpochPrivateKey::generate(rng);
        for folder in self.folders() {
            folder.write_new(&name_of(epoch), key.expose())?;
        }
        Ok(key.public())
    }

    /// The private key of an epoch, from its copy where the first is lost.
    ///
    /// # Errors
    /// It is missing or can be read by others.
    pub fn epoch_key(&self, epoch: Uuid) -> Result<EpochPrivateKey, KeyError> {
        let name = name_of(epoch);
        let bytes = match (self.folder.read(&name), &self.copy) {
            (Err(KeyError::Missing { .. }), Some(copy)) => copy.read(&name)?,
            (read, _) => read?,
        };
        Ok(EpochPrivateKey::from_bytes(*bytes))
    }

    /// The epochs whose private key is still here, in whichever copy.
    ///
    /// # Errors
    /// A folder cannot be read.
    pub fn epochs(&self) -> Result<Vec<Uuid>, KeyError> {
        let epoch_of = |name: &String| name.strip_suffix(".key")?.parse::<Uuid>().ok();
        let mut epochs: BTreeSet<Uuid> = BTreeSet::new();
        for folder in self.folders() {
            epochs.extend(folder.names()?.iter().filter_map(epoch_of));
        }
        Ok(epochs.into_iter().collect())
    }

    fn folders(&self) -> impl Iterator<Item = &KeyDir> {
        self.copy.iter().chain([&self.folder])
    }

    /// Destroys the private key of a released epoch where keys go at once; otherwise it waits for the backup.
    ///
    /// # Errors
    /// As [`MixerKeys::destroy_epoch`].
    pub fn settle_epoch(&self, epoch: Uuid) -> Result<(), KeyError> {
        match self.destruction {
            Destruction::Immediate => self.destroy_epoch(epoch),
            Destruction::AfterBackup => Ok(()),
        }
    }

    /// Destroys the private key of an epoch in every copy: what was sealed to it opens for nobody any more.
    ///
    /// # Errors
    /// The system refuses; what is gone already is no error.
    pub fn destroy_epoch(&self, epoch: Uuid) -> Result<(), KeyError> {
        for folder in self.folders() {
            folder.destroy(&name_of(epoch))?;
        }
        Ok(())
    }
}

fn name_of(epoch: Uuid) -> String {
    format!("{epoch}.key")
}

/// What the people hold who read the comments.
#[derive(Clone, Debug)]
pub struct BenchKeys {
    /// Opens comments.
    pub private: BenchPrivateKey,
}

impl BenchKeys {
    /// Reads the key from the reading bench's folder.
    ///
    /// # Errors
    /// The file is missing, is no key, or can be read by others.
    pub fn load(folder: impl Into<Place>) -> Result<Self, KeyError> {
        let keys = folder.into().open()?;
        Ok(Self {
            private: BenchPrivateKey::from_bytes(*keys.read(BENCH_PRIVATE)?),
        })
    }
}
