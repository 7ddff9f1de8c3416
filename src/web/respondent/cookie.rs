//! The sitting's cookie on the wire: how it is set, changed at the end, and read back.

use actix_web::HttpRequest;
use actix_web::cookie::{Cookie, SameSite, time::Duration};
use rand::CryptoRng;

use super::sitting::{CookieSeal, Device, Pass};

/// `__Host-`: sent over a secure connection only, to this host only, for every path.
const NAME: &str = "__Host-sitting";

/// The cookie that carries `pass`. Only on a device of her own does it outlive the browser; the seal
/// decides how long it is good for in any case.
pub fn carrying(pass: &Pass, seal: &CookieSeal, rng: &mut impl CryptoRng) -> Option<Cookie<'static>> {
    let mut cookie = base(seal.seal(pass, rng)?);
    if let Pass::Answering(sitting) = pass
        && sitting.device == Device::Own
    {
        cookie.set_max_age(Duration::hours(20));
    }
    Some(cookie)
}

/// The cookie that ends a sitting. It is changed rather than only dropped: browsers then forget the
/// pages they keep for the back button.
pub fn ended() -> Cookie<'static> {
    let mut cookie = base("ended".to_owned());
    cookie.set_max_age(Duration::ZERO);
    cookie
}

/// Beside the cookie that ends a sitting: browsers that know it drop what they keep of this host (W3C, Clear Site
/// Data). The cookie itself is changed by [`ended`], which is what Chromium heeds.
pub const CLEARING: (&str, &str) = ("clear-site-data", "\"cache\", \"storage\"");

/// What the request's cookie holds; None for no cookie, a foreign one or an ended one.
pub fn read(request: &HttpRequest, seal: &CookieSeal) -> Option<Pass> {
    seal.open(request.cookie(NAME)?.value())
}

/// The language of the sitting that the cookie is of, even of one that has lapsed; nothing where there
/// is none.
pub fn language(request: &HttpRequest, seal: &CookieSeal) -> String {
    read(request, seal).map_or_else(String::new, |pass| pass.language().to_owned())
}

fn base(value: String) -> Cookie<'static> {
    Cookie::build(NAME, value)
        .path("/")
        .secure(true)
        .http_only(true)
        .same_site(SameSite::Lax)
        .finish()
}
