//! The account of a wave's ballots: who was invited, what came in, what came out, what waits.
//!
//! It passes the same gate as an edition: small families are merged as an edition merges them, every count
//! is rounded by the name or the people that an edition rounds it by, and totals are sums of what is printed.
//! So the account of a wave says no second number about anything that an edition says a first one about.

use std::collections::BTreeMap;

use super::disclosure::{
    CellKeySecret, CountRow, CountSource, Figure, FixedCount, Group, OpenBody, OpenTable, Participation,
    ReleasedBody, ReleasedTable, RowName, Split, Thresholds, Unit, pool, protect,
};
use super::edition::{FamilyName, name_of_count};
use super::estimation::Tally;

/// What is known of one family's ballots in one wave; true counts, never printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FamilyAccount {
    /// Contacts that a letter was made for, and cards.
    pub invited: u64,
    /// Invitations that left.
    pub delivered: u64,
    /// Invitations that did not leave, or may not have.
    pub failed: u64,
    /// People who asked not to be written to.
    pub stopped: u64,
    /// Links that answers came through.
    pub spent: u64,
    /// Responses that came out, with the sum of their record keys.
    pub mixed: Tally,
    /// Ballots that came from an earlier wave.
    pub carried_in: u64,
    /// Ballots that went on to a later wave.
    pub carried_out: u64,
}

impl FamilyAccount {
    fn joined(self, other: Self) -> Self {
        Self {
            invited: self.invited + other.invited,
            delivered: self.delivered + other.delivered,
            failed: self.failed + other.failed,
            stopped: self.stopped + other.stopped,
            spent: self.spent + other.spent,
            mixed: self.mixed.joined(other.mixed),
            carried_in: self.carried_in + other.carried_in,
            carried_out: self.carried_out + other.carried_out,
        }
    }
}

/// The figures of a row, as they may be printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figures {
    /// See [`FamilyAccount::invited`].
    pub invited: Figure,
    /// See [`FamilyAccount::delivered`].
    pub delivered: Figure,
    /// See [`FamilyAccount::failed`].
    pub failed: Figure,
    /// See [`FamilyAccount::stopped`].
    pub stopped: Figure,
    /// See [`FamilyAccount::spent`].
    pub spent: Figure,
    /// See [`FamilyAccount::mixed`].
    pub mixed: Figure,
    /// See [`FamilyAccount::carried_in`].
    pub carried_in: Figure,
    /// See [`FamilyAccount::carried_out`].
    pub carried_out: Figure,
}

/// One family, or several that were too small to stand alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountRow {
    /// Their ids.
    pub families: Vec<String>,
    /// Their figures.
    pub figures: Figures,
}

/// The account of a wave as it may be printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Row by row, those inside the VAWG border first.
    pub rows: Vec<AccountRow>,
    /// The sums of what the rows print.
    pub total: Figures,
}

/// Protects the account of one wave. `quarter` is the wave's, since counts are rounded by its name;
/// `families` are all that there are, in the order of the reports.
pub fn account(
    families: &[FamilyName],
    counted: &BTreeMap<String, FamilyAccount>,
    quarter: &str,
    secret: &CellKeySecret,
    thresholds: &Thresholds,
) -> Account {
    let (inside, outside): (Vec<&FamilyName>, Vec<&FamilyName>) = families
        .iter()
        .filter(|family| {
            counted
                .get(&family.id)
                .is_some_and(|one| *one != FamilyAccount::default())
        })
        .partition(|family| family.vawg);
    let mut rows = Vec::new();
    for members in [inside, outside]
        .iter()
        .flat_map(|pool| places(pool, counted, secret, thresholds))
    {
        rows.push(AccountRow {
            figures: figures(&members, counted, quarter, secret, thresholds),
            families: members,
        });
    }
    let total = total(&rows);
    Account { rows, total }
}

