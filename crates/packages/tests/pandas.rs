//! Expressions give what the real pandas gives: printed forms and errors. `tests/python/pandas/generate.py` wrote them.

use pupil_python::{Files, Host, Outcome, Stream, Vm};
use serde_json::Value as Json;

/// Files in memory, and no terminal.
#[derive(Default)]
struct Quiet(Files);

impl Host for Quiet {
    fn write(&mut self, _: Stream, _: &str) {}

    fn time(&mut self) -> f64 {
        0.0
    }

    fn sleep(&mut self, _: f64) {}

    fn read_file(&mut self, path: &str) -> Option<Vec<u8>> {
        self.0.read(path).map(<[u8]>::to_vec)
    }

    fn write_file(&mut self, path: &str, bytes: &[u8]) -> bool {
        self.0.write(path, bytes)
    }

    fn list_folder(&mut self, path: &str) -> Option<Vec<String>> {
        self.0.list(path)
    }
}

/// What differs between the interpreter's result and pandas', if anything does.
fn difference(vm: &mut Vm, record: &Json) -> Option<String> {
    let source = record["source"].as_str().unwrap().replace("; ", "\n");
    let globals = vm.new_globals("__main__");
    let prepare = "import numpy as np\nimport pandas as pd\npd.reset_option('all')";
    if let Outcome::Failed(_, traceback) = vm.run_source("cell", prepare, &globals, false) {
        return Some(traceback);
    }
    let value = match (vm.run_source("cell", &source, &globals, true), record.get("error")) {
        (Outcome::Done(value), None) => value,
        (Outcome::Done(value), Some(expected)) => {
            let shown = vm.repr(&value).unwrap_or_default();
            return Some(format!("got {shown}\n  not {}: {}", expected[0], expected[1]));
        }
        (Outcome::Failed(raised, traceback), expected) => {
            let (class, text) = (vm.class_name(&raised), vm.str(&raised).unwrap_or_default());
            // A message names the class with its module.
            let class = class.rsplit('.').next().unwrap_or_default();
            let same = expected.is_some_and(|expected| {
                class == expected[0] && expected[1].as_str().is_none_or(|expected| text == expected)
            });
            let expected = expected.map_or(record["repr"].to_string(), Json::to_string);
            return (!same).then(|| format!("raised {traceback}\n  not {expected}"));
        }
        (Outcome::Exit(_), _) => return Some("it exits".into()),
    };
    let expected = record["repr"].as_str().unwrap();
    let shown = match vm.repr(&value) {
        Ok(shown) => shown,
        Err(raised) => {
            let text = vm.str(&pupil_python::Value::Object(raised.0)).unwrap_or_default();
            return Some(format!("repr fails: {text}\n  not\n{expected}"));
        }
    };
    if shown != expected {
        return Some(format!("got\n{shown}\n  not\n{expected}"));
    }
    let expected = record.get("str").map_or(expected, |text| text.as_str().unwrap());
    let text = vm.str(&value).unwrap_or_default();
    (text != expected).then(|| format!("str is\n{text}\n  not\n{expected}"))
}

fn replay() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/python/pandas/expressions.json");
    let records: Json = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let group = std::env::var("GROUP").unwrap_or_default();
    let mut vm = Vm::new(Box::new(Quiet::default()));
    pupil_packages::install(&mut vm);
    let pending: Vec<&str> = include_str!("pandas_pending.txt")
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect();
    let (mut count, mut failures, mut solved, mut waiting) = (0, Vec::new(), Vec::new(), 0);
    for record in records.as_array().unwrap() {
        if !record["group"].as_str().unwrap().contains(&group) {
            continue;
        }
        count += 1;
        let source = record["source"].as_str().unwrap();
        match (difference(&mut vm, record), pending.contains(&source)) {
            (Some(text), false) => {
                failures.push(format!("[{}] {source}\n  {text}", record["group"].as_str().unwrap()))
            }
            (None, true) => solved.push(source),
            (Some(_), true) => waiting += 1,
            (None, false) => {}
        }
    }
    println!("{} of {count} expressions give what pandas gives", count - failures.len() - waiting);
    assert!(count > 0, "no group has this name");
    assert!(
        failures.is_empty(),
        "{} of {count} expressions differ:\n{}",
        failures.len(),
        failures.join("\n")
    );
    assert!(
        solved.is_empty(),
        "these expressions are right now; take them out of pandas_pending.txt: {solved:#?}"
    );
}

/// Runs a test on a thread with more stack than a test's own, which the interpreter needs.
fn with_stack(test: fn()) {
    let run = std::thread::Builder::new().stack_size(64 << 20).spawn(test).unwrap();
    if let Err(panic) = run.join() {
        std::panic::resume_unwind(panic);
    }
}

#[test]
fn expressions_give_what_pandas_gives() {
    with_stack(replay);
}

/// What this pandas does not have, and a part of the error that says so.
const REFUSED: &[(&str, &str, &str)] = &[
    ("pd.to_datetime('2020-01-01')", "NotImplementedError", "no dates and times"),
    ("pd.date_range('2020', periods=3)", "NotImplementedError", "no dates and times"),
    ("pd.read_excel('x.xlsx')", "NotImplementedError", "no pd.read_excel"),
    ("pd.read_csv('x.csv', parse_dates=['d'])", "NotImplementedError", "no dates"),
    ("pd.read_csv('https://a.b/c.csv')", "NotImplementedError", "cannot download"),
    ("pd.read_csv('x.csv', chunksize=2)", "NotImplementedError", "'chunksize'"),
    ("pd.Series([1]).astype('datetime64[ns]')", "NotImplementedError", "datetime64[ns]"),
    ("pd.DataFrame({'a': [1]}).resample('D')", "AttributeError", "does not have DataFrame.resample"),
    ("pd.Series([1]).dt", "AttributeError", "does not have Series.dt"),
];

fn refuse() {
    let mut vm = Vm::new(Box::new(Quiet::default()));
    pupil_packages::install(&mut vm);
    for (source, class, part) in REFUSED {
        let globals = vm.new_globals("__main__");
        match vm.run_source("cell", &format!("import pandas as pd\n{source}"), &globals, true) {
            Outcome::Failed(raised, _) => {
                assert_eq!(vm.class_name(&raised), *class, "{source}");
                let text = vm.str(&raised).unwrap_or_default();
                assert!(text.contains(part), "{source}: {text}");
            }
            _ => panic!("{source} is not refused"),
        }
    }
}

#[test]
fn what_is_not_there_is_refused_plainly() {
    with_stack(refuse);
}
