//! Send, and "delete my answers": the two ways a sitting ends other than by leaving.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;

use crate::operations::chance::system_rng;
use crate::operations::{SendBallotError, Sending, delete_draft, is_spent, send_ballot};
use crate::survey::questionnaire::Say;
use crate::survey::response::Finished;
use crate::web::error::Error;

use super::cookie::CLEARING;
use super::desk::{ADDRESS, Desk, set_cookie};
use super::journey::Place;
use super::lapse::{closed, ended, lapsed};
use super::leaves::{self, Standing};
use super::pages::closing;
use super::sitting::Pass;

/// Sends what is on the path, if it is still what the list showed: `seen` stands for that. The thank-you is for the sitting that sent; pressing twice shows it twice.
///
/// # Errors
/// Another sitting of the same link has sent, or the database is away.
pub async fn send(desk: Desk<'_>, seen: Option<&str>) -> Result<HttpResponse, Error> {
    let (Some(draft), Some(handle)) = (desk.draft().await?, desk.sitting.draft.clone()) else {
        return without_draft(&desk).await;
    };
    if seen.is_some_and(|seen| seen != draft.print()) {
        let leaf = leaves::check(&desk, &draft, Standing::Overtaken);
        return desk.show(StatusCode::CONFLICT, leaf);
    }
    let kind = draft.kind(&desk.definitions);
    let sending = Sending {
        link: desk.link(),
        draft: handle.id,
        finished: Finished::new(&desk.definitions, &kind, &draft.language, &draft.answers)
            .in_mode(desk.sitting.mode),
    };
    let conn = desk.shop.connection().await?;
    let today = desk.shop.clock.today();
    match send_ballot(conn, sending, &desk.definitions, today, system_rng()).await {
        Ok(()) => sent(&desk),
        Err(SendBallotError::Empty) => desk.go(Place::Check),
        Err(SendBallotError::FieldworkClosed) => Ok(closed(&desk.words, desk.shop)),
        Err(SendBallotError::NotReady) => {
            let leaf = leaves::not_ready(&desk);
            desk.show(StatusCode::SERVICE_UNAVAILABLE, leaf)
        }
        Err(SendBallotError::AlreadySent) if desk.draft().await?.is_none() => without_draft(&desk).await,
        // Somebody else has sent: this sitting's link is now as unknown as to everybody.
        Err(SendBallotError::UnknownLink | SendBallotError::AlreadySent) => Err(Error::Unknown),
        Err(SendBallotError::Store(error)) => Err(error.into()),
        Err(error @ (SendBallotError::Invalid(_) | SendBallotError::Seal(_))) => {
            Err(Error::Fault(error.to_string()))
        }
    }
}

/// The draft is gone. Sending takes it away together with the gate, so a spent gate means that this
/// sitting has sent already (a double click, two tabs) and missed its thank-you.
async fn without_draft(desk: &Desk<'_>) -> Result<HttpResponse, Error> {
    let mut conn = desk.shop.connection().await?;
    match desk.sitting.draft.is_some() && is_spent(&mut conn, &desk.link()).await? {
        true => sent(desk),
        false => Ok(lapsed(&desk.words, desk.shop)),
    }
}

fn sent(desk: &Desk<'_>) -> Result<HttpResponse, Error> {
    let mut response = HttpResponse::SeeOther()
        .insert_header((LOCATION, ADDRESS))
        .insert_header(CLEARING)
        .finish();
    let pass = Pass::Sent {
        last_seen: desk.now,
        language: desk.words.language().to_owned(),
    };
    set_cookie(&mut response, &pass, desk.shop)?;
    Ok(response)
}

/// Deletes the draft and ends the sitting.
///
/// # Errors
/// The database is away.
pub async fn delete(desk: Desk<'_>) -> Result<HttpResponse, Error> {
    if let Some(handle) = &desk.sitting.draft {
        let mut conn = desk.shop.connection().await?;
        delete_draft(&mut conn, handle.id).await?;
    }
    let words = &desk.words;
    Ok(ended(
        words,
        Say::DeletedHeading,
        closing::deleted(words),
        desk.shop,
    ))
}
