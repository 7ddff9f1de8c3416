//! "Try to find out who said this": the physical attacks on a mixed wave, and the same attacks on
//! a deliberately naive copy, where they succeed.
//!
//! Here are the guesses, pure; `run` drives a wave through the real operations and looks from below.

mod judge;
mod look;
mod naive;
mod play;
mod run;

pub use judge::{Batch, CONTROL, Evidence, Outcome, Report, Trial};
pub use play::sweep;
pub use run::run;

/// What the disk tells of one row: the transaction that wrote it and where it lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// What the row is known by: a gate's hash, or a response's answers.
    pub name: String,
    /// The raw `xmin`: which transaction wrote this version of the row. Freezing keeps it.
    pub transaction: i64,
    /// Page and line of the row (`ctid`): where it lies.
    pub place: (u32, u32),
    /// The random id, as bytes in order; empty where there is none.
    pub id: String,
    /// Bytes of the row's content.
    pub length: i64,
}

/// One way to guess which response belongs to which gate.
pub struct Attack {
    /// What a person calls it.
    pub name: &'static str,
    /// Pairs of positions: gate, response.
    pub guess: Guess,
}

/// Pairs gates with responses by their traces.
pub type Guess = fn(&[Trace], &[Trace]) -> Vec<(usize, usize)>;

/// Every attack, in the order in which they are shown.
pub const ATTACKS: [Attack; 5] = [
    Attack {
        name: "Written in the same transaction (equal xmin)",
        guess: equal_transaction,
    },
    Attack {
        name: "Written in the same order (rank of xmin)",
        guess: |g, r| by_rank(g, r, |t| (t.transaction, t.place)),
    },
    Attack {
        name: "Lying in the same order on the disk (ctid)",
        guess: |g, r| by_rank(g, r, |t| t.place),
    },
    Attack {
        name: "In the order of their ids",
        guess: |g, r| by_rank(g, r, |t| t.id.clone()),
    },
    Attack {
        name: "In the order of their lengths",
        guess: |g, r| by_rank(g, r, |t| (t.length, t.place)),
    },
];

/// Pairs rows of one transaction; where a transaction wrote several, they are paired in the order they lie.
fn equal_transaction(gates: &[Trace], responses: &[Trace]) -> Vec<(usize, usize)> {
    let mut taken = vec![false; responses.len()];
    let mut pairs = Vec::new();
    for (gate, trace) in gates.iter().enumerate() {
        let same =
            |(at, response): &(usize, &Trace)| !taken[*at] && response.transaction == trace.transaction;
        if let Some((response, _)) = responses.iter().enumerate().find(same) {
            taken[response] = true;
            pairs.push((gate, response));
        }
    }
    pairs
}

/// Pairs the first with the first, the second with the second, and so on, each side in the order of `key`.
fn by_rank<K: Ord>(gates: &[Trace], responses: &[Trace], key: impl Fn(&Trace) -> K) -> Vec<(usize, usize)> {
    let order = |traces: &[Trace]| {
        let mut order: Vec<usize> = (0..traces.len()).collect();
        order.sort_by_key(|&at| key(&traces[at]));
        order
    };
    order(gates).into_iter().zip(order(responses)).collect()
}

/// The most right matches in `batches` batches that still count as chance: a random assignment
/// has one right match a batch on average with variance one (the matching problem; Feller,
/// "An Introduction to Probability Theory and Its Applications", volume 1, IV.4), so B + 3.9·√B
/// is passed by luck less than once in ten thousand runs.
pub fn limit_of_chance(batches: usize) -> f64 {
    let batches = batches as f64;
    batches + 3.9 * batches.sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trace(transaction: i64, line: u32) -> Trace {
        Trace {
            name: String::new(),
            transaction,
            place: (0, line),
            id: format!("{line}"),
            length: 1,
        }
    }

    #[test]
    fn rows_of_one_transaction_are_paired_whatever_their_order() {
        let gates = [trace(7, 1), trace(9, 2), trace(8, 3)];
        let responses = [trace(8, 1), trace(7, 2), trace(9, 3)];
        assert_eq!(equal_transaction(&gates, &responses), [(0, 1), (1, 2), (2, 0)]);
    }

    #[test]
    fn rows_that_share_no_transaction_are_not_paired_by_it() {
        assert!(equal_transaction(&[trace(7, 1)], &[trace(8, 1)]).is_empty());
    }

    #[test]
    fn the_order_of_writing_pairs_rows_of_neighbouring_transactions() {
        let gates = [trace(30, 1), trace(10, 2), trace(20, 3)];
        let responses = [trace(21, 1), trace(31, 2), trace(11, 3)];
        let pairs = by_rank(&gates, &responses, |trace| trace.transaction);
        assert_eq!(pairs, [(1, 2), (2, 0), (0, 1)]);
    }

    #[test]
    fn the_limit_for_nine_batches_is_twenty_right_matches() {
        assert!((limit_of_chance(9) - 20.7).abs() < 1e-9);
    }
}
