//! Layers under their Keras names, one file each.

mod activation;
mod activity_regularization;
#[cfg(feature = "rare")]
mod attention;
mod batch_normalization;
mod bias_activation;
mod bidirectional;
#[cfg(feature = "rare")]
mod cells;
mod channels_first;
#[cfg(feature = "rare")]
mod conv_lstm;
mod conv_transpose;
mod convolution;
mod dense;
mod depthwise;
mod dropout;
#[cfg(feature = "rare")]
mod einsum_dense;
mod embedding;
#[cfg(feature = "rare")]
mod features;
mod flatten;
mod formula;
mod group_normalization;
mod lambda;
mod layer;
mod layer_normalization;
#[cfg(feature = "rare")]
mod lookup;
mod masking;
mod merge;
mod multi_head_attention;
mod noise;
mod normalization;
mod operation;
mod permute;
mod pooling;
#[cfg(feature = "rare")]
mod predict_only;
mod prelu;
#[cfg(feature = "rare")]
mod random_color;
mod random_warp;
mod recurrent;
mod registry;
mod reshape;
#[cfg(feature = "rare")]
mod resizing;
mod rms_normalization;
mod scores;
mod shapes;
mod softmax;
#[cfg(feature = "rare")]
mod spectral_normalization;
mod time_distributed;
mod trace;
mod unrolled;
mod up_sampling;
mod weight;
mod window;
mod zero_padding;

pub use activation::ActivationLayer;
pub use activity_regularization::ActivityRegularization;
#[cfg(feature = "rare")]
pub use attention::Attention;
pub use batch_normalization::BatchNormalization;
pub use bias_activation::BiasActivation;
pub use bidirectional::Bidirectional;
#[cfg(feature = "rare")]
pub use cells::{Cell, Rnn};
#[cfg(feature = "rare")]
pub use conv_lstm::ConvLstm;
pub use conv_transpose::ConvTranspose;
pub use convolution::{Convolution, Convolution as Conv2D};
pub use dense::Dense;
pub use depthwise::Depthwise;
pub use dropout::Dropout;
#[cfg(feature = "rare")]
pub use einsum_dense::EinsumDense;
pub use embedding::Embedding;
#[cfg(feature = "rare")]
pub use features::{CategoryEncoding, Discretization, Identity, Normalization};
pub use flatten::Flatten;
pub use formula::Formula;
pub use group_normalization::GroupNormalization;
pub use layer::{Entry, Layer, Nested, ReadEntry};
pub use layer_normalization::LayerNormalization;
#[cfg(feature = "rare")]
pub use lookup::Lookup;
pub use masking::Masking;
pub use merge::Merge;
pub use multi_head_attention::MultiHeadAttention;
pub use noise::Noise;
pub use normalization::Affine;
pub use operation::Operation;
pub use permute::Permute;
pub use pooling::{Pooling, Pooling as MaxPooling2D};
#[cfg(feature = "rare")]
pub use predict_only::PredictOnly;
pub use prelu::PReLU;
#[cfg(feature = "rare")]
pub use random_color::RandomColor;
pub use random_warp::RandomWarp;
pub use recurrent::Recurrent;
pub(crate) use registry::RARE_NAMES;
pub use registry::{classes, defaults, example, is_class};
pub use reshape::Reshape;
#[cfg(feature = "rare")]
pub use resizing::Resizing;
pub use rms_normalization::{RMSNormalization, UnitNormalization};
pub use softmax::Softmax;
#[cfg(feature = "rare")]
pub use spectral_normalization::SpectralNormalization;
pub use time_distributed::TimeDistributed;
pub use trace::{Arguments, CallForm, Signal, Signals, Trace, single, single_shape};
pub use up_sampling::{RepeatVector, UpSampling};
pub use weight::{WeightOptions, WeightSpec};
pub use window::{Padding, Window};
pub use zero_padding::ZeroPadding;

pub(crate) use shapes::listed;
use shapes::{expect_axes, python_sizes};
