//! The frozen page of a report: one self-contained HTML file that looks the same on the web, saved and in print.
//!
//! Its style sheet is the one `<style>` element, because a saved page has no other. Web serves these bytes with a
//! policy that allows exactly this element by [`style_source`] and nothing else; there is no script at all.

mod tables;
mod words;

use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use super::edition_csv::about;
use super::edition_file::EditionFile;
use crate::survey::edition::{Edition, Facts, Report, Section, note_on_base};

const STYLE: &str = include_str!("style.css");

/// The source expression that allows the pages' style element: `'sha256-…'` (W3C Content Security Policy Level 3,
/// section 2.3.1).
pub fn style_source() -> String {
    format!(
        "'sha256-{}'",
        data_encoding::BASE64.encode(&Sha256::digest(STYLE.as_bytes()))
    )
}

/// The page of one report. `files` are listed on the overview with their sums.
pub(super) fn page(edition: &Edition, report: &Report, files: &[EditionFile]) -> String {
    let facts = &edition.facts;
    let body = html! {
        a.skip href="#main" { "Skip to the figures" }
        header.top { div.frame {
            b { "Heard" }
            span { "Edition " (facts.number) ", " (facts.period.words()) }
        } }
        div.frame {
            @if report.name != edition.overview.name { p.trail { a href="index.html" { "All crime types" } } }
            main id="main" {
                h1 { (report.title) }
                p.lead { (report.lead) }
                (facts_list(facts))
                (findings(report))
                @if report.name == edition.overview.name { (doors(edition)) } @else { (contents(report)) }
                @for section in &report.sections { (shown(facts, report, section)) }
                (about_section(edition, report, files))
            }
        }
        footer.foot { div.frame {
            p { "Heard is an independent survey of how victims of crime were served. Edition " (facts.number) "; this page and its data file never change." }
        } }
    };
    let document = html! {
        (DOCTYPE)
        html lang="en-GB" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (report.title) ", " (facts.period.words()) }
                style { (PreEscaped(STYLE)) }
            }
            body { (body) }
        }
    };
    document.into_string()
}

fn facts_list(facts: &Facts) -> Markup {
    html! {
        dl.facts {
            div { dt { "Crimes recorded" } dd { (facts.period.words()) } }
            div { dt { "Answers until" } dd { (facts.cut_off.format("%-d %B %Y")) } }
            div { dt { "Edition" } dd { (facts.number) @if let Some(number) = facts.corrects { ", corrects edition " (number) } } }
            div { dt { "Definition of VAWG" } dd { (facts.vawg_rules) } }
        }
    }
}

fn findings(report: &Report) -> Markup {
    html! {
        @if !report.headlines.is_empty() {
            div.findings {
                h2 { "What was found" }
                ul { @for sentence in &report.headlines { li { (sentence) } } }
                p { "These are answers, not a measure of how many crimes happen. Those who did not answer may feel otherwise, and the intervals do not cover that." }
            }
        }
    }
}

fn doors(edition: &Edition) -> Markup {
    html! {
        nav.contents aria-labelledby="doors" {
            h2 id="doors" { "The reports of this edition" }
            ul {
                li { a href="vawg.html" { "Violence against women and girls" } }
                li { a href="men-and-boys.html" { "Men and boys" } }
                li { a href="rights.html" { "Rights under the Victims’ Code" } }
                @for report in &edition.families {
                    li { a href={ (report.name) ".html" } { (short(&report.title)) } }
                }
            }
        }
    }
}

/// "Burglary" of "Burglary: what victims …".
fn short(title: &str) -> &str {
    title.split(": ").next().unwrap_or(title)
}

fn contents(report: &Report) -> Markup {
    html! {
        nav.contents aria-labelledby="contents" {
            h2 id="contents" { "On this page" }
            ul {
                @for section in &report.sections { li { a href={ "#" (section.id) } { (section.title) } } }
                li { a href="#about" { "About these figures" } }
            }
        }
    }
}

fn shown(facts: &Facts, report: &Report, section: &Section) -> Markup {
    html! {
        section aria-labelledby=(section.id) {
            h2 id=(section.id) { (section.title) }
            @for sentence in &section.text { p { (sentence) } }
            @if report.name == "index" { (tables::summary(facts, section)) }
            @for (place, exhibit) in section.exhibits.iter().enumerate() {
                (tables::exhibit(facts, exhibit, place.checked_sub(1).map(|before| &section.exhibits[before])))
            }
            @for grid in &section.grids { (words::grid(grid)) }
        }
    }
}

fn about_section(edition: &Edition, report: &Report, files: &[EditionFile]) -> Markup {
    let data = if report.name == edition.overview.name {
        "all".to_owned()
    } else {
        report.name.clone()
    };
    html! {
        section aria-labelledby="about" {
            h2 id="about" { "About these figures" }
            p { (note_on_base(&edition.facts.thresholds)) }
            p { "The interval says where the percentage would lie in 95 of 100 surveys like this one, rounding included. “Under 5%” and “over 95%” stand for everything below and above." }
            p { "Symbols: [u] low reliability, because few answered; [c] confidential, because fewer still did; [x] not available." }
            p { "All numbers of this page, with the tables they are sums of: " a href={ (data) ".csv" } { (data) ".csv" } "." }
            div.wide tabindex="0" role="region" aria-label="What this edition is made from" { table {
                caption { "What this edition is made from" }
                thead { tr { th scope="col" { "Name" } th scope="col" { "Value" } } }
                tbody { @for (name, value) in about(&edition.facts) { tr.sums { th scope="row" { (name.replace('_', " ")) } td { (value) } } } }
            } }
            @if !files.is_empty() { (sums(files)) }
        }
    }
}

fn sums(files: &[EditionFile]) -> Markup {
    html! {
        div.wide tabindex="0" role="region" aria-label="Files of this edition" { table {
            caption { "Files of this edition and their SHA-256" }
            thead { tr { th scope="col" { "File" } th scope="col" { "SHA-256" } } }
            tbody { @for file in files { tr.sums { th scope="row" { a href=(file.name) { (file.name) } } td { (file.sha256) } } } }
        } }
    }
}
