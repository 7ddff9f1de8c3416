//! The difference of two shares, for periods that share nobody.

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
    let pooled = (first.0 * first.1 + second.0 * second.1) / (first.1 + second.1);
    let variance = pooled * (1.0 - pooled) * (1.0 / first.1 + 1.0 / second.1);
    (variance > 0.0).then(|| (first.0 - second.0) / variance.sqrt())
}

#[cfg(test)]
mod tests {
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
        let equal = two_proportion_z((1.0, 50.0), (1.0, 40.0));
        assert_eq!(equal, None);
    }
}
