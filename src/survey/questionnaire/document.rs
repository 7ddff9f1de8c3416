//! The definition files as they are written: one struct a shape, unknown keys refused, positions kept.
//!
//! Nothing is judged here but the shape; `check` turns these into the instrument. The same structs
//! describe the format to editors (`heard check --schema`).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::{self, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::Spanned;

use super::catalogue::Aspect;
use super::wording_document::WordingFile;

/// Any file of the folder; only for the published schema, a file's path says which one it is.
#[derive(JsonSchema)]
#[schemars(untagged, title = "A definition file of Heard")]
#[expect(dead_code, reason = "describes the files to editors; never made")]
pub(super) enum DefinitionFile {
    Core(CoreFile),
    Module(ModuleFile),
    CodeLists(CodeListsFile),
    Measures(MeasuresFile),
    Rights(RightsFile),
    Services(ServicesFile),
    SupportLines(SupportLinesFile),
    Wording(Box<WordingFile>),
}

/// `core.yaml`
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CoreFile {
    #[schemars(with = "Vec<RawBlock>")]
    pub core: Vec<Spanned<RawBlock>>,
}

/// `families/<module>.yaml`
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ModuleFile {
    #[schemars(with = "String")]
    pub module: Spanned<String>,
    #[schemars(with = "Vec<RawBlock>")]
    pub blocks: Vec<Spanned<RawBlock>>,
}

/// A block, or the one entry `- module: here` of the core.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawBlock {
    #[schemars(with = "Option<String>")]
    pub module: Option<Spanned<String>>,
    #[schemars(with = "Option<String>")]
    pub id: Option<Spanned<String>>,
    #[schemars(with = "Option<RawText>")]
    pub title: Option<Spanned<RawText>>,
    #[schemars(with = "Option<RawText>")]
    pub intro: Option<Spanned<RawText>>,
    #[serde(rename = "sign-language")]
    #[schemars(with = "Option<String>")]
    pub sign_language: Option<Spanned<String>>,
    #[serde(default)]
    pub skippable: bool,
    #[serde(default, rename = "about-you")]
    pub about_you: bool,
    #[schemars(with = "Option<RawCondition>")]
    pub when: Option<Spanned<RawCondition>>,
    #[serde(default)]
    #[schemars(with = "Vec<RawItem>")]
    pub items: Vec<Spanned<RawItem>>,
}

/// One question, or a paragraph of information.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawItem {
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    #[schemars(with = "RawKind")]
    pub kind: Spanned<RawKind>,
    #[schemars(with = "RawText")]
    pub text: Spanned<RawText>,
    #[schemars(with = "Option<RawText>")]
    pub hint: Option<Spanned<RawText>>,
    #[schemars(with = "Option<RawCodes>")]
    pub codes: Option<Spanned<RawCodes>>,
    #[schemars(with = "Option<String>")]
    pub measure: Option<Spanned<String>>,
    #[schemars(with = "Option<String>")]
    pub right: Option<Spanned<String>>,
    #[schemars(with = "Option<u32>")]
    pub max_length: Option<Spanned<u32>>,
    #[schemars(with = "Option<i64>")]
    pub min: Option<Spanned<i64>>,
    #[schemars(with = "Option<i64>")]
    pub max: Option<Spanned<i64>>,
    #[schemars(with = "Option<RawCondition>")]
    pub when: Option<Spanned<RawCondition>>,
}

/// What an item asks for.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum RawKind {
    Single,
    Multiple,
    Scale,
    Number,
    DatePart,
    ShortText,
    LongText,
    Information,
}

/// A condition: exactly one of all, any, not, or an item with exactly one test.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawCondition {
    #[schemars(with = "Option<Vec<RawCondition>>")]
    pub all: Option<Vec<Spanned<RawCondition>>>,
    #[schemars(with = "Option<Vec<RawCondition>>")]
    pub any: Option<Vec<Spanned<RawCondition>>>,
    #[schemars(with = "Option<Box<RawCondition>>")]
    pub not: Option<Box<Spanned<RawCondition>>>,
    #[schemars(with = "Option<String>")]
    pub item: Option<Spanned<String>>,
    #[schemars(with = "Option<String>")]
    pub equals: Option<Spanned<String>>,
    #[serde(rename = "in")]
    #[schemars(with = "Option<Vec<String>>")]
    pub one_of: Option<Vec<Spanned<String>>>,
    pub answered: Option<bool>,
    #[schemars(with = "Option<i64>")]
    pub at_least: Option<Spanned<i64>>,
}

