//! Agreement with an independent program, and the coverage of the published interval by simulation.

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::*;

/// How these were made stands in the folder's README.
const REFERENCE: &str = include_str!("../../../tests/data/estimation/intervals.csv");

fn number(record: &csv::StringRecord, at: usize) -> f64 {
    record[at].parse().unwrap_or(f64::NAN)
}

#[test]
fn intervals_and_tests_agree_with_an_independent_program() {
    let mut reader = csv::Reader::from_reader(REFERENCE.as_bytes());
    let mut compared = 0;
    for record in reader.records().map(Result::unwrap) {
        let share = |at| {
            (
                number(&record, at) / number(&record, at + 1),
                number(&record, at + 1),
            )
        };
        let found = match &record[0] {
            "wilson" => wilson(share(1).0, share(1).1, Z_95),
            "newcombe" => newcombe(share(1), share(3)).interval,
            other => panic!("an unknown case {other}"),
        };
        assert!(
            (found.low - number(&record, 5)).abs() < 1e-9,
            "{record:?}: {found:?}"
        );
        assert!(
            (found.high - number(&record, 6)).abs() < 1e-9,
            "{record:?}: {found:?}"
        );
        if &record[0] == "newcombe" {
            let z = two_proportion_z(share(1), share(3)).unwrap();
            assert!((z - number(&record, 7)).abs() < 1e-9, "{record:?}: {z}");
        }
        compared += 1;
    }
    assert_eq!(compared, 169);
}

/// Draws answers in three categories, rounds them at random to five, and sees whether the interval of the
/// first holds the truth.
fn coverage(people: u32, share: f64, rng: &mut StdRng) -> f64 {
    let tries = 2_000;
    let mut held = 0;
    for _ in 0..tries {
        let mut counts = [0u64; 3];
        for _ in 0..people {
            let drawn: f64 = rng.random();
            counts[usize::from(drawn >= share) + usize::from(drawn >= (1.0 + share) / 2.0)] += 1;
        }
        let rounded = counts.map(|count| {
            let up = rng.random::<f64>() < (count % 5) as f64 / 5.0;
            count - count % 5 + if up { 5 } else { 0 }
        });
        let printed = Printed {
            count: rounded[0],
            base: rounded.iter().sum(),
            categories: 3,
            parts: 1,
        };
        let found = interval(printed, DesignEffect::NONE);
        held += u32::from(found.low <= share && share <= found.high);
    }
    f64::from(held) / f64::from(tries)
}

/// Coverage swings with the share, as that of every interval for counts does; its mean over shares is what a
/// report of many figures lives by (Lawrence D. Brown, T. Tony Cai and Anirban DasGupta, "Interval estimation for a
/// binomial proportion", Statistical Science 16 (2001), section 2).
#[test]
fn the_published_interval_holds_the_truth_in_93_of_100_surveys_from_a_base_of_fifty() {
    let mut rng = StdRng::seed_from_u64(20_261_122);
    for people in [50, 70, 100, 200, 400] {
        let shares = (1..20).map(|step| f64::from(step) * 0.05);
        let held: Vec<f64> = shares.map(|share| coverage(people, share, &mut rng)).collect();
        let mean = held.iter().sum::<f64>() / held.len() as f64;
        assert!(mean >= 0.93, "{people} people: {mean} {held:?}");
        assert!(held.iter().all(|held| *held >= 0.85), "{people} people: {held:?}");
    }
}
