//! What the attacker sees from below, as the database's superuser: rows with what the disk adds to
//! them, and rows that were deleted and lie there still (`pageinspect`).

use std::collections::{BTreeMap, HashMap};

use data_encoding::HEXLOWER;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use uuid::Uuid;

use super::judge::{Batch, Trace};
use super::leftovers::{Holdings, Opener, content_of};
use super::wal::{Wal, WalMark};
use crate::demo::cluster::Cluster;
use crate::demo::error::DemoError;
use crate::survey::crime::FamilyId;

/// The smallest batch that is looked at: the smallest that is mixed.
const SMALLEST: usize = 10;

/// Where is looked, from which place of the log on, and with what in hand.
pub struct Looking<'a> {
    /// The cluster, as its superuser.
    pub cluster: &'a Cluster,
    /// The database.
    pub database: &'a str,
    /// Where the log begins that is read.
    pub mark: &'a WalMark,
    /// Upload file and keys.
    pub holdings: &'a Holdings,
}

/// Looks at Heard's own tables. Batches by cohort.
///
/// # Errors
/// The database's.
pub fn at_ours(looking: &Looking<'_>) -> Result<BTreeMap<String, Batch>, DemoError> {
    at(looking, "public", "id::text")
}

/// Looks at the tables of a copy, which are called like ours and stand in a schema of their own.
///
/// # Errors
/// The database's.
pub fn at_copy(looking: &Looking<'_>, schema: &str) -> Result<BTreeMap<String, Batch>, DemoError> {
    at(looking, schema, "lpad(number::text, 20, '0')")
}

/// The family of each cohort, by id.
///
/// # Errors
/// The database's.
pub fn families(cluster: &Cluster, database: &str) -> Result<BTreeMap<String, FamilyId>, DemoError> {
    let script = "SELECT jsonb_build_array(id, family) FROM cohort;";
    let told: Vec<(String, String)> = lines(cluster, database, script)?;
    Ok(told
        .into_iter()
        .filter_map(|(cohort, family)| Some((cohort, FamilyId::parse(&family).ok()?)))
        .collect())
}

/// Cohort, name, transaction, page, line.
#[derive(Deserialize)]
struct GateRow(String, String, i64, u32, u32);
/// The same of a response, with what orders it and its answers.
#[derive(Deserialize)]
struct ResponseRow(String, Uuid, i64, u32, u32, String, Value);
/// A version of a row that lies on a page, deleted or not: transaction and raw columns.
#[derive(Deserialize)]
struct Remnant(i64, Vec<String>);

fn at(looking: &Looking<'_>, schema: &str, id: &str) -> Result<BTreeMap<String, Batch>, DemoError> {
    let (cluster, database) = (looking.cluster, looking.database);
    cluster.sql(database, "CREATE EXTENSION IF NOT EXISTS pageinspect")?;
    let place = "xmin::text::bigint, (ctid::text::point)[0]::int, (ctid::text::point)[1]::int";
    let gates: Vec<GateRow> = lines(
        cluster,
        database,
        &format!(
            "SELECT jsonb_build_array(cohort::text, encode(hash, 'hex'), {place}) FROM {schema}.gate WHERE spent ORDER BY hash;"
        ),
    )?;
    let responses: Vec<ResponseRow> = lines(
        cluster,
        database,
        &format!(
            "SELECT jsonb_build_array(cohort::text, id, {place}, {id}, answers) \
             FROM {schema}.response ORDER BY {id};"
        ),
    )?;
    let wal = Wal::read(cluster, looking.mark)?;
    let mut batches: BTreeMap<String, Batch> = BTreeMap::new();
    for (cohort, trace) in gate_traces(looking, schema, &wal, gates)? {
        batches.entry(cohort).or_default().gates.push(trace);
    }
    for (cohort, trace) in response_traces(&wal, responses) {
        batches.entry(cohort).or_default().responses.push(trace);
    }
    batches.retain(|_, batch| batch.responses.len() >= SMALLEST && !batch.gates.is_empty());
    Ok(batches)
}

