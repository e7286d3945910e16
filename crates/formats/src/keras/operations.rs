//! Operations in functional models, such as `x * 2` and `x[:, -1]`, as layers.
//!
//! Keras 3 writes an operation as a node of a module below `keras.src.ops`, tf.keras 2 as a `TFOpLambda`. Those that
//! compute the same as a layer become that layer. Others stay as they are, so that the error names them.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use pupil_core::config::{base_name, members};
use pupil_core::error::{Error, Result};
use serde_json::Value;

use crate::json::{has, set};

/// Changes the operations of a model, and of the models in it, to layers.
///
/// # Errors
/// When the model also has masks, and the shape of an operation's input is not known. Layers pass a mask on and operations
/// do not, so a layer has to drop the mask before the operation, and that layer needs the shape.
pub fn replace(config: &mut Value) -> Result<()> {
    let masks = has(config, &|key, value| {
        (key == "mask_zero" && *value == true) || (key == "class_name" && *value == "Masking")
    });
    change(config, masks)
}

/// The module that Keras 3 names for most operations.
const MODULE: &str = "keras.src.ops.numpy";

fn change(config: &mut Value, masks: bool) -> Result<()> {
    let layers = config.get_mut("config").and_then(|config| config.get_mut("layers"));
    let Some(layers) = layers.and_then(Value::as_array_mut) else { return Ok(()) };
    let mut replaced = Vec::with_capacity(layers.len());
    for mut layer in core::mem::take(layers) {
        change(&mut layer, masks)?;
        from_tf_lambda(&mut layer);
        // HDF5 files name no modules. There only layers have the option `trainable`.
        if layer["module"].is_null()
            && layer["config"].get("trainable").is_none()
            && layer["inbound_nodes"][0]["args"].is_array()
        {
            set(&mut layer, "module", MODULE);
        }
        // Operations that only compute masks stay as they are.
        let mut new = Operation::of(&layer).and_then(|operation| operation.layers());
        if masks && new.as_ref().is_some_and(|new| !new.first().is_some_and(drops_masks)) {
            let name = layer["name"].as_str().or_else(|| layer["config"]["name"].as_str());
            let name = name.unwrap_or_default().to_string();
            if let Some(nodes) = layer.get_mut("inbound_nodes") {
                unmask(&name, nodes, &mut replaced)?;
            }
            new = Operation::of(&layer).and_then(|operation| operation.layers());
        }
        match new {
            Some(new) => replaced.extend(new),
            None => replaced.push(layer),
        }
    }
    *layers = replaced;
    Ok(())
}

/// True for layers that pass no mask on and ignore the masks of their inputs, as operations do.
fn drops_masks(layer: &Value) -> bool {
    matches!(layer["class_name"].as_str(), Some("Reshape" | "Permute" | "Cropping1D" | "Cropping2D"))
}

/// Puts layers before each tensor in the arguments of the operation `name` that drop the tensor's mask: a `Reshape` to
/// another shape, and one back. Samples with one axis have no mask.
fn unmask(name: &str, args: &mut Value, layers: &mut Vec<Value>) -> Result<()> {
    if !is_tensor(args) {
        return match args {
            Value::Array(all) => all.iter_mut().try_for_each(|one| unmask(name, one, layers)),
            Value::Object(all) => all.values_mut().try_for_each(|one| unmask(name, one, layers)),
            _ => Ok(()),
        };
    }
    let sizes = args["config"]["shape"].as_array().map_or(&[][..], Vec::as_slice);
    let target: Vec<i64> = sizes.iter().skip(1).map(|size| size.as_i64().unwrap_or(-1)).collect();
    if sizes.is_empty() || target.iter().filter(|&&size| size < 0).count() > 1 {
        return Err(Error::format(
            "model config",
            format!("operation \"{name}\" drops masks, which is not supported for an input of unknown shape"),
        ));
    }
    if target.len() < 2 {
        return Ok(());
    }
    // Keras on JAX does not drop the mask where the shape stays the same, so the values are flattened in between.
    for (end, target) in [("flat", vec![-1]), ("unmasked", target)] {
        let inner = format!("{name}_{end}{}", layers.len());
        let options = members([("target_shape", target.into())]);
        layers.push(named(&inner, "Reshape", options, vec![args.clone()]));
        if let Some(config) = args.get_mut("config") {
            set(config, "keras_history", vec![Value::from(inner), 0.into(), 0.into()]);
        }
    }
    Ok(())
}

