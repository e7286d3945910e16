//! Safetensors files by PyTorch and configs by Keras (`tests/formats/generate_pytorch.py`): together they compute what
//! PyTorch computes.

use std::path::PathBuf;

use pupil_core::block_on::block_on;
use pupil_core::tensor::Tensor;
use pupil_core::training::Model;
use pupil_cpu::CpuDevice;
use pupil_formats::safetensors::{self, Entry};
use pupil_formats::state_dict::WeightsFrom;
use pupil_formats::{OpenOptions, Source, open, open_all, open_with, zip};
use serde_json::{Value, json};

use crate::reference;
use reference::difference;

fn file(name: &str) -> Vec<u8> {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../formats/pytorch"));
    std::fs::read(folder.join(name)).unwrap()
}

fn tensor(value: &Value) -> Tensor {
    let list = |key: &str| value[key].as_array().unwrap().iter();
    let shape: Vec<usize> = list("shape").map(|size| size.as_u64().unwrap() as usize).collect();
    Tensor::from_f32(shape, list("data").map(|number| number.as_f64().unwrap() as f32).collect()).unwrap()
}

fn source(name: &str, bytes: Vec<u8>) -> Source<'static> {
    Source { name: name.into(), bytes: bytes.into() }
}

#[test]
fn the_weights_of_pytorch_compute_the_same() {
    let cases: Value = serde_json::from_slice(&file("cases.json")).unwrap();
    let mut failures = String::new();
    for (name, case) in cases.as_object().unwrap() {
        let config = source("config.json", file(case["config"].as_str().unwrap()));
        let tensors = source("model.safetensors", file(&format!("{name}.safetensors")));
        let result = open_all(&[tensors, config]).map_err(|error| error.to_string()).and_then(|bundle| {
            let notes = bundle.notes.join(" ");
            let mut model = block_on(Model::from_bundle(bundle, CpuDevice::new())).unwrap();
            let inputs: Vec<Tensor> = case["inputs"].as_array().unwrap().iter().map(tensor).collect();
            difference(&mut model, &inputs, case["outputs"].as_array().unwrap()).map(|found| (found, notes))
        });
        match result {
            Ok((difference, notes)) if difference <= 1e-5 => {
                let expected = match name.as_str() {
                    "own-names" => "The tensors have the names of the model's weights.",
                    "cnn" => {
                        "Weights of PyTorch: the kernels of 4 layers were transposed. The inputs of \"dense_3\" were \
                         reordered, because PyTorch has channels first. The tensors were matched with the layers \
                         by their shapes."
                    }
                    "row" => {
                        "Weights of PyTorch: the kernels of 4 layers were transposed. The inputs of \
                         \"batch_normalization_2\", \"dense_4\" were reordered, because PyTorch has channels first."
                    }
                    "square" => {
                        "Weights of PyTorch: the kernels of 3 layers were transposed. The inputs of \"p_re_lu\", \"dense_7\" were \
                         reordered, because PyTorch has channels first."
                    }
                    "decoder" => {
                        "Weights of PyTorch: the kernels of 2 layers were transposed. The inputs of \
                         \"batch_normalization_3\" were reordered, because PyTorch has channels first. The outputs of \
                         \"dense_9\" were reordered, because PyTorch has channels first."
                    }
                    "signal" => {
                        "Weights of PyTorch: the kernels of 3 layers were transposed. The inputs of \"dense_11\" were \
                         reordered, because PyTorch has channels first. The outputs of \"dense_10\" were reordered, because \
                         PyTorch has channels first."
                    }
                    "joined" => {
                        "Weights of PyTorch: the kernels of 3 layers were transposed. The inputs of \"fc1\" were \
                         reordered, because PyTorch has channels first."
                    }
                    "words" | "steps" => {
                        "Weights of PyTorch: the kernels of 3 layers were transposed. The tensors were matched with the \
                         layers by their shapes."
                    }
                    _ => "Weights of PyTorch: the kernels of 2 layers were transposed.",
                };
                if notes != expected {
                    failures += &format!("{name}: {notes}\n");
                }
            }
            Ok((difference, notes)) => failures += &format!("{name}: differs by {difference:e}; {notes}\n"),
            Err(error) => failures += &format!("{name}: {error}\n"),
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}

/// A config of these layers, each with its class and options, and an input of this shape.
fn config(input: &[usize], layers: &[(&str, Value)]) -> Vec<u8> {
    let mut all = vec![json!({ "class_name": "InputLayer", "config": { "name": "x", "batch_shape":
        std::iter::once(Value::Null).chain(input.iter().map(|&size| size.into())).collect::<Vec<_>>() } })];
    for (class, options) in layers {
        all.push(json!({ "module": "keras.layers", "class_name": class, "config": options }));
    }
    let model = json!({ "module": "keras", "class_name": "Sequential", "registered_name": null,
        "config": { "name": "m", "layers": all } });
    model.to_string().into_bytes()
}

/// A safetensors file of tensors of these names and shapes; the numbers count from 0 in each.
fn tensors(list: &[(&str, &[usize])]) -> Vec<u8> {
    let bytes: Vec<Vec<u8>> = list
        .iter()
        .map(|(_, shape)| (0..shape.iter().product()).flat_map(|n: usize| (n as f32).to_le_bytes()).collect())
        .collect();
    let entries: Vec<Entry<'_>> = list
        .iter()
        .zip(&bytes)
        .map(|((name, shape), bytes)| Entry {
            name: (*name).into(),
            dtype: "F32".into(),
            shape: shape.to_vec().into(),
            bytes,
        })
        .collect();
    safetensors::write(&entries, &[])
}

/// The first weight of each layer and the last note, or the error.
fn opened(
    config: Vec<u8>,
    file: Vec<u8>,
    from: Option<WeightsFrom>,
) -> Result<(Vec<Vec<f32>>, String), String> {
    let options = OpenOptions { weights_from: from, ..OpenOptions::default() };
    let files = [source("config.json", config), source("model.safetensors", file)];
    let bundle = open_with(&files, &options).map_err(|error| error.to_string())?;
    let firsts = bundle.network.weights().iter().zip(&bundle.weights);
    let firsts = firsts.filter(|(weight, _)| !weight.name.ends_with("bias"));
    Ok((
        firsts.map(|(_, tensor)| tensor.to_f32()).collect(),
        bundle.notes.last().cloned().unwrap_or_default(),
    ))
}

fn dense(name: &str, units: usize) -> (&'static str, Value) {
    ("Dense", json!({ "name": name, "units": units, "use_bias": false }))
}

#[test]
fn what_does_not_fit_is_named() {
    let model = || config(&[3], &[dense("a", 4), dense("b", 2)]);
    let message = |list: &[(&str, &[usize])]| opened(model(), tensors(list), None).unwrap_err();
    let error = message(&[("0.weight", &[4, 3]), ("2.weight", &[2, 5])]);
    assert!(
        error.contains(
            "layer \"b\" (Dense: kernel (4, 2)) fits none of the tensors that are left: 2.weight (2, 5)"
        ),
        "{error}"
    );
    let error = message(&[("0.weight", &[4, 3])]);
    assert!(error.contains("the model has 2 layers with weights, and the file has tensors for 1; there are none for layer \"b\""), "{error}");
    let error = message(&[("0.weight", &[4, 3]), ("2.weight", &[2, 4]), ("4.weight", &[9, 9])]);
    assert!(error.contains("these are left: 4.weight (9, 9)"), "{error}");
    // A bias that the layer does not have.
    let error = message(&[("0.weight", &[4, 3]), ("0.bias", &[4]), ("2.weight", &[2, 4])]);
    assert!(error.contains("layer \"a\" (Dense: kernel (3, 4)) fits none"), "{error}");
    // The file alone, and beside a model that has weights.
    let file = tensors(&[("0.weight", &[4, 3])]);
    let error = open(&file).unwrap_err().to_string();
    assert!(
        error.contains("it holds weights but no model config; open it together with the model's config"),
        "{error}"
    );
    for other in [source("labels.txt", b"a".to_vec()), source("b.safetensors", file.clone())] {
        let error = open_all(&[source("a.safetensors", file.clone()), other]).unwrap_err().to_string();
        assert!(
            error.contains("\"a.safetensors\"")
                && error.contains("the files hold weights but no model config; open them together with"),
            "{error}"
        );
    }
}

#[test]
fn equal_shapes_are_matched_by_names_and_numbers_or_not_at_all() {
    let model =
        |names: [&str; 3]| config(&[2], &[dense(names[0], 3), dense(names[1], 2), dense(names[2], 3)]);
    // Three units: (3, 2), (2, 3), (3, 2). In order they fit only as 0, 1, 2.
    let pair: &[usize] = &[3, 2];
    let found = |names, list: &[(&str, &[usize])]| opened(model(names), tensors(list), None);
    let (weights, note) =
        found(["a", "b", "c"], &[("0.weight", pair), ("5.weight", &[2, 3]), ("10.weight", pair)]).unwrap();
    assert_eq!(weights[0], [0.0, 2.0, 4.0, 1.0, 3.0, 5.0]);
    assert!(!note.contains("by their shapes"), "{note}");
    // The middle one sorts last, and the others have numbers.
    let (_, note) =
        found(["a", "b", "c"], &[("fc1.weight", pair), ("mid.weight", &[2, 3]), ("fc2.weight", pair)])
            .unwrap();
    assert!(note.contains("by their shapes"), "{note}");
    let error =
        found(["a", "b", "c"], &[("in.weight", pair), ("mid.weight", &[2, 3]), ("head.weight", pair)])
            .unwrap_err();
    assert!(error.contains("layer \"a\" (Dense: kernel (2, 3)) fits several of the tensors, and their names do not tell which; give the layers in the config the names that their modules have in the file, or number the modules in the layers' order: head.weight (3, 2), in.weight (3, 2)"), "{error}");
    // Names of layers decide before the order.
    let (_, note) = found(
        ["in", "mid", "head"],
        &[("net.in.weight", pair), ("net.mid.weight", &[2, 3]), ("net.head.weight", pair)],
    )
    .unwrap();
    assert!(!note.contains("by their shapes"), "{note}");
}

/// Without its weights the config would get initial values.
#[test]
fn weights_in_an_archive_are_refused() {
    let (config, tensors) = (file("mlp.json"), file("mlp.safetensors"));
    let zip = zip::write(&[("config.json", &config), ("model.safetensors", &tensors)]).unwrap();
    let error = open(&zip).unwrap_err().to_string();
    assert!(
        error.contains(
            "\"model.safetensors\" is not read: it lies in an archive; unpack that, and open its files as a list"
        ),
        "{error}"
    );
}

/// 400 layers, of which all but two are equal: the choice takes a step for each layer and each pair, and no more.
#[test]
fn very_many_equal_layers_are_matched_by_their_numbers() {
    let names: Vec<String> = (0..400).map(|number| format!("n{number}")).collect();
    let mut layers: Vec<(&str, Value)> = names.iter().map(|name| dense(name, 2)).collect();
    layers[1] = dense("n1", 3);
    let tensors: Vec<(String, &[usize])> = (0..400)
        .map(|number| match number {
            // The odd pair has names that sort last.
            398 => ("z1.weight".to_string(), &[3, 2][..]),
            399 => ("z2.weight".to_string(), &[2, 3][..]),
            number => (format!("a{number}.weight"), &[2, 2][..]),
        })
        .collect();
    let list: Vec<(&str, &[usize])> = tensors.iter().map(|(name, shape)| (name.as_str(), *shape)).collect();
    let (_, note) = opened(config(&[2], &layers), self::tensors(&list), None).unwrap();
    assert!(note.contains("by their shapes"), "{note}");
}

#[test]
fn the_option_overrides_what_the_names_say() {
    let model = || config(&[2], &[dense("a", 2)]);
    let file = || tensors(&[("weight", &[2, 2])]);
    let (weights, note) = opened(model(), file(), None).unwrap();
    assert_eq!(
        (&weights[0][..], note.as_str()),
        (&[0.0, 2.0, 1.0, 3.0][..], "Weights of PyTorch: the kernel of one layer was transposed.")
    );
    let (weights, note) = opened(model(), file(), Some(WeightsFrom::Keras)).unwrap();
    assert_eq!(
        (&weights[0][..], note.as_str()),
        (
            &[0.0, 1.0, 2.0, 3.0][..],
            "Weights of Keras, as the option weightsFrom says: no kernel was transposed."
        )
    );
}

#[test]
fn only_channels_are_reordered_behind_a_flattening() {
    let flatten = ("Flatten", json!({ "name": "f" }));
    let rows = |input: &[usize], before: &[(&str, Value)]| {
        let layers = [before, &[flatten.clone(), dense("d", 1)]].concat();
        opened(config(input, &layers), tensors(&[("weight", &[1, 4])]), None).unwrap().0[0].clone()
    };
    // A picture with two channels; steps of a recurrent kind stay as they are.
    assert_eq!(rows(&[1, 2, 2], &[]), [0.0, 2.0, 1.0, 3.0]);
    assert_eq!(rows(&[2, 2], &[]), [0.0, 1.0, 2.0, 3.0]);
    assert_eq!(
        rows(&[4, 2], &[("MaxPooling1D", json!({ "name": "p", "pool_size": 2 }))]),
        [0.0, 2.0, 1.0, 3.0]
    );
    assert_eq!(rows(&[2, 2, 1], &[]), [0.0, 1.0, 2.0, 3.0]);
}

/// The order of the names says nothing: fc_in comes last in it.
#[test]
fn equal_layers_are_not_matched_by_the_order_of_their_names() {
    let four: &[usize] = &[4, 4];
    let file = || tensors(&[("fc_in.weight", four), ("fc_hidden.weight", four), ("fc_out.weight", four)]);
    let model = |names: [&str; 3]| config(&[4], &names.map(|name| dense(name, 4)));
    let error = opened(model(["dense", "dense_1", "dense_2"]), file(), None).unwrap_err();
    assert!(
        error.contains("layer \"dense\" (Dense: kernel (4, 4)) fits several of the tensors")
            && error.contains("give the layers in the config the names")
            && error.ends_with("fc_hidden.weight (4, 4), fc_in.weight (4, 4)"),
        "{error}"
    );
    assert!(opened(model(["fc_in", "fc_hidden", "fc_out"]), file(), None).is_ok());
    // Other shapes leave no choice, and numbers say the order.
    let layers = [dense("a", 4), dense("b", 3)];
    let (_, note) =
        opened(config(&[4], &layers), tensors(&[("in.weight", four), ("out.weight", &[3, 4])]), None)
            .unwrap();
    assert!(note.ends_with("in the order of their names."), "{note}");
    // An embedding without a bias fits a dense layer without one.
    let layers = [("Embedding", json!({ "name": "e", "input_dim": 4, "output_dim": 4 })), dense("d", 4)];
    let error = opened(config(&[2], &layers), tensors(&[("x.weight", four), ("y.weight", four)]), None);
    assert!(error.unwrap_err().contains("fits several of the tensors"));
}

#[test]
fn names_match_with_points_slashes_and_colons() {
    let inner = |name: &str| {
        let mut model: Value = serde_json::from_slice(&config(&[2], &[dense("dense", 2)])).unwrap();
        model["config"]["name"] = name.into();
        ("Sequential", model["config"].take())
    };
    let model = || config(&[2], &[inner("stem"), inner("encoder")]);
    let pair: &[usize] = &[2, 2];
    for names in [
        ["net.stem.dense.weight", "net.encoder.dense.weight"],
        ["stem/dense/kernel:0", "encoder/dense/kernel:0"],
        ["stem:dense.weight", "encoder:dense.weight"],
        ["stem.dense.kernel", "encoder.dense.kernel"],
    ] {
        // The second layer gets other numbers.
        let bytes: Vec<u8> = [5.0f32, 6.0, 7.0, 8.0].iter().flat_map(|n| n.to_le_bytes()).collect();
        let first = [0u8; 16];
        let entry = |name: &str, bytes| Entry {
            name: name.into(),
            dtype: "F32".into(),
            shape: pair.to_vec().into(),
            bytes,
        };
        let file = safetensors::write(&[entry(names[0], &first), entry(names[1], &bytes)], &[]);
        let (weights, _) = opened(model(), file, None).unwrap();
        assert_eq!((weights[0][0], weights[1][0]), (0.0, 5.0), "{names:?}");
    }
}

#[test]
fn tensors_that_no_weight_has_are_named() {
    let file = tensors(&[("a/kernel", &[2, 2]), ("b/kernel", &[2, 2])]);
    let error = opened(config(&[2], &[dense("a", 2)]), file, None).unwrap_err();
    assert!(error.contains("and these are left: b/kernel (2, 2)"), "{error}");
}

#[test]
fn orders_that_cannot_be_followed_are_named() {
    let layer = |class: &'static str, options: Value| (class, options);
    let flatten = || layer("Flatten", json!({ "name": "f" }));
    let opened = |input: &[usize], layers: &[(&str, Value)], shape: &[usize]| {
        let (weights, note) = opened(config(input, layers), tensors(&[("weight", shape)]), None).unwrap();
        (weights[0].clone(), note.split("another way").count() > 1, note)
    };
    let permute = |dims: &[usize]| layer("Permute", json!({ "name": "p", "dims": dims }));
    let kept = [0.0, 1.0, 2.0, 3.0];
    // PyTorch's own order, and one that neither program has.
    let (rows, unclear, _) = opened(&[1, 2, 2], &[permute(&[3, 1, 2]), flatten(), dense("d", 1)], &[1, 4]);
    assert_eq!((&rows[..], unclear), (&kept[..], false));
    let (rows, unclear, note) = opened(&[2, 1, 2], &[permute(&[2, 1, 3]), flatten(), dense("d", 1)], &[1, 4]);
    assert_eq!((&rows[..], unclear), (&kept[..], true), "{note}");
    assert!(note.contains("PyTorch may order the values at \"p\" in another way"), "{note}");
    // PyTorch's input, turned for Keras.
    let (rows, unclear, _) = opened(&[2, 2, 1], &[permute(&[2, 3, 1]), flatten(), dense("d", 1)], &[1, 4]);
    assert_eq!((&rows[..], unclear), (&[0.0, 2.0, 1.0, 3.0][..], false));
    // Columns of a picture become steps, as for reading texts in pictures.
    let columns = layer("Reshape", json!({ "name": "r", "target_shape": [2, 4] }));
    let rnn = layer("Dense", json!({ "name": "d", "units": 1, "use_bias": false }));
    let (_, unclear, note) = opened(&[2, 2, 2], &[columns, rnn], &[1, 4]);
    assert!(unclear && note.contains("at \"r\""), "{note}");
    // Flattened and taken apart into another picture.
    let reshape = |shape: &[usize]| layer("Reshape", json!({ "name": "r", "target_shape": shape }));
    let conv = layer("Conv2D", json!({ "name": "c", "filters": 1, "kernel_size": 1, "use_bias": false }));
    let (_, unclear, _) = opened(&[2, 2, 2], &[flatten(), reshape(&[2, 2, 2]), conv.clone()], &[1, 2, 1, 1]);
    assert!(!unclear);
    let (_, unclear, note) = opened(&[2, 2, 2], &[flatten(), reshape(&[1, 2, 4]), conv], &[1, 4, 1, 1]);
    assert!(unclear && note.contains("at \"r\""), "{note}");
}

/// PyTorch's LayerNorm of a whole picture has weights of the shape (channels, height, width).
#[test]
fn a_normalization_of_whole_pictures_has_its_channels_moved() {
    let layers = [("LayerNormalization", json!({ "name": "n", "axis": [1, 2, 3] }))];
    let shape: &[usize] = &[2, 1, 3];
    let file = tensors(&[("weight", shape), ("bias", shape)]);
    let (weights, _) = opened(config(&[1, 3, 2], &layers), file, None).unwrap();
    assert_eq!(weights[0], [0.0, 3.0, 1.0, 4.0, 2.0, 5.0]);
}
