//! What the office does, one verb a file. Transactions are opened here and only here; clock and chance are arguments.

mod account_tries;
pub mod ask_for_contact;
pub mod begin_draft;
pub mod certify;
pub mod chance;
pub mod change_password;
pub mod check_itself;
pub mod check_support_lines;
pub mod clock;
pub mod close_wave;
pub mod confirm_backup;
pub mod decide_upload;
pub mod definition_files;
pub mod deliver_letters;
mod door;
pub mod drafts_at_hand;
pub mod inspect_database;
pub mod load_questionnaires;
pub mod load_sample;
pub mod make_cards;
pub mod make_edition;
pub mod make_gates;
pub mod mix;
pub mod mixing_room;
pub mod offer_editions;
pub mod open_wave;
pub mod password_rules;
pub mod passwords;
pub mod prepare_epochs;
pub mod prepare_keys;
pub mod prepare_wave;
pub mod purge_wave;
pub mod recent_invitations;
pub mod refuse_edition;
pub mod release_edition;
pub mod reporting_desk;
pub mod request_edition;
pub mod return_codes;
pub mod save_page;
pub mod second_factor;
pub mod send_ballot;
pub mod session_id;
pub mod sign_in;
pub mod staff;
pub mod stop_contact;
pub mod take_back_cards;
pub mod tell_mixing_place;
mod to_the_end;

pub use ask_for_contact::{
    AskForContactError, Message, Request, SupportDesk, ask_for_contact, open_request_in,
};
pub use begin_draft::{BeginDraftError, Begun, DRAFT_DAYS, begin_draft};
pub use certify::{Certified, CertifyError, certify_closes};
pub use check_support_lines::{CheckLinesError, Standing, check_support_lines, standings};
pub use close_wave::close_wave;
pub use confirm_backup::{ConfirmBackupError, Confirmed, confirm_backup};
pub use decide_upload::{DecideUploadError, Deciding, approve_upload, crowd_faults, refuse_upload};
pub use door::{is_open, is_spent};
pub use drafts_at_hand::DraftsAtHand;
pub use load_sample::{Known, LoadSampleError, Loaded, Loading, load_sample};
pub use make_cards::{CARDS_AT_ONCE, MakeCardsError, WantedCards, make_cards};
pub use make_edition::{Made, MakeEditionError, make_edition};
pub use make_gates::{Gated, MakeGatesError, make_card_gates, make_gates};
pub use mix::{Floors, MixError, Mixed, mix};
pub use offer_editions::offered_periods;
pub use open_wave::{LineChecks, NewWave, OpenWaveError, Opening, open_wave};
pub use prepare_epochs::{PrepareEpochsError, PreparedEpochs, prepare_epochs};
pub use prepare_wave::{PrepareWaveError, prepare_wave};
pub use purge_wave::{PurgeWaveError, purge_wave};
pub use recent_invitations::{RecentKeys, forget_recent_keys, forget_recent_rows};
pub use refuse_edition::{RefuseEditionError, refuse_edition};
pub use release_edition::{ReleaseEditionError, release_edition};
pub use request_edition::{EditionRequest, RequestEditionError, request_edition};
pub use return_codes::{ComeBackError, MakeReturnCodeError, Returning, come_back, make_return_code};
pub use save_page::{
    DraftOf, SavePageError, Written, delete_draft, delete_draft_without_code, find_draft, purge_drafts,
    save_page,
};
pub use send_ballot::{SendBallotError, Sending, send_ballot};
pub use stop_contact::{Stopping, stop_contact};
