//! The scripts of `tests/python/keras` print what real Keras printed, up to the rounding of a training.

use crate::common;

use std::fs;
use std::path::Path;

use pupil_python::Outcome;

/// Numbers may differ by this factor, and by this much where they are small: Adam divides by the size of gradients,
/// which makes rounding visible, and Keras computes its correction of the step in 32 bits.
const RELATIVE: f64 = 1e-3;
const ABSOLUTE: f64 = 3e-4;

/// What a script prints, and its traceback if it fails.
fn run(name: &str, source: String) -> (String, Option<String>) {
    let name = format!("{name}.py");
    common::with_stack(move || {
        let (mut vm, out, _) = common::interpreter();
        let globals = vm.new_globals("__main__");
        let traceback = match vm.run_source(&name, &source, &globals, false) {
            Outcome::Failed(_, traceback) => Some(traceback),
            _ => None,
        };
        (out.take(), traceback)
    })
}

/// A text's words, with brackets and commas as words of their own, and without how long something took.
fn words(text: &str) -> Vec<String> {
    let timeless = |word: &str| {
        let seconds = word.strip_suffix('s').is_some_and(|number| number.parse::<u32>().is_ok());
        if seconds || word.ends_with("s/step") { "time".to_owned() } else { word.to_owned() }
    };
    let mut spaced = String::new();
    for character in text.chars() {
        if "[](){},".contains(character) {
            spaced.extend([' ', character, ' ']);
        } else {
            spaced.push(character);
        }
    }
    spaced.split_whitespace().map(timeless).collect()
}

fn agree(ours: &str, theirs: &str) -> bool {
    if ours == theirs {
        return true;
    }
    match (ours.parse::<f64>(), theirs.parse::<f64>()) {
        // Whole numbers are counts.
        (Ok(a), Ok(b)) if theirs.contains(['.', 'e']) => (a - b).abs() <= ABSOLUTE + RELATIVE * b.abs(),
        _ => false,
    }
}

/// The names of the scripts in a folder. The variable `GROUP` takes some of them.
fn scripts(folder: &Path) -> Vec<String> {
    let mut names = common::scripts(folder);
    let only = std::env::var("GROUP").unwrap_or_default();
    names.retain(|name| name.contains(&only));
    names
}

/// A script's source and what Keras printed.
fn script(folder: &Path, name: &str) -> (String, String) {
    let read = |ending: &str| fs::read_to_string(folder.join(format!("{name}.{ending}")));
    (read("py").unwrap(), read("txt").unwrap_or_else(|_| panic!("{name} has no output of Keras")))
}

/// How what a script prints differs from what Keras printed.
fn difference(printed: &str, expected: &str, same: impl Fn(&str, &str) -> bool) -> Option<String> {
    let (ours, theirs) = (words(printed), words(expected));
    let first = ours.iter().zip(&theirs).position(|(a, b)| !same(a, b));
    if first.is_none() && ours.len() == theirs.len() {
        return None;
    }
    let at = first.unwrap_or(ours.len().min(theirs.len()));
    let near =
        |words: &[String]| words[at.saturating_sub(5).min(words.len())..(at + 5).min(words.len())].join(" ");
    Some(format!("prints \"{}\", Keras \"{}\"", near(&ours), near(&theirs)))
}

#[test]
fn scripts_print_what_keras_prints() {
    let folder = common::folder("keras");
    let names = scripts(&folder);
    let pending = common::pending(include_str!("keras_pending.txt"));
    assert!(names.len() >= 40 || std::env::var("GROUP").is_ok(), "scripts are missing");
    let mut wrong = Vec::new();
    for name in &names {
        let (source, expected) = script(&folder, name);
        let (printed, traceback) = run(name, source);
        let failure = traceback.or_else(|| difference(&printed, &expected, agree));
        match (failure, pending.contains(&name.as_str())) {
            (Some(failure), false) => wrong.push(format!("{name}: {failure}")),
            (None, true) => wrong.push(format!("{name} is right now; take it out of keras_pending.txt")),
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), names.len(), wrong.join("\n"));
}

/// The number in the line that begins with a text.
fn number_after(text: &str, start: &str) -> Option<f64> {
    let line = text.lines().find(|line| line.starts_with(start))?;
    line.rsplit(' ').next()?.parse().ok()
}

