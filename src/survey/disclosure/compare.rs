//! Differences of printed shares, and which of them may be called one.
//!
//! The whole list of tests is declared by its caller before anything is counted. Those whose two bases allow it are made
//! here together, since the verdict of each depends on all (Benjamini and Hochberg), and a verdict alone licenses a
//! comparative word. Everything follows from printed rows, so that a comparison tells nothing that they do not.

use super::protect::percent;
use super::released::ReleasedRow;
use super::{RowName, Thresholds};
use crate::survey::estimation::{
    Estimate, compared_base, discoveries, newcombe, smallest_shown, two_proportion_z, two_sided_p,
};

/// The share of false ones that is allowed among the differences that are called one.
pub const FALSE_DISCOVERIES: f64 = 0.10;

/// What is held against what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Contrast {
    /// A period and the one of the same length before it, which share nobody.
    Change,
    /// Women and girls, and men and boys of the same crime type.
    Sexes,
    /// Women and girls, and men and boys if they were of the women's crime types.
    SexesStandardised,
    /// A crime type and all the others together.
    Family,
}

/// One side of a comparison: printed rows, each with a factor of its own besides that of its place.
#[derive(Clone, Debug)]
pub struct Side<'a> {
    /// What it is called: "Women and girls", "12 months before".
    pub label: String,
    /// Its rows; with several, their sum.
    pub rows: Vec<(f64, &'a ReleasedRow)>,
}

/// A test that was declared.
#[derive(Clone, Debug)]
pub struct Compared<'a> {
    /// The place, group and period that it is about.
    pub name: RowName,
    /// What is held against what.
    pub contrast: Contrast,
    /// The measure's name in tables.
    pub measure: String,
    /// The item it comes from.
    pub item: String,
    /// The category that is compared: the first of the measure.
    pub category: String,
    /// The one side.
    pub first: Side<'a>,
    /// The other.
    pub second: Side<'a>,
}

/// What a test says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The first share is higher.
    Higher,
    /// The first share is lower.
    Lower,
    /// No difference that this survey could detect: none is claimed, and none is ruled out.
    NoneDetected,
}

impl Verdict {
    /// The words for it in tables.
    pub fn words(self) -> &'static str {
        match self {
            Self::Higher => "higher",
            Self::Lower => "lower",
            Self::NoneDetected => "no difference that this survey could detect",
        }
    }
}

/// A difference as it may be published. Its fields are private: only [`compare`] fills them.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    name: RowName,
    contrast: Contrast,
    measure: String,
    item: String,
    category: String,
    first: (String, u8),
    second: (String, u8),
    points: i16,
    low: i16,
    high: i16,
    smallest: u8,
    verdict: Verdict,
}

impl Comparison {
    /// The place, group and period that it is about.
    pub fn name(&self) -> &RowName {
        &self.name
    }
    /// What is held against what.
    pub fn contrast(&self) -> Contrast {
        self.contrast
    }
    /// The measure's name in tables.
    pub fn measure(&self) -> &str {
        &self.measure
    }
    /// The item it comes from.
    pub fn item(&self) -> &str {
        &self.item
    }
    /// The category that is compared.
    pub fn category(&self) -> &str {
        &self.category
    }
    /// The first side and its share in whole percent.
    pub fn first(&self) -> (&str, u8) {
        (&self.first.0, self.first.1)
    }
    /// The second side and its share in whole percent.
    pub fn second(&self) -> (&str, u8) {
        (&self.second.0, self.second.1)
    }
    /// First less second, in whole points of the unrounded shares.
    pub fn points(&self) -> i16 {
        self.points
    }
    /// The 95 % interval of the difference in whole points, rounded outwards.
    pub fn interval(&self) -> (i16, i16) {
        (self.low, self.high)
    }
    /// The smallest difference, in points, that these bases show in four of five surveys.
    pub fn smallest(&self) -> u8 {
        self.smallest
    }
    /// What the test says.
    pub fn verdict(&self) -> Verdict {
        self.verdict
    }
}

