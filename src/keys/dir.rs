//! A folder of key files: modes checked at every reading, writes durable before they return.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::KeyError;
use super::lock::{self, LOCKED_BYTES, Lock};

const FOLDER_MODE: u32 = 0o700;
const FILE_MODE: u32 = 0o600;

/// One folder of keys.
#[derive(Clone, Debug)]
pub struct KeyDir {
    path: PathBuf,
    lock: Lock,
}

impl KeyDir {
    /// Opens the folder.
    ///
    /// # Errors
    /// It is missing, or others than its owner may enter it.
    pub fn open(path: &Path) -> Result<Self, KeyError> {
        let found = fs::symlink_metadata(path).map_err(KeyError::of(path))?;
        if !found.is_dir() {
            return Err(KeyError::NotAKey { path: path.into() });
        }
        check_mode(path, &found, FOLDER_MODE)?;
        Ok(Self {
            path: path.into(),
            lock: Lock::default(),
        })
    }

    /// Opens the folder, making it first where it is missing.
    ///
    /// # Errors
    /// As [`KeyDir::open`], or the system refuses.
    pub fn open_or_make(path: &Path) -> Result<Self, KeyError> {
        let made = DirBuilder::new().mode(FOLDER_MODE).create(path);
        match made {
            Ok(()) => sync_folder_of(path)?,
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(KeyError::of(path)(error)),
        }
        Self::open(path)
    }

    /// The same folder, with its private keys under this lock.
    pub(super) fn locked(self, lock: Lock) -> Self {
        Self { lock, ..self }
    }

    /// The lock of this folder.
    pub(super) fn lock(&self) -> Lock {
        self.lock.clone()
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The folder `name` inside this one, made where it is missing.
    pub(super) fn inner(&self, name: &str) -> Result<Self, KeyError> {
        Ok(Self::open_or_make(&self.path.join(name))?.locked(self.lock()))
    }

    /// The folder `name` inside this one, which must be there.
    pub(super) fn existing(&self, name: &str) -> Result<Self, KeyError> {
        Ok(Self::open(&self.path.join(name))?.locked(self.lock()))
    }

    /// Whether the key `name` is there.
    pub(super) fn has(&self, name: &str) -> bool {
        self.path.join(name).symlink_metadata().is_ok()
    }

    /// Reads the key `name`.
    pub(super) fn read(&self, name: &str) -> Result<Zeroizing<[u8; 32]>, KeyError> {
        let path = self.path.join(name);
        let file = self.read_bytes(name, LOCKED_BYTES as u64)?;
        let (is_locked, is_private) = (lock::is_locked(&file), lock::is_private(name));
        if !is_locked && file.len() != 32 {
            return Err(KeyError::no_key(&path));
        }
        match self.lock.open(name, &file) {
            Some(key) => Ok(key),
            None if is_private && !self.lock.is_locked() => Err(KeyError::Locked { path }),
            None if is_private && !is_locked => Err(KeyError::NotLocked { path }),
            None if is_private => Err(KeyError::WrongSecret { path }),
            None => Err(KeyError::no_key(&path)),
        }
    }

    /// Reads the file `name`, of at most so many bytes.
    pub(super) fn read_bytes(&self, name: &str, most: u64) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        let path = self.path.join(name);
        let found = fs::symlink_metadata(&path).map_err(KeyError::of(&path))?;
        if !found.is_file() || found.len() > most {
            return Err(KeyError::no_key(&path));
        }
        check_mode(&path, &found, FILE_MODE)?;
        let mut bytes = Zeroizing::new(Vec::with_capacity(found.len() as usize));
        File::open(&path)
            .and_then(|mut file| file.read_to_end(&mut bytes))
            .map_err(KeyError::of(&path))?;
        Ok(bytes)
    }

    /// Writes a new key under `name`; it is on the disk when this returns.
    pub(super) fn write_new(&self, name: &str, key: &[u8; 32]) -> Result<(), KeyError> {
        self.write_new_bytes(name, &self.sealed(name, key)?)
    }

    /// Writes a new file `name`; it is on the disk when this returns.
    pub(super) fn write_new_bytes(&self, name: &str, bytes: &[u8]) -> Result<(), KeyError> {
        // Written whole under another name first: a half-written key is never found under its own.
        let path = self.path.join(name);
        let part = self.write_part(name, bytes)?;
        // A link, unlike a renaming, is refused where somebody was quicker.
        let linked = fs::hard_link(&part, &path).map_err(KeyError::of(&path));
        fs::remove_file(&part).map_err(KeyError::of(&part))?;
        linked?;
        self.sync()
    }

    /// Puts `key` under this folder's lock in the place of what stands under `name`, whose old bytes are overwritten.
    pub(super) fn replace(&self, name: &str, key: &[u8; 32]) -> Result<(), KeyError> {
        let path = self.path.join(name);
        let old = self.path.join(format!("{name}.{}.old", std::process::id()));
        let part = self.write_part(name, &self.sealed(name, key)?)?;
        fs::hard_link(&path, &old).map_err(KeyError::of(&old))?;
        fs::rename(&part, &path).map_err(KeyError::of(&path))?;
        self.sync()?;
        overwrite_and_remove(&old).map_err(KeyError::of(&old))?;
        self.sync()
    }

    /// Writes the file `name`, over what stands there.
    pub(super) fn put_bytes(&self, name: &str, bytes: &[u8]) -> Result<(), KeyError> {
        let path = self.path.join(name);
        let part = self.write_part(name, bytes)?;
        fs::rename(&part, &path).map_err(KeyError::of(&path))?;
        self.sync()
    }

