//! What the last look of the self-check found, for the pages that show it.

use chrono::NaiveDate;
use maud::{Markup, html};

use super::components::warning;
use super::extract::Conn;
use super::shop::Shop;
use crate::store::self_checks::{SelfCheck, find_newest};

/// What is known of the last look.
pub enum Checked {
    /// It found nothing on that day.
    Fine(NaiveDate),
    /// It found something.
    Faulty(SelfCheck),
    /// There was none.
    Never,
    /// The database is away.
    Unknown,
}

/// Asks for the last look. A page does not fail where it cannot be told.
pub async fn last_check(shop: &Shop) -> Checked {
    let Ok(mut conn) = Conn::of(shop).await else {
        return Checked::Unknown;
    };
    match find_newest(&mut conn).await {
        Ok(Some(check)) if check.faults.is_empty() => Checked::Fine(check.day),
        Ok(Some(check)) => Checked::Faulty(check),
        Ok(None) => Checked::Never,
        Err(_) => Checked::Unknown,
    }
}

impl Checked {
    /// What staff must see on their first page, where something was found.
    pub fn alarm(&self) -> Option<Markup> {
        let Checked::Faulty(_) = self else { return None };
        Some(html! {
            (warning("The daily look at the stored answers found something that could lead from a link to an answer."))
            p.govuk-body { a.govuk-link href="/anonymity" { "What was found" } ". Tell whoever runs the service, and send no further letters until it is put right." }
        })
    }
}
