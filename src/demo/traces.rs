//! Looks for words in clear in every file below some places: what should never have come to a disk.

use std::collections::BTreeSet;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use aho_corasick::AhoCorasick;

use super::error::DemoError;

/// Bytes that are searched at once.
const WINDOW: usize = 4 * 1024 * 1024;

/// What a search came to.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Traces {
    /// Files that were read.
    pub files: usize,
    /// Which word stands in which file.
    pub found: BTreeSet<(PathBuf, String)>,
}

/// Searches every file at or below `places` for `words`. Files that vanish meanwhile are left out.
///
/// # Errors
/// The words make no search.
pub fn find_traces(places: &[PathBuf], words: &[String]) -> Result<Traces, DemoError> {
    let searched = AhoCorasick::new(words)?;
    let longest = words.iter().map(String::len).max().unwrap_or(0);
    let mut traces = Traces::default();
    let mut left: Vec<PathBuf> = places.to_vec();
    while let Some(place) = left.pop() {
        if place.is_dir() {
            let inside = std::fs::read_dir(&place).into_iter().flatten().flatten();
            left.extend(inside.map(|entry| entry.path()));
        } else if place.is_file() {
            traces.files += 1;
            for word in search(&place, &searched, longest).unwrap_or_default() {
                traces.found.insert((place.clone(), words[word].clone()));
            }
        }
    }
    Ok(traces)
}

/// Reads the file piece by piece, each beginning a word's length before the last one's end.
fn search(path: &Path, searched: &AhoCorasick, longest: usize) -> std::io::Result<BTreeSet<usize>> {
    let mut file = std::fs::File::open(path)?;
    let mut found = BTreeSet::new();
    let mut at = 0;
    loop {
        file.seek(SeekFrom::Start(at))?;
        let mut piece = Vec::new();
        file.by_ref().take(WINDOW as u64).read_to_end(&mut piece)?;
        found.extend(
            searched
                .find_overlapping_iter(&piece)
                .map(|place| place.pattern().as_usize()),
        );
        if piece.len() < WINDOW {
            return Ok(found);
        }
        at += (WINDOW - longest.min(WINDOW / 2)) as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_wherever_it_stands_even_across_two_pieces() {
        let folder = tempfile::tempdir().expect("a folder");
        let inner = folder.path().join("a/b");
        std::fs::create_dir_all(&inner).expect("made");
        let mut bytes = vec![b'.'; WINDOW - 3];
        bytes.extend_from_slice(b"canary");
        std::fs::write(inner.join("long"), &bytes).expect("written");
        std::fs::write(inner.join("other"), b"nothing").expect("written");
        let words = ["canary".to_owned(), "linnet".to_owned()];
        let traces = find_traces(&[folder.path().to_owned()], &words).expect("searched");
        assert_eq!(traces.files, 2);
        let found: Vec<_> = traces.found.iter().map(|(_, word)| word.as_str()).collect();
        assert_eq!(found, ["canary"]);
    }
}
