//! Locking a folder of keys: every private key in it is sealed under a secret that lies elsewhere, and is opened in
//! memory only.
//!
//! A key that a disk, a snapshot or a backup of the host still holds is then worth nothing without that secret, and
//! changing the lock (`heard keys lock` with a new secret) makes every older trace worthless at once: the secret's own
//! destruction is the business of what keeps it (a person's memory, a systemd credential bound to a TPM, a KMS).
//!
//! A locked file is `heard-locked` ‖ nonce (24 bytes) ‖ XChaCha20-Poly1305 of the 32 bytes, with the file's name beside it.
//! The nonce is an HMAC of name and key under the lock, so that sealing needs no chance and the same nonce never
//! meets two texts (the construction of RFC 5297, "Synthetic Initialization Vector", section 1.3.2). The lock's key comes
//! of a passphrase or a credential by Argon2id (RFC 9106, section 4, second recommended option) over a salt
//! beside the keys, or of 32 bytes that a command of the host's wraps and unwraps. Public halves (`.pub`) stay open.

use std::fmt;
use std::sync::Arc;

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

const MARK: &[u8] = b"heard-locked";
const NONCE_BYTES: usize = 24;
const TAG_BYTES: usize = 16;
/// Bytes of a locked key file.
pub(super) const LOCKED_BYTES: usize = MARK.len() + NONCE_BYTES + 32 + TAG_BYTES;

/// What the private keys of a folder are sealed under; nothing where they lie as they are.
#[derive(Clone, Default)]
pub(super) struct Lock(Option<Arc<Zeroizing<[u8; 32]>>>);

impl fmt::Debug for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Some(_) => "Lock([redacted])",
            None => "Lock(open)",
        })
    }
}

impl Lock {
    /// The lock of a secret, which Argon2id makes slow to guess; none where the function refuses its parameters.
    pub(super) fn of_secret(secret: &[u8], salt: &[u8; 32]) -> Option<Lock> {
        let params = Params::new(65_536, 3, 1, Some(32)).ok()?;
        let mut key = Zeroizing::new([0; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(secret, salt, key.as_mut())
            .ok()?;
        Some(Lock(Some(Arc::new(key))))
    }

    /// The lock of 32 random bytes that a command keeps wrapped.
    pub(super) fn of_key(key: Zeroizing<[u8; 32]>) -> Lock {
        Lock(Some(Arc::new(key)))
    }

    /// Whether keys are sealed at all.
    pub(super) fn is_locked(&self) -> bool {
        self.0.is_some()
    }

    /// What stands in the file `name` that holds `key`.
    pub(super) fn seal(&self, name: &str, key: &[u8; 32]) -> Option<Zeroizing<Vec<u8>>> {
        let Some(lock) = self.0.as_deref().filter(|_| is_private(name)) else {
            return Some(Zeroizing::new(key.to_vec()));
        };
        let nonce = nonce_of(lock, name, key)?;
        let sealed = XChaCha20Poly1305::new(&(**lock).into())
            .encrypt(&nonce.into(), payload(key, name))
            .ok()?;
        Some(Zeroizing::new([MARK, &nonce, &sealed].concat()))
    }

    /// The key that stands in the file `name`; none where another lock, or no lock, sealed it.
    pub(super) fn open(&self, name: &str, file: &[u8]) -> Option<Zeroizing<[u8; 32]>> {
        let Some(lock) = self.0.as_deref().filter(|_| is_private(name)) else {
            return Some(Zeroizing::new(file.try_into().ok()?));
        };
        let (nonce, sealed) = file.strip_prefix(MARK)?.split_first_chunk::<NONCE_BYTES>()?;
        let opened = XChaCha20Poly1305::new(&(**lock).into())
            .decrypt(&(*nonce).into(), payload(sealed, name))
            .map(Zeroizing::new)
            .ok()?;
        Some(Zeroizing::new(opened.as_slice().try_into().ok()?))
    }
}

/// Whether a file looks like a locked key.
pub(super) fn is_locked(file: &[u8]) -> bool {
    file.len() == LOCKED_BYTES && file.starts_with(MARK)
}

/// Whether the file of this name holds what must stay secret.
pub(super) fn is_private(name: &str) -> bool {
    name.ends_with(".key")
}

fn payload<'a>(msg: &'a [u8], name: &'a str) -> Payload<'a, 'a> {
    Payload {
        msg,
        aad: name.as_bytes(),
    }
}

fn nonce_of(lock: &[u8; 32], name: &str, key: &[u8; 32]) -> Option<[u8; NONCE_BYTES]> {
    let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(lock).ok()?;
    mac.update(b"nonce");
    mac.update(name.as_bytes());
    mac.update(&[0]);
    mac.update(key);
    mac.finalize().into_bytes().first_chunk().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locked_key_opens_with_its_secret_and_its_name_only() {
        let lock = Lock::of_secret(b"four plain words here", &[1; 32]).expect("made");
        let file = lock.seal("a.key", &[7; 32]).expect("sealed");
        assert_eq!(file.len(), LOCKED_BYTES);
        assert!(is_locked(&file) && !file.windows(8).any(|part| part == [7; 8]));
        assert_eq!(*lock.open("a.key", &file).expect("opens"), [7; 32]);
        assert!(lock.open("b.key", &file).is_none());
        let other = Lock::of_secret(b"four other words here", &[1; 32]).expect("made");
        assert!(other.open("a.key", &file).is_none());
        let salted = Lock::of_secret(b"four plain words here", &[2; 32]).expect("made");
        assert!(salted.open("a.key", &file).is_none());
        assert!(
            Lock::default().open("a.key", &file).is_none(),
            "nor without a lock"
        );
        assert!(
            lock.open("a.key", &[7; 32]).is_none(),
            "a key in clear is no locked one"
        );
    }

    #[test]
    fn public_halves_stay_open_and_a_lock_tells_nothing_of_itself() {
        let lock = Lock::of_key(Zeroizing::new([3; 32]));
        assert_eq!(
            lock.seal("a.pub", &[7; 32]).expect("as it is").as_slice(),
            [7; 32]
        );
        assert_eq!(format!("{lock:?}"), "Lock([redacted])");
    }

    #[test]
    fn no_nonce_meets_two_texts() {
        let lock = Lock::of_key(Zeroizing::new([3; 32]));
        let nonce = |name: &str, key| lock.seal(name, &[key; 32]).expect("sealed")[12..36].to_vec();
        assert_ne!(nonce("a.key", 1), nonce("a.key", 2));
        assert_ne!(nonce("a.key", 1), nonce("b.key", 1));
        assert_eq!(nonce("a.key", 1), nonce("a.key", 1));
    }
}
