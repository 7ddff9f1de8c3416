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
    format!("language: xx\nname: \"Xx\"\n{header}\n{}{more}", &text[pages..])
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