fn gate_traces(
    looking: &Looking<'_>,
    schema: &str,
    wal: &Wal,
    rows: Vec<GateRow>,
) -> Result<Vec<(String, Trace)>, DemoError> {
    let relation = relation_of(looking, &format!("{schema}.gate"))?;
    let mut ballots: HashMap<i64, Vec<String>> = HashMap::new();
    let layout = [Some(16), Some(16), None];
    for Remnant(transaction, columns) in
        ever_written(looking, wal, &format!("{schema}.ballot"), &layout, "true")?
    {
        // Of several in one transaction (a mix that carries), none is somebody's.
        ballots.entry(transaction).or_insert(columns);
    }
    let opener = Opener::new(looking, wal, schema, ballots.values())?;
    let mut drafts: HashMap<String, Vec<String>> = HashMap::new();
    let layout = [Some(16), None, None];
    for Remnant(_, columns) in ever_written(looking, wal, &format!("{schema}.draft"), &layout, "true")? {
        if let [_, tag, body] = &columns[..] {
            drafts.entry(inside(tag)).or_default().push(body.clone());
        }
    }
    let trace = |row: GateRow| {
        let GateRow(cohort, name, transaction, page, line) = row;
        let written = wal.update_at(relation, (page, line));
        let ballot = ballots.get(&transaction);
        let stored = ballot.and_then(|columns| Stored::read(columns.get(2)?));
        let tag = looking.holdings.tag_of(&name);
        let saved = drafts.get(&tag).map_or(&[][..], Vec::as_slice);
        let trace = Trace {
            transaction,
            place: (page, line),
            toast: stored.as_ref().and_then(Stored::id),
            wal: written.map(|(position, _)| position),
            wal_transaction: written.map(|(_, transaction)| transaction),
            length: stored.as_ref().map_or(0, Stored::length),
            saves: i64::try_from(saved.len()).unwrap_or(0),
            draft: opener.read_drafts(saved),
            ballot: ballot.map(|columns| opener.open(columns)).unwrap_or_default(),
            known: looking.holdings.known_of(&name),
            id: name.clone(),
            name,
            ..Trace::default()
        };
        (cohort, trace)
    };
    Ok(rows.into_iter().map(trace).collect())
}

fn response_traces(wal: &Wal, rows: Vec<ResponseRow>) -> Vec<(String, Trace)> {
    let ids: Vec<[u8; 16]> = rows.iter().map(|row| *row.1.as_bytes()).collect();
    let written = wal.first_written(&ids);
    let trace = |ResponseRow(cohort, name, transaction, page, line, id, answers): ResponseRow| {
        let written = written.get(name.as_bytes());
        // Written as a ballot writes it, without blanks.
        let length = i64::try_from(answers.to_string().len()).unwrap_or(0);
        let answers = content_of(&answers);
        let trace = Trace {
            name: name.to_string(),
            transaction,
            place: (page, line),
            wal: written.map(|(position, _)| *position),
            wal_transaction: written.map(|(_, transaction)| *transaction),
            length,
            saves: i64::try_from(answers.len()).unwrap_or(0),
            id,
            answers,
            ..Trace::default()
        };
        (cohort, trace)
    };
    rows.into_iter().map(trace).collect()
}

/// The number under which a table lies on the disk and in the log.
fn relation_of(looking: &Looking<'_>, table: &str) -> Result<u32, DemoError> {
    let asked = format!("SELECT pg_relation_filenode('{table}')");
    let told = looking.cluster.sql(looking.database, &asked)?;
    Ok(told.trim().parse().unwrap_or(0))
}

/// Every row that was ever put into a table: what lies on its pages still, and what the log kept.
fn ever_written(
    looking: &Looking<'_>,
    wal: &Wal,
    table: &str,
    layout: &[Option<usize>],
    only: &str,
) -> Result<Vec<Remnant>, DemoError> {
    let mut rows = remnants(looking, table, layout.len(), only)?;
    let logged = wal.inserted(relation_of(looking, table)?).into_iter();
    rows.extend(logged.filter_map(|(transaction, row)| Some(Remnant(transaction, split(&row, layout)?))));
    Ok(rows)
}

/// The raw columns of a row, as hexadecimal digits. `layout` gives the bytes of each, or that it says so itself.
fn split(row: &[u8], layout: &[Option<usize>]) -> Option<Vec<String>> {
    let mut at = 0;
    let mut columns = Vec::new();
    for width in layout {
        let length = match width {
            Some(length) => *length,
            None => {
                // Zero is padding before a length of four bytes, which stands at a multiple of four.
                if *row.get(at)? == 0 {
                    at = at.next_multiple_of(4);
                }
                match *row.get(at)? {
                    1 => 18,
                    short if short & 1 == 1 => usize::from(short >> 1),
                    _ => (u32::from_le_bytes(row.get(at..at + 4)?.try_into().ok()?) >> 2) as usize,
                }
            }
        };
        columns.push(HEXLOWER.encode(row.get(at..at + length)?));
        at += length;
    }
    Some(columns)
}

/// Every version of every row that still lies on the pages of a table: its first columns, raw, as
/// hexadecimal digits.
fn remnants(
    looking: &Looking<'_>,
    table: &str,
    columns: usize,
    only: &str,
) -> Result<Vec<Remnant>, DemoError> {
    let raw: Vec<String> = (1..=columns)
        .map(|column| format!("coalesce(encode(t_attrs[{column}], 'hex'), '')"))
        .collect();
    let script = format!(
        "SELECT jsonb_build_array(t_xmin::text::bigint, jsonb_build_array({raw})) \
         FROM generate_series(0, pg_relation_size('{table}') / 8192 - 1) AS page, \
           heap_page_item_attrs(get_raw_page('{table}', page::int), '{table}'::regclass) \
         WHERE t_attrs IS NOT NULL AND {only};",
        raw = raw.join(", ")
    );
    lines(looking.cluster, looking.database, &script)
}

