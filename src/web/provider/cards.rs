//! Cards for advisers to hand out: made, shown once to be printed, and known to nobody afterwards.

use actix_web::http::header::LOCATION;
use actix_web::{HttpResponse, web};

use super::cards_page::{CardsPage, Counted, LEFT, LEFT_OF, PrintPage};
use super::words::sentence;
use crate::operations::chance::system_rng;
use crate::operations::make_cards::{CARDS_AT_ONCE, MakeCardsError, WantedCards, make_cards};
use crate::operations::take_back_cards::{LeftOver, TakeBackCardsError, take_back_cards};
use crate::store::frame_counts::count_cards;
use crate::store::waves::{Wave, WaveState, list_waves};
use crate::web::error::Error;
use crate::web::extract::{Conn, Faults, Staff, Typed};
use crate::web::pages::html_page;
use crate::web::shop::Shop;

/// More waves than anybody looks at.
const LISTED: i64 = 100;

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
