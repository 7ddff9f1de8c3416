//! Cards: counted as invited, opened by nothing that the database holds, and mixed with everybody's answers.

use heard::ballot::CardKey;
use heard::operations::{MakeCardsError, WantedCards, make_card_gates, make_cards};
use heard::survey::response::Mode;
use secrecy::ExposeSecret;

use super::station::{Station, Wave, definitions, machine_time, marked};

async fn made(
    station: &mut Station,
    wave: Wave,
    family: &str,
    count: usize,
) -> Result<Vec<heard::ballot::CardCode>, MakeCardsError> {
    let mut web = station.database.connect("heard_web").await;
    let wanted = WantedCards {
        wave: wave.id,
        family,
        count,
        actor: "paula",
        today: wave.from,
        at: machine_time(),
    };
    make_cards(
        &mut web,
        &station.web_keys.card,
        wanted,
        definitions(),
        &mut station.rng,
    )
    .await
}

#[tokio::test]
async fn a_card_counts_as_invited_opens_once_and_leaves_its_mode_on_a_slip() {
    let mut station = Station::new().await;
    let wave = station.open_wave(&[("28E", 40)]).await;
    let codes = made(&mut station, wave, "burglary", 5).await.expect("cards");
    let frame = "SELECT sum(count) FROM frame_count WHERE stage = 'invited' AND family = 'burglary'";
    assert_eq!(station.database.sql(frame).trim(), "45");
    assert_eq!((station.count("new_card"), station.count("gate")), (5, 40));

    let mut mailer = station.database.connect("heard_mailer").await;
    for expected in [5, 0] {
        let gated = make_card_gates(&mut mailer, &mut station.rng)
            .await
            .expect("gates");
        assert_eq!(gated, expected);
    }
    assert_eq!((station.count("new_card"), station.count("gate")), (0, 45));

    let link = codes[0].link(&station.web_keys.card);
    let told = marked(0).of(Some("burglary")).in_mode(Mode::Telephone);
    station.send(wave, &link, told.clone()).await.expect("sent");
    assert!(
        station.send(wave, &link, told).await.is_err(),
        "a card opens once"
    );
    station.send_many(wave, "burglary", 12).await;
    station.close_and_mix(wave).await;
    station.purge(wave).await;
    let account = ["invited", "delivered", "failed", "stopped", "spent", "mixed"]
        .map(|measure| station.ledger(wave, "burglary", measure));
    assert_eq!(
        account,
        [45, 0, 40, 0, 13, 13],
        "a card is neither a letter that left nor one that failed"
    );
    let slips = |mode: &str| {
        let rows = format!("slip WHERE characteristic = 'mode' AND category = '{mode}'");
        station.count(&rows)
    };
    assert_eq!((slips("telephone"), slips("online")), (1, 12));
    assert_eq!(
        station.count("response WHERE answers::text LIKE '%telephone%'"),
        0
    );
    assert_eq!(station.count("gate"), 0);
}

#[tokio::test]
async fn a_code_stands_nowhere_and_without_the_key_opens_nothing() {
    let mut station = Station::new().await;
    let wave = station.open_wave(&[("28E", 40)]).await;
    let codes = made(&mut station, wave, "burglary", 3).await.expect("cards");
    let everything = station.database.sql(
        "SELECT string_agg(query_to_xml(format('SELECT * FROM %I', table_name), true, true, '')::text, '') \
         FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'",
    );
    assert!(
        everything.contains("made cards"),
        "the audit tells that cards were made"
    );
    for code in &codes {
        let letters = code.to_letters();
        assert!(!everything.contains(letters.expose_secret()));
        let stranger = code.link(&CardKey::from_bytes([9; 32]));
        let hash = data_encoding::HEXLOWER.encode(stranger.gate().as_bytes());
        assert_eq!(station.count(&format!("new_card WHERE gate = '\\x{hash}'")), 0);
        let own = code.link(&station.web_keys.card);
        let hash = data_encoding::HEXLOWER.encode(own.gate().as_bytes());
        assert_eq!(station.count(&format!("new_card WHERE gate = '\\x{hash}'")), 1);
    }
}

#[tokio::test]
async fn a_handful_of_cards_is_refused_where_it_would_be_the_crowd() {
    let mut station = Station::new().await;
    let wave = station.open_wave(&[("28E", 40)]).await;
    let refused = made(&mut station, wave, "never-reported", 19)
        .await
        .expect_err("too few");
    assert!(refused.to_string().contains("Make 20 or more"), "{refused}");
    assert_eq!(station.count("new_card"), 0);
    made(&mut station, wave, "never-reported", 20)
        .await
        .expect("a crowd");
    made(&mut station, wave, "never-reported", 1)
        .await
        .expect("one more");
    for count in [0, 501] {
        let refused = made(&mut station, wave, "burglary", count)
            .await
            .expect_err("count");
        assert!(matches!(refused, MakeCardsError::Count));
    }
    let refused = made(&mut station, wave, "piracy", 20).await.expect_err("family");
    assert!(matches!(refused, MakeCardsError::NoFamily(_)));
}

#[tokio::test]
async fn a_wave_that_is_over_has_no_cards_and_forgets_those_that_were_never_gates() {
    let mut station = Station::new().await;
    let wave = station.open_wave(&[("28E", 40)]).await;
    made(&mut station, wave, "burglary", 4).await.expect("cards");
    station.send_many(wave, "burglary", 12).await;
    station.close_and_mix(wave).await;
    let refused = made(&mut station, wave, "burglary", 4).await.expect_err("over");
    assert!(matches!(refused, MakeCardsError::Over));
    let mut mailer = station.database.connect("heard_mailer").await;
    assert_eq!(
        make_card_gates(&mut mailer, &mut station.rng)
            .await
            .expect("none"),
        0
    );
    station.purge(wave).await;
    assert_eq!(station.count("new_card"), 0);
}
