//! One copy at work: gates, drafts, Send and mix as Heard does them, with the one measure taken away.

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;
use diesel::sql_types::{Array, BigInt, Binary, Jsonb, Nullable, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use uuid::Uuid;

use super::{Said, Variant, random_id};
use crate::ballot::{
    EpochPrivateKey, EpochPublicKey, open_ballot, open_unpadded, seal_ballot, seal_unpadded,
};
use crate::demo::error::DemoError;
use crate::store::{self, Pool};

/// An epoch of the copy.
struct Epoch {
    id: Uuid,
    key: EpochPrivateKey,
    public: EpochPublicKey,
}

/// Makes the tables, lets all answer in the order given, mixes, and returns the keys that are left.
pub(super) async fn play(
    pool: &Pool,
    variant: Variant,
    said: &[Said],
    rng: &mut StdRng,
) -> Result<Vec<[u8; 32]>, DemoError> {
    let mut conn = store::get(pool).await?;
    // Thousands of answers wait for no disk: what is written, and in which order, stays the same.
    flush(&mut conn, false).await?;
    make(&mut conn, variant, said).await?;
    let epochs = open_epochs(&mut conn, variant, said, rng).await?;
    // One after the other: they come over weeks, and a Send takes no time.
    for one in said {
        answer(&mut conn, variant, &epochs, one, rng).await?;
    }
    flush(&mut conn, true).await?;
    if !variant.is_mixed() {
        return Ok(Vec::new());
    }
    for (batch, epoch) in &epochs {
        mix(&mut conn, variant, *batch, epoch, rng)
            .await
            .map_err(store::Error::from)?;
    }
    // Everywhere else the key is destroyed after the mix.
    let kept = epochs.values().filter(|_| variant == Variant::StaticKey);
    Ok(kept.map(|epoch| *epoch.key.expose()).collect())
}

/// Whether each commit waits until the log is on the disk. Turned on, all that came before is there too.
async fn flush(conn: &mut AsyncPgConnection, at_once: bool) -> Result<(), DemoError> {
    let set = match at_once {
        true => "SET synchronous_commit = on; SELECT pg_logical_emit_message(true, 'copy', 'flushed')",
        false => "SET synchronous_commit = off",
    };
    Ok(conn.batch_execute(set).await.map_err(store::Error::from)?)
}

async fn make(conn: &mut AsyncPgConnection, variant: Variant, said: &[Said]) -> Result<(), DemoError> {
    let schema = variant.schema();
    let tables = format!(
        "DROP SCHEMA IF EXISTS {schema} CASCADE; CREATE SCHEMA {schema};
         CREATE TABLE {schema}.gate (hash bytea PRIMARY KEY, cohort bigint NOT NULL, spent boolean NOT NULL DEFAULT false);
         CREATE TABLE {schema}.draft (id uuid PRIMARY KEY, link_tag bytea NOT NULL, body bytea NOT NULL);
         CREATE TABLE {schema}.epoch (id uuid PRIMARY KEY, public_key bytea NOT NULL, private_key bytea);
         CREATE TABLE {schema}.ballot (id uuid PRIMARY KEY, epoch uuid NOT NULL, body bytea NOT NULL);
         ALTER TABLE {schema}.ballot ALTER COLUMN body SET STORAGE EXTERNAL;
         ALTER TABLE {schema}.draft ALTER COLUMN body SET STORAGE EXTERNAL;
         CREATE TABLE {schema}.response (id uuid PRIMARY KEY, cohort bigint NOT NULL, answers jsonb NOT NULL,
             number bigint GENERATED ALWAYS AS IDENTITY);"
    );
    conn.batch_execute(&tables).await.map_err(store::Error::from)?;
    let mut invited: Vec<(Vec<u8>, i64)> = Vec::new();
    for one in said {
        invited.push((HEXLOWER.decode(one.gate.as_bytes())?, one.batch));
    }
    // Not in the order in which they answer.
    invited.sort();
    let (hashes, batches): (Vec<Vec<u8>>, Vec<i64>) = invited.into_iter().unzip();
    diesel::sql_query(format!(
        "INSERT INTO {schema}.gate (hash, cohort) SELECT * FROM unnest($1, $2)"
    ))
    .bind::<Array<Binary>, _>(hashes)
    .bind::<Array<BigInt>, _>(batches)
    .execute(conn)
    .await
    .map_err(store::Error::from)?;
    Ok(())
}

async fn open_epochs(
    conn: &mut AsyncPgConnection,
    variant: Variant,
    said: &[Said],
    rng: &mut StdRng,
) -> Result<BTreeMap<i64, Epoch>, DemoError> {
    let mut epochs = BTreeMap::new();
    for one in said {
        if epochs.contains_key(&one.batch) {
            continue;
        }
        let key = EpochPrivateKey::generate(rng);
        let epoch = Epoch {
            id: random_id(rng),
            public: key.public(),
            key,
        };
        let in_database = (variant == Variant::KeyInDatabase).then(|| epoch.key.expose().to_vec());
        diesel::sql_query(format!(
            "INSERT INTO {}.epoch VALUES ($1, $2, $3)",
            variant.schema()
        ))
        .bind::<SqlUuid, _>(epoch.id)
        .bind::<Binary, _>(epoch.public.as_bytes().to_vec())
        .bind::<Nullable<Binary>, _>(in_database)
        .execute(conn)
        .await
        .map_err(store::Error::from)?;
        epochs.insert(one.batch, epoch);
    }
    Ok(epochs)
}

async fn answer(
    conn: &mut AsyncPgConnection,
    variant: Variant,
    epochs: &BTreeMap<i64, Epoch>,
    said: &Said,
    rng: &mut StdRng,
) -> Result<(), DemoError> {
    let gate = HEXLOWER.decode(said.gate.as_bytes())?;
    let plain = serde_json::to_vec(&said.answers)?;
    let response = random_id(rng);
    let Some(epoch) = epochs.get(&said.batch) else {
        return Ok(());
    };
    let ballot = match variant {
        Variant::Unpadded => seal_unpadded(&epoch.public, epoch.id, &plain, rng)?,
        _ => seal_ballot(&epoch.public, epoch.id, &plain, rng)?,
    };
    let draft = random_id(rng);
    if variant == Variant::PlainDraft {
        save_draft(conn, variant, draft, &gate, &plain).await?;
    }
    let sent = conn
        .transaction(async |conn| {
            mark(conn, variant, &gate).await?;
            match variant {
                Variant::Together => keep(conn, variant, response, said).await,
                Variant::Apart => Ok(()),
                _ => put(conn, variant, epoch.id, ballot, random_id(rng), draft).await,
            }
        })
        .await;
    sent.map_err(store::Error::from)?;
    if variant == Variant::Apart {
        keep(conn, variant, response, said)
            .await
            .map_err(store::Error::from)?;
    }
    Ok(())
}

async fn save_draft(
    conn: &mut AsyncPgConnection,
    variant: Variant,
    id: Uuid,
    gate: &[u8],
    plain: &[u8],
) -> Result<(), store::Error> {
    diesel::sql_query(format!(
        "INSERT INTO {}.draft VALUES ($1, $2, $3)",
        variant.schema()
    ))
    .bind::<SqlUuid, _>(id)
    .bind::<Binary, _>(gate)
    .bind::<Binary, _>(plain)
    .execute(conn)
    .await?;
    Ok(())
}

async fn mark(conn: &mut AsyncPgConnection, variant: Variant, gate: &[u8]) -> diesel::QueryResult<()> {
    diesel::sql_query(format!(
        "UPDATE {}.gate SET spent = true WHERE hash = $1",
        variant.schema()
    ))
    .bind::<Binary, _>(gate)
    .execute(conn)
    .await
    .map(drop)
}

async fn keep(
    conn: &mut AsyncPgConnection,
    variant: Variant,
    id: Uuid,
    said: &Said,
) -> diesel::QueryResult<()> {
    diesel::sql_query(format!(
        "INSERT INTO {}.response (id, cohort, answers) VALUES ($1, $2, $3)",
        variant.schema()
    ))
    .bind::<SqlUuid, _>(id)
    .bind::<BigInt, _>(said.batch)
    .bind::<Jsonb, _>(&said.answers)
    .execute(conn)
    .await
    .map(drop)
}

async fn put(
    conn: &mut AsyncPgConnection,
    variant: Variant,
    epoch: Uuid,
    ballot: Vec<u8>,
    id: Uuid,
    draft: Uuid,
) -> diesel::QueryResult<()> {
    let schema = variant.schema();
    diesel::sql_query(format!("INSERT INTO {schema}.ballot VALUES ($1, $2, $3)"))
        .bind::<SqlUuid, _>(id)
        .bind::<SqlUuid, _>(epoch)
        .bind::<Binary, _>(ballot)
        .execute(conn)
        .await?;
    diesel::sql_query(format!("DELETE FROM {schema}.draft WHERE id = $1"))
        .bind::<SqlUuid, _>(draft)
        .execute(conn)
        .await
        .map(drop)
}

#[derive(diesel::QueryableByName)]
struct Taken {
    #[diesel(sql_type = Binary)]
    body: Vec<u8>,
}

/// Takes the ballots of an epoch out, opens, shuffles and writes them, in one transaction.
async fn mix(
    conn: &mut AsyncPgConnection,
    variant: Variant,
    batch: i64,
    epoch: &Epoch,
    rng: &mut StdRng,
) -> diesel::QueryResult<()> {
    let schema = variant.schema();
    conn.transaction(async |conn| {
        let taken: Vec<Taken> = diesel::sql_query(format!(
            "DELETE FROM {schema}.ballot WHERE epoch = $1 RETURNING body"
        ))
        .bind::<SqlUuid, _>(epoch.id)
        .load(conn)
        .await?;
        let mut answers = Vec::new();
        for Taken { body } in taken {
            let opened = match variant {
                Variant::Unpadded => open_unpadded(&epoch.key, epoch.id, &body),
                _ => open_ballot(&epoch.key, epoch.id, &body),
            };
            let plain = opened.map_err(|_| diesel::result::Error::RollbackTransaction)?;
            let value = serde_json::from_slice(&plain);
            answers.push(value.map_err(|_| diesel::result::Error::RollbackTransaction)?);
        }
        if variant != Variant::Unshuffled {
            answers.shuffle(rng);
        }
        write(conn, variant, batch, answers, rng).await
    })
    .await
}

async fn write(
    conn: &mut AsyncPgConnection,
    variant: Variant,
    batch: i64,
    answers: Vec<serde_json::Value>,
    rng: &mut StdRng,
) -> diesel::QueryResult<()> {
    let ids: Vec<Uuid> = answers.iter().map(|_| random_id(rng)).collect();
    diesel::sql_query(format!(
        "INSERT INTO {}.response (id, cohort, answers) SELECT id, $1, answers FROM unnest($2, $3) AS r (id, answers)",
        variant.schema()
    ))
    .bind::<BigInt, _>(batch)
    .bind::<Array<SqlUuid>, _>(ids)
    .bind::<Array<Jsonb>, _>(answers)
    .execute(conn)
    .await
    .map(drop)
}
