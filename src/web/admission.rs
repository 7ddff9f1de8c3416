//! The door of every route: who may pass, as the table of routes says.
//!
//! The handler then runs as a task of its own: a visitor who hangs up cannot leave a transaction half done,
//! and a handler that panics becomes a page.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::LOCATION;
use actix_web::middleware::Next;
use actix_web::{FromRequest, HttpMessage, HttpResponse, web};

use super::error::Error;
use super::extract::Staff;
use super::session_cookie;
use super::shop::Shop;
use super::tries::Pace;
use super::typed::Typed;
use crate::operations::sign_in::{self, Next as Step};
use crate::store;
use crate::store::staff::Role;

/// Who may use a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everybody; no session is looked at.
    Open,
    /// Everybody; the page may show who is signed in.
    Anyone,
    /// Whoever gave the right password and still owes the second factor.
    HalfSignedIn,
    /// Whoever is signed in with one of these roles.
    Staff(&'static [Role]),
}

/// Admits the request or answers in its place. A try too many is not even looked at.
///
/// # Errors
/// What the framework itself reports.
pub async fn admit(
    (access, pace): (Access, Pace),
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    if let Err(error) = paced(pace, &request) {
        return Ok(request.error_response(error));
    }
    let staff = match known(access, &request).await {
        Ok(staff) => staff,
        Err(error) => return Ok(with_form(request).await.error_response(error)),
    };
    if let Some(refusal) = refusal(access, staff.as_ref(), &request) {
        return Ok(match refusal {
            Refusal::GoTo(place) => {
                request.into_response(HttpResponse::SeeOther().insert_header((LOCATION, place)).finish())
            }
            Refusal::NotYours => request.error_response(Error::NotYours),
        });
    }
    if let Some(staff) = staff {
        request.extensions_mut().insert(staff);
    }
    let kept = request.request().clone();
    match actix_web::rt::spawn(next.call(request)).await {
        Ok(done) => Ok(done?.map_into_boxed_body()),
        Err(_) => Ok(ServiceResponse::from_err(
            Error::Fault("a handler panicked".into()),
            kept,
        )),
    }
}

fn paced(pace: Pace, request: &ServiceRequest) -> Result<(), Error> {
    match pace {
        Pace::PerAddress if !shop(request)?.tries.may_go_on(request) => Err(Error::TooOften),
        Pace::PerAddress | Pace::Free => Ok(()),
    }
}

fn shop(request: &ServiceRequest) -> Result<&web::Data<Shop>, Error> {
    request
        .app_data::<web::Data<Shop>>()
        .ok_or_else(|| Error::Fault("the application has no shop".into()))
}

/// Who the session cookie belongs to. Where nobody needs to be known, a database that is away is no fault.
async fn known(access: Access, request: &ServiceRequest) -> Result<Option<Staff>, Error> {
    if access == Access::Open {
        return Ok(None);
    }
    let Some(session) = session_cookie::read(request.request()) else {
        return Ok(None);
    };
    let shop = shop(request)?;
    let found = async {
        let mut conn = store::get(&shop.pool).await?;
        sign_in::who(
            &mut conn,
            &session,
            shop.stage.exemption(),
            shop.clock.machine_now(),
        )
        .await
    };
    match found.await {
        Ok(identity) => Ok(identity.map(|identity| Staff { identity, session })),
        Err(_) if access == Access::Anyone => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The request with its form read, so that the page of a database that is away can carry what was typed.
async fn with_form(request: ServiceRequest) -> ServiceRequest {
    if request.method().is_safe() {
        return request;
    }
    let (head, mut payload) = request.into_parts();
    // A file, or what cannot be read, is carried by no page.
    Typed::from_request(&head, &mut payload).await.ok();
    ServiceRequest::from_parts(head, payload)
}

enum Refusal {
    GoTo(String),
    NotYours,
}

fn refusal(access: Access, staff: Option<&Staff>, request: &ServiceRequest) -> Option<Refusal> {
    let step = staff.map(|staff| staff.identity.next);
    match (access, step) {
        (Access::Open | Access::Anyone, _) => None,
        (Access::HalfSignedIn, Some(Step::Code | Step::SetUp)) => None,
        (Access::HalfSignedIn, Some(Step::Whole)) => Some(Refusal::GoTo("/".into())),
        (_, None) => Some(Refusal::GoTo(to_sign_in(request))),
        (Access::Staff(_), Some(Step::Code)) => Some(Refusal::GoTo("/sign-in/code".into())),
        (Access::Staff(_), Some(Step::SetUp)) => Some(Refusal::GoTo("/sign-in/set-up".into())),
        (Access::Staff(roles), Some(Step::Whole)) => {
            let may = staff.is_some_and(|staff| roles.contains(&staff.identity.role));
            (!may).then_some(Refusal::NotYours)
        }
    }
}

/// The sign-in page, which leads back to the page that was asked for.
fn to_sign_in(request: &ServiceRequest) -> String {
    if !request.method().is_safe() {
        return "/sign-in".to_owned();
    }
    let asked = request.uri().path_and_query().map_or("/", |whole| whole.as_str());
    let next: String = url::form_urlencoded::byte_serialize(asked.as_bytes()).collect();
    format!("/sign-in?next={next}")
}
