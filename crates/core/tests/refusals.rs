//! What layers and operations refuse: every class at every rank, and sizes that do not fit. The error names the layer,
//! the shape it got and what it needs.

use pupil_core::Error;
use pupil_core::graph::ops::{BatchMatMul, Concat, Input, Op};
use pupil_core::graph::{Graph, NodeId};
use pupil_core::layers::{self, Entry};
use pupil_core::models::Network;
use serde_json::{Value, json};

/// A network of one layer, or the error of making it.
fn network(class: &str, options: &Value, sample: &[usize]) -> Result<String, String> {
    let entry = Entry::from_config(class, options.as_object().unwrap()).map_err(|e| e.to_string())?;
    let network = Network::sequential(sample.to_vec(), [entry]).map_err(|e| e.to_string())?;
    Ok(network.output_shape().to_string())
}

const ANY: &[usize] = &[0, 1, 2, 3, 4];

/// The ranks of samples that a class takes with the options of [`layers::example`], and words of the refusal.
fn ranks(class: &str) -> (&'static [usize], &'static str) {
    match class {
        "Activation"
        | "ActivityRegularization"
        | "Add"
        | "Average"
        | "Maximum"
        | "Minimum"
        | "Multiply"
        | "Dropout"
        | "GaussianDropout"
        | "GaussianNoise"
        | "Embedding"
        | "Flatten"
        | "PReLU"
        | "ReLU"
        | "LeakyReLU"
        | "ELU"
        | "Discretization"
        | "Identity"
        | "IntegerLookup"
        | "StringLookup"
        | "Rescaling" => (ANY, ""),
        "TextVectorization" => (&[0], "expected samples of shape (1,)"),
        "Attention" | "AdditiveAttention" | "MultiHeadAttention" | "GroupQueryAttention" => {
            (&[], "(query, value, key")
        }
        "AugMix" | "AutoContrast" | "CenterCrop" | "CutMix" | "Equalization" | "MixUp" | "RandAugment"
        | "Resizing" | "Solarization" => (&[3], "expected samples of shape (height, width, channels)"),
        "EinsumDense" => (&[1], "does not fit samples of shape"),
        "CategoryEncoding" | "Dense" => (&[1, 2, 3, 4], "expected samples with at least one axis"),
        "BatchNormalization" | "LayerNormalization" | "RMSNormalization" | "UnitNormalization"
        | "Softmax" => (&[1, 2, 3, 4], "no axis of its own"),
        "Normalization" => (&[1, 2, 3, 4], "expected axes of"),
        "Concatenate" => (&[1, 2, 3, 4], "there is no axis"),
        "GroupNormalization" => (&[], "axis"),
        "Subtract" | "Dot" => (&[], "expected exactly two inputs"),
        "Permute" => (&[1], "expected samples of 1 axes"),
        "RepeatVector" => (&[1], "expected samples of shape (features,)"),
        "Reshape" => (&[0], "cannot take the shape"),
        "TimeDistributed" => (&[2, 3, 4], "expected samples"),
        "LSTM" | "GRU" | "SimpleRNN" | "Bidirectional" | "Masking" => {
            (&[2], "expected samples of shape (steps, features)")
        }
        _ if class.contains("1D") => (&[2], "expected samples of shape (steps, features)"),
        _ if class.contains("2D") || class.starts_with("Random") => {
            (&[3], "expected samples of shape (height, width, channels)")
        }
        _ => panic!("say which ranks {class} takes"),
    }
}

#[test]
fn every_class_takes_its_ranks_and_names_what_it_refuses() {
    let all = layers::defaults().unwrap();
    for class in all.as_object().unwrap().keys().filter(|class| *class != "InputLayer") {
        let (taken, words) = ranks(class);
        for (rank, shape) in
            [vec![], vec![5], vec![4, 3], vec![5, 4, 3], vec![2, 5, 4, 3]].into_iter().enumerate()
        {
            let options = Value::Object(layers::example(class).unwrap());
            match network(class, &options, &shape) {
                Ok(_) => assert!(taken.contains(&rank), "{class} took {shape:?}"),
                Err(error) => {
                    assert!(!taken.contains(&rank), "{class} refused {shape:?}: {error}");
                    let name = format!("layer \"{}\" ({class})", pupil_core::config::base_name(class));
                    let sizes: Vec<String> = shape.iter().map(ToString::to_string).collect();
                    // A layer within a wrapper names the shape that the wrapper gave it.
                    let got = if class == "TimeDistributed" { String::new() } else { sizes.join(", ") };
                    for part in [&name, words, &got] {
                        assert!(error.contains(part), "{class} at {shape:?}: {error}");
                    }
                }
            }
        }
    }
}

