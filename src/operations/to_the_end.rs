//! Work that must end even where nobody waits for it any more: a browser that goes away must not
//! leave a transaction open on a connection that goes back to the pool.

use std::future::Future;

use crate::store;

/// Runs `work` in a task of its own and waits for it. Where the waiting is given up, the work goes on
/// to its commit or its rollback.
pub(super) async fn to_the_end<T, E>(
    work: impl Future<Output = Result<T, E>> + Send + 'static,
) -> Result<T, E>
where
    T: Send + 'static,
    E: From<store::Error> + Send + 'static,
{
    match tokio::spawn(work).await {
        Ok(outcome) => outcome,
        Err(_) => Err(store::Error::cut_off().into()),
    }
}
