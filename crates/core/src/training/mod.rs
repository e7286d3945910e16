//! Training and running models: `compile`, `fit`, `evaluate`, `predict`.

mod backup;
mod batch;
mod bundle;
mod callbacks;
mod check;
mod compile;
mod compiled;
mod criteria;
mod evaluate;
mod fit;
mod fit_all;
mod grad_cam;
mod gradients;
mod history;
mod model;
mod optimizer_state;
mod options;
mod predict;
mod recovery;
mod replica;
mod replicas;
mod session;
mod sums;
mod tracer;
mod uploads;

pub use bundle::Bundle;
pub use callbacks::{Callback, CallbackConfig, Control, LearningRateScheduler, Logs, Monitor};
pub use compile::{Compile, Metrics, PerOutput};
pub use evaluate::Evaluation;
pub use fit::{Fit, FitStep, Phase};
pub use gradients::Gradients;
pub use history::History;
pub use model::{DEFAULT_BATCH_SIZE, Model};
pub use optimizer_state::OptimizerState;
pub use options::{FitOptions, ValidationFrequency};
pub use replica::MAX_REPLICAS;
