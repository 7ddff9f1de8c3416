//! Postgres: one module a table family, free functions with the connection first. No decision, no transaction.
//!
//! Here are the pool, the migrations and the one error type. An error of the database never carries
//! row content outward: Postgres puts the failing row into its detail, so only the kind of the
//! failure and the names of table and constraint are kept.

pub mod audit;
pub mod ballots;
pub mod cards;
pub mod certificates;
mod connection;
pub mod contacts;
pub mod drafts;
pub mod edition_files;
pub mod editions;
pub mod epochs;
mod error;
pub mod evidence;
pub mod frame_counts;
pub mod gates;
pub mod ledger;
pub mod line_checks;
mod migrations;
pub mod mixing_places;
pub mod opt_outs;
pub mod outbox;
pub mod progress;
pub mod questionnaires;
pub mod recent;
pub mod responses;
pub mod schema;
pub mod self_checks;
pub mod server_settings;
pub mod sessions;
mod settings;
pub mod staff;
pub mod staged_contacts;
pub mod stops;
pub mod tabulations;
pub mod turns;
pub mod uploads;
pub mod waves;
mod wire;

pub use connection::{Connection, Pool, allow_long_work, commit_durably, connect, connect_over, get};
pub use error::{Error, Failure};
pub use migrations::{migrate, migrate_as, migrations_are_current};
pub use settings::{Settings, pool};
pub use wire::Wire;
