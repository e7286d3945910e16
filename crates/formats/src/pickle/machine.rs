//! The stack machine of pickles (Python, `pickletools.py`). It builds values and calls nothing.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;
use core::cell::Cell;

use pupil_core::error::Result;

use super::items::{Item, Items, MOST_MADE, MOST_READ, Place, bad, cut, texts};

/// The classes and functions that may occur, as endings of `module.name`. Modules have moved between versions.
const ALLOWED: &[&str] = &[
    "preprocessing.text.Tokenizer",
    "preprocessing._data.StandardScaler",
    "preprocessing._data.MinMaxScaler",
    "preprocessing.data.StandardScaler",
    "preprocessing.data.MinMaxScaler",
    "preprocessing._label.LabelEncoder",
    "preprocessing.label.LabelEncoder",
    "collections.OrderedDict",
    "collections.defaultdict",
    "builtins.int",
    "__builtin__.long",
    "__builtin__.int",
    "builtins.object",
    "__builtin__.object",
    "multiarray._reconstruct",
    "multiarray.scalar",
    "numpy.ndarray",
    "numpy.dtype",
    "_codecs.encode",
    "copyreg._reconstructor",
    "copy_reg._reconstructor",
    "joblib.numpy_pickle.NumpyArrayWrapper",
];

/// The machine with its program.
pub(super) struct Machine<'a> {
    rest: &'a [u8],
    pub(super) items: Items,
    stack: Vec<Place>,
    /// Where the marks are in the stack.
    marks: Vec<usize>,
    memo: Vec<(u32, Place)>,
}

impl<'a> Machine<'a> {
    /// A machine with this program.
    pub(super) fn new(program: &'a [u8]) -> Self {
        let (items, stack, marks, memo) =
            (Items(Vec::new(), Cell::new(MOST_READ)), Vec::new(), Vec::new(), Vec::new());
        Self { rest: program, items, stack, marks, memo }
    }

