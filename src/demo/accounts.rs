//! The demonstration's staff: two accounts each for provider and commissioner, one administrator.
//! They sign in with name and password alone, which `heard serve` refuses outside the demonstration.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::cluster::write_private;
use super::error::DemoError;
use super::stage::Stage;
use crate::operations::chance::system_rng;
use crate::operations::passwords::{Cost, Passwords};
use crate::operations::staff::{NewStaff, SecondFactorDuty, add_account};
use crate::store;
use crate::store::staff::Role;

/// One account, as `accounts.json` names it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DemoAccount {
    /// `provider`, `commissioner` or `administrator`.
    pub role: String,
    /// What to sign in as.
    pub username: String,
    /// And with.
    pub password: String,
}

const STAFF: [(&str, Role); 5] = [
    ("provider-anna", Role::Provider),
    ("provider-ben", Role::Provider),
    ("commissioner-clare", Role::Commissioner),
    ("commissioner-david", Role::Commissioner),
    ("administrator-erin", Role::Administrator),
];

/// The name of the first or second account of a role.
pub fn name_of(role: Role, second: bool) -> &'static str {
    let mut of_role = STAFF
        .iter()
        .filter(|(_, has)| *has == role)
        .map(|(name, _)| *name);
    let first = of_role.next().unwrap_or("nobody");
    if second {
        of_role.next().unwrap_or(first)
    } else {
        first
    }
}

/// Reads the accounts made at the first start, or makes them.
///
/// # Errors
/// The database or the file refuses.
pub async fn ensure(stage: &Stage) -> Result<Vec<DemoAccount>, DemoError> {
    let file = stage.dir.join("accounts.json");
    if file.exists() {
        return read(&file);
    }
    let passwords = Passwords::new(Cost::FULL, &mut system_rng())?;
    let mut conn = store::get(&stage.web).await?;
    let mut made = Vec::new();
    for (username, role) in STAFF {
        let new = NewStaff {
            username: username.to_owned(),
            role,
            second_factor: SecondFactorDuty::Exempt,
        };
        let now = stage.clock.machine_now();
        let password = add_account(
            &mut conn,
            &passwords,
            &new,
            "the demonstration",
            now,
            &mut system_rng(),
        )
        .await?;
        made.push(DemoAccount {
            role: role.as_str().to_owned(),
            username: username.to_owned(),
            password,
        });
    }
    write_private(&file, &serde_json::to_string_pretty(&made)?)?;
    Ok(made)
}

/// The accounts as the file has them.
///
/// # Errors
/// The file is missing or broken.
pub fn read(file: &Path) -> Result<Vec<DemoAccount>, DemoError> {
    Ok(serde_json::from_str(&std::fs::read_to_string(file)?)?)
}
