//! A contact file, read as it arrives: CSV in UTF-8 with commas. Memory holds one line, the disk nothing.
//!
//! What the columns mean is `survey::sample`'s; here are bytes, lines and fields, and a clear word where they are not
//! what they should be. No message repeats anything of the file.

use csv_core::{ReadRecordResult, Reader};

use crate::survey::sample::{Fields, Header, HeaderFault};

/// The longest line in bytes: many times what an honest row needs.
const LINE_BYTES: usize = 16 * 1024;
/// The most fields of a line: many times the columns there are.
const FIELDS: usize = 256;
/// How much is looked at before anything is said: enough for every mark at the start of a file.
const MARK_BYTES: usize = 4;

/// Why a file cannot be read as a contact file. Nothing of it is loaded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ContactFileError {
    /// UTF-16.
    #[error("the file is in UTF-16: save it as \"CSV UTF-8 (comma delimited)\"")]
    Utf16,
    /// A spreadsheet or another packed file.
    #[error("the file is a spreadsheet or an archive: save the sheet as \"CSV UTF-8 (comma delimited)\"")]
    Packed,
    /// Bytes that are no UTF-8.
    #[error("line {line} is not in UTF-8: save the file as \"CSV UTF-8 (comma delimited)\"")]
    NotUtf8 {
        /// Line from 1.
        line: u64,
    },
    /// A NUL byte.
    #[error("line {line} holds a NUL byte: the file is damaged or no text; export it again as CSV in UTF-8")]
    Nul {
        /// Line from 1.
        line: u64,
    },
    /// A line over the limit.
    #[error("the row that begins on line {line} is too long: look for a quotation mark that is never closed")]
    TooLong {
        /// Line from 1.
        line: u64,
    },
    /// No line at all.
    #[error("the file is empty")]
    Empty,
    /// The first line is no header.
    #[error(transparent)]
    Header(#[from] HeaderFault),
}

/// A contact file in the middle of being read.
pub struct ContactFile {
    reader: Reader,
    header: Option<Header>,
    start: Vec<u8>,
    started: bool,
    text: Vec<u8>,
    ends: Vec<usize>,
    filled: usize,
    ended: usize,
    in_row: bool,
    line: u64,
    row_line: u64,
}

impl Default for ContactFile {
    fn default() -> ContactFile {
        ContactFile {
            reader: Reader::new(),
            header: None,
            start: Vec::with_capacity(MARK_BYTES),
            started: false,
            text: vec![0; LINE_BYTES],
            ends: vec![0; FIELDS],
            filled: 0,
            ended: 0,
            in_row: false,
            line: 1,
            row_line: 1,
        }
    }
}

