//! Numbers as text.
//!
//! The engine prints numbers through `serde_json`, which it has anyway: the formatting of floats in Rust's own
//! library would add 6 KB gzip to what browsers load.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// The shortest text that reads back as this number; whole numbers without a point.
pub fn number(value: f64) -> String {
    match serde_json::Number::from_f64(value) {
        Some(number) => {
            let text = number.to_string();
            text.strip_suffix(".0").map_or(text.clone(), ToString::to_string)
        }
        None if value.is_nan() => "NaN".into(),
        None => if value > 0.0 { "infinity" } else { "-infinity" }.into(),
    }
}

/// A whole number with commas: `3,072`.
pub fn thousands(number: u64) -> String {
    let mut digits = number.to_string();
    let mut at = digits.len();
    while at > 3 {
        at -= 3;
        digits.insert(at, ',');
    }
    digits
}

/// The known name that differs from `name` in the fewest letters, if these are few.
pub fn nearest<'k>(name: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    // Longer than any name; the comparison would take long.
    if name.len() > 64 {
        return None;
    }
    let most = 1 + name.len() / 4;
    let mut best: Option<(usize, &str)> = None;
    for other in known {
        let letters = distance(name, other);
        if letters <= most && letters < other.len() && best.is_none_or(|(least, _)| letters < least) {
            best = Some((letters, other));
        }
    }
    best.map(|(_, other)| other)
}

/// How many letters must be added, left out or replaced to make one name of another (Levenshtein 1966). Capitals count as
/// small letters.
fn distance(a: &str, b: &str) -> usize {
    // The distances of the beginning of `a` so far to every beginning of `b`.
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut before = i;
        row[0] = i + 1;
        for (j, y) in b.bytes().enumerate() {
            let replaced = before + usize::from(!x.eq_ignore_ascii_case(&y));
            before = row[j + 1];
            row[j + 1] = replaced.min(before + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::{nearest, number, thousands};

    #[test]
    fn a_near_name_is_found() {
        let known = ["sgd", "adam", "adamw", "nadam", "rmsprop"];
        let found = ["adm", "RMSprob", "", "momentum", "x"].map(|name| nearest(name, known));
        assert_eq!(found, [Some("adam"), Some("rmsprop"), None, None, None]);
    }

    #[test]
    fn numbers_read_well() {
        let texts = [0.1, 3.0, -0.25, f64::NAN, f64::NEG_INFINITY].map(number);
        assert_eq!(texts, ["0.1", "3", "-0.25", "NaN", "-infinity"]);
        assert_eq!([0, 999, 1000, 225_034].map(thousands), ["0", "999", "1,000", "225,034"]);
    }
}
