//! Published editions: the list, the files of each, and the stored bytes.
//!
//! A page of an edition carries its own style element; it is served with a policy that allows this one element and
//! nothing else, which `headers` leaves in place.

use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG,
};
use actix_web::{HttpResponse, web};
use maud::{Markup, Render, html};

use super::edition_files::{Files, file_tables};
use crate::documents::style_source;
use crate::store::editions::{
    EditionRow, EditionState, FileRow, StoredFile, find_file, find_released, list_editions, list_files,
};
use crate::survey::questionnaire::Definitions;
use crate::web::components::{
    Column, Table, cell, heading, inset, link, link_button, paragraph, subheading, warning,
};
use crate::web::error::Error;
use crate::web::extract::{Conn, Staff};
use crate::web::pages::{OfficePage, html_page};
use crate::web::shop::Shop;

/// Whether others may keep a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caching {
    /// A candidate's file: for the person who asked only.
    Not,
    /// A published file, which never changes.
    ForEver,
}

/// The stored bytes as an answer; pages are read in place unless they are downloaded, data is always downloaded.
pub fn sent(name: &str, file: StoredFile, download: bool, caching: Caching) -> HttpResponse {
    let mut answer = HttpResponse::Ok();
    answer.insert_header((CONTENT_TYPE, file.media_type.as_str()));
    if download || file.media_type.starts_with("text/csv") {
        answer.insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")));
    }
    if file.media_type.starts_with("text/html") {
        answer.insert_header((CONTENT_SECURITY_POLICY, policy()));
    }
    if caching == Caching::ForEver {
        answer.insert_header((CACHE_CONTROL, "public, max-age=86400, immutable"));
        answer.insert_header((ETAG, format!("\"{}\"", file.sha256)));
    }
    answer.body(file.bytes)
}

/// The policy of a frozen page: its own style element, links, and nothing else.
pub fn policy() -> String {
    format!(
        "default-src 'none'; style-src {}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
         require-trusted-types-for 'script'",
        style_source()
    )
}

struct ListPage<'a> {
    staff: Option<&'a Staff>,
    editions: &'a [EditionRow],
}

impl Render for ListPage<'_> {
    fn render(&self) -> Markup {
        let rows = self.editions.iter().filter_map(|edition| {
            let number = edition.number?;
            Some(vec![
                html! {
                    (link(&format!("/published/{number}"), &format!("Edition {number}")))
                    @if let Some(by) = corrected_by(self.editions, number) { ", corrected by edition " (by) }
                },
                cell(format!("{}: {}", edition.period.short(), edition.period.words())),
                cell(
                    edition
                        .released_on
                        .map_or_else(String::new, |day| day.format("%-d %B %Y").to_string()),
                ),
            ])
        });
        let rows: Vec<_> = rows.collect();
        let columns = ["Edition", "Crimes recorded", "Published"].map(Column::Words);
        let content = html! {
            (heading("What victims of crime said"))
            div.reading {
                (paragraph("Every edition of this survey: how satisfied victims were with the service they had, for each type of crime and for violence against women and girls."))
            }
            @if rows.is_empty() {
                (inset("Nothing is published yet."))
            } @else {
                (Table { caption: "Published editions, the newest first", columns: columns.into(), rows })
            }
        };
        OfficePage {
            title: "What victims of crime said",
            signed_in: self.staff.map(Staff::frame),
            content,
            ..OfficePage::default()
        }
        .render()
    }
}

struct PublishedPage<'a> {
    staff: Option<&'a Staff>,
    edition: &'a EditionRow,
    number: i32,
    /// The number of the edition that corrects this one.
    corrected_by: Option<i32>,
    files: &'a [FileRow],
    definitions: Option<&'a Definitions>,
}

