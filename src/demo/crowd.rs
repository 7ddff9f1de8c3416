//! Simulated victims who come through the front door: over HTTP, with a cookie and the forms of the
//! pages and nothing else, so that one visitor's own answer drowns among them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::{Duration, Instant};

use futures_util::{StreamExt, stream};
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, SliceRandom};
use rand::{CryptoRng, SeedableRng};
use reqwest::header::{COOKIE, LOCATION, ORIGIN, SET_COOKIE};
use reqwest::{Client, Response, Url, redirect};

use super::error::DemoError;
use super::form::{FieldKind, Form, forms, heading};
use super::inbox;
use super::people::chance;
use super::victims::REMARKS;

/// How many come at once.
pub const CROWD: usize = 40;
/// How many answer at the same time.
const AT_ONCE: usize = 8;
/// More pages than any questionnaire has.
const MOST_PAGES: usize = 150;

/// What became of a crowd: counts, never who.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Crowd {
    /// Answered to the end and were thanked.
    pub answered: usize,
    /// Letters whose link opens nothing any more: somebody answered through it, or stopped the letters.
    pub used: usize,
    /// Did not reach the end, though the link opened.
    pub lost: usize,
}

/// How one letter ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// With the thank-you.
    Thanked,
    /// Its link opens nothing any more.
    OpensNothing,
    /// On the way.
    Lost,
}

/// Sends simulated victims, each with a letter of the inbox drawn at random, until [`CROWD`] have
/// answered or no letter is left.
///
/// # Errors
/// There is no letter, or the survey host cannot be reached.
pub async fn send(mail: &Path, rng: &mut StdRng) -> Result<Crowd, DemoError> {
    let (letters, _) = inbox::list(mail, 0, usize::MAX);
    let mut links: Vec<Url> = letters
        .iter()
        .filter_map(|letter| inbox::link(letter)?.parse().ok())
        .collect();
    if links.is_empty() {
        return Err(DemoError::new(
            "the inbox is empty: nobody is invited at the moment",
        ));
    }
    links.shuffle(rng);
    let mut crowd = Crowd::default();
    while crowd.answered + crowd.lost < CROWD && !links.is_empty() {
        let missing = CROWD - crowd.answered - crowd.lost;
        let next: Vec<(Url, StdRng)> = links
            .split_off(links.len().saturating_sub(missing))
            .into_iter()
            .map(|link| (link, StdRng::from_rng(rng)))
            .collect();
        let mut ends = stream::iter(next)
            .map(|(link, rng)| answer(link, rng))
            .buffer_unordered(AT_ONCE);
        while let Some(end) = ends.next().await {
            match end {
                Ok(End::Thanked) => crowd.answered += 1,
                Ok(End::OpensNothing) => crowd.used += 1,
                Ok(End::Lost) | Err(_) => crowd.lost += 1,
            }
        }
    }
    if crowd.answered == 0 && crowd.lost > 0 {
        return Err(unreachable_host());
    }
    Ok(crowd)
}

/// What somebody typed, by field.
pub type Typed = BTreeMap<String, BTreeSet<String>>;

/// The name under which stands what is wished for every field of several lines.
pub const ANY_LINES: &str = "*";

/// What she wants to answer where she is asked: a choice by the name of its field, a text under [`ANY_LINES`].
pub type Wishes = BTreeMap<&'static str, String>;

async fn answer(link: Url, rng: StdRng) -> Result<End, DemoError> {
    let (end, _) = follow(link, &Wishes::new(), rng).await?;
    Ok(end)
}

/// Follows the pages from a link to the thank-you, and returns what was typed into them.
///
/// # Errors
/// The survey host does not answer as it should.
pub async fn follow(link: Url, wishes: &Wishes, rng: StdRng) -> Result<(End, Typed), DemoError> {
    let (end, typed, _) = walk(link, wishes, rng).await?;
    Ok((end, typed))
}

/// The same; returns how long each page took from the press of its button to its last byte.
///
/// # Errors
/// As [`follow`].
pub async fn follow_timed(
    link: Url,
    wishes: &Wishes,
    rng: StdRng,
) -> Result<(End, Vec<Duration>), DemoError> {
    let (end, _, waited) = walk(link, wishes, rng).await?;
    Ok((end, waited))
}

