//! Values as people write them, read into what they mean. A refusal says what the text is; a secret's never repeats it.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::{keys, mail};

pub(super) fn whole_number(text: &str, least: usize, most: usize) -> Result<usize, String> {
    match usize::from_str(text) {
        Ok(number) if number < least => Err(format!("is {number}, below {least}")),
        Ok(number) if number > most => Err(format!("is {number}, above {most}")),
        Ok(number) => Ok(number),
        Err(_) => Err(format!("is “{text}”, not a whole number from {least} to {most}")),
    }
}

pub(super) fn seconds(text: &str, least: usize, most: usize) -> Result<Duration, String> {
    whole_number(text, least, most).map(|number| Duration::from_secs(number as u64))
}

pub(super) fn destruction(text: &str) -> Result<keys::Destruction, String> {
    match text {
        "immediate" => Ok(keys::Destruction::Immediate),
        "after-backup" => Ok(keys::Destruction::AfterBackup),
        _ => Err(format!("is “{text}”, neither immediate nor after-backup")),
    }
}

pub(super) fn path(text: &str) -> Result<PathBuf, std::convert::Infallible> {
    Ok(PathBuf::from(text))
}

pub(super) fn address(text: &str) -> Result<SocketAddr, String> {
    text.parse()
        .map_err(|_| format!("is “{text}”, not an address with a port"))
}

pub(super) fn next_port(address: SocketAddr) -> SocketAddr {
    SocketAddr::new(address.ip(), address.port().wrapping_add(1))
}

/// A secret: the fault never repeats the text.
pub(super) fn postgres_url(text: &str) -> Result<SecretString, String> {
    let url = Url::parse(text).map_err(|_| "cannot be read as an address".to_owned())?;
    match url.scheme() {
        "postgres" | "postgresql" => Ok(SecretString::from(text)),
        other => Err(format!("begins with {other}:, not with postgres:")),
    }
}

/// The root of one of our hosts: https, or http on this machine itself.
pub(super) fn host_url(text: &str) -> Result<Url, String> {
    let url = web_url(text)?;
    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
        return Err(format!("is “{text}”, which has a path"));
    }
    Ok(url)
}

/// The host that stands in letters and in the respondent's address bar.
pub(super) fn survey_url(text: &str) -> Result<Url, String> {
    let url = host_url(text)?;
    match mail::telling_word(url.host_str().unwrap_or_default()) {
        Some(word) => Err(format!("says “{word}” to whoever sees the address")),
        None => Ok(url),
    }
}

pub(super) fn web_url(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|error| format!("is “{text}”: {error}"))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err("holds a user name or a password".to_owned());
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if mail::is_this_machine(url.host_str().unwrap_or_default()) => Ok(url),
        "http" => Err(format!("is “{text}”, which is not https")),
        _ => Err(format!("is “{text}”, not a web address")),
    }
}

/// Whether the database is on this machine itself: a socket, or a loopback address.
pub(super) fn is_here(url: &SecretString) -> bool {
    let Ok(url) = Url::parse(url.expose_secret()) else {
        return false;
    };
    match url.host_str().unwrap_or_default() {
        "" | "localhost" => true,
        // A socket's folder, written with %2F.
        host if host.starts_with("%2") || host.starts_with('/') => true,
        host => host
            .trim_matches(['[', ']'])
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback()),
    }
}
