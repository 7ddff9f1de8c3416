//! The demonstration's inbox: the letters of the running quarter, as the files that the mailer wrote.

use std::fs;
use std::path::Path;

/// One letter, read back from its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// The name of its file: letters, digits and hyphens, then `.eml`.
    pub file: String,
    /// Sender, recipient and subject as they stand.
    pub from: String,
    pub to: String,
    pub subject: String,
    /// The text.
    pub text: String,
}

/// One page of letters and how many there are in all, in the order of their file names, which are random.
pub fn list(folder: &Path, from: usize, limit: usize) -> (Vec<Received>, usize) {
    let files = files(folder);
    let letters = files.iter().skip(from).take(limit);
    let letters = letters.filter_map(|file| read(folder, file)).collect();
    (letters, files.len())
}

/// Every letter.
pub fn all(folder: &Path) -> Vec<Received> {
    files(folder)
        .iter()
        .filter_map(|file| read(folder, file))
        .collect()
}

/// One page of the letters whose recipient's address holds `words`, and how many there are of them.
pub fn find(folder: &Path, words: &str, from: usize, limit: usize) -> (Vec<Received>, usize) {
    let words = words.trim().to_lowercase();
    if words.is_empty() {
        return list(folder, from, limit);
    }
    let mut letters = all(folder);
    letters.retain(|letter| letter.to.to_lowercase().contains(&words));
    let found = letters.len();
    (letters.into_iter().skip(from).take(limit).collect(), found)
}

fn files(folder: &Path) -> Vec<String> {
    let mut files: Vec<String> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| is_letter(name))
        .collect();
    files.sort();
    files
}

/// One letter, where there is such a file.
pub fn read(folder: &Path, file: &str) -> Option<Received> {
    if !is_letter(file) {
        return None;
    }
    parse(file, &fs::read_to_string(folder.join(file)).ok()?)
}

/// The first address that opens a questionnaire in a letter's text.
pub fn link(letter: &Received) -> Option<&str> {
    letter.text.split_whitespace().find(|word| word.contains("/s/"))
}

/// A name that leads nowhere else.
fn is_letter(name: &str) -> bool {
    let stem = name.strip_suffix(".eml").unwrap_or_default();
    !stem.is_empty() && stem.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

fn parse(file: &str, raw: &str) -> Option<Received> {
    let raw = raw.replace("\r\n", "\n");
    let (head, text) = raw.split_once("\n\n")?;
    let field = |name: &str| {
        let line = head
            .lines()
            .find(|line| line.to_ascii_lowercase().starts_with(name));
        line.and_then(|line| line.split_once(": "))
            .map(|(_, value)| value.to_owned())
            .unwrap_or_default()
    };
    Some(Received {
        file: file.to_owned(),
        from: field("from:"),
        to: field("to:"),
        subject: field("subject:"),
        text: decoded(text, &field("content-transfer-encoding:")),
    })
}

/// The text as it was written: what a letter's lines are folded and escaped with is taken back
/// (RFC 2045, section 6.7).
fn decoded(text: &str, encoding: &str) -> String {
    if !encoding.eq_ignore_ascii_case("quoted-printable") {
        return text.to_owned();
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut parts = text.split('=');
    bytes.extend(parts.next().unwrap_or_default().bytes());
    for part in parts {
        let escaped = part
            .get(..2)
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match escaped {
            Some(byte) => {
                bytes.push(byte);
                bytes.extend(part[2..].bytes());
            }
            None => bytes.extend(part.strip_prefix('\n').unwrap_or(part).bytes()),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_is_read_back_with_its_link() {
        let raw = "From: Feedback <a@b.example>\r\nTo: c@d.example\r\nSubject: Your feedback\r\n\r\nHello\r\n\r\nhttp://x/s/abc\r\n";
        let letter = parse("ab12.eml", raw).expect("a letter");
        assert_eq!(
            (letter.to.as_str(), letter.subject.as_str()),
            ("c@d.example", "Your feedback")
        );
        assert_eq!(link(&letter), Some("http://x/s/abc"));
    }

    #[test]
    fn a_folded_and_escaped_text_is_read_as_it_was_written() {
        let folded = "It=E2=80=99s yours:\nhttps://survey.exam=\nple/s/abc?a=3Db";
        assert_eq!(
            decoded(folded, "Quoted-Printable"),
            "It’s yours:\nhttps://survey.example/s/abc?a=b"
        );
        assert_eq!(decoded("a=3Db", "7bit"), "a=3Db");
    }

    #[test]
    fn no_name_leads_out_of_the_folder() {
        for name in ["../accounts.json", "a/b.eml", ".eml", "..eml", "a.eml.part"] {
            assert!(!is_letter(name), "{name}");
        }
    }
}
