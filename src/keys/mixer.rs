//! The mixer's keys: the private half of each epoch, the reading bench's public half, what signs certificates and
//! what rounds their figures.

use std::path::Path;

use rand::CryptoRng;
use uuid::Uuid;

use crate::ballot::certificate::CertificateKey;
use crate::ballot::{BenchPrivateKey, BenchPublicKey, EpochPrivateKey, EpochPublicKey, SecretKey};

use super::{KeyDir, KeyError};

pub(super) const BENCH_PUBLIC: &str = "reading-bench.pub";
pub(super) const CERTIFICATE: &str = "certificate.key";
pub(super) const CELL_KEY: &str = "cell-key.key";
pub(super) const BENCH_PRIVATE: &str = "reading-bench.key";

/// What `heard mix` holds. `heard work` and `heard serve` have none of it.
#[derive(Clone, Debug)]
pub struct MixerKeys {
    folder: KeyDir,
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
    pub fn open(folder: &Path) -> Result<Self, KeyError> {
        let folder = KeyDir::open(folder)?;
        let bench = BenchPublicKey::from_bytes(*folder.read(BENCH_PUBLIC)?);
        let certificates = CertificateKey::from_bytes(*folder.read(CERTIFICATE)?);
        let cell_key = SecretKey::from_bytes(*folder.read(CELL_KEY)?);
        Ok(Self {
            folder,
            bench,
            certificates,
            cell_key,
        })
    }

    /// Makes the key pair of a new epoch; the private half is on the disk when this returns.
    ///
    /// # Errors
    /// The system refuses, or the epoch has a key already.
    pub fn make_epoch(&self, epoch: Uuid, rng: &mut impl CryptoRng) -> Result<EpochPublicKey, KeyError> {
        let key = EpochPrivateKey::generate(rng);
        self.folder.write_new(&name_of(epoch), key.expose())?;
        Ok(key.public())
    }

    /// The private key of an epoch.
    ///
    /// # Errors
    /// It is missing or can be read by others.
    pub fn epoch_key(&self, epoch: Uuid) -> Result<EpochPrivateKey, KeyError> {
        let bytes = self.folder.read(&name_of(epoch))?;
        Ok(EpochPrivateKey::from_bytes(*bytes))
    }

    /// The epochs whose private key is still here.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn epochs(&self) -> Result<Vec<Uuid>, KeyError> {
        let names = self.folder.names()?;
        let epoch_of = |name: &String| name.strip_suffix(".key")?.parse().ok();
        Ok(names.iter().filter_map(epoch_of).collect())
    }

    /// Destroys the private key of an epoch: what was sealed to it opens for nobody any more.
    ///
    /// # Errors
    /// The system refuses; what is gone already is no error.
    pub fn destroy_epoch(&self, epoch: Uuid) -> Result<(), KeyError> {
        self.folder.destroy(&name_of(epoch))
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
    pub fn load(folder: &Path) -> Result<Self, KeyError> {
        let keys = KeyDir::open(folder)?;
        Ok(Self {
            private: BenchPrivateKey::from_bytes(*keys.read(BENCH_PRIVATE)?),
        })
    }
}
