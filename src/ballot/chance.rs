//! Order and names that say nothing: the shuffle, random ids, record keys.

use rand::CryptoRng;
use rand::seq::SliceRandom;
use uuid::Uuid;

/// Puts `items` in an order drawn evenly from all orders (Fisher and Yates; Knuth, "The Art of
/// Computer Programming", volume 2, algorithm 3.4.2P).
pub fn shuffle<T>(items: &mut [T], rng: &mut impl CryptoRng) {
    items.shuffle(rng);
}

/// A version 4 UUID: random, so that it tells neither order nor time.
pub fn random_id(rng: &mut impl CryptoRng) -> Uuid {
    let mut bytes = [0; 16];
    rng.fill_bytes(&mut bytes);
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}

/// A record key: 64 random bits, from which the cell keys of disclosure control are summed.
pub fn record_key(rng: &mut impl CryptoRng) -> i64 {
    i64::from_ne_bytes(rng.next_u64().to_ne_bytes())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::*;

    #[test]
    fn every_order_of_three_comes_about_equally_often() {
        let mut rng = StdRng::seed_from_u64(4);
        let mut seen: BTreeMap<[u8; 3], u32> = BTreeMap::new();
        for _ in 0..6_000 {
            let mut items = [1, 2, 3];
            shuffle(&mut items, &mut rng);
            *seen.entry(items).or_default() += 1;
        }
        assert_eq!(seen.len(), 6);
        // 1000 expected each; five standard deviations are 144.
        assert!(seen.values().all(|n| (856..=1144).contains(n)), "{seen:?}");
    }

    #[test]
    fn random_ids_are_version_4_and_differ() {
        let mut rng = StdRng::seed_from_u64(5);
        let (a, b) = (random_id(&mut rng), random_id(&mut rng));
        assert_eq!(a.get_version_num(), 4);
        assert_ne!(a, b);
        assert_ne!(record_key(&mut rng), record_key(&mut rng));
    }
}
