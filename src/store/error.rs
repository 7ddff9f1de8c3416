//! What may be told of a failed statement: its kind, its table, its constraint. Never a value.

use std::fmt;

use diesel::result::{DatabaseErrorKind, Error as DieselError};
use diesel_async::pooled_connection::{PoolError, deadpool};

/// Why the database did not do what was asked, in the classes a caller can act upon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// No connection, or it broke: ask again later.
    Away,
    /// A time limit, a lock or a clash with another transaction: ask again at once.
    Busy,
    /// A unique or other constraint stood against it.
    Constraint,
    /// The role may not do this, or the statement or a row is wrong: somebody must look.
    Fault,
    /// A setting cannot be used; nothing was asked yet.
    Setting,
}

/// An opaque database error. `Display` and `Debug` say the same, and neither holds row content;
/// there is no `source`, so a printed chain holds none either.
pub struct Error {
    failure: Failure,
    place: String,
}

impl Error {
    /// The class of the failure.
    pub fn failure(&self) -> Failure {
        self.failure
    }

    /// A stored row that does not read as what it should be; names the table and the fault, never the content.
    pub fn unreadable(table: &str, what: &str) -> Self {
        Self {
            failure: Failure::Fault,
            place: format!("a row of {table}: {what}"),
        }
    }

    /// The work was cut off by the process before it ended; whether it was committed is not known.
    pub fn cut_off() -> Self {
        Self::away("the work was cut off")
    }

    /// One row was written from so many places at once that a writer never came to its turn.
    pub fn crowded() -> Self {
        Self::busy("one row is written from many places at once")
    }

    /// A setting of the database's address that cannot be used; told whole to whoever set it.
    pub(super) fn unusable(place: &str) -> Self {
        Self {
            failure: Failure::Setting,
            place: place.to_owned(),
        }
    }

    pub(super) fn busy(place: &str) -> Self {
        Self {
            failure: Failure::Busy,
            place: place.to_owned(),
        }
    }

    pub(super) fn away(place: &str) -> Self {
        Self {
            failure: Failure::Away,
            place: place.to_owned(),
        }
    }

    pub(super) fn fault(place: &str) -> Self {
        Self {
            failure: Failure::Fault,
            place: place.to_owned(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.failure {
            Failure::Away => "the database cannot be reached; it is asked again later",
            Failure::Busy => "the database was busy; the same request may pass when repeated",
            Failure::Constraint => "the database refused a row",
            Failure::Fault => "the database refused a statement",
            Failure::Setting => "the database's settings cannot be used",
        };
        if self.place.is_empty() {
            return f.write_str(what);
        }
        write!(f, "{what} ({})", self.place)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "store::Error: {self}")
    }
}

impl std::error::Error for Error {}

impl From<DieselError> for Error {
    fn from(error: DieselError) -> Self {
        let (failure, place) = match error {
            DieselError::DatabaseError(kind, told) => {
                (class_of(&kind, told.message()), place_of(&kind, &*told))
            }
            DieselError::BrokenTransactionManager => (Failure::Away, String::new()),
            DieselError::NotFound => (Failure::Fault, "a row that must exist is missing".into()),
            DieselError::RollbackErrorOnCommit { .. } => (Failure::Away, "rolling back".into()),
            DieselError::DeserializationError(_) => (Failure::Fault, "reading a row".into()),
            DieselError::SerializationError(_) => (Failure::Fault, "writing a row".into()),
            DieselError::QueryBuilderError(_) => (Failure::Fault, "building a query".into()),
            _ => (Failure::Fault, String::new()),
        };
        Self { failure, place }
    }
}

/// How PostgreSQL begins the messages of what passes by itself (errcodes 40P01, 53300, 55P03, 57014, 57P01 to 57P05):
/// the driver hands over a kind for constraints only, and no code. That the server speaks English is made sure of at
/// the start (`operations::inspect_database`, `lc_messages`).
const BUSY: [&str; 6] = [
    "canceling statement due to",
    "could not obtain lock",
    "could not serialize access",
    "deadlock detected",
    "sorry, too many clients already",
    "remaining connection slots",
];
const AWAY: [&str; 4] = [
    "terminating connection",
    "the database system is",
    // A full disk (53100).
    "could not extend file",
    "could not write",
];

fn class_of(kind: &DatabaseErrorKind, message: &str) -> Failure {
    let begins = |starts: &[&str]| starts.iter().any(|start| message.starts_with(start));
    match kind {
        DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand => Failure::Away,
        DatabaseErrorKind::SerializationFailure => Failure::Busy,
        DatabaseErrorKind::Unknown if begins(&BUSY) => Failure::Busy,
        DatabaseErrorKind::Unknown if begins(&AWAY) => Failure::Away,
        DatabaseErrorKind::UniqueViolation
        | DatabaseErrorKind::ForeignKeyViolation
        | DatabaseErrorKind::NotNullViolation
        | DatabaseErrorKind::CheckViolation
        | DatabaseErrorKind::RestrictViolation
        | DatabaseErrorKind::ExclusionViolation => Failure::Constraint,
        _ => Failure::Fault,
    }
}

fn place_of(
    kind: &DatabaseErrorKind,
    told: &(dyn diesel::result::DatabaseErrorInformation + Send + Sync),
) -> String {
    let mut place = format!("{kind:?}");
    if let Some(table) = told.table_name() {
        place.push_str(" in ");
        place.push_str(table);
    }
    if let Some(constraint) = told.constraint_name() {
        place.push_str(", ");
        place.push_str(constraint);
    }
    place
}

impl From<deadpool::PoolError> for Error {
    fn from(error: deadpool::PoolError) -> Self {
        match error {
            deadpool::PoolError::Backend(PoolError::ConnectionError(_)) => Self::away("connecting"),
            deadpool::PoolError::Backend(PoolError::QueryError(_)) => Self::away("setting up a connection"),
            _ => Self::away("the pool is closed"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neither_display_nor_debug_shows_the_failing_row() {
        let told = Box::new("Failing row contains (mary@example.org)".to_owned());
        let error = Error::from(DieselError::DatabaseError(
            DatabaseErrorKind::CheckViolation,
            told,
        ));
        let printed = format!("{error} {error:?}");
        assert!(!printed.contains("mary"), "{printed}");
        assert_eq!(error.failure(), Failure::Constraint);
        assert!(std::error::Error::source(&error).is_none());
    }

    #[test]
    fn what_passes_by_itself_is_busy_or_away_and_a_refused_right_is_a_fault() {
        for (message, failure) in [
            ("canceling statement due to lock timeout", Failure::Busy),
            ("canceling statement due to statement timeout", Failure::Busy),
            ("deadlock detected", Failure::Busy),
            (
                "terminating connection due to administrator command",
                Failure::Away,
            ),
            (
                "could not extend file \"base/16384/16385\": No space left on device",
                Failure::Away,
            ),
            ("permission denied for table draft", Failure::Fault),
        ] {
            let error = DieselError::DatabaseError(DatabaseErrorKind::Unknown, Box::new(message.to_owned()));
            assert_eq!(Error::from(error).failure(), failure, "{message}");
        }
    }
}
