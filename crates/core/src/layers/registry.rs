//! The table of layer classes: how each is read from a Keras config, and which options it must be given.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use serde_json::{Map, Value};

use super::{
    ActivationLayer, ActivityRegularization, BatchNormalization, Bidirectional, Borders, ConvTranspose,
    Convolution, Dense, Depthwise, Dropout, Embedding, Flatten, Formula, GroupNormalization, Layer,
    LayerNormalization, Masking, MaxPooling2D, Merge, Noise, PReLU, Permute, Pooling, RMSNormalization,
    RandomColor, RandomWarp, Recurrent, RepeatVector, Reshape, Softmax, TimeDistributed, UnitNormalization,
    UpSampling,
};
use crate::config::Config;
use crate::error::{Error, Result};

/// Makes a layer of a class from its options.
type Reader = fn(class: &'static str, config: &Config<'_>) -> Result<Box<dyn Layer>>;

/// Class, reader, and the options that must be given, each with a JSON value that stands in while defaults are listed.
type Row = (&'static str, Reader, &'static [(&'static str, &'static str)]);

/// The class of a model's inputs: not a layer, but in every list of layers.
pub(super) const INPUT: &str = "InputLayer";

/// Moves a layer to the heap.
fn boxed<L: Layer + 'static>(layer: Result<L>) -> Result<Box<dyn Layer>> {
    layer.map(|layer| Box::new(layer) as Box<dyn Layer>)
}

