//! A browser without a script: it keeps the one cookie, follows redirects on its own host, and sends
//! what the forms of the page hold.

use std::net::{IpAddr, SocketAddr};

use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use reqwest::{Client, ClientBuilder, Method};

use super::page::Page;

/// One browser profile.
#[derive(Clone)]
pub struct Browser {
    client: Client,
    root: String,
    pub cookie: Option<String>,
}

/// An answer before any redirect is followed.
pub struct Answer {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().expect("text"))
    }
}

impl Browser {
    /// A fresh profile that looks at this host.
    pub fn new(host: SocketAddr) -> Browser {
        Browser::with(host, Client::builder())
    }

    /// The same at an address of its own.
    pub fn from_address(host: SocketAddr, her: IpAddr) -> Browser {
        Browser::with(host, Client::builder().local_address(her))
    }

    fn with(host: SocketAddr, client: ClientBuilder) -> Browser {
        Browser {
            client: client
                .redirect(reqwest::redirect::Policy::none())
                .build()
                .expect("a client"),
            root: format!("http://{host}"),
            cookie: None,
        }
    }

    /// One request, no redirect followed.
    pub async fn request(
        &mut self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        form: Option<&[(String, String)]>,
    ) -> Answer {
        let mut request = self.client.request(method, format!("{}{path}", self.root));
        if let Some(cookie) = &self.cookie {
            request = request.header(COOKIE, cookie);
        }
        for &(name, value) in headers {
            request = request.header(name, value);
        }
        if let Some(form) = form {
            request = request.header("Sec-Fetch-Site", "same-origin").form(form);
        }
        let response = request.send().await.expect("an answer");
        self.keep_cookie(&response);
        read(response).await
    }

    /// A POST as a mail program sends it: nothing but the body.
    pub async fn request_plain(&self, path: &str, form: &[(String, String)]) -> Answer {
        let url = format!("{}{path}", self.root);
        read(self.client.post(url).form(form).send().await.expect("an answer")).await
    }

    /// A request with a body and headers of its own.
    pub async fn request_with_body(
        &mut self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: String,
    ) -> Answer {
        let mut request = self
            .client
            .request(method, format!("{}{path}", self.root))
            .body(body);
        for &(name, value) in headers {
            request = request.header(name, value);
        }
        if let Some(cookie) = &self.cookie {
            request = request.header(COOKIE, cookie);
        }
        read(request.send().await.expect("an answer")).await
    }

    /// A POST of a body that may be no form at all.
    pub async fn post_raw(&mut self, path: &str, media_type: &str, body: &[u8]) -> Answer {
        let mut request = self
            .client
            .post(format!("{}{path}", self.root))
            .header("content-type", media_type);
        if let Some(cookie) = &self.cookie {
            request = request.header(COOKIE, cookie);
        }
        let response = request.body(body.to_vec()).send().await.expect("an answer");
        self.keep_cookie(&response);
        read(response).await
    }

    fn keep_cookie(&mut self, response: &reqwest::Response) {
        for set in response.headers().get_all(SET_COOKIE) {
            let set = set.to_str().expect("a cookie of text");
            let (pair, rest) = set.split_once(';').expect("a cookie with attributes");
            assert!(pair.starts_with("__Host-"), "{pair}");
            for needed in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
                assert!(rest.contains(needed), "the cookie lacks {needed}");
            }
            self.cookie = (!rest.contains("Max-Age=0")).then(|| pair.to_owned());
        }
    }

    /// Opens a page, following redirects.
    pub async fn open(&mut self, path: &str) -> Page {
        let answer = self.request(Method::GET, path, &[], None).await;
        self.follow(answer).await
    }

    /// Sends a form to where it goes from the page at `at`.
    pub async fn send(&mut self, at: &str, action: Option<&str>, form: &[(String, String)]) -> Page {
        let answer = self
            .request(Method::POST, action.unwrap_or(at), &[], Some(form))
            .await;
        self.follow(answer).await
    }

    /// Presses a button of the page at `at`, with the form as it stands.
    pub async fn press(&mut self, at: &str, page: &Page, button: &str) -> Page {
        let form = page.form_with(button);
        self.send(at, form.action.as_deref(), &form.pressed(button)).await
    }

    /// Presses a button of a page of the sitting.
    pub async fn go(&mut self, page: &Page, button: &str) -> Page {
        self.press("/q", page, button).await
    }

    async fn follow(&mut self, mut answer: Answer) -> Page {
        for _ in 0..5 {
            if answer.status != 303 {
                break;
            }
            let location = answer.headers[LOCATION].to_str().expect("text").to_owned();
            assert!(location.starts_with('/'), "led off the site to {location}");
            answer = self.request(Method::GET, &location, &[], None).await;
        }
        Page::read(answer.status, answer.body)
    }
}

async fn read(response: reqwest::Response) -> Answer {
    Answer {
        status: response.status().as_u16(),
        headers: response.headers().clone(),
        body: response.text().await.expect("text"),
    }
}
