//! The list of waves, and opening one.

use actix_web::http::header::LOCATION;
use actix_web::{HttpResponse, web};
use chrono::{Datelike, Months, NaiveDate};
use maud::{Markup, Render, html};
use serde::Deserialize;
use validator::Validate;

use super::words::{date, quarter, sentence, wave_state};
use crate::operations::chance::system_rng;
use crate::operations::open_wave::{NewWave, OpenWaveError, Opening, open_wave};
use crate::store::editions::list_released_quarters;
use crate::store::waves::{Wave, list_waves};
use crate::survey::sample::PeriodError;
use crate::web::components::{
    Choice, Column, ErrorSummary, Select, Table, TextInput, button, cell, heading, inset, link_button,
};
use crate::web::error::Error;
use crate::web::extract::{CheckedForm, Conn, Faults, Staff, Typed};
use crate::web::pages::{OfficePage, html_page};
use crate::web::shop::Shop;

/// More waves than anybody looks at.
const LISTED: i64 = 100;
/// Quarters offered for a new wave, the current one included.
const QUARTERS: u32 = 8;

struct WavesPage<'a> {
    staff: &'a Staff,
    waves: &'a [Wave],
}

impl Render for WavesPage<'_> {
    fn render(&self) -> Markup {
        let content = html! {
            (heading("Waves"))
            p.lede { "A wave asks people about the crimes recorded in one quarter. It has a first and a last day on which answers are taken." }
            (link_button("/waves/new", "Open a wave"))
            @if self.waves.is_empty() {
                (inset("No wave has been opened yet."))
            } @else {
                (self.table())
            }
        };
        OfficePage {
            title: "Waves",
            signed_in: Some(self.staff.frame()),
            here: "/waves",
            content,
            ..OfficePage::default()
        }
        .render()
    }
}

impl WavesPage<'_> {
    fn table(&self) -> Table<'_> {
        let row = |wave: &Wave| {
            vec![
                html! { a.govuk-link href={ "/waves/" (wave.id) } { (wave.name) } },
                cell(quarter(&wave.quarter)),
                cell(format!(
                    "{} to {}",
                    date(wave.fieldwork_from),
                    date(wave.fieldwork_to)
                )),
                wave_state(wave.state),
            ]
        };
        Table {
            caption: "All waves",
            columns: vec![
                Column::Words("Wave"),
                Column::Words("Crimes recorded"),
                Column::Words("Answers taken"),
                Column::Words("State"),
            ],
            rows: self.waves.iter().map(row).collect(),
        }
    }
}

/// `GET /waves`
pub async fn list(staff: Staff, mut conn: Conn) -> Result<HttpResponse, Error> {
    let waves = list_waves(&mut conn, LISTED).await?;
    let page = WavesPage {
        staff: &staff,
        waves: &waves,
    };
    Ok(html_page(HttpResponse::Ok(), &page))
}

/// What is typed.
#[derive(Deserialize, Validate)]
pub struct NewWaveForm {
    #[serde(default)]
    #[validate(length(min = 1, max = 60, message = "Enter a name of at most 60 letters"))]
    name: String,
    #[serde(default)]
    #[validate(length(min = 1, message = "Choose a quarter"))]
    quarter: String,
    #[serde(default)]
    #[validate(length(min = 1, message = "Enter the first day"))]
    from: String,
    #[serde(default)]
    #[validate(length(min = 1, message = "Enter the last day"))]
    to: String,
}

struct NewWavePage<'a> {
    staff: &'a Staff,
    today: NaiveDate,
    typed: &'a Typed,
    standing: &'a Standing,
    faults: Faults,
}

/// What stands about quarters already.
struct Standing {
    waves: Vec<Wave>,
    published: Vec<String>,
}

impl Standing {
    async fn look(conn: &mut Conn) -> Result<Standing, Error> {
        Ok(Standing {
            waves: list_waves(conn, LISTED).await?,
            published: list_released_quarters(conn).await?,
        })
    }

    /// A quarter in words, with what a second wave of it would meet.
    fn said_of(&self, text: &str) -> String {
        let words = quarter(text);
        let mut waves = self.waves.iter().filter(|wave| wave.quarter == text);
        match (self.published.iter().any(|one| one == text), waves.next()) {
            (true, _) => format!("{words} (published: takes no further wave)"),
            (false, Some(wave)) => format!("{words} (has a wave already: {})", wave.name),
            (false, None) => words,
        }
    }
}

impl Render for NewWavePage<'_> {
    fn render(&self) -> Markup {
        let day = |name, label, hint| TextInput {
            name,
            label,
            hint: Some(hint),
            value: self.typed.get(name).unwrap_or_default(),
            fault: self.faults.of(name),
            kind: "date",
            width: Some(10),
            ..TextInput::default()
        };
        let content = html! {
            div.reading {
                (ErrorSummary(&self.faults))
                (heading("Open a wave"))
                form method="post" action="/waves" novalidate {
                    (TextInput {
                        name: "name",
                        label: "Name of the wave",
                        hint: Some("For the office only, such as Summer 2026. Nobody who is asked sees it."),
                        value: self.typed.get("name").unwrap_or_default(),
                        fault: self.faults.of("name"),
                        width: Some(20),
                        ..TextInput::default()
                    })
                    (self.quarters())
                    (day("from", "First day on which letters leave", "Such as 2026-10-19."))
                    (day("to", "Last day on which answers are taken", "Allow people at least two weeks."))
                    (button("Open the wave"))
                }
            }
        };
        OfficePage {
            title: "Open a wave",
            signed_in: Some(self.staff.frame()),
            here: "/waves",
            back: Some(("/waves", "Waves")),
            faulty: !self.faults.is_empty(),
            content,
        }
        .render()
    }
}

