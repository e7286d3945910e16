//! Random short phrases for training.

mod chinese;
mod english;
mod neutral;

use pupil_core::random::Generator;

use super::Language;

pub use chinese::words as chinese_words;
pub use neutral::sentence as neutral;

/// A phrase, and whether it is positive.
pub fn phrase(language: Language, generator: &mut Generator) -> (String, bool) {
    match language {
        Language::English => english::phrase(generator),
        Language::Chinese => chinese::phrase(generator),
    }
}
