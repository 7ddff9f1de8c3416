//! The reasons for which somebody of a contact file is not invited. Their order, dates and labels are data.

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
    pub(super) fn looks_beyond_the_row(self) -> bool {
        matches!(
            self,
            Reason::StoppedBefore | Reason::SharedAddress | Reason::SamePersonTwice
        )
    }
}
