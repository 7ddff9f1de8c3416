//! From a contact file to contacts: all of it or nothing, nobody in clear, everybody counted.

use std::io::{Error, ErrorKind};

use heard::ballot::{DataKey, OptOutKey};
use heard::operations::{DecideUploadError, LoadSampleError, make_gates, refuse_upload};
use heard::store::{frame_counts, opt_outs};
use heard::survey::sample::CrowdFault;
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use super::sample_room::{HEADER, SampleRoom, burglaries, row};
use crate::harness::seeded;

#[tokio::test]
async fn an_approved_upload_becomes_contacts_whose_addresses_open_for_the_mailer_alone() {
    let room = SampleRoom::new().await;
    let loaded = room.load_in(&burglaries(60), 37).await.expect("loaded");
    assert_eq!(
        (loaded.summary.rows, loaded.summary.invited, loaded.summary.faulty),
        (60, 60, 0)
    );
    assert_eq!(
        room.number("SELECT count(*) FROM contact"),
        0,
        "nobody before the approval"
    );
    assert_eq!(room.approve(loaded.upload).await.expect("approved"), 60);
    assert_eq!(room.number("SELECT count(*) FROM staged_contact"), 0);
    assert_eq!(
        room.number(
            "SELECT count(*) FROM contact c JOIN cohort k ON k.id = c.cohort WHERE k.family = 'burglary'"
        ),
        60
    );
    assert_eq!(
        room.number("SELECT count(DISTINCT octet_length(email)) FROM contact"),
        1
    );

    let mut conn = room.database.connect("heard_mailer").await;
    let gated = make_gates(&mut conn, &room.mailer, &mut seeded(3))
        .await
        .expect("gates");
    assert_eq!(gated.len(), 1);
    let one = room.database.sql(
        "SELECT c.id || ' ' || encode(c.email, 'hex') || ' ' || encode(u.sealed_data_key, 'hex') \
         FROM contact c JOIN upload u ON u.id = c.upload LIMIT 1",
    );
    let parts: Vec<&str> = one.trim().split(' ').collect();
    let hex = |text: &str| data_encoding::HEXLOWER.decode(text.as_bytes()).expect("hex");
    let key = room.mailer.contact_key(room.wave).expect("the contact key");
    let key = DataKey::open_sealed(&key, loaded.upload, &hex(parts[2])).expect("opens");
    let address = key
        .open_address(parts[0].parse::<Uuid>().expect("an id"), &hex(parts[1]))
        .expect("opens");
    assert!(address.expose_secret().ends_with("@gmail.com"));
}

#[tokio::test]
async fn no_address_and_no_reference_is_anywhere_in_clear() {
    let room = SampleRoom::new().await;
    let file = format!(
        "{}X9,canary.victim@gmail.com,no-code,,x,maybe,,200,?,??,\n",
        burglaries(40)
    );
    let loaded = room.load(&file).await.expect("loaded");
    room.approve(loaded.upload).await.expect("approved");
    let told = format!(
        "{loaded:?} {}",
        room.database.sql(
            "SELECT * FROM upload; SELECT * FROM contact; SELECT * FROM audit; SELECT * FROM frame_count"
        )
    );
    for secret in ["canary", "person1@", "gmail", "X9", "no-code"] {
        assert!(!told.contains(secret), "{secret} is told");
    }
    assert!(told.contains("loaded a contact file") && told.contains("approved the upload"));
}

#[tokio::test]
async fn faults_are_listed_by_line_and_reason_and_the_other_rows_are_loaded() {
    let room = SampleRoom::new().await;
    let good: String = (0..25).map(|number| row(number, "28E", "")).collect();
    let faulty = "A,not-an-address,28E,,2026-05-01,yes,2026-07-01,30,female,en,yes\n\
        B,b@gmail.com,19Z,,2026-05-01,yes,2026-07-01,30,female,en,yes\n\
        C,c@gmail.com,28E,dragon,2026-05-01,yes,2026-07-01,30,female,en,yes\n\
        D,d@gmail.com,28E,,01/05/2026,yes,2026-07-01,30,female,en,yes\n\
        E,e@gmail.com,28E,,2026-05-01\n";
    let loaded = room
        .load(&format!("{HEADER}{good}{faulty}"))
        .await
        .expect("loaded");
    let summary = loaded.summary;
    assert_eq!(
        (summary.rows, summary.faulty, summary.frame, summary.invited),
        (30, 5, 25, 25)
    );
    let listed: Vec<String> = summary
        .faults
        .iter()
        .map(|fault| format!("{} {}", fault.line, fault.reason))
        .collect();
    for (fault, start) in listed.iter().zip([
        "27 email",
        "28 offence_code",
        "29 flags",
        "30 recorded_date",
        "31 the row has 5",
    ]) {
        assert!(fault.starts_with(start), "{fault}");
    }
    assert_eq!(
        summary.unknown_codes.get("19Z"),
        Some(&1),
        "an unknown code is named and never guessed"
    );
}

