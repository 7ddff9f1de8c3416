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

use actix_web::middleware::from_fn;
use actix_web::web::{Data, ServiceConfig, get, post, resource, scope};

use crate::web::admission::{Access, admit};
use crate::web::delivery::unknown;

pub use desk::{Backstage, Desk};

/// The routes below `/demo`, for `web::server::bind`.
pub fn configure(desk: Arc<Desk>) -> impl Fn(&mut ServiceConfig) + Clone + Send + 'static {
    move |config| {
        let below = scope("/demo")
            .app_data(Data::from(Arc::clone(&desk)))
            .service(resource("").get(front::page))
            .service(resource("/clock").get(clock::page).post(clock::advance))
            .service(resource("/crowd").get(crowd::page).post(crowd::send))
            .service(resource("/attack").get(attack::page).post(attack::run))
            .route("/inbox", get().to(inbox::list))
            .route("/inbox/{file}", get().to(inbox::letter))
            .default_service(post().to(unknown))
            .wrap(from_fn(|request, next| admit(Access::Anyone, request, next)));
        config.service(below);
    }
}
