//! A model of the engine on the CPU.

use std::cell::RefCell;
use std::rc::Rc;

use pupil_core::block_on::block_on;
use pupil_core::models::{Network, Weight};
use pupil_core::training::{self, Bundle, Compile, OptimizerState};
use pupil_cpu::CpuDevice;
use pupil_formats::{SaveFormat, Source};
#[cfg(not(target_family = "wasm"))]
use pupil_formats::{open_all as open_files, save as save_file};
// ONNX would be a twentieth of a module for browsers.
#[cfg(target_family = "wasm")]
use pupil_formats::{open_without_onnx as open_files, save_without_onnx as save_file};
use pupil_python::{Args, Dict, R, Value, Vm};

use super::convert::{arrays, dataset, logs, tensors};
use super::json::{from_json, to_json};
use crate::native::{bytes, failed, held, holding, named_bytes, text};

/// A model that several Python objects share.
pub type Model = Rc<RefCell<training::Model<CpuDevice>>>;

/// A method of a model.
type Method = fn(&mut Vm, &Model, &Args) -> R<Value>;

const METHODS: [(&str, Method); 17] = [
    ("compile", compile),
    ("config", |vm, model, _| {
        let config = model.borrow().network().to_config();
        Ok(from_json(vm, &config))
    }),
    // For each input the layer that takes its texts, or None.
    ("text_layers", |vm, model, _| {
        let layers = model.borrow().network().text_layers();
        Ok(from_json(vm, &layers.into()))
    }),
    ("describe_weights", |_, model, _| {
        let model = model.borrow();
        let describe = |weight: &Weight| {
            let shape = weight.shape.iter().map(|size| Value::size(*size)).collect();
            Value::tuple(vec![Value::str(&weight.name), Value::tuple(shape), Value::Bool(weight.trainable)])
        };
        Ok(Value::list(model.network().weights().iter().map(describe).collect()))
    }),
    ("optimizer_size", |vm, model, _| {
        let sizes = state(vm, model)?;
        let sizes = sizes.iter().flat_map(|state| state.slots.iter().flatten());
        Ok(Value::size(sizes.map(|slot| slot.data().len()).sum()))
    }),
    // The number of steps, and for each slot the arrays of the weights that train; `None` if there is no state.
    ("optimizer_state", |vm, model, _| {
        let Some(state) = state(vm, model)? else { return Ok(Value::None) };
        let slots = state.slots.iter().map(|slot| arrays(vm, slot)).collect::<R<_>>()?;
        Ok(Value::tuple(vec![Value::Int(state.steps as i64), Value::list(slots)]))
    }),
    ("set_optimizer_state", |vm, model, args| {
        let steps = vm.index(args.get(1))?.max(0) as u64;
        let slots = vm.to_vec(args.get(2))?;
        let slots = slots.iter().map(|slot| tensors(vm, slot)).collect::<R<_>>()?;
        let seed = state(vm, model)?.map_or(0, |state| state.seed);
        let done = block_on(model.borrow_mut().set_optimizer_state(&OptimizerState { seed, steps, slots }));
        done.map(|()| Value::None).map_err(|error| failed(vm, error))
    }),
    ("weights", |vm, model, _| {
        let weights = block_on(model.borrow_mut().weights()).map_err(|error| failed(vm, error))?;
        arrays(vm, &weights)
    }),
    ("set_weights", |vm, model, args| {
        let weights = tensors(vm, args.get(1))?;
        let weights: Vec<_> = weights.into_iter().map(|weight| weight.floats()).collect();
        let done = block_on(model.borrow_mut().set_weights(&weights));
        done.map(|()| Value::None).map_err(|error| failed(vm, error))
    }),
    ("load_weights", load_weights),
    ("set_trainable", |vm, model, args| {
        let (layer, trainable) = (text(vm, args.get(1))?, vm.truth(args.get(2))?);
        let done = block_on(model.borrow_mut().set_trainable(&layer, trainable));
        done.map(|()| Value::None).map_err(|error| failed(vm, error))
    }),
    ("predict", predict),
    ("train_on_batch", |vm, model, args| {
        let data = dataset(vm, args.get(1), args.get(2), args.get(3))?;
        let values = block_on(model.borrow_mut().train_on_batch(&data)).map_err(|error| failed(vm, error))?;
        Ok(logs(vm, values.iter().map(|(name, value)| (name.as_str(), *value))))
    }),
    ("learning_rate", |vm, model, _| {
        model.borrow().learning_rate().map(Value::Float).map_err(|error| failed(vm, error))
    }),
    ("set_learning_rate", |vm, model, args| {
        let rate = vm.float(args.get(1))?;
        let done = model.borrow_mut().set_learning_rate(rate as f32);
        done.map(|()| Value::None).map_err(|error| failed(vm, error))
    }),
    ("save", save),
    ("compiled", |vm, model, _| {
        let config = model.borrow().compiled().map(Compile::to_config);
        Ok(config.map_or(Value::None, |config| from_json(vm, &config)))
    }),
];

