//! Format specifications: `[[fill]align][sign][z][#][0][width][grouping][.precision][type]`.

use num_bigint::BigInt;
use num_traits::{Signed, ToPrimitive};

use super::{float_form, float_repr};
use crate::object::Value;
use crate::vm::{R, Vm};

/// A format specification.
#[derive(Clone, Debug)]
pub struct Spec {
    fill: char,
    align: Option<char>,
    sign: char,
    alternate: bool,
    width: usize,
    grouping: Option<char>,
    precision: Option<usize>,
    kind: Option<char>,
    no_negative_zero: bool,
    zero: bool,
}

const WIDEST: usize = 1 << 26;

impl Spec {
    /// Reads a specification; `Err` has what is wrong.
    pub fn parse(text: &str) -> Result<Self, String> {
        let chars: Vec<char> = text.chars().collect();
        let mut spec = Spec {
            fill: ' ',
            align: None,
            sign: '-',
            alternate: false,
            width: 0,
            grouping: None,
            precision: None,
            kind: None,
            no_negative_zero: false,
            zero: false,
        };
        let is_align = |c: Option<&char>| c.is_some_and(|c| "<>=^".contains(*c));
        let mut at = 0;
        if is_align(chars.get(1)) {
            spec.fill = chars[0];
            spec.align = Some(chars[1]);
            at = 2;
        } else if is_align(chars.first()) {
            spec.align = Some(chars[0]);
            at = 1;
        }
        if let Some(sign @ ('+' | '-' | ' ')) = chars.get(at) {
            spec.sign = *sign;
            at += 1;
        }
        if chars.get(at) == Some(&'z') {
            spec.no_negative_zero = true;
            at += 1;
        }
        if chars.get(at) == Some(&'#') {
            spec.alternate = true;
            at += 1;
        }
        if chars.get(at) == Some(&'0') {
            spec.zero = true;
            if spec.align.is_none() {
                spec.fill = '0';
                spec.align = Some('=');
            }
            at += 1;
        }
        let number = |at: &mut usize| -> Result<Option<usize>, String> {
            let start = *at;
            while chars.get(*at).is_some_and(char::is_ascii_digit) {
                *at += 1;
            }
            if start == *at {
                return Ok(None);
            }
            let digits: String = chars[start..*at].iter().collect();
            match digits.parse::<usize>().ok().filter(|value| *value <= WIDEST) {
                Some(value) => Ok(Some(value)),
                None => Err("Too many decimal digits in format string".into()),
            }
        };
        spec.width = number(&mut at)?.unwrap_or(0);
        if let Some(grouping @ (',' | '_')) = chars.get(at) {
            spec.grouping = Some(*grouping);
            at += 1;
            if let Some(other @ (',' | '_')) = chars.get(at) {
                return Err(if other == grouping {
                    format!("Cannot specify '{other}' with '{grouping}'.")
                } else {
                    "Cannot specify both ',' and '_'.".into()
                });
            }
        }
        if chars.get(at) == Some(&'.') {
            at += 1;
            spec.precision = number(&mut at)?;
            if spec.precision.is_none() {
                return Err("Format specifier missing precision".into());
            }
        }
        if let Some(kind) = chars.get(at) {
            spec.kind = Some(*kind);
            at += 1;
        }
        if at < chars.len() {
            return Err("Invalid format specifier".into());
        }
        Ok(spec)
    }

    fn pad(&self, text: &str, default: char) -> String {
        let length = text.chars().count();
        let missing = self.width.saturating_sub(length);
        let (left, right) = match self.align.unwrap_or(default) {
            '<' => (0, missing),
            '^' => (missing / 2, missing - missing / 2),
            _ => (missing, 0),
        };
        let mut made = String::with_capacity(text.len() + missing);
        made.extend(std::iter::repeat_n(self.fill, left));
        made.push_str(text);
        made.extend(std::iter::repeat_n(self.fill, right));
        made
    }

