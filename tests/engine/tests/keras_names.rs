//! `docs/reference/keras.md`: every name of Keras, and whether the engine supports it. The names come from Keras itself
//! (`tests/parity/names.json`), the answers from the engine, the counts from the fixtures. The test fails if the file
//! in the repository differs; `cargo xtask names` writes it again.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use pupil_core::activations::Activation;
use pupil_core::constraints::Constraint;
use pupil_core::initializers::Initializer;
use pupil_core::layers::{self, Entry};
use pupil_core::losses::Loss;
use pupil_core::metrics::Metric;
use pupil_core::optimizers::{Optimizer, Schedule};
use pupil_core::regularizers::Regularizer;
use pupil_core::training::CallbackConfig;
use pupil_formats::safetensors;
use serde_json::{Value, json};

const HEAD: &str = "# Keras, name by name

`cargo xtask names` makes this file. The names are those of Keras VERSION, and the engine itself says what it \
supports. \"Cases\" is the number of test cases computed by Keras itself ([tests/parity](../../tests/parity/README.md)) \
that use a name and that the engine replays within the tolerances. An unsupported name, or an option of the last \
column that is not at its default, is an error that names it.

Keras 3.15.1 itself has some oddities.

- If a row of an `Embedding` occurs several times in a batch, then on TensorFlow \
Keras squares its gradients one by one, so `Adam`, `RMSprop` and similar optimizers take other steps than with JAX or \
PyTorch; the engine takes the same steps as JAX, PyTorch and the formulas.
- Keras writes some losses without their options, such as `Huber` without `delta`: a model that is read from such a \
config trains with the default.
- A `MultiHeadAttention` takes the masks from its query, value and key. Later layers of attention find no mask there. \
The engine does the same. `tf.keras` 2 leaves the masks, so of masked steps its models may have other outputs.
- A recurrent layer that is given `initial_state` does not use the mask of its input. The engine does the same.
- In predictions `RandomCrop` leaves pictures as they are, against the shape that it states. Here it does what its \
documentation says: it cuts the middle out, and makes smaller pictures larger.

`AugMix`, `CutMix`, `Equalization`, `MixUp`, `RandAugment`, `RandomElasticTransform` and `RandomPerspective` change \
nothing in predictions, as in Keras. A model with one of them opens and predicts; its training is refused.

<!-- #region table -->
";

/// The end of what the page in Chinese includes.
const FOOT: &str = "
<!-- #endregion table -->
";

const OTHER_CALLBACKS: &str = "
Instead of `History`, `fit` returns a history. Instead of `CSVLogger`, `History::to_csv` (in JavaScript \
`historyToCSV`) writes the table. Instead of `LambdaCallback`, there are custom callbacks in Rust and JavaScript. \
Instead of `BackupAndRestore`, a file of `ModelCheckpoint` with the optimizer's state continues a training. For \
`TensorBoard`, `callbacks.tensorBoard` in JavaScript and `pupil_formats::events` in Rust write event files. Python has \
all of these under Keras's names.
";

/// A group of names: its key, its title, how the engine reads one of its names with options, and how a case proves one.
type Group = (&'static str, &'static str, Read, Shown);
type Read = fn(&str, Value) -> Result<(), String>;

/// How a case proves a name.
#[derive(Clone, Copy)]
enum Shown {
    /// The case has an object of this class.
    Class,
    /// The case has the name as a text.
    Word,
    /// The case has this loss, under any of its names.
    Loss,
    Metric,
    /// Random numbers are not compared with Keras's; the engine's own tests check their distribution.
    Not,
}

fn object(class: &str, config: Value) -> Value {
    json!({ "class_name": class, "config": config })
}

fn text<T>(result: pupil_core::Result<T>) -> Result<(), String> {
    result.map(|_| ()).map_err(|error| error.to_string())
}

