//! What the attacker sees from below, as the database's superuser: the rows of gates, invitations and
//! responses with what the disk adds to them.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::Trace;
use super::judge::Batch;
use super::naive::Variant;
use crate::demo::cluster::Cluster;
use crate::demo::error::DemoError;
use crate::survey::crime::FamilyId;
use crate::survey::questionnaire::{AGE_BAND, SEX};

/// The smallest batch that is looked at: the smallest that is mixed.
const SMALLEST: usize = 10;

/// One row: cohort, name, transaction, page, line, id, length.
#[derive(Deserialize)]
struct Row(String, Value, i64, u32, u32, String, i64);

/// Looks at Heard's own tables. Batches by cohort.
///
/// # Errors
/// The database's.
pub fn at_ours(cluster: &Cluster, database: &str) -> Result<BTreeMap<String, Batch>, DemoError> {
    let gates = rows(
        cluster,
        database,
        "gate",
        "cohort::text",
        "to_jsonb(encode(hash, 'hex'))",
        "encode(hash, 'hex')",
        "WHERE spent",
    )?;
    let responses = rows(
        cluster,
        database,
        "response",
        "cohort::text",
        "answers",
        "id::text",
        "",
    )?;
    Ok(batches(gates, responses))
}

/// Looks at the tables of a naive copy.
///
/// # Errors
/// The database's.
pub fn at_naive(
    cluster: &Cluster,
    database: &str,
    variant: Variant,
) -> Result<BTreeMap<String, Batch>, DemoError> {
    let schema = variant.schema();
    let invitations = format!("{schema}.invitation");
    let gates = rows(
        cluster,
        database,
        &invitations,
        "cohort::text",
        "to_jsonb(token)",
        "token",
        "WHERE answered",
    )?;
    let responses = format!("{schema}.response");
    let responses = rows(
        cluster,
        database,
        &responses,
        "cohort::text",
        "answers",
        "lpad(id::text, 20, '0')",
        "",
    )?;
    Ok(batches(gates, responses))
}

/// The family of each cohort, by id.
///
/// # Errors
/// The database's.
pub fn families(cluster: &Cluster, database: &str) -> Result<BTreeMap<String, FamilyId>, DemoError> {
    let told = cluster.sql(database, "SELECT jsonb_build_array(id, family) FROM cohort;")?;
    let mut families = BTreeMap::new();
    for line in told.lines() {
        let (cohort, family): (String, String) = serde_json::from_str(line)?;
        families.extend(FamilyId::parse(&family).map(|family| (cohort, family)));
    }
    Ok(families)
}

fn rows(
    cluster: &Cluster,
    database: &str,
    table: &str,
    cohort: &str,
    name: &str,
    id: &str,
    only: &str,
) -> Result<Vec<Row>, DemoError> {
    let script = format!(
        "SELECT jsonb_build_array({cohort}, {name}, xmin::text::bigint, (ctid::text::point)[0]::int, \
         (ctid::text::point)[1]::int, {id}, octet_length(({name})::text)) FROM {table} {only} ORDER BY {id};"
    );
    let told = cluster.sql(database, &script)?;
    told.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
}

fn batches(gates: Vec<Row>, responses: Vec<Row>) -> BTreeMap<String, Batch> {
    let mut batches: BTreeMap<String, Batch> = BTreeMap::new();
    for row in gates {
        batches.entry(row.0.clone()).or_default().gates.push(trace(row));
    }
    for row in responses {
        batches
            .entry(row.0.clone())
            .or_default()
            .responses
            .push(trace(row));
    }
    batches.retain(|_, batch| batch.responses.len() >= SMALLEST);
    batches
}

fn trace(Row(_, name, transaction, page, line, id, length): Row) -> Trace {
    Trace {
        name: canonical(name),
        transaction,
        place: (page, line),
        id,
        length,
    }
}

/// A name that is alike wherever the same answers stand: keys in order, without the two characteristics
/// that the class floor may take away.
pub fn canonical(name: Value) -> String {
    match name {
        Value::String(text) => text,
        Value::Object(answers) => {
            let kept: BTreeMap<String, Value> = answers
                .into_iter()
                .filter(|(item, _)| ![SEX, AGE_BAND].contains(&item.as_str()))
                .collect();
            serde_json::to_string(&kept).unwrap_or_default()
        }
        other => other.to_string(),
    }
}
