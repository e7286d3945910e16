//! Digits of floats. Rust's shortest digits are those of NumPy's dragon4.

/// A float of either size. The shortest digits depend on it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Number {
    F32(f32),
    F64(f64),
}

impl Number {
    pub fn value(self) -> f64 {
        match self {
            Number::F32(value) => value as f64,
            Number::F64(value) => value,
        }
    }
}

/// What happens to zeros after the point.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Trim {
    /// `k`: they stay, up to the precision.
    #[default]
    Keep,
    /// `.`: they go, the point stays.
    Zeros,
    /// `0`: one zero stays after the point.
    LeaveOneZero,
    /// `-`: they go, and the point, too.
    Point,
}

/// How a float is printed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Format {
    /// The most digits after the point.
    pub precision: Option<usize>,
    /// The fewest digits after the point, for `Trim::Keep`.
    pub min_digits: usize,
    /// True if the digits end where the number is told from its neighbours.
    pub unique: bool,
    pub trim: Trim,
    pub sign: bool,
    pub pad_left: usize,
    pub pad_right: usize,
    /// The fewest digits of the exponent.
    pub exp_digits: usize,
}

impl Default for Format {
    fn default() -> Self {
        Format {
            precision: None,
            min_digits: 0,
            unique: true,
            trim: Trim::Keep,
            sign: false,
            pad_left: 0,
            pad_right: 0,
            exp_digits: 2,
        }
    }
}

/// The parts of a printed float.
struct Parts {
    negative: bool,
    whole: String,
    fraction: String,
    exponent: Option<i32>,
}

/// Digits in positional form, at most `precision` after the point.
fn positional_parts(number: Number, format: &Format) -> Parts {
    let text = match number {
        Number::F32(value) => format!("{}", value.abs()),
        Number::F64(value) => format!("{}", value.abs()),
    };
    let fraction_len = text.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    let text = match format.precision {
        Some(precision) if !format.unique || fraction_len > precision => {
            format!("{:.*}", precision.min(MOST_DIGITS), number.value().abs())
        }
        _ => text,
    };
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    Parts {
        negative: number.value().is_sign_negative(),
        whole: whole.into(),
        fraction: fraction.into(),
        exponent: None,
    }
}

/// Digits in scientific form, at most `precision` after the point.
fn scientific_parts(number: Number, format: &Format) -> Parts {
    let text = match number {
        Number::F32(value) => format!("{:e}", value.abs()),
        Number::F64(value) => format!("{:e}", value.abs()),
    };
    let fraction_len = |text: &str| {
        let mantissa = text.split_once('e').map_or(text, |(mantissa, _)| mantissa);
        mantissa.split_once('.').map_or(0, |(_, fraction)| fraction.len())
    };
    let text = match format.precision {
        Some(precision) if !format.unique || fraction_len(&text) > precision => {
            format!("{:.*e}", precision.min(MOST_DIGITS), number.value().abs())
        }
        _ => text,
    };
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    Parts {
        negative: number.value().is_sign_negative(),
        whole: whole.into(),
        fraction: fraction.into(),
        exponent: exponent.parse().ok(),
    }
}

/// Puts the parts together, with NumPy's rules for zeros and spaces.
fn assemble(mut parts: Parts, format: &Format) -> String {
    let fraction = &mut parts.fraction;
    match format.trim {
        Trim::Keep => {
            let wanted = if format.unique {
                format.min_digits
            } else {
                format.precision.unwrap_or(0).min(MOST_DIGITS)
            };
            while fraction.len() < wanted {
                fraction.push('0');
            }
        }
        _ => {
            fraction.truncate(fraction.trim_end_matches('0').len());
            if format.trim == Trim::LeaveOneZero && fraction.is_empty() {
                fraction.push('0');
            }
        }
    }
    let point = !(format.trim == Trim::Point && fraction.is_empty());
    let sign = if parts.negative {
        "-"
    } else if format.sign {
        "+"
    } else {
        ""
    };
    let mut text = format!("{sign}{}", parts.whole);
    let missing = format.pad_left.saturating_sub(text.chars().count());
    text.insert_str(0, &" ".repeat(missing));
    if point {
        text.push('.');
    }
    text += fraction;
    let missing = format.pad_right.saturating_sub(fraction.len());
    if let Some(exponent) = parts.exponent {
        let sign = if exponent < 0 { '-' } else { '+' };
        text += &format!("e{sign}{:0width$}", exponent.unsigned_abs(), width = format.exp_digits.max(2));
    } else if format.pad_right > 0 {
        if !point {
            text.push(' ');
        }
        text += &" ".repeat(missing);
    }
    text
}

/// A finite float without an exponent.
pub(super) fn positional(number: Number, format: &Format) -> String {
    assemble(positional_parts(number, format), format)
}

/// A finite float with an exponent.
pub(super) fn scientific(number: Number, format: &Format) -> String {
    assemble(scientific_parts(number, format), format)
}

fn trim_of(trim: char) -> Trim {
    match trim {
        '.' => Trim::Zeros,
        '0' => Trim::LeaveOneZero,
        '-' => Trim::Point,
        _ => Trim::Keep,
    }
}

