//! What a file is, told by its bytes. Names and endings of files are not looked at, because they are often wrong: one in
//! twenty public `.keras` files is HDF5.

use alloc::format;
use alloc::string::String;

use pupil_core::error::{Error, Result};

use crate::idx;

/// The kinds of files that are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// A safetensors file: a model of Pupil, or tensors of another program.
    Safetensors,
    /// A zip archive: a `.keras` file, or a packed folder.
    Zip,
    /// An HDF5 file: a `.h5` file of Keras.
    Hdf5,
    /// JSON: a Keras config, a `model.json` of TensorFlow.js, a tokenizer.
    Json,
    /// An ONNX model.
    Onnx,
    /// A NumPy array.
    Npy,
    /// An array of MNIST's format.
    Idx,
    /// A file packed with gzip. Files of numbers are unpacked, and models are refused.
    Gzip,
    /// Plain text: a table, a list of labels.
    Text,
    /// A Python pickle: beside a model, a tokenizer, a scaler or an encoder of labels.
    Pickle,
    /// A file that Pupil does not read. The two texts are what it is, and what to do instead.
    Other(&'static str, &'static str),
}

const KERAS_SAVE: &str =
    "in Python, save the Keras model with model.save(\"model.keras\") and open that file";
const DOWNLOAD: &str = "download the file itself";

/// Files that are known by how they begin.
const BEGINNINGS: &[(&[u8], FileKind)] = &[
    (b"\x89HDF\r\n\x1a\n", FileKind::Hdf5),
    (b"PK\x03\x04", FileKind::Zip),
    (b"PK\x05\x06", FileKind::Zip),
    (b"\x93NUMPY", FileKind::Npy),
    (&[8, 1, 18], FileKind::Other("a TensorFlow SavedModel (saved_model.pb)", KERAS_SAVE)),
    (
        b"version https://git-lfs",
        FileKind::Other(
            "a pointer of Git LFS, not the file that it stands for",
            "download the file from the repository's page, or run git lfs pull",
        ),
    ),
    (&[0x1f, 0x8b], FileKind::Gzip),
    (b"7z\xbc\xaf\x27\x1c", FileKind::Other("a 7-Zip archive", "unpack it first")),
    (b"Rar!", FileKind::Other("a RAR archive", "unpack it first")),
    (b"\x89PNG", FileKind::Other("a PNG picture", "drop it where a model takes a picture")),
    (b"\xff\xd8\xff", FileKind::Other("a JPEG picture", "drop it where a model takes a picture")),
    (b"GIF8", FileKind::Other("a GIF picture", "drop it where a model takes a picture")),
    (b"%PDF", FileKind::Other("a PDF document", "choose the model's file")),
    (b"\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9", FileKind::Other("a PyTorch file of before 2020", PYTORCH)),
];

const PYTORCH: &str =
    "in Python, export the model with torch.onnx.export(model, inputs, \"model.onnx\") and open that file";
/// What a zip archive with a `data.pkl` is.
pub const PYTORCH_ZIP: FileKind = FileKind::Other("a PyTorch file (.pt, .pth)", PYTORCH);
/// What a zip archive with a `saved_model.pb` is.
pub const SAVED_MODEL_ZIP: FileKind = FileKind::Other("a TensorFlow SavedModel", KERAS_SAVE);
/// What a `model.json` with a TensorFlow graph is.
pub const TFJS_GRAPH: FileKind =
    FileKind::Other("a graph model of TensorFlow.js: operations of TensorFlow, not Keras layers", KERAS_SAVE);

/// What the error says of a file that fits no other kind.
const UNKNOWN: &str = "not a kind of file that Pupil knows";

impl FileKind {
    /// The kind of a file.
    pub fn of(file: &[u8]) -> Self {
        if file.is_empty() {
            return Self::Other("an empty file", DOWNLOAD);
        }
        if let Some(&(_, kind)) = BEGINNINGS.iter().find(|(start, _)| file.starts_with(start)) {
            return kind;
        }
        if idx::signature(file).is_some() {
            return Self::Idx;
        }
        if file.get(4..8) == Some(b"TFL3") {
            return Self::Other("a TensorFlow Lite model", KERAS_SAVE);
        }
        if file.starts_with(b"RIFF") && file.get(8..12) == Some(b"WEBP") {
            return Self::Other("a WebP picture", "drop it where a model takes a picture");
        }
        if let [0x80, 2..=5, ..] = file {
            return Self::Pickle;
        }
        // A model of ONNX begins with its field 1, the version of the format, as a small number.
        if let [8, 2..=31, next, ..] = file
            && matches!(next, 0x12 | 0x1a | 0x22 | 0x28 | 0x32 | 0x3a | 0x42)
        {
            return Self::Onnx;
        }
        if let Some((length, rest)) = file.split_first_chunk::<8>()
            && rest.first() == Some(&b'{')
            && u64::from_le_bytes(*length) <= rest.len() as u64
        {
            return Self::Safetensors;
        }
        Self::of_text(file)
    }

