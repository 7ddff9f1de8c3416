//! The connection to the database breaks in the moment of the COMMIT: nobody is thanked for what may be lost, and whoever
//! sends again is thanked for what is there, once.

use super::proxy::{Cut, Proxy};
use crate::respondent::browser::Browser;
use crate::respondent::fieldwork::address;
use crate::respondent::host::SurveyHost;
use crate::respondent::page::Page;
use crate::respondent::walk::{answered, choose, to_the_choice};

/// A host whose way to the database can be cut.
async fn host() -> (SurveyHost, Proxy) {
    let mut way = None;
    let host = SurveyHost::open_over(async |fieldwork| {
        let proxy = Proxy::open(&fieldwork.database.url("heard_web")).await;
        let pool = heard::store::connect(&proxy.url, 4).expect("a pool");
        way = Some(proxy);
        pool
    })
    .await;
    (host, way.expect("a way"))
}

/// Somebody who has answered a page and stands before the list of her answers.
pub async fn at_the_list(host: &SurveyHost, link: &str) -> (Browser, Page) {
    let mut browser = host.browser();
    let choice = to_the_choice(&mut browser, link).await;
    let first = choose(&mut browser, &choice, "none").await;
    let form = first.form_with("continue");
    let second = browser
        .send("/q", form.action.as_deref(), &answered(form, 0, "Words."))
        .await;
    let list = browser.go(&second, "stop").await;
    assert!(list.has_button("send"), "“{}”", list.heading());
    (browser, list)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commit_whose_answer_is_lost_is_thanked_for_at_the_second_send_and_counted_once() {
    let (mut host, way) = host().await;
    for (cut, ballots_after_the_first) in [(Cut::After, 1), (Cut::Before, 0)] {
        let secret = host.fieldwork.db_link("burglary");
        let (mut browser, list) = at_the_list(&host, &address(&secret)).await;
        let before = host.fieldwork.db_count("ballot");
        way.arm(cut);
        let told = browser.go(&list, "send").await;
        assert_eq!(told.status, 503, "{cut:?}: “{}”", told.heading());
        assert_ne!(told.heading(), "Thank you", "{cut:?}");
        // The database finishes what it had heard of, if it had.
        for _ in 0..100 {
            if host.fieldwork.db_count("ballot") == before + ballots_after_the_first {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        assert_eq!(
            host.fieldwork.db_count("ballot"),
            before + ballots_after_the_first,
            "{cut:?}"
        );
        assert_eq!(
            host.fieldwork.db_spent(&secret),
            ballots_after_the_first == 1,
            "{cut:?}"
        );

        let mut second = browser.clone();
        assert_eq!(browser.go(&list, "send").await.heading(), "Thank you", "{cut:?}");
        assert_eq!(
            second.go(&list, "send").await.heading(),
            "Thank you",
            "{cut:?}: a double click"
        );
        assert_eq!(host.fieldwork.db_count("ballot"), before + 1, "{cut:?}");
        assert!(host.fieldwork.db_spent(&secret), "{cut:?}");
    }
    assert_eq!(way.cuts(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_that_says_so_can_be_sent_again_as_it_stands() {
    let (mut host, way) = host().await;
    let link = address(&host.fieldwork.db_link("burglary"));
    let (mut browser, list) = at_the_list(&host, &link).await;
    way.arm(Cut::After);
    let told = browser.go(&list, "send").await;
    let form = told.forms.iter().find(|form| {
        form.fields.iter().any(|field| field.value == "send")
            || form.buttons.iter().any(|button| button.1 == "send")
    });
    let form = form.unwrap_or_else(|| panic!("nothing to send again with:\n{}", told.body));
    let mut sent: Vec<(String, String)> = form
        .fields
        .iter()
        .map(|field| (field.name.clone(), field.value.clone()))
        .collect();
    sent.extend(
        form.buttons
            .iter()
            .take(1)
            .map(|(name, value, _)| (name.clone(), value.clone())),
    );
    let thanked = browser.send("/q", form.action.as_deref(), &sent).await;
    assert_eq!(thanked.heading(), "Thank you");
    assert_eq!(host.fieldwork.db_count("ballot"), 1);
}
