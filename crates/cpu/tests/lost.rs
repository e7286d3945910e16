//! What happens to a model whose device is lost at any moment. The CPU plays a device that can be lost.

use std::cell::Cell;
use std::rc::Rc;

use pupil_core::block_on::block_on;
use pupil_core::dataset::Dataset;
use pupil_core::device::Device;
use pupil_core::graph::ops::Op;
use pupil_core::models::Network;
use pupil_core::program::{Buffer, Program};
use pupil_core::tensor::Tensor;
use pupil_core::training::{Compile, Fit, FitOptions, Model};
use pupil_core::{Error, Result};
use pupil_cpu::CpuDevice;
use serde_json::json;

/// A CPU device that is lost on command: at once, when a program is compiled, or when something waits for numbers. Then
/// there is a new one.
#[derive(Clone, Default)]
struct Losable {
    cpu: CpuDevice,
    lost: Rc<Cell<bool>>,
    lost_at_compile: Rc<Cell<bool>>,
    lost_at_read: Rc<Cell<bool>>,
    steady: bool,
}

impl Losable {
    fn check(&self) -> Result<()> {
        match self.lost.get() {
            true => Err(Error::DeviceLost { device: "losable".into(), reason: "a test".into() }),
            false => Ok(()),
        }
    }
}

impl Device for Losable {
    type Memory = <CpuDevice as Device>::Memory;
    type Executable = <CpuDevice as Device>::Executable;
    type Reading = Vec<f32>;
    type Samples = ();

    const CAN_BE_LOST: bool = true;

    fn name(&self) -> &'static str {
        "losable"
    }

    fn supports(&self, op: &Op) -> bool {
        self.cpu.supports(op)
    }

    async fn allocate(&mut self, persistent: usize) -> Result<Self::Memory> {
        self.check()?;
        self.cpu.allocate(persistent).await
    }

    async fn resize(&mut self, memory: &mut Self::Memory, persistent: usize, kept: usize) -> Result<()> {
        self.check()?;
        self.cpu.resize(memory, persistent, kept).await
    }

    async fn compile(&mut self, memory: &mut Self::Memory, program: Program) -> Result<Self::Executable> {
        if self.lost_at_compile.replace(false) {
            self.lost.set(true);
        }
        self.check()?;
        self.cpu.compile(memory, program).await
    }

    async fn write(&mut self, memory: &mut Self::Memory, buffer: Buffer, data: &[f32]) -> Result<()> {
        self.check()?;
        self.cpu.write(memory, buffer, data).await
    }

    fn begin_read(&mut self, memory: &Self::Memory, buffers: &[Buffer]) -> Result<Vec<f32>> {
        self.check()?;
        Ok(buffers.iter().flat_map(|&buffer| memory.values(buffer).to_vec()).collect())
    }

    async fn end_read(
        &mut self,
        _memory: &Self::Memory,
        _buffers: &[Buffer],
        reading: Vec<f32>,
        out: &mut [f32],
    ) -> Result<()> {
        if self.lost_at_read.replace(false) {
            self.lost.set(true);
        }
        self.check()?;
        out.copy_from_slice(&reading);
        Ok(())
    }

    async fn run(&mut self, memory: &mut Self::Memory, executable: &mut Self::Executable) -> Result<()> {
        self.check()?;
        self.cpu.run(memory, executable).await
    }

    fn queue_depth(&self) -> usize {
        if self.steady { 0 } else { 8 }
    }

    fn can_be_lost(&self) -> bool {
        !self.steady
    }

    async fn recover(&mut self, _losses: usize) -> Result<()> {
        (self.lost, self.lost_at_compile, self.lost_at_read) = Default::default();
        Ok(())
    }
}

fn data(samples: usize) -> Dataset {
    let x: Vec<f32> = (0..samples * 3).map(|i| ((i * 29 % 31) as f32 - 15.0) / 10.0).collect();
    let y = x.chunks(3).map(|row| row[0] - 0.5 * row[1] * row[2]).collect();
    Dataset::new(Tensor::from_f32([samples, 3], x).unwrap(), Tensor::from_f32([samples, 1], y).unwrap())
        .unwrap()
}

fn compile(model: &mut Model<Losable>, optimizer: &str) {
    let options = Compile::from_config(&json!({ "optimizer": optimizer, "loss": "mse" })).unwrap();
    block_on(model.compile(options)).unwrap();
}

