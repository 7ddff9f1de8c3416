//! The first page: what each role can do next; for a stranger, what this is.

use actix_web::http::header::LOCATION;
use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use maud::{Markup, Render, html};

use super::words::{date, quarter};
use crate::operations::check_support_lines::standings;
use crate::operations::open_wave::LineChecks;
use crate::operations::sign_in::Next;
use crate::store::editions::{EditionRow, EditionState, list_editions};
use crate::store::questionnaires::find_live;
use crate::store::staff::{Account, Role, list_accounts};
use crate::store::uploads::{Upload, UploadState, list_of_wave, list_pending};
use crate::store::waves::{Wave, WaveState, list_waves};
use crate::web::checked::last_check;
use crate::web::components::{heading, link_button, subheading};
use crate::web::error::Error;
use crate::web::extract::{Conn, Staff};
use crate::web::pages::{OfficePage, html_page};
use crate::web::shop::{Shop, Stage};

/// Rows looked at to say what is next.
const LOOKED_AT: i64 = 50;

/// `GET /`
pub async fn page(staff: Option<Staff>, shop: web::Data<Shop>) -> Result<HttpResponse, Error> {
    let whole = staff.filter(|staff| staff.identity.next == Next::Whole);
    match whole {
        Some(staff) => {
            let mut conn = Conn::of(&shop).await?;
            let doors = match staff.identity.role {
                Role::Provider => provider(&mut conn, &shop).await?,
                Role::Commissioner => commissioner(&mut conn, staff.username()).await?,
                Role::Administrator => administrator(&list_accounts(&mut conn).await?),
            };
            let alarm = last_check(&shop).await.alarm();
            let page = StartPage {
                staff: &staff,
                alarm,
                doors,
            };
            Ok(html_page(HttpResponse::Ok(), &page))
        }
        None if shop.stage == Stage::Demonstration => Ok(HttpResponse::SeeOther()
            .insert_header((LOCATION, "/demo"))
            .finish()),
        None => Ok(html_page(HttpResponse::Ok(), &StrangersPage)),
    }
}

/// What somebody sees who is not signed in.
struct StrangersPage;

impl Render for StrangersPage {
    fn render(&self) -> Markup {
        let content = html! {
            (heading("How victims of crime were served"))
            p.lede { "Heard asks people who were a victim of a crime how they were treated afterwards, and publishes what they say. Nobody, not even the people who run it, can tell who gave which answer." }
            (link_button("/sign-in", "Sign in"))
        };
        OfficePage {
            title: "How victims of crime were served",
            content,
            ..OfficePage::default()
        }
        .render()
    }
}

/// Something that can be done.
struct Door {
    href: String,
    title: String,
    text: String,
    /// Whether somebody waits for it.
    due: bool,
}

impl Door {
    fn new(href: &str, title: &str, text: impl Into<String>) -> Self {
        Self {
            href: href.to_owned(),
            title: title.to_owned(),
            text: text.into(),
            due: false,
        }
    }

    fn due(mut self) -> Self {
        self.due = true;
        self
    }
}

/// The start page of a role.
struct StartPage<'a> {
    staff: &'a Staff,
    alarm: Option<Markup>,
    doors: Vec<Door>,
}

impl Render for StartPage<'_> {
    fn render(&self) -> Markup {
        let waiting = self.doors.iter().filter(|door| door.due);
        let others = self.doors.iter().filter(|door| !door.due);
        let content = html! {
            (heading("Start"))
            @if let Some(alarm) = &self.alarm { div.reading { (alarm) } }
            @if self.doors.iter().any(|door| door.due) {
                (subheading("Waits for you"))
                ul.cards { @for door in waiting { (card(door)) } }
            } @else {
                p.lede { "Nothing waits for you." }
            }
            (subheading("What you can do"))
            ul.cards { @for door in others { (card(door)) } }
        };
        OfficePage {
            title: "Start",
            signed_in: Some(self.staff.frame()),
            here: "/",
            content,
            ..OfficePage::default()
        }
        .render()
    }
}

