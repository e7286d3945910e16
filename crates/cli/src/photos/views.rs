//! Varied views of training photos, with what a teacher network finds in each.

use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use anyhow::{Context, Result, bail};
use pupil_core::random::Generator;
use pupil_data::pictures::photo::{Augmentation, augment};

use super::features::Extractor;
use super::folder::Photos;
use super::network::EXTRACTOR_SIDE as SIDE;
use crate::report;

/// A label that is not known.
pub const UNKNOWN: u16 = u16::MAX;
/// Bytes of a view's pixels.
pub const BYTES: usize = SIDE * SIDE * 3;
/// Quarters of a view; the teacher's features are averaged over each.
pub const QUARTERS: usize = 4;

/// Photos that the teacher looks at together.
const GROUP: usize = 32;
/// Marks a file of views.
const MARK: &[u8; 8] = b"views 1\n";

/// Photos to train on, each with what is known about it.
pub struct Labelled<'l> {
    pub photos: &'l Photos,
    /// For each of the photos' classes the two labels: its number among the general classes, and 0 for a cat or 1 for a
    /// dog; [`UNKNOWN`] where there is none.
    pub labels: Vec<[u16; 2]>,
}

/// One view of each photo.
pub struct Views {
    /// The pixels of all views, [`BYTES`] each.
    pub pixels: Vec<u8>,
    /// The teacher's features of all views, for each [`QUARTERS`] rows (upper left, upper right, lower left, lower right)
    /// of `width` numbers, as the upper halves of floats.
    pub targets: Vec<u16>,
    /// The number of the teacher's features.
    pub width: usize,
    /// The two labels of each view.
    pub labels: Vec<[u16; 2]>,
}

/// The upper half of a float, rounded.
pub fn half(value: f32) -> u16 {
    ((value.to_bits() + 0x8000) >> 16) as u16
}

/// The float of an upper half.
pub fn float(half: u16) -> f32 {
    f32::from_bits(u32::from(half) << 16)
}

/// How the photos are varied in the views of this number: at first a little, then much, then much or four in one view.
fn amounts(number: usize) -> Augmentation {
    let much = Augmentation {
        rotation: 0.2,
        zoom: [0.45, 1.05],
        colours: [0.35; 3],
        cutout: 0.0,
        ..Augmentation::default()
    };
    match number {
        0 => Augmentation { rotation: 0.1, shift: 0.05, zoom: [0.8, 1.0], colours: [0.15; 3], ..much },
        _ => much,
    }
}

/// A view's pixels at the side of the network and at the teacher's, 0 to 1.
fn view(
    photos: &[(&[u8], usize)],
    number: usize,
    generator: &mut Generator,
    teacher: usize,
) -> [Vec<f32>; 2] {
    let amounts = amounts(number);
    let mut draw = |photo: usize, sides: [usize; 2]| {
        let (bytes, size) = photos[photo];
        let mut again = generator.clone();
        let [own, other] = sides.map(|side| vec![0.0; side * side * 3]);
        let mut all = [own, other];
        augment(bytes, size, &amounts, generator, sides[0], &mut all[0]);
        // The same numbers again, so that both see the same view.
        augment(bytes, size, &amounts, &mut again, sides[1], &mut all[1]);
        all
    };
    if photos.len() == 1 {
        return draw(0, [SIDE, teacher]);
    }
    let quarters: Vec<_> = (0..QUARTERS).map(|photo| draw(photo, [SIDE / 2, teacher / 2])).collect();
    // Moved around, so that the photos' borders are not always in the middle.
    let moved = [generator.below(16), generator.below(16)];
    [(0, SIDE), (1, teacher)].map(|(which, side)| {
        let (half, [down, right]) = (side / 2, moved.map(|steps| steps * side / 16));
        let mut out = vec![0.0; side * side * 3];
        for (place, out) in out.as_chunks_mut::<3>().0.iter_mut().enumerate() {
            let (y, x) = ((place / side + down) % side, (place % side + right) % side);
            let from = &quarters[y / half * 2 + x / half][which];
            *out = from.as_chunks::<3>().0[y % half * half + x % half];
        }
        out
    })
}

/// Averages of a map `(side, side, width)` over its quarters. The middle of an odd side counts half for each.
fn quarters(map: &[f32], side: usize, width: usize) -> Vec<f32> {
    let share = |place: usize, second: bool| {
        let (from, middle) = (place as f32, side as f32 / 2.0);
        let first = (middle - from).clamp(0.0, 1.0);
        (if second { 1.0 - first } else { first }) / middle
    };
    let mut out = vec![0.0; QUARTERS * width];
    for (quarter, out) in out.chunks_exact_mut(width).enumerate() {
        for (place, row) in map.chunks_exact(width).enumerate() {
            let weight = share(place / side, quarter / 2 == 1) * share(place % side, quarter % 2 == 1);
            if weight > 0.0 {
                out.iter_mut().zip(row).for_each(|(sum, value)| *sum += weight * value);
            }
        }
    }
    out
}

