//! Text as numbers, by Keras's rules: `Tokenizer`, `TextVectorization`, `pad_sequences`, `to_categorical`. Keras has
//! nothing for Chinese; `Tokenizer::segment` puts spaces between the words.

mod front;
mod hash;
mod json;
pub mod matrix;
pub mod options;
mod saved;
mod segment;
pub mod sequences;
pub mod tokenizer;
pub mod tokens;
pub mod vectorization;
mod words;

pub use front::TextFront;
pub use matrix::MatrixMode;
pub use options::{OutputMode, TextVectorizationOptions};
pub use sequences::{Side, pad_sequences, to_categorical};
pub use tokenizer::Tokenizer;
pub use tokens::{Ngrams, Split, Standardize};
pub use vectorization::TextVectorization;
