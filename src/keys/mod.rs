//! Key files: who may read which, their modes, making and destroying them.
//!
//! Every process has a folder of its own (mode 0700, its system user's) with files of 32 bytes
//! (mode 0600), or of 84 where the folder is locked ([`lock_folder`]). No key ever enters the database.
//!
//! ```text
//! web/       cookie.key pepper.key opt-out.key staff.key card.key support-team.pub certificate.pub
//!            recent/<month>.key                             (a month's goes when it is a year old)
//! mailer/    opt-out.key <wave>/link.key <wave>/contact.key     (a wave's go when it is purged)
//! mixer/     reading-bench.pub certificate.key cell-key.key (the reporter's)
//!            <epoch>.key                                        (goes when the epoch is released)
//! reporter/  cell-key.key
//! bench/     reading-bench.key
//! support/   support-team.key                                   (move it to the support team's own machine)
//! ```
//!
//! A second folder may hold a copy of each epoch's key until it goes.
//!
//! Destroying overwrites, unlinks and syncs the folder. On an SSD, in a snapshot or in a backup of
//! the host a deleted file may still be found: keep this folder on storage whose destruction is
//! real (tmpfs fed by a credential, an encrypted volume) and out of backups.

mod dir;
mod error;
mod lay_out;
mod lock;
mod lock_folder;
mod mailer;
mod mixer;
mod place;
mod recent;
mod renew;
mod reporter;
mod settings;
mod support;
mod web;

pub use dir::KeyDir;
pub use error::KeyError;
pub use lay_out::{Process, lay_out};
pub use lock_folder::{Locked, lock_folder};
pub use mailer::MailerKeys;
pub use mixer::{BenchKeys, Destruction, MixerKeys};
pub use place::{Locksmith, Place};
pub use recent::RecentKeys;
pub use renew::{Renewable, renew};
pub use reporter::ReporterKeys;
pub use settings::Settings;
pub use support::SupportKeys;
pub use web::WebKeys;
