//! Sentences about findings, written by rule: what was answered, by whom, how sure. None of them compares: only the
//! verdict of a declared test licenses a comparative word, and those sentences stand in `comparisons`.

use super::Period;
use crate::survey::disclosure::{
    Figure, Group, MeasureName, Participation, ReleasedBody, ReleasedRow, ReleasedTable, Thresholds,
};

/// The people the figures are about, as titles say it.
pub const AGED: &str = "aged 16 and over";

/// A sentence for each group whose base allows one, and one that names the groups whose base does not.
pub(super) fn headlines(
    table: &ReleasedTable,
    period: Period,
    group: Option<Group>,
    thresholds: &Thresholds,
) -> Vec<String> {
    let ReleasedBody::Measure(measure, rows) = table.body() else {
        return Vec::new();
    };
    let rows: Vec<&ReleasedRow> = rows
        .iter()
        .filter(|row| row.name().period == period.short())
        .filter(|row| group.is_none_or(|group| row.name().group == group))
        .collect();
    let mut sentences: Vec<String> = rows.iter().filter_map(|row| finding(measure, row)).collect();
    let silent: Vec<String> = rows
        .iter()
        .filter(|row| finding(measure, row).is_none())
        .map(|row| lower(row.name().group))
        .collect();
    if !silent.is_empty() {
        let base = thresholds.percentage_plain();
        sentences.push(format!(
            "No sentence is written about {}: a base of {base} answers is needed for one.",
            listed(&silent)
        ));
    }
    sentences
}

/// "Whole experience: 63% of women and girls answered “…” (95% interval 60% to 66%, base 1,205)."
fn finding(measure: &MeasureName, row: &ReleasedRow) -> Option<String> {
    if row.mark().is_some() {
        return None;
    }
    let share = row.shares()?.first()?;
    Some(format!(
        "{}: {} of {} answered “{}” (95% interval {}% to {}%, base {}).",
        measure.label,
        share.text(),
        lower(row.name().group),
        measure.categories.first()?,
        share.low(),
        share.high(),
        grouped(row.base()?),
    ))
}

fn lower(group: Group) -> String {
    match group {
        Group::SexNotStated => "those whose sex is not stated or described another way".into(),
        other => other.label().to_lowercase(),
    }
}

fn listed(names: &[String]) -> String {
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => names.concat(),
    }
}

/// A whole number with commas: 12,035.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// What a base is and what marks say.
pub fn note_on_base(thresholds: &Thresholds) -> String {
    format!(
        "The base is the number of answers a percentage rests on. All counts are rounded to a multiple of five at random, and every \
         percentage is computed from the rounded counts. Percentages on a base under {} are marked [u], low reliability; under {} only \
         rounded counts are shown; under {} nothing is shown, marked [c], confidential, and the answers are counted in larger groups.",
        thresholds.percentage_plain(),
        thresholds.percentage_marked(),
        thresholds.shown(),
    )
}

/// What the figures do not say.
pub fn note_on_response() -> &'static str {
    "These are the answers of victims who could be invited by email and chose to answer. They say nothing about how many crimes \
     happen: this is not a measure of prevalence. Those who did not answer may feel otherwise; the intervals do not cover that."
}

/// How percentages are weighted.
pub(super) fn note_on_weights(thresholds: &Thresholds) -> String {
    format!(
        "Percentages are weighted so that each crime type, and within it each sex and age, counts as it stands among those invited. The \
         weights follow from printed numbers alone, all of which are in the data files; groups under {} are merged first, and where no \
         two remain every answer counts alike, as does whoever did not tell sex or age. Counts and bases are not weighted. The design \
         effect says how much wider the weights make the interval’s variance (Kish).",
        thresholds.post_stratum()
    )
}

/// How far the sex on the contact files and the sex that was answered differ.
pub(super) fn sexes_of_frame_and_answers(table: &ReleasedTable, period: Period) -> Option<String> {
    let number = |group: Group, of: fn(&Participation) -> Figure| {
        let mut rows = table.participation().iter();
        let row = rows.find(|row| row.name().group == group && row.name().period == period.short())?;
        of(row).number()
    };
    let share = |of: fn(&Participation) -> Figure| {
        let (women, men) = (number(Group::Women, of)?, number(Group::Men, of)?);
        Some((
            (women * 200 + women + men) / ((women + men) * 2).max(1),
            women + men,
        ))
    };
    let (invited, answered) = (share(Participation::invited)?, share(Participation::in_figures)?);
    (invited.1 >= 100 && answered.1 >= 100).then(|| {
        format!(
            "Of those invited whose sex the contact files tell as female or male, {}% were female; of those who answered and told \
             theirs as one of the two, {}%: {} percentage points apart.",
            invited.0,
            answered.0,
            invited.0.abs_diff(answered.0)
        )
    })
}

/// Where the answers of very small crime types went.
pub(super) fn note_on_pooled() -> &'static str {
    "“(pooled)” stands for answers of crime types so small that they waited four rounds of fieldwork and then left together, without \
     their crime type. They are in every total; those invited are counted under the crime types themselves."
}

/// Who asked about the support service.
pub fn note_on_support() -> &'static str {
    "These figures are about the support service. The provider of that service also ran this survey: it surveyed its own service."
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_numbers_have_commas() {
        assert_eq!(
            [grouped(5), grouped(995), grouped(1_205), grouped(1_012_035)],
            ["5", "995", "1,205", "1,012,035"]
        );
    }

    #[test]
    fn groups_without_a_sentence_are_named() {
        assert_eq!(listed(&["men and boys".into()]), "men and boys");
        assert_eq!(listed(&["a".into(), "b".into(), "c".into()]), "a, b and c");
    }
}