/// A layer of this name with one call.
fn named(name: &str, class: &str, mut options: Value, args: Vec<Value>) -> Value {
    set(&mut options, "name", name);
    members([
        ("module", "keras.layers".into()),
        ("class_name", class.into()),
        ("config", options),
        ("name", name.into()),
        ("inbound_nodes", vec![members([("args", args.into()), ("kwargs", members([]))])].into()),
    ])
}

/// Functions of TensorFlow that `TFOpLambda` holds, with the names of Keras 3's operations and of the argument beside
/// the tensor.
const LAMBDAS: &[(&str, &str, &str)] = &[
    ("math.multiply", "Multiply", "y"),
    ("math.add", "Add", "y"),
    ("__operators__.add", "Add", "y"),
    ("math.subtract", "Subtract", "y"),
    ("math.truediv", "TrueDivide", "y"),
    ("math.divide", "TrueDivide", "y"),
    ("math.maximum", "Maximum", "y"),
    ("math.minimum", "Minimum", "y"),
    ("nn.relu", "Relu", ""),
    ("nn.sigmoid", "Sigmoid", ""),
    ("math.sigmoid", "Sigmoid", ""),
    ("math.tanh", "Tanh", ""),
    ("math.exp", "Exp", ""),
    ("math.square", "Square", ""),
    ("math.negative", "Negative", ""),
    ("cast", "Cast", ""),
    ("identity", "Identity", ""),
];

/// Writes a `TFOpLambda` as Keras 3 writes the operation.
fn from_tf_lambda(layer: &mut Value) {
    if layer["class_name"] != "TFOpLambda" {
        return;
    }
    let function = layer["config"]["function"].as_str().unwrap_or_default();
    let Some(&(_, class, argument)) = LAMBDAS.iter().find(|row| row.0 == function) else { return };
    let [Value::Array(call)] = &layer["inbound_nodes"].as_array().map_or(&[][..], Vec::as_slice) else {
        return;
    };
    let [origin @ .., kwargs] = &call[..] else { return };
    let mut args = vec![tensor(origin)];
    match &kwargs[argument] {
        Value::Null => {}
        Value::Array(origin) => args.push(tensor(origin)),
        constant => args.push(constant.clone()),
    }
    // `1 - x` has the constant as the first argument.
    if call.first().and_then(Value::as_str) == Some("_CONSTANT_VALUE") {
        args[0] = call.get(2).cloned().unwrap_or_default();
    }
    set(layer, "inbound_nodes", vec![members([("args", args.into()), ("kwargs", members([]))])]);
    set(layer, "module", MODULE);
    set(layer, "class_name", class);
}

/// A tensor as Keras 3 writes it; tf.keras 2 writes only where it comes from.
fn tensor(origin: &[Value]) -> Value {
    let config = members([("keras_history", origin.to_vec().into())]);
    members([("class_name", "__keras_tensor__".into()), ("config", config)])
}

fn is_tensor(value: &Value) -> bool {
    value["class_name"] == "__keras_tensor__"
}

/// The shape of a tensor, one sample's; `None` where a size is open.
fn shape(tensor: &Value) -> Option<Vec<i64>> {
    let [_, sizes @ ..] = &tensor["config"]["shape"].as_array()?[..] else { return None };
    sizes.iter().map(Value::as_i64).collect()
}

