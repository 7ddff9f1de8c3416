//! The write-ahead log, read as an attacker reads it: the records as `pg_waldump` prints them, and the
//! raw bytes, in which a response's random id stands wherever the response was written.

use std::collections::HashMap;
use std::io::Read;
use std::process::Command;

use aho_corasick::AhoCorasick;

use crate::demo::cluster::Cluster;
use crate::demo::error::DemoError;

/// Bytes of one file of the log, as initdb makes it.
const SEGMENT: u64 = 16 * 1024 * 1024;

/// A place in the log from which on it is kept, until [`forget_mark`].
pub struct WalMark {
    from: u64,
}

impl WalMark {
    /// Marks where the log stands now, and has the server keep what comes. `name` is nobody else's.
    ///
    /// # Errors
    /// The database's.
    pub fn set(cluster: &Cluster, name: &str) -> Result<WalMark, DemoError> {
        forget_mark(cluster, name)?;
        let slot = slot_of(name);
        let made = cluster.sql(
            "postgres",
            &format!(
                "SELECT lsn FROM pg_create_physical_replication_slot('{slot}', true);
                 SELECT pg_current_wal_flush_lsn();"
            ),
        )?;
        let from = made.lines().rev().find_map(read_position);
        let from = from.ok_or_else(|| DemoError::new("the database does not say where its log stands"))?;
        Ok(WalMark { from })
    }
}

/// Lets the server forget the log that a mark of this name keeps, if there is one.
///
/// # Errors
/// The database's.
pub fn forget_mark(cluster: &Cluster, name: &str) -> Result<(), DemoError> {
    let drop = format!(
        "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = '{}'",
        slot_of(name)
    );
    cluster.sql("postgres", &drop)?;
    Ok(())
}

fn slot_of(name: &str) -> String {
    format!("{name}_wal")
}

/// Bytes of a page of the log.
const PAGE: usize = 8192;
/// Bytes before the content of a page; the first page of a file has more.
const PAGE_HEAD: usize = 24;
const FIRST_PAGE_HEAD: usize = 40;
/// Bytes of a record before its first block's head, and of what an insert says at its end.
const RECORD_HEAD: usize = 24;
const INSERT_TAIL: usize = 3;
/// Bytes before a row's content: what is left of its head, and the padding where no column is null.
const ROW_HEAD: usize = 6;

/// A row in the log.
struct Insert {
    relation: u32,
    transaction: i64,
    position: u64,
    length: usize,
}

/// The log from a mark to now.
pub struct Wal {
    /// What wrote the version of a row that lies at relation, page, line: position and transaction.
    updates: HashMap<(u32, u32, u32), (u64, i64)>,
    /// Rows as they were first written, whatever became of them.
    inserts: Vec<Insert>,
    /// Position and transaction of each record, in order.
    records: Vec<(u64, i64)>,
    from: u64,
    bytes: Vec<u8>,
}

impl Wal {
    /// Reads the log from `mark` on.
    ///
    /// # Errors
    /// It is not there or cannot be read.
    pub fn read(cluster: &Cluster, mark: &WalMark) -> Result<Wal, DemoError> {
        let to = cluster.sql("postgres", "SELECT pg_current_wal_flush_lsn()")?;
        let to = read_position(&to).ok_or_else(|| DemoError::new("the log has no end"))?;
        let folder = cluster.data_dir().join("pg_wal");
        let printed = Command::new(cluster.programs().join("pg_waldump"))
            .arg("--path")
            .arg(&folder)
            .args(["--start", &written(mark.from), "--end", &written(to)])
            .output()?;
        let mut wal = Wal {
            updates: HashMap::new(),
            inserts: Vec::new(),
            records: Vec::new(),
            from: mark.from / SEGMENT * SEGMENT,
            bytes: Vec::new(),
        };
        String::from_utf8_lossy(&printed.stdout)
            .lines()
            .for_each(|line| wal.take(line));
        if wal.records.is_empty() {
            return Err(DemoError::new(
                "the write-ahead log cannot be read from where the wave began",
            ));
        }
        for segment in mark.from / SEGMENT..=to / SEGMENT {
            let name = format!("{:08X}{:08X}{:08X}", 1, segment >> 8, segment & 0xff);
            std::fs::File::open(folder.join(name))?.read_to_end(&mut wal.bytes)?;
        }
        wal.bytes
            .truncate(usize::try_from(to - wal.from).unwrap_or(usize::MAX));
        Ok(wal)
    }