/// Which families share a row: as an edition's participation pools them.
fn places(
    families: &[&FamilyName],
    counted: &BTreeMap<String, FamilyAccount>,
    secret: &CellKeySecret,
    thresholds: &Thresholds,
) -> Vec<Vec<String>> {
    let unit = |family: &&FamilyName| Unit {
        members: vec![family.id.clone()],
        by_sex: [Vec::new(), Vec::new(), vec![of(counted, &family.id).mixed]],
    };
    let pooled = pool(
        families.iter().map(unit).collect(),
        Split::Together,
        secret,
        thresholds.shown(),
    );
    let in_order = |members: &[String]| -> Vec<String> {
        let known = families.iter().filter(|family| members.contains(&family.id));
        known.map(|family| family.id.clone()).collect()
    };
    let mut places: Vec<Vec<String>> = pooled.units().map(|unit| in_order(&unit.members)).collect();
    places.extend(pooled.empty.iter().map(|family| vec![family.clone()]));
    if pooled.too_few {
        let filled = families
            .iter()
            .filter(|family| !pooled.empty.contains(&family.id));
        places.push(filled.map(|family| family.id.clone()).collect());
    }
    places
}

fn of(counted: &BTreeMap<String, FamilyAccount>, family: &str) -> FamilyAccount {
    counted.get(family).copied().unwrap_or_default()
}

fn figures(
    members: &[String],
    counted: &BTreeMap<String, FamilyAccount>,
    quarter: &str,
    secret: &CellKeySecret,
    thresholds: &Thresholds,
) -> Figures {
    let sum = members
        .iter()
        .map(|family| of(counted, family))
        .fold(FamilyAccount::default(), FamilyAccount::joined);
    let ids: Vec<&str> = members.iter().map(String::as_str).collect();
    let fixed = |what: &str, count| FixedCount {
        name: name_of_count(what, &[quarter], &ids, Group::All),
        count,
    };
    let participation = OpenBody::Participation(vec![CountRow {
        name: name(),
        source: CountSource::Counted {
            invited: Some(fixed("invited", sum.invited)),
            delivered: Some(fixed("delivered", sum.delivered)),
            responded: Some(fixed("responded", sum.spent)),
            in_figures: sum.mixed,
        },
    }]);
    let counts = OpenBody::Counts(vec![
        (name(), fixed("failed", sum.failed)),
        (name(), fixed("stopped", sum.stopped)),
        (name(), fixed("carried in", sum.carried_in)),
        (name(), fixed("carried out", sum.carried_out)),
    ]);
    let release = |body| protect(&table(body), secret, thresholds);
    read(&release(participation), &release(counts))
}

fn name() -> RowName {
    RowName {
        place: String::new(),
        group: Group::All,
        period: String::new(),
        ages: String::new(),
    }
}