impl Views {
    /// Makes the views of this number and asks the teacher about each, with several threads. Each thread opens the
    /// teacher for itself; its layer is a map `(side, side, width)`.
    pub fn make(
        all: &[Labelled<'_>],
        number: usize,
        seed: u64,
        threads: usize,
        open: impl Fn() -> Result<Extractor> + Sync,
    ) -> Result<Self> {
        let places: Vec<(usize, usize)> = all
            .iter()
            .enumerate()
            .flat_map(|(set, labelled)| (0..labelled.photos.len()).map(move |photo| (set, photo)))
            .collect();
        let of = |(set, photo): (usize, usize)| (all[set].photos.photo(photo), all[set].photos.size);
        let groups: Vec<&[(usize, usize)]> = places.chunks(GROUP).collect();
        let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
        let bar = report::progress(places.len() as u64);
        let work = || -> Result<()> {
            let mut teacher = open()?;
            let map_side = teacher.map_side()?;
            loop {
                let group = next.fetch_add(1, Ordering::Relaxed);
                let Some(chosen) = groups.get(group) else { return Ok(()) };
                let mut generator = Generator::stream(seed.wrapping_add(number as u64), group as u64);
                let mut part = Self { pixels: vec![], targets: vec![], width: 0, labels: vec![] };
                let mut seen = Vec::new();
                for &place in *chosen {
                    let mut shown = vec![of(place)];
                    let (set, photo) = place;
                    let mut labels = all[set].labels[all[set].photos.labels[photo]];
                    if number >= 2 && generator.uniform() < 0.5 {
                        shown.extend((1..QUARTERS).map(|_| of(places[generator.below(places.len())])));
                        labels = [UNKNOWN; 2];
                    }
                    let [own, other] = view(&shown, number, &mut generator, teacher.side);
                    let bytes = |values: Vec<f32>| values.into_iter().map(|v| (v * 255.0 + 0.5) as u8);
                    part.pixels.extend(bytes(own));
                    seen.extend(bytes(other));
                    part.labels.push(labels);
                }
                let (rows, width) = teacher.rows(&seen)?;
                part.width = width / (map_side * map_side);
                for map in rows.chunks_exact(width) {
                    part.targets.extend(quarters(map, map_side, part.width).into_iter().map(half));
                }
                bar.inc(chosen.len() as u64);
                done.lock().expect("no thread panics").push((group, part));
            }
        };
        thread::scope(|scope| -> Result<()> {
            let handles: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
            handles.into_iter().try_for_each(|handle| handle.join().expect("no thread panics"))
        })?;
        bar.finish_and_clear();
        let mut parts = done.into_inner().expect("no thread panics");
        parts.sort_by_key(|(group, _)| *group);
        let mut views = Self { pixels: vec![], targets: vec![], width: 0, labels: vec![] };
        for (_, part) in parts {
            views.width = part.width;
            views.pixels.extend(part.pixels);
            views.targets.extend(part.targets);
            views.labels.extend(part.labels);
        }
        Ok(views)
    }

    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// The numbers of a view's targets.
    pub fn target(&self, view: usize) -> &[u16] {
        &self.targets[view * QUARTERS * self.width..][..QUARTERS * self.width]
    }

    /// Writes the views to a file.
    pub fn write(&self, path: &Path) -> Result<()> {
        let write = || -> std::io::Result<()> {
            let mut file = BufWriter::new(File::create(path)?);
            file.write_all(MARK)?;
            for size in [self.len(), self.width] {
                file.write_all(&(size as u64).to_le_bytes())?;
            }
            file.write_all(&self.pixels)?;
            for value in self.targets.iter().chain(self.labels.as_flattened()) {
                file.write_all(&value.to_le_bytes())?;
            }
            file.flush()
        };
        write().with_context(|| format!("cannot write {}", path.display()))
    }

    /// Reads the views of a file.
    pub fn read(path: &Path) -> Result<Self> {
        let bytes = |file: &mut BufReader<File>, count: usize| -> Result<Vec<u8>> {
            let mut bytes = vec![0; count];
            file.read_exact(&mut bytes).with_context(|| format!("{} is cut short", path.display()))?;
            Ok(bytes)
        };
        let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
        let mut file = BufReader::new(file);
        if bytes(&mut file, MARK.len())? != MARK {
            bail!("{} holds no views", path.display());
        }
        let sizes = bytes(&mut file, 16)?;
        let [count, width] = [0, 1].map(|at| u64::from_le_bytes(sizes.as_chunks::<8>().0[at]) as usize);
        let pixels = bytes(&mut file, count * BYTES)?;
        let mut halves = |count: usize| -> Result<Vec<u16>> {
            let bytes = bytes(&mut file, 2 * count)?;
            Ok(bytes.as_chunks::<2>().0.iter().map(|pair| u16::from_le_bytes(*pair)).collect())
        };
        let targets = halves(count * QUARTERS * width)?;
        let labels = halves(2 * count)?.as_chunks::<2>().0.to_vec();
        Ok(Self { pixels, targets, width, labels })
    }

    /// Writes a view's pixels and targets, mirrored if asked for; targets are divided by `scale`.
    pub fn copy(&self, view: usize, mirrored: bool, scale: &[f32], pixels: &mut [u8], targets: &mut [f32]) {
        let own = &self.pixels[view * BYTES..][..BYTES];
        if mirrored {
            for (row, out) in own.chunks_exact(SIDE * 3).zip(pixels.chunks_exact_mut(SIDE * 3)) {
                let (row, out) = (row.as_chunks::<3>().0, out.as_chunks_mut::<3>().0);
                row.iter().rev().zip(out).for_each(|(pixel, out)| *out = *pixel);
            }
        } else {
            pixels.copy_from_slice(own);
        }
        for (quarter, out) in targets.chunks_exact_mut(self.width).enumerate() {
            let from = if mirrored { quarter ^ 1 } else { quarter };
            let row = &self.target(view)[from * self.width..][..self.width];
            row.iter().zip(scale).zip(out).for_each(|((value, scale), out)| *out = float(*value) / scale);
        }
    }
}

/// The root mean square distance of each feature from its mean over the views, at least a tenth of the middle one.
pub fn scales(all: &[Views]) -> Vec<f32> {
    let width = all.first().map_or(0, |views| views.width);
    let (mut sums, mut squares, mut count) = (vec![0.0; width], vec![0.0; width], 0.0);
    for views in all {
        // Some thousand views are enough.
        for view in (0..views.len()).step_by(views.len().div_ceil(4000).max(1)) {
            for (feature, (sum, square)) in sums.iter_mut().zip(&mut squares).enumerate() {
                let quarters =
                    views.target(view).chunks_exact(width).map(|row| f64::from(float(row[feature])));
                let mean = quarters.sum::<f64>() / QUARTERS as f64;
                *sum += mean;
                *square += mean * mean;
            }
            count += 1.0;
        }
    }
    let spread =
        |(sum, square): (&f64, &f64)| (square / count - (sum / count).powi(2)).max(0.0).sqrt() as f32;
    let spreads: Vec<f32> = sums.iter().zip(&squares).map(spread).collect();
    let mut sorted = spreads.clone();
    sorted.sort_by(f32::total_cmp);
    let least = sorted.get(width / 2).map_or(1.0, |middle| (0.1 * middle).max(1e-6));
    spreads.into_iter().map(|value| value.max(least)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quarters_share_the_middle_of_an_odd_map() {
        // A map of 3 x 3 with one feature.
        let map = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0];
        let found = quarters(&map, 3, 1);
        // Upper left: 1, half of 2 and 4, a quarter of 5, over 1.5 squared.
        assert!((found[0] - (1.0 + 1.0 + 2.0 + 1.25) / 2.25).abs() < 1e-6);
        assert!((found.iter().sum::<f32>() / 4.0 - 5.0).abs() < 1e-6);
        assert_eq!(quarters(&[1.0, 2.0, 3.0, 4.0], 2, 1), [1.0, 2.0, 3.0, 4.0]);
    }

    #[test]
    fn upper_halves_of_floats_are_close() {
        for value in [0.0, 1.0, 0.3, 5.9, 1e-3] {
            assert!((float(half(value)) - value).abs() <= value / 250.0);
        }
    }

    #[test]
    fn views_come_back_from_a_file_and_mirror_with_their_targets() {
        let pixels: Vec<u8> = (0..2 * BYTES).map(|index| (index % 251) as u8).collect();
        let targets: Vec<u16> = (0..2 * QUARTERS * 2).map(|index| half(index as f32)).collect();
        let views = Views { pixels, targets, width: 2, labels: vec![[3, UNKNOWN], [UNKNOWN, 1]] };
        let path = std::env::temp_dir().join(format!("pupil-views-{}", std::process::id()));
        views.write(&path).unwrap();
        let again = Views::read(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        assert_eq!((&again.pixels, &again.targets), (&views.pixels, &views.targets));
        assert_eq!((again.width, &again.labels), (2, &views.labels));
        let (mut pixels, mut targets) = (vec![0; BYTES], vec![0.0; QUARTERS * 2]);
        views.copy(0, true, &[1.0, 2.0], &mut pixels, &mut targets);
        assert_eq!(pixels[..3], views.pixels[(SIDE - 1) * 3..SIDE * 3]);
        assert_eq!(targets[..4], [2.0, 1.5, 0.0, 0.5]);
        assert_eq!(scales(&[views]).len(), 2);
    }

    #[test]
    fn both_sides_of_a_view_show_the_same() {
        let photo: Vec<u8> = (0..40 * 40 * 3).map(|index| (index / 3 % 40 * 6) as u8).collect();
        for count in [1, 4] {
            let shown = vec![(&photo[..], 40); count];
            let [own, other] = view(&shown, 2, &mut Generator::new(5), 2 * SIDE);
            let mean = |values: &[f32]| values.iter().sum::<f32>() / values.len() as f32;
            assert!((mean(&own) - mean(&other)).abs() < 0.01, "{} {}", mean(&own), mean(&other));
        }
    }
}