    /// Renames `name` to `to`, over what stands there.
    pub(super) fn rename(&self, name: &str, to: &str) -> Result<(), KeyError> {
        let (path, to) = (self.path.join(name), self.path.join(to));
        fs::rename(&path, &to).map_err(KeyError::of(&path))?;
        self.sync()
    }

    fn sealed(&self, name: &str, key: &[u8; 32]) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        let path = || self.path.join(name);
        self.lock.seal(name, key).ok_or_else(|| KeyError::no_key(&path()))
    }

    fn write_part(&self, name: &str, bytes: &[u8]) -> Result<PathBuf, KeyError> {
        let part = self.path.join(format!("{name}.{}.part", std::process::id()));
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true).mode(FILE_MODE);
        options
            .open(&part)
            .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
            .map_err(KeyError::of(&part))?;
        Ok(part)
    }

    /// Overwrites and removes the key `name`; a key that is gone already is destroyed.
    pub(super) fn destroy(&self, name: &str) -> Result<(), KeyError> {
        let path = self.path.join(name);
        match overwrite_and_remove(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(KeyError::of(&path)(error)),
            Ok(()) => self.sync(),
        }
    }

    /// Removes the empty folder `name`; one that is gone already is removed.
    pub(super) fn remove_inner(&self, name: &str) -> Result<(), KeyError> {
        let path = self.path.join(name);
        match fs::remove_dir(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(KeyError::of(&path)(error)),
            Ok(()) => self.sync(),
        }
    }

    /// The names in this folder, in no order.
    pub(super) fn names(&self) -> Result<Vec<String>, KeyError> {
        let entries = fs::read_dir(&self.path).map_err(KeyError::of(&self.path))?;
        let names = entries
            .filter_map(Result::ok)
            .filter_map(|entry| entry.file_name().into_string().ok());
        Ok(names.collect())
    }

    fn sync(&self) -> Result<(), KeyError> {
        sync_folder(&self.path)
    }
}

fn overwrite_and_remove(path: &Path) -> std::io::Result<()> {
    let length = fs::symlink_metadata(path)?.len() as usize;
    let mut file = OpenOptions::new().write(true).open(path)?;
    file.write_all(&vec![0; length])?;
    file.sync_all()?;
    fs::remove_file(path)
}

fn check_mode(path: &Path, found: &fs::Metadata, wanted: u32) -> Result<(), KeyError> {
    let mode = found.permissions().mode() & 0o7777;
    // Stricter than wanted (a file of mode 0400) is no fault.
    if mode & !wanted == 0 {
        return Ok(());
    }
    Err(KeyError::Mode {
        path: path.into(),
        found: mode,
        wanted,
    })
}

fn sync_folder(path: &Path) -> Result<(), KeyError> {
    File::open(path)
        .and_then(|folder| folder.sync_all())
        .map_err(KeyError::of(path))
}

fn sync_folder_of(path: &Path) -> Result<(), KeyError> {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => sync_folder(parent),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> (tempfile::TempDir, KeyDir) {
        let outer = tempfile::tempdir().expect("a folder");
        let keys = KeyDir::open_or_make(&outer.path().join("web")).expect("made");
        (outer, keys)
    }

    #[test]
    fn a_key_reads_back_and_is_readable_by_its_owner_only() {
        let (outer, keys) = folder();
        keys.write_new("a.key", &[7; 32]).expect("written");
        assert_eq!(*keys.read("a.key").expect("read"), [7; 32]);
        let mode = |path: &str| {
            let found = fs::metadata(outer.path().join(path)).expect("there");
            found.permissions().mode() & 0o777
        };
        assert_eq!((mode("web"), mode("web/a.key")), (0o700, 0o600));
    }

    #[test]
    fn a_key_that_others_could_read_is_refused_with_the_remedy() {
        let (outer, keys) = folder();
        keys.write_new("a.key", &[7; 32]).expect("written");
        let path = outer.path().join("web/a.key");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).expect("set");
        let told = keys.read("a.key").expect_err("refused").to_string();
        assert!(told.contains("644") && told.contains("chmod 600"), "{told}");
        fs::set_permissions(outer.path().join("web"), fs::Permissions::from_mode(0o755)).expect("set");
        let told = KeyDir::open(&outer.path().join("web")).expect_err("refused");
        assert!(told.to_string().contains("chmod 700"), "{told}");
    }

    #[test]
    fn a_key_is_never_overwritten_and_a_wrong_length_is_no_key() {
        let (outer, keys) = folder();
        keys.write_new("a.key", &[7; 32]).expect("written");
        assert!(matches!(
            keys.write_new("a.key", &[8; 32]),
            Err(KeyError::AlreadyThere { .. })
        ));
        fs::write(outer.path().join("web/a.key"), b"short").expect("written");
        assert!(matches!(keys.read("a.key"), Err(KeyError::NotAKey { .. })));
        assert!(matches!(keys.read("b.key"), Err(KeyError::Missing { .. })));
    }

    #[test]
    fn a_destroyed_key_is_overwritten_in_place_and_gone_and_destroying_twice_is_no_fault() {
        let (outer, keys) = folder();
        keys.write_new("a.key", &[7; 32]).expect("written");
        // A second name for the same bytes on the disk shows what the overwriting left.
        fs::hard_link(outer.path().join("web/a.key"), outer.path().join("trace")).expect("linked");
        keys.destroy("a.key").expect("destroyed");
        assert!(!keys.has("a.key"));
        assert_eq!(fs::read(outer.path().join("trace")).expect("read"), [0; 32]);
        keys.destroy("a.key").expect("no fault");
    }
}
