//! Comments: free text sealed to the reading bench, in steps of four kilobytes so that the length
//! says next to nothing.

use rand::CryptoRng;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::hpke_box::{BenchPrivateKey, BenchPublicKey};
use super::padding::{SealError, pad, unpad};

/// Comments are padded to the next multiple of this; nearly all have the first length.
const STEP_BYTES: usize = 4_096;

/// Seals one comment of `cohort` to the reading bench.
///
/// # Errors
/// The text passes what a length field can say, which no answer does.
pub fn seal_comment(
    key: &BenchPublicKey,
    cohort: Uuid,
    text: &str,
    rng: &mut impl CryptoRng,
) -> Result<Vec<u8>, SealError> {
    let room = text.len().max(1).next_multiple_of(STEP_BYTES);
    key.seal(cohort, &pad(text.as_bytes(), room)?, rng)
}

/// Opens a comment of `cohort`, as the reading bench does.
///
/// # Errors
/// It was sealed to another key or cohort, or changed.
pub fn open_comment(
    key: &BenchPrivateKey,
    cohort: Uuid,
    sealed: &[u8],
) -> Result<Zeroizing<String>, SealError> {
    let plain = unpad(&key.open(cohort, sealed)?)?;
    let text = std::str::from_utf8(&plain).map_err(|_| SealError::DoesNotOpen)?;
    Ok(Zeroizing::new(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::*;

    #[test]
    fn a_short_and_a_long_comment_look_alike_and_only_the_bench_reads_them() {
        let mut rng = StdRng::seed_from_u64(3);
        let bench = BenchPrivateKey::generate(&mut rng);
        let cohort = Uuid::from_u128(5);
        let long = "they listened ".repeat(70);
        let short = seal_comment(&bench.public(), cohort, "ok", &mut rng).expect("sealed");
        let sealed = seal_comment(&bench.public(), cohort, &long, &mut rng).expect("sealed");
        assert_eq!(short.len(), sealed.len());
        assert_eq!(*open_comment(&bench, cohort, &sealed).expect("opens"), long);
        let stranger = BenchPrivateKey::generate(&mut rng);
        assert!(open_comment(&stranger, cohort, &sealed).is_err());
    }
}
