//! Every route of both hosts on one page: host, method, path, who may use it, what answers.
//!
//! A test walks this table with every role; another holds the headers of every answer against the rules.

use std::collections::BTreeMap;

use actix_web::http::Method;
use actix_web::middleware::from_fn;
use actix_web::web::{ServiceConfig, resource, to};
use actix_web::{HttpResponse, Route as Answer, guard};

use super::admission::{Access, admit};
use super::commissioner::{certificates, edition, editions};
use super::delivery::{asset, unknown};
use super::error::Error;
use super::host::Host;
use super::provider::{
    account, anonymity, cards, helplines, interviews, questionnaires, staff, start, upload, wave, waves,
};
use super::public::editions as published;
use super::tries::Pace;
use super::{health, respondent, sign_in};
use crate::store::staff::Role::{self, Administrator, Commissioner, Provider};

use Access::{Anyone, HalfSignedIn, Open, Staff};
use Host::{Office, Survey};

/// One route.
pub struct Route {
    /// Where it is served; the other host answers with the unknown page.
    pub host: Host,
    /// What it does: `GET` reads (and takes `HEAD` too), `POST` acts.
    pub method: Method,
    /// Its path, with names in braces for what varies.
    pub path: &'static str,
    /// Who may use it.
    pub access: Access,
    /// Whether tries are counted.
    pub pace: Pace,
    answer: fn() -> Answer,
}

const EVERYONE_SIGNED_IN: &[Role] = &[Provider, Commissioner, Administrator];

/// The table.
pub fn table() -> Vec<Route> {
    let mut all = of_the_office();
    all.extend(of_the_survey());
    all
}

#[rustfmt::skip]
fn of_the_office() -> Vec<Route> {
    vec![
        read(Office, "/", Anyone, || to(start::page)),
        read(Office, "/assets/{file}", Open, || to(asset)),
        read(Office, "/health/live", Open, || to(health::live)),
        read(Office, "/health/ready", Open, || to(health::ready)),
        read(Office, "/anonymity", Anyone, || to(anonymity::page)),
        read(Office, "/sign-in", Anyone, || to(sign_in::password::page)),
        attempt(Office, "/sign-in", Open, || to(sign_in::password::enter)),
        read(Office, "/sign-in/code", HalfSignedIn, || to(sign_in::code::page)),
        attempt(Office, "/sign-in/code", HalfSignedIn, || to(sign_in::code::enter)),
        read(Office, "/sign-in/set-up", HalfSignedIn, || to(sign_in::set_up::page)),
        attempt(Office, "/sign-in/set-up", HalfSignedIn, || to(sign_in::set_up::enter)),
        act(Office, "/sign-out", Open, || to(sign_in::password::leave)),
        read(Office, "/account", Staff(EVERYONE_SIGNED_IN), || to(account::page)),
        attempt(Office, "/account/password", Staff(EVERYONE_SIGNED_IN), || to(account::change)),
        read(Office, "/waves", Staff(&[Provider]), || to(waves::list)),
        act(Office, "/waves", Staff(&[Provider]), || to(waves::open)),
        read(Office, "/waves/new", Staff(&[Provider]), || to(waves::new)),
        read(Office, "/waves/{id}", Staff(&[Provider]), || to(wave::page)),
        act(Office, "/waves/{id}/uploads", Staff(&[Provider]), || to(wave::load)),
        read(Office, "/uploads", Staff(&[Commissioner]), || to(upload::list)),
        read(Office, "/uploads/{id}", Staff(&[Provider, Commissioner]), || to(upload::page)),
        act(Office, "/uploads/{id}", Staff(&[Commissioner]), || to(upload::decide)),
        read(Office, "/questionnaires", Staff(&[Provider, Commissioner]), || to(questionnaires::list)),
        read(Office, "/questionnaires/{kind}", Staff(&[Provider, Commissioner]), || to(questionnaires::one)),
        read(Office, "/cards", Staff(&[Provider]), || to(cards::page)),
        act(Office, "/cards", Staff(&[Provider]), || to(cards::make)),
        act(Office, "/cards/left-over", Staff(&[Provider]), || to(cards::left_over)),
        read(Office, "/interviews", Staff(&[Provider]), || to(interviews::page)),
        act(Office, "/interviews", Staff(&[Provider]), || to(interviews::begin_one)),
        read(Office, "/helplines", Staff(&[Provider]), || to(helplines::page)),
        act(Office, "/helplines", Staff(&[Provider]), || to(helplines::record)),
        read(Office, "/staff", Staff(&[Administrator]), || to(staff::list)),
        act(Office, "/staff", Staff(&[Administrator]), || to(staff::add)),
        act(Office, "/staff/{id}/deactivate", Staff(&[Administrator]), || to(staff::deactivate)),
        act(Office, "/staff/{id}/renew", Staff(&[Administrator]), || to(staff::renew)),

        read(Office, "/editions", Staff(&[Commissioner]), || to(editions::list)),
        act(Office, "/editions", Staff(&[Commissioner]), || to(editions::ask)),
        read(Office, "/editions/{id}", Staff(&[Commissioner]), || to(edition::page)),
        act(Office, "/editions/{id}/release", Staff(&[Commissioner]), || to(edition::release)),
        act(Office, "/editions/{id}/refuse", Staff(&[Commissioner]), || to(edition::refuse)),
        read(Office, "/editions/{id}/read/{name}", Staff(&[Commissioner]), || to(edition::read)),
        read(Office, "/editions/{id}/download/{name}", Staff(&[Commissioner]), || to(edition::download)),
        read(Office, "/certificates", Staff(&[Commissioner]), || to(certificates::list)),
        read(Office, "/certificates/download", Staff(&[Commissioner]), || to(certificates::download)),
        read(Office, "/certificates/{number}", Staff(&[Commissioner]), || to(certificates::page)),
        read(Office, "/published", Anyone, || to(published::list)),
        read(Office, "/published/{number}", Anyone, || to(published::page)),
        read(Office, "/published/{number}/read/{name}", Open, || to(published::read)),
        read(Office, "/published/{number}/download/{name}", Open, || to(published::download)),
    ]
}

