//! Watching gives nothing: between two looks at everything that staff, the reporter and anybody can see, one
//! more person sends, and not a byte is different, until the mix.

use std::collections::BTreeMap;

use heard::operations::{EditionRequest, make_edition, request_edition};
use heard::store::staff::Role;
use heard::survey::disclosure::{CellKeySecret, Thresholds};
use heard::survey::edition::{Period, Span};

use super::station::{Station, machine_time, marked};
use crate::harness::{Site, Visitor, Wanted, seeded};

/// Pages and files by who saw them and where; tables by name.
type Seen = BTreeMap<String, String>;

/// Where a look begins; it follows every link from there.
const DOORS: [&str; 10] = [
    "/",
    "/waves",
    "/uploads",
    "/questionnaires",
    "/cards",
    "/interviews",
    "/helplines",
    "/staff",
    "/editions",
    "/published",
];
const MORE_DOORS: [&str; 4] = ["/anonymity", "/account", "/health/live", "/health/ready"];

/// Everything that somebody can reach, without what is drawn anew for each form.
async fn look_around(who: &str, visitor: &mut Visitor, seen: &mut Seen) {
    let mut left: Vec<String> = DOORS
        .iter()
        .chain(&MORE_DOORS)
        .map(|&door| door.to_owned())
        .collect();
    while let Some(path) = left.pop() {
        let name = format!("{who} {path}");
        if seen.contains_key(&name) {
            continue;
        }
        let answer = visitor.get(&path).await;
        let body = without_nonces(&answer.body);
        let links = answer.body.split("href=\"").skip(1);
        left.extend(
            links
                .filter_map(|rest| rest.split(['"', '#', '?']).next())
                .filter(|link| link.starts_with('/') && !link.starts_with("/assets"))
                .map(str::to_owned),
        );
        let told = format!(
            "{} {} {}\n{body}",
            answer.status,
            answer.location(),
            answer.header("etag")
        );
        seen.insert(name, told);
    }
}

fn without_nonces(page: &str) -> String {
    let mut parts = page.split("name=\"_nonce\" value=\"");
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        kept.push_str(part.split_once('"').map_or(part, |(_, rest)| rest));
    }
    kept
}

/// All that the reporter and the self-check may read of the database.
fn read_tables(station: &Station, seen: &mut Seen) {
    for role in ["heard_reporter", "heard_selfcheck"] {
        let tables = station.database.sql(&format!(
            "SELECT table_name FROM information_schema.role_table_grants \
             WHERE grantee = '{role}' AND privilege_type = 'SELECT' AND table_schema = 'public' ORDER BY 1"
        ));
        assert!(tables.lines().count() > 1, "{role} reads nothing: {tables}");
        for table in tables.split_whitespace() {
            let rows = station.database.sql(&format!(
                "SELECT coalesce(string_agg(row, E'\\n' ORDER BY row), '') FROM (SELECT t::text AS row FROM {table} AS t) AS r"
            ));
            seen.insert(format!("{role} {table}"), rows);
        }
    }
}

async fn look(station: &Station, watchers: &mut [(String, Visitor)]) -> Seen {
    let mut seen = Seen::new();
    for (who, visitor) in watchers {
        look_around(who, visitor, &mut seen).await;
    }
    read_tables(station, &mut seen);
    seen
}

/// Where two looks differ.
fn differences(before: &Seen, after: &Seen) -> Vec<String> {
    before
        .keys()
        .chain(after.keys())
        .filter(|name| before.get(*name) != after.get(*name))
        .cloned()
        .collect()
}

/// The edition of a quarter that is mixed: a candidate whose files the commissioner can read.
async fn make_an_edition(station: &Station) {
    let conn = heard::store::get(&station.web).await.expect("a connection");
    let request = EditionRequest {
        period: Period {
            span: Span::Quarter,
            last: "2026Q2".parse().expect("a quarter"),
        },
        correction: false,
        actor: "colin".into(),
    };
    request_edition(
        conn,
        request,
        "2026-10-12".parse().expect("a day"),
        machine_time(),
        &mut seeded(3),
    )
    .await
    .expect("an edition can be asked for");
    let mut reporter = station.database.connect("heard_reporter").await;
    let made = make_edition(
        &mut reporter,
        &CellKeySecret::new([9; 32]),
        &Thresholds::default(),
    )
    .await
    .expect("the reporter can work");
    assert!(made.is_some(), "no edition was made");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_page_no_file_and_no_figure_changes_when_somebody_sends_until_the_mix() {
    let mut station = Station::new().await;
    let first = station.open_wave(&[("28E", 60)]).await;
    // Enough for an edition of its own.
    station.send_many(first, "burglary", 45).await;
    station.close_and_mix(first).await;
    station.purge(first).await;
    make_an_edition(&station).await;
    let wave = station.open_wave(&[("28E", 40)]).await;
    station.send_many(wave, "burglary", 12).await;

    let site = Site::open_as(Wanted {
        database_url: Some(station.database.url("heard_web")),
        ..Wanted::default()
    })
    .await;
    let mut watchers = vec![("anybody".to_owned(), site.visitor())];
    for role in [Role::Provider, Role::Commissioner, Role::Administrator] {
        watchers.push((role.to_string(), site.signed_in(role).await));
    }
    let before = look(&station, &mut watchers).await;
    for part in ["/waves/", "/uploads/", "/editions/", "/download/", "/read/"] {
        let opened = |(name, told): (&String, &String)| name.contains(part) && told.starts_with("200");
        assert!(before.iter().any(opened), "nothing of {part} was looked at");
    }
    assert_eq!(
        differences(&before, &look(&station, &mut watchers).await),
        Vec::<String>::new()
    );

    let link = station.links(wave, "burglary")[30].clone();
    let answers = marked(30).with("sex", "female").with("age-band", "25-34");
    station
        .send(wave, &link, answers.of(Some("burglary")))
        .await
        .expect("sent");
    assert_eq!(
        differences(&before, &look(&station, &mut watchers).await),
        Vec::<String>::new()
    );

    station.close_and_mix(wave).await;
    let mixed = differences(&before, &look(&station, &mut watchers).await);
    assert!(
        mixed.iter().any(|name| name.starts_with("provider"))
            && mixed.iter().any(|name| name.contains("response")),
        "the mix shows nowhere: {mixed:?}"
    );
}
