//! Offence codes, survey families, VAWG rule sets and the respondent's list: all dated data, no list of crimes in code.
//!
//! The data is `survey-defs/crime/`: `offence-codes.csv`, `flags.yaml`, `families.yaml`, `precedence.yaml` and
//! `vawg-rule-sets.yaml`. What is read here is only how to read it, and the check that families part the headline
//! rule set without a remainder. How a contact file's rows become cases is in `survey::sample`.

mod check;
mod crime_data;
mod family;
mod flag;
mod offence;
mod offence_rows;
mod precedence;
pub(in crate::survey) mod reading;
mod rule_set;
#[cfg(test)]
pub(crate) mod specimen;

pub use crime_data::{Case, CrimeData, PlaceError, Placement};
pub use family::{Family, FamilyId, FamilyIdError, Parent};
pub use flag::{Flag, FlagSet, Flags};
pub use offence::{Offence, OffenceCodes, VictimKind};
pub use precedence::Rule;
pub use rule_set::{PolicyChoice, RuleSet};
