//! The questionnaires, as staff read them.

use heard::store::staff::Role;

use crate::harness::Site;

#[tokio::test(flavor = "multi_thread")]
async fn the_provider_reads_what_each_kind_is_asked_and_when() {
    let site = Site::open().await;
    let mut provider = site.signed_in(Role::Provider).await;
    assert!(
        provider
            .get("/questionnaires")
            .await
            .body
            .contains("No questionnaires are loaded yet")
    );
    site.load_questionnaires().await;
    let list = provider.get("/questionnaires").await;
    let links = list.body.matches("href=\"/questionnaires/").count();
    assert_eq!(
        links, 15,
        "fourteen kinds and the shared questions alone: {}",
        list.body
    );
    let burglary = provider.get("/questionnaires/burglary").await;
    for words in ["Shown only if", "Asked only if"] {
        assert!(burglary.body.contains(words), "{words}");
    }
    assert!(
        !burglary.body.contains("{service."),
        "names of services are filled in"
    );
    assert_eq!(provider.get("/questionnaires/none").await.status, 200);
    assert_eq!(provider.get("/questionnaires/no-such-kind").await.status, 404);
}
