//! `/interview/{pass}`: where an interviewer types the code of whoever answers. The pass comes from the office's page,
//! tells the mode and nothing else, and holds for half an hour: no account crosses over with it, so that nothing here
//! could write down who asked whom.

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, TimeDelta, Utc};
use rand::CryptoRng;
use serde::{Deserialize, Serialize};

use crate::survey::response::Mode;
use crate::web::error::Error;
use crate::web::shop::Shop;
use crate::web::typed::Typed;

use super::card::{ask, begin_with};
use super::desk::cookie_seal;
use super::language::Spoken;

/// Bound into every pass.
const LABEL: &[u8] = b"heard interview 1";
/// How long a pass opens its page; the sitting that begins there has times of its own.
const GOOD_FOR: TimeDelta = TimeDelta::minutes(30);

#[derive(Serialize, Deserialize)]
struct Pass {
    mode: Mode,
    until: DateTime<Utc>,
}

/// A pass for an interview that begins within half an hour; `None` only where it cannot be sealed.
pub fn pass_for(mode: Mode, shop: &Shop, rng: &mut impl CryptoRng) -> Option<String> {
    // Whole minutes: the pass says no more of the moment than it must.
    let until = shop.clock.machine_now() + GOOD_FOR;
    let until = DateTime::from_timestamp(until.timestamp() / 60 * 60, 0)?;
    let plain = serde_json::to_vec(&Pass { mode, until }).ok()?;
    cookie_seal(shop).seal_bytes(LABEL, &plain, rng)
}

/// `GET /interview/{pass}`
///
/// # Errors
/// The pass is none, or has lapsed.
pub async fn page(
    request: HttpRequest,
    pass: web::Path<String>,
    shop: web::Data<Shop>,
) -> Result<HttpResponse, Error> {
    let mode = mode_of(&pass, &shop)?;
    Ok(ask(&Spoken::of(&request, &shop).await, mode, &shop))
}

/// `POST /interview/{pass}`
///
/// # Errors
/// The pass is none or has lapsed, or the database is away.
pub async fn act(
    request: HttpRequest,
    pass: web::Path<String>,
    typed: Typed,
    shop: web::Data<Shop>,
) -> Result<HttpResponse, Error> {
    let mode = mode_of(&pass, &shop)?;
    begin_with(&request, &typed, &shop, mode).await
}

fn mode_of(pass: &str, shop: &Shop) -> Result<Mode, Error> {
    let opened = cookie_seal(shop).open_bytes(LABEL, pass);
    opened
        .and_then(|plain| serde_json::from_slice::<Pass>(&plain).ok())
        .filter(|pass| pass.until >= shop.clock.machine_now())
        .map(|pass| pass.mode)
        .ok_or(Error::Unknown)
}
