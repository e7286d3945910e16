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
        | "AlphaDropout"
        | "GaussianDropout"
        | "GaussianNoise"
        | "Embedding"
        | "ReversibleEmbedding"
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
        "CategoryEncoding" | "Dense" | "SpectralNormalization" => {
            (&[1, 2, 3, 4], "expected samples with at least one axis")
        }
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
        "LSTM" | "GRU" | "SimpleRNN" | "RNN" | "Bidirectional" | "Masking" => {
            (&[2], "expected samples of shape (steps, features)")
        }
        "LSTMCell" | "GRUCell" | "SimpleRNNCell" | "StackedRNNCells" => (&[], "is no layer of a model"),
        "ConvLSTM1D" => (&[3], "expected samples of shape (steps, size, channels)"),
        "ConvLSTM2D" => (&[4], "expected samples of shape (steps, height, width, channels)"),
        "ConvLSTM3D" => (&[], "expected samples of shape (steps, depth, height, width, channels)"),
        _ if class.contains("3D") => (&[4], "expected samples of shape (depth, height, width, channels)"),
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
            [vec![], vec![5], vec![4, 3], vec![5, 4, 3], vec![3, 5, 4, 3]].into_iter().enumerate()
        {
            let options = Value::Object(layers::example(class).unwrap());
            match network(class, &options, &shape) {
                Ok(_) => assert!(taken.contains(&rank), "{class} took {shape:?}"),
                Err(error) => {
                    assert!(!taken.contains(&rank), "{class} refused {shape:?}: {error}");
                    let name = format!("layer \"{}\" ({class})", pupil_core::config::base_name(class));
                    let sizes: Vec<String> = shape.iter().map(ToString::to_string).collect();
                    // A layer within a wrapper names the shape that the wrapper gave it.
                    let hides = class == "TimeDistributed" || words.contains("no layer");
                    let got = if hides { String::new() } else { sizes.join(", ") };
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
        (
            "Dense",
            json!({"units": 2, "data_format": "channels_first"}),
            "only \"channels_last\" is supported",
        ),
        (
            "Conv2D",
            json!({"filters": 2, "kernel_size": 2, "data_format": "first"}),
            "only \"channels_last\" is supported",
        ),
        (
            "Conv3D",
            json!({"filters": 2, "kernel_size": [2, 2]}),
            "[2,2]; expected a whole number of at least 1, or three of them",
        ),
        (
            "Conv2DTranspose",
            json!({"filters": 2, "kernel_size": 3, "strides": 2, "output_padding": [1, 2]}),
            "\"output_padding\" is [1,2]; expected a whole number below the stride",
        ),
        (
            "Conv2DTranspose",
            json!({"filters": 2, "kernel_size": 2, "strides": 2, "padding": "same", "output_padding": 0}),
            "expected at least 1",
        ),
        (
            "AdaptiveMaxPooling2D",
            json!({"output_size": 2000}),
            "\"output_size\" is [2000,2000]; expected at most 1024",
        ),
        ("AdaptiveMaxPooling2D", json!({}), "\"output_size\" is missing"),
        ("RNN", json!({}), "\"cell\" is missing; expected LSTMCell"),
        (
            "RNN",
            json!({"cell": {"class_name": "Dense", "config": {"units": 2}}}),
            "\"cell\" is a Dense; expected LSTMCell",
        ),
        (
            "RNN",
            json!({"cell": {"class_name": "LSTMCell", "config": {"units": 2, "stateful": true}}}),
            "stateful",
        ),
        ("StackedRNNCells", json!({"cells": []}), "\"cells\" is []; expected a list of LSTMCell"),
        (
            "Lambda",
            json!({"function": {"class_name": "__lambda__", "config": {"code": "4wE="}}}),
            "holds Python bytecode",
        ),
        (
            "Lambda",
            json!({"function": {"class_name": "function", "config": "my_own"}}),
            "calls the Python function my_own, which is not in the file",
        ),
        (
            "SpectralNormalization",
            json!({"layer": {"class_name": "Dropout", "config": {"rate": 0.5}}}),
            "\"layer\" is a Dropout; expected a layer with a kernel or embeddings",
        ),
        ("Dense", json!({"units": 2, "activation": "glu"}), "glu"),
        (
            "Dense",
            json!({"units": 2, "unitz": 3}),
            "\"unitz\" (here 3) is not known; did you mean option \"units\"?",
        ),
        ("Dense", json!({"units": 0}), "\"units\" is 0; expected a whole number of at least 1"),
        ("Dropout", json!({"rate": 1.5}), "\"rate\" is 1.5; expected a number in [0, 1)"),
        ("UpSampling2D", json!({"interpolation": "bilinear"}), "bilinear"),
        ("Conv4D", json!({}), "layer class \"Conv4D\" is not supported; supported: InputLayer, Activation, "),
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
fn every_class_reads_the_config_that_it_writes() {
    for class in layers::classes().filter(|class| *class != "InputLayer") {
        let entry = Entry::from_config(class, &layers::example(class).unwrap()).unwrap();
        let config = entry.layer.config();
        let again =
            Entry::from_config(class, config.as_object().unwrap()).unwrap_or_else(|e| panic!("{class}: {e}"));
        assert_eq!(again.layer.config(), config, "{class}");
    }
    let cells = json!({
        "cell": {"class_name": "StackedRNNCells", "config": {"cells": [
            {"class_name": "LSTMCell", "config": {"units": 3}},
            {"class_name": "GRUCell", "config": {"units": 2, "reset_after": false, "name": "second"}},
        ]}},
        "return_sequences": true, "go_backwards": true,
    });
    let entry = Entry::from_config("RNN", cells.as_object().unwrap()).unwrap();
    let again = Entry::from_config("RNN", entry.layer.config().as_object().unwrap()).unwrap();
    assert_eq!(again.layer.config(), entry.layer.config());
    let text = "layers.StackedRNNCells([layers.LSTMCell(3), layers.GRUCell(2, reset_after=False)]), return_sequences=True, go_backwards=True";
    assert_eq!(again.layer.arguments(), text);
    let names: Vec<String> =
        again.layer.weights(&[[4, 2].into()]).unwrap().iter().map(|w| w.name.to_string()).collect();
    assert_eq!(names[0], "lstm_cell/kernel");
    assert_eq!(names[5], "second/bias");
}

#[test]
fn channels_that_come_first_are_options_as_others() {
    let sizes = [
        ("Conv2D", "(2, 3, 2)"),
        ("MaxPooling2D", "(3, 2, 1)"),
        ("Flatten", "(30,)"),
        ("UpSampling2D", "(3, 10, 4)"),
    ];
    for (class, expected) in sizes {
        let mut options = Value::Object(layers::example(class).unwrap());
        options["data_format"] = "channels_first".into();
        if class == "Conv2D" {
            options = json!({"filters": 2, "kernel_size": [3, 1], "data_format": "channels_first"});
        }
        assert_eq!(network(class, &options, &[3, 5, 2]).as_deref(), Ok(expected), "{class}");
        let entry = Entry::from_config(class, options.as_object().unwrap()).unwrap();
        let config = entry.layer.config();
        assert_eq!(config["data_format"], "channels_first");
        let again = Entry::from_config(class, config.as_object().unwrap()).unwrap();
        assert_eq!(again.layer.config(), config);
    }
    let options = json!({"filters": 2, "kernel_size": 4, "data_format": "channels_first"});
    let error = network("Conv2D", &options, &[3, 5]).unwrap_err();
    assert!(error.contains("samples of shape (3, 5) with their channels moved to the end"), "{error}");
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