/// Makes every declared test whose two bases are large enough for a percentage without a mark, and judges them together.
pub fn compare(declared: &[Compared<'_>], thresholds: &Thresholds) -> Vec<Comparison> {
    let made: Vec<Made<'_>> = declared
        .iter()
        .filter_map(|test| Made::of(test, thresholds))
        .collect();
    let p_values: Vec<f64> = made.iter().map(|test| test.p).collect();
    let found = discoveries(&p_values, FALSE_DISCOVERIES);
    made.iter()
        .zip(found)
        .map(|(test, found)| test.released(found))
        .collect()
}

/// The rows of one group, each with the factor that gives its place the weight it has among the other group: direct
/// standardisation (Fleiss, Levin and Paik, "Statistical Methods for Rates and Proportions", 3rd edition (2003), section
/// 19.1). `pairs` are the rows of both groups in the same place, the one to be standardised second.
pub fn standardised<'a>(pairs: &[(&ReleasedRow, &'a ReleasedRow)]) -> Vec<(f64, &'a ReleasedRow)> {
    let weight = |row: &ReleasedRow| {
        row.estimate
            .as_ref()
            .map_or(0.0, |found| found.weights() * row.between)
    };
    let (one, other) = pairs.iter().fold((0.0, 0.0), |sum, pair| {
        (sum.0 + weight(pair.0), sum.1 + weight(pair.1))
    });
    let factor = |pair: &(&ReleasedRow, &'a ReleasedRow)| {
        let own = weight(pair.1);
        (own > 0.0 && one > 0.0).then(|| (weight(pair.0) / one * (other / own), pair.1))
    };
    pairs.iter().filter_map(factor).collect()
}

struct Made<'a> {
    test: &'a Compared<'a>,
    first: (f64, f64),
    second: (f64, f64),
    p: f64,
}

impl<'a> Made<'a> {
    fn of(test: &'a Compared<'a>, thresholds: &Thresholds) -> Option<Self> {
        let first = side(&test.first, thresholds)?;
        let second = side(&test.second, thresholds)?;
        let p = two_proportion_z(first, second).map_or(1.0, two_sided_p);
        Some(Self {
            test,
            first,
            second,
            p,
        })
    }

    fn released(&self, found: bool) -> Comparison {
        let difference = newcombe(self.first, self.second);
        let points = |share: f64| share * 100.0;
        let verdict = match (found, difference.difference > 0.0) {
            (false, _) => Verdict::NoneDetected,
            (true, true) => Verdict::Higher,
            (true, false) => Verdict::Lower,
        };
        Comparison {
            name: self.test.name.clone(),
            contrast: self.test.contrast,
            measure: self.test.measure.clone(),
            item: self.test.item.clone(),
            category: self.test.category.clone(),
            first: (self.test.first.label.clone(), percent(self.first.0)),
            second: (self.test.second.label.clone(), percent(self.second.0)),
            points: points(difference.difference).round() as i16,
            low: points(difference.interval.low).floor() as i16,
            high: points(difference.interval.high).ceil() as i16,
            smallest: points(smallest_shown(self.first, self.second)).ceil() as u8,
            verdict,
        }
    }
}

/// Share and effective base of a side; `None` where a row is not shown or the base is too small for a test.
fn side(side: &Side<'_>, thresholds: &Thresholds) -> Option<(f64, f64)> {
    let parts: Option<Vec<(f64, &Estimate)>> = side
        .rows
        .iter()
        .map(|(factor, row)| Some((factor * row.between, row.estimate.as_ref()?)))
        .collect();
    let base: Option<u64> = side.rows.iter().map(|(_, row)| row.base()).sum();
    if base? < thresholds.percentage_plain() {
        return None;
    }
    let estimate = Estimate::joined(parts?);
    Some((estimate.share(0), compared_base(&estimate, 0)))
}

#[cfg(test)]
mod tests {
    use super::super::{
        CellKeySecret, Group, MeasureName, OpenBody, OpenTable, ReleasedTable, Row, Source, protect,
    };
    use super::*;
    use crate::survey::estimation::Tally;

