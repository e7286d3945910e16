//! `str`: forms and parts. `text_search` has what looks for a part.

use super::bytes::bytes_of;
use super::encoding::{decode, encode, encoding};
use super::{Def, Free, SELF, SELF1, text_search};
use crate::code::BinaryOp;
use crate::object::{Args, Str, Value};
use crate::unicode;
use crate::vm::{R, Vm};

/// The text of a method's receiver.
pub(super) fn receiver(vm: &mut Vm, args: &Args, method: &str) -> R<Str> {
    match args.get(0).as_str() {
        Some(text) => Ok(text.clone()),
        None => {
            let value = args.get(0).clone();
            Err(vm.wrong_receiver(method, "str", &value))
        }
    }
}

macro_rules! forms {
    ($($name:literal => $form:expr),* $(,)?) => {
        &[$(($name, SELF, 1, |vm, a| {
            let text = receiver(vm, &a, $name)?;
            let form: fn(&str) -> String = $form;
            Ok(Value::str(form(&text)))
        }),)*]
    };
}

/// True for characters that have an upper or lower form.
fn is_cased(char: char) -> bool {
    char.is_uppercase() || char.is_lowercase() || is_title(char)
}

/// Letters such as `ǅ`.
fn is_title(char: char) -> bool {
    matches!(char as u32, 0x1c5 | 0x1c8 | 0x1cb | 0x1f2)
}

fn title(text: &str) -> String {
    let mut made = String::with_capacity(text.len());
    let mut within = false;
    for char in text.chars() {
        if within {
            made.extend(char.to_lowercase());
        } else {
            push_title(&mut made, char);
        }
        within = is_cased(char);
    }
    made
}

/// The form of a letter at the beginning of a word: `ǅ` for `ǆ`, `Ffi` for `ﬃ`.
fn push_title(made: &mut String, char: char) {
    let code = char as u32;
    if let 0x1c4..=0x1cc | 0x1f1..=0x1f3 = code {
        let title = if code < 0x1c7 {
            0x1c5
        } else if code < 0x1ca {
            0x1c8
        } else if code < 0x1f0 {
            0x1cb
        } else {
            0x1f2
        };
        made.extend(char::from_u32(title));
        return;
    }
    let mut upper = char.to_uppercase();
    made.extend(upper.next());
    made.extend(upper.flat_map(char::to_lowercase));
}

fn capitalize(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => {
            let mut made = String::new();
            push_title(&mut made, first);
            made + &chars.as_str().to_lowercase()
        }
        None => String::new(),
    }
}

fn swapcase(text: &str) -> String {
    let mut made = String::with_capacity(text.len());
    for char in text.chars() {
        if char.is_uppercase() {
            made.extend(char.to_lowercase());
        } else if char.is_lowercase() {
            made.extend(char.to_uppercase());
        } else {
            made.push(char);
        }
    }
    made
}

const FORMS: &[Def] = forms! {
    "upper" => |text| text.to_uppercase(),
    "lower" => |text| text.to_lowercase(),
    "casefold" => |text| text.to_lowercase().replace('ß', "ss"),
    "title" => title,
    "capitalize" => capitalize,
    "swapcase" => swapcase,
};

macro_rules! tests {
    ($($name:literal => $test:expr),* $(,)?) => {
        &[$(($name, SELF, 1, |vm, a| {
            let text = receiver(vm, &a, $name)?;
            let test: fn(&str) -> bool = $test;
            Ok(Value::Bool(test(&text)))
        }),)*]
    };
}

fn all(text: &str, test: impl Fn(char) -> bool) -> bool {
    !text.is_empty() && text.chars().all(test)
}

