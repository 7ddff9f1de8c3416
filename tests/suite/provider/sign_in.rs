//! Signing in: the password, the second factor, sessions.

use chrono::TimeDelta;
use diesel_async::{AsyncConnection, AsyncPgConnection, SimpleAsyncConnection};
use heard::operations::chance::system_rng;
use heard::operations::second_factor::SecondFactor;
use heard::operations::sign_in::{Exemption, SignInError, sign_in};
use heard::operations::staff::SecondFactorDuty;
use heard::store::staff::Role;
use heard::web::shop::Stage;

use crate::harness::{Site, Visitor, Wanted};

pub async fn production() -> Site {
    Site::open_as(Wanted {
        stage: Stage::Production,
        ..Wanted::default()
    })
    .await
}

/// The second factor of an account, opened with the service's own key.
fn factor_of(site: &Site, username: &str) -> SecondFactor {
    let row = site.database.sql(&format!(
        "SELECT id, encode(totp_secret, 'hex') FROM account WHERE username = '{username}'"
    ));
    let (id, sealed) = row.trim().split_once('|').expect("a row");
    let sealed = data_encoding::HEXLOWER
        .decode(sealed.trim().as_bytes())
        .expect("hex");
    SecondFactor::open(&site.shop.keys.staff, id.trim().parse().expect("an id"), &sealed).expect("opened")
}

pub async fn set_up(site: &Site, username: &str) -> (Visitor, String, Vec<String>) {
    let passphrase = site
        .add(username, Role::Provider, SecondFactorDuty::Required)
        .await;
    let mut visitor = site.visitor();
    let answer = visitor
        .post(
            "/sign-in",
            &[
                ("username", username),
                ("password", &passphrase),
                ("next", "/account"),
            ],
        )
        .await;
    assert_eq!(answer.location(), "/sign-in/set-up?next=%2Faccount");
    let page = visitor.get("/sign-in/set-up?next=%2Faccount").await;
    assert!(page.body.contains("<svg"), "the page shows a QR code");
    let half = visitor.cookie.clone();
    let code = factor_of(site, username).code_at(site.shop.clock.machine_now());
    let page = visitor
        .post("/sign-in/set-up", &[("code", &code), ("next", "/account")])
        .await;
    assert_eq!(page.status, 200, "{}", page.body);
    assert_ne!(
        visitor.cookie, half,
        "a new session begins with the second factor"
    );
    let codes = recovery_codes(&page.body);
    assert_eq!(codes.len(), 10, "{}", page.body);
    (visitor, passphrase, codes)
}

