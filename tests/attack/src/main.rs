//! Opens changed files, many of them: `pupil-attack [TARGET ...] [--inputs COUNT] [--seed SEED]`. A target is one of
//! [`TARGETS`]; by default all of them, a million inputs each, with the seed 1.
//!
//! Each input is a file of `tests/formats` with changes that follow from the seed and the input's number. It must open,
//! or give an error, within a second, and with at most 64 MB and four times the file's size of memory. The first input
//! that does not is written to `target/attack` and ends the run with an error. An input that takes more memory ends the
//! process; its number is the last one printed.

use std::alloc::System;
use std::fs;
use std::io::Read as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, anyhow, bail};
use cap::Cap;
use flate2::read::GzDecoder;
use pupil_formats::zip::{self, Archive};
use pupil_formats::{Source, arrays, open, open_all};

#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, usize::MAX);

/// The targets, each with the files that inputs are made of: their folder and the ending of their names.
const TARGETS: &[(&str, &str, &str)] = &[
    ("keras", "keras", ".keras"),
    ("members", "keras", ".keras"),
    ("h5", "keras", ".h5.gz"),
    ("config", "keras", ".config.json"),
    ("hdf5", "hdf5", ".gz"),
    ("onnx", "onnx", ".onnx"),
    ("tfjs", "keras", ".keras"),
    ("arrays", "arrays", ""),
    ("tensors", "pytorch", ".safetensors"),
];

/// The most that an input may take.
const MEMORY: usize = 64 << 20;
const TIME: Duration = Duration::from_secs(1);

/// Marsaglia's xorshift with 64 bits.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }
}

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut arguments = arguments.iter().map(String::as_str);
    let (mut count, mut seed) = (1_000_000, 1);
    let mut chosen = Vec::new();
    while let Some(argument) = arguments.next() {
        let mut number = || arguments.next().and_then(|text| text.parse().ok());
        match argument {
            "--inputs" => count = number().context("--inputs: expected a number")?,
            "--seed" => seed = number().context("--seed: expected a number")?,
            target => chosen.push(target),
        }
    }
    if chosen.is_empty() {
        chosen = TARGETS.iter().map(|row| row.0).collect();
    }
    // All files are read first, which finds wrong names.
    let files = chosen.iter().map(|target| files(target)).collect::<Result<Vec<_>>>()?;
    chosen.iter().zip(&files).try_for_each(|(target, files)| attack(target, files, count, seed))
}

