//! The path through a questionnaire, by example and by chance.

use std::collections::{BTreeSet, HashSet};
use std::sync::LazyLock;

use heard::operations::definition_files::shipped_definitions;
use heard::survey::questionnaire::{
    Answer, Answers, Definitions, Item, ItemId, ItemKind, Kind, Questionnaire, path, walk,
};
use proptest::prelude::*;

use super::{core_of, mini};

static SHIPPED: LazyLock<Definitions> = LazyLock::new(|| {
    Definitions::parse(&shipped_definitions()).expect("the shipped definitions have no faults")
});
static ROUTES: LazyLock<Definitions> = LazyLock::new(|| mini("routes.yaml"));

fn id(text: &str) -> ItemId {
    ItemId::parse(text).expect("an id")
}

fn answers(given: &[(&str, Answer)]) -> Answers {
    given
        .iter()
        .map(|(item, answer)| (id(item), answer.clone()))
        .collect()
}

fn code(code: &str) -> Answer {
    Answer::Code(code.to_owned())
}

fn codes(codes: &[&str]) -> Answer {
    Answer::Codes(codes.iter().map(|code| (*code).to_owned()).collect())
}

fn asked(questionnaire: &Questionnaire, answers: &Answers) -> Vec<String> {
    let steps = path(questionnaire, answers);
    steps
        .iter()
        .flat_map(|step| &step.items)
        .map(|item| item.id.to_string())
        .collect()
}

#[test]
fn a_question_that_depends_on_one_of_its_block_stands_on_a_page_of_its_own() {
    let blocks = &core_of(&ROUTES).blocks;
    let pages: Vec<(&str, usize)> = blocks
        .iter()
        .map(|block| (block.id.as_str(), block.items.len()))
        .collect();
    assert_eq!(pages[..3], [("asking", 1), ("asking-2", 2), ("asking-3", 1)]);
    assert!(blocks[0].intro.is_some() && blocks[1].intro.is_none());
}

#[test]
fn a_page_without_a_question_to_ask_is_left_out() {
    let no = answers(&[("asked", code("no"))]);
    let steps = path(core_of(&ROUTES), &no);
    let pages: Vec<&str> = steps.iter().map(|step| step.block.id.as_str()).collect();
    assert_eq!(pages, ["asking", "asking-2", "whole", "about-you"]);
}

#[test]
fn two_choices_are_at_least_two() {
    let thanks = |chosen: &[&str]| {
        let given = answers(&[("help", codes(chosen))]);
        asked(core_of(&ROUTES), &given).contains(&"thanked".to_owned())
    };
    assert!(!thanks(&["letter"]));
    assert!(thanks(&["letter", "call"]));
}

#[test]
fn a_number_is_compared_as_a_number() {
    let too_often = |times| {
        let given = answers(&[("asked-often", Answer::Number(times))]);
        asked(core_of(&ROUTES), &given).contains(&"too-often".to_owned())
    };
    assert!(!too_often(4));
    assert!(too_often(5));
    assert!(too_often(10));
}

#[test]
fn the_chosen_kind_can_open_a_page_and_no_other_kind_does() {
    let burglary = ROUTES.kind(Some("burglary")).expect("burglary is a family");
    let asked_of = |kind: &Kind| asked(ROUTES.questionnaire(kind), &Answers::default());
    assert!(asked_of(&burglary).contains(&"for-burglary".to_owned()));
    assert!(!asked_of(&Kind::CoreOnly).contains(&"for-burglary".to_owned()));
    assert!(ROUTES.kind(Some("piracy")).is_none());
}

#[test]
fn a_changed_answer_takes_all_that_hung_on_it_off_the_path() {
    let mut given = answers(&[
        ("asked", code("yes")),
        ("asked-how", code("1")),
        ("thanked", code("yes")),
    ]);
    assert!(asked(core_of(&ROUTES), &given).contains(&"thanked".to_owned()));
    given.set(id("asked"), code("unsure"));
    let kept = given.on_path(core_of(&ROUTES));
    assert_eq!(
        kept.iter().map(|(item, _)| item.as_str()).collect::<Vec<_>>(),
        ["asked"]
    );
}

#[test]
fn who_never_told_the_police_is_asked_nothing_about_them() {
    let never = SHIPPED.kind(Some("never-reported")).expect("a family");
    let asked = asked(SHIPPED.questionnaire(&never), &Answers::default());
    for about_the_police in [
        "reported",
        "actions",
        "kept-informed",
        "treatment",
        "whole-experience",
    ] {
        assert!(
            !asked.contains(&about_the_police.to_owned()),
            "{about_the_police} is asked"
        );
    }
    assert!(asked.contains(&"support-used".to_owned()));
}