/// The pieces of long contents that were laid aside, by id, in order. `only` says which pieces.
pub(super) fn pieces(
    looking: &Looking<'_>,
    wal: &Wal,
    table: &str,
    only: &str,
) -> Result<BTreeMap<u64, Vec<u8>>, DemoError> {
    let aside = format!("SELECT reltoastrelid::regclass FROM pg_class WHERE oid = '{table}'::regclass");
    let aside = looking.cluster.sql(looking.database, &aside)?;
    let mut sorted: BTreeMap<(u64, u64), Vec<u8>> = BTreeMap::new();
    let layout = [Some(4), Some(4), None];
    for Remnant(_, columns) in ever_written(looking, wal, aside.trim(), &layout, only)? {
        if let [id, number, piece] = &columns[..] {
            let key = (number_of(id), number_of(number));
            sorted.insert(key, HEXLOWER.decode(inside(piece).as_bytes()).unwrap_or_default());
        }
    }
    let mut whole: BTreeMap<u64, Vec<u8>> = BTreeMap::new();
    for ((id, _), piece) in sorted {
        whole.entry(id).or_default().extend(piece);
    }
    Ok(whole)
}

/// A long column as it lies in its row (PostgreSQL, "Database Physical Storage", TOAST).
pub(super) enum Stored {
    /// Laid aside under an id.
    Aside { id: u64, length: i64 },
    /// Here.
    Here(Vec<u8>),
}

impl Stored {
    /// Reads a raw column given in hexadecimal digits.
    pub fn read(raw: &str) -> Option<Stored> {
        // One byte 1, one byte 18: a pointer of raw length, stored length, id and table.
        if raw.starts_with("0112") {
            let length = number_of(raw.get(12..20)?) & 0x3fff_ffff;
            let id = number_of(raw.get(20..28)?);
            return Some(Stored::Aside {
                id,
                length: i64::try_from(length).ok()?,
            });
        }
        let bytes = HEXLOWER.decode(inside(raw).as_bytes()).ok()?;
        Some(Stored::Here(bytes))
    }

    fn id(&self) -> Option<u64> {
        match self {
            Stored::Aside { id, .. } => Some(*id),
            Stored::Here(_) => None,
        }
    }

    fn length(&self) -> i64 {
        match self {
            Stored::Aside { length, .. } => *length,
            Stored::Here(bytes) => i64::try_from(bytes.len()).unwrap_or(0),
        }
    }
}

/// The content of a raw column of variable length, without the length before it: one byte where it is
/// odd, else four.
pub(super) fn inside(raw: &str) -> String {
    let first = u8::from_str_radix(raw.get(..2).unwrap_or_default(), 16).unwrap_or(0);
    let before = if first & 1 == 1 { 2 } else { 8 };
    raw.get(before..).unwrap_or_default().to_owned()
}

/// A little-endian number in hexadecimal digits.
fn number_of(raw: &str) -> u64 {
    let bytes = HEXLOWER.decode(raw.as_bytes()).unwrap_or_default();
    bytes
        .iter()
        .rev()
        .fold(0, |number, byte| number << 8 | u64::from(*byte))
}

pub(super) fn lines<T: DeserializeOwned>(
    cluster: &Cluster,
    database: &str,
    script: &str,
) -> Result<Vec<T>, DemoError> {
    let told = cluster.sql(database, script)?;
    told.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pointer_to_what_was_laid_aside_tells_its_id_and_length() {
        let raw = "0112d0400000cc400000394a00003b4a0000";
        let Some(Stored::Aside { id, length }) = Stored::read(raw) else {
            panic!("not read as a pointer");
        };
        assert_eq!((id, length), (0x4a39, 0x40cc));
    }

    #[test]
    fn a_row_of_the_log_is_split_into_its_columns() {
        let row = [
            &[7; 2][..],
            &[0x07, 0xab, 0xcd],
            &[0, 0, 0],
            &[0x18, 0, 0, 0, 0xee, 0xff],
        ]
        .concat();
        let columns = split(&row, &[Some(2), None, None]).expect("split");
        assert_eq!(columns, ["0707", "07abcd", "18000000eeff"]);
        assert_eq!(split(&row[..4], &[Some(2), None]), None);
    }

    #[test]
    fn a_short_column_and_a_long_one_are_read_where_they_lie() {
        assert_eq!(inside("07abcd"), "abcd");
        assert_eq!(inside("18000000abcd"), "abcd");
    }
}
