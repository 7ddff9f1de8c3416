//! Who may use which route: every route against every role, all mismatches at once.
//!
//! The matrix is written by hand beside the table of routes, so that a change of one alone is seen.

use std::collections::BTreeMap;

use heard::store::staff::Role;
use heard::web::host::Host;
use heard::web::routes::table;
use reqwest::Method;

use crate::harness::{Answer, Site, Visitor};

/// Method and path, and who may: `N`obody in particular, `P`rovider, `C`ommissioner, `A`dministrator, `½` half signed in.
const OFFICE: &[(&str, &str, &str)] = &[
    ("GET", "/", "NPCA"),
    ("GET", "/account", "PCA"),
    ("POST", "/account/password", "PCA"),
    ("GET", "/anonymity", "NPCA"),
    ("GET", "/assets/{file}", "NPCA"),
    ("GET", "/cards", "P"),
    ("POST", "/cards", "P"),
    ("POST", "/cards/left-over", "P"),
    ("GET", "/certificates", "C"),
    ("GET", "/certificates/download", "C"),
    ("GET", "/certificates/{number}", "C"),
    ("GET", "/editions", "C"),
    ("POST", "/editions", "C"),
    ("GET", "/editions/{id}", "C"),
    ("GET", "/editions/{id}/download/{name}", "C"),
    ("GET", "/editions/{id}/read/{name}", "C"),
    ("POST", "/editions/{id}/refuse", "C"),
    ("POST", "/editions/{id}/release", "C"),
    ("GET", "/health/live", "NPCA"),
    ("GET", "/health/ready", "NPCA"),
    ("GET", "/helplines", "P"),
    ("POST", "/helplines", "P"),
    ("GET", "/interviews", "P"),
    ("POST", "/interviews", "P"),
    ("GET", "/published", "NPCA"),
    ("GET", "/published/{number}", "NPCA"),
    ("GET", "/published/{number}/download/{name}", "NPCA"),
    ("GET", "/published/{number}/read/{name}", "NPCA"),
    ("GET", "/questionnaires", "PC"),
    ("GET", "/questionnaires/{kind}", "PC"),
    ("GET", "/sign-in", "N"),
    ("POST", "/sign-in", "NPCA"),
    ("GET", "/sign-in/code", "½"),
    ("POST", "/sign-in/code", "½"),
    ("GET", "/sign-in/set-up", "½"),
    ("POST", "/sign-in/set-up", "½"),
    ("POST", "/sign-out", "NPCA"),
    ("GET", "/staff", "A"),
    ("POST", "/staff", "A"),
    ("POST", "/staff/{id}/deactivate", "A"),
    ("POST", "/staff/{id}/renew", "A"),
    ("GET", "/uploads", "C"),
    ("GET", "/uploads/{id}", "PC"),
    ("POST", "/uploads/{id}", "C"),
    ("GET", "/waves", "P"),
    ("POST", "/waves", "P"),
    ("GET", "/waves/new", "P"),
    ("GET", "/waves/{id}", "P"),
    ("POST", "/waves/{id}/uploads", "P"),
];

#[test]
fn every_route_of_the_office_stands_in_the_matrix_of_roles() {
    let listed: BTreeMap<(String, &str), ()> = OFFICE
        .iter()
        .map(|(method, path, _)| ((method.to_string(), *path), ()))
        .collect();
    let served: BTreeMap<(String, &str), ()> = table()
        .iter()
        .filter(|route| route.host == Host::Office)
        .map(|route| ((route.method.to_string(), route.path), ()))
        .collect();
    assert_eq!(listed, served);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_admits_the_roles_of_the_matrix_and_no_other() {
    let site = Site::open().await;
    site.load_questionnaires().await;
    let mut wrong = Vec::new();
    for (letter, role) in [
        ('N', None),
        ('P', Some(Role::Provider)),
        ('C', Some(Role::Commissioner)),
        ('A', Some(Role::Administrator)),
    ] {
        for (method, path, may) in OFFICE {
            let visitor = match role {
                Some(role) => site.signed_in(role).await,
                None => site.visitor(),
            };
            let expected = if may.contains(letter) {
                "admitted"
            } else {
                refusal(role, may)
            };
            let answer = ask(visitor, method, path).await;
            let found = outcome(&answer);
            if found != expected {
                wrong.push(format!(
                    "{letter} {method} {path}: {found} ({}), expected {expected}",
                    answer.status
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

fn refusal(role: Option<Role>, may: &str) -> &'static str {
    match role {
        None => "sent to sign in",
        Some(_) if may == "½" || may == "N" => "sent to start",
        Some(_) => "refused",
    }
}

async fn ask(mut visitor: Visitor, method: &str, path: &str) -> Answer {
    let path = path
        .replace("{id}", &uuid::Uuid::nil().to_string())
        .replace("{file}", "x.css")
        .replace("{number}", "1")
        .replace("{name}", "x.csv")
        .replace("{kind}", "burglary");
    match method {
        "GET" => visitor.get(&path).await,
        _ => visitor.post(&path, &[("x", "y")]).await,
    }
}

fn outcome(answer: &Answer) -> &'static str {
    match (answer.status, answer.location()) {
        (303, place) if place.starts_with("/sign-in") => "sent to sign in",
        (303, "/") if !answer.headers.contains_key("clear-site-data") => "sent to start",
        (403, _) => "refused",
        (500.., _) if !answer.body.starts_with("not ready") => "failed",
        _ => "admitted",
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_route_of_one_host_is_the_unknown_page_of_the_other() {
    let site = Site::open().await;
    let mut survey = site.survey_visitor();
    let unknown = survey.get("/no-such-page").await;
    for (_, path, _) in OFFICE
        .iter()
        .filter(|(_, path, _)| !matches!(*path, "/" | "/assets/{file}"))
    {
        let answer = survey.get(path).await;
        assert_eq!((answer.status, &answer.body), (404, &unknown.body), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_method_that_a_path_does_not_take_is_told_which_it_does() {
    let site = Site::open().await;
    let mut visitor = site.visitor();
    for method in [Method::PUT, Method::DELETE, Method::PATCH, Method::OPTIONS] {
        let request = visitor.request(method.clone(), "/sign-in");
        let answer = visitor.send(request).await;
        assert_eq!(
            (answer.status, answer.header("allow")),
            (405, "GET, POST, HEAD"),
            "{method}"
        );
    }
}
