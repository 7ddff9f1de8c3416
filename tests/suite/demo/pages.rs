//! The demonstration's pages: doors, inbox, clock, and one long thing at a time.

use super::office::{Office, read};

const LETTER: &str = "From: Feedback <feedback@letters.example>\r\nTo: somebody@post.example\r\n\
    Subject: Your feedback\r\n\r\nHello\r\n\r\nOpen this page:\r\nhttp://127.0.0.1:8081/s/0123456789abcdefghjkmnpqrs\r\n";

#[tokio::test(flavor = "multi_thread")]
async fn the_front_page_opens_a_door_for_everybody_and_says_that_it_is_a_demonstration() {
    let office = Office::open("demo_doors").await;
    let (status, page) = office.get("/demo").await;
    assert_eq!(status, 200);
    for words in [
        ">Demonstration</strong>",
        "Open the inbox",
        "Sign in as Anna",
        "Sign in as David",
        "Sign in as Erin",
        "Send 40 simulated victims",
        "Try to find out who said this",
    ] {
        assert!(page.contains(words), "“{words}” is missing");
    }
    assert!(
        !page.contains("Close the running fieldwork"),
        "there is no fieldwork to close"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_of_the_inbox_is_shown_with_its_link_and_no_other_file_is() {
    let office = Office::open("demo_inbox").await;
    let mail = office.stage.mail_folder();
    std::fs::create_dir_all(&mail).expect("a folder");
    std::fs::write(mail.join("ab12.eml"), LETTER).expect("a letter");
    let (_, list) = office.get("/demo/inbox").await;
    assert!(
        list.contains("somebody@post.example") && list.contains("Letters 1 to 1 of 1."),
        "{list}"
    );
    let (status, letter) = office.get("/demo/inbox/ab12.eml").await;
    assert_eq!(status, 200);
    assert!(
        letter.contains(r#"href="http://127.0.0.1:8081/s/0123456789abcdefghjkmnpqrs""#),
        "{letter}"
    );
    for other in ["cd34.eml", "..%2Fclock", "%2e%2e%2faccounts.json"] {
        assert_eq!(
            office.get(&format!("/demo/inbox/{other}")).await.0,
            404,
            "{other}"
        );
    }
    let (_, past) = office.get("/demo/inbox?from=500").await;
    assert!(past.contains("No letter lies here"), "{past}");
}

#[tokio::test(flavor = "multi_thread")]
async fn moving_the_clock_answers_when_it_is_done_and_then_shows_what_moved() {
    let office = Office::open("demo_clock").await;
    office.moves.add_permits(2);
    let moved = office
        .post("/demo/clock", &[("by", "close")])
        .send()
        .await
        .expect("an answer");
    assert_eq!(
        (moved.status().as_u16(), &moved.headers()["location"]),
        (303, &"/demo/clock".parse().expect("a value"))
    );
    let (_, page) = office.get("/demo/clock").await;
    assert!(
        page.contains("The wave is closed.") && page.contains("Moved by close."),
        "{page}"
    );
    let plain = office
        .post("/demo/clock", &[("by", "7d")])
        .header("accept", "text/plain")
        .send();
    let (status, text) = read(plain.await.expect("an answer")).await;
    assert_eq!(
        (status, text.as_str()),
        (200, "The wave is closed.\nMoved by 7d.\n")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_cannot_be_moved_so_says_why() {
    let office = Office::open("demo_clock_wrong").await;
    office.moves.add_permits(2);
    let plain = office
        .post("/demo/clock", &[("by", "soon")])
        .header("accept", "text/plain")
        .send();
    let (status, text) = read(plain.await.expect("an answer")).await;
    assert_eq!((status, text.trim()), (422, "“soon” is no way to move the clock"));
    let (_, page) = office.get("/demo/clock").await;
    assert!(
        page.contains("There is a problem") && page.contains("“soon” is no way"),
        "{page}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn while_one_long_thing_is_done_another_is_not_begun() {
    let office = Office::open("demo_one_thing").await;
    let first = tokio::spawn(office.post("/demo/clock", &[("by", "7d")]).send());
    while !office
        .get("/demo")
        .await
        .1
        .contains("Moving the clock is under way")
    {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let second = office.post("/demo/crowd", &[]).send().await.expect("an answer");
    let (status, page) = read(second).await;
    assert_eq!(status, 409);
    assert!(page.contains("Moving the clock is still under way"), "{page}");
    office.moves.add_permits(1);
    assert_eq!(
        first.await.expect("it ran").expect("an answer").status().as_u16(),
        303
    );
    assert!(!office.get("/demo").await.1.contains("under way"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crowd_without_letters_is_told_so() {
    let office = Office::open("demo_crowd").await;
    let sent = office.post("/demo/crowd", &[]).send().await.expect("an answer");
    assert_eq!(sent.status().as_u16(), 303);
    let (_, page) = office.get("/demo/crowd").await;
    assert!(page.contains("the inbox is empty"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_of_another_site_moves_nothing() {
    let office = Office::open("demo_origin").await;
    let foreign = office
        .post("/demo/clock", &[("by", "7d")])
        .header("sec-fetch-site", "cross-site");
    assert_eq!(foreign.send().await.expect("an answer").status().as_u16(), 403);
}
