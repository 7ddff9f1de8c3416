//! `heard demo --advance`: asks the demonstration that runs elsewhere to move its clock.

use std::net::SocketAddr;
use std::time::Duration;

use super::advance::Advance;
use super::error::DemoError;

/// A close mixes and counts a whole quarter.
const PATIENCE: Duration = Duration::from_secs(600);

/// Moves the clock of the demonstration whose office listens at `office`; returns what moved.
///
/// # Errors
/// Nothing answers there, or it refuses: its own words.
pub async fn ask_to_advance(office: SocketAddr, by: &str) -> Result<Vec<String>, DemoError> {
    Advance::parse(by)?;
    let root = format!("http://{office}");
    let asked = reqwest::Client::builder()
        .timeout(PATIENCE)
        .build()
        .map_err(|error| DemoError::new(error.to_string()))?
        .post(format!("{root}/demo/clock"))
        .header("accept", "text/plain")
        .header("origin", &root)
        .form(&[("by", by)])
        .send()
        .await
        .map_err(|_| {
            DemoError::new(format!(
                "no demonstration answers at {root}: start it with make demo"
            ))
        })?;
    let right = asked.status().is_success();
    let text = asked
        .text()
        .await
        .map_err(|error| DemoError::new(error.to_string()))?;
    match right {
        true => Ok(text.lines().map(str::to_owned).collect()),
        false => Err(DemoError::new(text.trim().to_owned())),
    }
}
