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

/// A field of a message: its number, and its bytes.
fn field(number: u8, bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![number << 3 | 2];
    let mut length = bytes.len();
    while length > 127 {
        out.push(length as u8 | 128);
        length >>= 7;
    }
    out.push(length as u8);
    out.extend(bytes);
    out
}

/// A whole number as a field.
fn number(field: u8, mut value: u64) -> Vec<u8> {
    let mut out = vec![field << 3];
    while value > 127 {
        out.push(value as u8 | 128);
        value >>= 7;
    }
    out.push(value as u8);
    out
}

/// A file with this graph.
fn model(graph: &[Vec<u8>]) -> Vec<u8> {
    field(7, &graph.concat())
}

/// A node.
fn node(op: &str, inputs: &[&str], output: &str) -> Vec<u8> {
    let mut node: Vec<u8> = inputs.iter().flat_map(|name| field(1, name.as_bytes())).collect();
    node.extend(field(2, output.as_bytes()));
    node.extend(field(4, op.as_bytes()));
    field(1, &node)
}

/// An input (11) or output (12) of these sizes.
fn port(kind: u8, name: &str, sizes: &[u64]) -> Vec<u8> {
    let dims: Vec<u8> = sizes.iter().flat_map(|&n| field(1, &number(1, n))).collect();
    let tensor = [number(1, 1), field(2, &dims)].concat();
    field(kind, &[field(1, name.as_bytes()), field(2, &field(1, &tensor))].concat())
}

/// A constant of 64-bit whole numbers, or of floats.
fn constant(name: &str, dims: &[u64], kind: u64, raw: &[u8]) -> Vec<u8> {
    let dims: Vec<u8> = dims.iter().flat_map(|&n| number(1, n)).collect();
    field(5, &[dims, number(2, kind), field(8, name.as_bytes()), field(9, raw)].concat())
}

fn message(file: &[u8]) -> String {
    onnx::read(file).unwrap_err().to_string()
}

#[test]
fn small_files_do_not_ask_for_much_memory() {
    let start = Instant::now();
    // A constant of 2^40 elements without data.
    let huge = constant("w", &[1 << 20, 1 << 20], 1, &[]);
    let graph = [port(11, "x", &[1, 4]), huge, node("MatMul", &["x", "w"], "y"), port(12, "y", &[1, 4])];
    assert!(message(&model(&graph)).contains("too large"), "{}", message(&model(&graph)));
    let negative = constant("w", &[u64::MAX, u64::MAX], 1, &[0; 4]);
    let graph = [port(11, "x", &[1, 4]), negative, node("MatMul", &["x", "w"], "y"), port(12, "y", &[1, 4])];
    assert!(message(&model(&graph)).contains("is not a size"));
    // 2 billion zeros from a shape.
    let shape = constant("s", &[2], 7, &[0, 0, 0, 1, 0, 0, 0, 0, 100, 0, 0, 0, 0, 0, 0, 0]);
    let zeros = node("ConstantOfShape", &["s"], "w");
    let graph =
        [port(11, "x", &[1, 4]), shape, zeros, node("MatMul", &["x", "w"], "y"), port(12, "y", &[1, 4])];
    assert!(message(&model(&graph)).contains("too large for a file of this size"));
    // One matrix used by 20,000 layers.
    let mut graph = vec![port(11, "x0", &[1, 64]), constant("w", &[64, 64], 1, &[0; 64 * 64 * 4])];
    for k in 0..20_000 {
        graph.push(node("MatMul", &[&format!("x{k}"), "w"], &format!("x{}", k + 1)));
    }
    graph.push(port(12, "x20000", &[1, 64]));
    assert!(message(&model(&graph)).contains("too large for a file of this size"));
    assert!(start.elapsed() < Duration::from_secs(5));
}

#[test]
fn operators_without_a_layer_are_all_listed() {
    let graph = [
        port(11, "x", &[1, 4]),
        node("Sin", &["x"], "a"),
        node("Relu", &["a"], "b"),
        node("Cos", &["x"], "c"),
        node("Add", &["b", "c"], "y"),
        node("Tan", &["x"], "unused"),
        port(12, "y", &[1, 4]),
    ];
    let text = message(&model(&graph));
    assert_eq!(text, "ONNX file: these operators have no Keras layer here: Sin; Cos");
    // Nodes that wait for each other.
    let graph = [
        port(11, "x", &[1, 4]),
        node("Add", &["x", "b"], "a"),
        node("Relu", &["a"], "b"),
        port(12, "b", &[1, 4]),
    ];
    assert!(message(&model(&graph)).contains("one of its inputs is not computed"));
}

#[test]
fn long_chains_in_any_order_are_read() {
    let chain = |k: usize| node("Relu", &[&format!("x{k}")], &format!("x{}", k + 1));
    let mut graph = vec![port(11, "x0", &[1, 4]), port(12, "x3000", &[1, 4])];
    graph.extend((0..3000).rev().map(chain));
    let contents = onnx::read(&model(&graph)).unwrap();
    assert_eq!(contents.config["config"]["layers"].as_array().unwrap().len(), 3001);
}
