//! Every route of the table, on its host, with every method and as everybody who can be signed in.

use std::collections::{BTreeMap, BTreeSet};

use heard::store::staff::Role;
use heard::web::host::Host;
use heard::web::routes::table;
use reqwest::Method;

use super::{Inspection, of};
use crate::harness::{Site, Visitor, Wanted};

const METHODS: [Method; 8] = [
    Method::GET,
    Method::HEAD,
    Method::POST,
    Method::PUT,
    Method::PATCH,
    Method::DELETE,
    Method::OPTIONS,
    Method::TRACE,
];

/// Every path of a host with the methods it takes.
fn paths(host: Host) -> BTreeMap<&'static str, BTreeSet<String>> {
    let mut paths: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for route in table().into_iter().filter(|route| route.host == host) {
        let methods = paths.entry(route.path).or_default();
        if route.method == "GET" {
            methods.insert("HEAD".to_owned());
        }
        methods.insert(route.method.to_string());
    }
    paths
}

/// An address of a route: ids that nothing has, an asset that is there.
fn address(path: &str, host: Host) -> String {
    let sheet = heard::web::assets::path_of(host, "css");
    path.replace("/assets/{file}", sheet)
        .replace("{id}", &uuid::Uuid::nil().to_string())
        .replace("{number}", "1")
        .replace("{kind}", "burglary")
        .replace(['{', '}'], "")
}

async fn walk(inspection: &mut Inspection, host: Host, who: &str, visitor: &Visitor) {
    for (path, takes) in paths(host) {
        let address = address(path, host);
        for method in METHODS {
            // Of its own each time: signing out ends nobody else's visit.
            let mut visitor = visitor.clone();
            let mut request = visitor.request(method.clone(), &address);
            if method == Method::POST {
                request = request.form(&[("x", "y")]);
            }
            let answer = visitor.send(request).await;
            let what = format!("{who} {method} {path}");
            inspection.look(&what, host, answer.status, &answer.headers);
            let taken = takes.contains(method.as_str());
            assert_eq!(answer.status != 405, taken, "{what} ({})", answer.status);
            let allowed = of(&answer.headers, "allow");
            let allowed: BTreeSet<String> = allowed.split(", ").map(str::to_owned).collect();
            assert!(taken || allowed == takes, "{what} is told {allowed:?}");
            assert!(answer.status < 500 || address == "/health/ready", "{what}");
            assert!(
                method != Method::HEAD || answer.body.is_empty(),
                "{what} has a body"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_of_the_office_answers_every_method_with_all_headers_to_everybody() {
    let site = Site::open().await;
    site.load_questionnaires().await;
    let mut inspection = Inspection::default();
    walk(&mut inspection, Host::Office, "nobody", &site.visitor()).await;
    for role in [Role::Provider, Role::Commissioner, Role::Administrator] {
        let visitor = site.signed_in(role).await;
        walk(&mut inspection, Host::Office, &role.to_string(), &visitor).await;
    }
    inspection.pass(&[200, 303, 403, 404, 405, 422]);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_of_the_survey_answers_every_method_with_all_headers() {
    let site = Site::open().await;
    site.load_questionnaires().await;
    let mut inspection = Inspection::default();
    walk(&mut inspection, Host::Survey, "anybody", &site.survey_visitor()).await;
    inspection.pass(&[200, 303, 404, 405, 410]);
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_https_every_route_tells_browsers_to_insist_on_it() {
    let site = Site::open_as(Wanted {
        secure: true,
        ..Wanted::default()
    })
    .await;
    let mut plain = Vec::new();
    for (host, visitor) in [
        (Host::Office, site.visitor()),
        (Host::Survey, site.survey_visitor()),
    ] {
        for path in paths(host).into_keys().chain(["/no-such-page"]) {
            for method in [Method::GET, Method::POST, Method::PUT] {
                let mut visitor = visitor.clone();
                let request = visitor.request(method.clone(), &address(path, host));
                let answer = visitor.send(request).await;
                let told = answer.header("strict-transport-security");
                if told != "max-age=63072000; includeSubDomains; preload" {
                    plain.push(format!("{method} {path} ({}): {told:?}", answer.status));
                }
            }
        }
    }
    assert!(plain.is_empty(), "\n{}", plain.join("\n"));
}
