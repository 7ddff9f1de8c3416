//! The sealed bodies of drafts that this process saw last, so that saving a page need not read first.
//! What lies here is sealed and opens only with the sitting's cookie. It may be old: whoever writes says
//! which body the new one was made from, and the database refuses where another stands there by now.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use uuid::Uuid;

/// How many sittings one generation holds; two generations are kept. A body has 33 kB, so this is 34 MB at most.
const A_GENERATION: usize = 512;

/// The bodies at hand, shared by all requests of a process.
#[derive(Default)]
pub struct DraftsAtHand(Mutex<Generations>);

#[derive(Default)]
struct Generations {
    young: HashMap<Uuid, Arc<[u8]>>,
    old: HashMap<Uuid, Arc<[u8]>>,
}

impl DraftsAtHand {
    /// The body of a draft as it was last seen here.
    pub(super) fn get(&self, id: Uuid) -> Option<Arc<[u8]>> {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.young.get(&id).or_else(|| held.old.get(&id)).cloned()
    }

    /// Holds a body. Those that nobody asked for through a whole generation go.
    pub(super) fn keep(&self, id: Uuid, body: Vec<u8>) -> Arc<[u8]> {
        let body: Arc<[u8]> = body.into();
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if held.young.len() >= A_GENERATION && !held.young.contains_key(&id) {
            held.old = std::mem::take(&mut held.young);
        }
        held.young.insert(id, Arc::clone(&body));
        body
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_body_is_at_hand_and_the_oldest_sittings_make_room() {
        let at_hand = DraftsAtHand::default();
        let first = Uuid::from_u128(1);
        at_hand.keep(first, vec![1]);
        at_hand.keep(first, vec![2]);
        assert_eq!(at_hand.get(first).as_deref(), Some([2].as_slice()));
        for other in 0..2 * A_GENERATION {
            at_hand.keep(Uuid::from_u128(2 + other as u128), vec![3]);
        }
        assert_eq!(at_hand.get(first), None);
        let held = at_hand.0.lock().expect("held");
        assert!(held.young.len() + held.old.len() <= 2 * A_GENERATION);
    }
}
