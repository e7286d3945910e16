//! The same functions for JavaScript.

use wasm_bindgen::prelude::*;

fn error(error: pupil_core::Error) -> JsError {
    JsError::new(&error.to_string())
}

/// See [`crate::Product`].
#[wasm_bindgen]
pub struct Product(crate::Product);

#[wasm_bindgen]
impl Product {
    /// The product of two matrices, given row after row.
    #[wasm_bindgen(constructor)]
    pub fn new(m: usize, k: usize, n: usize, a: &[f32], b: &[f32]) -> Result<Product, JsError> {
        crate::Product::new((m, k, n), a, b).map(Self).map_err(error)
    }

    /// Multiplies `rounds` times.
    pub fn run(&mut self, rounds: usize) {
        self.0.run(rounds);
    }

    /// The product, row after row.
    pub fn result(&mut self) -> Result<Vec<f32>, JsError> {
        self.0.result().map_err(error)
    }
}

/// See [`crate::mul_add`].
#[wasm_bindgen(js_name = mulAdd)]
pub fn mul_add(rounds: usize, start: f32) -> f32 {
    crate::mul_add(rounds, start)
}

/// See [`crate::flops_of_a_round`].
#[wasm_bindgen(js_name = flopsOfARound)]
pub fn flops_of_a_round() -> usize {
    crate::flops_of_a_round()
}
