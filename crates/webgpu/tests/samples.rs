//! Training on data sets that the GPU holds gives the same bits as training on batches that are sent.

use crate::common;

use std::cell::Cell;
use std::rc::Rc;

use pupil_core::activations::Activation;
use pupil_core::block_on::block_on;
use pupil_core::dataset::Dataset;
use pupil_core::device::{Device, Either};
use pupil_core::graph::ops::Op;
use pupil_core::layers::Dense;
use pupil_core::models::Network;
use pupil_core::program::{Buffer, Program};
use pupil_core::random::Generator;
use pupil_core::tensor::Tensor;
use pupil_core::training::{Compile, Fit, FitOptions, FitStep, Model};
use pupil_core::{Error, Result};
use pupil_cpu::CpuDevice;
use pupil_webgpu::{Executable, Memory, Reading, Samples, WebGpuDevice};

/// The GPU, which holds samples or not, and counts the batches that it takes from them.
struct Watched {
    gpu: WebGpuDevice,
    keeps: bool,
    taken: Rc<Cell<usize>>,
}

impl Device for Watched {
    type Memory = Memory;
    type Executable = Executable;
    type Reading = Reading;
    type Samples = Samples;

    const CAN_BE_LOST: bool = true;
    const HOLDS_SAMPLES: bool = true;

    fn name(&self) -> &'static str {
        self.gpu.name()
    }
    fn supports(&self, op: &Op) -> bool {
        self.gpu.supports(op)
    }
    async fn allocate(&mut self, persistent: usize) -> Result<Memory> {
        self.gpu.allocate(persistent).await
    }
    async fn resize(&mut self, memory: &mut Memory, persistent: usize, kept: usize) -> Result<()> {
        self.gpu.resize(memory, persistent, kept).await
    }
    async fn compile(&mut self, memory: &mut Memory, program: Program) -> Result<Executable> {
        self.gpu.compile(memory, program).await
    }
    async fn write(&mut self, memory: &mut Memory, buffer: Buffer, data: &[f32]) -> Result<()> {
        self.gpu.write(memory, buffer, data).await
    }
    fn begin_read(&mut self, memory: &Memory, buffers: &[Buffer]) -> Result<Reading> {
        self.gpu.begin_read(memory, buffers)
    }
    async fn end_read(
        &mut self,
        memory: &Memory,
        buffers: &[Buffer],
        reading: Reading,
        out: &mut [f32],
    ) -> Result<()> {
        self.gpu.end_read(memory, buffers, reading, out).await
    }
    async fn upload(&mut self, tensor: &Tensor) -> Result<Option<Samples>> {
        if self.keeps { self.gpu.upload(tensor).await } else { Ok(None) }
    }
    async fn gather(
        &mut self,
        memory: &mut Memory,
        feeds: &[(Buffer, &Samples)],
        numbers: &[u32],
    ) -> Result<()> {
        self.taken.set(self.taken.get() + 1);
        self.gpu.gather(memory, feeds, numbers).await
    }
    async fn run(&mut self, memory: &mut Memory, executable: &mut Executable) -> Result<()> {
        self.gpu.run(memory, executable).await
    }
    fn queue_depth(&self) -> usize {
        self.gpu.queue_depth()
    }
    fn can_be_lost(&self) -> bool {
        true
    }
    async fn recover(&mut self, losses: usize) -> Result<()> {
        self.gpu.recover(losses).await
    }
}

type OnEither = Either<CpuDevice, Watched>;

const SAMPLES: usize = 45;
const CLASSES: usize = 3;

/// What is done with the model after a step.
type After<'a> = &'a dyn Fn(&mut Model<OnEither>, FitStep);

/// History and weights of a training, as bits, and how many batches the GPU took from the samples that it holds.
fn train(keeps: bool, data: &Dataset, options: FitOptions, after: After<'_>) -> (Vec<u64>, usize) {
    let taken = Rc::new(Cell::new(0));
    let gpu = Watched { gpu: common::gpu(), keeps, taken: taken.clone() };
    let layers = [
        Dense::new(7).activation(Activation::TANH).into(),
        Dense::new(CLASSES).activation(Activation::SOFTMAX).into(),
    ];
    let network = Network::sequential([4], layers).unwrap();
    let mut model = block_on(Model::new(network, Either::Second(gpu), 7)).unwrap();
    let compile = Compile::new("adam", "sparse_categorical_crossentropy", &["accuracy"]).unwrap();
    block_on(model.compile(compile)).unwrap();
    let mut fit = Fit::new(&model, data, None, options).unwrap();
    while let Some(step) = block_on(fit.step(&mut model)).unwrap() {
        after(&mut model, step);
    }
    let history = fit.into_history();
    let mut bits = Vec::new();
    for name in ["loss", "accuracy", "val_loss"] {
        bits.extend(history.get(name).unwrap().iter().map(|value| value.to_bits()));
    }
    for weight in block_on(model.weights()).unwrap() {
        bits.extend(weight.to_f32().iter().map(|value| u64::from(value.to_bits())));
    }
    (bits, taken.get())
}

