//! A wording set as it is written. As in `document`, nothing is judged here but the shape.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_saphyr::Spanned;

use super::document::Day;

/// `wording/<language>.yaml`
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WordingFile {
    #[schemars(with = "String")]
    pub language: Spanned<String>,
    pub name: String,
    pub html: Option<String>,
    #[serde(default)]
    pub direction: RawDirection,
    #[schemars(with = "RawReview")]
    pub review: Spanned<RawReview>,
    #[schemars(with = "Option<String>")]
    pub mirrors: Option<Spanned<String>>,
    #[serde(default)]
    pub telling: Vec<String>,
    /// A drawing beside the heading of a page, by the first part of the page's keys.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
    pub pictures: Said,
    #[schemars(with = "Option<BTreeMap<String, String>>")]
    pub pages: Option<Spanned<Said>>,
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
    pub kinds: Said,
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
    pub services: Said,
    #[serde(default, rename = "support-lines")]
    pub support_lines: BTreeMap<String, RawLineWords>,
    #[serde(default, rename = "code-lists")]
    #[schemars(with = "BTreeMap<String, BTreeMap<String, String>>")]
    pub code_lists: BTreeMap<String, Said>,
    #[serde(default)]
    pub questions: BTreeMap<String, RawModuleWords>,
}

/// Words by key, each with its place in the file.
pub(super) type Said = BTreeMap<String, Spanned<String>>;

/// Which way a language is written.
#[derive(Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum RawDirection {
    #[default]
    Ltr,
    Rtl,
}

/// Who has read a wording set besides the person who wrote it, and when.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawReview {
    pub reviewed: bool,
    pub reviewer: Option<String>,
    #[schemars(with = "Option<String>")]
    pub on: Option<Day>,
}

/// A support line in another language; its number never changes.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawLineWords {
    #[schemars(with = "Option<String>")]
    pub name: Option<Spanned<String>>,
    #[schemars(with = "Option<String>")]
    pub help: Option<Spanned<String>>,
}

/// The core or a module in another language: its blocks and its questions by their ids.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawModuleWords {
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, RawBlockWords>")]
    pub blocks: BTreeMap<String, Spanned<RawBlockWords>>,
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, RawItemWords>")]
    pub items: BTreeMap<String, Spanned<RawItemWords>>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawBlockWords {
    #[schemars(with = "Option<String>")]
    pub title: Option<Spanned<String>>,
    #[schemars(with = "Option<String>")]
    pub intro: Option<Spanned<String>>,
    #[schemars(with = "Option<String>")]
    pub picture: Option<Spanned<String>>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawItemWords {
    #[schemars(with = "Option<String>")]
    pub text: Option<Spanned<String>>,
    #[schemars(with = "Option<String>")]
    pub hint: Option<Spanned<String>>,
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
    pub codes: Said,
}
