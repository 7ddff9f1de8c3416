//! Locking what lies in clear, and changing a lock. An interrupted locking is taken up again where it stopped.

use std::path::Path;

use rand::CryptoRng;

use super::lock::{Lock, is_private};
use super::place::{NEXT, SALT, WRAPPED};
use super::{KeyDir, KeyError, Locksmith, Place};

/// What locking came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Locked {
    /// Keys that are under the new lock now.
    pub keys: usize,
}

/// Puts every private key in the folder of `from`, and in the folders inside it, under the lock that `to` keeps; with
/// [`Locksmith::None`] there they lie in clear again. The process that uses the folder must not run meanwhile.
///
/// # Errors
/// A secret is wrong or missing, a key can be read by others, or the system refuses. Run it again: what is done is kept.
pub fn lock_folder(from: &Place, to: &Locksmith, rng: &mut impl CryptoRng) -> Result<Locked, KeyError> {
    let folder = KeyDir::open(&from.path)?;
    let to = Place {
        path: from.path.clone(),
        locksmith: to.clone(),
    };
    let is_locked = folder.has(SALT) || folder.has(WRAPPED);
    let old = match is_locked {
        true => from.lock(&folder, "")?,
        false => Lock::default(),
    };
    let next = next_lock_file(&folder, &to, rng)?;
    let new = to.lock(&folder, NEXT)?;
    let mut keys = 0;
    lock_all(&folder, &[&new, &old, &Lock::default()], &mut keys)?;
    for name in [SALT, WRAPPED] {
        if next == Some(name) {
            folder.rename(&format!("{name}{NEXT}"), name)?;
        } else {
            folder.destroy(name)?;
        }
    }
    Ok(Locked { keys })
}

/// Writes what the new lock needs beside the keys, unless an interrupted locking has left it. Returns its name.
fn next_lock_file(
    folder: &KeyDir,
    to: &Place,
    rng: &mut impl CryptoRng,
) -> Result<Option<&'static str>, KeyError> {
    let wanted = match to.locksmith {
        Locksmith::None => return Ok(None),
        Locksmith::SecretFile(_) => SALT,
        Locksmith::Command(_) => WRAPPED,
    };
    if !folder.has(&format!("{wanted}{NEXT}")) {
        let mut random = zeroize::Zeroizing::new([0; 32]);
        rng.fill_bytes(random.as_mut());
        if let Some((name, content)) = to.new_lock_file(&random)? {
            folder.write_new_bytes(&format!("{name}{NEXT}"), &content)?;
        }
    }
    Ok(Some(wanted))
}

/// Rewrites every private key below `folder` under the first of `locks`, opened by whichever of them opens it.
fn lock_all(folder: &KeyDir, locks: &[&Lock; 3], keys: &mut usize) -> Result<(), KeyError> {
    for name in folder.names()? {
        if Path::new(folder.path()).join(&name).is_dir() {
            lock_all(&folder.existing(&name)?, locks, keys)?;
        } else if is_private(&name) {
            let under = |lock: &&Lock| folder.clone().locked((*lock).clone());
            let key = match under(&locks[0]).read(&name) {
                Ok(_) => None,
                Err(_) => Some(read_under(folder, &name, &locks[1..])?),
            };
            if let Some(key) = key {
                under(&locks[0]).replace(&name, &key)?;
            }
            *keys += 1;
        }
    }
    Ok(())
}

