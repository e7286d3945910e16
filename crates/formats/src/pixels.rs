//! Tables of pixels in CSV, as Kaggle has them: one picture a line, whole numbers from 0 to 255.

use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use pupil_core::error::{Error, Result};
use pupil_core::tensor::Tensor;

fn bad(message: impl Into<String>) -> Error {
    Error::format("CSV file of pixels", message.into())
}

/// The pixels, `(count, side, side, 1)` or `(count, number)`, and the labels if the table has a column for them: the
/// column `label`, or without a header the first of 785 columns and the like.
///
/// # Errors
/// When a cell is not a whole number from 0 to 255, or a line has another number of cells; the message names the line.
pub(crate) fn read(file: &[u8]) -> Result<(Option<Tensor>, Tensor)> {
    let file = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file);
    let first = line(file);
    let delimiter = delimiter(first).ok_or_else(|| bad("its first line has no commas"))?;
    let cells = || first.split(|&byte| byte == delimiter).map(trimmed);
    let columns = cells().count();
    let header = cells().any(|cell| number(cell).is_none());
    let label = match header {
        true => cells().position(|cell| cell.eq_ignore_ascii_case(b"label")),
        false => (square(columns).is_none() && square(columns - 1).is_some()).then_some(0),
    };
    // Two bytes a cell at least.
    let mut pixels = Vec::with_capacity(file.len() / 2 + 1);
    let mut labels = Vec::new();
    let mut rest = file;
    let mut at = 0;
    while !rest.is_empty() {
        let row = line(rest);
        rest = rest.get(row.len() + 1..).unwrap_or_default();
        at += 1;
        if header && at == 1 || row.trim_ascii().is_empty() {
            continue;
        }
        let mut count = 0;
        for cell in row.split(|&byte| byte == delimiter) {
            let value = number(trimmed(cell)).ok_or_else(|| {
                let shown = String::from_utf8_lossy(&cell[..cell.len().min(20)]);
                bad(format!(
                    "line {at}, column {} holds \"{}\"; expected whole numbers from 0 to 255",
                    count + 1,
                    shown.trim()
                ))
            })?;
            if label == Some(count) { &mut labels } else { &mut pixels }.push(value);
            count += 1;
        }
        if count != columns {
            return Err(bad(format!("line {at} has {count} cells; the first line has {columns}")));
        }
    }
    let columns = columns - usize::from(label.is_some());
    let count = pixels.len() / columns.max(1);
    let shape = match square(columns) {
        Some(side) => vec![count, side, side, 1],
        None => vec![count, columns],
    };
    pixels.shrink_to_fit();
    let labels = label.map(|_| Tensor::from_u8([labels.len()], labels, 1.0)).transpose()?;
    Ok((labels, Tensor::from_u8(shape, pixels, 1.0)?))
}

/// True for a text that [`read`] refuses although it is a table of pixels: one cell is damaged. Columns are named after
/// pixels, or there are as many as a picture of 16 x 16 pixels has, or the first row is one of a square picture.
pub(crate) fn is_table(file: &[u8]) -> bool {
    let file = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file);
    let mut lines = file.split(|&byte| byte == b'\n');
    let first = lines.next().unwrap_or_default();
    let named = |cell: &[u8]| cell.get(..5).is_some_and(|start| start.eq_ignore_ascii_case(b"pixel"));
    let Some(delimiter) = delimiter(first) else { return false };
    let split = |line| <[u8]>::split(line, move |&byte| byte == delimiter).map(trimmed);
    let labels = split(first).filter(|cell| cell.eq_ignore_ascii_case(b"label")).count();
    let columns = split(first).count() - labels;
    let is_row = |row| split(row).all(|cell| number(cell).is_some());
    let is_square = |count| count >= 4 && square(count).is_some();
    let has_row = is_row(first) || lines.next().is_some_and(is_row);
    split(first).any(named)
        || columns >= 256
        || has_row && (is_square(columns) || is_row(first) && is_square(columns - 1))
}

/// The cells of a line are divided by the first of these that it has.
fn delimiter(line: &[u8]) -> Option<u8> {
    [b',', b';', b'\t'].into_iter().find(|delimiter| line.contains(delimiter))
}

/// The side of a square of so many pixels.
fn square(count: usize) -> Option<usize> {
    Some(count.isqrt()).filter(|side| side * side == count)
}

/// The text up to the end of its first line.
fn line(text: &[u8]) -> &[u8] {
    text.split(|&byte| byte == b'\n').next().unwrap_or_default()
}

/// A cell without spaces and quotes around it.
fn trimmed(cell: &[u8]) -> &[u8] {
    let cell = cell.trim_ascii();
    cell.strip_prefix(b"\"").and_then(|cell| cell.strip_suffix(b"\"")).unwrap_or(cell)
}

/// A whole number from 0 to 255.
fn number(cell: &[u8]) -> Option<u8> {
    match cell {
        [] | [_, _, _, _, ..] => None,
        digits => digits.iter().try_fold(0u8, |number, digit| {
            let digit = digit.checked_sub(b'0').filter(|digit| *digit < 10)?;
            number.checked_mul(10)?.checked_add(digit)
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    fn shapes(text: &str) -> (Option<Vec<f32>>, Vec<usize>, Vec<f32>) {
        let (labels, pixels) = read(text.as_bytes()).unwrap();
        (labels.map(|labels| labels.to_f32()), pixels.shape().to_vec(), pixels.to_f32())
    }

    #[test]
    fn tables_with_and_without_labels_and_header_are_read() {
        let pixels = vec![1.0, 2.0, 3.0, 255.0, 5.0, 6.0, 7.0, 0.0];
        let expected = (Some(vec![7.0, 9.0]), vec![2, 2, 2, 1], pixels.clone());
        assert_eq!(shapes("label,pixel0,pixel1,pixel2,pixel3\n7,1,2,3,255\n9,5,6,7,0\n"), expected);
        assert_eq!(shapes("\u{feff}1x1;1x2;Label;2x1;2x2\r\n1;2;7;3;255\r\n5;6;9;7;0"), expected);
        assert_eq!(shapes("7,1,2,3,255\n9,5,6,7,0\n\n"), expected, "without a header");
        let unlabelled = (None, vec![2, 2, 2, 1], pixels);
        assert_eq!(shapes("\"pixel0\",\"pixel1\",\"pixel2\",\"pixel3\"\n1,2,3,255\n5,6,7,0\n"), unlabelled);
        assert_eq!(shapes("a,b\n1,2\n"), (None, vec![1, 2], vec![1.0, 2.0]));
    }

    #[test]
    fn other_tables_are_refused_with_the_cell() {
        let message = |text: &str| read(text.as_bytes()).unwrap_err().to_string();
        assert!(message("label,a\n1,2\n3,2.5\n").contains("line 3, column 2 holds \"2.5\"; expected whole"));
        assert!(message("label,a\n1,256\n").contains("holds \"256\""));
        assert!(message("label,a\n1,2,3\n").contains("line 2 has 3 cells; the first line has 2"));
        assert!(message("words").contains("no commas"));
        for (text, expected) in [
            ("label,pixel0\nx,1\n", true),
            ("label;a;b;c;d\n1;2;3;4;5\n1;2;3;4;x\n", true),
            ("1,2,3,4,5\n1,2,3,4,x\n", true),
            ("ImageId,Label\n1,0\n300,0\n", false),
            ("a,b,c,d\n5.1,3.5,1.4,0.2\n", false),
            ("words", false),
        ] {
            assert_eq!(is_table(text.as_bytes()), expected, "{text}");
        }
    }
}
