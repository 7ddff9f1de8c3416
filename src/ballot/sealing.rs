//! Ballots: finished answers sealed to their epoch's public key, all of one length.

use rand::CryptoRng;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::hpke_box::{EpochPrivateKey, EpochPublicKey, OVERHEAD_BYTES};
use super::padding::{SealError, pad, unpad};

/// Bytes of finished answers that one ballot holds: what the check of the definitions promises them.
pub const BALLOT_BYTES: usize = crate::survey::response::BALLOT_BYTES;
/// The one length of every ballot in the database.
pub const SEALED_BALLOT_BYTES: usize = BALLOT_BYTES + 4 + OVERHEAD_BYTES;

/// Seals finished answers to `key`, bound to `epoch`: moved into another epoch they do not open.
///
/// # Errors
/// The answers are longer than [`BALLOT_BYTES`].
pub fn seal_ballot(
    key: &EpochPublicKey,
    epoch: Uuid,
    plain: &[u8],
    rng: &mut impl CryptoRng,
) -> Result<Vec<u8>, SealError> {
    key.seal(epoch, &pad(plain, BALLOT_BYTES)?, rng)
}

/// Opens a ballot of `epoch`, in memory that is wiped when dropped.
///
/// # Errors
/// It was sealed to another key or epoch, or changed.
pub fn open_ballot(
    key: &EpochPrivateKey,
    epoch: Uuid,
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, SealError> {
    unpad(&key.open(epoch, sealed)?)
}

/// Seals without padding: what the demonstration's attack must find out. No other binary has it.
///
/// # Errors
/// The key is none.
#[cfg(feature = "demo")]
pub fn seal_unpadded(
    key: &EpochPublicKey,
    epoch: Uuid,
    plain: &[u8],
    rng: &mut impl CryptoRng,
) -> Result<Vec<u8>, SealError> {
    key.seal(epoch, plain, rng)
}

/// Opens what [`seal_unpadded`] made.
///
/// # Errors
/// It was sealed to another key or epoch, or changed.
#[cfg(feature = "demo")]
pub fn open_unpadded(
    key: &EpochPrivateKey,
    epoch: Uuid,
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, SealError> {
    key.open(epoch, sealed)
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::*;

    #[test]
    fn a_ballot_opens_with_its_epochs_key_and_in_its_epoch_only() {
        let mut rng = StdRng::seed_from_u64(1);
        let (key, other) = (
            EpochPrivateKey::generate(&mut rng),
            EpochPrivateKey::generate(&mut rng),
        );
        let epoch = Uuid::from_u128(1);
        let sealed = seal_ballot(&key.public(), epoch, b"answers", &mut rng).expect("sealed");
        assert_eq!(*open_ballot(&key, epoch, &sealed).expect("opens"), b"answers");
        assert!(open_ballot(&other, epoch, &sealed).is_err());
        assert!(open_ballot(&key, Uuid::from_u128(2), &sealed).is_err());
        let mut changed = sealed;
        changed[40] ^= 1;
        assert_eq!(open_ballot(&key, epoch, &changed), Err(SealError::DoesNotOpen));
    }

    #[test]
    fn every_ballot_has_one_length_whatever_it_says() {
        let mut rng = StdRng::seed_from_u64(2);
        let key = EpochPrivateKey::generate(&mut rng).public();
        for length in [0, 1, 700, BALLOT_BYTES] {
            let sealed = seal_ballot(&key, Uuid::nil(), &vec![b'x'; length], &mut rng).expect("sealed");
            assert_eq!(sealed.len(), SEALED_BALLOT_BYTES);
        }
        let over = vec![b'x'; BALLOT_BYTES + 1];
        assert!(seal_ballot(&key, Uuid::nil(), &over, &mut rng).is_err());
    }
}
