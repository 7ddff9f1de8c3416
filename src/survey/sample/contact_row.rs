//! One row of a contact file, read: typed, or refused with its faults.

use std::fmt;

use chrono::NaiveDate;
use secrecy::SecretString;

use super::header::{Fields, Header};
use super::row_fault::RowFault;
use crate::survey::crime::{FlagSet, Flags};

/// The sex on the contact file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RowSex {
    /// Female.
    Female,
    /// Male.
    Male,
    /// Not stated, or described another way.
    Other,
}

/// What somebody at the force or the service has marked about writing by email.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SafeMark {
    /// Marked as safe, on that day if it is known.
    Safe(Option<NaiveDate>),
    /// Marked as not safe.
    NotSafe,
    /// Nobody marked it.
    Unmarked,
}

/// What tells one person of the file from another where they have the same address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The file's own reference for the person, where it has one.
    pub reference: Option<String>,
    /// The sex on the file.
    pub sex: RowSex,
    /// The age on the file, in years.
    pub age: Option<u8>,
}

/// A row of a contact file. It lives in memory while the file is read and is kept nowhere.
#[derive(Clone)]
pub struct ContactRow {
    /// The address; none where the file has none.
    pub email: Option<SecretString>,
    /// The offence code as written.
    pub code: Option<String>,
    /// The crime flags.
    pub flags: FlagSet,
    /// The day the crime was recorded.
    pub recorded: NaiveDate,
    /// The mark about writing by email.
    pub safe: SafeMark,
    /// What tells people apart.
    pub person: Person,
    /// Whether the sex was written as one letter, and so is read rather than said.
    pub sex_by_letter: bool,
    /// The language to write in, as a language tag.
    pub language: String,
    /// Whether the police were told.
    pub reported: bool,
    /// Whether the victim was an officer on duty, where the file says so.
    pub on_duty: Option<bool>,
    /// Whether the victim died, where the file says so.
    pub died: Option<bool>,
    /// Whether the address is that of a relative of somebody who died; `None` where the file has no such column.
    pub relative: Option<bool>,
    /// Whether the victim is a business, where the file says so.
    pub business: Option<bool>,
}

impl fmt::Debug for ContactRow {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("ContactRow([redacted])")
    }
}

impl ContactRow {
    /// Reads a row.
    ///
    /// # Errors
    /// Every fault of the row; none repeats what the row says.
    pub fn parse(header: &Header, line: Fields<'_>, flags: &Flags) -> Result<ContactRow, Vec<RowFault>> {
        if line.count() != header.columns() {
            let (given, wanted) = (line.count(), header.columns());
            return Err(vec![RowFault::FieldCount { given, wanted }]);
        }
        let mut cells = Cells {
            header,
            line,
            faults: Vec::new(),
        };
        let row = cells.row(flags);
        match row {
            Some(row) if cells.faults.is_empty() => Ok(row),
            _ => Err(cells.faults),
        }
    }
}

/// The cells of a row with the faults found so far.
struct Cells<'r> {
    header: &'r Header,
    line: Fields<'r>,
    faults: Vec<RowFault>,
}

impl<'r> Cells<'r> {
    /// Reads every cell, so that all faults are found; `None` where one that is needed does not read.
    fn row(&mut self, flags: &Flags) -> Option<ContactRow> {
        let reported = self.needed_yes_no("reported_to_police");
        let safe = self.safe();
        let recorded = self.needed_date("recorded_date");
        let email = self.keep(read_email(self.cell("email")));
        let code = Some(self.cell("offence_code"))
            .filter(|code| !code.is_empty())
            .map(str::to_owned);
        if code.is_none() && reported == Some(true) {
            self.faults.push(RowFault::NoCode);
        }
        let flags = self.keep(read_flags(self.cell("flags"), flags));
        let language = self.keep(read_language(self.cell("language")));
        let person = self.person();
        let on_duty = self.yes_no("police_officer_on_duty");
        let died = self.yes_no("victim_died");
        let business = self.yes_no("business_victim");
        let relative = self.yes_no("deceased_relative_contact");
        let has_relative = self
            .header
            .field("deceased_relative_contact", self.line)
            .is_some();
        Some(ContactRow {
            email: email?,
            code,
            flags: flags?,
            recorded: recorded?,
            safe,
            person: person?,
            sex_by_letter: self.cell("sex").len() == 1,
            language: language?,
            reported: reported?,
            on_duty,
            died,
            relative: has_relative.then_some(relative == Some(true)),
            business,
        })
    }

    fn safe(&mut self) -> SafeMark {
        let date = read_date("safe_to_contact_date", self.cell("safe_to_contact_date"));
        let date = self.keep(date).flatten();
        match self.yes_no("safe_to_contact") {
            Some(true) => SafeMark::Safe(date),
            Some(false) => SafeMark::NotSafe,
            None => SafeMark::Unmarked,
        }
    }

