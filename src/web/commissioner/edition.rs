//! One edition: what it says, its files, and the decision of the second account.

use actix_web::{HttpResponse, HttpResponseBuilder, web};
use maud::{Markup, Render, html};
use serde::Deserialize;
use uuid::Uuid;
use validator::Validate;

use super::editions::{described, state, value};
use crate::operations::{RefuseEditionError, ReleaseEditionError, refuse_edition, release_edition};
use crate::store::editions::{EditionRow, EditionState, FileRow, find_edition, find_file, list_files};
use crate::survey::questionnaire::Definitions;
use crate::web::components::{
    ErrorSummary, Row, SummaryList, TextArea, Weight, bullets, button, choice_button, heading, inset, link,
    link_button, paragraph, second_button, subheading,
};
use crate::web::error::Error;
use crate::web::extract::{CheckedForm, Conn, Faults, Staff};
use crate::web::pages::{OfficePage, html_page};
use crate::web::public::edition_files::{Files, file_tables};
use crate::web::public::editions::{Caching, sent};
use crate::web::shop::Shop;

/// Why an edition is not published.
#[derive(Deserialize, Validate)]
pub struct RefusalForm {
    #[serde(default)]
    #[validate(length(
        min = 1,
        max = 1000,
        message = "Say why this edition is not published, in at most 1,000 characters"
    ))]
    reason: String,
}

struct EditionPage<'a> {
    staff: &'a Staff,
    edition: &'a EditionRow,
    files: &'a [FileRow],
    definitions: Option<&'a Definitions>,
    reason: &'a str,
    faults: Faults,
}

impl Render for EditionPage<'_> {
    fn render(&self) -> Markup {
        let title = self.title();
        let content = html! {
            (ErrorSummary(&self.faults))
            (heading(&title))
            (self.facts())
            (self.body())
        };
        OfficePage {
            title: &title,
            signed_in: Some(self.staff.frame()),
            here: "/editions",
            back: Some(("/editions", "All editions")),
            faulty: !self.faults.is_empty(),
            content,
        }
        .render()
    }
}

impl EditionPage<'_> {
    fn title(&self) -> String {
        match self.edition.number {
            Some(number) => format!("Edition {number}"),
            None => "An edition that was asked for".to_owned(),
        }
    }

    fn place(&self, end: &str) -> String {
        format!("/editions/{}/{end}", self.edition.id)
    }

    fn facts(&self) -> Markup {
        let day = |day: Option<chrono::NaiveDate>| {
            day.map_or_else(|| "–".to_owned(), |day| day.format("%-d %B %Y").to_string())
        };
        let mut rows = vec![
            Row::new("State", state(self.edition.state)),
            Row::new("Crimes recorded", described(self.edition.period)),
            Row::new("Answers until", day(self.edition.cut_off)),
            Row::new(
                "Asked for",
                format!(
                    "{}, by {}",
                    day(Some(self.edition.requested_on)),
                    self.edition.requested_by
                ),
            ),
        ];
        if let Some(by) = &self.edition.released_by {
            rows.push(Row::new(
                "Released",
                format!("{}, by {by}", day(self.edition.released_on)),
            ));
        }
        if let Some(reason) = &self.edition.refusal {
            rows.push(Row::new("Why it was refused", reason.as_str()));
        }
        SummaryList(rows).render()
    }

    fn body(&self) -> Markup {
        match self.edition.state {
            EditionState::Requested => html! {
                (inset("This edition is being made. That takes a moment, or until the account of its last wave is written."))
                (link_button(&format!("/editions/{}", self.edition.id), "Look again"))
            },
            EditionState::Refused => {
                html! { @if !self.files.is_empty() { (self.read_it()) (self.listed()) } }
            }
            EditionState::Candidate => html! { (self.read_it()) (self.decision()) (self.listed()) },
            EditionState::Released => html! { (self.read_it()) (self.published()) (self.listed()) },
        }
    }

    fn read_it(&self) -> Markup {
        let headlines = self
            .edition
            .facts
            .get("headlines")
            .and_then(|list| list.as_array());
        let headlines: Vec<&str> = headlines
            .into_iter()
            .flatten()
            .filter_map(|line| line.as_str())
            .collect();
        html! {
            @if !headlines.is_empty() {
                (subheading("Violence against women and girls"))
                div.reading { (bullets(headlines)) }
            }
            div.govuk-button-group {
                (link_button(&self.place("read/index.html"), "Read the edition"))
                (link(&self.place("read/vawg.html"), "Read the VAWG report"))
            }
        }
    }

    fn decision(&self) -> Markup {
        if self.edition.requested_by == self.staff.username() {
            return inset(
                "You asked for this edition. Another commissioner's account has to look at it and release it.",
            );
        }
        html! {
            (subheading("Release it"))
            div.reading {
                (paragraph("Everybody can read an edition from the moment it is released, and it cannot be taken back: a mistake is put right by a new edition that corrects it."))
                form method="post" action=(self.place("release")) { (button("Release this edition")) }
                (subheading("Or refuse it"))
                form method="post" action=(self.place("refuse")) novalidate {
                    (TextArea {
                        name: "reason",
                        label: "Why it is not published",
                        hint: Some("The reason stays on the list of editions."),
                        value: self.reason,
                        fault: self.faults.of("reason"),
                        rows: 3, ..TextArea::default() })
                    (choice_button("Refuse this edition", "act", "refuse", Weight::Second))
                }
            }
        }
    }

    fn published(&self) -> Markup {
        let public = format!("/published/{}", self.edition.number.unwrap_or_default());
        html! {
            div.reading {
                (paragraph("Everybody can read this edition at its public address."))
                p.govuk-body { (link(&public, &public)) }
                form method="post" action="/editions" {
                    input type="hidden" name="period" value=(value(self.edition.period));
                    input type="hidden" name="correction" value="yes";
                    (second_button("Ask for a correction"))
                }
            }
        }
    }

    fn listed(&self) -> Markup {
        let place = format!("/editions/{}", self.edition.id);
        let files = Files {
            place: &place,
            rows: self.files,
            definitions: self.definitions,
        };
        html! { (subheading("Files")) (file_tables(files)) }
    }
}

