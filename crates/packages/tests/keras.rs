//! The scripts of `tests/python/keras` print what real Keras printed, up to the rounding of a training.

mod common;

use std::fs;

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

/// A text's words, with brackets and commas as words of their own.
fn words(text: &str) -> Vec<String> {
    let mut spaced = String::new();
    for character in text.chars() {
        if "[](){},".contains(character) {
            spaced.extend([' ', character, ' ']);
        } else {
            spaced.push(character);
        }
    }
    spaced.split_whitespace().map(str::to_owned).collect()
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

#[test]
fn scripts_print_what_keras_prints() {
    let folder = common::folder("keras");
    let mut names: Vec<String> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "py"))
        .map(|path| path.file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    names.sort();
    assert!(names.len() >= 30, "scripts are missing");
    let mut wrong = Vec::new();
    for name in &names {
        let source = fs::read_to_string(folder.join(format!("{name}.py"))).unwrap();
        let expected = fs::read_to_string(folder.join(format!("{name}.txt"))).unwrap();
        let (printed, traceback) = run(name, source);
        if let Some(traceback) = traceback {
            wrong.push(format!("{name}: {traceback}"));
            continue;
        }
        let (ours, theirs) = (words(&printed), words(&expected));
        let first = ours.iter().zip(&theirs).position(|(a, b)| !agree(a, b));
        if first.is_some() || ours.len() != theirs.len() {
            let at = first.unwrap_or(ours.len().min(theirs.len()));
            let near = |words: &[String]| words[at.saturating_sub(5)..(at + 5).min(words.len())].join(" ");
            wrong.push(format!("{name}: prints \"{}\", Keras \"{}\"", near(&ours), near(&theirs)));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), names.len(), wrong.join("\n"));
}

#[test]
fn every_option_of_the_engine_is_a_parameter_of_keras() {
    let source = "
import _pupil
from keras import _signatures
# Keras takes the last two through **kwargs.
common = {'name', 'trainable', 'dtype', 'activity_regularizer', 'zero_output_for_mask', 'rms_scaling'}
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
