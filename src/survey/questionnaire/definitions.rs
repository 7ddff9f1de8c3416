//! A checked, immutable set of definitions: everything in the folder of the definitions, as one version.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use super::catalogue::{Measure, Right, Service, SupportLine};
use super::check::{self, Catalogue};
use super::kind::{Kind, Questionnaire};
use super::wording::ENGLISH;
use super::wording_set::Wording;
use super::{folder, version};
use crate::survey::crime::{CrimeData, FamilyId};
use crate::survey::sample::SampleRules;
use crate::survey::source::{Fault, SourceFile};

/// One version of all definitions, checked.
#[derive(Debug)]
pub struct Definitions {
    hash: String,
    crime: CrimeData,
    sample: SampleRules,
    catalogue: Catalogue,
    core_only: Questionnaire,
    by_family: BTreeMap<FamilyId, Questionnaire>,
    extent: check::Extent,
    wordings: Vec<Arc<Wording>>,
}

/// Whether a version is loaded now or was before.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Version {
    New,
    LoadedBefore,
}

impl Definitions {
    /// Reads and checks all files of the folder of the definitions.
    ///
    /// # Errors
    /// Every fault that can be found at once, in the order of files and lines.
    pub fn parse(files: &[SourceFile]) -> Result<Definitions, Vec<Fault>> {
        let mut faults = Vec::new();
        let sets = check::wording_sets(files, &mut faults);
        Definitions::read(files, sets, faults, Version::New)
    }

    /// Reads a version that was checked when it was loaded, perhaps by an earlier release: what pages say
    /// now and its wording sets do not know yet is said in the English of this release.
    ///
    /// # Errors
    /// As [`Definitions::parse`], but for its wording sets and for what only figures rest on: answers that were given
    /// to it have to open.
    pub fn reopen(files: &[SourceFile]) -> Result<Definitions, Vec<Fault>> {
        let sets = check::wording_sets(files, &mut Vec::new());
        Definitions::read(files, sets, Vec::new(), Version::LoadedBefore)
    }

    fn read(
        files: &[SourceFile],
        mut sets: Vec<check::Set>,
        mut faults: Vec<Fault>,
        version: Version,
    ) -> Result<Definitions, Vec<Fault>> {
        let crime = CrimeData::parse(files).map_err(|found| faults.extend(found)).ok();
        let sample = SampleRules::parse(files)
            .map_err(|found| faults.extend(found))
            .ok();
        // Questions ask about kinds of crime: without them each would have faults that are none.
        let Some(crime) = crime else {
            faults.sort();
            return Err(faults);
        };
        let mut catalogue = check::catalogue(files, &mut faults);
        let (mut questionnaires, written) = folder::questionnaires(files, &catalogue, &crime, &mut faults);
        // A walk over what is known to be wrong would only repeat the faults in other words.
        let mut extent = check::Extent::default();
        if faults.is_empty() {
            extent = check::whole(&questionnaires, &written, &mut faults);
        }
        if faults.is_empty() && version == Version::New {
            check::counted(&questionnaires, &written, &mut faults);
        }
        if faults.is_empty() {
            let mut worded = check::Worded {
                questionnaires: &mut questionnaires,
                catalogue: &mut catalogue,
                crime: &crime,
            };
            check::translate(&mut sets, &mut worded, &mut faults);
        }
        faults.sort();
        faults.dedup();
        let (core_only, by_family) = by_kind(questionnaires);
        match (faults.is_empty(), sample, core_only) {
            (true, Some(sample), Some(core_only)) => Ok(Definitions {
                hash: version::hash(files),
                crime,
                sample,
                catalogue,
                core_only,
                by_family,
                extent,
                wordings: sets.into_iter().map(|set| Arc::new(set.wording)).collect(),
            }),
            _ => Err(faults),
        }
    }

    /// The name of this version: SHA-256 over all files, 64 hex digits.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// Minutes that the shortest and the longest way through take, whatever is chosen: the same for
    /// everybody, so that they tell nothing.
    pub fn minutes(&self) -> (u32, u32) {
        let shortest = self.extent.shortest_seconds.unwrap_or_default() / 60;
        let longest = self.extent.longest_seconds.div_ceil(60);
        (shortest.max(1), longest.max(2))
    }

    /// What a respondent of this kind may be asked; the core alone for a family that is not known.
    pub fn questionnaire(&self, kind: &Kind) -> &Questionnaire {
        kind.family()
            .and_then(|family| self.by_family.get(family))
            .unwrap_or(&self.core_only)
    }

    /// The kind that was chosen, from a family's id or from nothing; `None` where there is no such family.
    pub fn kind(&self, chosen: Option<&str>) -> Option<Kind> {
        match chosen {
            None => Some(Kind::CoreOnly),
            Some(id) => {
                let family = FamilyId::parse(id)
                    .ok()
                    .filter(|family| self.by_family.contains_key(family))?;
                Some(Kind::Family(family))
            }
        }
    }

    /// Every questionnaire: the core alone, then one for each family.
    pub fn questionnaires(&self) -> impl Iterator<Item = &Questionnaire> {
        std::iter::once(&self.core_only).chain(self.by_family.values())
    }

    /// Offence codes, families and rule sets of the same version.
    pub fn crime(&self) -> &CrimeData {
        &self.crime
    }

    /// Who of a contact file is invited, of the same version.
    pub fn sample(&self) -> &SampleRules {
        &self.sample
    }

    /// What the report calls its figures, in the report's order.
    pub fn measures(&self) -> &[Measure] {
        &self.catalogue.measures
    }

    /// The rights of the Victims' Code.
    pub fn rights(&self) -> &[Right] {
        &self.catalogue.rights
    }

    /// The services that texts name.
    pub fn services(&self) -> &[Service] {
        &self.catalogue.services
    }

    /// Help that every respondent is shown.
    pub fn support_lines(&self) -> &[SupportLine] {
        &self.catalogue.support_lines
    }

    /// Every wording set, English first.
    pub fn wordings(&self) -> &[Arc<Wording>] {
        &self.wordings
    }

    /// Every language in which at least one question is worded; English first.
    pub fn languages(&self) -> Vec<&str> {
        let items = self.questionnaires().flat_map(Questionnaire::items);
        let others: BTreeSet<&str> = items
            .flat_map(|item| item.text.languages())
            .filter(|language| *language != ENGLISH)
            .collect();
        std::iter::once(ENGLISH).chain(others).collect()
    }
}

fn by_kind(
    questionnaires: Vec<(String, Questionnaire)>,
) -> (Option<Questionnaire>, BTreeMap<FamilyId, Questionnaire>) {
    let mut core_only = None;
    let mut by_family = BTreeMap::new();
    for (_, questionnaire) in questionnaires {
        match questionnaire.kind.family().cloned() {
            Some(family) => drop(by_family.insert(family, questionnaire)),
            None => core_only = Some(questionnaire),
        }
    }
    (core_only, by_family)
}

/// One line for whoever checks definitions.
impl fmt::Display for Definitions {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let questions = |q: &Questionnaire| q.items().filter(|item| item.kind.asks()).count();
        let in_modules = self
            .by_family
            .values()
            .flat_map(Questionnaire::items)
            .filter(|item| item.in_module);
        write!(
            out,
            "no faults. {} shared questions, {} families with {} questions of their own. Version {}",
            questions(&self.core_only),
            self.by_family.len(),
            in_modules.filter(|item| item.kind.asks()).count(),
            self.hash
        )
    }
}
