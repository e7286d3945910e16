//! The decoder-only transformer.

use burn::module::{Module, Param};
use burn::nn::attention::{
    MhaInput, MultiHeadAttention, MultiHeadAttentionConfig, generate_autoregressive_mask,
};
use burn::nn::loss::CrossEntropyLossConfig;
use burn::nn::{Embedding, EmbeddingConfig, LayerNorm, LayerNormConfig, Linear, LinearConfig};
use burn::optim::{AdamConfig, GradientsParams, ModuleOptimizer};
use burn::tensor::activation::{gelu, softmax};
use burn::tensor::{Device, Int, Tensor, TensorData};
use wasm_bindgen::prelude::*;

use crate::{matrix, numbers, vector};

/// Keras's epsilon of `LayerNormalization`.
const EPSILON: f64 = 1e-3;

/// Weights one after the other, in Keras's order.
struct Weights<'a> {
    rest: &'a [f32],
    device: &'a Device,
}

impl Weights<'_> {
    fn take(&mut self, length: usize) -> &[f32] {
        let (taken, rest) = self.rest.split_at(length);
        self.rest = rest;
        taken
    }

    fn matrix(&mut self, rows: usize, columns: usize) -> Param<Tensor<2>> {
        let device = self.device;
        Param::from_tensor(matrix(self.take(rows * columns), rows, columns, device))
    }

    fn vector(&mut self, length: usize) -> Param<Tensor<1>> {
        let device = self.device;
        Param::from_tensor(vector(self.take(length), device))
    }

    fn embedding(&mut self, words: usize, length: usize) -> Embedding {
        let mut layer = EmbeddingConfig::new(words, length).init(self.device);
        layer.weight = self.matrix(words, length);
        layer
    }

    fn dense(&mut self, inputs: usize, units: usize) -> Linear {
        let mut layer = LinearConfig::new(inputs, units).init(self.device);
        layer.weight = self.matrix(inputs, units);
        layer.bias = Some(self.vector(units));
        layer
    }

    fn norm(&mut self, width: usize) -> LayerNorm {
        let mut layer = LayerNormConfig::new(width).with_epsilon(EPSILON).init(self.device);
        layer.gamma = self.vector(width);
        layer.beta = Some(self.vector(width));
        layer
    }

    fn attention(&mut self, width: usize, heads: usize) -> MultiHeadAttention {
        let mut layer = MultiHeadAttentionConfig::new(width, heads).with_dropout(0.0).init(self.device);
        for projection in [&mut layer.query, &mut layer.key, &mut layer.value, &mut layer.output] {
            *projection = self.dense(width, width);
        }
        layer
    }
}

#[derive(Module, Debug)]
struct Block {
    attention_norm: LayerNorm,
    attention: MultiHeadAttention,
    dense_norm: LayerNorm,
    wide: Linear,
    narrow: Linear,
}

#[derive(Module, Debug)]
struct Network {
    tokens: Embedding,
    positions: Embedding,
    blocks: Vec<Block>,
    norm: LayerNorm,
    head: Linear,
}

impl Network {
    /// The input of the softmax, `(samples * steps, words)`.
    fn logits(&self, tokens: Tensor<2, Int>) -> Tensor<2> {
        let ([batch, steps], device) = (tokens.dims(), tokens.device());
        let positions = Tensor::<1, Int>::arange(0..steps as i64, &device).unsqueeze::<2>();
        let mut x = self.tokens.forward(tokens) + self.positions.forward(positions);
        for block in &self.blocks {
            let mask = generate_autoregressive_mask(batch, steps, &device);
            let input = MhaInput::self_attn(block.attention_norm.forward(x.clone())).mask_attn(mask);
            x = x + block.attention.forward(input).context;
            let wide = gelu(block.wide.forward(block.dense_norm.forward(x.clone())));
            x = x + block.narrow.forward(wide);
        }
        self.head.forward(self.norm.forward(x)).flatten(0, 1)
    }
}

/// A transformer with its optimizer and batch.
#[wasm_bindgen]
pub struct Transformer {
    device: Device,
    network: Option<Network>,
    optimizer: ModuleOptimizer,
    batch: Option<(Tensor<2, Int>, Tensor<1, Int>)>,
}

fn indices<const D: usize>(values: &[f32], shape: [usize; D], device: &Device) -> Tensor<D, Int> {
    let values = values.iter().map(|&value| value as i32).collect();
    Tensor::from_data(TensorData::new(values, shape), device)
}

#[wasm_bindgen]
impl Transformer {
    /// A transformer of these sizes (words, steps, width, heads, blocks) and weights; `train` is true if gradients will
    /// be needed.
    #[wasm_bindgen(constructor)]
    pub fn new(train: bool, sizes: &[usize], weights: &[f32]) -> Self {
        let &[words, steps, width, heads, blocks] = sizes else { unreachable!("the page gives five sizes") };
        let device = if train { Device::flex().autodiff() } else { Device::flex() };
        let mut weights = Weights { rest: weights, device: &device };
        let network = Network {
            tokens: weights.embedding(words, width),
            positions: weights.embedding(steps, width),
            blocks: (0..blocks)
                .map(|_| Block {
                    attention_norm: weights.norm(width),
                    attention: weights.attention(width, heads),
                    dense_norm: weights.norm(width),
                    wide: weights.dense(width, 4 * width),
                    narrow: weights.dense(4 * width, width),
                })
                .collect(),
            norm: weights.norm(width),
            head: weights.dense(width, words),
        };
        // Keras's epsilon.
        let optimizer = AdamConfig::new().with_epsilon(1e-7).init();
        Self { device, network: Some(network), optimizer, batch: None }
    }

    /// Sets the samples to learn from.
    pub fn samples(&mut self, x: &[f32], shape: &[usize], y: &[f32]) {
        let tokens = indices(x, [shape[0], shape[1]], &self.device);
        self.batch = Some((tokens, indices(y, [y.len()], &self.device)));
    }

    /// Does one training step; returns the loss before it.
    pub fn step(&mut self) -> f32 {
        let network = self.network.take().expect("it is only away during a step");
        let (tokens, targets) = self.batch.clone().expect("samples come before steps");
        let loss = CrossEntropyLossConfig::new().init(&self.device).forward(network.logits(tokens), targets);
        let gradients = GradientsParams::from_grads(loss.backward(), &network);
        self.network = Some(self.optimizer.step(1e-3, network, gradients));
        numbers(loss)[0]
    }

    /// The probabilities of the words at each position.
    pub fn predict(&mut self, x: &[f32], shape: &[usize]) -> Vec<f32> {
        let tokens = indices(x, [shape[0], shape[1]], &self.device);
        let network = self.network.as_ref().expect("it is only away during a step");
        numbers(softmax(network.logits(tokens), 1))
    }
}
