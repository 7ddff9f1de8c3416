//! Browsers that go away in the middle of a request: no connection goes back to the pool with a transaction open, and no
//! answer is counted by half.

use std::time::Duration;

use futures_util::future::join_all;
use rand::RngExt;
use reqwest::Method;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use super::lost_commit::at_the_list;
use crate::harness::seeded;
use crate::respondent::browser::Browser;
use crate::respondent::fieldwork::address;
use crate::respondent::host::SurveyHost;
use crate::respondent::page::Page;

/// How many people go away while they send.
const PEOPLE: usize = 16;
/// How often each asks for a page and does not wait for it.
const IMPATIENCE: usize = 6;

const IDLE_IN_TRANSACTION: &str = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
    AND usename = 'heard_web' AND state LIKE 'idle in transaction%'";

/// Sends the list's form and hangs up at a byte of the request, or at a moment after it.
async fn send_and_go(host: &SurveyHost, browser: &Browser, list: &Page, cut: f64, patience: Duration) {
    let form = list.form_with("send").pressed("send");
    let body: String = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(form)
        .finish();
    let request = format!(
        "POST /q HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\nSec-Fetch-Site: same-origin\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        host.listens,
        browser.cookie.as_deref().expect("a sitting"),
        body.len()
    );
    let bytes = request.as_bytes();
    let until = ((bytes.len() as f64 * cut) as usize).min(bytes.len());
    let mut stream = TcpStream::connect(host.listens).await.expect("the host listens");
    stream.write_all(&bytes[..until]).await.ok();
    tokio::time::sleep(patience).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_goes_away_leaves_no_open_transaction_behind_and_can_come_back_and_send() {
    let mut host = SurveyHost::open().await;
    let links: Vec<_> = (0..PEOPLE).map(|_| host.fieldwork.db_link("burglary")).collect();
    let host = host;
    let mut people = Vec::new();
    for link in &links {
        people.push(at_the_list(&host, &address(link)).await);
    }
    let gone = people.iter().enumerate().map(|(place, (browser, list))| {
        let mut rng = seeded(place as u64);
        let host = &host;
        async move {
            for _ in 0..IMPATIENCE {
                let mut restless = browser.clone();
                let patience = Duration::from_micros(rng.random_range(0..20_000));
                let asking = restless.request(Method::GET, "/q", &[], None);
                tokio::time::timeout(patience, asking).await.ok();
            }
            // Half go away while the request is still on its way, half while it is answered.
            let cut = if place.is_multiple_of(2) {
                rng.random_range(0.0..1.0)
            } else {
                1.0
            };
            let patience = Duration::from_micros(rng.random_range(0..30_000));
            send_and_go(host, browser, list, cut, patience).await;
        }
    });
    join_all(gone).await;

    // All come back and press again: whoever was in is thanked, and so is whoever was not.
    for (browser, list) in &mut people {
        assert_eq!(browser.go(list, "send").await.heading(), "Thank you");
    }
    assert_eq!(host.fieldwork.db_count("ballot"), PEOPLE);
    assert!(links.iter().all(|link| host.fieldwork.db_spent(link)));
    assert_eq!(host.fieldwork.database.sql(IDLE_IN_TRANSACTION).trim(), "0");
    let locks = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' \
                 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    assert_eq!(host.fieldwork.database.sql(locks).trim(), "0");
}
