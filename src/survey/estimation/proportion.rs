//! A share and how sure it is: Wilson's interval, widened for the rounding of the printed counts.

use super::{DesignEffect, Z_95};

/// The lower and upper end of an interval, as shares between 0 and 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// Printed numbers that a share is computed from: nothing else may enter a published percentage.
#[derive(Clone, Copy, Debug)]
pub struct Printed {
    /// The rounded count of the category.
    pub count: u64,
    /// The sum of the rounded categories.
    pub base: u64,
    /// How many categories the base is the sum of.
    pub categories: usize,
    /// How many separately rounded numbers each category is the sum of: 1, or the printed families of a total.
    pub parts: usize,
}

/// Variance of randomly rounding a count to a multiple of five, averaged over its five remainders:
/// `Σ r(5−r) / 5`.
const ROUNDING_VARIANCE: f64 = 4.0;

/// Wilson's score interval for a share on an effective base, which need not be a whole number.
///
/// Edwin B. Wilson, "Probable inference, the law of succession, and statistical inference",
/// Journal of the American Statistical Association 22 (1927), pages 209 to 212.
pub fn wilson(share: f64, base: f64, z: f64) -> Interval {
    if base <= 0.0 {
        return Interval { low: 0.0, high: 1.0 };
    }
    let square = z * z / base;
    let centre = (share + square / 2.0) / (1.0 + square);
    let half = z * (share * (1.0 - share) / base + square / (4.0 * base)).sqrt() / (1.0 + square);
    Interval {
        low: (centre - half).max(0.0),
        high: (centre + half).min(1.0),
    }
}

/// The 95 % interval of a share that was computed from randomly rounded counts.
///
/// The survey's own rule: with b the base, K the categories, q the share clamped to 0.05 … 0.95 and
/// deff the design effect, `v = q(1−q)·deff/b + 4[(1−q)² + (K−1)q²]/b²`; the second term is the
/// rounding of the category and of its base (delta method: Kirk M. Wolter, "Introduction to Variance
/// Estimation", 2nd edition (2007), chapter 6), once for each separately rounded part. Wilson's interval of q on
/// `n_eff = q(1−q)/v` follows. No finite population correction; non-response bias is not in it.
pub fn interval(printed: Printed, effect: DesignEffect) -> Interval {
    if printed.base == 0 {
        return Interval { low: 0.0, high: 1.0 };
    }
    let base = printed.base as f64;
    let q = (printed.count as f64 / base).clamp(0.05, 0.95);
    let others = printed.categories.saturating_sub(1) as f64;
    let rounding = ROUNDING_VARIANCE * printed.parts as f64 * ((1.0 - q).powi(2) + others * q * q);
    let variance = q * (1.0 - q) * effect.factor() / base + rounding / (base * base);
    wilson(q, q * (1.0 - q) / variance, Z_95)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(interval: Interval, low: f64, high: f64) -> bool {
        (interval.low - low).abs() < 5e-5 && (interval.high - high).abs() < 5e-5
    }

    #[test]
    fn wilson_gives_the_values_of_the_worked_examples() {
        let examples = [
            (0.0, 10.0, 0.0, 0.2775),
            (5.0, 10.0, 0.2366, 0.7634),
            (45.0, 60.0, 0.6277, 0.8422),
            (70.0, 100.0, 0.6042, 0.7811),
            (240.0, 400.0, 0.5513, 0.6468),
            (398.0, 400.0, 0.9820, 0.9986),
        ];
        for (count, base, low, high) in examples {
            assert!(
                near(wilson(count / base, base, 1.959_964), low, high),
                "{count}/{base}"
            );
        }
    }

    #[test]
    fn rounding_widens_the_interval_and_more_rounded_parts_widen_it_more() {
        let width = |parts| {
            let printed = Printed {
                count: 65,
                base: 100,
                categories: 3,
                parts,
            };
            let interval = interval(printed, DesignEffect::NONE);
            interval.high - interval.low
        };
        let plain = wilson(0.65, 100.0, Z_95);
        assert!(plain.high - plain.low < width(1));
        assert!(width(1) < width(9));
    }

    #[test]
    fn an_empty_base_says_nothing() {
        let printed = Printed {
            count: 0,
            base: 0,
            categories: 3,
            parts: 1,
        };
        assert_eq!(
            interval(printed, DesignEffect::NONE),
            Interval { low: 0.0, high: 1.0 }
        );
    }
}
