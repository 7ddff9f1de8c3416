//! One wave of the run, from its opening to the moment after its mix, before anything is purged: what
//! an insider finds on the best day.

use std::collections::BTreeMap;

use chrono::Days;
use data_encoding::HEXLOWER;
use futures_util::{StreamExt, TryStreamExt, stream};
use rand::SeedableRng;
use rand::rngs::StdRng;
use reqwest::Url;
use serde_json::Value;
use uuid::Uuid;

use super::respondents::{MARKED, Respondent, contact_file};
use super::service::Service;
use crate::ballot::LinkSecret;
use crate::demo::attack::{
    Batch, Evidence, FileRow, Holdings, Looking, Said, SealedTruth, Sight, WalMark, at_ours, fits, holdings,
};
use crate::demo::calendar::PlannedWave;
use crate::demo::crowd::{End, Typed, follow};
use crate::demo::error::DemoError;
use crate::demo::inbox;
use crate::demo::stage::Stage;
use crate::demo::traces::{Traces, find_traces};
use crate::demo::victims::age_band;
use crate::operations::decide_upload::{Deciding, approve_upload};
use crate::operations::load_sample::{Known, Loading, load_sample};
use crate::operations::open_wave::{LineChecks, NewWave, Opening, open_wave};
use crate::store;

/// People who answer at the same time.
const AT_ONCE: usize = 6;

/// What came of a wave.
pub struct Played {
    /// What was seen, and the truth.
    pub evidence: Evidence,
    /// What was in the attacker's hands.
    pub held: Holdings,
    /// By gate: what was typed.
    typed: BTreeMap<String, Typed>,
    /// Links, addresses and typed words found in clear on the disk or in a log.
    pub in_clear: usize,
}

/// Plays a wave.
///
/// # Errors
/// A verb or a process failed, or somebody was not thanked.
pub async fn play(
    stage: &Stage,
    service: &mut Service,
    wave: &PlannedWave,
    number: usize,
    rng: &mut StdRng,
) -> Result<Played, DemoError> {
    service.run(stage, true, true).await?;
    let mut people = invite(stage, service, wave, number, rng).await?;
    let mark = WalMark::set(&stage.cluster, &stage.database)?;
    let links = links(stage)?;
    // A few are taken for people who were invited within the year: their tags are the same by chance.
    people.retain(|person| links.contains_key(&person.email));
    let (notes, typed) = answer_all(people.clone(), &links, rng).await?;
    service.run(stage, false, false).await?;
    stage.set_day(wave.to + Days::new(1))?;
    service.run(stage, true, false).await?;
    service
        .wait(stage, "the wave is closed", &in_state(wave, "closed"))
        .await?;
    service.run(stage, false, true).await?;
    service
        .wait(stage, "the wave is mixed", &in_state(wave, "mixed"))
        .await?;
    service.run(stage, false, false).await?;
    let file = file_rows(stage, &people);
    let held = holdings(&stage.cluster, &stage.database, &stage.dir.join("keys"), &file)?;
    let looking = Looking {
        cluster: &stage.cluster,
        database: &stage.database,
        mark: &mark,
        holdings: &held,
    };
    let evidence = evidence(at_ours(&looking)?.into_values().collect(), &notes);
    let in_clear = in_clear(stage, &people, &links)?;
    service.run(stage, true, true).await?;
    service
        .wait(stage, "the wave is purged", &in_state(wave, "purged"))
        .await?;
    Ok(Played {
        evidence,
        held,
        typed,
        in_clear,
    })
}

/// What each typed who is in a batch, with the position of the batch among all, of which `before` were
/// there before.
pub fn said(played: &Played, before: i64) -> Vec<Said> {
    let batches = played.evidence.sight.batches.iter().zip(before..);
    let mut said = Vec::new();
    for (batch, position) in batches {
        let typed = |name: &String| played.typed.get(name);
        for (name, typed) in batch
            .gates
            .iter()
            .filter_map(|gate| Some((&gate.name, typed(&gate.name)?)))
        {
            said.push(Said {
                gate: name.clone(),
                batch: position,
                answers: as_answers(typed),
            });
        }
    }
    said
}

