//! Residual networks for pictures of 32 by 32 (He et al. 2016, section 4.2).

use alloc::format;

use super::{Chain, Top, name_or, object, settings};
use crate::config::Config;
use crate::error::Result;
use crate::models::Network;

/// A network of three stages with `blocks` blocks each, of two convolutions: `6 * blocks + 2` layers with weights on each
/// path. All convolutions start as He et al. 2015 say, with a penalty of 1e-4.
pub(super) fn cifar(config: &Config<'_>, blocks: usize) -> Result<Network> {
    let top = Top::read(config, 32, 8, 10)?;
    let convolution = |filters: usize, kernel: usize, stride: usize| {
        settings!("filters": filters, "kernel_size": kernel, "strides": stride, "padding": "same",
            "kernel_initializer": "he_normal",
            "kernel_regularizer": object("L2", settings!("l2": 1e-4)))
    };
    let relu = || settings!("activation": "relu");
    let mut chain = Chain::new(top.input.clone());
    chain.add("Conv2D", "", convolution(16, 3, 1))?.add("BatchNormalization", "", settings!())?.add(
        "Activation",
        "",
        relu(),
    )?;
    for (stage, filters) in [16, 32, 64].into_iter().enumerate() {
        for block in 0..blocks {
            let before = chain.last;
            let stride = if stage > 0 && block == 0 { 2 } else { 1 };
            chain
                .add("Conv2D", "", convolution(filters, 3, stride))?
                .add("BatchNormalization", "", settings!())?
                .add("Activation", "", relu())?
                .add("Conv2D", "", convolution(filters, 3, 1))?
                .add("BatchNormalization", "", settings!())?;
            let (mut shortcut, inner) = (before, chain.last);
            if stride == 2 {
                chain.join("Conv2D", "", convolution(filters, 1, stride), &[before])?;
                shortcut = chain.last;
            }
            chain.join("Add", "", settings!(), &[shortcut, inner])?.add("Activation", "", relu())?;
        }
    }
    if top.include_top {
        let options =
            settings!("units": top.classes, "activation": top.activation, "kernel_initializer": "he_normal",);
        chain.add("GlobalAveragePooling2D", "", settings!())?.add("Dense", "predictions", options)?;
    } else {
        top.pool(&mut chain, ["", ""])?;
    }
    chain.finish(name_or(config, || format!("resnet{}", 6 * blocks + 2)))
}
