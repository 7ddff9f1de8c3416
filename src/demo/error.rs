//! What can go wrong in the demonstration: every error of the verbs it plays, as a sentence.

use super::cluster::ClusterError;

/// Why the demonstration cannot go on.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct DemoError(String);

impl DemoError {
    /// A fault of the demonstration's own.
    pub fn new(sentence: impl Into<String>) -> DemoError {
        DemoError(sentence.into())
    }
}

/// The verbs' own errors are sentences already.
macro_rules! told_by {
    ($($error:ty),+ $(,)?) => {
        $(impl From<$error> for DemoError {
            fn from(error: $error) -> DemoError {
                DemoError(error.to_string())
            }
        })+
    };
}

told_by!(
    ClusterError,
    std::io::Error,
    serde_json::Error,
    crate::store::Error,
    crate::config::ConfigFaults,
    crate::operations::load_questionnaires::LoadQuestionnairesError,
    crate::operations::prepare_keys::PrepareKeysError,
);
