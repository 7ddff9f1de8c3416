//! Simulated victims: each walks the path of the questionnaire she chose and answers as somebody
//! served as well as she was might. They know nothing the pages do not show.

use std::collections::BTreeSet;

use rand::seq::{IndexedRandom, IteratorRandom};
use rand::{CryptoRng, RngExt};

use super::people::{Person, chance};
use crate::survey::crime::FamilyId;
use crate::survey::questionnaire::{
    Answer, Answers, Category, Class, CodeList, Definitions, Item, ItemKind, Kind, path,
};

/// What people write where they may write; nothing in it tells of anybody.
pub const REMARKS: [&str; 6] = [
    "The officer was kind and took the time to explain.",
    "I had to ring many times before anybody could tell me what was going on.",
    "Nobody told me that the case had been closed.",
    "The support worker made a big difference to me.",
    "It would help to have one person to speak to from start to end.",
    "I was listened to. Thank you.",
];

/// The kind she picks from the list: mostly her own, sometimes none, now and then another.
pub fn choose_kind(definitions: &Definitions, person: &Person, rng: &mut impl CryptoRng) -> Kind {
    match rng.random_range(0..100) {
        0..6 => Kind::CoreOnly,
        6..9 => definitions
            .questionnaires()
            .choose(rng)
            .map_or(Kind::CoreOnly, |q| q.kind.clone()),
        _ => FamilyId::parse(person.family).map_or(Kind::CoreOnly, Kind::Family),
    }
}

/// Answers page by page until the path ends.
pub fn answer(definitions: &Definitions, kind: &Kind, person: &Person, rng: &mut impl CryptoRng) -> Answers {
    let questionnaire = definitions.questionnaire(kind);
    let mut answers = Answers::default();
    let mut seen = BTreeSet::new();
    loop {
        let steps = path(questionnaire, &answers);
        let Some(step) = steps.iter().find(|step| !seen.contains(step.block.id.as_str())) else {
            return answers;
        };
        seen.insert(step.block.id.as_str());
        for item in &step.items {
            if let Some(answer) = reply(item, person, rng) {
                answers.set(item.id.clone(), answer);
            }
        }
    }
}

fn reply(item: &Item, person: &Person, rng: &mut impl CryptoRng) -> Option<Answer> {
    match item.id.as_str() {
        "sex" | "age-band" if person.reticent => return None,
        "sex" => return known(item, person.sex, rng),
        "age-band" => return known(item, age_band(person.age), rng),
        // Whoever was on the police's list mostly knows that the police know.
        "reported" if person.family != "never-reported" => return known(item, "yes", rng),
        _ => {}
    }
    if chance(rng, 5) {
        return None;
    }
    match item.kind {
        ItemKind::Single | ItemKind::Scale => one_of(item.codes.as_ref()?, person, rng).map(Answer::Code),
        ItemKind::Multiple => some_of(item.codes.as_ref()?, rng),
        ItemKind::Number { min, max } => Some(Answer::Number(rng.random_range(min..=max.min(min + 6)))),
        ItemKind::LongText { .. } => {
            chance(rng, 18).then(|| Answer::Text((*REMARKS.choose(rng).unwrap_or(&REMARKS[0])).to_owned()))
        }
        ItemKind::DatePart | ItemKind::ShortText { .. } | ItemKind::Information => None,
    }
}

/// What she is; hardly anybody says the one thing and not the other.
fn known(item: &Item, code: &str, rng: &mut impl CryptoRng) -> Option<Answer> {
    item.category(code)
        .filter(|_| !chance(rng, 2))
        .map(|category| Answer::Code(category.code.clone()))
}

/// The code of an age in years.
pub fn age_band(years: u32) -> &'static str {
    match years {
        0..18 => "16-17",
        18..25 => "18-24",
        25..35 => "25-34",
        35..45 => "35-44",
        45..55 => "45-54",
        55..75 => "55-74",
        _ => "75+",
    }
}

fn one_of(codes: &CodeList, person: &Person, rng: &mut impl CryptoRng) -> Option<String> {
    let (counted, aside): (Vec<&Category>, Vec<&Category>) = codes.categories.iter().partition(|c| c.counted);
    if !aside.is_empty() && chance(rng, 6) {
        return aside.choose(rng).map(|category| category.code.clone());
    }
    let well = rng.random_range(0.0..1.0) < person.served;
    let class = if chance(rng, 12) {
        Class::Middle
    } else if well {
        Class::Good
    } else {
        Class::Bad
    };
    let fitting = |category: &&&Category| category.class == Some(class);
    let plain = |category: &&&Category| category.code == if well { "yes" } else { "no" };
    let chosen = counted
        .iter()
        .filter(fitting)
        .choose(rng)
        .or_else(|| counted.iter().find(plain))
        .or_else(|| counted.choose(rng));
    chosen.map(|category| category.code.clone())
}

fn some_of(codes: &CodeList, rng: &mut impl CryptoRng) -> Option<Answer> {
    let (alone, together): (Vec<&Category>, Vec<&Category>) =
        codes.categories.iter().partition(|c| c.exclusive);
    let chosen: BTreeSet<String> = match alone.choose(rng) {
        Some(category) if chance(rng, 20) => BTreeSet::from([category.code.clone()]),
        _ => {
            let how_many = rng.random_range(1..=3);
            together
                .iter()
                .sample(rng, how_many)
                .into_iter()
                .map(|category| category.code.clone())
                .collect()
        }
    };
    (!chosen.is_empty()).then_some(Answer::Codes(chosen))
}
