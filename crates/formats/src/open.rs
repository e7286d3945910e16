//! One way to open a model: from one file or several, each told by its bytes.

use alloc::borrow::Cow;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;
use core::cell::Cell;

use pupil_core::error::{Error, Result};
use pupil_core::models::Network;
use pupil_core::tensor::Tensor;
use pupil_core::training::Bundle;
use serde_json::Value;

use crate::beside::{Beside, ReadPickle, no_pickle, reason};
use crate::contents::{Contents, assign};
use crate::hdf5;
use crate::json;
use crate::keras;
use crate::kind::{FileKind, PYTORCH_ZIP, SAVED_MODEL_ZIP};
use crate::model;
use crate::onnx;
use crate::pickle;
use crate::source::{Source, file_name};
use crate::state_dict::{self, Target, WeightsFrom};
use crate::tfjs;
use crate::zip::Archive;

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
    open_with(files, &OpenOptions::default())
}

/// Why a file within an archive was not read.
const UNPACK: &str = "it lies in an archive; unpack that, and open its files as a list";

/// Why a file of weights was not read.
const HAS_WEIGHTS: &str = "the model has weights";

/// How to open a model.
#[derive(Debug, Clone, Default)]
pub struct OpenOptions {
    /// The shapes of the inputs, one sample's, for models that leave axes of their inputs open.
    pub input_shapes: Vec<Vec<usize>>,
    /// The program whose conventions the tensors of a safetensors file of another program follow. By default their names
    /// tell.
    pub weights_from: Option<WeightsFrom>,
}

