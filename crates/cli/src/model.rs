//! Looks into model files, and predicts with them.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;
use pupil_core::OpenShape;
use pupil_core::block_on::block_on;
use pupil_core::tensor::Tensor;
use pupil_core::training::{Bundle, Model};
use pupil_data::text::TextFront;
use pupil_formats::arrays::{self, NamedArray};
use pupil_formats::kind::FileKind;
use serde_json::Value;

use crate::{device, training};

/// What to show.
#[derive(Args)]
pub struct ShowOptions {
    /// Model files of any format, or folders with the files of a model.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    read: training::ReadOptions,
}

/// Prints what a model file holds, or why it cannot be opened.
pub fn show(options: &ShowOptions) -> Result<()> {
    let mut failed = 0;
    for path in &options.files {
        println!("{}", path.display());
        if let Err(error) = show_one(path, &options.read) {
            println!("  {error:#}");
            failed += 1;
        }
    }
    match failed {
        0 => Ok(()),
        failed => bail!("{failed} of {} files cannot be opened", options.files.len()),
    }
}

fn show_one(path: &Path, read: &training::ReadOptions) -> Result<()> {
    let sources = training::sources(path)?;
    let kinds: Vec<&str> = sources.iter().map(|file| FileKind::of(&file.bytes).name()).collect();
    println!("  {}", kinds.join(", "));
    let bundle = training::read_bundle_with(path, read)?;
    let list = |names: Vec<String>| names.join(", ");
    let network = &bundle.network;
    let ends = |names: Vec<&str>, shapes: Vec<OpenShape>| {
        list(names.iter().zip(shapes).map(|(name, shape)| format!("{name} {shape}")).collect())
    };
    println!("  inputs: {}", ends(network.input_names().collect(), network.open_input_shapes().collect()));
    println!("  outputs: {}", ends(network.output_names().collect(), network.open_output_shapes().collect()));
    if let Some(compile) = &bundle.compile {
        let config = compile.to_config();
        let steps =
            bundle.state.as_ref().map_or(String::new(), |state| format!(", {} steps done", state.steps));
        println!("  compiled: {} with loss {}{steps}", named(&config["optimizer"]), named(&config["loss"]));
    }
    for (name, text) in &bundle.metadata {
        let short: String = text.chars().take(100).collect();
        println!("  {name}: {short}{}", if short.len() < text.len() { " .." } else { "" });
    }
    for note in &bundle.notes {
        println!("  {note}");
    }
    println!("{}", network.summary());
    Ok(())
}

/// The name of a Keras object, or its JSON.
fn named(value: &Value) -> String {
    let name = value.as_str().or_else(|| value["class_name"].as_str());
    name.map_or_else(|| value.to_string(), String::from)
}

/// What to predict.
#[derive(Args)]
pub struct PredictOptions {
    /// A model file of any format, or a folder with its files.
    model: PathBuf,
    /// An input for each input of the model: a NumPy array (.npy, .npz, also `file.npz:name`), an IDX file, a JSON file
    /// with lists of numbers, a CSV file of numbers with one sample a line, or a picture. For an input of texts, a file with
    /// one text a line, or a JSON file with a list of texts.
    #[arg(required = true)]
    inputs: Vec<PathBuf>,
    #[command(flatten)]
    read: training::ReadOptions,
    /// Multiplies the values of pictures, which are from 0 to 255; 1/255 by default, and 1/127.5 for models of Teachable
    /// Machine.
    #[arg(long)]
    scale: Option<f32>,
    /// Added to the values of pictures after that; 0 by default, and -1 for models of Teachable Machine.
    #[arg(long, allow_negative_numbers = true)]
    offset: Option<f32>,
}

/// How pictures become numbers.
#[derive(Debug, Clone, Copy)]
pub struct Pixels {
    /// Multiplies the values of pictures, which are from 0 to 255.
    pub scale: f32,
    /// Added after that.
    pub offset: f32,
    /// True to cut off what does not fit the input's proportions, false to stretch.
    pub crop: bool,
}

