//! What can be wrong with a row. Nothing of the row is repeated: a fault is read by many, a row by nobody.

/// Why a row was left out as faulty.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RowFault {
    /// More or fewer fields than the header.
    #[error(
        "the row has {given} fields and the header {wanted}: look for a comma or a quotation mark too many"
    )]
    FieldCount {
        /// How many the row has.
        given: usize,
        /// How many the header has.
        wanted: usize,
    },
    /// The address cannot be written to.
    #[error("email is no address that can be written to: one address, as name@example.org")]
    Email,
    /// A reported crime without a code.
    #[error("offence_code is empty: it may be only where reported_to_police is no")]
    NoCode,
    /// A code that is not in the table; the code itself stands in the summary where it looks like one.
    #[error("offence_code is not in the table of codes: correct it, or have it added to the definitions")]
    UnknownCode,
    /// A flag that is not in the list.
    #[error("flags holds a flag that is not known: separate known flags by semicolons")]
    UnknownFlag,
    /// A date that is none.
    #[error("{0} is no date: write it as 2026-08-31")]
    Date(&'static str),
    /// A date that must be there.
    #[error("{0} is empty: write it as 2026-08-31")]
    NoDate(&'static str),
    /// A day that has not come yet.
    #[error("{0} lies in the future")]
    Future(&'static str),
    /// Neither yes nor no.
    #[error("{0} is neither yes nor no")]
    YesNo(&'static str),
    /// An age that is none.
    #[error("age is no age in whole years from 0 to 120")]
    Age,
    /// A sex that is not one of the words.
    #[error("sex is not one of female, male, other, or empty")]
    Sex,
    /// A language that is no tag.
    #[error("language is no language tag: write it as en or pl, or leave it empty for English")]
    Language,
    /// No rule maps a crime of that day.
    #[error(
        "no rule of precedence covers a crime of that day and code: correct recorded_date, or have the rule added"
    )]
    NoRule,
}
