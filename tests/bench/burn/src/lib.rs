//! Burn (flex backend, one thread) behind the few calls that the benchmark page makes.

use burn::module::{Module, Param};
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::nn::loss::{BinaryCrossEntropyLossConfig, CrossEntropyLossConfig};
use burn::nn::pool::{MaxPool2d, MaxPool2dConfig};
use burn::nn::{Embedding, EmbeddingConfig, Linear, LinearConfig, Lstm, LstmConfig};
use burn::optim::{AdamConfig, GradientsParams, ModuleOptimizer};
use burn::tensor::activation::{relu, sigmoid, softmax};
use burn::tensor::{Device, Int, Tensor, TensorData};
use wasm_bindgen::prelude::*;

mod transformer;

/// The benchmark's models of one chain of layers: convolutions with pooling, or an embedding and an LSTM, and then dense layers.
#[derive(Module, Debug)]
struct Network {
    convolutions: Vec<Conv2d>,
    pool: MaxPool2d,
    embedding: Option<Embedding>,
    lstm: Option<Lstm>,
    dense: Vec<Linear>,
}

impl Network {
    /// The input of the last activation.
    fn logits(&self, input: Input) -> Tensor<2> {
        let mut x = match (input, &self.embedding, &self.lstm) {
            (Input::Words(words), Some(embedding), Some(lstm)) => {
                lstm.forward(embedding.forward(words), None).1.hidden
            }
            (Input::Pictures(mut x), ..) => {
                for convolution in &self.convolutions {
                    x = self.pool.forward(relu(convolution.forward(x)));
                }
                // Keras flattens with the channels last.
                x.permute([0, 2, 3, 1]).flatten(1, 3)
            }
            _ => unreachable!("the page builds models for their input"),
        };
        let last = self.dense.len() - 1;
        for (index, dense) in self.dense.iter().enumerate() {
            x = dense.forward(x);
            if index < last {
                x = relu(x);
            }
        }
        x
    }
}

#[derive(Clone)]
enum Input {
    Pictures(Tensor<4>),
    Words(Tensor<2, Int>),
}

/// Samples with channels last, or word indices.
fn input(x: &[f32], shape: &[usize], device: &Device) -> Input {
    match *shape {
        [n, height, width, channels] => {
            let data = TensorData::new(x.to_vec(), [n, height, width, channels]);
            Input::Pictures(Tensor::from_data(data, device).permute([0, 3, 1, 2]))
        }
        [n, words] => {
            let data = TensorData::new(x.iter().map(|&word| word as i32).collect(), [n, words]);
            Input::Words(Tensor::from_data(data, device))
        }
        _ => unreachable!("the page has pictures and words"),
    }
}

fn matrix(values: &[f32], rows: usize, columns: usize, device: &Device) -> Tensor<2> {
    Tensor::from_data(TensorData::new(values.to_vec(), [rows, columns]), device)
}

fn vector(values: &[f32], device: &Device) -> Tensor<1> {
    Tensor::from_data(TensorData::new(values.to_vec(), [values.len()]), device)
}

fn numbers<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().try_to_vec().expect("all is in 32-bit floats")
}

/// A model with its optimizer and batch.
#[wasm_bindgen]
pub struct Model {
    device: Device,
    network: Option<Network>,
    optimizer: ModuleOptimizer,
    batch: Option<(Input, Tensor<1, Int>)>,
}

#[wasm_bindgen]
impl Model {
    /// A model without layers; `train` is true if gradients will be needed.
    #[wasm_bindgen(constructor)]
    pub fn new(train: bool) -> Self {
        let device = if train { Device::flex().autodiff() } else { Device::flex() };
        let network = Network {
            convolutions: Vec::new(),
            pool: MaxPool2dConfig::new([2, 2]).with_strides([2, 2]).init(),
            embedding: None,
            lstm: None,
            dense: Vec::new(),
        };
        // Keras's epsilon.
        let optimizer = AdamConfig::new().with_epsilon(1e-7).init();
        Self { device, network: Some(network), optimizer, batch: None }
    }

    fn network(&mut self) -> &mut Network {
        self.network.as_mut().expect("it is only away during a step")
    }

    /// Adds a convolution with pooling; the weights are in Keras's form.
    pub fn conv(&mut self, side: usize, channels: usize, filters: usize, kernel: &[f32], bias: &[f32]) {
        let device = self.device.clone();
        let mut layer = Conv2dConfig::new([channels, filters], [side, side]).init(&device);
        let data = TensorData::new(kernel.to_vec(), [side, side, channels, filters]);
        layer.weight = Param::from_data(
            Tensor::<4>::from_data(data, &Device::flex()).permute([3, 2, 0, 1]).into_data(),
            &device,
        );
        layer.bias = Some(Param::from_tensor(vector(bias, &device)));
        self.network().convolutions.push(layer);
    }

