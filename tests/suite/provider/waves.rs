//! Opening a wave, and what its page says.

use heard::store::staff::Role;

use crate::harness::Site;

pub const AUTUMN: [(&str, &str); 4] = [
    ("name", "Autumn"),
    ("quarter", "2026Q3"),
    ("from", "2099-10-05"),
    ("to", "2099-10-25"),
];

/// Some quarter that has ended and days around today, whatever today is.
pub fn current(site: &Site) -> [(&'static str, String); 4] {
    let today = site.shop.clock.today();
    let last_quarter = today - chrono::Months::new(3);
    let quarter = format!(
        "{}Q{}",
        last_quarter.format("%Y"),
        last_quarter
            .format("%m")
            .to_string()
            .parse::<u32>()
            .map_or(1, |month| (month - 1) / 3 + 1)
    );
    [
        ("name", "Autumn".to_owned()),
        ("quarter", quarter),
        ("from", today.to_string()),
        ("to", (today + chrono::Days::new(27)).to_string()),
    ]
}

pub fn as_form<'a>(fields: &'a [(&'static str, String); 4]) -> Vec<(&'a str, &'a str)> {
    fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wave_is_opened_from_its_form_and_listed() {
    let site = Site::open().await;
    site.load_questionnaires().await;
    let mut provider = site.signed_in(Role::Provider).await;
    assert!(provider.get("/").await.body.contains("Open a wave"));
    let form = current(&site);
    let opened = provider.post("/waves", &as_form(&form)).await;
    assert_eq!(opened.status, 303, "{}", opened.body);
    let page = provider.get(opened.location()).await;
    assert!(
        page.body.contains("<h1 class=\"govuk-heading-l\">Autumn</h1>"),
        "{}",
        page.body
    );
    assert!(page.body.contains("Being prepared"), "{}", page.body);
    assert!(provider.get("/waves").await.body.contains("Autumn"));
    assert_eq!(site.database.sql("SELECT count(*) FROM cohort").trim(), "14");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_faulty_wave_form_names_each_field_and_keeps_what_was_typed() {
    let site = Site::open().await;
    site.load_questionnaires().await;
    let mut provider = site.signed_in(Role::Provider).await;
    for (field, value, told) in [
        ("name", "", "Enter a name"),
        ("quarter", "", "Choose a quarter"),
        ("from", "2026-02-30", "Enter a day that exists"),
        ("to", "1999-01-01", "Fieldwork"),
    ] {
        let mut form = AUTUMN;
        for entry in &mut form {
            if entry.0 == field {
                entry.1 = value;
            }
        }
        let page = provider.post("/waves", &form).await;
        assert_eq!(page.status, 422, "{field}");
        assert!(
            page.body.contains(&format!("href=\"#{field}\"")),
            "{field}: {}",
            page.body
        );
        assert!(page.body.contains(told), "{told}: {}", page.body);
        assert!(page.body.contains("<title>Error: "), "{}", page.body);
        assert!(
            field == "name" || page.body.contains("value=\"Autumn\""),
            "{}",
            page.body
        );
    }
    assert_eq!(site.database.sql("SELECT count(*) FROM wave").trim(), "0");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quarter_that_has_a_wave_says_so_and_a_published_one_takes_no_other() {
    let site = Site::open().await;
    site.load_questionnaires().await;
    let mut provider = site.signed_in(Role::Provider).await;
    let mut form = current(&site);
    assert_eq!(provider.post("/waves", &as_form(&form)).await.status, 303);
    let page = provider.get("/waves/new").await;
    assert!(page.body.contains("has a wave already: Autumn"), "{}", page.body);
    form[0].1 = "Autumn again".to_owned();
    let second = provider.post("/waves", &as_form(&form)).await;
    assert_eq!(second.status, 303, "{}", second.body);
    let page = provider.get(second.location()).await;
    assert!(
        page.body
            .contains("Another wave asks about the same quarter: Autumn"),
        "{}",
        page.body
    );

    site.database.sql(&format!(
        "INSERT INTO edition (id, number, span, quarter, state, requested_by, released_by, requested_on, released_on) \
         VALUES (gen_random_uuid(), 1, 'quarter', '{}', 'released', 'a', 'b', '2026-01-01', '2026-01-02')",
        form[1].1
    ));
    form[0].1 = "Too late".to_owned();
    let refused = provider.post("/waves", &as_form(&form)).await;
    assert_eq!(refused.status, 422);
    assert!(
        refused
            .body
            .contains("is released, and its figures can no longer change"),
        "{}",
        refused.body
    );
    assert!(refused.body.contains("published: takes no further wave"));
    assert_eq!(site.database.sql("SELECT count(*) FROM wave").trim(), "2");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_away_keeps_what_staff_typed_and_claims_to_keep_no_file() {
    let site = Site::open().await;
    let mut provider = site.signed_in(Role::Provider).await;
    site.database.go_away();
    let answer = provider.post("/waves", &AUTUMN).await;
    assert_eq!(answer.status, 503, "{}", answer.body);
    for kept in [r#"action="/waves""#, r#"name="name" value="Autumn""#] {
        assert!(answer.body.contains(kept), "{kept} in {}", answer.body);
    }
    let place = format!("/waves/{}/uploads", uuid::Uuid::nil());
    let upload = provider
        .request(reqwest::Method::POST, &place)
        .header("content-type", "multipart/form-data; boundary=x")
        .body("--x--\r\n");
    let answer = provider.send(upload).await;
    assert_eq!(answer.status, 503, "{}", answer.body);
    assert!(
        answer.body.contains("Go back and send it once more") && !answer.body.contains("is kept"),
        "{}",
        answer.body
    );
}
