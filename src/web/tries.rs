//! How often one address may try to sign in. An account slows down by itself, whoever tries it; one address that tries
//! every account is slowed down here.
//!
//! Sources: NIST SP 800-63B-4, section 3.2.2 (throttling); OWASP ASVS 5.0.0, V6.3.1. Addresses are held in memory for
//! as long as they count, on the machine's time, and stand in no log.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::num::NonZeroU32;

use actix_web::dev::ServiceRequest;
use governor::{DefaultKeyedRateLimiter, Quota};

/// Tries that an address has at once: an office behind one address signs in together in the morning.
const AT_ONCE: NonZeroU32 = at_least_one(30);
/// Tries that come back in a minute.
const A_MINUTE: NonZeroU32 = at_least_one(10);
/// Addresses beyond which those that count no more are forgotten.
const MANY: usize = 10_000;
/// Where the proxy of `deploy/nginx.conf` says whom it speaks for.
const FORWARDED: &str = "x-forwarded-for";

const fn at_least_one(number: u32) -> NonZeroU32 {
    match NonZeroU32::new(number) {
        Some(number) => number,
        None => NonZeroU32::MIN,
    }
}

/// Whether the tries of a route are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// As often as one likes.
    Free,
    /// So often from one address.
    PerAddress,
}

/// The tries of every address.
pub struct Tries(DefaultKeyedRateLimiter<IpAddr>);

impl Default for Tries {
    fn default() -> Tries {
        Tries(DefaultKeyedRateLimiter::keyed(
            Quota::per_minute(A_MINUTE).allow_burst(AT_ONCE),
        ))
    }
}

impl Tries {
    /// Counts a try, and says whether it may go on.
    pub fn may_go_on(&self, request: &ServiceRequest) -> bool {
        let peer = request
            .peer_addr()
            .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip());
        let forwarded = request.headers().get(FORWARDED);
        self.count(sender(peer, forwarded.and_then(|named| named.to_str().ok())))
    }

    fn count(&self, sender: IpAddr) -> bool {
        if self.0.len() > MANY {
            self.0.retain_recent();
        }
        self.0.check_key(&sender).is_ok()
    }
}

/// Who sent it: the proxy on this machine is believed about whom it speaks for, nobody else is. Of a longer address
/// the half that names the network counts, since the other half is the sender's own choice.
fn sender(peer: IpAddr, forwarded: Option<&str>) -> IpAddr {
    let named = forwarded
        .filter(|_| peer.is_loopback())
        .and_then(|list| list.rsplit(',').next())
        .and_then(|last| last.trim().parse().ok());
    match named.unwrap_or(peer) {
        IpAddr::V6(long) => IpAddr::V6(Ipv6Addr::from_bits(long.to_bits() >> 64 << 64)),
        short => short,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn only_the_proxy_on_this_machine_is_believed_about_the_sender() {
        let (here, far) = (address("127.0.0.1"), address("198.51.100.7"));
        assert_eq!(sender(here, Some("203.0.113.5")), address("203.0.113.5"));
        assert_eq!(
            sender(here, Some("10.0.0.1, 203.0.113.5")),
            address("203.0.113.5")
        );
        assert_eq!(sender(far, Some("203.0.113.5")), far);
        assert_eq!(sender(here, Some("nobody")), here);
    }

    #[test]
    fn addresses_of_one_network_count_together() {
        let (one, other) = (address("2001:db8:1:2::1"), address("2001:db8:1:2:ffff::9"));
        assert_eq!(sender(one, None), sender(other, None));
        assert_ne!(sender(one, None), sender(address("2001:db8:1:3::1"), None));
    }

    #[test]
    fn one_address_is_stopped_and_another_is_not() {
        let tries = Tries::default();
        let (one, other) = (address("203.0.113.5"), address("203.0.113.6"));
        assert!((0..AT_ONCE.get()).all(|_| tries.count(one)));
        assert!(!tries.count(one) && tries.count(other));
    }
}
