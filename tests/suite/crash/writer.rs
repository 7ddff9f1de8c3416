//! Somebody who answers while everything falls over: she tries a page again where the service says that it is away,
//! and begins anew where her sitting is lost.

use std::net::SocketAddr;
use std::time::Duration;

use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use reqwest::{Client, Method, RequestBuilder};

use crate::respondent::page::{Field, Form, Page};

/// The items that carry a mark: four places to the base of seven.
const MARKED: [&str; 4] = ["ease-of-contact", "actions", "kept-informed", "treatment"];
/// How often a page is tried before she gives up: half a minute.
const TRIES: usize = 150;
/// Between two tries.
const PAUSE: Duration = Duration::from_millis(200);
/// Pages of a questionnaire, at most.
const PAGES: usize = 60;
/// How often she begins anew: each crash takes the drafts with it.
const SITTINGS: usize = 12;

/// What became of her.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// She was thanked: her answer must be there.
    Thanked,
    /// She was not: her answer may be there or not.
    Unknown,
}

/// How far a sitting came.
enum Sitting {
    Thanked,
    /// Lost to a crash: the link opens the questionnaire anew, as the page says.
    Lost,
    Over,
}

/// Answers through a link with a mark of her own.
pub async fn answer(host: SocketAddr, address: &str, mark: usize) -> Outcome {
    for _ in 0..SITTINGS {
        match sitting(host, address, mark).await {
            Sitting::Thanked => return Outcome::Thanked,
            Sitting::Lost => {}
            Sitting::Over => return Outcome::Unknown,
        }
    }
    Outcome::Unknown
}

async fn sitting(host: SocketAddr, address: &str, mark: usize) -> Sitting {
    let mut client = Persistent::new(host);
    let Some(mut page) = client.ask(address, None).await else {
        return Sitting::Over;
    };
    let (mut at, mut given) = (address, 0);
    for _ in 0..PAGES {
        match page.status {
            // Another try of the same page had been kept: it is shown as it is, and can be sent on.
            200 | 409 | 422 => {}
            410 => return Sitting::Lost,
            _ => return Sitting::Over,
        }
        if page.heading() == "Thank you" {
            return Sitting::Thanked;
        }
        let Some(form) = filled(&page, mark, &mut given) else {
            return Sitting::Over;
        };
        let to = form.action.as_deref().unwrap_or(at);
        page = match client.ask(to, Some(&form.sent)).await {
            Some(page) => page,
            None => return Sitting::Over,
        };
        at = "/q";
    }
    Sitting::Over
}

/// A browser whose owner tries again where a connection breaks or the service says that it is away.
struct Persistent {
    client: Client,
    root: String,
    cookie: Option<String>,
}

impl Persistent {
    fn new(host: SocketAddr) -> Persistent {
        let client = Client::builder().redirect(reqwest::redirect::Policy::none());
        Persistent {
            client: client.build().expect("a client"),
            root: format!("http://{host}"),
            cookie: None,
        }
    }

    /// Asks for a page, or posts a form, and the same again; none where it is in vain.
    async fn ask(&mut self, path: &str, form: Option<&[(String, String)]>) -> Option<Page> {
        for _ in 0..TRIES {
            match self.once(path, form).await {
                Ok(page) if page.status != 503 => return Some(page),
                _ => tokio::time::sleep(PAUSE).await,
            }
        }
        None
    }

    async fn once(&mut self, path: &str, form: Option<&[(String, String)]>) -> reqwest::Result<Page> {
        let method = if form.is_some() { Method::POST } else { Method::GET };
        let mut request = self.request(method, path);
        if let Some(form) = form {
            request = request.header("Sec-Fetch-Site", "same-origin").form(form);
        }
        let mut response = request.send().await?;
        for _ in 0..5 {
            self.keep_cookie(&response);
            let to = response
                .headers()
                .get(LOCATION)
                .filter(|_| response.status() == 303);
            let Some(to) = to else { break };
            let to = to.to_str().expect("a path").to_owned();
            response = self.request(Method::GET, &to).send().await?;
        }
        let status = response.status().as_u16();
        Ok(Page::read(status, response.text().await?))
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.root));
        match &self.cookie {
            Some(cookie) => request.header(COOKIE, cookie),
            None => request,
        }
    }

    fn keep_cookie(&mut self, response: &reqwest::Response) {
        for set in response.headers().get_all(SET_COOKIE) {
            let set = set.to_str().expect("a cookie of text");
            let pair = set.split(';').next().unwrap_or_default();
            self.cookie = (!set.contains("Max-Age=0")).then(|| pair.to_owned());
        }
    }
}

/// A form as it is sent.
struct Filled {
    action: Option<String>,
    sent: Vec<(String, String)>,
}

/// The form that leads on, filled in; once the whole mark is given she stops and sends.
fn filled(page: &Page, mark: usize, given: &mut usize) -> Option<Filled> {
    let is_done = *given == MARKED.len();
    let buttons = ["send", "start", if is_done { "stop" } else { "continue" }];
    let button = buttons.into_iter().find(|button| page.has_button(button))?;
    let form = page.form_with(button);
    let mut sent = wishes(form, mark);
    *given += sent
        .iter()
        .filter(|(name, _)| digit(name, mark).is_some())
        .count();
    let (name, value, _) = form.buttons.iter().find(|(_, value, _)| value == button)?;
    sent.push((name.clone(), value.clone()));
    Some(Filled {
        action: form.action.clone(),
        sent,
    })
}

fn wishes(form: &Form, mark: usize) -> Vec<(String, String)> {
    let wish = |field: &Field| match (field.kind.as_str(), field.name.as_str()) {
        ("hidden", _) => true,
        ("radio", "_kind") => field.value == "burglary",
        ("radio", "reported") => field.value == "yes",
        ("radio", "sex") => field.value == "female",
        ("radio", "age-band") => field.value == "25-34",
        ("radio", name) => digit(name, mark).is_some_and(|digit| field.value == digit),
        _ => false,
    };
    let fields = form.fields.iter().filter(|field| wish(field));
    fields
        .map(|field| (field.name.clone(), field.value.clone()))
        .collect()
}

fn digit(item: &str, mark: usize) -> Option<String> {
    let place = MARKED.iter().position(|marked| *marked == item)?;
    let rest = MARKED.iter().take(place).fold(mark, |rest, _| rest / 7);
    Some((rest % 7 + 1).to_string())
}