const TESTS: &[Def] = tests! {
    "isalpha" => |text| all(text, unicode::is_alpha),
    "isdigit" => |text| all(text, unicode::is_digit),
    "isdecimal" => |text| all(text, |char| unicode::decimal(char).is_some()),
    "isnumeric" => |text| all(text, unicode::is_numeric),
    "isalnum" => |text| all(text, unicode::is_alnum),
    "isspace" => |text| all(text, unicode::is_space),
    "isupper" => |text| text.chars().any(is_cased) && !text.chars().any(|char| char.is_lowercase() || is_title(char)),
    "islower" => |text| text.chars().any(is_cased) && !text.chars().any(|char| char.is_uppercase() || is_title(char)),
    "isascii" => |text| text.is_ascii(),
    "isprintable" => |text| text.chars().all(unicode::is_printable),
    "isidentifier" => is_identifier,
    "istitle" => |text| {
        let mut within = false;
        let mut any = false;
        for char in text.chars() {
            if char.is_uppercase() {
                if within {
                    return false;
                }
                within = true;
                any = true;
            } else if char.is_lowercase() {
                if !within {
                    return false;
                }
                any = true;
            } else {
                within = false;
            }
        }
        any
    },
};

fn is_identifier(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|first| first == '_' || first.is_alphabetic())
        && chars.all(|char| char == '_' || char.is_alphanumeric())
}

const STR: &[Def] = &[
    ("__len__", SELF, 1, |vm, a| Ok(Value::size(receiver(vm, &a, "__len__")?.length()))),
    ("__iter__", SELF, 1, |vm, a| {
        let text = receiver(vm, &a, "__iter__")?;
        vm.iter(&Value::Str(text))
    }),
    ("__getitem__", SELF1, 2, |vm, a| {
        let text = receiver(vm, &a, "__getitem__")?;
        vm.get_item(&Value::Str(text), a.get(1))
    }),
    ("__contains__", SELF1, 2, |vm, a| {
        let text = receiver(vm, &a, "__contains__")?;
        vm.contains(&Value::Str(text), a.get(1)).map(Value::Bool)
    }),
    ("__hash__", SELF, 1, |vm, a| Ok(Value::Int(receiver(vm, &a, "__hash__")?.hash() as i64))),
    ("__str__", SELF, 1, |vm, a| Ok(Value::Str(receiver(vm, &a, "__str__")?))),
    ("__repr__", SELF, 1, |vm, a| Ok(Value::str(crate::format::str_repr(&receiver(vm, &a, "__repr__")?)))),
    ("__format__", SELF1, 2, |vm, a| {
        let text = receiver(vm, &a, "__format__")?;
        let spec = vm.text(a.get(1), "__format__() argument")?;
        vm.format_builtin(&Value::Str(text), &spec).map(Value::str)
    }),
    ("__add__", SELF1, 2, |vm, a| vm.operator_method(&a, BinaryOp::Add)),
    ("__mul__", SELF1, 2, |vm, a| vm.operator_method(&a, BinaryOp::Mul)),
    ("__rmul__", SELF1, 2, |vm, a| vm.operator_method(&a, BinaryOp::Mul)),
    ("__mod__", SELF1, 2, |vm, a| {
        let text = receiver(vm, &a, "__mod__")?;
        vm.percent(&text, a.get(1)).map(Value::str)
    }),
    ("format_map", SELF1, 2, |vm, a| {
        let text = receiver(vm, &a, "format_map")?;
        let mapping = a.get(1).clone();
        vm.format_template(&text, &Args::default(), Some(&mapping)).map(Value::str)
    }),
    ("join", SELF1, 2, |vm, a| {
        let separator = receiver(vm, &a, "join")?;
        let items = match vm.to_vec(a.get(1)) {
            Err(raise)
                if vm.raised(&raise, &vm.types.type_error) && !matches!(a.get(1), Value::Generator(_)) =>
            {
                return Err(vm.type_error("can only join an iterable".into()));
            }
            items => items?,
        };
        let mut total = separator.len().saturating_mul(items.len().saturating_sub(1));
        for (number, item) in items.iter().enumerate() {
            let Some(text) = item.as_str() else {
                let name = vm.class_name(item);
                return Err(
                    vm.type_error(format!("sequence item {number}: expected str instance, {name} found"))
                );
            };
            total = total.saturating_add(text.len());
        }
        vm.reserve(total)?;
        let mut made = String::with_capacity(total);
        for (number, item) in items.iter().filter_map(Value::as_str).enumerate() {
            if number > 0 {
                made.push_str(&separator);
            }
            made.push_str(item);
        }
        Ok(Value::str(made))
    }),
    ("zfill", SELF1, 2, |vm, a| {
        let text = receiver(vm, &a, "zfill")?;
        let missing = missing(vm, a.get(1), text.length())?;
        let (sign, digits) = match text.chars().next() {
            Some('+' | '-') => text.split_at(1),
            _ => ("", &*text),
        };
        Ok(Value::str(format!("{sign}{}{digits}", "0".repeat(missing))))
    }),
    ("ljust", &["/self", "/width", "/fill"], 2, |vm, a| justify(vm, &a, "ljust", |missing, _| (0, missing))),
    ("rjust", &["/self", "/width", "/fill"], 2, |vm, a| justify(vm, &a, "rjust", |missing, _| (missing, 0))),
    ("center", &["/self", "/width", "/fill"], 2, |vm, a| justify(vm, &a, "center", center)),
    ("strip", &["/self", "/chars"], 1, |vm, a| strip(vm, &a, "strip", true, true)),
    ("lstrip", &["/self", "/chars"], 1, |vm, a| strip(vm, &a, "lstrip", true, false)),
    ("rstrip", &["/self", "/chars"], 1, |vm, a| strip(vm, &a, "rstrip", false, true)),
    ("expandtabs", &["/self", "tabsize"], 1, |vm, a| {
        let text = receiver(vm, &a, "expandtabs")?;
        let size = a.given(1).map_or(Ok(8), |size| vm.count(size))?;
        let (mut made, mut column) = (String::new(), 0);
        for char in text.chars() {
            match char {
                '\t' if size > 0 => {
                    let blanks = size - column % size;
                    vm.reserve(made.len().saturating_add(blanks))?;
                    made.extend(std::iter::repeat_n(' ', blanks));
                    column += blanks;
                }
                '\t' => {}
                '\n' | '\r' => {
                    made.push(char);
                    column = 0;
                }
                _ => {
                    made.push(char);
                    column += 1;
                }
            }
        }
        Ok(Value::str(made))
    }),
    ("encode", &["/self", "encoding", "errors"], 1, |vm, a| {
        let text = receiver(vm, &a, "encode")?;
        let (name, errors) = encoding(a.given(1), a.given(2));
        encode(vm, &text, &name, &errors).map(|bytes| Value::Bytes(std::rc::Rc::new(bytes)))
    }),
    ("translate", SELF1, 2, |vm, a| {
        let text = receiver(vm, &a, "translate")?;
        let mut made = String::new();
        for char in text.chars() {
            match vm.get_item(a.get(1), &Value::Int(i64::from(char as u32))) {
                Ok(Value::None) => {}
                Ok(Value::Int(code)) => made.extend(u32::try_from(code).ok().and_then(char::from_u32)),
                Ok(other) => made.push_str(&vm.text(&other, "character mapping")?),
                Err(raise) if vm.raised(&raise, &vm.types.lookup_error) => made.push(char),
                Err(raise) => return Err(raise),
            }
        }
        Ok(Value::str(made))
    }),
];