fn as_answers(typed: &Typed) -> Value {
    typed
        .iter()
        .map(|(item, values)| (item.clone(), values.iter().cloned().collect::<Vec<_>>().join(" ")))
        .map(|(item, value)| (item, Value::String(value)))
        .collect()
}

fn in_state(wave: &PlannedWave, state: &str) -> String {
    format!(
        "SELECT state = '{state}' FROM wave WHERE quarter = '{}'",
        wave.quarter
    )
}

/// Opens the wave, loads and approves its file, and waits until all letters have left.
pub async fn invite(
    stage: &Stage,
    service: &mut Service,
    wave: &PlannedWave,
    number: usize,
    rng: &mut StdRng,
) -> Result<Vec<Respondent>, DemoError> {
    if stage.mail_folder().exists() {
        std::fs::remove_dir_all(stage.mail_folder())?;
    }
    std::fs::create_dir_all(stage.mail_folder())?;
    stage.set_day(wave.from - Days::new(7))?;
    let opened = open(stage, wave, rng).await?;
    let prepared = format!(
        "SELECT state = 'open' AND NOT EXISTS (SELECT FROM cohort WHERE wave = '{opened}' \
           AND NOT EXISTS (SELECT FROM epoch WHERE epoch.cohort = cohort.id)) FROM wave WHERE id = '{opened}'"
    );
    service.wait(stage, "the wave has its keys", &prepared).await?;
    let (file, people) = contact_file(wave, number, rng);
    let upload = load(stage, opened, file, rng).await?;
    let gated = format!("SELECT state = 'gated' FROM upload WHERE id = '{upload}'");
    service.wait(stage, "the gates are made", &gated).await?;
    stage.set_day(wave.from)?;
    let left = format!(
        "SELECT count(*) > 0 AND bool_and(EXISTS (SELECT FROM outbox WHERE contact = contact.id AND kind = 'invitation' \
           AND state = 'sent')) FROM contact WHERE upload = '{upload}'"
    );
    service.wait(stage, "all letters have left", &left).await?;
    Ok(people)
}

async fn open(stage: &Stage, wave: &PlannedWave, rng: &mut StdRng) -> Result<Uuid, DemoError> {
    let mut conn = store::get(&stage.web).await?;
    let new = NewWave {
        name: wave.name.clone(),
        quarter: wave.quarter.clone(),
        fieldwork_from: wave.from,
        fieldwork_to: wave.to,
    };
    let opening = Opening {
        actor: "relink",
        today: stage.clock.today(),
        at: stage.clock.machine_now(),
        lines: LineChecks::Waived,
    };
    Ok(open_wave(&mut conn, &new, &stage.definitions, opening, rng).await?)
}

async fn load(stage: &Stage, wave: Uuid, file: Vec<u8>, rng: &mut StdRng) -> Result<Uuid, DemoError> {
    let mut conn = store::get(&stage.web).await?;
    let (today, at) = (stage.clock.today(), stage.clock.machine_now());
    let bytes = stream::iter([Ok::<_, std::io::Error>(file)]);
    let loading = Loading {
        actor: "relink",
        today,
        at,
    };
    let known = Known {
        opt_out: &stage.keys.opt_out,
        recent: &stage.keys.recent,
    };
    let loaded = load_sample(&mut conn, &stage.definitions, wave, bytes, known, loading, rng).await?;
    let deciding = Deciding {
        actor: "approver",
        today,
        at,
    };
    approve_upload(&mut conn, &stage.definitions, loaded.upload, deciding).await?;
    Ok(loaded.upload)
}