/// An operation: one node of a functional model.
struct Operation<'a> {
    class: &'a str,
    name: &'a str,
    options: &'a Value,
    args: &'a [Value],
}

impl<'a> Operation<'a> {
    fn of(layer: &'a Value) -> Option<Self> {
        layer["module"].as_str()?.starts_with("keras.src.ops").then_some(())?;
        let [node] = &layer["inbound_nodes"].as_array()?[..] else { return None };
        Some(Self {
            class: layer["class_name"].as_str()?,
            name: layer["name"].as_str().or_else(|| layer["config"]["name"].as_str())?,
            options: &layer["config"],
            args: node["args"].as_array()?,
        })
    }

    /// A layer with this operation's name.
    fn layer(&self, class: &str, options: Value, args: Vec<Value>) -> Value {
        named(self.name, class, options, args)
    }

    /// The layers that compute the same, in order; `None` if there are none.
    fn layers(&self) -> Option<Vec<Value>> {
        let one = |class: &str, options: Value| Some(vec![self.layer(class, options, self.args.to_vec())]);
        let x = self.args.first()?;
        if let [x, y] = self.args
            && is_tensor(x)
            && is_tensor(y)
        {
            return self.of_two(x, y);
        }
        match self.class {
            "Multiply" | "Add" | "Subtract" | "Divide" | "TrueDivide" | "Maximum" | "Minimum" => {
                self.with_constant()
            }
            "Negative" => one("Rescaling", members([("scale", (-1.0).into())])),
            "Square" => self.of_two(x, x),
            "Power" if self.args.get(1)?.as_f64() == Some(2.0) => self.of_two(x, x),
            "Identity" => one("Activation", members([("activation", "linear".into())])),
            "Cast"
                if self.options["dtype"]
                    .as_str()
                    .is_some_and(|dtype| dtype.starts_with("float") || dtype == "bfloat16") =>
            {
                one("Activation", members([("activation", "linear".into())]))
            }
            "Exp" => one("Activation", members([("activation", "exponential".into())])),
            "Relu" | "Relu6" | "Sigmoid" | "Tanh" | "Elu" | "Selu" | "Celu" | "Silu" | "Softplus"
            | "Softsign" | "HardSigmoid" | "HardSilu" | "HardTanh" | "LogSigmoid" | "Mish" => {
                self.activation()
            }
            "Softmax" | "LogSoftmax" if self.options["axis"] == -1 => self.activation(),
            "Gelu" if self.options["approximate"] == false => self.activation(),
            "LeakyRelu" => {
                one("LeakyReLU", members([("negative_slope", self.options["negative_slope"].clone())]))
            }
            "Clip" if self.options["x_min"].as_f64() == Some(0.0) => {
                one("ReLU", members([("max_value", self.options["x_max"].clone())]))
            }
            "Reshape" => {
                let sizes = self.options["newshape"]
                    .as_array()
                    .or_else(|| self.options["target_shape"].as_array())?;
                let target: Value = sizes.get(1..)?.iter().map(|size| size.as_i64().unwrap_or(-1)).collect();
                one("Reshape", members([("target_shape", target)]))
            }
            "Transpose" => match self.options["axes"].as_array()?.as_slice() {
                [batch, axes @ ..] if *batch == 0 => {
                    one("Permute", members([("dims", axes.to_vec().into())]))
                }
                _ => None,
            },
            "ExpandDims" => {
                let mut sizes = shape(x)?;
                let axis = self.sample_axis(sizes.len() + 1)?;
                sizes.insert(axis, 1);
                one("Reshape", members([("target_shape", sizes.into())]))
            }
            "Squeeze" => {
                let mut sizes = shape(x)?;
                let axis = self.sample_axis(sizes.len())?;
                (sizes.remove(axis) == 1).then_some(())?;
                one("Reshape", members([("target_shape", sizes.into())]))
            }
            "Mean" => self.pooling("Average"),
            "Max" => self.pooling("Max"),
            "Concatenate" => one("Concatenate", members([("axis", self.options["axis"].clone())])),
            "GetItem" => self.items(x, self.args.get(1)?),
            _ => None,
        }
    }

