//! Broken ONNX files give errors, never panics, and they do not take more memory than their bytes explain.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use pupil_formats::onnx;

/// All test files, small ones first.
fn files() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/formats/onnx");
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<Vec<u8>> = paths
        .filter(|path| path.extension().is_some_and(|e| e == "onnx"))
        .map(|p| fs::read(p).unwrap())
        .collect();
    files.sort_by_key(Vec::len);
    files
}

/// Reads a file and, if that works, builds its network. Only panics count.
fn read(file: &[u8]) {
    if let Ok(contents) = onnx::read(file) {
        let _ = contents.into_bundle();
    }
}

#[test]
fn files_cut_short_anywhere_give_errors() {
    for file in files() {
        for length in 0..file.len() {
            read(&file[..length]);
        }
    }
    assert!(onnx::read(&[]).unwrap_err().to_string().contains("it holds no graph"));
}

#[test]
fn changed_bytes_give_errors_or_models() {
    let files = files();
    let (mut state, start) = (1u64, Instant::now());
    let mut random = || {
        // Marsaglia's xorshift64.
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as usize
    };
    let mut inputs = 0;
    while inputs < 100_000 {
        let file = &files[random() % files.len()];
        let mut changed = file.clone();
        for _ in 0..1 + random() % 4 {
            let at = random() % changed.len();
            match random() % 4 {
                0 => changed[at] ^= 1 << (random() % 8),
                1 => changed[at] = [0, 1, 127, 128, 255][random() % 5],
                2 => changed[at] = random() as u8,
                _ => {
                    // Another piece of the file, such as another operator's name or size.
                    let (from, length) = (random() % file.len(), random() % 12);
                    let length = length.min(file.len() - from).min(file.len() - at);
                    changed[at..at + length].copy_from_slice(&file[from..from + length]);
                }
            }
        }
        read(&changed);
        inputs += 1;
    }
    println!("{inputs} inputs in {:?}", start.elapsed());
    assert!(start.elapsed() < Duration::from_secs(60));
}
