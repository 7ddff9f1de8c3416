//! The account of the ballots as the mixer signs it: totals at the mix, families at the close, nothing finer than a day.

use chrono::Days;
use heard::ballot::certificate::{Account, Chain, Figure, check};
use heard::operations::{Certified, Floors, certify_closes};
use heard::store::certificates::list_certificates;
use serde_json::Value;

use super::station::{Station, Wave};

async fn certify(station: &Station, wave: Wave) -> Vec<Certified> {
    let mut mixer = station.database.connect("heard_mixer").await;
    let today = wave.to + Days::new(2);
    certify_closes(&mut mixer, &station.mixer, Floors::default().rules(), today)
        .await
        .expect("certified")
}

async fn chain(station: &Station) -> Chain {
    let mut web = station.database.connect("heard_web").await;
    Chain::of(
        list_certificates(&mut web)
            .await
            .expect("the web reads certificates"),
    )
}

/// Two waves: in the first three people of one family wait; in the second they come out.
async fn two_waves() -> (Station, Chain) {
    let mut station = Station::new().await;
    for answers in [[33, 3, 12], [21, 14, 11]] {
        let wave = station.open_wave(&[("28E", 60), ("8N", 60), ("39", 60)]).await;
        for (family, count) in ["burglary", "violence", "theft-robbery"].into_iter().zip(answers) {
            station.send_many(wave, family, count).await;
        }
        station.close_and_mix(wave).await;
        assert!(
            certify(&station, wave).await.is_empty(),
            "the wave is not closed yet"
        );
        station.purge(wave).await;
        assert_eq!(certify(&station, wave).await.len(), 1);
        assert!(certify(&station, wave).await.is_empty(), "once is enough");
    }
    let chain = chain(&station).await;
    (station, chain)
}

#[tokio::test]
async fn each_wave_has_a_total_at_its_mix_and_its_families_at_its_close_in_one_sound_chain() {
    let (station, chain) = two_waves().await;
    let read = Chain::read(chain.written().as_bytes()).expect("it reads as it is written");
    assert_eq!(check(&read, &[station.web_keys.certificates]).faults, []);
    let events: Vec<&str> = read
        .certificates
        .iter()
        .map(|one| match &one.statement.account {
            Account::Mix { .. } => "mix",
            Account::Close { .. } => "close",
        })
        .collect();
    assert_eq!(events, ["mix", "close", "mix", "close"]);
    let Account::Close { rows, total } = &read.certificates[1].statement.account else {
        panic!("the second is a close")
    };
    let families: Vec<&[String]> = rows.iter().map(|row| row.families.as_slice()).collect();
    assert!(
        families.contains(&["burglary".to_owned()].as_slice()),
        "{families:?}"
    );
    let burglary = rows
        .iter()
        .find(|row| row.families == ["burglary"])
        .expect("its row");
    assert!(
        matches!(burglary.figures.mixed, Figure::Number(30 | 35)),
        "{:?}",
        burglary.figures
    );
    assert!(
        matches!(burglary.figures.invited, Figure::Number(60)),
        "{:?}",
        burglary.figures
    );
    // Three people wait: more than none, and too few to be shown.
    assert_eq!(total.carried_out.to_string(), "too few");
    assert_eq!(total.mixed, read.certificates[0].statement.account.mixed());
}

#[tokio::test]
async fn a_certificate_of_a_mix_holds_one_number_and_nothing_holds_a_time() {
    let (_station, chain) = two_waves().await;
    for one in &chain.certificates {
        let statement = serde_json::to_value(&one.statement).expect("JSON");
        assert!(!has_time(&statement), "{statement}");
        if let Some(account) = statement
            .get("account")
            .filter(|account| account["event"] == "mix")
        {
            let keys: Vec<&String> = account.as_object().expect("an object").keys().collect();
            assert_eq!(keys, ["event", "mixed"]);
        }
    }
}

/// Whether any text in a value is finer than a day.
fn has_time(value: &Value) -> bool {
    match value {
        Value::String(text) => {
            text.parse::<chrono::DateTime<chrono::Utc>>().is_ok() || text.parse::<uuid::Uuid>().is_ok()
        }
        Value::Array(values) => values.iter().any(has_time),
        Value::Object(members) => members.values().any(has_time),
        _ => false,
    }
}