/// Adds `model(config, seed)`, `open(files)` and the methods of a model.
pub fn install(vm: &mut Vm, globals: &Dict) {
    let class = vm.host_class("Model", "_pupil", false);
    for (name, method) in METHODS {
        vm.add_method(&class, name, move |vm, args| {
            let model = held::<Model>(vm, args.get(0), "a model")?.clone();
            method(vm, &model, &args)
        });
    }
    let own = class.clone();
    let function = vm.native_closure("model", move |vm, args| {
        let config = to_json(vm, args.get(0))?;
        let seed = vm.index(args.get(1))? as u64;
        let network = Network::from_config(&config).map_err(|error| failed(vm, error))?;
        let model = block_on(training::Model::new(network, CpuDevice::new(), seed));
        let model = model.map_err(|error| failed(vm, error))?;
        Ok(holding(vm, &own, Model::new(RefCell::new(model))))
    });
    globals.set_str(vm.intern("model"), function);
    let function = vm.native_closure("open", move |vm, args| {
        let bundle = read(vm, &args)?;
        let notes = Value::list(bundle.notes.iter().map(Value::str).collect());
        let model = block_on(training::Model::from_bundle(bundle.floats(), CpuDevice::new()));
        let model = model.map_err(|error| failed(vm, error))?;
        let model = holding(vm, &class, Model::new(RefCell::new(model)));
        Ok(Value::tuple(vec![model, notes]))
    });
    globals.set_str(vm.intern("open"), function);
}

fn state(vm: &mut Vm, model: &Model) -> R<Option<OptimizerState>> {
    block_on(model.borrow_mut().optimizer_state()).map_err(|error| failed(vm, error))
}

/// Reads a model's files, given as a list of names and bytes.
fn read(vm: &mut Vm, args: &Args) -> R<Bundle> {
    let mut files = named_bytes(vm, args.get(0))?;
    for (name, bytes) in &mut files {
        if name.ends_with(".onnx")
            && let Some(read) = vm.convert("onnx", bytes)
        {
            *bytes = Rc::new(read.map_err(|message| vm.value_error(message))?);
            name.push_str(".safetensors");
        }
    }
    let source = |(name, bytes): &'_ (String, Rc<Vec<u8>>)| Source {
        name: name.clone(),
        bytes: bytes.to_vec().into(),
    };
    let sources: Vec<Source<'_>> = files.iter().map(source).collect();
    open_files(&sources).map_err(|error| failed(vm, error))
}

pub fn batch_size(vm: &mut Vm, value: &Value) -> R<usize> {
    let size = vm.index(value)?;
    let valid = usize::try_from(size).ok().filter(|size| *size > 0);
    valid.ok_or_else(|| vm.value_error(format!("batch_size is {size}; expected a whole number from 1")))
}

fn compile(vm: &mut Vm, model: &Model, args: &Args) -> R<Value> {
    let options = to_json(vm, args.get(1))?;
    let options = Compile::from_config(&options).map_err(|error| failed(vm, error))?;
    let done = block_on(model.borrow_mut().compile(options));
    done.map(|()| Value::None).map_err(|error| failed(vm, error))
}

fn predict(vm: &mut Vm, model: &Model, args: &Args) -> R<Value> {
    let inputs = tensors(vm, args.get(1))?;
    let batch = batch_size(vm, args.get(2))?;
    let inputs: Vec<_> = inputs.iter().collect();
    let outputs =
        block_on(model.borrow_mut().predict_all(&inputs, batch)).map_err(|error| failed(vm, error))?;
    arrays(vm, &outputs)
}

/// The bytes of a model's file. The ending of the name decides on the format.
fn save(vm: &mut Vm, model: &Model, args: &Args) -> R<Value> {
    let name = text(vm, args.get(1))?;
    let Some(format) = SaveFormat::of_name(&name) else {
        return Err(vm.value_error(format!(
            "\"{name}\" ends with no known format; .keras, .h5, .weights.h5, .safetensors, .zip (TensorFlow.js) and .onnx are known"
        )));
    };
    let optimizer = vm.truth(args.get(2))?;
    let bundle = block_on(model.borrow_mut().to_bundle(optimizer)).map_err(|error| failed(vm, error))?;
    // A page loads the module that writes ONNX where a program needs it.
    let elsewhere = cfg!(target_family = "wasm") && format == SaveFormat::Onnx;
    let format = if elsewhere { SaveFormat::Safetensors } else { format };
    let mut bytes = save_file(bundle, format).map_err(|error| failed(vm, error))?;
    if elsewhere {
        let missing = || Err("the module that writes ONNX files could not be loaded".into());
        let written = vm.convert("onnx-writer", &bytes).unwrap_or_else(missing);
        bytes = written.map_err(|message| vm.value_error(message))?;
    }
    Ok(Value::Bytes(bytes.into()))
}

/// Takes over the weights of a file: of a whole model, or of Keras's weights alone.
fn load_weights(vm: &mut Vm, model: &Model, args: &Args) -> R<Value> {
    let name = text(vm, args.get(1))?;
    let bytes = bytes(vm, args.get(2))?;
    let file = Source { name: name.clone(), bytes: bytes.as_slice().into() };
    let config = model.borrow().network().to_config().to_string().into_bytes();
    let config = Source { name: "config.json".into(), bytes: config.into() };
    let whole = if name.ends_with(".weights.h5") {
        None
    } else {
        open_files(&[Source { name: String::new(), bytes: bytes.as_slice().into() }]).ok()
    };
    let bundle = match whole {
        Some(bundle) => Ok(bundle),
        None => open_files(&[config, file]),
    };
    let weights = bundle.map_err(|error| failed(vm, error))?.floats().weights;
    let done = block_on(model.borrow_mut().set_weights(&weights));
    done.map(|()| Value::None).map_err(|error| failed(vm, error))
}
