//! The frames of both hosts and the pages that belong to no role.

pub mod frame;
pub mod problem;

pub use frame::{OfficePage, SignedIn, SurveyPage, Tongue};

use actix_web::{HttpResponse, HttpResponseBuilder};
use maud::Render;

/// A page as an answer with the given status.
pub fn html_page(mut answer: HttpResponseBuilder, page: &impl Render) -> HttpResponse {
    answer
        .content_type("text/html; charset=utf-8")
        .body(page.render().into_string())
}
