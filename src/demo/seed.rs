//! Playing the finished quarters: every contact, invitation, answer and mix through the operations of
//! the service, under its roles, on the days of the demonstration clock. Nothing is inserted beside them.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::{Days, NaiveDate};
use futures_util::{StreamExt, TryStreamExt, stream};
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{CryptoRng, RngExt, SeedableRng};

use super::accounts::name_of;
use super::answering::{Manner, answer_letter};
use super::calendar::{BEGUN, Drawn, PlannedWave, Size, plan};
use super::crew::{Crew, Post};
use super::error::DemoError;
use super::inbox;
use super::people::{Person, chance, contact_file};
use super::publishing::publish;
use super::stage::Stage;
use crate::operations::chance::system_rng;
use crate::operations::decide_upload::{Deciding, approve_upload};
use crate::operations::load_sample::{Known, Loading, load_sample};
use crate::operations::open_wave::{LineChecks, NewWave, Opening, open_wave};
use crate::store;
use crate::store::staff::Role;

/// Simulated victims that answer at the same time.
const AT_ONCE: usize = 16;

/// Of a hundred letters, how many are answered, how many begun and left, how many stop all letters.
struct Turnout {
    answering: u32,
    abandoning: u32,
    stopping: u32,
}

/// Of all who are invited.
const INVITED: Turnout = Turnout {
    answering: 40,
    abandoning: 6,
    stopping: 2,
};
/// Of those in the running quarter who have taken their letters out of the inbox.
const AT_HOME: Turnout = Turnout {
    answering: 86,
    abandoning: 5,
    stopping: 2,
};
/// Of a hundred letters of the running quarter, how many simulated people have taken; the others
/// lie in the inbox, each still to be answered. Whoever took hers need not have answered.
const TAKEN: u32 = 57;

/// Plays all finished waves and begins the running one; tells `say` what is being played.
///
/// # Errors
/// The first verb that fails, as a sentence.
pub async fn play(stage: &Arc<Stage>, size: Size, say: impl Fn(&str)) -> Result<(), DemoError> {
    stage.reset_clock()?;
    let waves = plan(stage.clock.today(), size);
    let mut rng = StdRng::from_rng(&mut system_rng());
    let finished = waves.len() - 1;
    for (played, wave) in waves.iter().enumerate() {
        say(&format!(
            "Playing “{}” ({} people in the file)",
            wave.name, wave.people
        ));
        let crew = Crew::open(
            stage,
            if played < finished {
                Post::Memory
            } else {
                Post::Inbox
            },
        )?;
        if played == finished {
            let wave = PlannedWave {
                drawn: Drawn::Evenly,
                ..wave.clone()
            };
            let people = begin(stage, &crew, &wave, &mut rng).await?;
            let (crew, wave) = (&crew, &wave);
            Playing { stage, crew, wave }.first_days(people, &mut rng).await?;
        } else {
            let people = begin(stage, &crew, wave, &mut rng).await?;
            let crew = &crew;
            Playing { stage, crew, wave }.fieldwork(people, &mut rng).await?;
            publish(stage, crew, wave, played + 1 == finished).await?;
        }
    }
    stage.reset_clock()?;
    Crew::open(stage, Post::Inbox)?.do_all_that_is_due().await?;
    Ok(())
}

/// Opens the wave a week before its fieldwork, loads its contact file and has it approved.
pub(super) async fn begin(
    stage: &Stage,
    crew: &Crew,
    wave: &PlannedWave,
    rng: &mut StdRng,
) -> Result<Vec<Person>, DemoError> {
    stage.set_day(wave.from - Days::new(7))?;
    let mut conn = store::get(&stage.web).await?;
    let new = NewWave {
        name: wave.name.clone(),
        quarter: wave.quarter.clone(),
        fieldwork_from: wave.from,
        fieldwork_to: wave.to,
    };
    let (today, at) = (stage.clock.today(), stage.clock.machine_now());
    let provider = name_of(Role::Provider, false);
    let opening = Opening {
        actor: provider,
        today,
        at,
        lines: LineChecks::Waived,
    };
    let opened = open_wave(&mut conn, &new, &stage.definitions, opening, rng).await?;
    crew.do_all_that_is_due().await?;
    let (file, people) = contact_file(wave, rng);
    let bytes = stream::iter([Ok::<_, std::io::Error>(file)]);
    let loading = Loading {
        actor: provider,
        today,
        at,
    };
    let loaded = load_sample(
        &mut conn,
        &stage.definitions,
        opened,
        bytes,
        Known {
            opt_out: &stage.keys.opt_out,
            recent: &stage.keys.recent,
        },
        loading,
        rng,
    )
    .await?;
    let deciding = Deciding {
        actor: name_of(Role::Commissioner, false),
        today,
        at,
    };
    approve_upload(&mut conn, &stage.definitions, loaded.upload, deciding).await?;
    crew.do_all_that_is_due().await?;
    Ok(people)
}

/// A wave whose people are loaded, and what plays it.
struct Playing<'p> {
    stage: &'p Arc<Stage>,
    crew: &'p Crew,
    wave: &'p PlannedWave,
}

