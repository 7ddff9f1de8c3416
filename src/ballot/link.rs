//! Link secrets, the gates they open, and the stop secrets derived from them.
//!
//! A link secret is computed when a letter is sent, from a key that only the mailer holds, and is
//! stored nowhere. The database keeps `SHA-256("gate" ‖ t)`; `List-Unsubscribe` carries
//! `HMAC(t, "stop")`, which can stop and cannot open the questionnaire.
//!
//! Letters are Crockford's base 32 (Douglas Crockford, "Base 32"): it leaves out I, L, O and U, so
//! that a link copied by hand with O for 0 or I for 1 still reads as one secret and no other.

use std::fmt;
use std::sync::LazyLock;

use data_encoding::{Encoding, Specification};
use secrecy::SecretString;
use subtle::ConstantTimeEq;
use uuid::Uuid;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::secret::{hmac_sha256, named_key, sha256};

const SECRET_BYTES: usize = 16;
const LETTERS: usize = 26;

static CROCKFORD: LazyLock<Encoding> = LazyLock::new(|| {
    let mut specification = Specification::new();
    specification.symbols.push_str("0123456789abcdefghjkmnpqrstvwxyz");
    specification
        .translate
        .from
        .push_str("ABCDEFGHJKMNPQRSTVWXYZoOiIlL");
    specification
        .translate
        .to
        .push_str("abcdefghjkmnpqrstvwxyz001111");
    #[expect(
        clippy::expect_used,
        reason = "a constant specification; the first test below reads with it"
    )]
    specification.encoding().expect("32 distinct symbols")
});

named_key! {
    /// The wave's key from which all its link secrets follow; a file of the mailer, destroyed at the close.
    LinkKey
}

/// What was typed or clicked is no link secret. It says nothing about what was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("these are not the 26 letters of a link")]
pub struct UnknownLetters;

/// 128 bits that open the questionnaire once. Wiped when dropped, redacted when printed.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct LinkSecret([u8; SECRET_BYTES]);

impl LinkSecret {
    /// `HMAC-SHA256(key, contact ‖ wave)`, cut to 128 bits.
    pub fn derive(key: &LinkKey, contact: Uuid, wave: Uuid) -> Self {
        Self(cut(hmac_sha256(
            key.expose(),
            &[contact.as_bytes(), wave.as_bytes()],
        )))
    }

    /// Reads the 26 letters of a link, in either case, with O for 0 and I or L for 1.
    ///
    /// # Errors
    /// Anything else, without saying what was wrong with it.
    pub fn parse(letters: &str) -> Result<Self, UnknownLetters> {
        read_letters(letters).map(Self)
    }

    /// The first 128 bits of a keyed hash: the secret of a card's code.
    pub(super) fn cut_from(whole: [u8; 32]) -> Self {
        Self(cut(whole))
    }

    /// The secret as the sitting's cookie kept it.
    pub fn from_bytes(bytes: [u8; SECRET_BYTES]) -> Self {
        Self(bytes)
    }

    /// The bytes, for the sitting's sealed cookie and nothing else.
    pub fn expose(&self) -> &[u8; SECRET_BYTES] {
        &self.0
    }

    /// The 26 letters that stand in the address.
    pub fn to_letters(&self) -> SecretString {
        letters_of(&self.0)
    }

    /// What the database keeps of this secret.
    pub fn gate(&self) -> GateHash {
        GateHash(sha256(&[b"gate", &self.0]))
    }

    /// The secret that can stop and cannot open.
    pub fn stop_secret(&self) -> StopSecret {
        StopSecret(cut(hmac_sha256(&self.0, &[b"stop"])))
    }

    /// The name of the letter of `kind` that carries this secret, the same at every try: `HMAC(t, "letter" ‖ kind)`
    /// in 32 hexadecimal digits. It goes into the Message-ID; nobody comes back from it to the secret or the contact.
    pub fn letter_name(&self, kind: &str) -> String {
        data_encoding::HEXLOWER.encode(&cut(hmac_sha256(&self.0, &[b"letter", kind.as_bytes()])))
    }
}

impl fmt::Debug for LinkSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LinkSecret([redacted])")
    }
}

impl PartialEq for LinkSecret {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for LinkSecret {}

/// `HMAC(t, "stop")`, cut to 128 bits: what `List-Unsubscribe` carries.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct StopSecret([u8; SECRET_BYTES]);

impl StopSecret {
    /// Reads the 26 letters of a stop link, as forgivingly as [`LinkSecret::parse`].
    ///
    /// # Errors
    /// Anything else.
    pub fn parse(letters: &str) -> Result<Self, UnknownLetters> {
        read_letters(letters).map(Self)
    }

    /// The 26 letters that stand in the stop address.
    pub fn to_letters(&self) -> SecretString {
        letters_of(&self.0)
    }

    /// What the database keeps of this secret: `SHA-256("stop" ‖ s)`.
    pub fn hash(&self) -> StopHash {
        StopHash(sha256(&[b"stop", &self.0]))
    }
}

impl fmt::Debug for StopSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StopSecret([redacted])")
    }
}

/// `SHA-256("gate" ‖ t)`. With a link in hand it says whether the link was used, so it is not printed either.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct GateHash([u8; 32]);

/// `SHA-256("stop" ‖ s)`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct StopHash([u8; 32]);

impl GateHash {
    /// The hash as a slice from the database; `None` where it has not 32 bytes.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// The bytes, for the database.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl StopHash {
    /// The bytes, for the database.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for GateHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("GateHash([redacted])")
    }
}

impl fmt::Debug for StopHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StopHash([redacted])")
    }
}