fn network() -> Network {
    let layers = json!([
        { "class_name": "InputLayer", "config": { "batch_shape": [null, 3] } },
        { "class_name": "Dense", "config": { "units": 8, "activation": "tanh", "name": "one" } },
        { "class_name": "Dense", "config": { "units": 1, "name": "two" } },
    ]);
    let config = json!({ "class_name": "Sequential", "config": { "layers": layers } });
    Network::from_config(&config).unwrap()
}

fn model(optimizer: &str) -> Model<Losable> {
    let mut model = block_on(Model::new(network(), Losable::default(), 5)).unwrap();
    compile(&mut model, optimizer);
    model
}

fn options(batch: usize, epochs: usize) -> FitOptions {
    FitOptions::from_config(&json!({ "epochs": epochs, "batch_size": batch, "seed": 3 })).unwrap()
}

fn fit(model: &mut Model<Losable>, samples: usize, batch: usize, epochs: usize) -> Vec<f64> {
    let history = block_on(model.fit(&data(samples), options(batch, epochs))).unwrap();
    history.history.into_iter().next().unwrap().1
}

fn x() -> Tensor {
    Tensor::from_f32([2, 3], vec![0.5; 6]).unwrap()
}

fn predicted(model: &mut Model<Losable>) -> Vec<f32> {
    block_on(model.predict(&x(), 2)).unwrap().to_f32()
}

fn steps(model: &mut Model<Losable>) -> u64 {
    block_on(model.optimizer_state()).unwrap().unwrap().steps
}

/// Changes that were made on the host are never lost.
#[test]
fn changes_on_the_host_survive_the_device() {
    type Change = fn(&mut Model<Losable>);
    let changes: [(&str, Change); 5] = [
        ("set_weights", |model| {
            let all = block_on(model.weights()).unwrap();
            let quarter = |tensor: &Tensor| {
                let size = tensor.shape().size();
                Tensor::from_f32(tensor.shape().clone(), vec![0.25; size]).unwrap()
            };
            block_on(model.set_weights(&all.iter().map(quarter).collect::<Vec<_>>())).unwrap();
        }),
        ("compile", |model| compile(model, "sgd")),
        ("freeze", |model| block_on(model.set_trainable("one", false)).unwrap()),
        ("optimizer state", |model| {
            let state = block_on(model.optimizer_state()).unwrap().unwrap();
            fit(model, 16, 8, 1);
            block_on(model.set_optimizer_state(&state)).unwrap();
        }),
        ("best weights", |model| {
            let stopping = json!({ "epochs": 4, "batch_size": 8, "callbacks": [{ "class_name": "EarlyStopping",
                "config": { "monitor": "loss", "mode": "max", "patience": 1, "restore_best_weights": true } }] });
            block_on(model.fit(&data(16), FitOptions::from_config(&stopping).unwrap())).unwrap();
        }),
    ];
    for (what, change) in changes {
        let mut model = model("adam");
        fit(&mut model, 16, 8, 3);
        change(&mut model);
        let (before, done) = (predicted(&mut model), steps(&mut model));
        model.device().lost.set(true);
        assert_eq!(predicted(&mut model), before, "{what}");
        assert_eq!(steps(&mut model), done, "{what}");
        assert!(model.take_notice().unwrap().contains("nothing that was learned is lost"), "{what}");
        assert!(fit(&mut model, 16, 8, 2).iter().all(|loss| loss.is_finite()), "{what}");
    }
}