    /// The axis of the options among the axes of a sample, of which there are `count`.
    fn sample_axis(&self, count: usize) -> Option<usize> {
        let axis = match &self.options["axis"] {
            Value::Array(axes) => axes.first().filter(|_| axes.len() == 1)?.as_i64()?,
            axis => axis.as_i64()?,
        };
        let axis = if axis < 0 { axis.checked_add(count as i64 + 1)? } else { axis };
        usize::try_from(axis.checked_sub(1)?).ok().filter(|&axis| axis < count)
    }

    fn activation(&self) -> Option<Vec<Value>> {
        // Activations have no options here.
        let alpha = &self.options["alpha"];
        (alpha.is_null() || alpha.as_f64() == Some(1.0)).then_some(())?;
        let options = members([("activation", base_name(self.class).into())]);
        Some(vec![self.layer("Activation", options, vec![self.args[0].clone()])])
    }

    fn of_two(&self, x: &Value, y: &Value) -> Option<Vec<Value>> {
        let class = match self.class {
            "Square" | "Power" => "Multiply",
            "Multiply" | "Add" | "Subtract" | "Maximum" | "Minimum" => self.class,
            "Matmul" if shape(x)?.len() == 2 && shape(y)?.len() == 2 => "Dot",
            _ => return None,
        };
        let mut options = members([]);
        if class == "Dot" {
            set(&mut options, "axes", vec![2, 1]);
        }
        Some(vec![self.layer(class, options, vec![vec![x.clone(), y.clone()].into()])])
    }

    /// An operation with a number.
    fn with_constant(&self) -> Option<Vec<Value>> {
        let [x, y] = self.args else { return None };
        let (tensor, number, first) = match (x.as_f64(), y.as_f64()) {
            (None, Some(number)) if is_tensor(x) => (x, number, true),
            (Some(number), None) if is_tensor(y) => (y, number, false),
            _ => return None,
        };
        let (scale, offset) = match (self.class, first) {
            ("Multiply", _) => (number, 0.0),
            ("Add", _) => (1.0, number),
            ("Subtract", true) => (1.0, -number),
            ("Subtract", false) => (-1.0, number),
            ("Divide" | "TrueDivide", true) => (1.0 / number, 0.0),
            ("Maximum", _) if number == 0.0 => {
                return Some(vec![self.layer("ReLU", members([]), vec![tensor.clone()])]);
            }
            _ => return None,
        };
        let options = members([("scale", scale.into()), ("offset", offset.into())]);
        Some(vec![self.layer("Rescaling", options, vec![tensor.clone()])])
    }

    /// A mean or maximum over all places of a sequence or a picture.
    fn pooling(&self, kind: &str) -> Option<Vec<Value>> {
        let axes: Vec<i64> = match &self.options["axis"] {
            Value::Array(axes) => axes.iter().map(Value::as_i64).collect::<Option<_>>()?,
            axis => vec![axis.as_i64()?],
        };
        let axes_of_places = match shape(&self.args[0])?.len() {
            2 => 1,
            3 => 2,
            _ => return None,
        };
        // In any order; all axes but the last.
        let places = 1..=axes_of_places;
        (axes.len() as i64 == axes_of_places && places.into_iter().all(|axis| axes.contains(&axis)))
            .then_some(())?;
        let options = members([("keepdims", self.options["keepdims"].clone())]);
        let class = format!("Global{kind}Pooling{axes_of_places}D");
        Some(vec![self.layer(&class, options, self.args.to_vec())])
    }

