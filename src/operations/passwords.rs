//! Hashing passwords: argon2id, a few at a time, on threads that may block.
//!
//! Source: OWASP Password Storage Cheat Sheet, "Argon2id"; RFC 9106, section 4. The memory of a hash is
//! taken by at most two at once, so that a crowd at the door cannot exhaust the machine.

use std::sync::Arc;
use std::time::Duration;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use rand::CryptoRng;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

/// Hashes made at once.
const AT_ONCE: usize = 2;
/// How long somebody waits for their turn before they are asked to come back.
const WAIT: Duration = Duration::from_secs(10);

/// What one hash costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
}

impl Cost {
    /// What production and the demonstration pay: 64 MiB, three passes.
    pub const FULL: Self = Self {
        memory_kib: 65_536,
        passes: 3,
    };
    /// What tests pay that are not about passwords.
    pub const LIGHT: Self = Self {
        memory_kib: 64,
        passes: 1,
    };
}

/// Why no hash was made or checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordsError {
    /// Too many sign-ins at once.
    #[error("too many passwords are being checked just now; try again in a moment")]
    Busy,
    /// The hash function refused; its parameters or a stored hash are wrong.
    #[error("a password could not be hashed")]
    Fault,
}

/// The one maker and checker of password hashes in a process.
#[derive(Clone)]
pub struct Passwords {
    turns: Arc<Semaphore>,
    cost: Cost,
    /// A hash of nothing anybody knows: checked where there is no such account, so that the time taken says nothing.
    nobody: Arc<str>,
}

impl Passwords {
    /// A hasher at the given cost.
    ///
    /// # Errors
    /// The cost is none that argon2 takes.
    pub fn new(cost: Cost, rng: &mut impl CryptoRng) -> Result<Self, PasswordsError> {
        let nobody = hash(cost, SecretString::from(random_letters(rng, 32)), salt(rng))?;
        Ok(Self {
            turns: Arc::new(Semaphore::new(AT_ONCE)),
            cost,
            nobody: nobody.into(),
        })
    }

    /// The PHC string of a password.
    ///
    /// # Errors
    /// Too many at once, or the hash function refused.
    pub async fn hash(
        &self,
        password: SecretString,
        rng: &mut impl CryptoRng,
    ) -> Result<String, PasswordsError> {
        let (cost, salt) = (self.cost, salt(rng));
        self.in_turn(move || hash(cost, password, salt)).await?
    }

    /// Whether `password` is the one of `stored`. Without a stored one it takes as long and is never right.
    ///
    /// # Errors
    /// Too many at once.
    pub async fn verify(&self, password: SecretString, stored: Option<&str>) -> Result<bool, PasswordsError> {
        let known = stored.is_some();
        let stored = stored.unwrap_or(&self.nobody).to_owned();
        let right = self
            .in_turn(move || {
                let hash = PasswordHash::new(&stored).map_err(|_| PasswordsError::Fault)?;
                Ok(Argon2::default()
                    .verify_password(password.expose_secret().as_bytes(), &hash)
                    .is_ok())
            })
            .await??;
        Ok(right && known)
    }

    /// Whether a stored hash was made more cheaply than today's are.
    pub fn is_outdated(&self, stored: &str) -> bool {
        let cost = format!("m={},t={},p=1", self.cost.memory_kib, self.cost.passes);
        !stored.contains(&cost)
    }

    /// Thirty-two bytes that follow from a secret with few bits, at the cost of a password.
    ///
    /// # Errors
    /// Too many at once, or the hash function refused.
    pub async fn stretch(
        &self,
        secret: SecretString,
        salt: [u8; 16],
    ) -> Result<Zeroizing<[u8; 32]>, PasswordsError> {
        let cost = self.cost;
        self.in_turn(move || stretch(cost, &secret, salt)).await?
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, PasswordsError> {
        let turn = tokio::time::timeout(WAIT, Arc::clone(&self.turns).acquire_owned()).await;
        let Ok(Ok(turn)) = turn else {
            return Err(PasswordsError::Busy);
        };
        let done = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(turn);
            done
        });
        done.await.map_err(|_| PasswordsError::Fault)
    }
}

