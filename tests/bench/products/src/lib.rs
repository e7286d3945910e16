//! What the benchmark page and `pupil bench` measure below the level of models: matrix products, and the processor's
//! fastest multiply-adds. Never part of the page.

mod limit;
mod product;
#[cfg(target_family = "wasm")]
mod wasm;

pub use limit::{flops_of_a_round, mul_add};
pub use product::Product;
