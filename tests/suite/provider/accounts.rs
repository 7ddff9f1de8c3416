//! An administrator's page: accounts begin, end and begin again.

use heard::operations::staff::SecondFactorDuty;
use heard::store::staff::Role;

use crate::harness::Site;

fn id_of(site: &Site, username: &str) -> String {
    let id = site
        .database
        .sql(&format!("SELECT id FROM account WHERE username = '{username}'"));
    id.trim().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_account_gets_a_passphrase_that_signs_in() {
    let site = Site::open().await;
    let mut administrator = site.signed_in(Role::Administrator).await;
    let page = administrator
        .post("/staff", &[("username", "ann.jones"), ("role", "commissioner")])
        .await;
    assert_eq!(page.status, 200, "{}", page.body);
    let shown = page
        .body
        .split_once("class=\"letters\">")
        .and_then(|(_, rest)| rest.split_once('<'));
    let passphrase = shown.expect("a passphrase on the page").0;
    let answer = site
        .visitor()
        .post("/sign-in", &[("username", "ann.jones"), ("password", passphrase)])
        .await;
    assert_eq!(answer.location(), "/sign-in/set-up?next=%2F");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_faulty_account_form_keeps_what_was_typed() {
    let site = Site::open().await;
    site.add("ann", Role::Provider, SecondFactorDuty::Exempt).await;
    let mut administrator = site.signed_in(Role::Administrator).await;
    for (name, role, told) in [
        ("ann", "provider", "already an account of that name"),
        ("A B", "provider", "lower case letters"),
        ("bob", "", "Choose what the account may do"),
    ] {
        let page = administrator
            .post("/staff", &[("username", name), ("role", role)])
            .await;
        assert_eq!(page.status, 422);
        assert!(page.body.contains(told), "{told} in {}", page.body);
        assert!(page.body.contains(&format!("value=\"{name}\"")), "{}", page.body);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deactivated_account_is_out_at_once_and_can_be_given_a_new_start() {
    let site = Site::open().await;
    let mut administrator = site.signed_in(Role::Administrator).await;
    let passphrase = site.add("ann", Role::Provider, SecondFactorDuty::Exempt).await;
    let credentials = [("username", "ann"), ("password", passphrase.as_str())];
    let mut ann = site.visitor();
    assert_eq!(ann.post("/sign-in", &credentials).await.status, 303);
    let id = id_of(&site, "ann");
    let done = administrator.post(&format!("/staff/{id}/deactivate"), &[]).await;
    assert_eq!(done.location(), "/staff");
    assert_eq!(ann.get("/account").await.status, 303);
    assert_eq!(ann.post("/sign-in", &credentials).await.status, 422);
    let renewed = administrator.post(&format!("/staff/{id}/renew"), &[]).await;
    assert!(renewed.body.contains("class=\"letters\""), "{}", renewed.body);
    assert_eq!(
        ann.post("/sign-in", &credentials).await.status,
        422,
        "the old passphrase is gone"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_ends_his_own_account() {
    let site = Site::open().await;
    let mut administrator = site.signed_in(Role::Administrator).await;
    let own = site.database.sql("SELECT id FROM account");
    let page = administrator
        .post(&format!("/staff/{}/deactivate", own.trim()), &[])
        .await;
    assert_eq!(page.status, 422);
    assert!(page.body.contains("your own account"), "{}", page.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_administrator_cannot_be_ended_by_another_on_the_way_out() {
    let site = Site::open().await;
    let mut first = site.signed_in(Role::Administrator).await;
    let own = site.database.sql("SELECT id FROM account").trim().to_owned();
    let mut second = site.signed_in(Role::Administrator).await;
    let others = site
        .database
        .sql(&format!("SELECT id FROM account WHERE id <> '{own}'"));
    // Both administrators end each other at the same moment: one of them is refused.
    let (of_other, of_own) = (
        format!("/staff/{}/deactivate", others.trim()),
        format!("/staff/{own}/deactivate"),
    );
    let (one, two) = tokio::join!(first.post(&of_other, &[]), second.post(&of_own, &[]));
    let left = site
        .database
        .sql("SELECT count(*) FROM account WHERE active AND role = 'administrator'");
    assert_eq!(left.trim(), "1", "{} {}", one.status, two.status);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_administrator_does_is_written_down() {
    let site = Site::open().await;
    let mut administrator = site.signed_in(Role::Administrator).await;
    administrator
        .post("/staff", &[("username", "ann.jones"), ("role", "provider")])
        .await;
    let acts = site
        .database
        .sql("SELECT act FROM audit WHERE object = 'ann.jones'");
    assert!(acts.contains("added as provider"), "{acts}");
}
