//! Data sets from disk.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use flate2::read::GzDecoder;
use pupil_core::dataset::Dataset;
use pupil_formats::idx;

/// The most bytes that a compressed file may unpack to: in gzip, a thousand zeros take one byte.
const LARGEST: u64 = 2 << 30;

/// The bytes of a file, unpacked if it is gzip.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Ok(bytes);
    }
    let mut unpacked = Vec::new();
    let mut decoder = GzDecoder::new(bytes.as_slice()).take(LARGEST + 1);
    decoder.read_to_end(&mut unpacked).with_context(|| format!("{} is broken gzip", path.display()))?;
    if unpacked.len() as u64 > LARGEST {
        bail!("{} unpacks to more than {} MB; expected less", path.display(), LARGEST >> 20);
    }
    Ok(unpacked)
}

/// The file of this name in a folder, gzipped or not.
pub fn find(folder: &Path, name: &str) -> Result<PathBuf> {
    let plain = folder.join(name);
    let packed = folder.join(format!("{name}.gz"));
    match [plain, packed].into_iter().find(|path| path.is_file()) {
        Some(path) => Ok(path),
        None => bail!("{} holds neither {name} nor {name}.gz", folder.display()),
    }
}

/// One part of MNIST, or of a data set in its format: `train` or `t10k`.
pub fn mnist(folder: &Path, part: &str) -> Result<Dataset> {
    let images = find(folder, &format!("{part}-images-idx3-ubyte"))?;
    let labels = find(folder, &format!("{part}-labels-idx1-ubyte"))?;
    idx::dataset(&read(&images)?, &read(&labels)?)
        .with_context(|| format!("{} and {}", images.display(), labels.display()))
}
