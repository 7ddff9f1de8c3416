//! The reasons for which somebody of a contact file is not invited. Their order, dates and labels are data.

/// The word of the reasons that tell of a person's past.
pub(super) const PAST: &str = "known-before";
/// What a person reads for it.
pub(super) const PAST_LABEL: &str =
    "Invited in the last 12 months, waiting in another file, or asked not to be written to";

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
    /// Invited in the last 12 months, or waiting in another contact file.
    InvitedRecently,
    /// Different people with one address.
    SharedAddress,
    /// Another case of the same person was drawn.
    SamePersonTwice,
}

impl Reason {
    /// All reasons.
    pub const ALL: [Reason; 12] = [
        Reason::NoPersonalVictim,
        Reason::OutsideQuarter,
        Reason::UnderAge,
        Reason::OfficerOnDuty,
        Reason::DeceasedNoRelative,
        Reason::NoSafeContact,
        Reason::MarkLapsed,
        Reason::NoEmail,
        Reason::StoppedBefore,
        Reason::InvitedRecently,
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
            Reason::InvitedRecently => "invited-recently",
            Reason::SharedAddress => "shared-address",
            Reason::SamePersonTwice => "same-person-twice",
        }
    }

    /// Its word where staff read how many were left out. What tells of a person's past is one word: whoever loads a
    /// file of one address must not learn whether it was invited or has asked not to be written to.
    pub fn told_as(self) -> &'static str {
        match self {
            Reason::StoppedBefore | Reason::InvitedRecently => PAST,
            other => other.as_str(),
        }
    }

    /// Whether a row alone cannot tell: the list of opt-outs or the rest of the file is needed.
    pub(super) fn looks_beyond_the_row(self) -> bool {
        matches!(
            self,
            Reason::StoppedBefore | Reason::InvitedRecently | Reason::SharedAddress | Reason::SamePersonTwice
        )
    }
}
