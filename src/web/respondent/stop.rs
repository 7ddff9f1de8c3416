//! `/stop/{secret}`: a GET shows a page, a POST stops our letters. One page for every outcome, so that
//! it tells nobody whether a secret is one. Mail programs post here by themselves (RFC 8058,
//! One-Click), without a cookie and without an origin.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use crate::ballot::StopSecret;
use crate::operations::stop_contact;
use crate::web::error::Error;
use crate::web::shop::Shop;

use super::desk::Leaf;
use super::pages::neutral;
use super::start::TITLE;

/// The page. It asks nothing of the database, so it is the same for every address.
pub async fn page() -> HttpResponse {
    Leaf::new(TITLE, neutral::stop()).answer(StatusCode::OK)
}

/// The act. What the body says does not matter: whoever posts here with the secret wants to stop.
///
/// # Errors
/// The database is away.
pub async fn act(letters: web::Path<String>, shop: web::Data<Shop>) -> Result<HttpResponse, Error> {
    if let Ok(secret) = StopSecret::parse(&letters) {
        let mut conn = shop.connection().await?;
        stop_contact(&mut conn, &secret.hash()).await?;
    }
    Ok(Leaf::new(TITLE, neutral::stopped()).answer(StatusCode::OK))
}