async fn walk(link: Url, wishes: &Wishes, mut rng: StdRng) -> Result<(End, Typed, Vec<Duration>), DemoError> {
    let mut waited = Vec::new();
    let reticent = chance(&mut rng, 8);
    let mut browser = Browser::new(link)?;
    let mut typed = Typed::new();
    let mut page = browser.open().await?;
    if !page.is_whole {
        return Ok((End::OpensNothing, typed, waited));
    }
    for _ in 0..MOST_PAGES {
        let forms = forms(&page.body);
        let Some(form) = forms.first() else {
            let thanked = page.is_whole && heading(&page.body) == "Thank you";
            return Ok((if thanked { End::Thanked } else { End::Lost }, typed, waited));
        };
        let fields = filled(form, wishes, reticent, &mut rng);
        // An underscore stands before what is no answer.
        for (name, value) in fields.iter().filter(|(name, _)| !name.starts_with('_')) {
            typed.insert(name.clone(), BTreeSet::from([value.clone()]));
        }
        let pressed = Instant::now();
        page = browser.send(form, &fields).await?;
        waited.push(pressed.elapsed());
    }
    Ok((End::Lost, typed, waited))
}

/// The questions whose answers stay with a response, where enough people of a kind share both.
const CLASS: [&str; 2] = ["sex", "age-band"];
/// Answers to them that few give: whoever does waits for others who do.
const RARE: [&str; 2] = ["other", "rather-not"];

/// What she sends: an answer to most questions, and the button that leads on. Of sex and age nearly all say
/// both or, where `reticent`, neither.
fn filled(form: &Form, wishes: &Wishes, reticent: bool, rng: &mut impl CryptoRng) -> Vec<(String, String)> {
    let mut sent = Vec::new();
    for name in form.names() {
        let of_name: Vec<_> = form.fields.iter().filter(|field| field.name == name).collect();
        let Some(first) = of_name.first() else { continue };
        let of_class = CLASS.contains(&name);
        // An underscore stands before what the service itself must know to go on.
        let leaves_out = match of_class {
            true => reticent,
            false => !name.starts_with('_') && chance(rng, 7),
        };
        let likely: Vec<_> = of_name
            .iter()
            .filter(|field| !of_class || !RARE.contains(&field.value.as_str()))
            .collect();
        let is_offered = |wish: &&String| of_name.iter().any(|field| field.value == **wish);
        let wish = wishes.get(name).filter(is_offered);
        let value = match first.kind {
            _ if wish.is_some() => wish.cloned(),
            FieldKind::Hidden => Some(first.value.clone()),
            FieldKind::Lines if wishes.contains_key(ANY_LINES) => wishes.get(ANY_LINES).cloned(),
            _ if leaves_out => None,
            // One of the choices: several might contradict one another.
            FieldKind::Radio | FieldKind::Checkbox => likely.choose(rng).map(|field| field.value.clone()),
            FieldKind::Lines if chance(rng, 15) => REMARKS.choose(rng).map(|remark| (*remark).to_owned()),
            FieldKind::Line | FieldKind::Lines => None,
        };
        sent.extend(value.map(|value| (name.to_owned(), value)));
    }
    let onward = ["send", "continue", "start"]
        .into_iter()
        .find_map(|word| form.button(word));
    let button = onward.or_else(|| form.buttons.first());
    sent.extend(button.map(|button| (button.name.clone(), button.value.clone())));
    sent
}

/// A page as it came.
struct Page {
    body: String,
    /// Whether it is the page that was asked for, and not the page of something that went wrong.
    is_whole: bool,
}

/// What a browser does for her: keeps cookies and follows redirects. Its own, since cookies that
/// browsers send over http to this machine only are kept back by the client's jar.
struct Browser {
    client: Client,
    at: Url,
    cookies: Vec<(String, String)>,
}

impl Browser {
    fn new(at: Url) -> Result<Browser, DemoError> {
        let client = Client::builder()
            .redirect(redirect::Policy::none())
            .no_proxy()
            // On a busy machine a kept connection may be closed at the moment a form goes into it.
            .pool_max_idle_per_host(0)
            .build();
        Ok(Browser {
            client: client.map_err(|_| unreachable_host())?,
            at,
            cookies: Vec::new(),
        })
    }

    async fn open(&mut self) -> Result<Page, DemoError> {
        let response = self.get().await?;
        self.follow(response).await
    }

    async fn send(&mut self, form: &Form, fields: &[(String, String)]) -> Result<Page, DemoError> {
        if let Some(action) = &form.action {
            self.at = self.at.join(action).map_err(|_| unreachable_host())?;
        }
        let request = self.client.post(self.at.clone()).form(fields);
        let request = request.header(ORIGIN, self.at.origin().ascii_serialization());
        let response = request
            .header(COOKIE, self.cookie())
            .send()
            .await
            .map_err(|_| unreachable_host())?;
        self.keep_cookies(&response);
        self.follow(response).await
    }

