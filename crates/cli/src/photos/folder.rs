//! Photos in folders, one folder for each class, as for Keras's `flow_from_directory`.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use anyhow::{Context, Result, bail};
use image::DynamicImage;
use image::imageops::FilterType;

/// Photos of some classes, all resized to one square size.
pub struct Photos {
    /// Names of the classes: the names of the folders, in alphabetical order.
    pub classes: Vec<String>,
    /// Pixels along a side.
    pub size: usize,
    /// Three bytes for each pixel, photo after photo.
    pub pixels: Vec<u8>,
    /// Each photo's class.
    pub labels: Vec<usize>,
    /// Where each photo came from.
    pub files: Vec<PathBuf>,
    /// Files that could not be read, with the reason.
    pub bad: Vec<String>,
}

impl Photos {
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// The bytes of one photo.
    pub fn photo(&self, index: usize) -> &[u8] {
        let length = self.size * self.size * 3;
        &self.pixels[index * length..(index + 1) * length]
    }
}

/// A photo resized to a square, upright as its EXIF orientation says, with transparent places white.
pub fn read(path: &Path, size: usize) -> Result<Vec<u8>> {
    let reader = || -> Result<DynamicImage> {
        use image::ImageDecoder;
        let mut decoder = image::ImageReader::open(path)?.with_guessed_format()?.into_decoder()?;
        let orientation = decoder.orientation()?;
        let mut picture = DynamicImage::from_decoder(decoder)?;
        picture.apply_orientation(orientation);
        Ok(picture)
    };
    let picture = reader().with_context(|| format!("{} is not a readable picture", path.display()))?;
    let size = size as u32;
    let picture = picture.resize_exact(size, size, FilterType::Triangle);
    if !picture.color().has_alpha() {
        return Ok(picture.into_rgb8().into_raw());
    }
    let blend = |value: u8, alpha: u8| {
        let (value, alpha) = (u32::from(value), u32::from(alpha));
        ((value * alpha + 255 * (255 - alpha) + 127) / 255) as u8
    };
    let pixels = picture.into_rgba8().into_raw();
    Ok(pixels.as_chunks::<4>().0.iter().flat_map(|&[r, g, b, a]| [r, g, b].map(|v| blend(v, a))).collect())
}

/// True for hidden files and folders, such as `.ipynb_checkpoints`, and for the side files of macOS in zip archives.
fn is_hidden(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with('.') || name.starts_with("__MACOSX")
}

/// The files or folders in a folder that are wanted and not hidden, in alphabetical order.
fn names(folder: &Path, wanted: impl Fn(&Path) -> bool) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut paths: Vec<PathBuf> = entries.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    paths.retain(|path| !is_hidden(path) && wanted(path));
    paths.sort();
    Ok(paths)
}

/// All photos of a folder that holds one folder for each class.
pub fn photos(folder: &Path, size: usize) -> Result<Photos> {
    let folders = names(folder, Path::is_dir)?;
    if folders.len() < 2 {
        bail!(
            "{} holds {} folders; expected one for each class, at least 2",
            folder.display(),
            folders.len()
        );
    }
    let mut listed = Vec::new();
    for (class, folder) in folders.iter().enumerate() {
        listed.extend(names(folder, Path::is_file)?.into_iter().map(|path| (class, path)));
    }
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let parts: Vec<Vec<Result<Vec<u8>>>> = thread::scope(|scope| {
        let part = listed.len().div_ceil(threads).max(1);
        let handles: Vec<_> = listed
            .chunks(part)
            .map(|files| scope.spawn(move || files.iter().map(|(_, path)| read(path, size)).collect()))
            .collect();
        handles.into_iter().map(|handle| handle.join().expect("reading does not panic")).collect()
    });
    let name = |path: &PathBuf| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut photos = Photos {
        classes: folders.iter().map(name).collect(),
        size,
        pixels: Vec::new(),
        labels: Vec::new(),
        files: Vec::new(),
        bad: Vec::new(),
    };
    for ((class, path), read) in listed.into_iter().zip(parts.into_iter().flatten()) {
        match read {
            Ok(pixels) => {
                photos.pixels.extend(pixels);
                photos.labels.push(class);
                photos.files.push(path);
            }
            Err(error) => photos.bad.push(format!("{error:#}")),
        }
    }
    for (class, name) in photos.classes.iter().enumerate() {
        if !photos.labels.contains(&class) {
            bail!("{}: no readable picture of class {name}", folder.display());
        }
    }
    Ok(photos)
}

#[cfg(test)]
mod tests {
    use image::RgbImage;

    use super::*;

    #[test]
    fn hidden_folders_are_no_classes_and_hidden_files_no_photos() {
        let root = std::env::temp_dir().join(format!("pupil-hidden-{}", std::process::id()));
        for name in ["cat", "dog", ".ipynb_checkpoints", "__MACOSX"] {
            fs::create_dir_all(root.join(name)).expect("a folder");
            RgbImage::new(4, 4).save(root.join(name).join("0.png")).expect("a picture");
        }
        for name in [".DS_Store", "._0.png"] {
            fs::write(root.join("cat").join(name), "no picture").expect("a file");
        }
        let found = photos(&root, 2);
        fs::remove_dir_all(&root).expect("the folder");
        let found = found.expect("photos");
        assert_eq!(found.classes, ["cat", "dog"]);
        assert_eq!(found.labels, [0, 1]);
        assert!(found.bad.is_empty(), "{:?}", found.bad);
    }
}
