//! The guesses: each pairs gates with responses by one kind of trace, and knows no truth.
//!
//! Where rows are compared by one number, pairing them in the order of that number is the optimal
//! assignment for every convex cost (the rearrangement inequality: Hardy, Littlewood and Pólya,
//! "Inequalities", section 10.2). Where they are compared by several things, the assignment is
//! computed (Kuhn, "The Hungarian method for the assignment problem", 1955).

use std::collections::BTreeMap;

use pathfinding::kuhn_munkres::kuhn_munkres;
use pathfinding::matrix::Matrix;

use super::judge::{Strictness, Trace};

/// What an attack goes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clue {
    EqualTransaction,
    RankOfTransaction,
    Place,
    Toast,
    WalOrder,
    WalTransaction,
    Length,
    Saves,
    Id,
    DraftContent,
    KeysLeft,
    UploadFile,
}

/// One way to guess which response belongs to which gate.
pub struct Attack {
    /// What it goes by.
    pub clue: Clue,
    /// What a person calls it.
    pub name: &'static str,
    /// Pairs of positions: gate, response.
    pub guess: Guess,
}

/// Pairs gates with responses by their traces.
pub type Guess = fn(&[Trace], &[Trace]) -> Vec<(usize, usize)>;

const fn attack(clue: Clue, name: &'static str, guess: Guess) -> Attack {
    Attack { clue, name, guess }
}

/// Every attack, in the order in which they are shown.
pub const ATTACKS: [Attack; 12] = [
    attack(
        Clue::EqualTransaction,
        "Written in the same transaction (equal xmin)",
        |g, r| by_equal(g, r, |trace| Some(trace.transaction)),
    ),
    attack(
        Clue::RankOfTransaction,
        "Written in the same order (rank of xmin)",
        |g, r| by_rank(g, r, |t| (t.transaction, t.place)),
    ),
    attack(
        Clue::Place,
        "Lying in the same order on the disk (ctid)",
        |g, r| by_rank(g, r, |t| t.place),
    ),
    attack(
        Clue::Toast,
        "In the order in which ballots were laid aside (TOAST id)",
        |g, r| by_rank(g, r, |t| (t.toast.unwrap_or(u64::MAX), t.place)),
    ),
    attack(Clue::WalOrder, "In the order of the write-ahead log", |g, r| {
        by_rank(g, r, |t| (t.wal.unwrap_or(u64::MAX), t.place))
    }),
    attack(
        Clue::WalTransaction,
        "In one transaction of the write-ahead log",
        |g, r| by_equal(g, r, |trace| trace.wal_transaction),
    ),
    attack(
        Clue::Length,
        "In the order of their lengths (ciphertext)",
        |g, r| by_rank(g, r, |t| (t.length, t.place)),
    ),
    attack(
        Clue::Saves,
        "In the order of how much was saved on the way (drafts)",
        |g, r| by_rank(g, r, |t| (t.saves, t.place)),
    ),
    attack(Clue::Id, "In the order of their ids", |g, r| {
        by_rank(g, r, |t| t.id.clone())
    }),
    attack(
        Clue::DraftContent,
        "Reading what drafts left on the disk",
        |g, r| by_content(g, r, |gate| &gate.draft),
    ),
    attack(
        Clue::KeysLeft,
        "Opening ballots with every key that is left",
        |g, r| by_content(g, r, |gate| &gate.ballot),
    ),
    attack(
        Clue::UploadFile,
        "Joining the upload file on all that was asked",
        by_file,
    ),
];

