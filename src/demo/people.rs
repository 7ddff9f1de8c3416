//! Invented people: contact files as a force might export them, with the cases that must be left out.
//!
//! Every address is under `.example`, which belongs to nobody (RFC 2606, section 2).

use std::collections::BTreeMap;
use std::fmt::Write;

use chrono::Days;
use rand::seq::IndexedRandom;
use rand::{CryptoRng, RngExt};

use super::calendar::{Drawn, PlannedWave};

/// The header of a contact file.
pub(super) const HEADER: &str = "case_reference,email,offence_code,flags,recorded_date,safe_to_contact,\
safe_to_contact_date,age,sex,language,reported_to_police\n";

/// Somebody invented: what the contact file says, and how well she was served.
#[derive(Clone, Debug)]
pub struct Person {
    /// Invented address; in the demonstration it is what a letter is matched with.
    pub email: String,
    /// The family her case belongs to, which she may choose from the list.
    pub family: &'static str,
    /// `female`, `male`, or nothing.
    pub sex: &'static str,
    /// In years.
    pub age: u32,
    /// How well she was served, from 0 to 1.
    pub served: f64,
    /// Whether she would rather say nothing of who she is.
    pub reticent: bool,
}

/// A kind of case: how often it occurs among 1,000, its codes and flags, how many in a hundred are
/// women, and how well in a hundred its victims are served.
struct Kind {
    family: &'static str,
    of_thousand: u32,
    codes: &'static [&'static str],
    flags: &'static str,
    women: u32,
    served: u32,
}

const fn kind(
    family: &'static str,
    of_thousand: u32,
    codes: &'static [&'static str],
    flags: &'static str,
    women: u32,
    served: u32,
) -> Kind {
    Kind {
        family,
        of_thousand,
        codes,
        flags,
        women,
        served,
    }
}

/// Roughly the mix a county's victim service sees; invented, and no statistic of any place.
const KINDS: [Kind; 15] = [
    kind("burglary", 105, &["28E", "28F", "29A"], "", 49, 66),
    kind("vehicle-crime", 90, &["45", "48", "126"], "", 41, 48),
    kind("theft-robbery", 100, &["34B", "39", "44", "49"], "", 46, 52),
    kind("violence", 150, &["8N", "105A", "3B"], "", 42, 61),
    kind(
        "domestic-abuse",
        140,
        &["8N", "105A", "58A"],
        "domestic-abuse",
        74,
        63,
    ),
    kind("stalking-harassment", 80, &["8L", "8Q", "8R"], "", 72, 54),
    kind("sexual-offences", 60, &["19C", "20A", "88E"], "", 92, 57),
    kind("sexual-offences", 14, &["19F", "17A"], "", 4, 52),
    kind("hate-crime", 45, &["8P", "9B", "105A"], "hate-race", 44, 58),
    kind("modern-slavery", 14, &["106"], "modern-slavery", 38, 60),
    kind("damage-asb", 80, &["58A", "58C", "9A", "56B"], "", 50, 45),
    kind(
        "fraud-cyber",
        50,
        &["NFIB3A", "NFIB5A", "NFIB52C"],
        "online",
        50,
        50,
    ),
    kind("business-crime", 32, &["46", "30C", "34A"], "", 45, 51),
    kind("bereaved", 12, &["4.8"], "", 58, 68),
    kind("never-reported", 28, &["105A", "8L", "49"], "", 63, 55),
];

/// Domains of invented mail providers; none holds more than half of a cohort.
const DOMAINS: [&str; 6] = [
    "post.example",
    "letterbox.example",
    "inbox.example",
    "mail.example",
    "webmail.example",
    "home.example",
];

/// Addresses under this domain are refused for good by the demonstration's mail.
pub const BOUNCING_DOMAIN: &str = "moved-away.example";

/// The contact file of a wave, as bytes of a CSV in UTF-8, and the people it names.
pub fn contact_file(wave: &PlannedWave, rng: &mut impl CryptoRng) -> (Vec<u8>, Vec<Person>) {
    let mut text = String::from(HEADER);
    let mut of_family = BTreeMap::new();
    let people = (0..wave.people)
        .map(|number| row(&mut text, wave, number, &mut of_family, rng))
        .collect();
    (text.into_bytes(), people)
}

fn row(
    text: &mut String,
    wave: &PlannedWave,
    number: usize,
    of_family: &mut BTreeMap<&'static str, usize>,
    rng: &mut impl CryptoRng,
) -> Person {
    let kind = draw(wave.drawn, rng);
    let before = of_family.entry(kind.family).or_default();
    let domain = domain(*before, rng);
    *before += 1;
    let person = invent(kind, wave, number, domain, rng);
    let case = format!("{}-{number:06}", wave.quarter);
    let code = kind.codes.choose(rng).copied().unwrap_or(kind.codes[0]);
    let recorded = wave.recorded_from + Days::new(rng.random_range(0..90));
    let safe = match rng.random_range(0..100) {
        0..6 => "no",
        6..11 => "",
        _ => "yes",
    };
    let marked = wave.from - Days::new(rng.random_range(8..40));
    let safe_on = if safe == "yes" {
        marked.to_string()
    } else {
        String::new()
    };
    let reported = if kind.family == "never-reported" {
        "no"
    } else {
        "yes"
    };
    let Person { email, sex, age, .. } = &person;
    let flags = kind.flags;
    writeln!(
        text,
        "{case},{email},{code},{flags},{recorded},{safe},{safe_on},{age},{sex},en,{reported}"
    )
    .ok();
    person
}

