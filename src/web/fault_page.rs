//! The page of a request that could not be served, laid over its answer on the way out.
//!
//! A client's fault is not logged. A server's fault is logged once, here, with a random reference; the page
//! shows the reference and a sentence, never the cause. A database that is away gives a page that carries
//! what was typed, so that sending it again needs one press.

use std::sync::Arc;

use actix_web::Error as ActixError;
use actix_web::body::BoxBody;
use actix_web::dev::ServiceResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpMessage, HttpResponse, ResponseError, web};
use maud::Render;

use super::error::Error;
use super::headers::{self, Transport};
use super::host::Host;
use super::pages::problem::{Again, Problem, Reader};
use super::respondent::words_of_problem;
use super::shop::Shop;
use super::typed::Typed;
use crate::survey::questionnaire::Wording;

/// Lays the calm page over an answer that carries a fault. A respondent reads it in her language: her request tells
/// it, and never the link, so that all links that open nothing give the same bytes.
pub async fn with_page(response: ServiceResponse<BoxBody>, host: Host) -> ServiceResponse<BoxBody> {
    let Some(fault) = response.response().error() else {
        return response;
    };
    let status = response.status();
    let reference = logged(fault, status);
    let own = fault.as_error::<Error>();
    let again = match own {
        Some(Error::Away(_)) => again(&response),
        _ => None,
    };
    let shop = response.request().app_data::<web::Data<Shop>>();
    let words = match (host, shop) {
        (Host::Survey, Some(shop)) => words_of_problem(response.request(), shop, own).await,
        _ => Arc::default(),
    };
    let page = Problem {
        reader: match host {
            Host::Office => Reader::Office,
            Host::Survey => Reader::Respondent {
                words: &words,
                exit: shop.map_or("", |shop| shop.settings.exit_url.as_str()),
            },
        },
        status,
        foreign_origin: matches!(own, Some(Error::ForeignOrigin)),
        reference,
        again,
    };
    let body = page.render().into_string();
    let mut response = response.map_body(|_, _| BoxBody::new(body));
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    response
}

/// Where the same request goes, with what was typed: secrets are not among it. Nothing for what no page can send once
/// more, such as a file.
fn again(response: &ServiceResponse<BoxBody>) -> Option<Again> {
    let request = response.request();
    let posts = !request.method().is_safe();
    let typed = request.extensions().get::<Typed>().cloned();
    if posts && typed.is_none() {
        return None;
    }
    let path = request.uri().path_and_query().map_or("/", |whole| whole.as_str());
    Some(Again {
        action: path.to_owned(),
        posts,
        typed: typed.map(Typed::harmless).unwrap_or_default(),
    })
}

/// Writes a server's fault into the log and returns the reference the page shows.
fn logged(fault: &ActixError, status: StatusCode) -> Option<String> {
    if !status.is_server_error() {
        return None;
    }
    let reference = uuid::Uuid::new_v4().simple().to_string()[..8].to_owned();
    match fault.as_error::<Error>() {
        Some(own) => tracing::error!(
            error.reference = reference,
            error.code = own.code(),
            "A page could not be made: {own}."
        ),
        // The text of a foreign error may hold what somebody typed.
        None => tracing::error!(
            error.reference = reference,
            error.status = status.as_u16(),
            "A page could not be made."
        ),
    }
    Some(reference)
}

/// A fault from outside any route: the finished answer, since nothing further out would finish it.
#[derive(Debug, thiserror::Error)]
#[error("a request ended before it reached a page")]
pub struct Bare {
    host: Host,
    status: StatusCode,
    transport: Transport,
    reference: Option<String>,
}

impl Bare {
    /// The answer to `fault` on `host`.
    pub fn new(fault: &ActixError, host: Host, transport: Transport) -> Self {
        let status = fault.as_response_error().status_code();
        Self {
            host,
            status,
            transport,
            reference: logged(fault, status),
        }
    }
}

impl ResponseError for Bare {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    fn error_response(&self) -> HttpResponse<BoxBody> {
        let english = Wording::default();
        let page = Problem {
            reader: match self.host {
                Host::Office => Reader::Office,
                Host::Survey => Reader::Respondent {
                    words: &english,
                    exit: "",
                },
            },
            status: self.status,
            foreign_origin: false,
            reference: self.reference.clone(),
            again: None,
        };
        let mut response = HttpResponse::build(self.status)
            .content_type("text/html; charset=utf-8")
            .body(page.render().into_string());
        headers::put_on(response.headers_mut(), self.status, self.host, self.transport);
        response
    }
}