#[test]
fn hostile_sizes_of_pictures_and_vocabularies_take_no_memory() {
    let huge = 1_000_000_000_000_u64;
    let cases: [(&str, Value, &[usize]); 8] = [
        ("Resizing", json!({"height": huge, "width": 4}), &[4, 4, 1]),
        ("Resizing", json!({"height": huge, "width": huge, "pad_to_aspect_ratio": true}), &[4, 5, 1]),
        ("CenterCrop", json!({"height": u64::MAX, "width": 1}), &[4, 4, 1]),
        ("IntegerLookup", json!({"vocabulary": [1], "num_oov_indices": huge}), &[2]),
        (
            "IntegerLookup",
            json!({"vocabulary": [1], "max_tokens": huge, "pad_to_max_tokens": true, "output_mode": "count"}),
            &[2],
        ),
        (
            "StringLookup",
            json!({"vocabulary": ["a"], "max_tokens": huge, "pad_to_max_tokens": true, "output_mode": "tf_idf",
                "idf_weights": [1, 2]}),
            &[2],
        ),
        ("TextVectorization", json!({"output_sequence_length": huge}), &[1]),
        ("IntegerLookup", json!({"vocabulary": [1, 2.5]}), &[2]),
    ];
    for (class, options, shape) in cases {
        // Shapes alone may be that large: a run refuses them.
        let made = network(class, &options, shape);
        assert!(made.is_err() || options.to_string().contains("1000000000000"), "{class} {options}");
    }
}

#[test]
fn sizes_that_do_not_fit_are_named() {
    let cases: [(&str, Value, &[usize], &[&str]); 14] = [
        ("Conv2D", json!({"filters": 2, "kernel_size": [3, 5]}), &[4, 4, 1], &["(4, 4, 1)", "5"]),
        ("Conv2D", json!({"filters": 4, "kernel_size": 1, "groups": 2}), &[4, 4, 3], &["groups", "3"]),
        ("Conv2D", json!({"filters": 3, "kernel_size": 1, "groups": 2}), &[4, 4, 2], &["filters", "3", "2"]),
        ("Conv1D", json!({"filters": 2, "kernel_size": 3, "dilation_rate": 4}), &[8, 1], &["9", "8"]),
        ("DepthwiseConv2D", json!({"kernel_size": 6}), &[5, 5, 2], &["6", "(5, 5, 2)"]),
        ("SeparableConv1D", json!({"filters": 1, "kernel_size": 4}), &[3, 2], &["4", "3"]),
        ("MaxPooling2D", json!({"pool_size": 4}), &[3, 8, 1], &["4", "(3, 8, 1)"]),
        ("AveragePooling1D", json!({"pool_size": 5}), &[4, 2], &["5", "4"]),
        ("Cropping1D", json!({"cropping": 3}), &[5, 2], &["3", "(5, 2)"]),
        ("Cropping2D", json!({"cropping": [[1, 1], [2, 2]]}), &[4, 4, 1], &["(4, 4, 1)"]),
        ("Reshape", json!({"target_shape": [3, -1]}), &[4, 2], &["(4, 2)", "[3, -1]"]),
        ("Permute", json!({"dims": [2, 1]}), &[4], &["2 axes", "(4,)"]),
        ("GroupNormalization", json!({"groups": 4}), &[6], &["groups=4", "(6,)"]),
        ("BatchNormalization", json!({"axis": 3}), &[4, 2], &["3", "(4, 2)"]),
    ];
    for (class, options, shape, words) in cases {
        let error = match network(class, &options, shape) {
            Ok(output) => panic!("{class} {options} took {shape:?} and gave {output}"),
            Err(error) => error,
        };
        let named = format!("({class})");
        for part in words.iter().copied().chain([named.as_str()]) {
            assert!(error.contains(part), "{class} {options} at {shape:?}: no {part} in {error}");
        }
    }
}

