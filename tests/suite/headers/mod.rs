//! The headers that every answer carries, whatever it is: all routes, and every status that can be provoked.

mod statuses;
mod walk;

use heard::web::host::Host;
use reqwest::header::HeaderMap;

const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; script-src 'self'; \
    form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

const EXACTLY: [(&str, &str); 8] = [
    ("content-security-policy", POLICY),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("cross-origin-embedder-policy", "require-corp"),
    ("origin-agent-cluster", "?1"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
];

/// Which answers were met, and everything that was wrong with their headers.
#[derive(Default)]
struct Inspection {
    met: std::collections::BTreeSet<u16>,
    wrong: Vec<String>,
}

impl Inspection {
    /// Looks at one answer of a host that is reached over plain http.
    fn look(&mut self, what: &str, host: Host, status: u16, headers: &HeaderMap) {
        self.met.insert(status);
        let faults = faults(host, status, headers);
        self.wrong.extend(
            faults
                .into_iter()
                .map(|fault| format!("{what} ({status}): {fault}")),
        );
    }

    /// Nothing was wrong, and nothing that should have been met was missed.
    fn pass(self, statuses: &[u16]) {
        assert!(self.wrong.is_empty(), "\n{}", self.wrong.join("\n"));
        for status in statuses {
            assert!(self.met.contains(status), "{status} was never answered");
        }
    }
}

fn of<'h>(headers: &'h HeaderMap, name: &str) -> &'h str {
    headers
        .get(name)
        .map_or("", |value| value.to_str().expect("text"))
}

fn faults(host: Host, status: u16, headers: &HeaderMap) -> Vec<String> {
    let mut faults: Vec<String> = EXACTLY
        .iter()
        .filter(|&&(name, value)| of(headers, name) != value || headers.get_all(name).iter().count() != 1)
        .map(|(name, _)| format!("{name}: {:?}", of(headers, name)))
        .collect();
    faults.extend(permission_faults(of(headers, "permissions-policy")));
    let cache = of(headers, "cache-control");
    if cache != "no-store" && !(status == 200 && cache.ends_with("immutable")) {
        faults.push(format!("cache-control: {cache:?}"));
    }
    if (host == Host::Survey) != headers.contains_key("x-robots-tag") {
        faults.push("x-robots-tag on the wrong host".into());
    }
    for telling in ["server", "x-powered-by", "etag", "last-modified"] {
        if headers.contains_key(telling) {
            faults.push(telling.into());
        }
    }
    if matches!(status, 429 | 503) && !headers.contains_key("retry-after") {
        faults.push("nobody is told when to try again".into());
    }
    faults.extend(cookie_faults(headers));
    faults
}

fn permission_faults(policy: &str) -> Vec<String> {
    let refused = [
        "camera",
        "microphone",
        "geolocation",
        "browsing-topics",
        "interest-cohort",
    ]
    .into_iter()
    .filter(|feature| !policy.contains(&format!("{feature}=()")))
    .map(|feature| format!("permissions-policy lacks {feature}"));
    // Chromium warns of these on every page: it does not know them.
    let unknown = ["attribution-reporting", "bluetooth", "web-share"]
        .into_iter()
        .filter(|feature| policy.contains(feature))
        .map(|feature| format!("permissions-policy names {feature}"));
    refused.chain(unknown).collect()
}

fn cookie_faults(headers: &HeaderMap) -> Vec<String> {
    let cookies = headers.get_all("set-cookie").iter();
    let cookies = cookies.map(|cookie| cookie.to_str().expect("text"));
    cookies
        .filter(|cookie| {
            let needed = ["Secure", "HttpOnly", "SameSite=", "Path=/"];
            !cookie.starts_with("__Host-") || needed.iter().any(|part| !cookie.contains(part))
        })
        .map(|cookie| format!("cookie: {}", cookie.split('=').next().unwrap_or_default()))
        .collect()
}
