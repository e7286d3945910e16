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
        "abs(kernel[0, 0] / std[0] - 2.21) < 0.1 and round(float(model.evaluate(scaled, prices, verbose=0)[1]), 1) == 0.7 \
         and r2(test) > r2(train) > 0.95 and [round(float(v), 2) for v in w] == [34.47, 2.33, 4.94] \
         and round(float(np.corrcoef(size, rooms)[0, 1]), 2) == 0.87 \
         and [round(float(v), 2) for v in kernel[:, 0] / std] == [2.21, 10.57]",
    ),
    (
        "tutorial/logistic-regression",
        "losses[-1] < 0.3 and np.mean((p > 0.5) == passed) > 0.85 \
         and passed[p > 0.8].mean() > precision and (p > 0.8)[passed == 1].mean() < recall",
    ),
    ("tutorial/convolution", "model.evaluate(x_test, y_test, verbose=0)[1] > 0.85 and len(wrong) > 0"),
    (
        "tutorial/cats-and-dogs",
        "history.history['accuracy'][-1] > 0.8 and abs(history.history['val_accuracy'][-1] - 0.92) < 0.1 \
         and float(keras.ops.max(keras.ops.abs(changed - pictures[:1]))) > 50 \
         and float(keras.ops.max(keras.ops.abs(augment(pictures[:1]) - pictures[:1]))) < 1e-3 \
         and x.shape == (48, 1280) and accuracy > 0.8",
    ),
    (
        "tutorial/words",
        "not test['text'].isin(train['text']).any() and abs(history.history['val_accuracy'][0] - 0.75) < 0.05 \
         and model.evaluate(x_test, y_test, verbose=0)[1] > 0.99 \
         and abs(mean.evaluate(x_test, y_test, verbose=0)[1] - 0.7) < 0.05 \
         and deep.evaluate(x_test, y_test, verbose=0)[1] > 0.99 \
         and abs(order_mean.evaluate(x[1600:], y[1600:], verbose=0)[1] - 0.5) < 0.01 \
         and order_lstm.evaluate(x[1600:], y[1600:], verbose=0)[1] > 0.99 \
         and trial(at_random) < 0.5 and trial(in_groups) > 0.5",
    ),
];

/// What a page and the teacher's notes say about experiments that readers make, as a program that runs after
/// the page's cells.
const EXPERIMENTS: [(&str, &str); 6] = [
    (
        "tutorial/learning",
        r"
def descend(rate, w, b):
    for step in range(1001):
        error = model(km, w, b) - paid
        w, b = w - rate * np.mean(2 * error * km), b - rate * np.mean(2 * error)
    return w, b
assert loss(*descend(0.02, 0.0, 0.0)) < 0.02 and not loss(*descend(0.03, 0.0, 0.0)) < 1e9
far = descend(0.01, 10.0, -10.0)
assert [round(float(v), 2) for v in far] == [2.07, 2.55] and round(float(loss(*far)), 2) == 0.06
assert loss(*descend(0.02, 10.0, -10.0)) < 0.06
",
    ),
    (
        "tutorial/logistic-regression",
        r"
counts = [[int(np.sum((p > t)[passed == truth])) for truth in (1, 0)] for t in (0.2, 0.5, 0.8)]
assert counts == [[49, 14], [46, 4], [37, 2]] and np.sum(passed) == 50
",
    ),
    (
        "tutorial/cats-and-dogs",
        r"
keras.utils.set_random_seed(3)
fresh = [type(layer).from_config(layer.get_config()) for layer in model.layers]
varied = keras.Sequential([keras.Input((48, 48, 3)), augment, *fresh])
varied.compile(optimizer='adam', loss='binary_crossentropy', metrics=['accuracy'])
values = varied.fit(train, epochs=40, validation_data=validation, verbose=0).history['val_accuracy']
assert values[14] < 0.9 and values[39] > 0.9
",
    ),
    (
        "tutorial/linear-regression",
        r"
w, b = np.zeros(2), 0.0
for step in range(50):
    error = features @ w + b - prices
    w -= 0.1 * 2 * features.T @ error / len(prices)
    b -= 0.1 * 2 * error.mean()
assert not np.isfinite(np.mean(error ** 2))

more = np.column_stack([np.ones(9), np.vstack([features, [30, 1]])])
y = np.append(prices, 400)
weights = np.linalg.solve(more.T @ more, more.T @ y)
assert [round(float(weight), 2) for weight in weights] == [195.94, -0.86, 61.66]
error = np.abs(more @ weights - y)
assert [round(float(e)) for e in (error[:8].min(), error[:8].max(), error[8])] == [9, 74, 168]
assert [round(float(e)) for e in (error[8] ** 2, (error[:8] ** 2).sum())] == [28323, 20959]
assert round(float(np.corrcoef(features.T)[0, 1]), 2) == 0.97
",
    ),
    (
        "tutorial/convolution",
        r"
keras.utils.set_random_seed(7)
dense = keras.Sequential([
    keras.Input((28, 28, 1)),
    layers.Flatten(),
    layers.Dense(64, activation='relu'),
    layers.Dense(10, activation='softmax'),
])
dense.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
dense.fit(x_train, y_train, epochs=4, batch_size=64, validation_split=0.1, verbose=0)
assert (dense.count_params(), model.count_params()) == (50890, 56714)
assert abs(dense.evaluate(x_test, y_test, verbose=0)[1] - 0.82) < 0.03
assert abs(model.evaluate(x_test, y_test, verbose=0)[1] - 0.90) < 0.03
",
    ),
    (
        "tutorial/words",
        r"
hidden = [layers.Dense(64, activation='relu') for _ in range(3)]
deeper = train_with(x[:1600], y[:1600], layers.GlobalAveragePooling1D(), *hidden)
assert abs(deeper.evaluate(x[1600:], y[1600:], verbose=0)[1] - 0.5) < 0.01
",
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
        let photos = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/photos.safetensors");
        files.push(("photos.safetensors".into(), fs::read(photos).unwrap()));
        let (mut vm, ..) = common::interpreter_with(&files);
        let globals = vm.new_globals("__main__");
        for (at, cell) in cells(&page).iter().enumerate() {
            if let Outcome::Failed(_, traceback) = vm.run_source("cell", cell, &globals, true) {
                return Err(format!("{page}, cell {}: {traceback}", at + 1));
            }
        }
        if let Some((_, claim)) = CLAIMS.iter().find(|(claimed, _)| page.ends_with(claimed)) {
            match common::holds(&mut vm, &globals, claim) {
                Ok(true) => {}
                Ok(false) => return Err(format!("{page}: not true after its cells: {claim}")),
                Err(traceback) => return Err(format!("{page}, {claim}: {traceback}")),
            }
        }
        if let Some((_, program)) = EXPERIMENTS.iter().find(|(claimed, _)| page.ends_with(claimed))
            && let Outcome::Failed(_, traceback) = vm.run_source("experiment", program, &globals, true)
        {
            return Err(format!("{page}, experiment: {traceback}"));
        }
        Ok(())
    })
}

fn all_run(folders: &[&str], count: usize) {
    let pages: Vec<String> =
        folders.iter().flat_map(|folder| pages(folder)).filter(|page| !cells(page).is_empty()).collect();
    assert!(pages.len() >= count, "pages with cells are missing: {pages:?}");
    for (claimed, _) in CLAIMS.iter().chain(&EXPERIMENTS) {
        assert!(pages.iter().any(|page| page.ends_with(claimed)), "no page with cells is called {claimed}");
    }
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
