//! Puts the words of the wording sets to the questions. What a set has no words for stays in English, and
//! its module then does not count as whole in that language; words for what is not there are a fault.

use std::collections::{BTreeMap, BTreeSet};

use serde_saphyr::Spanned;

use super::wordings::{Set, unknown_picture};
use super::{Catalogue, Report};
use crate::survey::crime::CrimeData;
use crate::survey::questionnaire::block::Block;
use crate::survey::questionnaire::item::Item;
use crate::survey::questionnaire::kind::Questionnaire;
use crate::survey::questionnaire::picture::Picture;
use crate::survey::questionnaire::wording::{Text, fill};
use crate::survey::questionnaire::wording_document::{RawModuleWords, Said, WordingFile};
use crate::survey::questionnaire::wording_set::{CORE_WORDS, mirrored};
use crate::survey::source::Fault;

/// What is put into words.
pub(in crate::survey::questionnaire) struct Worded<'a> {
    pub questionnaires: &'a mut [(String, Questionnaire)],
    pub catalogue: &'a mut Catalogue,
    pub crime: &'a CrimeData,
}

/// Words everything in every set.
pub(in crate::survey::questionnaire) fn translate(
    sets: &mut [Set],
    worded: &mut Worded<'_>,
    faults: &mut Vec<Fault>,
) {
    for set in sets {
        let mut report = Report {
            path: &set.path,
            faults,
        };
        let language = set.wording.language.clone();
        let services = services(&mut report, &language, &set.file, worded.catalogue);
        let mut translator = Translator {
            report,
            language: &language,
            file: &set.file,
            services,
            used: shared_codes(worded.catalogue),
            gaps: BTreeSet::new(),
        };
        translator.lines(worded.catalogue);
        set.wording.kinds = translator.kinds(worded.crime);
        let modules = translator.questionnaires(worded.questionnaires, worded.crime);
        translator.unknown();
        set.wording.whole = modules.difference(&translator.gaps).cloned().collect();
    }
}

struct Translator<'a> {
    report: Report<'a>,
    language: &'a str,
    file: &'a WordingFile,
    services: BTreeMap<String, Text>,
    /// What was found in the definitions: module, kind of thing, id, part.
    used: BTreeSet<[String; 4]>,
    /// Modules that lack words.
    gaps: BTreeSet<String>,
}

fn services(
    report: &mut Report<'_>,
    language: &str,
    file: &WordingFile,
    catalogue: &mut Catalogue,
) -> BTreeMap<String, Text> {
    for (id, words) in &file.services {
        match catalogue.services.iter_mut().find(|service| service.id == *id) {
            Some(service) => service.name.put(language, words.value.trim().to_owned()),
            None => report.fault(
                words,
                format!("There is no service \"{id}\""),
                "A service of services.yaml",
                "Correct its id or take it out",
            ),
        }
    }
    let named = catalogue.services.iter();
    named
        .map(|service| (service.id.clone(), service.name.clone()))
        .collect()
}

/// The codes of every shared list, asked or not.
fn shared_codes(catalogue: &Catalogue) -> BTreeSet<[String; 4]> {
    let lists = catalogue.code_lists.iter();
    lists
        .flat_map(|(id, list)| {
            list.codes()
                .map(move |code| ["", "list", id, code].map(str::to_owned))
        })
        .collect()
}

