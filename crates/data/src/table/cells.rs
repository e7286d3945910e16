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
    pub const fn character(self) -> char {
        match self {
            Self::Point => '.',
            Self::Comma => ',',
        }
    }

    /// The other one of point and comma, which may separate thousands.
    const fn other(self) -> char {
        match self {
            Self::Point => ',',
            Self::Comma => '.',
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

/// True for the blanks that separate thousands, the narrow ones of typesetting too, and for the Swiss apostrophe.
const fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}' | '\'' | '’')
}

/// The finite number that a cell holds.
pub fn parse_number(cell: &str, decimal: Decimal) -> Option<f64> {
    let cell = cell.trim();
    let plain = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | 'e' | 'E' | '.');
    // Rust also reads "inf" and "nan".
    if !cell.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let read = |text: &str| {
        // Adding 0 turns -0 into 0, so that both have the same text.
        text.parse().ok().filter(|number: &f64| number.is_finite()).map(|number| number + 0.0)
    };
    if decimal == Decimal::Point && cell.chars().all(plain) {
        return read(cell);
    }
    // The minus of typesetting.
    let (sign, rest) = match cell.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => ("-", rest),
        None => ("", cell.strip_prefix('+').unwrap_or(cell)),
    };
    let (whole, rest) = match rest.find([decimal.character(), 'e', 'E']) {
        Some(at) => rest.split_at(at),
        None => (rest, ""),
    };
    let mut text = alloc::string::String::from(sign);
    // Only groups of three digits are thousands, all separated by the same character.
    let separator = whole.chars().find(|c| !c.is_ascii_digit());
    let mut groups = match separator {
        Some(c) if c == decimal.other() || is_blank(c) => whole.split(c),
        Some(_) => return None,
        None => whole.split(' '),
    };
    let first = groups.next()?;
    text += first;
    for group in groups {
        if group.len() != 3 || first.is_empty() || first.len() > 3 {
            return None;
        }
        text += group;
    }
    if !text.trim_start_matches('-').bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    match rest.strip_prefix(decimal.character()) {
        Some(fraction) => {
            text.push('.');
            text += fraction;
        }
        None => text += rest,
    }
    read(&text)
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
