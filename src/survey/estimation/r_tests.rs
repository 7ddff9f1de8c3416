//! Agreement with R's `survey` on the same counts.

use super::*;

/// How these were made stands in the folder's README, the script beside it.
const REFERENCE: &str = include_str!("../../../tests/data/estimation/weights.csv");
const COUNTS: &str = include_str!("../../../tests/data/estimation/counts.csv");

struct Stratum {
    family: String,
    sex: String,
    margin: Margin,
    counts: [u64; 3],
}

fn strata() -> Vec<Stratum> {
    let mut reader = csv::Reader::from_reader(COUNTS.as_bytes());
    let read = |record: csv::StringRecord| {
        let number = |at: usize| record[at].parse().unwrap();
        Stratum {
            family: record[0].into(),
            sex: record[1].into(),
            margin: Margin {
                invited: number(3),
                answered: number(4),
            },
            counts: [number(5), number(6), number(7)],
        }
    };
    reader.records().map(Result::unwrap).map(read).collect()
}

/// The estimate of a group within a family: all its strata, and those without a margin where they are asked for.
fn group(strata: &[Stratum], family: &str, sex: Option<&str>, missing: bool) -> Estimate {
    let inside: Vec<&Stratum> = strata
        .iter()
        .filter(|one| {
            one.family == family
                && if one.sex.is_empty() {
                    missing
                } else {
                    sex.is_none_or(|sex| one.sex == sex)
                }
        })
        .collect();
    let mut counts = [0; 3];
    for one in &inside {
        counts
            .iter_mut()
            .zip(one.counts)
            .for_each(|(sum, count)| *sum += count);
    }
    let known: Vec<&&Stratum> = inside.iter().filter(|one| !one.sex.is_empty()).collect();
    let factors = factors(&known.iter().map(|one| one.margin).collect::<Vec<_>>());
    let parts: Vec<(f64, &[u64])> = factors
        .into_iter()
        .zip(known.iter().map(|one| one.counts.as_slice()))
        .collect();
    Estimate::of_strata(&counts, &parts)
}

fn total(strata: &[Stratum], sex: Option<&str>) -> Estimate {
    let families = ["burglary", "stalking-harassment", "fraud-cyber"];
    let margin = |family: &&str| {
        let of = strata
            .iter()
            .filter(|one| one.family == **family && !one.sex.is_empty());
        of.filter(|one| sex.is_none_or(|sex| one.sex == sex))
            .fold(Margin::default(), |sum, one| Margin {
                invited: sum.invited + one.margin.invited,
                answered: sum.answered + one.margin.answered,
            })
    };
    let factors = factors(&families.iter().map(margin).collect::<Vec<_>>());
    let parts: Vec<Estimate> = families
        .iter()
        .map(|family| group(strata, family, sex, false))
        .collect();
    Estimate::joined(factors.into_iter().zip(&parts))
}

#[test]
fn weighted_shares_and_effective_bases_agree_with_the_survey_package_of_r() {
    let strata = strata();
    let mut reader = csv::Reader::from_reader(REFERENCE.as_bytes());
    let mut compared = 0;
    for record in reader.records().map(Result::unwrap) {
        let number = |at: usize| record[at].trim().parse::<f64>().unwrap();
        let found = match record[0].trim().split_once(' ') {
            Some(("weight", _)) => continue,
            Some(("family", family)) => group(&strata, family, None, false),
            Some(("women", family)) => group(&strata, family, Some("female"), false),
            Some(("missing", family)) => group(&strata, family, None, true),
            Some(("all", _)) => total(&strata, Some("female")),
            _ => total(&strata, None),
        };
        for category in 0..3 {
            assert!(
                (found.share(category) - number(1 + category)).abs() < 1e-6,
                "{record:?}: {found:?}"
            );
        }
        let effective = found.people() / found.design_effect().factor();
        assert!(
            (effective - number(4)).abs() < 1e-6 * effective,
            "{record:?}: {effective}"
        );
        compared += 1;
    }
    assert_eq!(compared, 9);
}

#[test]
fn the_post_strata_have_the_weights_that_r_gives_them() {
    let strata = strata();
    let known: Vec<&Stratum> = strata.iter().filter(|one| !one.sex.is_empty()).collect();
    let margins: Vec<Margin> = known.iter().map(|one| one.margin).collect();
    let whole: (u64, u64) = margins
        .iter()
        .fold((0, 0), |sum, one| (sum.0 + one.invited, sum.1 + one.answered));
    let mut reader = csv::Reader::from_reader(REFERENCE.as_bytes());
    let weights: Vec<f64> = reader
        .records()
        .map(Result::unwrap)
        .filter(|record| record[0].starts_with("weight"))
        .map(|record| record[1].trim().parse().unwrap())
        .collect();
    assert_eq!(weights.len(), known.len());
    // R's weights add up to the invited, ours to the answers.
    let scale = whole.1 as f64 / whole.0 as f64;
    for (found, weight) in factors(&margins).into_iter().zip(weights) {
        assert!((found - weight * scale).abs() < 1e-6, "{found} {weight}");
    }
}
