//! Wording sets: what a set must say, who may be shown it, and what stands where it has no words.

use heard::operations::definition_files::shipped_definitions;
use heard::survey::crime::FamilyId;
use heard::survey::questionnaire::{Audience, CORE_WORDS, Definitions, Fault, Kind, Say, SourceFile};

/// The shipped files with one wording set put in or replaced.
fn with_wording(language: &str, text: String) -> Vec<SourceFile> {
    let path = format!("wording/{language}.yaml");
    let mut files = shipped_definitions();
    files.retain(|file| file.path != path);
    files.push(SourceFile { path, text });
    files
}

fn english() -> String {
    let mut files = shipped_definitions().into_iter();
    let english = files.find(|file| file.path == "wording/en.yaml");
    english.expect("English is shipped").text
}

/// The English of the pages as if it were a language of its own, with more behind it.
fn new_language(header: &str, more: &str) -> String {
    let text = english();
    let pages = text.find("pages:").expect("it has pages");
    format!(
        "language: xx\nname: \"Xx\"\n{header}\ntelling: [\"polic\"]\n{}{more}",
        &text[pages..]
    )
}

const UNREVIEWED: &str = "review: {reviewed: false}";

fn faults(files: &[SourceFile]) -> Vec<Fault> {
    Definitions::parse(files).err().unwrap_or_default()
}

#[test]
fn a_saying_that_is_missing_is_a_fault_with_its_place() {
    let text = english().replace("  start.alone: \"Are you alone?\"\n", "");
    let found = faults(&with_wording("en", text));
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].what, "The saying \"start.alone\" is missing");
    assert!(found[0].line > 0 && found[0].column > 0 && !found[0].remedy.is_empty());
}

#[test]
fn a_saying_without_its_place_or_with_another_is_a_fault() {
    for (from, to) in [
        ("Page {page}\"", "Page\""),
        ("Page {page}\"", "Page {side}\""),
        ("\"Are you alone?\"", "\"Are you {alone}?\""),
        ("\"Are you alone?\"", "\"Are you alone}?\""),
    ] {
        let found = faults(&with_wording("en", english().replacen(from, to, 1)));
        assert_eq!(found.len(), 1, "{to}: {found:?}");
        assert!(found[0].what.contains("places"), "{}", found[0]);
    }
}

#[test]
fn a_key_that_no_page_says_is_a_fault() {
    let text = english() + "  start.alnoe: \"Alone?\"\n";
    let found = faults(&with_wording("en", text));
    assert!(found[0].to_string().contains("start.alone"), "{}", found[0]);
}

#[test]
fn a_review_without_a_name_or_a_day_is_a_fault() {
    for review in [
        "review: {reviewed: true}",
        "review: {reviewed: true, reviewer: \"Somebody\"}",
        "review: {reviewed: true, \"on\": 2026-11-01}",
    ] {
        let found = faults(&with_wording("xx", new_language(review, "")));
        assert_eq!(found.len(), 1, "{review}: {found:?}");
        assert_eq!((found[0].path.as_str(), found[0].line), ("wording/xx.yaml", 3));
    }
}

#[test]
fn words_for_a_question_that_is_not_there_are_a_fault() {
    let more = "questions:\n  core:\n    items:\n      reportd: {text: \"?\"}\n";
    let found = faults(&with_wording("xx", new_language(UNREVIEWED, more)));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].what.contains("reportd") && found[0].line > 100,
        "{}",
        found[0]
    );
}

#[test]
fn a_language_whose_core_is_not_whole_is_offered_to_nobody() {
    let files = with_wording("xx", new_language(UNREVIEWED, ""));
    let definitions = Definitions::parse(&files).expect("a gap in the questions is no fault");
    for audience in [Audience::Public, Audience::Rehearsal] {
        let mut offered = definitions.wordings_for(audience);
        assert!(offered.all(|wording| wording.language() != "xx"));
        assert_eq!(definitions.wording("xx", audience).language(), "en");
    }
}

#[test]
fn the_public_is_offered_reviewed_wording_only() {
    let definitions = Definitions::parse(&shipped_definitions()).expect("no faults");
    for wording in definitions.wordings_for(Audience::Public) {
        assert!(wording.review().is_some(), "{}", wording.language());
    }
    assert!(
        definitions
            .wordings_for(Audience::Public)
            .any(|wording| wording.language() == "en")
    );
}

#[test]
fn a_stored_version_that_lacks_a_saying_still_opens_and_says_it_in_english() {
    let text = english().replace("  start.alone: \"Are you alone?\"\n", "");
    let files = with_wording("en", text);
    let definitions = Definitions::reopen(&files).expect("it was checked when it was loaded");
    let english = definitions.wording("en", Audience::Public);
    assert_eq!(english.say(Say::StartAlone), "Are you alone?");
    let mut before_wordings = shipped_definitions();
    before_wordings.retain(|file| !file.path.starts_with("wording/"));
    let definitions = Definitions::reopen(&before_wordings).expect("a version without wording sets opens");
    assert_eq!(
        definitions
            .wording("pl", Audience::Rehearsal)
            .say(Say::StartStart),
        "Start"
    );
}

