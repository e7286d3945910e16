//! The Python cells of the documentation run, and what its text says about their results holds.

use crate::common;

use std::fs;
use std::path::{Path, PathBuf};

use pupil_python::Outcome;

/// What a page's text says about its cells, as an expression that is true after them.
const CLAIMS: [(&str, &str); 7] = [
    ("tutorial/python", "homes.isna().sum().sum() == 0 and (x @ weights + bias).shape == (3, 1)"),
    ("tutorial/learning", "abs(weights[0, 0] - 2) < 0.1 and abs(bias[0] - 3) < 0.5 and loss(w, b) < 0.05"),
    (
        "tutorial/linear-regression",
        "abs(kernel[0, 0] / spread[0] - 2.21) < 0.1 and round(float(model.evaluate(scaled, prices, verbose=0)[1]), 1) == 0.7 \
         and r2(test) > 0.95",
    ),
    ("tutorial/logistic-regression", "losses[-1] < 0.3 and np.mean((p > 0.5) == passed) > 0.85"),
    ("tutorial/convolution", "model.evaluate(x_test, y_test, verbose=0)[1] > 0.85 and len(wrong) > 0"),
    ("tutorial/cats-and-dogs", "history.history['accuracy'][-1] > 0.8"),
    (
        "tutorial/words",
        "model.evaluate(x_test, y_test, verbose=0)[1] > 0.95 and bag.evaluate(x_test, y_test, verbose=0)[1] < 0.8 \
         and trial(by_chance) < 0.5 and trial(in_blocks) > 0.5",
    ),
];

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs")
}

/// The pages in a folder, as paths without the ending.
fn pages(folder: &str) -> Vec<String> {
    common::names(&docs().join(folder), "md").into_iter().map(|name| format!("{folder}/{name}")).collect()
}

/// The cells of a page.
fn cells(page: &str) -> Vec<String> {
    let text = fs::read_to_string(docs().join(format!("{page}.md"))).unwrap();
    let mut cells = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line.starts_with("```python cell") {
            let code: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            cells.push(code.join("\n"));
        }
    }
    cells
}

/// Runs the cells of a page one after the other, as a visitor does.
fn run(page: String) -> Result<(), String> {
    common::with_stack(move || {
        let mut files = common::files("data");
        let reviews = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web/data/reviews.tsv");
        files.push(("reviews.tsv".into(), fs::read(reviews).unwrap()));
        let (mut vm, ..) = common::interpreter_with(&files);
        let globals = vm.new_globals("__main__");
        for (at, cell) in cells(&page).iter().enumerate() {
            if let Outcome::Failed(_, traceback) = vm.run_source("cell", cell, &globals, true) {
                return Err(format!("{page}, cell {}: {traceback}", at + 1));
            }
        }
        let Some((_, claim)) = CLAIMS.iter().find(|(claimed, _)| page.ends_with(claimed)) else {
            return Ok(());
        };
        match common::holds(&mut vm, &globals, claim) {
            Ok(true) => Ok(()),
            Ok(false) => Err(format!("{page}: not true after its cells: {claim}")),
            Err(traceback) => Err(format!("{page}, {claim}: {traceback}")),
        }
    })
}

fn all_run(folders: &[&str], count: usize) {
    let pages: Vec<String> =
        folders.iter().flat_map(|folder| pages(folder)).filter(|page| !cells(page).is_empty()).collect();
    assert!(pages.len() >= count, "pages with cells are missing: {pages:?}");
    let wrong: Vec<String> = pages.into_iter().filter_map(|page| run(page).err()).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_cells_of_the_documentation_run_and_its_text_is_right() {
    all_run(&["tutorial", "guide"], 10);
}

#[test]
fn the_cells_of_the_documentation_in_chinese_run_and_its_text_is_right() {
    all_run(&["zh/tutorial", "zh/guide"], 10);
}