fn read_under(
    folder: &KeyDir,
    name: &str,
    locks: &[&Lock],
) -> Result<zeroize::Zeroizing<[u8; 32]>, KeyError> {
    let mut fault = KeyError::no_key(&folder.path().join(name));
    for lock in locks {
        match folder.clone().locked((*lock).clone()).read(name) {
            Ok(key) => return Ok(key),
            // What the right lock says of it is what helps; a key in clear is the last guess.
            Err(error @ KeyError::WrongSecret { .. }) => fault = error,
            Err(KeyError::Locked { .. } | KeyError::NotLocked { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Err(fault)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;
    use std::path::PathBuf;

    use rand::SeedableRng;
    use rand::rngs::StdRng;
    use uuid::Uuid;

    use super::super::{MailerKeys, MixerKeys, WebKeys, lay_out};
    use super::*;

    struct Host {
        outer: tempfile::TempDir,
        rng: StdRng,
    }

    impl Host {
        fn new() -> Host {
            let (outer, mut rng) = (tempfile::tempdir().expect("a folder"), StdRng::seed_from_u64(5));
            lay_out(&outer.path().join("keys"), &mut rng).expect("made");
            Host { outer, rng }
        }

        fn file(&self, name: &str, text: &str, mode: u32) -> PathBuf {
            let path = self.outer.path().join(name);
            fs::write(&path, text).expect("written");
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("set");
            path
        }

        fn secret(&self, text: &str) -> Locksmith {
            Locksmith::SecretFile(self.file(&text[..3], text, 0o600))
        }

        fn place(&self, folder: &str, locksmith: &Locksmith) -> Place {
            Place {
                path: self.outer.path().join("keys").join(folder),
                locksmith: locksmith.clone(),
            }
        }

        fn lock(&mut self, folder: &str, from: &Locksmith, to: &Locksmith) -> Result<Locked, KeyError> {
            lock_folder(&self.place(folder, from), to, &mut self.rng)
        }
    }

    const OPEN: Locksmith = Locksmith::None;

    #[test]
    fn a_locked_folder_opens_with_its_secret_only_and_makes_locked_keys() {
        let mut host = Host::new();
        let secret = host.secret("one two three four five");
        let wave = Uuid::from_u128(1);
        let mailer = MailerKeys::open(host.place("mailer", &OPEN)).expect("in clear");
        mailer.make_wave(wave, &mut host.rng).expect("made");
        let before = *mailer.link_key(wave).expect("there").expose();
        assert_eq!(
            host.lock("mailer", &OPEN, &secret).expect("locked"),
            Locked { keys: 3 }
        );
        let told = MailerKeys::open(host.place("mailer", &OPEN)).expect_err("locked");
        assert!(told.to_string().contains("HEARD_KEYS_SECRET_FILE"), "{told}");
        let other = host.secret("six seven eight nine ten");
        let told = MailerKeys::open(host.place("mailer", &other)).expect_err("another secret");
        assert!(matches!(told, KeyError::WrongSecret { .. }), "{told}");
        let locked = MailerKeys::open(host.place("mailer", &secret)).expect("opens");
        assert_eq!(*locked.link_key(wave).expect("there").expose(), before);
        let later = Uuid::from_u128(2);
        locked.make_wave(later, &mut host.rng).expect("made");
        let file = host.outer.path().join(format!("keys/mailer/{later}/link.key"));
        assert!(super::super::lock::is_locked(&fs::read(file).expect("read")));
    }

    #[test]
    fn a_lock_is_changed_and_taken_away_and_what_the_old_one_left_is_worthless() {
        let mut host = Host::new();
        let (first, second) = (
            host.secret("one two three four five"),
            host.secret("six seven eight nine ten"),
        );
        let cookie = *WebKeys::load(host.place("web", &OPEN))
            .expect("in clear")
            .cookie
            .expose();
        host.lock("web", &OPEN, &first).expect("locked");
        let (name, trace) = (
            host.outer.path().join("keys/web/cookie.key"),
            host.outer.path().join("trace"),
        );
        fs::copy(&name, &trace).expect("a disk's memory");
        host.lock("web", &first, &second).expect("changed");
        fs::copy(&trace, &name).expect("put back");
        let told = WebKeys::load(host.place("web", &second)).expect_err("worthless");
        assert!(matches!(told, KeyError::WrongSecret { .. }), "{told}");
        fs::remove_file(&name).expect("removed");
        lay_out(&host.outer.path().join("keys"), &mut host.rng).expect("a new cookie key, in clear");
        let told = WebKeys::load(host.place("web", &second)).expect_err("not locked");
        assert!(told.to_string().contains("heard keys lock"), "{told}");
        host.lock("web", &second, &OPEN).expect("in clear again");
        let again = WebKeys::load(host.place("web", &OPEN)).expect("opens");
        assert_ne!(*again.cookie.expose(), cookie);
        assert!(!host.outer.path().join("keys/web/lock.salt").exists());
    }

    #[test]
    fn an_interrupted_locking_is_said_and_taken_up_again() {
        let mut host = Host::new();
        let secret = host.secret("one two three four five");
        let pepper = *WebKeys::load(host.place("web", &OPEN))
            .expect("in clear")
            .pepper
            .expose();
        host.lock("web", &OPEN, &secret).expect("locked");
        let folder = host.outer.path().join("keys/web");
        fs::rename(folder.join("lock.salt"), folder.join("lock.salt.next")).expect("as a crash leaves it");
        let told = WebKeys::load(host.place("web", &secret)).expect_err("half locked");
        assert!(told.to_string().contains("once more"), "{told}");
        host.lock("web", &OPEN, &secret).expect("taken up");
        let keys = WebKeys::load(host.place("web", &secret)).expect("opens");
        assert_eq!(*keys.pepper.expose(), pepper);
    }

    #[test]
    fn a_program_of_the_host_keeps_the_lock_and_its_faults_are_told_with_its_name() {
        let mut host = Host::new();
        let kms = "#!/bin/sh\ncase \"$1\" in wrap) exec base64 ;; unwrap) exec base64 -d ;; esac\n";
        let kms = Locksmith::Command(host.file("kms", kms, 0o700).display().to_string());
        host.lock("reporter", &OPEN, &kms).expect("locked");
        super::super::ReporterKeys::load(host.place("reporter", &kms)).expect("opens");
        let broken = Locksmith::Command(
            host.file("broken", "#!/bin/sh\nexit 3\n", 0o700)
                .display()
                .to_string(),
        );
        let told = super::super::ReporterKeys::load(host.place("reporter", &broken)).expect_err("broken");
        assert!(
            told.to_string().contains("broken … unwrap") && told.to_string().contains('3'),
            "{told}"
        );
        let idle = Locksmith::Command("/bin/cat -".to_owned());
        assert!(
            host.lock("mixer", &OPEN, &idle).is_err(),
            "what leaves the bytes as they are wraps nothing"
        );
        MixerKeys::open(host.place("mixer", &OPEN)).expect("as it was");
    }

    #[test]
    fn a_secret_that_others_can_read_or_anybody_can_guess_is_refused() {
        let mut host = Host::new();
        let read_by_all = Locksmith::SecretFile(host.file("all", "one two three four five", 0o644));
        let short = Locksmith::SecretFile(host.file("short", "secret\n", 0o600));
        let missing = Locksmith::SecretFile(host.outer.path().join("none"));
        for (locksmith, word) in [
            (read_by_all, "chmod 600"),
            (short, "too short"),
            (missing, "is missing"),
        ] {
            let told = host
                .lock("web", &OPEN, &locksmith)
                .expect_err("refused")
                .to_string();
            assert!(told.contains(word), "{told}");
        }
    }

    #[test]
    fn the_copy_of_an_epochs_key_is_locked_too_and_opens_without_the_first() {
        let mut host = Host::new();
        let copy = host.outer.path().join("copy");
        let epoch = Uuid::from_u128(7);
        let both = |place: Place| MixerKeys::open(place).and_then(|keys| keys.with_copy(&copy));
        let public = both(host.place("mixer", &OPEN))
            .and_then(|keys| keys.make_epoch(epoch, &mut host.rng))
            .expect("made");
        let secret = host.secret("one two three four five");
        host.lock("mixer", &OPEN, &secret).expect("locked");
        both(host.place("mixer", &secret)).expect("the copy follows");
        let name = format!("{epoch}.key");
        assert!(super::super::lock::is_locked(
            &fs::read(copy.join(&name)).expect("read")
        ));
        fs::remove_dir_all(host.outer.path().join("keys/mixer")).expect("the disk is lost");
        lay_out(&host.outer.path().join("keys"), &mut host.rng).ok();
        let rescued = Place {
            path: copy.clone(),
            locksmith: secret,
        };
        let key = rescued
            .open()
            .and_then(|folder| folder.read(&name))
            .expect("opens alone");
        assert_eq!(
            crate::ballot::EpochPrivateKey::from_bytes(*key)
                .public()
                .as_bytes(),
            public.as_bytes()
        );
    }
}
