//! What a contact file looks like to those who decide about it: totals, never a row.

use std::collections::HashMap;

use maud::{Markup, Render, html};
use uuid::Uuid;

use super::family_table::{self, family_name};
use super::words::{date, sentence, upload_state};
use crate::store::uploads::Upload;
use crate::store::waves::Wave;
use crate::survey::questionnaire::Definitions;
use crate::survey::sample::{CrowdFault, FamilyTotals};
use crate::web::components::{
    Colour, Column, ErrorSummary, Row, SummaryList, Table, Weight, bullets, cell, choice_button, heading,
    inset, number, subheading, tag, warning,
};
use crate::web::extract::{Faults, Staff, Typed};
use crate::web::pages::OfficePage;

/// All contact files.
pub struct UploadsPage<'a> {
    /// Who looks.
    pub staff: &'a Staff,
    /// Those that wait.
    pub pending: &'a [Upload],
    /// Those decided about.
    pub decided: &'a [Upload],
    /// The names of the waves.
    pub waves: &'a HashMap<Uuid, String>,
}

impl Render for UploadsPage<'_> {
    fn render(&self) -> Markup {
        let content = html! {
            (heading("Contact files"))
            p.lede { "Before any letter leaves, you compare the totals of a file with those that the police force gave you. You see numbers, never a person." }
            @if self.pending.is_empty() {
                (inset("No file waits for you."))
            } @else {
                (self.table("Waiting for you", self.pending))
            }
            @if !self.decided.is_empty() { (self.table("Decided", self.decided)) }
        };
        OfficePage {
            title: "Contact files",
            signed_in: Some(self.staff.frame()),
            here: "/uploads",
            content,
            ..OfficePage::default()
        }
        .render()
    }
}

impl UploadsPage<'_> {
    fn table<'t>(&'t self, caption: &'t str, uploads: &'t [Upload]) -> Table<'t> {
        let row = |upload: &Upload| {
            let wave = self
                .waves
                .get(&upload.wave)
                .map_or("An earlier wave", String::as_str);
            vec![
                html! { a.govuk-link href={ "/uploads/" (upload.id) } { (wave) ", " (date(upload.uploaded_on)) } },
                cell(&upload.uploaded_by),
                number(upload.summary.rows.into()),
                number(upload.summary.invited.into()),
                upload_state(upload.state),
            ]
        };
        Table {
            caption,
            columns: vec![
                Column::Words("File"),
                Column::Words("Loaded by"),
                Column::Figures("Rows"),
                Column::Figures("To be invited"),
                Column::Words("State"),
            ],
            rows: uploads.iter().map(row).collect(),
        }
    }
}

/// The control totals as they were typed.
pub struct Control<'a> {
    /// Fields named `control-` and the family.
    pub typed: &'a Typed,
    /// Whether to say which agree.
    pub compared: bool,
}

/// One contact file.
pub struct UploadPage<'a> {
    /// Who looks.
    pub staff: &'a Staff,
    /// The file.
    pub upload: &'a Upload,
    /// Its wave.
    pub wave: &'a Wave,
    /// The definitions in force, for names.
    pub definitions: &'a Definitions,
    /// Whether this person decides about it now.
    pub decides: bool,
    /// What stands against approving it.
    pub crowd: &'a [CrowdFault],
    /// The control totals.
    pub control: Control<'a>,
    /// Whether to ask once more before the file is refused.
    pub refusing: bool,
    /// What is wrong.
    pub faults: Faults,
}

impl Render for UploadPage<'_> {
    fn render(&self) -> Markup {
        let summary = &self.upload.summary;
        let content = html! {
            (ErrorSummary(&self.faults))
            (heading("Contact file"))
            (self.facts())
            @if self.decides { (self.decision()) }
            (family_table::families(self.definitions, summary))
            (family_table::reasons(self.definitions, summary))
            (family_table::faults(summary))
        };
        OfficePage {
            title: "Contact file",
            signed_in: Some(self.staff.frame()),
            here: if self.back().0 == "/uploads" {
                "/uploads"
            } else {
                "/waves"
            },
            back: Some((&self.back().0, self.back().1)),
            faulty: !self.faults.is_empty(),
            content,
        }
        .render()
    }
}

