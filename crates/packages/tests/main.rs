//! The packages against the libraries whose names they have.

mod common;
mod keras;
mod listings;
mod matplotlib;
mod numpy;
mod pandas;
mod tutorial;