impl Pixels {
    /// Teachable Machine's models take -1 to 1, and pictures that are cropped to a square. Without its `metadata.json`, a
    /// layer's name tells them.
    pub fn of(bundle: &Bundle) -> Self {
        let layer = |name: &str| name.contains("global_average_pooling2d_GlobalAveragePooling2D");
        let teachable = bundle.metadata.iter().any(|(name, _)| name == "imageSize")
            || bundle.network.to_config().to_string().split('"').any(layer);
        let (scale, offset) = if teachable { (1.0 / 127.5, -1.0) } else { (1.0 / 255.0, 0.0) };
        Self { scale, offset, crop: teachable }
    }

    /// The numbers of a picture's bytes.
    pub fn numbers(self, bytes: &[u8]) -> impl Iterator<Item = f32> {
        bytes.iter().map(move |&value| f32::from(value) * self.scale + self.offset)
    }
}

/// Prints a model's outputs as JSON: for each output a list with a list for each sample.
pub fn predict(options: &PredictOptions) -> Result<()> {
    let bundle = training::read_bundle_with(&options.model, &options.read)?;
    for note in &bundle.notes {
        eprintln!("{note}");
    }
    let classes = bundle.metadata.iter().find(|(name, _)| name == "classes");
    let classes: Vec<String> =
        classes.map(|(_, text)| serde_json::from_str(text)).transpose()?.unwrap_or_default();
    let usual = Pixels::of(&bundle);
    let (scale, offset) = (options.scale.unwrap_or(usual.scale), options.offset.unwrap_or(usual.offset));
    let pixels = Pixels { scale, offset, ..usual };
    let mut model = block_on(Model::from_bundle(bundle, device::open()?))?;
    let shapes: Vec<OpenShape> = model.network().open_input_shapes().collect();
    if shapes.len() != options.inputs.len() {
        let names: Vec<&str> = model.network().input_names().collect();
        bail!(
            "the model has {} inputs ({}), but {} files are given",
            shapes.len(),
            names.join(", "),
            options.inputs.len()
        );
    }
    let layers = model.network().text_layers();
    let inputs = options.inputs.iter().zip(shapes.iter().zip(&layers)).map(|(path, (shape, layer))| {
        let read = if layer.is_null() { input(path, shape, &pixels) } else { texts(path, shape, layer) };
        read.with_context(|| path.display().to_string())
    });
    let inputs: Vec<Tensor> = inputs.collect::<Result<_>>()?;
    let inputs: Vec<&Tensor> = inputs.iter().collect();
    for output in block_on(model.predict_all(&inputs, 32))? {
        let values = output.to_f32();
        for sample in values.chunks(output.sample_size().max(1)) {
            match sample.len() == classes.len() {
                true => {
                    let best =
                        (0..sample.len()).max_by(|&a, &b| sample[a].total_cmp(&sample[b])).unwrap_or(0);
                    println!("{}", serde_json::json!({ "class": classes[best], "values": sample }));
                }
                false => println!("{}", serde_json::json!(sample)),
            }
        }
    }
    Ok(())
}

/// The path of a file, and the name of the array in it if the text is `file.npz:name`.
fn with_array(path: &Path) -> (&Path, Option<&str>) {
    let parts = path.to_str().filter(|_| !path.exists()).and_then(|text| text.rsplit_once(':'));
    parts.map_or((path, None), |(file, array)| (Path::new(file), Some(array)))
}

/// The array of this name, or the only one.
fn chosen(mut arrays: Vec<NamedArray>, name: Option<&str>) -> Result<Tensor> {
    let names = arrays.iter().map(|array| array.name.as_str()).collect::<Vec<_>>().join(", ");
    let at = match name {
        None if arrays.len() > 1 => bail!("it holds several arrays ({names}); choose one with FILE:NAME"),
        None => Some(0),
        Some(name) => arrays.iter().position(|array| array.name == name),
    };
    match at.filter(|at| *at < arrays.len()) {
        Some(at) => Ok(arrays.swap_remove(at).tensor),
        None => bail!("it holds no array \"{}\"; it holds {names}", name.unwrap_or_default()),
    }
}

