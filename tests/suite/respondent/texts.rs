//! Free text: what looks as if it showed who somebody is gets a gentle word, and nothing more.

use super::host::SurveyHost;
use super::walk::{answered, at_a_text};

const TELLS: &str = "My neighbour Margaret rang 07700 900123 for me.";

#[tokio::test]
async fn a_name_and_a_number_are_pointed_out_once_and_the_text_is_hers() {
    let mut host = SurveyHost::open().await;
    let (mut browser, page) = at_a_text(&mut host).await;
    let told = browser
        .send("/q", Some("/q"), &answered(page.form_with("continue"), 0, TELLS))
        .await;
    assert_eq!(
        (told.status, told.heading()),
        (200, page.heading()),
        "the same page"
    );
    assert!(told.body.contains("Would you like to look at this again?"));
    assert!(
        told.body
            .contains("<li>a person's name</li><li>a telephone number</li>"),
        "{}",
        told.body
    );
    assert!(told.body.contains(TELLS) && !told.title().starts_with("Error"));
    let next = browser.go(&told, "continue").await;
    assert_ne!(next.heading(), page.heading(), "pressed once more, it goes on");
    let back = browser.go(&next, "back").await;
    assert!(back.body.contains(TELLS), "nothing was taken out");
}

#[tokio::test]
async fn a_new_thing_is_pointed_out_again_and_an_ordinary_text_never_is() {
    let mut host = SurveyHost::open().await;
    let (mut browser, page) = at_a_text(&mut host).await;
    let told = browser
        .send("/q", Some("/q"), &answered(page.form_with("continue"), 0, TELLS))
        .await;
    let more = format!("{TELLS} Write to me@example.org.");
    let again = browser
        .send("/q", Some("/q"), &answered(told.form_with("continue"), 0, &more))
        .await;
    assert!(again.body.contains("<li>an email address</li>"), "{}", again.body);
    let plain = "They were kind and came on Monday.";
    let next = browser
        .send("/q", Some("/q"), &answered(again.form_with("continue"), 0, plain))
        .await;
    assert_ne!(next.heading(), page.heading());
}

#[tokio::test]
async fn the_list_of_answers_points_it_out_too_and_sends_it_all_the_same() {
    let mut host = SurveyHost::open().await;
    let (mut browser, page) = at_a_text(&mut host).await;
    let mut sent = answered(page.form_with("continue"), 0, TELLS);
    sent.retain(|(name, _)| name != "_ask");
    sent.push(("_ask".to_owned(), "stop".to_owned()));
    let told = browser.send("/q", Some("/q"), &sent).await;
    let list = browser.go(&told, "stop").await;
    assert!(
        list.body
            .contains("Something here looks like a person's name, a telephone number."),
        "{}",
        list.body
    );
    assert_eq!(browser.go(&list, "send").await.heading(), "Thank you");
}

#[tokio::test]
async fn a_text_box_says_first_what_to_leave_out_and_tells_the_browser_to_send_nothing_away() {
    let mut host = SurveyHost::open().await;
    let (_, page) = at_a_text(&mut host).await;
    let (before, after) = page.body.split_once("<textarea").expect("a text box");
    assert!(before.contains("Please leave out names") && before.contains("Nobody reads this live"));
    assert!(before.contains("You can write up to 1000 characters"));
    let tag = after.split_once('>').expect("its end").0;
    for part in [
        "spellcheck=\"false\"",
        "autocorrect=\"off\"",
        "autocomplete=\"off\"",
    ] {
        assert!(tag.contains(part), "{tag}");
    }
    assert!(
        !tag.contains("maxlength"),
        "a limit in the browser cuts what is pasted"
    );
}
