//! The loops: a round, a pause, and on request an orderly end.

use std::pin::pin;
use std::time::Duration;

use super::mix::{MixShop, run_mix_once};
use super::work::{WorkShop, run_work_once};

/// Works until `quit` comes: then the round under way begins nothing more, settles what it has begun, and ends.
pub async fn run_work_forever(shop: &WorkShop, quit: impl Future<Output = ()>) {
    repeat(
        async || drop(run_work_once(shop).await),
        || shop.quit(),
        shop.settings.pause,
        quit,
    )
    .await;
}

/// Makes epochs and mixes until `quit` comes: then the round under way ends, and no other begins.
pub async fn run_mix_forever(shop: &MixShop, quit: impl Future<Output = ()>) {
    let round = async || drop(run_mix_once(shop).await);
    repeat(round, || (), shop.settings.pause, quit).await;
}

async fn repeat(
    round: impl AsyncFn(),
    begin_no_more: impl Fn(),
    pause: Duration,
    quit: impl Future<Output = ()>,
) {
    let mut quit = pin!(quit);
    loop {
        let mut under_way = pin!(round());
        tokio::select! {
            () = &mut under_way => {}
            () = &mut quit => {
                begin_no_more();
                under_way.await;
                return;
            }
        }
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = &mut quit => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[tokio::test]
    async fn a_request_to_end_lets_the_round_under_way_finish_and_begins_no_other() {
        let (begun, ended, asked) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
        let (request, mut requested) = tokio::sync::mpsc::channel::<()>(1);
        let round = async || {
            if begun.fetch_add(1, Ordering::Relaxed) == 2 {
                request.send(()).await.unwrap();
                while asked.load(Ordering::Relaxed) == 0 {
                    tokio::task::yield_now().await;
                }
            }
            ended.fetch_add(1, Ordering::Relaxed);
        };
        let quit = async {
            requested.recv().await;
        };
        repeat(round, || asked.store(1, Ordering::Relaxed), Duration::ZERO, quit).await;
        assert_eq!(
            (begun.into_inner(), ended.into_inner(), asked.into_inner()),
            (3, 3, 1)
        );
    }
}