/// A row for each reason to be left out, and the one that keeps somebody in.
const LEFT_OUT: &str = "1,u@gmail.com,28E,,2026-05-01,yes,2026-07-01,15,female,en,yes\n\
    2,q@gmail.com,28E,,2026-03-31,yes,2026-07-01,30,female,en,yes\n\
    3,d@gmail.com,92E,,2026-05-01,yes,2026-07-01,30,female,en,yes\n\
    4,o@gmail.com,8S,,2026-05-01,yes,2026-07-01,30,female,en,yes\n\
    5,b@gmail.com,1,,2026-05-01,,,30,female,en,yes\n\
    6,a@gmail.com,8N,domestic-abuse,2026-05-01,,,30,female,en,yes\n\
    7,l@gmail.com,8N,da,2026-05-01,yes,2025-06-01,30,female,en,yes\n\
    8,n@gmail.com,28E,,2026-05-01,no,2026-07-01,30,female,en,yes\n\
    9,,28E,,2026-05-01,yes,2026-07-01,30,female,en,yes\n\
    10,s@gmail.com,8N,,2026-05-01,yes,2026-07-01,30,female,en,yes\n\
    11,S@gmail.com,8N,,2026-05-01,yes,2026-07-01,30,male,en,yes\n\
    12,t@gmail.com,28E,,2026-05-01,yes,2026-07-01,30,female,en,yes\n\
    13,t@gmail.com,45,,2026-05-01,yes,2026-07-01,31,female,en,yes\n\
    14,j@gmail.com,28E,,2026-05-01,,,17,female,en,yes\n";

#[tokio::test]
async fn every_exclusion_has_one_reason_and_the_counts_add_up() {
    let room = SampleRoom::new().await;
    let keep: String = (0..30).map(|number| row(number, "28E", "")).collect();
    let summary = room
        .load(&format!("{HEADER}{keep}{LEFT_OUT}"))
        .await
        .expect("loaded")
        .summary;
    let excluded: Vec<_> = summary
        .excluded
        .iter()
        .map(|(reason, count)| (reason.as_str(), *count))
        .collect();
    assert_eq!(
        excluded,
        [
            ("deceased-no-relative", 1),
            ("mark-lapsed", 1),
            ("no-email", 1),
            ("no-personal-victim", 1),
            ("no-safe-contact", 3),
            ("officer-on-duty", 1),
            ("outside-quarter", 1),
            ("same-person-twice", 1),
            ("shared-address", 2),
            ("under-age", 1),
        ]
    );
    assert_eq!((summary.frame, summary.invited), (44, 31));
    assert_eq!(
        room.number("SELECT count(*) FROM upload WHERE draw_seed ~ '^[0-9a-f]{32}$'"),
        1,
        "the seed of the draw is recorded"
    );
    assert_eq!(
        summary.frame,
        summary.invited + summary.excluded.values().sum::<u32>()
    );
    for family in &summary.families {
        assert_eq!(family.frame, family.invited + family.excluded, "{family:?}");
        for (stage, total) in [
            ("frame", family.frame),
            ("excluded", family.excluded),
            ("invited", family.invited),
        ] {
            let counts = summary
                .frame_counts
                .iter()
                .filter(|count| count.family == family.family && count.stage == stage);
            assert_eq!(
                counts.map(|count| count.count).sum::<u32>(),
                total,
                "{stage} of {family:?}"
            );
        }
    }
    assert_eq!(room.number("SELECT count(*) FROM staged_contact"), 31);
}

#[tokio::test]
async fn whoever_asked_not_to_be_written_to_is_left_out_for_good() {
    let room = SampleRoom::new().await;
    let key: &OptOutKey = &room.web.opt_out;
    let tags = [key.tag(&SecretString::from("Person3@Gmail.com"))];
    let mut conn = room.database.connect("heard_web").await;
    opt_outs::insert_opt_outs(&mut conn, &tags).await.expect("kept");
    let summary = room.load(&burglaries(30)).await.expect("loaded").summary;
    assert_eq!(
        (summary.invited, summary.excluded.get("known-before")),
        (29, Some(&1))
    );
}