impl ContactFile {
    /// Takes the next bytes of the file and hands every row that is whole to `take`, with its line and the header.
    ///
    /// # Errors
    /// [`ContactFileError`]; the file cannot be read on.
    pub fn read(
        &mut self,
        bytes: &[u8],
        take: &mut impl FnMut(u64, &Header, Fields<'_>),
    ) -> Result<(), ContactFileError> {
        if self.started {
            return self.lines(bytes, take);
        }
        self.start.extend_from_slice(bytes);
        if self.start.len() < MARK_BYTES {
            Ok(())
        } else {
            self.begin(take)
        }
    }

    /// Ends the file: hands over a last row without a line end.
    ///
    /// # Errors
    /// [`ContactFileError`]; an empty file too.
    pub fn finish(mut self, take: &mut impl FnMut(u64, &Header, Fields<'_>)) -> Result<(), ContactFileError> {
        if !self.started {
            self.begin(take)?;
        }
        // An empty input tells the reader that the file has ended.
        if self.in_row {
            self.record(&[], take)?;
        }
        if self.header.is_some() {
            Ok(())
        } else {
            Err(ContactFileError::Empty)
        }
    }

    /// Looks at the mark at the start of the file and reads what has gathered.
    fn begin(&mut self, take: &mut impl FnMut(u64, &Header, Fields<'_>)) -> Result<(), ContactFileError> {
        self.started = true;
        let start = std::mem::take(&mut self.start);
        if start.starts_with(&[0xFF, 0xFE]) || start.starts_with(&[0xFE, 0xFF]) {
            return Err(ContactFileError::Utf16);
        }
        if start.starts_with(b"PK") || start.starts_with(&[0x1F, 0x8B]) || start.starts_with(&[0xD0, 0xCF]) {
            return Err(ContactFileError::Packed);
        }
        let start = start.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(&start);
        self.lines(start, take)
    }

    fn lines(
        &mut self,
        bytes: &[u8],
        take: &mut impl FnMut(u64, &Header, Fields<'_>),
    ) -> Result<(), ContactFileError> {
        if let Some(place) = bytes.iter().position(|byte| *byte == 0) {
            return Err(ContactFileError::Nul {
                line: self.line + newlines(&bytes[..place]),
            });
        }
        let mut rest = bytes;
        while !rest.is_empty() {
            if !self.in_row {
                // Empty lines count as lines and are no rows.
                let blank = rest
                    .iter()
                    .take_while(|byte| matches!(byte, b'\r' | b'\n'))
                    .count();
                self.line += newlines(&rest[..blank]);
                rest = &rest[blank..];
                (self.in_row, self.row_line) = (!rest.is_empty(), self.line);
                continue;
            }
            let read = self.record(rest, take)?;
            self.line += newlines(&rest[..read]);
            rest = &rest[read..];
        }
        Ok(())
    }

    /// Reads on in a row; returns how many bytes were taken.
    fn record(
        &mut self,
        bytes: &[u8],
        take: &mut impl FnMut(u64, &Header, Fields<'_>),
    ) -> Result<usize, ContactFileError> {
        let (text, ends) = (&mut self.text[self.filled..], &mut self.ends[self.ended..]);
        let (result, read, written, ended) = self.reader.read_record(bytes, text, ends);
        self.filled += written;
        self.ended += ended;
        match result {
            ReadRecordResult::InputEmpty => {}
            ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull => {
                return Err(ContactFileError::TooLong { line: self.row_line });
            }
            ReadRecordResult::Record => self.row(take)?,
            ReadRecordResult::End => self.in_row = false,
        }
        Ok(read)
    }

    fn row(&mut self, take: &mut impl FnMut(u64, &Header, Fields<'_>)) -> Result<(), ContactFileError> {
        let line = self.row_line;
        let text =
            std::str::from_utf8(&self.text[..self.filled]).map_err(|_| ContactFileError::NotUtf8 { line })?;
        let fields = Fields::new(text, &self.ends[..self.ended]);
        match &self.header {
            None => self.header = Some(Header::parse(fields)?),
            Some(header) => take(line, header, fields),
        }
        (self.filled, self.ended, self.in_row) = (0, 0, false);
        Ok(())
    }
}

fn newlines(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|byte| **byte == b'\n').count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "case_reference,email,offence_code,flags,recorded_date,safe_to_contact,safe_to_contact_date,age,sex,language,reported_to_police\n";

    fn read(bytes: &[u8], pieces: usize) -> Result<Vec<(u64, Vec<String>)>, ContactFileError> {
        let mut rows = Vec::new();
        let mut take = |line: u64, _: &Header, fields: Fields<'_>| {
            rows.push((
                line,
                (0..fields.count())
                    .map(|place| fields.get(place).to_owned())
                    .collect(),
            ));
        };
        let mut file = ContactFile::default();
        for piece in bytes.chunks(pieces) {
            file.read(piece, &mut take)?;
        }
        file.finish(&mut take)?;
        Ok(rows)
    }

    #[test]
    fn rows_come_out_the_same_however_the_bytes_arrive() {
        let text = format!(
            "\u{feff}{HEADER}1,a@b.example,8N\r\n\r\n2,\"Müller, \"\"Ann\"\"\",\"two\nlines\"\n3,last,4.10"
        );
        let whole = read(text.as_bytes(), 1_000_000).unwrap();
        assert_eq!(whole.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2, 4, 6]);
        assert_eq!(whole[1].1, ["2", "Müller, \"Ann\"", "two\nlines"]);
        assert_eq!(whole[2].1, ["3", "last", "4.10"]);
        for pieces in 1..40 {
            assert_eq!(
                read(text.as_bytes(), pieces).unwrap(),
                whole,
                "{pieces} bytes at a time"
            );
        }
    }

    #[test]
    fn other_formats_are_named_with_the_remedy() {
        let utf16: Vec<u8> = "\u{feff}case".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for (bytes, fault) in [
            (utf16, ContactFileError::Utf16),
            (b"PK\x03\x04 and so on".to_vec(), ContactFileError::Packed),
            (Vec::new(), ContactFileError::Empty),
            (b"\xef\xbb\xbf\n\n".to_vec(), ContactFileError::Empty),
        ] {
            assert_eq!(read(&bytes, 3).unwrap_err(), fault);
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_refused_with_their_line() {
        let windows = [HEADER.as_bytes(), b"1,a\n2,M\xfcller\n"].concat();
        assert_eq!(
            read(&windows, 7).unwrap_err(),
            ContactFileError::NotUtf8 { line: 3 }
        );
        let nul = [HEADER.as_bytes(), b"1,a\n2,\0\n"].concat();
        assert_eq!(read(&nul, 7).unwrap_err(), ContactFileError::Nul { line: 3 });
    }

    #[test]
    fn a_giant_line_ends_the_reading_and_not_the_memory() {
        let giant = format!("{HEADER}1,a\n2,{}", "x".repeat(1_000_000));
        assert_eq!(
            read(giant.as_bytes(), 4_096).unwrap_err(),
            ContactFileError::TooLong { line: 3 }
        );
        let commas = format!("{HEADER}{}", ",".repeat(1_000));
        assert_eq!(
            read(commas.as_bytes(), 4_096).unwrap_err(),
            ContactFileError::TooLong { line: 2 }
        );
    }

    #[test]
    fn a_file_with_a_header_only_has_no_rows() {
        assert_eq!(read(HEADER.as_bytes(), 5).unwrap(), []);
    }
}
