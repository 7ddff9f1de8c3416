//! The administrator's page: who has an account, adding one, ending one, giving one a new start.

use actix_web::{HttpResponse, web};
use maud::{Markup, Render, html};
use serde::Deserialize;
use uuid::Uuid;
use validator::Validate;

use crate::operations::chance::system_rng;
use crate::operations::passwords::PasswordsError;
use crate::operations::staff::{self as accounts, NewStaff, SecondFactorDuty, StaffError};
use crate::store::staff::{Account, Role, list_accounts};
use crate::web::components::{
    Choice, Colour, Column, ErrorSummary, Radios, Table, TextInput, button, cell, heading, inset,
    link_button, subheading, tag,
};
use crate::web::error::Error;
use crate::web::extract::{CheckedForm, Conn, Faults, Staff, Typed};
use crate::web::pages::{OfficePage, html_page};
use crate::web::shop::Shop;

/// What is typed.
#[derive(Deserialize, Validate)]
pub struct NewAccountForm {
    #[serde(default)]
    #[validate(length(min = 1, max = 100, message = "Enter a name"))]
    username: String,
    #[serde(default)]
    #[validate(length(min = 1, message = "Choose what the account may do"))]
    role: String,
}

struct AccountsPage<'a> {
    staff: &'a Staff,
    accounts: &'a [Account],
    typed: &'a Typed,
    faults: Faults,
}

impl Render for AccountsPage<'_> {
    fn render(&self) -> Markup {
        let content = html! {
            (ErrorSummary(&self.faults))
            (heading("Accounts"))
            (self.table())
            div.reading {
                (subheading("Add an account"))
                form method="post" action="/staff" novalidate {
                    (TextInput {
                        name: "username",
                        label: "Name to sign in with",
                        hint: Some("Lower case letters, digits, dots and hyphens, such as ann.jones."),
                        value: self.typed.get("username").unwrap_or_default(),
                        fault: self.faults.of("username"),
                        width: Some(20),
                        ..TextInput::default()
                    })
                    (self.roles())
                    (button("Add account"))
                }
            }
        };
        OfficePage {
            title: "Accounts",
            signed_in: Some(self.staff.frame()),
            here: "/staff",
            faulty: !self.faults.is_empty(),
            content,
            ..OfficePage::default()
        }
        .render()
    }
}

impl AccountsPage<'_> {
    fn roles(&self) -> Radios<'_> {
        let chosen = self.typed.get("role");
        let line = |role: Role, label, hint| Choice {
            hint: Some(hint),
            ..Choice::new(role.as_str(), label, chosen == Some(role.as_str()))
        };
        Radios {
            name: "role",
            legend: "What may it do?",
            fault: self.faults.of("role"),
            choices: vec![
                line(
                    Role::Provider,
                    "Provider",
                    "Opens waves, loads contact files, reads the questionnaires.",
                ),
                line(
                    Role::Commissioner,
                    "Commissioner",
                    "Approves contact files, releases and downloads editions.",
                ),
                line(
                    Role::Administrator,
                    "Administrator",
                    "Manages accounts, and nothing else.",
                ),
            ],
            ..Radios::default()
        }
    }

    fn table(&self) -> Table<'_> {
        let rows = self.accounts.iter().map(|account| self.row(account)).collect();
        Table {
            caption: "Who has an account",
            columns: vec![
                Column::Words("Name"),
                Column::Words("Role"),
                Column::Words("Second step"),
                Column::Words("State"),
                Column::Words("Change"),
            ],
            rows,
        }
    }

    fn row(&self, account: &Account) -> Vec<Markup> {
        let second = match (account.second_factor_exempt, account.totp_last_step) {
            (true, _) => "Not needed in the demonstration",
            (false, Some(_)) => "Set up",
            (false, None) => "At the next sign-in",
        };
        let state = if account.active {
            tag(Colour::Green, "Active")
        } else {
            tag(Colour::Grey, "Deactivated")
        };
        vec![
            cell(&account.username),
            cell(account.role.as_str()),
            cell(second),
            state,
            self.changes(account),
        ]
    }

    fn changes(&self, account: &Account) -> Markup {
        if account.id == self.staff.identity.account {
            return html! { "Your own" };
        }
        html! {
            @if account.active {
                (act(account, "deactivate", "Deactivate"))
                (act(account, "renew", "Give a new start"))
            } @else {
                (act(account, "renew", "Activate again"))
            }
        }
    }
}

fn act(account: &Account, verb: &str, words: &str) -> Markup {
    html! {
        form.inline method="post" action={ "/staff/" (account.id) "/" (verb) } {
            button.quiet type="submit" { (words) span.govuk-visually-hidden { " " (account.username) } }
        }
    }
}

struct PassphrasePage<'a> {
    staff: &'a Staff,
    username: &'a str,
    passphrase: &'a str,
}

