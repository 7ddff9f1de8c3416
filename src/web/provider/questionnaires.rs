//! The questionnaires in force, to be read: what is asked of whom, in the words that people see.

use actix_web::{HttpResponse, web};
use maud::{Markup, Render, html};

use super::words::date;
use crate::store::questionnaires::{Version, list_versions};
use crate::survey::questionnaire::{
    Block, Condition, Definitions, Item, ItemKind, Kind, Questionnaire, Test,
};
use crate::web::components::{Column, Row, SummaryList, Table, details, heading, inset, number, subheading};
use crate::web::error::Error;
use crate::web::extract::{Conn, Staff};
use crate::web::pages::{OfficePage, html_page};
use crate::web::shop::Shop;

/// `GET /questionnaires`
pub async fn list(staff: Staff, mut conn: Conn, shop: web::Data<Shop>) -> Result<HttpResponse, Error> {
    let versions = list_versions(&mut conn).await?;
    let definitions = match versions.iter().any(|version| version.live) {
        true => Some(shop.definitions().await?),
        false => None,
    };
    let page = QuestionnairesPage {
        staff: &staff,
        versions: &versions,
        definitions: definitions.as_deref(),
    };
    Ok(html_page(HttpResponse::Ok(), &page))
}

struct QuestionnairesPage<'a> {
    staff: &'a Staff,
    versions: &'a [Version],
    definitions: Option<&'a Definitions>,
}

impl Render for QuestionnairesPage<'_> {
    fn render(&self) -> Markup {
        let content = html! {
            (heading("Questionnaires"))
            p.lede { "Everybody is asked the shared questions. Whoever says what kind of crime it was is asked the questions of that kind as well." }
            @match self.definitions {
                Some(definitions) => { (self.in_force(definitions)) (kinds(definitions)) }
                None => { (inset("No questionnaires are loaded yet. Whoever runs the service loads them from a folder of definitions.")) }
            }
            @if self.versions.len() > 1 { (self.earlier()) }
        };
        OfficePage {
            title: "Questionnaires",
            signed_in: Some(self.staff.frame()),
            here: "/questionnaires",
            content,
            ..OfficePage::default()
        }
        .render()
    }
}

impl QuestionnairesPage<'_> {
    fn in_force(&self, definitions: &Definitions) -> Markup {
        let loaded = self
            .versions
            .iter()
            .find(|version| version.hash == definitions.hash());
        html! {
            (SummaryList(vec![
                Row::new("Version in force", html! { span.letters { (&definitions.hash()[..16]) } }),
                Row::new("Loaded on", loaded.map_or_else(|| "today".to_owned(), |version| date(version.loaded_on))),
                Row::new("Check", "Passed: every question can be reached, and every way through comes to an end."),
                Row::new("Languages", languages(definitions)),
            ]))
        }
    }

    fn earlier(&self) -> Markup {
        let list = self.versions.iter().map(|version| {
            html! { span.letters { (&version.hash[..16]) } ", loaded on " (date(version.loaded_on)) @if version.live { ", in force" } }
        });
        details("All versions", &crate::web::components::bullets(list))
    }
}

fn languages(definitions: &Definitions) -> String {
    let names: Vec<&str> = definitions.languages().into_iter().map(language_name).collect();
    names.join(", ")
}

fn kinds(definitions: &Definitions) -> Table<'_> {
    let row = |questionnaire: &Questionnaire| {
        let asked = |own: bool| {
            let items = questionnaire
                .items()
                .filter(|item| item.kind.asks() && item.in_module == own);
            i64::try_from(items.count()).unwrap_or(i64::MAX)
        };
        vec![
            html! { a.govuk-link href={ "/questionnaires/" (questionnaire.kind.as_str()) } { (name_of(definitions, &questionnaire.kind)) } },
            number(asked(false)),
            number(asked(true)),
        ]
    };
    Table {
        caption: "What is asked",
        columns: vec![
            Column::Words("Kind of crime"),
            Column::Figures("Shared questions"),
            Column::Figures("Own questions"),
        ],
        rows: definitions.questionnaires().map(row).collect(),
    }
}

fn name_of<'d>(definitions: &'d Definitions, kind: &Kind) -> &'d str {
    kind.family()
        .and_then(|id| definitions.crime().family(id))
        .map_or("Rather not say: shared questions only", |family| {
            family.name.as_str()
        })
}

/// `GET /questionnaires/{kind}`
pub async fn one(
    kind: web::Path<String>,
    staff: Staff,
    shop: web::Data<Shop>,
) -> Result<HttpResponse, Error> {
    let definitions = shop.definitions().await?;
    let chosen = Some(kind.as_str()).filter(|kind| *kind != Kind::CoreOnly.as_str());
    let kind = definitions.kind(chosen).ok_or(Error::Unknown)?;
    let page = QuestionnairePage {
        staff: &staff,
        definitions: &definitions,
        questionnaire: definitions.questionnaire(&kind),
    };
    Ok(html_page(HttpResponse::Ok(), &page))
}