fn card(door: &Door) -> Markup {
    let class = if door.due { "card card--due" } else { "card" };
    html! {
        li class=(class) {
            h3.govuk-heading-s { a.govuk-link href=(door.href) { (door.title) } }
            p.govuk-body { (door.text) }
        }
    }
}

async fn provider(conn: &mut Conn, shop: &Shop) -> Result<Vec<Door>, Error> {
    let waves = list_waves(conn, LOOKED_AT).await?;
    let running = waves
        .iter()
        .filter(|wave| matches!(wave.state, WaveState::Preparing | WaveState::Open));
    let mut doors = Vec::new();
    for wave in running {
        doors.push(of_wave(conn, wave, shop.clock.today()).await?);
    }
    let open = Door::new(
        "/waves/new",
        "Open a wave",
        "Begin a new round about the crimes recorded in one quarter.",
    );
    doors.push(if doors.is_empty() { open.due() } else { open });
    doors.push(Door::new(
        "/waves",
        "All waves",
        format!(
            "{} so far, with their contact files.",
            plural(waves.len(), "wave", "waves")
        ),
    ));
    doors.push(Door::new(
        "/cards",
        "Cards",
        "Print neutral cards for advisers to hand out.",
    ));
    doors.push(Door::new(
        "/interviews",
        "Interviews",
        "Type what somebody answers on the telephone or face to face.",
    ));
    doors.push(helplines(
        unchecked_lines(conn, shop).await?,
        shop.stage.line_checks(),
    ));
    doors.push(Door::new(
        "/questionnaires",
        "Questionnaires",
        "Read what is asked of whom, in the words people see.",
    ));
    Ok(doors)
}

/// How many support lines two people have not checked; none before any are loaded.
async fn unchecked_lines(conn: &mut Conn, shop: &Shop) -> Result<usize, Error> {
    if find_live(conn).await?.is_none() {
        return Ok(0);
    }
    let definitions = shop.definitions().await?;
    let lines = standings(conn, &definitions, shop.clock.today()).await?;
    Ok(lines.iter().filter(|line| !line.is_checked()).count())
}

/// The support lines: they wait for somebody while a wave could not open for want of their checks.
fn helplines(unchecked: usize, checks: LineChecks) -> Door {
    let door = |text| Door::new("/helplines", "Helplines", text);
    match (unchecked, checks) {
        (0, _) => door("Every line is checked by two people.".to_owned()),
        (_, LineChecks::Waived) => door(
            "Who made sure of which line. Here waves open without it, since nobody real will call."
                .to_owned(),
        ),
        (_, LineChecks::Required) => door(format!(
            "{} must be checked by two people before the next wave opens.",
            plural(unchecked, "line", "lines")
        ))
        .due(),
    }
}

/// What a running wave needs: a file, an approval, or nothing.
async fn of_wave(conn: &mut Conn, wave: &Wave, today: NaiveDate) -> Result<Door, Error> {
    let href = format!("/waves/{}", wave.id);
    let uploads = list_of_wave(conn, wave.id, LOOKED_AT).await?;
    let counted = |state| uploads.iter().filter(|upload| upload.state == state).count();
    if wave.state == WaveState::Preparing {
        return Ok(Door::new(
            &href,
            &wave.name,
            "Is being prepared. In a minute a contact file can be loaded.",
        ));
    }
    if counted(UploadState::Pending) > 0 {
        let text = "A contact file waits until a commissioner has compared its totals.";
        return Ok(Door::new(&href, &wave.name, text));
    }
    if counted(UploadState::Gated) + counted(UploadState::Approved) > 0 {
        let text = how_far(wave.fieldwork_from, wave.fieldwork_to, today);
        return Ok(Door::new(&href, &wave.name, text));
    }
    let text = format!(
        "Load the contact file of crimes recorded in {}.",
        quarter(&wave.quarter)
    );
    Ok(Door::new(&href, &format!("{}: load a contact file", wave.name), text).due())
}

