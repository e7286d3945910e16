//! The safetensors container: a 64-bit header length, a JSON header, then the tensors' bytes without gaps (Hugging
//! Face, "safetensors format").
//!
//! This is not the `safetensors` crate, which would add 12 KB gzip to the engine's 150 KB: its typed header pulls in
//! serde's derive machinery and a hash map, while the engine has a JSON reader already.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use pupil_core::Shape;
use pupil_core::config::{members, pair_value};
use pupil_core::error::{Error, Result};
use pupil_core::tensor::Tensor;
use serde_json::{Map, Value};

/// One tensor of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry<'a> {
    /// Its name.
    pub name: String,
    /// `F32`, `I8`, ..
    pub dtype: String,
    /// Its shape.
    pub shape: Shape,
    /// Its numbers, little-endian, row-major.
    pub bytes: &'a [u8],
}

impl Entry<'_> {
    /// The numbers of a tensor of 32-bit floats.
    ///
    /// # Errors
    /// When the dtype is another one; the message names the tensor.
    pub fn floats(&self) -> Result<Tensor> {
        if self.dtype != "F32" {
            return Err(bad(format!("tensor \"{}\" has dtype {}; expected F32", self.name, self.dtype)));
        }
        let floats = self.bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]));
        Tensor::from_f32(self.shape.clone(), floats.collect())
    }
}

fn bad(message: impl Into<String>) -> Error {
    Error::format("safetensors file", message)
}

/// Bytes of one number of a dtype.
fn width(dtype: &str) -> Option<usize> {
    Some(match dtype {
        "BOOL" | "U8" | "I8" => 1,
        "F16" | "BF16" | "I16" | "U16" => 2,
        "F32" | "I32" | "U32" => 4,
        "F64" | "I64" | "U64" => 8,
        _ => return None,
    })
}

/// Writes tensors and metadata.
pub fn write(entries: &[Entry<'_>], metadata: &[(&str, String)]) -> Vec<u8> {
    let mut header = Map::new();
    // `extend` inserts one by one. `collect` would add a general sort, 2 KB packed.
    let mut texts: Map<String, Value> = Map::new();
    texts.extend(metadata.iter().map(|(key, text)| (key.to_string(), text.as_str().into())));
    header.insert("__metadata__".into(), texts.into());
    let mut end = 0;
    for entry in entries {
        let start = end;
        end += entry.bytes.len();
        let shape: Value = entry.shape.iter().copied().collect();
        let value = members([
            ("dtype", entry.dtype.as_str().into()),
            ("shape", shape),
            ("data_offsets", pair_value([start, end])),
        ]);
        header.insert(entry.name.clone(), value);
    }
    let mut header = Value::Object(header).to_string();
    // Spaces up to a multiple of 8, so that the numbers are aligned.
    header.extend(core::iter::repeat_n(' ', header.len().next_multiple_of(8) - header.len()));
    let mut file = (header.len() as u64).to_le_bytes().to_vec();
    file.extend(header.bytes());
    entries.iter().for_each(|entry| file.extend_from_slice(entry.bytes));
    file
}

/// Reads a file's tensors, sorted by their names, and its metadata.
///
/// # Errors
/// When the header is broken or its offsets do not fit the file.
pub fn read(file: &[u8]) -> Result<(Vec<Entry<'_>>, Map<String, Value>)> {
    let cut = || bad(format!("not a safetensors file, or cut short ({} bytes)", file.len()));
    let (length, rest) = file.split_first_chunk::<8>().ok_or_else(cut)?;
    let length = usize::try_from(u64::from_le_bytes(*length)).map_err(|_| cut())?;
    let header = rest.get(..length).ok_or_else(cut)?;
    let data = &rest[length..];
    let header: Value = serde_json::from_slice(header).map_err(|e| bad(format!("broken header ({e})")))?;
    let Value::Object(header) = header else { return Err(bad("the header is not a JSON object")) };
    let mut metadata = Map::new();
    let mut entries = Vec::new();
    for (name, value) in header {
        match value {
            Value::Object(texts) if name == "__metadata__" => metadata = texts,
            value => entries.push(entry(name, &value, data)?),
        }
    }
    let held: usize = entries.iter().map(|entry| entry.bytes.len()).sum();
    if held != data.len() {
        return Err(bad(format!(
            "the tensors take {held} bytes but {} follow the header; the file is cut short or damaged",
            data.len()
        )));
    }
    Ok((entries, metadata))
}

/// The tensor of this name among those of a file.
pub fn named<'e, 'a>(entries: &'e [Entry<'a>], name: &str) -> Option<&'e Entry<'a>> {
    let at = entries.binary_search_by(|entry| entry.name.as_str().cmp(name)).ok()?;
    entries.get(at)
}

fn entry<'a>(name: String, value: &Value, data: &'a [u8]) -> Result<Entry<'a>> {
    let wrong = |what: &str| bad(format!("tensor \"{name}\": {what}"));
    let numbers = |value: &Value| -> Option<Vec<usize>> {
        value.as_array()?.iter().map(|n| n.as_u64().and_then(|n| usize::try_from(n).ok())).collect()
    };
    let dtype = value["dtype"].as_str().ok_or_else(|| wrong("no dtype"))?;
    let shape = numbers(&value["shape"]).ok_or_else(|| wrong("no shape"))?;
    let offsets = numbers(&value["data_offsets"]).ok_or_else(|| wrong("no data_offsets"))?;
    let [start, end] = offsets[..] else { return Err(wrong("data_offsets is not a pair")) };
    let bytes =
        data.get(start..end).ok_or_else(|| wrong("its bytes lie past the end: the file is cut short"))?;
    let width = width(dtype).ok_or_else(|| wrong(&format!("unknown dtype \"{dtype}\"")))?;
    let expected = shape.iter().try_fold(width, |product, &size| product.checked_mul(size));
    if expected != Some(bytes.len()) {
        return Err(wrong(&format!(
            "{} bytes for dtype {dtype} and shape {}",
            bytes.len(),
            Shape::new(shape)
        )));
    }
    Ok(Entry { dtype: dtype.into(), shape: shape.into(), bytes, name })
}
