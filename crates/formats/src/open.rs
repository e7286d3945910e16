//! One way to open a model: from one file or several, each told by its bytes.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use pupil_core::error::{Error, Result};
use pupil_core::training::Bundle;
use serde_json::Value;

use crate::contents::Contents;
use crate::hdf5;
use crate::json;
use crate::keras;
use crate::kind::{FileKind, PYTORCH_ZIP, SAVED_MODEL_ZIP};
use crate::model;
use crate::onnx;
use crate::pickle;
use crate::tfjs;
use crate::zip::Archive;

/// A file with its name.
#[derive(Debug, Clone)]
pub struct Source<'a> {
    /// The name, with the folders before it if it has some. It only tells files apart that belong together.
    pub name: String,
    /// What is in it.
    pub bytes: Cow<'a, [u8]>,
}

fn bad(message: impl Into<String>) -> Error {
    Error::format("model file", message.into())
}

/// Opens a model's file of any kind.
///
/// # Errors
/// When the file is of a kind that Pupil does not read, is damaged, or has a layer that is not supported. The message
/// says what the file is, and what to do instead.
pub fn open(file: &[u8]) -> Result<Bundle> {
    open_all(&[Source { name: String::new(), bytes: file.into() }])
}

/// Opens a model that is spread over several files: a `model.json` and its weights, a config and its weights, a model and
/// its labels. A single file is opened as by [`open()`].
///
/// # Errors
/// As [`open()`], and when there is no model among the files or a part is missing.
pub fn open_all(files: &[Source<'_>]) -> Result<Bundle> {
    open_with_shapes(files, &[])
}

/// As [`open_all`], for models that leave axes of their inputs open: `shapes` are the inputs' shapes, one sample's.
///
/// # Errors
/// As [`open_all`], and as [`Contents::set_input_shapes`].
pub fn open_with_shapes(files: &[Source<'_>], shapes: &[Vec<usize>]) -> Result<Bundle> {
    let kinds = || files.iter().map(|file| FileKind::of(&file.bytes));
    let main = kinds().position(|kind| matches!(kind, FileKind::Safetensors | FileKind::Onnx));
    if let Some(main) = main {
        let bytes = &files[main].bytes;
        let mut bundle = match FileKind::of(bytes) {
            FileKind::Safetensors => model::read(bytes)?,
            _ => onnx::read(bytes)?.into_bundle()?,
        };
        if files.len() > 1 {
            bundle.notes.push("The files beside the model were not read.".into());
        }
        return Ok(bundle);
    }
    let mut contents = contents_with(files, pickle::read)?;
    contents.set_input_shapes(shapes)?;
    contents.into_bundle()
}

/// What a model of Keras or TensorFlow.js holds. ONNX files are left to [`onnx::read`], because a browser loads that code
/// only for them.
///
/// # Errors
/// As [`open_all`], but layers are not looked at. Pickles are refused; read them with [`pickle::read`].
pub fn contents(files: &[Source<'_>]) -> Result<Contents> {
    contents_with(files, |file| Err(FileKind::Pickle.error(file)))
}

/// Reads a pickle beside a model. In browsers the code for that is a module of its own.
type ReadPickle = fn(&[u8]) -> Result<(String, String)>;

fn contents_with(files: &[Source<'_>], read_pickle: ReadPickle) -> Result<Contents> {
    let [file] = files else { return of_several(files, read_pickle) };
    match FileKind::of(&file.bytes).readable(&file.bytes)? {
        FileKind::Zip => of_zip(&file.bytes, Some(read_pickle)),
        FileKind::Hdf5 => keras::hdf5(&hdf5::File::open(&file.bytes)?)?.ok_or_else(|| {
            bad("it holds weights but no config; open it together with the model's config (config.json), or load it into a model with loadWeights")
        }),
        FileKind::Json => of_json(json::parse("the file", &file.bytes)?, files),
        kind => Err(kind.error(&file.bytes)),
    }
}

/// A zip archive: a `.keras` file, or a packed folder. Within a packed folder, without `read_pickle`, only a `.keras` file:
/// archives in archives could unpack to any size.
fn of_zip(file: &[u8], read_pickle: Option<ReadPickle>) -> Result<Contents> {
    let zip = Archive::open(file)?;
    if zip.has(keras::CONFIG)
        && (zip.has(keras::WEIGHTS) || zip.has("metadata.json") || zip.has("model.weights.npz"))
    {
        return keras::archive(&zip);
    }
    let Some(read_pickle) = read_pickle else {
        return Err(bad("a zip archive within another is no .keras file; unpack it first"));
    };
    for name in zip.names() {
        let last = name.rsplit('/').next();
        match last {
            Some("data.pkl") => return Err(PYTORCH_ZIP.error(file)),
            Some("saved_model.pb") => return Err(SAVED_MODEL_ZIP.error(file)),
            _ => {}
        }
    }
    // Pictures and other large files of a packed folder stay packed.
    let belongs = |name: &&str| {
        let ending = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
        !matches!(
            ending.as_str(),
            "png" | "jpg" | "jpeg" | "gif" | "webp" | "mp4" | "wav" | "ipynb" | "py" | "js" | "html"
        )
    };
    let names: Vec<&str> = zip.names().filter(belongs).collect();
    let unpack = |name: &&str| Ok(Source { name: name.to_string(), bytes: zip.get(name)? });
    let files = names.iter().map(unpack).collect::<Result<Vec<_>>>()?;
    match files.as_slice() {
        [] => Err(bad("the zip archive holds no model")),
        files => of_several(files, read_pickle),
    }
}

/// A JSON text: a `model.json` of TensorFlow.js, or a Keras config.
fn of_json(json: Value, files: &[Source<'_>]) -> Result<Contents> {
    if tfjs::is_model(&json) {
        let shard = |path: &str| {
            let last = |path: &str| path.rsplit('/').next().unwrap_or_default().to_string();
            let whole = files.iter().find(|file| file.name.ends_with(path));
            let found = whole.or_else(|| files.iter().find(|file| last(&file.name) == last(path)));
            found.map(|file| Cow::Borrowed(&*file.bytes))
        };
        return tfjs::read(json, &shard);
    }
    if json.get("class_name").is_some() && json.get("config").is_some() {
        return keras::config(json, None);
    }
    Err(FileKind::Json
        .error(&files.first().map_or(Cow::Borrowed(&[][..]), |file| Cow::Borrowed(&*file.bytes))))
}

/// Several files that belong to one model.
fn of_several(files: &[Source<'_>], read_pickle: ReadPickle) -> Result<Contents> {
    let mut model: Option<(&str, Contents)> = None;
    let mut config: Option<Value> = None;
    let (mut metadata, mut notes) = (Vec::new(), Vec::new());
    let mut weights = Vec::new();
    let mut refused = None;
    // Files with the weights of a model.json have no beginning of their own, so they may look like anything.
    let parsed = |file: &Source<'_>| json::parse("", &file.bytes).ok().filter(tfjs::is_model);
    let manifest = files.iter().filter(|file| FileKind::of(&file.bytes) == FileKind::Json).find_map(parsed);
    let shards: Vec<&str> = manifest.iter().flat_map(|json| tfjs::shards(json)).collect();
    let is_shard = |file: &&Source<'_>| {
        let last = |path: &str| path.rsplit('/').next().unwrap_or_default().to_string();
        shards.iter().any(|shard| last(shard) == last(&file.name))
    };
    for file in files.iter().filter(|file| !is_shard(file)) {
        let found = match FileKind::of(&file.bytes) {
            FileKind::Zip => Some(of_zip(&file.bytes, None)),
            FileKind::Hdf5 => {
                let opened = hdf5::File::open(&file.bytes)?;
                let contents = keras::hdf5(&opened)?;
                if contents.is_none() {
                    weights.push(opened);
                }
                contents.map(Ok)
            }
            FileKind::Json => {
                let json = match json::parse("JSON file", &file.bytes) {
                    Ok(json) => json,
                    Err(error) => {
                        refused = refused.or(Some((&file.name, error)));
                        continue;
                    }
                };
                match side_file(&json, &mut metadata) {
                    true => None,
                    false if tfjs::is_model(&json) => Some(of_json(json, files)),
                    false if json.get("class_name").is_some() => {
                        config = Some(json);
                        None
                    }
                    false => None,
                }
            }
            FileKind::Text => {
                // Other texts, such as a README, are no labels.
                let taken = metadata.iter().any(|(name, _): &(String, String)| name == "classes");
                if let Some(labels) = labels(&file.bytes).filter(|_| is_labels(&file.name) && !taken) {
                    metadata.push(("classes".to_string(), labels));
                }
                None
            }
            FileKind::Pickle => {
                match read_pickle(&file.bytes) {
                    Ok(found) => metadata.push(found),
                    Err(error) => notes.push(format!("\"{}\" was not read: {error}", file.name)),
                }
                None
            }
            kind => {
                // Weights of TensorFlow.js have no beginning of their own.
                refused =
                    refused.or_else(|| kind.readable(&file.bytes).err().map(|error| (&file.name, error)));
                None
            }
        };
        if let Some(found) = found {
            let found = found?;
            if let Some((first, _)) = model {
                return Err(bad(format!(
                    "\"{first}\" and \"{}\" are both models; open one at a time",
                    file.name
                )));
            }
            model = Some((&file.name, found));
        }
    }
    let mut contents = match (model, config, weights.as_slice()) {
        (Some((_, contents)), ..) => {
            if !weights.is_empty() {
                notes.push("The file of weights beside the model was not read.".into());
            }
            contents
        }
        (None, Some(_), [_, _, ..]) => {
            return Err(bad("there are several files of weights; open one at a time"));
        }
        (None, Some(config), []) => keras::config(config, None)?,
        (None, Some(config), [file]) => {
            let weights = keras::weights(file, &config)?;
            Contents { weights, ..keras::config(config, None)? }
        }
        (None, None, [_, ..]) => {
            return Err(bad("the files hold weights but no config; add the model's config (config.json)"));
        }
        _ => {
            let names: Vec<&str> = files.iter().take(5).map(|file| file.name.as_str()).collect();
            let reason = refused.map_or(String::new(), |(name, error)| format!("; \"{name}\": {error}"));
            return Err(bad(format!("there is no model among the files {}{reason}", names.join(", "))));
        }
    };
    contents.metadata.extend(metadata);
    contents.notes.extend(notes);
    Ok(contents)
}

/// True for the name of a file with the names of classes.
fn is_labels(name: &str) -> bool {
    let last = name.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    matches!(last.as_str(), "labels.txt" | "classes.txt" | "class_names.txt")
}

/// Takes what belongs to a model from a JSON file beside it: Teachable Machine's `metadata.json`, a tokenizer. Returns
/// false if the file is something else.
fn side_file(json: &Value, metadata: &mut Vec<(String, String)>) -> bool {
    if let Some(labels) = json["labels"].as_array().filter(|_| json.get("modelTopology").is_none()) {
        metadata.push(("classes".into(), Value::from(labels.clone()).to_string()));
        if let Some(size) = json["imageSize"].as_u64() {
            metadata.push(("imageSize".into(), size.to_string()));
        }
        return true;
    }
    // Keras's Tokenizer, also as a JSON text within JSON.
    let text = json.as_str().map(ToString::to_string).unwrap_or_else(|| json.to_string());
    let tokenizer = json["class_name"] == "Tokenizer" || text.starts_with("{\"class_name\": \"Tokenizer\"");
    if tokenizer {
        metadata.push(("tokenizer".into(), text));
    }
    tokenizer
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
    let label = |line: &&str| match all {
        true => line.split_once(' ').map_or(*line, |(_, label)| label).to_string(),
        false => line.to_string(),
    };
    let labels: Vec<Value> = lines.iter().map(label).map(Value::from).collect();
    Some(Value::from(labels).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_read_with_and_without_numbers() {
        assert_eq!(labels(b"0 cat\n1 big dog\r\n").unwrap(), r#"["cat","big dog"]"#);
        assert_eq!(labels(b"cat\n2 dogs\n").unwrap(), r#"["cat","2 dogs"]"#);
        assert_eq!(labels(b"\n"), None);
    }
}
