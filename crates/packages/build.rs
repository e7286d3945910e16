//! Lists the packages in Python, so that `lib.rs` can include them.

#[path = "../python/build/modules.rs"]
mod modules;

fn main() {
    modules::list("packages");
}
