//! Files in and out: readers of contact files, writers of editions. No database, no network.

pub mod chart;
mod codebook;
pub mod contact_file;
mod edition_csv;
mod edition_file;
mod edition_files;
mod edition_page;

pub use edition_csv::{CsvError, about};
pub use edition_file::EditionFile;
pub use edition_files::edition_files;
pub use edition_page::style_source;
