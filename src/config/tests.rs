//! What an operator meets who sets the service up.

use super::*;

fn environment(pairs: &[(&str, &str)]) -> Environment {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

fn good() -> Environment {
    environment(&[
        ("DATABASE_URL", "postgres://heard_mailer:s3cret@db.example/heard"),
        (
            "HEARD_REPORTER_DATABASE_URL",
            "postgres://heard_reporter:s3cret@db.example/heard",
        ),
        (
            "HEARD_SELFCHECK_DATABASE_URL",
            "postgres://heard_selfcheck:s3cret@db.example/heard",
        ),
        ("HEARD_DATABASE_CA", "/etc/heard/database.pem"),
        ("HEARD_KEYS", "/var/lib/heard/keys"),
        ("HEARD_SURVEY_URL", "https://answers.example"),
        ("HEARD_OFFICE_URL", "https://office.example"),
        ("HEARD_SMTP_URL", "smtps://post:s3cret@relay.example"),
        ("HEARD_MAIL_FROM", "Feedback <feedback@answers.example>"),
        ("PATH", "/bin"),
    ])
}

fn with(name: &str, value: &str) -> Environment {
    let mut environment = good();
    environment.insert(name.to_owned(), value.to_owned());
    environment
}

fn faults<T>(outcome: Result<T, ConfigFaults>) -> Vec<String> {
    outcome
        .err()
        .map(|faults| faults.0.iter().map(ToString::to_string).collect())
        .unwrap_or_default()
}

#[test]
fn a_whole_environment_serves_works_and_mixes() {
    let serve = serve(&good()).unwrap();
    assert_eq!(serve.web.office_listen.to_string(), "127.0.0.1:8080");
    assert_eq!(serve.web.survey_listen.to_string(), "127.0.0.1:8081");
    assert_eq!(serve.web.exit_url.as_str(), "https://www.bbc.co.uk/weather");
    let work = work(&good()).unwrap();
    assert_eq!(work.mail.in_flight.get(), 16);
    let mix = mix(&good()).unwrap();
    assert_eq!((mix.jobs.k, mix.jobs.m), (10, 5));
    assert_eq!(mix.jobs.destruction, keys::Destruction::Immediate);
}

#[test]
fn keys_go_at_once_or_after_a_backup_and_nothing_else() {
    let later = mix(&with("HEARD_DESTROY_KEYS", "after-backup")).unwrap();
    assert_eq!(later.jobs.destruction, keys::Destruction::AfterBackup);
    let found = faults(mix(&with("HEARD_DESTROY_KEYS", "never")));
    assert!(
        found[0].contains("neither immediate nor after-backup"),
        "{found:?}"
    );
    let found = faults(confirm_backup(&good()));
    assert!(
        found[0].starts_with("HEARD_RESTORED_DATABASE_URL is not set."),
        "{found:?}"
    );
}

#[test]
fn requests_to_be_contacted_need_an_address_and_a_way_out() {
    assert!(serve(&good()).unwrap().support.is_none());
    let set = serve(&with("HEARD_SUPPORT_MAIL", "team@support.example")).unwrap();
    assert!(set.support.is_some());
    let found = faults(serve(&with("HEARD_SUPPORT_MAIL", "the team")));
    assert!(
        found[0].contains("HEARD_SUPPORT_MAIL is “the team”, not an address"),
        "{found:?}"
    );
    let mut without_relay = with("HEARD_SUPPORT_MAIL", "team@support.example");
    without_relay.remove("HEARD_SMTP_URL");
    let found = faults(serve(&without_relay));
    assert!(
        found.iter().any(|fault| fault.contains("HEARD_SMTP_URL")),
        "{found:?}"
    );
}

#[test]
fn all_faults_are_reported_at_once_with_name_and_remedy() {
    let found = faults(work(&environment(&[
        ("DATABASE_URL", "mysql://x"),
        ("HEARD_K", "5"),
        ("HEARD_MAIL_TIME_LIMIT", "soon"),
        ("HEARD_SURVY", "https://answers.example"),
    ])));
    for (name, remedy) in [
        (
            "DATABASE_URL begins with mysql:, not with postgres:.",
            "postgres://role",
        ),
        ("HEARD_REPORTER_DATABASE_URL is not set.", "postgres://role"),
        ("HEARD_SELFCHECK_DATABASE_URL is not set.", "postgres://role"),
        ("HEARD_KEYS is not set.", "directory"),
        ("HEARD_SURVEY_URL is not set.", "https://host"),
        ("HEARD_SMTP_URL is not set.", "HEARD_MAIL_FOLDER"),
        ("HEARD_MAIL_FROM is not set.", "feedback@example.org"),
        (
            "HEARD_MAIL_TIME_LIMIT is “soon”, not a whole number from 5 to 600.",
            "seconds",
        ),
        ("HEARD_K is 5, below 10.", "only be raised"),
        (
            "HEARD_SURVY is no setting of ours.",
            "Did you mean HEARD_SURVEY_URL?",
        ),
    ] {
        assert!(
            found
                .iter()
                .any(|fault| fault.starts_with(name) && fault.contains(remedy)),
            "no fault “{name}” with “{remedy}” among {found:#?}"
        );
    }
    assert_eq!(found.len(), 10, "{found:#?}");
}

#[test]
fn the_two_hosts_must_differ() {
    let found = faults(serve(&with("HEARD_SURVEY_URL", "https://office.example/")));
    assert!(found[0].contains("same host as HEARD_OFFICE_URL"), "{found:?}");
}

#[test]
fn hosts_are_https_except_on_this_machine() {
    let found = faults(serve(&with("HEARD_OFFICE_URL", "http://office.example")));
    assert!(found[0].contains("is not https"), "{found:?}");
    assert!(serve(&with("HEARD_OFFICE_URL", "http://127.0.0.1:8080")).is_ok());
    assert!(serve(&with("HEARD_OFFICE_URL", "http://[::1]:8080")).is_ok());
}

#[test]
fn a_survey_host_that_tells_is_refused() {
    let found = faults(work(&with("HEARD_SURVEY_URL", "https://victim-voice.example")));
    assert!(found[0].contains("says “victim”"), "{found:?}");
    assert_eq!(found.len(), 1, "{found:?}");
}

#[test]
fn letters_either_leave_or_lie_in_a_folder() {
    let found = faults(work(&with("HEARD_MAIL_FOLDER", "/tmp/letters")));
    assert!(found[0].contains("beside HEARD_SMTP_URL"), "{found:?}");
    let mut folder = with("HEARD_MAIL_FOLDER", "/tmp/letters");
    folder.remove("HEARD_SMTP_URL");
    assert!(matches!(
        work(&folder).unwrap().mail.transport,
        mail::Transport::Folder(_)
    ));
}

#[test]
fn the_smallest_class_is_not_above_the_smallest_batch() {
    assert_eq!(faults(mix(&with("HEARD_M", "11"))).len(), 1);
    assert!(mix(&with("HEARD_M", "10")).is_ok());
}

#[test]
fn a_variable_of_another_program_is_left_alone_and_an_empty_one_is_not_set() {
    assert!(serve(&with("HEARDING_DOGS", "3")).is_ok());
    assert_eq!(
        faults(serve(&with("HEARD_KEYS", " "))),
        ["HEARD_KEYS is not set. Name the directory of this process's key files."]
    );
}

#[test]
fn nothing_shown_holds_a_password() {
    let shown = in_force(&good());
    assert!(!shown.contains("s3cret"), "{shown}");
    assert!(
        shown.contains("postgres://heard_mailer:…@db.example/heard"),
        "{shown}"
    );
    let debug = format!("{:?} {:?} {:?}", serve(&good()), work(&good()), mix(&good()));
    assert!(!debug.contains("s3cret"), "{debug}");
    let broken = faults(work(&with("HEARD_SMTP_URL", "http://post:s3cret@relay.example")));
    assert!(!broken.concat().contains("s3cret"), "{broken:?}");
}

#[test]
fn a_check_requires_nothing_and_still_finds_what_is_malformed() {
    assert!(check(&Environment::new()).is_ok());
    assert_eq!(
        faults(check(&environment(&[
            ("HEARD_LISTEN", "8080"),
            ("HEARD_LOG", "=!=")
        ])))
        .len(),
        2
    );
}

#[test]
fn help_names_every_variable() {
    let help = help();
    assert!(VARIABLES.iter().all(|variable| help.contains(variable.name)));
}

#[test]
fn a_database_on_another_machine_is_asked_over_tls_or_not_at_all() {
    let authority = serve(&good()).unwrap().store.authority;
    assert_eq!(authority, Some("/etc/heard/database.pem".into()));
    let mut without = good();
    without.remove("HEARD_DATABASE_CA");
    let told = faults(mix(&without));
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0].contains("HEARD_DATABASE_CA") && !told[0].contains("s3cret"),
        "{told:?}"
    );
    for here in ["localhost", "127.0.0.1:5432", "[::1]", "%2Frun%2Fpostgresql"] {
        let url = format!("postgres://heard_mixer:s3cret@{here}/heard");
        without.insert("DATABASE_URL".into(), url);
        assert_eq!(mix(&without).unwrap().store.authority, None, "{here}");
    }
    let containers = with("HEARD_DATABASE_CA", "none");
    assert_eq!(mix(&containers).unwrap().store.authority, None);
}

#[test]
fn keys_are_locked_by_a_secret_or_by_a_program_but_not_by_both() {
    assert_eq!(mix(&good()).unwrap().keys.locksmith, keys::Locksmith::None);
    let mut environment = with("HEARD_KEYS_SECRET_FILE", "/run/credentials/heard");
    let locksmith = mix(&environment).unwrap().keys.locksmith;
    assert_eq!(
        locksmith,
        keys::Locksmith::SecretFile("/run/credentials/heard".into())
    );
    environment.insert("HEARD_KEYS_COMMAND".into(), "/usr/local/bin/kms".into());
    let told = faults(mix(&environment));
    assert!(
        told[0].contains("HEARD_KEYS_SECRET_FILE is set as well"),
        "{told:?}"
    );
}