fn cut(whole: [u8; 32]) -> [u8; SECRET_BYTES] {
    let mut cut = [0; SECRET_BYTES];
    cut.copy_from_slice(&whole[..SECRET_BYTES]);
    cut
}

fn letters_of(bytes: &[u8; SECRET_BYTES]) -> SecretString {
    SecretString::from(CROCKFORD.encode(bytes))
}

fn read_letters(letters: &str) -> Result<[u8; SECRET_BYTES], UnknownLetters> {
    if letters.len() != LETTERS {
        return Err(UnknownLetters);
    }
    let bytes = Zeroizing::new(CROCKFORD.decode(letters.as_bytes()).map_err(|_| UnknownLetters)?);
    bytes.as_slice().try_into().map_err(|_| UnknownLetters)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use secrecy::ExposeSecret;

    use super::*;

    fn secret() -> LinkSecret {
        LinkSecret::from_bytes([
            0x00, 0x44, 0x32, 0x14, 0xc7, 0x42, 0x54, 0xb6, 0x35, 0xcf, 0x84, 0x65, 0x3a, 0x56, 0xd7, 0xc6,
        ])
    }

    #[test]
    fn a_link_reads_back_from_its_letters_in_either_case() {
        let letters = secret().to_letters();
        let letters = letters.expose_secret();
        assert_eq!(letters.len(), 26);
        assert_eq!(LinkSecret::parse(letters), Ok(secret()));
        assert_eq!(LinkSecret::parse(&letters.to_uppercase()), Ok(secret()));
    }

    #[test]
    fn a_link_copied_by_hand_with_o_for_0_and_i_or_l_for_1_reads_as_the_same_secret() {
        let letters = LinkSecret::from_bytes([0; 16]).to_letters();
        assert_eq!(letters.expose_secret(), "00000000000000000000000000");
        let by_hand = "OooooooooooooooooooooooooO";
        assert_eq!(LinkSecret::parse(by_hand), Ok(LinkSecret::from_bytes([0; 16])));
        assert_eq!(
            LinkSecret::parse("iIlL1111111111111111111110"),
            LinkSecret::parse("11111111111111111111111110")
        );
    }

    #[test]
    fn letters_too_few_too_many_or_foreign_are_no_link() {
        for letters in [
            "",
            "0000000000000000000000000",
            "000000000000000000000000000",
            "0000000000000000000000000u",
            "0000000000000000000000000-",
            "0000000000000000000000000é",
        ] {
            assert_eq!(LinkSecret::parse(letters), Err(UnknownLetters));
        }
    }

    #[test]
    fn no_two_spellings_differ_in_the_bits_that_are_cut_off() {
        assert!(LinkSecret::parse("00000000000000000000000001").is_err());
    }

    /// RFC 4231's first case, keyed by 20 bytes, guards the HMAC; FIPS 180-4's "abc" guards the hash.
    #[test]
    fn the_primitives_give_the_published_values() {
        let mac = hmac_sha256(&[0x0b; 20], &[b"Hi ", b"There"]);
        assert_eq!(
            data_encoding::HEXLOWER.encode(&mac),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        );
        assert_eq!(
            data_encoding::HEXLOWER.encode(&sha256(&[b"a", b"bc"])),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn the_stop_secret_opens_no_gate_and_no_two_people_or_waves_share_a_link() {
        let key = LinkKey::from_bytes([7; 32]);
        let (mary, john) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let (spring, summer) = (Uuid::from_u128(3), Uuid::from_u128(4));
        let link = LinkSecret::derive(&key, mary, spring);
        assert_eq!(link, LinkSecret::derive(&key, mary, spring));
        assert_ne!(link, LinkSecret::derive(&key, john, spring));
        assert_ne!(link, LinkSecret::derive(&key, mary, summer));
        let stop = link.stop_secret();
        let as_link = LinkSecret::parse(stop.to_letters().expose_secret()).expect("26 letters");
        assert_ne!(as_link.gate(), link.gate());
        assert_ne!(as_link.stop_secret().hash(), stop.hash());
    }

    #[test]
    fn a_letter_keeps_its_name_at_every_try_and_the_name_tells_no_secret() {
        let link = secret();
        let name = link.letter_name("invitation");
        assert_eq!(name, secret().letter_name("invitation"));
        assert_ne!(name, link.letter_name("reminder"));
        let hex = |bytes: &[u8]| data_encoding::HEXLOWER.encode(bytes);
        assert!(name != hex(link.expose()) && !hex(link.stop_secret().hash().as_bytes()).contains(&name));
    }

    #[test]
    fn nothing_secret_is_printed() {
        let link = secret();
        let printed = format!(
            "{link:?} {:?} {:?} {:?} {:?}",
            link.gate(),
            link.stop_secret(),
            link.stop_secret().hash(),
            LinkKey::from_bytes([1; 32])
        );
        assert!(
            !printed.contains("00, 44") && !printed.contains(", "),
            "{printed}"
        );
    }

    proptest! {
        #[test]
        fn every_secret_survives_its_letters(bytes: [u8; 16]) {
            let link = LinkSecret::from_bytes(bytes);
            let letters = link.to_letters();
            prop_assert_eq!(LinkSecret::parse(letters.expose_secret()), Ok(link));
        }

        #[test]
        fn any_text_is_either_a_link_or_refused(text in ".{0,40}") {
            if let Ok(link) = LinkSecret::parse(&text) {
                let again = LinkSecret::parse(link.to_letters().expose_secret());
                prop_assert_eq!(again, Ok(link));
            }
        }
    }
}
