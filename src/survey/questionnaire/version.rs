//! The name of a set of definitions: what it says, hashed. The same files have the same name everywhere.

use sha2::{Digest, Sha256};

use crate::survey::source::SourceFile;

/// SHA-256 over the paths and texts of all files in the order of their paths, as 64 hex digits.
pub(super) fn hash(files: &[SourceFile]) -> String {
    let mut sorted: Vec<&SourceFile> = files.iter().collect();
    sorted.sort_by(|a, b| a.path.cmp(&b.path));
    let mut sha = Sha256::new();
    for part in sorted.iter().flat_map(|file| [&file.path, &file.text]) {
        // The length before each part keeps "ab" + "c" apart from "a" + "bc".
        sha.update((part.len() as u64).to_be_bytes());
        sha.update(part.as_bytes());
    }
    sha.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> SourceFile {
        SourceFile {
            path: path.to_owned(),
            text: text.to_owned(),
        }
    }

    #[test]
    fn the_name_follows_the_content_and_not_the_order_of_files() {
        let (a, b) = (file("a.yaml", "one"), file("b.yaml", "two"));
        assert_eq!(hash(&[a.clone(), b.clone()]), hash(&[b.clone(), a.clone()]));
        assert_ne!(
            hash(&[a.clone(), b.clone()]),
            hash(&[a.clone(), file("b.yaml", "two ")])
        );
        assert_ne!(hash(&[file("ab", "c")]), hash(&[file("a", "bc")]));
        assert_eq!(hash(&[a, b]).len(), 64);
    }
}
