//! Numbers as text.
//!
//! The engine prints numbers through `serde_json`, which it has anyway: the formatting of floats in Rust's own
//! library would add 6 KB gzip to what browsers load.

use alloc::string::{String, ToString};

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

#[cfg(test)]
mod tests {
    use super::{number, thousands};

    #[test]
    fn numbers_read_well() {
        let texts = [0.1, 3.0, -0.25, f64::NAN, f64::NEG_INFINITY].map(number);
        assert_eq!(texts, ["0.1", "3", "-0.25", "NaN", "-infinity"]);
        assert_eq!([0, 999, 1000, 225_034].map(thousands), ["0", "999", "1,000", "225,034"]);
    }
}
