//! Random rounding to five that always falls the same way for the same people.
//!
//! The method of cell keys: Bruce Fraser and Janice Wooton, "A proposed method for confidentialising
//! tabular output to protect against differencing" (Joint UNECE/Eurostat work session on statistical
//! data confidentiality, 2005), with the random rounding to base 5 of I. P. Fellegi, "Controlled random rounding",
//! Survey Methodology 1 (1975). Zero stays zero, so an empty cell is told as empty.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::survey::estimation::Tally;

/// What every printed count is a multiple of.
pub const STEP: u64 = 5;

/// The secret that turns a cell key into chance. Kept for as long as editions are published, since the
/// same people must give the same number in every table, file and year. Wiped when dropped, redacted when printed.
#[derive(Clone, zeroize::ZeroizeOnDrop)]
pub struct CellKeySecret([u8; 32]);

impl fmt::Debug for CellKeySecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CellKeySecret([redacted])")
    }
}

impl CellKeySecret {
    /// Takes the bytes of the key file.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// A count of responses, rounded by the sum of their record keys.
    pub fn round(&self, tally: Tally) -> u64 {
        round(tally.count, self.chance(b"cell", &tally.key_sum.to_le_bytes()))
    }

    /// A count that has no record keys (frame, invited, delivered), rounded by the name of what it
    /// counts. The name holds the period, so that a corrected edition and the next rolling year print the same number.
    pub fn round_named(&self, name: &str, count: u64) -> u64 {
        round(count, self.chance(b"named", name.as_bytes()))
    }

    /// The first 64 bits of HMAC-SHA256 over what is rounded: a number u = chance / 2⁶⁴ in [0, 1).
    fn chance(&self, kind: &[u8], what: &[u8]) -> u64 {
        #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("a key of 32 bytes");
        mac.update(kind);
        mac.update(&[0]);
        mac.update(what);
        let tag = mac.finalize().into_bytes();
        tag.iter()
            .take(8)
            .fold(0, |number, byte| number << 8 | u64::from(*byte))
    }
}

/// 5q + r becomes 5q + 5 where u < r/5, otherwise 5q; computed in whole numbers.
fn round(count: u64, chance: u64) -> u64 {
    let rest = count % STEP;
    let up = u128::from(chance) * u128::from(STEP) < u128::from(rest) << 64;
    count - rest + if up { STEP } else { 0 }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn secret() -> CellKeySecret {
        CellKeySecret::new([7; 32])
    }

    #[test]
    fn the_secret_does_not_show_itself() {
        assert_eq!(format!("{:?}", secret()), "CellKeySecret([redacted])");
    }

    #[test]
    fn a_remainder_goes_up_exactly_where_chance_is_below_its_fifth() {
        let fifth = u64::MAX / 5;
        assert_eq!(
            (round(11, 0), round(11, fifth), round(11, fifth + 1)),
            (15, 15, 10)
        );
        assert_eq!((round(14, fifth * 4), round(14, u64::MAX)), (15, 10));
        assert_eq!((round(15, 0), round(0, 0)), (15, 0));
    }

    #[test]
    fn rounding_is_unbiased_for_every_remainder() {
        for rest in 1..5 {
            let tries: u64 = 20_000;
            let sum: u64 = (0..tries)
                .map(|key_sum| {
                    secret().round(Tally {
                        count: 20 + rest,
                        key_sum,
                    })
                })
                .sum();
            let mean_error = sum as f64 / tries as f64 - (20 + rest) as f64;
            // The error has variance r(5−r); its mean over 20,000 keys stays within 3.3 standard errors.
            let bound = 3.3 * ((rest * (5 - rest)) as f64 / tries as f64).sqrt();
            assert!(
                mean_error.abs() < bound,
                "remainder {rest}: {mean_error} is outside ±{bound}"
            );
        }
    }

    proptest! {
        #[test]
        fn a_rounded_count_is_a_multiple_of_five_less_than_five_away(count in 0u64..1_000_000, key_sum: u64) {
            let rounded = secret().round(Tally { count, key_sum });
            prop_assert_eq!(rounded % 5, 0);
            prop_assert!(rounded.abs_diff(count) < 5);
            prop_assert!(count > 0 || rounded == 0);
        }

        #[test]
        fn the_same_people_give_the_same_number_in_whatever_order_they_are_counted(mut keys: Vec<u64>) {
            let tally = |keys: &[u64]| {
                let mut tally = Tally::default();
                keys.iter().for_each(|key| tally.add(*key));
                secret().round(tally)
            };
            let first = tally(&keys);
            keys.reverse();
            prop_assert_eq!(first, tally(&keys));
        }
    }
}
