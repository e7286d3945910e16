//! Tables.

use js_sys::{Array, Float64Array, Object, Uint32Array};
use pupil_core::config::snake_case;
use pupil_core::{Error, Result};
use pupil_data::linear::TableModel;
use pupil_data::table::{
    self, Column, CsvOptions, Decimal, Missing, Part, PrepareOptions, Standardize, Targets, Task, Values,
};
use pupil_values::{Failure, config, error, member, structured};
use serde::Serialize;
use serde_json::{Value, json};
use wasm_bindgen::prelude::*;

/// The likely encoding of a text, by a name that `TextDecoder` knows.
#[wasm_bindgen(js_name = guessEncoding)]
pub fn guess_encoding(bytes: &[u8]) -> String {
    table::guess_encoding(bytes).into()
}

/// A table of typed columns.
#[wasm_bindgen]
pub struct Table(table::Table);

/// A column's name and type, its missing values, and cells that do not fit its type.
fn about(column: &Column) -> Value {
    let stray = column.stray.as_ref();
    json!({
        "name": column.name,
        "kind": column.kind().name(),
        "missing": column.count_missing(),
        "stray": stray.map(|stray| json!({ "count": stray.count, "row": stray.row, "value": stray.value })),
    })
}

/// A result as a plain JavaScript object.
pub(crate) fn written(value: &impl Serialize) -> Result<JsValue, Failure> {
    // In JSON, numbers that are not finite are null.
    let value = serde_json::to_value(value).map_err(|e| Failure::new(&e.to_string()))?;
    structured(&value)
}

/// A part as `{ rows, x, y }`; class labels are `y`, too.
fn part(part: &Part) -> JsValue {
    let object = Object::new();
    let rows: Vec<u32> = part.rows.iter().map(|&row| row as u32).collect();
    member(&object, "rows", &Uint32Array::from(rows.as_slice()));
    let x: Vec<f64> = part.x.iter().copied().collect();
    member(&object, "x", &Float64Array::from(x.as_slice()));
    let y = match &part.y {
        Targets::Numbers(numbers) => numbers.clone(),
        Targets::Labels(labels) => labels.iter().map(|&label| label as f64).collect(),
    };
    member(&object, "y", &Float64Array::from(y.as_slice()));
    object.into()
}

#[wasm_bindgen]
impl Table {
    /// From a CSV file in UTF-8. How it is written is detected where it is not given; `decimal` is "." or ",".
    #[wasm_bindgen(constructor)]
    pub fn new(
        name: &str,
        bytes: &[u8],
        delimiter: Option<String>,
        header: Option<bool>,
        decimal: Option<String>,
    ) -> Result<Table, Failure> {
        let delimiter = match delimiter.as_deref().map(|text| (text, text.chars().collect::<Vec<_>>())) {
            None => None,
            Some((_, characters)) if characters.len() == 1 => characters.first().copied(),
            Some((text, _)) => {
                return Err(Failure::new(&format!("{name}: the delimiter \"{text}\" is not one character")));
            }
        };
        let decimal = match decimal.as_deref() {
            None => None,
            Some(".") => Some(Decimal::Point),
            Some(",") => Some(Decimal::Comma),
            Some(other) => {
                return Err(Failure::new(&format!(
                    "{name}: decimal is \"{other}\"; expected \".\" or \",\""
                )));
            }
        };
        let options = CsvOptions { delimiter, header, decimal };
        table::Table::from_csv(name, bytes, &options).map(Self).map_err(error)
    }

    /// How the file was read: `delimiter`, `header`, `decimal`.
    pub fn dialect(&self) -> Result<JsValue, Failure> {
        let object = Object::new();
        if let Some(dialect) = self.0.dialect() {
            member(&object, "delimiter", &dialect.delimiter.to_string().into());
            member(&object, "header", &dialect.header.into());
            let decimal = if dialect.decimal == Decimal::Comma { "," } else { "." };
            member(&object, "decimal", &decimal.into());
        }
        Ok(object.into())
    }

    /// The number of rows.
    #[wasm_bindgen(getter)]
    pub fn rows(&self) -> usize {
        self.0.rows()
    }

    /// For each column `name`, `kind`, `missing`, `stray`.
    pub fn columns(&self) -> Result<JsValue, Failure> {
        structured(&self.0.columns().iter().map(about).collect::<Value>())
    }

    /// The cells of some rows; missing ones are null.
    pub fn cells(&self, start: usize, count: usize) -> Result<JsValue, Failure> {
        let end = start.saturating_add(count).min(self.0.rows());
        let row = |row: usize| -> Value {
            let cell = |column: &Column| match &column.values {
                Values::Number(values) => json!(values[row]),
                Values::Boolean(values) => json!(values[row]),
                Values::Category { .. } => json!(column.text(row)),
            };
            self.0.columns().iter().map(cell).collect()
        };
        structured(&(start.min(end)..end).map(row).collect::<Value>())
    }