#[tokio::test]
async fn what_an_edition_prints_of_a_quarter_the_certificate_prints_alike() {
    use heard::operations::{EditionRequest, make_edition, request_edition};
    use heard::survey::disclosure::{CellKeySecret, Thresholds};
    use heard::survey::edition::{Period, Span};

    let (station, chain) = two_waves().await;
    let period = Period {
        span: Span::Quarter,
        last: "2026Q2".parse().expect("a quarter"),
    };
    let conn = heard::store::get(&station.web).await.expect("a connection");
    let request = EditionRequest {
        period,
        correction: false,
        actor: "ann".into(),
    };
    let (today, now) = (crate::harness::day("2027-03-01"), super::station::machine_time());
    let id = request_edition(conn, request, today, now, &mut crate::harness::seeded(3))
        .await
        .expect("asked for");
    let secret = CellKeySecret::new(*station.mixer.cell_key.expose());
    let mut reporter = station.database.connect("heard_reporter").await;
    make_edition(&mut reporter, &secret, &Thresholds::default())
        .await
        .expect("made");
    let mut web = station.database.connect("heard_web").await;
    let file = heard::store::editions::find_file(&mut web, id, "family-burglary.csv")
        .await
        .expect("readable")
        .expect("there");
    let Account::Close { rows, .. } = &chain.certificates[1].statement.account else {
        panic!("the second is a close")
    };
    let burglary = rows
        .iter()
        .find(|row| row.families == ["burglary"])
        .expect("its row");
    let mut lines = csv::Reader::from_reader(file.bytes.as_slice());
    let lines: Vec<csv::StringRecord> = lines.records().map(|line| line.expect("a line")).collect();
    let printed = |category: &str| {
        let line = lines.iter().find(|line| {
            line[1].contains("participation")
                && line[5].contains("All victims")
                && line[8].to_lowercase().contains(category)
        });
        line.unwrap_or_else(|| panic!("no line of {category}: {lines:#?}"))[9].to_owned()
    };
    assert_eq!(printed("invited"), burglary.figures.invited.to_string());
    assert_eq!(printed("responded"), burglary.figures.spent.to_string());
    assert_eq!(printed("figures"), burglary.figures.mixed.to_string());
}

#[tokio::test]
async fn no_role_changes_a_certificate_and_only_the_mixer_writes_one() {
    use diesel_async::RunQueryDsl;
    let (station, _) = two_waves().await;
    let write = "INSERT INTO certificate SELECT number + 9, wave, event, statement, public_key, signature FROM certificate";
    let refused = [
        ("heard_mixer", "UPDATE certificate SET statement = '{}'"),
        ("heard_mixer", "DELETE FROM certificate"),
        ("heard_web", write),
        ("heard_web", "DELETE FROM certificate"),
        ("heard_mailer", write),
        ("heard_reporter", write),
    ];
    for (role, act) in refused {
        let mut conn = station.database.connect(role).await;
        let told = diesel::sql_query(act)
            .execute(&mut conn)
            .await
            .expect_err(act)
            .to_string();
        assert!(told.contains("permission denied"), "{role}: {told}");
    }
}

/// What `heard certificate verify` says of a file, with its status.
fn verify(bytes: &[u8], key: Option<&str>) -> (Option<i32>, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("ballot-certificates.json");
    std::fs::write(&file, bytes).expect("written");
    let mut heard = std::process::Command::new(env!("CARGO_BIN_EXE_heard"));
    heard.args(["certificate", "verify"]).arg(&file).env_clear();
    if let Some(key) = key {
        heard.args(["--key", key]);
    }
    let done = heard.output().expect("the binary runs");
    let [said, told] = [done.stdout, done.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
    (done.status.code(), said + &told)
}

#[tokio::test]
async fn the_program_checks_a_download_offline_and_asks_to_compare_a_key_that_it_was_not_given() {
    let (station, chain) = two_waves().await;
    let key = station.web_keys.certificates.to_string();
    let sound = chain.written();
    let (status, said) = verify(sound.as_bytes(), Some(&key));
    assert_eq!(status, Some(0), "{said}");
    assert!(
        said.contains("Sound: 4 certificates") && said.contains(&chain.head),
        "{said}"
    );
    assert!(!said.contains("COMPARE"), "{said}");
    let (status, said) = verify(sound.as_bytes(), None);
    assert!(
        status == Some(0) && said.contains("COMPARE it") && said.contains(&key),
        "{said}"
    );
    let (status, said) = verify(sound.as_bytes(), Some("abc"));
    assert!(
        status == Some(2) && said.contains("64 hexadecimal digits"),
        "{said}"
    );
}

#[tokio::test]
async fn a_file_that_was_touched_ends_with_status_1_and_is_told_what_is_wrong() {
    let (station, chain) = two_waves().await;
    let key = station.web_keys.certificates.to_string();
    let sound = chain.written();
    let changed = sound
        .replacen("\"invited\": 60", "\"invited\": 65", 1)
        .into_bytes();
    assert_ne!(changed, sound.as_bytes());
    let cut = sound.as_bytes()[..sound.len() / 2].to_vec();
    for (bytes, key, told) in [
        (
            sound.clone().into_bytes(),
            "ab".repeat(32),
            "none of those you trust",
        ),
        (changed, key.clone(), "invited: the rows add up to"),
        (cut, key.clone(), "breaks off in line"),
        (Vec::new(), key.clone(), "the file is empty"),
        (vec![b'7'; 17 << 20], key.clone(), "larger than 16 MiB"),
        (b"\x7fELF\x02\x01".to_vec(), key.clone(), "line 1, column 1"),
    ] {
        let (status, said) = verify(&bytes, Some(&key));
        assert_eq!(status, Some(1), "{told}: {said}");
        assert!(said.contains(told), "{told}: {said}");
    }
}