#[rustfmt::skip]
fn of_the_survey() -> Vec<Route> {
    vec![
        read(Survey, "/", Open, || to(respondent::start::root)),
        read(Survey, "/assets/{file}", Open, || to(asset)),
        read(Survey, "/s/{link}", Open, || to(respondent::start::page)),
        act(Survey, "/s/{link}", Open, || to(respondent::start::act)),
        read(Survey, "/q", Open, || to(respondent::show::handler)),
        act(Survey, "/q", Open, || to(respondent::post::handler)),
        read(Survey, "/card", Open, || to(respondent::card::page)),
        act(Survey, "/card", Open, || to(respondent::card::act)),
        read(Survey, "/interview/{pass}", Open, || to(respondent::interview::page)),
        act(Survey, "/interview/{pass}", Open, || to(respondent::interview::act)),
        read(Survey, "/contact-me", Open, || to(respondent::contact_me::page)),
        act(Survey, "/contact-me", Open, || to(respondent::contact_me::act)),
        read(Survey, "/contact-me/sent", Open, || to(respondent::contact_me::sent)),
        read(Survey, "/exit", Open, || to(respondent::exit::handler)),
        read(Survey, "/stop/{secret}", Open, || to(respondent::stop::page)),
        act(Survey, "/stop/{secret}", Open, || to(respondent::stop::act)),
    ]
}

fn read(host: Host, path: &'static str, access: Access, answer: fn() -> Answer) -> Route {
    Route {
        host,
        method: Method::GET,
        path,
        access,
        pace: Pace::Free,
        answer,
    }
}

/// An act that somebody may try to guess a way through.
fn attempt(host: Host, path: &'static str, access: Access, answer: fn() -> Answer) -> Route {
    Route {
        pace: Pace::PerAddress,
        ..act(host, path, access, answer)
    }
}

fn act(host: Host, path: &'static str, access: Access, answer: fn() -> Answer) -> Route {
    Route {
        host,
        method: Method::POST,
        path,
        access,
        pace: Pace::Free,
        answer,
    }
}

/// Puts the routes of a host into its application; a method that a path does not take is told which it does.
pub fn mount(host: Host) -> impl FnOnce(&mut ServiceConfig) {
    move |config| {
        let mut paths: BTreeMap<&str, Vec<Route>> = BTreeMap::new();
        for route in table().into_iter().filter(|route| route.host == host) {
            paths.entry(route.path).or_default().push(route);
        }
        for (path, routes) in paths {
            let allowed = allowed(&routes);
            let mut place = resource(path);
            for route in routes {
                place = place.route(with_door(route));
            }
            config.service(place.default_service(to(move || refused(allowed.clone()))));
        }
        config.default_service(to(unknown));
    }
}

fn with_door(route: Route) -> Answer {
    let Route {
        method,
        access,
        pace,
        answer,
        ..
    } = route;
    // What can be read can be asked for without its body.
    let heads = method == Method::GET;
    answer()
        .guard(guard::fn_guard(move |context| {
            let asked = &context.head().method;
            *asked == method || heads && *asked == Method::HEAD
        }))
        .wrap(from_fn(move |request, next| admit((access, pace), request, next)))
}

fn allowed(routes: &[Route]) -> String {
    let mut methods: Vec<&str> = routes.iter().map(|route| route.method.as_str()).collect();
    if methods.contains(&"GET") {
        methods.push("HEAD");
    }
    methods.join(", ")
}

async fn refused(allowed: String) -> Result<HttpResponse, Error> {
    Err(Error::MethodNotAllowed(allowed))
}
