//! The demonstration's own pages on the office host: doors, inbox, clock, crowd, attack. Here and in
//! `web` alone the house says actix.
//!
//! What takes long is done by a POST that returns when it is done and leads back to a page that shows
//! what came of it, so that nothing is done twice when a page is loaded again.

mod attack;
mod clock;
mod crowd;
mod desk;
mod frame;
mod front;
mod inbox;

use std::sync::Arc;

use actix_web::Route;
use actix_web::middleware::from_fn;
use actix_web::web::{Data, ServiceConfig, get, post, resource};

use crate::web::admission::{Access, admit};
use crate::web::tries::Pace;

pub use desk::{Backstage, Desk};

/// The routes below `/demo`, for `web::server::bind`. Anybody may use them: nobody real is here.
pub fn configure(desk: Arc<Desk>) -> impl Fn(&mut ServiceConfig) + Clone + Send + 'static {
    move |config| {
        let page = |path: &str| resource(path.to_owned());
        config
            .app_data(Data::from(Arc::clone(&desk)))
            .service(page("/demo").route(open(get().to(front::page))))
            .service(page("/demo/inbox").route(open(get().to(inbox::list))))
            .service(page("/demo/inbox/{file}").route(open(get().to(inbox::letter))))
            .service(
                page("/demo/clock")
                    .route(open(get().to(clock::page)))
                    .route(open(post().to(clock::advance))),
            )
            .service(
                page("/demo/crowd")
                    .route(open(get().to(crowd::page)))
                    .route(open(post().to(crowd::send))),
            )
            .service(
                page("/demo/attack")
                    .route(open(get().to(attack::page)))
                    .route(open(post().to(attack::run))),
            );
    }
}

/// The door of every route: it finds out who is signed in and lets a handler end whoever hangs up.
fn open(route: Route) -> Route {
    route.wrap(from_fn(|request, next| {
        admit((Access::Anyone, Pace::Free), request, next)
    }))
}
