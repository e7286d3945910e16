//! Keras's files: `.keras` archives, HDF5 files of whole models and of weights alone, and JSON configs.

pub mod compile;
pub mod keras_2;
pub mod legacy;
pub mod older;
mod older_weights;
mod operations;
mod tree;
pub mod variables;
pub mod write;

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use pupil_core::error::{Error, Result};
use serde_json::Value;

use crate::contents::{Contents, LayerWeights, OptimizerVariables};
use crate::hdf5::File;
use crate::json::{parse, take};
use crate::layers::leaves;
use crate::zip::Archive;
use older::{Generation, modernize};
use tree::Node;
use variables::Vocabulary;

/// The member of a `.keras` archive with the config.
pub const CONFIG: &str = "config.json";
/// The member of a `.keras` archive with the weights.
pub const WEIGHTS: &str = "model.weights.h5";

fn bad(message: impl Into<String>) -> Error {
    Error::format("Keras file", message.into())
}

/// A `.keras` archive.
///
/// # Errors
/// When a part is missing or damaged, or the model is of a class that a program defines.
pub fn archive(zip: &Archive<'_>) -> Result<Contents> {
    let mut config = parse(CONFIG, &zip.get(CONFIG)?)?;
    let metadata = match zip.has("metadata.json") {
        true => parse("metadata.json", &zip.get("metadata.json")?)?,
        false => Value::Null,
    };
    let generation = Generation::of(&config, metadata["keras_version"].as_str());
    let compile = compile::options(take(&mut config, "compile_config"));
    if !zip.has(WEIGHTS) {
        return Err(bad(format!(
            "the archive has no {WEIGHTS}; save the model with model.save(\"model.keras\")"
        )));
    }
    known_class(&config)?;
    let file = zip.get(WEIGHTS)?;
    let file = File::open(&file)?;
    let root = Node::read(&file)?;
    let weights = some(variables::read(&root, &config)?, &config)?;
    let optimizer = variables::optimizer(&root)?;
    place_vocabularies(zip, &root, &mut config)?;
    let contents = Contents { weights, compile, ..Contents::from_config(modernize(config, generation)?) };
    Ok(with_optimizer(contents, optimizer))
}

/// Puts the vocabularies that are files of an archive into the options of their layers. Keras reads them from there too.
///
/// # Errors
/// When such a file is damaged.
fn place_vocabularies(zip: &Archive<'_>, root: &Node<'_>, config: &mut Value) -> Result<()> {
    for Vocabulary { layer, folder, idf } in variables::vocabularies(root, config)? {
        let file = format!("assets/{folder}vocabulary.txt");
        if !zip.has(&file) {
            continue;
        }
        let bytes = zip.get(&file)?;
        let text = core::str::from_utf8(&bytes).map_err(|_| bad(format!("{file} is not in UTF-8")))?;
        let mut options = &mut *config;
        for place in layer {
            options = &mut options["config"]["layers"][place];
        }
        let options = &mut options["config"];
        let whole = options.get("vocabulary_dtype").is_some();
        // An empty line at the end is no token, one at the start is that of padding.
        let lines = text.strip_suffix('\n').unwrap_or(text).split('\n');
        let lines = lines.map(|line| line.strip_suffix('\r').unwrap_or(line));
        let tokens = lines.map(|line| match line.parse::<i64>() {
            Ok(number) if whole => number.into(),
            _ => Value::from(line),
        });
        options["vocabulary"] = tokens.collect();
        if let Some(idf) = idf {
            options["idf_weights"] = idf.to_f32().iter().map(|&weight| Value::from(weight)).collect();
        }
    }
    Ok(())
}

/// An HDF5 file of a whole model; `None` if the file has no config.
///
/// # Errors
/// When a part is missing or damaged.
pub fn hdf5(file: &File<'_>) -> Result<Option<Contents>> {
    let root = file.root()?;
    let Some(config) = legacy::text(&root, "model_config")? else { return Ok(None) };
    let config = parse("model_config", config.as_bytes())?;
    let generation = Generation::of(&config, legacy::text(&root, "keras_version")?.as_deref());
    let training = legacy::text(&root, "training_config")?;
    let training = training.map(|text| parse("training_config", text.as_bytes())).transpose()?;
    let compile = training.and_then(compile::options);
    known_class(&config)?;
    let group = legacy::layers(&root)?.ok_or_else(|| bad("it has a config but no weights"))?;
    let weights = some(legacy::weights(&group, &config)?, &config)?;
    let optimizer = legacy::optimizer(&root)?;
    let contents = Contents { weights, compile, ..Contents::from_config(modernize(config, generation)?) };
    Ok(Some(with_optimizer(contents, optimizer)))
}

/// The weights of an HDF5 file without a config, for the model of this config.
///
/// # Errors
/// When the file has no layers, or a part is damaged.
pub fn weights(file: &File<'_>, config: &Value) -> Result<Vec<LayerWeights>> {
    let root = file.root()?;
    let weights = match legacy::layers(&root)? {
        Some(group) => legacy::weights(&group, config),
        None => variables::read(&Node::read(file)?, config),
    };
    some(weights?, config)
}

/// Classes of layers that have weights, by the beginnings of their names.
const WITH_WEIGHTS: &[&str] =
    &["Conv", "Dense", "Depthwise", "Separable", "Embedding", "LSTM", "GRU", "Bidirectional", "Batch"];

/// Refuses a file that has no weights for a model that needs some. Without weights a model gets initial values, which is
/// right only for a config alone.
///
/// # Errors
/// When there are none.
pub fn some(weights: Vec<LayerWeights>, config: &Value) -> Result<Vec<LayerWeights>> {
    let has = |class: &str| WITH_WEIGHTS.iter().any(|start| class.starts_with(start));
    let needed = || leaves(config).iter().any(|(_, layer)| layer["class_name"].as_str().is_some_and(has));
    match weights.is_empty() && needed() {
        true => Err(bad("it holds no weights for the model's layers")),
        false => Ok(weights),
    }
}

/// A model's config alone, in Keras's JSON.
///
/// # Errors
/// When it is not the config of a model.
pub fn config(mut config: Value, version: Option<&str>) -> Result<Contents> {
    let generation = Generation::of(&config, version);
    let compile = compile::options(take(&mut config, "compile_config"));
    known_class(&config)?;
    Ok(Contents { compile, ..Contents::from_config(modernize(config, generation)?) })
}

/// Refuses classes that a program defines; the message names the class.
fn known_class(config: &Value) -> Result<()> {
    let class = config["class_name"].as_str().unwrap_or_default();
    match class {
        "Sequential" | "Functional" | "Model" => Ok(()),
        "" => Err(bad("it has no config of a model")),
        class => Err(bad(format!(
            "the model is of the class {class}, which a Python program defines; only Sequential and functional models \
             say in the file what they compute"
        ))),
    }
}

/// The contents with the optimizer's variables. A learning rate among them replaces that of the config, because a
/// training may have changed it.
fn with_optimizer(mut contents: Contents, found: Option<(OptimizerVariables, Option<f64>)>) -> Contents {
    let Some((variables, rate)) = found else { return contents };
    if let (Some(compile), Some(rate)) = (&mut contents.compile, rate) {
        let options = compile.get_mut("optimizer").and_then(|optimizer| optimizer.get_mut("config"));
        match options.and_then(|options| options.get_mut("learning_rate")) {
            Some(learning_rate) if learning_rate.is_number() => *learning_rate = rate.into(),
            _ => {}
        }
    }
    contents.optimizer = Some(variables);
    contents
}