/// Every call on a model whose device is lost gets its answer.
#[test]
fn every_call_survives_the_device() {
    type Call = fn(&mut Model<Losable>);
    let calls: [(&str, Call); 11] = [
        ("weights", |model| drop(block_on(model.weights()).unwrap())),
        ("set_weights", |model| {
            let mut other = self::model("adam");
            let weights = block_on(other.weights()).unwrap();
            block_on(model.set_weights(&weights)).unwrap();
            assert_eq!(predicted(model), predicted(&mut other));
        }),
        ("optimizer_state", |model| drop(block_on(model.optimizer_state()).unwrap())),
        ("activations", |model| {
            drop(block_on(model.activations(&[&x()], &["one".into()], None, 2)).unwrap())
        }),
        ("gradients", |model| drop(block_on(model.gradients(&data(16), None, 8)).unwrap())),
        ("apply_gradients", |model| {
            let found = block_on(self::model("adam").gradients(&data(16), None, 8)).unwrap();
            block_on(model.apply_gradients(&found.weights, &[])).unwrap();
        }),
        ("predict", |model| drop(predicted(model))),
        ("evaluate", |model| drop(block_on(model.evaluate(&data(16), 8)).unwrap())),
        ("compile", |model| compile(model, "rmsprop")),
        ("set_trainable", |model| block_on(model.set_trainable("two", false)).unwrap()),
        ("fit", |model| drop(fit(model, 16, 8, 1))),
    ];
    for (what, call) in calls {
        for at_read in [false, true] {
            let mut model = model("adam");
            fit(&mut model, 16, 8, 3);
            let device = model.device();
            if at_read { &device.lost_at_read } else { &device.lost }.set(true);
            call(&mut model);
            // Not every call reads from the device.
            predicted(&mut model);
            assert!(model.take_notice().is_some(), "{what}");
            assert!(fit(&mut model, 16, 8, 1).iter().all(|loss| loss.is_finite()), "{what}");
        }
    }
}

/// The first training step of a model with weights in 8 bits makes them floats, in new memory. At no moment of it the
/// model is without a copy.
#[test]
fn a_model_in_8_bits_survives_the_device_at_its_first_training_step() {
    let build = || {
        let mut model = model("adam");
        let weights: Vec<Tensor> =
            block_on(model.weights()).unwrap().into_iter().map(Tensor::quantized).collect();
        let mut model = block_on(Model::with_weights(network(), Losable::default(), 5, &weights)).unwrap();
        compile(&mut model, "adam");
        model
    };
    let mut steady = build();
    let losses = fit(&mut steady, 16, 8, 3);
    type Switch = fn(&Losable) -> &Rc<Cell<bool>>;
    let moments: [(&str, Switch); 3] = [
        ("before", |device| &device.lost),
        ("while it compiles", |device| &device.lost_at_compile),
        ("at a read", |device| &device.lost_at_read),
    ];
    for (what, switch) in moments {
        let mut model = build();
        switch(model.device()).set(true);
        assert_eq!(fit(&mut model, 16, 8, 3), losses, "{what}");
        assert!(model.take_notice().unwrap().contains("nothing that was learned is lost"), "{what}");
        assert_eq!(predicted(&mut model), predicted(&mut steady), "{what}");
    }
}

#[test]
fn an_epoch_whose_only_step_is_lost_still_has_its_loss() {
    let mut model = model("adam");
    let mut fit = Fit::new(&model, &data(16), None, options(16, 4)).unwrap();
    for epoch in 0..4 {
        if epoch == 1 {
            model.device().lost_at_read.set(true);
        }
        block_on(fit.step(&mut model)).unwrap();
    }
    assert!(model.take_notice().is_some());
    let losses = &fit.history().history[0].1;
    assert_eq!(losses.len(), 4);
    assert!(losses.iter().all(|loss| loss.is_finite()), "{losses:?}");
}

#[test]
fn a_model_leaves_a_lost_device_as_it_was_last_copied() {
    let mut model = model("adam");
    let mut fit = Fit::new(&model, &data(40), None, options(2, 1)).unwrap();
    for _ in 0..6 {
        block_on(fit.step(&mut model)).unwrap();
    }
    model.device().lost.set(true);
    block_on(model.move_to(Losable { steady: true, ..Losable::default() })).unwrap();
    assert!(model.take_notice().unwrap().contains("the last 6 training steps are lost"));
    assert_eq!(steps(&mut model), 0);
    while block_on(fit.step(&mut model)).unwrap().is_some() {}
    assert_eq!(steps(&mut model), 14);
    assert!(fit.history().history[0].1.iter().all(|loss| loss.is_finite()));
}

#[test]
fn logs_lag_behind_and_drain_waits_for_them() {
    let mut model = model("adam");
    let mut fit = Fit::new(&model, &data(40), None, options(2, 1)).unwrap();
    let mut counted = Vec::new();
    for _ in 0..12 {
        block_on(fit.step(&mut model)).unwrap();
        counted.push(fit.counted());
    }
    // Training waits for the first result; then the device has eight steps in its queue.
    assert_eq!(counted, [2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 4.0, 6.0, 8.0]);
    block_on(fit.drain(&mut model)).unwrap();
    assert_eq!(fit.counted(), 24.0);
}
