//! Reading the form of one page: what was chosen or typed becomes answers, or what is to be
//! mended. Nothing is required; an empty field takes an answer back.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::answer::{Answer, Answers};
use super::block::Block;
use super::item::{Item, ItemId, ItemKind};
use super::kind::Questionnaire;
use super::routing::path;
use super::saying::Say;
use super::wording::Text;
use super::wording_set::Wording;

/// Years that a date may lie in.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2100;

/// An answer that cannot be taken as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerFault {
    /// The item at which the message is to stand.
    pub item: ItemId,
    /// What to mend.
    pub problem: Problem,
}

/// What is wrong with an answer. Never holds what was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// Several answers where one is chosen.
    SeveralChosen,
    /// An answer that stands alone, and others with it.
    NotAlone(Text),
    /// A code that the question does not have.
    NotOffered,
    /// No whole number in digits.
    NoNumber,
    /// A number outside its limits.
    OutOfRange {
        /// The smallest number taken.
        min: i64,
        /// The largest number taken.
        max: i64,
    },
    /// A part of a date that is no number.
    NoDate,
    /// A date without its year.
    NoYear,
    /// A year without its century, or far away.
    OddYear,
    /// A day without its month.
    NoMonth,
    /// No month of a year.
    OddMonth,
    /// No day of that month.
    NoSuchDay,
    /// A text beyond its length.
    TooLong {
        /// The most characters taken.
        most: u32,
        /// How many there are.
        now: usize,
    },
}

impl Problem {
    /// What to do, in plain words of a wording set.
    pub fn in_words(&self, words: &Wording) -> String {
        let plain = |say| words.say(say).to_owned();
        match self {
            Problem::SeveralChosen => plain(Say::FaultOneOnly),
            Problem::NotAlone(label) => {
                let answer = label.in_language(words.language());
                words.fill(Say::FaultEither, &[("answer", answer)])
            }
            Problem::NotOffered => plain(Say::FaultShown),
            Problem::NoNumber => plain(Say::FaultWholeNumber),
            Problem::OutOfRange { min, max } => words.fill(
                Say::FaultRange,
                &[("min", &min.to_string()), ("max", &max.to_string())],
            ),
            Problem::NoDate => plain(Say::FaultDateDigits),
            Problem::NoYear => plain(Say::FaultAddYear),
            Problem::OddYear => plain(Say::FaultYear),
            Problem::NoMonth => plain(Say::FaultAddMonth),
            Problem::OddMonth => plain(Say::FaultMonth),
            Problem::NoSuchDay => plain(Say::FaultNoSuchDay),
            Problem::TooLong { most, now } => words.fill(
                Say::FaultTooLong,
                &[("most", &most.to_string()), ("now", &now.to_string())],
            ),
        }
    }
}

/// Reads the form of a page into the answers. Only items that are asked on that page now are read; a
/// field for anything else is ignored. Names are the items' ids, repeated for several choices; a date
/// has `<id>-day`, `<id>-month` and `<id>-year`. What is right is taken even where something else is
/// not; what is not right leaves the earlier answer as it was.
///
/// # Errors
/// One fault for each item that cannot be taken.
pub fn read_block(
    questionnaire: &Questionnaire,
    block_id: &str,
    form: &[(String, String)],
    answers: &mut Answers,
) -> Result<(), Vec<AnswerFault>> {
    let steps = path(questionnaire, answers);
    let asked = steps
        .into_iter()
        .filter(|step| step.block.id == block_id)
        .flat_map(|step| step.items);
    let mut faults = Vec::new();
    for item in asked.filter(|item| item.kind.asks()) {
        match read(item, form) {
            Ok(Some(answer)) => answers.set(item.id.clone(), answer),
            Ok(None) => answers.remove(item.id.as_str()),
            Err(problem) => faults.push(AnswerFault {
                item: item.id.clone(),
                problem,
            }),
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

/// Reads the form of a page that stands alone, whatever was answered before it: all its items, asked now or not.
/// What cannot be taken as it is is left out.
pub fn read_alone(block: &Block, form: &[(String, String)]) -> Answers {
    let items = block.items.iter().filter(|item| item.kind.asks());
    items
        .filter_map(|item| Some((item.id.clone(), read(item, form).ok()??)))
        .collect()
}

fn read(item: &Item, form: &[(String, String)]) -> Result<Option<Answer>, Problem> {
    let given = given(form, item.id.as_str());
    match item.kind {
        ItemKind::Single | ItemKind::Scale => one_choice(item, &given),
        ItemKind::Multiple => choices(item, &given),
        ItemKind::Number { min, max } => number(&given, min, max),
        ItemKind::DatePart => date(item.id.as_str(), form),
        ItemKind::ShortText { max_length } => text(&given, max_length, Lines::One),
        ItemKind::LongText { max_length } => text(&given, max_length, Lines::Several),
        ItemKind::Information => Ok(None),
    }
}

/// What stands in the fields of a name, blanks around it and empty fields left out.
fn given<'f>(form: &'f [(String, String)], name: &str) -> Vec<&'f str> {
    let fields = form.iter().filter(|(field, _)| field == name);
    fields
        .map(|(_, value)| value.trim())
        .filter(|value| !value.is_empty())
        .collect()
}

fn one_choice(item: &Item, given: &[&str]) -> Result<Option<Answer>, Problem> {
    let distinct: BTreeSet<&str> = given.iter().copied().collect();
    let mut distinct = distinct.into_iter();
    let (Some(code), None) = (distinct.next(), distinct.next()) else {
        return if given.is_empty() {
            Ok(None)
        } else {
            Err(Problem::SeveralChosen)
        };
    };
    known(item, code)?;
    Ok(Some(Answer::Code(code.to_owned())))
}

fn choices(item: &Item, given: &[&str]) -> Result<Option<Answer>, Problem> {
    let mut codes = BTreeSet::new();
    for code in given {
        known(item, code)?;
        codes.insert((*code).to_owned());
    }
    let exclusive = codes
        .iter()
        .find_map(|code| item.category(code).filter(|category| category.exclusive));
    if let Some(alone) = exclusive.filter(|_| codes.len() > 1) {
        return Err(Problem::NotAlone(alone.label.clone()));
    }
    Ok((!codes.is_empty()).then_some(Answer::Codes(codes)))
}

fn known(item: &Item, code: &str) -> Result<(), Problem> {
    item.category(code).map(|_| ()).ok_or(Problem::NotOffered)
}

fn number(given: &[&str], min: i64, max: i64) -> Result<Option<Answer>, Problem> {
    let Some(typed) = given.first() else {
        return Ok(None);
    };
    let number = whole_number(typed).ok_or(Problem::NoNumber)?;
    if (min..=max).contains(&number) {
        Ok(Some(Answer::Number(number)))
    } else {
        Err(Problem::OutOfRange { min, max })
    }
}

/// ASCII digits with a minus before them at most: no 1e9, no NaN, no digits of other scripts.
fn whole_number(typed: &str) -> Option<i64> {
    let digits = typed.strip_prefix('-').unwrap_or(typed);
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| typed.parse().ok()).flatten()
}

