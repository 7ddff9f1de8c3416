//! What one wave looks like.

use maud::{Markup, Render, html};

use super::family_table;
use super::words::{date, quarter, upload_state, wave_state, wave_state_means};
use crate::store::progress::Progress;
use crate::store::staff::Role;
use crate::store::uploads::Upload;
use crate::store::waves::{Wave, WaveState};
use crate::survey::sample::{OPTIONAL, REQUIRED, Summary};
use crate::web::components::{
    Column, ErrorSummary, FileInput, Row, SummaryList, Table, button, cell, details, heading, inset, number,
    subheading, warning,
};
use crate::web::extract::{Faults, Staff};
use crate::web::pages::OfficePage;

/// The page of one wave.
pub struct WavePage<'a> {
    /// Who looks.
    pub staff: &'a Staff,
    /// The wave.
    pub wave: &'a Wave,
    /// Its contact files.
    pub uploads: &'a [Upload],
    /// The names of other waves about the same quarter.
    pub others: &'a [String],
    /// Its letters.
    pub progress: &'a [Progress],
    /// What was wrong with a file just sent.
    pub faults: Faults,
    /// What was found in a file of which nothing could be read.
    pub refused: Option<&'a Summary>,
}

impl Render for WavePage<'_> {
    fn render(&self) -> Markup {
        let wave = self.wave;
        let content = html! {
            (ErrorSummary(&self.faults))
            (heading(&wave.name))
            (SummaryList(vec![
                Row::new("State", html! { (wave_state(wave.state)) " " (wave_state_means(wave.state)) }),
                Row::new("Crimes recorded", quarter(&wave.quarter)),
                Row::new("Letters leave from", date(wave.fieldwork_from)),
                Row::new("Answers taken until", date(wave.fieldwork_to)),
            ]))
            @if !self.others.is_empty() {
                (warning(&format!(
                    "Another wave asks about the same quarter: {}. Whoever was invited in it is not invited again.",
                    self.others.join(", ")
                )))
            }
            @if let Some(summary) = self.refused { (family_table::faults(summary)) }
            @if wave.state == WaveState::Open && self.staff.identity.role == Role::Provider { (self.load()) }
            @if wave.state == WaveState::Preparing {
                p.govuk-body { a.govuk-link href={ "/waves/" (wave.id) } { "Look again" } }
            }
            (self.files())
            (self.letters())
        };
        OfficePage {
            title: &wave.name,
            signed_in: Some(self.staff.frame()),
            here: "/waves",
            back: Some(("/waves", "Waves")),
            faulty: !self.faults.is_empty(),
            content,
        }
        .render()
    }
}

impl WavePage<'_> {
    fn load(&self) -> Markup {
        html! {
            div.reading {
                (subheading("Load a contact file"))
                form method="post" action={ "/waves/" (self.wave.id) "/uploads" } enctype="multipart/form-data" {
                    (FileInput {
                        name: "file",
                        label: "Contact file of the police force",
                        hint: Some("A CSV file of at most 64 MB. Addresses are sealed as they arrive; a commissioner approves the totals before any letter leaves."),
                        fault: self.faults.of("file"),
                        accept: ".csv,text/csv",
                    })
                    (button("Load the file"))
                }
                (details("What the file must look like", &file_help()))
            }
        }
    }

    fn files(&self) -> Markup {
        if self.uploads.is_empty() {
            return html! {};
        }
        let row = |upload: &Upload| {
            vec![
                html! { a.govuk-link href={ "/uploads/" (upload.id) } { "Loaded on " (date(upload.uploaded_on)) } },
                cell(&upload.uploaded_by),
                number(upload.summary.rows.into()),
                number(upload.summary.invited.into()),
                upload_state(upload.state),
            ]
        };
        let table = Table {
            caption: "Contact files",
            columns: vec![
                Column::Words("File"),
                Column::Words("Loaded by"),
                Column::Figures("Rows"),
                Column::Figures("To be invited"),
                Column::Words("State"),
            ],
            rows: self.uploads.iter().map(row).collect(),
        };
        html! { (table) }
    }

    fn letters(&self) -> Markup {
        if self.progress.is_empty() {
            return match self.wave.state {
                WaveState::Open => {
                    html! { (subheading("Letters")) (inset("No letters yet. They are written once a contact file is approved.")) }
                }
                _ => html! {},
            };
        }
        let row = |line: &Progress| {
            vec![
                cell(kind_words(&line.kind)),
                cell(state_words(&line.state)),
                number(line.count),
            ]
        };
        let table = Table {
            caption: "Letters",
            columns: vec![
                Column::Words("Letter"),
                Column::Words("State"),
                Column::Figures("How many"),
            ],
            rows: self.progress.iter().map(row).collect(),
        };
        html! {
            (table)
            p.govuk-body { "Who has answered, and how many, is not shown to anybody while a wave is in fieldwork." }
        }
    }
}

fn kind_words(kind: &str) -> &str {
    match kind {
        "invitation" => "Invitation",
        "reminder" => "Reminder",
        other => other,
    }
}

fn state_words(state: &str) -> &str {
    match state {
        "ready" => "Waits to be sent",
        "claimed" => "Is being sent",
        "sent" => "Sent",
        "unknown" => "Perhaps sent; not sent again",
        "failed" => "Not sent: refused, stopped, or no longer safe",
        other => other,
    }
}

fn file_help() -> Markup {
    html! {
        p.govuk-body { "The first line names the columns, in any order:" }
        p.govuk-body { span.letters { (REQUIRED.join(", ")) } }
        ul."govuk-list govuk-list--bullet" {
            li { "Dates are written as 2026-08-31." }
            li { "Flags are separated by semicolons." }
            li { span.letters { "safe_to_contact" } " and " span.letters { "reported_to_police" } " are yes or no." }
            li { span.letters { "sex" } " is female, male, other, or empty. One letter, F or M, is read and counted." }
            li { span.letters { "language" } " is a code such as en or pl. Who reads a language the survey does not speak is asked in English, and counted." }
        }
        p.govuk-body { "Besides, the file may have these columns, each empty, yes or no, " span.letters { "person_reference" } " apart:" }
        p.govuk-body { span.letters { (OPTIONAL.join(", ")) } }
        ul."govuk-list govuk-list--bullet" {
            li { "No other column may be in the file: names, telephone numbers and notes about what happened must not enter." }
        }
    }
}