    fn of_text(file: &[u8]) -> Self {
        let text = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file).trim_ascii_start();
        match text {
            [b'{' | b'[', ..] => return Self::Json,
            // A JSON text within JSON, as json.dumps(tokenizer.to_json()) writes it.
            [b'"', b'{', ..] | [b'"', b'\\', ..] => return Self::Json,
            [b'<', ..] => {
                let start = text[..text.len().min(9)].to_ascii_lowercase();
                if start.starts_with(b"<!doctype") || start.starts_with(b"<html") {
                    return Self::Other("a web page (HTML), not a file of a model", DOWNLOAD);
                }
            }
            _ => {}
        }
        let sample = &file[..file.len().min(1000)];
        match sample.iter().all(|&byte| byte >= 32 || matches!(byte, b'\t' | b'\r' | b'\n' | 0x1b)) {
            true => Self::Text,
            false => {
                Self::Other(UNKNOWN, "choose a .keras, .h5, .safetensors or .onnx file, or a model.json")
            }
        }
    }

    /// What files of this kind are called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Safetensors => "safetensors",
            Self::Zip => "zip archive",
            Self::Hdf5 => "HDF5",
            Self::Json => "JSON",
            Self::Onnx => "ONNX",
            Self::Npy => "NumPy array",
            Self::Idx => "IDX",
            Self::Gzip => "gzip",
            Self::Text => "text",
            Self::Pickle => "Python pickle",
            Self::Other(is, _) => is,
        }
    }

    /// The error for a file of this kind where a model is expected.
    pub fn error(self, file: &[u8]) -> Error {
        let (is, instead): (&str, &str) = match self {
            Self::Other(is, instead) => (is, instead),
            Self::Npy => ("a NumPy array", "choose a model's file"),
            Self::Idx => ("a data file of MNIST's format (IDX)", "choose a model's file"),
            Self::Gzip => ("packed with gzip", "unpack it first"),
            Self::Text => ("a text", "choose a model's file"),
            Self::Pickle => (
                "a Python pickle",
                "pickles can run any program, so no model is read from one; save it with model.save(\"model.keras\")",
            ),
            Self::Json => ("a JSON text that is no model's config", "choose a model's file"),
            _ => ("a file without a model", "choose a model's file"),
        };
        let start: String = match self {
            Self::Other(UNKNOWN, _) => format!("; it begins with the bytes {}", hex(file)),
            _ => String::new(),
        };
        // Files of several parts have no size of their own.
        let size = match (file.len(), self) {
            (0, Self::Other("an empty file", _)) => " (0 bytes)".into(),
            (0, _) => String::new(),
            (size, _) => format!(" ({size} bytes)"),
        };
        Error::format("model file", format!("this is {is}{start}{size}; {instead}"))
    }

    /// Refuses files that Pupil does not read.
    ///
    /// # Errors
    /// For a [`FileKind::Other`] or [`FileKind::Gzip`]; the message says what the file is, and what to do instead.
    pub fn readable(self, file: &[u8]) -> Result<Self> {
        match self {
            Self::Other(..) | Self::Gzip => Err(self.error(file)),
            kind => Ok(kind),
        }
    }
}

/// The first eight bytes as hexadecimal numbers.
fn hex(file: &[u8]) -> String {
    let mut text = String::new();
    for byte in file.iter().take(8) {
        text += &format!("{}{byte:02x}", if text.is_empty() { "" } else { " " });
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn files_are_named_for_what_they_are() {
        for (bytes, expected) in [
            (&b""[..], "this is an empty file (0 bytes); download the file itself"),
            (b"version https://git-lfs.github.com/spec/v1\noid", "a pointer of Git LFS"),
            (b"\n <!DOCTYPE html><html>", "a web page (HTML)"),
            (b"\x1c\0\0\0TFL3....", "a TensorFlow Lite model"),
            (b"\x08\x01\x12\x80\x40", "a TensorFlow SavedModel"),
            (b"\x89PNG\r\n", "a PNG picture"),
            (b"\x1f\x8b\x08\0", "this is packed with gzip (4 bytes); unpack it first"),
            (b"\x01\x02\0\x03", "begins with the bytes 01 02 00 03 (4 bytes)"),
        ] {
            let error = FileKind::of(bytes).readable(bytes).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        }
        for (bytes, expected) in [
            (&b"\x89HDF\r\n\x1a\n..."[..], FileKind::Hdf5),
            (b"PK\x03\x04", FileKind::Zip),
            (b"\x08\x07\x12\x04", FileKind::Onnx),
            (b"\x02\0\0\0\0\0\0\0{}", FileKind::Safetensors),
            (b"\xef\xbb\xbf {\"a\": 1}", FileKind::Json),
            (b"0 cat\n1 dog\n", FileKind::Text),
            (b"\0\0\x08\x03", FileKind::Idx),
            (b"\0\0\x0d\x05", FileKind::Idx),
            (b"\x1f\x8b\x08", FileKind::Gzip),
            (b"\x93NUMPY\x01", FileKind::Npy),
            (b"\x80\x04\x95\x10\0", FileKind::Pickle),
        ] {
            assert_eq!(FileKind::of(bytes), expected);
        }
    }
}
