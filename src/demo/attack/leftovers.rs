//! What the attacker holds besides the database: the upload file, every key that is left, and what
//! these open. The link key tells which gate is whose, so that only the answers are to be found.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use secrecy::ExposeSecret;
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use super::look::{Looking, Stored, lines, pieces};
use super::wal::Wal;
use crate::ballot::{DataKey, EpochPrivateKey, LinkSecret, open_ballot, open_unpadded};
use crate::demo::cluster::Cluster;
use crate::demo::error::DemoError;
use crate::keys::{MailerKeys, WebKeys};
use crate::survey::questionnaire::{AGE_BAND, Definitions, Kind, SEX};

/// A row of the upload file, as far as it was asked about: codes that would agree with it, by item.
#[derive(Clone, Debug)]
pub struct FileRow {
    /// Whom it is about.
    pub email: String,
    /// Codes that fit, by item.
    pub fits: BTreeMap<String, Vec<String>>,
}

/// The codes of the questionnaire that agree with what a file says: an age as it is asked, and as it
/// leaves a mix.
pub fn fits(definitions: &Definitions, sex: Option<String>, band: &str) -> BTreeMap<String, Vec<String>> {
    let core = definitions.questionnaire(&Kind::CoreOnly);
    let asked = core.items().find(|item| item.id.as_str() == AGE_BAND);
    let coarse = asked.and_then(|item| item.category(band)?.coarse.clone());
    let ages = [Some(band.to_owned()), coarse].into_iter().flatten().collect();
    let mut fits = BTreeMap::from([(AGE_BAND.to_owned(), ages)]);
    fits.extend(sex.map(|sex| (SEX.to_owned(), vec![sex])));
    fits
}

/// What lies in the attacker's hands.
#[derive(Clone, Default)]
pub struct Holdings {
    /// By gate: what the file says of her.
    known: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    /// By gate: what her drafts are counted under.
    tags: BTreeMap<String, String>,
    /// Every file of 32 bytes among the keys.
    pub(super) keys: Vec<[u8; 32]>,
}

impl Holdings {
    /// What the drafts of a gate are counted under; in a copy, the gate itself.
    pub(super) fn tag_of(&self, gate: &str) -> String {
        self.tags.get(gate).cloned().unwrap_or_else(|| gate.to_owned())
    }

    /// What the upload file says.
    pub(super) fn known_of(&self, gate: &str) -> BTreeMap<String, Vec<String>> {
        self.known.get(gate).cloned().unwrap_or_default()
    }

    /// Takes in what is held of another wave.
    pub(in crate::demo) fn add(&mut self, other: &Holdings) {
        self.known.extend(other.known.clone());
    }

    /// The same hands at a copy, whose drafts stand under the gates themselves and beside whose tables
    /// lie `keys`.
    pub(super) fn at_copy(&self, keys: Vec<[u8; 32]>) -> Holdings {
        Holdings {
            known: self.known.clone(),
            tags: BTreeMap::new(),
            keys,
        }
    }
}

/// Contact, wave, upload, sealed address, sealed data key.
#[derive(Deserialize)]
struct ContactRow(Uuid, Uuid, Uuid, String, String);

/// Takes what is left below the root of all keys, and opens with it who the gates belong to.
///
/// # Errors
/// The database's, or no key can be read.
pub fn holdings(
    cluster: &Cluster,
    database: &str,
    keys_root: &Path,
    file: &[FileRow],
) -> Result<Holdings, DemoError> {
    let rows: Vec<ContactRow> = lines(
        cluster,
        database,
        "SELECT jsonb_build_array(contact.id, contact.wave, upload.id, encode(email, 'hex'), encode(sealed_data_key, 'hex')) \
         FROM contact JOIN upload ON upload.id = contact.upload WHERE sealed_data_key IS NOT NULL;",
    )?;
    let mailer = MailerKeys::open(&keys_root.join("mailer"))?;
    let pepper = WebKeys::load(&keys_root.join("web"))?.pepper;
    let mut held = Holdings {
        keys: every_key(keys_root),
        ..Holdings::default()
    };
    for ContactRow(contact, wave, upload, address, data_key) in rows {
        let link = LinkSecret::derive(&mailer.link_key(wave)?, contact, wave);
        let gate = HEXLOWER.encode(link.gate().as_bytes());
        let tag = HEXLOWER.encode(pepper.link_tag(&link).as_bytes());
        held.tags.insert(gate.clone(), tag);
        let (address, data_key) = (
            HEXLOWER.decode(address.as_bytes())?,
            HEXLOWER.decode(data_key.as_bytes())?,
        );
        let data_key = DataKey::open_sealed(&mailer.contact_key(wave)?, upload, &data_key)?;
        let email = data_key.open_address(contact, &address)?;
        if let Some(row) = file.iter().find(|row| row.email == email.expose_secret()) {
            held.known.insert(gate, row.fits.clone());
        }
    }
    Ok(held)
}

/// Every file of 32 bytes below a folder.
fn every_key(folder: &Path) -> Vec<[u8; 32]> {
    let mut folders: Vec<PathBuf> = vec![folder.to_owned()];
    let mut keys = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if let Some(key) = std::fs::read(path).ok().and_then(|bytes| bytes.try_into().ok()) {
                keys.push(key);
            }
        }
    }
    keys
}

/// Opens what can be opened: ballots with keys that fit, drafts that lie in clear.
pub(super) struct Opener {
    pieces_of_ballots: BTreeMap<u64, Vec<u8>>,
    pieces_of_drafts: BTreeMap<u64, Vec<u8>>,
    by_epoch: BTreeMap<Uuid, EpochPrivateKey>,
}

