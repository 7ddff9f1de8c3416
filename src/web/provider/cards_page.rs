//! The pages of cards: how many, for whom, what was left over, and the cards themselves on paper.

use maud::{Markup, Render, html};
use secrecy::ExposeSecret;

use super::family_table::family_name;
use super::words::{date, quarter};
use crate::ballot::CardCode;
use crate::operations::make_cards::CARDS_AT_ONCE;
use crate::store::waves::Wave;
use crate::survey::questionnaire::Definitions;
use crate::web::components::{
    Choice, Column, ErrorSummary, Select, Table, TextInput, bullets, button, cell, heading, inset, number,
    second_button, subheading, warning,
};
use crate::web::extract::{Faults, Staff, Typed};
use crate::web::pages::OfficePage;

/// Which cards were left over: a wave and a family.
pub const LEFT_OF: &str = "left-of";
/// How many.
pub const LEFT: &str = "left";

/// The cards of a wave that are counted as invited, by family.
pub struct Counted<'a> {
    pub wave: &'a Wave,
    pub families: Vec<(String, i64)>,
}

/// Asks for cards, and takes back those that were left over.
pub struct CardsPage<'a> {
    pub staff: &'a Staff,
    pub waves: &'a [Wave],
    pub counted: &'a [Counted<'a>],
    pub definitions: &'a Definitions,
    /// The fewest cards that may be most of a cohort.
    pub smallest: u32,
    pub typed: &'a Typed,
    pub faults: Faults,
}

impl Render for CardsPage<'_> {
    fn render(&self) -> Markup {
        let content = html! {
            div.reading {
                (ErrorSummary(&self.faults))
                (heading("Cards"))
                p.lede { "A card lets an adviser invite somebody who has no email, or should not be written to. It carries an address and a code, and nothing that says what it is about." }
                @if self.waves.is_empty() {
                    (inset("No wave takes answers now. Open a wave first."))
                } @else {
                    (self.form())
                }
                (subheading("How cards are handed out"))
                (bullets([
                    "The adviser says aloud what it is for. The paper says nothing, since others may find it.",
                    "Hand out one card a person, and write down nowhere who got which.",
                    "Each card counts as invited from the moment it is made. Make only as many as will be handed out.",
                    "Destroy what is left over, and say below how many that were, before the wave closes. Otherwise fewer people seem to have answered.",
                ]))
                @if !self.counted.is_empty() { (self.left_over()) }
            }
        };
        OfficePage {
            title: "Cards",
            signed_in: Some(self.staff.frame()),
            here: "/cards",
            faulty: !self.faults.is_empty(),
            content,
            ..OfficePage::default()
        }
        .render()
    }
}

