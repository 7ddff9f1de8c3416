//! The pages in other languages: who is offered which, that each is whole where it says so, and that no
//! language tells an onlooker more than English does.

use heard::survey::questionnaire::{Audience, Say, Wording};
use heard::web::shop::Stage;
use reqwest::Method;

use super::browser::Browser;
use super::fieldwork::address;
use super::host::SurveyHost;
use super::page::{Page, plain};
use super::walk::{answered, choose, without_nonce};

/// Beginnings of telling words, as each wording set itself names them for its language.
fn telling(language: &str) -> Vec<String> {
    let files = heard::operations::definition_files::shipped_definitions();
    let path = format!("wording/{language}.yaml");
    let file = files
        .into_iter()
        .find(|file| file.path == path)
        .expect("the wording set");
    let from = file.text.split_once("telling:").expect("its telling words").1;
    let words = from.split_once(']').expect("their end").0;
    let words: Vec<String> = words.split('"').skip(1).step_by(2).map(str::to_owned).collect();
    assert!(words.len() > 10, "{language}");
    words
}

fn tells(text: &str, telling: &[String]) -> Option<String> {
    let text = text.to_lowercase();
    let begins = |beginning: &str| {
        text.split(|c: char| !c.is_alphanumeric())
            .any(|word| word.starts_with(beginning))
    };
    telling
        .iter()
        .find(|word| begins(word) || (!word.is_ascii() && text.contains(word.as_str())))
        .cloned()
}

/// From the first page in a language to the choice of kind, with every page on the way.
async fn to_the_choice_in(browser: &mut Browser, link: &str, language: &str) -> Vec<Page> {
    let first = format!("{link}?in={language}");
    let start = browser.open(&first).await;
    let leaving = browser.press(&first, &start, "start").await;
    let about = browser.go(&leaving, "continue").await;
    let choice = browser.go(&about, "continue").await;
    vec![start, leaving, about, choice]
}

/// A browser at the choice of kind, come from a link of a family.
async fn at_the_choice_in(host: &mut SurveyHost, family: &str, language: &str) -> (Browser, Page) {
    let link = address(&host.fieldwork.db_link(family));
    let mut browser = host.browser();
    let mut pages = to_the_choice_in(&mut browser, &link, language).await;
    (browser, pages.pop().expect("the last page"))
}

fn offered(host: &SurveyHost) -> Vec<&Wording> {
    let all = host.definitions.wordings_for(Audience::Rehearsal);
    all.map(|wording| wording.as_ref()).collect()
}

#[tokio::test]
async fn the_public_is_offered_no_language_that_nobody_has_reviewed() {
    let mut host = SurveyHost::open().await;
    let link = address(&host.fieldwork.db_link("violence"));
    let english = host.browser().open(&link).await;
    for wording in offered(&host).iter().filter(|wording| wording.review().is_none()) {
        let language = wording.language();
        assert!(!english.body.contains(&format!("?in={language}")), "{language}");
        let page = host.browser().open(&format!("{link}?in={language}")).await;
        assert_eq!(page.heading(), english.heading(), "{language}");
        assert!(
            page.body
                .contains("<html class=\"govuk-template\" lang=\"en\" dir=\"ltr\">")
        );
    }
    assert_eq!(Stage::Production.audience(), Audience::Public);
}

#[tokio::test]
async fn the_first_page_in_each_language_is_the_same_for_every_family() {
    let mut host = SurveyHost::rehearsal().await;
    let families: Vec<String> = host
        .fieldwork
        .cohorts
        .iter()
        .map(|cohort| cohort.family.clone())
        .collect();
    let languages: Vec<String> = offered(&host)
        .iter()
        .map(|wording| wording.language().to_owned())
        .collect();
    assert_eq!(languages, ["en", "ar-xb", "en-easy", "ne", "pl"]);
    for language in &languages {
        let mut pages = vec![];
        for family in &families {
            let link = address(&host.fieldwork.db_link(family));
            let page = host.browser().open(&format!("{link}?in={language}")).await;
            assert_eq!(page.status, 200);
            pages.push(without_nonce(&page.body));
        }
        pages.dedup();
        assert_eq!(pages.len(), 1, "{language}");
    }
}

#[tokio::test]
async fn no_language_tells_before_start_or_in_a_title_what_it_is_about() {
    let mut host = SurveyHost::rehearsal().await;
    for language in ["en", "en-easy", "pl", "ne"] {
        let words = telling(language);
        let link = host.fieldwork.db_link("sexual-offences");
        let address = address(&link);
        let mut browser = host.browser();
        let mut open = vec![];
        for path in [
            format!("/?in={language}"),
            format!("/stop/aaaa?in={language}"),
            "/nothing".to_owned(),
            "/q".to_owned(),
        ] {
            open.push(host.browser().open(&path).await);
        }
        let start = browser.open(&format!("{address}?in={language}")).await;
        open.push(
            browser
                .press(&format!("{address}?in={language}"), &start, "later")
                .await,
        );
        let pages = to_the_choice_in(&mut browser, &address, language).await;
        open.extend(pages.into_iter().take(2));
        for page in &open {
            assert_eq!(
                tells(&plain(&page.body), &words),
                None,
                "{language}: {}",
                plain(&page.body)
            );
        }
    }
}

