//! One length for all: the length of what is sealed must tell nothing of what it says.

use zeroize::Zeroizing;

/// Why something could not be sealed or opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The content passes the constant length of its kind.
    #[error(
        "{given} bytes do not fit into the {allowed} that are sealed as one length; shorten the longest text"
    )]
    TooLong {
        /// Bytes given.
        given: usize,
        /// Bytes that fit.
        allowed: usize,
    },
    /// Wrong key, wrong place, or changed since it was sealed; which of them cannot be told.
    #[error("this does not open: it belongs to another key or place, or it was changed")]
    DoesNotOpen,
}

/// Four bytes of length, the content, zeros: `room + 4` bytes whatever the content.
pub(super) fn pad(plain: &[u8], room: usize) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let too_long = SealError::TooLong {
        given: plain.len(),
        allowed: room,
    };
    if plain.len() > room {
        return Err(too_long);
    }
    let length = u32::try_from(plain.len()).map_err(|_| too_long)?;
    let mut padded = Zeroizing::new(vec![0; room + 4]);
    padded[..4].copy_from_slice(&length.to_be_bytes());
    padded[4..4 + plain.len()].copy_from_slice(plain);
    Ok(padded)
}

/// The content of what [`pad`] made.
pub(super) fn unpad(padded: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let (length, rest) = padded.split_first_chunk::<4>().ok_or(SealError::DoesNotOpen)?;
    let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| SealError::DoesNotOpen)?;
    let plain = rest.get(..length).ok_or(SealError::DoesNotOpen)?;
    Ok(Zeroizing::new(plain.to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_fits_has_one_length_and_comes_back() {
        for given in [0, 1, 99, 100] {
            let plain = vec![9; given];
            let padded = pad(&plain, 100).expect("fits");
            assert_eq!(padded.len(), 104);
            assert_eq!(*unpad(&padded).expect("unpads"), plain);
        }
        let refused = pad(&[9; 101], 100).expect_err("too long");
        assert_eq!(
            refused,
            SealError::TooLong {
                given: 101,
                allowed: 100
            }
        );
    }
}