const GROUPS: [Group; 10] = [
    (
        "layers",
        "Layers",
        |class, config| {
            let mut options = layers::example(class).unwrap();
            options.extend(config.as_object().unwrap().clone());
            if class == "InputLayer" {
                return Ok(());
            }
            text(Entry::from_config(class, &options))
        },
        Shown::Class,
    ),
    ("activations", "Activations", |name, _| text(Activation::from_name(name)), Shown::Word),
    ("losses", "Losses", |class, config| text(Loss::from_config(&object(class, config))), Shown::Loss),
    ("metrics", "Metrics", |class, config| text(Metric::from_config(&object(class, config))), Shown::Metric),
    (
        "optimizers",
        "Optimizers",
        |class, config| text(Optimizer::from_config(&object(class, config))),
        Shown::Class,
    ),
    (
        "schedules",
        "Learning-rate schedules",
        |class, config| text(Schedule::from_config(&object(class, config))),
        Shown::Class,
    ),
    (
        "initializers",
        "Initializers",
        |class, config| text(Initializer::from_config(&object(class, config))),
        Shown::Not,
    ),
    (
        "regularizers",
        "Regularizers",
        |class, config| text(Regularizer::from_config(&object(class, config))),
        Shown::Class,
    ),
    (
        "constraints",
        "Constraints",
        |class, config| text(Constraint::from_config(&object(class, config))),
        Shown::Class,
    ),
    (
        "callbacks",
        "Callbacks",
        |class, config| text(CallbackConfig::from_config(&object(class, config))),
        Shown::Class,
    ),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The descriptions of the fixtures that replay.
fn cases() -> Vec<Value> {
    let folder = root().join("tests/parity");
    let pending = fs::read_to_string(folder.join("pending.txt")).unwrap();
    let pending: BTreeSet<&str> = pending.lines().collect();
    let mut cases = Vec::new();
    for entry in fs::read_dir(folder.join("fixtures")).unwrap() {
        let path = entry.unwrap().path();
        if !pending.contains(path.file_stem().unwrap().to_str().unwrap()) {
            let file = fs::read(path).unwrap();
            let (_, metadata) = safetensors::read(&file).unwrap();
            cases.push(serde_json::from_str(metadata["case"].as_str().unwrap()).unwrap());
        }
    }
    cases
}

/// True if a case proves a name.
fn shows(case: &Value, shown: Shown, name: &str) -> bool {
    let same_loss = |value: &Value| match (Loss::from_config(value), Loss::from_name(name)) {
        (Ok(a), Ok(b)) => a.name() == b.name(),
        _ => false,
    };
    match shown {
        Shown::Class => anywhere(case, &|key, text| {
            key == "class_name" && text == name
                || key.ends_with("regularizer") && text == pupil_core::config::base_name(name)
        }),
        // Keras writes some activations under another name: swish as silu.
        Shown::Word => {
            let same = Activation::from_name(name).map(|activation| activation.name());
            anywhere(case, &|_, text| same.as_ref().is_ok_and(|same| *same == text))
        }
        Shown::Loss => same_loss(&case["loss"]),
        Shown::Metric => ["metrics", "weighted_metrics"].iter().any(|key| {
            let metrics = case[*key].as_array().into_iter().flatten();
            metrics.into_iter().any(|value| match Metric::from_config(value) {
                Ok((metric, _)) if !metric.class().is_empty() => metric.class() == name,
                _ => same_loss(value),
            })
        }),
        Shown::Not => false,
    }
}

/// True if a text anywhere in the value passes, with its key.
fn anywhere(value: &Value, passes: &dyn Fn(&str, &str) -> bool) -> bool {
    match value {
        Value::Array(list) => list.iter().any(|value| anywhere(value, passes)),
        Value::Object(map) => map.iter().any(|(key, value)| match value {
            Value::String(text) => passes(key, text),
            value => anywhere(value, passes),
        }),
        _ => false,
    }
}

/// True if the engine knows a class: then the error is about options, not about an unknown class.
fn known(read: Read, name: &str) -> bool {
    read(name, json!({})).err().is_none_or(|error| !error.contains(&format!("\"{name}\" is not supported")))
}

/// True if an option is refused, whatever its value. A supported option refuses this value only because it is wrong.
fn refuses(read: Read, name: &str, option: &str) -> bool {
    let Err(error) = read(name, json!({ option: { "no": "such value" } })) else { return false };
    error.contains(&format!("\"{option}\""))
        && (error.contains("is not known") || error.contains("supported") && error.contains("only"))
}

fn document() -> String {
    let names: Value =
        serde_json::from_str(&fs::read_to_string(root().join("tests/parity/names.json")).unwrap()).unwrap();
    let cases = cases();
    let mut out = HEAD.replace("VERSION", names["keras"].as_str().unwrap());
    for (key, title, read, shown) in GROUPS {
        let all: Vec<(&str, Vec<&str>)> = match &names[key] {
            Value::Object(map) => map
                .iter()
                .map(|(name, options)| {
                    let options = options.as_array().unwrap().iter().filter_map(Value::as_str);
                    (name.as_str(), options.collect())
                })
                .collect(),
            list => {
                list.as_array().unwrap().iter().map(|name| (name.as_str().unwrap(), Vec::new())).collect()
            }
        };
        let (supported, missing): (Vec<_>, Vec<_>) = all.into_iter().partition(|(name, _)| known(read, name));
        let _ = write!(out, "\n## {title}\n\n| {title} | Cases | Options refused |\n|---|---:|---|\n");
        for (name, options) in supported {
            let count = cases.iter().filter(|case| shows(case, shown, name)).count();
            let count = if matches!(shown, Shown::Not) { "-".into() } else { count.to_string() };
            let refused: Vec<String> = (options.iter())
                .filter(|option| refuses(read, name, option))
                .map(|option| format!("`{option}`"))
                .collect();
            let _ = writeln!(out, "| `{name}` | {count} | {} |", refused.join(", "));
        }
        if !missing.is_empty() {
            let missing: Vec<String> = missing.iter().map(|(name, _)| format!("`{name}`")).collect();
            let _ = write!(out, "\nNot supported: {}.\n", missing.join(", "));
        }
        if key == "callbacks" {
            out += OTHER_CALLBACKS;
        }
    }
    out += FOOT;
    out
}

#[test]
fn the_table_of_names_matches_the_engine() {
    let path = root().join("docs/reference/keras.md");
    let made = document();
    if std::env::var_os("PUPIL_WRITE_DOCS").is_some() {
        fs::write(&path, &made).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    for (line, (made, written)) in made.lines().zip(written.lines()).enumerate() {
        assert_eq!(made, written, "docs/reference/keras.md line {}: run `cargo xtask names`", line + 1);
    }
    assert_eq!(
        made.lines().count(),
        written.lines().count(),
        "docs/reference/keras.md: run `cargo xtask names`"
    );
}
