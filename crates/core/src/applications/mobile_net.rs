//! `MobileNet` (Howard et al. 2017) and `MobileNetV2` (Sandler et al. 2018), as in `keras.applications`.

use alloc::format;
use alloc::string::String;

use super::{Chain, Settings, Top, eighths, half_pad, name_or, settings, sizes};
use crate::config::Config;
use crate::error::Result;
use crate::models::Network;
use crate::shape::OpenShape;

/// The factor of the numbers of filters.
fn alpha(config: &Config<'_>) -> Result<f64> {
    config.number("alpha", 1.0, "a number above 0 and at most 4", |alpha| alpha > 0.0 && alpha <= 4.0)
}

/// The name that Keras gives: with the factor and the height.
fn automatic(prefix: &str, alpha: f64, input: &OpenShape) -> String {
    let height = input[0].map_or_else(|| "None".into(), |height| format!("{height}"));
    format!("{prefix}_{alpha:.2}_{height}")
}

/// A convolution without bias or a depthwise one, then the normalization and, if asked for, ReLU up to 6.
fn step(
    chain: &mut Chain,
    (class, name): (&str, &str),
    mut options: Settings,
    (normalization, momentum): (&str, f64),
    relu: Option<&str>,
) -> Result<()> {
    options.push(("use_bias", false.into()));
    chain.add(class, name, options)?;
    chain.add("BatchNormalization", normalization, settings!("momentum": momentum))?;
    if let Some(name) = relu {
        chain.add("ReLU", name, settings!("max_value": 6.0))?;
    }
    Ok(())
}

/// The filters of the pointwise convolutions of `MobileNet`, and the steps of the depthwise ones before them.
const ONE: [(usize, usize); 13] = [
    (64, 1),
    (128, 2),
    (128, 1),
    (256, 2),
    (256, 1),
    (512, 2),
    (512, 1),
    (512, 1),
    (512, 1),
    (512, 1),
    (512, 1),
    (1024, 2),
    (1024, 1),
];

pub(super) fn one(config: &Config<'_>) -> Result<Network> {
    const MOMENTUM: f64 = 0.99;
    let top = Top::read(config, 224, 32, 1000)?;
    let alpha = alpha(config)?;
    let depth = match config.get("depth_multiplier") {
        None => 1,
        Some(_) => config.count("depth_multiplier")?,
    };
    let rate = config.number("dropout", 1e-3, "a number in [0, 1)", |rate| (0.0..1.0).contains(&rate))?;
    let filters = |filters: usize| ((filters as f64 * alpha) as usize).max(1);
    let mut chain = Chain::new(top.input.clone());
    let first = settings!("filters": filters(32), "kernel_size": 3, "strides": 2, "padding": "same");
    step(&mut chain, ("Conv2D", "conv1"), first, ("conv1_bn", MOMENTUM), Some("conv1_relu"))?;
    for (block, (pointwise, stride)) in ONE.into_iter().enumerate() {
        let name = |part: &str, end: &str| format!("conv_{part}_{}{end}", block + 1);
        if stride == 2 {
            let options = settings!("padding": half_pad([None, None], 3));
            chain.add("ZeroPadding2D", &name("pad", ""), options)?;
        }
        let padding = if stride == 1 { "same" } else { "valid" };
        for (part, class, options) in [
            (
                "dw",
                "DepthwiseConv2D",
                settings!("kernel_size": 3, "strides": stride, "padding": padding, "depth_multiplier": depth),
            ),
            ("pw", "Conv2D", settings!("filters": filters(pointwise), "kernel_size": 1, "padding": "same")),
        ] {
            let (normalization, relu) = (name(part, "_bn"), name(part, "_relu"));
            step(&mut chain, (class, &name(part, "")), options, (&normalization, MOMENTUM), Some(&relu))?;
        }
    }
    if top.include_top {
        let classes = top.classes;
        chain
            .add("GlobalAveragePooling2D", "", settings!("keepdims": true))?
            .add("Dropout", "dropout", settings!("rate": rate))?
            .add("Conv2D", "conv_preds", settings!("filters": classes, "kernel_size": 1, "padding": "same"))?
            .add("Reshape", "reshape_2", settings!("target_shape": sizes(&[classes])))?
            .add("Activation", "predictions", settings!("activation": top.activation))?;
    } else {
        top.pool(&mut chain, ["", ""])?;
    }
    chain.finish(name_or(config, || automatic("mobilenet", alpha, &top.input)))
}

