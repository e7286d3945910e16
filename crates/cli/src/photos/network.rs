//! The networks of the photos lesson.

use anyhow::Result;
use pupil_core::activations::Activation;
use pupil_core::layers::{
    ActivationLayer, BatchNormalization, Conv2D, Dense, Dropout, Entry, Flatten, MaxPooling2D, Merge,
    Padding, Pooling,
};
use pupil_core::models::{Functional, Network, Symbol};

/// Side of the residual network's input pictures.
pub const SIDE: usize = 112;

/// Filters of the stages; the pictures are 28, 14 and 7 pixels wide there.
const STAGES: [usize; 3] = [48, 96, 160];

/// The last layer: one probability for two classes, else one for each class.
fn answer(classes: usize) -> Dense {
    match classes {
        2 => Dense::new(1).activation(Activation::SIGMOID),
        _ => Dense::new(classes).activation(Activation::SOFTMAX),
    }
}

/// The tutorial's network. For two classes and a side of 150 it has 19,034,177 parameters.
pub fn tutorial(side: usize, classes: usize) -> Result<Network> {
    let relu = Activation::RELU;
    Ok(Network::sequential(
        [side, side, 3],
        [
            Conv2D::new(32, 3).activation(relu).into(),
            MaxPooling2D::new(2).into(),
            Conv2D::new(64, 3).activation(relu).into(),
            MaxPooling2D::new(2).into(),
            Conv2D::new(128, 3).activation(relu).into(),
            MaxPooling2D::new(2).into(),
            Flatten.into(),
            Dense::new(512).activation(relu).into(),
            answer(classes).into(),
        ],
    )?)
}

/// A small residual network (He et al. 2015, blocks of two 3x3 convolutions).
pub fn residual(classes: usize) -> Result<Network> {
    let mut model = Functional::new();
    let input = model.input([SIDE, SIDE, 3]);
    let x = normalized(&mut model, input, Conv2D::new(32, 3).strides(2));
    let x = relu(&mut model, x);
    let mut x = model.apply(MaxPooling2D::new(2), &[x]);
    for (stage, filters) in STAGES.into_iter().enumerate() {
        x = block(&mut model, x, filters, if stage == 0 { 1 } else { 2 }, Shortcut::Convolution)?;
    }
    let x = model.apply(Pooling::global_average_2d(), &[x]);
    let x = model.apply(Dropout::new(0.2), &[x]);
    let x = model.apply(answer(classes), &[x]);
    Ok(model.outputs(&[x])?)
}

/// Side of the shipped extractor's input pictures. With it, the maps of all stages divide into tiles of the fast 3x3
/// convolution.
pub const EXTRACTOR_SIDE: usize = 128;

/// The layer that gives the extractor's features.
pub const FEATURES: &str = "features";

/// A residual network that finds `features` numbers in a photo, with an answer for two classes: the one in
/// `models/photos.safetensors`. The maps of its stages are a quarter, an eighth and a sixteenth as wide as the photo.
///
/// For training, when `classes` is given, it also gives the features of the photo's quarters, the features, and the
/// probabilities of these classes. These outputs come first.
pub fn extractor(side: usize, features: usize, classes: Option<usize>) -> Result<Network> {
    let mut model = Functional::new();
    let input = model.input([side, side, 3]);
    let x = normalized(&mut model, input, Conv2D::new(32, 7).strides(4));
    let mut x = relu(&mut model, x);
    for (filters, strides) in [(32, 1), (96, 2), (96, 1), (160, 2)] {
        let shortcut = if strides == 1 { Shortcut::Same } else { Shortcut::Convolution };
        x = block(&mut model, x, filters, strides, shortcut)?;
    }
    let x = normalized(&mut model, x, Conv2D::new(features, 1));
    let map = relu(&mut model, x);
    let found = model.apply(Entry::from(Pooling::global_average_2d()).named(FEATURES), &[map]);
    let two = model.apply(answer(2), &[found]);
    let Some(classes) = classes else { return Ok(model.outputs(&[two])?) };
    let quarters = model.apply(Pooling::average_2d(side / 32), &[map]);
    let many = model.apply(answer(classes), &[found]);
    Ok(model.outputs(&[quarters, found, many, two])?)
}

fn normalized(model: &mut Functional, x: Symbol, convolution: Conv2D) -> Symbol {
    let x = model.apply(convolution.padding(Padding::Same).without_bias(), &[x]);
    // With the usual 0.99 the statistics follow too slowly in the few hundred steps of a short training.
    model.apply(BatchNormalization { momentum: 0.95, ..BatchNormalization::default() }, &[x])
}

fn relu(model: &mut Functional, x: Symbol) -> Symbol {
    model.apply(ActivationLayer::new(Activation::RELU), &[x])
}

/// What is added to the second convolution of a block.
#[derive(Clone, Copy)]
enum Shortcut {
    /// The block's input, if it has the same shape.
    Same,
    /// A 1x1 convolution of the block's input.
    Convolution,
}

fn block(
    model: &mut Functional,
    x: Symbol,
    filters: usize,
    strides: usize,
    shortcut: Shortcut,
) -> Result<Symbol> {
    let first = normalized(model, x, Conv2D::new(filters, 3).strides(strides));
    let first = relu(model, first);
    let second = normalized(model, first, Conv2D::new(filters, 3));
    let shortcut = match shortcut {
        Shortcut::Same => x,
        Shortcut::Convolution => normalized(model, x, Conv2D::new(filters, 1).strides(strides)),
    };
    let sum = model.apply(Merge::new("Add")?, &[second, shortcut]);
    Ok(relu(model, sum))
}