fn argon2id(cost: Cost) -> Result<Argon2<'static>, PasswordsError> {
    let params = Params::new(cost.memory_kib, cost.passes, 1, None).map_err(|_| PasswordsError::Fault)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn stretch(cost: Cost, secret: &SecretString, salt: [u8; 16]) -> Result<Zeroizing<[u8; 32]>, PasswordsError> {
    let mut stretched = Zeroizing::new([0; 32]);
    argon2id(cost)?
        .hash_password_into(secret.expose_secret().as_bytes(), &salt, stretched.as_mut_slice())
        .map_err(|_| PasswordsError::Fault)?;
    Ok(stretched)
}

fn hash(cost: Cost, password: SecretString, salt: [u8; 16]) -> Result<String, PasswordsError> {
    let hash = argon2id(cost)?
        .hash_password_with_salt(password.expose_secret().as_bytes(), &salt)
        .map_err(|_| PasswordsError::Fault)?;
    Ok(hash.to_string())
}

fn salt(rng: &mut impl CryptoRng) -> [u8; 16] {
    let mut salt = [0; 16];
    rng.fill_bytes(&mut salt);
    salt
}

/// `count` letters that are not mistaken for one another, five random bits each.
pub(super) fn random_letters(rng: &mut impl CryptoRng, count: usize) -> String {
    const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";
    let mut bytes = vec![0; count];
    rng.fill_bytes(&mut bytes);
    bytes
        .iter()
        .map(|byte| char::from(LETTERS[usize::from(byte & 31)]))
        .collect()
}

/// `groups` groups of `size` random letters with hyphens between them.
pub(super) fn letter_groups(rng: &mut impl CryptoRng, groups: usize, size: usize) -> String {
    let words: Vec<String> = (0..groups).map(|_| random_letters(rng, size)).collect();
    words.join("-")
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::*;

    #[tokio::test]
    async fn a_password_is_recognised_and_another_is_not() {
        let mut rng = StdRng::seed_from_u64(1);
        let passwords = Passwords::new(Cost::LIGHT, &mut rng).expect("a hasher");
        let stored = passwords
            .hash("correct horse battery".into(), &mut rng)
            .await
            .expect("hashed");
        assert!(stored.starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{stored}");
        assert!(
            passwords
                .verify("correct horse battery".into(), Some(&stored))
                .await
                .expect("checked")
        );
        assert!(
            !passwords
                .verify("correct horse batterz".into(), Some(&stored))
                .await
                .expect("checked")
        );
        assert!(
            !passwords
                .verify("correct horse battery".into(), None)
                .await
                .expect("checked")
        );
    }

    #[tokio::test]
    async fn the_end_of_a_long_password_matters() {
        let mut rng = StdRng::seed_from_u64(2);
        let passwords = Passwords::new(Cost::LIGHT, &mut rng).expect("a hasher");
        let long = "x".repeat(128);
        let stored = passwords
            .hash(format!("{long}a").into(), &mut rng)
            .await
            .expect("hashed");
        assert!(
            !passwords
                .verify(format!("{long}b").into(), Some(&stored))
                .await
                .expect("checked")
        );
    }

    #[tokio::test]
    async fn a_stretched_secret_follows_from_the_secret_and_its_salt() {
        let passwords = Passwords::new(Cost::LIGHT, &mut StdRng::seed_from_u64(3)).expect("a hasher");
        let of = |secret: &str, salt| passwords.stretch(secret.to_owned().into(), salt);
        let one = of("four words", [1; 16]).await.expect("stretched");
        assert_eq!(of("four words", [1; 16]).await.expect("stretched"), one);
        assert_ne!(of("four wards", [1; 16]).await.expect("stretched"), one);
        assert_ne!(of("four words", [2; 16]).await.expect("stretched"), one);
    }

    #[test]
    fn the_full_cost_is_the_one_the_rule_names() {
        let stored = hash(Cost::FULL, "x".into(), [0; 16]).expect("hashed");
        assert!(stored.contains("m=65536,t=3,p=1"), "{stored}");
    }
}
