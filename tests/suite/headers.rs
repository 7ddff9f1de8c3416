//! The headers that every answer carries, whatever it is: all routes, and every status that can be provoked.

use actix_web::HttpResponse;
use actix_web::web::{ServiceConfig, get};
use heard::web::host::Host;
use heard::web::routes::table;
use reqwest::Method;

use crate::harness::{Answer, Site, Wanted};

const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; script-src 'self'; \
    form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

fn faults(answer: &Answer, host: Host) -> Vec<String> {
    let mut faults = Vec::new();
    for (name, value) in [
        ("content-security-policy", POLICY),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("cross-origin-embedder-policy", "require-corp"),
        ("origin-agent-cluster", "?1"),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "no-referrer"),
    ] {
        if answer.header(name) != value {
            faults.push(format!("{name}: {:?}", answer.header(name)));
        }
    }
    for feature in [
        "camera=()",
        "microphone=()",
        "geolocation=()",
        "browsing-topics=()",
        "interest-cohort=()",
    ] {
        if !answer.header("permissions-policy").contains(feature) {
            faults.push(format!("permissions-policy lacks {feature}"));
        }
    }
    // Chromium warns of these on every page: it does not know them.
    for unknown in ["attribution-reporting", "bluetooth", "web-share"] {
        if answer.header("permissions-policy").contains(unknown) {
            faults.push(format!("permissions-policy names {unknown}"));
        }
    }
    let cache = answer.header("cache-control");
    if cache != "no-store" && !(answer.status == 200 && cache.ends_with("immutable")) {
        faults.push(format!("cache-control: {cache:?}"));
    }
    if (host == Host::Survey) != answer.headers.contains_key("x-robots-tag") {
        faults.push("x-robots-tag on the wrong host".into());
    }
    if answer.headers.contains_key("server") || answer.headers.contains_key("etag") {
        faults.push("server or etag".into());
    }
    faults
}

fn check(wrong: &mut Vec<String>, what: &str, host: Host, answer: &Answer) {
    for fault in faults(answer, host) {
        wrong.push(format!("{what} ({}): {fault}", answer.status));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_answers_every_method_with_all_headers() {
    let site = Site::open().await;
    let mut wrong = Vec::new();
    for route in table() {
        let mut visitor = match route.host {
            Host::Office => site.visitor(),
            Host::Survey => site.survey_visitor(),
        };
        let path = route.path.replace(['{', '}'], "");
        for method in [
            Method::GET,
            Method::HEAD,
            Method::POST,
            Method::PUT,
            Method::OPTIONS,
        ] {
            let request = visitor.request(method.clone(), &path);
            let answer = visitor.send(request).await;
            check(&mut wrong, &format!("{method} {path}"), route.host, &answer);
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

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

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_refusal_carries_all_headers_and_a_page() {
    let site = Site::open_as(Wanted {
        extra: with_faulty_routes,
        ..Wanted::default()
    })
    .await;
    let mut visitor = site.visitor();
    let foreign = visitor
        .request(Method::POST, "/sign-in")
        .header("sec-fetch-site", "cross-site");
    let silent = reqwest::Client::new().post(format!("{}/sign-in", site.office));
    let large = visitor
        .request(Method::POST, "/sign-in")
        .form(&[("username", "x".repeat(300_000))]);
    let strange = visitor
        .request(Method::POST, "/sign-in")
        .body("{}")
        .header("content-type", "application/json");
    let unknown = visitor.request(Method::GET, "/no-such-page");
    let fault = visitor.request(Method::GET, "/demo/fault");
    let mut wrong = Vec::new();
    for (status, request) in [
        (403, foreign),
        (403, silent),
        (413, large),
        (400, strange),
        (404, unknown),
        (500, fault),
    ] {
        let answer = visitor.send(request).await;
        assert_eq!(answer.status, status, "{}", answer.body);
        assert!(answer.body.contains("<h1"), "{status} has no page");
        assert!(!answer.body.contains("secret words"), "{}", answer.body);
        check(&mut wrong, "refusal", Host::Office, &answer);
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_away_keeps_what_was_typed_and_no_password() {
    let site = Site::open_as(Wanted {
        database_url: Some("postgres://heard_web:x@127.0.0.1:9/none".into()),
        ..Wanted::default()
    })
    .await;
    let mut visitor = site.visitor();
    let answer = visitor
        .post(
            "/sign-in",
            &[
                ("username", "ann"),
                ("password", "a very long secret"),
                ("next", "/waves"),
            ],
        )
        .await;
    assert_eq!((answer.status, answer.header("retry-after")), (503, "10"));
    assert!(
        answer.body.contains(r#"name="username" value="ann""#),
        "{}",
        answer.body
    );
    assert!(
        answer.body.contains(r#"name="next" value="/waves""#),
        "{}",
        answer.body
    );
    assert!(!answer.body.contains("a very long secret"), "{}", answer.body);
    assert!(
        faults(&answer, Host::Office).is_empty(),
        "{:?}",
        faults(&answer, Host::Office)
    );
    let live = visitor.get("/health/live").await;
    let ready = visitor.get("/health/ready").await;
    assert_eq!((live.status, ready.status), (200, 503), "{}", ready.body);
}