/// How many fill characters go left and right of a centered text. The odd one goes left if the width is odd.
pub(super) fn center(missing: usize, width: usize) -> (usize, usize) {
    let left = missing / 2 + (missing & width & 1);
    (left, missing - left)
}

fn missing(vm: &mut Vm, width: &Value, length: usize) -> R<usize> {
    let width = vm.count(width)?;
    vm.reserve(width)?;
    Ok(width.saturating_sub(length))
}

fn justify(vm: &mut Vm, args: &Args, method: &str, sides: fn(usize, usize) -> (usize, usize)) -> R<Value> {
    let text = receiver(vm, args, method)?;
    let missing = missing(vm, args.get(1), text.length())?;
    let fill = match args.given(2) {
        Some(fill) => vm.text(fill, &format!("{method}() argument 2"))?,
        None => Str::new(" "),
    };
    if fill.length() != 1 {
        return Err(vm.type_error("The fill character must be exactly one character long".into()));
    }
    let (left, right) = sides(missing, missing + text.length());
    Ok(Value::str(format!("{}{text}{}", fill.repeat(left), fill.repeat(right))))
}

fn strip(vm: &mut Vm, args: &Args, method: &str, left: bool, right: bool) -> R<Value> {
    let text = receiver(vm, args, method)?;
    let set = match args.given(1) {
        None | Some(Value::None) => None,
        Some(chars) => match chars.as_str() {
            Some(chars) => Some(chars.clone()),
            None => {
                let name = vm.class_name(chars);
                return Err(vm.type_error(format!("{method} arg must be None or str, not {name}")));
            }
        },
    };
    let test = |char: char| match &set {
        Some(set) => set.contains(char),
        None => unicode::is_space(char),
    };
    let mut part: &str = &text;
    if left {
        part = part.trim_start_matches(test);
    }
    if right {
        part = part.trim_end_matches(test);
    }
    Ok(if part.len() == text.len() { Value::Str(text.clone()) } else { Value::str(part) })
}

