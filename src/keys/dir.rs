//! A folder of key files: modes checked at every reading, writes durable before they return.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::KeyError;

const FOLDER_MODE: u32 = 0o700;
const FILE_MODE: u32 = 0o600;

/// One folder of keys.
#[derive(Clone, Debug)]
pub struct KeyDir {
    path: PathBuf,
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
        Ok(Self { path: path.into() })
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

    /// The folder `name` inside this one, made where it is missing.
    pub(super) fn inner(&self, name: &str) -> Result<Self, KeyError> {
        Self::open_or_make(&self.path.join(name))
    }

    /// The folder `name` inside this one, which must be there.
    pub(super) fn existing(&self, name: &str) -> Result<Self, KeyError> {
        Self::open(&self.path.join(name))
    }

    /// Whether the key `name` is there.
    pub(super) fn has(&self, name: &str) -> bool {
        self.path.join(name).symlink_metadata().is_ok()
    }

    /// Reads the key `name`.
    pub(super) fn read(&self, name: &str) -> Result<Zeroizing<[u8; 32]>, KeyError> {
        let path = self.path.join(name);
        let found = fs::symlink_metadata(&path).map_err(KeyError::of(&path))?;
        if !found.is_file() || found.len() != 32 {
            return Err(KeyError::NotAKey { path });
        }
        check_mode(&path, &found, FILE_MODE)?;
        let mut bytes = Zeroizing::new([0; 32]);
        File::open(&path)
            .and_then(|mut file| file.read_exact(bytes.as_mut()))
            .map_err(KeyError::of(&path))?;
        Ok(bytes)
    }

    /// Writes a new key under `name`; it is on the disk when this returns.
    pub(super) fn write_new(&self, name: &str, key: &[u8; 32]) -> Result<(), KeyError> {
        // Written whole under another name first: a half-written key is never found under its own.
        let path = self.path.join(name);
        let part = self.path.join(format!("{name}.{}.part", std::process::id()));
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true).mode(FILE_MODE);
        options
            .open(&part)
            .and_then(|mut file| file.write_all(key).and_then(|()| file.sync_all()))
            .map_err(KeyError::of(&part))?;
        // A link, unlike a renaming, is refused where somebody was quicker.
        let linked = fs::hard_link(&part, &path).map_err(KeyError::of(&path));
        fs::remove_file(&part).map_err(KeyError::of(&part))?;
        linked?;
        self.sync()
    }

    /// Overwrites and removes the key `name`; a key that is gone already is destroyed.
    pub(super) fn destroy(&self, name: &str) -> Result<(), KeyError> {
        let path = self.path.join(name);
        let overwritten = OpenOptions::new()
            .write(true)
            .open(&path)
            .and_then(|mut file| file.write_all(&[0; 32]).and_then(|()| file.sync_all()));
        match overwritten.and_then(|()| fs::remove_file(&path)) {
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
