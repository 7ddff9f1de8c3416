//! What weights do to shares, recomputed from single answers.

use proptest::prelude::*;

use super::*;
use crate::survey::estimation::effective_base;

fn margin(invited: u64, answered: u64) -> Margin {
    Margin { invited, answered }
}

#[test]
fn a_stratum_that_answered_less_counts_for_more_and_the_mean_factor_is_one() {
    let margins = [margin(600, 120), margin(400, 40)];
    let found = factors(&margins);
    assert!(
        (found[0] - 0.8).abs() < 1e-12 && (found[1] - 1.6).abs() < 1e-12,
        "{found:?}"
    );
    let mean = (found[0] * 120.0 + found[1] * 40.0) / 160.0;
    assert!((mean - 1.0).abs() < 1e-12);
}

#[test]
fn a_stratum_without_anybody_on_one_side_leaves_all_unweighted() {
    assert_eq!(factors(&[margin(100, 40), margin(50, 0)]), [1.0, 1.0]);
    assert_eq!(factors(&[margin(100, 40), margin(0, 10)]), [1.0, 1.0]);
    assert!(factors(&[]).is_empty());
}

#[test]
fn whoever_lacks_a_margin_takes_factor_one() {
    // 100 answers; 40 of a stratum with factor 0.5, 30 of one with factor 2, 30 in none.
    let found = Estimate::of_strata(&[60, 40], &[(0.5, &[30, 10]), (2.0, &[10, 20])]);
    let first = 0.5 * 30.0 + 2.0 * 10.0 + 20.0;
    let second = 0.5 * 10.0 + 2.0 * 20.0 + 10.0;
    assert!((found.share(0) - first / (first + second)).abs() < 1e-12);
    let mut weights = vec![0.5; 40];
    weights.extend([2.0; 30]);
    weights.extend([1.0; 30]);
    let effective = 100.0 / found.design_effect().factor();
    assert!(
        (effective - effective_base(&weights).unwrap()).abs() < 1e-9,
        "{effective}"
    );
}

#[test]
fn the_design_effect_of_the_worked_example_is_printed_to_one_decimal() {
    let parts = [
        Estimate::plain(&[60]),
        Estimate::plain(&[30]),
        Estimate::plain(&[10]),
    ];
    let found = Estimate::joined([1.0, 2.0, 4.0].into_iter().zip(&parts));
    assert!((found.design_effect().factor() - 1.3281).abs() < 1e-4);
    assert_eq!(found.design_effect().printed(), "1.3");
}

proptest! {
    #[test]
    fn factors_that_are_all_one_change_nothing(counts in proptest::collection::vec(0u64..500, 1..6)) {
        let plain = Estimate::plain(&counts);
        let strata = Estimate::of_strata(&counts, &[(1.0, counts.as_slice())]);
        for category in 0..counts.len() {
            prop_assert!((plain.share(category) - strata.share(category)).abs() < 1e-12);
        }
        prop_assert!((strata.design_effect().factor() - 1.0).abs() < 1e-9);
    }

    #[test]
    fn shares_add_up_to_one_and_no_weight_makes_a_base_larger(
        counts in proptest::collection::vec((1u64..60, 1u64..60, 0.2f64..5.0), 1..6),
        outside in (0u64..40, 0u64..40),
    ) {
        let strata: Vec<(f64, [u64; 2])> = counts.iter().map(|(a, b, w)| (*w, [5 * a, 5 * b])).collect();
        let sum = |at: usize| strata.iter().map(|(_, counts)| counts[at]).sum::<u64>();
        let all = [sum(0) + outside.0, sum(1) + outside.1];
        let parts: Vec<(f64, &[u64])> = strata.iter().map(|(w, counts)| (*w, counts.as_slice())).collect();
        let found = Estimate::of_strata(&all, &parts);
        prop_assert!((found.share(0) + found.share(1) - 1.0).abs() < 1e-9);
        prop_assert!(found.design_effect().factor() >= 1.0);
    }

    #[test]
    fn the_scale_of_the_weights_of_a_total_does_not_matter(a in 1u64..90, b in 1u64..90, c in 1u64..90, d in 1u64..90, scale in 0.1f64..9.0) {
        let parts = [Estimate::plain(&[a, b]), Estimate::plain(&[c, d])];
        let one = Estimate::joined([1.0, 3.0].into_iter().zip(&parts));
        let other = Estimate::joined([scale, 3.0 * scale].into_iter().zip(&parts));
        prop_assert!((one.share(0) - other.share(0)).abs() < 1e-9);
        prop_assert!((one.roundings() - other.roundings()).abs() < 1e-6 * one.roundings());
        prop_assert!((one.design_effect().factor() - other.design_effect().factor()).abs() < 1e-9);
    }
}
