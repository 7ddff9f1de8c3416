//! What is to be mailed and what was mailed: rows by contact and kind, never an address, never a link.
//!
//! A row goes `ready → claimed → sent | unknown | failed`, or from `claimed` back to `ready`. It is claimed, and that
//! is committed, before anybody connects to a relay; what was claimed and not settled in time may have left, so it
//! becomes `unknown` and is not sent again.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Date, Nullable, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::Error;
use super::schema::{cohort, contact, outbox, stop, upload, wave};

/// Which letter of a contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The first.
    Invitation,
    /// The second and last.
    Reminder,
}

impl Kind {
    fn as_str(self) -> &'static str {
        match self {
            Kind::Invitation => "invitation",
            Kind::Reminder => "reminder",
        }
    }

    fn parse(text: &str) -> Result<Kind, Error> {
        match text {
            "invitation" => Ok(Kind::Invitation),
            "reminder" => Ok(Kind::Reminder),
            _ => Err(Error::unreadable(
                "outbox",
                "its kind is neither invitation nor reminder",
            )),
        }
    }
}

/// One claimed letter with all that is needed to write it, still sealed.
pub struct Claimed {
    /// The contact.
    pub contact: Uuid,
    /// Which letter.
    pub kind: Kind,
    /// How often it was tried, this time included.
    pub attempts: i16,
    /// The contact's wave.
    pub wave: Uuid,
    /// The upload whose data key opens the address.
    pub upload: Uuid,
    /// The data key, sealed to the wave's contact key.
    pub sealed_data_key: Option<Vec<u8>>,
    /// The address, sealed with the data key.
    pub sealed_address: Vec<u8>,
    /// The contact's language.
    pub language: String,
    /// The last day on which the mark that email is safe holds; none where no mark is needed.
    pub safe_until: Option<NaiveDate>,
    /// The last day on which the link works.
    pub fieldwork_to: NaiveDate,
}

/// How a claimed letter ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// It left.
    Sent,
    /// It may have left: never send it again.
    Unknown,
    /// It will not leave.
    Failed,
    /// It is tried again, not before this time of the machine. `counts` says whether the try was one.
    Ready {
        /// Machine time.
        not_before: DateTime<Utc>,
        /// Whether the try counts towards giving up.
        counts: bool,
    },
}

/// A claimed letter and its end.
#[derive(Debug, Clone, Copy)]
pub struct Settlement {
    /// The contact.
    pub contact: Uuid,
    /// Which letter.
    pub kind: Kind,
    /// Its end.
    pub settled: Settled,
}

/// Puts a letter of `kind` for every contact of an upload into the outbox; what is there already stays as it is.
///
/// # Errors
/// The database's.
pub async fn insert_for_upload(conn: &mut AsyncPgConnection, of: Uuid, kind: Kind) -> Result<usize, Error> {
    let rows = contact::table.filter(contact::upload.eq(of)).select((
        contact::id,
        kind.as_str().into_sql::<Text>(),
        "ready".into_sql::<Text>(),
    ));
    Ok(diesel::insert_into(outbox::table)
        .values(rows)
        .into_columns((outbox::contact, outbox::kind, outbox::state))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?)
}

/// The due rows are found once and kept: a subquery might be run again for each row of the outbox, and would skip
/// those just claimed and give others, until more are claimed than can be sent while the lease holds.
const CLAIM: &str = "WITH due AS MATERIALIZED ( \
        SELECT o.contact, o.kind FROM outbox o JOIN contact ON contact.id = o.contact JOIN wave ON wave.id = contact.wave \
        WHERE o.state = 'ready' AND (o.lease_until IS NULL OR o.lease_until <= $2) \
          AND wave.state = 'open' AND wave.fieldwork_from <= $3 AND wave.fieldwork_to >= $3 \
          AND wave.id <> ALL($4) \
        LIMIT $5 FOR UPDATE OF o SKIP LOCKED) \
    UPDATE outbox SET state = 'claimed', attempts = outbox.attempts + 1, lease_until = $1 FROM due \
    WHERE outbox.contact = due.contact AND outbox.kind = due.kind \
    RETURNING outbox.contact, outbox.kind";

/// What a claim asks for.
pub struct Claim<'a> {
    /// The day of fieldwork: letters leave from a wave's first day to its last.
    pub today: NaiveDate,
    /// Machine time: what waits for a later try is left alone.
    pub machine_now: DateTime<Utc>,
    /// Machine time: until when the claim holds.
    pub lease_until: DateTime<Utc>,
    /// Waves whose mail rests.
    pub resting: &'a [Uuid],
    /// How many at most.
    pub limit: i64,
}

#[derive(QueryableByName)]
struct ClaimedKey {
    #[diesel(sql_type = diesel::sql_types::Uuid)]
    contact: Uuid,
    #[diesel(sql_type = Text)]
    kind: String,
}

/// Claims due letters. Nobody else gets them while the lease holds.
///
/// # Errors
/// The database's.
pub async fn claim_due(conn: &mut AsyncPgConnection, claim: &Claim<'_>) -> Result<Vec<Claimed>, Error> {
    let keys: Vec<ClaimedKey> = diesel::sql_query(CLAIM)
        .bind::<Timestamptz, _>(claim.lease_until)
        .bind::<Timestamptz, _>(claim.machine_now)
        .bind::<Date, _>(claim.today)
        .bind::<Array<diesel::sql_types::Uuid>, _>(claim.resting)
        .bind::<BigInt, _>(claim.limit)
        .load(conn)
        .await?;
    let claimed: Vec<(Uuid, String)> = keys.into_iter().map(|key| (key.contact, key.kind)).collect();
    list_claimed(conn, &claimed).await
}

