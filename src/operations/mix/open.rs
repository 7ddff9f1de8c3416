//! Opening what an epoch holds, in memory.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use diesel_async::AsyncPgConnection;
use zeroize::Zeroizing;

use super::MixError;
use super::plan::{Batch, Held};
use crate::ballot::{EpochPrivateKey, open_ballot};
use crate::operations::load_questionnaires::definitions_of;
use crate::store::epochs::Due;
use crate::survey::crime::FamilyId;
use crate::survey::questionnaire::Definitions;
use crate::survey::response::{Finished, class_of};

/// The versions of the definitions that the answers at hand were given to.
pub(super) type Versions = HashMap<String, Definitions>;

/// Opens and checks every ballot of an epoch.
pub(super) async fn open_batch(
    conn: &mut AsyncPgConnection,
    due: &Due,
    key: EpochPrivateKey,
    sealed: Vec<Vec<u8>>,
    versions: &mut Versions,
) -> Result<Batch, MixError> {
    let epoch = due.epoch;
    let opened = open_all(due, key, sealed).await?;
    let mut ballots = Vec::with_capacity(opened.len());
    for plain in opened {
        let finished: Finished = serde_json::from_slice(&plain).map_err(|_| MixError::Invalid { epoch })?;
        let definitions = match versions.entry(finished.version.clone()) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => {
                let definitions = definitions_of(conn, new.key()).await?;
                new.insert(definitions)
            }
        };
        finished
            .check(definitions)
            .map_err(|_| MixError::Invalid { epoch })?;
        let (sex, age) = class_of(definitions, &finished);
        ballots.push(Held { finished, sex, age });
    }
    let family = FamilyId::parse(&due.family).map_err(|_| MixError::Invalid { epoch })?;
    Ok(Batch {
        family,
        cohort: due.cohort,
        ballots,
    })
}

/// The arithmetic of many ballots, away from the threads that serve connections.
async fn open_all(
    due: &Due,
    key: EpochPrivateKey,
    sealed: Vec<Vec<u8>>,
) -> Result<Vec<Zeroizing<Vec<u8>>>, MixError> {
    let epoch = due.epoch;
    let opening = tokio::task::spawn_blocking(move || {
        let open = |sealed: &Vec<u8>| open_ballot(&key, epoch, sealed);
        sealed.iter().map(open).collect::<Result<Vec<_>, _>>()
    });
    match opening.await {
        Ok(Ok(opened)) => Ok(opened),
        Ok(Err(_)) => Err(MixError::DoesNotOpen { epoch }),
        Err(_) => Err(crate::store::Error::cut_off().into()),
    }
}
