//! What the office does, one verb a file. Transactions are opened here and only here; clock and chance are arguments.

pub mod chance;
pub mod clock;
pub mod definition_files;
pub mod deliver_letters;
pub mod load_questionnaires;
pub mod prepare_keys;