/// A float without an exponent (`np.format_float_positional`).
pub fn format_float_positional(value: f64, precision: Option<usize>, unique: bool, trim: char) -> String {
    if !value.is_finite() {
        return super::non_finite(value);
    }
    positional(Number::F64(value), &Format { precision, unique, trim: trim_of(trim), ..Format::default() })
}

/// A float with an exponent (`np.format_float_scientific`).
pub fn format_float_scientific(value: f64, precision: Option<usize>, unique: bool, trim: char) -> String {
    if !value.is_finite() {
        return super::non_finite(value);
    }
    scientific(Number::F64(value), &Format { precision, unique, trim: trim_of(trim), ..Format::default() })
}

/// No float has more digits than this after the point.
const MOST_DIGITS: usize = 1100;

/// A printer for all floats of an array, with common widths.
pub(super) struct FloatFormat {
    format: Format,
    exponents: bool,
    nanstr: String,
    infstr: String,
}

impl FloatFormat {
    /// Finds the widths that these numbers need.
    pub fn new(numbers: &[Number], options: &super::PrintOptions) -> Self {
        use super::FloatMode;
        let finite: Vec<Number> =
            numbers.iter().copied().filter(|number| number.value().is_finite()).collect();
        let sizes = || finite.iter().map(|number| number.value().abs()).filter(|&size| size != 0.0);
        let largest = sizes().fold(0.0, f64::max);
        let smallest = sizes().fold(f64::INFINITY, f64::min);
        // NumPy never prints more digits than float32 has without an exponent.
        let cutoff = if matches!(numbers.first(), Some(Number::F32(_))) { 1e6 } else { 1e8 };
        let exponents = largest > 0.0
            && (largest >= cutoff
                || (!options.suppress && (smallest < 0.0001 || largest / smallest > 1000.0)));
        let fixed = options.floatmode == FloatMode::Fixed;
        let mut format = Format {
            precision: (options.floatmode != FloatMode::Unique).then_some(options.precision),
            unique: !fixed,
            trim: if fixed { Trim::Keep } else { Trim::Zeros },
            sign: options.sign == '+',
            ..Format::default()
        };
        let width =
            |parts: &Parts, format: &Format| parts.whole.len() + usize::from(parts.negative || format.sign);
        let mut printer_size = 0;
        if finite.is_empty() {
            format = Format { precision: None, unique: true, trim: Trim::Zeros, min_digits: 0, ..format };
        } else {
            let make = if exponents { scientific_parts } else { positional_parts };
            let mut parts: Vec<Parts> = finite.iter().map(|&number| make(number, &format)).collect();
            if !fixed {
                for part in &mut parts {
                    part.fraction.truncate(part.fraction.trim_end_matches('0').len());
                }
            } else {
                for part in &mut parts {
                    while part.fraction.len() < options.precision.min(MOST_DIGITS) {
                        part.fraction.push('0');
                    }
                }
            }
            format.pad_left = parts.iter().map(|part| width(part, &format)).max().unwrap_or(0);
            let digits = parts.iter().map(|part| part.fraction.len()).max().unwrap_or(0);
            if exponents {
                let exponent_len =
                    |part: &Parts| part.exponent.unwrap_or(0).unsigned_abs().to_string().len().max(2);
                format.exp_digits = parts.iter().map(exponent_len).max().unwrap_or(2);
                format.trim = Trim::Keep;
                format.precision = Some(digits);
                format.min_digits = digits;
                printer_size = format.exp_digits + 2 + digits;
            } else {
                format.pad_right = digits;
                if matches!(options.floatmode, FloatMode::Fixed | FloatMode::MaxPrecEqual) {
                    format.precision = Some(digits);
                    format.min_digits = digits;
                    format.trim = Trim::Keep;
                }
            }
        }
        if options.sign == ' ' && !finite.iter().any(|number| number.value().is_sign_negative()) {
            format.pad_left += 1;
        }
        let after = if exponents { printer_size } else { format.pad_right };
        if finite.len() < numbers.len() {
            let below = numbers.iter().any(|number| number.value() == f64::NEG_INFINITY);
            let signed = options.sign != '-' || below;
            format.pad_left = format
                .pad_left
                .max(options.nanstr.len().saturating_sub(after + 1))
                .max((options.infstr.len() + usize::from(signed)).saturating_sub(after + 1));
        }
        FloatFormat { format, exponents, nanstr: options.nanstr.clone(), infstr: options.infstr.clone() }
    }

    /// One number.
    pub fn print(&self, number: Number) -> String {
        let value = number.value();
        let format = &self.format;
        if value.is_finite() {
            return if self.exponents { scientific(number, format) } else { positional(number, format) };
        }
        let plus = if format.sign { "+" } else { "" };
        let text = if value.is_nan() {
            format!("{plus}{}", self.nanstr)
        } else if value < 0.0 {
            format!("-{}", self.infstr)
        } else {
            format!("{plus}{}", self.infstr)
        };
        let after = if self.exponents {
            format.exp_digits + 2 + format.precision.unwrap_or(0)
        } else {
            format.pad_right
        };
        let width = format.pad_left + after + 1;
        format!("{text:>width$}")
    }
}
