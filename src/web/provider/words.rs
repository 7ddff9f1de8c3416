//! How the office says dates, quarters and states.

use chrono::NaiveDate;
use maud::Markup;

use crate::store::uploads::UploadState;
use crate::store::waves::WaveState;
use crate::web::components::{Colour, tag};

/// `1 August 2026`.
pub fn date(day: NaiveDate) -> String {
    day.format("%-d %B %Y").to_string()
}

/// `July to September 2026` for `2026Q3`; the text itself where it is no quarter.
pub fn quarter(text: &str) -> String {
    let months = match text.split_once('Q') {
        Some((_, "1")) => "January to March",
        Some((_, "2")) => "April to June",
        Some((_, "3")) => "July to September",
        Some((_, "4")) => "October to December",
        _ => return text.to_owned(),
    };
    format!("{months} {}", &text[..text.len() - 2])
}

/// The state of a wave at a glance.
pub fn wave_state(state: WaveState) -> Markup {
    match state {
        WaveState::Preparing => tag(Colour::Yellow, "Being prepared"),
        WaveState::Open => tag(Colour::Green, "In fieldwork"),
        WaveState::Closed => tag(Colour::Blue, "Closed, being mixed"),
        WaveState::Mixed => tag(Colour::Blue, "Mixed"),
        WaveState::Purged => tag(Colour::Grey, "Finished"),
    }
}

/// What a wave's state means, in a sentence.
pub fn wave_state_means(state: WaveState) -> &'static str {
    match state {
        WaveState::Preparing => "The keys of this wave are being made. This takes less than a minute.",
        WaveState::Open => {
            "Contact files can be loaded. Letters leave from the first day of fieldwork, once a file is approved."
        }
        WaveState::Closed => "No answer is taken any more. The ballots are being mixed.",
        WaveState::Mixed => "The answers are mixed. Addresses and keys are being deleted.",
        WaveState::Purged => "The answers are mixed. Addresses, links and keys are deleted.",
    }
}

/// The state of an upload at a glance.
pub fn upload_state(state: UploadState) -> Markup {
    match state {
        UploadState::Pending => tag(Colour::Yellow, "Waits for approval"),
        UploadState::Approved => tag(Colour::Blue, "Approved, links are made"),
        UploadState::Gated => tag(Colour::Green, "Approved"),
        UploadState::Refused => tag(Colour::Red, "Refused"),
    }
}

/// The first letter large, for sentences that come from errors; the name of a column stays as it is.
pub fn sentence(text: &str) -> String {
    if text.split(' ').next().is_some_and(|word| word.contains('_')) {
        return text.to_owned();
    }
    let mut letters = text.chars();
    let first = letters
        .next()
        .map(|c| c.to_uppercase().to_string())
        .unwrap_or_default();
    format!("{first}{}", letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_is_said_in_months() {
        assert_eq!(quarter("2026Q3"), "July to September 2026");
        assert_eq!(quarter("soon"), "soon");
    }

    #[test]
    fn a_sentence_begins_large_and_a_column_keeps_its_name() {
        assert_eq!(sentence("the file is empty"), "The file is empty");
        assert_eq!(sentence("offence_code is empty"), "offence_code is empty");
    }

    #[test]
    fn a_date_is_written_as_people_write_it() {
        let day = NaiveDate::from_ymd_opt(2026, 8, 1).expect("a date");
        assert_eq!(date(day), "1 August 2026");
    }
}
