//! The web process's keys: of its cookies, of the drafts table's tags, of opt-outs, of staff secrets, of cards, and
//! the public halves of the support team's and of what signs certificates.

use crate::ballot::certificate::CertificatePublicKey;
use crate::ballot::{CardKey, OptOutKey, Pepper, SecretKey, SupportPublicKey};

use super::{KeyError, Place, RecentKeys};

pub(super) const COOKIE: &str = "cookie.key";
pub(super) const PEPPER: &str = "pepper.key";
pub(super) const OPT_OUT: &str = "opt-out.key";
pub(super) const STAFF: &str = "staff.key";
pub(super) const CARD: &str = "card.key";
pub(super) const SUPPORT_PUBLIC: &str = "support-team.pub";
pub(super) const CERTIFICATE_PUBLIC: &str = "certificate.pub";

/// What `heard serve` holds. None of it opens an address, a ballot or a response.
#[derive(Clone, Debug)]
pub struct WebKeys {
    /// Seals the respondent's sitting cookie.
    pub cookie: SecretKey,
    /// Makes the tags under which drafts are counted.
    pub pepper: Pepper,
    /// Knows opted-out addresses again when a contact file is loaded.
    pub opt_out: OptOutKey,
    /// Seals what staff accounts keep, such as second-factor secrets.
    pub staff: SecretKey,
    /// Know again who was invited in the last 12 months.
    pub recent: RecentKeys,
    /// Turns the codes of cards into what opens the questionnaire.
    pub card: CardKey,
    /// Requests to be contacted are sealed to it.
    pub support: SupportPublicKey,
    /// What certificates are signed with, published on the anonymity page.
    pub certificates: CertificatePublicKey,
}

impl WebKeys {
    /// Reads all of them from the web process's folder.
    ///
    /// # Errors
    /// A file is missing, is no key, or can be read by others.
    pub fn load(folder: impl Into<Place>) -> Result<Self, KeyError> {
        let keys = folder.into().open()?;
        Ok(Self {
            cookie: SecretKey::from_bytes(*keys.read(COOKIE)?),
            pepper: Pepper::from_bytes(*keys.read(PEPPER)?),
            opt_out: OptOutKey::from_bytes(*keys.read(OPT_OUT)?),
            staff: SecretKey::from_bytes(*keys.read(STAFF)?),
            recent: RecentKeys::inside(&keys),
            card: CardKey::from_bytes(*keys.read(CARD)?),
            support: SupportPublicKey::from_bytes(*keys.read(SUPPORT_PUBLIC)?),
            certificates: CertificatePublicKey::from_bytes(*keys.read(CERTIFICATE_PUBLIC)?),
        })
    }
}
