//! Reads models from their JSON, by hand: the readers that serde derives would add 20 KB gzip to what browsers load.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde_json::Value;

use super::estimator::Estimator;
use super::{Dependence, LinearModel, LogisticModel};
use crate::table::{Encoding, Feature, Preparation, Target};
use pupil_core::error::{Error, Result};

/// A value in a file.
#[derive(Clone, Copy)]
pub(super) struct JsonPlace<'a> {
    file: &'a str,
    /// The value's name, for errors.
    name: &'a str,
    value: &'a Value,
}

impl<'a> JsonPlace<'a> {
    pub fn new(file: &'a str, value: &'a Value) -> Self {
        Self { file, name: "the model", value }
    }

    fn wrong(&self, expected: &str) -> Error {
        let found = match self.value {
            Value::Null => "missing".to_string(),
            Value::Array(_) => "a list".to_string(),
            Value::Object(_) => "an object".to_string(),
            value => format!("is {value}"),
        };
        let message = format!("not a regression model: {} {found}; expected {expected}", self.name);
        Error::format(self.file, message)
    }

    /// A member; a missing one is null.
    pub fn member(&self, name: &'a str) -> Self {
        Self { name, value: self.value.get(name).unwrap_or(&Value::Null), ..*self }
    }

    /// A member that may be missing or null.
    fn maybe<T>(&self, name: &'a str, read: impl FnOnce(&Self) -> Result<T>) -> Result<Option<T>> {
        let member = self.member(name);
        if member.value.is_null() { Ok(None) } else { read(&member).map(Some) }
    }

    pub fn text(&self) -> Result<String> {
        self.value.as_str().map(String::from).ok_or_else(|| self.wrong("a text"))
    }

    fn number(&self) -> Result<f64> {
        self.value.as_f64().ok_or_else(|| self.wrong("a number"))
    }

    pub fn count(&self) -> Result<usize> {
        self.value.as_u64().map(|count| count as usize).ok_or_else(|| self.wrong("a whole number"))
    }

    fn flag(&self) -> Result<bool> {
        self.value.as_bool().ok_or_else(|| self.wrong("true or false"))
    }

    fn list<T>(&self, read: impl Fn(&Self) -> Result<T>) -> Result<Vec<T>> {
        let values = self.value.as_array().ok_or_else(|| self.wrong("a list"))?;
        let mut out = Vec::with_capacity(values.len());
        for value in values {
            out.push(read(&Self { value, ..*self })?);
        }
        Ok(out)
    }
}

fn feature(place: &JsonPlace<'_>) -> Result<Feature> {
    let encoding = place.member("encoding");
    let read = if let Some(place) = encoding.maybe("number", |place| Ok(*place))? {
        Encoding::Number {
            fill: place.maybe("fill", JsonPlace::number)?,
            mean: place.member("mean").number()?,
            scale: place.member("scale").number()?,
        }
    } else if let Some(place) = encoding.maybe("boolean", |place| Ok(*place))? {
        Encoding::Boolean { fill: place.maybe("fill", JsonPlace::flag)? }
    } else if let Some(place) = encoding.maybe("category", |place| Ok(*place))? {
        Encoding::Category {
            categories: place.member("categories").list(JsonPlace::text)?,
            drop_first: place.member("drop_first").flag()?,
            fill: place.maybe("fill", JsonPlace::text)?,
        }
    } else {
        return Err(encoding.wrong("number, boolean or category"));
    };
    Ok(Feature { column: place.member("column").text()?, encoding: read })
}

pub(super) fn preparation(place: &JsonPlace<'_>) -> Result<Preparation> {
    let target = place.member("target");
    Ok(Preparation {
        features: place.member("features").list(feature)?,
        target: Target {
            column: target.member("column").text()?,
            classes: target.maybe("classes", |classes| classes.list(JsonPlace::text))?,
        },
    })
}

fn dependence(place: &JsonPlace<'_>) -> Result<Dependence> {
    Ok(Dependence { column: place.member("column").count()?, of: place.member("of").list(JsonPlace::count)? })
}

pub(super) fn estimator(place: &JsonPlace<'_>) -> Result<Estimator> {
    if let Some(place) = place.maybe("linear", |place| Ok(*place))? {
        return Ok(Estimator::Linear(LinearModel {
            coef: place.member("coef").list(JsonPlace::number)?,
            intercept: place.member("intercept").number()?,
            rank: place.member("rank").count()?,
            redundant: place.member("redundant").list(dependence)?,
        }));
    }
    let Some(place) = place.maybe("logistic", |place| Ok(*place))? else {
        return Err(place.wrong("linear or logistic"));
    };
    Ok(Estimator::Logistic(LogisticModel {
        coef: place.member("coef").list(|row| row.list(JsonPlace::number))?,
        intercept: place.member("intercept").list(JsonPlace::number)?,
        iterations: place.member("iterations").count()?,
        converged: place.member("converged").flag()?,
        separated: place.member("separated").flag()?,
    }))
}