    /// A number of its sign, its prefix and its digits. `decimals` is what follows the digits that are grouped.
    fn number(&self, negative: bool, prefix: &str, digits: &str, decimals: &str, group: usize) -> String {
        let sign = match (negative, self.sign) {
            (true, _) => "-",
            (false, '+') => "+",
            (false, ' ') => " ",
            _ => "",
        };
        let mut digits = digits.to_owned();
        let fixed = sign.len() + prefix.len() + decimals.chars().count();
        let zeros = self.fill == '0' && self.align == Some('=');
        if let Some(separator) = self.grouping
            && digits.chars().all(|c| c.is_ascii_alphanumeric())
        {
            if zeros {
                // The zeros are grouped, too.
                let room = self.width.saturating_sub(fixed);
                let grouped = |count: usize| count + (count.max(1) - 1) / group;
                let mut count = digits.len();
                while grouped(count) < room {
                    count += 1;
                }
                digits = "0".repeat(count - digits.len()) + &digits;
            }
            digits = grouped(&digits, separator, group);
        }
        let text = format!("{sign}{prefix}{digits}{decimals}");
        if self.align == Some('=') {
            let missing = self.width.saturating_sub(text.chars().count());
            let fill: String = std::iter::repeat_n(self.fill, missing).collect();
            return format!("{sign}{prefix}{fill}{digits}{decimals}");
        }
        self.pad(&text, '>')
    }
}

fn grouped(digits: &str, separator: char, group: usize) -> String {
    let mut made = String::new();
    for (number, char) in digits.chars().enumerate() {
        if number > 0 && (digits.len() - number).is_multiple_of(group) {
            made.push(separator);
        }
        made.push(char);
    }
    made
}

impl Vm {
    /// `format(value, spec)` for a built-in type.
    pub(crate) fn format_builtin(&mut self, value: &Value, text: &str) -> R<String> {
        if text.is_empty() {
            return self.str(value);
        }
        let spec = match Spec::parse(text) {
            Ok(spec) => spec,
            Err(message) if message == "Invalid format specifier" => {
                let name = self.class_name(value);
                return Err(self
                    .value_error(format!("Invalid format specifier '{text}' for object of type '{name}'")));
            }
            Err(message) => return Err(self.value_error(message)),
        };
        match value {
            Value::Str(text) => self.format_str(text, &spec),
            Value::Bool(inner) => self.format_int(&BigInt::from(u8::from(*inner)), &spec, "bool"),
            Value::Int(inner) => self.format_int(&BigInt::from(*inner), &spec, "int"),
            Value::Big(inner) => self.format_int(&inner.clone(), &spec, "int"),
            Value::Float(inner) => self.format_float(*inner, &spec, "float"),
            other => {
                let name = self.class_name(other);
                Err(self.type_error(format!("unsupported format string passed to {name}.__format__")))
            }
        }
    }

    fn unknown_code(&mut self, kind: char, class: &str) -> crate::vm::Raise {
        let shown =
            if kind.is_ascii_graphic() { kind.to_string() } else { format!("\\x{:02x}", kind as u32) };
        self.value_error(format!("Unknown format code '{shown}' for object of type '{class}'"))
    }

    fn format_str(&mut self, text: &str, spec: &Spec) -> R<String> {
        match spec.kind {
            None | Some('s') => {}
            Some(kind) => return Err(self.unknown_code(kind, "str")),
        }
        if spec.sign != '-' {
            return Err(self.value_error("Sign not allowed in string format specifier".into()));
        }
        if let Some(separator) = spec.grouping {
            return Err(self.value_error(format!("Cannot specify '{separator}' with 's'.")));
        }
        if spec.align == Some('=') && !spec.zero {
            return Err(self.value_error("'=' alignment not allowed in string format specifier".into()));
        }
        let mut spec = spec.clone();
        if spec.align == Some('=') {
            spec.align = Some('<');
        }
        let text: String = match spec.precision {
            Some(precision) => text.chars().take(precision).collect(),
            None => text.to_owned(),
        };
        Ok(spec.pad(&text, '<'))
    }

