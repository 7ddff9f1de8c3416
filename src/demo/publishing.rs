//! Publishing the editions of a finished quarter, as two commissioner's accounts do.

use super::accounts::name_of;
use super::calendar::PlannedWave;
use super::crew::Crew;
use super::error::DemoError;
use super::stage::Stage;
use crate::operations::chance::system_rng;
use crate::operations::release_edition::release_edition;
use crate::operations::request_edition::{EditionRequest, request_edition};
use crate::store;
use crate::store::editions::{EditionState, find_edition};
use crate::store::staff::Role;
use crate::survey::edition::{Period, Span};
use crate::survey::sample::Quarter;

/// Asks for the quarter's edition, and for the rolling year's where `year_is_whole`; the other
/// account releases what comes of it. What the reporter refuses stays refused, with its reason.
///
/// # Errors
/// A verb failed.
pub async fn publish(
    stage: &Stage,
    crew: &Crew,
    wave: &PlannedWave,
    year_is_whole: bool,
) -> Result<(), DemoError> {
    let quarter = wave.quarter.parse::<Quarter>()?;
    let spans: &[Span] = if year_is_whole {
        &[Span::Quarter, Span::RollingYear]
    } else {
        &[Span::Quarter]
    };
    for span in spans {
        publish_one(
            stage,
            crew,
            Period {
                span: *span,
                last: quarter,
            },
        )
        .await?;
    }
    Ok(())
}

async fn publish_one(stage: &Stage, crew: &Crew, period: Period) -> Result<(), DemoError> {
    let (today, at) = (stage.clock.today(), stage.clock.machine_now());
    let request = EditionRequest {
        period,
        correction: false,
        actor: name_of(Role::Commissioner, false).to_owned(),
    };
    let conn = store::get(&stage.web).await?;
    let id = request_edition(conn, request, today, at, &mut system_rng()).await?;
    crew.do_all_that_is_due().await?;
    let mut conn = store::get(&stage.web).await?;
    let made = find_edition(&mut conn, id).await?;
    if made.is_some_and(|edition| edition.state == EditionState::Candidate) {
        release_edition(conn, id, name_of(Role::Commissioner, true).to_owned(), today, at).await?;
    }
    Ok(())
}
