//! Texts of numbers and strings: `repr`, format specifications, `%`.

mod percent;
mod spec;
mod template;

/// `repr` of a float: the shortest digits that give it back.
pub fn float_repr(value: f64) -> String {
    if value.is_nan() {
        return "nan".into();
    }
    if value.is_infinite() {
        return if value > 0.0 { "inf".into() } else { "-inf".into() };
    }
    let scientific = format!("{value:e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if (-4..16).contains(&exponent) {
        let plain = format!("{value}");
        return if plain.contains('.') { plain } else { plain + ".0" };
    }
    exponent_form(mantissa, exponent)
}

/// A mantissa with Python's exponent: a sign and at least two digits.
pub fn exponent_form(mantissa: &str, exponent: i32) -> String {
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", exponent.abs())
}

/// `repr` of a complex number.
pub fn complex_repr(re: f64, im: f64) -> String {
    let part = |value: f64| {
        let text = float_repr(value);
        text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
    };
    if re == 0.0 && re.is_sign_positive() {
        return format!("{}j", part(im));
    }
    let sign = if im.is_sign_negative() && !im.is_nan() { "" } else { "+" };
    format!("({}{sign}{}j)", part(re), part(im))
}

/// `repr` of a string.
pub fn str_repr(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut made = String::with_capacity(text.len() + 2);
    made.push(quote);
    for char in text.chars() {
        match char {
            '\n' => made.push_str("\\n"),
            '\r' => made.push_str("\\r"),
            '\t' => made.push_str("\\t"),
            '\\' => made.push_str("\\\\"),
            _ if char == quote => {
                made.push('\\');
                made.push(char);
            }
            _ if crate::unicode::is_printable(char) => made.push(char),
            _ => made.push_str(&escape(char)),
        }
    }
    made.push(quote);
    made
}

/// A character's number as in a string literal.
pub fn escape(char: char) -> String {
    match char as u32 {
        code @ 0..=0xff => format!("\\x{code:02x}"),
        code @ 0x100..=0xffff => format!("\\u{code:04x}"),
        code => format!("\\U{code:08x}"),
    }
}

/// `ascii` of a text that `repr` made.
pub fn ascii(text: &str) -> String {
    text.chars().map(|char| if char.is_ascii() { char.to_string() } else { escape(char) }).collect()
}

/// `repr` of bytes.
pub fn bytes_repr(bytes: &[u8]) -> String {
    let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') { '"' } else { '\'' };
    let mut made = format!("b{quote}");
    for byte in bytes {
        match byte {
            b'\n' => made.push_str("\\n"),
            b'\r' => made.push_str("\\r"),
            b'\t' => made.push_str("\\t"),
            b'\\' => made.push_str("\\\\"),
            _ if char::from(*byte) == quote => {
                made.push('\\');
                made.push(quote);
            }
            0x20..=0x7e => made.push(char::from(*byte)),
            _ => made.push_str(&format!("\\x{byte:02x}")),
        }
    }
    made.push(quote);
    made
}

/// A float in the form `e`, `f` or `g`, without sign. `alternate` keeps the point and the zeros of `g`.
pub fn float_form(value: f64, form: char, precision: usize, alternate: bool) -> String {
    let value = value.abs();
    if value.is_nan() {
        return "nan".into();
    }
    if value.is_infinite() {
        return "inf".into();
    }
    let point = |text: String| if alternate && !text.contains('.') { text + "." } else { text };
    match form {
        'f' => point(format!("{value:.precision$}")),
        'e' => {
            let text = format!("{value:.precision$e}");
            let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
            exponent_form(&point(mantissa.to_owned()), exponent.parse().unwrap_or(0))
        }
        _ => {
            let precision = precision.max(1);
            let text = format!("{value:.*e}", precision - 1);
            let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
            let exponent: i32 = exponent.parse().unwrap_or(0);
            let strip = |text: &str| {
                if alternate || !text.contains('.') {
                    return text.to_owned();
                }
                text.trim_end_matches('0').trim_end_matches('.').to_owned()
            };
            if exponent >= -4 && exponent < precision as i32 {
                let decimals = (precision as i32 - 1 - exponent).max(0) as usize;
                point(strip(&format!("{value:.decimals$}")))
            } else {
                exponent_form(&point(strip(mantissa)), exponent)
            }
        }
    }
}
