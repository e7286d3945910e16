//! Programs print what CPython prints. `tests/python/generate_programs.py` wrote the outputs.

use crate::common;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What a thread of a browser's worker has at most.
const STACK: usize = 2 << 20;
const LIMIT: Duration = Duration::from_secs(60);

#[test]
fn programs_print_what_cpython_prints() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/python/programs");
    let only = std::env::var("PROGRAM").unwrap_or_default();
    let mut names: Vec<PathBuf> = fs::read_dir(&folder)
        .expect("tests/python/programs is there")
        .map(|entry| entry.expect("the folder can be read").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "py"))
        .filter(|path| path.to_string_lossy().contains(&only))
        .collect();
    names.sort();
    let mut wrong = Vec::new();
    for path in &names {
        let text = fs::read_to_string(path).expect("the program can be read");
        let expected = fs::read_to_string(path.with_extension("out")).expect("the program has an output");
        let name = path.file_name().expect("it has a name").to_string_lossy().into_owned();
        let printed = common::output_in_stack(&name, &text, STACK, LIMIT);
        if printed != expected {
            let difference = printed.lines().zip(expected.lines()).find(|(a, b)| a != b);
            let (got, wanted) = difference.unwrap_or((
                printed.lines().nth(expected.lines().count()).unwrap_or("(ended)"),
                expected.lines().nth(printed.lines().count()).unwrap_or("(ended)"),
            ));
            wrong.push(format!("{name}\n    printed {got:?}\n    CPython {wanted:?}"));
            if !only.is_empty() {
                println!("{printed}");
            }
        }
    }
    println!("{} of {} programs print what CPython prints", names.len() - wrong.len(), names.len());
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}
