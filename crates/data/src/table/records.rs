//! The records of a CSV file: lines of fields.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

/// Reads the fields of one record after another.
pub(super) struct Records<'a> {
    /// `None` where any number of blanks and tabs separates the fields.
    reader: Option<Reader>,
    input: &'a [u8],
    fields: Vec<u8>,
    ends: Vec<usize>,
    /// The line on which the next record begins.
    line: usize,
    done: bool,
}

impl<'a> Records<'a> {
    pub(super) fn new(input: &'a [u8], delimiter: u8) -> Self {
        let quoting = quotes_close(input, delimiter);
        let reader =
            (delimiter != b' ').then(|| ReaderBuilder::new().delimiter(delimiter).quoting(quoting).build());
        Self { reader, input, fields: vec![0; 1024], ends: vec![0; 64], line: 1, done: false }
    }

    /// Adds the next record's fields to `cells`, if there is one. Returns the line on which it begins and its number of
    /// fields.
    pub(super) fn next(&mut self, cells: &mut Vec<String>) -> Option<(usize, usize)> {
        // Empty lines are not records. The reader would skip them without counting.
        let blank = self.input.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        self.advance(blank);
        let line = self.line;
        let (mut written, mut ended) = (0, 0);
        let Some(reader) = &mut self.reader else { return self.between_blanks(cells) };
        while !self.done {
            let (result, read, out, ends) =
                reader.read_record(self.input, &mut self.fields[written..], &mut self.ends[ended..]);
            let (passed, rest) = self.input.split_at(read);
            self.line += lines(passed);
            self.input = rest;
            written += out;
            ended += ends;
            match result {
                // There is no more input: what follows is the last record, or the end.
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => self.fields.resize(2 * self.fields.len(), 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(2 * self.ends.len(), 0),
                ReadRecordResult::Record => {
                    let mut start = 0;
                    for &end in &self.ends[..ended] {
                        // Delimiters and quotes are ASCII, so a field is UTF-8 when the whole file is.
                        cells.push(String::from_utf8_lossy(&self.fields[start..end]).into_owned());
                        start = end;
                    }
                    return Some((line, ended));
                }
                ReadRecordResult::End => self.done = true,
            }
        }
        None
    }

    /// The fields of the next line, which blanks and tabs separate.
    fn between_blanks(&mut self, cells: &mut Vec<String>) -> Option<(usize, usize)> {
        loop {
            let line = self.line;
            if self.input.is_empty() {
                return None;
            }
            let line_end = self.input.iter().position(|&byte| byte == b'\n');
            let end = line_end.unwrap_or(self.input.len());
            let (record, _) = self.input.split_at(end);
            let before = cells.len();
            let words = record.split(|byte| byte.is_ascii_whitespace()).filter(|word| !word.is_empty());
            cells.extend(words.map(|word| String::from_utf8_lossy(word).into_owned()));
            self.advance(end + usize::from(line_end.is_some()));
            if cells.len() > before {
                return Some((line, cells.len() - before));
            }
        }
    }

    fn advance(&mut self, bytes: usize) {
        let (read, rest) = self.input.split_at(bytes);
        self.line += lines(read);
        self.input = rest;
    }
}

/// True if quotation marks enclose fields. They are characters like others in a file in which one opens a field and none
/// closes it, or in which one closes a field of several lines in the middle of its last line: as quotes they would swallow
/// the records between.
fn quotes_close(text: &[u8], delimiter: u8) -> bool {
    let ends_field = |byte: u8| byte == delimiter || byte == b'\n' || byte == b'\r';
    let mut bytes = text.iter().copied().peekable();
    let mut begins = true;
    while let Some(byte) = bytes.next() {
        if byte != b'"' || !begins {
            begins = ends_field(byte);
            continue;
        }
        let mut several_lines = false;
        loop {
            match bytes.next() {
                None => return false,
                Some(b'"') if bytes.peek() == Some(&b'"') => drop(bytes.next()),
                Some(b'"') => break,
                Some(byte) => several_lines |= byte == b'\n',
            }
        }
        if several_lines && bytes.peek().is_some_and(|&next| !ends_field(next)) {
            return false;
        }
        begins = false;
    }
    true
}

fn lines(text: &[u8]) -> usize {
    text.iter().filter(|&&byte| byte == b'\n').count()
}
