//! Crime flags: which there are, how files spell them, and a set of them as bits.

use serde::Deserialize;
use serde_saphyr::Spanned;

use super::reading::{fault_at, twice};
use crate::survey::source::{Fault, SourceFile};
use crate::survey::yaml;

/// One crime flag, as `flags.yaml` has it.
#[derive(Clone, Debug)]
pub struct Flag {
    /// How the canonical contact file writes it.
    pub code: String,
    /// What a person calls it.
    pub name: String,
    /// Other spellings that are read as this flag.
    pub also: Vec<String>,
    /// Whether it is one of the hate crime strands.
    pub hate: bool,
    /// Where the flag comes from.
    pub source: String,
}

/// A set of flags of one [`Flags`] list: the bit of a flag is its place in the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct FlagSet(u32);

impl FlagSet {
    /// No flag.
    pub const NONE: FlagSet = FlagSet(0);

    /// Whether the two sets share a flag.
    pub fn meets(self, other: FlagSet) -> bool {
        self.0 & other.0 != 0
    }

    /// Both sets together.
    #[must_use]
    pub fn with(self, other: FlagSet) -> FlagSet {
        FlagSet(self.0 | other.0)
    }

    /// The flags of the set, one by one.
    pub fn each(self) -> impl Iterator<Item = FlagSet> {
        (0..u32::BITS)
            .map(|place| FlagSet(1 << place))
            .filter(move |flag| self.meets(*flag))
    }

    /// Every set of flags within this one, the empty one first.
    pub fn subsets(self) -> impl Iterator<Item = FlagSet> {
        // Subtracting the mask carries through the bits outside it: the next larger number within the mask.
        let mut next = Some(0_u32);
        std::iter::from_fn(move || {
            let bits = next?;
            next = if bits == self.0 {
                None
            } else {
                Some(bits.wrapping_sub(self.0) & self.0)
            };
            Some(FlagSet(bits))
        })
    }
}

/// All flags a contact file may carry.
#[derive(Clone, Debug)]
pub struct Flags {
    list: Vec<Flag>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FlagsFile {
    flags: Vec<FlagEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FlagEntry {
    code: Spanned<String>,
    name: String,
    also: Vec<Spanned<String>>,
    hate: bool,
    source: String,
}

impl Flags {
    /// Reads `flags.yaml`.
    pub(super) fn parse(file: &SourceFile) -> Result<Flags, Vec<Fault>> {
        let read: FlagsFile = yaml::read(file).map_err(|fault| vec![fault])?;
        let spellings = read
            .flags
            .iter()
            .flat_map(|flag| std::iter::once(&flag.code).chain(&flag.also));
        let mut faults: Vec<Fault> = twice(&file.path, "Flag", spellings).collect();
        if read.flags.len() > u32::BITS as usize {
            let what = format!("{} flags are too many", read.flags.len());
            faults.push(Fault::of(
                &file.path,
                what,
                "At most 32 fit",
                "Remove flags that no rule names",
            ));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let list = read.flags.into_iter().map(|entry| Flag {
            code: entry.code.value,
            name: entry.name,
            also: entry.also.into_iter().map(|also| also.value).collect(),
            hate: entry.hate,
            source: entry.source,
        });
        Ok(Flags { list: list.collect() })
    }

    /// The flags in the order of the file.
    pub fn list(&self) -> &[Flag] {
        &self.list
    }

    /// The set of one flag, by its code or another spelling; upper and lower case are one.
    pub fn find(&self, spelling: &str) -> Option<FlagSet> {
        let spelling = spelling.trim();
        let is = |word: &String| word.eq_ignore_ascii_case(spelling);
        let place = self
            .list
            .iter()
            .position(|flag| is(&flag.code) || flag.also.iter().any(is))?;
        Some(FlagSet(1 << place))
    }

    /// The set of the hate crime strands.
    pub fn hate(&self) -> FlagSet {
        let places = self.list.iter().enumerate().filter(|(_, flag)| flag.hate);
        FlagSet(places.fold(0, |bits, (place, _)| bits | 1 << place))
    }

    /// The codes of a set, in the order of the file.
    pub fn codes_of(&self, set: FlagSet) -> Vec<&str> {
        let held = self
            .list
            .iter()
            .enumerate()
            .filter(|(place, _)| set.0 & (1 << place) != 0);
        held.map(|(_, flag)| flag.code.as_str()).collect()
    }

    /// The set of flags named in a definition file, or the fault of the first unknown one.
    pub(super) fn named(&self, path: &str, names: &[Spanned<String>]) -> Result<FlagSet, Fault> {
        names.iter().try_fold(FlagSet::NONE, |set, name| {
            match self.list.iter().position(|f| f.code == name.value) {
                Some(place) => Ok(set.with(FlagSet(1 << place))),
                None => {
                    let what = format!("There is no flag \"{}\"", name.value);
                    let allowed = "Flags stand in crime/flags.yaml".to_owned();
                    Err(fault_at(
                        path,
                        name,
                        what,
                        allowed,
                        "Name one of them by its code, or add it there",
                    ))
                }
            }
        })
    }
}
