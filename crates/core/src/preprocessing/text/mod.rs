//! Text as numbers, by Keras's rules: `Tokenizer`, `TextVectorization`, `pad_sequences`, `to_categorical`.

mod json;
pub mod sequences;
pub mod tokenizer;
pub mod vectorization;
mod words;

pub use sequences::{Side, pad_sequences, to_categorical};
pub use tokenizer::{MatrixMode, Tokenizer};
pub use vectorization::{Ngrams, OutputMode, Split, Standardize, TextVectorization, TextVectorizationOptions};
