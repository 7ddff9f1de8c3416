//! Weights, and the shares they give, from printed numbers only.
//!
//! # How weights and printed totals go together
//!
//! Two rules pull at each other: answers are to be weighted, and every published percentage is to follow from printed
//! counts, so that it tells nothing more than they do. They meet in one form. The printed count of a row stays what it
//! is, everybody's answers rounded once, and a total stays the sum of the printed families. The weights enter the
//! *percentage* alone, as a correction by counts that are printed too:
//!
//! `ĉ_k = c_k + Σ_s (w_s − 1) · c_sk`, share `ĉ_k / Σ_k ĉ_k`,
//!
//! where `c_k` is the printed count of category k, `c_sk` the printed count of post-stratum s (in the data file of the
//! crime type) and `w_s = (N_s / N) · (n / n_s)` its factor, of the printed invited N and the printed answers n
//! (post-stratification: D. Holt and T. M. F. Smith, "Post stratification", Journal of the Royal Statistical Society A
//! 142 (1979), pages 33 to 46; a question that only some are asked is a domain of the weighted sample: W. G. Cochran,
//! "Sampling Techniques", 3rd edition (1977), section 2.12). Whoever lacks a margin stands in `c_k` and in no stratum,
//! and so takes factor 1. Where nobody is in a stratum the share is the plain one. A total is
//! `Σ_f g_f · ĉ_fk`, with `g_f` of the printed invited and answers of the families in the same way.
//!
//! This reading is the harder one (every weight can be recomputed from the files by anybody), the safer one (a
//! percentage adds no knowledge, no weight or mean weight is written down, and the gate sees every number that entered)
//! and the more useful one (the printed base is still what people count, and the rounding of a stratum enters only by
//! as much as its weight departs from 1).

use super::DesignEffect;

/// The printed counts of a group on both sides: those invited, and those whose answers are in the figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Margin {
    /// Rounded number of the invited.
    pub invited: u64,
    /// Rounded number of those who answered.
    pub answered: u64,
}

/// The factor of each group, `(N_s / N) · (n / n_s)`: 1 on average over the answers. Where a group has nobody on one
/// side, every factor is 1, since nobody could stand for it.
pub fn factors(margins: &[Margin]) -> Vec<f64> {
    let invited: u64 = margins.iter().map(|margin| margin.invited).sum();
    let answered: u64 = margins.iter().map(|margin| margin.answered).sum();
    if margins
        .iter()
        .any(|margin| margin.invited == 0 || margin.answered == 0)
    {
        return vec![1.0; margins.len()];
    }
    let whole = answered as f64 / invited as f64;
    let factor = |margin: &Margin| margin.invited as f64 / margin.answered as f64 * whole;
    margins.iter().map(factor).collect()
}

/// Weighted answers by category, with all that their uncertainty needs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Estimate {
    categories: Vec<f64>,
    /// How many answers, Σw and Σw² over them.
    people: f64,
    weights: f64,
    squares: f64,
    /// How many separately rounded numbers each category holds, each by the square of its factor.
    roundings: f64,
}

impl Estimate {
    /// Every answer counts alike.
    pub fn plain(counts: &[u64]) -> Self {
        let base = counts.iter().sum::<u64>() as f64;
        Self {
            categories: counts.iter().map(|count| *count as f64).collect(),
            people: base,
            weights: base,
            squares: base,
            roundings: 1.0,
        }
    }

    /// A row of counts, corrected by its post-strata: the factor and the counts of each.
    pub fn of_strata(counts: &[u64], strata: &[(f64, &[u64])]) -> Self {
        let mut found = Self::plain(counts);
        let within: u64 = strata.iter().flat_map(|(_, counts)| *counts).sum();
        if within == 0 {
            return found;
        }
        let outside = (found.weights - within as f64).max(0.0);
        found.people = outside + within as f64;
        (found.weights, found.squares) = (outside, outside);
        for (factor, counts) in strata {
            for (sum, count) in found.categories.iter_mut().zip(*counts) {
                *sum += (factor - 1.0) * *count as f64;
            }
            let base = counts.iter().sum::<u64>() as f64;
            found.weights += factor * base;
            found.squares += factor * factor * base;
            found.roundings += (factor - 1.0).powi(2);
        }
        // The row and its strata are rounded apart, so that a rare category could come out below nothing.
        for sum in &mut found.categories {
            *sum = sum.max(0.0);
        }
        found
    }

    /// Several estimates, each by the factor of its place: a total over families.
    pub fn joined<'a>(parts: impl IntoIterator<Item = (f64, &'a Self)>) -> Self {
        let mut found = Self::default();
        for (factor, part) in parts {
            let room = found.categories.len().max(part.categories.len());
            found.categories.resize(room, 0.0);
            for (sum, count) in found.categories.iter_mut().zip(&part.categories) {
                *sum += factor * count;
            }
            found.people += part.people;
            found.weights += factor * part.weights;
            found.squares += factor * factor * part.squares;
            found.roundings += factor * factor * part.roundings;
        }
        found
    }

    /// The sum of the weights: how much it counts for when places are mixed.
    pub fn weights(&self) -> f64 {
        self.weights
    }

    /// The weighted share of a category, between 0 and 1; 0 where nobody answered.
    pub fn share(&self, category: usize) -> f64 {
        let whole: f64 = self.categories.iter().sum();
        let part = self.categories.get(category).copied().unwrap_or_default();
        if whole > 0.0 { part / whole } else { 0.0 }
    }

    /// How many categories it has.
    pub fn categories(&self) -> usize {
        self.categories.len()
    }

    /// Kish's design effect of its weights; none where nobody answered.
    pub fn design_effect(&self) -> DesignEffect {
        DesignEffect::of_sums(self.people, self.weights, self.squares)
    }

    /// How many answers it rests on.
    pub fn people(&self) -> f64 {
        self.people
    }

    /// How many separately rounded numbers a category holds, at the scale of its answers.
    pub fn roundings(&self) -> f64 {
        match self.weights > 0.0 {
            true => self.roundings * (self.people / self.weights).powi(2),
            false => self.roundings,
        }
    }
}

#[cfg(test)]
#[path = "weight_tests.rs"]
mod tests;
