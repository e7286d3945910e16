//! The listings of `python/listings` run, and print what CPython with the real libraries printed.

use crate::common;

use std::fs;
use std::path::{Path, PathBuf};

use pupil_python::Outcome;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../python/listings")
}

fn source(name: &str) -> String {
    fs::read_to_string(folder().join(format!("{name}.py"))).unwrap()
}

/// What a program prints, its traceback if it fails, and whether each of its checks holds.
fn run(name: &str, source: String) -> (String, Option<String>, Vec<bool>) {
    let name = format!("{name}.py");
    common::with_stack(move || {
        let (mut vm, out, _) = common::interpreter_with(&common::files("data"));
        let globals = vm.new_globals("__main__");
        let traceback = match vm.run_source(&name, &source, &globals, false) {
            Outcome::Failed(_, traceback) => Some(traceback),
            _ => None,
        };
        let checks = source.lines().filter_map(|line| line.strip_prefix("# check: "));
        let checks = checks.map(|check| common::holds(&mut vm, &globals, check).unwrap_or(false)).collect();
        (out.take(), traceback, checks)
    })
}

#[test]
fn listings_run_and_print_what_the_real_libraries_print() {
    let names = common::scripts(&folder());
    for (prefix, count) in [("first-", 16), ("tutorial-", 5), ("course-", 40)] {
        let found = names.iter().filter(|name| name.starts_with(prefix)).count();
        assert!(found >= count, "listings are missing: {prefix}");
    }
    let only = std::env::var("GROUP").unwrap_or_default();
    let mut wrong = Vec::new();
    for name in names.iter().filter(|name| name.contains(&only)) {
        let source = source(name);
        let random = source.starts_with("# Random.");
        let (printed, traceback, checks) = run(name, source);
        if let Some(traceback) = traceback {
            wrong.push(format!("{name}: {traceback}"));
            continue;
        }
        if checks.contains(&false) {
            wrong.push(format!("{name}: its checks give {checks:?}"));
        }
        if random {
            continue;
        }
        let expected = common::folder("listings").join(format!("{name}.txt"));
        let expected =
            fs::read_to_string(expected).unwrap_or_else(|_| panic!("{name} has no expected output"));
        if printed != expected {
            let line = printed.lines().zip(expected.lines()).find(|(ours, theirs)| ours != theirs);
            wrong.push(format!("{name}: differs at {line:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), names.len(), wrong.join("\n"));
}

#[test]
fn the_first_steps_can_be_answered_wrongly() {
    for name in common::scripts(&folder()).iter().filter(|name| name.starts_with("first-")) {
        let source = source(name);
        assert!(source.contains("# answer") && source.contains("# check: "), "{name} asks nothing");
        let unanswered: String = source
            .lines()
            .filter(|line| !line.ends_with("# answer"))
            .map(|line| format!("{line}\n"))
            .collect();
        let (_, _, checks) = run(name, unanswered);
        assert!(checks.contains(&false), "{name}: its checks hold without an answer");
    }
}

#[test]
fn the_first_steps_are_the_same_program_in_both_languages() {
    let code = |name: &str| -> Vec<String> {
        source(name)
            .lines()
            .filter(|line| !line.starts_with("# ") || line.contains("check"))
            .map(String::from)
            .collect()
    };
    for number in 1..=8 {
        assert_eq!(code(&format!("first-{number}")), code(&format!("first-{number}.zh")));
    }
}
