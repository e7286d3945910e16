//! Random numbers in NumPy's own streams, bit for bit.

mod bits;
mod bounded;
mod choice;
mod common;
mod distributions;
mod draw;
mod exact;
mod generator;
mod legacy;
mod mt19937;
mod pcg;
mod seed_sequence;
mod ziggurat;

pub use distributions::Source;
pub use generator::Generator;
pub use legacy::RandomState;
pub use seed_sequence::SeedSequence;
