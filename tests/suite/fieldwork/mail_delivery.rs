//! From the outbox to the inbox: everybody once, nobody twice, nobody who must not be written to.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use chrono::TimeDelta;
use heard::operations::chance::system_rng;
use heard::operations::definition_files::shipped_definitions;
use heard::operations::deliver_letters::{Delivered, MailRest, deliver_letters};
use heard::store::outbox::{Claim, claim_due};
use heard::survey::questionnaire::Definitions;

use super::post::{Post, at, later, letters_of};
use crate::harness::smtp::{Act, Moment, SmtpServer};

const AMPLE: Duration = Duration::from_secs(60);
/// For a relay that falls silent: what comes before must fit in it, on a busy machine too.
const SHORT: Duration = Duration::from_secs(2);

#[tokio::test]
async fn every_contact_gets_one_letter_with_the_link_that_is_its_own() {
    let post = Post::new();
    let anna = post.db_invite("anna@example.net", None);
    let ben = post.db_invite("ben@example.net", Some("2026-06-02"));
    let relay = SmtpServer::agreeable().await;
    let delivered = post.desk(&relay, AMPLE).deliver(at("2026-06-02")).await;
    assert_eq!(
        delivered,
        Delivered {
            sent: 2,
            ..Delivered::default()
        }
    );
    for (contact, address) in [(anna, "anna@example.net"), (ben, "ben@example.net")] {
        let letters: Vec<_> = relay
            .arrived()
            .into_iter()
            .filter(|letter| letter.recipient == address)
            .collect();
        assert_eq!(letters.len(), 1);
        let link = post.link_of(contact);
        assert!(
            letters[0]
                .text
                .contains(&format!("https://answers.example/s/{}\r\n", letters_of(&link)))
        );
        assert!(
            letters[0]
                .text
                .contains("List-Unsubscribe: <https://answers.example/stop/")
        );
        assert!(
            letters[0].text.contains(&link.letter_name("invitation")),
            "a Message-ID that is always the same"
        );
        assert!(letters[0].text.contains("until 28 June 2026"));
    }
    assert_eq!(post.states(), "sent 2");
}

