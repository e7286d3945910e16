//! Files with their names.

use alloc::borrow::Cow;
use alloc::string::String;

/// A file with its name.
#[derive(Debug, Clone)]
pub struct Source<'a> {
    /// The name, with the folders before it if it has some. It only tells files apart that belong together.
    pub name: String,
    /// What is in it.
    pub bytes: Cow<'a, [u8]>,
}

/// The last part of a path, without the folders before it.
pub fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}
