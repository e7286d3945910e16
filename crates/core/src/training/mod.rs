//! Training and running models: `compile`, `fit`, `evaluate`, `predict`.

mod callbacks;
mod compile;
mod evaluate;
mod fit;
mod history;
mod model;
mod options;

pub use callbacks::{Callback, CallbackConfig, Control, LearningRateScheduler, Logs, Monitor};
pub use compile::{Compile, Shown};
pub use evaluate::Evaluation;
pub use fit::{Fit, FitStep, Phase};
pub use history::History;
pub use model::{DEFAULT_BATCH_SIZE, Model, OptimizerState};
pub use options::{FitOptions, ValidationFrequency};