/// Pairs rows that share a value; where several do, they are paired in the order they lie.
fn by_equal(
    gates: &[Trace],
    responses: &[Trace],
    key: impl Fn(&Trace) -> Option<i64>,
) -> Vec<(usize, usize)> {
    let mut taken = vec![false; responses.len()];
    let mut pairs = Vec::new();
    for (gate, trace) in gates.iter().enumerate() {
        let Some(wanted) = key(trace) else { continue };
        let same = |(at, response): &(usize, &Trace)| !taken[*at] && key(response) == Some(wanted);
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

/// Pairs so that as many answers as possible agree; gates of which nothing was read are left out.
fn by_content(
    gates: &[Trace],
    responses: &[Trace],
    read: impl Fn(&Trace) -> &BTreeMap<String, String>,
) -> Vec<(usize, usize)> {
    let told: Vec<usize> = (0..gates.len())
        .filter(|&at| !read(&gates[at]).is_empty())
        .collect();
    assign(&told, responses, |gate, response| {
        let agrees = |(item, said): &(&String, &String)| response.answers.get(*item) == Some(said);
        i64::try_from(read(&gates[gate]).iter().filter(agrees).count()).unwrap_or(0)
    })
}

/// Pairs so that the file contradicts as few answers as possible; agreeing is better than saying nothing.
fn by_file(gates: &[Trace], responses: &[Trace]) -> Vec<(usize, usize)> {
    let all: Vec<usize> = (0..gates.len()).collect();
    assign(&all, responses, |gate, response| {
        let score = |(item, fits): (&String, &Vec<String>)| match response.answers.get(item) {
            Some(said) if fits.contains(said) => 1,
            Some(_) => -10,
            None => 0,
        };
        gates[gate].known.iter().map(score).sum()
    })
}

/// The assignment of gates to responses with the greatest sum of scores.
fn assign(gates: &[usize], responses: &[Trace], score: impl Fn(usize, &Trace) -> i64) -> Vec<(usize, usize)> {
    if gates.is_empty() || responses.is_empty() {
        return Vec::new();
    }
    let turned = gates.len() > responses.len();
    let (rows, columns) = match turned {
        true => (responses.len(), gates.len()),
        false => (gates.len(), responses.len()),
    };
    let pair = |row: usize, column: usize| if turned { (column, row) } else { (row, column) };
    let weights = Matrix::from_fn(rows, columns, |(row, column)| {
        let (gate, response) = pair(row, column);
        score(gates[gate], &responses[response])
    });
    let (_, columns) = kuhn_munkres(&weights);
    let pairs = columns
        .into_iter()
        .enumerate()
        .map(|(row, column)| pair(row, column));
    pairs.map(|(gate, response)| (gates[gate], response)).collect()
}

/// The most right guesses that `batches` batches give by chance: one each is expected, and 3.9
/// standard deviations above (the number of fixed points of a random permutation has mean and
/// variance 1; Feller, "An Introduction to Probability Theory", volume 1, section IV.4).
pub fn limit_of_chance(batches: usize) -> f64 {
    let batches = batches as f64;
    batches + 3.9 * batches.sqrt()
}

/// The most right guesses that classes of `m` give whoever holds the upload file: one in each class.
pub fn limit_of_classes(answers: usize, m: usize, strictness: Strictness) -> f64 {
    let classes = answers as f64 / m.max(1) as f64;
    match strictness {
        Strictness::Full => classes,
        Strictness::Few => classes + 3.9 * classes.sqrt(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trace(transaction: i64, line: u32) -> Trace {
        Trace {
            transaction,
            place: (0, line),
            ..Trace::default()
        }
    }

    fn said(answers: &[(&str, &str)]) -> BTreeMap<String, String> {
        let owned = |&(item, code): &(&str, &str)| (item.to_owned(), code.to_owned());
        answers.iter().map(owned).collect()
    }

    #[test]
    fn rows_of_one_transaction_are_paired_whatever_their_order() {
        let gates = [trace(7, 1), trace(9, 2), trace(8, 3)];
        let responses = [trace(8, 1), trace(7, 2), trace(9, 3)];
        let pairs = by_equal(&gates, &responses, |trace| Some(trace.transaction));
        assert_eq!(pairs, [(0, 1), (1, 2), (2, 0)]);
    }

    #[test]
    fn rows_that_share_no_transaction_are_not_paired_by_it() {
        let pairs = by_equal(&[trace(7, 1)], &[trace(8, 1)], |trace| Some(trace.transaction));
        assert!(pairs.is_empty());
        assert!(by_equal(&[trace(7, 1)], &[trace(7, 1)], |trace| trace.wal_transaction).is_empty());
    }

    #[test]
    fn the_order_of_writing_pairs_rows_of_neighbouring_transactions() {
        let gates = [trace(30, 1), trace(10, 2), trace(20, 3)];
        let responses = [trace(21, 1), trace(31, 2), trace(11, 3)];
        let pairs = by_rank(&gates, &responses, |trace| trace.transaction);
        assert_eq!(pairs, [(1, 2), (2, 0), (0, 1)]);
    }

    #[test]
    fn what_was_read_is_paired_with_the_answers_that_agree_most() {
        let gate = |answers| Trace {
            ballot: answers,
            ..Trace::default()
        };
        let response = |answers| Trace {
            answers,
            ..Trace::default()
        };
        let gates = [
            gate(said(&[("a", "1"), ("b", "2")])),
            Trace::default(),
            gate(said(&[("a", "1"), ("b", "3")])),
        ];
        let responses = [
            response(said(&[("a", "1"), ("b", "3")])),
            response(said(&[("a", "1"), ("b", "2")])),
        ];
        let pairs = by_content(&gates, &responses, |gate| &gate.ballot);
        assert_eq!(pairs, [(0, 1), (2, 0)]);
    }

    #[test]
    fn more_gates_than_responses_leave_some_without_one() {
        let gates: Vec<Trace> = ["female", "male", "female"]
            .iter()
            .map(|sex| Trace {
                known: BTreeMap::from([("sex".to_owned(), vec![(*sex).to_owned()])]),
                ..Trace::default()
            })
            .collect();
        let responses = [Trace {
            answers: said(&[("sex", "male")]),
            ..Trace::default()
        }];
        assert_eq!(by_file(&gates, &responses), [(1, 0)]);
    }

    #[test]
    fn the_limit_for_nine_batches_is_twenty_right_matches() {
        assert!((limit_of_chance(9) - 20.7).abs() < 1e-9);
        assert!((limit_of_classes(100, 5, Strictness::Full) - 20.0).abs() < 1e-9);
    }
}
