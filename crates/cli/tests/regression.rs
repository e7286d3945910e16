//! `pupil train|evaluate|predict regression`, run as a command.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn pupil(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_pupil")).args(arguments).output().unwrap()
}

fn said(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    text
}

fn refused(arguments: &[&str]) -> String {
    let output = pupil(arguments);
    assert!(!output.status.success());
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A temporary folder with a table: y is 2 a - b + 1, and 3 more where kind is x; `sign` says whether a > 5.
fn folder(name: &str) -> (PathBuf, String) {
    let folder = std::env::temp_dir().join(format!("pupil-regression-{name}-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let mut text = String::from("a;b;kind;sign;y\n");
    for row in 0..50 {
        let (a, b, kind) = (row * 7 % 11, row * 5 % 13, if row % 3 == 0 { "x" } else { "z" });
        let y = 2 * a - b + 1 + if kind == "x" { 3 } else { 0 };
        let shown = if row == 4 { "NA".to_string() } else { a.to_string() };
        text += &format!("{shown};{b};{kind};{};{y}\n", if a + row % 2 > 5 { "up" } else { "down" });
    }
    let path = folder.join("made.csv");
    fs::write(&path, text).unwrap();
    (folder, path.display().to_string())
}

fn text(path: &Path) -> String {
    path.display().to_string()
}

#[test]
fn a_number_is_learned_measured_and_predicted() {
    let (folder, data) = folder("number");
    let (model, plot) = (text(&folder.join("model.json")), text(&folder.join("plot.svg")));
    let features = ["--target", "y", "--features", "a,b,kind", "--drop-first", "--out", &model];
    let train = [&["train", "regression", "--data", &data][..], &features, &["--plot", &plot]].concat();
    let out = said(&pupil(&train));
    assert!(out.contains("made.csv: 50 rows, 5 columns") && out.contains("25%"), "{out}");
    assert!(out.contains("39 rows to train on, 10 to test with; 1 of 50 left out"), "{out}");
    assert!(
        out.contains("kind_z") && out.contains("-3.000") && out.contains("test: 10 rows, R2 1.0000"),
        "{out}"
    );
    assert!(fs::read_to_string(&plot).unwrap().contains("<circle"));

    let out = said(&pupil(&["evaluate", "regression", &model, "--data", &data]));
    assert!(out.contains("49 of 50 rows") && out.contains("R2 1.0000"), "{out}");
    let out = said(&pupil(&["predict", "regression", &model, "--data", &data]));
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!((lines.len(), lines[0], lines[5]), (51, "row,y", "5,"), "the row with a gap has none");
    let first: f64 = lines[1].strip_prefix("1,").unwrap().parse().unwrap();
    assert!((first - 4.0).abs() < 1e-9, "{first}");
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn classes_are_learned_and_dependent_columns_are_warned_about() {
    let (folder, data) = folder("classes");
    let (model, plot) = (text(&folder.join("model.json")), text(&folder.join("plot.svg")));
    let options =
        ["--target", "sign", "--features", "a,b", "--missing", "mean", "--standardize", "--out", &model];
    let train = [&["train", "regression", "--data", &data][..], &options, &["--plot", &plot]].concat();
    let out = said(&pupil(&train));
    assert!(out.contains("0 = down, 1 = up") && out.contains("AUC") && out.contains("% right"), "{out}");
    assert!(fs::read_to_string(&plot).unwrap().contains("ROC of sign"));
    let out = said(&pupil(&["predict", "regression", &model, "--data", &data]));
    assert!(out.starts_with("row,sign,p(down),p(up)\n1,down,"), "{out}");

    let twins = folder.join("twins.csv");
    fs::write(&twins, "p,q,y\n1,2,3\n2,3,5\n3,4,7\n4,5,9\n").unwrap();
    let twins = text(&twins);
    let train = ["train", "regression", "--data", &twins, "--target", "y", "--test", "0", "--out", &model];
    let out = said(&pupil(&train));
    assert!(
        out.contains("warning: \"q\" follows from \"p\"")
            || out.contains("warning: \"p\" follows from \"q\""),
        "{out}"
    );
    let weight = |name: &str| {
        let line = out.lines().find(|line| line.starts_with(name) && line.split_whitespace().count() == 2);
        let number = line.and_then(|line| line.split_whitespace().last()).unwrap_or("none");
        number.parse::<f64>().unwrap_or(f64::NAN)
    };
    assert!((weight("p ") - 1.0).abs() < 1e-4 && (weight("q ") - 1.0).abs() < 1e-4, "{out}");
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn errors_name_what_is_wrong() {
    let (folder, data) = folder("wrong");
    let model = text(&folder.join("model.json"));
    let train =
        |more: &[&str]| refused(&[&["train", "regression", "--data", &data, "--out", &model], more].concat());
    assert!(
        train(&["--target", "z"])
            .contains("made.csv: there is no column \"z\"; columns: a, b, kind, sign, y")
    );
    assert!(
        train(&["--target", "kind", "--kind", "linear"])
            .contains("row 1, column \"kind\" is \"x\"; expected a number")
    );
    assert!(train(&["--target", "y", "--test", "1"]).contains("test part is 1;"));
    let broken = folder.join("broken.json");
    fs::write(&broken, "{\"format\":\"other\"}").unwrap();
    let error = refused(&["predict", "regression", &text(&broken), "--data", &data]);
    assert!(error.contains("broken.json: not a regression model"), "{error}");
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn files_are_read_as_they_are_written_and_say_so() {
    let (folder, _) = folder("dialect");
    let rows = (0..30).map(|row| format!("{},5;{},25\n", row, 8 * row));
    let text_of = format!("größe;preis\n{}", rows.collect::<String>());
    let path = folder.join("german.csv");
    // Windows-1252, as Excel writes it.
    let bytes: Vec<u8> = text_of.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    fs::write(&path, bytes).unwrap();
    let (data, model) = (text(&path), text(&folder.join("german.json")));
    let train = ["train", "regression", "--data", &data, "--target", "preis", "--out", &model];
    let output = pupil(&train);
    let out = said(&output);
    assert!(out.contains("größe") && out.contains("8.000"), "{out}");
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        told.contains("german.csv is read with: encoding windows-1252, fields between \";\", decimal comma"),
        "{told}"
    );
    let wrong = refused(&[&train[..], &["--encoding", "utf-8"]].concat());
    assert!(wrong.contains("german.csv: it is not UTF-8; give its encoding with --encoding"), "{wrong}");
    let wrong = refused(&[&train[..], &["--encoding", "klingon"]].concat());
    assert!(wrong.contains("--encoding is klingon; expected a name such as"), "{wrong}");
    let wrong = refused(&[&train[..], &["--decimal", "point", "--kind", "linear"]].concat());
    assert!(wrong.contains("preis") && wrong.contains("a number"), "{wrong}");
}