struct QuestionnairePage<'a> {
    staff: &'a Staff,
    definitions: &'a Definitions,
    questionnaire: &'a Questionnaire,
}

impl Render for QuestionnairePage<'_> {
    fn render(&self) -> Markup {
        let name = name_of(self.definitions, &self.questionnaire.kind);
        let content = html! {
            (heading(name))
            p.lede { "This is everything that can be asked, page by page. Nobody has to answer anything; what is asked depends on the answers before." }
            @for block in &self.questionnaire.blocks { (self.block(block)) }
        };
        OfficePage {
            title: name,
            signed_in: Some(self.staff.frame()),
            here: "/questionnaires",
            back: Some(("/questionnaires", "Questionnaires")),
            content,
            ..OfficePage::default()
        }
        .render()
    }
}

impl QuestionnairePage<'_> {
    fn block(&self, block: &Block) -> Markup {
        html! {
            section {
                (subheading(block.title.english()))
                @if let Some(when) = &block.when { p.when { "Shown only if " (self.told(when)) "." } }
                @if let Some(intro) = &block.intro { p."govuk-body reading" { (intro.english()) } }
                @for item in &block.items { (self.item(item)) }
            }
        }
    }

    fn item(&self, item: &Item) -> Markup {
        html! {
            div.question {
                p."govuk-body govuk-!-font-weight-bold" { (item.text.english()) }
                @if let Some(when) = &item.when { p.when { "Asked only if " (self.told(when)) "." } }
                @if let Some(hint) = &item.hint { p.govuk-hint { (hint.english()) } }
                @match &item.codes {
                    Some(codes) => ul."govuk-list govuk-list--bullet" {
                        @for category in &codes.categories { li { (category.label.english()) } }
                    },
                    None => p.when { (answered_by(item.kind)) },
                }
            }
        }
    }

    /// A condition as a half-sentence, in the words of the questions it looks at.
    fn told(&self, condition: &Condition) -> String {
        match condition {
            Condition::All(parts) => self.joined(parts, " and "),
            Condition::Any(parts) => self.joined(parts, " or "),
            Condition::Not(part) => match part.as_ref() {
                Condition::Item {
                    item,
                    test: Test::In(codes),
                } => self.compared(item, codes, "is not"),
                part => format!("it is not so that {}", self.told(part)),
            },
            Condition::Item { item, test } => self.tested(item, test),
        }
    }

    fn joined(&self, parts: &[Condition], word: &str) -> String {
        let told: Vec<String> = parts.iter().map(|part| self.told(part)).collect();
        told.join(word)
    }

    fn asked(&self, item: &str) -> Option<&Item> {
        self.questionnaire
            .items()
            .find(|candidate| candidate.id.as_str() == item)
    }

    fn question(&self, item: &str) -> String {
        self.asked(item).map_or_else(
            || "the kind of crime".to_owned(),
            |item| format!("“{}”", item.text.english()),
        )
    }

    fn compared(&self, item: &str, codes: &[String], verb: &str) -> String {
        let labels: Vec<String> = codes.iter().map(|code| self.label(item, code)).collect();
        format!("{} {verb} {}", self.question(item), labels.join(" or "))
    }

    fn label(&self, item: &str, code: &str) -> String {
        let category = self.asked(item).and_then(|item| item.category(code));
        let chosen = || {
            self.definitions
                .kind(Some(code))
                .map(|kind| name_of(self.definitions, &kind))
        };
        let words = category.map(|category| category.label.english()).or_else(chosen);
        format!("“{}”", words.unwrap_or("rather not say"))
    }

    fn tested(&self, item: &str, test: &Test) -> String {
        let question = self.question(item);
        match test {
            Test::In(codes) => self.compared(item, codes, "is"),
            Test::Answered(true) => format!("{question} is answered"),
            Test::Answered(false) => format!("{question} is not answered"),
            Test::AtLeast(number) => format!("{question} is at least {number}"),
        }
    }
}

/// The languages that have a name here, by their tag; others keep the tag.
fn language_name(tag: &str) -> &str {
    match tag {
        "en" => "English",
        "cy" => "Welsh",
        "pl" => "Polish",
        "ro" => "Romanian",
        "ur" => "Urdu",
        other => other,
    }
}

fn answered_by(kind: ItemKind) -> String {
    match kind {
        ItemKind::Number { min, max } => format!("Answered with a number from {min} to {max}."),
        ItemKind::DatePart => "Answered with a date, or the part of it that is remembered.".to_owned(),
        ItemKind::ShortText { max_length } | ItemKind::LongText { max_length } => {
            format!(
                "Answered in own words, at most {max_length} characters. Kept apart from all other answers."
            )
        }
        ItemKind::Single | ItemKind::Multiple | ItemKind::Scale | ItemKind::Information => String::new(),
    }
}
