//! The respondents of one wave: who they are in the contact file, and what they answer, so that each
//! response that comes out can be told from every other.

use std::fmt::Write;

use chrono::Days;
use rand::seq::{IndexedRandom, SliceRandom};
use rand::{CryptoRng, RngExt};

use crate::demo::calendar::PlannedWave;
use crate::demo::crowd::{ANY_LINES, Wishes};
use crate::demo::people::HEADER;
use crate::demo::victims::{REMARKS, age_band};

/// People of one kind of crime, at least: the class floor has most of a smaller batch wait.
const FEWEST: usize = 40;

/// The kinds of crime, with a code of each. As many batches a wave, or as many as there are people for.
const FAMILIES: [(&str, &str); 5] = [
    ("burglary", "28E"),
    ("vehicle-crime", "45"),
    ("theft-robbery", "34B"),
    ("violence", "8N"),
    ("damage-asb", "58A"),
];

/// An age in each band that is asked about.
const AGES: [u32; 7] = [17, 21, 29, 39, 49, 64, 80];

/// The items that carry a mark: four places to the base of seven.
pub const MARKED: [&str; 4] = ["ease-of-contact", "actions", "kept-informed", "treatment"];

/// One respondent.
#[derive(Clone)]
pub struct Respondent {
    /// Invented.
    pub email: String,
    /// Of her case.
    family: &'static str,
    /// As the file has it.
    pub sex: &'static str,
    /// In years.
    pub age: u32,
    mark: usize,
    /// What she writes after her word.
    remarks: Vec<&'static str>,
}

impl Respondent {
    /// What she answers whatever chance says: her mark, who she is, and that the police know.
    pub fn wishes(&self) -> Wishes {
        let mut wishes = Wishes::from([
            ("_kind", self.family.to_owned()),
            ("reported", "yes".to_owned()),
            ("sex", self.sex.to_owned()),
            ("age-band", age_band(self.age).to_owned()),
            (ANY_LINES, format!("{} {}", self.word(), self.remarks.join(" "))),
        ]);
        let mut rest = self.mark;
        for item in MARKED {
            wishes.insert(item, (rest % 7 + 1).to_string());
            rest /= 7;
        }
        wishes
    }

    /// What she begins every text with: nobody else's, and found nowhere afterwards.
    pub fn word(&self) -> String {
        format!("canary-{:05}-canary", self.mark)
    }

    /// Her mark, as it is read back from her response.
    pub fn note(&self) -> String {
        let wishes = self.wishes();
        MARKED
            .map(|item| wishes.get(item).map_or("", String::as_str))
            .join(" ")
    }
}

/// The contact file of a wave and the people it names, kinds of crime in turn. No two of all waves share
/// a mark, as far as there are 2,401.
pub fn contact_file(
    wave: &PlannedWave,
    number: usize,
    rng: &mut impl CryptoRng,
) -> (Vec<u8>, Vec<Respondent>) {
    let mut file = String::from(HEADER);
    let mut people = Vec::new();
    let families = (wave.people / FEWEST).clamp(1, FAMILIES.len());
    for place in 0..wave.people {
        let (family, code) = FAMILIES[place % families];
        let respondent = Respondent {
            email: format!("person.{number}.{place}@provider{}.example", place % 7),
            family,
            sex: ["female", "male"].choose(rng).copied().unwrap_or("female"),
            age: AGES.choose(rng).copied().unwrap_or(29),
            mark: number * wave.people + place,
            remarks: remarks(rng),
        };
        let recorded = wave.recorded_from + Days::new(rng.random_range(0..85));
        let safe_on = wave.from - Days::new(10);
        let Respondent { email, sex, age, .. } = &respondent;
        writeln!(
            file,
            "{number}-{place},{email},{code},,{recorded},yes,{safe_on},{age},{sex},en,yes"
        )
        .ok();
        people.push(respondent);
    }
    people.shuffle(rng);
    (file.into_bytes(), people)
}

/// Some write nothing more, others much.
fn remarks(rng: &mut impl CryptoRng) -> Vec<&'static str> {
    let many = rng.random_range(0..=REMARKS.len());
    REMARKS.sample(rng, many).copied().collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::*;
    use crate::demo::calendar::waves_from;

    #[test]
    fn no_two_respondents_of_ten_waves_share_a_mark_or_an_address() {
        let waves = waves_from("2027-02-01".parse().expect("a date"), 10, 200);
        let mut rng = StdRng::seed_from_u64(1);
        let (mut notes, mut addresses) = (BTreeSet::new(), BTreeSet::new());
        for (number, wave) in waves.iter().enumerate() {
            let (_, people) = contact_file(wave, number, &mut rng);
            notes.extend(people.iter().map(Respondent::note));
            addresses.extend(people.into_iter().map(|person| person.email));
        }
        assert_eq!((notes.len(), addresses.len()), (2_000, 2_000));
    }
}
