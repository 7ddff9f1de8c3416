//! The ballot box, pure: link secrets and gates, draft and ballot sealing, padding, the class floor, the shuffle.
//! Clock and chance come in as arguments; no input or output happens here.
//!
//! What is what: a [`LinkSecret`] opens the questionnaire and is stored nowhere; its [`GateHash`] is
//! the only thing the database keeps of it. A draft is sealed under a key that lives in the
//! respondent's cookie; a ballot is sealed to its epoch's public key, whose private half is a file
//! of the mixer. All sealed things of a kind have one length; a comment, a multiple of one. What went in and came
//! out is certified in [`certificate`].

mod address;
mod card;
pub mod certificate;
mod chacha;
mod chance;
mod class_floor;
mod comment;
mod draft;
mod hpke_box;
mod link;
mod padding;
mod recent;
mod return_code;
mod sealing;
mod secret;
mod support;
mod xchacha;

pub use address::{ADDRESS_BYTES, DataKey, OptOutKey, OptOutTag};
pub use card::{CardCode, CardKey};
pub use chance::{random_id, record_key, shuffle};
pub use class_floor::{Decision, Member, WAVES_AT_MOST, class_floor};
pub use comment::{open_comment, seal_comment};
pub use draft::{
    DRAFT_BYTES, DraftKey, LinkTag, Pepper, noise_for_wrapped_key, nonce_of_draft, open_draft, seal_draft,
};
pub use hpke_box::{
    BenchPrivateKey, BenchPublicKey, ContactPrivateKey, ContactPublicKey, EpochPrivateKey, EpochPublicKey,
    PrivateKey, PublicKey, Purpose, SupportPrivateKey, SupportPublicKey,
};
pub use link::{GateHash, LinkKey, LinkSecret, StopHash, StopSecret, UnknownLetters};
pub use padding::SealError;
pub use recent::{Month, RECENT_MONTHS, RecentKey, RecentTag};
pub use return_code::{FoundBy, NoReturnCode, ReturnCode, ReturnKey};
pub use sealing::{BALLOT_BYTES, SEALED_BALLOT_BYTES, open_ballot, seal_ballot};
#[cfg(feature = "demo")]
pub use sealing::{open_unpadded, seal_unpadded};
pub use secret::SecretKey;
pub use support::{armoured, open_request, seal_request, unarmoured};