#[tokio::test]
async fn a_file_that_breaks_off_or_breaks_down_leaves_the_database_as_it_was() {
    let room = SampleRoom::new().await;
    let good = burglaries(5_000).into_bytes();
    let gone = Error::new(ErrorKind::ConnectionReset, "gone");
    let broken_off = room.load_pieces(vec![Ok(good.clone()), Err(gone)]).await;
    assert!(matches!(broken_off, Err(LoadSampleError::BrokenOff(_))));
    let broken_down = room
        .load_pieces(vec![Ok(good), Ok(b"1,\xff\xfe,28E\n".to_vec())])
        .await;
    let message = broken_down.expect_err("no UTF-8").to_string();
    assert!(
        message.contains("line 5002") && message.contains("UTF-8"),
        "{message}"
    );
    for table in ["upload", "staged_contact", "contact", "frame_count"] {
        assert_eq!(
            room.number(&format!("SELECT count(*) FROM {table}")),
            0,
            "{table}"
        );
    }
}

#[tokio::test]
async fn an_upload_that_one_private_domain_fills_cannot_be_approved() {
    let room = SampleRoom::new().await;
    let filled = burglaries(40).replace("gmail.com", "one-firm.example");
    let upload = room.load(&filled).await.expect("loaded").upload;
    let refused = room.approve(upload).await.expect_err("refused");
    assert!(
        matches!(&refused, DecideUploadError::Crowd(faults) if matches!(faults[..], [CrowdFault::PrivateDomain { .. }]))
    );
    assert!(!refused.to_string().contains("one-firm"), "{refused}");
    assert_eq!(
        room.number("SELECT count(*) FROM upload WHERE state = 'pending'"),
        1,
        "nothing was changed"
    );
    let mut conn = room.database.connect("heard_web").await;
    refuse_upload(&mut conn, upload, room.deciding())
        .await
        .expect("refused by hand");
    assert_eq!(room.number("SELECT count(*) FROM staged_contact"), 0);
    assert_eq!(
        room.number("SELECT count(*) FROM upload WHERE sealed_data_key IS NULL AND state = 'refused'"),
        1
    );
}

#[tokio::test]
async fn a_small_upload_may_join_a_crowd_and_not_be_one() {
    let room = SampleRoom::new().await;
    let small = room.load(&burglaries(19)).await.expect("loaded").upload;
    let refused = room.approve(small).await.expect_err("too small");
    assert!(
        refused.to_string().contains("19 people, fewer than 20"),
        "{refused}"
    );
    let large = room
        .load(&burglaries(50).replace("person", "someone"))
        .await
        .expect("loaded")
        .upload;
    room.approve(large).await.expect("a crowd");
    room.approve(small).await.expect("joins it");
    let mut conn = room.database.connect("heard_web").await;
    let invited = frame_counts::count_invited(&mut conn, room.wave)
        .await
        .expect("counted");
    assert_eq!(invited, [("burglary".to_owned(), 69)]);
    let counts = frame_counts::list_counts(&mut conn, room.wave)
        .await
        .expect("counts");
    assert!(counts.iter().all(|count| count.count >= 10), "{counts:?}");
}

#[tokio::test]
async fn an_upload_is_decided_once_and_not_by_whoever_loaded_it() {
    let room = SampleRoom::new().await;
    let upload = room.load(&burglaries(30)).await.expect("loaded").upload;
    let mut conn = room.database.connect("heard_web").await;
    let own = heard::operations::Deciding {
        actor: "paula",
        ..room.deciding()
    };
    let refused = heard::operations::approve_upload(&mut conn, &room.definitions, upload, own).await;
    assert!(matches!(refused, Err(DecideUploadError::OwnUpload(_))));
    let (one, other) = tokio::join!(room.approve(upload), room.approve(upload));
    assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
    assert_eq!(
        room.number("SELECT sum(count) FROM frame_count WHERE stage = 'invited'"),
        30
    );
}

#[tokio::test]
async fn a_wave_takes_no_sample_before_its_keys_and_none_after_its_fieldwork() {
    let room = SampleRoom::preparing().await;
    assert!(matches!(
        room.load(&burglaries(30)).await,
        Err(LoadSampleError::Preparing)
    ));
    room.database.sql("UPDATE wave SET state = 'closed'");
    assert!(matches!(
        room.load(&burglaries(30)).await,
        Err(LoadSampleError::Over)
    ));
}

#[tokio::test]
async fn cases_of_other_families_that_carry_a_vawg_flag_are_counted_beside_it() {
    let room = SampleRoom::new().await;
    let shops: String = (0..25)
        .map(|number| row(number, "46", if number < 12 { "stalking" } else { "" }))
        .collect();
    let summary = room
        .load(&format!("{HEADER}{shops}"))
        .await
        .expect("loaded")
        .summary;
    assert_eq!(summary.vawg_elsewhere, 12);
    let elsewhere: u32 = summary
        .frame_counts
        .iter()
        .filter(|count| count.stage == "vawg_elsewhere")
        .map(|count| count.count)
        .sum();
    assert_eq!(elsewhere, 12);
    assert!(
        summary
            .frame_counts
            .iter()
            .all(|count| count.family == "business-crime")
    );
}