impl Render for PassphrasePage<'_> {
    fn render(&self) -> Markup {
        let content = html! {
            div.reading {
                (heading("Pass this on now"))
                p.govuk-body-l { "The account " strong { (self.username) } " signs in with this passphrase. It is shown once." }
                (inset(html! { span.letters { (self.passphrase) } }))
                p.govuk-body { "Tell it in person or by telephone, not in the same message as the name. At the first sign-in a second step is set up; the passphrase can be changed afterwards." }
                (link_button("/staff", "I have passed it on"))
            }
        };
        OfficePage {
            title: "Pass this on now",
            signed_in: Some(self.staff.frame()),
            here: "/staff",
            content,
            ..OfficePage::default()
        }
        .render()
    }
}

/// `GET /staff`
pub async fn list(staff: Staff, mut conn: Conn) -> Result<HttpResponse, Error> {
    show(
        HttpResponse::Ok(),
        &staff,
        &mut conn,
        &Typed::default(),
        Faults::default(),
    )
    .await
}

async fn show(
    answer: actix_web::HttpResponseBuilder,
    staff: &Staff,
    conn: &mut Conn,
    typed: &Typed,
    faults: Faults,
) -> Result<HttpResponse, Error> {
    let accounts = list_accounts(conn).await?;
    let page = AccountsPage {
        staff,
        accounts: &accounts,
        typed,
        faults,
    };
    Ok(html_page(answer, &page))
}

/// `POST /staff`
pub async fn add(
    form: CheckedForm<NewAccountForm>,
    staff: Staff,
    mut conn: Conn,
    shop: web::Data<Shop>,
) -> Result<HttpResponse, Error> {
    let faults = match form.outcome {
        Err(faults) => faults,
        Ok(wanted) => match added(&wanted, &staff, &mut conn, &shop).await {
            Ok(passphrase) => return Ok(pass_on(&staff, &wanted.username, &passphrase)),
            Err(error) => told(error, "username")?,
        },
    };
    show(
        HttpResponse::UnprocessableEntity(),
        &staff,
        &mut conn,
        &form.typed,
        faults,
    )
    .await
}

async fn added(
    wanted: &NewAccountForm,
    staff: &Staff,
    conn: &mut Conn,
    shop: &Shop,
) -> Result<String, StaffError> {
    let Some(role) = Role::parse(&wanted.role) else {
        return Err(StaffError::BadRole);
    };
    let new = NewStaff {
        username: wanted.username.clone(),
        role,
        second_factor: SecondFactorDuty::Required,
    };
    let now = shop.clock.machine_now();
    accounts::add_account(
        conn,
        &shop.passwords,
        &new,
        staff.username(),
        now,
        &mut system_rng(),
    )
    .await
}

/// `POST /staff/{id}/deactivate`
pub async fn deactivate(
    id: web::Path<Uuid>,
    staff: Staff,
    mut conn: Conn,
    shop: web::Data<Shop>,
) -> Result<HttpResponse, Error> {
    let actor = (staff.identity.account, staff.username());
    let done = accounts::deactivate_account(&mut conn, *id, actor, shop.clock.machine_now()).await;
    match done {
        Ok(_) => Ok(HttpResponse::SeeOther()
            .insert_header(("location", "/staff"))
            .finish()),
        Err(error) => with_reason(error, &staff, &mut conn).await,
    }
}

/// `POST /staff/{id}/renew`
pub async fn renew(
    id: web::Path<Uuid>,
    staff: Staff,
    mut conn: Conn,
    shop: web::Data<Shop>,
) -> Result<HttpResponse, Error> {
    let actor = (staff.identity.account, staff.username());
    let now = shop.clock.machine_now();
    match accounts::renew_account(&mut conn, &shop.passwords, *id, actor, now, &mut system_rng()).await {
        Ok((username, passphrase)) => Ok(pass_on(&staff, &username, &passphrase)),
        Err(error) => with_reason(error, &staff, &mut conn).await,
    }
}

/// The page again, with the reason why an act on an account was refused.
async fn with_reason(error: StaffError, staff: &Staff, conn: &mut Conn) -> Result<HttpResponse, Error> {
    let faults = told(error, "")?;
    show(
        HttpResponse::UnprocessableEntity(),
        staff,
        conn,
        &Typed::default(),
        faults,
    )
    .await
}

fn pass_on(staff: &Staff, username: &str, passphrase: &str) -> HttpResponse {
    let page = PassphrasePage {
        staff,
        username,
        passphrase,
    };
    html_page(HttpResponse::Ok(), &page)
}

/// What a refused act says beside `field`; what is nobody's fault here becomes an error page.
fn told(error: StaffError, field: &str) -> Result<Faults, Error> {
    match error {
        StaffError::Store(error) => Err(error.into()),
        StaffError::Passwords(PasswordsError::Busy) => Err(Error::TooOften),
        StaffError::Passwords(PasswordsError::Fault) => {
            Err(Error::Fault("a password could not be hashed".into()))
        }
        StaffError::Unknown => Err(Error::Unknown),
        StaffError::BadRole => Ok(Faults::one("role", &error.to_string())),
        StaffError::BadName | StaffError::NameTaken | StaffError::Himself | StaffError::LastAdministrator => {
            Ok(Faults::one(field, &error.to_string()))
        }
    }
}
