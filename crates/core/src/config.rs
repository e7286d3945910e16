//! Reading and writing Keras's JSON configs.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::cell::RefCell;

use serde_json::{Map, Value};

use crate::error::{Error, Result};
use crate::shape::OpenShape;
use crate::text::nearest;

/// Keras options that the engine accepts only with these values, which change nothing. An empty list accepts any value.
const NEUTRAL: &[(&str, &[&str])] = &[
    ("data_format", &["\"channels_last\"", "null"]),
    ("dtype", &[]),
    ("lora_rank", &["null"]),
    ("name", &[]),
    ("optional", &["false"]),
    ("quantization_config", &["null"]),
    ("ragged", &["false"]),
    ("seed", &[]),
    ("sparse", &["false"]),
    ("stateful", &["false"]),
    ("trainable", &[]),
    ("batch_shape", &[]),
    ("batch_input_shape", &[]),
    ("input_shape", &[]),
];

/// `poolSize` becomes `pool_size`; names in snake case stay as they are.
pub fn snake_case(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    for c in name.chars() {
        if c.is_ascii_uppercase() {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

/// The name and the config of a Keras object that is given as a name or in serialised form; `None` for anything else.
pub fn object(value: &Value) -> Option<(&str, Option<&Map<String, Value>>)> {
    match value {
        Value::String(name) => Some((name, None)),
        Value::Object(map) => {
            let name = map.get("class_name").or_else(|| map.get("className"))?.as_str()?;
            Some((name, map.get("config").and_then(Value::as_object)))
        }
        _ => None,
    }
}

/// A JSON object of these members. It takes a third of the machine code of `json!`, which keeps the browser's download
/// small.
pub fn members<const N: usize>(mut members: [(&str, Value); N]) -> Value {
    insert_all(&mut members)
}

fn insert_all(members: &mut [(&str, Value)]) -> Value {
    let mut map = Map::new();
    for (key, value) in members {
        map.insert((*key).into(), value.take());
    }
    Value::Object(map)
}

/// The index of an axis among `rank` axes; a negative axis counts from the end. `None` when there is no such axis.
pub fn axis_at(axis: i64, rank: usize) -> Option<usize> {
    let rank = rank as i64;
    (-rank..rank).contains(&axis).then(|| axis.rem_euclid(rank) as usize)
}

/// Axes as Keras writes them: a single axis as a number, several as a list.
pub fn axes_value(axes: &[i64]) -> Value {
    match axes {
        &[axis] => axis.into(),
        axes => axes.to_vec().into(),
    }
}

/// A pair as a JSON list.
pub fn pair_value(pair: [usize; 2]) -> Value {
    Value::Array(pair.into_iter().map(Value::from).collect())
}

/// A Keras object in serialised form.
pub fn serialized(module: &str, class: &str, config: Value) -> Value {
    members([
        ("module", module.into()),
        ("class_name", class.into()),
        ("config", config),
        ("registered_name", Value::Null),
    ])
}

/// The dtype that layers have unless a config says otherwise.
pub const FLOAT32: &str = "float32";

/// The dtype entry that Keras 3 writes for every layer.
pub fn dtype_policy(name: &str) -> Value {
    serialized("keras", "DTypePolicy", members([("name", name.into())]))
}

/// A class that has another name within Keras, in its automatic names and in HDF5 files: the name that users know, and that
/// one.
pub const OTHER_NAME: [&str; 2] = ["GroupQueryAttention", "GroupedQueryAttention"];

/// Keras's automatic name for a class: `Conv2D` gives `conv2d`, `MaxPooling2D` gives `max_pooling2d`, `PReLU` gives
/// `p_re_lu`.
pub fn base_name(class: &str) -> String {
    let class = if class == OTHER_NAME[0] { OTHER_NAME[1] } else { class };
    let mut out = String::new();
    let mut previous: Option<char> = None;
    let mut rest = class.chars().peekable();
    while let Some(c) = rest.next() {
        let starts = rest.peek().is_some_and(char::is_ascii_lowercase);
        if c.is_ascii_uppercase() && previous.is_some_and(|p| starts || p.is_ascii_lowercase()) {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
        previous = Some(c);
    }
    out
}

/// A sample's shape as Keras's `batch_shape`: null for the batch axis, then the sample's axes, null where the size is
/// unknown.
pub fn batch_shape(sample: &OpenShape) -> Value {
    core::iter::once(Value::Null).chain(sample.iter().map(|&size| Value::from(size))).collect()
}

/// The Keras form of an input layer for samples of this shape.
pub fn input_layer(name: &str, shape: &OpenShape) -> Value {
    serialized(
        "keras.layers",
        "InputLayer",
        members([
            ("batch_shape", batch_shape(shape)),
            ("dtype", "float32".into()),
            ("sparse", false.into()),
            ("ragged", false.into()),
            ("name", name.into()),
        ]),
    )
}

/// The owner of some options, as error messages name it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Owner {
    /// A layer of this name.
    Layer(String),
    /// A call, such as `fit`.
    Call,
    /// A Keras object of this kind: an optimizer, a loss, ..
    Object(&'static str),
}

/// The options of one layer, call or other Keras object. Its errors name that owner.
pub struct Config<'a> {
    class: &'a str,
    owner: Owner,
    values: Vec<(String, &'a Value)>,
    used: RefCell<Vec<String>>,
}

impl<'a> Config<'a> {
    /// The options in `map` of the layer `name`, whose class is `class`.
    pub fn layer(class: &'a str, name: &str, map: Option<&'a Map<String, Value>>) -> Self {
        Self::new(class, Owner::Layer(name.into()), map)
    }

    /// The options in `map` of a Keras object of class `class`; `kind` says what it is: `optimizer`, `loss`, ..
    pub fn object(class: &'a str, kind: &'static str, map: Option<&'a Map<String, Value>>) -> Self {
        Self::new(class, Owner::Object(kind), map)
    }

    /// The options in `map` of a call.
    pub fn call(call: &'a str, map: Option<&'a Map<String, Value>>) -> Self {
        Self::new(call, Owner::Call, map)
    }

    fn new(class: &'a str, owner: Owner, map: Option<&'a Map<String, Value>>) -> Self {
        let values = map.into_iter().flatten().map(|(key, value)| (snake_case(key), value)).collect();
        Self { class, owner, values, used: RefCell::default() }
    }

    /// An error about this object. Messages name an option as `option "batch_size"`: the JavaScript library finds that
    /// text and writes its own name, `option "batchSize"`.
    pub fn error(&self, message: impl Into<String>) -> Error {
        self.about(Error::invalid(message))
    }

    /// An error that does not name this object, as one about it.
    #[inline(never)]
    pub(crate) fn about(&self, error: Error) -> Error {
        let class = self.class;
        match &self.owner {
            Owner::Call => Error::Invalid(format!("{class}: {error}")),
            Owner::Object(kind) => Error::Invalid(format!("{kind} {class}: {error}")),
            Owner::Layer(name) => error.in_layer(name, class),
        }
    }

    /// The error for a class that does not belong to this family.
    pub(crate) fn unknown_class(&self) -> Error {
        self.error("is not a class of this family")
    }

    /// The value of an option, unless it is absent or null.
    pub fn get(&self, key: &str) -> Option<&'a Value> {
        self.used.borrow_mut().push(key.into());
        self.peek(key).filter(|value| !value.is_null())
    }

    /// As [`Config::get`], but the option still counts as one that no reader asked for.
    pub(crate) fn peek(&self, key: &str) -> Option<&'a Value> {
        self.values.iter().find(|(name, _)| name == key).map(|&(_, value)| value)
    }

    /// True if an option is given as null.
    #[cfg(feature = "rare")]
    pub(crate) fn is_null(&self, key: &str) -> bool {
        self.peek(key).is_some_and(Value::is_null)
    }

    pub(crate) fn wrong(&self, key: &str, value: &Value, expected: &str) -> Error {
        self.error(format!("option \"{key}\" is {value}; expected {expected}"))
    }

    fn parse<T>(
        &self,
        key: &str,
        default: T,
        expected: &str,
        read: impl Fn(&Value) -> Option<T>,
    ) -> Result<T> {
        match self.get(key) {
            None => Ok(default),
            Some(value) => read(value).ok_or_else(|| self.wrong(key, value, expected)),
        }
    }

    /// A whole number of at least 1.
    pub fn count(&self, key: &str) -> Result<usize> {
        let expected = "a whole number of at least 1";
        let value = self.get(key);
        let value =
            value.ok_or_else(|| self.error(format!("option \"{key}\" is missing; expected {expected}")))?;
        positive(value).ok_or_else(|| self.wrong(key, value, expected))
    }

    /// One whole number of at least 1 for each of `axes` axes, 1 to 3. A single number stands for all axes. The option is
    /// required where `default` is empty.
    pub fn sizes(&self, axes: usize, key: &str, default: &[usize]) -> Result<Vec<usize>> {
        let several = ["", "", ", or a pair of them", ", or three of them"][axes.min(3)];
        let expected = format!("a whole number of at least 1{several}");
        match self.get(key) {
            None if default.is_empty() => {
                Err(self.error(format!("option \"{key}\" is missing; expected {expected}")))
            }
            None => Ok(default.to_vec()),
            Some(value) => sizes(value, axes).ok_or_else(|| self.wrong(key, value, &expected)),
        }
    }

    /// True or false; 1 and 0 count as such, as in Python.
    pub fn flag(&self, key: &str, default: bool) -> Result<bool> {
        self.parse(key, default, "true or false", |value| match value.as_u64() {
            Some(number @ (0 | 1)) => Some(number == 1),
            _ => value.as_bool(),
        })
    }

    /// A number in a range that `valid` tests and `expected` describes.
    pub fn number(
        &self,
        key: &str,
        default: f64,
        expected: &str,
        valid: impl Fn(f64) -> bool,
    ) -> Result<f64> {
        self.parse(key, default, expected, |value| value.as_f64().filter(|&number| valid(number)))
    }

    /// A number or a list of numbers; an empty list when absent.
    pub fn numbers(&self, key: &str, expected: &str) -> Result<Vec<f64>> {
        self.parse(key, Vec::new(), expected, |value| match value {
            Value::Array(items) => items.iter().map(Value::as_f64).collect(),
            value => value.as_f64().map(|number| alloc::vec![number]),
        })
    }

    /// As [`Config::number`]; true counts as 1, false as 0.
    pub fn scalar(
        &self,
        key: &str,
        default: f64,
        expected: &str,
        valid: impl Fn(f64) -> bool,
    ) -> Result<f64> {
        match self.get(key).and_then(Value::as_bool) {
            Some(flag) => Ok(f64::from(u8::from(flag))),
            None => self.number(key, default, expected, valid),
        }
    }

    /// One of `words`, in any case of letters; returns its index.
    pub fn choice(&self, key: &str, default: usize, words: &[&str]) -> Result<usize> {
        self.parse(key, default, &format!("one of {}", words.join(", ")), |value| {
            words.iter().position(|&word| value.as_str().is_some_and(|text| text.eq_ignore_ascii_case(word)))
        })
    }

    /// A whole number that may be negative, or a list of one.
    pub fn axis(&self, key: &str, default: i64) -> Result<i64> {
        match self.axes(key, &[default])?.as_slice() {
            &[axis] => Ok(axis),
            axes => Err(self.wrong(key, &axes.to_vec().into(), "one axis")),
        }
    }

    /// One axis or a list of axes; negative ones count from the end.
    pub fn axes(&self, key: &str, default: &[i64]) -> Result<Vec<i64>> {
        self.parse(key, default.to_vec(), "a whole number or a list of them", |value| match value {
            Value::Array(items) if !items.is_empty() => items.iter().map(Value::as_i64).collect(),
            _ => value.as_i64().map(|axis| alloc::vec![axis]),
        })
    }

    /// Refuses options that no reader asked for, unless their value is known to change nothing.
    pub fn finish(&self) -> Result<()> {
        let used = self.used.borrow();
        for (key, value) in self.values.iter().filter(|(key, _)| !used.contains(key)) {
            match NEUTRAL.iter().find(|(neutral, _)| neutral == key) {
                Some((_, [])) => {}
                Some((_, settings)) if settings.contains(&value.to_string().as_str()) => {}
                Some((_, settings)) => {
                    return Err(
                        self.error(format!("option \"{key}\" is {value}; only {} is supported", settings[0]))
                    );
                }
                None if value.is_null() => {}
                None => {
                    let near = nearest(key, used.iter().map(String::as_str));
                    let hint =
                        near.map_or_else(String::new, |near| format!("; did you mean option \"{near}\"?"));
                    return Err(self.error(format!("option \"{key}\" (here {value}) is not known{hint}")));
                }
            }
        }
        Ok(())
    }
}

fn positive(value: &Value) -> Option<usize> {
    value.as_u64().and_then(|number| usize::try_from(number).ok()).filter(|&number| number > 0)
}

fn sizes(value: &Value, axes: usize) -> Option<Vec<usize>> {
    match value {
        Value::Array(items) if items.len() == axes => items.iter().map(positive).collect(),
        value => positive(value).map(|number| alloc::vec![number; axes]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn automatic_names_match_keras() {
        for (class, name) in [
            ("Conv2D", "conv2d"),
            ("MaxPooling2D", "max_pooling2d"),
            ("Dense", "dense"),
            ("InputLayer", "input_layer"),
            ("Conv2DTranspose", "conv2d_transpose"),
            ("LeakyReLU", "leaky_re_lu"),
            ("PReLU", "p_re_lu"),
            ("ELU", "elu"),
            ("RMSNormalization", "rms_normalization"),
            ("SimpleRNN", "simple_rnn"),
            ("UpSampling1D", "up_sampling1d"),
        ] {
            assert_eq!(base_name(class), name);
        }
    }

    #[test]
    fn camel_case_and_snake_case_name_the_same_option() {
        assert_eq!(snake_case("kernelSize"), "kernel_size");
        assert_eq!(snake_case("kernel_size"), "kernel_size");
        let map = json!({ "kernelSize": [3, 2] });
        let config = Config::layer("Conv2D", "c", map.as_object());
        assert_eq!(config.sizes(2, "kernel_size", &[]).unwrap(), [3, 2]);
        config.finish().unwrap();
    }

    #[test]
    fn errors_tell_a_layer_named_loss_from_a_loss() {
        let map = json!({ "units": 0 });
        let error = Config::layer("Dense", "loss", map.as_object()).count("units").unwrap_err().to_string();
        assert!(error.starts_with("layer \"loss\" (Dense): option \"units\" is 0"), "{error}");
        let error = Config::object("Huber", "loss", map.as_object()).count("units").unwrap_err().to_string();
        assert!(error.starts_with("loss Huber: option \"units\" is 0"), "{error}");
    }

    #[test]
    fn unknown_and_unsupported_options_are_named() {
        let map = json!({ "lora_rank": 2, "seed": 3 });
        let error = Config::layer("Conv2D", "c", map.as_object()).finish().unwrap_err().to_string();
        assert_eq!(error, "layer \"c\" (Conv2D): option \"lora_rank\" is 2; only null is supported");
        let map = json!({ "filtres": 2 });
        let error = Config::layer("Conv2D", "c", map.as_object()).finish().unwrap_err().to_string();
        assert!(error.contains("\"filtres\" (here 2) is not known"), "{error}");
    }
}