    fn take(&mut self, line: &str) {
        let position = after(line, "lsn: ").and_then(read_position);
        let transaction = after(line, "tx:").and_then(|text| text.parse().ok());
        let (Some(position), Some(transaction)) = (position, transaction) else {
            return;
        };
        self.records.push((position, transaction));
        let relation = || after(line, "blkref #0: rel ")?.split('/').nth(2)?.parse().ok();
        if let Some(relation) = relation().filter(|_| line.contains("desc: INSERT")) {
            self.inserts.push(Insert {
                relation,
                transaction,
                position,
                length: length_of(line).unwrap_or(0),
            });
        }
        let place = line.contains("UPDATE off ").then(|| {
            let relation = relation()?;
            let rest = line.split_once("blkref #0:")?.1;
            Some((
                relation,
                after(rest, " blk ")?.parse().ok()?,
                after(line, "new off ")?.parse().ok()?,
            ))
        });
        if let Some(Some(place)) = place {
            self.updates.insert(place, (position, transaction));
        }
    }

    /// What wrote the version of a row that lies there: position and transaction.
    pub fn update_at(&self, relation: u32, place: (u32, u32)) -> Option<(u64, i64)> {
        self.updates.get(&(relation, place.0, place.1)).copied()
    }

    /// The rows that were ever put into a relation: transaction and content. Those that stand in the log
    /// only as the image of a whole page are left out.
    pub fn inserted(&self, relation: u32) -> Vec<(i64, Vec<u8>)> {
        let of_relation = self.inserts.iter().filter(|insert| insert.relation == relation);
        of_relation
            .filter_map(|insert| {
                let record = self.record(insert.position, insert.length)?;
                Some((insert.transaction, row_in(&record)?))
            })
            .collect()
    }

    /// The bytes of a record, without the heads of the pages that it runs across.
    fn record(&self, position: u64, length: usize) -> Option<Vec<u8>> {
        let mut at = usize::try_from(position - self.from).ok()?;
        let mut record = Vec::with_capacity(length);
        while record.len() < length {
            if at % PAGE == 0 {
                at += match at as u64 % SEGMENT {
                    0 => FIRST_PAGE_HEAD,
                    _ => PAGE_HEAD,
                };
            }
            let whole = (PAGE - at % PAGE).min(length - record.len());
            record.extend_from_slice(self.bytes.get(at..at + whole)?);
            at += whole;
        }
        Some(record)
    }

    /// Where each of these ids is written first: position and transaction.
    pub fn first_written(&self, ids: &[[u8; 16]]) -> HashMap<[u8; 16], (u64, i64)> {
        let mut found = HashMap::new();
        let Ok(searched) = AhoCorasick::new(ids) else {
            return found;
        };
        for place in searched.find_iter(&self.bytes) {
            let position = self.from + place.start() as u64;
            found
                .entry(ids[place.pattern().as_usize()])
                .or_insert_with(|| (position, self.transaction_at(position)));
        }
        found
    }

    fn transaction_at(&self, position: u64) -> i64 {
        let after = self.records.partition_point(|(start, _)| *start <= position);
        after.checked_sub(1).map_or(0, |at| self.records[at].1)
    }
}

