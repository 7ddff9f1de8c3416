//! On how many answers a figure rests.

use super::{Z_95, wilson};

/// How much wider than with a simple random sample the variance of an estimate is: n / n_eff.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DesignEffect(f64);

impl DesignEffect {
    /// Every answer counts alike.
    pub const NONE: Self = Self(1.0);

    /// The design effect of a set of weights: `n · Σw² / (Σw)²`.
    ///
    /// Leslie Kish, "Survey Sampling" (1965), section 11.7. `None` where the weights add up to nothing.
    pub fn of_weights(weights: &[f64]) -> Option<Self> {
        effective_base(weights).map(|base| Self(weights.len() as f64 / base))
    }

    /// The same of the sums over n answers: Σw and Σw². None where nobody answered.
    pub fn of_sums(answers: f64, weights: f64, squares: f64) -> Self {
        match weights > 0.0 {
            true => Self((answers * squares / (weights * weights)).max(1.0)),
            false => Self::NONE,
        }
    }

    /// As it is printed, to one decimal: more would tell the size of a small class.
    pub fn printed(self) -> String {
        format!("{:.1}", self.0)
    }

    /// The factor on the variance, 1 or more for any weights.
    pub fn factor(self) -> f64 {
        self.0
    }
}

/// The effective base `(Σw)² / Σw²`: how many equally weighted answers would say as much.
///
/// Leslie Kish, "Survey Sampling" (1965), section 11.7. `None` where the weights add up to nothing.
pub fn effective_base(weights: &[f64]) -> Option<f64> {
    let sum: f64 = weights.iter().sum();
    let squares: f64 = weights.iter().map(|weight| weight * weight).sum();
    (squares > 0.0 && sum > 0.0).then(|| sum * sum / squares)
}

/// Half the width of a 95 % interval around 50 %, in percentage points: what a base can show at best.
pub fn half_width(base: f64) -> f64 {
    let interval = wilson(0.5, base, Z_95);
    (interval.high - interval.low) * 50.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_that_differ_lower_the_effective_base() {
        let mut weights = vec![1.0; 60];
        weights.extend([2.0; 30]);
        weights.extend([4.0; 10]);
        let base = effective_base(&weights).unwrap();
        assert!((base - 75.2941).abs() < 1e-4, "{base}");
        let effect = DesignEffect::of_weights(&weights).unwrap();
        assert!((effect.factor() - 1.3281).abs() < 1e-4);
        let interval = wilson(0.7, base, Z_95);
        assert!((interval.low - 0.5889).abs() < 1e-4 && (interval.high - 0.7917).abs() < 1e-4);
    }

    #[test]
    fn no_weight_at_all_has_no_effective_base() {
        assert_eq!(effective_base(&[]), None);
        assert_eq!(effective_base(&[0.0, 0.0]), None);
    }

    #[test]
    fn the_half_width_at_fifty_percent_is_the_one_of_the_textbook_table() {
        let table = [(30.0, 16.8), (50.0, 13.4), (100.0, 9.6), (200.0, 6.9)];
        for (base, points) in table
            .into_iter()
            .chain([(400.0, 4.9), (600.0, 4.0), (1000.0, 3.1)])
        {
            assert!(
                (half_width(base) - points).abs() < 0.05,
                "{base}: {}",
                half_width(base)
            );
        }
    }
}