    /// What pandas's `describe()` says about each column.
    pub fn describe(&self) -> Result<JsValue, Failure> {
        written(&self.0.describe())
    }

    /// The counts of a column's values.
    pub fn histogram(&self, column: &str, bins: usize) -> Result<JsValue, Failure> {
        let histogram = self.0.column(column).and_then(|column| column.histogram(bins)).map_err(error)?;
        written(&histogram)
    }

    /// A column: numbers (a missing one is NaN), or a list of booleans or strings (a missing one is null).
    pub fn values(&self, column: &str) -> Result<JsValue, Failure> {
        let column = self.0.column(column).map_err(error)?;
        Ok(match &column.values {
            Values::Number(values) => Float64Array::from(values.as_slice()).into(),
            Values::Boolean(values) => values
                .iter()
                .map(|value| value.map_or(JsValue::NULL, JsValue::from))
                .collect::<Array>()
                .into(),
            Values::Category { codes, categories } => {
                let names: Vec<JsValue> = categories.iter().map(JsValue::from).collect();
                codes
                    .iter()
                    .map(|code| code.map_or(JsValue::NULL, |at| names[at].clone()))
                    .collect::<Array>()
                    .into()
            }
        })
    }

    /// Features and targets: `{ about, train, test }`. The parts are `{ rows, x, y }`; `about` has `preparation`,
    /// `names`, `classes`, `dropped`, `skipped`.
    pub fn prepare(&self, options: JsValue) -> Result<JsValue, Failure> {
        let options = prepare_options(&config("prepare", options)?).map_err(error)?;
        let prepared = self.0.prepare(&options).map_err(error)?;
        let about = json!({
            "preparation": prepared.preparation,
            "names": prepared.preparation.names(),
            "classes": prepared.preparation.target.classes,
            "dropped": prepared.dropped,
            "skipped": prepared.skipped,
        });
        let object = Object::new();
        member(&object, "about", &structured(&about)?);
        member(&object, "train", &part(&prepared.train));
        member(&object, "test", &part(&prepared.test));
        Ok(object.into())
    }

    /// The predictions of a model's file for the rows that have all values: `{ rows, values, classes }`. `values` has a
    /// number for each row, or a probability for each row and class; `classes` is null for numbers.
    pub fn predict(&self, name: &str, model: &str) -> Result<JsValue, Failure> {
        let model = TableModel::from_json(name, model).map_err(error)?;
        let (rows, values) = model.predict_table(&self.0).map_err(error)?;
        let object = Object::new();
        let rows: Vec<u32> = rows.iter().map(|&row| row as u32).collect();
        member(&object, "rows", &Uint32Array::from(rows.as_slice()));
        member(&object, "values", &Float64Array::from(values.concat().as_slice()));
        let classes = model
            .preparation
            .target
            .classes
            .map(|classes| classes.into_iter().map(JsValue::from).collect::<Array>());
        member(&object, "classes", &classes.map_or(JsValue::NULL, JsValue::from));
        Ok(object.into())
    }
}

/// The names in a list of strings.
fn names(value: &Value) -> Option<Vec<String>> {
    value.as_array()?.iter().map(|name| name.as_str().map(String::from)).collect()
}

fn prepare_options(value: &Value) -> Result<PrepareOptions> {
    const NAMES: &str = "target, features, missing, standardize, dropFirst, task, testSize, seed";
    let mut options = PrepareOptions::new("");
    for (key, value) in value.as_object().into_iter().flatten() {
        let wrong =
            |expected: &str| Error::invalid(format!("prepare: {key} is {value}; expected {expected}"));
        let name = || value.as_str().ok_or_else(|| wrong("a name"));
        match snake_case(key).as_str() {
            "target" => options.target = name()?.into(),
            "features" => options.features = Some(names(value).ok_or_else(|| wrong("a list of names"))?),
            "missing" => options.missing = Missing::from_name(name()?)?,
            "standardize" => {
                options.standardize = match value.as_bool() {
                    Some(all) => Standardize::All(all),
                    None => Standardize::Columns(
                        names(value).ok_or_else(|| wrong("true, false or a list of names"))?,
                    ),
                };
            }
            "drop_first" => options.drop_first = value.as_bool().ok_or_else(|| wrong("true or false"))?,
            "task" => options.task = Some(Task::from_name(name()?)?),
            "test_size" => options.test_size = value.as_f64().ok_or_else(|| wrong("a number"))?,
            "seed" => {
                options.seed = value.as_u64().ok_or_else(|| wrong("a whole number of at least 0"))?;
            }
            _ => return Err(Error::unsupported("option of prepare", key, NAMES)),
        }
    }
    if options.target.is_empty() {
        return Err(Error::invalid("prepare: target is missing; expected the name of the column to predict"));
    }
    Ok(options)
}
