//! Reading the form of one page: what was chosen or typed becomes answers, or a sentence that says what
//! to mend. Nothing is required; an empty field takes an answer back.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::answer::{Answer, Answers};
use super::item::{Item, ItemId, ItemKind};
use super::kind::Questionnaire;
use super::routing::path;

/// Years that a date may lie in.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2100;

/// An answer that cannot be taken as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerFault {
    /// The item at which the message is to stand.
    pub item: ItemId,
    /// What to do, in plain words. Never repeats what was typed.
    pub message: String,
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
            Err(message) => faults.push(AnswerFault {
                item: item.id.clone(),
                message,
            }),
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

fn read(item: &Item, form: &[(String, String)]) -> Result<Option<Answer>, String> {
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

fn one_choice(item: &Item, given: &[&str]) -> Result<Option<Answer>, String> {
    let distinct: BTreeSet<&str> = given.iter().copied().collect();
    let mut distinct = distinct.into_iter();
    let (Some(code), None) = (distinct.next(), distinct.next()) else {
        return if given.is_empty() {
            Ok(None)
        } else {
            Err("Choose one answer only".to_owned())
        };
    };
    known(item, code)?;
    Ok(Some(Answer::Code(code.to_owned())))
}

fn choices(item: &Item, given: &[&str]) -> Result<Option<Answer>, String> {
    let mut codes = BTreeSet::new();
    for code in given {
        known(item, code)?;
        codes.insert((*code).to_owned());
    }
    let exclusive = codes
        .iter()
        .find_map(|code| item.category(code).filter(|category| category.exclusive));
    if let Some(alone) = exclusive.filter(|_| codes.len() > 1) {
        return Err(format!(
            "Choose either \"{}\" or the other answers, not both",
            alone.label.english()
        ));
    }
    Ok((!codes.is_empty()).then_some(Answer::Codes(codes)))
}

fn known(item: &Item, code: &str) -> Result<(), String> {
    item.category(code)
        .map(|_| ())
        .ok_or_else(|| "Choose one of the answers shown".to_owned())
}

fn number(given: &[&str], min: i64, max: i64) -> Result<Option<Answer>, String> {
    let Some(typed) = given.first() else {
        return Ok(None);
    };
    let number = whole_number(typed).ok_or("Write a whole number in digits, such as 3")?;
    if (min..=max).contains(&number) {
        Ok(Some(Answer::Number(number)))
    } else {
        Err(format!("Write a number from {min} to {max}"))
    }
}

/// ASCII digits with a minus before them at most: no 1e9, no NaN, no digits of other scripts.
fn whole_number(typed: &str) -> Option<i64> {
    let digits = typed.strip_prefix('-').unwrap_or(typed);
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| typed.parse().ok()).flatten()
}

fn date(id: &str, form: &[(String, String)]) -> Result<Option<Answer>, String> {
    let part = |name: &str| {
        let field = format!("{id}-{name}");
        given(form, &field).first().copied()
    };
    let digits = |typed: Option<&str>| typed.map(|typed| whole_number(typed).ok_or(())).transpose();
    let (Ok(day), Ok(month), Ok(year)) = (digits(part("day")), digits(part("month")), digits(part("year")))
    else {
        return Err("Write the date in digits, such as 27 3 2026".to_owned());
    };
    let Some(year) = year else {
        return match (day, month) {
            (None, None) => Ok(None),
            _ => Err("Add the year".to_owned()),
        };
    };
    let year = i32::try_from(year)
        .ok()
        .filter(|year| YEARS.contains(year))
        .ok_or("Write the year with four digits")?;
    let month = match month {
        None if day.is_some() => return Err("Add the month, or take the day out".to_owned()),
        None => {
            return Ok(Some(Answer::DatePart {
                year,
                month: None,
                day: None,
            }));
        }
        Some(month) => u32::try_from(month).ok().filter(|month| (1..=12).contains(month)),
    };
    let month = month.ok_or("Write the month as a number from 1 to 12")?;
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
    let day = day.ok_or("There is no such day in that month")?;
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

fn text(given: &[&str], max_length: u32, lines: Lines) -> Result<Option<Answer>, String> {
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
        return Err(format!(
            "Write no more than {max_length} characters. There are {length} now"
        ));
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