fn options() -> FitOptions {
    // 36 samples to train on: 8 at a time, and 4 at last.
    FitOptions { epochs: 3, batch_size: Some(8), validation_split: 0.2, seed: 5, ..FitOptions::default() }
}

const TRAINED: usize = 3 * 5;
const VALIDATED: usize = 3 * 2;

fn floats() -> Tensor {
    let mut generator = Generator::new(3);
    Tensor::from_f32([SAMPLES, 4], (0..SAMPLES * 4).map(|_| generator.range(-1.0, 1.0)).collect()).unwrap()
}

fn bytes() -> Tensor {
    let mut generator = Generator::new(3);
    let bytes = (0..SAMPLES * 4).map(|_| generator.below(256) as u8).collect();
    Tensor::from_u8([SAMPLES, 4], bytes, 1.0 / 255.0).unwrap()
}

fn classes() -> Tensor {
    Tensor::from_i32([SAMPLES], (0..SAMPLES).map(|i| (i * i % CLASSES) as i32).collect()).unwrap()
}

fn same(data: &Dataset, options: FitOptions, after: After<'_>) -> usize {
    let (sent, none) = train(false, data, options.clone(), after);
    let (kept, taken) = train(true, data, options, after);
    assert_eq!(none, 0);
    assert!(sent.len() > 9, "there is a history");
    assert_eq!(sent, kept);
    taken
}

#[test]
fn shuffled_samples_of_every_kind_of_number() {
    for x in [floats(), bytes()] {
        let data = Dataset::new(x, classes()).unwrap();
        assert_eq!(same(&data, options(), &|_, _| ()), TRAINED + VALIDATED);
        let in_order = FitOptions { shuffle: false, ..options() };
        assert_eq!(same(&data, in_order, &|_, _| ()), TRAINED + VALIDATED);
    }
}

#[test]
fn weights_of_samples_and_classes() {
    let data = Dataset::new(bytes(), classes()).unwrap();
    let weights = Tensor::from_f32([SAMPLES], (0..SAMPLES).map(|i| 0.1 * i as f32).collect()).unwrap();
    let weighted = data.clone().with_sample_weight(weights).unwrap();
    assert_eq!(same(&weighted, options(), &|_, _| ()), TRAINED + VALIDATED);
    let by_class = FitOptions { class_weight: vec![(1, 3.0), (2, 0.25)], ..options() };
    assert_eq!(same(&data, by_class, &|_, _| ()), TRAINED + VALIDATED);
}

#[test]
fn the_samples_are_uploaded_again_after_a_loss() {
    let data = Dataset::new(floats(), classes()).unwrap();
    let taken = same(&data, options(), &|model, step| {
        if (step.epoch, step.step, step.steps) == (1, 2, 5) {
            let Either::Second(watched) = model.device() else { panic!("the model is on the GPU") };
            watched.gpu.destroy();
        }
    });
    assert!(taken >= TRAINED + VALIDATED, "{taken}");
}

#[test]
fn a_model_that_moves_is_sent_batches() {
    let data = Dataset::new(floats(), classes()).unwrap();
    let taken = same(&data, options(), &|model, step| {
        if (step.epoch, step.step, step.steps) == (1, 2, 5) {
            block_on(model.move_to(Either::First(CpuDevice::new()))).unwrap();
        }
    });
    assert_eq!(taken, 5 + 2 + 3);
}

#[test]
fn data_too_large_for_the_adapter_are_not_uploaded() {
    let mut gpu = common::gpu();
    let small = block_on(gpu.upload(&floats())).unwrap();
    assert!(small.is_some());
    let large = Tensor::from_u8([1, (512 << 20) + 1], vec![0; (512 << 20) + 1], 1.0).unwrap();
    assert!(block_on(gpu.upload(&large)).unwrap().is_none());
    let mut cpu = CpuDevice::new();
    assert!(block_on(cpu.upload(&floats())).unwrap().is_none());
    let mut memory = block_on(cpu.allocate(1)).unwrap();
    assert!(matches!(block_on(cpu.gather(&mut memory, &[], &[])), Err(Error::Invalid(_))));
}
