//! Who is invited: ordered rules with a counted reason each. Order, dates and thresholds are data
//! (`survey-defs/sample/eligibility.yaml`), after the rule list of English and Welsh victim surveys.

use std::collections::HashSet;

use chrono::{Months, NaiveDate};
use serde::Deserialize;
use serde_saphyr::Spanned;

use super::contact_row::{ContactRow, SafeMark};
use super::row_fault::RowFault;
use super::wave::Quarter;
use crate::survey::crime::{Case, CrimeData, Family, PlaceError, Placement, VictimKind, reading};
use crate::survey::source::{Fault, SourceFile};

const ELIGIBILITY: &str = "sample/eligibility.yaml";
const DOMAINS: &str = "sample/public-mail-domains.yaml";

/// Why somebody in the file is not invited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// The crime has no personal victim.
    NoPersonalVictim,
    /// Recorded outside the quarter of the wave.
    OutsideQuarter,
    /// Under the lowest age.
    UnderAge,
    /// An officer or worker on duty.
    OfficerOnDuty,
    /// The victim died and no relative's contact is confirmed.
    DeceasedNoRelative,
    /// Marked as not safe, or a mark is needed and there is none with a date.
    NoSafeContact,
    /// The mark is too old.
    MarkLapsed,
    /// No address.
    NoEmail,
    /// Opted out before.
    StoppedBefore,
    /// Different people with one address.
    SharedAddress,
    /// Another case of the same person was drawn.
    SamePersonTwice,
}

impl Reason {
    /// All reasons.
    pub const ALL: [Reason; 11] = [
        Reason::NoPersonalVictim,
        Reason::OutsideQuarter,
        Reason::UnderAge,
        Reason::OfficerOnDuty,
        Reason::DeceasedNoRelative,
        Reason::NoSafeContact,
        Reason::MarkLapsed,
        Reason::NoEmail,
        Reason::StoppedBefore,
        Reason::SharedAddress,
        Reason::SamePersonTwice,
    ];

    /// Its word in definitions, tables and summaries.
    pub fn as_str(self) -> &'static str {
        match self {
            Reason::NoPersonalVictim => "no-personal-victim",
            Reason::OutsideQuarter => "outside-quarter",
            Reason::UnderAge => "under-age",
            Reason::OfficerOnDuty => "officer-on-duty",
            Reason::DeceasedNoRelative => "deceased-no-relative",
            Reason::NoSafeContact => "no-safe-contact",
            Reason::MarkLapsed => "mark-lapsed",
            Reason::NoEmail => "no-email",
            Reason::StoppedBefore => "stopped-before",
            Reason::SharedAddress => "shared-address",
            Reason::SamePersonTwice => "same-person-twice",
        }
    }

    /// Whether a row alone cannot tell: the list of opt-outs or the rest of the file is needed.
    fn looks_beyond_the_row(self) -> bool {
        matches!(
            self,
            Reason::StoppedBefore | Reason::SharedAddress | Reason::SamePersonTwice
        )
    }
}

/// Thresholds, from the day they hold.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// First day of loading on which they hold.
    pub from: NaiveDate,
    /// Nobody younger is invited.
    pub lowest_age: u8,
    /// Anybody younger needs a positive dated mark.
    pub adult_age: u8,
    /// Months after which a mark that email is safe lapses.
    pub safe_mark_lasts_months: u32,
    /// Frame counts under it are merged.
    pub smallest_class: u32,
    /// An upload that invites fewer may not be more than half of a cohort.
    pub small_upload: u32,
    /// Where they come from.
    pub source: String,
}

/// The rules of eligibility and what they need to know.
#[derive(Clone, Debug)]
pub struct SampleRules {
    rules: Vec<RuleLine>,
    settings: Vec<Settings>,
    public_domains: HashSet<String>,
}

#[derive(Clone, Debug)]
struct RuleLine {
    reason: Reason,
    from: NaiveDate,
    label: String,
}

/// What a row is judged against.
#[derive(Clone, Copy, Debug)]
pub struct When {
    /// The quarter of the wave.
    pub quarter: Quarter,
    /// The day of loading.
    pub today: NaiveDate,
    /// The first day on which letters leave: a mark must hold then.
    pub fieldwork_from: NaiveDate,
}

/// What the rules say of a row.
#[derive(Clone, Copy, Debug)]
pub struct Judged<'d> {
    /// Its family; none where there is nobody to ask.
    pub family: Option<&'d Family>,
    /// Whether its code or a flag counts as VAWG under the headline rule set.
    pub carries_vawg: bool,
    /// Why it is not invited, as far as the row alone tells.
    pub reason: Option<Reason>,
    /// The last day on which the mark that email is safe holds, where one is needed.
    pub safe_until: Option<NaiveDate>,
}