impl Translator<'_> {
    fn mirrors(&self) -> bool {
        self.file.mirrors.is_some()
    }

    fn lines(&mut self, catalogue: &mut Catalogue) {
        for (id, words) in &self.file.support_lines {
            let Some(line) = catalogue.support_lines.iter_mut().find(|line| line.id == *id) else {
                let Some(at) = words.help.as_ref().or(words.name.as_ref()) else {
                    continue;
                };
                self.report.fault(
                    at,
                    format!("There is no support line \"{id}\""),
                    "A line of support-lines.yaml",
                    "Correct its id or take it out",
                );
                continue;
            };
            for (text, words) in [(&mut line.name, &words.name), (&mut line.help, &words.help)] {
                if let Some(words) = words {
                    text.put(self.language, words.value.trim().to_owned());
                }
            }
        }
        if self.mirrors() {
            for line in &mut catalogue.support_lines {
                line.help
                    .put(self.language, mirrored(line.help.clone().english()));
            }
        }
    }

    fn kinds(&mut self, crime: &CrimeData) -> BTreeMap<String, String> {
        let mut kinds = BTreeMap::new();
        for (family, label) in crime.respondents_list() {
            let own = self
                .file
                .kinds
                .get(family.as_str())
                .map(|words| words.value.trim().to_owned());
            match own.or_else(|| self.mirrors().then(|| mirrored(label))) {
                Some(words) => drop(kinds.insert(family.as_str().to_owned(), words)),
                None => drop(self.gaps.insert(CORE_WORDS.to_owned())),
            }
        }
        for (family, words) in &self.file.kinds {
            if !kinds.contains_key(family) {
                self.report.fault(
                    words,
                    format!("There is no family \"{family}\""),
                    "A family of crime/families.yaml",
                    "Correct its id or take it out",
                );
            }
        }
        kinds
    }

    /// Words every page of every questionnaire and returns the names of the modules there are.
    fn questionnaires(&mut self, all: &mut [(String, Questionnaire)], crime: &CrimeData) -> BTreeSet<String> {
        let mut modules = BTreeSet::from([CORE_WORDS.to_owned()]);
        for (_, questionnaire) in all {
            let family = questionnaire.kind.family().and_then(|id| crime.family(id));
            let own = family.map_or(CORE_WORDS, |family| &family.module).to_owned();
            for block in &mut questionnaire.blocks {
                let module = if block.in_module { own.as_str() } else { CORE_WORDS };
                self.block(module, block);
            }
            modules.insert(own);
        }
        modules
    }

    fn block(&mut self, module: &str, block: &mut Block) {
        let words = self.file.questions.get(module);
        let id = written_id(words, &block.id).to_owned();
        let own = words
            .and_then(|words| words.blocks.get(&id))
            .map(|words| &words.value);
        self.word(
            &mut block.title,
            [module, "block", &id, "title"],
            own.and_then(|own| own.title.as_ref()),
        );
        if let Some(intro) = &mut block.intro {
            self.word(
                intro,
                [module, "block", &id, "intro"],
                own.and_then(|own| own.intro.as_ref()),
            );
        }
        if let Some(named) = own.and_then(|own| own.picture.as_ref()) {
            self.picture(module, &id, named, block);
        }
        for item in &mut block.items {
            self.item(module, item);
        }
    }

    fn picture(&mut self, module: &str, id: &str, named: &Spanned<String>, block: &mut Block) {
        self.used
            .insert([module, "block", id, "picture"].map(str::to_owned));
        match Picture::named(&named.value) {
            Some(picture) => drop(block.pictures.insert(self.language.to_owned(), picture)),
            None => unknown_picture(&mut self.report, named),
        }
    }

    fn item(&mut self, module: &str, item: &mut Item) {
        let file = self.file;
        let id = item.id.as_str().to_owned();
        let own = file
            .questions
            .get(module)
            .and_then(|words| words.items.get(&id))
            .map(|words| &words.value);
        self.word(
            &mut item.text,
            [module, "item", &id, "text"],
            own.and_then(|own| own.text.as_ref()),
        );
        if let Some(hint) = &mut item.hint {
            self.word(
                hint,
                [module, "item", &id, "hint"],
                own.and_then(|own| own.hint.as_ref()),
            );
        }
        let Some(list) = &mut item.codes else {
            return;
        };
        for category in &mut list.categories {
            let (place, words): ([&str; 4], _) = match &list.id {
                Some(shared) => (["", "list", shared, &category.code], file.code_lists.get(shared)),
                None => ([module, "item", &id, &category.code], own.map(|own| &own.codes)),
            };
            let words = words.and_then(|words: &Said| words.get(&category.code));
            let place = place.map(str::to_owned);
            self.put(&mut category.label, module, place, words);
        }
    }

    fn word(&mut self, text: &mut Text, place: [&str; 4], words: Option<&Spanned<String>>) {
        self.put(text, place[0], place.map(str::to_owned), words);
    }

    fn put(&mut self, text: &mut Text, module: &str, place: [String; 4], words: Option<&Spanned<String>>) {
        self.used.insert(place);
        match words {
            Some(words) => match fill(words.value.trim(), self.language, &self.services) {
                Ok(filled) => text.put(self.language, filled),
                Err(piece) => self.report.fault(
                    words,
                    format!("\"{piece}\" cannot be put into a text"),
                    "{service.…} with a service of services.yaml",
                    "Write the text without it",
                ),
            },
            None if self.mirrors() => text.put(self.language, mirrored(text.clone().english())),
            None if text.speaks(self.language) => {}
            None => drop(self.gaps.insert(module.to_owned())),
        }
    }

    /// Words for what no question, block or list of answers has.
    fn unknown(&mut self) {
        let mut found = Vec::new();
        for (list, codes) in &self.file.code_lists {
            found.extend(
                codes
                    .iter()
                    .map(|(code, words)| (["", "list", list, code], words)),
            );
        }
        for (module, words) in &self.file.questions {
            found.extend(places_of(module, words));
        }
        for (place, words) in found {
            if !self.used.contains(&place.map(str::to_owned)) {
                let [module, kind, id, part] = place;
                let within = if kind == "list" { "code-lists.yaml" } else { module };
                self.report.fault(
                    words,
                    format!("There is no \"{part}\" of {kind} \"{id}\" in {within}"),
                    "What stands in the English definitions",
                    "Correct the id or take it out",
                );
            }
        }
    }
}

/// Every text a wording set has for a module, with where it belongs.
fn places_of<'a>(module: &'a str, words: &'a RawModuleWords) -> Vec<([&'a str; 4], &'a Spanned<String>)> {
    let mut places = Vec::new();
    for (id, block) in &words.blocks {
        let parts = [
            ("title", &block.value.title),
            ("intro", &block.value.intro),
            ("picture", &block.value.picture),
        ];
        places.extend(
            parts
                .into_iter()
                .filter_map(|(part, words)| Some(([module, "block", id, part], words.as_ref()?))),
        );
    }
    for (id, item) in &words.items {
        let parts = [("text", &item.value.text), ("hint", &item.value.hint)];
        places.extend(
            parts
                .into_iter()
                .filter_map(|(part, words)| Some(([module, "item", id, part], words.as_ref()?))),
        );
        places.extend(
            item.value
                .codes
                .iter()
                .map(|(code, words)| ([module, "item", id.as_str(), code.as_str()], words)),
        );
    }
    places
}

/// A block that became several pages is worded once, under the id it is written with.
fn written_id<'a>(words: Option<&RawModuleWords>, page: &'a str) -> &'a str {
    let has = |id: &str| words.is_some_and(|words| words.blocks.contains_key(id));
    match page.rsplit_once('-') {
        Some((block, number)) if !has(page) && has(block) && number.bytes().all(|b| b.is_ascii_digit()) => {
            block
        }
        _ => page,
    }
}