    /// `x[:, 1:3]`, `x[:, -1, :]`: a part of a sequence or a picture.
    fn items(&self, x: &Value, key: &Value) -> Option<Vec<Value>> {
        let sizes = shape(x)?;
        let keys = key.as_array()?;
        // An ellipsis stands for all axes that no key is for.
        let mut spread: Vec<&Value> = Vec::new();
        let whole = members([]);
        for key in keys {
            match key["class_name"] == "__ellipsis__" {
                true => {
                    spread.extend(core::iter::repeat_n(&whole, (sizes.len() + 2).checked_sub(keys.len())?))
                }
                false => spread.push(key),
            }
        }
        // Numbers and slices; not None, which adds an axis, nor a tensor.
        let plain = |key: &&Value| key.is_i64() || key["class_name"] == "__slice__" || **key == whole;
        spread.iter().all(plain).then_some(())?;
        let (batch, keys) = spread.split_first()?;
        matches!(batch["config"]["step"].as_i64(), None | Some(1)).then_some(())?;
        (batch["config"]["start"].is_null() && batch["config"]["stop"].is_null() && !batch.is_number())
            .then_some(())?;
        // For each axis how much is cut off in front and behind, and whether the axis goes away.
        let mut cuts = Vec::new();
        let mut rest = Vec::new();
        for (axis, &size) in sizes.iter().enumerate() {
            let key = keys.get(axis).copied().unwrap_or(&whole);
            let place = |value: &Value, default: i64| match value.as_i64() {
                None => Some(default),
                Some(place) if place < 0 => place.checked_add(size).map(|place| place.max(0)),
                Some(place) => Some(place.min(size)),
            };
            let (start, stop) = match key.as_i64() {
                Some(index) => {
                    let start = if index < 0 { index.checked_add(size)? } else { index };
                    (start, start.checked_add(1)?)
                }
                None => {
                    let options = &key["config"];
                    matches!(options["step"].as_i64(), None | Some(1)).then_some(())?;
                    (place(&options["start"], 0)?, place(&options["stop"], size)?)
                }
            };
            (0 <= start && start < stop && stop <= size).then_some(())?;
            cuts.push([start, size - stop]);
            if !key.is_number() {
                rest.push(stop - start);
            }
        }
        // Cropping layers cut the axes before the last.
        (*cuts.last()? == [0, 0]).then_some(())?;
        let cropping =
            |pairs: &[[i64; 2]]| -> Value { pairs.iter().map(|pair| Value::from(pair.to_vec())).collect() };
        let (class, cropping) = match cuts.as_slice() {
            [steps, _] => ("Cropping1D", Value::from(steps.to_vec())),
            [rows, columns, _] => ("Cropping2D", cropping(&[*rows, *columns])),
            _ => return None,
        };
        let options = members([("cropping", cropping)]);
        if rest.len() == sizes.len() {
            return Some(vec![self.layer(class, options, vec![x.clone()])]);
        }
        let inner: String = format!("{}_cropped", self.name);
        let cropped = named(&inner, class, options, vec![x.clone()]);
        let between = tensor(&[inner.to_string().into(), 0.into(), 0.into()]);
        let options = members([("target_shape", rest.into())]);
        Some(vec![cropped, self.layer("Reshape", options, vec![between])])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pupil_core::models::Network;
    use serde_json::json;

    /// A model of one operation on an input of shape (6, 4), as Keras 3 writes it.
    fn model(class: &str, options: Value, args: Value) -> Value {
        let mut options = options;
        options["name"] = "op".into();
        json!({ "module": "keras.src.models.functional", "class_name": "Functional", "config": { "name": "m", "layers": [
            { "module": "keras.layers", "class_name": "InputLayer", "name": "x",
              "config": { "batch_shape": [null, 6, 4], "name": "x" }, "inbound_nodes": [] },
            { "module": "keras.src.ops.numpy", "class_name": class, "config": options, "name": "op",
              "inbound_nodes": [{ "args": args, "kwargs": {} }] },
        ], "input_layers": [["x", 0, 0]], "output_layers": [["op", 0, 0]] } })
    }

    fn x() -> Value {
        json!({ "class_name": "__keras_tensor__",
            "config": { "shape": [null, 6, 4], "dtype": "float32", "keras_history": ["x", 0, 0] } })
    }

    fn slice(start: Value, stop: Value) -> Value {
        json!({ "class_name": "__slice__", "config": { "start": start, "stop": stop, "step": null } })
    }

    #[test]
    fn operations_become_layers() {
        let all = || slice(Value::Null, Value::Null);
        for (class, options, args, layers, output) in [
            ("Multiply", json!({}), json!([x(), 2.0]), "Rescaling", "(6, 4)"),
            ("Subtract", json!({}), json!([1, x()]), "Rescaling", "(6, 4)"),
            ("Add", json!({}), json!([x(), x()]), "Add", "(6, 4)"),
            ("Power", json!({}), json!([x(), 2]), "Multiply", "(6, 4)"),
            ("GetItem", json!({}), json!([x(), [all(), -1, all()]]), "Cropping1D, Reshape", "(4,)"),
            ("GetItem", json!({}), json!([x(), [all(), slice(1.into(), 3.into())]]), "Cropping1D", "(2, 4)"),
            ("Reshape", json!({ "newshape": [-1, 24] }), json!([x()]), "Reshape", "(24,)"),
            ("Transpose", json!({ "axes": [0, 2, 1] }), json!([x()]), "Permute", "(4, 6)"),
            ("ExpandDims", json!({ "axis": -1 }), json!([x()]), "Reshape", "(6, 4, 1)"),
            ("Mean", json!({ "axis": 1, "keepdims": false }), json!([x()]), "GlobalAveragePooling1D", "(4,)"),
            ("Matmul", json!({}), json!([x(), x()]), "", ""),
            ("Flip", json!({ "axis": 1 }), json!([x()]), "", ""),
        ] {
            let mut config = model(class, options, args);
            replace(&mut config).unwrap();
            let network = Network::from_config(&config);
            if layers.is_empty() {
                assert!(network.is_err(), "{class}");
                continue;
            }
            let network = network.unwrap_or_else(|error| panic!("{class}: {error}"));
            let found: Vec<&str> = network.layers().map(|(entry, _)| entry.layer.class_name()).collect();
            assert_eq!(
                (found.join(", ").as_str(), network.output_shape().to_string().as_str()),
                (layers, output)
            );
        }
    }

    #[test]
    fn masks_are_dropped_before_operations() {
        let masked = |args: Value| {
            let mut config = model("Multiply", json!({}), args);
            let masking = json!({ "module": "keras.layers", "class_name": "Masking", "name": "mask",
                "config": { "name": "mask" }, "inbound_nodes": [{ "args": [x()], "kwargs": {} }] });
            config["config"]["layers"].as_array_mut().unwrap().insert(1, masking);
            replace(&mut config).map(|()| config)
        };
        let input = |shape: Value| {
            json!({ "class_name": "__keras_tensor__",
                "config": { "shape": shape, "keras_history": ["mask", 0, 0] } })
        };
        let config = masked(json!([input(json!([null, 6, 4])), 2.0])).unwrap();
        let layers = config["config"]["layers"].as_array().unwrap();
        let classes: Vec<&str> = layers.iter().map(|layer| layer["class_name"].as_str().unwrap()).collect();
        assert_eq!(classes, ["InputLayer", "Masking", "Reshape", "Reshape", "Rescaling"]);
        assert_eq!(layers[3]["config"]["target_shape"], json!([6, 4]));
        Network::from_config(&config).unwrap();
        let error = masked(json!([input(json!([null, null, null])), 2.0])).unwrap_err().to_string();
        assert!(error.contains("operation \"op\" drops masks"), "{error}");
    }
}
