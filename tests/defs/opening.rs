//! Finished answers taken apart as the mix does: what stays with a response, what leaves by itself.

use std::sync::LazyLock;

use heard::operations::definition_files::shipped_definitions;
use heard::survey::crime::FamilyId;
use heard::survey::questionnaire::{Answer, Answers, Definitions, ItemId, ItemKind, Kind};
use heard::survey::response::{
    BALLOT_BYTES, CodeAnswer, Comment, Finished, FinishedFault, Keep, OpenResponse, Slip, class_of, open_up,
};

static SHIPPED: LazyLock<Definitions> = LazyLock::new(|| {
    Definitions::parse(&shipped_definitions()).expect("the shipped definitions have no faults")
});

const ALL: Keep = Keep { sex: true, age: true };
const NOTHING: Keep = Keep {
    sex: false,
    age: false,
};

fn family(id: &str) -> FamilyId {
    FamilyId::parse(id).expect("a family's id")
}

fn finished() -> Finished {
    let mut answers = Answers::default();
    let mut set = |item: &str, answer| answers.set(ItemId::parse(item).expect("an id"), answer);
    for (item, code) in [
        ("reported", "yes"),
        ("whole-experience", "6"),
        ("burg-visited", "yes"),
        ("sex", "female"),
        ("age-band", "75+"),
        ("ethnic-group", "asian"),
        ("religion", "rather-not"),
        ("help-given", "worker"),
    ] {
        set(item, Answer::Code(code.to_owned()));
    }
    set("anything-else", Answer::Text("They were kind".to_owned()));
    set("burg-better", Answer::Text("A faster visit".to_owned()));
    Finished::new(&SHIPPED, &Kind::Family(family("burglary")), "en", &answers)
}

fn opened(cohort: &str, keep: Keep) -> (OpenResponse, Vec<Slip>, Vec<Comment>) {
    open_up(&SHIPPED, &family(cohort), &finished(), keep)
}

fn code<'a>(response: &'a OpenResponse, item: &str) -> Option<&'a CodeAnswer> {
    response.answers.get(item)
}

#[test]
fn a_response_holds_codes_and_no_text() {
    let (response, _, comments) = opened("burglary", ALL);
    assert_eq!(
        code(&response, "whole-experience"),
        Some(&CodeAnswer::Code("6".to_owned()))
    );
    assert_eq!(code(&response, "anything-else"), None);
    let texts: Vec<&str> = comments.iter().map(|comment| comment.text.as_str()).collect();
    assert_eq!(texts, ["A faster visit", "They were kind"]);
}

#[test]
fn of_a_person_a_response_keeps_sex_and_a_wide_band_of_age_only_where_the_mix_allows() {
    let (response, ..) = opened("burglary", ALL);
    assert_eq!(
        code(&response, "sex"),
        Some(&CodeAnswer::Code("female".to_owned()))
    );
    assert_eq!(
        code(&response, "age-band"),
        Some(&CodeAnswer::Code("55+".to_owned()))
    );
    assert_eq!(code(&response, "ethnic-group"), None);
    assert_eq!(code(&response, "help-given"), None);
    let (response, ..) = opened("burglary", NOTHING);
    assert_eq!(code(&response, "sex"), None);
    assert_eq!(code(&response, "age-band"), None);
}

#[test]
fn the_class_floor_compares_what_may_stay() {
    assert_eq!(
        class_of(&SHIPPED, &finished()),
        (Some("female".to_owned()), Some("55+".to_owned()))
    );
}

#[test]
fn every_other_characteristic_is_a_slip_with_the_whole_experience_in_three_classes() {
    let (_, slips, _) = opened("burglary", ALL);
    let told: Vec<(&str, &str)> = slips
        .iter()
        .map(|slip| (slip.characteristic.as_str(), slip.category.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("language", "en"),
            ("mode", "online"),
            ("ethnic-group", "asian"),
            ("help-given", "worker")
        ]
    );
    assert!(slips.iter().all(|slip| slip.whole_experience == Some(3)));
}

#[test]
fn a_module_counts_only_in_the_cohort_of_its_family() {
    let (response, _, comments) = opened("violence", ALL);
    assert_eq!(code(&response, "burg-visited"), None);
    assert_eq!(
        code(&response, "reported"),
        Some(&CodeAnswer::Code("yes".to_owned()))
    );
    assert_eq!(comments.len(), 1, "the module's text stays away as well");
}

#[test]
fn answers_that_the_questionnaire_allows_pass_the_check_of_the_mix() {
    assert_eq!(finished().check(&SHIPPED), Ok(()));
}

#[test]
fn the_mix_refuses_what_nobody_can_have_answered() {
    let with = |item: &str, answer| {
        let mut finished = finished();
        finished.answers.set(ItemId::parse(item).expect("an id"), answer);
        finished.check(&SHIPPED)
    };
    let code = |code: &str| Answer::Code(code.to_owned());
    let id = |item: &str| ItemId::parse(item).expect("an id");
    assert_eq!(
        with("sex", code("unheard-of")),
        Err(FinishedFault::NotAllowed(id("sex")))
    );
    assert_eq!(
        with("invented", code("1")),
        Err(FinishedFault::OffPath(id("invented")))
    );
    assert_eq!(
        with("reason-given", code("yes")),
        Err(FinishedFault::OffPath(id("reason-given")))
    );
    assert_eq!(
        with("reported", Answer::Number(1)),
        Err(FinishedFault::NotAllowed(id("reported")))
    );
    let long = Answer::Text("a".repeat(1001));
    assert_eq!(
        with("anything-else", long),
        Err(FinishedFault::NotAllowed(id("anything-else")))
    );
    let elsewhere = Finished {
        version: "0".repeat(64),
        ..finished()
    };
    assert_eq!(elsewhere.check(&SHIPPED), Err(FinishedFault::OtherVersion));
    let unknown = Finished {
        kind: Some("piracy".to_owned()),
        ..finished()
    };
    assert_eq!(unknown.check(&SHIPPED), Err(FinishedFault::UnknownKind));
}

#[test]
fn the_longest_answers_of_every_kind_fit_a_ballot() {
    for questionnaire in SHIPPED.questionnaires() {
        let mut answers = Answers::default();
        for item in questionnaire.items() {
            let codes = || item.codes.iter().flat_map(|list| list.codes()).map(str::to_owned);
            let longest = match (item.kind, item.kind.max_length()) {
                (_, Some(length)) => Some(Answer::Text(
                    "𝄞".repeat(usize::try_from(length).expect("a length")),
                )),
                (ItemKind::Multiple, None) => Some(Answer::Codes(codes().collect())),
                (_, None) => codes().max_by_key(String::len).map(Answer::Code),
            };
            if let Some(longest) = longest {
                answers.set(item.id.clone(), longest);
            }
        }
        let finished = Finished::new(&SHIPPED, &questionnaire.kind, "en", &answers);
        let bytes = serde_json::to_vec(&finished)
            .expect("finished answers can be written")
            .len();
        assert!(
            bytes <= BALLOT_BYTES - 64,
            "{:?} needs {bytes} bytes",
            questionnaire.kind
        );
    }
}

#[test]
fn finished_answers_come_back_from_their_bytes_and_print_nothing() {
    let finished = finished();
    let bytes = serde_json::to_vec(&finished).expect("finished answers can be written");
    let again: Finished = serde_json::from_slice(&bytes).expect("and read");
    assert!(again == finished);
    assert_eq!(format!("{finished:?}"), "Finished(…)");
}
