//! One pass over the responses: for every quarter, family, sex and category the number of answers
//! and the sum of their record keys, which later decides how the number is rounded.
//!
//! What a response says outside the plan (uncounted codes, items without a measure) is passed by.

use std::collections::HashMap;

/// A count and the sum of the record keys of those counted, modulo 2⁶⁴.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many answers; true, and therefore never printed.
    pub count: u64,
    /// Sum of their record keys modulo 2⁶⁴: the same people give the same sum in every table.
    pub key_sum: u64,
}

impl Tally {
    /// Counts one more response.
    pub fn add(&mut self, record_key: u64) {
        self.count += 1;
        self.key_sum = self.key_sum.wrapping_add(record_key);
    }

    /// The tally of two groups that share nobody.
    #[must_use]
    pub fn joined(self, other: Self) -> Self {
        Self {
            count: self.count + other.count,
            key_sum: self.key_sum.wrapping_add(other.key_sum),
        }
    }
}

impl std::iter::Sum for Tally {
    fn sum<I: Iterator<Item = Self>>(tallies: I) -> Self {
        tallies.fold(Self::default(), Self::joined)
    }
}

/// The sex a respondent stated, as far as the mix left it with the response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
    /// Not stated, described another way, or taken off by the class floor of the mix.
    NotStated,
}

impl Sex {
    /// All three, in the order they are tabulated.
    pub const ALL: [Self; 3] = [Self::Female, Self::Male, Self::NotStated];

    /// The sex that a stored code stands for; anything else than the two is not stated.
    pub fn of_code(code: Option<&str>) -> Self {
        match code {
            Some("female") => Self::Female,
            Some("male") => Self::Male,
            _ => Self::NotStated,
        }
    }
}

/// One item as it is tabulated.
#[derive(Clone, Debug)]
pub struct Item {
    /// The item's id.
    pub id: String,
    /// Code to category, for the codes that are counted. With `several` a code has its own number.
    pub codes: HashMap<String, usize>,
    /// How many categories (with `several`: codes) there are.
    pub categories: usize,
    /// Several answers may be given: each code becomes a table of its own, chosen and not chosen.
    pub several: bool,
}

/// What is tabulated: the items, the quarters and the families, each known by its place.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The items.
    pub items: Vec<Item>,
    /// The quarters, e.g. "2026Q3".
    pub quarters: Vec<String>,
    /// The families' ids.
    pub families: Vec<String>,
}

/// One response as the tabulation reads it.
#[derive(Clone, Copy, Debug)]
pub struct Answered<'a> {
    /// The quarter of its wave.
    pub quarter: &'a str,
    /// The family of its cohort, whatever kind was chosen.
    pub family: &'a str,
    /// The sex it states.
    pub sex: Sex,
    /// Its record key.
    pub record_key: u64,
    /// Its answers: item and code, several lines for an item with several answers.
    pub codes: &'a [(&'a str, &'a str)],
}

/// The number under which everybody who responded is counted.
pub const RESPONDED: usize = 0;

/// Tallies of every cell of the plan.
#[derive(Clone, Debug)]
pub struct Tabulation {
    plan: Plan,
    places: HashMap<String, usize>,
    /// Where an item's cells begin; cell 0 is everybody who responded.
    starts: Vec<usize>,
    width: usize,
    cells: Vec<Tally>,
}

impl Tabulation {
    /// An empty tabulation of this plan.
    pub fn new(plan: Plan) -> Self {
        let mut starts = Vec::with_capacity(plan.items.len());
        let mut width = RESPONDED + 1;
        for item in &plan.items {
            starts.push(width);
            width += item.categories * if item.several { 2 } else { 1 };
        }
        let places = plan
            .items
            .iter()
            .enumerate()
            .map(|(place, item)| (item.id.clone(), place));
        let cells = plan.quarters.len() * plan.families.len() * Sex::ALL.len() * width;
        Self {
            places: places.collect(),
            starts,
            width,
            cells: vec![Tally::default(); cells],
            plan,
        }
    }

    /// Counts one response. One of another quarter or family than the plan's is passed by.
    pub fn add(&mut self, answered: &Answered<'_>) {
        let Some(row) = self.row(answered.quarter, answered.family, answered.sex) else {
            return;
        };
        self.cells[row + RESPONDED].add(answered.record_key);
        let mut last = None;
        for (item, code) in answered.codes {
            let Some(&place) = self.places.get(*item) else {
                continue;
            };
            if self.plan.items[place].several && last != Some(*item) {
                self.add_unchosen(row, place, answered);
            }
            last = Some(*item);
            let Some(&category) = self.plan.items[place].codes.get(*code) else {
                continue;
            };
            let step = if self.plan.items[place].several { 2 } else { 1 };
            self.cells[row + self.starts[place] + category * step].add(answered.record_key);
        }
    }

    /// Every code of a several-answers item that this response left unchosen. A response that chose
    /// only uncounted codes is in no base.
    fn add_unchosen(&mut self, row: usize, place: usize, answered: &Answered<'_>) {
        let item = &self.plan.items[place];
        let mut chosen = vec![false; item.categories];
        for (id, code) in answered.codes {
            if *id == item.id
                && let Some(&category) = item.codes.get(*code)
            {
                chosen[category] = true;
            }
        }
        if !chosen.contains(&true) {
            return;
        }
        for (category, _) in chosen.iter().enumerate().filter(|(_, chosen)| !**chosen) {
            self.cells[row + self.starts[place] + category * 2 + 1].add(answered.record_key);
        }
    }