/// The link in each letter, by address.
pub fn links(stage: &Stage) -> Result<BTreeMap<String, Url>, DemoError> {
    let (letters, _) = inbox::list(&stage.mail_folder(), 0, usize::MAX);
    let link = |letter: &inbox::Received| Some((letter.to.clone(), inbox::link(letter)?.parse().ok()?));
    let links: BTreeMap<String, Url> = letters.iter().filter_map(link).collect();
    match links.is_empty() {
        true => Err(DemoError::new("no letter holds a link")),
        false => Ok(links),
    }
}

/// By gate: her mark; and what she typed.
type Answered = (BTreeMap<String, String>, BTreeMap<String, Typed>);

async fn answer_all(
    people: Vec<Respondent>,
    links: &BTreeMap<String, Url>,
    rng: &mut StdRng,
) -> Result<Answered, DemoError> {
    let each: Vec<(Respondent, StdRng)> = people
        .into_iter()
        .map(|person| (person, StdRng::from_rng(rng)))
        .collect();
    let answered: Vec<(String, String, Typed)> = stream::iter(each)
        .map(|(person, rng)| answer(person, links, rng))
        .buffer_unordered(AT_ONCE)
        .try_collect()
        .await?;
    let mut all = Answered::default();
    for (gate, note, typed) in answered {
        all.0.insert(gate.clone(), note);
        all.1.insert(gate, typed);
    }
    Ok(all)
}

async fn answer(
    person: Respondent,
    links: &BTreeMap<String, Url>,
    rng: StdRng,
) -> Result<(String, String, Typed), DemoError> {
    let link = links
        .get(&person.email)
        .ok_or_else(|| DemoError::new("somebody has no letter"))?;
    let (end, typed) = follow(link.clone(), &person.wishes(), rng).await?;
    if end != End::Thanked {
        return Err(DemoError::new("somebody who answered was not thanked"));
    }
    Ok((gate_of(link)?, person.note(), typed))
}

fn gate_of(link: &Url) -> Result<String, DemoError> {
    let letters = letters_of(link);
    let link = LinkSecret::parse(letters).map_err(|_| DemoError::new("a letter's link is none"))?;
    Ok(HEXLOWER.encode(link.gate().as_bytes()))
}

fn letters_of(link: &Url) -> &str {
    link.path().rsplit('/').next().unwrap_or_default()
}

fn evidence(batches: Vec<Batch>, notes: &BTreeMap<String, String>) -> Evidence {
    let of_response: BTreeMap<String, String> = batches
        .iter()
        .flat_map(|batch| &batch.responses)
        .map(|response| {
            let said = MARKED.map(|item| response.answers.get(item).map_or("", String::as_str));
            (response.name.clone(), said.join(" "))
        })
        .collect();
    let truth = SealedTruth::of_notes(
        &batches,
        |gate| notes.get(gate).cloned(),
        |response| of_response.get(response).cloned(),
    );
    Evidence {
        sight: Sight { batches },
        truth,
    }
}

fn file_rows(stage: &Stage, people: &[Respondent]) -> Vec<FileRow> {
    let row = |person: &Respondent| FileRow {
        email: person.email.clone(),
        fits: fits(
            &stage.definitions,
            Some(person.sex.to_owned()),
            age_band(person.age),
        ),
    };
    people.iter().map(row).collect()
}

/// Links, addresses and typed words that stand in clear in the data directory (tables, log, temporary files), in
/// Postgres's log or in one of ours. The letters themselves have left.
fn in_clear(stage: &Stage, people: &[Respondent], links: &BTreeMap<String, Url>) -> Result<usize, DemoError> {
    stage.cluster.sql(&stage.database, "CHECKPOINT")?;
    let mut words: Vec<String> = people.iter().map(|person| person.email.clone()).collect();
    words.extend(people.iter().map(Respondent::word));
    words.extend(links.values().map(|link| letters_of(link).to_owned()));
    let mut places = vec![stage.dir.join("postgres")];
    places.extend(["serve.log", "work.log", "mix.log"].map(|log| stage.dir.join(log)));
    let Traces { found, .. } = find_traces(&places, &words)?;
    Ok(found.len())
}