/// The numbers of the texts of a file: a JSON file with a list of strings, or a text file with one text a line. `layer` takes
/// the texts.
fn texts(path: &Path, shape: &OpenShape, layer: &Value) -> Result<Tensor> {
    let bytes = fs::read(path).context("cannot be read")?;
    let texts: Vec<String> = match FileKind::of(&bytes) {
        FileKind::Json => {
            let mut list = Vec::new();
            flatten_texts(&serde_json::from_slice(&bytes).context("is not JSON")?, &mut list)?;
            list
        }
        _ => String::from_utf8(bytes).context("is not text in UTF-8")?.lines().map(String::from).collect(),
    };
    let class = layer["class_name"].as_str().unwrap_or_default();
    let options = layer["config"].as_object().cloned().unwrap_or_default();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let numbers = TextFront::from_config(class, &options)?.call(&texts)?;
    if numbers.shape().len() > 1 {
        return Ok(numbers);
    }
    samples(numbers.to_f32(), &[texts.len()], shape)
}

/// Numbers as samples of this shape. `given` is the shape in which the file has them; from it come sizes that the model leaves
/// unknown.
fn samples(numbers: Vec<f32>, given: &[usize], shape: &OpenShape) -> Result<Tensor> {
    let unknown = shape.iter().filter(|size| size.is_none()).count();
    let known = shape.filled(1);
    let fits = !numbers.is_empty() && numbers.len().is_multiple_of(known.size());
    let sample = match shape.known() {
        Some(shape) => Some(shape),
        None if given.len() == shape.len() + 1 && shape.takes(&given[1..]) => Some(given[1..].into()),
        None if shape.takes(given) => Some(given.into()),
        // One sample, if one size is unknown.
        None if unknown == 1 && fits => Some(shape.filled(numbers.len() / known.size())),
        None => None,
    };
    match sample {
        Some(sample) if fits => Ok(Tensor::from_f32(sample.batched(numbers.len() / sample.size()), numbers)?),
        _ => bail!(
            "it holds {} values, as {}; expected samples of shape {shape}",
            numbers.len(),
            pupil_core::Shape::from(given)
        ),
    }
}

/// The texts of nested lists.
fn flatten_texts(value: &Value, into: &mut Vec<String>) -> Result<()> {
    match value {
        Value::Array(list) => list.iter().try_for_each(|value| flatten_texts(value, into)),
        Value::String(text) => {
            into.push(text.clone());
            Ok(())
        }
        other => bail!("it holds {other}; expected texts"),
    }
}

/// The samples of a file, for an input of this shape.
fn input(path: &Path, shape: &OpenShape, pixels: &Pixels) -> Result<Tensor> {
    let (path, array) = with_array(path);
    let bytes = fs::read(path).context("cannot be read")?;
    match FileKind::of(&bytes) {
        FileKind::Json => {
            let value = serde_json::from_slice(&bytes).context("is not JSON")?;
            let mut numbers = Vec::new();
            flatten(&value, &mut numbers)?;
            let given = list_shape(&value);
            let given =
                if given.iter().product::<usize>() == numbers.len() { given } else { vec![numbers.len()] };
            samples(numbers, &given, shape)
        }
        FileKind::Text => {
            let text = String::from_utf8_lossy(&bytes);
            let cells = text.split([',', ';', '\t', '\n']).map(str::trim).filter(|cell| !cell.is_empty());
            let number = |cell: &str| cell.parse().with_context(|| format!("\"{cell}\" is not a number"));
            let numbers: Vec<f32> = cells.map(number).collect::<Result<_>>()?;
            let given = [numbers.len()];
            samples(numbers, &given, shape)
        }
        FileKind::Npy | FileKind::Idx | FileKind::Zip | FileKind::Gzip => {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let array = chosen(arrays::read(&name, &bytes)?, array)?;
            samples(array.to_f32(), array.shape(), shape)
        }
        _ => picture(&bytes, shape, pixels),
    }
}

