//! `_pupil`: the engine's models, for the package `keras`, which is written in Python.

mod convert;
mod evaluate;
mod events;
mod fit;
mod hdf5;
mod json;
mod model;
mod steps;
mod watch;

use std::rc::Rc;

use pupil_core::layers::{self, Arguments, Entry};
use pupil_core::models::{Functional, Network, Symbol};
use pupil_core::{OpenShape, applications};
use pupil_data::text::TextFront;
use pupil_python::{Args, Dict, R, Value, Vm};
use serde_json::{Map, Value as Json};

use crate::native::{failed, set, text};
use json::{from_json, to_json};

/// Adds the module to an interpreter.
pub fn install(vm: &mut Vm) {
    vm.add_module("_pupil", make);
}

fn make(vm: &mut Vm) -> R<Rc<Dict>> {
    let globals: Rc<Dict> = Rc::default();
    set(vm, &globals, "defaults", |vm, _| {
        let defaults = layers::defaults().map_err(|error| failed(vm, error))?;
        Ok(from_json(vm, &defaults))
    });
    set(vm, &globals, "check_layer", |vm, args| entry(vm, &args).map(|_| Value::None));
    set(vm, &globals, "output_shapes", |vm, args| output_shapes(vm, &args));
    set(vm, &globals, "weight_shapes", |vm, args| weight_shapes(vm, &args));
    // The config of a known network, with the options of its function.
    set(vm, &globals, "known_network", |vm, args| {
        let name = text(vm, args.get(0))?;
        let options = to_json(vm, args.get(1))?.as_object().cloned().unwrap_or_default();
        let network = applications::network(&name, &options).map_err(|error| failed(vm, error))?;
        Ok(from_json(vm, &network.to_config()))
    });
    // The numbers of texts, by a layer in the engine's form; and the layer's options with a vocabulary learned from texts.
    set(vm, &globals, "texts", |vm, args| {
        let (front, texts) = front(vm, &args)?;
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let numbers = front.call(&texts).map_err(|error| failed(vm, error))?;
        convert::array(vm, &numbers)
    });
    set(vm, &globals, "adapt_texts", |vm, args| {
        let (mut front, texts) = front(vm, &args)?;
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        front.adapt(&texts).map_err(|error| failed(vm, error))?;
        let options = Json::Object(front.options().clone());
        Ok(from_json(vm, &options))
    });
    model::install(vm, &globals);
    evaluate::install(vm, &globals);
    events::install(vm, &globals);
    fit::install(vm, &globals);
    hdf5::install(vm, &globals);
    steps::install(vm, &globals);
    watch::install(vm, &globals);
    Ok(globals)
}

/// The sizes of a shape; `None` for unknown ones.
fn sizes(vm: &mut Vm, shape: &Value) -> R<OpenShape> {
    let mut sizes = Vec::new();
    for size in vm.to_vec(shape)? {
        if matches!(size, Value::None) {
            sizes.push(None);
            continue;
        }
        let size = vm.index(&size)?;
        let known = usize::try_from(size).map_err(|_| vm.value_error(format!("an axis has size {size}")))?;
        sizes.push(Some(known));
    }
    Ok(OpenShape::new(sizes))
}

/// What makes numbers of the texts that a layer takes, and the texts of the second argument.
fn front(vm: &mut Vm, args: &Args) -> R<(TextFront, Vec<String>)> {
    let layer = to_json(vm, args.get(0))?;
    let options = layer["config"].as_object().cloned().unwrap_or_default();
    let class = layer["class_name"].as_str().unwrap_or_default();
    let front = TextFront::from_config(class, &options).map_err(|error| failed(vm, error))?;
    let mut texts = Vec::new();
    for item in vm.to_vec(args.get(1))? {
        texts.push(text(vm, &item)?);
    }
    Ok((front, texts))
}

/// A layer of this class and config. The engine refuses what it cannot build.
fn entry(vm: &mut Vm, args: &Args) -> R<Entry> {
    let class = text(vm, args.get(0))?;
    let config = match to_json(vm, args.get(1))? {
        Json::Object(map) => map,
        _ => Map::new(),
    };
    Entry::from_config(&class, &config).map_err(|error| failed(vm, error))
}

/// A model of one layer for inputs of the shapes in the third argument, all of one sample. The fourth is a dict of the flags of
/// the call.
fn model_of(vm: &mut Vm, args: &Args) -> R<Network> {
    let mut shapes = Vec::new();
    for shape in vm.to_vec(args.get(2))? {
        shapes.push(sizes(vm, &shape)?);
    }
    let flags = if args.len() > 3 { to_json(vm, args.get(3))? } else { Json::Null };
    let arguments = Arguments {
        use_causal_mask: flags["use_causal_mask"] == true,
        return_attention_scores: flags["return_attention_scores"] == true,
        reverse: flags["reverse"] == true,
        training: None,
    };
    let mut with = |outputs: usize| {
        let mut functional = Functional::new();
        let inputs: Vec<Symbol> = shapes.iter().map(|shape| functional.input(shape.clone())).collect();
        let layer = functional.layer(entry(vm, args)?);
        let first = functional.call_with(layer, &inputs, arguments);
        let outputs: Vec<Symbol> = (0..outputs).map(|index| first.output(index)).collect();
        functional.outputs(&outputs).map_err(|error| failed(vm, error))
    };
    let network = with(1)?;
    match network.call_outputs(0) {
        1 => Ok(network),
        outputs => with(outputs),
    }
}

fn shape_value(shape: &OpenShape) -> Value {
    Value::tuple(shape.iter().map(|size| size.map_or(Value::None, Value::size)).collect())
}

/// The shapes of a layer's outputs, of one sample.
fn output_shapes(vm: &mut Vm, args: &Args) -> R<Value> {
    let network = model_of(vm, args)?;
    Ok(Value::list(network.open_output_shapes().map(|shape| shape_value(&shape)).collect()))
}

/// A dict of the shapes of a layer's weights by their names.
fn weight_shapes(vm: &mut Vm, args: &Args) -> R<Value> {
    let network = model_of(vm, args)?;
    let shapes = Dict::default();
    for weight in network.weights() {
        let name = weight.name.split_once('/').map_or(weight.name.as_str(), |(_, name)| name);
        shapes.set_str(vm.intern(name), shape_value(&weight.shape.clone().into()));
    }
    Ok(Value::Dict(Rc::new(shapes)))
}
