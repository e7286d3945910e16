//! A layer with adapted state, which is a weight for the model and its file, but not for the optimizer.

use pupil_core::Shape;
use pupil_core::Tensor;
use pupil_core::block_on::block_on;
use pupil_core::dataset::Dataset;
use pupil_core::graph::NodeId;
use pupil_core::initializers::Initializer;
use pupil_core::layers::{Dense, Layer, Signal, Signals, Trace, WeightSpec, single, single_shape};
use pupil_core::models::Network;
use pupil_core::training::{Compile, FitOptions, Model};
use pupil_cpu::CpuDevice;
use serde_json::{Value, json};

/// Subtracts a mean that was computed before training.
struct Centre;

impl Layer for Centre {
    fn class_name(&self) -> &'static str {
        "Centre"
    }

    fn config(&self) -> Value {
        json!({})
    }

    fn weights(&self, inputs: &[Shape]) -> Result<Vec<WeightSpec>, String> {
        Ok(vec![WeightSpec::state("mean", single_shape(inputs)?.clone(), Initializer::ZEROS)])
    }

    fn trace(
        &self,
        trace: &mut Trace<'_>,
        inputs: &[Signal],
        weights: &[NodeId],
    ) -> pupil_core::Result<Signals> {
        let input = single(inputs)?;
        let node = trace.graph.map("x - mean", &[("x", input.node), ("mean", weights[0])], &[])?;
        Ok(input.carry(node))
    }
}

#[test]
fn adapted_state_is_a_weight_that_training_leaves_alone() {
    let network = Network::sequential([2], [Centre.into(), Dense::new(1).into()]).unwrap();
    assert_eq!(network.parameters(), (3, 2));
    let mut model = block_on(Model::new(network, CpuDevice::new(), 1)).unwrap();
    block_on(model.compile(Compile::new("adam", "mse", &[]).unwrap())).unwrap();
    let mut weights = block_on(model.weights()).unwrap();
    weights[0] = Tensor::from_f32([2], vec![10.0, 20.0]).unwrap();
    block_on(model.set_weights(&weights)).unwrap();

    let x = Tensor::from_f32([4, 2], vec![9.0, 21.0, 11.0, 19.0, 10.0, 22.0, 10.0, 18.0]).unwrap();
    let data =
        Dataset::new(x.clone(), Tensor::from_f32([4, 1], vec![1.0, -1.0, 2.0, -2.0]).unwrap()).unwrap();
    block_on(model.fit(&data, FitOptions { epochs: 20, ..FitOptions::default() })).unwrap();
    let after = block_on(model.weights()).unwrap();
    assert_eq!(after[0], weights[0], "the mean");
    assert_ne!(after[1], weights[1], "the kernel");
    let state = block_on(model.optimizer_state()).unwrap().unwrap();
    let shapes: Vec<String> = state.slots[0].iter().map(|slot| slot.shape().to_string()).collect();
    assert_eq!(shapes, ["(2, 1)", "(1,)"], "the optimizer keeps nothing for the mean");
    let kernel = after[1].to_f32();
    let expected = (9.0 - 10.0) * kernel[0] + (21.0 - 20.0) * kernel[1] + after[2].to_f32()[0];
    assert!((block_on(model.predict(&x, 4)).unwrap().to_f32()[0] - expected).abs() < 1e-5);
}
