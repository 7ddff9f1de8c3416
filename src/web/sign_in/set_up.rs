//! Setting up the second factor at the first sign-in, and the recovery codes it brings.

use actix_web::{HttpResponse, web};
use maud::{Markup, Render, html};

use super::password::Onward;
use super::{Code, code_field, own_path, refused};
use crate::operations::chance::system_rng;
use crate::operations::second_factor::SecondFactor;
use crate::operations::sign_in;
use crate::web::components::{ErrorSummary, button, heading, inset, link_button, qr_code, subheading};
use crate::web::error::Error;
use crate::web::extract::{CheckedForm, Conn, Faults, Staff};
use crate::web::pages::{OfficePage, html_page};
use crate::web::session_cookie;
use crate::web::shop::Shop;

const NOT_RIGHT: &str = "This code is not right. Check that your phone's clock is set by itself, then enter the code it shows now";

struct SetUpPage<'a> {
    username: &'a str,
    factor: &'a SecondFactor,
    next: &'a str,
    faults: Faults,
}

impl Render for SetUpPage<'_> {
    fn render(&self) -> Markup {
        let content = html! {
            div.reading {
                (ErrorSummary(&self.faults))
                (heading("Set up your second step"))
                p.govuk-body-l { "From now on you sign in with your password and a code that an app on your phone shows." }
                (subheading("1. Add Heard to an authenticator app"))
                p.govuk-body { "Any app that shows six-digit codes will do. Scan this picture with it." }
                (qr_code(&self.factor.address(self.username), "QR code for your authenticator app"))
                p.govuk-body { "If you cannot scan it, type this key into the app:" }
                (inset(html! { span.letters { (self.factor.letters()) } }))
                (subheading("2. Enter the code it shows"))
                form method="post" action="/sign-in/set-up" novalidate {
                    input type="hidden" name="next" value=(self.next);
                    (code_field("Six digits", None, self.faults.of("code")))
                    (button("Continue"))
                }
            }
        };
        OfficePage {
            title: "Set up your second step",
            faulty: !self.faults.is_empty(),
            content,
            ..OfficePage::default()
        }
        .render()
    }
}

struct RecoveryPage<'a> {
    staff: &'a Staff,
    codes: &'a [String],
    next: &'a str,
}

impl Render for RecoveryPage<'_> {
    fn render(&self) -> Markup {
        let content = html! {
            div.reading {
                (heading("Keep your recovery codes"))
                p.govuk-body-l { "If you lose your phone, each of these codes signs you in once. They are not shown again." }
                (inset(html! {
                    ul."govuk-list letters" { @for code in self.codes { li { (code) } } }
                }))
                p.govuk-body { "Print them or write them down, and keep them where you keep other important papers." }
                (link_button(self.next, "I have kept them"))
            }
        };
        OfficePage {
            title: "Keep your recovery codes",
            signed_in: Some(self.staff.frame()),
            content,
            ..OfficePage::default()
        }
        .render()
    }
}

/// `GET /sign-in/set-up`
pub async fn page(
    staff: Staff,
    next: web::Query<Onward>,
    mut conn: Conn,
    shop: web::Data<Shop>,
) -> Result<HttpResponse, Error> {
    show(
        HttpResponse::Ok(),
        &staff,
        next.path(),
        Faults::default(),
        &mut conn,
        &shop,
    )
    .await
}

/// `POST /sign-in/set-up`
pub async fn enter(
    form: CheckedForm<Code>,
    staff: Staff,
    mut conn: Conn,
    shop: web::Data<Shop>,
) -> Result<HttpResponse, Error> {
    let typed = form.typed;
    let faults = match form.outcome {
        Err(faults) => faults,
        Ok(first) => {
            let now = shop.clock.machine_now();
            let mut rng = system_rng();
            let entered = sign_in::set_up_factor(
                &mut conn,
                &shop.keys.staff,
                &staff.session,
                &first.code,
                now,
                &mut rng,
            );
            match entered.await {
                Ok((session, identity, codes)) => {
                    let staff = Staff { identity, session };
                    return Ok(recovery(&staff, &codes, own_path(&first.next)));
                }
                Err(error) => refused(error)?,
            }
            Faults::one("code", NOT_RIGHT)
        }
    };
    let next = own_path(typed.get("next").unwrap_or_default());
    show(
        HttpResponse::UnprocessableEntity(),
        &staff,
        next,
        faults,
        &mut conn,
        &shop,
    )
    .await
}

fn recovery(staff: &Staff, codes: &[String], next: &str) -> HttpResponse {
    let mut answer = HttpResponse::Ok();
    answer.cookie(session_cookie::begin(&staff.session));
    html_page(answer, &RecoveryPage { staff, codes, next })
}

async fn show(
    answer: actix_web::HttpResponseBuilder,
    staff: &Staff,
    next: &str,
    faults: Faults,
    conn: &mut Conn,
    shop: &Shop,
) -> Result<HttpResponse, Error> {
    let factor = match sign_in::waiting_factor(conn, &shop.keys.staff, &staff.session).await {
        Ok(factor) => factor,
        Err(error) => {
            refused(error)?;
            return Err(Error::Unknown);
        }
    };
    let page = SetUpPage {
        username: staff.username(),
        factor: &factor,
        next,
        faults,
    };
    Ok(html_page(answer, &page))
}