    pub(super) fn take(&mut self, count: usize) -> Result<&'a [u8]> {
        let (bytes, rest) = self.rest.split_at_checked(count).ok_or_else(cut)?;
        self.rest = rest;
        Ok(bytes)
    }

    /// A whole number in little-endian bytes.
    pub(super) fn size(&mut self, width: usize) -> Result<usize> {
        let bytes = self.take(width)?;
        let number = bytes.iter().rev().fold(0u64, |number, &byte| number << 8 | u64::from(byte));
        usize::try_from(number).map_err(|_| cut())
    }

    /// A line of text.
    fn line(&mut self) -> Result<String> {
        let end = self.rest.iter().position(|&byte| byte == b'\n').ok_or_else(cut)?;
        let line = self.take(end + 1)?;
        Ok(String::from_utf8_lossy(&line[..end]).trim_end_matches('\r').to_string())
    }

    fn text(&mut self, width: usize) -> Result<Item> {
        let size = self.size(width)?;
        Ok(Item::Text(String::from_utf8_lossy(self.take(size)?).into_owned()))
    }

    fn push(&mut self, item: Item) {
        self.stack.push(self.items.0.len());
        self.items.0.push(item);
    }

    fn pop(&mut self) -> Result<Place> {
        let least = self.marks.last().copied().unwrap_or(0);
        if self.stack.len() <= least {
            return Err(cut());
        }
        self.stack.pop().ok_or_else(cut)
    }

    fn top(&self) -> Result<Place> {
        self.stack.last().copied().ok_or_else(cut)
    }

    /// What lies above the last mark.
    fn above_mark(&mut self) -> Result<Vec<Place>> {
        let mark = self.marks.pop().filter(|&mark| mark <= self.stack.len()).ok_or_else(cut)?;
        Ok(self.stack.split_off(mark))
    }

    fn pop_tuple(&mut self, count: usize) -> Result<()> {
        let from = self.stack.len().checked_sub(count).ok_or_else(cut)?;
        let list = self.stack.split_off(from);
        self.push(Item::List(list));
        Ok(())
    }

    /// A class or function, if it is allowed.
    fn name(&mut self, module: &str, name: &str) -> Result<()> {
        let full = format!("{module}.{name}");
        let known = ALLOWED.iter().any(|allowed| {
            full.strip_suffix(allowed).is_some_and(|before| before.is_empty() || before.ends_with('.'))
        });
        if !known {
            return Err(bad(format!(
                "it holds {full}; only Keras's Tokenizer and scikit-learn's StandardScaler, MinMaxScaler and \
                 LabelEncoder are read, because a pickle can run any program"
            )));
        }
        self.push(Item::Name(full));
        Ok(())
    }

    fn memoize(&mut self, key: u32) -> Result<()> {
        let top = self.top()?;
        // Most keys count up.
        match self.memo.binary_search_by_key(&key, |entry| entry.0) {
            Ok(at) => self.memo[at].1 = top,
            // Writers number from 0 up.
            Err(at) if at == self.memo.len() => self.memo.push((key, top)),
            Err(_) => return Err(cut()),
        }
        Ok(())
    }

    fn remembered(&mut self, key: u32) -> Result<()> {
        let at = self.memo.binary_search_by_key(&key, |entry| entry.0).map_err(|_| cut())?;
        self.stack.push(self.memo[at].1);
        Ok(())
    }

    /// Adds pairs to a dict, or to an object that is one.
    fn add_pairs(&mut self, list: &[Place]) -> Result<()> {
        let target = self.top()?;
        let pairs = list.chunks_exact(2).map(|pair| (pair[0], pair[1]));
        match self.items.0.get_mut(target) {
            Some(Item::Dict(all) | Item::Object { items: all, .. }) => all.extend(pairs),
            _ => return Err(cut()),
        }
        Ok(())
    }

    fn object(&mut self, of: Place, arguments: Place) {
        self.push(Item::Object { of, arguments, state: None, items: Vec::new() });
    }

    /// Runs the program; returns the last value.
    pub(super) fn run(&mut self) -> Result<Place> {
        loop {
            let [operation] = *self.take(1)? else { return Err(cut()) };
            if self.items.0.len() > MOST_MADE {
                return Err(bad("it makes too many values"));
            }
            match operation {
                b'.' => return self.pop(),
                0x80 => drop(self.take(1)?),
                0x95 => drop(self.take(8)?),
                b'(' => self.marks.push(self.stack.len()),
                b'0' => drop(self.pop()?),
                b'1' => drop(self.above_mark()?),
                b'2' => {
                    let top = self.top()?;
                    self.stack.push(top);
                }
                b'N' => self.push(Item::Nothing),
                0x88 | 0x89 => self.push(Item::Flag(operation == 0x88)),
                b'I' => match self.line()?.as_str() {
                    "00" => self.push(Item::Flag(false)),
                    "01" => self.push(Item::Flag(true)),
                    text => {
                        let number = decimal(text)?;
                        self.push(Item::Number(number));
                    }
                },
                b'L' | b'F' => {
                    let text = self.line()?;
                    let number = decimal(text.trim_end_matches('L'))?;
                    self.push(Item::Number(number));
                }
                b'J' => {
                    let number = self.size(4)? as u32 as i32;
                    self.push(Item::Number(number.into()));
                }
                b'K' | b'M' => {
                    let number = self.size(if operation == b'K' { 1 } else { 2 })?;
                    self.push(Item::Number(number as f64));
                }
                0x8a => {
                    let size = self.size(1)?;
                    let bytes = self.take(size)?;
                    let negative = bytes.last().is_some_and(|&byte| byte >= 128);
                    let number =
                        bytes.iter().rev().fold(0.0, |number, &byte| number * 256.0 + f64::from(byte));
                    let range = bytes.iter().fold(1.0, |range, _| range * 256.0);
                    self.push(Item::Number(if negative { number - range } else { number }));
                }
                b'G' => {
                    let bytes = self.take(8)?;
                    let bits = bytes.iter().fold(0u64, |number, &byte| number << 8 | u64::from(byte));
                    self.push(Item::Number(f64::from_bits(bits)));
                }
                b'S' | b'V' => {
                    let text = self.line()?;
                    let item = Item::Text(match operation {
                        b'V' => unescaped(&text),
                        _ => text.trim_matches(|c| matches!(c, '\'' | '"')).into(),
                    });
                    self.push(item);
                }
                0x8c | b'X' | 0x8d | b'U' | b'T' => {
                    let width = match operation {
                        0x8c | b'U' => 1,
                        0x8d => 8,
                        _ => 4,
                    };
                    let item = self.text(width)?;
                    self.push(item);
                }
                b'C' | b'B' | 0x8e | 0x96 => {
                    let size = self.size(match operation {
                        b'C' => 1,
                        b'B' => 4,
                        _ => 8,
                    })?;
                    let bytes = self.take(size)?.to_vec();
                    self.push(Item::Bytes(bytes));
                }
                b']' | b')' | 0x8f => self.push(Item::List(Vec::new())),
                b'}' => self.push(Item::Dict(Vec::new())),
                b't' | b'l' | 0x91 => {
                    let list = self.above_mark()?;
                    self.push(Item::List(list));
                }
                b'd' => {
                    let list = self.above_mark()?;
                    self.push(Item::Dict(Vec::new()));
                    self.add_pairs(&list)?;
                }
                0x85..=0x87 => self.pop_tuple(usize::from(operation - 0x84))?,
                b'a' | b'e' | 0x90 => {
                    let added = if operation == b'a' { vec![self.pop()?] } else { self.above_mark()? };
                    let target = self.top()?;
                    match self.items.0.get_mut(target) {
                        Some(Item::List(list)) => list.extend(added),
                        _ => return Err(cut()),
                    }
                }
                b's' => {
                    let value = self.pop()?;
                    let key = self.pop()?;
                    self.add_pairs(&[key, value])?;
                }
                b'u' => {
                    let list = self.above_mark()?;
                    self.add_pairs(&list)?;
                }
                b'c' => {
                    let (module, name) = (self.line()?, self.line()?);
                    self.name(&module, &name)?;
                }
                0x93 => {
                    let (name, module) = (self.pop()?, self.pop()?);
                    let (Item::Text(name), Item::Text(module)) = (&self.items.0[name], &self.items.0[module])
                    else {
                        return Err(cut());
                    };
                    let (name, module) = (name.clone(), module.clone());
                    self.name(&module, &name)?;
                }
                b'R' | 0x81 => {
                    let (arguments, of) = (self.pop()?, self.pop()?);
                    self.object(of, arguments);
                }
                0x92 => {
                    let (_, arguments, of) = (self.pop()?, self.pop()?, self.pop()?);
                    self.object(of, arguments);
                }
                b'b' => {
                    let given = self.pop()?;
                    let target = self.top()?;
                    match self.items.0.get_mut(target) {
                        Some(Item::Object { state, .. }) => *state = Some(given),
                        _ => return Err(cut()),
                    }
                    self.array_of_joblib(target)?;
                }
                b'p' => {
                    let key = decimal(&self.line()?)? as u32;
                    self.memoize(key)?;
                }
                b'q' | b'r' => {
                    let key = self.size(if operation == b'q' { 1 } else { 4 })? as u32;
                    self.memoize(key)?;
                }
                0x94 => self.memoize(self.memo.len() as u32)?,
                b'g' => {
                    let key = decimal(&self.line()?)? as u32;
                    self.remembered(key)?;
                }
                b'h' | b'j' => {
                    let key = self.size(if operation == b'h' { 1 } else { 4 })? as u32;
                    self.remembered(key)?;
                }
                other => {
                    return Err(bad(format!(
                        "it has the operation {other}, which none of its classes needs"
                    )));
                }
            }
        }
    }

    /// joblib writes the bytes of an array behind the object that describes it.
    fn array_of_joblib(&mut self, object: Place) -> Result<()> {
        if !self.items.class(object).is_some_and(|class| class.ends_with("NumpyArrayWrapper")) {
            return Ok(());
        }
        let state = self.items.state(object).ok_or_else(cut)?;
        let shape = self.items.member(state, "shape").ok_or_else(cut)?;
        let sizes = self.items.numbers(shape, 0).ok_or_else(cut)?;
        let count =
            sizes.iter().try_fold(1usize, |count, &size| count.checked_mul(size as usize)).ok_or_else(cut)?;
        let dtype = self.items.member(state, "dtype").and_then(|dtype| self.items.dtype(dtype));
        if self
            .items
            .member(state, "numpy_array_alignment_bytes")
            .is_some_and(|at| matches!(self.items.0[at], Item::Number(_)))
        {
            let padding = self.size(1)?;
            self.take(padding)?;
        }
        let dtype = dtype.ok_or_else(|| bad("an array in it does not hold numbers"))?;
        let bytes = self.take(count.checked_mul(dtype.width).ok_or_else(cut)?)?;
        self.items.0[object] = match dtype.kind {
            'U' => Item::Texts(texts(bytes, dtype)),
            _ => Item::Array(dtype.numbers(bytes, |value| value)),
        };
        Ok(())
    }
}