/// `GET /editions/{id}`
pub async fn page(id: web::Path<Uuid>, staff: Staff, shop: web::Data<Shop>) -> Result<HttpResponse, Error> {
    show(HttpResponse::Ok(), *id, &staff, &shop, "", Faults::default()).await
}

async fn show(
    answer: HttpResponseBuilder,
    id: Uuid,
    staff: &Staff,
    shop: &Shop,
    reason: &str,
    faults: Faults,
) -> Result<HttpResponse, Error> {
    // Without the names of today the files' own names say enough.
    let definitions = shop.definitions().await.ok();
    let mut conn = shop.connection().await?;
    let edition = find_edition(&mut conn, id).await?.ok_or(Error::Unknown)?;
    let files = list_files(&mut conn, id).await?;
    Ok(html_page(
        answer,
        &EditionPage {
            staff,
            edition: &edition,
            files: &files,
            definitions: definitions.as_deref(),
            reason,
            faults,
        },
    ))
}

/// `POST /editions/{id}/release`
pub async fn release(
    id: web::Path<Uuid>,
    staff: Staff,
    shop: web::Data<Shop>,
) -> Result<HttpResponse, Error> {
    let (today, now) = (shop.clock.today(), shop.clock.machine_now());
    match release_edition(
        shop.connection().await?,
        *id,
        staff.username().to_owned(),
        today,
        now,
    )
    .await
    {
        Ok(_) => Ok(back_to(*id)),
        Err(ReleaseEditionError::Store(error)) => Err(error.into()),
        Err(ReleaseEditionError::Unknown) => Err(Error::Unknown),
        Err(refused) => {
            let faults = Faults::one("", &refused.to_string());
            show(
                HttpResponse::UnprocessableEntity(),
                *id,
                &staff,
                &shop,
                "",
                faults,
            )
            .await
        }
    }
}

/// `POST /editions/{id}/refuse`
pub async fn refuse(
    form: CheckedForm<RefusalForm>,
    id: web::Path<Uuid>,
    staff: Staff,
    shop: web::Data<Shop>,
) -> Result<HttpResponse, Error> {
    let faults = match form.outcome {
        Err(faults) => faults,
        Ok(given) => {
            let now = shop.clock.machine_now();
            match refuse_edition(
                shop.connection().await?,
                *id,
                staff.username().to_owned(),
                given.reason,
                now,
            )
            .await
            {
                Ok(()) => return Ok(back_to(*id)),
                Err(RefuseEditionError::Store(error)) => return Err(error.into()),
                Err(refused) => Faults::one("reason", &refused.to_string()),
            }
        }
    };
    let reason = form.typed.get("reason").unwrap_or_default().to_owned();
    show(
        HttpResponse::UnprocessableEntity(),
        *id,
        &staff,
        &shop,
        &reason,
        faults,
    )
    .await
}

fn back_to(id: Uuid) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header(("location", format!("/editions/{id}")))
        .finish()
}

/// `GET /editions/{id}/read/{name}`
pub async fn read(path: web::Path<(Uuid, String)>, mut conn: Conn) -> Result<HttpResponse, Error> {
    let (id, name) = path.into_inner();
    let file = find_file(&mut conn, id, &name).await?.ok_or(Error::Unknown)?;
    Ok(sent(&name, file, false, Caching::Not))
}

/// `GET /editions/{id}/download/{name}`
pub async fn download(path: web::Path<(Uuid, String)>, mut conn: Conn) -> Result<HttpResponse, Error> {
    let (id, name) = path.into_inner();
    let file = find_file(&mut conn, id, &name).await?.ok_or(Error::Unknown)?;
    Ok(sent(&name, file, true, Caching::Not))
}
