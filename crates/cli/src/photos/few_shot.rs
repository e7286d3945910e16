//! The judge of a network as the base for new classes: some photos of each class teach a logistic regression on the
//! network's features, and the other photos judge it.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;
use ndarray::{Array1, Array2, Axis};
use pupil_data::linear::LogisticRegression;

use super::features::Extractor;
use super::folder::{self, Photos, Square};
use crate::training;

/// What to measure.
#[derive(Args)]
pub struct EvaluateOptions {
    /// A model file of any format.
    model: PathBuf,
    /// Folder with one folder for each task, which holds one folder of photos for each class. A table `sources.tsv` may
    /// say in its columns `task`, `class`, `file` and `repository` where each photo comes from.
    #[arg(long)]
    few_shot: PathBuf,
    /// The layer whose output is the features. By default the file says so, or it is the last but one.
    #[arg(long)]
    layer: Option<String>,
    /// Photos of each class to learn from.
    #[arg(long, default_value_t = 10, value_parser = training::count)]
    shots: usize,
    /// The inverse of the penalty's strength.
    #[arg(long, default_value_t = 0.1)]
    c: f64,
}

/// Which photos of a class teach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Split {
    /// Evenly spaced ones.
    Even,
    /// Those of the lowest numbers of each source, the same number of each.
    First,
}

impl Split {
    /// The places of those that teach, among a class's photos in the order of their names, given the source of each.
    fn teaching(self, sources: &[&str], shots: usize) -> Vec<usize> {
        let count = sources.len();
        let shots = shots.min(count);
        if self == Self::Even {
            // As `numpy.linspace(0, count - 1, shots).round()`.
            let step = (count - 1) as f64 / (shots - 1).max(1) as f64;
            return (0..shots).map(|shot| (shot as f64 * step).round_ties_even() as usize).collect();
        }
        let mut known: Vec<&str> = Vec::new();
        let mut ranks: Vec<(usize, usize)> = Vec::new();
        for (index, source) in sources.iter().enumerate() {
            if !known.contains(source) {
                known.push(source);
            }
            let rank = sources[..index].iter().filter(|earlier| *earlier == source).count();
            ranks.push((rank, index));
        }
        ranks.sort_unstable();
        ranks.into_iter().take(shots).map(|(_, index)| index).collect()
    }
}

/// The repository of each photo that a table of sources names, by `task/class/file`.
fn repositories(folder: &Path) -> Result<HashMap<String, String>> {
    let path = folder.join("sources.tsv");
    if !path.exists() {
        return Ok(HashMap::new());
    }
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut lines = text.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    let head = lines.next().unwrap_or_default();
    let column = |name: &str| {
        let place = head.iter().position(|column| *column == name);
        place.with_context(|| format!("{} has no column {name}", path.display()))
    };
    let name = [column("task")?, column("class")?, column("file")?];
    let repository = column("repository")?;
    let cell = |line: &[&str], column: usize| line.get(column).copied().unwrap_or_default().to_owned();
    Ok(lines
        .map(|line| (name.map(|column| cell(&line, column)).join("/"), cell(&line, repository)))
        .collect())
}

/// The share of the judging photos that are recognised.
fn accuracy(features: &Array2<f64>, labels: &[usize], teaching: &[usize], c: f64) -> Result<f64> {
    let classes = labels.iter().max().map_or(0, |last| last + 1);
    let judging: Vec<usize> = (0..labels.len()).filter(|index| !teaching.contains(index)).collect();
    if judging.is_empty() {
        bail!("all photos teach; expected some to judge");
    }
    let (mut x, mut other) = (features.select(Axis(0), teaching), features.select(Axis(0), &judging));
    let (mean, spread) = spread(&x);
    for table in [&mut x, &mut other] {
        *table -= &mean;
        *table /= &spread;
    }
    let of = |chosen: &[usize]| chosen.iter().map(|&index| labels[index]).collect::<Vec<_>>();
    let model = LogisticRegression { c, ..Default::default() }.fit(x.view(), &of(teaching), classes)?;
    let predicted = model.predict(other.view())?;
    let right = predicted.iter().zip(of(&judging)).filter(|(found, label)| *found == label).count();
    Ok(right as f64 / judging.len() as f64)
}

/// Mean and standard deviation of each column; 1 for columns that do not vary.
pub fn spread(x: &Array2<f64>) -> (Array1<f64>, Array1<f64>) {
    let mean = x.mean_axis(Axis(0)).unwrap_or_default();
    let square = (x - &mean).mapv(|value| value * value).mean_axis(Axis(0)).unwrap_or_default();
    let spread = square.mapv(|value| if value > 1e-20 { value.sqrt() } else { 1.0 });
    (mean, spread)
}

