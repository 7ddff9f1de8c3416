//! Both hosts, served on ports of the machine's choice over a database of the test's own, and clients that keep a session.

use std::sync::Arc;

use actix_web::web::{Data, ServiceConfig};
use heard::ballot::certificate::CertificateKey;
use heard::ballot::{CardKey, OptOutKey, Pepper, SecretKey};
use heard::operations::RecentKeys;
use heard::operations::clock::Clock;
use heard::operations::passwords::{Cost, Passwords};
use heard::operations::staff::{NewStaff, SecondFactorDuty, add_account};
use heard::store::staff::Role;
use heard::web::Settings;
use heard::web::server::{bind, no_extra};
use heard::web::shop::{Keys, Shop, Stage};
use reqwest::header::{COOKIE, HeaderMap, LOCATION, ORIGIN, SET_COOKIE};
use reqwest::{Client, Method, RequestBuilder};

use super::{TestDatabase, seeded};

/// A running service.
pub struct Site {
    pub database: TestDatabase,
    pub shop: Data<Shop>,
    /// `http://127.0.0.1:port` of the office.
    pub office: String,
    /// The same of the survey.
    pub survey: String,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
    _months: tempfile::TempDir,
}

/// What a test may want otherwise.
pub struct Wanted {
    pub stage: Stage,
    /// The database's address; the test's own where none.
    pub database_url: Option<String>,
    pub extra: fn(&mut ServiceConfig),
    /// Whether its addresses are https, as behind a proxy; it is still asked over plain http.
    pub secure: bool,
}

impl Default for Wanted {
    fn default() -> Wanted {
        Wanted {
            stage: Stage::Demonstration,
            database_url: None,
            extra: no_extra,
            secure: false,
        }
    }
}

impl Site {
    /// A service in which accounts need no second factor.
    pub async fn open() -> Site {
        Site::open_as(Wanted::default()).await
    }

    /// A service as the test wants it.
    pub async fn open_as(wanted: Wanted) -> Site {
        let database = TestDatabase::new();
        let pool = match &wanted.database_url {
            Some(url) => heard::store::connect(url, 4).expect("a pool"),
            None => database.pool("heard_web"),
        };
        let mut rng = seeded(11);
        let months = tempfile::tempdir().expect("a folder");
        let keys = Keys {
            cookie: SecretKey::generate(&mut rng),
            pepper: Pepper::generate(&mut rng),
            opt_out: OptOutKey::generate(&mut rng),
            staff: SecretKey::generate(&mut rng),
            recent: RecentKeys::below(months.path()),
            card: CardKey::generate(&mut rng),
            certificates: CertificateKey::generate(&mut rng).public(),
        };
        let passwords = Passwords::new(Cost::LIGHT, &mut rng).expect("a hasher");
        let mut shop = Shop::new(
            pool,
            keys,
            Clock::machine(),
            settings(wanted.secure),
            10,
            passwords,
        );
        shop.stage = wanted.stage;
        let shop = Data::from(Arc::new(shop));
        let servers = bind(&shop, wanted.extra).expect("both hosts listen");
        let (office, survey) = (servers.office_listens, servers.survey_listens);
        let (stop, stopped) = tokio::sync::oneshot::channel();
        tokio::spawn(async move {
            let stopped = async { drop(stopped.await) };
            servers.run_until(stopped).await.expect("both hosts serve");
        });
        Site {
            database,
            shop,
            office: format!("http://{office}"),
            survey: format!("http://{survey}"),
            stop: Some(stop),
            _months: months,
        }
    }

    /// Adds an account and returns its passphrase.
    pub async fn add(&self, username: &str, role: Role, second_factor: SecondFactorDuty) -> String {
        let new = NewStaff {
            username: username.to_owned(),
            role,
            second_factor,
        };
        let mut conn = self.shop.connection().await.expect("a connection");
        let now = self.shop.clock.machine_now();
        let mut rng = heard::operations::chance::system_rng();
        add_account(&mut conn, &self.shop.passwords, &new, "test", now, &mut rng)
            .await
            .expect("an account")
    }

    /// Loads the shipped questionnaires and makes them live.
    pub async fn load_questionnaires(&self) {
        let mut conn = self.shop.connection().await.expect("a connection");
        super::load_shipped(&mut conn, self.shop.clock.today()).await;
    }

    /// Somebody who is signed in with a role, by name and passphrase through the sign-in page.
    pub async fn signed_in(&self, role: Role) -> Visitor {
        let name = format!("{role}-{}", uuid::Uuid::new_v4().simple());
        let name = &name[..30];
        let passphrase = self.add(name, role, SecondFactorDuty::Exempt).await;
        let mut visitor = self.visitor();
        // From an address of one's own: many accounts that sign in from one are told to wait.
        let address = std::net::Ipv4Addr::from(uuid::Uuid::new_v4().as_fields().0);
        let request = visitor
            .request(Method::POST, "/sign-in")
            .header("X-Forwarded-For", address.to_string())
            .form(&[("username", name), ("password", &passphrase)]);
        let answer = visitor.send(request).await;
        assert_eq!((answer.status, answer.location()), (303, "/"), "{}", answer.body);
        visitor
    }

    /// Nobody in particular, at the office's door.
    pub fn visitor(&self) -> Visitor {
        Visitor::new(&self.office)
    }

    /// Nobody in particular, at the survey's door.
    pub fn survey_visitor(&self) -> Visitor {
        Visitor::new(&self.survey)
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            stop.send(()).ok();
        }
    }
}

fn settings(secure: bool) -> Settings {
    let here = "127.0.0.1:0".parse().expect("an address");
    let scheme = if secure { "https" } else { "http" };
    let url = |port: u16| format!("{scheme}://127.0.0.1:{port}").parse().expect("a URL");
    Settings {
        survey_url: url(8081),
        office_url: url(8080),
        survey_listen: here,
        office_listen: here,
        exit_url: "https://weather.example/".parse().expect("a URL"),
    }
}

/// Somebody's browser: it keeps its one cookie and follows nothing by itself.
#[derive(Clone)]
pub struct Visitor {
    root: String,
    client: Client,
    /// `name=value` of the session.
    pub cookie: Option<String>,
}

impl Visitor {
    fn new(root: &str) -> Visitor {
        let client = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .expect("a client");
        Visitor {
            root: root.to_owned(),
            client,
            cookie: None,
        }
    }

    /// A request of one's own page, not sent yet.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let mut request = self
            .client
            .request(method.clone(), format!("{}{path}", self.root));
        if let Some(cookie) = &self.cookie {
            request = request.header(COOKIE, cookie);
        }
        if method.is_safe() {
            request
        } else {
            request.header(ORIGIN, &self.root)
        }
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        let request = self.request(Method::GET, path);
        self.send(request).await
    }

    pub async fn post(&mut self, path: &str, form: &[(&str, &str)]) -> Answer {
        let request = self.request(Method::POST, path).form(form);
        self.send(request).await
    }

    /// Sends a request and keeps the cookie that comes back.
    pub async fn send(&mut self, request: RequestBuilder) -> Answer {
        let response = request.send().await.expect("an answer");
        for cookie in response.headers().get_all(SET_COOKIE) {
            let cookie = cookie.to_str().expect("a cookie of text");
            let pair = cookie.split(';').next().unwrap_or_default();
            self.cookie = (!pair.ends_with('=')).then(|| pair.to_owned());
        }
        Answer {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: response.text().await.expect("a text"),
        }
    }
}

/// What came back.
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// Where a redirect leads.
    pub fn location(&self) -> &str {
        self.header(LOCATION.as_str())
    }
}
