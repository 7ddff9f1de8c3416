//! One letter and a relay that behaves well, badly or not at all.

use std::num::NonZeroUsize;
use std::time::Duration;

use chrono::{DateTime, Utc};
use heard::mail::{Contents, Kind, Letter, MailError, Mailer, Relay, Sender, Settings, Transport};
use heard::survey::questionnaire::Wording;
use url::Url;

use crate::harness::day;
use crate::harness::smtp::{Act, Moment, SmtpServer};

fn url(text: &str) -> Url {
    text.parse().expect("a URL")
}

fn settings(relay: &str, time_limit: Duration) -> Settings {
    Settings {
        sender: Sender::parse("Feedback <feedback@answers.example>").expect("a neutral sender"),
        survey_url: url("https://answers.example"),
        transport: Transport::Smtp(Relay::parse(relay).expect("a relay")),
        time_limit,
        in_flight: NonZeroUsize::new(4).expect("not zero"),
    }
}

/// For relays that answer, however busy the machine is.
const AMPLE: Duration = Duration::from_secs(60);
/// For relays that fall silent, once: the test waits for it. What comes before the silence must fit in it, on a
/// busy machine too.
const SHORT: Duration = Duration::from_secs(2);

fn mailer(server: &SmtpServer, time_limit: Duration) -> Mailer {
    Mailer::new(&settings(&server.url(), time_limit)).expect("a mailer")
}

fn letter_to(address: &str) -> Letter {
    let now: DateTime<Utc> = "2026-06-01T10:00:00Z".parse().expect("a time");
    let contents = Contents {
        to: address,
        kind: Kind::Invitation,
        words: &Wording::default(),
        minutes: (4, 23),
        link: &url("https://answers.example/s/abcdefghijklmnopqrstuvwxyz"),
        stop: &url("https://answers.example/stop/zyxwvutsrqponmlkjihgfedcba"),
        until: day("2026-07-05"),
        message_id: "0123456789abcdef",
        now,
    };
    Letter::compose(&settings("smtp://127.0.0.1", AMPLE).sender, &contents).expect("a letter")
}

/// Sends one letter to a relay that does `act` at `moment`, and agrees otherwise.
async fn send_when(moment: Moment, act: Act, time_limit: Duration) -> (Result<(), MailError>, SmtpServer) {
    let server = SmtpServer::start(move |scene| {
        if scene.moment == moment {
            act.clone()
        } else {
            Act::Agree
        }
    })
    .await;
    let outcome = mailer(&server, time_limit)
        .send(&letter_to("anna@example.net"))
        .await;
    (outcome, server)
}

#[tokio::test]
async fn a_letter_leaves_and_is_read_back_as_it_was_written() {
    let server = SmtpServer::agreeable().await;
    let letter = letter_to("anna@example.net");
    mailer(&server, AMPLE).send(&letter).await.expect("it leaves");
    let arrived = server.arrived();
    assert_eq!(arrived.len(), 1);
    assert_eq!(arrived[0].recipient, "anna@example.net");
    let written = String::from_utf8(letter.to_bytes()).expect("text");
    assert_eq!(arrived[0].text.trim_end(), written.trim_end());
}

#[tokio::test]
async fn connections_are_kept_from_letter_to_letter() {
    let server = SmtpServer::agreeable().await;
    let mailer = mailer(&server, AMPLE);
    for _ in 0..3 {
        mailer
            .send(&letter_to("anna@example.net"))
            .await
            .expect("it leaves");
    }
    assert_eq!((server.arrived().len(), server.connections()), (3, 1));
}

#[tokio::test]
async fn a_kept_connection_that_went_stale_is_replaced_and_the_letter_leaves_once() {
    let server = SmtpServer::start(|scene| match (scene.connection, scene.moment) {
        (1, Moment::Text) => Act::AgreeAndClose,
        _ => Act::Agree,
    })
    .await;
    let mailer = mailer(&server, AMPLE);
    mailer
        .send(&letter_to("anna@example.net"))
        .await
        .expect("it leaves");
    mailer
        .send(&letter_to("ben@example.net"))
        .await
        .expect("it leaves");
    let recipients: Vec<String> = server
        .arrived()
        .into_iter()
        .map(|letter| letter.recipient)
        .collect();
    assert_eq!(recipients, ["anna@example.net", "ben@example.net"]);
}

#[tokio::test]
async fn a_relay_that_says_goodbye_on_a_kept_connection_gets_the_letter_on_a_fresh_one() {
    let server = SmtpServer::start(|scene| match (scene.connection, scene.moment, scene.recipient) {
        (1, Moment::Sender, before) if !before.is_empty() => Act::Reply("421 4.4.2 idle for too long"),
        _ => Act::Agree,
    })
    .await;
    let mailer = mailer(&server, AMPLE);
    for address in ["anna@example.net", "ben@example.net"] {
        mailer.send(&letter_to(address)).await.expect("it leaves");
    }
    assert_eq!((server.arrived().len(), server.connections()), (2, 2));
}

#[tokio::test]
async fn replies_that_say_not_now_allow_another_try() {
    for (moment, reply, code) in [
        (Moment::Recipient, "450 4.2.0 greylisted", 450),
        (Moment::Recipient, "452-4.5.3 too\r\n452 4.5.3 many", 452),
        (Moment::Sender, "451 4.3.0 later", 451),
        (Moment::Announced, "421 4.3.2 closing", 421),
        (Moment::Text, "451 4.3.0 later", 451),
    ] {
        let (outcome, _) = send_when(moment, Act::Reply(reply), AMPLE).await;
        assert_eq!(
            outcome,
            Err(MailError::Transient(Some(code))),
            "{reply} at {moment:?}"
        );
    }
}

