//! Differences of two shares, and which of them may be called one.

use statrs::function::erf::erfc;

use super::{Interval, Z_95, wilson};

/// A difference of two shares with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// First share less second share.
    pub difference: f64,
    /// Its interval, between −1 and 1.
    pub interval: Interval,
}

/// Newcombe's hybrid score interval for the difference of two independent shares on effective bases.
///
/// Robert G. Newcombe, "Interval estimation for the difference between independent proportions:
/// comparison of eleven methods", Statistics in Medicine 17 (1998), pages 873 to 890, method 10.
pub fn newcombe(first: (f64, f64), second: (f64, f64)) -> Difference {
    let (one, two) = (wilson(first.0, first.1, Z_95), wilson(second.0, second.1, Z_95));
    let difference = first.0 - second.0;
    let below = ((first.0 - one.low).powi(2) + (two.high - second.0).powi(2)).sqrt();
    let above = ((one.high - first.0).powi(2) + (second.0 - two.low).powi(2)).sqrt();
    Difference {
        difference,
        interval: Interval {
            low: difference - below,
            high: difference + above,
        },
    }
}

/// The z statistic of two shares under the hypothesis that they are one, with the pooled variance.
///
/// Joseph L. Fleiss, Bruce Levin and Myunghee Cho Paik, "Statistical Methods for Rates and
/// Proportions", 3rd edition (2003), section 3.1, without continuity correction. `None` where
/// both shares are 0 or both are 1.
pub fn two_proportion_z(first: (f64, f64), second: (f64, f64)) -> Option<f64> {
    let variance = pooled_variance(first, second);
    (variance > 0.0).then(|| (first.0 - second.0) / variance.sqrt())
}

fn pooled_variance(first: (f64, f64), second: (f64, f64)) -> f64 {
    let pooled = (first.0 * first.1 + second.0 * second.1) / (first.1 + second.1);
    pooled * (1.0 - pooled) * (1.0 / first.1 + 1.0 / second.1)
}

/// The two-sided probability of a z statistic this far from 0 where there is no difference.
pub fn two_sided_p(z: f64) -> f64 {
    erfc(z.abs() / std::f64::consts::SQRT_2)
}

/// The 80th percentile of the standard normal distribution.
const Z_80: f64 = 0.841_621_233_572_914_3;

/// The smallest difference that two bases can show: one that a two-sided test at 5 % finds in four of five surveys,
/// `(z₀.₉₇₅ + z₀.₈₀)·√(p̄(1−p̄)(1/n₁ + 1/n₂))`.
///
/// Jacob Cohen, "Statistical Power Analysis for the Behavioral Sciences", 2nd edition (1988), chapter 6, in the form of
/// Fleiss, Levin and Paik (as above), section 4.2. The pooled share is kept within 0.05 … 0.95.
pub fn smallest_shown(first: (f64, f64), second: (f64, f64)) -> f64 {
    let within = |(share, base): (f64, f64)| (share.clamp(0.05, 0.95), base);
    (Z_95 + Z_80) * pooled_variance(within(first), within(second)).sqrt()
}

/// Which of many tests are discoveries, so that at most `rate` of them are false ones on average.
///
/// Yoav Benjamini and Yosef Hochberg, "Controlling the false discovery rate: a practical and powerful approach to
/// multiple testing", Journal of the Royal Statistical Society B 57 (1995), pages 289 to 300, section 3: with the p
/// values in order, everything up to the last whose p is at most `rate · place / number`.
pub fn discoveries(p_values: &[f64], rate: f64) -> Vec<bool> {
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|one, other| p_values[*one].total_cmp(&p_values[*other]));
    let limit = |place: usize| rate * (place + 1) as f64 / p_values.len() as f64;
    let last = (0..order.len()).rfind(|place| p_values[order[*place]] <= limit(*place));
    let mut found = vec![false; p_values.len()];
    for at in order.iter().take(last.map_or(0, |last| last + 1)) {
        found[*at] = true;
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn newcombe_gives_the_values_of_the_worked_examples() {
        let examples = [
            ((140.0, 200.0), (120.0, 200.0), 0.0065, 0.1911),
            ((33.0, 50.0), (28.0, 50.0), -0.0888, 0.2792),
        ];
        for (first, second, low, high) in examples {
            let found = newcombe((first.0 / first.1, first.1), (second.0 / second.1, second.1));
            assert!((found.difference - 0.1).abs() < 1e-9);
            assert!((found.interval.low - low).abs() < 5e-5, "{found:?}");
            assert!((found.interval.high - high).abs() < 5e-5, "{found:?}");
        }
    }

    #[test]
    fn the_pooled_test_gives_the_values_of_the_worked_examples() {
        let z = two_proportion_z((0.7, 200.0), (0.6, 200.0)).unwrap();
        assert!((z - 2.0966).abs() < 5e-5, "{z}");
        assert!((two_sided_p(z) - 0.0360).abs() < 5e-5);
        let equal = two_proportion_z((1.0, 50.0), (1.0, 40.0));
        assert_eq!(equal, None);
    }

    #[test]
    fn two_bases_of_two_hundred_at_a_half_can_show_fourteen_points() {
        let found = smallest_shown((0.5, 200.0), (0.5, 200.0));
        assert!((found - 0.140).abs() < 5e-4, "{found}");
        assert!(smallest_shown((0.5, 800.0), (0.5, 800.0)) < found);
        assert!(smallest_shown((1.0, 200.0), (1.0, 200.0)) > 0.0);
    }

    #[test]
    fn discoveries_are_those_of_the_authors_example() {
        // The fifteen p values of the paper's section 4, at 5 %: the first four are discoveries.
        let p = [
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719,
            0.6528, 0.7590, 1.0000,
        ];
        let found = discoveries(&p, 0.05);
        assert_eq!(found.iter().filter(|found| **found).count(), 4);
        assert!(found[..4].iter().all(|found| *found));
        assert!(discoveries(&[], 0.1).is_empty());
    }

    proptest! {
        #[test]
        fn a_discovery_never_has_a_larger_p_than_a_test_that_is_none(p in proptest::collection::vec(0.0f64..1.0, 0..60)) {
            let found = discoveries(&p, 0.1);
            let largest = p.iter().zip(&found).filter(|(_, found)| **found).map(|(p, _)| *p).fold(0.0, f64::max);
            prop_assert!(p.iter().zip(&found).all(|(p, found)| *found || *p >= largest));
        }

        #[test]
        fn a_comparison_turned_round_tells_the_same(a in 0.0f64..1.0, b in 0.0f64..1.0, n in 50.0f64..500.0, m in 50.0f64..500.0) {
            let (there, back) = (newcombe((a, n), (b, m)), newcombe((b, m), (a, n)));
            prop_assert!((there.interval.low + back.interval.high).abs() < 1e-12);
            prop_assert!(there.interval.low <= there.difference && there.difference <= there.interval.high);
        }
    }
}
