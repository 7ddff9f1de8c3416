use super::*;

/// Thirty people in each of three batches. Places, ids and everything else are turned, so that nobody is
/// where she was; `written` gives the transaction in which the response of the person at a position is written.
fn evidence(written: impl Fn(usize) -> i64) -> Evidence {
    let mut evidence = Evidence::default();
    for number in 0..3 {
        let mut seen = Batch::default();
        let mut pairs = Vec::new();
        for person in 0..30_usize {
            let (gate, response) = (format!("g{number}-{person}"), format!("r{number}-{person}"));
            let trace = |name: &str, transaction, order: usize| Trace {
                name: name.to_owned(),
                transaction,
                place: (0, order as u32),
                id: format!("{order:02}"),
                ..Trace::default()
            };
            seen.gates.push(trace(&gate, person as i64 * 2, person));
            seen.responses
                .push(trace(&response, written(person), (person + 11) % 30));
            pairs.push((gate, response));
        }
        // Nor do they stand in the order of the gates.
        seen.responses.rotate_left(7);
        evidence.add(Evidence {
            sight: Sight { batches: vec![seen] },
            truth: SealedTruth::of_pairs(pairs),
        });
    }
    evidence
}

fn leaking() -> Evidence {
    evidence(|person| person as i64 * 2)
}

fn mixed() -> Evidence {
    evidence(|_| 1_000)
}

fn trial(ours: Evidence, copy: Evidence) -> Trial {
    Trial {
        ours,
        copies: BTreeMap::from([(Variant::Together, copy)]),
        m: 5,
        strictness: Strictness::Few,
    }
}

#[test]
fn mixed_answers_beside_a_leaking_copy_are_at_chance() {
    let report = trial(mixed(), leaking()).report();
    assert_eq!((report.batches, report.of), (3, 90));
    assert_eq!((report.outcomes[0].right, report.controls[0].right), (0, 90));
    assert!(report.proves_something() && report.holds(), "{report:?}");
}

#[test]
fn leaking_tables_in_place_of_ours_turn_the_verdict() {
    let report = trial(leaking(), leaking()).report();
    assert!(report.proves_something() && !report.holds());
    assert!(!report.outcomes[0].holds());
}

#[test]
fn a_run_whose_broken_copy_keeps_its_secret_proves_nothing() {
    let report = trial(mixed(), mixed()).report();
    assert!(!report.proves_something() && !report.holds());
    let nothing_broken = Trial {
        copies: BTreeMap::new(),
        ..trial(mixed(), mixed())
    };
    assert!(!nothing_broken.report().holds());
}

#[test]
fn a_run_in_which_nobody_could_be_matched_proves_nothing() {
    assert!(!trial(Evidence::default(), leaking()).report().holds());
}
