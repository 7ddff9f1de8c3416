//! `/demo/crowd`: sends simulated victims through the survey host, and shows how many reached the end.

use actix_web::HttpResponse;
use actix_web::web::Data;
use maud::{Markup, html};
use rand::SeedableRng;
use rand::rngs::StdRng;

use super::desk::{Desk, held};
use super::frame::{DemoPage, busy, counted, failure, see};
use crate::demo::crowd::{self, Crowd};
use crate::operations::chance::system_rng;
use crate::web::components::{Row, SummaryList, bullets, link_button, paragraph, second_button, subheading};
use crate::web::extract::Staff;

/// `GET /demo/crowd`: what became of the last crowd.
pub async fn page(desk: Data<Desk>, staff: Option<Staff>) -> HttpResponse {
    let last = held(&desk.crowd).clone();
    let Some(outcome) = &last else {
        return see("/demo");
    };
    let content = html! {
        div.reading {
            (failure(&last))
            @if let Ok(crowd) = outcome { (told(*crowd)) }
            (link_button("/demo", "Go on"))
            form method="post" action="/demo/crowd" { (second_button("Send as many again")) }
        }
    };
    DemoPage {
        title: "A crowd of simulated victims",
        staff: staff.as_ref(),
        leads_back: true,
        content,
    }
    .answer()
}

fn told(crowd: Crowd) -> Markup {
    let victims = |count| counted(count, "simulated victim", "simulated victims");
    let mut rows = vec![Row::new(
        "Answered to the end and were thanked",
        victims(crowd.answered),
    )];
    if crowd.used > 0 {
        rows.push(Row::new(
            "Letters whose link opens nothing any more",
            counted(crowd.used, "letter", "letters"),
        ));
    }
    if crowd.lost > 0 {
        rows.push(Row::new("Did not reach the end", victims(crowd.lost)));
    }
    html! {
        p.govuk-body-l {
            (victims(crowd.answered)) " took letters from the inbox at random, eight at a time, followed the pages and sent their answers."
        }
        (SummaryList(rows))
        (subheading("Where are the answers now?"))
        (paragraph("Sealed, each in the same length, beside all the others of their kind. No page counts them, and none will say who was among them. Close the running fieldwork to have them mixed and opened."))
        (bullets([
            "A link that was used shows the page of an address that never existed.",
            "Only counts were kept of this crowd, not which letters it took.",
        ]))
    }
}

/// `POST /demo/crowd`
pub async fn send(desk: Data<Desk>, staff: Option<Staff>) -> HttpResponse {
    let mail = desk.stage.mail_folder();
    let work = async {
        let mut rng = StdRng::from_rng(&mut system_rng());
        crowd::send(&mail, &mut rng).await
    };
    match desk.alone("Sending simulated victims", &desk.crowd, work).await {
        Ok(_) => see("/demo/crowd"),
        Err(other) => busy(&other, staff.as_ref()),
    }
}
