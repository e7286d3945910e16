//! `_data`: bytes as arrays and back, packed files, data that the host has, and digits that are drawn.

use std::rc::Rc;

use pupil_data::strokes;
use pupil_data::text::Tokenizer;
use pupil_numpy::{Array, DType};
use pupil_python::{Args, Dict, R, Value, Vm};

use crate::native::{array_object, array_of, bytes, failed, held, named_bytes, set, text};

/// The most bytes that a packed file may become.
const MOST_BYTES: usize = 1 << 30;
/// The most digits that are drawn at once.
const MOST_DIGITS: i64 = 100_000;

/// Adds the module to an interpreter.
pub fn install(vm: &mut Vm) {
    vm.add_module("_data", make);
}

fn make(vm: &mut Vm) -> R<Rc<Dict>> {
    let globals: Rc<Dict> = Rc::default();
    set(vm, &globals, "fetch", |vm, args| {
        let name = text(vm, args.get(0))?;
        Ok(vm.fetch(&name).map_or(Value::None, |bytes| Value::Bytes(bytes.into())))
    });
    set(vm, &globals, "gunzip", |vm, args| {
        let packed = bytes(vm, args.get(0))?;
        let whole = pupil_formats::gunzip(packed, MOST_BYTES).map_err(|error| failed(vm, error))?;
        Ok(Value::Bytes(whole.into()))
    });
    set(vm, &globals, "unzip", |vm, args| {
        let file = bytes(vm, args.get(0))?;
        let archive = pupil_formats::zip::Archive::open(file).map_err(|error| failed(vm, error))?;
        let members = Dict::default();
        for name in archive.names() {
            let member = archive.get(name).map_err(|error| failed(vm, error))?;
            vm.reserve(member.len())?;
            members.set_str(vm.intern(name), Value::Bytes(member.into_owned().into()));
        }
        Ok(Value::Dict(Rc::new(members)))
    });
    set(vm, &globals, "zip", |vm, args| {
        let members = named_bytes(vm, args.get(0))?;
        let members: Vec<(&str, &[u8])> =
            members.iter().map(|(name, content)| (name.as_str(), content.as_slice())).collect();
        let file = pupil_formats::zip::write(&members).map_err(|error| failed(vm, error))?;
        Ok(Value::Bytes(file.into()))
    });
    set(vm, &globals, "from_bytes", |vm, args| {
        let (content, kind) = (bytes(vm, args.get(0))?, text(vm, args.get(1))?);
        let big = vm.truth(args.get(2))?;
        vm.reserve(content.len().saturating_mul(2))?;
        match numbers(content, &kind, big) {
            Some(array) => array_object(vm, array),
            None => Err(vm.value_error(format!("numbers of the type \"{kind}\" cannot be read"))),
        }
    });
    set(vm, &globals, "to_bytes", |vm, args| {
        let array = held::<Array>(vm, args.get(0), "an array")?.clone();
        vm.reserve(array.size().saturating_mul(8))?;
        let content = to_bytes(&array).map_err(|error| failed(vm, error))?;
        Ok(Value::Bytes(content.into()))
    });
    set(vm, &globals, "digits", |vm, args| {
        let (count, seed) = (vm.index(args.get(0))?, vm.index(args.get(1))?);
        if !(0..=MOST_DIGITS).contains(&count) {
            return Err(vm.value_error(format!("{count} digits cannot be drawn; at most {MOST_DIGITS} can")));
        }
        let count = usize::try_from(count).unwrap_or(0);
        vm.reserve(count.saturating_mul(2 * strokes::PIXELS))?;
        let (pixels, labels) = strokes::generate(count, seed as u64);
        let pixels = array_of(vm, pixels, &[count, 28, 28])?;
        let labels = array_object(vm, Array::vector(labels))?;
        Ok(Value::tuple(vec![pixels, labels]))
    });
    set(vm, &globals, "word_numbers", word_numbers);
    Ok(globals)
}

/// `word_numbers(texts, others)`: the numbers of the words of each text and of each of the others, whose unknown words are
/// left out, and the words in the order of their numbers: the most frequent word of the texts is 1.
fn word_numbers(vm: &mut Vm, args: Args) -> R<Value> {
    let mut lists = Vec::new();
    for index in 0..2 {
        let values = vm.to_vec(args.get(index))?;
        lists.push(values.iter().map(|value| text(vm, value)).collect::<R<Vec<String>>>()?);
    }
    // A word takes at least two bytes with its space, and its number takes 8.
    vm.reserve(lists.iter().flatten().map(String::len).sum::<usize>().saturating_mul(4))?;
    let mut tokenizer = Tokenizer::default();
    let lists: Vec<Vec<&str>> = lists.iter().map(|list| list.iter().map(String::as_str).collect()).collect();
    tokenizer.fit_on_texts(&lists[0]).map_err(|error| failed(vm, error))?;
    let mut parts = Vec::new();
    for list in &lists {
        let rows = tokenizer.texts_to_sequences(list).map_err(|error| failed(vm, error))?;
        let rows = rows.into_iter().map(|row| {
            let row: Vec<i64> = row.into_iter().map(i64::from).collect();
            array_object(vm, Array::vector(row))
        });
        parts.push(Value::list(rows.collect::<R<_>>()?));
    }
    parts.push(Value::list(tokenizer.word_index().map(|(word, _)| Value::str(word)).collect()));
    Ok(Value::tuple(parts))
}

/// Numbers of a type of NumPy's files; all become the nearest type that arrays have here.
fn numbers(content: &[u8], kind: &str, big: bool) -> Option<Array> {
    macro_rules! read {
        ($from:ty, $to:ty) => {{
            let (chunks, _) = content.as_chunks::<{ size_of::<$from>() }>();
            let read = |bytes: &[u8; size_of::<$from>()]| -> $to {
                let value = if big { <$from>::from_be_bytes(*bytes) } else { <$from>::from_le_bytes(*bytes) };
                value as $to
            };
            Array::vector(chunks.iter().map(read).collect::<Vec<$to>>())
        }};
    }
    Some(match kind {
        "b1" => Array::vector(content.iter().map(|byte| *byte != 0).collect::<Vec<bool>>()),
        "u1" => Array::vector(content.to_vec()),
        "i1" => read!(i8, i64),
        "u2" => read!(u16, i64),
        "i2" => read!(i16, i64),
        "u4" => read!(u32, i64),
        "i4" => read!(i32, i32),
        "u8" => read!(u64, i64),
        "i8" => read!(i64, i64),
        "f4" => read!(f32, f32),
        "f8" => read!(f64, f64),
        _ => return None,
    })
}

fn to_bytes(array: &Array) -> pupil_numpy::Result<Vec<u8>> {
    macro_rules! write {
        ($from:ty) => {
            array.to_vec::<$from>()?.iter().flat_map(|value| value.to_le_bytes()).collect()
        };
    }
    Ok(match array.dtype() {
        DType::Bool => array.to_vec::<bool>()?.iter().map(|value| u8::from(*value)).collect(),
        DType::UInt8 => array.to_vec()?,
        DType::Int32 => write!(i32),
        DType::Int64 => write!(i64),
        DType::Float32 => write!(f32),
        DType::Float64 => write!(f64),
    })
}
