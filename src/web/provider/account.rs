//! One's own account: the password.

use actix_web::{HttpResponse, web};
use maud::{Markup, Render, html};
use serde::Deserialize;
use validator::Validate;

use crate::operations::chance::system_rng;
use crate::operations::change_password::change_password;
use crate::operations::password_rules::check_password;
use crate::operations::sign_in::secret;
use crate::web::components::{
    ErrorSummary, Row, SummaryList, TextInput, button, heading, notification, subheading,
};
use crate::web::error::Error;
use crate::web::extract::{CheckedForm, Conn, Faults, Staff};
use crate::web::pages::{OfficePage, html_page};
use crate::web::shop::Shop;
use crate::web::sign_in::refused;

/// What is typed.
#[derive(Deserialize, Validate)]
pub struct NewPassword {
    #[serde(default)]
    #[validate(length(min = 1, message = "Enter the password you have now"))]
    old_password: String,
    #[serde(default)]
    #[validate(length(min = 1, message = "Enter a new password"))]
    new_password: String,
    #[serde(default)]
    repeated_password: String,
}

struct AccountPage<'a> {
    staff: &'a Staff,
    faults: Faults,
    changed: bool,
}

impl Render for AccountPage<'_> {
    fn render(&self) -> Markup {
        let field = |name, label, hint, autocomplete| TextInput {
            name,
            label,
            hint,
            fault: self.faults.of(name),
            kind: "password",
            autocomplete,
            width: Some(20),
            ..TextInput::default()
        };
        let content = html! {
            div.reading {
                (ErrorSummary(&self.faults))
                @if self.changed { (notification("Done", "Your password is changed. You are signed out everywhere else.")) }
                (heading("Your account"))
                (SummaryList(vec![
                    Row::new("Name", self.staff.username()),
                    Row::new("Role", self.staff.identity.role.as_str()),
                ]))
                (subheading("Change your password"))
                form method="post" action="/account/password" novalidate {
                    (field("old_password", "Password you have now", None, "current-password"))
                    (field("new_password", "New password",
                        Some("At least 15 characters. Three or four words that do not belong together are easy to remember."),
                        "new-password"))
                    (field("repeated_password", "New password once more", None, "new-password"))
                    (button("Change password"))
                }
            }
        };
        OfficePage {
            title: "Your account",
            signed_in: Some(self.staff.frame()),
            here: "/account",
            faulty: !self.faults.is_empty(),
            content,
            ..OfficePage::default()
        }
        .render()
    }
}

/// `GET /account`
pub async fn page(staff: Staff) -> HttpResponse {
    let page = AccountPage {
        staff: &staff,
        faults: Faults::default(),
        changed: false,
    };
    html_page(HttpResponse::Ok(), &page)
}

/// `POST /account/password`
pub async fn change(
    form: CheckedForm<NewPassword>,
    staff: Staff,
    mut conn: Conn,
    shop: web::Data<Shop>,
) -> Result<HttpResponse, Error> {
    let faults = match form.outcome {
        Err(faults) => faults,
        Ok(form) => changed(form, &staff, &mut conn, &shop).await?,
    };
    let changed = faults.is_empty();
    let answer = if changed {
        HttpResponse::Ok()
    } else {
        HttpResponse::UnprocessableEntity()
    };
    let page = AccountPage {
        staff: &staff,
        faults,
        changed,
    };
    Ok(html_page(answer, &page))
}

async fn changed(form: NewPassword, staff: &Staff, conn: &mut Conn, shop: &Shop) -> Result<Faults, Error> {
    if let Err(weakness) = check_password(&form.new_password, staff.username()) {
        return Ok(Faults::one("new_password", &weakness.to_string()));
    }
    if form.new_password != form.repeated_password {
        return Ok(Faults::one(
            "repeated_password",
            "The two new passwords are not the same",
        ));
    }
    let mut rng = system_rng();
    let changed = change_password(
        conn,
        &shop.passwords,
        &staff.session,
        (secret(&form.old_password), secret(&form.new_password)),
        shop.clock.machine_now(),
        &mut rng,
    );
    match changed.await {
        Ok(()) => Ok(Faults::default()),
        Err(error) => {
            refused(error)?;
            Ok(Faults::one(
                "old_password",
                "This is not the password you have now. After several wrong tries, wait two minutes",
            ))
        }
    }
}