/// The content of the row that an insert puts in: it stands at the record's end, as long as the head of
/// the record's block says.
fn row_in(record: &[u8]) -> Option<Vec<u8>> {
    let length = record.get(RECORD_HEAD + 2..RECORD_HEAD + 4)?;
    let length = usize::from(u16::from_le_bytes([length[0], length[1]]));
    let end = record.len().checked_sub(INSERT_TAIL)?;
    let start = end.checked_sub(length)? + ROW_HEAD;
    record
        .get(start..end)
        .filter(|row| !row.is_empty())
        .map(<[u8]>::to_vec)
}

/// The word after `mark`, up to a comma or a blank.
fn after<'l>(line: &'l str, mark: &str) -> Option<&'l str> {
    let rest = line.split_once(mark)?.1.trim_start();
    rest.split([',', ' ', ';']).next()
}

/// The whole length of a record.
fn length_of(line: &str) -> Option<usize> {
    let (lengths, _) = line.split_once("(rec/tot):")?.1.split_once(',')?;
    lengths.split_once('/')?.1.trim().parse().ok()
}

/// A position as the server writes it: two halves in hexadecimal digits.
fn read_position(text: &str) -> Option<u64> {
    let (high, low) = text.trim().split_once('/')?;
    Some(u64::from_str_radix(high, 16).ok()? << 32 | u64::from_str_radix(low, 16).ok()?)
}

fn written(position: u64) -> String {
    format!("{:X}/{:X}", position >> 32, position & 0xffff_ffff)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn empty() -> Wal {
        Wal {
            updates: HashMap::new(),
            inserts: Vec::new(),
            records: Vec::new(),
            from: 0,
            bytes: Vec::new(),
        }
    }

    #[test]
    fn an_update_is_found_by_where_its_new_version_lies() {
        let mut wal = empty();
        wal.take(
            "rmgr: Heap        len (rec/tot):     72/    72, tx:        735, lsn: 1/0152D8B8, prev 1/0152D880, \
             desc: HOT_UPDATE off 1 xmax 735 flags 0x10 ; new off 2 xmax 0, blkref #0: rel 1663/16384/16388 blk 7 FPW",
        );
        assert_eq!(wal.update_at(16388, (7, 2)), Some((0x1_0152_D8B8, 735)));
        assert_eq!(wal.update_at(16388, (7, 1)), None);
    }

    #[test]
    fn a_row_is_read_out_of_a_record_that_runs_across_two_pages() {
        let mut wal = empty();
        let mut record = vec![0; RECORD_HEAD];
        record.extend([0, 0, 9, 0]);
        record.extend([0; 16]);
        record.extend([1, 2, 3, 4, 5, 0]);
        record.extend(b"row");
        record.extend([0; INSERT_TAIL]);
        let at = PAGE - 8;
        wal.bytes = vec![0; at];
        wal.bytes.extend(&record[..8]);
        wal.bytes.extend([0xee; PAGE_HEAD]);
        wal.bytes.extend(&record[8..]);
        wal.take(&format!(
            "rmgr: Heap len (rec/tot):   57/  {}, tx: 7, lsn: 0/{at:X}, prev 0/0, desc: INSERT off 1 flags 0x00, \
             blkref #0: rel 1663/5/99 blk 0",
            record.len()
        ));
        assert_eq!(wal.inserted(99), [(7, b"row".to_vec())]);
        assert!(wal.inserted(98).is_empty());
    }

    #[test]
    fn an_id_is_found_where_it_is_written_first_with_its_transaction() {
        let mut wal = empty();
        wal.records = vec![(0, 5), (30, 6), (60, 7)];
        wal.bytes = vec![0; 100];
        wal.bytes[40..56].copy_from_slice(&[9; 16]);
        wal.bytes[80..96].copy_from_slice(&[9; 16]);
        let found = wal.first_written(&[[9; 16], [8; 16]]);
        assert_eq!(found.get(&[9; 16]), Some(&(40, 6)));
        assert_eq!(found.get(&[8; 16]), None);
    }
}
