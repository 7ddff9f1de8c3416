//! What the demonstration's pages stand on, and the rule that only one long thing is done at a time.

use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::future::BoxFuture;

use crate::demo::accounts::DemoAccount;
use crate::demo::attack::Report;
use crate::demo::crowd::Crowd;
use crate::demo::error::DemoError;
use crate::demo::stage::Stage;

/// What moves the clock: it rests the other processes meanwhile, which the pages do not know of.
pub trait Backstage: Send + Sync {
    /// Moves the demonstration clock as `by` says (`7d`, `close`), returns when everything that fell
    /// due is done, and says what moved, a sentence a thing.
    fn advance<'a>(&'a self, by: &'a str) -> BoxFuture<'a, Result<Vec<String>, DemoError>>;
}

/// What the last of something long came to: its outcome, or the sentence of its error.
pub type Last<T> = Option<Result<T, String>>;

/// The demonstration, as its pages see it.
pub struct Desk {
    /// Folder, cluster, clock.
    pub stage: Arc<Stage>,
    /// Whom the doors sign in.
    pub accounts: Vec<DemoAccount>,
    backstage: Arc<dyn Backstage>,
    under_way: Mutex<Option<&'static str>>,
    /// What moved when the clock was moved last.
    pub moved: Mutex<Last<Vec<String>>>,
    /// What became of the last crowd.
    pub crowd: Mutex<Last<Crowd>>,
    /// What the last attack found.
    pub report: Mutex<Last<Report>>,
}

/// Something else is under way; these are its words.
pub struct Busy(pub &'static str);

impl Desk {
    /// A desk on which nothing has been done yet.
    pub fn new(stage: Arc<Stage>, accounts: Vec<DemoAccount>, backstage: Arc<dyn Backstage>) -> Desk {
        Desk {
            stage,
            accounts,
            backstage,
            under_way: Mutex::default(),
            moved: Mutex::default(),
            crowd: Mutex::default(),
            report: Mutex::default(),
        }
    }

    /// Moves the clock; see [`Backstage::advance`].
    ///
    /// # Errors
    /// As there.
    pub async fn advance(&self, by: &str) -> Result<Vec<String>, DemoError> {
        self.backstage.advance(by).await
    }

    /// What is being done at the moment, in words.
    pub fn under_way(&self) -> Option<&'static str> {
        *held(&self.under_way)
    }

    /// Does one long thing, keeps what came of it in `last` and returns it; or says what else is being done.
    ///
    /// # Errors
    /// [`Busy`].
    pub async fn alone<T: Clone>(
        &self,
        words: &'static str,
        last: &Mutex<Last<T>>,
        work: impl Future<Output = Result<T, DemoError>>,
    ) -> Result<Result<T, String>, Busy> {
        let _turn = self.begin(words)?;
        let outcome = work.await.map_err(|error| error.to_string());
        *held(last) = Some(outcome.clone());
        Ok(outcome)
    }

    fn begin(&self, words: &'static str) -> Result<Turn<'_>, Busy> {
        let mut under_way = held(&self.under_way);
        match *under_way {
            Some(other) => Err(Busy(other)),
            None => {
                *under_way = Some(words);
                Ok(Turn(&self.under_way))
            }
        }
    }
}

/// The turn of one long thing; dropped, also by a panic, it lets the next one begin.
struct Turn<'a>(&'a Mutex<Option<&'static str>>);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        *held(self.0) = None;
    }
}

/// What a mutex holds. Nothing is done under it that could leave it half changed.
pub fn held<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