/// As [`open_all`], with options.
///
/// # Errors
/// As [`open_all`], as [`Contents::set_input_shapes`], and as [`find_weights`].
pub fn open_with(files: &[Source<'_>], options: &OpenOptions) -> Result<Bundle> {
    let parts = parts(files);
    let one = parts.len() == 1;
    let is_model = |part: &Part<'_, '_>| match part.kind {
        FileKind::Onnx => true,
        FileKind::Safetensors => one || !state_dict::is_foreign(&part.file.bytes),
        _ => false,
    };
    if let Some(main) = parts.iter().position(is_model) {
        let Part { file, kind } = &parts[main];
        let mut bundle = match kind {
            FileKind::Safetensors => model::read(&file.bytes)?,
            _ => onnx::read(&file.bytes)?.into_bundle()?,
        };
        let mut beside = Beside::default();
        for (_, Part { file, kind }) in parts.iter().enumerate().filter(|(at, _)| *at != main) {
            beside.read(file, *kind, pickle::read);
        }
        beside.extend(&mut bundle.metadata, &mut bundle.notes);
        return Ok(bundle);
    }
    let (tensors, others): (Vec<_>, Vec<_>) =
        parts.into_iter().partition(|part| part.kind == FileKind::Safetensors);
    let may_be_model =
        |part: &Part<'_, '_>| matches!(part.kind, FileKind::Json | FileKind::Hdf5 | FileKind::Zip);
    if !tensors.is_empty() && !others.iter().any(may_be_model) {
        let names: Vec<&str> = tensors.iter().take(5).map(|part| part.file.name.as_str()).collect();
        return Err(bad(format!(
            "\"{}\": the files hold weights but no model config; open them together with the model's config \
             (config.json), or load them into a model with loadWeights",
            names.join("\", \"")
        )));
    }
    let mut contents = contents_of(&others, pickle::read)?;
    contents.set_input_shapes(&options.input_shapes)?;
    let has_weights = !contents.weights.is_empty();
    let mut bundle = contents.into_bundle()?;
    if tensors.is_empty() {
        return Ok(bundle);
    }
    if has_weights {
        let mut beside = Beside::default();
        tensors.iter().for_each(|part| beside.leave(&part.file.name, HAS_WEIGHTS));
        bundle.notes.extend(beside.notes);
        return Ok(bundle);
    }
    let files: Vec<&[u8]> = tensors.iter().map(|part| &*part.file.bytes).collect();
    let (weights, note) = find_weights(&bundle.network, &files, options.weights_from)?;
    bundle.weights = weights;
    bundle.notes.push(note);
    Ok(bundle)
}

/// The weights of a network in safetensors files of another program, in the network's order, and a sentence that says
/// what was done. Several files are parts of one.
///
/// # Errors
/// As [`state_dict::find`].
pub fn find_weights(
    network: &Network,
    files: &[&[u8]],
    from: Option<WeightsFrom>,
) -> Result<(Vec<Tensor>, String)> {
    let (config, layers) = (network.to_config(), network.describe_layers());
    let weights = network.weights().iter().map(|weight| (weight.name.clone(), weight.shape.clone()));
    let weights: Vec<_> = weights.collect();
    let target = Target { config: &config, layers: &layers, weights: &weights };
    let found = state_dict::find(&target, files, from)?;
    Ok((assign(network, found.weights)?, found.note))
}

/// As [`open_all`] for models of Pupil, Keras and TensorFlow.js alone, so that a program without ONNX does not carry its
/// reader.
///
/// # Errors
/// As [`open_all`], and for ONNX files, pickles and weights of other programs.
pub fn open_without_onnx(files: &[Source<'_>]) -> Result<Bundle> {
    if files.iter().any(|file| FileKind::of(&file.bytes) == FileKind::Onnx) {
        return Err(Error::format(
            "ONNX",
            "ONNX files are not read here; convert the file to .keras on Pupil's page or with `pupil convert`",
        ));
    }
    match files {
        [file] if FileKind::of(&file.bytes) == FileKind::Safetensors => model::read(&file.bytes),
        files => contents(files)?.into_bundle(),
    }
}

/// What a model of Keras or TensorFlow.js holds. ONNX files are left to [`onnx::read`], because a browser loads that code
/// only for them.
///
/// # Errors
/// As [`open_all`], but layers are not looked at. Pickles are refused; read them with [`pickle::read`].
pub fn contents(files: &[Source<'_>]) -> Result<Contents> {
    contents_of(&parts(files), no_pickle)
}

/// A file and its kind.
struct Part<'f, 'a> {
    file: &'f Source<'a>,
    kind: FileKind,
}

fn parts<'f, 'a>(files: &'f [Source<'a>]) -> Vec<Part<'f, 'a>> {
    files.iter().map(|file| Part { file, kind: FileKind::of(&file.bytes) }).collect()
}

fn contents_of(parts: &[Part<'_, '_>], read_pickle: ReadPickle) -> Result<Contents> {
    let [Part { file, kind }] = parts else { return of_several(parts, read_pickle) };
    match kind.readable(&file.bytes)? {
        FileKind::Zip => of_zip(&file.bytes, Some(read_pickle)),
        FileKind::Hdf5 => keras::hdf5(&hdf5::File::open(&file.bytes)?)?.ok_or_else(|| {
            bad("it holds weights but no config; open it together with the model's config (config.json), or load it into a model with loadWeights")
        }),
        FileKind::Json => {
            let json = json::parse("the file", &file.bytes)?;
            if tfjs::is_model(&json) {
                of_tfjs(json, parts, &[Cell::new(false)])
            } else if json.get("class_name").is_some() && json.get("config").is_some() {
                keras::config(json, None)
            } else {
                Err(kind.error(&file.bytes))
            }
        }
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
    let mut files = Vec::new();
    for (at, name) in zip.names().enumerate() {
        match file_name(name) {
            "data.pkl" => return Err(PYTORCH_ZIP.error(file)),
            "saved_model.pb" => return Err(SAVED_MODEL_ZIP.error(file)),
            _ => {}
        }
        // Pictures and other large files of a packed folder stay packed.
        let ending = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
        if !matches!(
            ending.as_str(),
            "png" | "jpg" | "jpeg" | "gif" | "webp" | "mp4" | "wav" | "ipynb" | "py" | "js" | "html"
        ) {
            files.push((at, name));
        }
    }
    let unpack = |&(at, name): &(usize, &str)| Ok(Source { name: name.to_string(), bytes: zip.at(at)? });
    let files = files.iter().map(unpack).collect::<Result<Vec<_>>>()?;
    match files.as_slice() {
        [] => Err(bad("the zip archive holds no model")),
        files => of_several(&parts(files), read_pickle),
    }
}

/// A `model.json` of TensorFlow.js with its weights. `used` marks the files with weights.
fn of_tfjs(json: Value, parts: &[Part<'_, '_>], used: &[Cell<bool>]) -> Result<Contents> {
    // By their names, and with the folders before them. An archive may have many files.
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, part) in parts.iter().enumerate() {
        places.entry(file_name(&part.file.name)).or_insert(at);
    }
    places.extend(parts.iter().enumerate().map(|(at, part)| (part.file.name.as_str(), at)));
    tfjs::read(json, &|path| {
        let at = *places.get(path).or_else(|| places.get(file_name(path)))?;
        used[at].set(true);
        Some(Cow::Borrowed(&*parts[at].file.bytes))
    })
}

/// The models among several files, of which there may be one.
#[derive(Default)]
struct Models<'f> {
    found: Option<(&'f str, Contents)>,
}

impl<'f> Models<'f> {
    fn add(&mut self, name: &'f str, contents: Contents) -> Result<()> {
        match self.found.replace((name, contents)) {
            None => Ok(()),
            Some((first, _)) => {
                Err(bad(format!("\"{first}\" and \"{name}\" are both models; open one at a time")))
            }
        }
    }
}

/// Several files that belong to one model.
fn of_several(parts: &[Part<'_, '_>], read_pickle: ReadPickle) -> Result<Contents> {
    let mut models = Models::default();
    let mut configs: Vec<(&str, Value)> = Vec::new();
    let mut beside = Beside::default();
    let mut weights = Vec::new();
    let mut refused = None;
    let mut packed = None;
    // Files with weights of a model.json have no beginning of their own, so they may look like anything.
    let shards = vec![Cell::new(false); parts.len()];
    let mut broken = Vec::new();
    for (at, Part { file, .. }) in parts.iter().enumerate().filter(|(_, part)| part.kind == FileKind::Json) {
        match json::parse("JSON file", &file.bytes) {
            Ok(json) if beside.add_json(&json) => {}
            Ok(json) if tfjs::is_model(&json) => models.add(&file.name, of_tfjs(json, parts, &shards)?)?,
            Ok(json) if json.get("class_name").is_some() => configs.push((&file.name, json)),
            Ok(json) => beside.leave_json(&file.name, &json),
            Err(error) => broken.push((at, error)),
        }
    }
    for (at, error) in broken.into_iter().filter(|(at, _)| !shards[*at].get()) {
        let name = &parts[at].file.name;
        beside.leave(name, &reason(&error));
        refused = refused.or(Some((name, error)));
    }
    let others = parts.iter().zip(&shards).filter(|(_, shard)| !shard.get());
    for (Part { file, kind }, _) in others {
        match kind {
            FileKind::Json => {}
            FileKind::Zip => models.add(&file.name, of_zip(&file.bytes, None)?)?,
            FileKind::Hdf5 => {
                let opened = hdf5::File::open(&file.bytes)?;
                match keras::hdf5(&opened)? {
                    Some(contents) => models.add(&file.name, contents)?,
                    None => weights.push((file.name.as_str(), opened)),
                }
            }
            FileKind::Text | FileKind::Pickle => beside.add(file, *kind, read_pickle),
            // Lists of files come here without them.
            FileKind::Onnx | FileKind::Safetensors => {
                beside.leave(&file.name, UNPACK);
                packed = packed.or(Some(&file.name));
            }
            kind => {
                beside.leave_kind(&file.name, *kind);
                refused =
                    refused.or_else(|| kind.readable(&file.bytes).err().map(|error| (&file.name, error)));
            }
        }
    }
    if let (Some(name), None) = (packed, &models.found) {
        return Err(bad(["\"", name, "\" is not read: ", UNPACK].concat()));
    }
    let mut contents = match (models.found, configs.as_slice(), weights.as_slice()) {
        (Some((_, contents)), ..) => {
            configs.iter().for_each(|(name, json)| beside.leave_json(name, json));
            weights.iter().for_each(|(name, _)| beside.leave(name, HAS_WEIGHTS));
            contents
        }
        (None, [(first, _), (second, _), ..], _) | (None, [_], [(first, _), (second, _), ..]) => {
            return Err(bad(format!(
                "\"{first}\" and \"{second}\" are of the same kind; open one at a time"
            )));
        }
        (None, [(_, config)], weights) => {
            let found = weights.first().map(|(_, file)| keras::weights(file, config)).transpose()?;
            let config = configs.pop().map(|(_, config)| config).unwrap_or_default();
            Contents { weights: found.unwrap_or_default(), ..keras::config(config, None)? }
        }
        (None, [], [_, ..]) => {
            return Err(bad("the files hold weights but no config; add the model's config (config.json)"));
        }
        _ => {
            let names: Vec<&str> = parts.iter().take(5).map(|part| part.file.name.as_str()).collect();
            let reason =
                refused.map_or(String::new(), |(name, error)| format!("; \"{name}\": {}", reason(&error)));
            return Err(bad(format!("there is no model among the files {}{reason}", names.join(", "))));
        }
    };
    beside.extend(&mut contents.metadata, &mut contents.notes);
    Ok(contents)
}
