//! Who is invited: what the rules say of a row, in their order, with one reason for each exclusion. The rule list is
//! that of English and Welsh victim surveys; order, dates and thresholds are data.

use chrono::{Months, NaiveDate};

use super::Quarter;
use super::contact_row::{ContactRow, SafeMark};
use super::reason::Reason;
use super::row_fault::RowFault;
use super::rules::{SampleRules, Settings};
use crate::survey::crime::{Case, CrimeData, Family, PlaceError, Placement, VictimKind};

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
            Reason::StoppedBefore
            | Reason::InvitedRecently
            | Reason::SharedAddress
            | Reason::SamePersonTwice => false,
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
