//! Survey families: what a cohort is of, what a report calls it, what the respondent's list says.

use std::collections::HashSet;
use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_saphyr::Spanned;

use super::reading::{fault_at, twice};
use crate::survey::source::{Fault, SourceFile};
use crate::survey::yaml;

/// The id of a survey family, e.g. `burglary`: lower case letters, digits and hyphens, at most 40.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FamilyId(String);

/// A text that cannot be a family's id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is no id of a family: use lower case letters, digits and hyphens, at most 40")]
pub struct FamilyIdError(String);

impl FamilyId {
    /// Reads an id; whether a family of that id exists is for [`super::CrimeData::family`] to say.
    pub fn parse(text: &str) -> Result<FamilyId, FamilyIdError> {
        let fits = (1..=40).contains(&text.len())
            && text
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        if fits {
            Ok(FamilyId(text.to_owned()))
        } else {
            Err(FamilyIdError(text.to_owned()))
        }
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for FamilyId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl TryFrom<String> for FamilyId {
    type Error = FamilyIdError;

    fn try_from(text: String) -> Result<FamilyId, FamilyIdError> {
        FamilyId::parse(&text)
    }
}

impl From<FamilyId> for String {
    fn from(id: FamilyId) -> String {
        id.0
    }
}

/// One survey family.
#[derive(Clone, Debug)]
pub struct Family {
    /// Its id, which is also the name of its cohort in every wave.
    pub id: FamilyId,
    /// What a report calls it.
    pub name: String,
    /// What the respondent's list says: plain, neutral, the same list for everybody.
    pub respondent_label: String,
    /// The file of its own questions, `families/<module>.yaml`.
    pub module: String,
    /// Where answers of a very small cohort go after four waves; no parent crosses the VAWG border.
    pub parent: Option<FamilyId>,
    /// Whether every reported crime against a living person in it is inside the headline rule set.
    pub vawg: bool,
    /// Whether nobody of it is written to without a dated mark that email is safe.
    pub needs_positive_safe_mark: bool,
}

/// A family of families: where the answers of very small cohorts meet.
#[derive(Clone, Debug)]
pub struct Parent {
    /// Its id. A cohort carries it only where very small ones left a mix together.
    pub id: FamilyId,
    /// What a report calls it.
    pub name: String,
    /// On which side of the VAWG border all its families are.
    pub vawg: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FamiliesFile {
    #[serde(rename = "source")]
    _source: String,
    #[serde(rename = "checked_on")]
    _checked_on: NaiveDate,
    parents: Vec<ParentEntry>,
    families: Vec<FamilyEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ParentEntry {
    id: Spanned<String>,
    name: String,
    vawg: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FamilyEntry {
    id: Spanned<String>,
    name: String,
    respondent_label: Spanned<String>,
    module: String,
    parent: Option<Spanned<String>>,
    vawg: bool,
    needs_positive_safe_mark: bool,
}

/// Reads `families.yaml`: families in the order of the respondent's list, and their parents.
pub(super) fn parse(file: &SourceFile) -> Result<(Vec<Family>, Vec<Parent>), Vec<Fault>> {
    let read: FamiliesFile = yaml::read(file).map_err(|fault| vec![fault])?;
    let path = file.path.as_str();
    let mut faults: Vec<Fault> =
        twice(path, "Family", read.families.iter().map(|family| &family.id)).collect();
    faults.extend(twice(
        path,
        "Label",
        read.families.iter().map(|family| &family.respondent_label),
    ));
    faults.extend(twice(
        path,
        "Parent",
        read.parents.iter().map(|parent| &parent.id),
    ));

    let mut parents = Vec::new();
    for entry in &read.parents {
        match FamilyId::parse(&entry.id.value) {
            Ok(id) => parents.push(Parent {
                id,
                name: entry.name.clone(),
                vawg: entry.vawg,
            }),
            Err(error) => faults.push(bad_id(path, &entry.id, &error)),
        }
    }
    let mut families = Vec::new();
    for entry in read.families {
        match family(path, entry, &parents) {
            Ok(family) => families.push(family),
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() {
        Ok((families, parents))
    } else {
        Err(faults)
    }
}

fn family(path: &str, entry: FamilyEntry, parents: &[Parent]) -> Result<Family, Fault> {
    let id = FamilyId::parse(&entry.id.value).map_err(|error| bad_id(path, &entry.id, &error))?;
    let parent = entry
        .parent
        .map(|named| parent_of(path, &named, entry.vawg, parents))
        .transpose()?;
    Ok(Family {
        id,
        name: entry.name,
        respondent_label: entry.respondent_label.value,
        module: entry.module,
        parent,
        vawg: entry.vawg,
        needs_positive_safe_mark: entry.needs_positive_safe_mark,
    })
}

fn parent_of(path: &str, named: &Spanned<String>, vawg: bool, parents: &[Parent]) -> Result<FamilyId, Fault> {
    let Some(parent) = parents.iter().find(|parent| parent.id.as_str() == named.value) else {
        let known: HashSet<_> = parents.iter().map(|parent| parent.id.as_str()).collect();
        let what = format!("There is no parent \"{}\"", named.value);
        let allowed = format!("Parents are {}", sorted(known));
        return Err(fault_at(
            path,
            named,
            what,
            allowed,
            "Name one of them, or add it under parents",
        ));
    };
    if parent.vawg != vawg {
        let what = format!(
            "Parent \"{}\" lies on the other side of the VAWG border",
            named.value
        );
        let allowed = "A family and its parent agree on vawg".to_owned();
        return Err(fault_at(
            path,
            named,
            what,
            allowed,
            "Name a parent of the family's own side",
        ));
    }
    Ok(parent.id.clone())
}

fn bad_id(path: &str, id: &Spanned<String>, error: &FamilyIdError) -> Fault {
    fault_at(
        path,
        id,
        error.to_string(),
        String::new(),
        "Write the id as burglary or hate-crime are written",
    )
}

fn sorted(words: HashSet<&str>) -> String {
    let mut words: Vec<_> = words.into_iter().collect();
    words.sort_unstable();
    words.join(", ")
}