/// How far a wave is that has its contacts.
fn how_far(from: NaiveDate, to: NaiveDate, today: NaiveDate) -> String {
    match today < from {
        true => format!("Ready. Letters leave from {}.", date(from)),
        false => format!("In fieldwork. Answers are taken until {}.", date(to)),
    }
}

async fn commissioner(conn: &mut Conn, username: &str) -> Result<Vec<Door>, Error> {
    let mut doors = to_approve(&list_pending(conn, LOOKED_AT).await?);
    doors.extend(of_editions(&list_editions(conn).await?, username));
    doors.push(Door::new(
        "/uploads",
        "Contact files",
        "What was approved and refused, by whom.",
    ));
    doors.push(Door::new(
        "/questionnaires",
        "Questionnaires",
        "Read what is asked of whom, in the words people see.",
    ));
    Ok(doors)
}

/// The contact files that wait: the one itself, or the list of several.
fn to_approve(pending: &[Upload]) -> Vec<Door> {
    let [first, others @ ..] = pending else {
        return Vec::new();
    };
    let href = if others.is_empty() {
        format!("/uploads/{}", first.id)
    } else {
        "/uploads".to_owned()
    };
    let title = format!(
        "{} to approve",
        plural(pending.len(), "contact file", "contact files")
    );
    let text = "Compare the totals with those the police force gave you. Before that no letter leaves.";
    vec![Door::new(&href, &title, text).due()]
}

/// What the editions need: a second account's release, another account's, or nothing.
fn of_editions(editions: &[EditionRow], username: &str) -> Vec<Door> {
    let candidates = editions
        .iter()
        .filter(|edition| edition.state == EditionState::Candidate);
    let (own, others): (Vec<_>, Vec<_>) = candidates.partition(|edition| edition.requested_by == username);
    let mut doors = Vec::new();
    if !others.is_empty() {
        let title = format!("{} to release", plural(others.len(), "edition", "editions"));
        let text = "Made and frozen. Read it, then release it or refuse it.";
        doors.push(Door::new("/editions", &title, text).due());
    }
    if !own.is_empty() {
        let title = format!(
            "{} of yours to be released",
            plural(own.len(), "edition", "editions")
        );
        let text = "You asked for it, so another commissioner has to release it.";
        doors.push(Door::new("/editions", &title, text));
    }
    let released = editions
        .iter()
        .filter(|edition| edition.state == EditionState::Released)
        .count();
    let released = plural(released, "edition", "editions");
    let text = format!("{released} released. Read them, download them, or ask for a new one.");
    doors.push(Door::new("/editions", "Editions", text));
    doors
}

fn administrator(accounts: &[Account]) -> Vec<Door> {
    let active = accounts.iter().filter(|account| account.active);
    let of_role = |role| active.clone().filter(|account| account.role == role).count();
    let mut doors = Vec::new();
    for (role, least, why) in [
        (
            Role::Provider,
            1,
            "Nobody can open a wave or load a contact file yet.",
        ),
        (
            Role::Commissioner,
            2,
            "An edition needs two: one asks for it, another releases it.",
        ),
    ] {
        if of_role(role) < least {
            doors.push(Door::new("/staff", &format!("Add a {role}"), why).due());
        }
    }
    doors.push(Door::new(
        "/staff",
        "Accounts",
        "Add somebody, end an account, or give somebody a new start who lost their phone or password.",
    ));
    doors.push(Door::new(
        "/account",
        "Your password",
        "Change the password you sign in with.",
    ));
    doors
}

fn plural(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wave_is_in_fieldwork_from_its_first_day_on() {
        let [eve, from, to]: [NaiveDate; 3] =
            ["2026-10-18", "2026-10-19", "2026-11-08"].map(|day| day.parse().expect("a day"));
        assert_eq!(
            how_far(from, to, eve),
            "Ready. Letters leave from 19 October 2026."
        );
        assert_eq!(
            how_far(from, to, from),
            "In fieldwork. Answers are taken until 8 November 2026."
        );
    }
}
