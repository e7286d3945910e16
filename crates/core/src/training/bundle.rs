//! What a model file holds, whatever its format: a network, its weights, and what training needs to go on.

use alloc::string::String;
use alloc::vec::Vec;

use super::compile::Compile;
use super::model::Model;
use super::optimizer_state::OptimizerState;
use crate::device::Device;
use crate::error::Result;
use crate::models::Network;
use crate::tensor::Tensor;

/// What a model file holds.
#[derive(Debug)]
pub struct Bundle {
    /// The layers.
    pub network: Network,
    /// The weights in Keras order.
    pub weights: Vec<Tensor>,
    /// What the model was compiled with, if it was.
    pub compile: Option<Compile>,
    /// The state of its optimizer, from which training goes on with the same bits as if it had never stopped (given the
    /// epoch to go on from as `initial_epoch`).
    pub state: Option<OptimizerState>,
    /// Texts that stand beside the model, each under its name: a tokenizer, names of classes, ..
    pub metadata: Vec<(String, String)>,
}

impl Bundle {
    /// The same with its weights in 8 bits, but for vectors (biases): a quarter of the size.
    pub fn quantized(mut self) -> Self {
        self.weights = self.weights.into_iter().map(Tensor::quantized).collect();
        self
    }
}

impl<D: Device> Model<D> {
    /// The model of a bundle on a device: compiled, and ready to go on training, where the bundle says so. Weights in 8 bits
    /// stay so until a training step changes them.
    ///
    /// # Errors
    /// When the device has no room or lacks an operation, or the parts of the bundle do not fit each other.
    pub async fn from_bundle(bundle: Bundle, device: D) -> Result<Self> {
        let Bundle { network, weights, compile, state, metadata: _ } = bundle;
        let seed = state.as_ref().map_or(0, |state| state.seed);
        let mut model = Self::with_weights(network, device, seed, &weights).await?;
        drop(weights);
        if let Some(compile) = compile {
            model.compile(compile).await?;
        }
        if let Some(state) = &state {
            model.set_optimizer_state(state).await?;
        }
        Ok(model)
    }

    /// What a file of this model holds, with the optimizer's state or without, and without texts beside it. What callbacks
    /// remember is not part of it. Where an optimizer keeps a moving average of the weights, a training that has ended has
    /// put the average in their place: to go on training later, make the bundle before.
    ///
    /// # Errors
    /// When the device cannot be read.
    pub async fn to_bundle(&mut self, include_optimizer: bool) -> Result<Bundle> {
        Ok(Bundle {
            network: Network::from_config(&self.network.to_config())?,
            weights: self.weights().await?,
            compile: self.compiled().cloned(),
            state: if include_optimizer { self.optimizer_state().await? } else { None },
            metadata: Vec::new(),
        })
    }
}
