use proptest::prelude::*;
use rand::SeedableRng;
use rand::rngs::StdRng;

use super::*;
use crate::survey::questionnaire::Answers;
use crate::survey::response::Mode;

fn held(sex: &str, age: &str, waited: u8) -> Held {
    let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Held {
        finished: Finished {
            version: String::new(),
            kind: None,
            language: "en".to_owned(),
            mode: Mode::Online,
            answers: Answers::default(),
            waited,
        },
        sex: given(sex),
        age: given(age),
    }
}

fn family(id: &str) -> FamilyId {
    FamilyId::parse(id).expect("a family's id")
}

fn batch(id: &str, ballots: Vec<Held>) -> Batch {
    Batch {
        family: family(id),
        cohort: Uuid::from_u128(id.len() as u128),
        ballots,
    }
}

fn women(count: usize, waited: u8) -> Vec<Held> {
    (0..count).map(|_| held("female", "25-54", waited)).collect()
}

fn decide(parent: Option<&str>, batches: Vec<Batch>) -> Plan {
    let parent = parent.map(family);
    plan(
        parent.as_ref(),
        batches,
        Floors::default(),
        &mut StdRng::seed_from_u64(1),
    )
}

fn under_parent(plan: &Plan) -> usize {
    let pooled = |one: &&Leaving| matches!(one.under, Under::Parent(_));
    plan.leaving.iter().filter(pooled).count()
}

#[test]
fn nine_ballots_wait_and_ten_leave() {
    let nine = decide(Some("personal"), vec![batch("violence", women(9, 0))]);
    assert_eq!((nine.leaving.len(), nine.waiting.len()), (0, 9));
    let ten = decide(Some("personal"), vec![batch("violence", women(10, 0))]);
    assert_eq!((ten.leaving.len(), ten.waiting.len()), (10, 0));
}

#[test]
fn a_small_cohort_does_not_leave_in_the_company_of_a_large_one_before_its_time() {
    let plan = decide(
        Some("personal"),
        vec![batch("violence", women(500, 0)), batch("hate-crime", women(9, 3))],
    );
    assert_eq!((plan.leaving.len(), plan.waiting.len()), (500, 9));
    assert!(plan.waiting.iter().all(|one| one.family == family("hate-crime")));
}

#[test]
fn after_four_waves_a_small_cohort_leaves_under_its_parent_in_a_pool_of_ten() {
    let plan = decide(
        Some("personal"),
        vec![batch("violence", women(500, 0)), batch("hate-crime", women(3, 4))],
    );
    assert_eq!(under_parent(&plan), 10);
    assert_eq!((plan.leaving.len(), plan.waiting.len()), (503, 0));
}

#[test]
fn small_siblings_are_company_before_large_ones() {
    let plan = decide(
        Some("personal"),
        vec![
            batch("violence", women(500, 0)),
            batch("hate-crime", women(3, 4)),
            batch("stalking", women(8, 0)),
        ],
    );
    assert_eq!(under_parent(&plan), 10);
    assert_eq!((plan.leaving.len(), plan.waiting.len()), (510, 1));
}

#[test]
fn where_ten_cannot_be_reached_all_go_on_waiting() {
    for parent in [Some("personal"), None] {
        let plan = decide(parent, vec![batch("hate-crime", women(9, 4))]);
        assert_eq!((plan.leaving.len(), plan.waiting.len()), (0, 9));
    }
    let plan = decide(
        Some("personal"),
        vec![batch("violence", women(10, 0)), batch("hate-crime", women(3, 4))],
    );
    assert_eq!((under_parent(&plan), plan.waiting.len()), (0, 3));
}

#[test]
fn a_pool_leaves_whole_and_without_the_classes_that_are_too_small() {
    let mut small = women(5, 4);
    small.extend([held("male", "16-24", 0), held("male", "55", 1)]);
    small.extend(women(2, 0));
    let plan = decide(
        Some("personal"),
        vec![
            batch("hate-crime", small),
            batch("stalking", vec![held("male", "25-54", 0)]),
        ],
    );
    assert_eq!((under_parent(&plan), plan.waiting.len()), (10, 0));
    let kept = plan
        .leaving
        .iter()
        .filter(|one| one.keep.sex && one.keep.age)
        .count();
    let stripped = plan.leaving.iter().filter(|one| one.keep == NEITHER).count();
    assert_eq!((kept, stripped), (7, 3));
}

fn any_batches() -> impl Strategy<Value = Vec<Vec<(u8, u8, u8)>>> {
    let ballot = (0..=2_u8, 0..=3_u8, 0..=5_u8);
    prop::collection::vec(prop::collection::vec(ballot, 0..40), 0..5)
}

proptest! {
    #[test]
    fn nobody_is_lost_and_no_fewer_than_ten_leave_under_a_parent(given in any_batches(), seed: u64) {
        let sexes = ["", "female", "male"];
        let ages = ["", "16-24", "25-54", "55"];
        let total: usize = given.iter().map(Vec::len).sum();
        let of = |&(sex, age, waited): &(u8, u8, u8)| held(sexes[usize::from(sex)], ages[usize::from(age)], waited);
        let batches = given
            .iter()
            .enumerate()
            .map(|(place, ballots)| batch(&format!("f{}", "a".repeat(place + 1)), ballots.iter().map(of).collect()))
            .collect();
        let mut rng = StdRng::seed_from_u64(seed);
        let plan = plan(Some(&family("personal")), batches, Floors::default(), &mut rng);
        prop_assert_eq!(plan.leaving.len() + plan.waiting.len(), total);
        let pooled = under_parent(&plan);
        prop_assert!(pooled == 0 || pooled >= Floors::K);
    }
}
