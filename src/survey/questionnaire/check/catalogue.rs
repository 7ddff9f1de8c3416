//! Checks of what questions may name: code lists, measures, rights, services, support lines.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU16;

use serde_saphyr::Spanned;

use super::Report;
use super::codes::code_list;
use super::texts::{plain_text, text};
use crate::survey::questionnaire::catalogue::{Measure, Right, Service, SupportLine};
use crate::survey::questionnaire::code_list::CodeList;
use crate::survey::questionnaire::document::{
    CodeListsFile, MeasuresFile, RawMeasure, RawRight, RawSupportLine, RightsFile, ServicesFile,
    SupportLinesFile,
};
use crate::survey::questionnaire::item::{MeasureId, RightId};
use crate::survey::source::{Fault, SourceFile, find};
use crate::survey::yaml;

/// Days for which the check of a support line holds in files written before they could say so.
const HALF_A_YEAR: u16 = 180;

/// Everything that questions may name.
#[derive(Debug, Default)]
pub(in crate::survey::questionnaire) struct Catalogue {
    pub code_lists: BTreeMap<String, CodeList>,
    pub measures: Vec<Measure>,
    pub rights: Vec<Right>,
    pub services: Vec<Service>,
    pub support_lines: Vec<SupportLine>,
}

/// Reads the five files of the catalogue. A file that cannot be read is a fault and leaves its part empty.
pub(in crate::survey::questionnaire) fn catalogue(
    files: &[SourceFile],
    faults: &mut Vec<Fault>,
) -> Catalogue {
    let mut catalogue = Catalogue::default();
    if let Some(file) = document::<ServicesFile>(files, "services.yaml", faults) {
        catalogue.services = services(
            &mut Report {
                path: "services.yaml",
                faults,
            },
            file,
        );
    }
    let named = catalogue.services.clone();
    if let Some(file) = document::<CodeListsFile>(files, "code-lists.yaml", faults) {
        let report = &mut Report {
            path: "code-lists.yaml",
            faults,
        };
        let lists = distinct(report, "code lists", file.code_lists, |list| &list.id);
        let read = |list: super::super::document::RawCodeList| {
            let codes = code_list(report, &named, &list.id, Some(&list.id.value), &list.codes)?;
            Some((list.id.value, codes))
        };
        catalogue.code_lists = lists.into_iter().filter_map(read).collect();
    }
    if let Some(file) = document::<MeasuresFile>(files, "measures.yaml", faults) {
        let report = &mut Report {
            path: "measures.yaml",
            faults,
        };
        let measures = distinct(report, "measures", file.measures, |measure| &measure.id);
        catalogue.measures = measures
            .into_iter()
            .filter_map(|raw| measure(report, &named, raw))
            .collect();
    }
    if let Some(file) = document::<RightsFile>(files, "rights.yaml", faults) {
        let report = &mut Report {
            path: "rights.yaml",
            faults,
        };
        let rights = distinct(report, "rights", file.rights, |right| &right.id);
        catalogue.rights = rights
            .into_iter()
            .filter_map(|raw| right(report, &named, raw))
            .collect();
    }
    if let Some(file) = document::<SupportLinesFile>(files, "support-lines.yaml", faults) {
        let report = &mut Report {
            path: "support-lines.yaml",
            faults,
        };
        let good_for_days = file.check_again_after_days.map_or(HALF_A_YEAR, NonZeroU16::get);
        let lines = distinct(report, "support lines", file.support_lines, |line| &line.id);
        catalogue.support_lines = lines
            .into_iter()
            .filter_map(|raw| support_line(report, &named, raw, good_for_days))
            .collect();
    }
    catalogue
}

/// The file of that path, read; a fault where it is missing or cannot be read.
pub(in crate::survey::questionnaire) fn document<T: serde::de::DeserializeOwned>(
    files: &[SourceFile],
    path: &str,
    faults: &mut Vec<Fault>,
) -> Option<T> {
    let read = find(files, path).and_then(yaml::read);
    read.map_err(|fault| faults.push(fault)).ok()
}

fn distinct<T>(
    report: &mut Report<'_>,
    what: &str,
    all: Vec<T>,
    id: impl Fn(&T) -> &Spanned<String>,
) -> Vec<T> {
    let mut seen = BTreeSet::new();
    all.into_iter()
        .filter(|one| report.unique(what, id(one), &mut seen))
        .collect()
}

fn services(report: &mut Report<'_>, file: ServicesFile) -> Vec<Service> {
    let services = distinct(report, "services", file.services, |service| &service.id);
    let read = |raw: super::super::document::RawService| {
        let name = plain_text(report, &raw.name)?;
        report.id("a service", &raw.id).then_some(Service {
            id: raw.id.value,
            name,
        })
    };
    services.into_iter().filter_map(read).collect()
}

fn measure(report: &mut Report<'_>, services: &[Service], raw: RawMeasure) -> Option<Measure> {
    let named = report.id("a measure", &raw.id);
    let (label, about) = (
        text(report, services, &raw.label),
        text(report, services, &raw.about),
    );
    named.then_some(Measure {
        id: MeasureId(raw.id.value),
        label: label?,
        about: about?,
        aspect: raw.aspect,
    })
}

fn right(report: &mut Report<'_>, services: &[Service], raw: RawRight) -> Option<Right> {
    let name = text(report, services, &raw.name);
    if let Some(until) = raw.until.as_ref().filter(|until| until.value.0 < raw.from.0) {
        report.fault(
            until,
            "A right ends before it begins",
            "until is not before from",
            "Correct one of the two dates",
        );
        return None;
    }
    Some(Right {
        id: RightId(raw.id.value),
        name: name?,
        from: raw.from.0,
        until: raw.until.map(|until| until.value.0),
        source: raw.source,
    })
}

fn support_line(
    report: &mut Report<'_>,
    services: &[Service],
    raw: RawSupportLine,
    good_for_days: u16,
) -> Option<SupportLine> {
    let named = report.id("a support line", &raw.id);
    let (name, help) = (
        text(report, services, &raw.name),
        text(report, services, &raw.help),
    );
    named.then_some(SupportLine {
        id: raw.id.value,
        name: name?,
        number: raw.number,
        help: help?,
        source: raw.source,
        last_checked: raw.last_checked.map(|day| day.0),
        good_for_days,
    })
}
