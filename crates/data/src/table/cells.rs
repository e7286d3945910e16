//! What a cell of a CSV file holds: a number, true or false, or nothing.

/// How numbers are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decimal {
    /// `1234.5`, also `1,234.5`.
    Point,
    /// `1234,5`, also `1.234,5`.
    Comma,
}

impl Decimal {
    /// The character before the fraction.
    pub const fn byte(self) -> u8 {
        match self {
            Self::Point => b'.',
            Self::Comma => b',',
        }
    }

    /// The other one of point and comma, which may separate thousands.
    const fn other(self) -> u8 {
        match self {
            Self::Point => b',',
            Self::Comma => b'.',
        }
    }
}

/// Texts that mark a missing value: pandas's (`read_csv`, `na_values`), in any case, and `?`.
const MISSING: [&str; 14] = [
    "", "na", "n/a", "nan", "null", "none", "?", "<na>", "#n/a", "#na", "#n/a n/a", "-nan", "1.#ind",
    "1.#qnan",
];

/// True if a cell is marked as missing, for example empty, `NA`, `NaN`, `None`, `#N/A` or `?`.
pub fn is_missing(cell: &str) -> bool {
    let cell = cell.trim();
    MISSING.iter().any(|marker| cell.eq_ignore_ascii_case(marker))
}

/// What the blanks between thousands and the Swiss apostrophe are in UTF-8. The blanks are the usual one, the one that
/// breaks no line, the thin one, and the narrow one that breaks no line.
const BLANKS: [&[u8]; 6] = [b" ", b"\xc2\xa0", b"\xe2\x80\x89", b"\xe2\x80\xaf", b"'", b"\xe2\x80\x99"];

/// The minus of typesetting in UTF-8.
const MINUS: &[u8] = b"\xe2\x88\x92";

/// The most digits and signs of a number.
const LONGEST: usize = 400;

/// The finite number that a cell holds.
pub fn parse_number(cell: &str, decimal: Decimal) -> Option<f64> {
    let cell = cell.trim();
    // Rust also reads "inf" and "nan".
    if !cell.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let read = |text: &str| -> Option<f64> {
        // Adding 0 turns -0 into 0, so that both have the same text.
        text.parse().ok().filter(|number: &f64| number.is_finite()).map(|number| number + 0.0)
    };
    let plain = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'e' | b'E' | b'.');
    if decimal == Decimal::Point && cell.bytes().all(plain) {
        return read(cell);
    }
    // Written anew with a point and without separators.
    let mut text = [0; LONGEST];
    let mut length = 0;
    let mut rest = cell.as_bytes();
    if let Some(after) = rest.strip_prefix(b"-").or_else(|| rest.strip_prefix(MINUS)) {
        (text[0], length, rest) = (b'-', 1, after);
    }
    // The separator of thousands, and the digits since the last one.
    let (mut separator, mut group): (&[u8], usize) = (&[], 0);
    while let Some(&byte) = rest.first() {
        if length + 1 >= LONGEST {
            return None;
        }
        if byte.is_ascii_digit() {
            text[length] = byte;
            (length, group, rest) = (length + 1, group + 1, &rest[1..]);
            continue;
        }
        if byte == decimal.byte() || matches!(byte, b'e' | b'E') {
            break;
        }
        let blank = BLANKS.into_iter().find(|blank| rest.starts_with(blank));
        let found = blank.or((byte == decimal.other()).then_some(&rest[..1]))?;
        // Only groups of three digits are thousands, all separated by the same character. The first has one to three.
        let fits = match separator.is_empty() {
            true => (1..=3).contains(&group) && text[length - group] != b'0',
            false => group == 3 && separator == found,
        };
        if !fits {
            return None;
        }
        (separator, group, rest) = (found, 0, &rest[found.len()..]);
    }
    if !separator.is_empty() && group != 3 {
        return None;
    }
    for &byte in rest {
        if length + 1 >= LONGEST
            || !(byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'e' | b'E' | b'.' | b','))
        {
            return None;
        }
        text[length] = if byte == decimal.byte() { b'.' } else { byte };
        length += 1;
    }
    // Text that is no number, such as two points, is refused here.
    read(core::str::from_utf8(&text[..length]).ok()?)
}

/// True or false, in any case.
pub fn parse_boolean(cell: &str) -> Option<bool> {
    let cell = cell.trim();
    let is = |word: &str| cell.eq_ignore_ascii_case(word);
    if is("true") { Some(true) } else { is("false").then_some(false) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_are_written() {
        for (cell, decimal, expected) in [
            ("1.5", Decimal::Point, Some(1.5)),
            (" -3e2 ", Decimal::Point, Some(-300.0)),
            ("1,234", Decimal::Point, Some(1234.0)),
            ("1,234,567.25", Decimal::Point, Some(1_234_567.25)),
            ("1,5", Decimal::Point, None),
            ("12,34,567", Decimal::Point, None),
            ("1 234", Decimal::Point, Some(1234.0)),
            ("12\u{202f}345,5", Decimal::Comma, Some(12_345.5)),
            ("1'234.5", Decimal::Point, Some(1234.5)),
            ("\u{2212}7,25", Decimal::Comma, Some(-7.25)),
            ("1.234,5", Decimal::Comma, Some(1234.5)),
            ("1.5", Decimal::Comma, None),
            ("2,5e3", Decimal::Comma, Some(2500.0)),
            (",5", Decimal::Comma, Some(0.5)),
            ("1 23", Decimal::Point, None),
            ("1234 567", Decimal::Point, None),
            ("1 234,567", Decimal::Point, None),
            ("12a", Decimal::Point, None),
            ("inf", Decimal::Point, None),
            ("1e999", Decimal::Point, None),
            ("2020-01-02", Decimal::Point, None),
            ("2020-01-02", Decimal::Comma, None),
            ("-", Decimal::Comma, None),
            ("0,125", Decimal::Point, None),
            ("1.2.3", Decimal::Comma, None),
            ("1,2,3", Decimal::Comma, None),
            ("+1,5", Decimal::Comma, None),
        ] {
            assert_eq!(parse_number(cell, decimal), expected, "{cell} {decimal:?}");
        }
    }

    #[test]
    fn gaps_are_spelled_as_pandas_spells_them() {
        for cell in ["", " ", "NA", "n/a", "NaN", "null", "None", "#N/A", "<NA>", "-NaN", "1.#QNAN", "?"] {
            assert!(is_missing(cell), "{cell}");
        }
        for cell in ["0", "no", "nothing", "-", "nano"] {
            assert!(!is_missing(cell), "{cell}");
        }
    }
}
