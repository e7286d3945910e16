//! The packages against the libraries whose names they have.

mod common;
mod datasets;
mod documents;
mod keras;
mod listings;
mod matplotlib;
mod numpy;
mod pandas;
mod pil;
mod tutorial;
