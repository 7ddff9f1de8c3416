//! The headers every answer carries, whatever its status.
//!
//! Sources: W3C Content Security Policy Level 3; HTML Standard, cross-origin opener, resource and embedder
//! policies; RFC 6797 (HSTS); RFC 9111 (no-store); Referrer Policy; Permissions Policy; OWASP ASVS 5.0.0, V3.4.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};

use super::host::Host;

const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; script-src 'self'; \
    form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

// Only features that browsers know: each unknown one is a warning in the console of every page.
const PERMISSIONS: &str = "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), clipboard-read=(), display-capture=(), encrypted-media=(), fullscreen=(), \
    gamepad=(), geolocation=(), gyroscope=(), hid=(), identity-credentials-get=(), idle-detection=(), \
    interest-cohort=(), local-fonts=(), magnetometer=(), microphone=(), midi=(), otp-credentials=(), payment=(), \
    picture-in-picture=(), publickey-credentials-get=(), screen-wake-lock=(), serial=(), storage-access=(), \
    usb=(), window-management=(), xr-spatial-tracking=()";

const ALWAYS: [(&str, &str); 9] = [
    ("content-security-policy", POLICY),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("cross-origin-embedder-policy", "require-corp"),
    ("origin-agent-cluster", "?1"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    ("permissions-policy", PERMISSIONS),
];

/// Whether answers go out over https, as the configured addresses say; known to every application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// Loopback only: the demonstration and the tests.
    Plain,
    /// Behind TLS: browsers are told to insist on it.
    Secure,
}

/// In how many seconds to try again, where an answer does not say so itself.
const TRY_AGAIN_SECONDS: &str = "10";

/// Puts the headers on an answer; a cache rule that the answer brought itself stands.
pub fn put_on(headers: &mut HeaderMap, status: StatusCode, host: Host, transport: Transport) {
    for (name, value) in ALWAYS {
        // The frozen page of an edition brings its own, which allows its one style element and less besides.
        if name == "content-security-policy" && headers.contains_key(name) {
            continue;
        }
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    let later = matches!(
        status,
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE
    );
    if later && !headers.contains_key(header::RETRY_AFTER) {
        headers.insert(header::RETRY_AFTER, HeaderValue::from_static(TRY_AGAIN_SECONDS));
    }
    if host == Host::Survey {
        headers.insert(
            HeaderName::from_static("x-robots-tag"),
            HeaderValue::from_static("noindex, nofollow, noarchive"),
        );
    }
    if transport == Transport::Secure {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=63072000; includeSubDomains; preload"),
        );
    }
}
