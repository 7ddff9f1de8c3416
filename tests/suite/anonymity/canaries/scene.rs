//! The scene of the canaries: a service of its own with a durable server, the proxy of `deploy/` before
//! it where this machine has one, and a list of words that must be found nowhere.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use chrono::Days;
use data_encoding::HEXLOWER;
use futures_util::stream;
use heard::demo::cluster::{Cluster, Durability};
use heard::demo::crew::{Crew, Post};
use heard::demo::inbox;
use heard::demo::stage::{Process, Stage};
use heard::demo::traces::find_traces;
use heard::operations::{
    Deciding, Known, LineChecks, Loading, NewWave, Opening, approve_upload, load_sample, open_wave,
};
use reqwest::{Method, Url};

use super::proxy::Proxy;
use crate::anonymity::relink::two_free_ports;
use crate::harness::seeded;
use crate::respondent::browser::Browser;
use crate::respondent::page::Page;
use crate::respondent::walk::{answered, choose, to_the_choice};

/// People who are asked. The first answers; each other meets a fault.
const PEOPLE: usize = 24;

/// The address that respondents come from, as it would stand in a log.
const HER_ADDRESS: &str = "127.86.75.64";

/// A service of its own: a durable server, and `heard serve` as a process with a log, behind the proxy.
pub struct Scene {
    pub stage: Option<Stage>,
    serve: Child,
    proxy: Option<Proxy>,
    /// Where respondents come in.
    pub survey: SocketAddr,
    pub links: Vec<Url>,
    /// Every word that must be found nowhere.
    pub words: Vec<String>,
    pub folder: PathBuf,
}

impl Scene {
    pub async fn open(folder: &Path) -> Scene {
        let cluster = Cluster::start(&folder.join("postgres"), Durability::Durable, &mut seeded(5))
            .expect("the private cluster starts");
        let listen = two_free_ports();
        let stage = Stage::set(folder, Arc::new(cluster), "heard", listen).await;
        let stage = stage.unwrap_or_else(|error| panic!("no stage: {error}"));
        let mut words = invite(&stage).await;
        words.push(HER_ADDRESS.to_owned());
        let (letters, _) = inbox::list(&stage.mail_folder(), 0, usize::MAX);
        let links: Vec<Url> = letters
            .iter()
            .filter_map(|letter| inbox::link(letter)?.parse().ok())
            .collect();
        assert_eq!(links.len(), PEOPLE);
        words.extend(links.iter().map(|link| secret_in(link).to_owned()));
        let survey = SocketAddr::new(listen.ip(), listen.port() + 1);
        let proxy = Proxy::start(&folder.join("proxy"), survey);
        let survey = proxy.as_ref().map_or(survey, |proxy| proxy.address);
        let scene = Scene {
            serve: serve(&stage, folder, survey),
            stage: Some(stage),
            proxy,
            survey,
            links,
            words,
            folder: folder.to_owned(),
        };
        scene.wait_until_it_serves(listen).await;
        scene
    }

