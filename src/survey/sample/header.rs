//! The first line of a contact file: which column stands where.

/// The columns every contact file has, in the order of the canonical header.
pub const REQUIRED: [&str; 11] = [
    "case_reference",
    "email",
    "offence_code",
    "flags",
    "recorded_date",
    "safe_to_contact",
    "safe_to_contact_date",
    "age",
    "sex",
    "language",
    "reported_to_police",
];

/// Columns a contact file may have besides.
pub const OPTIONAL: [&str; 5] = [
    "person_reference",
    "police_officer_on_duty",
    "victim_died",
    "deceased_relative_contact",
    "business_victim",
];

/// One line of the file, taken apart.
#[derive(Clone, Copy)]
pub struct Fields<'f> {
    text: &'f str,
    ends: &'f [usize],
}

impl<'f> Fields<'f> {
    /// Fields that stand one after the other in `text` and end at `ends`.
    pub fn new(text: &'f str, ends: &'f [usize]) -> Fields<'f> {
        Fields { text, ends }
    }

    /// How many there are.
    pub fn count(self) -> usize {
        self.ends.len()
    }

    /// The field at a place, from 0, without spaces around it; empty where the line has no such field.
    pub fn get(self, place: usize) -> &'f str {
        let start = if place == 0 {
            Some(&0)
        } else {
            self.ends.get(place - 1)
        };
        let range = start.zip(self.ends.get(place)).map(|(start, end)| *start..*end);
        range
            .and_then(|range| self.text.get(range))
            .unwrap_or_default()
            .trim()
    }
}

/// Where the columns stand.
#[derive(Clone, Debug)]
pub struct Header {
    columns: usize,
    places: Vec<(&'static str, usize)>,
}

/// Why the first line is no header of a contact file. Nothing of the line is repeated: where the header is missing,
/// it is somebody's row.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HeaderFault {
    /// The separator is not a comma.
    #[error("the file is separated by semicolons or tabs: save it as CSV with commas")]
    NotCommas,
    /// Columns are missing.
    #[error("line 1 does not name {}: the first line holds the names of the columns", .0.join(", "))]
    Missing(Vec<&'static str>),
    /// A column is named twice.
    #[error("line 1 names {0} twice: keep one of the columns")]
    Twice(&'static str),
    /// Columns are not known, given by their number from 1.
    #[error(
        "line 1 has a column that is not known, number {}: take it out, since nothing else may enter. Allowed besides: {}",
        .0.iter().map(ToString::to_string).collect::<Vec<_>>().join(" and number "), OPTIONAL.join(", ")
    )]
    Unknown(Vec<usize>),
}

impl Header {
    /// Reads the first line; upper and lower case are one.
    ///
    /// # Errors
    /// [`HeaderFault`].
    pub fn parse(line: Fields<'_>) -> Result<Header, HeaderFault> {
        let first = line.get(0);
        if line.count() == 1 && first.contains([';', '\t']) {
            return Err(HeaderFault::NotCommas);
        }
        let mut places: Vec<(&'static str, usize)> = Vec::new();
        let mut unknown = Vec::new();
        for place in 0..line.count() {
            let known = REQUIRED
                .iter()
                .chain(&OPTIONAL)
                .find(|name| name.eq_ignore_ascii_case(line.get(place)));
            match known {
                Some(name) if places.iter().any(|(taken, _)| taken == name) => {
                    return Err(HeaderFault::Twice(name));
                }
                Some(name) => places.push((name, place)),
                None => unknown.push(place + 1),
            }
        }
        let missing: Vec<_> = REQUIRED
            .iter()
            .filter(|name| !places.iter().any(|(taken, _)| taken == *name))
            .copied()
            .collect();
        if !missing.is_empty() {
            return Err(HeaderFault::Missing(missing));
        }
        if unknown.is_empty() {
            Ok(Header {
                columns: line.count(),
                places,
            })
        } else {
            Err(HeaderFault::Unknown(unknown))
        }
    }

    /// How many columns each line must have.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// The field of a column; `None` where the file does not have the column.
    pub(super) fn field<'f>(&self, name: &str, line: Fields<'f>) -> Option<&'f str> {
        let (_, place) = self.places.iter().find(|(column, _)| *column == name)?;
        Some(line.get(*place))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(crate) fn parse(line: &str) -> Result<Header, HeaderFault> {
        let mut ends = Vec::new();
        let mut text = String::new();
        for field in line.split(',') {
            text.push_str(field);
            ends.push(text.len());
        }
        Header::parse(Fields::new(&text, &ends))
    }

    #[test]
    fn the_canonical_header_is_read_in_any_order_and_case() {
        assert_eq!(parse(&REQUIRED.join(",")).unwrap().columns(), 11);
        let mut turned = REQUIRED.to_vec();
        turned.reverse();
        let line = format!("{},victim_died", turned.join(",").to_uppercase());
        let header = parse(&line).unwrap();
        assert_eq!(header.columns(), 12);
        assert_eq!(
            header.places.iter().find(|(name, _)| *name == "email"),
            Some(&("email", 9))
        );
    }

    #[test]
    fn a_file_without_a_header_is_refused_without_repeating_its_first_row() {
        let row = "C1,mary@example.org,8N,,2026-07-01,yes,2026-07-02,33,female,en,yes";
        let message = parse(row).unwrap_err().to_string();
        assert!(
            message.contains("case_reference") && !message.contains("mary"),
            "{message}"
        );
    }

    #[test]
    fn unknown_columns_are_refused_by_number() {
        let message = parse(&format!("{},notes_about_victim", REQUIRED.join(",")))
            .unwrap_err()
            .to_string();
        assert!(
            message.contains("number 12") && !message.contains("notes"),
            "{message}"
        );
    }

    #[test]
    fn semicolons_are_named_as_what_they_are() {
        assert_eq!(parse(&REQUIRED.join(";")).unwrap_err(), HeaderFault::NotCommas);
    }

    #[test]
    fn a_column_that_stands_twice_is_refused() {
        assert_eq!(
            parse(&format!("{},email", REQUIRED.join(","))).unwrap_err(),
            HeaderFault::Twice("email")
        );
    }
}
