//! The files beside a model are read for every kind of model.

use std::path::PathBuf;

use pupil_formats::{SaveFormat, Source, open, open_all, open_without_onnx, save, save_without_onnx};

fn file(name: &str) -> Vec<u8> {
    std::fs::read(PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/formats")).join(name))
        .unwrap()
}

#[test]
fn labels_and_scalers_come_along_with_models_of_all_kinds() {
    let keras = file("keras/k3-cnn.keras");
    let written = |format| {
        let mut own = open(&keras).unwrap();
        own.metadata = vec![("classes".into(), "[\"x\"]".into()), ("mine".into(), "kept".into())];
        save(own, format).unwrap()
    };
    for (kind, model) in [
        ("Keras", keras.clone()),
        ("TensorFlow.js", written(SaveFormat::Tfjs)),
        ("ONNX", written(SaveFormat::Onnx)),
        ("safetensors", written(SaveFormat::Safetensors)),
    ] {
        // A packed folder within a list is one level too many, so its files are given one by one.
        let mut files: Vec<(String, Vec<u8>)> = match kind {
            "TensorFlow.js" => {
                let zip = pupil_formats::zip::Archive::open(&model).unwrap();
                zip.names().map(|name| (name.to_string(), zip.get(name).unwrap().into_owned())).collect()
            }
            _ => vec![("model".into(), model)],
        };
        files.insert(0, ("folder/labels.txt".into(), b"0 cat\n1 dog\n".to_vec()));
        files.push(("scaler.pkl".into(), file("pickles/standard-joblib.pkl")));
        files.push(("evil.pkl".into(), file("pickles/evil.pkl")));
        files.push(("README.md".into(), b"about".to_vec()));
        let files: Vec<Source<'_>> =
            files.into_iter().map(|(name, bytes)| Source { name, bytes: bytes.into() }).collect();
        let bundle = open_all(&files).unwrap();
        let text = |name: &str| -> Vec<&str> {
            let found = bundle.metadata.iter().filter(|(known, _)| known == name);
            found.map(|(_, text)| text.as_str()).collect()
        };
        assert_eq!(text("classes"), [r#"["cat","dog"]"#], "{kind}");
        assert!(text("scaler")[0].contains("StandardScaler"), "{kind}");
        assert!(kind != "safetensors" || text("mine") == ["kept"]);
        let [note] = &bundle.notes[..] else { panic!("{kind}: {:?}", bundle.notes) };
        assert!(
            note.contains("\"evil.pkl\" was not read") && note.contains("posix.system"),
            "{kind}: {note}"
        );
    }
}

#[test]
fn without_onnx_all_other_models_are_written_and_read() {
    let model = || open(&file("keras/k3-cnn.keras")).unwrap();
    let read = |bytes: Vec<u8>| open_without_onnx(&[Source { name: "model".into(), bytes: bytes.into() }]);
    for format in [SaveFormat::Safetensors, SaveFormat::Keras, SaveFormat::Hdf5, SaveFormat::Tfjs] {
        let own = read(save_without_onnx(model(), format).unwrap()).unwrap();
        assert_eq!(own.weights, model().weights, "{format:?}");
        assert_eq!(own.network.to_config(), model().network.to_config(), "{format:?}");
    }
    let error = save_without_onnx(model(), SaveFormat::Onnx).unwrap_err().to_string();
    assert!(error.contains("ONNX files are not written here"), "{error}");
    let error = read(save(model(), SaveFormat::Onnx).unwrap()).map(|_| ()).unwrap_err().to_string();
    assert!(error.contains("ONNX"), "{error}");
}

/// Names of files that lie beside a model, and that are not read, are in the notes; pictures, texts and hidden files are not.
#[test]
fn files_beside_a_model_that_are_not_read_are_named() {
    let source = |name: &str, bytes: &[u8]| Source { name: name.into(), bytes: bytes.to_vec().into() };
    let config = || source("config.json", &file("keras/k3-cnn.config.json"));
    let notes = |model: Source<'static>| {
        let files = [
            model,
            config(),
            source("other.json", b"{\"a\": 1}"),
            source("broken.json", b"{"),
            source("data.npy", b"\x93NUMPY\x01\0"),
            source("data.gz", b"\x1f\x8b\x08\0"),
            source("a.bin", b"\x01\x02"),
            source("picture.png", b"\x89PNG"),
            source("README.md", b"text"),
            source("train.py", b"import keras"),
            source(".DS_Store", b"\0\0\0\x01Bud1"),
            source("pt.safetensors", &file("pytorch/mlp.safetensors")),
        ];
        open_all(&files).unwrap().notes
    };
    let own = save(open(&file("keras/k3-cnn.keras")).unwrap(), SaveFormat::Safetensors).unwrap();
    for model in [source("model.keras", &file("keras/k3-cnn.keras")), source("model.safetensors", &own)] {
        let name = model.name.clone();
        let notes = notes(model);
        for unread in
            ["config.json", "other.json", "broken.json", "data.npy", "data.gz", "a.bin", "pt.safetensors"]
        {
            let start = format!("\"{unread}\" was not read: ");
            assert_eq!(notes.iter().filter(|note| note.starts_with(&start)).count(), 1, "{name}: {notes:?}");
        }
        assert_eq!(notes.len(), 7, "{name}: {notes:?}");
    }
    // Two configs, or two files of weights, say nothing about which belongs to the model.
    let error = open_all(&[config(), Source { name: "b.json".into(), ..config() }]).unwrap_err().to_string();
    assert!(
        error.contains("\"config.json\" and \"b.json\" are of the same kind; open one at a time"),
        "{error}"
    );
}
