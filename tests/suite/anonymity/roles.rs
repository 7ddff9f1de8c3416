//! What each role must not do is refused by the database itself.

use diesel_async::{RunQueryDsl, SimpleAsyncConnection};

use crate::harness::TestDatabase;

/// Acts that the database must refuse, by role.
const REFUSED: &[(&str, &[&str])] = &[
    (
        "heard_web",
        &[
            "SELECT body FROM ballot",
            "SELECT count(*) FROM ballot",
            "DELETE FROM ballot",
            "UPDATE ballot SET body = ''",
            "SELECT answers FROM response",
            "INSERT INTO response SELECT * FROM response",
            "UPDATE response SET answers = '{}'",
            "DELETE FROM response",
            "SELECT category FROM slip",
            "SELECT body FROM comment",
            "UPDATE epoch SET state = 'released'",
            "UPDATE epoch SET public_key = decode(repeat('00', 32), 'hex')",
            "DELETE FROM epoch",
            "INSERT INTO epoch (id, family, public_key, state) VALUES (gen_random_uuid(), 'x', '', 'open')",
            "INSERT INTO gate (hash, cohort) VALUES ('', gen_random_uuid())",
            "UPDATE gate SET cohort = gen_random_uuid()",
            "DELETE FROM gate",
            "SELECT gate FROM new_card",
            "DELETE FROM new_card",
            "DELETE FROM line_check",
            "DELETE FROM stop",
            "SELECT email FROM contact",
            "SELECT id FROM contact",
            "SELECT * FROM outbox",
            "UPDATE audit SET act = 'nothing'",
            "DELETE FROM audit",
            "UPDATE wave SET state = 'open'",
            "INSERT INTO ledger VALUES (gen_random_uuid(), 'x', 'mixed', 1)",
            "INSERT INTO self_check VALUES ('2026-01-01', '{}')",
            "DELETE FROM self_check",
            "SELECT * FROM self_check_count",
            "INSERT INTO mixing_place VALUES (true, 'own', 'locked', 'immediate')",
            "UPDATE mixing_place SET machine = 'own'",
        ],
    ),
    (
        "heard_mailer",
        &[
            "SELECT hash FROM gate",
            "SELECT count(*) FROM gate WHERE hash = ''",
            "UPDATE gate SET spent = true",
            "INSERT INTO new_card VALUES ('', gen_random_uuid())",
            "UPDATE stop SET stopped = false",
            "SELECT body FROM ballot",
            "INSERT INTO ballot VALUES (gen_random_uuid(), gen_random_uuid(), '')",
            "DELETE FROM ballot",
            "SELECT id FROM epoch",
            "SELECT answers FROM response",
            "DELETE FROM response",
            "SELECT category FROM slip",
            "SELECT body FROM comment",
            "SELECT body FROM draft",
            "SELECT link_tag FROM draft",
            "INSERT INTO contact SELECT * FROM contact",
            "UPDATE frame_count SET count = 1",
            "DELETE FROM audit",
        ],
    ),
    (
        "heard_mixer",
        &[
            "SELECT hash FROM gate",
            "SELECT spent FROM gate",
            "SELECT gate FROM new_card",
            "UPDATE gate SET spent = false",
            "SELECT hash FROM stop",
            "SELECT email FROM contact",
            "SELECT id FROM contact",
            "SELECT * FROM outbox",
            "SELECT body FROM draft",
            "SELECT email FROM staged_contact",
            "SELECT tag FROM opt_out",
            "SELECT tag FROM recent",
            "SELECT password FROM account",
            "DELETE FROM audit",
        ],
    ),
    (
        "heard_reporter",
        &[
            "SELECT body FROM ballot",
            "SELECT id FROM epoch",
            "SELECT hash FROM gate",
            "SELECT email FROM contact",
            "SELECT * FROM outbox",
            "SELECT body FROM draft",
            "SELECT body FROM comment",
            "UPDATE response SET answers = '{}'",
            "DELETE FROM response",
            "DELETE FROM slip",
            "UPDATE ledger SET count = 0",
        ],
    ),
    (
        "heard_selfcheck",
        &[
            "SELECT answers FROM response",
            "SELECT count(*) FROM response",
            "SELECT body FROM ballot",
            "SELECT hash FROM gate",
            "SELECT count(*) FROM gate WHERE spent",
            "SELECT email FROM contact",
            "SELECT body FROM draft",
            "SELECT body FROM comment",
            "SELECT tag FROM opt_out",
            "UPDATE self_check SET faults = '{}'",
        ],
    ),
];

#[tokio::test]
async fn every_act_that_a_role_must_not_do_is_refused() {
    let database = TestDatabase::new();
    let mut allowed = Vec::new();
    for (role, acts) in REFUSED {
        for act in *acts {
            let mut conn = database.connect(role).await;
            let outcome = diesel::sql_query(*act).execute(&mut conn).await;
            match outcome {
                Err(error) if error.to_string().contains("permission denied") => {}
                Err(error) => allowed.push(format!("{role}: {act}: refused for another reason: {error}")),
                Ok(_) => allowed.push(format!("{role}: {act}: allowed")),
            }
        }
    }
    assert!(allowed.is_empty(), "{}", allowed.join("\n"));
}

#[tokio::test]
async fn no_role_but_the_mixer_makes_tables() {
    let database = TestDatabase::new();
    for role in ["heard_web", "heard_mailer", "heard_reporter", "heard_selfcheck"] {
        let mut conn = database.connect(role).await;
        assert!(
            conn.batch_execute("CREATE TABLE copy (x int)").await.is_err(),
            "{role}"
        );
    }
}

#[tokio::test]
async fn a_connection_of_the_service_ends_what_hangs_by_itself() {
    #[derive(diesel::QueryableByName)]
    struct Limit {
        #[diesel(sql_type = diesel::sql_types::Text)]
        setting: String,
    }
    let database = TestDatabase::new();
    let mut conn = heard::store::get(&database.pool("heard_web"))
        .await
        .expect("a connection");
    for (name, expected) in [
        ("statement_timeout", "10s"),
        ("lock_timeout", "5s"),
        ("idle_in_transaction_session_timeout", "10s"),
        ("synchronous_commit", "on"),
    ] {
        let limit: Limit = diesel::sql_query(format!("SELECT current_setting('{name}') AS setting"))
            .get_result(&mut conn)
            .await
            .expect("a setting");
        assert_eq!(limit.setting, expected, "{name}");
    }
}
