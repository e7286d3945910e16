//! Expressions give what the real pandas gives: printed forms and errors. `tests/python/pandas/generate.py` wrote them.

use crate::common;

use std::fs;

use pupil_python::{Outcome, Vm};
use serde_json::Value as Json;

/// What differs between the interpreter's result and pandas', if anything does.
fn difference(vm: &mut Vm, record: &Json) -> Option<String> {
    let globals = vm.new_globals("__main__");
    let prepare = "import numpy as np\nimport pandas as pd\npd.reset_option('all')";
    if let Outcome::Failed(_, traceback) = vm.run_source("cell", prepare, &globals, false) {
        return Some(traceback);
    }
    let value = match common::value(vm, &globals, record) {
        Ok(value) => value,
        Err(difference) => return difference,
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

#[test]
fn expressions_give_what_pandas_gives() {
    common::with_stack(|| {
        let (mut vm, ..) = common::interpreter();
        let pending = include_str!("pandas_pending.txt");
        common::replay("pandas", pending, |record| difference(&mut vm, record));
    });
}

/// Programs as first courses have them print what they print with the real pandas.
fn courses() {
    let text = fs::read_to_string(common::folder("pandas").join("courses.json")).unwrap();
    let recorded: Json = serde_json::from_str(&text).unwrap();
    let before = recorded["before"].as_str().unwrap();
    let programs = recorded["programs"].as_array().unwrap();
    assert!(programs.len() >= 40);
    let (mut vm, printed, _) = common::interpreter();
    let mut wrong = Vec::new();
    for program in programs {
        let (name, source) = (program["name"].as_str().unwrap(), program["source"].as_str().unwrap());
        let globals = vm.new_globals("__main__");
        let reset = "import pandas as pd\npd.reset_option('all')\n";
        let outcome = vm.run_source(name, &format!("{reset}{before}{source}"), &globals, false);
        let ours = printed.take();
        let expected = program["printed"].as_str().unwrap();
        if let Outcome::Failed(_, traceback) = outcome {
            wrong.push(format!("{name}: {traceback}"));
        } else if ours != expected {
            let line = ours.lines().zip(expected.lines()).find(|(ours, theirs)| ours != theirs);
            wrong.push(format!("{name}: differs at {line:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), programs.len(), wrong.join("\n"));
}

#[test]
fn programs_of_courses_print_what_they_print_with_pandas() {
    common::with_stack(courses);
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

#[test]
fn what_is_not_there_is_refused_plainly() {
    common::with_stack(|| common::refused("import pandas as pd", REFUSED));
}
