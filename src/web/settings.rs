//! What the web must be told: its two hosts, where it listens, where the exit leads.

use std::net::SocketAddr;

use url::Url;

/// The two hosts of the service. Their origins differ (the configuration refuses anything else).
#[derive(Debug, Clone)]
pub struct Settings {
    /// Root of the respondents' host; https, or http on this machine.
    pub survey_url: Url,
    /// Root of the office's host; https, or http on this machine.
    pub office_url: Url,
    /// Where the survey is served.
    pub survey_listen: SocketAddr,
    /// Where the office is served.
    pub office_listen: SocketAddr,
    /// The neutral site that the exit leads to.
    pub exit_url: Url,
}