/// A text in which `\u732b` stands for a character.
fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text.chars();
    while let Some(character) = rest.next() {
        let mut ahead = rest.clone();
        if character == '\\' && ahead.next() == Some('u') {
            let digits = ahead.by_ref().take(4).map(|digit| digit.to_digit(16));
            let code = digits.collect::<Option<Vec<u32>>>().filter(|digits| digits.len() == 4);
            let code = code.map(|digits| digits.iter().fold(0, |code, digit| code * 16 + digit));
            if let Some(found) = code.and_then(char::from_u32) {
                out.push(found);
                rest = ahead;
                continue;
            }
        }
        out.push(character);
    }
    out
}

/// A number in a text, to about 15 digits. The parser of the standard library would add 20 KB to the packed module.
fn decimal(text: &str) -> Result<f64> {
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (digits, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (mut number, mut places, mut point) = (0.0, 0, false);
    for digit in digits.bytes() {
        match digit {
            b'0'..=b'9' => {
                number = number * 10.0 + f64::from(digit - b'0');
                places += i32::from(point);
            }
            b'.' if !point => point = true,
            _ => return Err(cut()),
        }
    }
    if !digits.bytes().any(|digit| digit != b'.') {
        return Err(cut());
    }
    let exponent: i32 = exponent.parse().map_err(|_| cut())?;
    let mut shift = exponent.saturating_sub(places).clamp(-400, 400);
    // Powers of ten are exact up to 10^22.
    while shift != 0 {
        let step = shift.clamp(-22, 22);
        let power = (0..step.abs()).fold(1.0, |power, _| power * 10.0);
        number = if step < 0 { number / power } else { number * power };
        shift -= step;
    }
    Ok(if negative { -number } else { number })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_read() {
        for (text, number) in [
            ("0", 0.0),
            ("-12", -12.0),
            ("0.1", 0.1),
            ("2.5e-3", 0.0025),
            ("1e+16", 1e16),
            ("1.2345678901234567", 1.234_567_890_123_456_7),
            ("6.02214076e23", 6.022_140_76e23),
            ("1e-300", 1e-300),
        ] {
            let found = decimal(text).unwrap();
            assert!((found - number).abs() <= number.abs() * 1e-15, "{text}: {found}");
        }
        for text in ["", "-", ".", "1.2.3", "x", "1e", "1e5x"] {
            assert!(decimal(text).is_err(), "{text}");
        }
    }
}