    fn person(&mut self) -> Option<Person> {
        let age = self.keep(read_age(self.cell("age")));
        let sex = self.keep(read_sex(self.cell("sex")));
        let reference = Some(self.cell("person_reference")).filter(|given| !given.is_empty());
        Some(Person {
            reference: reference.map(str::to_owned),
            sex: sex?,
            age: age?,
        })
    }

    /// The cell of a column; empty where the file does not have the column.
    fn cell(&self, name: &str) -> &'r str {
        self.header.field(name, self.line).unwrap_or_default()
    }

    fn yes_no(&mut self, name: &'static str) -> Option<bool> {
        self.keep(read_yes_no(name, self.cell(name))).flatten()
    }

    fn needed_yes_no(&mut self, name: &'static str) -> Option<bool> {
        let read = read_yes_no(name, self.cell(name));
        self.keep(read.and_then(|given| given.ok_or(RowFault::YesNo(name))))
    }

    fn needed_date(&mut self, name: &'static str) -> Option<NaiveDate> {
        let read = read_date(name, self.cell(name));
        self.keep(read.and_then(|date| date.ok_or(RowFault::NoDate(name))))
    }

    fn keep<T>(&mut self, read: Result<T, RowFault>) -> Option<T> {
        read.map_err(|fault| self.faults.push(fault)).ok()
    }
}

fn read_yes_no(name: &'static str, given: &str) -> Result<Option<bool>, RowFault> {
    match given.to_ascii_lowercase().as_str() {
        "" => Ok(None),
        "yes" | "y" => Ok(Some(true)),
        "no" | "n" => Ok(Some(false)),
        _ => Err(RowFault::YesNo(name)),
    }
}

fn read_date(name: &'static str, given: &str) -> Result<Option<NaiveDate>, RowFault> {
    if given.is_empty() {
        return Ok(None);
    }
    // The library would take 2026-8-1 and years of any length: exactly ten characters are what the file may hold.
    let date = if given.len() == 10 {
        NaiveDate::parse_from_str(given, "%Y-%m-%d").ok()
    } else {
        None
    };
    date.map(Some).ok_or(RowFault::Date(name))
}

/// An address that a mail server can take: one `@`, no space, no control character, no list, at most 254 bytes
/// (RFC 5321, section 4.5.3.1.3), a domain with a full stop. Whether it exists is for the mail to find out.
fn read_email(given: &str) -> Result<Option<SecretString>, RowFault> {
    if given.is_empty() {
        return Ok(None);
    }
    let forbidden = |c: char| c.is_whitespace() || c.is_control() || "\"(),:;<>[]\\".contains(c);
    let (local, domain) = given.split_once('@').ok_or(RowFault::Email)?;
    let label = |label: &str| {
        let inner = label
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        !label.is_empty() && label.len() <= 63 && inner && !label.starts_with('-') && !label.ends_with('-')
    };
    let sound = given.is_ascii()
        && given.len() <= 254
        && (1..=64).contains(&local.len())
        && !local.contains(forbidden)
        && !local.starts_with(['.', '=', '+', '-'])
        && !local.ends_with('.')
        && !local.contains("..")
        && domain.contains('.')
        && domain.split('.').all(label);
    if sound {
        Ok(Some(SecretString::from(given)))
    } else {
        Err(RowFault::Email)
    }
}

fn read_flags(given: &str, known: &Flags) -> Result<FlagSet, RowFault> {
    let words = given.split(';').map(str::trim).filter(|word| !word.is_empty());
    words.into_iter().try_fold(FlagSet::NONE, |set, word| {
        known
            .find(word)
            .map(|flag| set.with(flag))
            .ok_or(RowFault::UnknownFlag)
    })
}

fn read_age(given: &str) -> Result<Option<u8>, RowFault> {
    if given.is_empty() {
        return Ok(None);
    }
    let digits = given.bytes().all(|byte| byte.is_ascii_digit());
    let age = given.parse::<u8>().ok().filter(|age| digits && *age <= 120);
    age.map(Some).ok_or(RowFault::Age)
}

fn read_sex(given: &str) -> Result<RowSex, RowFault> {
    match given.to_ascii_lowercase().as_str() {
        "female" | "f" => Ok(RowSex::Female),
        "male" | "m" => Ok(RowSex::Male),
        "" | "other" | "not stated" | "unknown" => Ok(RowSex::Other),
        _ => Err(RowFault::Sex),
    }
}

fn read_language(given: &str) -> Result<String, RowFault> {
    if given.is_empty() {
        return Ok("en".to_owned());
    }
    let part =
        |part: &str| (2..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let first = given.split('-').next().unwrap_or_default();
    let sound = given.len() <= 20
        && given.split('-').all(part)
        && first.bytes().all(|byte| byte.is_ascii_alphabetic());
    if sound {
        Ok(given.to_ascii_lowercase())
    } else {
        Err(RowFault::Language)
    }
}
