//! Questions are written for readers of nine to eleven: the Flesch-Kincaid grade, which is school years
//! in the United States (a child of ten to eleven is in grade 5), stays at 5.5 or below in every file.
//!
//! J. P. Kincaid, R. P. Fishburne, R. L. Rogers, B. S. Chissom: "Derivation of New Readability Formulas
//! for Navy Enlisted Personnel", Research Branch Report 8-75, 1975.

use std::collections::BTreeMap;

use heard::operations::definition_files::shipped_definitions;
use heard::survey::questionnaire::{Audience, Definitions, Kind, Say};

const GRADE_AT_MOST: f64 = 5.5;

#[derive(Default)]
struct Counts {
    words: f64,
    sentences: f64,
    syllables: f64,
}

impl Counts {
    fn read(&mut self, text: &str) {
        let sentences = text.split(['.', '?', '!']).filter(|part| !part.trim().is_empty());
        self.sentences += sentences.map(|_| 1.0).sum::<f64>();
        let words = text
            .split(|c: char| !c.is_alphabetic() && c != '\'')
            .filter(|word| !word.is_empty());
        for word in words {
            self.words += 1.0;
            self.syllables += syllables(word);
        }
    }

    fn grade(&self) -> f64 {
        0.39 * self.words / self.sentences + 11.8 * self.syllables / self.words - 15.59
    }
}

/// Groups of vowels, a silent e at the end left out.
fn syllables(word: &str) -> f64 {
    let word = word.to_lowercase();
    let silent = word.len() > 3 && word.ends_with('e') && !word.ends_with("le");
    let spoken = if silent {
        &word[..word.len() - 1]
    } else {
        word.as_str()
    };
    let vowel = |c: char| "aeiouy".contains(c);
    let mut before = false;
    let mut groups = 0.0;
    for c in spoken.chars() {
        if vowel(c) && !before {
            groups += 1.0;
        }
        before = vowel(c);
    }
    f64::max(groups, 1.0)
}

#[test]
fn the_grade_is_reckoned_as_the_formula_says() {
    let mut counts = Counts::default();
    counts.read("The cat sat on the mat.");
    // Six words, one sentence, six syllables: 0.39 · 6 + 11.8 · 1 − 15.59.
    assert!((counts.grade() - -1.45).abs() < 1e-9);
    assert!((syllables("police") - 2.0).abs() < 1e-9);
    assert!((syllables("investigation") - 5.0).abs() < 1e-9);
}

#[test]
fn every_file_is_written_for_readers_of_nine_to_eleven() {
    let definitions =
        Definitions::parse(&shipped_definitions()).expect("the shipped definitions have no faults");
    let mut by_file: BTreeMap<&str, Counts> = BTreeMap::new();
    for questionnaire in definitions.questionnaires() {
        for item in questionnaire.items() {
            let file = if item.in_module {
                questionnaire.kind.as_str()
            } else {
                "core"
            };
            by_file.entry(file).or_default().read(item.text.english());
        }
    }
    assert_eq!(by_file.len(), 15);
    let hard: Vec<String> = by_file
        .iter()
        .filter(|(_, counts)| counts.grade() > GRADE_AT_MOST)
        .map(|(file, counts)| format!("{file}: grade {:.1}", counts.grade()))
        .collect();
    assert!(hard.is_empty(), "too hard to read: {}", hard.join(", "));
}

/// The words of a text's longest sentence.
fn longest_sentence(text: &str) -> usize {
    text.split(['.', '?', '!', ':'])
        .map(|sentence| sentence.split_whitespace().count())
        .max()
        .unwrap_or(0)
}

#[test]
fn easy_read_says_one_thing_a_sentence() {
    let definitions =
        Definitions::parse(&shipped_definitions()).expect("the shipped definitions have no faults");
    let easy = definitions.wording("en-easy", Audience::Rehearsal);
    let core = definitions.questionnaire(&Kind::CoreOnly);
    let items = core.items().flat_map(|item| {
        let labels = item.codes.iter().flat_map(|list| &list.categories);
        let labels = labels.map(|category| category.label.in_language("en-easy"));
        let texts = [Some(&item.text), item.hint.as_ref()].into_iter().flatten();
        texts
            .map(|text| text.in_language("en-easy"))
            .chain(labels)
            .collect::<Vec<_>>()
    });
    let pages = Say::ALL.iter().map(|&say| easy.say(say));
    let long: Vec<&str> = pages
        .chain(items)
        .filter(|text| longest_sentence(text) > 15)
        .collect();
    assert!(long.is_empty(), "{long:#?}");
    let mut counts = Counts::default();
    Say::ALL.iter().for_each(|&say| counts.read(easy.say(say)));
    assert!(counts.grade() <= 3.5, "grade {:.1}", counts.grade());
}
