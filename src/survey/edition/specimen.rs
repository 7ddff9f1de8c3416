//! Invented answers for the tests of editions and of the documents made from them.

use super::*;
use crate::survey::disclosure::{CellKeySecret, Thresholds};
use crate::survey::estimation::{Age, Answered, Sex, Tabulation, Tally};

/// One invented response.
pub struct Invented {
    pub quarter: &'static str,
    pub family: &'static str,
    pub sex: Sex,
    pub age: Age,
    pub key: u64,
    pub codes: Vec<(&'static str, &'static str)>,
}

pub struct Specimen {
    pub programme: Programme,
    pub tabulation: Tabulation,
    pub answers: Vec<Invented>,
    pub slips: Vec<SlipTally>,
    pub frames: Vec<FrameTotal>,
    pub excluded: Vec<Excluded>,
    pub invited: Vec<FrameTotal>,
    pub delivered: Vec<FrameTotal>,
    pub responded: Vec<FrameTotal>,
    pub elsewhere: Vec<FrameTotal>,
    pub secret: CellKeySecret,
}

pub const QUARTERS: [&str; 4] = ["2025Q4", "2026Q1", "2026Q2", "2026Q3"];

pub const FAMILIES: [(&str, &str, bool, u64); 6] = [
    ("domestic-abuse", "Domestic abuse", true, 260),
    (
        "stalking-harassment",
        "Stalking, harassment and coercive control",
        true,
        120,
    ),
    ("sexual-offences", "Rape and sexual offences", true, 24),
    ("burglary", "Burglary", false, 210),
    ("fraud-cyber", "Fraud and cyber crime", false, 90),
    ("business-crime", "Business crime", false, 1),
];

