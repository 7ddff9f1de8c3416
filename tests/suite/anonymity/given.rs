//! Answers of invented people, each with a mark by which a test knows them again.

use std::sync::OnceLock;

use heard::operations::definition_files::shipped_definitions;
use heard::survey::crime::FamilyId;
use heard::survey::questionnaire::{Answer, Answers, Definitions, ItemId, Kind};
use heard::survey::response::Finished;

/// The shipped definitions, read once a run.
pub fn definitions() -> &'static Definitions {
    static DEFINITIONS: OnceLock<Definitions> = OnceLock::new();
    DEFINITIONS.get_or_init(|| Definitions::parse(&shipped_definitions()).expect("sound definitions"))
}

/// Answers under construction.
#[derive(Clone, Default)]
pub struct Given(Answers);

impl Given {
    /// With a code chosen.
    pub fn with(mut self, item: &str, code: &str) -> Given {
        let item = ItemId::parse(item).expect("an item's id");
        self.0.set(item, Answer::Code(code.to_owned()));
        self
    }

    /// With a text written.
    pub fn saying(mut self, item: &str, text: &str) -> Given {
        let item = ItemId::parse(item).expect("an item's id");
        self.0.set(item, Answer::Text(text.to_owned()));
        self
    }

    /// Finished by somebody who chose this kind, or rather did not say.
    pub fn of(&self, family: Option<&str>) -> Finished {
        let kind = match family {
            Some(family) => Kind::Family(FamilyId::parse(family).expect("a family's id")),
            None => Kind::CoreOnly,
        };
        Finished::new(definitions(), &kind, "en", &self.0)
    }
}

/// The items that carry a respondent's mark, and how it is read back: four places to the base of 7.
const MARKED: [&str; 4] = ["ease-of-contact", "actions", "kept-informed", "treatment"];

/// Answers that differ for each of 2,401 places.
pub fn marked(place: usize) -> Given {
    let mut given = Given::default()
        .with("reported", "yes")
        .with("whole-experience", "2");
    let mut rest = place;
    for item in MARKED {
        given = given.with(item, &(rest % 7 + 1).to_string());
        rest /= 7;
    }
    given
}

/// SQL that reads the mark of a response back.
pub const MARK: &str = "((answers->>'ease-of-contact')::int - 1) + 7 * ((answers->>'actions')::int - 1) \
    + 49 * ((answers->>'kept-informed')::int - 1) + 343 * ((answers->>'treatment')::int - 1)";
