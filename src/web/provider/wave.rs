//! One wave: how far it is, and loading a contact file into it.

use std::fmt;

use actix_multipart::Multipart;
use actix_web::http::header::LOCATION;
use actix_web::{HttpResponse, web};
use futures_util::{StreamExt, TryStreamExt, stream};
use tokio::sync::mpsc;
use uuid::Uuid;

use super::wave_page::WavePage;
use super::words::sentence;
use crate::operations::chance::system_rng;
use crate::operations::load_sample::{Known, LoadSampleError, Loaded, Loading, load_sample};
use crate::store::progress::list_progress;
use crate::store::uploads::list_of_wave;
use crate::store::waves::{self, find_wave};
use crate::survey::sample::Summary;
use crate::web::error::Error;
use crate::web::extract::{Conn, Faults, Staff};
use crate::web::pages::html_page;
use crate::web::shop::Shop;

/// More files than a wave ever has.
const LISTED: i64 = 200;
/// The largest contact file: well over half a million rows.
const LARGEST_BYTES: usize = 64 * 1024 * 1024;
/// Pieces of the file on their way between two tasks.
const PIECES: usize = 4;

/// `GET /waves/{id}`
pub async fn page(id: web::Path<Uuid>, staff: Staff, mut conn: Conn) -> Result<HttpResponse, Error> {
    show(
        HttpResponse::Ok(),
        *id,
        &staff,
        &mut conn,
        Faults::default(),
        None,
    )
    .await
}

async fn show(
    answer: actix_web::HttpResponseBuilder,
    id: Uuid,
    staff: &Staff,
    conn: &mut Conn,
    faults: Faults,
    refused: Option<&Summary>,
) -> Result<HttpResponse, Error> {
    let wave = find_wave(conn, id).await?.ok_or(Error::Unknown)?;
    let page = WavePage {
        staff,
        uploads: &list_of_wave(conn, id, LISTED).await?,
        others: &waves::list_of_quarter(conn, &wave.quarter)
            .await?
            .into_iter()
            .filter(|other| other.id != id)
            .map(|other| other.name)
            .collect::<Vec<_>>(),
        progress: &list_progress(conn, id).await?,
        wave: &wave,
        faults,
        refused,
    };
    Ok(html_page(answer, &page))
}

/// `POST /waves/{id}/uploads`: the file goes into the database as it arrives, and into no other file.
pub async fn load(
    id: web::Path<Uuid>,
    body: Multipart,
    staff: Staff,
    mut conn: Conn,
    shop: web::Data<Shop>,
) -> Result<HttpResponse, Error> {
    let (error, field) = match loaded(*id, body, &staff, &mut conn, &shop).await? {
        Ok(loaded) => {
            let place = format!("/uploads/{}", loaded.upload);
            return Ok(HttpResponse::SeeOther().insert_header((LOCATION, place)).finish());
        }
        Err(LoadSampleError::Store(error)) => return Err(error.into()),
        Err(LoadSampleError::Key(error)) => return Err(Error::Fault(error.to_string())),
        Err(LoadSampleError::NoWave) => return Err(Error::Unknown),
        Err(error) => (error, "file"),
    };
    let faults = Faults::one(field, &sentence(&error.to_string()));
    let refused = match &error {
        LoadSampleError::NoRows(summary) => Some(summary.as_ref()),
        _ => None,
    };
    show(
        HttpResponse::UnprocessableEntity(),
        *id,
        &staff,
        &mut conn,
        faults,
        refused,
    )
    .await
}

/// Reads the file on this task, which owns the connection to the browser, and loads it through a channel.
async fn loaded(
    wave: Uuid,
    mut body: Multipart,
    staff: &Staff,
    conn: &mut Conn,
    shop: &Shop,
) -> Result<Result<Loaded, LoadSampleError>, Error> {
    let definitions = shop.definitions().await?;
    let (sender, mut receiver) = mpsc::channel(PIECES);
    let pieces = stream::poll_fn(move |context| receiver.poll_recv(context));
    let loading = Loading {
        actor: staff.username(),
        today: shop.clock.today(),
        at: shop.clock.machine_now(),
    };
    let mut rng = system_rng();
    let load = load_sample(
        conn,
        &definitions,
        wave,
        pieces,
        Known {
            opt_out: &shop.keys.opt_out,
            recent: &shop.keys.recent,
        },
        loading,
        &mut rng,
    );
    let (loaded, ()) = tokio::join!(load, hand_over(&mut body, sender));
    Ok(loaded)
}

/// Why the rest of a file did not come.
#[derive(Clone, Copy, Debug)]
enum Broken {
    Off,
    TooLarge,
    NoFile,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Off => "the connection ended",
            Self::TooLarge => "it is larger than 64 MB; split it",
            Self::NoFile => "no file was chosen",
        })
    }
}

async fn hand_over(body: &mut Multipart, sender: mpsc::Sender<Result<web::Bytes, Broken>>) {
    if let Err(broken) = pieces_of(body, &sender).await {
        // Where nobody listens any more the loading has ended by itself.
        sender.send(Err(broken)).await.ok();
    }
}

async fn pieces_of(
    body: &mut Multipart,
    sender: &mpsc::Sender<Result<web::Bytes, Broken>>,
) -> Result<(), Broken> {
    let mut bytes = 0;
    while let Some(mut field) = body.try_next().await.map_err(|_| Broken::Off)? {
        if field.name() != Some("file") {
            continue;
        }
        while let Some(piece) = field.next().await {
            let piece = piece.map_err(|_| Broken::Off)?;
            bytes += piece.len();
            if bytes > LARGEST_BYTES {
                return Err(Broken::TooLarge);
            }
            if sender.send(Ok(piece)).await.is_err() {
                return Ok(());
            }
        }
    }
    if bytes == 0 { Err(Broken::NoFile) } else { Ok(()) }
}
