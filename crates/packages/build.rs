//! Lists the packages in Python, so that `lib.rs` can include them.

fn main() {
    pupil_python_sources::include("packages");
}
