//! Contact files that wait for a commissioner, and deciding about one.

use std::collections::BTreeMap;

use actix_web::http::header::LOCATION;
use actix_web::{HttpResponse, web};
use uuid::Uuid;

use super::upload_page::{Control, UploadPage, UploadsPage};
use super::words::sentence;
use crate::operations::decide_upload::{
    DecideUploadError, Deciding, approve_upload, crowd_faults, refuse_upload,
};
use crate::store::staff::Role;
use crate::store::uploads::{Upload, UploadState, find_upload, list_decided, list_pending};
use crate::store::waves::{find_wave, list_waves};
use crate::web::error::Error;
use crate::web::extract::{Conn, Faults, Staff, Typed};
use crate::web::pages::html_page;
use crate::web::shop::Shop;

/// More files than anybody looks at.
const LISTED: i64 = 100;

/// `GET /uploads`
pub async fn list(staff: Staff, mut conn: Conn) -> Result<HttpResponse, Error> {
    let waves = list_waves(&mut conn, LISTED).await?;
    let page = UploadsPage {
        staff: &staff,
        pending: &list_pending(&mut conn, LISTED).await?,
        decided: &list_decided(&mut conn, LISTED).await?,
        waves: &waves.into_iter().map(|wave| (wave.id, wave.name)).collect(),
    };
    Ok(html_page(HttpResponse::Ok(), &page))
}

/// `GET /uploads/{id}`
pub async fn page(
    id: web::Path<Uuid>,
    staff: Staff,
    mut conn: Conn,
    shop: web::Data<Shop>,
) -> Result<HttpResponse, Error> {
    let upload = find_upload(&mut conn, *id).await?.ok_or(Error::Unknown)?;
    let asked = Asked {
        typed: Typed::default(),
        compared: false,
        refusing: false,
        faults: Faults::default(),
    };
    show(HttpResponse::Ok(), &upload, &staff, &mut conn, &shop, asked).await
}

/// What a form asked for, to be shown again.
struct Asked {
    typed: Typed,
    compared: bool,
    refusing: bool,
    faults: Faults,
}

async fn show(
    answer: actix_web::HttpResponseBuilder,
    upload: &Upload,
    staff: &Staff,
    conn: &mut Conn,
    shop: &Shop,
    asked: Asked,
) -> Result<HttpResponse, Error> {
    let definitions = shop.definitions().await?;
    let wave = find_wave(conn, upload.wave).await?.ok_or(Error::Unknown)?;
    let decides = staff.identity.role == Role::Commissioner && upload.state == UploadState::Pending;
    let crowd = match decides {
        true => crowd_faults(conn, upload, &definitions, shop.clock.today()).await?,
        false => Vec::new(),
    };
    let page = UploadPage {
        staff,
        upload,
        wave: &wave,
        definitions: &definitions,
        decides,
        crowd: &crowd,
        control: Control {
            typed: &asked.typed,
            compared: asked.compared,
        },
        refusing: asked.refusing,
        faults: asked.faults,
    };
    Ok(html_page(answer, &page))
}

/// `POST /uploads/{id}`: compares with control totals, approves, asks whether to refuse, or refuses, as the pressed
/// button says.
pub async fn decide(
    id: web::Path<Uuid>,
    typed: Typed,
    staff: Staff,
    mut conn: Conn,
    shop: web::Data<Shop>,
) -> Result<HttpResponse, Error> {
    let upload = find_upload(&mut conn, *id).await?.ok_or(Error::Unknown)?;
    let deciding = Deciding {
        actor: staff.username(),
        today: shop.clock.today(),
        at: shop.clock.machine_now(),
    };
    let faults = match typed.get("decision") {
        Some("approve") => {
            let faults = unlike(&upload, &typed);
            if faults.is_empty() {
                let definitions = shop.definitions().await?;
                let approved = approve_upload(&mut conn, &definitions, upload.id, deciding).await;
                match approved {
                    Ok(_) => return Ok(back_to(&upload)),
                    Err(error) => told(error)?,
                }
            } else {
                faults
            }
        }
        // A refusal deletes people: the button alone asks, and its answer does it.
        Some("refuse-for-good") => match refuse_upload(&mut conn, upload.id, deciding).await {
            Ok(()) => return Ok(back_to(&upload)),
            Err(error) => told(error)?,
        },
        _ => return compared(&upload, typed, &staff, &mut conn, &shop).await,
    };
    let asked = Asked {
        typed,
        compared: true,
        refusing: false,
        faults,
    };
    show(
        HttpResponse::UnprocessableEntity(),
        &upload,
        &staff,
        &mut conn,
        &shop,
        asked,
    )
    .await
}

async fn compared(
    upload: &Upload,
    typed: Typed,
    staff: &Staff,
    conn: &mut Conn,
    shop: &Shop,
) -> Result<HttpResponse, Error> {
    let asked = Asked {
        faults: Faults::default(),
        refusing: typed.get("decision") == Some("refuse"),
        typed,
        compared: true,
    };
    show(HttpResponse::Ok(), upload, staff, conn, shop, asked).await
}

fn back_to(upload: &Upload) -> HttpResponse {
    let place = format!("/uploads/{}", upload.id);
    HttpResponse::SeeOther().insert_header((LOCATION, place)).finish()
}

/// What stands between the control totals and an approval: each one that is missing or not the file's.
fn unlike(upload: &Upload, typed: &Typed) -> Faults {
    let mut faults = Faults::default();
    let given: BTreeMap<&str, &str> = typed
        .0
        .iter()
        .filter_map(|(name, value)| Some((name.strip_prefix("control-")?, value.trim())))
        .collect();
    for totals in &upload.summary.families {
        let field = format!("control-{}", totals.family);
        match given.get(totals.family.as_str()).copied().unwrap_or_default() {
            "" => faults.add(&field, "Enter the number of cases that the police force gave you"),
            text => match text.replace(',', "").parse::<u32>() {
                Ok(count) if count == totals.frame => {}
                Ok(count) => faults.add(
                    &field,
                    format!(
                        "The file has {} cases and you entered {count}. Ask the force, or refuse the file",
                        totals.frame
                    ),
                ),
                Err(_) => faults.add(&field, "Enter a whole number"),
            },
        }
    }
    faults
}

fn told(error: DecideUploadError) -> Result<Faults, Error> {
    match error {
        DecideUploadError::Store(error) => Err(error.into()),
        DecideUploadError::NoUpload => Err(Error::Unknown),
        other => Ok(Faults::one("", &sentence(&other.to_string()))),
    }
}