#[test]
fn a_walk_counts_the_ways_that_conditions_tell_apart() {
    let walked = walk(core_of(&ROUTES)).expect("few ways");
    // "Yes" leaves two ways to say how, two to say how often and two of help; "no" leaves how often; any
    // other answer, or none, leaves how often and help.
    assert_eq!(walked.paths, 2 * 2 * 2 + 2 + 2 * 2);
    assert!(walked.reached.contains(&id("thanked")));
    assert!(
        !walked.reached.contains(&id("for-burglary")),
        "the core alone never asks it"
    );
}

/// An answer that the item could take, by the number drawn; none for some.
fn drawn(item: &Item, draw: u64) -> Option<Answer> {
    if draw.is_multiple_of(5) {
        return None;
    }
    let at = |number: usize| usize::try_from(draw / 5).unwrap_or_default() % number;
    let codes: Vec<&str> = item.codes.iter().flat_map(|list| list.codes()).collect();
    match item.kind {
        ItemKind::Single | ItemKind::Scale => Some(code(codes[at(codes.len())])),
        ItemKind::Multiple => {
            let bits = at(1 << codes.len().min(20));
            let chosen = codes
                .iter()
                .enumerate()
                .filter(|(place, _)| bits >> place & 1 == 1);
            let chosen: BTreeSet<String> = chosen.map(|(_, code)| (*code).to_owned()).collect();
            (!chosen.is_empty()).then_some(Answer::Codes(chosen))
        }
        ItemKind::Number { min, .. } => Some(Answer::Number(min + i64::try_from(at(20)).unwrap_or_default())),
        ItemKind::DatePart => Some(Answer::DatePart {
            year: 2026,
            month: None,
            day: None,
        }),
        ItemKind::ShortText { .. } | ItemKind::LongText { .. } => Some(Answer::Text("words".to_owned())),
        ItemKind::Information => None,
    }
}

/// A shipped questionnaire by number, with an answer to every item by the numbers drawn.
fn scenario(which: usize, draws: &[u64]) -> (&'static Questionnaire, Answers) {
    let all: Vec<&Questionnaire> = SHIPPED.questionnaires().collect();
    let questionnaire = all[which % all.len()];
    let given = questionnaire.items().zip(draws.iter().cycle());
    let given = given.filter_map(|(item, draw)| Some((item.id.clone(), drawn(item, *draw)?)));
    (questionnaire, given.collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_path_is_stable_ends_and_asks_nothing_twice(which in 0_usize..64, draws in prop::collection::vec(any::<u64>(), 97)) {
        let (questionnaire, given) = scenario(which, &draws);
        let asked_once = asked(questionnaire, &given);
        prop_assert_eq!(&asked_once, &asked(questionnaire, &given));
        prop_assert!(!asked_once.is_empty());
        let distinct: HashSet<&String> = asked_once.iter().collect();
        prop_assert_eq!(distinct.len(), asked_once.len());
    }

    #[test]
    fn what_is_off_the_path_is_dropped_and_its_loss_changes_no_path(which in 0_usize..64, draws in prop::collection::vec(any::<u64>(), 97)) {
        let (questionnaire, given) = scenario(which, &draws);
        let on_path = asked(questionnaire, &given);
        let kept = given.on_path(questionnaire);
        prop_assert!(kept.iter().all(|(item, _)| on_path.contains(&item.to_string())));
        let answered_on_path = on_path.iter().filter(|item| given.get(item).is_some()).count();
        prop_assert_eq!(kept.len(), answered_on_path);
        prop_assert_eq!(on_path, asked(questionnaire, &kept));
    }

    #[test]
    fn a_walk_over_every_path_has_seen_each_question_that_any_path_asks(which in 0_usize..64, draws in prop::collection::vec(any::<u64>(), 97)) {
        let (questionnaire, given) = scenario(which, &draws);
        let walked = walk(questionnaire).expect("every path can be walked");
        let on_path = asked(questionnaire, &given);
        prop_assert!(on_path.iter().all(|item| walked.reached.contains(item.as_str())));
        prop_assert!(on_path.len() <= walked.longest_items);
        let bytes = serde_json::to_vec(&given.on_path(questionnaire)).expect("answers can be written").len();
        prop_assert!(bytes <= walked.longest_bytes + 2);
    }
}