impl UploadPage<'_> {
    fn back(&self) -> (String, &str) {
        if self.staff.identity.role == crate::store::staff::Role::Commissioner {
            ("/uploads".to_owned(), "Contact files")
        } else {
            (format!("/waves/{}", self.wave.id), &self.wave.name)
        }
    }

    fn facts(&self) -> SummaryList<'_> {
        let (upload, summary) = (self.upload, &self.upload.summary);
        let mut rows = vec![
            Row::new("State", upload_state(upload.state)),
            Row::new("Wave", self.wave.name.as_str()),
            Row::new(
                "Loaded",
                format!("{} by {}", date(upload.uploaded_on), upload.uploaded_by),
            ),
            Row::new("Rows", number(summary.rows.into())),
            Row::new("Could not be read", number(summary.faulty.into())),
            Row::new(
                "Left out",
                number(summary.excluded.values().map(|count| i64::from(*count)).sum()),
            ),
            Row::new("To be invited", number(summary.invited.into())),
            Row::new(
                "Cases outside the VAWG types that carry a VAWG code or flag",
                number(summary.vawg_elsewhere.into()),
            ),
        ];
        for (what, count) in [
            (
                "Sex written as one letter, read as female or male",
                summary.sex_by_letter,
            ),
            ("Sex not stated, or described another way", summary.sex_not_known),
            (
                "A language the survey does not speak: asked in English",
                summary.language_not_spoken,
            ),
        ] {
            rows.push(Row::new(what, number(count.into())));
        }
        if let Some(who) = &upload.decided_by {
            rows.insert(3, Row::new("Decided by", who.as_str()));
        }
        SummaryList(rows)
    }

    fn decision(&self) -> Markup {
        html! {
            @if !self.crowd.is_empty() {
                (warning("This file cannot be approved as it is."))
                (bullets(self.crowd.iter().map(|fault| format!("{}.", sentence(&fault.to_string())))))
            }
            (subheading("Compare with the totals of the police force"))
            p."govuk-body reading" { "Enter how many cases of each type the police force says it sent. The provider must not be the one who tells you." }
            form method="post" action={ "/uploads/" (self.upload.id) } novalidate {
                (self.control_table())
                @if self.refusing { (self.refusal()) } @else { div.govuk-button-group {
                    @if self.crowd.is_empty() { (choice_button("Approve", "decision", "approve", Weight::First)) }
                    (choice_button("Compare", "decision", "compare", Weight::Second))
                    (choice_button("Refuse the file", "decision", "refuse", Weight::Grave))
                } }
            }
        }
    }

    fn refusal(&self) -> Markup {
        html! {
            (warning("Refuse this file? Its contacts are deleted at once and cannot be brought back. Its totals stay, and the file can be loaded again."))
            div.govuk-button-group {
                (choice_button("Yes, refuse the file", "decision", "refuse-for-good", Weight::Grave))
                (choice_button("No, let it wait", "decision", "compare", Weight::Second))
            }
        }
    }

    fn control_table(&self) -> Table<'_> {
        Table {
            caption: "Cases in the file and at the force",
            columns: vec![
                Column::Words("Type of crime"),
                Column::Figures("In the file"),
                Column::Words("The force's total"),
            ],
            rows: self
                .upload
                .summary
                .families
                .iter()
                .map(|totals| self.control_row(totals))
                .collect(),
        }
    }

    fn control_row(&self, totals: &FamilyTotals) -> Vec<Markup> {
        let name = family_name(self.definitions, &totals.family);
        let field = format!("control-{}", totals.family);
        let typed = self.control.typed.get(&field).unwrap_or_default().trim();
        let fault = self.faults.of(&field);
        let verdict = match (self.control.compared, typed.replace(',', "").parse::<u32>()) {
            (true, Ok(count)) if count == totals.frame => Some(tag(Colour::Green, "Agrees")),
            (true, Ok(_)) => Some(tag(Colour::Red, "Differs")),
            _ => None,
        };
        let control = html! {
            @if let Some(fault) = fault { p.govuk-error-message id={ (field) "-error" } { (fault) } }
            input."govuk-input govuk-input--width-5" id=(field) name=(field) inputmode="numeric" autocomplete="off"
                value=(typed) aria-label={ "The force's total of " (name) }
                aria-describedby=[fault.map(|_| format!("{field}-error"))];
            @if let Some(verdict) = verdict { " " (verdict) }
        };
        vec![cell(&name), number(totals.frame.into()), control]
    }
}
