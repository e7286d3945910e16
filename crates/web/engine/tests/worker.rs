//! The engine's cases in a dedicated worker, where the page runs it.
#![cfg(target_arch = "wasm32")]

mod cases;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_dedicated_worker);