impl Opener {
    /// Tries every key on one ballot of each epoch, as epochs share no key.
    pub fn new<'b>(
        looking: &Looking<'_>,
        wal: &Wal,
        schema: &str,
        ballots: impl Iterator<Item = &'b Vec<String>>,
    ) -> Result<Opener, DemoError> {
        let mut opener = Opener {
            pieces_of_ballots: pieces(looking, wal, &format!("{schema}.ballot"), "true")?,
            // The first piece shows whether it is in clear.
            pieces_of_drafts: pieces(
                looking,
                wal,
                &format!("{schema}.draft"),
                r"t_attrs[2] = '\x00000000'",
            )?,
            by_epoch: BTreeMap::new(),
        };
        let keys = keys_at_hand(looking, schema)?;
        let mut tried = BTreeSet::new();
        for columns in ballots {
            let Some((epoch, sealed)) = opener.sealed(columns) else {
                continue;
            };
            if tried.insert(epoch) {
                let fits = |key: &&EpochPrivateKey| open_with(key, epoch, &sealed).is_some();
                if let Some(key) = keys.iter().find(fits) {
                    opener.by_epoch.insert(epoch, key.clone());
                }
            }
        }
        Ok(opener)
    }

    /// The answers in a ballot, where a key opens it.
    pub fn open(&self, columns: &[String]) -> BTreeMap<String, String> {
        let opened = self.sealed(columns).and_then(|(epoch, sealed)| {
            let key = self.by_epoch.get(&epoch)?;
            serde_json::from_slice(&open_with(key, epoch, &sealed)?).ok()
        });
        opened.as_ref().map(content_of).unwrap_or_default()
    }

    /// The answers in the fullest of a link's drafts that lies in clear.
    pub fn read_drafts(&self, bodies: &[String]) -> BTreeMap<String, String> {
        let read = |body: &String| {
            let bytes = match Stored::read(body)? {
                Stored::Aside { id, .. } => self.pieces_of_drafts.get(&id)?.clone(),
                Stored::Here(bytes) => bytes,
            };
            let value: Value = serde_json::from_slice(&bytes).ok()?;
            Some(content_of(&value))
        };
        let contents = bodies.iter().filter_map(read);
        contents.max_by_key(BTreeMap::len).unwrap_or_default()
    }

    fn sealed(&self, columns: &[String]) -> Option<(Uuid, Vec<u8>)> {
        let [_, epoch, body] = columns else { return None };
        let epoch = Uuid::from_slice(&HEXLOWER.decode(epoch.as_bytes()).ok()?).ok()?;
        let sealed = match Stored::read(body)? {
            Stored::Aside { id, .. } => self.pieces_of_ballots.get(&id)?.clone(),
            Stored::Here(bytes) => bytes,
        };
        Some((epoch, sealed))
    }
}

fn open_with(key: &EpochPrivateKey, epoch: Uuid, sealed: &[u8]) -> Option<Vec<u8>> {
    let opened = open_ballot(key, epoch, sealed);
    let opened = opened.or_else(|_| open_unpadded(key, epoch, sealed));
    opened.ok().map(|plain| plain.to_vec())
}

/// Keys in files, and whatever in the database could be one: any column of 32 bytes.
fn keys_at_hand(looking: &Looking<'_>, schema: &str) -> Result<Vec<EpochPrivateKey>, DemoError> {
    let columns: Vec<(String, String)> = lines(
        looking.cluster,
        looking.database,
        &format!(
            "SELECT jsonb_build_array(table_name, column_name) FROM information_schema.columns \
             WHERE table_schema = '{schema}' AND data_type = 'bytea';"
        ),
    )?;
    let mut keys = looking.holdings.keys.clone();
    for (table, column) in columns {
        let script = format!(
            "SELECT to_jsonb(encode({column}, 'hex')) FROM {schema}.{table} WHERE octet_length({column}) = 32 LIMIT 1000;"
        );
        let found: Vec<String> = lines(looking.cluster, looking.database, &script)?;
        let decoded = found
            .iter()
            .filter_map(|key| HEXLOWER.decode(key.as_bytes()).ok());
        keys.extend(decoded.filter_map(|key| <[u8; 32]>::try_from(key).ok()));
    }
    Ok(keys.into_iter().map(EpochPrivateKey::from_bytes).collect())
}

/// Answers by item out of whatever JSON holds them: a response, finished answers, a copy's draft.
pub(super) fn content_of(value: &Value) -> BTreeMap<String, String> {
    let answers = value.get("answers").unwrap_or(value);
    let Value::Object(answers) = answers else {
        return BTreeMap::new();
    };
    answers
        .iter()
        .map(|(item, said)| (item.clone(), words(said)))
        .collect()
}

/// A code as its letters, several sorted; finished answers stand under the letter of their kind.
fn words(said: &Value) -> String {
    match said {
        Value::String(code) => code.clone(),
        Value::Array(codes) => {
            let mut codes: Vec<String> = codes.iter().map(words).collect();
            codes.sort();
            codes.join(" ")
        }
        Value::Object(of_kind) if of_kind.len() == 1 => of_kind.values().map(words).collect(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_same_answers_read_alike_wherever_they_stand() {
        let response = json!({"a": "1", "b": ["y", "x"], "c": 3});
        let finished =
            json!({"version": "v", "answers": {"a": {"c": "1"}, "b": {"m": ["x", "y"]}, "c": {"n": 3}}});
        assert_eq!(content_of(&response), content_of(&finished));
        assert_eq!(content_of(&response).len(), 3);
        assert!(content_of(&json!("noise")).is_empty());
    }
}