fn date(id: &str, form: &[(String, String)]) -> Result<Option<Answer>, Problem> {
    let part = |name: &str| {
        let field = format!("{id}-{name}");
        given(form, &field).first().copied()
    };
    let digits = |typed: Option<&str>| typed.map(|typed| whole_number(typed).ok_or(())).transpose();
    let (Ok(day), Ok(month), Ok(year)) = (digits(part("day")), digits(part("month")), digits(part("year")))
    else {
        return Err(Problem::NoDate);
    };
    let Some(year) = year else {
        return match (day, month) {
            (None, None) => Ok(None),
            _ => Err(Problem::NoYear),
        };
    };
    let year = i32::try_from(year)
        .ok()
        .filter(|year| YEARS.contains(year))
        .ok_or(Problem::OddYear)?;
    let month = match month {
        None if day.is_some() => return Err(Problem::NoMonth),
        None => {
            return Ok(Some(Answer::DatePart {
                year,
                month: None,
                day: None,
            }));
        }
        Some(month) => u32::try_from(month).ok().filter(|month| (1..=12).contains(month)),
    };
    let month = month.ok_or(Problem::OddMonth)?;
    let Some(day) = day else {
        return Ok(Some(Answer::DatePart {
            year,
            month: Some(month),
            day: None,
        }));
    };
    let day = u32::try_from(day)
        .ok()
        .filter(|day| NaiveDate::from_ymd_opt(year, month, *day).is_some());
    let day = day.ok_or(Problem::NoSuchDay)?;
    Ok(Some(Answer::DatePart {
        year,
        month: Some(month),
        day: Some(day),
    }))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Lines {
    One,
    Several,
}

fn text(given: &[&str], max_length: u32, lines: Lines) -> Result<Option<Answer>, Problem> {
    let Some(typed) = given.first() else {
        return Ok(None);
    };
    let kept: String = typed
        .replace("\r\n", "\n")
        .chars()
        .map(|c| printable(c, lines))
        .collect();
    let length = kept.chars().count();
    if length > usize::try_from(max_length).unwrap_or(usize::MAX) {
        return Err(Problem::TooLong {
            most: max_length,
            now: length,
        });
    }
    Ok(Some(Answer::Text(kept)))
}

/// Control characters become blanks: nobody types them, and a ballot would need six bytes for one.
fn printable(c: char, lines: Lines) -> char {
    match c {
        '\n' if lines == Lines::Several => '\n',
        c if c.is_control() => ' ',
        c => c,
    }
}

/// Whether a sealed answer is one that its item could have taken; for answers that come back out.
pub fn fits(item: &Item, answer: &Answer) -> bool {
    match (item.kind, answer) {
        (ItemKind::Single | ItemKind::Scale, Answer::Code(code)) => item.category(code).is_some(),
        (ItemKind::Multiple, Answer::Codes(codes)) => {
            let given: Vec<&str> = codes.iter().map(String::as_str).collect();
            matches!(choices(item, &given), Ok(Some(_)))
        }
        (ItemKind::Number { min, max }, Answer::Number(number)) => (min..=max).contains(number),
        (ItemKind::DatePart, Answer::DatePart { year, month, day }) => {
            let whole = NaiveDate::from_ymd_opt(*year, month.unwrap_or(1), day.unwrap_or(1));
            YEARS.contains(year) && whole.is_some() && (month.is_some() || day.is_none())
        }
        (ItemKind::ShortText { max_length } | ItemKind::LongText { max_length }, Answer::Text(text)) => {
            u32::try_from(text.chars().count()).is_ok_and(|length| (1..=max_length).contains(&length))
        }
        _ => false,
    }
}