#[tokio::test]
async fn replies_that_say_never_allow_no_other_try() {
    for (moment, reply, code) in [
        (Moment::Recipient, "550 5.1.1 no such person", 550),
        (Moment::Recipient, "552-5.2.2 full\r\n552 5.2.2 for good", 552),
        (Moment::Text, "554 5.6.0 not this", 554),
    ] {
        let (outcome, _) = send_when(moment, Act::Reply(reply), AMPLE).await;
        assert_eq!(
            outcome,
            Err(MailError::Permanent(Some(code))),
            "{reply} at {moment:?}"
        );
    }
}

#[tokio::test]
async fn a_refusal_of_us_is_not_taken_for_a_refusal_of_the_person() {
    for (moment, reply) in [
        (Moment::Connected, "554 5.3.2 no service"),
        (Moment::Sender, "550 5.1.8 unknown sender"),
        (Moment::Recipient, "550 5.7.1 relaying denied"),
        (Moment::Text, "550 5.7.1 looks like bulk mail"),
    ] {
        let (outcome, _) = send_when(moment, Act::Reply(reply), AMPLE).await;
        assert!(
            matches!(outcome, Err(MailError::Relay(Some(_)))),
            "{reply} at {moment:?}: {outcome:?}"
        );
    }
}

#[tokio::test]
async fn a_wrong_password_stops_all_letters() {
    let server = SmtpServer::start(|scene| match scene.moment {
        Moment::SignIn => Act::Reply("535 5.7.8 wrong"),
        _ => Act::Agree,
    })
    .await;
    let relay = format!("smtp://post:secret@{}", server.address());
    let mailer = Mailer::new(&settings(&relay, AMPLE)).expect("a mailer");
    assert_eq!(
        mailer.send(&letter_to("anna@example.net")).await,
        Err(MailError::Relay(Some(535)))
    );
    assert!(server.arrived().is_empty());
}

#[tokio::test]
async fn silence_or_a_broken_connection_before_the_text_leaves_nothing_behind() {
    let scenes = [Moment::Sender, Moment::Recipient, Moment::Announced]
        .into_iter()
        .flat_map(|moment| [(moment, Act::Hang, SHORT), (moment, Act::Close, AMPLE)]);
    let tried = scenes.map(|(moment, act, time_limit)| async move {
        let (outcome, server) = send_when(moment, act.clone(), time_limit).await;
        assert_eq!(outcome, Err(MailError::Transient(None)), "{act:?} at {moment:?}");
        assert!(server.arrived().is_empty());
    });
    futures_util::future::join_all(tried).await;
}

#[tokio::test]
async fn silence_or_a_broken_connection_after_the_text_is_unknown() {
    for (act, time_limit) in [(Act::Hang, SHORT), (Act::Close, AMPLE)] {
        let (outcome, server) = send_when(Moment::Text, act.clone(), time_limit).await;
        assert_eq!(outcome, Err(MailError::Unknown), "{act:?}");
        assert_eq!(server.arrived().len(), 1, "the text did arrive");
    }
}

#[tokio::test]
async fn a_relay_that_never_greets_or_is_not_there_stops_all_letters() {
    let (outcome, _) = send_when(Moment::Connected, Act::Hang, SHORT).await;
    assert_eq!(outcome, Err(MailError::Relay(None)));
    let nobody = Mailer::new(&settings("smtp://127.0.0.1:1", AMPLE)).expect("a mailer");
    assert_eq!(
        nobody.send(&letter_to("anna@example.net")).await,
        Err(MailError::Relay(None))
    );
}

#[tokio::test]
async fn where_tls_is_asked_for_and_not_offered_nothing_is_sent() {
    let server = SmtpServer::agreeable().await;
    let relay = format!("{}?tls=required", server.url());
    let mailer = Mailer::new(&settings(&relay, AMPLE)).expect("a mailer");
    assert!(matches!(
        mailer.send(&letter_to("anna@example.net")).await,
        Err(MailError::Relay(_))
    ));
    assert!(server.arrived().is_empty());
}

#[tokio::test]
async fn no_error_repeats_the_address_that_the_relay_repeats() {
    let (outcome, _) = send_when(
        Moment::Recipient,
        Act::Reply("550 5.1.1 <anna@example.net> is not here"),
        AMPLE,
    )
    .await;
    let error = outcome.expect_err("refused");
    assert!(!format!("{error} {error:?}").contains("anna"));
}

#[tokio::test]
async fn a_folder_gets_each_letter_once_however_often_it_is_put_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let letters = folder.path().join("letters");
    let mailer = Mailer::Folder(letters.clone());
    let letter = letter_to("anna@example.net");
    mailer.send(&letter).await.expect("it is put there");
    mailer.send(&letter).await.expect("it is put there");
    let files: Vec<_> = std::fs::read_dir(&letters)
        .expect("the folder")
        .flatten()
        .collect();
    assert_eq!(files.len(), 1);
    assert_eq!(
        std::fs::read(files[0].path()).expect("a letter"),
        letter.to_bytes()
    );
}
