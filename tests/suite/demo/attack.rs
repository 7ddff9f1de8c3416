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
        report.control_succeeded,
        "the naive copies gave too little away: {report:?}"
    );
    assert!(report.holds(), "Heard gave somebody away: {report:?}");

    let swapped = Trial {
        ours: trial.together.clone(),
        ..trial.clone()
    }
    .report();
    assert!(
        !swapped.holds(),
        "leaking tables in place of ours were not found out: {swapped:?}"
    );
    let swapped = Trial {
        ours: trial.apart.clone(),
        ..trial
    }
    .report();
    assert!(
        !swapped.holds(),
        "tables written in two transactions were not found out: {swapped:?}"
    );

    let left = cluster().sql(
        "postgres",
        "SELECT count(*) FROM pg_database WHERE datname ~ '^attack_[0-9a-f]{16}$'",
    );
    assert_eq!(
        left.expect("a count").trim(),
        "0",
        "a scratch database was left behind"
    );
    let folders = std::fs::read_dir(folder.path().join("attack")).map(Iterator::count);
    assert_eq!(folders.unwrap_or(0), 0, "a scratch folder was left behind");
}