/// A letter's text as it was written: soft breaks and escapes of quoted-printable taken back.
fn decoded(raw: &str) -> String {
    let raw = raw.replace("=\r\n", "");
    let mut parts = raw.split('=');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        match part
            .get(..2)
            .and_then(|digits| u8::from_str_radix(digits, 16).ok())
        {
            Some(byte) => {
                bytes.push(byte);
                bytes.extend(&part.as_bytes()[2..]);
            }
            None => bytes.extend(format!("={part}").as_bytes()),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[tokio::test]
async fn a_letter_is_in_the_contacts_language_where_it_is_offered_and_its_link_leads_to_pages_in_it() {
    for (offered, sentence) in [
        (true, "Aby zacząć, otwórz tę stronę."),
        (false, "To begin, open this page."),
    ] {
        let post = Post::new();
        let ola = post.db_invite_in("pl-PL", "ola@example.net", None);
        let relay = SmtpServer::agreeable().await;
        let mut desk = post.desk(&relay, AMPLE);
        if offered {
            desk.room = post.room(&relay, AMPLE).in_rehearsal();
        }
        assert_eq!(desk.deliver(at("2026-06-02")).await.sent, 1);
        let letter = decoded(&relay.arrived()[0].text);
        let link = format!("https://answers.example/s/{}", letters_of(&post.link_of(ola)));
        assert!(letter.contains(sentence), "{letter}");
        assert_eq!(letter.contains(&format!("{link}?in=pl\r\n")), offered, "{letter}");
        assert_eq!(letter.contains(&format!("{link}\r\n")), !offered, "{letter}");
        let in_one_line = letter.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(in_one_line.contains("28 czerwca 2026"), offered, "{letter}");
    }
}

#[tokio::test]
async fn a_letter_says_the_minutes_that_the_path_walker_measured() {
    let definitions = Definitions::parse(&shipped_definitions()).expect("the shipped definitions check");
    let (shortest, longest) = definitions.minutes();
    let post = Post::to(1);
    let relay = SmtpServer::agreeable().await;
    post.desk(&relay, AMPLE).deliver(at("2026-06-02")).await;
    let letter = relay.arrived()[0]
        .text
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    let said = format!("It takes between {shortest} and {longest} minutes, depending on what you answer.");
    assert!(letter.contains(&said), "{letter}");
}

#[tokio::test]
async fn without_questionnaires_no_letter_is_claimed() {
    let post = Post::to(1);
    post.database.sql("DELETE FROM questionnaire_version");
    let relay = SmtpServer::agreeable().await;
    let room = post.room(&relay, AMPLE);
    let mut conn = post.database.connect("heard_mailer").await;
    let round = deliver_letters(
        &mut conn,
        &room,
        &mut MailRest::default(),
        at("2026-06-02"),
        &mut system_rng(),
    )
    .await;
    assert!(round.is_err_and(|error| error.to_string().contains("no questionnaires are loaded yet")));
    assert_eq!(post.states(), "ready 1", "it waits for its words");
}

#[tokio::test]
async fn a_database_that_fails_before_anything_left_costs_nobody_her_letter() {
    let post = Post::to(2);
    let relay = SmtpServer::agreeable().await;
    let room = post.room(&relay, AMPLE);
    let mut conn = post.database.connect("heard_mailer").await;
    let mut rest = MailRest::default();
    let times = at("2026-06-02");
    post.database.sql("ALTER TABLE stop RENAME TO out_of_reach");
    deliver_letters(&mut conn, &room, &mut rest, times, &mut system_rng())
        .await
        .expect_err("nobody can say who has stopped");
    assert_eq!((post.states(), relay.arrived().len()), ("ready 2".to_owned(), 0));
    post.database.sql("ALTER TABLE out_of_reach RENAME TO stop");
    let delivered = deliver_letters(&mut conn, &room, &mut rest, times, &mut system_rng()).await;
    assert_eq!(delivered.expect("a round").sent, 2);
}

#[tokio::test]
async fn two_workers_at_once_send_nobody_two_letters() {
    let post = Post::to(30);
    let relay = SmtpServer::agreeable().await;
    let room = post.room(&relay, AMPLE);
    let (mut one, mut other) = (MailRest::default(), MailRest::default());
    let (one, other) = tokio::join!(
        post.deliver(&room, &mut one, at("2026-06-02")),
        post.deliver(&room, &mut other, at("2026-06-02"))
    );
    assert_eq!(one.sent + other.sent, 30);
    let recipients: BTreeSet<String> = relay
        .arrived()
        .into_iter()
        .map(|letter| letter.recipient)
        .collect();
    assert_eq!((relay.arrived().len(), recipients.len()), (30, 30));
}

#[tokio::test]
async fn a_letter_refused_for_now_waits_and_then_leaves() {
    let tries = AtomicUsize::new(0);
    let relay = SmtpServer::start(move |scene| match scene.moment {
        Moment::Recipient if tries.fetch_add(1, Ordering::Relaxed) == 0 => Act::Reply("450 4.2.0 greylisted"),
        _ => Act::Agree,
    })
    .await;
    let post = Post::to(1);
    let mut desk = post.desk(&relay, AMPLE);
    let first = desk.deliver(at("2026-06-02")).await;
    assert_eq!(
        first,
        Delivered {
            later: 1,
            ..Delivered::default()
        }
    );
    let soon = later(at("2026-06-02"), TimeDelta::minutes(4));
    assert!(desk.deliver(soon).await.is_nothing(), "not before its time");
    let then = later(at("2026-06-02"), TimeDelta::minutes(7));
    assert_eq!(desk.deliver(then).await.sent, 1);
    assert_eq!(relay.arrived().len(), 1);
}

#[tokio::test]
async fn a_letter_refused_for_days_is_given_up() {
    let relay = SmtpServer::start(|scene| match scene.moment {
        Moment::Recipient => Act::Reply("452 4.2.2 full"),
        _ => Act::Agree,
    })
    .await;
    let post = Post::to(1);
    let mut desk = post.desk(&relay, AMPLE);
    for hours in (0..120).step_by(6) {
        desk.deliver(later(at("2026-06-02"), TimeDelta::hours(hours)))
            .await;
    }
    assert_eq!(post.states(), "failed 1");
}

#[tokio::test]
async fn a_letter_refused_for_good_fails_and_is_never_tried_again() {
    let relay = SmtpServer::start(|scene| match scene.recipient {
        "person0@example.net" if scene.moment == Moment::Recipient => Act::Reply("550 5.1.1 nobody"),
        _ => Act::Agree,
    })
    .await;
    let post = Post::to(3);
    let mut desk = post.desk(&relay, AMPLE);
    let delivered = desk.deliver(at("2026-06-02")).await;
    assert_eq!(
        delivered,
        Delivered {
            sent: 2,
            failed: 1,
            ..Delivered::default()
        }
    );
    assert!(
        desk.deliver(later(at("2026-06-02"), TimeDelta::days(9)))
            .await
            .is_nothing()
    );
    assert_eq!(post.states(), "failed 1, sent 2");
}

#[tokio::test]
async fn silence_after_the_text_is_unknown_and_the_letter_is_never_sent_twice() {
    let relay = SmtpServer::start(|scene| match scene.moment {
        Moment::Text => Act::Hang,
        _ => Act::Agree,
    })
    .await;
    let post = Post::to(2);
    let mut desk = post.desk(&relay, SHORT);
    let delivered = desk.deliver(at("2026-06-02")).await;
    assert_eq!(
        delivered,
        Delivered {
            unknown: 2,
            ..Delivered::default()
        }
    );
    for days in 1..5 {
        assert!(
            desk.deliver(later(at("2026-06-02"), TimeDelta::days(days)))
                .await
                .is_nothing()
        );
    }
    assert_eq!(relay.arrived().len(), 2);
    assert_eq!(post.states(), "unknown 2");
}

#[tokio::test]
async fn what_a_lost_worker_had_claimed_becomes_unknown_and_is_not_sent_again() {
    let post = Post::to(3);
    let mut lost = post.database.connect("heard_mailer").await;
    let times = at("2026-06-02");
    let claim = Claim {
        today: times.today,
        machine_now: times.machine_now,
        lease_until: times.machine_now + TimeDelta::minutes(7),
        resting: &[],
        limit: 2,
    };
    assert_eq!(claim_due(&mut lost, &claim).await.expect("claimed").len(), 2);
    drop(lost);
    let relay = SmtpServer::agreeable().await;
    let mut desk = post.desk(&relay, AMPLE);
    assert_eq!(
        desk.deliver(times).await.sent,
        1,
        "the one that nobody had claimed"
    );
    let delivered = desk.deliver(later(times, TimeDelta::minutes(8))).await;
    assert_eq!(
        delivered,
        Delivered {
            unknown: 2,
            ..Delivered::default()
        }
    );
    assert_eq!(
        (post.states().as_str(), relay.arrived().len()),
        ("sent 1, unknown 2", 1)
    );
}

#[tokio::test]
async fn whoever_stopped_or_is_no_longer_safe_to_write_to_gets_nothing() {
    let post = Post::new();
    let stopped = post.db_invite("stopped@example.net", None);
    post.db_stop(stopped);
    post.db_invite("lapsed@example.net", Some("2026-06-01"));
    post.db_invite("safe@example.net", Some("2026-06-30"));
    let relay = SmtpServer::agreeable().await;
    let delivered = post.desk(&relay, AMPLE).deliver(at("2026-06-02")).await;
    assert_eq!(
        delivered,
        Delivered {
            sent: 1,
            failed: 2,
            ..Delivered::default()
        }
    );
    let recipients: Vec<String> = relay
        .arrived()
        .into_iter()
        .map(|letter| letter.recipient)
        .collect();
    assert_eq!(recipients, ["safe@example.net"]);
}

#[tokio::test]
async fn letters_leave_from_the_first_day_of_fieldwork_to_its_last_and_only_while_the_wave_is_open() {
    let relay = SmtpServer::agreeable().await;
    let post = Post::to(1);
    let mut desk = post.desk(&relay, AMPLE);
    for day in ["2026-05-31", "2026-06-29"] {
        assert!(desk.deliver(at(day)).await.is_nothing(), "{day}");
    }
    post.database.sql("UPDATE wave SET state = 'closed'");
    assert!(desk.deliver(at("2026-06-10")).await.is_nothing());
    post.database.sql("UPDATE wave SET state = 'open'");
    assert_eq!(desk.deliver(at("2026-06-28")).await.sent, 1);
}

#[tokio::test]
async fn while_the_relay_takes_nothing_letters_wait_and_no_try_is_counted() {
    let relay = SmtpServer::start(|scene| match scene.connection {
        1..=4 if scene.moment == Moment::Connected => Act::Reply("554 5.3.2 no service"),
        _ => Act::Agree,
    })
    .await;
    let post = Post::to(9);
    let mut desk = post.desk(&relay, AMPLE);
    let delivered = desk.deliver(at("2026-06-02")).await;
    assert_eq!(
        delivered,
        Delivered {
            later: 4,
            ..Delivered::default()
        },
        "one round, then mail rests"
    );
    assert_eq!(post.database.sql("SELECT sum(attempts) FROM outbox").trim(), "0");
    let then = later(at("2026-06-02"), TimeDelta::minutes(6));
    assert_eq!(desk.deliver(then).await.sent, 9);
}

#[tokio::test]
async fn letters_whose_keys_are_missing_wait_for_them() {
    let post = Post::to(2);
    post.keys.destroy_wave(post.wave).expect("destroyed");
    let relay = SmtpServer::agreeable().await;
    let mut conn = post.database.connect("heard_mailer").await;
    let mut desk = post.desk(&relay, AMPLE);
    let round = deliver_letters(
        &mut conn,
        &desk.room,
        &mut desk.rest,
        at("2026-06-02"),
        &mut system_rng(),
    )
    .await;
    assert_eq!(
        round.expect("a round"),
        Delivered {
            later: 2,
            ..Delivered::default()
        }
    );
    assert_eq!((post.states().as_str(), relay.arrived().len()), ("ready 2", 0));
}
