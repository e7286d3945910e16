//! Training and running models: `compile`, `fit`, `evaluate`, `predict`.

mod compile;
mod evaluate;
mod fit;
mod history;
mod model;

pub use compile::Compile;
pub use evaluate::Evaluation;
pub use fit::{Fit, FitOptions, FitStep, Phase};
pub use history::History;
pub use model::{DEFAULT_BATCH_SIZE, Model};