/// Steele's SplitMix64: enough chance for invented answers.
pub fn mix(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

const SCALE: [(&str, &str, Option<Class>); 7] = [
    ("1", "Completely satisfied", Some(Class::Good)),
    ("2", "Very satisfied", Some(Class::Good)),
    ("3", "Fairly satisfied", Some(Class::Good)),
    ("4", "Neither satisfied nor dissatisfied", Some(Class::Middle)),
    ("5", "Fairly dissatisfied", Some(Class::Bad)),
    ("6", "Very dissatisfied", Some(Class::Bad)),
    ("7", "Completely dissatisfied", Some(Class::Bad)),
];
const TOLD: [(&str, &str, Option<Class>); 3] = [
    ("yes", "Yes", None),
    ("no", "No", None),
    ("unsure", "Not sure", None),
];
const WHY: [(&str, &str, Option<Class>); 3] = [
    ("not-needed", "I did not need it", None),
    ("not-known", "I did not know about it", None),
    ("wait", "The wait was too long", None),
];

fn item(
    id: &str,
    label: &str,
    choices: &[(&str, &str, Option<Class>)],
    theme: Theme,
    family: Option<&str>,
) -> MeasuredItem {
    let choice = |(code, label, class): &(&str, &str, Option<Class>)| Choice {
        code: (*code).into(),
        label: (*label).into(),
        class: *class,
    };
    MeasuredItem {
        id: id.into(),
        measure: id.into(),
        label: label.into(),
        about: format!("How victims answered about this: {}", label.to_lowercase()),
        question: format!("What about {}?", label.to_lowercase()),
        choices: choices.iter().map(choice).collect(),
        several: id == "why-no-support",
        theme,
        family: family.map(str::to_owned),
        right: (theme == Theme::Rights).then(|| "3".into()),
        aspect: Aspect::Received,
    }
}

pub fn programme() -> Programme {
    let families = FAMILIES.map(|(id, name, vawg, _)| FamilyName {
        id: id.into(),
        name: name.into(),
        vawg,
        parent: false,
    });
    let parent = FamilyName {
        id: "abuse".into(),
        name: "Abuse (pooled)".into(),
        vawg: true,
        parent: true,
    };
    Programme {
        characteristics: vec![Characteristic {
            id: "disability".into(),
            label: "disability".into(),
            choices: [("yes", "Yes"), ("no", "No")]
                .map(|(code, label)| Choice {
                    code: code.into(),
                    label: label.into(),
                    class: None,
                })
                .into(),
        }],
        rights: vec![RightName {
            id: "3".into(),
            name: "To be provided with information when reporting the crime".into(),
        }],
        families: families.into_iter().chain([parent]).collect(),
        items: vec![
            item("ease-of-contact", "Ease of contact", &SCALE, Theme::Core, None),
            item("treatment", "Treatment", &SCALE, Theme::Core, None),
            item("whole-experience", "Whole experience", &SCALE, Theme::Core, None),
            item("believed", "Believed", &TOLD, Theme::Fairness, None),
            item(
                "told-what-next",
                "Told what happens next",
                &TOLD,
                Theme::Rights,
                None,
            ),
            item("why-no-support", "Why no support", &WHY, Theme::Support, None),
            item(
                "burg-visit",
                "Visit by the police",
                &TOLD,
                Theme::Module,
                Some("burglary"),
            ),
        ],
    }
}

fn invent(quarter: &'static str, family: usize, number: u64) -> Invented {
    let (id, _, vawg, _) = FAMILIES[family];
    let draw = |salt: u64, of: u64| {
        mix(number ^ mix(family as u64 * 1_000 + salt) ^ mix(quarter.as_bytes()[5] as u64)) % of
    };
    let women = if vawg { 78 } else { 46 };
    let sex = match draw(1, 100) {
        drawn if drawn < women => Sex::Female,
        drawn if drawn < 95 => Sex::Male,
        _ => Sex::NotStated,
    };
    let scale = |salt| SCALE[(draw(salt, 12) as usize).saturating_sub(4).min(6)].0;
    let told = |salt| TOLD[(draw(salt, 5) as usize).min(2)].0;
    let mut codes = vec![
        ("ease-of-contact", scale(2)),
        ("treatment", scale(3)),
        ("whole-experience", scale(4)),
    ];
    codes.extend([
        ("believed", told(5)),
        ("told-what-next", told(6)),
        ("why-no-support", WHY[draw(7, 3) as usize].0),
    ]);
    if id == "burglary" {
        codes.push(("burg-visit", told(8)));
    }
    Invented {
        quarter,
        family: id,
        sex,
        age: Age::ALL[(draw(10, 10) as usize * 2 / 5).min(3)],
        key: mix(draw(9, u64::MAX)),
        codes,
    }
}

/// Four quarters of invented answers; `share` in percent of the usual number.
pub fn specimen(share: u64) -> Specimen {
    specimen_of(&QUARTERS, share)
}

/// The same with the four quarters before them.
pub fn specimen_of_two_years(share: u64) -> Specimen {
    specimen_of(
        &[
            "2024Q4", "2025Q1", "2025Q2", "2025Q3", "2025Q4", "2026Q1", "2026Q2", "2026Q3",
        ],
        share,
    )
}

fn specimen_of(quarters: &[&'static str], share: u64) -> Specimen {
    let programme = programme();
    let mut specimen = Specimen {
        tabulation: Tabulation::new(programme.plan(period().reach())),
        programme,
        answers: Vec::new(),
        slips: slips(),
        frames: Vec::new(),
        excluded: Vec::new(),
        invited: Vec::new(),
        delivered: Vec::new(),
        responded: Vec::new(),
        elsewhere: vec![frame(QUARTERS[3], "burglary", None, 13)],
        secret: CellKeySecret::new([5; 32]),
    };
    for quarter in quarters {
        for (family, (id, _, _, usual)) in FAMILIES.iter().enumerate() {
            let people = usual * share / 100;
            specimen
                .answers
                .extend((0..people).map(|number| invent(quarter, family, number)));
            specimen.count_frame(quarter, id, people);
        }
    }
    for answer in &specimen.answers {
        specimen.tabulation.add(&Answered {
            quarter: answer.quarter,
            family: answer.family,
            sex: answer.sex,
            age: answer.age,
            record_key: answer.key,
            codes: &answer.codes,
        });
    }
    specimen
}

fn frame(quarter: &str, family: &str, sex: Option<Sex>, count: u64) -> FrameTotal {
    FrameTotal {
        quarter: quarter.into(),
        family: family.into(),
        sex,
        age: None,
        count,
    }
}

fn period() -> Period {
    Period {
        span: Span::RollingYear,
        last: "2026Q3".parse().unwrap(),
    }
}

/// Slips of one quarter: 90 of 120 with a disability are satisfied, and 150 of 200 without one.
fn slips() -> Vec<SlipTally> {
    let slip = |category: &str, whole_experience, count| SlipTally {
        quarter: "2026Q3".into(),
        family: "domestic-abuse".into(),
        characteristic: "disability".into(),
        category: category.into(),
        whole_experience,
        tally: Tally {
            count,
            key_sum: mix(count),
        },
    };
    vec![
        slip("yes", 1, 90),
        slip("yes", 3, 30),
        slip("no", 1, 150),
        slip("no", 2, 50),
    ]
}

impl Specimen {
    /// Eight recorded for each who answered, of whom six could be asked.
    fn count_frame(&mut self, quarter: &str, family: &str, people: u64) {
        let of = |sex, count| frame(quarter, family, sex, count);
        for age in Age::KNOWN {
            for (sex, count) in [(Sex::Female, people * 4 / 3), (Sex::Male, people * 2 / 3)] {
                self.invited.push(FrameTotal {
                    age: Some(age),
                    ..of(Some(sex), count)
                });
            }
        }
        self.invited.push(of(Some(Sex::NotStated), people / 5));
        for (reason, sex, count) in [
            ("Nobody has marked email as safe", Some(Sex::Female), people),
            ("Nobody has marked email as safe", Some(Sex::Male), people / 2),
            ("Under the lowest age", None, people / 4),
        ] {
            self.excluded.push(Excluded {
                reason: reason.into(),
                same_person: false,
                who: of(sex, count),
            });
        }
        self.frames.push(of(None, people * 8));
        self.delivered.push(of(None, people * 5));
        self.responded.push(of(None, people));
    }

    pub fn material(&self) -> Material<'_> {
        Material {
            facts: Facts {
                number: 3,
                corrects: None,
                period: period(),
                cut_off: chrono::NaiveDate::from_ymd_opt(2026, 11, 1).unwrap(),
                waves: QUARTERS.map(|quarter| format!("Recorded {quarter}")).into(),
                questionnaires: vec!["ab".repeat(32)],
                vawg_rules: "npcc-inclusive (2024-04-01)".into(),
                not_computable: vec![
                    "inquiry-2022 (Female victim and male offender): the offender's sex is not held".into(),
                ],
                thresholds: Thresholds::default(),
                breaks: Vec::new(),
            },
            programme: &self.programme,
            tabulation: &self.tabulation,
            slips: &self.slips,
            frame: &self.frames,
            excluded: &self.excluded,
            invited: &self.invited,
            delivered: &self.delivered,
            responded: &self.responded,
            vawg_elsewhere: &self.elsewhere,
            secret: &self.secret,
        }
    }

    pub fn edition(&self) -> Edition {
        assemble(&self.material())
    }
}