impl SampleRules {
    /// Reads the two files of `sample/`.
    ///
    /// # Errors
    /// Every fault found, each with its place.
    pub fn parse(files: &[SourceFile]) -> Result<SampleRules, Vec<Fault>> {
        let mut faults = Vec::new();
        let eligibility = reading::file(files, ELIGIBILITY).and_then(reading::yaml::<EligibilityFile>);
        let domains = reading::file(files, DOMAINS).and_then(reading::yaml::<DomainsFile>);
        let eligibility = eligibility.map_err(|fault| faults.push(fault)).ok();
        let domains = domains.map_err(|fault| faults.push(fault)).ok();
        let rules = eligibility
            .as_ref()
            .map(|file| rule_lines(&file.rules, &mut faults));
        let settings = eligibility.map(|file| ordered(file.settings, &mut faults));
        match (faults.is_empty(), rules, settings, domains) {
            (true, Some(rules), Some(settings), Some(domains)) => {
                let public_domains = domains
                    .domains
                    .into_iter()
                    .map(|domain| domain.to_ascii_lowercase())
                    .collect();
                Ok(SampleRules {
                    rules,
                    settings,
                    public_domains,
                })
            }
            _ => Err(faults),
        }
    }

    /// The thresholds in force on a day; the earliest ones before that.
    pub fn settings(&self, today: NaiveDate) -> &Settings {
        let in_force = self.settings.iter().rev().find(|settings| settings.from <= today);
        in_force.unwrap_or(&self.settings[0])
    }

    /// Whether a rule is in force on a day.
    pub fn applies(&self, reason: Reason, today: NaiveDate) -> bool {
        self.rules
            .iter()
            .any(|rule| rule.reason == reason && rule.from <= today)
    }

    /// What a person reads as the reason.
    pub fn label(&self, reason: Reason) -> &str {
        self.rules
            .iter()
            .find(|rule| rule.reason == reason)
            .map_or(reason.as_str(), |rule| &rule.label)
    }

    /// The reasons in the order of the rules.
    pub fn reasons(&self) -> impl Iterator<Item = Reason> {
        self.rules.iter().map(|rule| rule.reason)
    }

    /// Whether anybody can open a box under that domain.
    pub fn is_public(&self, domain: &str) -> bool {
        self.public_domains.contains(&domain.to_ascii_lowercase())
    }

    /// Judges a row by what it says itself.
    ///
    /// # Errors
    /// A fault that only shows against the crime data: an unknown code, no rule in force, a mark from the future.
    pub fn judge<'d>(
        &self,
        row: &ContactRow,
        crime: &'d CrimeData,
        when: &When,
    ) -> Result<Judged<'d>, RowFault> {
        if let SafeMark::Safe(Some(marked)) = row.safe
            && marked > when.today.max(when.fieldwork_from)
        {
            return Err(RowFault::Future("safe_to_contact_date"));
        }
        let code = row.code.as_deref();
        let kind = crime.victim_kind(code).map_err(|_| RowFault::UnknownCode)?;
        let victim = victim(row, kind);
        let case = Case {
            code,
            flags: row.flags,
            victim,
            reported: row.reported,
            recorded: row.recorded,
        };
        let family = match crime.family_of(&case) {
            Ok(Placement::Family(family)) => Some(family),
            Ok(Placement::NobodyToAsk) => None,
            Err(PlaceError::UnknownCode(_)) => return Err(RowFault::UnknownCode),
            Err(PlaceError::NoRule(_)) => return Err(RowFault::NoRule),
        };
        let carries_vawg = crime.carries_vawg(code, row.flags);
        let settings = self.settings(when.today);
        let needs_mark = family.is_some_and(|family| family.needs_positive_safe_mark)
            || carries_vawg
            || row.flags.meets(crime.flags().hate())
            || row.person.age.is_some_and(|age| age < settings.adult_age)
            // Without a code nobody knows what happened: it may be what needs a mark most.
            || code.is_none();
        let safe_until = match row.safe {
            SafeMark::Safe(Some(marked)) if needs_mark => {
                marked.checked_add_months(Months::new(settings.safe_mark_lasts_months))
            }
            _ => None,
        };
        let facts = Facts {
            row,
            kind,
            victim,
            family,
            needs_mark,
            safe_until,
            settings,
            when,
        };
        let in_force = self.rules.iter().filter(|rule| rule.from <= when.today);
        let reason = in_force
            .map(|rule| rule.reason)
            .find(|reason| facts.excluded_by(*reason));
        Ok(Judged {
            family,
            carries_vawg,
            reason,
            safe_until,
        })
    }
}

