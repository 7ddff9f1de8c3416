//! The account of the ballots: what went in, what came out, what waits, certified.

use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::{HttpResponse, web};
use maud::{Markup, Render, html};

use crate::ballot::certificate::{Account, Certificate, Chain, Figure, Figures, Row, Statement};
use crate::store::certificates::list_certificates;
use crate::survey::edition::Programme;
use crate::survey::questionnaire::Definitions;
use crate::web::components::{
    Column, Row as Fact, SummaryList, Table, bullets, cell, details, heading, inset, link, link_button,
    number, paragraph, subheading,
};
use crate::web::error::Error;
use crate::web::extract::{Conn, Staff};
use crate::web::pages::{OfficePage, html_page};
use crate::web::provider::words::{date, quarter};
use crate::web::shop::Shop;

/// What the download is called.
const FILE: &str = "ballot-certificates.json";

/// `GET /certificates`
pub async fn list(staff: Staff, mut conn: Conn, shop: web::Data<Shop>) -> Result<HttpResponse, Error> {
    let chain = Chain::of(list_certificates(&mut conn).await?);
    let page = ListPage {
        staff: &staff,
        chain: &chain,
        key: shop.keys.certificates.to_string(),
    };
    Ok(html_page(HttpResponse::Ok(), &page))
}

/// `GET /certificates/{number}`
pub async fn page(
    number: web::Path<u32>,
    staff: Staff,
    mut conn: Conn,
    shop: web::Data<Shop>,
) -> Result<HttpResponse, Error> {
    let definitions = shop.definitions().await?;
    let all = list_certificates(&mut conn).await?;
    let certificate = all
        .iter()
        .find(|one| one.statement.number == *number)
        .ok_or(Error::Unknown)?;
    let page = CertificatePage {
        staff: &staff,
        certificate,
        definitions: &definitions,
    };
    Ok(html_page(HttpResponse::Ok(), &page))
}

/// `GET /certificates/download`
pub async fn download(mut conn: Conn) -> Result<HttpResponse, Error> {
    let chain = Chain::of(list_certificates(&mut conn).await?);
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/json"))
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{FILE}\"")))
        .body(chain.written()))
}

struct ListPage<'a> {
    staff: &'a Staff,
    chain: &'a Chain,
    key: String,
}

impl Render for ListPage<'_> {
    fn render(&self) -> Markup {
        let content = html! {
            (heading("Ballot account"))
            div.reading {
                (paragraph("Every answer that was sent must come out of the mix, or wait for the next one. The program that mixes signs this account: a total when a wave is mixed, and the figures by crime type when the wave is closed. Each certificate names the one before it, so that none can be left out or changed later without being seen."))
            }
            @if self.chain.certificates.is_empty() {
                (inset("There is none yet. The first is made when a wave is mixed."))
            } @else {
                (link_button("/certificates/download", "Download all certificates"))
                (self.table())
            }
            div.reading { (self.checking()) }
        };
        OfficePage {
            title: "Ballot account",
            signed_in: Some(self.staff.frame()),
            here: "/certificates",
            content,
            ..OfficePage::default()
        }
        .render()
    }
}

impl ListPage<'_> {
    fn table(&self) -> Markup {
        let row = |one: &Certificate| {
            let statement = &one.statement;
            let place = format!("/certificates/{}", statement.number);
            vec![
                link(&place, &format!("Certificate {}", statement.number)),
                cell(date(statement.on)),
                cell(statement.wave.as_str()),
                cell(event(statement)),
                figure(statement.account.mixed()),
            ]
        };
        Table {
            caption: "Certificates, the newest first",
            columns: vec![
                Column::Words("Certificate"),
                Column::Words("Day"),
                Column::Words("Wave"),
                Column::Words("What happened"),
                Column::Figures("Responses that came out"),
            ],
            rows: self.chain.certificates.iter().rev().map(row).collect(),
        }
        .render()
    }

    fn checking(&self) -> Markup {
        html! {
            (subheading("Check it yourself"))
            p.govuk-body { "Keep each download. On any machine, without a connection, " code { "heard certificate verify " (FILE) " --key KEY" } " says whether every signature, link and sum is right, and which is not. A later download must begin with all that an earlier one holds." }
            (SummaryList(vec![
                Fact::new("Public key", html! { code.letters { (self.key) } }),
                Fact::new("Hash of the last certificate", html! { code.letters { (self.chain.head) } }),
            ]))
            (details("What the figures mean", &meanings()))
        }
    }
}

