//! What becomes of a row: faulty, excluded, or sealed and ready to be staged. No database here.

use rand::CryptoRng;
use secrecy::ExposeSecret;
use uuid::Uuid;

use crate::ballot::{DataKey, Month, OptOutKey, OptOutTag, RecentKey, RecentTag, random_id};
use crate::store::staged_contacts::StagedContact;
use crate::survey::crime::Family;
use crate::survey::questionnaire::Definitions;
use crate::survey::sample::{
    AgeBand, Class, ContactRow, Draw, FamilyTotals, Fields, FrameCounts, Header, Judged, PrivateDomains,
    Reason, Roll, RowFault, RowSex, SafeMark, Stage, Summary, When,
};

/// The word for rows that have no family, since there is nobody to ask.
const NO_FAMILY: &str = "none";

/// A row that may be invited, as far as it says itself.
pub(super) struct Ready {
    pub tag: OptOutTag,
    pub recent: Vec<RecentTag>,
    pub class: Class,
    pub contact: StagedContact,
}

/// Somebody who may be invited, unless she was lately.
pub(super) struct Asked {
    address: [u8; 16],
    /// Under the key of each recent month.
    pub tags: Vec<(Month, RecentTag)>,
}

/// A file in the middle of being loaded.
pub(super) struct Loader<'d> {
    definitions: &'d Definitions,
    opt_out: &'d OptOutKey,
    recent: Vec<(Month, RecentKey)>,
    asked: Vec<Asked>,
    when: When,
    data_key: DataKey,
    counts: FrameCounts,
    roll: Roll,
    domains: PrivateDomains,
    waiting: Vec<Ready>,
    summary: Summary,
}

