//! Drafts: only the sitting's cookie opens them, and not for long.

use chrono::{Days, NaiveDate};
use heard::ballot::{DraftKey, LinkSecret};

use diesel_async::AsyncPgConnection;
use heard::operations::{
    BeginDraftError, Begun, DraftOf, DraftsAtHand, SavePageError, Sending, Written, begin_draft,
    delete_draft, find_draft, is_spent, purge_drafts, save_page, send_ballot,
};
use zeroize::Zeroizing;

use super::station::{Station, Wave, definitions, marked};
use crate::harness::seeded;

async fn begin(
    station: &Station,
    wave: Wave,
    link: &LinkSecret,
    content: &[u8],
) -> Result<Begun, BeginDraftError> {
    let conn = heard::store::get(&station.web).await.expect("a connection");
    let mut rng = seeded(content.len() as u64);
    begin_draft(
        conn,
        &station.web_keys.pepper,
        link.clone(),
        content,
        wave.from,
        &mut rng,
    )
    .await
}

/// Replaces the whole content, whatever it was.
async fn save(
    conn: &mut AsyncPgConnection,
    draft: DraftOf<'_>,
    content: &[u8],
    today: NaiveDate,
    seed: u64,
) -> Result<(), SavePageError> {
    let at_hand = DraftsAtHand::default();
    let keep = |_: &[u8]| Written::Keep(Zeroizing::new(content.to_vec()), ());
    save_page(conn, &at_hand, draft, today, &mut seeded(seed), keep).await
}

async fn find(
    conn: &mut AsyncPgConnection,
    begun: &Begun,
    key: &DraftKey,
    today: NaiveDate,
) -> Option<Vec<u8>> {
    let found = find_draft(conn, &DraftsAtHand::default(), begun.id, key, today).await;
    found.expect("asked").map(|content| content.to_vec())
}

/// A draft of a wave in fieldwork, and everything that opens it.
struct Held {
    station: Station,
    wave: Wave,
    link: LinkSecret,
    begun: Begun,
}

impl Held {
    async fn new(content: &[u8]) -> Held {
        let mut station = Station::new().await;
        let wave = station.open_wave(&[("28E", 30)]).await;
        let link = station.links(wave, "burglary")[0].clone();
        let begun = begin(&station, wave, &link, content).await.expect("begun");
        Held {
            station,
            wave,
            link,
            begun,
        }
    }

    fn draft(&self) -> DraftOf<'_> {
        DraftOf {
            link: &self.link,
            id: self.begun.id,
            key: &self.begun.key,
        }
    }
}

#[tokio::test]
async fn a_draft_is_found_with_its_key_only_and_replaced_page_by_page() {
    let held = Held::new(b"first").await;
    let (wave, begun, draft) = (held.wave, &held.begun, held.draft());
    let mut conn = held.station.database.connect("heard_web").await;
    save(&mut conn, draft, b"second", wave.from, 1)
        .await
        .expect("saved");
    let found = find(&mut conn, begun, &begun.key, wave.from).await;
    assert_eq!(found.as_deref(), Some(b"second".as_slice()));
    let stranger = DraftKey::generate(&mut seeded(2));
    assert!(find(&mut conn, begun, &stranger, wave.from).await.is_none());
    delete_draft(&mut conn, begun.id).await.expect("deleted");
    let gone = save(&mut conn, draft, b"third", wave.from, 3).await;
    assert!(matches!(gone, Err(SavePageError::Gone)), "{gone:?}");
}

#[tokio::test]
async fn a_page_made_from_an_old_draft_is_made_again_from_the_new_one_and_loses_nothing_of_it() {
    let held = Held::new(b"a").await;
    let (wave, begun, draft) = (held.wave, &held.begun, held.draft());
    let mut conn = held.station.database.connect("heard_web").await;
    let at_hand = DraftsAtHand::default();
    find_draft(&mut conn, &at_hand, begun.id, &begun.key, wave.from)
        .await
        .expect("read, and at hand from now on");
    // Another process writes a page; what is at hand here is old now.
    save(&mut conn, draft, b"ab", wave.from, 1).await.expect("saved");
    let mut seen = vec![];
    let add = |content: &[u8]| {
        seen.push(content.to_vec());
        Written::Keep(Zeroizing::new([content, b"c"].concat()), ())
    };
    save_page(&mut conn, &at_hand, draft, wave.from, &mut seeded(2), add)
        .await
        .expect("saved");
    assert_eq!(seen, [b"a".to_vec(), b"ab".to_vec()]);
    let found = find(&mut conn, begun, &begun.key, wave.from).await;
    assert_eq!(found.as_deref(), Some(b"abc".as_slice()));
}

