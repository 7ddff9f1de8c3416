//! The mailer's keys: of each wave's links and addresses, and of opt-outs.

use rand::CryptoRng;
use uuid::Uuid;

use crate::ballot::{ContactPrivateKey, LinkKey, OptOutKey};

use super::{KeyDir, KeyError, Place};

pub(super) const OPT_OUT: &str = "opt-out.key";
const LINK: &str = "link.key";
const CONTACT: &str = "contact.key";

/// What `heard work` holds for its letters. Web never holds a link key.
#[derive(Clone, Debug)]
pub struct MailerKeys {
    folder: KeyDir,
    /// Makes the tags that survive of people who do not want to be written to.
    pub opt_out: OptOutKey,
}

impl MailerKeys {
    /// Opens the mailer's folder.
    ///
    /// # Errors
    /// The folder or the opt-out key is missing or can be read by others.
    pub fn open(folder: impl Into<Place>) -> Result<Self, KeyError> {
        let folder = folder.into().open()?;
        let opt_out = OptOutKey::from_bytes(*folder.read(OPT_OUT)?);
        Ok(Self { folder, opt_out })
    }

    /// Makes the link key and the contact key of a wave where they are missing, so that an
    /// interrupted making is taken up again.
    ///
    /// # Errors
    /// The system refuses, or what is there is no key.
    pub fn make_wave(&self, wave: Uuid, rng: &mut impl CryptoRng) -> Result<(), KeyError> {
        let folder = self.folder.inner(&wave.to_string())?;
        if !folder.has(LINK) {
            folder.write_new(LINK, LinkKey::generate(rng).expose())?;
        }
        if !folder.has(CONTACT) {
            folder.write_new(CONTACT, ContactPrivateKey::generate(rng).expose())?;
        }
        Ok(())
    }

    /// The link key of a wave.
    ///
    /// # Errors
    /// It is missing (the wave is purged, or the key is lost) or can be read by others.
    pub fn link_key(&self, wave: Uuid) -> Result<LinkKey, KeyError> {
        let folder = self.folder.existing(&wave.to_string())?;
        Ok(LinkKey::from_bytes(*folder.read(LINK)?))
    }

    /// The contact key of a wave.
    ///
    /// # Errors
    /// As [`MailerKeys::link_key`].
    pub fn contact_key(&self, wave: Uuid) -> Result<ContactPrivateKey, KeyError> {
        let folder = self.folder.existing(&wave.to_string())?;
        Ok(ContactPrivateKey::from_bytes(*folder.read(CONTACT)?))
    }

    /// The waves that still have a folder of keys.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn waves(&self) -> Result<Vec<Uuid>, KeyError> {
        let names = self.folder.names()?;
        Ok(names.iter().filter_map(|name| name.parse().ok()).collect())
    }

    /// Destroys both keys of a wave: from now on no letter of it can be addressed, no link computed.
    ///
    /// # Errors
    /// The system refuses; what is gone already is no error.
    pub fn destroy_wave(&self, wave: Uuid) -> Result<(), KeyError> {
        let name = wave.to_string();
        if !self.folder.has(&name) {
            return Ok(());
        }
        let folder = self.folder.existing(&name)?;
        for key in folder.names()? {
            folder.destroy(&key)?;
        }
        self.folder.remove_inner(&name)
    }
}
