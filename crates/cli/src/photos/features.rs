//! What a network finds in photos: the numbers of one of its layers.

use std::path::Path;

use anyhow::{Context, Result, bail};
use ndarray::Array2;
use pupil_core::block_on::block_on;
use pupil_core::models::Network;
use pupil_core::tensor::Tensor;
use pupil_core::training::{Bundle, Model};
use serde_json::Value;

use super::BATCH;
use super::folder::{Photos, Square};
use crate::device::NativeDevice;
use crate::model::Pixels;
use crate::{device, training};

/// The metadata key under which a model file stores the name of the layer that gives its features.
pub const FEATURES: &str = "features";

/// A network that finds features in photos.
pub struct Extractor {
    pub model: Model<NativeDevice>,
    /// The layer that gives the features.
    pub layer: String,
    /// Side of the input photos.
    pub side: usize,
    pixels: Pixels,
}

impl Extractor {
    /// Opens a model file. Without a name of a layer, the file's metadata name it, or else it is the last but one, the
    /// input of the answer.
    pub fn open(path: &Path, layer: Option<&str>) -> Result<Self> {
        Self::of(training::read_bundle(path)?, layer, device::open()?)
            .with_context(|| path.display().to_string())
    }

    /// The extractor in a bundle, on this device; see [`Extractor::open`].
    pub fn of(bundle: Bundle, layer: Option<&str>, device: NativeDevice) -> Result<Self> {
        let stored = bundle.metadata.iter().find(|(key, _)| key == FEATURES).map(|(_, name)| name.as_str());
        let names: Vec<&str> = bundle.network.layers().map(|(entry, _)| entry.name.as_str()).collect();
        let before = names.iter().rev().nth(1).copied();
        let Some(layer) = layer.or(stored).or(before).map(String::from) else {
            bail!("the model has one layer; expected features and an answer")
        };
        let pixels = Pixels::of(&bundle);
        let input = bundle.network.input_shape().clone();
        let side = match input[..] {
            [height, width, 3] if height == width => height,
            _ => bail!("the model takes {input}; expected square photos (side, side, 3)"),
        };
        Ok(Self { model: block_on(Model::from_bundle(bundle, device))?, layer, side, pixels })
    }

    /// How photos become square for this network.
    pub fn square(&self) -> Square {
        if self.pixels.crop { Square::Crop } else { Square::Stretch }
    }

    /// The side of the layer's output, a map `(side, side, features)`.
    pub fn map_side(&self) -> Result<usize> {
        match map_shape(&self.model, &self.layer) {
            Some([side, width, _]) if side == width => Ok(side),
            _ => bail!("layer {} gives no square map of features", self.layer),
        }
    }

    /// A row of features for each photo, and the number of features. `bytes` holds photos of the network's size.
    pub fn rows(&mut self, bytes: &[u8]) -> Result<(Vec<f32>, usize)> {
        let size = self.side * self.side * 3;
        let (mut rows, mut width) = (Vec::new(), 0);
        // Photos take four times the room as floats, so only some are converted at a time.
        for bytes in bytes.chunks(BATCH * size) {
            let x = self.pixels.numbers(bytes).collect();
            let x = Tensor::from_f32([bytes.len() / size, self.side, self.side, 3], x)?;
            let found = output(&mut self.model, &x, &self.layer)?;
            width = found.sample_size();
            rows.extend(found.to_f32());
        }
        Ok((rows, width))
    }

    /// The features of photos as a table.
    pub fn table(&mut self, photos: &Photos) -> Result<Array2<f64>> {
        let (rows, width) = self.rows(&photos.pixels)?;
        Ok(Array2::from_shape_fn((photos.len(), width), |(row, column)| rows[row * width + column].into()))
    }
}

/// What a layer gives for some photos.
pub fn output(model: &mut Model<NativeDevice>, x: &Tensor, layer: &str) -> Result<Tensor> {
    let found = block_on(model.activations(&[x], &[layer.into()], None, BATCH))?;
    found.into_iter().next().with_context(|| format!("layer {layer} gives nothing"))
}

/// The shape of the map `(height, width, features)` that a layer gives; `None` if it gives something else.
fn map_shape(model: &Model<NativeDevice>, layer: &str) -> Option<[usize; 3]> {
    let layers = model.network().describe_layers();
    let found = layers.iter().find(|description| description["name"] == layer)?;
    map_sizes(found)
}

/// The sizes of the map that a described layer gives.
fn map_sizes(description: &Value) -> Option<[usize; 3]> {
    let sizes = description["outputShape"].as_array()?.iter().skip(1).map(Value::as_u64);
    let sizes: Vec<usize> = sizes.map(|size| size.map(|size| size as usize)).collect::<Option<_>>()?;
    sizes.try_into().ok()
}

/// The last layer of a network that gives a map `(height, width, features)`, such as the one before a global pooling.
pub fn last_map(network: &Network) -> Result<String> {
    let layers = network.describe_layers();
    let last = layers.iter().rev().find(|description| map_sizes(description).is_some());
    let name = last.and_then(|description| description["name"].as_str());
    name.map(String::from).context("the model has no layer that gives a map (height, width, features)")
}