impl Playing<'_> {
    /// Lets the days of fieldwork pass: letters leave on the first, answers come in on each, and on the
    /// day after the last the wave is closed, mixed and forgotten.
    async fn fieldwork(&self, people: Vec<Person>, rng: &mut StdRng) -> Result<(), DemoError> {
        let (stage, wave) = (self.stage, self.wave);
        self.on(wave.from).await?;
        let mut by_day = sort_into_days(letters(self.crew, people), &INVITED, rng);
        for (offset, day) in wave
            .from
            .iter_days()
            .take_while(|day| *day <= wave.to)
            .enumerate()
        {
            stage.set_day(day)?;
            answer_all(stage, by_day.remove(&offset).unwrap_or_default(), rng).await?;
        }
        self.on(wave.to + Days::new(1)).await
    }

    /// Lets the days of the running fieldwork that are past go by: the letters lie in the inbox, many people
    /// take theirs, and most of those answer. What comes in later days is the visitor's and her crowd's.
    async fn first_days(&self, people: Vec<Person>, rng: &mut StdRng) -> Result<(), DemoError> {
        let (stage, wave) = (self.stage, self.wave);
        let today = wave.from + Days::new(BEGUN);
        self.on(wave.from).await?;
        let taken = take_letters(stage, people, rng)?;
        let mut by_day = sort_into_days(taken, &AT_HOME, rng);
        for (offset, day) in wave.from.iter_days().take_while(|day| *day < today).enumerate() {
            self.on(day).await?;
            answer_all(stage, by_day.remove(&offset).unwrap_or_default(), rng).await?;
        }
        Ok(())
    }

    /// It is this day, and everything is done that is due on it.
    async fn on(&self, day: NaiveDate) -> Result<(), DemoError> {
        self.stage.set_day(day)?;
        self.crew.do_all_that_is_due().await?;
        Ok(())
    }
}

/// Takes some letters out of the inbox, drawn at random, with whom each went to.
fn take_letters(
    stage: &Stage,
    people: Vec<Person>,
    rng: &mut StdRng,
) -> Result<Vec<(Person, String)>, DemoError> {
    let mut by_address: HashMap<String, Person> = people
        .into_iter()
        .map(|person| (person.email.clone(), person))
        .collect();
    let folder = stage.mail_folder();
    let mut taken = Vec::new();
    for letter in inbox::all(&folder) {
        if !chance(rng, TAKEN) {
            continue;
        }
        if let Some(person) = by_address.remove(&letter.to) {
            std::fs::remove_file(folder.join(&letter.file))?;
            taken.push((person, letter.text));
        }
    }
    Ok(taken)
}

/// Every letter that left, with whom it went to.
pub(super) fn letters(crew: &Crew, people: Vec<Person>) -> Vec<(Person, String)> {
    let mut by_address: HashMap<String, Person> = people
        .into_iter()
        .map(|person| (person.email.clone(), person))
        .collect();
    let kept = crew.work.room.mailer.kept();
    kept.iter()
        .filter_map(|letter| Some((by_address.remove(&letter.recipient())?, letter.text().to_owned())))
        .collect()
}

/// What each does and on which day after the letter: half of all answers come within three days, and
/// on each day they come in no order.
fn sort_into_days(
    letters: Vec<(Person, String)>,
    turnout: &Turnout,
    rng: &mut impl CryptoRng,
) -> BTreeMap<usize, Vec<(Person, String, Manner)>> {
    let mut by_day: BTreeMap<usize, Vec<(Person, String, Manner)>> = BTreeMap::new();
    let answering = turnout.answering;
    let abandoning = answering + turnout.abandoning;
    let stopping = abandoning + turnout.stopping;
    for (person, letter) in letters {
        let manner = match rng.random_range(0..100) {
            draw if draw < answering => Manner::Answers,
            draw if draw < abandoning => Manner::Leaves,
            draw if draw < stopping => Manner::Stops,
            _ => continue,
        };
        let mut day = 0;
        while day < 27 && chance(rng, 80) {
            day += 1;
        }
        by_day.entry(day).or_default().push((person, letter, manner));
    }
    for of_day in by_day.values_mut() {
        of_day.shuffle(rng);
    }
    by_day
}

/// Each answers in a task of its own, so that all cores work; a few at a time.
async fn answer_all(
    stage: &Arc<Stage>,
    of_day: Vec<(Person, String, Manner)>,
    rng: &mut StdRng,
) -> Result<(), DemoError> {
    let seeded: Vec<_> = of_day
        .into_iter()
        .map(|one| (one, StdRng::from_rng(rng)))
        .collect();
    stream::iter(seeded)
        .map(|((person, letter, manner), rng)| {
            let stage = Arc::clone(stage);
            let answering = async move { answer_letter(&stage, person, letter, manner, rng).await };
            async { tokio::spawn(answering).await?.map(drop) }
        })
        .buffer_unordered(AT_ONCE)
        .try_for_each(|()| async { Ok(()) })
        .await
}
