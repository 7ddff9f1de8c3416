//! Versions of the questionnaires in the database, under the role of the web.

use heard::operations::definition_files::shipped_definitions;
use heard::operations::load_questionnaires::{
    DefinitionsError, LoadQuestionnairesError, definitions_of, live_definitions,
};
use heard::store::questionnaires::{Inserted, list_versions};

use crate::harness::database::TestDatabase;
use crate::harness::{day, load_on, load_shipped};

#[tokio::test]
async fn a_loaded_version_is_live_and_comes_back_as_it_was_written() {
    let database = TestDatabase::new();
    let mut web = database.connect("heard_web").await;
    let (loaded, inserted) = load_shipped(&mut web, day("2026-11-22")).await;
    assert_eq!(inserted, Inserted::New);
    let live = live_definitions(&mut web).await.expect("one is live");
    assert_eq!(live.hash(), loaded.hash());
    let mut mixer = database.connect("heard_mixer").await;
    let opened = definitions_of(&mut mixer, loaded.hash())
        .await
        .expect("the mixer reads it");
    assert_eq!(opened.hash(), loaded.hash());
}

#[tokio::test]
async fn a_changed_folder_becomes_a_new_version_and_the_earlier_one_stays() {
    let database = TestDatabase::new();
    let mut web = database.connect("heard_web").await;
    let mut files = shipped_definitions();
    let (first, _) = load_on(&mut web, &files, day("2026-11-20"))
        .await
        .expect("it loads");
    let services = files
        .iter_mut()
        .find(|file| file.path == "services.yaml")
        .expect("services are shipped");
    services.text = services.text.replace("\"the police\"", "\"Kent Police\"");
    let (second, _) = load_on(&mut web, &files, day("2026-11-22"))
        .await
        .expect("it loads");
    assert_ne!(first.hash(), second.hash());
    let versions = list_versions(&mut web).await.expect("they are listed");
    let live: Vec<(&str, bool)> = versions
        .iter()
        .map(|version| (version.hash.as_str(), version.live))
        .collect();
    assert_eq!(live, [(second.hash(), true), (first.hash(), false)]);
    let (_, again) = load_shipped(&mut web, day("2026-11-23")).await;
    assert_eq!(again, Inserted::AlreadyThere);
    assert_eq!(
        live_definitions(&mut web).await.expect("one is live").hash(),
        first.hash()
    );
}

#[tokio::test]
async fn who_puts_questionnaires_into_use_is_written_down_once() {
    let database = TestDatabase::new();
    let mut web = database.connect("heard_web").await;
    let (loaded, _) = load_shipped(&mut web, day("2026-11-20")).await;
    load_shipped(&mut web, day("2026-11-21")).await;
    let acts = database.sql("SELECT actor || ' ' || act || ' ' || object FROM audit");
    assert_eq!(
        acts.trim(),
        format!("test put questionnaires into use {}", loaded.hash())
    );
}

#[tokio::test]
async fn definitions_with_a_fault_are_not_loaded() {
    let database = TestDatabase::new();
    let mut web = database.connect("heard_web").await;
    let mut files = shipped_definitions();
    files.retain(|file| file.path != "rights.yaml");
    let refused = load_on(&mut web, &files, day("2026-11-22"))
        .await
        .expect_err("a file is missing");
    assert!(
        matches!(refused, LoadQuestionnairesError::Faults(faults) if faults.iter().any(|f| f.path == "rights.yaml"))
    );
    assert!(list_versions(&mut web).await.expect("they are listed").is_empty());
    assert!(matches!(
        live_definitions(&mut web).await,
        Err(DefinitionsError::NoneLoaded)
    ));
}

#[tokio::test]
async fn no_role_changes_what_a_version_says() {
    let database = TestDatabase::new();
    let mut web = database.connect("heard_web").await;
    let (loaded, _) = load_shipped(&mut web, day("2026-11-22")).await;
    let change = "UPDATE questionnaire_version SET files = '{}'";
    for role in ["heard_web", "heard_mailer", "heard_mixer", "heard_reporter"] {
        let mut conn = database.connect(role).await;
        let refused = diesel_async::RunQueryDsl::execute(diesel::sql_query(change), &mut conn).await;
        assert!(refused.is_err(), "{role} may change a version");
    }
    assert!(definitions_of(&mut web, loaded.hash()).await.is_ok());
}