    fn name(place: &str) -> RowName {
        RowName {
            place: place.into(),
            group: Group::All,
            period: "12 months".into(),
            ages: String::new(),
        }
    }

    fn table(rows: &[(u64, u64)]) -> ReleasedTable {
        let tally = |count| Tally { count, key_sum: 1 };
        let rows = rows
            .iter()
            .map(|(yes, no)| Row::plain(name("x"), Source::Answers(vec![tally(*yes), tally(*no)])));
        let measure = MeasureName {
            id: "treatment".into(),
            label: "Treatment".into(),
            item: "treatment".into(),
            question: "?".into(),
            categories: vec!["Satisfied".into(), "Not satisfied".into()],
        };
        let body = OpenBody::Measure {
            measure,
            rows: rows.collect(),
        };
        let open = OpenTable {
            id: "t".into(),
            title: "T".into(),
            body,
        };
        protect(&open, &CellKeySecret::new([3; 32]), &Thresholds::default())
    }

    fn test<'a>(first: &'a ReleasedRow, second: &'a ReleasedRow) -> Compared<'a> {
        let side = |label: &str, row| Side {
            label: label.into(),
            rows: vec![(1.0, row)],
        };
        Compared {
            name: name("x"),
            contrast: Contrast::Change,
            measure: "Treatment".into(),
            item: "treatment".into(),
            category: "Satisfied".into(),
            first: side("now", first),
            second: side("before", second),
        }
    }

    #[test]
    fn a_large_difference_has_a_comparative_word_and_a_small_one_none() {
        let table = table(&[(300, 100), (200, 200), (205, 195)]);
        let [now, before, same] = [&table.rows()[0], &table.rows()[1], &table.rows()[2]];
        let found = compare(
            &[test(now, before), test(before, now), test(same, before)],
            &Thresholds::default(),
        );
        let verdicts: Vec<Verdict> = found.iter().map(Comparison::verdict).collect();
        assert_eq!(verdicts, [Verdict::Higher, Verdict::Lower, Verdict::NoneDetected]);
        assert_eq!(
            (found[0].points(), found[0].first().1, found[0].second().1),
            (25, 75, 50)
        );
        let (low, high) = found[0].interval();
        assert!(low > 15 && low < 25 && high > 25 && high < 35, "{low} {high}");
        assert!((9..=12).contains(&found[2].smallest()), "{}", found[2].smallest());
    }

    #[test]
    fn men_standardised_to_the_womens_mix_count_each_crime_type_as_women_do() {
        let table = table(&[(300, 100), (50, 50), (40, 60), (240, 60)]);
        let [women_a, women_b, men_a, men_b] = [0, 1, 2, 3].map(|at| &table.rows()[at]);
        let men = standardised(&[(women_a, men_a), (women_b, men_b)]);
        let parts: Vec<_> = men
            .iter()
            .map(|(factor, row)| (*factor, row.estimate.as_ref().unwrap()))
            .collect();
        // 0.8 of the first crime type, where 40 % of men are satisfied, and 0.2 of the second, where 80 % are.
        assert!((Estimate::joined(parts).share(0) - (0.8 * 0.4 + 0.2 * 0.8)).abs() < 1e-9);
    }

    #[test]
    fn a_base_under_a_hundred_has_no_test() {
        let table = table(&[(300, 100), (60, 35)]);
        let found = compare(
            &[test(&table.rows()[0], &table.rows()[1])],
            &Thresholds::default(),
        );
        assert!(found.is_empty());
    }

    #[test]
    fn among_many_tests_a_chance_hit_is_no_discovery() {
        let table = table(&[(230, 170), (200, 200), (200, 200)]);
        let [odd, one, two] = [&table.rows()[0], &table.rows()[1], &table.rows()[2]];
        let alone = compare(&[test(odd, one)], &Thresholds::default());
        assert_eq!(alone[0].verdict(), Verdict::Higher, "p is about 0.04");
        let mut many = vec![test(odd, one)];
        many.extend((0..20).map(|_| test(one, two)));
        let found = compare(&many, &Thresholds::default());
        assert!(found.iter().all(|one| one.verdict() == Verdict::NoneDetected));
    }
}