    async fn wait_until_it_serves(&self, office: SocketAddr) {
        for _ in 0..600 {
            let answer = reqwest::get(format!("http://{office}/health/ready")).await;
            if answer.is_ok_and(|answer| answer.status().is_success()) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("heard serve does not get ready");
    }

    pub fn cluster(&self) -> &Cluster {
        &self.stage.as_ref().expect("the database still runs").cluster
    }

    /// A new word, which must be found nowhere.
    pub fn word(&mut self, place: &str) -> String {
        let word = format!("canary-{}-{place}", self.words.len());
        self.words.push(word.clone());
        word
    }

    pub fn sql(&self, script: &str) -> String {
        self.cluster().sql("heard", script).expect("the statement runs")
    }

    /// A fresh browser, on her side of the line.
    pub fn browser(&self) -> Browser {
        Browser::from_address(self.survey, HER_ADDRESS.parse().expect("an address"))
    }

    /// Somebody who has come to the first page with a field of text.
    pub async fn at_a_text(&self, person: usize) -> (Browser, Page) {
        let mut browser = self.browser();
        let choice = to_the_choice(&mut browser, self.links[person].path()).await;
        let mut page = choose(&mut browser, &choice, "burglary").await;
        while !page.body.contains("<textarea") {
            assert!(!page.has_button("send"), "no page has a text");
            let form = page.form_with("continue");
            let sent = answered(form, 0, "");
            page = browser.send("/q", form.action.as_deref(), &sent).await;
        }
        (browser, page)
    }

    /// Sends a word from that page and returns what came back, without following it.
    pub async fn sends(&mut self, browser: &mut Browser, page: &Page, place: &str) -> (u16, String, String) {
        let word = self.word(place);
        let sent = answered(page.form_with("continue"), 0, &word);
        let answer = browser.request(Method::POST, "/q", &[], Some(&sent)).await;
        (answer.status, answer.body, word)
    }

    /// Everything that was written anywhere, but for the letters, which have left, and for keys: a backup made
    /// now among it, and words as the digits in which a backup writes bytes.
    pub fn found(&self) -> Vec<String> {
        if let Some(stage) = &self.stage {
            back_up(&stage.cluster, &self.folder.join("backup.sql"));
        }
        let mut words = self.words.clone();
        words.extend(self.words.iter().map(|word| HEXLOWER.encode(word.as_bytes())));
        let places = ["postgres", "serve.log", "run", "temp", "proxy", "backup.sql"];
        let traces = find_traces(&places.map(|name| self.folder.join(name)), &words).expect("searched");
        assert!(traces.files > 500, "only {} files were searched", traces.files);
        if self.proxy.is_some() {
            assert!(
                self.folder.join("proxy/error.log").exists(),
                "the proxy wrote nothing"
            );
        }
        let found = |(file, word): &(PathBuf, String)| format!("{word} in {}", file.display());
        traces.found.iter().map(found).collect()
    }
}

/// `heard serve`, whose working folder would take a core, with a folder of its own for temporary files.
fn serve(stage: &Stage, folder: &Path, survey: SocketAddr) -> Child {
    let log = std::fs::File::create(folder.join("serve.log")).expect("a log");
    for made in ["run", "temp"] {
        std::fs::create_dir(folder.join(made)).expect("a folder");
    }
    Command::new(env!("CARGO_BIN_EXE_heard"))
        .arg("serve")
        .env_clear()
        .envs(stage.environment(Process::Serve))
        .env("HEARD_SURVEY_URL", format!("http://{survey}"))
        .env("HEARD_LOG", "debug")
        .env("TMPDIR", folder.join("temp"))
        .current_dir(folder.join("run"))
        .stdin(Stdio::null())
        .stdout(log.try_clone().expect("the same log"))
        .stderr(log)
        .spawn()
        .expect("heard serve starts")
}

/// A dump as `deploy/` makes it: unlogged tables stay out.
fn back_up(cluster: &Cluster, to: &Path) {
    let status = Command::new(cluster.programs().join("pg_dump"))
        .args([
            "--no-unlogged-table-data",
            "-d",
            &cluster.superuser_url("heard"),
            "-f",
        ])
        .arg(to)
        .status();
    assert!(status.is_ok_and(|status| status.success()), "no backup was made");
}

impl Drop for Scene {
    fn drop(&mut self) {
        self.serve.kill().ok();
        self.serve.wait().ok();
    }
}

fn secret_in(link: &Url) -> &str {
    link.path().rsplit('/').next().unwrap_or_default()
}

/// Opens a wave, loads a file of some people and has their letters written; returns their addresses and
/// the references of their cases.
async fn invite(stage: &Stage) -> Vec<String> {
    let today = stage.clock.today();
    let crew = Crew::open(stage, Post::Inbox).unwrap_or_else(|error| panic!("no crew: {error}"));
    let done = async || match crew.do_all_that_is_due().await {
        Ok(_) => {}
        Err(error) => panic!("{error}"),
    };
    let mut conn = heard::store::get(&stage.web).await.expect("a connection");
    let wave = heard::demo::calendar::waves_from(today, 1, PEOPLE).remove(0);
    let new = NewWave {
        name: wave.name.clone(),
        quarter: wave.quarter.clone(),
        fieldwork_from: wave.from,
        fieldwork_to: wave.to,
    };
    let at = stage.clock.machine_now();
    let opening = Opening {
        actor: "paula",
        today,
        at,
        lines: LineChecks::Waived,
    };
    let mut rng = seeded(6);
    let opened = open_wave(&mut conn, &new, &stage.definitions, opening, &mut rng)
        .await
        .expect("the wave opens");
    done().await;
    let (file, words) = contact_file(wave.recorded_from, today);
    let bytes = stream::iter([Ok::<_, std::io::Error>(file.into_bytes())]);
    let loading = Loading {
        actor: "paula",
        today,
        at,
    };
    let known = Known {
        opt_out: &stage.keys.opt_out,
        recent: &stage.keys.recent,
    };
    let loaded = load_sample(
        &mut conn,
        &stage.definitions,
        opened,
        bytes,
        known,
        loading,
        &mut rng,
    )
    .await
    .expect("the file loads");
    let deciding = Deciding {
        actor: "colin",
        today,
        at,
    };
    approve_upload(&mut conn, &stage.definitions, loaded.upload, deciding)
        .await
        .expect("the upload is approved");
    done().await;
    words
}

/// A row each, and one with a fault: what stands in it must not be kept either.
fn contact_file(recorded: chrono::NaiveDate, today: chrono::NaiveDate) -> (String, Vec<String>) {
    let mut file = "case_reference,email,offence_code,flags,recorded_date,safe_to_contact,\
        safe_to_contact_date,age,sex,language,reported_to_police\n"
        .to_owned();
    let mut words = Vec::new();
    for number in 0..PEOPLE {
        let (case, email) = (
            format!("canary-case-{number}"),
            format!("canary.person.{number}@provider{number}.example"),
        );
        file.push_str(&format!(
            "{case},{email},28E,,{recorded},yes,{},34,female,en,yes\n",
            today - Days::new(3)
        ));
        words.extend([case, email]);
    }
    file.push_str("canary-case-faulty,canary.faulty@provider.example,28E,,never,yes,,34,female,en,yes\n");
    words.extend(["canary-case-faulty", "canary.faulty@provider.example"].map(str::to_owned));
    (file, words)
}
