//! A card from an adviser, and an interviewer who types: the same pages, the same sealed box.

use heard::ballot::{CardCode, CardKey};
use heard::operations::chance::system_rng;
use heard::operations::clock::Clock;
use heard::operations::{WantedCards, make_card_gates, make_cards};
use heard::survey::response::Mode;
use secrecy::ExposeSecret;

use super::browser::Browser;
use super::host::SurveyHost;
use super::page::Page;
use super::walk::{answer_all, choose};

/// Cards of a family, made by the office and given their gates by the mailer.
async fn cards(host: &SurveyHost, family: &str, count: usize) -> Vec<CardCode> {
    let mut web = host.fieldwork.database.connect("heard_web").await;
    let wave = host.fieldwork.database.sql("SELECT id FROM wave");
    let clock = Clock::machine();
    let wanted = WantedCards {
        wave: wave.trim().parse().expect("an id"),
        family,
        count,
        actor: "paula",
        today: clock.today(),
        at: clock.machine_now(),
    };
    let key = CardKey::from_bytes([5; 32]);
    let codes = make_cards(&mut web, &key, wanted, host.definitions, &mut system_rng())
        .await
        .expect("cards");
    let mut mailer = host.fieldwork.database.connect("heard_mailer").await;
    make_card_gates(&mut mailer, &mut system_rng())
        .await
        .expect("gates");
    codes
}

fn letters(code: &CardCode) -> String {
    code.to_letters().expose_secret().to_owned()
}

async fn type_in(browser: &mut Browser, at: &str, code: &str) -> Page {
    let form = [("card".to_owned(), code.to_owned())];
    browser.send(at, None, &form).await
}

/// From the first page of the sitting to the thank-you.
async fn to_the_end(browser: &mut Browser, leaving: &Page) -> Page {
    assert_eq!(leaving.heading(), "First: how to leave");
    let about = browser.go(leaving, "continue").await;
    let choice = browser.go(&about, "continue").await;
    let first = choose(browser, &choice, "none").await;
    let (list, _) = answer_all(browser, first, 0, "Words.").await;
    browser.go(&list, "send").await
}

#[tokio::test]
async fn a_card_begins_the_same_sitting_and_opens_once() {
    let host = SurveyHost::open().await;
    let codes = cards(&host, "never-reported", 20).await;
    let mut browser = host.browser();
    let typed = letters(&codes[0]).to_uppercase().replace('-', " ");
    let leaving = type_in(&mut browser, "/card", &typed).await;
    assert_eq!(to_the_end(&mut browser, &leaving).await.heading(), "Thank you");
    assert_eq!(host.fieldwork.db_count("ballot"), 1);
    let unknown = type_in(&mut host.browser(), "/card", "0000-0000-0000").await;
    let used = type_in(&mut host.browser(), "/card", &letters(&codes[0])).await;
    assert_eq!((used.status, unknown.status), (422, 422));
    assert_eq!(
        used.body.replace(&letters(&codes[0]), ""),
        unknown.body.replace("0000-0000-0000", ""),
        "a used code and an unknown one look alike"
    );
    let sent = host.fieldwork.only_ballot("never-reported");
    assert_eq!(sent.mode, Mode::Card);
}

#[tokio::test]
async fn what_is_no_code_keeps_what_was_typed_and_begins_nothing() {
    let host = SurveyHost::open().await;
    let mut browser = host.browser();
    let page = type_in(&mut browser, "/card", "12 \"34").await;
    assert_eq!(page.status, 422);
    assert!(
        page.title().starts_with("Error: ") && page.body.contains("value=\"12 &quot;34\""),
        "{}",
        page.body
    );
    assert!(browser.cookie.is_none());
}

#[tokio::test]
async fn many_wrong_codes_are_slowed_for_everybody_and_nobody_is_remembered() {
    let host = SurveyHost::open().await;
    let codes = cards(&host, "never-reported", 20).await;
    let mut last = 0;
    for _ in 0..400 {
        last = type_in(&mut host.browser(), "/card", "0000-0000-0000")
            .await
            .status;
        if last == 429 {
            break;
        }
    }
    assert_eq!(last, 429, "four hundred tries within a minute are too many");
    let refused = type_in(&mut host.browser(), "/card", &letters(&codes[1])).await;
    assert!(
        refused.body.contains(&letters(&codes[1])),
        "the code that was typed stays"
    );
}

#[tokio::test]
async fn an_interview_uses_the_same_pages_and_says_its_mode_inside_the_ballot_only() {
    let mut host = SurveyHost::open().await;
    let codes = cards(&host, "never-reported", 20).await;
    let before = host.fieldwork.db_count("audit");
    let pass = format!("/interview/{}", host.pass(Mode::Telephone));
    let mut browser = host.browser();
    let page = browser.open(&pass).await;
    assert_eq!(page.heading(), "Answers given on the telephone");
    let leaving = type_in(&mut browser, &pass, &letters(&codes[0])).await;
    assert_eq!(to_the_end(&mut browser, &leaving).await.heading(), "Thank you");
    assert_eq!(host.fieldwork.only_ballot("never-reported").mode, Mode::Telephone);
    assert_eq!(
        host.fieldwork.db_count("audit"),
        before,
        "nobody writes down who asked"
    );

    // Somebody reads out the letters of her own link.
    let link = host.fieldwork.db_link("burglary");
    let pass = format!("/interview/{}", host.pass(Mode::FaceToFace));
    let mut browser = host.browser();
    let leaving = type_in(&mut browser, &pass, link.to_letters().expose_secret()).await;
    assert_eq!(to_the_end(&mut browser, &leaving).await.heading(), "Thank you");
    assert_eq!(host.fieldwork.only_ballot("burglary").mode, Mode::FaceToFace);
}

#[tokio::test]
async fn a_pass_that_is_none_is_the_unknown_page() {
    let host = SurveyHost::open().await;
    let unknown = host.browser().open("/nothing").await;
    for pass in ["x", "interview", &host.pass(Mode::Telephone)[1..]] {
        let answer = host.browser().open(&format!("/interview/{pass}")).await;
        assert_eq!((answer.status, &answer.body), (404, &unknown.body));
    }
    let link = type_in(&mut host.browser(), "/card", &"0".repeat(26)).await;
    assert_eq!(link.status, 422, "links are not typed at the page of cards");
}
