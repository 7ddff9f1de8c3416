//! Writes the letters of a round: opens each address, computes each link, asks whether it may still be written.

use diesel_async::AsyncPgConnection;
use secrecy::{ExposeSecret, SecretString};
use url::Url;
use uuid::Uuid;

use crate::ballot::{ContactPrivateKey, DataKey, LinkKey, LinkSecret};
use crate::mail::{self, Contents, Letter, LetterError, MailError};
use crate::store;
use crate::store::outbox::{self, Claimed, Kind};
use crate::survey::questionnaire::{Definitions, ENGLISH, LANGUAGE_QUERY, Wording};

use super::{ByWave, PostRoom, Times};

/// What became of a claimed letter.
pub(super) enum Outcome {
    /// It was given to the mailer.
    Tried(Result<(), MailError>),
    /// It must not leave, or has no address to go to.
    Withheld,
    /// A key or a setting is wrong: it waits until somebody has mended that.
    NotWritten,
}

/// The keys of a wave, or that they cannot be had.
type WaveKeys = Option<(LinkKey, ContactPrivateKey)>;

/// The letters of a round, in the order of the claims.
pub(super) async fn write(
    conn: &mut AsyncPgConnection,
    room: &PostRoom,
    definitions: &Definitions,
    claimed: &[Claimed],
    times: Times,
) -> Result<Vec<Result<Letter, Outcome>>, store::Error> {
    let keys = keys_of(room, claimed);
    let links: Vec<Option<LinkSecret>> = claimed
        .iter()
        .map(|claimed| {
            let (link_key, _) = keys.get(&claimed.wave)?.as_ref()?;
            Some(LinkSecret::derive(link_key, claimed.contact, claimed.wave))
        })
        .collect();
    let stops: Vec<Vec<u8>> = links
        .iter()
        .flatten()
        .map(|link| link.stop_secret().hash().as_bytes().to_vec())
        .collect();
    let stopped = outbox::list_stopped(conn, &stops).await?;
    let may_be_written = |claimed: &Claimed, link: &LinkSecret| {
        let safe = claimed.safe_until.is_none_or(|until| until >= times.today);
        let hash = link.stop_secret().hash();
        safe && !stopped.iter().any(|stopped| stopped == hash.as_bytes())
    };
    let letter = |(claimed, link): (&Claimed, &Option<LinkSecret>)| {
        let (Some(link), Some(Some((_, contact_key)))) = (link, keys.get(&claimed.wave)) else {
            return Err(Outcome::NotWritten);
        };
        if !may_be_written(claimed, link) {
            return Err(Outcome::Withheld);
        }
        let address = open_address(claimed, contact_key).ok_or(Outcome::NotWritten)?;
        let words = room.spoken.words(definitions, &claimed.language);
        let said = Said {
            words: &words,
            minutes: definitions.minutes(),
        };
        compose(room, claimed, link, &address, said, times)
    };
    Ok(claimed.iter().zip(&links).map(letter).collect())
}

fn keys_of(room: &PostRoom, claimed: &[Claimed]) -> ByWave<WaveKeys> {
    let mut keys: ByWave<WaveKeys> = ByWave::new();
    for claimed in claimed {
        keys.entry(claimed.wave)
            .or_insert_with(|| read_keys(room, claimed.wave));
    }
    keys
}

fn read_keys(room: &PostRoom, wave: Uuid) -> WaveKeys {
    match (room.keys.link_key(wave), room.keys.contact_key(wave)) {
        (Ok(link), Ok(contact)) => Some((link, contact)),
        (Err(error), _) | (_, Err(error)) => {
            tracing::error!(wave.id = %wave, "The letters of a wave wait for its keys: {error}");
            None
        }
    }
}

fn open_address(claimed: &Claimed, key: &ContactPrivateKey) -> Option<SecretString> {
    let sealed = claimed.sealed_data_key.as_deref();
    let opened = sealed
        .and_then(|sealed| DataKey::open_sealed(key, claimed.upload, sealed).ok())
        .and_then(|data_key| {
            data_key
                .open_address(claimed.contact, &claimed.sealed_address)
                .ok()
        });
    if opened.is_none() {
        tracing::error!(upload.id = %claimed.upload, "An address of an upload does not open with its wave's key.");
    }
    opened
}

/// What a letter says.
struct Said<'a> {
    words: &'a Wording,
    minutes: (u32, u32),
}

/// What is added to the addresses in a letter, so that their pages are in the letter's language: it is what its
/// reader could choose there herself, and the link's secret says nothing of it.
fn in_language(mut page: Url, words: &Wording) -> Url {
    if words.language() != ENGLISH {
        page.query_pairs_mut()
            .append_pair(LANGUAGE_QUERY, words.language());
    }
    page
}

fn compose(
    room: &PostRoom,
    claimed: &Claimed,
    link: &LinkSecret,
    address: &SecretString,
    said: Said<'_>,
    times: Times,
) -> Result<Letter, Outcome> {
    let (kind, name) = match claimed.kind {
        Kind::Invitation => (mail::Kind::Invitation, "invitation"),
        Kind::Reminder => (mail::Kind::Reminder, "reminder"),
    };
    let page = |route: &str, letters: &SecretString| {
        room.settings
            .survey_url
            .join(&format!("{route}/{}", letters.expose_secret()))
            .map(|page| in_language(page, said.words))
    };
    let (Ok(link_url), Ok(stop_url)) = (
        page("/s", &link.to_letters()),
        page("/stop", &link.stop_secret().to_letters()),
    ) else {
        return Err(Outcome::NotWritten);
    };
    let contents = Contents {
        to: address.expose_secret(),
        kind,
        words: said.words,
        minutes: said.minutes,
        link: &link_url,
        stop: &stop_url,
        until: claimed.fieldwork_to,
        message_id: &link.letter_name(name),
        now: times.now,
    };
    Letter::compose(&room.settings.sender, &contents).map_err(|error| match error {
        LetterError::Address => Outcome::Withheld,
        LetterError::Telling(_) | LetterError::Parts => {
            tracing::error!("No letter can be written: {error}.");
            Outcome::NotWritten
        }
    })
}