/// Opens `count` changed files.
fn attack(target: &str, files: &[Vec<u8>], count: u64, seed: u64) -> Result<()> {
    let mut slowest = Duration::ZERO;
    let mut opened = 0;
    for number in 0..count {
        // The odd factor spreads the numbers over all states.
        let mut random = Random((seed << 40 ^ (number + 1)).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        let input = changed(files, &mut random);
        let sources = sources(target, &input);
        if number % 10_000 == 0 {
            println!("{target} {number}");
        }
        let size: usize = sources.iter().map(|source| source.bytes.len()).sum();
        let limit = ALLOCATOR.allocated() + MEMORY + 4 * size;
        ALLOCATOR.set_limit(limit).map_err(|()| anyhow!("the limit of memory cannot be set"))?;
        let start = Instant::now();
        let result = catch_unwind(AssertUnwindSafe(|| match sources.as_slice() {
            [source] if target == "arrays" => arrays::read("", &source.bytes).is_ok(),
            [source] => open(&source.bytes).is_ok(),
            sources => open_all(sources).is_ok(),
        }));
        let time = start.elapsed();
        ALLOCATOR.set_limit(usize::MAX).map_err(|()| anyhow!("the limit of memory cannot be lifted"))?;
        slowest = slowest.max(time);
        opened += u64::from(matches!(result, Ok(true)));
        if result.is_err() || time > TIME {
            let path = written(target, number, &input)?;
            bail!("input {number} of seed {seed} took {time:?} or panicked; it is in {}", path.display());
        }
    }
    println!("{target}: {count} inputs, {opened} of them opened, the slowest took {slowest:?}");
    Ok(())
}

/// The files that the inputs of a target are made of.
fn files(target: &str) -> Result<Vec<Vec<u8>>> {
    let row = TARGETS.iter().find(|row| row.0 == target);
    let names: Vec<&str> = TARGETS.iter().map(|row| row.0).collect();
    let &(_, folder, ending) =
        row.with_context(|| format!("{target} is no target; there are {}", names.join(", ")))?;
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../formats")).join(folder);
    let mut paths: Vec<PathBuf> =
        fs::read_dir(&folder)?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    paths.retain(|path| path.to_string_lossy().ends_with(ending));
    paths.sort();
    let read = |path: &PathBuf| -> Result<Vec<u8>> {
        let bytes = fs::read(path)?;
        if !ending.ends_with(".gz") {
            return Ok(bytes);
        }
        let mut unpacked = Vec::new();
        GzDecoder::new(&bytes[..]).read_to_end(&mut unpacked)?;
        Ok(unpacked)
    };
    let mut files = paths.iter().map(read).collect::<Result<Vec<_>>>()?;
    if target == "tensors" {
        // The config of mlp-f16.safetensors is mlp.json.
        for (path, file) in paths.iter().zip(&mut files) {
            let name = path.file_stem().unwrap_or_default().to_string_lossy();
            let config = folder.join(format!("{}.json", name.split('-').next().unwrap_or_default()));
            *file = [&fs::read(config)?, &[0][..], file].concat();
        }
    }
    if target == "tfjs" {
        // Written by ourselves, because they are two files: the text, and the bytes of the weights behind it.
        files = files.iter().filter_map(|file| pair(file)).collect();
    }
    if target == "members" {
        files = files.iter().map(|file| joined(file)).collect::<Result<_>>()?;
    }
    if files.is_empty() {
        bail!("{} has no files for {target}", folder.display());
    }
    Ok(files)
}

/// A model as TensorFlow.js has it: `model.json`, a zero byte, the weights.
fn pair(keras: &[u8]) -> Option<Vec<u8>> {
    let contents = pupil_formats::bundle_contents(&open(keras).ok()?).ok()?;
    let (json, weights) = pupil_formats::tfjs::write::files_of(&contents).ok()?;
    Some([json.as_bytes(), &[0], &weights].concat())
}

/// A file with some changes.
fn changed(files: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut file = files[random.below(files.len())].clone();
    for _ in 0..1 + random.below(4) {
        let at = random.below(file.len());
        match random.below(7) {
            0 => file.truncate(at),
            1 => {
                if let Some(byte) = file.get_mut(at) {
                    *byte ^= 1 << random.below(8);
                }
            }
            // Numbers at the borders of their ranges, in one to eight bytes.
            2 => {
                let number =
                    [0, 1, 0x7f, 0xff, 0xffff, 0x7fff_ffff, u64::MAX >> 1, u64::MAX][random.below(8)];
                let width = 1 << random.below(4);
                file.iter_mut()
                    .skip(at)
                    .take(width)
                    .zip(number.to_le_bytes())
                    .for_each(|(byte, new)| *byte = new);
            }
            // A part of this or another file in another place.
            3 => {
                let other = &files[random.below(files.len())];
                let from = random.below(other.len());
                let part: Vec<u8> = other.iter().skip(from).take(1 + random.below(64)).copied().collect();
                file.splice(at..at, part);
            }
            4 => {
                let end = (at + 1 + random.below(32)).min(file.len());
                file.drain(at.min(end)..end);
            }
            // A digit or a word of a text becomes another.
            5 => {
                let words: [&[u8]; 8] =
                    [b"-1", b"1e999", b"null", b"[]", b"{}", b"99999999999999999999", b"\"\"", b"true"];
                let word = words[random.below(words.len())];
                let digit = file.iter().skip(at).position(u8::is_ascii_digit).map(|ahead| at + ahead);
                if let Some(digit) = digit {
                    file.splice(digit..=digit, word.iter().copied());
                }
            }
            _ => file.extend_from_within(at..(at + random.below(256)).min(file.len())),
        }
    }
    file
}

/// The config and the weights of an archive, one behind the other with a zero byte between them.
fn joined(archive: &[u8]) -> Result<Vec<u8>> {
    let zip = Archive::open(archive)?;
    Ok([&*zip.get("config.json")?, &[0], &*zip.get("model.weights.h5")?].concat())
}

/// The files that an input stands for.
fn sources(target: &str, input: &[u8]) -> Vec<Source<'static>> {
    let source = |name: &str, bytes: &[u8]| Source { name: name.into(), bytes: bytes.to_vec().into() };
    match target {
        "tfjs" => {
            let end = input.iter().position(|&byte| byte == 0).unwrap_or(input.len());
            vec![
                source("model.json", &input[..end]),
                source("weights.bin", input.get(end + 1..).unwrap_or_default()),
            ]
        }
        // Changed members of a whole archive.
        "members" => {
            let end = input.iter().position(|&byte| byte == 0).unwrap_or(input.len());
            let weights = input.get(end + 1..).unwrap_or_default();
            let zip = zip::write(&[("config.json", &input[..end]), ("model.weights.h5", weights)]);
            vec![source("", &zip.unwrap_or_default())]
        }
        "tensors" => {
            let end = input.iter().position(|&byte| byte == 0).unwrap_or(input.len());
            vec![
                source("config.json", &input[..end]),
                source("model.safetensors", input.get(end + 1..).unwrap_or_default()),
            ]
        }
        // HDF5 files of all kinds as weights beside a config.
        "hdf5" => vec![source("config.json", CONFIG), source("weights.h5", input)],
        _ => vec![source("", input)],
    }
}

const CONFIG: &[u8] = br#"{"module": "keras", "class_name": "Sequential", "config": {"name": "m", "layers": [
    {"module": "keras.layers", "class_name": "InputLayer", "config": {"batch_shape": [null, 3]}},
    {"module": "keras.layers", "class_name": "Dense", "config": {"name": "dense", "units": 2}}]}}"#;

/// Writes an input that failed.
fn written(target: &str, number: u64, input: &[u8]) -> Result<PathBuf> {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/attack"));
    fs::create_dir_all(folder)?;
    let path = folder.join(format!("{target}-{number}"));
    fs::write(&path, input)?;
    Ok(path)
}
