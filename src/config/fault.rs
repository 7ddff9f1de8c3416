//! What is wrong with a variable and how to mend it.

use std::fmt;

/// One fault of the environment: the variable, what is wrong, what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigFault {
    /// The variable's name.
    pub variable: String,
    /// What is wrong; never the value of a secret.
    pub what: String,
    /// What to do about it.
    pub remedy: String,
}

impl fmt::Display for ConfigFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}. {}", self.variable, self.what, self.remedy)
    }
}

/// All faults of the environment at once, one a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigFaults(pub Vec<ConfigFault>);

impl fmt::Display for ConfigFaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.0.len();
        let (noun, verb) = if count == 1 {
            ("setting", "needs")
        } else {
            ("settings", "need")
        };
        write!(f, "{count} {noun} {verb} mending:")?;
        for fault in &self.0 {
            write!(f, "\n  {fault}")?;
        }
        write!(f, "\n`heard --help` lists every setting with its meaning.")
    }
}

impl std::error::Error for ConfigFaults {}
