//! Lists the standard library, so that `library.rs` can include it.

fn main() {
    pupil_python_sources::include("std");
}
