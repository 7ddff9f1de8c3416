//! Cards for advisers to hand out: made, shown once to be printed, and known to nobody afterwards.

use actix_web::http::header::LOCATION;
use actix_web::{HttpResponse, web};
use maud::{Markup, Render, html};
use secrecy::ExposeSecret;

use super::family_table::family_name;
use super::words::{date, quarter, sentence};
use crate::ballot::CardCode;
use crate::operations::chance::system_rng;
use crate::operations::make_cards::{CARDS_AT_ONCE, MakeCardsError, WantedCards, make_cards};
use crate::operations::take_back_cards::{LeftOver, TakeBackCardsError, take_back_cards};
use crate::store::frame_counts::count_cards;
use crate::store::waves::{Wave, WaveState, list_waves};
use crate::survey::questionnaire::Definitions;
use crate::web::components::{
    Choice, Column, ErrorSummary, Select, Table, TextInput, bullets, button, cell, heading, inset, number,
    second_button, subheading, warning,
};
use crate::web::error::Error;
use crate::web::extract::{Conn, Faults, Staff, Typed};
use crate::web::pages::{OfficePage, html_page};
use crate::web::shop::Shop;

/// Which cards were left over: a wave and a family.
const LEFT_OF: &str = "left-of";
/// How many.
const LEFT: &str = "left";

/// More waves than anybody looks at.
const LISTED: i64 = 100;

/// The cards of a wave that are counted as invited, by family.
struct Counted<'a> {
    wave: &'a Wave,
    families: Vec<(String, i64)>,
}

struct CardsPage<'a> {
    staff: &'a Staff,
    waves: &'a [Wave],
    counted: &'a [Counted<'a>],
    definitions: &'a Definitions,
    /// The fewest cards that may be most of a cohort.
    smallest: u32,
    typed: &'a Typed,
    faults: Faults,
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
struct PrintPage<'a> {
    staff: &'a Staff,
    codes: &'a [CardCode],
    /// The survey's host and the page of codes, without `https://`.
    address: String,
    wave: &'a Wave,
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

/// `GET /cards`
///
/// # Errors
/// The database is away.
pub async fn page(staff: Staff, mut conn: Conn, shop: web::Data<Shop>) -> Result<HttpResponse, Error> {
    let typed = Typed::default();
    asking(&staff, &mut conn, &shop, &typed, Faults::default()).await
}

async fn asking(
    staff: &Staff,
    conn: &mut Conn,
    shop: &Shop,
    typed: &Typed,
    faults: Faults,
) -> Result<HttpResponse, Error> {
    let definitions = shop.definitions().await?;
    let waves = waves_that_answer(conn, shop).await?;
    let mut counted = vec![];
    for wave in &waves {
        let mut families = count_cards(conn, wave.id).await?;
        families.retain(|(_, count)| *count > 0);
        counted.push(Counted { wave, families });
    }
    counted.retain(|of| !of.families.is_empty());
    let page = CardsPage {
        staff,
        waves: &waves,
        counted: &counted,
        definitions: &definitions,
        smallest: definitions.sample().settings(shop.clock.today()).small_upload,
        typed,
        faults,
    };
    let answer = match page.faults.is_empty() {
        true => HttpResponse::Ok(),
        false => HttpResponse::UnprocessableEntity(),
    };
    Ok(html_page(answer, &page))
}

async fn waves_that_answer(conn: &mut Conn, shop: &Shop) -> Result<Vec<Wave>, Error> {
    let today = shop.clock.today();
    let mut waves = list_waves(conn, LISTED).await?;
    waves.retain(|wave| {
        matches!(wave.state, WaveState::Preparing | WaveState::Open) && wave.fieldwork_to >= today
    });
    Ok(waves)
}

/// `POST /cards`: the answer is the only place where the codes ever stand.
///
/// # Errors
/// The database is away.
pub async fn make(
    typed: Typed,
    staff: Staff,
    mut conn: Conn,
    shop: web::Data<Shop>,
) -> Result<HttpResponse, Error> {
    let waves = waves_that_answer(&mut conn, &shop).await?;
    let chosen = |name| typed.get(name).unwrap_or_default().trim();
    let wave = waves.iter().find(|wave| wave.id.to_string() == chosen("wave"));
    let Some(wave) = wave else {
        let faults = Faults::one("wave", "Choose a wave");
        return asking(&staff, &mut conn, &shop, &typed, faults).await;
    };
    let wanted = WantedCards {
        wave: wave.id,
        family: chosen("family"),
        count: chosen("count").parse().unwrap_or(0),
        actor: staff.username(),
        today: shop.clock.today(),
        at: shop.clock.machine_now(),
    };
    let definitions = shop.definitions().await?;
    let mut rng = system_rng();
    match make_cards(&mut conn, &shop.keys.card, wanted, &definitions, &mut rng).await {
        Ok(codes) => {
            let page = PrintPage {
                staff: &staff,
                codes: &codes,
                address: address_on_paper(&shop),
                wave,
            };
            Ok(html_page(HttpResponse::Ok(), &page))
        }
        Err(error) => asking(&staff, &mut conn, &shop, &typed, told(error)?).await,
    }
}

/// `POST /cards/left-over`
///
/// # Errors
/// The database is away.
pub async fn left_over(
    typed: Typed,
    staff: Staff,
    mut conn: Conn,
    shop: web::Data<Shop>,
) -> Result<HttpResponse, Error> {
    let of = typed.get(LEFT_OF).unwrap_or_default();
    let Some((wave, family)) = of
        .split_once(' ')
        .and_then(|(wave, family)| Some((wave.parse().ok()?, family)))
    else {
        let faults = Faults::one(LEFT_OF, "Choose cards");
        return asking(&staff, &mut conn, &shop, &typed, faults).await;
    };
    let left = LeftOver {
        wave,
        family,
        count: typed.get(LEFT).unwrap_or_default().trim().parse().unwrap_or(0),
        actor: staff.username(),
        at: shop.clock.machine_now(),
        today: shop.clock.today(),
    };
    match take_back_cards(&mut conn, left).await {
        Ok(()) => Ok(HttpResponse::SeeOther()
            .insert_header((LOCATION, "/cards"))
            .finish()),
        Err(TakeBackCardsError::Store(error)) => Err(error.into()),
        Err(error) => {
            let field = match error {
                TakeBackCardsError::NoWave | TakeBackCardsError::Over => LEFT_OF,
                _ => LEFT,
            };
            let faults = Faults::one(field, &sentence(&error.to_string()));
            asking(&staff, &mut conn, &shop, &typed, faults).await
        }
    }
}

/// As people type it: without `https://`.
fn address_on_paper(shop: &Shop) -> String {
    let url = &shop.settings.survey_url;
    let host = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{host}:{port}/card"),
        None => format!("{host}/card"),
    }
}

fn told(error: MakeCardsError) -> Result<Faults, Error> {
    let said = sentence(&error.to_string());
    match error {
        MakeCardsError::Store(error) => Err(error.into()),
        MakeCardsError::NoWave | MakeCardsError::Over => Ok(Faults::one("wave", &said)),
        MakeCardsError::NoFamily(_) => Ok(Faults::one("family", "Choose a kind")),
        MakeCardsError::Count => Ok(Faults::one(
            "count",
            &format!("Enter a number from 1 to {CARDS_AT_ONCE}"),
        )),
        MakeCardsError::SmallCrowd { .. } => Ok(Faults::one("count", &said)),
    }
}
