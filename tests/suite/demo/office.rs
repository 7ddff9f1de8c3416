//! The office host as the demonstration opens it, on a port of the machine's choice.

use std::net::SocketAddr;
use std::sync::Arc;

use actix_web::web::Data;
use futures_util::future::{BoxFuture, FutureExt};
use heard::demo::accounts::DemoAccount;
use heard::demo::error::DemoError;
use heard::demo::pages::{Backstage, Desk, configure};
use heard::demo::stage::Stage;
use heard::operations::passwords::{Cost, Passwords};
use heard::web::Settings;
use heard::web::server::bind;
use heard::web::shop::{Keys, Shop};
use reqwest::{Client, RequestBuilder, Response, redirect};
use tempfile::TempDir;
use tokio::sync::{Semaphore, oneshot};

use crate::harness::database::shared_cluster;
use crate::harness::seeded;

/// Moves nothing: it waits until the test lets it, then says what it was asked.
pub struct Waiting(pub Arc<Semaphore>);

impl Backstage for Waiting {
    fn advance<'a>(&'a self, by: &'a str) -> BoxFuture<'a, Result<Vec<String>, DemoError>> {
        async move {
            self.0
                .acquire()
                .await
                .map_err(|_| DemoError::new("the test is over"))?
                .forget();
            match by {
                "close" | "7d" => Ok(vec!["The wave is closed.".to_owned(), format!("Moved by {by}.")]),
                other => Err(DemoError::new(format!("“{other}” is no way to move the clock"))),
            }
        }
        .boxed()
    }
}

/// The office of a demonstration whose clock moves when the test says so.
pub struct Office {
    pub stage: Arc<Stage>,
    pub moves: Arc<Semaphore>,
    root: String,
    client: Client,
    _folder: TempDir,
    stop: Option<oneshot::Sender<()>>,
}

impl Office {
    /// Opens it on a database of its own.
    pub async fn open(database: &str) -> Office {
        let folder = tempfile::tempdir().expect("a folder");
        let nowhere = SocketAddr::from(([127, 0, 0, 1], 1));
        let stage = Stage::set(folder.path(), shared_cluster(), database, nowhere)
            .await
            .expect("a stage");
        let stage = Arc::new(stage);
        let moves = Arc::new(Semaphore::new(0));
        let account = |role: &str, username: &str| DemoAccount {
            role: role.to_owned(),
            username: username.to_owned(),
            password: "otter sail lantern".to_owned(),
        };
        let accounts = vec![
            account("provider", "provider-anna"),
            account("provider", "provider-ben"),
            account("commissioner", "commissioner-clare"),
            account("commissioner", "commissioner-david"),
            account("administrator", "administrator-erin"),
        ];
        let desk = Desk::new(
            Arc::clone(&stage),
            accounts,
            Arc::new(Waiting(Arc::clone(&moves))),
        );
        let (stop, stopped) = oneshot::channel();
        let listens = serve(Arc::clone(&stage), Arc::new(desk), stopped);
        let client = Client::builder()
            .redirect(redirect::Policy::none())
            .build()
            .expect("a client");
        Office {
            stage,
            moves,
            root: format!("http://{listens}"),
            client,
            _folder: folder,
            stop: Some(stop),
        }
    }

    /// A page and its status.
    pub async fn get(&self, path: &str) -> (u16, String) {
        read(
            self.client
                .get(format!("{}{path}", self.root))
                .send()
                .await
                .expect("an answer"),
        )
        .await
    }

    /// A form as a browser sends it from the office's own page.
    pub fn post(&self, path: &str, form: &[(&str, &str)]) -> RequestBuilder {
        self.client
            .post(format!("{}{path}", self.root))
            .header("origin", &self.root)
            .form(form)
    }
}

/// Status and text of an answer.
pub async fn read(response: Response) -> (u16, String) {
    (response.status().as_u16(), response.text().await.expect("text"))
}

impl Drop for Office {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            stop.send(()).ok();
        }
        let drop_it = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.stage.database);
        self.stage.cluster.sql("postgres", &drop_it).ok();
    }
}

fn serve(stage: Arc<Stage>, desk: Arc<Desk>, stopped: oneshot::Receiver<()>) -> SocketAddr {
    let (told, listens) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let servers = bind(&Data::new(shop(&stage)), configure(desk)).expect("a port");
            told.send(servers.office_listens).expect("the test waits");
            servers
                .run_until(async { stopped.await.unwrap_or_default() })
                .await
                .expect("served to the end");
        });
    });
    listens.recv().expect("the office opens")
}

fn shop(stage: &Stage) -> Shop {
    let any_port = SocketAddr::from(([127, 0, 0, 1], 0));
    let keys = Keys {
        cookie: stage.keys.cookie.clone(),
        pepper: stage.keys.pepper.clone(),
        opt_out: stage.keys.opt_out.clone(),
        staff: stage.keys.staff.clone(),
        recent: stage.keys.recent.clone(),
        card: stage.keys.card.clone(),
        certificates: stage.keys.certificates,
    };
    let settings = Settings {
        survey_url: "http://127.0.0.1:1".parse().expect("a URL"),
        office_url: "http://127.0.0.1:2".parse().expect("a URL"),
        survey_listen: any_port,
        office_listen: any_port,
        exit_url: "https://elsewhere.example/".parse().expect("a URL"),
    };
    let passwords = Passwords::new(Cost::LIGHT, &mut seeded(3)).expect("a hasher");
    Shop::new(
        stage.web.clone(),
        keys,
        stage.clock.clone(),
        settings,
        10,
        passwords,
    )
}
