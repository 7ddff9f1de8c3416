//! A file of an edition, as it is frozen: what the writers make, and what the overview lists.

/// One frozen file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditionFile {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: &'static str,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}