    /// Sets the embedding.
    pub fn embedding(&mut self, words: usize, length: usize, table: &[f32]) {
        let device = self.device.clone();
        let mut layer = EmbeddingConfig::new(words, length).init(&device);
        layer.weight = Param::from_tensor(matrix(table, words, length, &device));
        self.network().embedding = Some(layer);
    }

    /// Sets the LSTM; the weights are in Keras's form.
    pub fn lstm(&mut self, inputs: usize, units: usize, kernel: &[f32], recurrent: &[f32], bias: &[f32]) {
        let device = self.device.clone();
        let mut lstm = LstmConfig::new(inputs, units, true).init(&device);
        let columns = |values: &[f32], rows: usize, gate: usize| {
            let part =
                (0..rows).flat_map(|row| &values[(4 * row + gate) * units..][..units]).copied().collect();
            Param::from_data(TensorData::new(part, [rows, units]), &device)
        };
        let forget = lstm.forget_gate.as_mut().expect("its default is a gate of its own");
        for (gate, layer) in
            [&mut lstm.input_gate, forget, &mut lstm.cell_gate, &mut lstm.output_gate].into_iter().enumerate()
        {
            layer.input_transform.weight = columns(kernel, inputs, gate);
            layer.hidden_transform.weight = columns(recurrent, units, gate);
            layer.input_transform.bias =
                Some(Param::from_tensor(vector(&bias[gate * units..][..units], &device)));
            layer.hidden_transform.bias = Some(Param::from_tensor(vector(&vec![0.0; units], &device)));
        }
        self.network().lstm = Some(lstm);
    }

    /// Adds a dense layer.
    pub fn dense(&mut self, inputs: usize, units: usize, kernel: &[f32], bias: &[f32]) {
        let device = self.device.clone();
        let mut layer = LinearConfig::new(inputs, units).init(&device);
        layer.weight = Param::from_tensor(matrix(kernel, inputs, units, &device));
        layer.bias = Some(Param::from_tensor(vector(bias, &device)));
        self.network().dense.push(layer);
    }

    /// Sets the samples to learn from.
    pub fn samples(&mut self, x: &[f32], shape: &[usize], y: &[f32]) {
        let targets = y.iter().map(|&class| class as i32).collect();
        let targets = Tensor::from_data(TensorData::new(targets, [y.len()]), &self.device);
        self.batch = Some((input(x, shape, &self.device), targets));
    }

    /// Does one training step; returns the loss before it.
    pub fn step(&mut self) -> f32 {
        let network = self.network.take().expect("it is only away during a step");
        let (input, targets) = self.batch.clone().expect("samples come before steps");
        let logits = network.logits(input);
        let loss = if logits.dims()[1] == 1 {
            let loss = BinaryCrossEntropyLossConfig::new().with_logits(true).init(&self.device);
            loss.forward(logits.squeeze_dim::<1>(1), targets)
        } else {
            CrossEntropyLossConfig::new().init(&self.device).forward(logits, targets)
        };
        let gradients = GradientsParams::from_grads(loss.backward(), &network);
        self.network = Some(self.optimizer.step(1e-3, network, gradients));
        numbers(loss)[0]
    }

    /// The probabilities of samples.
    pub fn predict(&mut self, x: &[f32], shape: &[usize]) -> Vec<f32> {
        let input = input(x, shape, &self.device);
        let logits = self.network().logits(input);
        numbers(if logits.dims()[1] == 1 { sigmoid(logits) } else { softmax(logits, 1) })
    }
}

/// A matrix product.
#[wasm_bindgen]
pub struct Product {
    a: Tensor<2>,
    b: Tensor<2>,
}

#[wasm_bindgen]
impl Product {
    /// The product of two matrices, given row after row.
    #[wasm_bindgen(constructor)]
    pub fn new(m: usize, k: usize, n: usize, a: &[f32], b: &[f32]) -> Self {
        let device = Device::flex();
        Self { a: matrix(a, m, k, &device), b: matrix(b, k, n, &device) }
    }

    /// Multiplies `rounds` times.
    pub fn run(&self, rounds: usize) {
        for _ in 0..rounds {
            let _ = self.a.clone().matmul(self.b.clone());
        }
    }

    /// The product, row after row.
    pub fn result(&self) -> Vec<f32> {
        numbers(self.a.clone().matmul(self.b.clone()))
    }
}
