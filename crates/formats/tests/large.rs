//! Files with very many members. A look-up that goes through all members for each member would take minutes here, and in
//! HDF5 files more steps than a file may take.

use pupil_formats::hdf5::{File, NewGroup, Numbers, Value as Attribute};
use pupil_formats::zip::{Archive, write};
use pupil_formats::{Source, contents, open, open_all};
use serde_json::{Value, json};

/// A zip archive with any number of stored members (APPNOTE.TXT, 4.3.14: Zip64).
fn zip64(members: &[(String, Vec<u8>)]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    let mut sums: std::collections::HashMap<&[u8], Vec<u8>> = std::collections::HashMap::new();
    for (name, bytes) in members {
        let at = out.len() as u32;
        // The fields that both headers have are those of an archive with one member.
        let common = sums.entry(bytes).or_insert_with(|| write(&[("", bytes)]).unwrap()[4..26].to_vec());
        let length = (name.len() as u32).to_le_bytes();
        let fields = [&common[..22], &length].concat();
        out.extend([b"PK\x03\x04", &fields[..], name.as_bytes(), bytes].concat());
        directory.extend(
            [b"PK\x01\x02\x14\0", &fields[..], &[0; 10], &at.to_le_bytes(), name.as_bytes()].concat(),
        );
    }
    let (count, size, at) = (members.len() as u64, directory.len() as u64, out.len() as u64);
    let end = at + size;
    out.extend(directory);
    out.extend(b"PK\x06\x06");
    out.extend(44u64.to_le_bytes());
    out.extend([45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    [count, count, size, at].iter().for_each(|number| out.extend(number.to_le_bytes()));
    out.extend(b"PK\x06\x07\0\0\0\0");
    out.extend(end.to_le_bytes());
    out.extend(1u32.to_le_bytes());
    out.extend(b"PK\x05\x06\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\0\0");
    out
}

fn layer(class: &str, options: Value) -> Value {
    json!({ "module": "keras.layers", "class_name": class, "config": options })
}

fn sequential(layers: Vec<Value>) -> Value {
    json!({ "module": "keras", "class_name": "Sequential", "registered_name": null,
        "config": { "name": "m", "layers": layers } })
}

#[test]
fn an_archive_may_have_very_many_members() {
    let mut members: Vec<(String, Vec<u8>)> =
        (0..200_000).map(|number| (format!("texts/{number}.txt"), b"text".to_vec())).collect();
    let config = sequential(vec![
        layer("InputLayer", json!({ "batch_shape": [null, 1], "name": "x" })),
        layer("Dense", json!({ "name": "dense", "units": 1, "use_bias": false })),
    ]);
    // The weights are in many files, and all of them have to be found.
    let paths: Vec<String> = (0..4000).map(|number| format!("shard{number}")).collect();
    let weights = json!([{ "paths": paths, "weights": [
        { "name": "dense/kernel", "shape": [1, 1], "dtype": "float32" }] }]);
    let manifest = json!({ "modelTopology": { "model_config": config }, "weightsManifest": weights });
    members.extend(paths.iter().enumerate().map(|(at, path)| {
        (format!("model/{path}"), if at == 3999 { 2.5f32.to_le_bytes().to_vec() } else { Vec::new() })
    }));
    members.push(("model/model.json".into(), manifest.to_string().into_bytes()));
    let file = zip64(&members);
    let bundle = open(&file).unwrap();
    assert_eq!(bundle.weights[0].to_f32(), [2.5]);

    // Members of one name are told apart by their places.
    let twice = zip64(&[("a".into(), b"1".to_vec()), ("a".into(), b"2".to_vec())]);
    let zip = Archive::open(&twice).unwrap();
    assert_eq!(
        (&*zip.at(0).unwrap(), &*zip.at(1).unwrap(), &*zip.get("a").unwrap()),
        (&b"1"[..], &b"2"[..], &b"1"[..])
    );
    assert!(zip.at(2).is_err());
}

#[test]
fn a_group_may_have_very_many_members() {
    const LAYERS: usize = 10_000;
    let names: Vec<String> = (0..LAYERS).map(|number| format!("dense_{number}")).collect();
    let mut layers = vec![layer("InputLayer", json!({ "batch_shape": [null, 1], "name": "x" }))];
    layers.extend(
        names.iter().map(|name| layer("Dense", json!({ "name": name, "units": 1, "use_bias": false }))),
    );
    let config = sequential(layers);
    // As Keras 2 has it: each layer is looked up in the group by its name.
    let mut root = NewGroup::new();
    root.attribute("model_config", Attribute::Text(config.to_string()));
    let group = root.group("model_weights").unwrap();
    for (part, names) in names.chunks(1000).enumerate() {
        group.attribute(&format!("layer_names{part}"), Attribute::Texts(names.to_vec()));
    }
    for (number, name) in names.iter().enumerate() {
        let of_layer = group.group(name).unwrap();
        of_layer.attribute("weight_names", Attribute::Texts(vec!["kernel:0".into()]));
        of_layer.dataset("kernel:0", &[1, 1], Numbers::F32(vec![number as f32].into())).unwrap();
    }
    let file = root.write().unwrap();
    let found = contents(&[Source { name: String::new(), bytes: file.into() }]).unwrap();
    assert_eq!(found.weights.len(), LAYERS);
    assert!(found.weights.iter().enumerate().all(|(at, layer)| layer.tensors[0].to_f32() == [at as f32]));

    // As Keras 3 has it: the groups are numbered by their classes.
    let mut root = NewGroup::new();
    for number in 0..LAYERS {
        let path =
            if number == 0 { "layers/dense/vars/0".into() } else { format!("layers/dense_{number}/vars/0") };
        root.dataset(&path, &[1, 1], Numbers::F32(vec![number as f32].into())).unwrap();
    }
    let weights = root.write().unwrap();
    let source = |name: &str, bytes: Vec<u8>| Source { name: name.into(), bytes: bytes.into() };
    let files = [source("config.json", config.to_string().into_bytes()), source("w.h5", weights)];
    let found = contents(&files).unwrap();
    assert!(found.weights.iter().enumerate().all(|(at, layer)| layer.tensors[0].to_f32() == [at as f32]));
    assert_eq!(found.weights.len(), LAYERS);
}

#[test]
fn very_many_links_end_in_an_error() {
    let mut root = NewGroup::new();
    for number in 0..200_000 {
        root.dataset(&format!("layers/{number:06}"), &[], Numbers::F32(vec![0.0].into())).unwrap();
    }
    let file = root.write().unwrap();
    let group = File::open(&file).unwrap();
    let layers = group.root().unwrap().group("layers").unwrap().unwrap();
    assert_eq!(layers.names().count(), 200_000);
    assert!(layers.get("123456").unwrap().is_some() && layers.get("x").unwrap().is_none());
    let config = sequential(vec![
        layer("InputLayer", json!({ "batch_shape": [null, 1], "name": "x" })),
        layer("Dense", json!({ "name": "dense", "units": 1 })),
    ]);
    let source = |name: &str, bytes: Vec<u8>| Source { name: name.into(), bytes: bytes.into() };
    let files = [source("config.json", config.to_string().into_bytes()), source("w.h5", file)];
    let error = open_all(&files).unwrap_err().to_string();
    assert!(error.contains("too many members") || error.contains("too often"), "{error}");
}