impl Render for PublishedPage<'_> {
    fn render(&self) -> Markup {
        let place = format!("/published/{}", self.number);
        let title = format!("Edition {}: {}", self.number, self.edition.period.words());
        let content = html! {
            (heading(&title))
            @if let Some(number) = self.corrected_by {
                (warning("This edition was corrected after it was published. Use the figures of the edition that corrects it."))
                p.govuk-body { (link(&format!("/published/{number}"), &format!("Edition {number}"))) }
            }
            div.govuk-button-group {
                (link_button(&format!("{place}/read/index.html"), "Read the edition"))
                (link(&format!("{place}/read/vawg.html"), "Violence against women and girls"))
            }
            (subheading("Files"))
            (file_tables(Files { place: &place, rows: self.files, definitions: self.definitions }))
        };
        OfficePage {
            title: &title,
            signed_in: self.staff.map(Staff::frame),
            back: Some(("/published", "All editions")),
            content,
            ..OfficePage::default()
        }
        .render()
    }
}

/// The newest released edition that corrects edition `number`.
fn corrected_by(editions: &[EditionRow], number: i32) -> Option<i32> {
    let corrects =
        |edition: &&EditionRow| edition.state == EditionState::Released && edition.corrects() == Some(number);
    editions
        .iter()
        .filter(corrects)
        .filter_map(|edition| edition.number)
        .max()
}

/// `GET /published`
pub async fn list(staff: Option<Staff>, mut conn: Conn) -> Result<HttpResponse, Error> {
    let mut editions = list_editions(&mut conn).await?;
    editions.retain(|edition| edition.state == EditionState::Released);
    Ok(html_page(
        HttpResponse::Ok(),
        &ListPage {
            staff: staff.as_ref(),
            editions: &editions,
        },
    ))
}

/// `GET /published/{number}`
pub async fn page(
    number: web::Path<i32>,
    staff: Option<Staff>,
    mut conn: Conn,
    shop: web::Data<Shop>,
) -> Result<HttpResponse, Error> {
    let edition = find_released(&mut conn, *number).await?.ok_or(Error::Unknown)?;
    let files = list_files(&mut conn, edition.id).await?;
    let corrected_by = corrected_by(&list_editions(&mut conn).await?, *number);
    // Without the names of today the files' own names say enough.
    let definitions = shop.definitions().await.ok();
    let page = PublishedPage {
        staff: staff.as_ref(),
        edition: &edition,
        number: *number,
        corrected_by,
        files: &files,
        definitions: definitions.as_deref(),
    };
    Ok(html_page(HttpResponse::Ok(), &page))
}

/// `GET /published/{number}/read/{name}`
pub async fn read(path: web::Path<(i32, String)>, conn: Conn) -> Result<HttpResponse, Error> {
    file(path.into_inner(), conn, false).await
}

/// `GET /published/{number}/download/{name}`
pub async fn download(path: web::Path<(i32, String)>, conn: Conn) -> Result<HttpResponse, Error> {
    file(path.into_inner(), conn, true).await
}

async fn file((number, name): (i32, String), mut conn: Conn, download: bool) -> Result<HttpResponse, Error> {
    let edition = find_released(&mut conn, number).await?.ok_or(Error::Unknown)?;
    let file = find_file(&mut conn, edition.id, &name)
        .await?
        .ok_or(Error::Unknown)?;
    Ok(sent(&name, file, download, Caching::ForEver))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::survey::edition::{Period, Span};

    fn edition(number: i32, state: EditionState, corrects: Option<i32>) -> EditionRow {
        EditionRow {
            id: uuid::Uuid::nil(),
            number: Some(number),
            period: Period {
                span: Span::Quarter,
                last: "2026Q3".parse().expect("a quarter"),
            },
            state,
            requested_by: "ann".into(),
            released_by: None,
            requested_on: chrono::NaiveDate::MIN,
            cut_off: None,
            released_on: None,
            refusal: None,
            facts: json!({ "corrects": corrects }),
        }
    }

    #[test]
    fn a_reader_of_a_corrected_edition_is_led_to_the_newest_published_correction() {
        let editions = [
            edition(1, EditionState::Released, None),
            edition(2, EditionState::Released, Some(1)),
            edition(3, EditionState::Released, Some(1)),
            edition(4, EditionState::Candidate, Some(3)),
        ];
        assert_eq!(corrected_by(&editions, 1), Some(3));
        assert_eq!(corrected_by(&editions, 3), None, "a candidate is not published");
    }
}
