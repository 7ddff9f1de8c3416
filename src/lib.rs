//! Heard: an independent victim satisfaction survey service.
//!
//! A victim of any crime answers a questionnaire through an emailed link; nobody, the operator
//! included, can afterwards tell who gave which answers; the commissioner downloads satisfaction
//! reports for every crime type and one for violence against women and girls.
//!
//! # The data's way through the house (one direction, no way back)
//!
//! ```text
//! survey-defs/*.yaml ─► Questionnaire (checked, immutable version)
//! contact file ─► Sample (eligibility, frame counts, exclusion ledger) ─► contact + gate (made by the mailer)
//! contact ─► Invitation ─► outbox ─► SMTP ─► the victim's inbox
//! link ─► neutral start ─► answers page by page ─► sealed draft ─► SEND: gate spent + sealed ballot, one transaction
//! ballots ─► MIX (k or more, class floor, shuffled) ─► response, slip, comment      (nobody's)
//! responses + frame counts ─► estimation ─► disclosure ─► Edition (frozen) ─► HTML, CSV
//! ```
//!
//! # Floors: an arrow may only point down
//!
//! ```text
//!  main.rs            heard serve | work | mix | demo | migrate | check | …
//!  demo/              ROOF (feature `demo`): private cluster, clock, simulated victims, inbox, the attack
//!  config             reads the environment once, reports all faults at once
//!  web/      jobs/    TOP: wait for the world. web is the only place that says actix (and demo/pages)
//!  operations/        MIDDLE: what the office does, one verb a file; owns transactions
//!  store/  mail/  documents/  keys/   LOWER: Postgres | SMTP | files in and out | key files
//!  ballot/            GROUND+1, pure: link secrets, gates, sealing, padding, class floor, the shuffle
//!  survey/            GROUND, pure survey methodology
//! ```
//!
//! Allowed arrows: ballot→survey; store→survey, ballot; mail→survey; documents→survey; keys→ballot;
//! operations→survey, ballot, store, mail, documents, keys; jobs→store, operations; web→survey,
//! ballot, store, documents, operations; config→store, mail, keys, jobs, web; demo→config, web, jobs,
//! operations, store, keys, ballot, survey (its attacker tries every key). `tests/architecture.rs` holds
//! the house to this picture.

pub mod ballot;
pub mod config;
#[cfg(feature = "demo")]
pub mod demo;
pub mod documents;
pub mod jobs;
pub mod keys;
pub mod mail;
pub mod operations;
pub mod store;
pub mod survey;
pub mod web;