type Row = (
    Uuid,
    String,
    i16,
    Uuid,
    Uuid,
    Option<Vec<u8>>,
    Vec<u8>,
    String,
    Option<NaiveDate>,
    NaiveDate,
);

async fn list_claimed(conn: &mut AsyncPgConnection, keys: &[(Uuid, String)]) -> Result<Vec<Claimed>, Error> {
    let contacts: Vec<Uuid> = keys.iter().map(|(contact, _)| *contact).collect();
    let rows: Vec<Row> = outbox::table
        .inner_join(
            contact::table
                .inner_join(upload::table)
                .inner_join(wave::table.on(wave::id.eq(contact::wave))),
        )
        .filter(outbox::contact.eq_any(contacts))
        .select((
            outbox::contact,
            outbox::kind,
            outbox::attempts,
            contact::wave,
            contact::upload,
            upload::sealed_data_key,
            contact::email,
            contact::language,
            contact::safe_until,
            wave::fieldwork_to,
        ))
        .load(conn)
        .await?;
    rows.into_iter()
        .filter(|row| keys.iter().any(|key| key.0 == row.0 && key.1 == row.1))
        .map(read)
        .collect()
}

fn read(row: Row) -> Result<Claimed, Error> {
    let (
        contact,
        kind,
        attempts,
        wave,
        upload,
        sealed_data_key,
        sealed_address,
        language,
        safe_until,
        fieldwork_to,
    ) = row;
    let kind = Kind::parse(&kind)?;
    Ok(Claimed {
        contact,
        kind,
        attempts,
        wave,
        upload,
        sealed_data_key,
        sealed_address,
        language,
        safe_until,
        fieldwork_to,
    })
}

/// Which of these stop hashes say that nothing more is to be written.
///
/// # Errors
/// The database's.
pub async fn list_stopped(conn: &mut AsyncPgConnection, hashes: &[Vec<u8>]) -> Result<Vec<Vec<u8>>, Error> {
    Ok(stop::table
        .filter(stop::hash.eq_any(hashes))
        .filter(stop::stopped)
        .select(stop::hash)
        .load(conn)
        .await?)
}

const SETTLE: &str = "UPDATE outbox SET state = s.state, lease_until = s.not_before, attempts = outbox.attempts - s.uncounted \
    FROM unnest($1, $2, $3, $4, $5) AS s (contact, kind, state, not_before, uncounted) \
    WHERE outbox.contact = s.contact AND outbox.kind = s.kind AND outbox.state = 'claimed'";

/// Settles claimed letters, all in one statement.
///
/// # Errors
/// The database's; then the claims stay and become `unknown` when their lease runs out.
pub async fn mark_settled(conn: &mut AsyncPgConnection, settlements: &[Settlement]) -> Result<usize, Error> {
    let of = |settled: Settled| match settled {
        Settled::Sent => ("sent", None, 0),
        Settled::Unknown => ("unknown", None, 0),
        Settled::Failed => ("failed", None, 0),
        Settled::Ready { not_before, counts } => ("ready", Some(not_before), i16::from(!counts)),
    };
    let columns: Vec<(&str, Option<DateTime<Utc>>, i16)> =
        settlements.iter().map(|one| of(one.settled)).collect();
    Ok(diesel::sql_query(SETTLE)
        .bind::<Array<diesel::sql_types::Uuid>, _>(
            settlements.iter().map(|one| one.contact).collect::<Vec<_>>(),
        )
        .bind::<Array<Text>, _>(
            settlements
                .iter()
                .map(|one| one.kind.as_str())
                .collect::<Vec<_>>(),
        )
        .bind::<Array<Text>, _>(columns.iter().map(|column| column.0).collect::<Vec<_>>())
        .bind::<Array<Nullable<Timestamptz>>, _>(columns.iter().map(|column| column.1).collect::<Vec<_>>())
        .bind::<Array<diesel::sql_types::SmallInt>, _>(
            columns.iter().map(|column| column.2).collect::<Vec<_>>(),
        )
        .execute(conn)
        .await?)
}

/// Marks claims whose lease ran out as `unknown`: their worker is gone, and the letter may have left.
///
/// # Errors
/// The database's.
pub async fn mark_expired_unknown(
    conn: &mut AsyncPgConnection,
    machine_now: DateTime<Utc>,
) -> Result<usize, Error> {
    Ok(diesel::update(outbox::table)
        .filter(
            outbox::state
                .eq("claimed")
                .and(outbox::lease_until.lt(machine_now)),
        )
        .set((
            outbox::state.eq("unknown"),
            outbox::lease_until.eq(None::<DateTime<Utc>>),
        ))
        .execute(conn)
        .await?)
}

/// How many invitations of a wave ended in which state, by family.
///
/// # Errors
/// The database's.
pub async fn count_invitations(
    conn: &mut AsyncPgConnection,
    of: Uuid,
) -> Result<Vec<(String, String, i64)>, Error> {
    Ok(outbox::table
        .inner_join(contact::table.inner_join(cohort::table))
        .filter(
            contact::wave
                .eq(of)
                .and(outbox::kind.eq(Kind::Invitation.as_str())),
        )
        .group_by((cohort::family, outbox::state))
        .select((cohort::family, outbox::state, diesel::dsl::count_star()))
        .load(conn)
        .await?)
}
