//! A decoder that predicts the next token (Radford et al. 2018; the normalizations come first, as in GPT-2).

use alloc::format;

use super::{Chain, config_of, name_or, settings};
use crate::config::Config;
use crate::error::Result;
use crate::layers::{Arguments, Entry};
use crate::models::{Functional, Network};

pub(super) fn gpt(config: &Config<'_>) -> Result<Network> {
    let count = |key: &str, default: usize| match config.get(key) {
        None => Ok(default),
        Some(_) => config.count(key),
    };
    let vocabulary = config.count("vocabulary")?;
    let (blocks, heads) = (count("blocks", 4)?, count("heads", 4)?);
    let (width, positions) = (count("width", 128)?, count("positions", 64)?);
    if !width.is_multiple_of(heads) {
        return Err(config.wrong("heads", &heads.into(), &format!("a divisor of option \"width\", {width}")));
    }
    let rate = config.number("dropout", 0.0, "a number in [0, 1)", |rate| (0.0..1.0).contains(&rate))?;
    let mut model = Functional::new();
    let tokens = model.named_input("tokens", [positions]);
    let places = model.named_input("positions", [positions]);
    let mut chain = Chain { model, last: tokens };
    chain.add("Embedding", "token_embedding", settings!("input_dim": vocabulary, "output_dim": width))?;
    let words = chain.last;
    let options = settings!("input_dim": positions, "output_dim": width);
    chain.join("Embedding", "position_embedding", options, &[places])?;
    let at = chain.last;
    chain.join("Add", "embedding", settings!(), &[words, at])?;
    let dropped = |chain: &mut Chain, name: &str| -> Result<()> {
        if rate > 0.0 {
            chain.add("Dropout", name, settings!("rate": rate))?;
        }
        Ok(())
    };
    dropped(&mut chain, "embedding_dropout")?;
    for block in 0..blocks {
        let name = |end: &str| format!("block_{block}_{end}");
        let before = chain.last;
        chain.add("LayerNormalization", &name("attention_norm"), settings!("epsilon": 1e-5))?;
        let options = settings!("num_heads": heads, "key_dim": width / heads, "dropout": rate);
        let attention =
            Entry::from_config("MultiHeadAttention", &config_of(options))?.named(name("attention"));
        let attention = chain.model.layer(attention);
        let arguments = Arguments { use_causal_mask: true, ..Arguments::default() };
        let inputs = [chain.last, chain.last];
        let after = chain.model.call_with(attention, &inputs, arguments);
        chain.join("Add", &name("attention_add"), settings!(), &[before, after])?;
        let before = chain.last;
        chain
            .add("LayerNormalization", &name("mlp_norm"), settings!("epsilon": 1e-5))?
            .add("Dense", &name("mlp_up"), settings!("units": 4 * width, "activation": "gelu"))?
            .add("Dense", &name("mlp_down"), settings!("units": width))?;
        dropped(&mut chain, &name("mlp_dropout"))?;
        let after = chain.last;
        chain.join("Add", &name("mlp_add"), settings!(), &[before, after])?;
    }
    chain.add("LayerNormalization", "norm", settings!("epsilon": 1e-5))?.add(
        "Dense",
        "predictions",
        settings!("units": vocabulary, "activation": "softmax"),
    )?;
    chain.finish(name_or(config, || "gpt".into()))
}
