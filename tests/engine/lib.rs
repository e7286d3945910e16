//! The tests are in `tests/engine/tests/`.

use std::path::{Path, PathBuf};

/// A folder of public data, if it is there: below the folder that `PUPIL_DATA` names.
pub fn public_data(folder: &str) -> Option<PathBuf> {
    let root = std::env::var_os("PUPIL_DATA").map(PathBuf::from);
    let root = root.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"));
    Some(root.join(folder)).filter(|folder| folder.is_dir())
}
