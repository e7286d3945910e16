//! Lists the standard library, so that `library.rs` can include it.

mod modules;

fn main() {
    modules::list("std");
}
