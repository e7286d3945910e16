//! `EfficientNetB0` (Tan & Le 2019), as in `keras.applications`.

use alloc::format;

use serde_json::{Value, json};

use super::{Chain, Settings, Top, half_pad, name_or, object, settings, sizes};
use crate::config::Config;
use crate::error::Result;
use crate::models::Network;

/// A stage: its blocks' kernel, how many blocks there are, their filters, the factor of the expansion, and the first
/// block's step.
const STAGES: [(usize, usize, usize, usize, usize); 7] = [
    (3, 1, 16, 1, 1),
    (3, 2, 24, 6, 2),
    (5, 2, 40, 6, 2),
    (3, 3, 80, 6, 2),
    (5, 3, 112, 6, 1),
    (5, 4, 192, 6, 2),
    (3, 1, 320, 6, 1),
];

/// The share of whole blocks that training drops after the last block; it grows from block to block.
const DROPPED: f64 = 0.2;

fn initializer(scale: f64, distribution: &'static str) -> Value {
    object("VarianceScaling", settings!("scale": scale, "mode": "fan_out", "distribution": distribution))
}

/// A convolution; without an activation it has no bias.
fn convolution(filters: usize, kernel: usize, activation: Option<&'static str>) -> Settings {
    settings!("filters": filters, "kernel_size": kernel, "padding": "same", "use_bias": activation.is_some(),
        "activation": activation.unwrap_or("linear"), "kernel_initializer": initializer(2.0, "truncated_normal"),)
}

fn normalized(chain: &mut Chain, name: &str, activation: Option<&str>) -> Result<()> {
    chain.add("BatchNormalization", name, settings!("axis": 3, "momentum": 0.99))?;
    if let Some(name) = activation {
        chain.add("Activation", name, settings!("activation": "silu"))?;
    }
    Ok(())
}

pub(super) fn b0(config: &Config<'_>) -> Result<Network> {
    let top = Top::read(config, 224, 32, 1000)?;
    let mut chain = Chain::new(top.input.clone());
    let halved = |side: Option<usize>| side.map(|side: usize| side.div_ceil(2));
    let mut sides = [top.input[0], top.input[1]];
    chain
        .add("Rescaling", "", settings!("scale": 1.0 / 255.0))?
        .add("Normalization", "", settings!("axis": 3))?
        .add("ZeroPadding2D", "stem_conv_pad", settings!("padding": half_pad(sides, 3)))?;
    let mut stem = convolution(32, 3, None);
    // A later option replaces an earlier one.
    stem.extend(settings!("strides": 2, "padding": "valid"));
    chain.add("Conv2D", "stem_conv", stem)?;
    normalized(&mut chain, "stem_bn", Some("stem_activation"))?;
    sides = sides.map(halved);
    let (mut channels, mut block) = (32, 0);
    let blocks: usize = STAGES.iter().map(|&(_, blocks, ..)| blocks).sum();
    for (stage, (kernel, repeats, filters, expansion, first)) in STAGES.into_iter().enumerate() {
        for (letter, repeat) in ('a'..).zip(0..repeats) {
            let name = |end: &str| format!("block{}{letter}_{end}", stage + 1);
            let stride = if repeat == 0 { first } else { 1 };
            let before = chain.last;
            let wide = expansion * channels;
            if expansion > 1 {
                chain.add("Conv2D", &name("expand_conv"), convolution(wide, 1, None))?;
                normalized(&mut chain, &name("expand_bn"), Some(&name("expand_activation")))?;
            }
            if stride == 2 {
                let options = settings!("padding": half_pad(sides, kernel));
                chain.add("ZeroPadding2D", &name("dwconv_pad"), options)?;
                sides = sides.map(halved);
            }
            let options = settings!("kernel_size": kernel, "strides": stride, "padding": if stride == 1 { "same" } else { "valid" },
                "use_bias": false, "depthwise_initializer": initializer(2.0, "truncated_normal"),);
            chain.add("DepthwiseConv2D", &name("dwconv"), options)?;
            normalized(&mut chain, &name("bn"), Some(&name("activation")))?;
            // Each channel is multiplied by a number that follows from the means of all channels.
            let all = chain.last;
            chain
                .add("GlobalAveragePooling2D", &name("se_squeeze"), settings!())?
                .add("Reshape", &name("se_reshape"), settings!("target_shape": sizes(&[1, 1, wide])))?
                .add("Conv2D", &name("se_reduce"), convolution((channels / 4).max(1), 1, Some("silu")))?
                .add("Conv2D", &name("se_expand"), convolution(wide, 1, Some("sigmoid")))?;
            let share = chain.last;
            chain.join("Multiply", &name("se_excite"), settings!(), &[all, share])?.add(
                "Conv2D",
                &name("project_conv"),
                convolution(filters, 1, None),
            )?;
            normalized(&mut chain, &name("project_bn"), None)?;
            if stride == 1 && channels == filters {
                let rate = DROPPED * block as f64 / blocks as f64;
                if rate > 0.0 {
                    let options = settings!("rate": rate, "noise_shape": json!([null, 1, 1, 1]));
                    chain.add("Dropout", &name("drop"), options)?;
                }
                let last = chain.last;
                chain.join("Add", &name("add"), settings!(), &[last, before])?;
            }
            channels = filters;
            block += 1;
        }
    }
    chain.add("Conv2D", "top_conv", convolution(1280, 1, None))?;
    normalized(&mut chain, "top_bn", Some("top_activation"))?;
    if top.include_top {
        chain
            .add("GlobalAveragePooling2D", "avg_pool", settings!())?
            .add("Dropout", "top_dropout", settings!("rate": 0.2))?
            .add(
                "Dense",
                "predictions",
                settings!("units": top.classes, "activation": top.activation,
                    "kernel_initializer": initializer(1.0 / 3.0, "uniform"),),
            )?;
    } else {
        top.pool(&mut chain, ["avg_pool", "max_pool"])?;
    }
    chain.finish(name_or(config, || "efficientnetb0".into()))
}