/// Whom the crime was committed against, as far as code and row together tell.
fn victim(row: &ContactRow, kind: VictimKind) -> VictimKind {
    match kind {
        VictimKind::State => VictimKind::State,
        _ if row.died == Some(true) || row.relative == Some(true) => VictimKind::Deceased,
        _ if row.business == Some(true) => VictimKind::Business,
        VictimKind::Deceased if row.died == Some(false) => VictimKind::Person,
        VictimKind::Business if row.business == Some(false) => VictimKind::Person,
        VictimKind::Officer if row.on_duty == Some(false) => VictimKind::Person,
        kind => kind,
    }
}

struct Facts<'r> {
    row: &'r ContactRow,
    kind: VictimKind,
    victim: VictimKind,
    family: Option<&'r Family>,
    needs_mark: bool,
    safe_until: Option<NaiveDate>,
    settings: &'r Settings,
    when: &'r When,
}

impl Facts<'_> {
    fn excluded_by(&self, reason: Reason) -> bool {
        let row = self.row;
        match reason {
            Reason::NoPersonalVictim => self.family.is_none(),
            Reason::OutsideQuarter => !self.when.quarter.holds(row.recorded),
            Reason::UnderAge => row.person.age.is_some_and(|age| age < self.settings.lowest_age),
            Reason::OfficerOnDuty => {
                row.on_duty == Some(true) || (self.kind == VictimKind::Officer && row.on_duty != Some(false))
            }
            Reason::DeceasedNoRelative => self.victim == VictimKind::Deceased && !self.relative_confirmed(),
            Reason::NoSafeContact => match row.safe {
                SafeMark::NotSafe => true,
                SafeMark::Unmarked | SafeMark::Safe(None) => self.needs_mark,
                SafeMark::Safe(Some(_)) => false,
            },
            Reason::MarkLapsed => {
                let needed_on = self.when.today.max(self.when.fieldwork_from);
                self.safe_until.is_some_and(|until| until < needed_on)
            }
            Reason::NoEmail => row.email.is_none(),
            Reason::StoppedBefore | Reason::SharedAddress | Reason::SamePersonTwice => false,
        }
    }

    /// A column of its own says whether the address is a relative's. A file without that column says it by a mark
    /// that was set after the crime: somebody asked a living person whether email is safe.
    fn relative_confirmed(&self) -> bool {
        match (self.row.relative, self.row.safe) {
            (Some(confirmed), _) => confirmed,
            (None, SafeMark::Safe(Some(marked))) => marked >= self.row.recorded,
            (None, _) => false,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EligibilityFile {
    rules: Vec<RuleEntry>,
    settings: Vec<Settings>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleEntry {
    reason: Spanned<String>,
    from: NaiveDate,
    label: String,
    #[serde(rename = "source")]
    _source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DomainsFile {
    #[serde(rename = "source")]
    _source: String,
    #[serde(rename = "checked_on")]
    _checked_on: NaiveDate,
    domains: Vec<String>,
}

fn rule_lines(entries: &[RuleEntry], faults: &mut Vec<Fault>) -> Vec<RuleLine> {
    faults.extend(reading::twice(
        ELIGIBILITY,
        "Reason",
        entries.iter().map(|entry| &entry.reason),
    ));
    let mut lines: Vec<RuleLine> = Vec::new();
    for entry in entries {
        let Some(reason) = Reason::ALL
            .into_iter()
            .find(|reason| reason.as_str() == entry.reason.value)
        else {
            let what = format!("There is no reason \"{}\"", entry.reason.value);
            let allowed = format!("Reasons are {}", Reason::ALL.map(Reason::as_str).join(", "));
            faults.push(reading::fault_at(
                ELIGIBILITY,
                &entry.reason,
                what,
                allowed,
                "Name one of them",
            ));
            continue;
        };
        if !reason.looks_beyond_the_row()
            && lines
                .last()
                .is_some_and(|last| last.reason.looks_beyond_the_row())
        {
            let what = format!(
                "Reason \"{}\" looks at one row and stands after one that looks further",
                reason.as_str()
            );
            let allowed = "stopped-before, shared-address and same-person-twice stand last".to_owned();
            faults.push(reading::fault_at(
                ELIGIBILITY,
                &entry.reason,
                what,
                allowed,
                "Move it up",
            ));
        }
        lines.push(RuleLine {
            reason,
            from: entry.from,
            label: entry.label.clone(),
        });
    }
    lines
}

fn ordered(mut settings: Vec<Settings>, faults: &mut Vec<Fault>) -> Vec<Settings> {
    settings.sort_by_key(|settings| settings.from);
    if settings.is_empty() {
        let remedy = "Write one entry under settings";
        faults.push(Fault::of(
            ELIGIBILITY,
            "There are no settings",
            "At least one entry with its day",
            remedy,
        ));
    }
    settings
}