#[tokio::test]
async fn nothing_is_left_unwritten_on_the_word_of_an_old_draft() {
    let held = Held::new(b"old").await;
    let (wave, begun, draft) = (held.wave, &held.begun, held.draft());
    let mut conn = held.station.database.connect("heard_web").await;
    let at_hand = DraftsAtHand::default();
    find_draft(&mut conn, &at_hand, begun.id, &begun.key, wave.from)
        .await
        .expect("read");
    save(&mut conn, draft, b"new", wave.from, 1).await.expect("saved");
    let told = save_page(&mut conn, &at_hand, draft, wave.from, &mut seeded(2), |content| {
        Written::Leave(content.to_vec())
    })
    .await
    .expect("left");
    assert_eq!(told, b"new");
}

#[tokio::test]
async fn a_link_has_five_drafts_at_most_and_the_sixth_overwrites_none() {
    let mut station = Station::new().await;
    let wave = station.open_wave(&[("28E", 30)]).await;
    let link = station.links(wave, "burglary")[0].clone();
    for place in 0..5 {
        begin(&station, wave, &link, &vec![1; place])
            .await
            .expect("begun");
    }
    let sixth = begin(&station, wave, &link, b"sixth").await;
    assert!(matches!(sixth, Err(BeginDraftError::TooManyDrafts)), "{sixth:?}");
    assert_eq!(station.count("draft"), 5);
    let other = station.links(wave, "burglary")[1].clone();
    begin(&station, wave, &other, b"other").await.expect("begun");
}

#[tokio::test]
async fn every_draft_and_every_ballot_has_one_length_on_the_disk() {
    let mut station = Station::new().await;
    let wave = station.open_wave(&[("28E", 30)]).await;
    let links = station.links(wave, "burglary");
    let longest = "é".repeat(1_000);
    for (place, text) in ["", "ok", longest.as_str()].into_iter().enumerate() {
        begin(&station, wave, &links[place], text.as_bytes())
            .await
            .expect("begun");
        let given = match text {
            "" => marked(place),
            text => marked(place).saying("anything-else", text),
        };
        station
            .send(wave, &links[place], given.of(Some("burglary")))
            .await
            .expect("sent");
    }
    for (table, columns) in [
        ("draft", "octet_length(body), octet_length(wrapped_key)"),
        ("ballot", "octet_length(body)"),
    ] {
        let lengths = station.number(&format!(
            "SELECT count(*) FROM (SELECT DISTINCT {columns} FROM {table}) AS l"
        ));
        assert_eq!((station.count(table), lengths), (3, 1), "{table}");
    }
}

#[tokio::test]
async fn a_draft_is_gone_after_72_hours_and_at_once_when_fieldwork_is_over() {
    let mut station = Station::new().await;
    let wave = station.open_wave(&[("28E", 30)]).await;
    let links = station.links(wave, "burglary");
    let begun = begin(&station, wave, &links[0], b"old").await.expect("begun");
    let late = begin(&station, wave, &links[1], b"late").await.expect("begun");
    let mut conn = station.database.connect("heard_web").await;
    let third_day = wave.from + Days::new(3);
    assert!(find(&mut conn, &begun, &begun.key, third_day).await.is_none());

    let draft = DraftOf {
        link: &links[1],
        id: late.id,
        key: &late.key,
    };
    let over = wave.to + Days::new(1);
    let closed = save(&mut conn, draft, b"page", over, 4).await;
    assert!(
        matches!(closed, Err(SavePageError::FieldworkClosed)),
        "{closed:?}"
    );
    assert_eq!(station.count("draft"), 1);
    let mut mailer = station.database.connect("heard_mailer").await;
    purge_drafts(&mut mailer, third_day).await.expect("forgotten");
    assert_eq!(station.count("draft"), 0);
}

#[tokio::test]
async fn send_takes_its_own_draft_away_and_leaves_those_of_other_devices_sealed() {
    let mut station = Station::new().await;
    let wave = station.open_wave(&[("28E", 30)]).await;
    let link = station.links(wave, "burglary")[0].clone();
    let mine = begin(&station, wave, &link, b"mine").await.expect("begun");
    let other = begin(&station, wave, &link, b"someone else's")
        .await
        .expect("begun");
    let conn = heard::store::get(&station.web).await.expect("a connection");
    let sending = Sending {
        link: link.clone(),
        draft: mine.id,
        finished: marked(1).of(None),
    };
    send_ballot(conn, sending, definitions(), wave.from, seeded(5))
        .await
        .expect("sent");
    assert_eq!(
        station.database.sql("SELECT id FROM draft").trim(),
        other.id.to_string()
    );
    let mut conn = station.database.connect("heard_web").await;
    assert!(is_spent(&mut conn, &link).await.expect("asked"));
    let draft = DraftOf {
        link: &link,
        id: other.id,
        key: &other.key,
    };
    let saved = save(&mut conn, draft, b"page", wave.from, 6).await;
    assert!(matches!(saved, Err(SavePageError::UnknownLink)), "{saved:?}");
}