    fn format_int(&mut self, value: &BigInt, spec: &Spec, class: &str) -> R<String> {
        let kind = spec.kind.unwrap_or('d');
        if "eEfFgG%".contains(kind) {
            let float = value.to_f64().unwrap_or(f64::INFINITY);
            if float.is_infinite() {
                return Err(self.overflow_error("int too large to convert to float"));
            }
            return self.format_float(float, spec, class);
        }
        if spec.precision.is_some() {
            return Err(self.value_error("Precision not allowed in integer format specifier".into()));
        }
        if kind == 'c' {
            let char = value.to_u32().and_then(char::from_u32);
            return match char {
                Some(char) => Ok(spec.pad(&char.to_string(), '<')),
                None => Err(self.overflow_error("%c arg not in range(0x110000)")),
            };
        }
        let size = value.abs();
        let (digits, prefix, group) = match kind {
            'd' | 'n' => (size.to_string(), "", 3),
            'x' => (size.to_str_radix(16), "0x", 4),
            'X' => (size.to_str_radix(16).to_uppercase(), "0X", 4),
            'o' => (size.to_str_radix(8), "0o", 4),
            'b' => (size.to_str_radix(2), "0b", 4),
            _ => return Err(self.unknown_code(kind, class)),
        };
        if group == 4 && spec.grouping == Some(',') {
            return Err(self.value_error(format!("Cannot specify ',' with '{kind}'.")));
        }
        let prefix = if spec.alternate { prefix } else { "" };
        Ok(spec.number(value.is_negative(), prefix, &digits, "", group))
    }

    fn format_float(&mut self, value: f64, spec: &Spec, class: &str) -> R<String> {
        let mut suffix = "";
        let mut value = value;
        let text = match spec.kind {
            Some('e' | 'f' | 'g' | 'E' | 'F' | 'G') => {
                let kind = spec.kind.unwrap_or('f');
                let text =
                    float_form(value, kind.to_ascii_lowercase(), spec.precision.unwrap_or(6), spec.alternate);
                if kind.is_ascii_uppercase() { text.to_uppercase() } else { text }
            }
            Some('n') => float_form(value, 'g', spec.precision.unwrap_or(6), spec.alternate),
            Some('%') => {
                suffix = "%";
                value *= 100.0;
                float_form(value, 'f', spec.precision.unwrap_or(6), spec.alternate)
            }
            None => match spec.precision {
                Some(precision) => {
                    let precision = precision.max(1);
                    // As `g`, but with a digit after the point, and an exponent one digit earlier.
                    let text = float_form(value, 'e', precision - 1, false);
                    let exponent: i32 =
                        text.split_once('e').and_then(|(_, exponent)| exponent.parse().ok()).unwrap_or(0);
                    if value.is_finite() && exponent == precision as i32 - 1 {
                        let scientific = float_form(value, 'e', precision - 1, false);
                        let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "+00"));
                        let mantissa = if mantissa.contains('.') {
                            mantissa.trim_end_matches('0').trim_end_matches('.')
                        } else {
                            mantissa
                        };
                        format!("{mantissa}e{exponent}")
                    } else {
                        let text = float_form(value, 'g', precision, spec.alternate);
                        if value.is_finite() && !text.contains(['.', 'e']) { text + ".0" } else { text }
                    }
                }
                None => float_repr(value.abs()),
            },
            Some(kind) => return Err(self.unknown_code(kind, class)),
        };
        let negative = value.is_sign_negative() && !value.is_nan();
        let zero = spec.no_negative_zero && text.chars().all(|c| !c.is_ascii_digit() || c == '0');
        let split = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let (digits, decimals) = if value.is_finite() { text.split_at(split) } else { (text.as_str(), "") };
        Ok(spec.number(negative && !zero, "", digits, &format!("{decimals}{suffix}"), 3))
    }
}
