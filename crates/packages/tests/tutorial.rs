//! The listings of the tutorial, which lie outside of the repository, end as they end with Keras: with the same value or
//! the same error. The variable `PUPIL_TUTORIAL` names their folder.

use crate::common;

use std::fs;
use std::path::{Path, PathBuf};

use pupil_python::Outcome;

fn folder() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/tutorial");
    let folder = std::env::var_os("PUPIL_TUTORIAL").map_or_else(beside, PathBuf::from);
    let found = folder.is_dir();
    if !found {
        println!("skipped: there is no folder {}", folder.display());
    }
    found.then_some(folder)
}

/// What a listing prints, and its exception if it fails.
fn run(file: &str, change: impl Fn(String) -> String) -> Option<(String, String)> {
    let source = change(fs::read_to_string(folder()?.join(file)).unwrap());
    let name = file.to_owned();
    Some(common::with_stack(move || {
        let (mut vm, out, _) = common::interpreter_with(&common::files("data"));
        let globals = vm.new_globals("__main__");
        let end = match vm.run_source(&name, &source, &globals, false) {
            Outcome::Failed(raised, _) => {
                let (class, text) = (vm.class_name(&raised), vm.str(&raised).unwrap_or_default());
                format!("{class}: {text}")
            }
            _ => String::new(),
        };
        (out.take(), end)
    }))
}

#[test]
fn linear_regression_gives_its_values() {
    let Some((printed, end)) = run("1_linear_regression.py", |source| source) else { return };
    assert_eq!((printed.as_str(), end.as_str()), ("预测值: [1. 2. 3.]\n", ""));
}

#[test]
fn logistic_regression_lacks_the_sigmoid() {
    let Some((_, end)) = run("2_logistic_regression.py", |source| source) else { return };
    assert_eq!(end, "NameError: name 'sigmoid' is not defined");
}

#[test]
fn a_tensor_is_no_layer() {
    let Some((_, end)) = run("3_cnn.py", |source| source) else { return };
    assert!(
        end.starts_with("ValueError: Only instances of `keras.Layer` can be added to a Sequential model."),
        "{end}"
    );
}

#[test]
fn cats_and_dogs_train() {
    // One epoch of the ten: the engine's tests show that it learns.
    let change = |source: String| {
        source.replace("epochs=10", "epochs=1, steps_per_epoch=1") + "\nprint(model.count_params())\n"
    };
    let Some((printed, end)) = run("4_cats_dogs.py", change) else { return };
    assert_eq!(end, "");
    assert!(printed.starts_with("Found 60 images belonging to 2 classes.\nEpoch 1/1\n"), "{printed}");
    assert!(printed.ends_with("19034177\n"), "{printed}");
}

#[test]
fn labels_must_be_an_array() {
    let Some((_, end)) = run("5_sentiment.py", |source| source) else { return };
    assert!(end.starts_with("ValueError: Unrecognized data type: x=[["), "{end}");
    let mended = |source: String| {
        source.replace(
            "model.fit(padded_sequences, labels",
            "import numpy as np\nmodel.fit(padded_sequences, np.array(labels)",
        ) + "\nprint(model.history.history['accuracy'][-1])\n"
    };
    let Some((printed, end)) = run("5_sentiment.py", mended) else { return };
    assert_eq!(end, "");
    assert!(printed.contains("Epoch 10/10"), "{printed}");
}