#[test]
fn scripts_with_random_starts_print_the_same_form_and_learn() {
    let folder = common::folder("keras_seeded");
    let names = scripts(&folder);
    assert!(names.len() >= 20 || std::env::var("GROUP").is_ok(), "scripts are missing");
    let mut wrong = Vec::new();
    for name in &names {
        let (source, expected) = script(&folder, name);
        let bound = source.lines().last().unwrap().trim_start_matches("# ").to_owned();
        let (printed, traceback) = run(name, source);
        if let Some(traceback) = traceback {
            wrong.push(format!("{name}: {traceback}"));
            continue;
        }
        let number = |word: &str| word.trim_end_matches([':', 's']).parse::<f64>().is_ok();
        let form = |ours: &str, theirs: &str| ours == theirs || number(ours) && number(theirs);
        if let Some(difference) = difference(&printed, &expected, form) {
            wrong.push(format!("{name}: {difference}"));
        }
        let parts: Vec<&str> = bound.split(' ').collect();
        let [first, second, sign, limit] = parts[..] else { panic!("{name}: \"{bound}\" is no bound") };
        let limit: f64 = limit.parse().unwrap();
        for (who, text) in [("it", &printed), ("Keras", &expected)] {
            let value = number_after(text, &format!("{first} {second}")).unwrap_or(f64::NAN);
            let kept = if sign == ">=" { value >= limit } else { value <= limit };
            if !kept {
                wrong.push(format!("{name}: {who} has {value}, not {bound}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), names.len(), wrong.join("\n"));
}

#[test]
fn every_option_of_the_engine_is_a_parameter_of_keras() {
    let source = "
import _pupil
from keras import _signatures
# Keras takes the last three through **kwargs.
common = {'name', 'trainable', 'dtype', 'activity_regularizer', 'zero_output_for_mask', 'rms_scaling', 'unroll'}
for name, options in _pupil.defaults().items():
    if name == 'InputLayer':
        continue
    known = {word.rstrip('=') for word in _signatures.layers[name].split()} | common
    unknown = [option for option in options if option not in known]
    if unknown:
        print(name, unknown)
";
    assert_eq!(run("options", source.into()), (String::new(), None));
}

#[test]
fn calls_on_arrays_with_training_compute_as_in_training() {
    let source = "
import keras
import numpy as np
from keras import layers

x = np.random.rand(2, 16, 16, 3).astype('float32')
augment = keras.Sequential([layers.RandomFlip('horizontal'), layers.RandomRotation(0.1)])
a, b = np.asarray(augment(x, training=True)), np.asarray(augment(x, training=True))
assert a.shape == x.shape and abs(a - x).max() > 0.01 and abs(a - b).max() > 0.01
assert abs(np.asarray(augment(x)) - x).max() < 1e-6

dropout = layers.Dropout(0.5)
ones = np.ones((1, 100))
keras.utils.set_random_seed(3)
first = np.asarray(dropout(ones, training=True))
assert set(first.ravel().tolist()) == {0.0, 2.0}
keras.utils.set_random_seed(3)
assert (np.asarray(dropout(ones, training=True)) == first).all()
assert (np.asarray(dropout(ones)) == 1).all()

z = np.random.rand(100, 4) * 5
norm = layers.BatchNormalization()
out = np.asarray(norm(z, training=True))
assert abs(out.mean(0)).max() < 1e-5 and abs(out.std(0) - 1).max() < 1e-2
moving = norm.get_weights()[2]
assert abs(moving - 0.01 * z.mean(0)).max() < 1e-5, moving

model = keras.Sequential([keras.Input((4,)), layers.Dense(3, kernel_regularizer='l2'), layers.Dropout(0.5), layers.Dense(2)])
before = model.get_weights()
assert abs(np.asarray(model(z, training=True)) - np.asarray(model(z))).max() > 1e-3
assert all((p == q).all() for p, q in zip(before, model.get_weights()))
model.compile(loss='mse')
model.fit(z, z[:, :2], verbose=0)

start = keras.Input((4,))
hidden = layers.Dense(3)(start)
two = keras.Model(start, [layers.Dropout(0.3)(hidden), hidden])
assert [tuple(part.shape) for part in two(z, training=True)] == [(100, 3), (100, 3)]

class Own(layers.Layer):
    def __init__(self):
        super().__init__()
        self.drop = layers.Dropout(0.5)
    def call(self, x, training=False):
        return self.drop(x, training=training)

for layer in (Own(), keras.Sequential([Own()]), layers.LSTM(3, dropout=0.5)):
    given = z.reshape(20, 5, 4)
    a, b = np.asarray(layer(given, training=True)), np.asarray(layer(given, training=True))
    assert abs(a - b).max() > 1e-3, layer
    assert (np.asarray(layer(given)) == np.asarray(layer(given))).all()
print(layers.Dropout(0.1).name)
";
    assert_eq!(run("training", source.into()), ("dropout_5\n".to_owned(), None));
}