/// The sizes of nested lists, by the first entry of each.
fn list_shape(value: &Value) -> Vec<usize> {
    let mut sizes = Vec::new();
    let mut value = Some(value);
    while let Some(Value::Array(list)) = value {
        sizes.push(list.len());
        value = list.first();
    }
    sizes
}

fn flatten(value: &Value, into: &mut Vec<f32>) -> Result<()> {
    match value {
        Value::Array(list) => list.iter().try_for_each(|value| flatten(value, into)),
        Value::Bool(flag) => {
            into.push(f32::from(u8::from(*flag)));
            Ok(())
        }
        value => {
            let number = value.as_f64().with_context(|| format!("it holds {value}; expected numbers"))?;
            into.push(number as f32);
            Ok(())
        }
    }
}

/// A picture in the size of the input, or in its own where that is unknown.
fn picture(bytes: &[u8], shape: &OpenShape, pixels: &Pixels) -> Result<Tensor> {
    let &[height, width, Some(channels @ (1 | 3))] = &shape[..] else {
        bail!("it is a picture, or no file of numbers; the input has shape {shape}");
    };
    let picture = image::load_from_memory(bytes).context("is neither a picture nor a file of numbers")?;
    let or = |size: Option<usize>, own: u32| size.map_or(own, |size| size as u32);
    let (size, filter) =
        ((or(width, picture.width()), or(height, picture.height())), image::imageops::FilterType::Triangle);
    let picture = match pixels.crop {
        true => picture.resize_to_fill(size.0, size.1, filter),
        false => picture.resize_exact(size.0, size.1, filter),
    };
    let bytes = if channels == 1 { picture.to_luma8().into_raw() } else { picture.to_rgb8().into_raw() };
    let shape = pupil_core::Shape::from([size.1 as usize, size.0 as usize, channels]);
    Ok(Tensor::from_f32(shape.batched(1), pixels.numbers(&bytes).collect())?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_array_of_an_archive_is_chosen_by_its_name() {
        let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/formats/arrays"));
        let pixels = Pixels { scale: 1.0, offset: 0.0, crop: false };
        let shape = OpenShape::from([4, 5]);
        let read = |name: &str| input(&folder.join(name), &shape, &pixels);
        let plain = read("bytes.npy").unwrap();
        assert_eq!(**plain.shape(), [3, 4, 5]);
        assert_eq!(read("stored.npz:x_train").unwrap(), plain);
        let message = |name: &str| read(name).unwrap_err().to_string();
        assert!(message("stored.npz").contains("several arrays (x_train, y_train, folder/big"));
        assert!(message("stored.npz:z").contains("it holds no array \"z\"; it holds x_train, y_train"));
        let few = message("stored.npz:y_train");
        assert_eq!(few, "it holds 3 values, as (3,); expected samples of shape (4, 5)");
    }

    #[test]
    fn unknown_sizes_come_from_the_file() {
        let shape_of = |count: usize, given: &[usize], shape: &OpenShape| {
            samples(vec![0.0; count], given, shape).map(|tensor| tensor.shape().to_vec()).ok()
        };
        let words = OpenShape::from([None]);
        assert_eq!(shape_of(6, &[2, 3], &words), Some(vec![2, 3]));
        assert_eq!(shape_of(6, &[6], &words), Some(vec![1, 6]));
        let picture = OpenShape::from([None, None, Some(3)]);
        assert_eq!(shape_of(60, &[4, 5, 3], &picture), Some(vec![1, 4, 5, 3]));
        assert_eq!(shape_of(60, &[60], &picture), None);
        assert_eq!(shape_of(7, &[7], &OpenShape::from([None, Some(3)])), None);
        assert_eq!(shape_of(6, &[6], &OpenShape::from([2, 3])), Some(vec![1, 2, 3]));
    }
}
