//! A code of the second factor, or a recovery code.

use actix_web::{HttpResponse, web};
use maud::{Markup, Render, html};

use super::password::Onward;
use super::{Code, code_field, onward, own_path, refused};
use crate::operations::chance::system_rng;
use crate::operations::sign_in;
use crate::web::components::{ErrorSummary, button, details, heading};
use crate::web::error::Error;
use crate::web::extract::{CheckedForm, Conn, Faults, Staff};
use crate::web::pages::{OfficePage, html_page};
use crate::web::shop::Shop;

const NOT_RIGHT: &str = "This code is not right or was used before. Wait for the next one; after several wrong tries, wait two minutes";

struct CodePage<'a> {
    next: &'a str,
    faults: Faults,
}

impl Render for CodePage<'_> {
    fn render(&self) -> Markup {
        let content = html! {
            div.reading {
                (ErrorSummary(&self.faults))
                (heading("Enter your code"))
                form method="post" action="/sign-in/code" novalidate {
                    input type="hidden" name="next" value=(self.next);
                    (code_field(
                        "Code from your authenticator app",
                        Some("Six digits. A new one appears every 30 seconds."),
                        self.faults.of("code"),
                    ))
                    (button("Sign in"))
                }
                (details("I do not have my app with me", &html! {
                    p.govuk-body { "Enter one of your recovery codes instead. Each works once." }
                    p.govuk-body { "If you have none left, ask an administrator of your office for a new start." }
                }))
            }
        };
        OfficePage {
            title: "Enter your code",
            faulty: !self.faults.is_empty(),
            content,
            ..OfficePage::default()
        }
        .render()
    }
}

/// `GET /sign-in/code`
pub async fn page(next: web::Query<Onward>) -> HttpResponse {
    let page = CodePage {
        next: next.path(),
        faults: Faults::default(),
    };
    html_page(HttpResponse::Ok(), &page)
}

/// `POST /sign-in/code`
pub async fn enter(
    form: CheckedForm<Code>,
    staff: Staff,
    mut conn: Conn,
    shop: web::Data<Shop>,
) -> Result<HttpResponse, Error> {
    let typed = form.typed;
    let faults = match form.outcome {
        Err(faults) => faults,
        Ok(code) => {
            let mut rng = system_rng();
            let entered = sign_in::give_code(
                &mut conn,
                &shop.keys.staff,
                &staff.session,
                &code.code,
                shop.clock.machine_now(),
                &mut rng,
            );
            match entered.await {
                Ok((session, _)) => return Ok(onward(&session, own_path(&code.next))),
                Err(error) => refused(error)?,
            }
            Faults::one("code", NOT_RIGHT)
        }
    };
    let page = CodePage {
        next: own_path(typed.get("next").unwrap_or_default()),
        faults,
    };
    Ok(html_page(HttpResponse::UnprocessableEntity(), &page))
}
