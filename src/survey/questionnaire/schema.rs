//! The format of the definition files as a JSON Schema, for editors.

use super::document::DefinitionFile;

/// The schema of any definition file, as indented JSON.
pub fn schema() -> String {
    let schema = schemars::schema_for!(DefinitionFile);
    format!("{:#}", schema.as_value())
}