impl NewWavePage<'_> {
    fn quarters(&self) -> Markup {
        let offered = quarters_up_to(self.today);
        let labels: Vec<String> = offered.iter().map(|text| self.standing.said_of(text)).collect();
        let chosen = self.typed.get("quarter").unwrap_or_default();
        let mut choices = vec![Choice::new("", "Choose a quarter", chosen.is_empty())];
        choices.extend(
            offered
                .iter()
                .zip(&labels)
                .map(|(value, label)| Choice::new(value, label, value == chosen)),
        );
        Select {
            name: "quarter",
            label: "Crimes recorded in",
            hint: Some("Cases recorded outside this quarter are left out of the contact file."),
            fault: self.faults.of("quarter"),
            choices,
        }
        .render()
    }
}

/// The quarter of a day and those before it.
fn quarters_up_to(today: NaiveDate) -> Vec<String> {
    (0..QUARTERS)
        .filter_map(|back| today.checked_sub_months(Months::new(3 * back)))
        .map(|day| format!("{}Q{}", day.year(), day.month0() / 3 + 1))
        .collect()
}

/// `GET /waves/new`
pub async fn new(staff: Staff, mut conn: Conn, shop: web::Data<Shop>) -> Result<HttpResponse, Error> {
    let page = NewWavePage {
        staff: &staff,
        today: shop.clock.today(),
        typed: &Typed::default(),
        standing: &Standing::look(&mut conn).await?,
        faults: Faults::default(),
    };
    Ok(html_page(HttpResponse::Ok(), &page))
}

/// `POST /waves`
pub async fn open(
    form: CheckedForm<NewWaveForm>,
    staff: Staff,
    mut conn: Conn,
    shop: web::Data<Shop>,
) -> Result<HttpResponse, Error> {
    let faults = match form.outcome.and_then(wave_of) {
        Err(faults) => faults,
        Ok(wave) => {
            let definitions = shop.definitions().await?;
            let mut rng = system_rng();
            let opening = Opening {
                actor: staff.username(),
                today: shop.clock.today(),
                at: shop.clock.machine_now(),
                lines: shop.stage.line_checks(),
            };
            match open_wave(&mut conn, &wave, &definitions, opening, &mut rng).await {
                Ok(id) => {
                    let place = format!("/waves/{id}");
                    return Ok(HttpResponse::SeeOther().insert_header((LOCATION, place)).finish());
                }
                Err(error) => told(error)?,
            }
        }
    };
    let page = NewWavePage {
        staff: &staff,
        today: shop.clock.today(),
        typed: &form.typed,
        standing: &Standing::look(&mut conn).await?,
        faults,
    };
    Ok(html_page(HttpResponse::UnprocessableEntity(), &page))
}

fn wave_of(form: NewWaveForm) -> Result<NewWave, Faults> {
    let mut faults = Faults::default();
    let mut day = |name: &str, text: &str| {
        text.parse::<NaiveDate>()
            .map_err(|_| {
                faults.add(
                    name,
                    "Enter a day that exists, as year-month-day, such as 2026-10-19",
                )
            })
            .ok()
    };
    let days = (day("from", &form.from), day("to", &form.to));
    match days {
        (Some(fieldwork_from), Some(fieldwork_to)) => Ok(NewWave {
            name: form.name,
            quarter: form.quarter,
            fieldwork_from,
            fieldwork_to,
        }),
        _ => Err(faults),
    }
}

/// What a refusal says, beside which field.
fn told(error: OpenWaveError) -> Result<Faults, Error> {
    let said = sentence(&error.to_string());
    match error {
        OpenWaveError::Store(error) => Err(error.into()),
        OpenWaveError::Name | OpenWaveError::NameTaken(_) => Ok(Faults::one("name", &said)),
        OpenWaveError::Quarter(_) | OpenWaveError::Published(_) => Ok(Faults::one("quarter", &said)),
        OpenWaveError::Period(PeriodError::EndsBeforeItBegins) | OpenWaveError::Over => {
            Ok(Faults::one("to", &said))
        }
        OpenWaveError::LinesUnchecked(_) => Ok(Faults::one("", &said)),
        OpenWaveError::Period(_) => Ok(Faults::one("from", &said)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quarters_of_the_last_two_years_are_offered() {
        let day = NaiveDate::from_ymd_opt(2026, 2, 28).expect("a date");
        let offered = quarters_up_to(day);
        assert_eq!(offered[..3], ["2026Q1", "2025Q4", "2025Q3"]);
        assert_eq!(offered.len(), 8);
    }
}
