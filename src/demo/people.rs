//! Invented people: contact files as a force might export them, with the cases that must be left out.
//!
//! Every address is under `.example`, which belongs to nobody (RFC 2606, section 2).

use std::fmt::Write;

use chrono::Days;
use rand::seq::IndexedRandom;
use rand::{CryptoRng, RngExt};

use super::calendar::PlannedWave;

/// The header of a contact file.
const HEADER: &str = "case_reference,email,offence_code,flags,recorded_date,safe_to_contact,\
safe_to_contact_date,age,sex,language,reported_to_police\n";

/// A kind of case: how often it occurs among 1,000, its codes and flags, and how many in a hundred are women.
struct Kind {
    of_thousand: u32,
    codes: &'static [&'static str],
    flags: &'static str,
    women: u32,
    reported: bool,
}

const fn kind(of_thousand: u32, codes: &'static [&'static str], flags: &'static str, women: u32) -> Kind {
    Kind {
        of_thousand,
        codes,
        flags,
        women,
        reported: true,
    }
}

/// Roughly the mix a county's victim service sees; invented, and no statistic of any place.
const KINDS: [Kind; 15] = [
    kind(105, &["28E", "28F", "29A"], "", 49),
    kind(90, &["45", "48", "126"], "", 41),
    kind(105, &["34B", "39", "44", "49"], "", 46),
    kind(150, &["8N", "105A", "3B"], "", 42),
    kind(140, &["8N", "105A", "58A"], "domestic-abuse", 74),
    kind(80, &["8L", "8Q", "8R"], "", 72),
    kind(60, &["19C", "20A", "88E"], "", 92),
    kind(14, &["19F", "17A"], "", 4),
    kind(45, &["8P", "9B", "105A"], "hate-race", 44),
    kind(14, &["106"], "modern-slavery", 38),
    kind(80, &["58A", "58C", "9A", "56B"], "", 50),
    kind(45, &["35"], "online", 50),
    kind(32, &["46", "30C", "34A"], "", 45),
    kind(12, &["4.8", "1"], "", 58),
    Kind {
        of_thousand: 28,
        codes: &["105A", "8L", "49"],
        flags: "",
        women: 63,
        reported: false,
    },
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

/// Addresses under this domain are refused for good by the demonstration's mail server.
pub const BOUNCING_DOMAIN: &str = "moved-away.example";

/// The contact file of a wave, as bytes of a CSV in UTF-8.
pub fn contact_file(wave: &PlannedWave, rng: &mut impl CryptoRng) -> Vec<u8> {
    let mut text = String::from(HEADER);
    for number in 0..wave.people {
        row(&mut text, wave, number, rng);
    }
    text.into_bytes()
}

fn row(text: &mut String, wave: &PlannedWave, number: usize, rng: &mut impl CryptoRng) {
    let kind = draw(rng);
    let case = format!("{}-{number:06}", wave.quarter);
    let domain = if chance(rng, 2) {
        BOUNCING_DOMAIN
    } else {
        DOMAINS.choose(rng).copied().unwrap_or(DOMAINS[0])
    };
    let code = kind.codes.choose(rng).copied().unwrap_or(kind.codes[0]);
    let recorded = wave.recorded_from + Days::new(rng.random_range(0..90));
    let safe = if chance(rng, 6) {
        "no"
    } else if chance(rng, 5) {
        ""
    } else {
        "yes"
    };
    let safe_on = if safe == "yes" {
        (wave.from - Days::new(rng.random_range(8..40))).to_string()
    } else {
        String::new()
    };
    let sex = if chance(rng, 2) {
        ""
    } else if chance(rng, kind.women) {
        "female"
    } else {
        "male"
    };
    let age = age(rng);
    let reported = if kind.reported { "yes" } else { "no" };
    let email = format!("person.{}.{number}@{domain}", wave.quarter.to_lowercase());
    let flags = kind.flags;
    writeln!(
        text,
        "{case},{email},{code},{flags},{recorded},{safe},{safe_on},{age},{sex},en,{reported}"
    )
    .ok();
}

fn draw(rng: &mut impl CryptoRng) -> &'static Kind {
    let total: u32 = KINDS.iter().map(|kind| kind.of_thousand).sum();
    let mut left = rng.random_range(0..total);
    for kind in &KINDS {
        if left < kind.of_thousand {
            return kind;
        }
        left -= kind.of_thousand;
    }
    &KINDS[0]
}

fn age(rng: &mut impl CryptoRng) -> u32 {
    if chance(rng, 2) {
        return rng.random_range(12..16);
    }
    // The sum of two draws: most people stand in the middle of the range.
    rng.random_range(16..52) + rng.random_range(0..38)
}

/// True in `of_hundred` of a hundred draws.
pub fn chance(rng: &mut impl CryptoRng, of_hundred: u32) -> bool {
    rng.random_range(0..100) < of_hundred
}
