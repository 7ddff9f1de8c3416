//! What the office does, one verb a file. Transactions are opened here and only here; clock and chance are arguments.

pub mod begin_draft;
pub mod chance;
pub mod clock;
pub mod close_wave;
pub mod definition_files;
pub mod deliver_letters;
mod door;
pub mod load_questionnaires;
pub mod make_gates;
pub mod password_rules;
pub mod passwords;
pub mod prepare_epochs;
pub mod prepare_keys;
pub mod prepare_wave;
pub mod purge_wave;
pub mod save_page;
pub mod second_factor;
pub mod send_ballot;
pub mod sign_in;
pub mod staff;
pub mod stop_contact;
mod to_the_end;

pub use begin_draft::{BeginDraftError, Begun, begin_draft};
pub use close_wave::close_wave;
pub use door::{is_open, is_spent};
pub use make_gates::{Gated, MakeGatesError, make_gates};
pub use prepare_epochs::{PrepareEpochsError, PreparedEpochs, prepare_epochs};
pub use prepare_wave::{PrepareWaveError, prepare_wave};
pub use purge_wave::{PurgeWaveError, purge_wave};
pub use save_page::{DraftOf, SavePageError, delete_draft, find_draft, purge_drafts, save_page};
pub use send_ballot::{SendBallotError, Sending, send_ballot};
pub use stop_contact::{Stopping, stop_contact};