impl<'d> Loader<'d> {
    pub(super) fn new(
        definitions: &'d Definitions,
        when: When,
        data_key: DataKey,
        opt_out: &'d OptOutKey,
        recent: Vec<(Month, RecentKey)>,
    ) -> Loader<'d> {
        Loader {
            definitions,
            opt_out,
            recent,
            asked: Vec::new(),
            when,
            data_key,
            counts: FrameCounts::default(),
            roll: Roll::default(),
            domains: PrivateDomains::default(),
            waiting: Vec::new(),
            summary: Summary::default(),
        }
    }

    /// Takes one row of the file.
    pub(super) fn row(&mut self, line: u64, header: &Header, fields: Fields<'_>, rng: &mut impl CryptoRng) {
        self.summary.rows += 1;
        let crime = self.definitions.crime();
        let row = match ContactRow::parse(header, fields, crime.flags()) {
            Ok(row) => row,
            Err(faults) => return self.summary.list(line, &faults),
        };
        match self.definitions.sample().judge(&row, crime, &self.when) {
            Ok(judged) => {
                if self.readable(row, judged, rng).is_err() {
                    self.summary.list(line, &[RowFault::Email]);
                }
            }
            Err(fault) => {
                if let (RowFault::UnknownCode, Some(code)) = (&fault, &row.code) {
                    self.summary.unknown_code(code);
                }
                self.summary.list(line, &[fault]);
            }
        }
    }

    fn readable(
        &mut self,
        row: ContactRow,
        judged: Judged<'_>,
        rng: &mut impl CryptoRng,
    ) -> Result<(), Unsealable> {
        let class = Class {
            family: self.number_of(judged.family),
            sex: row.person.sex,
            band: AgeBand::of(row.person.age),
        };
        let tag = row.email.as_ref().map(|email| self.opt_out.tag(email));
        let contact = match (judged.reason, judged.family) {
            (None, Some(family)) => Some(self.sealed(&row, family, judged, rng)?),
            _ => None,
        };
        self.counts.add(Stage::Frame, None, class);
        self.count_values(&row);
        if judged.carries_vawg && judged.family.is_some_and(|family| !family.vawg) {
            self.counts.add(Stage::VawgElsewhere, None, class);
        }
        if let Some(tag) = &tag {
            self.roll
                .note(key(tag), &row.person, row.safe == SafeMark::NotSafe);
        }
        match (judged.reason, contact, tag) {
            (Some(reason), _, _) => self.counts.add(Stage::Excluded, Some(reason), class),
            (None, Some(contact), Some(tag)) => {
                self.count_domain(&row, class);
                let recent = self.recent_tags(&row);
                self.waiting.push(Ready {
                    tag,
                    recent,
                    class,
                    contact,
                });
            }
            // With the rule on missing addresses switched off there is still nobody to write to.
            (None, _, _) => self.counts.add(Stage::Excluded, Some(Reason::NoEmail), class),
        }
        Ok(())
    }

    fn sealed(
        &self,
        row: &ContactRow,
        family: &Family,
        judged: Judged<'_>,
        rng: &mut impl CryptoRng,
    ) -> Result<StagedContact, Unsealable> {
        let id = random_id(rng);
        let address = row.email.as_ref().map_or("", |email| email.expose_secret());
        let email = self
            .data_key
            .seal_address(id, address, rng)
            .map_err(|_| Unsealable)?;
        Ok(StagedContact {
            id,
            family: family.id.to_string(),
            email,
            language: row.language.clone(),
            safe_until: judged.safe_until,
            tag: self.recent_tags(row).first().copied().ok_or(Unsealable)?,
        })
    }

    /// The tags of a row's address, this month's first.
    fn recent_tags(&self, row: &ContactRow) -> Vec<RecentTag> {
        let keys = self.recent.iter().map(|(_, key)| key);
        row.email
            .as_ref()
            .map(|email| keys.map(|key| key.tag(email)).collect())
            .unwrap_or_default()
    }

    fn count_values(&mut self, row: &ContactRow) {
        let primary = row.language.split('-').next().unwrap_or_default();
        let spoken = self.definitions.languages();
        let is_spoken = spoken
            .iter()
            .any(|language| *language == row.language || *language == primary);
        self.summary.sex_by_letter += u32::from(row.sex_by_letter);
        self.summary.sex_not_known += u32::from(row.person.sex == RowSex::Other);
        self.summary.language_not_spoken += u32::from(!is_spoken);
    }

    fn count_domain(&mut self, row: &ContactRow, class: Class) {
        let address = row.email.as_ref().map_or("", |email| email.expose_secret());
        let domain = address.rsplit_once('@').map_or("", |(_, domain)| domain);
        if !self.definitions.sample().is_public(domain) {
            self.domains.add(class.family, domain);
        }
    }

    /// How many rows wait to be staged.
    pub(super) fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// The rows that wait; none waits afterwards.
    pub(super) fn take_waiting(&mut self) -> Vec<Ready> {
        std::mem::take(&mut self.waiting)
    }

    /// Whether a rule is in force on the day of loading.
    pub(super) fn in_force(&self, reason: Reason) -> bool {
        self.definitions.sample().applies(reason, self.when.today)
    }

    /// Counts somebody who asked not to be written to.
    pub(super) fn stopped(&mut self, class: Class) {
        self.counts
            .add(Stage::Excluded, Some(Reason::StoppedBefore), class);
    }

    /// Remembers a contact that was staged.
    pub(super) fn may_invite(&mut self, tag: &OptOutTag, recent: &[RecentTag], contact: Uuid, class: Class) {
        let address = key(tag);
        self.roll.may_invite(address, contact, class);
        let months = self.recent.iter().map(|(month, _)| *month);
        let tags = months.zip(recent.iter().copied()).collect();
        self.asked.push(Asked { address, tags });
    }

    /// Those who may be invited unless they were lately; none is left afterwards.
    pub(super) fn take_asked(&mut self) -> Vec<Asked> {
        std::mem::take(&mut self.asked)
    }

    /// Somebody was invited lately, or waits in another file.
    pub(super) fn invited_recently(&mut self, one: &Asked) {
        self.roll.invited_recently(one.address);
    }

    /// Ends the file: its totals, and the staged contacts that are taken back.
    pub(super) fn finish(mut self, draw: &Draw) -> (Summary, Vec<Uuid>) {
        let (sample, today) = (self.definitions.sample(), self.when.today);
        let (invited, struck) =
            std::mem::take(&mut self.roll).settle(|reason| sample.applies(reason, today), draw);
        for class in invited {
            self.counts.add(Stage::Invited, None, class);
        }
        for one in &struck {
            self.counts.add(Stage::Excluded, Some(one.reason), one.class);
        }
        let smallest = sample.settings(today).smallest_class;
        let mut summary = std::mem::take(&mut self.summary);
        summary.frame = self.counts.total(Stage::Frame, None);
        summary.invited = self.counts.total(Stage::Invited, None);
        summary.vawg_elsewhere = self.counts.total(Stage::VawgElsewhere, None);
        let by_reason = self.counts.by_reason();
        for (reason, count) in by_reason {
            *summary.excluded.entry(reason.told_as().to_owned()).or_default() += count;
        }
        summary.families = self.families();
        summary.frame_counts = self
            .counts
            .merged(smallest, |number| self.name_of(number).to_owned());
        (summary, struck.into_iter().map(|struck| struck.contact).collect())
    }

    fn families(&self) -> Vec<FamilyTotals> {
        let numbers = 0..=u8::try_from(self.definitions.crime().families().len()).unwrap_or(u8::MAX);
        let totals = numbers.map(|number| FamilyTotals {
            family: self.name_of(number).to_owned(),
            frame: self.counts.total(Stage::Frame, Some(number)),
            excluded: self.counts.total(Stage::Excluded, Some(number)),
            invited: self.counts.total(Stage::Invited, Some(number)),
            largest_private_domain: self.domains.largest(number),
        });
        totals.filter(|totals| totals.frame > 0).collect()
    }

    /// Families are numbered in the order of the definitions; the number after the last is nobody's.
    fn number_of(&self, family: Option<&Family>) -> u8 {
        let families = self.definitions.crime().families();
        let place = families
            .iter()
            .position(|one| family.is_some_and(|family| family.id == one.id));
        u8::try_from(place.unwrap_or(families.len())).unwrap_or(u8::MAX)
    }

    fn name_of(&self, number: u8) -> &str {
        let family = self.definitions.crime().families().get(usize::from(number));
        family.map_or(NO_FAMILY, |family| family.id.as_str())
    }
}

struct Unsealable;

/// Half of the tag is enough to tell addresses of one file apart.
fn key(tag: &OptOutTag) -> [u8; 16] {
    let mut half = [0; 16];
    half.copy_from_slice(&tag.as_bytes()[..16]);
    half
}
