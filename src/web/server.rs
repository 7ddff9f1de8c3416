//! Both servers, made from the one table of routes.

use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;

use actix_web::body::BoxBody;
use actix_web::dev::{Server, ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::from_fn;
use actix_web::web::{Data, PayloadConfig, ServiceConfig};
use actix_web::{App, HttpServer};

use super::headers::Transport;
use super::host::Host;
use super::shop::Shop;
use super::{delivery, origin, routes};

/// How long open requests may still take when the service stops.
const LAST_REQUESTS_SECONDS: u64 = 20;
/// How long a client may take to say what it wants.
const SAY_WITHIN: Duration = Duration::from_secs(10);
/// Requests served at once by one listener beyond which new ones wait.
const CONNECTIONS: usize = 1024;

/// Routes beside the table's: the demonstration's, with what they stand on.
pub trait Extra: Fn(&mut ServiceConfig) + Clone + Send + 'static {}

impl<F: Fn(&mut ServiceConfig) + Clone + Send + 'static> Extra for F {}

/// No routes beside the table's.
pub fn no_extra(_: &mut ServiceConfig) {}

/// The application of one host.
pub fn app(
    host: Host,
    shop: Data<Shop>,
    extra: impl Extra,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<BoxBody>,
        Error = actix_web::Error,
        InitError = (),
    >,
> {
    let url = match host {
        Host::Office => &shop.settings.office_url,
        Host::Survey => &shop.settings.survey_url,
    };
    let transport = if url.scheme() == "https" {
        Transport::Secure
    } else {
        Transport::Plain
    };
    App::new()
        .app_data(shop)
        .app_data(host)
        .app_data(transport)
        .app_data(PayloadConfig::new(256 * 1024))
        .configure(extra)
        .configure(routes::mount(host))
        .wrap(from_fn(origin::check))
        .wrap(from_fn(delivery::finish))
}

/// Both servers, bound and not yet serving.
pub struct Servers {
    office: Server,
    survey: Server,
    /// Where the office listens; the port is the machine's choice where the settings name none.
    pub office_listens: SocketAddr,
    /// Where the survey listens.
    pub survey_listens: SocketAddr,
}

/// Binds both listeners on a shop of their own; as [`bind`].
///
/// # Errors
/// A listener's address is taken or not this machine's.
pub fn open(shop: Shop, extra: impl Extra) -> std::io::Result<Servers> {
    bind(&Data::new(shop), extra)
}

/// Binds both listeners. The extra routes are the office's.
///
/// # Errors
/// A listener's address is taken or not this machine's.
pub fn bind(shop: &Data<Shop>, extra: impl Extra) -> std::io::Result<Servers> {
    let (office, office_listens) = listen(Host::Office, shop, extra, shop.settings.office_listen)?;
    let (survey, survey_listens) = listen(Host::Survey, shop, no_extra, shop.settings.survey_listen)?;
    Ok(Servers {
        office,
        survey,
        office_listens,
        survey_listens,
    })
}

fn listen(
    host: Host,
    shop: &Data<Shop>,
    extra: impl Extra,
    address: SocketAddr,
) -> std::io::Result<(Server, SocketAddr)> {
    let shop = shop.clone();
    let server = HttpServer::new(move || app(host, shop.clone(), extra.clone()))
        .client_request_timeout(SAY_WITHIN)
        .max_connections(CONNECTIONS)
        .shutdown_timeout(LAST_REQUESTS_SECONDS)
        .disable_signals()
        .bind(address)?;
    let listens = server.addrs().first().copied().unwrap_or(address);
    Ok((server.run(), listens))
}

impl Servers {
    /// Serves until `stop` is done, then lets open requests end.
    ///
    /// # Errors
    /// A listener failed.
    pub async fn run_until(self, stop: impl Future<Output = ()>) -> std::io::Result<()> {
        let (office, survey) = (self.office.handle(), self.survey.handle());
        let both = async { tokio::try_join!(self.office, self.survey).map(|_| ()) };
        tokio::pin!(both);
        tokio::select! {
            ended = &mut both => return ended,
            () = stop => {}
        }
        let (ended, (), ()) = tokio::join!(both, office.stop(true), survey.stop(true));
        ended
    }
}