#[test]
fn unsupported_options_are_named_with_what_could_be_given() {
    let cases = [
        ("GRU", json!({"units": 2, "stateful": true}), "\"stateful\" is true; only false is supported"),
        ("Conv2D", json!({"filters": 2, "kernel_size": 2, "data_format": "channels_first"}), "channels_last"),
        ("Dense", json!({"units": 2, "activation": "glu"}), "glu"),
        ("Dense", json!({"units": 2, "unitz": 3}), "\"unitz\" (here 3) is not known"),
        ("Dense", json!({"units": 0}), "\"units\" is 0; expected a whole number of at least 1"),
        ("Dropout", json!({"rate": 1.5}), "\"rate\" is 1.5; expected a number in [0, 1)"),
        ("UpSampling2D", json!({"interpolation": "bilinear"}), "bilinear"),
        ("Conv3D", json!({}), "layer class \"Conv3D\" is not supported; supported: InputLayer, Activation, "),
        ("Dot", json!({}), "\"axes\" must be one axis or two"),
        (
            "TimeDistributed",
            json!({"layer": {"class_name": "BatchNormalization", "config": {}}}),
            "\"layer\" is a BatchNormalization that is or holds a BatchNormalization, which is not supported",
        ),
    ];
    for (class, options, words) in cases {
        let error = network(class, &options, &[4, 4, 2]).unwrap_err();
        assert!(error.contains(words), "{class} {options}: {error}");
    }
}

#[test]
fn operations_name_the_shapes_they_refuse() {
    let refused = |op: Op, shapes: &[&[usize]]| {
        let mut graph = Graph::new();
        let inputs: Vec<NodeId> = shapes.iter().map(|&shape| graph.leaf(Input, shape)).collect();
        graph.push(op, &inputs).unwrap_err().to_string()
    };
    let product = |a, b, shapes: [&[usize]; 2]| refused(BatchMatMul::new(a, b).into(), &shapes);
    let cases = [
        (product(false, false, [&[3], &[3, 2]]), "expected matrices, got shapes (3,) and (3, 2)"),
        (
            product(false, false, [&[2, 4, 3], &[1, 3, 5]]),
            "expected the same axes before the last two, got shapes (2, 4, 3) and (1, 3, 5)",
        ),
        (
            product(false, false, [&[2, 4, 3], &[3, 5]]),
            "expected the same axes before the last two, got shapes (2, 4, 3) and (3, 5)",
        ),
        (
            product(false, true, [&[2, 4, 3], &[2, 3, 5]]),
            "expected matrices to multiply along one size, got 3 (shape (2, 4, 3)) and 5 (shape (2, 3, 5))",
        ),
        (
            product(true, false, [&[2, 4, 3], &[2, 3, 5]]),
            "expected matrices to multiply along one size, got 4 (shape (2, 4, 3)) and 3 (shape (2, 3, 5))",
        ),
        (refused(Concat { axis: 0 }.into(), &[]), "expected inputs to join"),
        (refused(Concat { axis: 2 }.into(), &[&[2, 3]]), "there is no axis 2 to join along in shape (2, 3)"),
        (
            refused(Concat { axis: 1 }.into(), &[&[2, 3, 4], &[2, 1, 4], &[2, 3, 5]]),
            "expected the same sizes of all axes but 1, got shapes (2, 3, 4) and (2, 3, 5)",
        ),
        (
            refused(Concat { axis: 0 }.into(), &[&[2, 3], &[2, 3, 1]]),
            "expected the same sizes of all axes but 0, got shapes (2, 3) and (2, 3, 1)",
        ),
    ];
    for (message, expected) in cases {
        assert!(message.contains(expected), "{message}");
    }
}

#[test]
fn an_error_of_a_layer_holds_what_is_wrong() {
    let most = u64::from(u32::MAX) << 31;
    let large = [
        ("Dense", json!({ "units": most })),
        ("RepeatVector", json!({ "n": most })),
        ("Embedding", json!({ "input_dim": most, "output_dim": 8 })),
    ];
    for (class, options) in large {
        let entry = Entry::from_config(class, options.as_object().unwrap()).unwrap();
        let error = Network::sequential([4], [entry.named("wide")]).unwrap_err();
        let Error::Layer { name, class: found, error } = error else { panic!("{class}: {error}") };
        assert_eq!((name.as_str(), found.as_str()), ("wide", class));
        assert!(matches!(*error, Error::Memory(_)), "{class}: {error}");
    }
    let options = json!({ "units": 1, "activation": "rellu" });
    let error = Entry::from_config("Dense", options.as_object().unwrap()).unwrap_err();
    let Error::Layer { error, .. } = error else { panic!("{error}") };
    assert!(matches!(*error, Error::Unsupported { .. }), "{error}");
}