/// The accuracies of all tasks with both splits.
pub struct Judgement {
    /// The task, the accuracy with evenly spaced teaching photos, and with the first ones.
    tasks: Vec<(String, [f64; 2])>,
}

impl Judgement {
    /// The mean accuracies of both splits.
    pub fn means(&self) -> [f64; 2] {
        [0, 1].map(|split| {
            self.tasks.iter().map(|(_, found)| found[split]).sum::<f64>() / self.tasks.len() as f64
        })
    }
}

/// The photos of all tasks, ready to judge networks that take one size.
pub struct Judge {
    tasks: Vec<(String, Photos, Vec<String>)>,
    shots: usize,
    c: f64,
}

impl Judge {
    /// Reads the photos in the size that the network takes.
    pub fn new(folder: &Path, side: usize, square: Square, shots: usize, c: f64) -> Result<Self> {
        let repositories = repositories(folder)?;
        let folders = folder::names(folder, Path::is_dir)?;
        let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let task = |path: &PathBuf| -> Result<_> {
            let photos = folder::photos(path, side, square)?;
            let source = |file: &PathBuf| {
                let class = file.parent().map(name).unwrap_or_default();
                let key = [name(path), class, name(file)].join("/");
                repositories.get(&key).cloned().unwrap_or_default()
            };
            let sources = photos.files.iter().map(source).collect();
            Ok((name(path), photos, sources))
        };
        let tasks: Vec<_> = folders.iter().map(task).collect::<Result<_>>()?;
        if tasks.is_empty() {
            bail!("{} holds no folders; expected one for each task", folder.display());
        }
        Ok(Self { tasks, shots, c })
    }

    /// Judges a network.
    pub fn judge(&self, extractor: &mut Extractor) -> Result<Judgement> {
        let mut tasks = Vec::new();
        for (name, photos, sources) in &self.tasks {
            let features = extractor.table(photos)?;
            let mut found = [0.0; 2];
            for (split, found) in [Split::Even, Split::First].into_iter().zip(&mut found) {
                let mut teaching = Vec::new();
                for class in 0..photos.classes.len() {
                    let own: Vec<usize> = (0..photos.len()).filter(|&i| photos.labels[i] == class).collect();
                    let sources: Vec<&str> = own.iter().map(|&index| sources[index].as_str()).collect();
                    teaching.extend(split.teaching(&sources, self.shots).into_iter().map(|place| own[place]));
                }
                *found = accuracy(&features, &photos.labels, &teaching, self.c)
                    .with_context(|| format!("task {name}"))?;
            }
            tasks.push((name.clone(), found));
        }
        Ok(Judgement { tasks })
    }
}

/// Prints how well new classes are told apart on the features of a network.
pub fn evaluate(options: &EvaluateOptions) -> Result<()> {
    let mut extractor = Extractor::open(&options.model, options.layer.as_deref())?;
    let judge = Judge::new(&options.few_shot, extractor.side, extractor.square(), options.shots, options.c)?;
    println!("features: output of layer {}; {} photos of each class teach", extractor.layer, options.shots);
    let judgement = judge.judge(&mut extractor)?;
    println!("{:<24}{:>14}{:>14}", "task", "evenly spaced", "first ones");
    let mean = ("mean".to_owned(), judgement.means());
    for (name, found) in judgement.tasks.iter().chain([&mean]) {
        println!("{name:<24}{:>12.1} %{:>12.1} %", 100.0 * found[0], 100.0 * found[1]);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn teaching_photos_are_evenly_spaced_or_the_first_of_each_source() {
        let sources = ["a", "a", "a", "b", "b", "b"];
        assert_eq!(Split::Even.teaching(&sources, 3), [0, 2, 5]);
        assert_eq!(Split::First.teaching(&sources, 4), [0, 3, 1, 4]);
        assert_eq!(Split::First.teaching(&sources, 9).len(), 6);
    }

    #[test]
    fn classes_that_features_separate_are_recognised() {
        let labels: Vec<usize> = (0..12).map(|index| index % 3).collect();
        let features = Array2::from_shape_fn((12, 3), |(row, column)| {
            f64::from(u8::from(row % 3 == column)) + 0.01 * row as f64
        });
        assert_eq!(accuracy(&features, &labels, &[0, 1, 2, 3, 4, 5], 0.1).unwrap(), 1.0);
        let alike = Array2::from_elem((12, 3), 1.0);
        assert!(accuracy(&alike, &labels, &[0, 1, 2, 3, 4, 5], 0.1).unwrap() < 0.5);
        assert!(accuracy(&features, &labels, &(0..12).collect::<Vec<_>>(), 0.1).is_err());
    }
}