#[rustfmt::skip]
const CLASSES: &[Row] = &[
    ("Activation", |_, config| boxed(ActivationLayer::from_config(config)), &[("activation", r#""linear""#)]),
    ("ActivityRegularization", |_, _| boxed(Ok(ActivityRegularization)), &[]),
    ("Add", |class, config| boxed(Merge::from_config(class, config)), &[]),
    ("Average", |class, config| boxed(Merge::from_config(class, config)), &[]),
    ("AveragePooling1D", |class, config| boxed(Pooling::from_config(class, config)), &[]),
    ("AveragePooling2D", |class, config| boxed(Pooling::from_config(class, config)), &[]),
    ("BatchNormalization", |_, config| boxed(BatchNormalization::from_config(config)), &[]),
    ("Bidirectional", |_, config| boxed(Bidirectional::from_config(config)), &[("layer", r#"{"class_name": "SimpleRNN", "config": {"units": 1}}"#), ("backward_layer", r#"{"class_name": "SimpleRNN", "config": {"units": 1, "go_backwards": true}}"#)]),
    ("Concatenate", |class, config| boxed(Merge::from_config(class, config)), &[]),
    ("Conv1D", |_, config| boxed(Convolution::from_config(1, config)), &[("filters", "1"), ("kernel_size", "1")]),
    ("Conv1DTranspose", |_, config| boxed(ConvTranspose::from_config(1, config)), &[("filters", "1"), ("kernel_size", "1")]),
    ("Conv2D", |_, config| boxed(Convolution::from_config(2, config)), &[("filters", "1"), ("kernel_size", "1")]),
    ("Conv2DTranspose", |_, config| boxed(ConvTranspose::from_config(2, config)), &[("filters", "1"), ("kernel_size", "1")]),
    ("Cropping1D", |class, config| boxed(Borders::from_config(class, config)), &[]),
    ("Cropping2D", |class, config| boxed(Borders::from_config(class, config)), &[]),
    ("Dense", |_, config| boxed(Dense::from_config(config)), &[("units", "1")]),
    ("DepthwiseConv1D", |_, config| boxed(Depthwise::from_config(1, false, config)), &[("kernel_size", "1")]),
    ("DepthwiseConv2D", |_, config| boxed(Depthwise::from_config(2, false, config)), &[("kernel_size", "1")]),
    ("Dot", |class, config| boxed(Merge::from_config(class, config)), &[("axes", "-1")]),
    ("Dropout", |_, config| boxed(Dropout::from_config(0, config)), &[("rate", "0")]),
    ("ELU", |class, config| boxed(Formula::from_config(class, config)), &[]),
    ("Embedding", |_, config| boxed(Embedding::from_config(config)), &[("input_dim", "1"), ("output_dim", "1")]),
    ("Flatten", |_, _| boxed(Ok(Flatten)), &[]),
    ("GRU", |class, config| boxed(Recurrent::from_config(class, config)), &[("units", "1")]),
    ("GaussianDropout", |_, config| boxed(Noise::from_config(true, config)), &[("rate", "0")]),
    ("GaussianNoise", |_, config| boxed(Noise::from_config(false, config)), &[("stddev", "0")]),
    ("GlobalAveragePooling1D", |class, config| boxed(Pooling::from_config(class, config)), &[]),
    ("GlobalAveragePooling2D", |class, config| boxed(Pooling::from_config(class, config)), &[]),
    ("GlobalMaxPooling1D", |class, config| boxed(Pooling::from_config(class, config)), &[]),
    ("GlobalMaxPooling2D", |class, config| boxed(Pooling::from_config(class, config)), &[]),
    ("GroupNormalization", |_, config| boxed(GroupNormalization::from_config(config)), &[]),
    ("LSTM", |class, config| boxed(Recurrent::from_config(class, config)), &[("units", "1")]),
    ("LayerNormalization", |_, config| boxed(LayerNormalization::from_config(config)), &[]),
    ("LeakyReLU", |class, config| boxed(Formula::from_config(class, config)), &[]),
    ("Masking", |_, config| boxed(Masking::from_config(config)), &[]),
    ("MaxPooling1D", |class, config| boxed(Pooling::from_config(class, config)), &[]),
    ("MaxPooling2D", |_, config| boxed(MaxPooling2D::from_config(config)), &[]),
    ("Maximum", |class, config| boxed(Merge::from_config(class, config)), &[]),
    ("Minimum", |class, config| boxed(Merge::from_config(class, config)), &[]),
    ("Multiply", |class, config| boxed(Merge::from_config(class, config)), &[]),
    ("PReLU", |_, config| boxed(PReLU::from_config(config)), &[]),
    ("Permute", |_, config| boxed(Permute::from_config(config)), &[("dims", "[1]")]),
    ("RMSNormalization", |_, config| boxed(RMSNormalization::from_config(config)), &[]),
    ("RandomBrightness", |_, config| boxed(RandomColor::from_config(false, config)), &[("factor", "0")]),
    ("RandomContrast", |_, config| boxed(RandomColor::from_config(true, config)), &[("factor", "0")]),
    ("RandomFlip", |class, config| boxed(RandomWarp::from_config(class, config)), &[]),
    ("RandomRotation", |class, config| boxed(RandomWarp::from_config(class, config)), &[("factor", "0")]),
    ("RandomTranslation", |class, config| boxed(RandomWarp::from_config(class, config)), &[("height_factor", "0"), ("width_factor", "0")]),
    ("RandomZoom", |class, config| boxed(RandomWarp::from_config(class, config)), &[("height_factor", "0")]),
    ("ReLU", |class, config| boxed(Formula::from_config(class, config)), &[]),
    ("RepeatVector", |_, config| boxed(RepeatVector::from_config(config)), &[("n", "1")]),
    ("Rescaling", |class, config| boxed(Formula::from_config(class, config)), &[("scale", "1")]),
    ("Reshape", |_, config| boxed(Reshape::from_config(config)), &[("target_shape", "[1]")]),
    ("SeparableConv1D", |_, config| boxed(Depthwise::from_config(1, true, config)), &[("filters", "1"), ("kernel_size", "1")]),
    ("SeparableConv2D", |_, config| boxed(Depthwise::from_config(2, true, config)), &[("filters", "1"), ("kernel_size", "1")]),
    ("SimpleRNN", |class, config| boxed(Recurrent::from_config(class, config)), &[("units", "1")]),
    ("Softmax", |_, config| boxed(Softmax::from_config(config)), &[]),
    ("SpatialDropout1D", |_, config| boxed(Dropout::from_config(1, config)), &[("rate", "0")]),
    ("SpatialDropout2D", |_, config| boxed(Dropout::from_config(2, config)), &[("rate", "0")]),
    ("Subtract", |class, config| boxed(Merge::from_config(class, config)), &[]),
    ("TimeDistributed", |_, config| boxed(TimeDistributed::from_config(config)), &[("layer", r#"{"class_name": "Dense", "config": {"units": 1}}"#)]),
    ("UnitNormalization", |_, config| boxed(UnitNormalization::from_config(config)), &[]),
    ("UpSampling1D", |_, config| boxed(UpSampling::from_config(1, config)), &[]),
    ("UpSampling2D", |_, config| boxed(UpSampling::from_config(2, config)), &[]),
    ("ZeroPadding1D", |class, config| boxed(Borders::from_config(class, config)), &[]),
    ("ZeroPadding2D", |class, config| boxed(Borders::from_config(class, config)), &[]),
];

/// The classes of layers, and that of inputs.
pub fn classes() -> impl Iterator<Item = &'static str> {
    core::iter::once(INPUT).chain(CLASSES.iter().map(|row| row.0))
}

/// A layer of this class.
///
/// # Errors
/// When the class or an option is unknown or out of range.
pub(super) fn read(class: &str, config: &Config<'_>) -> Result<Box<dyn Layer>> {
    match CLASSES.iter().find(|row| row.0 == class) {
        Some((class, read, _)) => read(class, config),
        None => Err(Error::unsupported("layer class", class, classes().collect::<Vec<_>>().join(", "))),
    }
}

/// Options with which a class can be built: those that must be given, each with a value that stands in.
///
/// # Errors
/// When the table of classes is broken.
pub fn example(class: &str) -> Result<Map<String, Value>> {
    let mut options = Map::new();
    let row = CLASSES.iter().find(|row| row.0 == class);
    for &(option, value) in row.map_or(&[][..], |row| row.2) {
        let value = serde_json::from_str(value).map_err(|e| Error::format(option, alloc::format!("{e}")))?;
        options.insert(option.into(), value);
    }
    Ok(options)
}
