//! Photos in folders, one folder for each class, as for Keras's `flow_from_directory`, or one zip file for each.

use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::thread;

use anyhow::{Context, Result, bail};
use image::DynamicImage;
use image::imageops::FilterType;
use pupil_formats::zip::Archive;

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

/// How a photo becomes square.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Square {
    /// Both sides are resized.
    Stretch,
    /// What does not fit is cut off.
    Crop,
}

/// A picture upright as its EXIF orientation says.
pub fn decode(bytes: &[u8]) -> Result<DynamicImage> {
    use image::ImageDecoder;
    let reader = image::ImageReader::new(Cursor::new(bytes)).with_guessed_format()?;
    let mut decoder = reader.into_decoder()?;
    let orientation = decoder.orientation()?;
    let mut picture = DynamicImage::from_decoder(decoder)?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

/// Three bytes for each pixel, with transparent places white.
pub fn rgb(picture: DynamicImage) -> Vec<u8> {
    if !picture.color().has_alpha() {
        return picture.into_rgb8().into_raw();
    }
    let blend = |value: u8, alpha: u8| {
        let (value, alpha) = (u32::from(value), u32::from(alpha));
        ((value * alpha + 255 * (255 - alpha) + 127) / 255) as u8
    };
    let pixels = picture.into_rgba8().into_raw();
    pixels.as_chunks::<4>().0.iter().flat_map(|&[r, g, b, a]| [r, g, b].map(|v| blend(v, a))).collect()
}

/// True for hidden files and folders, such as `.ipynb_checkpoints`, and for the side files of macOS in zip archives.
fn is_hidden(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with('.') || name.starts_with("__MACOSX")
}

/// A photo resized to a square.
pub fn read(path: &Path, size: usize, square: Square) -> Result<Vec<u8>> {
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    read_bytes(&bytes, size, square).with_context(|| format!("{} is not a readable picture", path.display()))
}

fn read_bytes(bytes: &[u8], size: usize, square: Square) -> Result<Vec<u8>> {
    let picture = decode(bytes)?;
    let (side, filter) = (size as u32, FilterType::Triangle);
    Ok(rgb(match square {
        Square::Stretch => picture.resize_exact(side, side, filter),
        Square::Crop => picture.resize_to_fill(side, side, filter),
    }))
}

/// The files or folders in a folder that are wanted and not hidden, in alphabetical order.
pub fn names(folder: &Path, wanted: impl Fn(&Path) -> bool) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut paths: Vec<PathBuf> = entries.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    paths.retain(|path| !is_hidden(path) && wanted(path));
    paths.sort();
    Ok(paths)
}

/// The photos of a class, from a folder or a zip file, each with its path and, if it is in a zip file, its bytes.
fn listed(class: &Path) -> Result<Vec<(PathBuf, Option<Vec<u8>>)>> {
    if class.is_dir() {
        return Ok(names(class, Path::is_file)?.into_iter().map(|path| (path, None)).collect());
    }
    let bytes = fs::read(class).with_context(|| format!("cannot read {}", class.display()))?;
    let unpack = || -> pupil_core::Result<Vec<_>> {
        let zip = Archive::open(&bytes)?;
        let members = zip.names().enumerate().filter(|(_, name)| !is_hidden(Path::new(name)));
        members.map(|(at, name)| Ok((class.join(name), Some(zip.at(at)?.into_owned())))).collect()
    };
    unpack().with_context(|| class.display().to_string())
}

/// All photos of a folder that holds one folder or one zip file for each class.
pub fn photos(folder: &Path, size: usize, square: Square) -> Result<Photos> {
    let zip = |path: &Path| path.extension().is_some_and(|ending| ending == "zip");
    let folders = names(folder, |path| path.is_dir() || zip(path))?;
    if folders.len() < 2 {
        bail!(
            "{} holds {} folders or zip files; expected one for each class, at least 2",
            folder.display(),
            folders.len()
        );
    }
    let mut all = Vec::new();
    for (class, folder) in folders.iter().enumerate() {
        all.extend(listed(folder)?.into_iter().map(|(path, bytes)| (class, path, bytes)));
    }
    let decoded = |(_, path, bytes): &(usize, PathBuf, Option<Vec<u8>>)| match bytes {
        Some(bytes) => read_bytes(bytes, size, square)
            .with_context(|| format!("{} is not a readable picture", path.display())),
        None => read(path, size, square),
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let parts: Vec<Vec<Result<Vec<u8>>>> = thread::scope(|scope| {
        let part = all.len().div_ceil(threads).max(1);
        let handles: Vec<_> =
            all.chunks(part).map(|files| scope.spawn(move || files.iter().map(decoded).collect())).collect();
        handles.into_iter().map(|handle| handle.join().expect("reading does not panic")).collect()
    });
    let name = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.strip_suffix(".zip").unwrap_or(&name).to_owned()
    };
    let mut photos = Photos {
        classes: folders.iter().map(name).collect(),
        size,
        pixels: Vec::new(),
        labels: Vec::new(),
        files: Vec::new(),
        bad: Vec::new(),
    };
    for ((class, path, _), read) in all.into_iter().zip(parts.into_iter().flatten()) {
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
    use image::{ImageFormat, RgbImage};

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
        let found = photos(&root, 2, Square::Stretch);
        fs::remove_dir_all(&root).expect("the folder");
        let found = found.expect("photos");
        assert_eq!(found.classes, ["cat", "dog"]);
        assert_eq!(found.labels, [0, 1]);
        assert!(found.bad.is_empty(), "{:?}", found.bad);
    }

    #[test]
    fn classes_are_folders_or_zip_files() {
        let png = |value: u8| {
            let mut bytes = Vec::new();
            let picture = DynamicImage::from(RgbImage::from_pixel(6, 4, image::Rgb([value; 3])));
            picture.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).unwrap();
            bytes
        };
        let root = std::env::temp_dir().join(format!("pupil-photos-{}", std::process::id()));
        fs::create_dir_all(root.join("b.two")).unwrap();
        fs::write(root.join("b.two/1.png"), png(20)).unwrap();
        fs::write(root.join("b.two/2.png"), b"no picture").unwrap();
        let zip = pupil_formats::zip::write(&[("a/1.png", &png(10)), ("a/2.png", &png(11))]).unwrap();
        fs::write(root.join("a.zip"), zip).unwrap();
        let read = |square| photos(&root, 3, square).unwrap();
        let (photos, cropped) = (read(Square::Stretch), read(Square::Crop));
        fs::remove_dir_all(&root).unwrap();
        assert_eq!(photos.classes, ["a", "b.two"]);
        assert_eq!(photos.labels, [0, 0, 1]);
        assert_eq!(photos.bad.len(), 1, "{:?}", photos.bad);
        assert_eq!((photos.photo(1), photos.photo(2)), (&[11; 27][..], &[20; 27][..]));
        assert_eq!(cropped.pixels, photos.pixels);
    }
}
