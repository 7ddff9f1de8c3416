//! Whether the process lives, and whether it can serve.

use actix_web::{HttpResponse, web};

use super::shop::Shop;
use crate::store;

/// The process answers; nothing else is asked.
pub async fn live() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .body("live\n")
}

/// 200 where everything is in place, else 503 with what is missing.
pub async fn ready(shop: web::Data<Shop>) -> HttpResponse {
    match missing(&shop).await {
        Ok(()) => HttpResponse::Ok()
            .content_type("text/plain; charset=utf-8")
            .body("ready\n"),
        Err(what) => HttpResponse::ServiceUnavailable()
            .content_type("text/plain; charset=utf-8")
            .insert_header(("retry-after", "5"))
            .body(format!("not ready: {what}\n")),
    }
}

async fn missing(shop: &Shop) -> Result<(), String> {
    let mut conn = store::get(&shop.pool).await.map_err(|error| error.to_string())?;
    let current = store::migrations_are_current(&mut conn)
        .await
        .map_err(|error| error.to_string())?;
    if !current {
        return Err("the database's tables are not at this version; run `heard migrate`".into());
    }
    shop.definitions().await.map_err(|error| error.to_string())?;
    (shop.readiness)()
}