const STR_FREE: &[Free] = &[
    ("format", |vm, mut args| {
        let text = receiver(vm, &args, "format")?;
        args.values.remove(0);
        vm.format_template(&text, &args, None).map(Value::str)
    }),
    ("maketrans", |vm, args| {
        let table = std::rc::Rc::default();
        let chars = |text: &Str| text.chars().map(|char| i64::from(char as u32)).collect::<Vec<_>>();
        match (args.given(0), args.given(1)) {
            (Some(Value::Dict(dict)), None) => {
                let entries = dict.entries();
                for (key, value) in entries {
                    let key = match key.as_str() {
                        Some(text) if text.length() == 1 => Value::Int(chars(text)[0]),
                        Some(_) => {
                            return Err(
                                vm.value_error("string keys in translate table must be of length 1".into())
                            );
                        }
                        None => key,
                    };
                    vm.dict_set(&table, key, value)?;
                }
            }
            (Some(from), Some(to)) => {
                let (from, to) =
                    (vm.text(from, "maketrans() argument 1")?, vm.text(to, "maketrans() argument 2")?);
                if from.length() != to.length() {
                    return Err(
                        vm.value_error("the first two maketrans arguments must have equal length".into())
                    );
                }
                for (from, to) in chars(&from).into_iter().zip(chars(&to)) {
                    vm.dict_set(&table, Value::Int(from), Value::Int(to))?;
                }
                if let Some(removed) = args.given(2) {
                    let removed = vm.text(removed, "maketrans() argument 3")?;
                    for char in chars(&removed) {
                        vm.dict_set(&table, Value::Int(char), Value::None)?;
                    }
                }
            }
            _ => {
                return Err(
                    vm.type_error("if you give only one argument to maketrans it must be a dict".into())
                );
            }
        }
        Ok(Value::Dict(table))
    }),
    ("__new__", |vm, mut args| {
        vm.at_most(&args, "str", 3)?;
        let class = args.take(0);
        let value = args.keyword("object").or_else(|| args.take(1).given());
        let name = args.keyword("encoding").or_else(|| args.take(2).given());
        let errors = args.keyword("errors").or_else(|| args.take(3).given());
        let made = match value {
            None => Value::str(""),
            Some(value) if name.is_some() || errors.is_some() => {
                let Some(bytes) = bytes_of(&value) else {
                    let name = vm.class_name(&value);
                    let message = match value {
                        Value::Str(_) => "decoding str is not supported".to_owned(),
                        _ => format!("decoding to str: need a bytes-like object, {name} found"),
                    };
                    return Err(vm.type_error(message));
                };
                let (name, errors) = encoding(name.as_ref(), errors.as_ref());
                Value::str(decode(vm, &bytes, &name, &errors)?)
            }
            Some(value @ Value::Str(_)) => value,
            Some(value) => Value::str(vm.str(&value)?),
        };
        Ok(vm.wrap(&class, made))
    }),
];

pub(super) fn install(vm: &mut Vm) {
    let class = vm.types.str.clone();
    for methods in [super::number::COMPARISONS, FORMS, TESTS, STR, text_search::SEARCH] {
        vm.methods(&class, methods, &[]);
    }
    vm.methods(&class, &[], STR_FREE);
    super::object::static_method(vm, &class, "maketrans");
}
