//! The tests are in `tests/engine/tests/`.