fn table(body: OpenBody<'_>) -> OpenTable<'_> {
    OpenTable {
        id: "account".into(),
        title: "The account of the ballots".into(),
        body,
    }
}

fn read(participation: &ReleasedTable, counts: &ReleasedTable) -> Figures {
    let of_people = |figure: fn(&Participation) -> Figure| {
        let row = participation.participation().first();
        row.map_or(Figure::NotHeld, figure)
    };
    let counted = |at: usize| match counts.body() {
        ReleasedBody::Counts(rows) => rows.get(at).map_or(Figure::NotHeld, |(_, figure)| *figure),
        _ => Figure::NotHeld,
    };
    Figures {
        invited: of_people(Participation::invited),
        delivered: of_people(Participation::delivered),
        spent: of_people(Participation::responded),
        mixed: of_people(Participation::in_figures),
        failed: counted(0),
        stopped: counted(1),
        carried_in: counted(2),
        carried_out: counted(3),
    }
}

fn total(rows: &[AccountRow]) -> Figures {
    let sum = |of: fn(&Figures) -> Figure| sum_of(rows.iter().map(|row| of(&row.figures)));
    Figures {
        invited: sum(|figures| figures.invited),
        delivered: sum(|figures| figures.delivered),
        failed: sum(|figures| figures.failed),
        stopped: sum(|figures| figures.stopped),
        spent: sum(|figures| figures.spent),
        mixed: sum(|figures| figures.mixed),
        carried_in: sum(|figures| figures.carried_in),
        carried_out: sum(|figures| figures.carried_out),
    }
}

/// The sum of what is printed. Too few where nothing but what is too few was there to add up.
fn sum_of(figures: impl Iterator<Item = Figure>) -> Figure {
    let (mut sum, mut hidden) = (0, false);
    for figure in figures {
        match figure {
            Figure::Number(number) => sum += number,
            Figure::TooFew | Figure::NotHeld => hidden = true,
        }
    }
    match (sum, hidden) {
        (0, true) => Figure::TooFew,
        (sum, _) => Figure::Number(sum),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn family(id: &str, vawg: bool) -> FamilyName {
        FamilyName {
            id: id.into(),
            name: id.into(),
            vawg,
            parent: false,
        }
    }

    fn counted(invited: u64, answers: u64) -> FamilyAccount {
        let mut mixed = Tally::default();
        (0..answers).for_each(|key| mixed.add(key.wrapping_mul(0x9e37_79b9_7f4a_7c15)));
        FamilyAccount {
            invited,
            delivered: invited,
            spent: answers,
            mixed,
            ..FamilyAccount::default()
        }
    }

    fn made(given: &[(&str, bool, FamilyAccount)]) -> Account {
        let families: Vec<FamilyName> = given.iter().map(|(id, vawg, _)| family(id, *vawg)).collect();
        let counted = given
            .iter()
            .map(|(id, _, counted)| ((*id).to_owned(), *counted))
            .collect();
        let secret = CellKeySecret::new([7; 32]);
        account(&families, &counted, "2026Q3", &secret, &Thresholds::default())
    }

    #[test]
    fn every_figure_is_a_multiple_of_five_or_withheld_and_the_total_adds_up_what_is_printed() {
        let account = made(&[
            ("burglary", false, counted(203, 41)),
            ("violence", false, counted(122, 37)),
            ("rape", true, counted(61, 23)),
        ]);
        assert_eq!(account.rows.len(), 3);
        assert_eq!(
            account.rows[0].families,
            ["rape"],
            "those inside the border come first"
        );
        let mut sum = 0;
        for row in &account.rows {
            let Figure::Number(mixed) = row.figures.mixed else {
                panic!("{row:?}")
            };
            assert!(mixed.is_multiple_of(5) && mixed >= 10, "{mixed}");
            sum += mixed;
        }
        assert_eq!(account.total.mixed, Figure::Number(sum));
    }

    #[test]
    fn a_family_with_few_answers_stands_in_no_row_of_its_own_and_nothing_crosses_the_border() {
        let account = made(&[
            ("burglary", false, counted(200, 40)),
            ("hate-crime", false, counted(60, 3)),
            ("rape", true, counted(60, 30)),
            ("stalking", true, counted(40, 4)),
        ]);
        let rows: Vec<Vec<String>> = account.rows.into_iter().map(|row| row.families).collect();
        assert_eq!(rows, [vec!["rape", "stalking"], vec!["burglary", "hate-crime"]]);
    }

    #[test]
    fn few_of_a_kind_are_told_as_too_few_and_none_as_none() {
        let mut burglary = counted(200, 40);
        burglary.stopped = 3;
        let account = made(&[("burglary", false, burglary)]);
        assert_eq!(account.rows[0].figures.stopped, Figure::TooFew);
        assert_eq!(account.rows[0].figures.carried_in, Figure::Number(0));
        assert_eq!(account.total.stopped, Figure::TooFew);
    }

    #[test]
    fn a_family_that_nobody_was_asked_about_is_left_out() {
        assert!(
            made(&[("arson", false, FamilyAccount::default())])
                .rows
                .is_empty()
        );
    }
}