fn recovery_codes(body: &str) -> Vec<String> {
    body.split("<li>")
        .filter_map(|part| part.split_once("</li>").map(|(code, _)| code.to_owned()))
        .filter(|code| code.len() == 23 && code.matches('-').count() == 3)
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_sign_in_sets_up_the_second_factor_and_shows_ten_recovery_codes() {
    let site = production().await;
    let (mut visitor, ..) = set_up(&site, "ann").await;
    assert_eq!(visitor.get("/account").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_signs_in_once() {
    let site = production().await;
    let (_, passphrase, _) = set_up(&site, "ann").await;
    let factor = factor_of(&site, "ann");
    let credentials = [("username", "ann"), ("password", passphrase.as_str())];
    // The step that set the factor up is used; the next one is within the allowed skew.
    let code = factor.code_at(site.shop.clock.machine_now() + TimeDelta::seconds(30));
    let mut first = site.visitor();
    assert_eq!(
        first.post("/sign-in", &credentials).await.location(),
        "/sign-in/code?next=%2F"
    );
    assert_eq!(
        first.get("/account").await.location(),
        "/sign-in/code",
        "half signed in is not signed in"
    );
    assert_eq!(
        first.post("/sign-in/code", &[("code", &code)]).await.location(),
        "/"
    );
    assert_eq!(first.get("/account").await.status, 200);
    let mut second = site.visitor();
    second.post("/sign-in", &credentials).await;
    assert_eq!(second.post("/sign-in/code", &[("code", &code)]).await.status, 422);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recovery_code_signs_in_once() {
    let site = production().await;
    let (_, passphrase, codes) = set_up(&site, "ann").await;
    for expected in [303, 422] {
        let mut visitor = site.visitor();
        visitor
            .post("/sign-in", &[("username", "ann"), ("password", &passphrase)])
            .await;
        let answer = visitor.post("/sign-in/code", &[("code", &codes[3])]).await;
        assert_eq!(answer.status, expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_without_a_second_factor_is_refused_outside_the_demonstration() {
    let site = production().await;
    let passphrase = site.add("ann", Role::Provider, SecondFactorDuty::Exempt).await;
    let mut visitor = site.visitor();
    let answer = visitor
        .post("/sign-in", &[("username", "ann"), ("password", &passphrase)])
        .await;
    assert_eq!((answer.status, visitor.cookie), (422, None));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_name_and_a_wrong_password_are_told_the_same() {
    let site = Site::open().await;
    site.add("ann", Role::Provider, SecondFactorDuty::Exempt).await;
    let mut visitor = site.visitor();
    let wrong = visitor
        .post("/sign-in", &[("username", "ann"), ("password", "not the one")])
        .await;
    let unknown = visitor
        .post("/sign-in", &[("username", "bob"), ("password", "not the one")])
        .await;
    assert_eq!((wrong.status, unknown.status), (422, 422));
    assert_eq!(wrong.body.replace("\"ann\"", "\"bob\""), unknown.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_tries_slow_one_account_down_and_no_other() {
    let site = Site::open().await;
    let passphrase = site.add("ann", Role::Provider, SecondFactorDuty::Exempt).await;
    let other = site.add("robert", Role::Provider, SecondFactorDuty::Exempt).await;
    let mut visitor = site.visitor();
    for _ in 0..6 {
        visitor
            .post("/sign-in", &[("username", "ann"), ("password", "not the one")])
            .await;
    }
    let right = [("username", "ann"), ("password", passphrase.as_str())];
    assert_eq!(visitor.post("/sign-in", &right).await.status, 422, "it waits");
    let others = visitor
        .post("/sign-in", &[("username", "robert"), ("password", &other)])
        .await;
    assert_eq!(others.status, 303);
    site.database
        .sql("UPDATE account SET locked_until = now() - interval '1 second'");
    assert_eq!(
        visitor.post("/sign-in", &right).await.status,
        303,
        "it is not locked for ever"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_tries_at_the_same_time_are_each_counted() {
    let site = Site::open().await;
    site.add("ann", Role::Provider, SecondFactorDuty::Exempt).await;
    // Nobody can count a try while the account's row is held, so all of them have read it before the first is counted.
    let mut holder = site.database.connect("postgres").await;
    holder
        .batch_execute("BEGIN; SELECT FROM account FOR UPDATE")
        .await
        .expect("held");
    let tries: Vec<_> = (0..8).map(|_| tokio::spawn(wrong_try(&site))).collect();
    let waiting = "SELECT count(*) FROM pg_stat_activity \
                   WHERE datname = current_database() AND wait_event_type = 'Lock'";
    while site.database.sql(waiting).trim() != "8" {
        tokio::task::yield_now().await;
    }
    holder.batch_execute("COMMIT").await.expect("let go");
    for tried in tries {
        assert!(matches!(tried.await.expect("a try"), Err(SignInError::Refused)));
    }
    let counted = site.database.sql("SELECT failed_tries FROM account");
    assert_eq!(
        counted.trim(),
        "5",
        "five are free; the account then waits and takes no more"
    );
}

/// A try with a wrong password, on a connection of its own.
fn wrong_try(site: &Site) -> impl Future<Output = Result<(), SignInError>> + Send + use<> {
    let (shop, url) = (site.shop.clone(), site.database.url("heard_web"));
    async move {
        let mut conn = AsyncPgConnection::establish(&url).await.expect("a connection");
        let mut rng = system_rng();
        let tried = sign_in(
            &mut conn,
            &shop.passwords,
            &shop.keys.staff,
            ("ann", "not the one".into()),
            Exemption::Taken,
            shop.clock.machine_now(),
            &mut rng,
        );
        tried.await.map(drop)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_tries_every_account_is_told_to_wait_and_others_sign_in() {
    let site = Site::open().await;
    let passphrase = site.add("ann", Role::Provider, SecondFactorDuty::Exempt).await;
    let visitor = site.visitor();
    let from = async |address: &str, form: &[(&str, &str)]| {
        let request = visitor.request(reqwest::Method::POST, "/sign-in");
        let request = request.header("X-Forwarded-For", address).form(form);
        visitor.clone().send(request).await
    };
    let mut last = None;
    for _ in 0..40 {
        last = Some(from("203.0.113.5", &[("username", ""), ("password", "")]).await);
    }
    let stopped = last.expect("an answer");
    assert_eq!(stopped.status, 429);
    assert_eq!(stopped.header("retry-after"), "10");
    assert!(stopped.body.contains("Please wait a little"), "{}", stopped.body);
    let right = [("username", "ann"), ("password", passphrase.as_str())];
    assert_eq!(
        from("203.0.113.5", &right).await.status,
        429,
        "the right one waits as well"
    );
    assert_eq!(from("203.0.113.6", &right).await.status, 303);
    let mut other = site.visitor();
    assert_eq!(other.get("/sign-in").await.status, 200, "reading is no try");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_when_it_is_idle_too_old_or_signed_out() {
    let site = Site::open().await;
    for age in [
        "seen_at = now() - interval '31 minutes'",
        "began_at = now() - interval '12 hours 1 minute'",
    ] {
        let mut visitor = site.signed_in(Role::Provider).await;
        assert_eq!(visitor.get("/account").await.status, 200);
        site.database.sql(&format!("UPDATE session SET {age}"));
        assert_eq!(
            visitor.get("/account").await.location(),
            "/sign-in?next=%2Faccount",
            "{age}"
        );
    }
    let mut visitor = site.signed_in(Role::Provider).await;
    let kept = visitor.clone();
    let out = visitor.post("/sign-out", &[]).await;
    assert!(out.header("clear-site-data").contains("\"cookies\""));
    assert_eq!(visitor.cookie, None);
    assert_eq!(
        kept.clone().get("/account").await.status,
        303,
        "the old cookie is dead"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_database_never_holds_the_cookie_itself() {
    let site = Site::open().await;
    let visitor = site.signed_in(Role::Provider).await;
    let value = visitor
        .cookie
        .as_deref()
        .and_then(|pair| pair.split_once('='))
        .expect("a cookie")
        .1;
    let bytes = data_encoding::BASE64URL_NOPAD
        .decode(value.as_bytes())
        .expect("an id");
    assert_eq!(bytes.len(), 32);
    let held = site.database.sql("SELECT encode(hash, 'hex') FROM session");
    assert!(!held.contains(&data_encoding::HEXLOWER.encode(&bytes)));
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_leads_to_the_page_that_was_asked_for_and_to_no_other_site() {
    let site = Site::open().await;
    let passphrase = site.add("ann", Role::Provider, SecondFactorDuty::Exempt).await;
    let mut visitor = site.visitor();
    assert_eq!(
        visitor.get("/account").await.location(),
        "/sign-in?next=%2Faccount"
    );
    for (next, place) in [
        ("/account", "/account"),
        ("//evil.example", "/"),
        ("https:evil.example", "/"),
    ] {
        let form = [
            ("username", "ann"),
            ("password", passphrase.as_str()),
            ("next", next),
        ];
        assert_eq!(visitor.post("/sign-in", &form).await.location(), place);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_password_ends_every_other_session() {
    let site = Site::open().await;
    let passphrase = site.add("ann", Role::Provider, SecondFactorDuty::Exempt).await;
    let credentials = [("username", "ann"), ("password", passphrase.as_str())];
    let (mut here, mut elsewhere) = (site.visitor(), site.visitor());
    here.post("/sign-in", &credentials).await;
    elsewhere.post("/sign-in", &credentials).await;
    let change = |new: &'static str| {
        [
            ("old_password", passphrase.clone()),
            ("new_password", new.into()),
            ("repeated_password", new.into()),
        ]
    };
    let form = |values: [(&'static str, String); 3]| values;
    let weak = form(change("policepolicepolice"));
    let weak: Vec<(&str, &str)> = weak.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(here.post("/account/password", &weak).await.status, 422);
    let good = form(change("velvet otter lantern"));
    let good: Vec<(&str, &str)> = good.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(here.post("/account/password", &good).await.status, 200);
    assert_eq!(here.get("/account").await.status, 200);
    assert_eq!(elsewhere.get("/account").await.status, 303);
}
