//! The contents of a model file in any format: a network, its weights, and what training needs to continue.

use alloc::string::String;
use alloc::vec::Vec;

use super::compile::Compile;
use super::model::Model;
use super::optimizer_state::OptimizerState;
use crate::device::Device;
use crate::error::Result;
use crate::models::Network;
use crate::tensor::Tensor;

/// The contents of a model file.
#[derive(Debug)]
pub struct Bundle {
    /// The layers.
    pub network: Network,
    /// The weights in Keras order.
    pub weights: Vec<Tensor>,
    /// The optimizer, losses and metrics, if the model was compiled.
    pub compile: Option<Compile>,
    /// The optimizer's state. With it, and with the next epoch as `initial_epoch`, training continues with the same
    /// bits as if it had never stopped.
    pub state: Option<OptimizerState>,
    /// Further texts, each with its name: a tokenizer, the names of classes.
    pub metadata: Vec<(String, String)>,
    /// What a user should know about how the file was read, one sentence each. Not written to files.
    pub notes: Vec<String>,
}

impl Bundle {
    /// This bundle with its weights in 8 bits, a quarter of the size. Vectors (biases) stay as they are.
    pub fn quantized(mut self) -> Self {
        self.weights = self.weights.into_iter().map(Tensor::quantized).collect();
        self
    }

    /// The same with all weights as 32-bit floats.
    pub fn floats(mut self) -> Self {
        self.weights = self.weights.into_iter().map(Tensor::floats).collect();
        self
    }
}

impl<D: Device> Model<D> {
    /// Puts the model of a bundle on a device. The model is compiled and has its optimizer's state if the bundle has
    /// them. Weights in 8 bits stay in 8 bits until a training step changes them.
    ///
    /// # Errors
    /// When the device has no room or lacks an operation, or the parts of the bundle do not fit each other.
    pub async fn from_bundle(bundle: Bundle, device: D) -> Result<Self> {
        let Bundle { network, weights, compile, state, metadata: _, notes: _ } = bundle;
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

    /// This model as a bundle without texts. It has the optimizer's state if `include_optimizer` is true and there is
    /// one; it never has the state of callbacks. At the end of a training, an optimizer that keeps a moving average of
    /// the weights has put the average in their place. To continue such a training later, make the bundle before its
    /// end.
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
            notes: Vec::new(),
        })
    }
}