fn meanings() -> Markup {
    bullets([
        "Counts are rounded to 5, the same way as in the editions. “Too few” is more than none and under 10.",
        "Crime types with under 10 answers share a row with others, so that no figure gives a person away.",
        "Totals are the sums of what the rows print.",
        "Failed: letters that came back, did not leave, or may not have. Nobody is taken for reached who was not.",
        "Answered, and carried in, is what goes into a mix. Mixed, and carried out, is what comes of it: ballots of small groups wait for the next wave.",
    ])
}

struct CertificatePage<'a> {
    staff: &'a Staff,
    certificate: &'a Certificate,
    definitions: &'a Definitions,
}

impl Render for CertificatePage<'_> {
    fn render(&self) -> Markup {
        let statement = &self.certificate.statement;
        let title = format!("Certificate {}", statement.number);
        let rules = format!(
            "{} ballots or more are mixed together. Counts are rounded to {} and shown from {}.",
            statement.rules.smallest_batch, statement.rules.rounded_to, statement.rules.shown_from
        );
        let content = html! {
            (heading(&title))
            (SummaryList(vec![
                Fact::new("Wave", statement.wave.as_str()),
                Fact::new("Crimes recorded", quarter(&statement.quarter)),
                Fact::new("What happened", event(statement)),
                Fact::new("Day", date(statement.on)),
                Fact::new("Responses that came out", figure(statement.account.mixed())),
                Fact::new("Rules", rules),
            ]))
            @if let Account::Close { rows, total } = &statement.account { (table(rows, total, self.definitions)) }
            (subheading("Proof"))
            (SummaryList(vec![
                Fact::new("Hash", html! { code.letters { (statement.hash()) } }),
                Fact::new("Hash of the one before", html! { code.letters { (statement.before) } }),
                Fact::new("Signature", html! { code.letters { (self.certificate.signature) } }),
                Fact::new("Signed with the key", html! { code.letters { (self.certificate.key) } }),
            ]))
        };
        OfficePage {
            title: &title,
            signed_in: Some(self.staff.frame()),
            here: "/certificates",
            back: Some(("/certificates", "All certificates")),
            content,
            ..OfficePage::default()
        }
        .render()
    }
}

fn table(rows: &[Row], total: &Figures, definitions: &Definitions) -> Markup {
    let line = |name: String, figures: &Figures| {
        let mut cells = vec![cell(name)];
        cells.extend(figures.named().map(|(_, found)| figure(found)));
        cells
    };
    let mut lines: Vec<Vec<Markup>> = rows
        .iter()
        .map(|row| line(named(&row.families, definitions), &row.figures))
        .collect();
    lines.push(line("All of these".to_owned(), total));
    let figures = [
        "Invited",
        "Delivered",
        "Failed",
        "Stopped",
        "Answered",
        "Mixed",
        "Carried in",
        "Carried out",
    ];
    let mut columns = vec![Column::Words("Crime type")];
    columns.extend(figures.map(Column::Figures));
    Table {
        caption: "The account by crime type",
        columns,
        rows: lines,
    }
    .render()
}

fn event(statement: &Statement) -> &'static str {
    match statement.account {
        Account::Mix { .. } => "The wave was mixed",
        Account::Close { .. } => "The wave was closed, and whom it wrote to is deleted",
    }
}

fn figure(figure: Figure) -> Markup {
    match figure {
        Figure::Number(count) => number(i64::try_from(count).unwrap_or(i64::MAX)),
        Figure::Withheld(_) => html! { "too few" },
    }
}

/// "Burglary; Hate crime": the names in force, or the id itself of a family that there is no more.
fn named(families: &[String], definitions: &Definitions) -> String {
    let names = Programme::of(definitions).families;
    let name = |id: &String| {
        let known = names.iter().find(|family| family.id == *id);
        known.map_or_else(|| id.replace('-', " "), |family| family.name.clone())
    };
    families.iter().map(name).collect::<Vec<_>>().join("; ")
}
