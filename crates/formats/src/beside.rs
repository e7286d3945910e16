//! The files beside a model: the names of its classes, a tokenizer, a scaler. They are the same for all kinds of models.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use pupil_core::error::{Error, Result};
use serde_json::Value;

use crate::json;
use crate::kind::FileKind;
use crate::source::{Source, file_name};

/// Reads a pickle beside a model. In browsers the code for that is in another module.
pub(crate) type ReadPickle = fn(&[u8]) -> Result<(String, String)>;

/// What the files beside a model say.
#[derive(Debug, Default)]
pub struct Beside {
    /// Texts for the model's metadata, each with its name.
    pub metadata: Vec<(String, String)>,
    /// The files that were not read, and why, one sentence each.
    pub notes: Vec<String>,
}

/// What files say about the model beside them. Pickles are not read; [`pickle::read`](crate::pickle::read) does that.
pub fn beside(files: &[Source<'_>]) -> Beside {
    let mut beside = Beside::default();
    for file in files {
        beside.read(file, FileKind::of(&file.bytes), no_pickle);
    }
    beside
}

/// Refuses pickles, in browsers.
pub(crate) fn no_pickle(_: &[u8]) -> Result<(String, String)> {
    Err(FileKind::Pickle.error(&[]))
}

impl Beside {
    /// Takes what a file beside the model says.
    pub(crate) fn read(&mut self, file: &Source<'_>, kind: FileKind, read_pickle: ReadPickle) {
        match kind {
            FileKind::Json => match json::parse("JSON file", &file.bytes) {
                Ok(json) if self.add_json(&json) => {}
                Ok(json) => self.leave_json(&file.name, &json),
                Err(error) => self.leave(&file.name, &reason(&error)),
            },
            FileKind::Text | FileKind::Pickle => self.add(file, kind, read_pickle),
            kind => self.leave_kind(&file.name, kind),
        }
    }

    /// A JSON list of names and texts of the metadata in turns. Notes follow, each after an empty name.
    pub fn to_json(&self) -> String {
        let mut list = String::from("[");
        let notes = self.notes.iter().map(|note| ("", note));
        for (name, text) in self.metadata.iter().map(|(name, text)| (name.as_str(), text)).chain(notes) {
            json::next(&mut list);
            json::quoted(name, &mut list);
            list += ",";
            json::quoted(text, &mut list);
        }
        list + "]"
    }

    /// Takes what a text or a pickle says. Other texts, such as a README, say nothing.
    pub(crate) fn add(&mut self, file: &Source<'_>, kind: FileKind, read_pickle: ReadPickle) {
        if kind == FileKind::Pickle {
            match read_pickle(&file.bytes) {
                Ok(found) => self.metadata.push(found),
                Err(error) => self.leave(&file.name, &reason(&error)),
            }
        } else if kind == FileKind::Text
            && is_labels(&file.name)
            && !self.metadata.iter().any(|(name, _)| name == "classes")
        {
            self.metadata.extend(labels(&file.bytes).map(|labels| ("classes".to_string(), labels)));
        }
    }

    /// Takes what a JSON file says: Teachable Machine's `metadata.json`, a tokenizer. Returns false if the file is
    /// something else.
    pub(crate) fn add_json(&mut self, value: &Value) -> bool {
        if value["labels"].is_array() && value.get("modelTopology").is_none() {
            self.metadata.push(("classes".into(), json::text(&value["labels"])));
            if let Some(size) = value["imageSize"].as_u64() {
                self.metadata.push(("imageSize".into(), size.to_string()));
            }
            return true;
        }
        // Keras's Tokenizer, also as a JSON text within JSON.
        let text = match value {
            Value::String(text) if text.starts_with("{\"class_name\": \"Tokenizer\"") => text.clone(),
            value if value["class_name"] == "Tokenizer" => json::text(value),
            _ => return false,
        };
        self.metadata.push(("tokenizer".into(), text));
        true
    }

    /// Adds everything to what the model's own file says. A text that both have is replaced.
    pub(crate) fn extend(self, metadata: &mut Vec<(String, String)>, notes: &mut Vec<String>) {
        metadata.retain(|(name, _)| !self.metadata.iter().any(|(new, _)| new == name));
        metadata.extend(self.metadata);
        notes.extend(self.notes);
    }

    /// Names a file that was not read. Hidden files stay unnamed.
    pub(crate) fn leave(&mut self, name: &str, why: &str) {
        if !file_name(name).starts_with('.') {
            self.notes.push(format!("\"{name}\" was not read: {why}"));
        }
    }

    /// Names a JSON file that says nothing about the model.
    pub(crate) fn leave_json(&mut self, name: &str, json: &Value) {
        if json.get("modelTopology").is_some() || json.get("class_name").is_some() {
            self.leave(name, "it is another model, or its config");
        } else if json.get("keras_version").is_none() {
            // Otherwise it is the metadata.json of a .keras file, with a version and a date.
            self.leave(name, "it is a JSON text of another kind");
        }
    }

    /// Names a file of a kind that is not read beside a model. Pictures and documents stay unnamed.
    pub(crate) fn leave_kind(&mut self, name: &str, kind: FileKind) {
        match kind {
            FileKind::Safetensors | FileKind::Onnx | FileKind::Hdf5 | FileKind::Zip => {
                self.leave(name, "it is another model");
            }
            FileKind::Other(is, _) if is_document(is) => {}
            FileKind::Other(is, _) => self.leave(name, &["it is ", is].concat()),
            _ => self.leave(name, "it is no part of a model"),
        }
    }
}

/// True for a kind that often lies beside a model. `contains` would add 5 KB packed.
fn is_document(kind: &str) -> bool {
    kind.ends_with(" picture")
        || ["a PDF", "a web page", "an empty"].iter().any(|start| kind.starts_with(start))
}

/// The text of an error about a file. [`Error`]'s own `Display` would add the formatting of floats to the module of a
/// browser, 3 KB packed.
pub(crate) fn reason(error: &Error) -> String {
    match error {
        Error::Format { what, message } => [what, ": ", message].concat(),
        _ => "it does not fit".into(),
    }
}

/// True for the name of a file with the names of classes.
fn is_labels(name: &str) -> bool {
    let name = file_name(name).to_ascii_lowercase();
    matches!(name.as_str(), "labels.txt" | "classes.txt" | "class_names.txt")
}

/// The names of classes in a `labels.txt`, one a line, as a JSON list. Teachable Machine numbers the lines: `0 cat`.
fn labels(file: &[u8]) -> Option<String> {
    let text = core::str::from_utf8(file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file)).ok()?;
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if lines.is_empty() || lines.len() > 100_000 {
        return None;
    }
    let numbered = |(number, line): (usize, &&'_ str)| {
        line.split_once(' ').is_some_and(|(first, _)| first.parse() == Ok(number))
    };
    let all = lines.iter().enumerate().all(numbered);
    let mut list = String::from("[");
    for line in lines {
        json::next(&mut list);
        json::quoted(line.split_once(' ').filter(|_| all).map_or(line, |(_, label)| label), &mut list);
    }
    list += "]";
    Some(list)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::borrow::Cow;

    #[test]
    fn labels_are_read_with_and_without_numbers() {
        assert_eq!(labels(b"0 cat\n1 big dog\r\n").unwrap(), r#"["cat","big dog"]"#);
        assert_eq!(labels(b"cat\n2 dogs\n").unwrap(), r#"["cat","2 dogs"]"#);
        assert_eq!(labels(b"\n"), None);
    }

    #[test]
    fn files_are_read_or_named() {
        let files = [
            ("a/Labels.txt", &b"0 cat\n1 dog\n"[..]),
            ("README.md", b"a model"),
            ("picture.png", b"\x89PNG\r\n"),
            ("tokenizer.json", br#"{"class_name": "Tokenizer", "config": {}}"#),
            ("numbers.json", b"[1, 2]"),
            ("metadata.json", br#"{"keras_version": "3.15.1", "date_saved": ""}"#),
            ("model.json", br#"{"modelTopology": {}}"#),
            (".hidden", b"\x01\x02"),
            ("data.npy", b"\x93NUMPY\x01\0"),
            ("data.csv.gz", b"\x1f\x8b\x08"),
            ("weights.bin", b"\x01\x02"),
            ("config.json", br#"{"class_name": "Sequential", "config": {}}"#),
            ("broken.json", b"{"),
            ("other.h5", b"\x89HDF\r\n\x1a\n"),
            ("scaler.pkl", b"\x80\x04."),
        ];
        let files = files.map(|(name, bytes)| Source { name: name.into(), bytes: Cow::Borrowed(bytes) });
        let Beside { metadata, notes } = beside(&files);
        assert_eq!(metadata[0], ("classes".into(), r#"["cat","dog"]"#.into()));
        assert_eq!(metadata[1].0, "tokenizer");
        assert_eq!(metadata.len(), 2);
        let notes = notes.join("\n");
        for expected in [
            "\"config.json\" was not read: it is another model, or its config",
            "\"model.json\" was not read: it is another model, or its config",
            "\"numbers.json\" was not read: it is a JSON text of another kind",
            "\"data.npy\" was not read: it is no part of a model",
            "\"data.csv.gz\" was not read: it is no part of a model",
            "\"weights.bin\" was not read: it is not a kind of file that Pupil knows",
            "\"broken.json\" was not read: JSON file: this is not JSON",
            "\"other.h5\" was not read: it is another model",
            "\"scaler.pkl\" was not read: model file: this is a Python pickle",
        ] {
            assert!(notes.contains(expected), "{notes}");
        }
        assert_eq!(notes.lines().count(), 9, "{notes}");
    }
}