/// The filters of each block of `MobileNetV2`, and its step.
const TWO: [(usize, usize); 17] = [
    (16, 1),
    (24, 2),
    (24, 1),
    (32, 2),
    (32, 1),
    (32, 1),
    (64, 2),
    (64, 1),
    (64, 1),
    (64, 1),
    (96, 1),
    (96, 1),
    (96, 1),
    (160, 2),
    (160, 1),
    (160, 1),
    (320, 1),
];

pub(super) fn two(config: &Config<'_>) -> Result<Network> {
    const MOMENTUM: f64 = 0.999;
    let top = Top::read(config, 224, 32, 1000)?;
    let alpha = alpha(config)?;
    let mut chain = Chain::new(top.input.clone());
    let mut channels = eighths(32.0 * alpha);
    let first = settings!("filters": channels, "kernel_size": 3, "strides": 2, "padding": "same");
    step(&mut chain, ("Conv2D", "Conv1"), first, ("bn_Conv1", MOMENTUM), Some("Conv1_relu"))?;
    // The sides after the first step.
    let halved = |side: Option<usize>| side.map(|side: usize| side.div_ceil(2));
    let mut sides = [halved(top.input[0]), halved(top.input[1])];
    for (block, (filters, stride)) in TWO.into_iter().enumerate() {
        let prefix = if block == 0 { "expanded_conv".into() } else { format!("block_{block}") };
        let name = |end: &str| format!("{prefix}_{end}");
        let before = chain.last;
        if block > 0 {
            let options = settings!("filters": 6 * channels, "kernel_size": 1, "padding": "same");
            let (normalization, relu) = (name("expand_BN"), name("expand_relu"));
            step(&mut chain, ("Conv2D", &name("expand")), options, (&normalization, MOMENTUM), Some(&relu))?;
        }
        if stride == 2 {
            chain.add("ZeroPadding2D", &name("pad"), settings!("padding": half_pad(sides, 3)))?;
            sides = sides.map(halved);
        }
        let padding = if stride == 1 { "same" } else { "valid" };
        let options = settings!("kernel_size": 3, "strides": stride, "padding": padding);
        let (normalization, relu) = (name("depthwise_BN"), name("depthwise_relu"));
        step(
            &mut chain,
            ("DepthwiseConv2D", &name("depthwise")),
            options,
            (&normalization, MOMENTUM),
            Some(&relu),
        )?;
        // Keras cuts the product off before it rounds.
        let pointwise = eighths((filters as f64 * alpha) as usize as f64);
        let options = settings!("filters": pointwise, "kernel_size": 1, "padding": "same");
        step(&mut chain, ("Conv2D", &name("project")), options, (&name("project_BN"), MOMENTUM), None)?;
        if channels == pointwise && stride == 1 {
            let last = chain.last;
            chain.join("Add", &name("add"), settings!(), &[before, last])?;
        }
        channels = pointwise;
    }
    // The paper leaves the last convolution as it is for smaller networks.
    let last = if alpha > 1.0 { eighths(1280.0 * alpha) } else { 1280 };
    let options = settings!("filters": last, "kernel_size": 1);
    step(&mut chain, ("Conv2D", "Conv_1"), options, ("Conv_1_bn", MOMENTUM), Some("out_relu"))?;
    if top.include_top {
        let options = settings!("units": top.classes, "activation": top.activation);
        chain.add("GlobalAveragePooling2D", "", settings!())?.add("Dense", "predictions", options)?;
    } else {
        top.pool(&mut chain, ["", ""])?;
    }
    chain.finish(name_or(config, || automatic("mobilenetv2", alpha, &top.input)))
}
