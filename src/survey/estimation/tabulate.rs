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

/// The age band a respondent stated, as far as the mix left it with the response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Age {
    /// 16 to 34.
    From16To34,
    /// 35 to 54.
    From35To54,
    /// 55 and over.
    From55,
    /// Not stated, or taken off by the class floor of the mix.
    NotStated,
}

impl Age {
    /// All four, in the order they are tabulated.
    pub const ALL: [Self; 4] = [Self::From16To34, Self::From35To54, Self::From55, Self::NotStated];
    /// Those that are known, the youngest first.
    pub const KNOWN: [Self; 3] = [Self::From16To34, Self::From35To54, Self::From55];

    /// The band that a stored code stands for; anything else is not stated.
    pub fn of_code(code: Option<&str>) -> Self {
        match code {
            Some("16-34") => Self::From16To34,
            Some("35-54") => Self::From35To54,
            Some("55+") => Self::From55,
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
    /// The age band it states.
    pub age: Age,
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
        let rows = plan.quarters.len() * plan.families.len() * Sex::ALL.len() * Age::ALL.len();
        Self {
            places: places.collect(),
            starts,
            width,
            cells: vec![Tally::default(); rows * width],
            plan,
        }
    }

    /// Counts one response. One of another quarter or family than the plan's is passed by.
    pub fn add(&mut self, answered: &Answered<'_>) {
        let Some(row) = self.row(answered.quarter, answered.family, answered.sex, answered.age) else {
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
        self.responded_aged(quarters, family, sexes, &Age::ALL)
    }

    /// Everybody of these ages who responded in these quarters.
    pub fn responded_aged(&self, quarters: &[String], family: &str, sexes: &[Sex], ages: &[Age]) -> Tally {
        self.sum(quarters, family, sexes, ages, RESPONDED)
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
        self.categories_aged(quarters, family, sexes, &Age::ALL, (item, code))
    }

    /// The same of people of these ages; `asked` is the item and the code.
    pub fn categories_aged(
        &self,
        quarters: &[String],
        family: &str,
        sexes: &[Sex],
        ages: &[Age],
        (item, code): (usize, usize),
    ) -> Vec<Tally> {
        let planned = &self.plan.items[item];
        let cells = if planned.several {
            code * 2..code * 2 + 2
        } else {
            0..planned.categories
        };
        cells
            .map(|cell| self.sum(quarters, family, sexes, ages, self.starts[item] + cell))
            .collect()
    }

    /// The plan.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    fn sum(&self, quarters: &[String], family: &str, sexes: &[Sex], ages: &[Age], cell: usize) -> Tally {
        let mut sum = Tally::default();
        for quarter in quarters {
            for sex in sexes {
                for row in ages
                    .iter()
                    .filter_map(|age| self.row(quarter, family, *sex, *age))
                {
                    sum = sum.joined(self.cells[row + cell]);
                }
            }
        }
        sum
    }

    fn row(&self, quarter: &str, family: &str, sex: Sex, age: Age) -> Option<usize> {
        let quarter = self.plan.quarters.iter().position(|known| known == quarter)?;
        let family = self.plan.families.iter().position(|known| known == family)?;
        let class = (quarter * self.plan.families.len() + family) * Sex::ALL.len() + sex as usize;
        Some((class * Age::ALL.len() + age as usize) * self.width)
    }
}

#[cfg(test)]
#[path = "tabulate_tests.rs"]
mod tests;
