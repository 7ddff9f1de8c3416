//! Survey methodology, pure: questionnaires, crime types, samples, estimation, disclosure, editions, the account
//! of the ballots.

pub mod accounting;
pub mod crime;
pub mod disclosure;
pub mod edition;
pub mod estimation;
pub mod questionnaire;
pub mod response;
pub mod sample;
pub mod source;
mod yaml;