/// Mail domains in turn, `before` people of the family having one already: in a cohort of three, two of
/// one domain would be the crowd that an approval refuses.
fn domain(before: usize, rng: &mut impl CryptoRng) -> &'static str {
    if chance(rng, 2) {
        BOUNCING_DOMAIN
    } else {
        DOMAINS[before % DOMAINS.len()]
    }
}

fn invent(
    kind: &'static Kind,
    wave: &PlannedWave,
    number: usize,
    domain: &str,
    rng: &mut impl CryptoRng,
) -> Person {
    let women = match (wave.drawn, kind.women) {
        // Two kinds are nearly all women or nearly all men: they stay so, and balance each other.
        (Drawn::Evenly, 10..90) => 51,
        (_, women) => women,
    };
    let sex = match rng.random_range(0..100) {
        0..2 => "",
        draw if draw < women => "female",
        _ => "male",
    };
    // Three draws make a bell: most are served about as well as their kind of case is.
    let luck: f64 = (0..3).map(|_| rng.random_range(-0.2..0.2)).sum();
    Person {
        email: format!("person.{}.{number}@{domain}", wave.quarter.to_lowercase()),
        family: kind.family,
        sex,
        age: age(wave.drawn, rng),
        reticent: chance(rng, 8),
        served: (f64::from(kind.served) / 100.0 + luck).clamp(0.03, 0.97),
    }
}

fn draw(drawn: Drawn, rng: &mut impl CryptoRng) -> &'static Kind {
    let weight = |kind: &Kind| match drawn {
        Drawn::AsTheyCome => kind.of_thousand,
        // One family is made of two kinds.
        Drawn::Evenly if kind.family == "sexual-offences" => 1,
        Drawn::Evenly => 2,
    };
    let total: u32 = KINDS.iter().map(weight).sum();
    let mut left = rng.random_range(0..total);
    for kind in &KINDS {
        if left < weight(kind) {
            return kind;
        }
        left -= weight(kind);
    }
    &KINDS[0]
}

fn age(drawn: Drawn, rng: &mut impl CryptoRng) -> u32 {
    if chance(rng, 2) {
        return rng.random_range(12..16);
    }
    if drawn == Drawn::Evenly {
        return match rng.random_range(0..3) {
            0 => rng.random_range(16..35),
            1 => rng.random_range(35..55),
            _ => rng.random_range(55..90),
        };
    }
    // The sum of two draws: most people stand in the middle of the range.
    rng.random_range(16..52) + rng.random_range(0..38)
}

/// True in `of_hundred` of a hundred draws.
pub fn chance(rng: &mut impl CryptoRng, of_hundred: u32) -> bool {
    rng.random_range(0..100) < of_hundred
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::*;

    fn wave(people: usize, drawn: Drawn) -> PlannedWave {
        let from = "2026-11-15".parse().expect("a date");
        PlannedWave {
            name: "A wave".to_owned(),
            quarter: "2026Q3".to_owned(),
            recorded_from: "2026-07-01".parse().expect("a date"),
            from,
            to: from,
            people,
            drawn,
        }
    }

    #[test]
    fn drawn_evenly_every_kind_holds_women_and_men_of_all_ages_in_like_numbers() {
        let (_, people) = contact_file(&wave(2_900, Drawn::Evenly), &mut StdRng::seed_from_u64(7));
        let mut classes: BTreeMap<(&str, &str, u32), usize> = BTreeMap::new();
        for person in people.iter().filter(|one| !one.sex.is_empty() && one.age >= 16) {
            let band = [35, 55].into_iter().filter(|from| person.age >= *from).count();
            let class = (person.family, person.sex, u32::try_from(band).expect("a band"));
            *classes.entry(class).or_default() += 1;
        }
        assert_eq!(classes.len(), 14 * 2 * 3, "{classes:?}");
        assert!(
            classes.values().all(|count| (15..70).contains(count)),
            "{classes:?}"
        );
    }

    #[test]
    fn no_mail_domain_makes_up_half_of_a_small_cohort() {
        let (_, people) = contact_file(&wave(200, Drawn::AsTheyCome), &mut StdRng::seed_from_u64(5));
        for one in &people {
            let family: Vec<_> = people.iter().filter(|other| other.family == one.family).collect();
            let domain = |person: &Person| person.email.split('@').nth(1).map(str::to_owned);
            let alike = family.iter().filter(|other| domain(other) == domain(one)).count();
            assert!(
                alike == 1 || alike * 2 <= family.len(),
                "{} of {}",
                alike,
                family.len()
            );
        }
    }
}
