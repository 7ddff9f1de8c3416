//! The disk is full in the moment of Send. Made without mounting anything: the kernel refuses (RLIMIT_FSIZE, set with
//! `prlimit` on the one running backend) to let the file of the ballots grow, as a full disk would.

use std::os::unix::fs::MetadataExt;
use std::process::Command;

use super::lost_commit::at_the_list;
use crate::respondent::fieldwork::address;
use crate::respondent::host::SurveyHost;

/// What no file may grow beyond: the size of a segment of the WAL, which must still be written.
const LIMIT: &str = "16777216";

/// The backends of the web in this database.
fn backends(host: &SurveyHost) -> Vec<String> {
    let found = host
        .fieldwork
        .database
        .sql("SELECT pid FROM pg_stat_activity WHERE usename = 'heard_web' AND datname = current_database()");
    found.lines().map(|line| line.trim().to_owned()).collect()
}

fn limit(host: &SurveyHost, to: &str) {
    for pid in backends(host) {
        // The limits of a process are its own user's to set, and not another's.
        let owner = std::fs::metadata(format!("/proc/{pid}"))
            .expect("a backend")
            .uid()
            .to_string();
        let mut prlimit = match owner.as_str() {
            "65534" => Command::new("setpriv"),
            _ => Command::new("env"),
        };
        if owner == "65534" {
            prlimit.args(["--reuid=65534", "--regid=65534", "--clear-groups"]);
        }
        let done = prlimit
            .args(["prlimit", "--pid", &pid, &format!("--fsize={to}:")])
            .output()
            .expect("prlimit");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_thanked_while_the_disk_is_full_and_the_same_post_succeeds_afterwards() {
    let mut host = SurveyHost::open_over(async |fieldwork| {
        heard::store::connect(&fieldwork.database.url("heard_web"), 1).expect("a pool")
    })
    .await;
    let secret = host.fieldwork.db_link("burglary");
    let (mut browser, list) = at_the_list(&host, &address(&secret)).await;
    // The ballots of others, until their file has reached the limit.
    let epoch = host.fieldwork.cohort("violence").epoch;
    let fill = format!(
        "INSERT INTO ballot SELECT gen_random_uuid(), '{epoch}', \
           (SELECT string_agg(decode(md5(n::text || i::text), 'hex'), ''::bytea) FROM generate_series(1, 2000) i) \
         FROM generate_series(1, 560) n; CHECKPOINT"
    );
    host.fieldwork.database.sql(&fill);
    let size = "SELECT pg_relation_size(reltoastrelid) >= 16777216 FROM pg_class WHERE relname = 'ballot'";
    assert_eq!(host.fieldwork.database.sql(size).trim(), "t");
    let before = host.fieldwork.db_count("ballot");

    assert_eq!(backends(&host).len(), 1, "the one connection of the pool");
    limit(&host, LIMIT);
    let told = browser.go(&list, "send").await;
    assert_eq!(told.status, 503, "“{}”", told.heading());
    assert_ne!(told.heading(), "Thank you");
    assert!(!host.fieldwork.db_spent(&secret), "the link is not used up");
    assert_eq!(host.fieldwork.db_count("ballot"), before);

    limit(&host, "unlimited");
    let thanked = browser.go(&list, "send").await;
    assert_eq!(thanked.heading(), "Thank you");
    assert_eq!(host.fieldwork.db_count("ballot"), before + 1);
    assert!(host.fieldwork.db_spent(&secret));
}