    /// Everybody who responded in these quarters.
    pub fn responded(&self, quarters: &[String], family: &str, sexes: &[Sex]) -> Tally {
        self.sum(quarters, family, sexes, RESPONDED)
    }

    /// The categories of an item, in order; with several answers: chosen and not chosen of `code`.
    pub fn categories(
        &self,
        quarters: &[String],
        family: &str,
        sexes: &[Sex],
        item: usize,
        code: usize,
    ) -> Vec<Tally> {
        let planned = &self.plan.items[item];
        let cells = if planned.several {
            code * 2..code * 2 + 2
        } else {
            0..planned.categories
        };
        cells
            .map(|cell| self.sum(quarters, family, sexes, self.starts[item] + cell))
            .collect()
    }

    /// The plan.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    fn sum(&self, quarters: &[String], family: &str, sexes: &[Sex], cell: usize) -> Tally {
        let rows = quarters.iter().flat_map(|quarter| {
            sexes
                .iter()
                .filter_map(move |sex| self.row(quarter, family, *sex))
        });
        rows.map(|row| self.cells[row + cell]).sum()
    }

    fn row(&self, quarter: &str, family: &str, sex: Sex) -> Option<usize> {
        let quarter = self.plan.quarters.iter().position(|known| known == quarter)?;
        let family = self.plan.families.iter().position(|known| known == family)?;
        Some(((quarter * self.plan.families.len() + family) * Sex::ALL.len() + sex as usize) * self.width)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(id: &str, codes: &[&str], several: bool) -> Item {
        let codes: HashMap<String, usize> = codes
            .iter()
            .enumerate()
            .map(|(at, code)| (code.to_string(), at))
            .collect();
        Item {
            id: id.into(),
            categories: codes.len(),
            codes,
            several,
        }
    }

    fn tabulation() -> Tabulation {
        Tabulation::new(Plan {
            items: vec![
                item("helpful", &["yes", "no"], false),
                item("why", &["a", "b", "c"], true),
            ],
            quarters: vec!["2026Q2".into(), "2026Q3".into()],
            families: vec!["burglary".into(), "violence".into()],
        })
    }

    fn answered<'a>(
        family: &'a str,
        sex: Sex,
        record_key: u64,
        codes: &'a [(&'a str, &'a str)],
    ) -> Answered<'a> {
        Answered {
            quarter: "2026Q3",
            family,
            sex,
            record_key,
            codes,
        }
    }

    #[test]
    fn an_answer_is_counted_in_its_family_and_sex_with_its_record_key() {
        let mut tabulation = tabulation();
        tabulation.add(&answered(
            "burglary",
            Sex::Female,
            u64::MAX,
            &[("helpful", "yes")],
        ));
        tabulation.add(&answered("burglary", Sex::Male, 3, &[("helpful", "yes")]));
        tabulation.add(&answered(
            "violence",
            Sex::Male,
            5,
            &[("helpful", "no"), ("other", "1")],
        ));
        let quarter = ["2026Q3".to_owned()];
        let all = tabulation.categories(&quarter, "burglary", &Sex::ALL, 0, 0);
        assert_eq!(all, [Tally { count: 2, key_sum: 2 }, Tally::default()]);
        let men = tabulation.responded(&quarter, "violence", &[Sex::Male]);
        assert_eq!(men, Tally { count: 1, key_sum: 5 });
    }

    #[test]
    fn an_uncounted_code_is_in_no_category_but_its_giver_responded() {
        let mut tabulation = tabulation();
        tabulation.add(&answered(
            "burglary",
            Sex::NotStated,
            1,
            &[("helpful", "rather-not")],
        ));
        let quarter = ["2026Q3".to_owned()];
        let all: Tally = tabulation
            .categories(&quarter, "burglary", &Sex::ALL, 0, 0)
            .into_iter()
            .sum();
        assert_eq!(
            (
                all.count,
                tabulation.responded(&quarter, "burglary", &Sex::ALL).count
            ),
            (0, 1)
        );
    }

    #[test]
    fn with_several_answers_each_code_has_those_who_chose_it_and_those_who_did_not() {
        let mut tabulation = tabulation();
        tabulation.add(&answered(
            "burglary",
            Sex::Female,
            1,
            &[("why", "a"), ("why", "c")],
        ));
        tabulation.add(&answered("burglary", Sex::Female, 2, &[("why", "c")]));
        let quarter = ["2026Q3".to_owned()];
        let counts = |code| -> Vec<u64> {
            let tallies = tabulation.categories(&quarter, "burglary", &Sex::ALL, 1, code);
            tallies.iter().map(|tally| tally.count).collect()
        };
        assert_eq!([counts(0), counts(1), counts(2)], [[1, 1], [0, 2], [2, 0]]);
    }

    #[test]
    fn a_response_of_another_quarter_is_passed_by() {
        let mut tabulation = tabulation();
        let mut other = answered("burglary", Sex::Female, 1, &[]);
        other.quarter = "2025Q1";
        tabulation.add(&other);
        let quarters = tabulation.plan().quarters.clone();
        assert_eq!(tabulation.responded(&quarters, "burglary", &Sex::ALL).count, 0);
    }
}
