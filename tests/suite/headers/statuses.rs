//! Every status that a page can be asked into, on both hosts.

use actix_web::HttpResponse;
use actix_web::web::{ServiceConfig, get};
use chrono::Duration;
use heard::store::staff::Role;
use heard::web::host::Host;
use reqwest::Method;

use super::{Inspection, faults};
use crate::harness::{Answer, Site, Visitor, Wanted};
use crate::respondent::browser::{self, Browser};
use crate::respondent::fieldwork::address;
use crate::respondent::host::SurveyHost;
use crate::respondent::page::Page;
use crate::respondent::walk::{answered, choose, to_the_choice};

const FORM: &str = "application/x-www-form-urlencoded";

fn with_faulty_routes(config: &mut ServiceConfig) {
    config.route(
        "/demo/fault",
        get().to(async || -> Result<HttpResponse, heard::web::error::Error> {
            Err(heard::web::error::Error::Fault(
                "the cause, with secret words".into(),
            ))
        }),
    );
}

/// What is asked of the office, who asks it, and what should come back.
fn office_requests(site: &Site, provider: &Visitor) -> Vec<(u16, reqwest::RequestBuilder)> {
    let nobody = site.visitor();
    let post = |path: &str| nobody.request(Method::POST, path);
    let large = post("/sign-in").form(&[("username", "x".repeat(300_000))]);
    let strange = post("/sign-in")
        .body("{}")
        .header("content-type", "application/json");
    let silent = reqwest::Client::new().post(format!("{}/sign-in", site.office));
    vec![
        (200, nobody.request(Method::GET, "/sign-in")),
        (303, nobody.request(Method::GET, "/waves")),
        (400, strange),
        (403, post("/sign-in").header("sec-fetch-site", "cross-site")),
        (403, silent),
        (403, provider.request(Method::GET, "/staff")),
        (404, nobody.request(Method::GET, "/no-such-page")),
        (405, provider.request(Method::DELETE, "/waves")),
        (413, large),
        (422, post("/sign-in").form(&[("username", "")])),
        (500, nobody.request(Method::GET, "/demo/fault")),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn every_status_of_the_office_carries_all_headers_and_a_page() {
    let site = Site::open_as(Wanted {
        extra: with_faulty_routes,
        ..Wanted::default()
    })
    .await;
    let provider = site.signed_in(Role::Provider).await;
    let mut nobody = site.visitor();
    let mut inspection = Inspection::default();
    for (status, request) in office_requests(&site, &provider) {
        let answer = nobody.clone().send(request).await;
        assert_eq!(answer.status, status, "{}", answer.body);
        is_a_page(&answer);
        inspection.look("office", Host::Office, status, &answer.headers);
    }
    for _ in 0..100 {
        let answer = nobody
            .post("/sign-in", &[("username", "x"), ("password", "y")])
            .await;
        inspection.look("too often", Host::Office, answer.status, &answer.headers);
    }
    inspection.pass(&[200, 303, 400, 403, 404, 405, 413, 422, 429, 500]);
}

fn is_a_page(answer: &Answer) {
    assert!(
        answer.status == 303 || answer.body.contains("<h1"),
        "{} has no page",
        answer.status
    );
    assert!(!answer.body.contains("secret words"), "{}", answer.body);
}

/// Looks at an answer of the survey host, which has to be a page unless it leads elsewhere.
fn look(inspection: &mut Inspection, expected: u16, answer: &browser::Answer) {
    assert_eq!(answer.status, expected, "{}", answer.body);
    assert!(
        expected == 303 || answer.body.contains("<h1"),
        "{expected} has no page"
    );
    inspection.look("survey", Host::Survey, expected, &answer.headers);
}

/// Somebody at the choice of kind; every answer on the way there has been looked at.
async fn at_the_choice(inspection: &mut Inspection, host: &mut SurveyHost) -> (String, Browser) {
    let link = address(&host.fieldwork.db_link("violence"));
    let mut browser = host.browser();
    let start = browser.request(Method::GET, &link, &[], None).await;
    look(inspection, 200, &start);
    let page = browser.open(&link).await;
    let form = page.form_with("start").pressed("start");
    let begun = browser.request(Method::POST, &link, &[], Some(&form)).await;
    look(inspection, 303, &begun);
    (link, browser)
}

#[tokio::test]
async fn every_status_of_the_survey_carries_all_headers_and_a_page() {
    let mut host = SurveyHost::open().await;
    let mut inspection = Inspection::default();
    let (link, _) = at_the_choice(&mut inspection, &mut host).await;
    let mut browser = host.browser();
    let choice = to_the_choice(&mut browser, &link).await;
    let nothing_chosen = choice.form_with("continue").pressed("continue");
    let refused = browser
        .request(Method::POST, "/q", &[], Some(&nothing_chosen))
        .await;
    look(&mut inspection, 422, &refused);
    let strange = browser.post_raw("/q", "application/json", b"{}").await;
    look(&mut inspection, 400, &strange);
    let large = browser
        .post_raw("/q", FORM, "a=".repeat(300_000).as_bytes())
        .await;
    look(&mut inspection, 413, &large);
    let foreign = [("Sec-Fetch-Site", "cross-site")];
    let from_elsewhere = browser.request(Method::POST, "/q", &foreign, None).await;
    look(&mut inspection, 403, &from_elsewhere);
    let unknown = browser.request(Method::GET, "/s/nothing", &[], None).await;
    look(&mut inspection, 404, &unknown);
    let odd = browser.request(Method::DELETE, "/q", &[], None).await;
    look(&mut inspection, 405, &odd);
    let first = choose(&mut browser, &choice, "none").await;
    look_at_an_older_window(&mut inspection, &mut browser, &first).await;
    host.advance(Duration::minutes(31));
    let late = browser.request(Method::GET, "/q", &[], None).await;
    look(&mut inspection, 410, &late);
    let out = browser.request(Method::GET, "/exit", &[], None).await;
    look(&mut inspection, 303, &out);
    for ended in [late, out] {
        assert_eq!(ended.header("clear-site-data"), "\"cache\", \"storage\"");
    }
    inspection.pass(&[200, 303, 400, 403, 404, 405, 409, 410, 413, 422]);
}

/// A second window keeps the page after the first has.
async fn look_at_an_older_window(inspection: &mut Inspection, browser: &mut Browser, page: &Page) {
    let form = page.form_with("continue");
    for (which, status) in [(0, 303), (1, 409)] {
        let sent = answered(form, which, "Words.");
        let answer = browser.request(Method::POST, "/q", &[], Some(&sent)).await;
        look(inspection, status, &answer);
    }
}

#[tokio::test]
async fn a_survey_that_is_overrun_broken_or_without_its_database_answers_with_all_headers() {
    let mut host = SurveyHost::open().await;
    let link = address(&host.fieldwork.db_link("violence"));
    let mut inspection = Inspection::default();
    let code = [("code".to_owned(), "0000-0000-0000".to_owned())];
    for _ in 0..400 {
        let answer = host
            .browser()
            .request(Method::POST, "/card", &[], Some(&code))
            .await;
        inspection.look("too often", Host::Survey, answer.status, &answer.headers);
        if answer.status == 429 {
            break;
        }
    }
    host.fieldwork.db_go_away();
    let away = host.browser().request(Method::GET, &link, &[], None).await;
    look(&mut inspection, 503, &away);
    host.fieldwork.db_come_back();
    host.fieldwork.database.sql("DROP TABLE gate CASCADE");
    let broken = host.browser().request(Method::GET, &link, &[], None).await;
    look(&mut inspection, 500, &broken);
    assert!(!broken.body.contains("gate"), "{}", broken.body);
    inspection.pass(&[422, 429, 500, 503]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_away_keeps_what_was_typed_and_no_password() {
    let site = Site::open_as(Wanted {
        database_url: Some("postgres://heard_web:x@127.0.0.1:9/none".into()),
        ..Wanted::default()
    })
    .await;
    let mut visitor = site.visitor();
    let form = [
        ("username", "ann"),
        ("password", "a very long secret"),
        ("next", "/waves"),
    ];
    let answer = visitor.post("/sign-in", &form).await;
    assert_eq!((answer.status, answer.header("retry-after")), (503, "10"));
    for kept in [r#"name="username" value="ann""#, r#"name="next" value="/waves""#] {
        assert!(answer.body.contains(kept), "{}", answer.body);
    }
    assert!(!answer.body.contains("a very long secret"), "{}", answer.body);
    let faults = faults(Host::Office, 503, &answer.headers);
    assert!(faults.is_empty(), "{faults:?}");
    let live = visitor.get("/health/live").await;
    let ready = visitor.get("/health/ready").await;
    assert_eq!((live.status, ready.status), (200, 503), "{}", ready.body);
}