#[test]
fn what_has_no_words_in_a_language_stays_in_english() {
    let more = "questions:\n  core:\n    items:\n      reported: {text: \"Xx?\"}\n";
    let files = with_wording("xx", new_language(UNREVIEWED, more));
    let definitions = Definitions::parse(&files).expect("no faults");
    let burglary = Kind::Family(FamilyId::parse("burglary").expect("an id"));
    let core: Vec<_> = definitions.questionnaire(&burglary).items().collect();
    let text = |id: &str| {
        core.iter()
            .find(|item| item.id.as_str() == id)
            .expect("it is asked")
            .text
            .clone()
    };
    assert_eq!(text("reported").in_language("xx"), "Xx?");
    assert_eq!(text("treatment").in_language("xx"), text("treatment").english());
    let xx = definitions
        .wordings()
        .iter()
        .find(|wording| wording.language() == "xx");
    assert!(!xx.expect("it is there").covers(CORE_WORDS));
}

#[test]
fn polish_and_nepali_have_every_word_of_the_core_and_of_burglary() {
    let definitions = Definitions::parse(&shipped_definitions()).expect("no faults");
    for language in ["pl", "ne"] {
        let wording = definitions.wording(language, Audience::Rehearsal);
        assert_eq!(wording.language(), language);
        assert!(
            wording.covers(CORE_WORDS) && wording.covers("burglary"),
            "{language}"
        );
        assert!(wording.review().is_none(), "nobody has read {language} yet");
    }
}

#[test]
fn the_wording_from_right_to_left_is_for_tests_however_it_is_marked() {
    let mut files = shipped_definitions();
    for file in files.iter_mut().filter(|file| file.path == "wording/ar-xb.yaml") {
        let reviewed = "reviewed: true, reviewer: \"Somebody\", \"on\": 2026-11-22";
        file.text = file.text.replace("reviewed: false", reviewed);
    }
    let definitions = Definitions::parse(&files).expect("no faults");
    assert_eq!(
        definitions
            .wording("ar-xb", Audience::Rehearsal)
            .direction()
            .as_str(),
        "rtl"
    );
    assert_eq!(definitions.wording("ar-xb", Audience::Public).language(), "en");
}

#[test]
fn a_neutral_saying_that_tells_is_a_fault() {
    let text = english().replace("\"Are you alone?\"", "\"Are the police with you?\"");
    let found = faults(&with_wording("en", text));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].what.contains("start.alone") && found[0].what.contains("police"));
}

#[test]
fn a_picture_that_is_not_drawn_is_a_fault() {
    let more = "questions:\n  core:\n    blocks:\n      reporting: {title: \"X\", picture: hart}\n";
    let found = faults(&with_wording("xx", new_language(UNREVIEWED, more)));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].allowed.contains("heart"), "{}", found[0]);
}

#[test]
fn a_block_has_a_place_for_a_film_in_sign_language() {
    let film = |address: &str| {
        let mut files = shipped_definitions();
        for file in files.iter_mut().filter(|file| file.path == "core.yaml") {
            let block = "  - id: reporting\n";
            file.text = file
                .text
                .replace(block, &format!("{block}    sign-language: \"{address}\"\n"));
        }
        files
    };
    let definitions = Definitions::parse(&film("https://films.example/reporting")).expect("no faults");
    let block = definitions
        .questionnaire(&Kind::CoreOnly)
        .block("reporting")
        .expect("the block")
        .clone();
    assert_eq!(
        block.sign_language.as_deref(),
        Some("https://films.example/reporting")
    );
    for odd in [
        "http://films.example/",
        "javascript:alert(1)",
        "https://",
        "https://a b",
    ] {
        let found = faults(&film(odd));
        assert_eq!(found.len(), 1, "{odd}: {found:?}");
    }
}

#[test]
fn words_are_as_short_in_every_language_as_in_english() {
    let long = "x".repeat(501);
    let more = format!(
        "kinds: {{burglary: \"{long}\"}}\ncode-lists: {{yes-no: {{\"yes\": \"{long}\"}}}}\n\
         support-lines: {{emergency: {{help: \"{long}\"}}}}\n\
         questions:\n  core:\n    blocks:\n      reporting: {{title: \"{long}\"}}\n\
         \x20   items:\n      reported: {{text: \"{long}\", hint: \"{long}\"}}\n"
    );
    let found = faults(&with_wording("xx", new_language(UNREVIEWED, &more)));
    assert_eq!(found.len(), 6, "{found:?}");
    assert!(
        found
            .iter()
            .all(|fault| fault.what == "A text is too long: 501 characters")
    );
    let said = english().replace("\"Are you alone?\"", &format!("\"{long}\""));
    assert_eq!(faults(&with_wording("en", said)).len(), 1);
    let longest = "x".repeat(500);
    let said = english().replace("\"Are you alone?\"", &format!("\"{longest}\""));
    assert!(faults(&with_wording("en", said)).is_empty());
}
