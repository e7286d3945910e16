//! The table of layer classes: how each is read from a Keras config, and which options it requires.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use serde_json::{Map, Value};

use super::channels_first::ChannelsFirst;
use super::lambda::Lambda;
use super::{
    ActivationLayer, ActivityRegularization, BatchNormalization, Bidirectional, ConvTranspose, Convolution,
    Dense, Depthwise, Dropout, Embedding, Entry, Flatten, Formula, GroupNormalization, Layer,
    LayerNormalization, Masking, Merge, MultiHeadAttention, Noise, Operation, PReLU, Permute, Pooling,
    RMSNormalization, RandomWarp, Recurrent, RepeatVector, Reshape, Softmax, TimeDistributed,
    UnitNormalization, UpSampling, ZeroPadding,
};
#[cfg(feature = "rare")]
use super::{
    Attention, CategoryEncoding, Cell, ConvLstm, Discretization, EinsumDense, Identity, Lookup,
    Normalization, PredictOnly, RandomColor, Resizing, Rnn, SpectralNormalization,
};
use crate::config::{Config, FLOAT32, input_layer, members, object};
use crate::error::{Error, Result};
use crate::models::Network;
use crate::regularizers::Regularizer;
use crate::shape::OpenShape;

/// Makes a layer of a class from its options.
type Reader = fn(class: &'static str, config: &Config<'_>) -> Result<Box<dyn Layer>>;

/// Class, reader, and required options, each with a JSON value that is used while the defaults are listed.
type Row = (&'static str, Reader, &'static [(&'static str, &'static str)]);

/// The class of a model's inputs. It is not a layer, but every list of layers includes it.
pub(super) const INPUT: &str = "InputLayer";

/// Moves a layer to the heap.
fn boxed<L: Layer + 'static>(layer: Result<L>) -> Result<Box<dyn Layer>> {
    layer.map(|layer| Box::new(layer) as Box<dyn Layer>)
}

