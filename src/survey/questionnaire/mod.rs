//! The instrument: blocks, items, code lists, conditions, routing, and the checks before it may be used.
//!
//! The words are those of DDI and GSIM (item, code list, category). A questionnaire is read once from
//! the definition files, checked as a whole, and never changed: a change is a new version with a new
//! hash. What is asked given the answers is one pure function, [`path`].
//!
//! Not here: what becomes of finished answers (`survey::response`) and which case is of which family
//! (`survey::crime`).

mod answer;
mod block;
mod catalogue;
mod check;
mod code_list;
mod condition;
mod definitions;
mod document;
mod folder;
mod item;
mod kind;
mod noticing;
mod offered;
mod picture;
mod reading;
mod routing;
mod saying;
mod schema;
mod size;
mod telling;
mod time;
mod version;
mod walk;
mod wording;
mod wording_document;
mod wording_set;

pub use answer::{Answer, Answers};
pub use block::Block;
pub use catalogue::{Aspect, Measure, Right, Service, SupportLine};
pub use code_list::{Category, Class, CodeList};
pub use condition::{Condition, KIND, NO_KIND, Test};
pub use definitions::Definitions;
pub use item::{Item, ItemId, ItemKind, MeasureId, RightId};
pub use kind::{Kind, Questionnaire};
pub use noticing::{Noticed, noticed};
pub use offered::LANGUAGE_QUERY;
pub use picture::Picture;
pub use reading::{AnswerFault, Problem, fits, read_alone, read_block};
pub use routing::{Step, path};
pub use saying::{OF_LETTERS, Say};
pub use schema::schema;
pub use size::BALLOT_BYTES;
pub use walk::{TooEntangled, Walk, walk};
pub use wording::{ENGLISH, Text};
pub use wording_set::{Audience, CORE_WORDS, Direction, Piece, Wording, pieces};

pub use crate::survey::source::{Fault, SourceFile};

/// The item that asks for sex: the only one about the respondent, with age, that may stay with a response.
pub const SEX: &str = "sex";
/// The item that asks for age, in bands.
pub const AGE_BAND: &str = "age-band";
/// The measure of the core that every slip carries in three classes.
pub const WHOLE_EXPERIENCE: &str = "whole-experience";
/// The most classes in which sex or age may leave a mix.
pub const COARSE_AT_MOST: usize = 3;