    async fn follow(&mut self, mut response: Response) -> Result<Page, DemoError> {
        while response.status().is_redirection() {
            let place = response
                .headers()
                .get(LOCATION)
                .and_then(|place| place.to_str().ok());
            let next = place.and_then(|place| self.at.join(place).ok());
            self.at = next
                .filter(|next| next.origin() == self.at.origin())
                .ok_or_else(unreachable_host)?;
            response = self.get().await?;
        }
        let is_whole = response.status().is_success();
        let body = response.text().await.map_err(|_| unreachable_host())?;
        Ok(Page { body, is_whole })
    }

    async fn get(&mut self) -> Result<Response, DemoError> {
        let request = self.client.get(self.at.clone()).header(COOKIE, self.cookie());
        let response = request.send().await.map_err(|_| unreachable_host())?;
        self.keep_cookies(&response);
        Ok(response)
    }

    fn cookie(&self) -> String {
        let pairs: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        pairs.join("; ")
    }

    fn keep_cookies(&mut self, response: &Response) {
        for set in response.headers().get_all(SET_COOKIE) {
            let pair = set
                .to_str()
                .ok()
                .and_then(|set| set.split(';').next()?.split_once('='));
            if let Some((name, value)) = pair {
                self.cookies.retain(|(kept, _)| kept != name);
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
    }
}

/// The client's own errors would print the link.
fn unreachable_host() -> DemoError {
    DemoError::new("the survey host did not answer as it should; its log says why")
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    #[test]
    fn a_simulated_victim_answers_most_questions_and_always_goes_on() {
        let page = r#"<form method="post" action="/q"><input type="hidden" name="_nonce" value="n">
            <input type="radio" name="_kind" value="a"><input type="radio" name="_kind" value="b">
            <input type="checkbox" name="which" value="1"><input type="checkbox" name="which" value="2">
            <button name="_change" value="b.one">Change</button>
            <button name="_ask" value="continue">Continue</button></form>"#;
        let form = &forms(page)[0];
        let mut rng = StdRng::seed_from_u64(1);
        let sent: Vec<_> = (0..200)
            .map(|_| filled(form, &Wishes::new(), false, &mut rng))
            .collect();
        for fields in &sent {
            let of = |name: &str| fields.iter().filter(|(field, _)| field == name).count();
            assert_eq!((of("_nonce"), of("_kind"), of("_change")), (1, 1, 0));
            assert_eq!(fields.last(), Some(&("_ask".to_owned(), "continue".to_owned())));
        }
        let answered = sent
            .iter()
            .filter(|fields| fields.iter().any(|(name, _)| name == "which"))
            .count();
        assert!((150..200).contains(&answered), "{answered}");
    }

    #[test]
    fn of_sex_and_age_she_says_both_in_likely_words_or_neither() {
        let page = r#"<form method="post" action="/q">
            <input type="radio" name="sex" value="female"><input type="radio" name="sex" value="other">
            <input type="radio" name="age-band" value="18-24"><input type="radio" name="age-band" value="rather-not">
            <button name="_ask" value="continue">Continue</button></form>"#;
        let form = &forms(page)[0];
        let mut rng = StdRng::seed_from_u64(2);
        for _ in 0..50 {
            let said = filled(form, &Wishes::new(), false, &mut rng);
            let said: Vec<&str> = said.iter().map(|(_, value)| value.as_str()).collect();
            assert_eq!(said, ["female", "18-24", "continue"]);
            assert_eq!(filled(form, &Wishes::new(), true, &mut rng).len(), 1);
        }
    }

    #[test]
    fn what_is_wished_for_is_answered_where_it_is_offered_and_typed_where_one_may_write() {
        let page = r#"<form method="post" action="/q"><textarea name="more"></textarea>
            <input type="radio" name="sex" value="female"><input type="radio" name="sex" value="male">
            <input type="radio" name="ease" value="1"><button name="_ask" value="continue">Continue</button></form>"#;
        let form = &forms(page)[0];
        let wishes = [("sex", "male"), (ANY_LINES, "a word"), ("ease", "9")];
        let wishes: Wishes = wishes.map(|(name, wish)| (name, wish.to_owned())).into();
        let mut rng = StdRng::seed_from_u64(3);
        for _ in 0..50 {
            let said: BTreeMap<String, String> = filled(form, &wishes, true, &mut rng).into_iter().collect();
            assert_eq!((said["sex"].as_str(), said["more"].as_str()), ("male", "a word"));
            assert!(said.get("ease").is_none_or(|said| said == "1"));
        }
    }
}