#[rustfmt::skip]
const CLASSES: &[Row] = &[
    ("Activation", |_, config| boxed(ActivationLayer::from_config(config)), &[("activation", r#""linear""#)]),
    ("ActivityRegularization", |_, _| boxed(Ok(ActivityRegularization)), &[]),
    ("AdaptiveAveragePooling1D", |class, config| boxed(Pooling::from_config(class, config)), &[("output_size", "1")]),
    ("AdaptiveAveragePooling2D", |class, config| boxed(Pooling::from_config(class, config)), &[("output_size", "1")]),
    ("AdaptiveAveragePooling3D", |class, config| boxed(Pooling::from_config(class, config)), &[("output_size", "1")]),
    ("AdaptiveMaxPooling1D", |class, config| boxed(Pooling::from_config(class, config)), &[("output_size", "1")]),
    ("AdaptiveMaxPooling2D", |class, config| boxed(Pooling::from_config(class, config)), &[("output_size", "1")]),
    ("AdaptiveMaxPooling3D", |class, config| boxed(Pooling::from_config(class, config)), &[("output_size", "1")]),
    ("Add", |class, config| boxed(Merge::from_config(class, config)), &[]),
    ("AlphaDropout", |_, config| boxed(Dropout::alpha_from_config(config)), &[("rate", "0")]),
    ("Average", |class, config| boxed(Merge::from_config(class, config)), &[]),
    ("AveragePooling1D", |class, config| boxed(Pooling::from_config(class, config)), &[]),
    ("AveragePooling2D", |class, config| boxed(Pooling::from_config(class, config)), &[]),
    ("AveragePooling3D", |class, config| boxed(Pooling::from_config(class, config)), &[]),
    ("BatchNormalization", |_, config| boxed(BatchNormalization::from_config(config)), &[]),
    ("Bidirectional", |_, config| boxed(Bidirectional::from_config(config, Entry::from_config)), &[("layer", r#"{"class_name": "SimpleRNN", "config": {"units": 1}}"#), ("backward_layer", r#"{"class_name": "SimpleRNN", "config": {"units": 1, "go_backwards": true}}"#)]),
    ("Concatenate", |class, config| boxed(Merge::from_config(class, config)), &[]),
    ("Conv1D", |_, config| boxed(Convolution::from_config(1, config)), &[("filters", "1"), ("kernel_size", "1")]),
    ("Conv1DTranspose", |_, config| boxed(ConvTranspose::from_config(1, config)), &[("filters", "1"), ("kernel_size", "1")]),
    ("Conv2D", |_, config| boxed(Convolution::from_config(2, config)), &[("filters", "1"), ("kernel_size", "1")]),
    ("Conv2DTranspose", |_, config| boxed(ConvTranspose::from_config(2, config)), &[("filters", "1"), ("kernel_size", "1")]),
    ("Conv3D", |_, config| boxed(Convolution::from_config(3, config)), &[("filters", "1"), ("kernel_size", "1")]),
    ("Conv3DTranspose", |_, config| boxed(ConvTranspose::from_config(3, config)), &[("filters", "1"), ("kernel_size", "1")]),
    ("Cropping1D", |class, config| boxed(ZeroPadding::from_config(class, config)), &[]),
    ("Cropping2D", |class, config| boxed(ZeroPadding::from_config(class, config)), &[]),
    ("Cropping3D", |class, config| boxed(ZeroPadding::from_config(class, config)), &[]),
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
    ("GlobalAveragePooling3D", |class, config| boxed(Pooling::from_config(class, config)), &[]),
    ("GlobalMaxPooling1D", |class, config| boxed(Pooling::from_config(class, config)), &[]),
    ("GlobalMaxPooling2D", |class, config| boxed(Pooling::from_config(class, config)), &[]),
    ("GlobalMaxPooling3D", |class, config| boxed(Pooling::from_config(class, config)), &[]),
    ("GroupNormalization", |_, config| boxed(GroupNormalization::from_config(config)), &[]),
    ("GroupQueryAttention", |_, config| boxed(MultiHeadAttention::from_config(true, config)), &[("head_dim", "1"), ("num_query_heads", "1"), ("num_key_value_heads", "1")]),
    ("LSTM", |class, config| boxed(Recurrent::from_config(class, config)), &[("units", "1")]),
    ("LayerNormalization", |_, config| boxed(LayerNormalization::from_config(config)), &[]),
    ("LeakyReLU", |class, config| boxed(Formula::from_config(class, config)), &[]),
    ("Masking", |_, config| boxed(Masking::from_config(config)), &[]),
    ("MaxPooling1D", |class, config| boxed(Pooling::from_config(class, config)), &[]),
    ("MaxPooling2D", |class, config| boxed(Pooling::from_config(class, config)), &[]),
    ("MaxPooling3D", |class, config| boxed(Pooling::from_config(class, config)), &[]),
    ("Maximum", |class, config| boxed(Merge::from_config(class, config)), &[]),
    ("Minimum", |class, config| boxed(Merge::from_config(class, config)), &[]),
    ("MultiHeadAttention", |_, config| boxed(MultiHeadAttention::from_config(false, config)), &[("num_heads", "1"), ("key_dim", "1")]),
    ("Multiply", |class, config| boxed(Merge::from_config(class, config)), &[]),
    ("PReLU", |_, config| boxed(PReLU::from_config(config)), &[]),
    ("Permute", |_, config| boxed(Permute::from_config(config)), &[("dims", "[1]")]),
    ("RMSNormalization", |_, config| boxed(RMSNormalization::from_config(config)), &[]),
    ("RandomFlip", |class, config| boxed(RandomWarp::from_config(class, config)), &[]),
    ("RandomRotation", |class, config| boxed(RandomWarp::from_config(class, config)), &[("factor", "0")]),
    ("RandomShear", |class, config| boxed(RandomWarp::from_config(class, config)), &[]),
    ("RandomTranslation", |class, config| boxed(RandomWarp::from_config(class, config)), &[("height_factor", "0"), ("width_factor", "0")]),
    ("RandomZoom", |class, config| boxed(RandomWarp::from_config(class, config)), &[("height_factor", "0")]),
    ("ReLU", |class, config| boxed(Formula::from_config(class, config)), &[]),
    ("RepeatVector", |_, config| boxed(RepeatVector::from_config(config)), &[("n", "1")]),
    ("Rescaling", |class, config| boxed(Formula::from_config(class, config)), &[("scale", "1")]),
    ("Reshape", |_, config| boxed(Reshape::from_config(config)), &[("target_shape", "[1]")]),
    ("ReversibleEmbedding", |_, config| boxed(Embedding::reversible_from_config(config)), &[("input_dim", "1"), ("output_dim", "1")]),
    ("SeparableConv1D", |_, config| boxed(Depthwise::from_config(1, true, config)), &[("filters", "1"), ("kernel_size", "1")]),
    ("SeparableConv2D", |_, config| boxed(Depthwise::from_config(2, true, config)), &[("filters", "1"), ("kernel_size", "1")]),
    ("SimpleRNN", |class, config| boxed(Recurrent::from_config(class, config)), &[("units", "1")]),
    ("Softmax", |_, config| boxed(Softmax::from_config(config)), &[]),
    ("SpatialDropout1D", |_, config| boxed(Dropout::from_config(1, config)), &[("rate", "0")]),
    ("SpatialDropout2D", |_, config| boxed(Dropout::from_config(2, config)), &[("rate", "0")]),
    ("SpatialDropout3D", |_, config| boxed(Dropout::from_config(3, config)), &[("rate", "0")]),
    ("Subtract", |class, config| boxed(Merge::from_config(class, config)), &[]),
    ("TimeDistributed", |_, config| boxed(TimeDistributed::from_config(config, Entry::from_config)), &[("layer", r#"{"class_name": "Dense", "config": {"units": 1}}"#)]),
    ("UnitNormalization", |_, config| boxed(UnitNormalization::from_config(config)), &[]),
    ("UpSampling1D", |_, config| boxed(UpSampling::from_config(1, config)), &[]),
    ("UpSampling2D", |_, config| boxed(UpSampling::from_config(2, config)), &[]),
    ("UpSampling3D", |_, config| boxed(UpSampling::from_config(3, config)), &[]),
    ("ZeroPadding1D", |class, config| boxed(ZeroPadding::from_config(class, config)), &[]),
    ("ZeroPadding2D", |class, config| boxed(ZeroPadding::from_config(class, config)), &[]),
    ("ZeroPadding3D", |class, config| boxed(ZeroPadding::from_config(class, config)), &[]),
];

/// Makes `RARE` of rows and `RARE_NAMES` of their names. Builds without the feature `rare` have only the names.
macro_rules! rare {
    ($(($class:literal, $reader:expr, $options:expr),)+) => {
        /// The names of the classes that few models have.
        pub(crate) const RARE_NAMES: &[&str] = &[$($class),+];

        #[cfg(feature = "rare")]
        const RARE: &[Row] = &[$(($class, $reader, $options)),+];
        #[cfg(not(feature = "rare"))]
        const RARE: &[Row] = &[];
    };
}

#[rustfmt::skip]
rare! {
    ("AdditiveAttention", |_, config| boxed(Attention::from_config(true, config)), &[]),
    ("Attention", |_, config| boxed(Attention::from_config(false, config)), &[]),
    ("AugMix", |class, config| boxed(PredictOnly::from_config(class, config)), &[]),
    ("AutoContrast", |class, config| boxed(RandomColor::from_config(class, config)), &[]),
    ("CategoryEncoding", |_, config| boxed(CategoryEncoding::from_config(config)), &[("num_tokens", "1")]),
    ("CenterCrop", |class, config| boxed(Resizing::from_config(class, config)), &[("height", "1"), ("width", "1")]),
    ("ConvLSTM1D", |_, config| boxed(ConvLstm::from_config(1, config)), &[("filters", "1"), ("kernel_size", "1")]),
    ("ConvLSTM2D", |_, config| boxed(ConvLstm::from_config(2, config)), &[("filters", "1"), ("kernel_size", "1")]),
    ("ConvLSTM3D", |_, config| boxed(ConvLstm::from_config(3, config)), &[("filters", "1"), ("kernel_size", "1")]),
    ("CutMix", |class, config| boxed(PredictOnly::from_config(class, config)), &[]),
    ("Discretization", |_, config| boxed(Discretization::from_config(config)), &[("bin_boundaries", "[0]")]),
    ("EinsumDense", |_, config| boxed(EinsumDense::from_config(config)), &[("equation", r#""ab,bc->ac""#), ("output_shape", "1")]),
    ("Equalization", |class, config| boxed(PredictOnly::from_config(class, config)), &[]),
    ("GRUCell", |class, config| boxed(Cell::from_config(class, config)), &[("units", "1")]),
    ("Identity", |_, _| boxed(Ok(Identity)), &[]),
    ("IntegerLookup", |class, config| boxed(Lookup::from_config(class, config)), &[("vocabulary", "[1]")]),
    ("LSTMCell", |class, config| boxed(Cell::from_config(class, config)), &[("units", "1")]),
    ("MixUp", |class, config| boxed(PredictOnly::from_config(class, config)), &[]),
    ("Normalization", |_, config| boxed(Normalization::from_config(config)), &[]),
    ("RNN", |_, config| boxed(Rnn::from_config(config)), &[("cell", r#"{"class_name": "SimpleRNNCell", "config": {"units": 1}}"#)]),
    ("RandAugment", |class, config| boxed(PredictOnly::from_config(class, config)), &[]),
    ("RandomBrightness", |class, config| boxed(RandomColor::from_config(class, config)), &[("factor", "0")]),
    ("RandomColorDegeneration", |class, config| boxed(RandomColor::from_config(class, config)), &[("factor", "0")]),
    ("RandomColorJitter", |class, config| boxed(RandomColor::from_config(class, config)), &[]),
    ("RandomContrast", |class, config| boxed(RandomColor::from_config(class, config)), &[("factor", "0")]),
    ("RandomCrop", |class, config| boxed(Resizing::from_config(class, config)), &[("height", "1"), ("width", "1")]),
    ("RandomElasticTransform", |class, config| boxed(PredictOnly::from_config(class, config)), &[]),
    ("RandomErasing", |class, config| boxed(RandomColor::from_config(class, config)), &[]),
    ("RandomGaussianBlur", |class, config| boxed(RandomColor::from_config(class, config)), &[]),
    ("RandomGrayscale", |class, config| boxed(RandomColor::from_config(class, config)), &[]),
    ("RandomHue", |class, config| boxed(RandomColor::from_config(class, config)), &[("factor", "0")]),
    ("RandomInvert", |class, config| boxed(RandomColor::from_config(class, config)), &[]),
    ("RandomPerspective", |class, config| boxed(PredictOnly::from_config(class, config)), &[]),
    ("RandomPosterization", |class, config| boxed(RandomColor::from_config(class, config)), &[("factor", "8")]),
    ("RandomSaturation", |class, config| boxed(RandomColor::from_config(class, config)), &[("factor", "0")]),
    ("RandomSharpness", |class, config| boxed(RandomColor::from_config(class, config)), &[("factor", "0")]),
    ("Resizing", |class, config| boxed(Resizing::from_config(class, config)), &[("height", "1"), ("width", "1")]),
    ("SimpleRNNCell", |class, config| boxed(Cell::from_config(class, config)), &[("units", "1")]),
    ("Solarization", |class, config| boxed(RandomColor::from_config(class, config)), &[]),
    ("SpectralNormalization", |_, config| boxed(SpectralNormalization::from_config(config, Entry::from_config)), &[("layer", r#"{"class_name": "Dense", "config": {"units": 1}}"#)]),
    ("StackedRNNCells", |class, config| boxed(Cell::from_config(class, config)), &[("cells", r#"[{"class_name": "SimpleRNNCell", "config": {"units": 1}}]"#)]),
    ("StringLookup", |class, config| boxed(Lookup::from_config(class, config)), &[("vocabulary", r#"["a"]"#)]),
    ("TextVectorization", |class, config| boxed(Lookup::from_config(class, config)), &[("output_sequence_length", "1")]),
}

fn rows() -> impl Iterator<Item = &'static Row> {
    CLASSES.iter().chain(RARE)
}

/// All layer classes, and the class of inputs.
pub fn classes() -> impl Iterator<Item = &'static str> {
    core::iter::once(INPUT).chain(rows().map(|row| row.0))
}

/// A class that is read from files only, because its options are Python code.
const LAMBDA: &str = "Lambda";

/// The class of the parts of a program's own layers. Files do not have it, so [`classes`] leaves it out.
const OPERATION: &str = "Operation";

/// True if layers of this class can be made.
pub fn is_class(class: &str) -> bool {
    class == LAMBDA || cfg!(feature = "steps") && class == OPERATION || classes().any(|known| known == class)
}

/// A layer of this class.
///
/// # Errors
/// When the class or an option is unknown or out of range.
pub(super) fn read(class: &str, config: &Config<'_>) -> Result<Box<dyn Layer>> {
    match rows().find(|row| row.0 == class) {
        Some((class, read, _)) => read(class, config),
        None if class == LAMBDA => boxed(Lambda::from_config(config)),
        None if cfg!(feature = "steps") && class == OPERATION => boxed(Operation::from_config(config)),
        None => Err(Error::unsupported("layer class", class, classes().collect::<Vec<_>>().join(", "))),
    }
}

/// Options with which a class can be built: the required ones, each with an example value.
///
/// # Errors
/// When the table of classes is broken.
pub fn example(class: &str) -> Result<Map<String, Value>> {
    let mut options = Map::new();
    let row = rows().find(|row| row.0 == class);
    for &(option, value) in row.map_or(&[][..], |row| row.2) {
        // From bytes, because file headers are read so too: the parser of `from_str` would add 3 KB packed.
        let value = serde_json::from_slice(value.as_bytes())
            .map_err(|e| Error::format(option, alloc::format!("{e}")))?;
        options.insert(option.into(), value);
    }
    Ok(options)
}

impl Entry {
    /// A layer from its class name and Keras config.
    ///
    /// # Errors
    /// When the class or an option is unknown or out of range; the message names both.
    pub fn from_config(class: &str, map: &Map<String, Value>) -> Result<Self> {
        let name = map.get("name").and_then(Value::as_str).unwrap_or_default();
        if Network::is_class(class) {
            let network = Network::read(class, map, Self::from_config)?;
            let trainable = map.get("trainable").is_none_or(|value| value.as_bool() != Some(false));
            return Ok(Self {
                name: name.into(),
                trainable,
                activity: None,
                dtype: None,
                layer: Box::new(network),
            });
        }
        let config = Config::layer(class, name, Some(map));
        let layer = ChannelsFirst::wrap(read(class, &config)?, &config);
        let trainable = config.flag("trainable", true)?;
        let activity = if class == "ActivityRegularization" {
            Some(ActivityRegularization::regularizer(&config)?)
        } else {
            let given = config.get("activity_regularizer");
            given.map(Regularizer::from_config).transpose().map_err(|e| config.about(e))?
        };
        config.finish()?;
        // A policy is a name, or an object with the name in its config.
        let dtype = map.get("dtype").and_then(|dtype| match dtype {
            Value::String(name) => Some(name.as_str()),
            policy => policy["config"]["name"].as_str(),
        });
        let dtype = dtype.filter(|name| *name != FLOAT32).map(String::from);
        Ok(Self { name: name.into(), trainable, activity, dtype, layer })
    }
}

impl Network {
    /// A model from its Keras 3 or tf.keras 2 config.
    ///
    /// # Errors
    /// When it is neither the config of a Sequential nor of a functional model, its input shape is not stated, or a
    /// layer or option is not supported.
    pub fn from_config(value: &Value) -> Result<Self> {
        let bad = |message: &str| Error::format("model config", message);
        let (class, config) =
            object(value).ok_or_else(|| bad("expected an object with class_name and config"))?;
        if !Self::is_class(class) {
            return Err(Error::unsupported("model class", class, "Sequential, Functional"));
        }
        // Early versions of tf.keras wrote the config of a Sequential as a plain list of layers.
        let list = value["config"].as_array().map(|list| members([("layers", list.clone().into())]));
        let config = list.as_ref().and_then(Value::as_object).or(config);
        let config = config.ok_or_else(|| bad("the model has no config"))?;
        let network = Self::read(class, config, Entry::from_config)?;
        match network.is_built() {
            true => Ok(network),
            false => Err(bad(
                "the input shape is not stated; put an InputLayer first, or give the first layer an input shape",
            )),
        }
    }
}

/// For each class its full config with every default; required options are null. Another language can build complete
/// configs from it without a second table of defaults.
///
/// # Errors
/// When a class of [`classes`] cannot be built from its required options: the tables disagree.
pub fn defaults() -> Result<Value> {
    let mut all = Map::new();
    for class in classes().filter(|class| *class != INPUT) {
        let options = example(class)?;
        let mut config = Entry::from_config(class, &options)?.full_config();
        for option in options.keys() {
            config[option.as_str()] = Value::Null;
        }
        all.insert(class.into(), config);
    }
    all.insert(INPUT.into(), input_layer("", &OpenShape::default())["config"].clone());
    Ok(Value::Object(all))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_default_config_names_its_required_options() {
        let all = defaults().unwrap();
        assert!(all["Conv2D"]["filters"].is_null() && all["Conv2D"]["padding"] == "valid");
        assert_eq!(all["Dense"]["kernel_initializer"]["class_name"], "GlorotUniform");
        assert_eq!(all.as_object().unwrap().len(), classes().count());
    }
}
