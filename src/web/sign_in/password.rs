//! Name and password; signing out.

use actix_web::http::header::LOCATION;
use actix_web::{HttpRequest, HttpResponse, web};
use maud::{Markup, Render, html};
use serde::Deserialize;
use validator::Validate;

use super::{onward, own_path, refused};
use crate::operations::chance::system_rng;
use crate::operations::sign_in::{self, Next, secret};
use crate::web::components::{ErrorSummary, TextInput, button, heading};
use crate::web::error::Error;
use crate::web::extract::{CheckedForm, Conn, Faults, Staff};
use crate::web::pages::{OfficePage, html_page};
use crate::web::session_cookie;
use crate::web::shop::Shop;

const NOT_RIGHT: &str = "The name or the password is not right. After several wrong tries, wait two minutes";

/// Where to go on to.
#[derive(Deserialize)]
pub struct Onward {
    #[serde(default)]
    next: String,
}

impl Onward {
    /// An own path in any case.
    pub fn path(&self) -> &str {
        own_path(&self.next)
    }
}

/// What is typed.
#[derive(Deserialize, Validate)]
pub struct Credentials {
    #[serde(default)]
    #[validate(length(min = 1, max = 200, message = "Enter your name"))]
    username: String,
    #[serde(default)]
    #[validate(length(min = 1, max = 4096, message = "Enter your password"))]
    password: String,
    #[serde(default)]
    next: String,
}

/// The sign-in page.
struct SignInPage<'a> {
    username: &'a str,
    next: &'a str,
    faults: Faults,
}

impl Render for SignInPage<'_> {
    fn render(&self) -> Markup {
        let content = html! {
            div.reading {
                (ErrorSummary(&self.faults))
                (heading("Sign in"))
                form method="post" action="/sign-in" novalidate {
                    input type="hidden" name="next" value=(self.next);
                    (TextInput {
                        name: "username",
                        label: "Name",
                        value: self.username,
                        fault: self.faults.of("username"),
                        autocomplete: "username",
                        width: Some(20),
                        ..TextInput::default()
                    })
                    (TextInput {
                        name: "password",
                        label: "Password",
                        fault: self.faults.of("password"),
                        kind: "password",
                        autocomplete: "current-password",
                        width: Some(20),
                        ..TextInput::default()
                    })
                    (button("Sign in"))
                }
                p.govuk-body { "No account, or the password is lost? Ask an administrator of your office." }
            }
        };
        OfficePage {
            title: "Sign in",
            faulty: !self.faults.is_empty(),
            content,
            ..OfficePage::default()
        }
        .render()
    }
}

/// `GET /sign-in`
pub async fn page(staff: Option<Staff>, onward: web::Query<Onward>) -> HttpResponse {
    if staff.is_some_and(|staff| staff.identity.next == Next::Whole) {
        return HttpResponse::SeeOther().insert_header((LOCATION, "/")).finish();
    }
    let page = SignInPage {
        username: "",
        next: onward.path(),
        faults: Faults::default(),
    };
    html_page(HttpResponse::Ok(), &page)
}

/// `POST /sign-in`. Anybody may send this form, as slowly as they like, so no connection is taken before it is here.
pub async fn enter(form: CheckedForm<Credentials>, shop: web::Data<Shop>) -> Result<HttpResponse, Error> {
    let typed = form.typed;
    let username = typed.get("username").unwrap_or_default();
    let next = own_path(typed.get("next").unwrap_or_default());
    let faults = match form.outcome {
        Err(faults) => faults,
        Ok(credentials) => {
            let (mut conn, mut rng) = (Conn::of(&shop).await?, system_rng());
            let entered = sign_in::sign_in(
                &mut conn,
                &shop.passwords,
                &shop.keys.staff,
                (&credentials.username, secret(&credentials.password)),
                shop.stage.exemption(),
                shop.clock.machine_now(),
                &mut rng,
            );
            match entered.await {
                Ok((session, identity)) => {
                    return Ok(onward(
                        &session,
                        &place_of(identity.next, own_path(&credentials.next)),
                    ));
                }
                Err(error) => refused(error)?,
            }
            Faults::one("username", NOT_RIGHT)
        }
    };
    let page = SignInPage {
        username,
        next,
        faults,
    };
    Ok(html_page(HttpResponse::UnprocessableEntity(), &page))
}

fn place_of(step: Next, next: &str) -> String {
    let after: String = url::form_urlencoded::byte_serialize(next.as_bytes()).collect();
    match step {
        Next::Whole => next.to_owned(),
        Next::Code => format!("/sign-in/code?next={after}"),
        Next::SetUp => format!("/sign-in/set-up?next={after}"),
    }
}

/// `POST /sign-out`
pub async fn leave(request: HttpRequest, mut conn: Conn) -> Result<HttpResponse, Error> {
    if let Some(session) = session_cookie::read(&request) {
        sign_in::sign_out(&mut conn, &session).await?;
    }
    Ok(HttpResponse::SeeOther()
        .cookie(session_cookie::end())
        .insert_header(("clear-site-data", "\"cache\", \"cookies\", \"storage\""))
        .insert_header((LOCATION, "/"))
        .finish())
}
