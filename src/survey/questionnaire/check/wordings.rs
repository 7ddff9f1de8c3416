//! Checks of wording sets: each says everything that pages say, with the places it needs, and names no
//! question that is not there. Questions without words are no fault: English stands for them.

use std::collections::{BTreeMap, BTreeSet};

use serde_saphyr::Spanned;

use super::Report;
use super::texts::{TEXT_AT_MOST, is_language};
use crate::survey::questionnaire::picture::Picture;
use crate::survey::questionnaire::saying::Say;
use crate::survey::questionnaire::wording::ENGLISH;
use crate::survey::questionnaire::wording_document::{RawDirection, Said, WordingFile};
use crate::survey::questionnaire::wording_set::{Direction, Piece, Review, Wording, mirrored, pieces};
use crate::survey::source::{Fault, SourceFile};
use crate::survey::yaml;

const FOLDER: &str = "wording/";
/// From this length on a telling word is found inside other words too.
const FOUND_INSIDE: usize = 6;

/// A wording set with the file it came from, so that questions can be worded from it.
pub(in crate::survey::questionnaire) struct Set {
    pub path: String,
    pub file: WordingFile,
    pub wording: Wording,
}

/// The language that a wording set's file is named after.
pub(in crate::survey::questionnaire) fn wording_name(path: &str) -> Option<&str> {
    path.strip_prefix(FOLDER)?.strip_suffix(".yaml")
}

/// Reads every wording set, English first.
pub(in crate::survey::questionnaire) fn wording_sets(
    files: &[SourceFile],
    faults: &mut Vec<Fault>,
) -> Vec<Set> {
    let mut sets: Vec<Set> = Vec::new();
    for source in files {
        let Some(name) = wording_name(&source.path) else {
            continue;
        };
        match yaml::read::<WordingFile>(source) {
            Ok(file) => {
                let report = &mut Report {
                    path: &source.path,
                    faults,
                };
                let wording = header(report, name, &file);
                lengths(report, &file);
                sets.push(Set {
                    path: source.path.clone(),
                    file,
                    wording,
                });
            }
            Err(fault) => faults.push(fault),
        }
    }
    sets.sort_by_key(|set| (set.wording.language != ENGLISH, set.wording.language.clone()));
    if sets.first().is_none_or(|set| set.wording.language != ENGLISH) {
        faults.push(Fault::of(
            "wording/en.yaml",
            "The English wording is missing",
            "Every other language falls back on it",
            "Put it back into the folder of the definitions",
        ));
    }
    said(&mut sets, faults);
    sets
}

fn header(report: &mut Report<'_>, name: &str, file: &WordingFile) -> Wording {
    let language = &file.language;
    if language.value != name || !is_language(name) {
        report.fault(
            language,
            format!(
                "The language is called \"{}\" and its file {name}.yaml",
                language.value
            ),
            "Both have the same short name, such as pl or en-easy",
            "Rename one of them",
        );
    }
    let html = file.html.clone().unwrap_or_else(|| name.to_owned());
    Wording {
        language: name.to_owned(),
        name: file.name.clone(),
        is_english: html.split('-').next() == Some(ENGLISH),
        html,
        direction: match file.direction {
            RawDirection::Ltr => Direction::LeftToRight,
            RawDirection::Rtl => Direction::RightToLeft,
        },
        review: review(report, file),
        pictures: pictures(report, file),
        for_tests: file.mirrors.is_some(),
        ..Wording::default()
    }
}

fn pictures(report: &mut Report<'_>, file: &WordingFile) -> BTreeMap<String, Picture> {
    let headings = Say::ALL.iter().filter(|say| say.key().ends_with(".heading"));
    let pages: BTreeSet<&str> = headings.map(|say| say.page()).collect();
    let mut found = BTreeMap::new();
    for (page, named) in &file.pictures {
        match Picture::named(&named.value) {
            Some(picture) if pages.contains(page.as_str()) => drop(found.insert(page.clone(), picture)),
            Some(_) => report.fault(
                named,
                format!("There is no page \"{page}\" with a heading"),
                super::allowed("pages", page, pages.iter().copied()),
                "Correct the page or take it out",
            ),
            None => unknown_picture(report, named),
        }
    }
    found
}

/// A picture that is not drawn.
pub(super) fn unknown_picture(report: &mut Report<'_>, named: &Spanned<String>) {
    let names = Picture::ALL.iter().map(|picture| picture.as_str());
    report.fault(
        named,
        format!("There is no picture \"{}\"", named.value),
        super::allowed("pictures", &named.value, names),
        "Name one of these, or take it out",
    );
}

/// No words are longer than a text of the questionnaires may be, in whatever language.
fn lengths(report: &mut Report<'_>, file: &WordingFile) {
    let lines = file.support_lines.values();
    let modules = file.questions.values();
    let blocks = modules.clone().flat_map(|module| module.blocks.values());
    let items = modules.flat_map(|module| module.items.values());
    let parts = lines
        .flat_map(|line| [&line.name, &line.help])
        .chain(blocks.flat_map(|block| [&block.value.title, &block.value.intro]))
        .chain(
            items
                .clone()
                .flat_map(|item| [&item.value.text, &item.value.hint]),
        )
        .flatten();
    let pages = file.pages.iter().map(|pages| &pages.value);
    let said = pages
        .chain([&file.kinds, &file.services])
        .chain(file.code_lists.values())
        .chain(items.map(|item| &item.value.codes))
        .flat_map(Said::values);
    for words in parts.chain(said) {
        let long = words.value.trim().chars().count();
        if long > TEXT_AT_MOST {
            report.fault(
                words,
                format!("A text is too long: {long} characters"),
                format!("At most {TEXT_AT_MOST} characters"),
                "Shorten it",
            );
        }
    }
}

