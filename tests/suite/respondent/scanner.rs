//! Programs that open every link of a letter, and some that press buttons: for the victim nothing changes.

use heard::ballot::LinkSecret;
use reqwest::Method;

use super::browser::Browser;
use super::fieldwork::{address, stop_address};
use super::host::SurveyHost;
use super::page::Page;
use super::walk::{answer_all, answered, choose, to_the_choice};

/// A victim in the middle of her answers, and the page she is at.
async fn in_the_middle(host: &SurveyHost, link: &LinkSecret) -> (Browser, Page) {
    let mut victim = host.browser();
    let choice = to_the_choice(&mut victim, &address(link)).await;
    let first = choose(&mut victim, &choice, "none").await;
    let sent = answered(first.form_with("continue"), 0, "Words.");
    let second = victim.send("/q", Some("/q"), &sent).await;
    (victim, second)
}

/// The victim's page is as it was, her draft has the same bytes, and she can answer to the end.
async fn nothing_has_changed(
    host: &SurveyHost,
    link: &LinkSecret,
    drafts: &str,
    mut victim: Browser,
    page: Page,
) {
    assert_eq!(db_drafts(host), drafts);
    assert!(!host.fieldwork.db_spent(link));
    assert_eq!(
        host.fieldwork
            .database
            .sql("SELECT count(*) FROM stop WHERE stopped")
            .trim(),
        "0"
    );
    assert_eq!(victim.open("/q").await.body, page.body);
    let (list, _) = answer_all(&mut victim, page, 0, "Words.").await;
    assert_eq!(victim.go(&list, "send").await.heading(), "Thank you");
}

fn db_drafts(host: &SurveyHost) -> String {
    host.fieldwork.database.sql(
        "SELECT id, md5(body), md5(wrapped_key), found_by, expires_on, wrong_tries FROM draft ORDER BY id",
    )
}

#[tokio::test]
async fn five_hundred_looks_at_both_links_change_nothing() {
    let mut host = SurveyHost::open().await;
    let link = host.fieldwork.db_link("fraud-cyber");
    let (victim, page) = in_the_middle(&host, &link).await;
    let drafts = db_drafts(&host);
    let mut scanner = host.browser();
    for _ in 0..500 {
        for path in [address(&link), stop_address(&link)] {
            for method in [Method::GET, Method::HEAD] {
                let answer = scanner.request(method, &path, &[], None).await;
                assert_eq!(answer.status, 200);
                assert!(scanner.cookie.is_none(), "a scanner was given a cookie");
            }
        }
    }
    nothing_has_changed(&host, &link, &drafts, victim, page).await;
}

/// Presses the first button of the first form, as it stands.
async fn press_first(scanner: &mut Browser, at: &str, page: &Page) -> Option<Page> {
    let form = page.forms.first()?;
    let (_, button, _) = form.buttons.first()?;
    Some(
        scanner
            .send(at, form.action.as_deref(), &form.pressed(button))
            .await,
    )
}

#[tokio::test]
async fn whoever_presses_the_first_button_of_page_after_page_changes_nothing() {
    let mut host = SurveyHost::open().await;
    let link = host.fieldwork.db_link("fraud-cyber");
    let (victim, page) = in_the_middle(&host, &link).await;
    let drafts = db_drafts(&host);
    for _ in 0..8 {
        for path in [address(&link), stop_address(&link)] {
            // It keeps cookies, follows redirects and goes three pages deep, and then two more.
            let mut scanner = host.browser();
            let mut at = path.clone();
            let mut shown = scanner.open(&path).await;
            for _ in 0..5 {
                let Some(next) = press_first(&mut scanner, &at, &shown).await else {
                    break;
                };
                shown = next;
                at = "/q".to_owned();
            }
        }
    }
    nothing_has_changed(&host, &link, &drafts, victim, page).await;
}

#[tokio::test]
async fn the_first_button_of_the_stop_page_stops_nothing_and_the_other_one_stops() {
    let mut host = SurveyHost::open().await;
    let link = host.fieldwork.db_link("burglary");
    let path = stop_address(&link);
    let mut browser = host.browser();
    let page = browser.open(&path).await;
    let kept = press_first(&mut browser, &path, &page).await.expect("a button");
    assert_eq!(
        (kept.status, kept.heading().as_str()),
        (200, "Nothing has changed")
    );
    assert_eq!(browser.open(&address(&link)).await.status, 200);
    browser.press(&path, &page, "yes").await;
    assert_eq!(browser.open(&address(&link)).await.status, 404);
}