impl CardsPage<'_> {
    fn left_over(&self) -> Markup {
        let name = |id: &str| family_name(self.definitions, id);
        let rows = self.counted.iter().flat_map(|of| {
            let row = |(family, count): &(String, i64)| {
                vec![cell(&of.wave.name), cell(name(family)), number(*count)]
            };
            of.families.iter().map(row)
        });
        let table = Table {
            caption: "Cards that count as invited",
            columns: vec![
                Column::Words("Wave"),
                Column::Words("Type of crime"),
                Column::Figures("Cards"),
            ],
            rows: rows.collect(),
        };
        let chosen = |name| self.typed.get(name).unwrap_or_default();
        let lines: Vec<(String, String)> = self
            .counted
            .iter()
            .flat_map(|of| {
                of.families.iter().map(|(family, _)| {
                    let value = format!("{} {family}", of.wave.id);
                    (value, format!("{}, {}", of.wave.name, name(family)))
                })
            })
            .collect();
        let mut choices = vec![Choice::new("", "Choose cards", chosen(LEFT_OF).is_empty())];
        choices.extend(
            lines
                .iter()
                .map(|(value, about)| Choice::new(value, about, value == chosen(LEFT_OF))),
        );
        html! {
            (subheading("Cards that were left over"))
            (table)
            form method="post" action="/cards/left-over" novalidate {
                (Select {
                    name: LEFT_OF,
                    label: "Which cards",
                    hint: None,
                    fault: self.faults.of(LEFT_OF),
                    choices,
                })
                (TextInput {
                    name: LEFT,
                    label: "How many were destroyed",
                    hint: Some("They no longer count as invited. It is written down who said so."),
                    value: chosen(LEFT),
                    fault: self.faults.of(LEFT),
                    kind: "numeric",
                    width: Some(4),
                    ..TextInput::default()
                })
                (second_button("Count them out"))
            }
        }
    }

    fn form(&self) -> Markup {
        let chosen = |name| self.typed.get(name).unwrap_or_default();
        let waves: Vec<(String, String)> = self
            .waves
            .iter()
            .map(|wave| {
                let about = format!("{}, crimes of {}", wave.name, quarter(&wave.quarter));
                (wave.id.to_string(), about)
            })
            .collect();
        let mut of_waves = vec![Choice::new("", "Choose a wave", chosen("wave").is_empty())];
        of_waves.extend(
            waves
                .iter()
                .map(|(id, about)| Choice::new(id, about, id == chosen("wave"))),
        );
        let families = self.definitions.crime().families();
        let mut of_families = vec![Choice::new("", "Choose a kind", chosen("family").is_empty())];
        of_families.extend(families.iter().map(|family| {
            let id = family.id.as_str();
            Choice::new(id, &family.name, id == chosen("family"))
        }));
        let hint = format!(
            "Up to {CARDS_AT_ONCE} at once. A few cards alone hide nobody: where no contact file has this kind yet, at least {}.",
            self.smallest
        );
        html! {
            form method="post" action="/cards" novalidate {
                (Select {
                    name: "wave",
                    label: "Wave",
                    hint: None,
                    fault: self.faults.of("wave"),
                    choices: of_waves,
                })
                (Select {
                    name: "family",
                    label: "What the adviser's clients came about",
                    hint: Some("It counts them with the right crowd. The card does not say it, and each person still chooses what to answer about."),
                    fault: self.faults.of("family"),
                    choices: of_families,
                })
                (TextInput {
                    name: "count",
                    label: "How many cards",
                    hint: Some(&hint),
                    value: chosen("count"),
                    fault: self.faults.of("count"),
                    kind: "numeric",
                    width: Some(4),
                    ..TextInput::default()
                })
                (button("Make the cards"))
            }
        }
    }
}

/// The cards themselves, to be printed: shown once.
pub struct PrintPage<'a> {
    pub staff: &'a Staff,
    pub codes: &'a [CardCode],
    /// The survey's host and the page of codes, without `https://`.
    pub address: String,
    pub wave: &'a Wave,
}

impl Render for PrintPage<'_> {
    fn render(&self) -> Markup {
        let content = html! {
            div."reading unprinted" {
                (heading(&format!("{} cards", self.codes.len())))
                (warning("Print this page now. The codes are kept nowhere: when it is closed nobody can show them again."))
                p.govuk-body { "Loading this page again would make more cards. They open from a minute after they were made, and until " (date(self.wave.fieldwork_to)) "." }
            }
            ol.papers {
                @for code in self.codes {
                    li.paper {
                        p.paper__title { "How were you treated?" }
                        p { "Answer a few questions about how a public service treated you. You choose what to say." }
                        p.paper__address { (self.address) }
                        p.paper__code { (code.to_letters().expose_secret()) }
                        p.paper__small {
                            "Open it when you are alone, on a device nobody else checks. Works once, until "
                            (date(self.wave.fieldwork_to)) "."
                        }
                    }
                }
            }
        };
        OfficePage {
            title: "Print the cards",
            signed_in: Some(self.staff.frame()),
            here: "/cards",
            back: Some(("/cards", "Cards")),
            content,
            ..OfficePage::default()
        }
        .render()
    }
}
