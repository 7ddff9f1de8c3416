//! Which variable somebody meant who wrote another name.

/// Which known name somebody meant: few letters to change, and a beginning in common.
pub(super) fn strangeness(known: &str, given: &str) -> isize {
    let in_common = known
        .chars()
        .zip(given.chars())
        .take_while(|(a, b)| a == b)
        .count();
    2 * distance(known, given).cast_signed() - in_common.cast_signed()
}

/// Letters to change to come from one name to the other (Levenshtein 1966).
pub(super) fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, b) in other.iter().enumerate() {
            let changed = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row.last().copied().unwrap_or(0)
}