/// A text in English, or in several languages by their short names (`en`, `pl`).
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(super) enum RawText {
    English(String),
    Languages(BTreeMap<String, String>),
}

/// The name of a shared code list, or a list of its own.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(super) enum RawCodes {
    Shared(String),
    Own(#[schemars(with = "Vec<RawCategory>")] Vec<Spanned<RawCategory>>),
}

/// One closed answer.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawCategory {
    #[schemars(with = "String")]
    pub code: Spanned<String>,
    #[schemars(with = "RawText")]
    pub label: Spanned<RawText>,
    pub class: Option<RawClass>,
    #[serde(default = "counted")]
    pub counted: bool,
    #[serde(default)]
    pub exclusive: bool,
    #[schemars(with = "Option<String>")]
    pub coarse: Option<Spanned<String>>,
}

fn counted() -> bool {
    true
}

/// The three classes of every breakdown.
#[derive(Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum RawClass {
    Good,
    Middle,
    Bad,
}

/// `code-lists.yaml`
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CodeListsFile {
    #[serde(rename = "code-lists")]
    pub code_lists: Vec<RawCodeList>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawCodeList {
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    #[schemars(with = "Vec<RawCategory>")]
    pub codes: Vec<Spanned<RawCategory>>,
}

/// `measures.yaml`
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MeasuresFile {
    pub measures: Vec<RawMeasure>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawMeasure {
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    #[schemars(with = "RawText")]
    pub label: Spanned<RawText>,
    #[schemars(with = "RawText")]
    pub about: Spanned<RawText>,
    /// For measures of a right whose questions ask if it was known.
    #[serde(default)]
    pub aspect: Option<Aspect>,
}

/// `rights.yaml`
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RightsFile {
    pub rights: Vec<RawRight>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRight {
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    #[schemars(with = "RawText")]
    pub name: Spanned<RawText>,
    #[schemars(with = "String")]
    pub from: Day,
    #[schemars(with = "Option<String>")]
    pub until: Option<Spanned<Day>>,
    pub source: String,
}

/// `services.yaml`
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ServicesFile {
    pub services: Vec<RawService>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawService {
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    #[schemars(with = "RawText")]
    pub name: Spanned<RawText>,
}

/// `support-lines.yaml`
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SupportLinesFile {
    #[serde(rename = "check-again-after-days")]
    pub check_again_after_days: Option<std::num::NonZeroU16>,
    #[serde(rename = "support-lines")]
    pub support_lines: Vec<RawSupportLine>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSupportLine {
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    #[schemars(with = "RawText")]
    pub name: Spanned<RawText>,
    pub number: Option<String>,
    #[schemars(with = "RawText")]
    pub help: Spanned<RawText>,
    pub source: String,
    #[serde(rename = "last-checked")]
    #[schemars(with = "Option<String>")]
    pub last_checked: Option<Day>,
}

/// A date as 2021-04-01.
#[derive(Clone, Copy)]
pub(super) struct Day(pub NaiveDate);

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let day = text
            .parse()
            .map_err(|_| de::Error::custom(format!("\"{text}\" is no date such as 2021-04-01")));
        day.map(Day)
    }
}

impl<'de> Deserialize<'de> for RawText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextVisitor;
        impl<'de> Visitor<'de> for TextVisitor {
            type Value = RawText;
            fn expecting(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                out.write_str("a text in quotes, or one text for each language")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<RawText, E> {
                Ok(RawText::English(text.to_owned()))
            }
            fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<RawText, M::Error> {
                let by_language = de::value::MapAccessDeserializer::new(map);
                BTreeMap::deserialize(by_language).map(RawText::Languages)
            }
        }
        deserializer.deserialize_any(TextVisitor)
    }
}

impl<'de> Deserialize<'de> for RawCodes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct CodesVisitor;
        impl<'de> Visitor<'de> for CodesVisitor {
            type Value = RawCodes;
            fn expecting(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                out.write_str("the name of a shared code list, or a list of codes with their labels")
            }
            fn visit_str<E: de::Error>(self, name: &str) -> Result<RawCodes, E> {
                Ok(RawCodes::Shared(name.to_owned()))
            }
            fn visit_seq<S: SeqAccess<'de>>(self, mut entries: S) -> Result<RawCodes, S::Error> {
                let mut categories = Vec::new();
                while let Some(category) = entries.next_element()? {
                    categories.push(category);
                }
                Ok(RawCodes::Own(categories))
            }
        }
        deserializer.deserialize_any(CodesVisitor)
    }
}
