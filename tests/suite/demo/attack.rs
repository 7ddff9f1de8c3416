//! "Try to find out who said this", on real rows: played, looked at from below, judged.

use std::net::SocketAddr;

use heard::demo::attack::{self, Trial};

use crate::harness::database::{cluster, shared_cluster};

#[test]
fn what_a_killed_attack_left_behind_is_gone_after_the_next_start() {
    let folder = tempfile::tempdir().expect("a folder");
    let (left, alien) = (
        folder.path().join("attack/0badc0de"),
        folder.path().join("attack/notes"),
    );
    for made in [&left, &alien] {
        std::fs::create_dir_all(made).expect("a folder");
    }
    cluster().ensure_database("attack_0badc0de").expect("a database");
    attack::sweep(&shared_cluster(), folder.path()).expect("swept");
    let made_anew = cluster().ensure_database("attack_0badc0de").expect("a database");
    cluster()
        .sql("postgres", "DROP DATABASE attack_0badc0de")
        .expect("dropped");
    assert!(made_anew, "the database was still there");
    assert!(!left.exists() && alien.exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_attack_finds_the_naive_copies_out_and_heard_only_by_chance() {
    let folder = tempfile::tempdir().expect("a folder");
    let nowhere = SocketAddr::from(([127, 0, 0, 1], 1));
    let trial = attack::run(&shared_cluster(), folder.path(), nowhere)
        .await
        .expect("a trial");
    let report = trial.report();
    assert!(report.batches >= 3 && report.of >= 60, "{report:?}");
    assert!(
        report.proves_something(),
        "a copy that is broken on purpose gave too little away: {report:?}"
    );
    assert!(report.holds(), "Heard gave somebody away: {report:?}");
    // Each copy in place of ours turns the verdict, by the attack that is made for it.
    for (variant, copy) in &trial.copies {
        let swapped = Trial {
            ours: copy.clone(),
            ..trial.clone()
        }
        .report();
        let found: Vec<_> = swapped
            .outcomes
            .iter()
            .filter(|outcome| !outcome.holds() && variant.clues().contains(&outcome.clue))
            .collect();
        assert!(
            !found.is_empty() && !swapped.holds(),
            "{} in place of ours was not found out: {swapped:?}",
            variant.name()
        );
    }

    let left = cluster().sql(
        "postgres",
        "SELECT count(*) FROM pg_database WHERE datname ~ '^attack_[0-9a-f]{16}$'",
    );
    assert_eq!(
        left.expect("a count").trim(),
        "0",
        "a scratch database was left behind"
    );
    let slots = cluster().sql(
        "postgres",
        "SELECT count(*) FROM pg_replication_slots WHERE slot_name ~ '^attack_'",
    );
    assert_eq!(
        slots.expect("a count").trim(),
        "0",
        "the log is still kept for an attack"
    );
    let folders = std::fs::read_dir(folder.path().join("attack")).map(Iterator::count);
    assert_eq!(folders.unwrap_or(0), 0, "a scratch folder was left behind");
}
