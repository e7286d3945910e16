//! `str.format`.

use crate::object::{Args, Str, Value};
use crate::vm::{R, Vm};

/// How many of the automatic numbers were used; `None` once numbers were written.
enum Numbering {
    Unknown,
    Automatic(usize),
    Manual,
}

impl Vm {
    /// `text.format(*positional, **keywords)`.
    pub(crate) fn format_template(&mut self, text: &str, args: &Args, mapping: Option<&Value>) -> R<String> {
        let mut numbering = Numbering::Unknown;
        self.fill(text, args, mapping, &mut numbering, 2)
    }

    fn fill(
        &mut self,
        text: &str,
        args: &Args,
        mapping: Option<&Value>,
        numbering: &mut Numbering,
        depth: usize,
    ) -> R<String> {
        if depth == 0 {
            return Err(self.value_error("Max string recursion exceeded".into()));
        }
        let chars: Vec<char> = text.chars().collect();
        let mut made = String::new();
        let mut at = 0;
        while at < chars.len() {
            match chars[at] {
                '{' if chars.get(at + 1) == Some(&'{') => {
                    made.push('{');
                    at += 2;
                }
                '}' if chars.get(at + 1) == Some(&'}') => {
                    made.push('}');
                    at += 2;
                }
                '}' => return Err(self.value_error("Single '}' encountered in format string".into())),
                '{' => {
                    let mut open = 1;
                    let mut end = at + 1;
                    while end < chars.len() {
                        match chars[end] {
                            '{' => open += 1,
                            '}' => open -= 1,
                            _ => {}
                        }
                        if open == 0 {
                            break;
                        }
                        end += 1;
                    }
                    if open > 0 {
                        let conversion = chars[at..].contains(&'!');
                        let message = match (at + 1 == chars.len(), conversion) {
                            (true, _) => "Single '{' encountered in format string",
                            (_, true) => "unmatched '{' in format spec",
                            _ => "expected '}' before end of string",
                        };
                        return Err(self.value_error(message.into()));
                    }
                    let field: String = chars[at + 1..end].iter().collect();
                    let part = self.field(&field, args, mapping, numbering, depth)?;
                    made.push_str(&part);
                    at = end + 1;
                }
                char => {
                    made.push(char);
                    at += 1;
                }
            }
        }
        Ok(made)
    }

    fn field(
        &mut self,
        field: &str,
        args: &Args,
        mapping: Option<&Value>,
        numbering: &mut Numbering,
        depth: usize,
    ) -> R<String> {
        // The colon or exclamation mark outside of brackets ends the name.
        let mut brackets = 0;
        let end = field.char_indices().find(|(_, char)| {
            match char {
                '[' => brackets += 1,
                ']' => brackets -= 1,
                _ => {}
            }
            brackets == 0 && matches!(char, ':' | '!')
        });
        let end = end.map_or(field.len(), |(at, _)| at);
        let (name, mut rest) = field.split_at(end);
        let mut conversion = None;
        if let Some(after) = rest.strip_prefix('!') {
            let mut chars = after.chars();
            conversion = chars.next();
            if conversion.is_none() {
                return Err(self.value_error("unmatched '{' in format spec".into()));
            }
            rest = chars.as_str();
            if !rest.is_empty() && !rest.starts_with(':') {
                return Err(self.value_error("expected ':' after conversion specifier".into()));
            }
        }
        let spec = rest.strip_prefix(':').unwrap_or("");
        let mut value = self.named_field(name, args, mapping, numbering)?;
        match conversion {
            Some('r') => value = Value::str(self.repr(&value)?),
            Some('s') => value = Value::str(self.str(&value)?),
            Some('a') => value = Value::str(self.ascii(&value)?),
            Some(other) => return Err(self.value_error(format!("Unknown conversion specifier {other}"))),
            None => {}
        }
        let spec = if spec.contains('{') {
            self.fill(spec, args, mapping, numbering, depth - 1)?
        } else {
            spec.to_owned()
        };
        let made = self.format_value(&value, &spec)?;
        Ok(made.as_str().map(Str::to_string).unwrap_or_default())
    }

    fn named_field(
        &mut self,
        name: &str,
        args: &Args,
        mapping: Option<&Value>,
        numbering: &mut Numbering,
    ) -> R<Value> {
        let end = name.find(['.', '[']).unwrap_or(name.len());
        let (first, mut rest) = name.split_at(end);
        let positional = |vm: &mut Vm, index: usize| match args.values.get(index) {
            Some(value) => Ok(value.clone()),
            None => {
                Err(vm
                    .index_error(format!("Replacement index {index} out of range for positional args tuple")))
            }
        };
        let mut value = if first.is_empty() {
            let index = match numbering {
                Numbering::Manual => {
                    let message =
                        "cannot switch from manual field specification to automatic field numbering";
                    return Err(self.value_error(message.into()));
                }
                Numbering::Unknown => 0,
                Numbering::Automatic(next) => *next,
            };
            *numbering = Numbering::Automatic(index + 1);
            positional(self, index)?
        } else if let Ok(index) = first.parse::<usize>() {
            if matches!(numbering, Numbering::Automatic(_)) {
                let message = "cannot switch from automatic field numbering to manual field specification";
                return Err(self.value_error(message.into()));
            }
            *numbering = Numbering::Manual;
            positional(self, index)?
        } else if let Some(mapping) = mapping {
            self.get_item(mapping, &Value::str(first))?
        } else {
            match args.keywords.iter().find(|(key, _)| &**key == first) {
                Some((_, value)) => value.clone(),
                None => return Err(self.key_error(Value::str(first))),
            }
        };
        while !rest.is_empty() {
            if let Some(after) = rest.strip_prefix('.') {
                let end = after.find(['.', '[']).unwrap_or(after.len());
                if end == 0 {
                    return Err(self.value_error("Empty attribute in format string".into()));
                }
                let attribute = self.intern(&after[..end]);
                value = self.get_attr(&value, &attribute)?;
                rest = &after[end..];
            } else {
                let Some(end) = rest.find(']') else {
                    return Err(self.value_error("Missing ']' in format string".into()));
                };
                let key = &rest[1..end];
                if key.is_empty() {
                    return Err(self.value_error("Empty attribute in format string".into()));
                }
                let key = key.parse::<i64>().map_or_else(|_| Value::str(key), Value::Int);
                value = self.get_item(&value, &key)?;
                rest = &rest[end + 1..];
            }
        }
        Ok(value)
    }
}