fn review(report: &mut Report<'_>, file: &WordingFile) -> Option<Review> {
    let raw = &file.review.value;
    let reviewer = raw.reviewer.clone().filter(|name| !name.trim().is_empty());
    match (raw.reviewed, reviewer, raw.on) {
        (true, Some(reviewer), Some(on)) => Some(Review { reviewer, on: on.0 }),
        (false, _, _) => None,
        (true, _, _) => {
            report.fault(
                &file.review,
                "The wording is marked as reviewed, and not by whom or when",
                "reviewed: true needs reviewer: and on:",
                "Add who read it and the day, or write reviewed: false",
            );
            None
        }
    }
}

/// Puts into each set what it says.
fn said(sets: &mut [Set], faults: &mut Vec<Fault>) {
    for set in sets.iter_mut() {
        let report = &mut Report {
            path: &set.path,
            faults,
        };
        set.wording.said = own_words(report, &set.file);
    }
    let whole: BTreeMap<String, BTreeMap<Say, String>> = sets
        .iter()
        .map(|set| (set.wording.language.clone(), set.wording.said.clone()))
        .collect();
    for set in sets.iter_mut() {
        let Some(of) = &set.file.mirrors else {
            continue;
        };
        match whole.get(&of.value) {
            Some(said) => {
                set.wording.said = said.iter().map(|(&say, words)| (say, mirrored(words))).collect()
            }
            None => Report {
                path: &set.path,
                faults,
            }
            .fault(
                of,
                format!("There is no wording \"{}\" to mirror", of.value),
                "The short name of another wording",
                "Write mirrors: en",
            ),
        }
    }
}

fn own_words(report: &mut Report<'_>, file: &WordingFile) -> BTreeMap<Say, String> {
    let Some(pages) = &file.pages else {
        if file.mirrors.is_none() {
            report.fault(
                &file.language,
                "The wording says nothing",
                "pages: with every key of wording/en.yaml",
                "Copy pages: from wording/en.yaml and translate it",
            );
        }
        return BTreeMap::new();
    };
    let known: BTreeSet<&str> = Say::ALL.iter().map(|say| say.key()).collect();
    for (key, words) in pages
        .value
        .iter()
        .filter(|(key, _)| !known.contains(key.as_str()))
    {
        let allowed = super::allowed("keys", key, known.iter().copied());
        report.fault(
            words,
            format!("Pages say nothing under \"{key}\""),
            allowed,
            "Correct the key or take it out",
        );
    }
    if file.telling.is_empty() {
        report.fault(
            &file.language,
            "The wording names no telling words",
            "telling: with the beginnings of words such as police, crime and victim in this language",
            "Write them, as wording/en.yaml does",
        );
    }
    let mut said = BTreeMap::new();
    for &say in Say::ALL {
        match pages.value.get(say.key()) {
            Some(words) if complete(report, say, words) && untold(report, say, words, &file.telling) => {
                said.insert(say, words.value.trim().to_owned());
            }
            Some(_) => {}
            None => report.fault(
                pages,
                format!("The saying \"{}\" is missing", say.key()),
                "Every key of wording/en.yaml",
                "Add it with its words in this language",
            ),
        }
    }
    said
}

fn untold(report: &mut Report<'_>, say: Say, words: &Spanned<String>, known: &[String]) -> bool {
    let told = telling(&words.value, known).filter(|_| say.is_neutral());
    if let Some(told) = told {
        report.fault(
            words,
            format!("\"{}\" tells what the questions are about: {told}", say.key()),
            "Words that anybody may read",
            "Say it without this word",
        );
    }
    told.is_none()
}

/// The first telling word of a neutral saying. Short beginnings count at the beginning of a word only, long
/// ones and those of other scripts anywhere.
pub(in crate::survey::questionnaire) fn telling<'a>(words: &str, telling: &'a [String]) -> Option<&'a str> {
    let words = words.to_lowercase();
    let begins = |beginning: &str| {
        words
            .split(|c: char| !c.is_alphanumeric())
            .any(|word| word.starts_with(beginning))
    };
    let found = |beginning: &&String| {
        let anywhere = beginning.len() >= FOUND_INSIDE || !beginning.is_ascii();
        begins(beginning) || (anywhere && words.contains(beginning.as_str()))
    };
    telling.iter().find(found).map(String::as_str)
}

/// Whether the words are there, with each of their places once and no other.
fn complete(report: &mut Report<'_>, say: Say, words: &Spanned<String>) -> bool {
    if words.value.trim().is_empty() {
        report.fault(words, "A text is empty", "", "Write it in this language");
        return false;
    }
    let mut places: Vec<&str> = pieces(&words.value)
        .filter_map(|piece| match piece {
            Piece::Place(name) => Some(name),
            Piece::Words(_) => None,
        })
        .collect();
    places.sort_unstable();
    let mut needed = say.places().to_vec();
    needed.sort_unstable();
    let right = places == needed
        && !pieces(&words.value).any(|piece| matches!(piece, Piece::Words(w) if w.contains('}')));
    if !right {
        let needed: Vec<String> = say.places().iter().map(|place| format!("{{{place}}}")).collect();
        let allowed = match needed.as_slice() {
            [] => "No braces".to_owned(),
            needed => format!("Each of these once: {}", needed.join(", ")),
        };
        report.fault(
            words,
            format!("The places of \"{}\" are not as they must be", say.key()),
            allowed,
            "Write the places as in wording/en.yaml",
        );
    }
    right
}