#[tokio::test]
async fn a_page_says_its_language_and_its_direction() {
    let mut host = SurveyHost::rehearsal().await;
    for (language, html) in [
        ("en-easy", "lang=\"en\" dir=\"ltr\""),
        ("pl", "lang=\"pl\" dir=\"ltr\""),
        ("ne", "lang=\"ne\" dir=\"ltr\""),
        ("ar-xb", "lang=\"ar\" dir=\"rtl\""),
    ] {
        let link = address(&host.fieldwork.db_link("burglary"));
        let mut browser = host.browser();
        for page in to_the_choice_in(&mut browser, &link, language).await {
            assert_eq!(page.status, 200);
            assert!(
                page.body
                    .contains(&format!("<html class=\"govuk-template\" {html}>")),
                "{}",
                page.body
            );
        }
    }
}

#[tokio::test]
async fn core_and_burglary_can_be_answered_in_each_language_without_a_word_of_english() {
    let mut host = SurveyHost::rehearsal().await;
    for (language, family) in [("pl", "vehicle-crime"), ("ne", "theft-robbery")] {
        let (mut browser, choice) = at_the_choice_in(&mut host, family, language).await;
        let mut page = choose(&mut browser, &choice, "burglary").await;
        while !page.has_button("send") {
            assert!(
                !page.body.contains("lang=\"en\""),
                "{language}: {}",
                page.heading()
            );
            let english = ["Yes", "Not sure", "Does not apply", "Completely"];
            let text = plain(&page.body);
            assert!(
                english.iter().all(|word| !text.contains(word)),
                "{language}: {text}"
            );
            let form = page.form_with("continue");
            page = browser
                .send("/q", form.action.as_deref(), &answered(form, 0, "Dobrze"))
                .await;
        }
        let thanks = browser.go(&page, "send").await;
        assert!(thanks.body.contains(&format!("lang=\"{language}\"")));
        let finished = host.fieldwork.only_ballot(family);
        assert_eq!(
            (finished.language.as_str(), finished.mode.as_str()),
            (language, "online")
        );
    }
}

#[tokio::test]
async fn a_module_without_words_is_announced_and_asked_whole_in_english() {
    let mut host = SurveyHost::rehearsal().await;
    let (mut browser, choice) = at_the_choice_in(&mut host, "violence", "pl").await;
    let told = "Część tych pytań jest tylko po angielsku.";
    assert_eq!(choice.body.matches(told).count(), 13, "every family but burglary");
    let mut page = choose(&mut browser, &choice, "violence").await;
    let mut in_english = 0;
    while !page.has_button("send") {
        in_english += usize::from(page.body.contains("<div lang=\"en\" dir=\"ltr\"><h1"));
        assert!(page.body.contains("Opuść tę stronę"), "the frame stays in Polish");
        let form = page.form_with("continue");
        page = browser
            .send("/q", form.action.as_deref(), &answered(form, 0, "Dobrze"))
            .await;
    }
    assert!(in_english > 2);
    assert!(
        page.body
            .contains("<section class=\"checked__page\" lang=\"en\">")
    );
}

#[tokio::test]
async fn a_late_form_and_a_fault_are_told_in_the_language_of_the_page() {
    let mut host = SurveyHost::rehearsal().await;
    let (mut browser, choice) = at_the_choice_in(&mut host, "violence", "pl").await;
    let faulty = browser.go(&choice, "continue").await;
    assert_eq!(faulty.status, 422);
    assert!(
        faulty.title().starts_with("Błąd: ") && faulty.body.contains("Coś trzeba poprawić"),
        "{}",
        faulty.body
    );
    browser.cookie = None;
    let late = browser.go(&choice, "continue").await;
    assert_eq!(
        (late.status, late.heading().as_str()),
        (410, "Otwórz ponownie swój link")
    );
}

#[tokio::test]
async fn an_easy_read_page_has_a_picture_that_asks_nobody_for_anything() {
    let mut host = SurveyHost::rehearsal().await;
    let link = address(&host.fieldwork.db_link("violence"));
    let mut browser = host.browser();
    let mut pages = to_the_choice_in(&mut browser, &link, "en-easy").await;
    let choice = pages.pop().expect("the last page");
    let start = browser.open(&format!("{link}?in=en-easy")).await;
    assert!(
        start.body.contains("<svg class=\"picture\""),
        "pages have one too"
    );
    let page = choose(&mut browser, &choice, "burglary").await;
    assert!(page.body.contains("<svg class=\"picture\"") && page.body.contains("aria-hidden=\"true\""));
    assert!(!page.body.contains("<img"));
    let drawn = ["path", "circle"].map(|line| {
        let (begun, closed) = (format!("<{line} "), format!("></{line}>"));
        (
            page.body.matches(&begun).count(),
            page.body.matches(&closed).count(),
        )
    });
    assert!(
        drawn.iter().all(|(begun, closed)| begun == closed),
        "a line inside another is not drawn"
    );
    let root = browser.request(Method::GET, "/", &[], None).await;
    assert!(!root.body.contains("<svg"));
}

#[tokio::test]
async fn people_of_sixteen_and_seventeen_are_spoken_to_on_the_page_that_everybody_sees() {
    let mut host = SurveyHost::rehearsal().await;
    let said: Vec<(String, String)> = offered(&host)
        .iter()
        .map(|wording| {
            (
                wording.language().to_owned(),
                wording.say(Say::AboutYoung).to_owned(),
            )
        })
        .collect();
    for (language, said) in said {
        let mut pages = vec![];
        for family in ["sexual-offences", "vehicle-crime"] {
            let link = address(&host.fieldwork.db_link(family));
            let mut browser = host.browser();
            let about = to_the_choice_in(&mut browser, &link, &language).await.remove(2);
            assert!(about.body.contains(&said), "{language}");
            pages.push(without_nonce(&about.body));
        }
        assert_eq!(pages[0], pages[1], "{language}");
    }
}
