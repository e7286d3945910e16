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
