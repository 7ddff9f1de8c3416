//! A contact file on its way: loaded by the provider, compared and approved by a commissioner.

use std::fmt::Write as _;

use heard::keys::{MailerKeys, lay_out};
use heard::operations::prepare_wave;
use heard::store::staff::Role;

use super::waves::{as_form, current};
use crate::harness::{Answer, CONTACT_HEADER as HEADER, Site, Visitor, seeded};

/// A service with an open wave, and its page's address.
pub async fn with_wave(provider: &mut Visitor, site: &Site) -> String {
    let opened = provider.post("/waves", &as_form(&current(site))).await;
    assert_eq!(opened.status, 303, "{}", opened.body);
    let folder = tempfile::tempdir().expect("a folder");
    lay_out(folder.path(), &mut seeded(1)).expect("keys");
    let keys = MailerKeys::open(&folder.path().join("mailer")).expect("the mailer's keys");
    let mut conn = site.database.connect("heard_mailer").await;
    prepare_wave(&mut conn, &keys, &mut seeded(2))
        .await
        .expect("prepared");
    opened.location().to_owned()
}

pub fn burglaries(site: &Site, count: usize) -> String {
    let today = site.shop.clock.today();
    let recorded = today - chrono::Months::new(3);
    let mut file = HEADER.to_owned();
    for case in 0..count {
        writeln!(
            file,
            "c{case},person@host{case}.example,28E,,{recorded},yes,{today},40,female,en,yes"
        )
        .expect("text");
    }
    file
}

pub async fn load(provider: &mut Visitor, wave: &str, file: &str) -> Answer {
    let boundary = "a-boundary-that-no-file-holds";
    let body = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"c.csv\"\r\n\
         Content-Type: text/csv\r\n\r\n{file}\r\n--{boundary}--\r\n"
    );
    let request = provider
        .request(reqwest::Method::POST, &format!("{wave}/uploads"))
        .header(
            "content-type",
            format!("multipart/form-data; boundary={boundary}"),
        )
        .body(body);
    provider.send(request).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_loaded_compared_and_approved() {
    let site = Site::open().await;
    site.load_questionnaires().await;
    let mut provider = site.signed_in(Role::Provider).await;
    let wave = with_wave(&mut provider, &site).await;
    let loaded = load(&mut provider, &wave, &burglaries(&site, 60)).await;
    assert_eq!(loaded.status, 303, "{}", loaded.body);
    let upload = loaded.location().to_owned();
    let seen = provider.get(&upload).await;
    assert!(seen.body.contains("Waits for approval"), "{}", seen.body);
    assert!(!seen.body.contains("@host"), "no address stands on a page");
    assert!(
        !seen.body.contains("value=\"approve\""),
        "the provider does not decide"
    );

    let mut commissioner = site.signed_in(Role::Commissioner).await;
    assert!(
        commissioner
            .get("/")
            .await
            .body
            .contains("1 contact file to approve")
    );
    let control =
        |total: &'static str, decision: &'static str| [("control-burglary", total), ("decision", decision)];
    let page = commissioner.post(&upload, &control("59", "compare")).await;
    assert!(page.body.contains("Differs"), "{}", page.body);
    for total in ["", "59", "many"] {
        let page = commissioner.post(&upload, &control(total, "approve")).await;
        assert_eq!(page.status, 422, "a total of {total:?} approves nothing");
    }
    let approved = commissioner.post(&upload, &control("60", "approve")).await;
    assert_eq!(approved.status, 303, "{}", approved.body);
    assert_eq!(site.database.sql("SELECT count(*) FROM contact").trim(), "60");
    let twice = commissioner.post(&upload, &control("60", "approve")).await;
    assert_eq!(twice.status, 422, "a file is decided about once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_file_leaves_nobody_behind() {
    let site = Site::open().await;
    site.load_questionnaires().await;
    let mut provider = site.signed_in(Role::Provider).await;
    let wave = with_wave(&mut provider, &site).await;
    let loaded = load(&mut provider, &wave, &burglaries(&site, 60)).await;
    let mut commissioner = site.signed_in(Role::Commissioner).await;
    let asked = commissioner
        .post(
            loaded.location(),
            &[("decision", "refuse"), ("control-burglary", "59")],
        )
        .await;
    assert_eq!(asked.status, 200, "one press asks, and refuses nothing");
    assert!(asked.body.contains("Refuse this file?"), "{}", asked.body);
    assert!(asked.body.contains("value=\"59\""), "what was typed stays");
    assert_eq!(
        site.database.sql("SELECT count(*) FROM staged_contact").trim(),
        "60"
    );
    let refused = commissioner
        .post(loaded.location(), &[("decision", "refuse-for-good")])
        .await;
    assert_eq!(refused.status, 303, "{}", refused.body);
    assert!(commissioner.get(loaded.location()).await.body.contains("Refused"));
    let left = site
        .database
        .sql("SELECT (SELECT count(*) FROM contact) + (SELECT count(*) FROM staged_contact)");
    assert_eq!(left.trim(), "0");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_cannot_be_used_says_why_on_the_page_of_its_wave() {
    let site = Site::open().await;
    site.load_questionnaires().await;
    let mut provider = site.signed_in(Role::Provider).await;
    let wave = with_wave(&mut provider, &site).await;
    for (file, told) in [
        ("", "no file was chosen"),
        ("name,telephone\nMary,1\n", "line 1"),
        (
            &format!("{HEADER}c1,not an address,28E,,2026-01-01,yes,,40,female,en,yes\n"),
            "Line 2",
        ),
    ] {
        let page = load(&mut provider, &wave, file).await;
        assert_eq!(page.status, 422);
        assert!(page.body.contains("There is a problem"), "{}", page.body);
        assert!(
            page.body.to_lowercase().contains(&told.to_lowercase()),
            "{told}: {}",
            page.body
        );
        assert!(!page.body.contains("Mary"), "nothing of the file is repeated");
    }
    assert_eq!(site.database.sql("SELECT count(*) FROM upload").trim(), "0");
}
