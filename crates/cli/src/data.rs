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
    unpack(path, bytes.as_slice(), LARGEST)
}

/// What gzip data unpack to, at most `most` bytes; `path` names them in errors.
fn unpack(path: &Path, packed: impl Read, most: u64) -> Result<Vec<u8>> {
    let mut unpacked = Vec::new();
    let mut decoder = GzDecoder::new(packed).take(most + 1);
    decoder.read_to_end(&mut unpacked).with_context(|| format!("{} is broken gzip", path.display()))?;
    if unpacked.len() as u64 > most {
        bail!("{} unpacks to more than {} MB; expected less", path.display(), most >> 20);
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Write};

    use flate2::Compression;
    use flate2::write::GzEncoder;

    const MB: usize = 1 << 20;

    /// So many zeros in gzip.
    fn packed(zeros: usize) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(&vec![0; zeros]).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn no_more_is_unpacked_than_is_allowed() {
        let path = Path::new("zeros.gz");
        let bytes = packed(64 * MB);
        let mut reader = Cursor::new(&bytes);
        let error = unpack(path, &mut reader, MB as u64).unwrap_err().to_string();
        assert_eq!(error, "zeros.gz unpacks to more than 1 MB; expected less");
        // What is not read takes no memory. The decoder reads 32 KB at a time.
        let read = reader.position() as usize;
        assert!(read < bytes.len() / 4, "{read} of {} bytes were read", bytes.len());

        let all = unpack(path, packed(MB).as_slice(), MB as u64).unwrap();
        assert_eq!(all.len(), MB, "as much as is allowed");
    }
}
