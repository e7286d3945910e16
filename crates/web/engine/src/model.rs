//! Models, for JavaScript.

use js_sys::{Array, Object, Promise, Uint8Array};
use pupil_core::block_on::block_on;
use pupil_core::device::Device as _;
use pupil_core::models::Network;
use pupil_core::program::Role;
use pupil_core::program::profile::ProfileRow;
use pupil_core::training::{self, Bundle, Compile, FitOptions, GradientOptions, Look};
use pupil_core::{OpenShape, Tensor};
use pupil_cpu::CpuDevice;
use pupil_cpu::profile::profile;
use pupil_formats::model as file;
use serde_json::{Map, Value};
use wasm_bindgen::prelude::*;

use crate::device::cpu;
use crate::shared::{Shared, SharedModel};
use crate::{Dataset, Evaluation, Fit};
use pupil_values::{
    Failure, config, error, member, now, numbers, plain, promise, structured, tensor, tensors,
};

/// A model in the engine's memory.
#[wasm_bindgen]
pub struct Model {
    pub(crate) model: SharedModel,
    /// The texts that were stored with the model in its file.
    metadata: Map<String, Value>,
    /// What a user should know about how the file was read.
    notes: Vec<String>,
}

#[wasm_bindgen]
impl Model {
    /// A new model from a Keras config, its weights initialized with `seed`.
    #[wasm_bindgen(js_name = fromConfig)]
    pub fn from_config(keras: JsValue, seed: f64) -> Result<Model, Failure> {
        let config = config("model config", keras)?;
        let network = Network::from_config(&config).map_err(error)?;
        // On the CPU the future is ready at once.
        let model = block_on(training::Model::new(network, cpu(), seed as u64)).map_err(error)?;
        Ok(Self { model: Shared::new("model", model), metadata: Map::new(), notes: Vec::new() })
    }

    /// A model from a file that [`Model::save`] or the module `pupil-files` wrote.
    pub fn load(safetensors: Vec<u8>) -> Result<Model, Failure> {
        let mut bundle = file::read(&safetensors).map_err(error)?;
        drop(safetensors);
        // `extend` inserts one by one; `collect` would add a general sort, 2 KB packed.
        let mut metadata = Map::new();
        metadata
            .extend(std::mem::take(&mut bundle.metadata).into_iter().map(|(name, text)| (name, text.into())));
        let notes = std::mem::take(&mut bundle.notes);
        let model = block_on(training::Model::from_bundle(bundle, cpu())).map_err(error)?;
        Ok(Self { model: Shared::new("model", model), metadata, notes })
    }

    /// What a user should know about how the file was read, one sentence each.
    #[wasm_bindgen(getter)]
    pub fn notes(&self) -> Vec<String> {
        self.notes.clone()
    }

    /// The texts that were stored with the model in its file, as an object.
    #[wasm_bindgen(getter)]
    pub fn metadata(&self) -> Result<JsValue, Failure> {
        structured(&self.metadata.clone().into())
    }

    /// The Keras config, as `model.to_json()` gives it.
    #[wasm_bindgen(js_name = toConfig)]
    pub fn to_config(&self) -> Result<JsValue, Failure> {
        self.model.with(|model| structured(&model.network().to_config()))?
    }

    /// The table that Keras prints.
    pub fn summary(&self) -> Result<String, Failure> {
        self.model.with(|model| model.network().summary())
    }

    /// The model as Python code for Keras.
    #[wasm_bindgen(js_name = kerasCode)]
    pub fn keras_code(&self) -> Result<String, Failure> {
        self.model.with(|model| model.network().keras_code())
    }

    /// The names of the inputs, in the model's order.
    #[wasm_bindgen(getter, js_name = inputNames)]
    pub fn input_names(&self) -> Result<Array, Failure> {
        self.model.with(|model| model.network().input_names().map(JsValue::from).collect())
    }

    /// For each input the layer that takes its texts; null for an input of numbers.
    #[wasm_bindgen(js_name = textLayers)]
    pub fn text_layers(&self) -> Result<JsValue, Failure> {
        self.model.with(|model| structured(&model.network().text_layers().into()))?
    }

    /// The names of the outputs, in the model's order.
    #[wasm_bindgen(getter, js_name = outputNames)]
    pub fn output_names(&self) -> Result<Array, Failure> {
        self.model.with(|model| model.network().output_names().map(JsValue::from).collect())
    }

    /// Shapes of the inputs, `null` for the number of samples and for unknown sizes.
    #[wasm_bindgen(getter, js_name = inputShapes)]
    pub fn input_shapes(&self) -> Result<Array, Failure> {
        self.model.with(|model| model.network().open_input_shapes().map(batch_shape).collect())
    }

    /// Shapes of the outputs, `null` for the number of samples and for unknown sizes.
    #[wasm_bindgen(getter, js_name = outputShapes)]
    pub fn output_shapes(&self) -> Result<Array, Failure> {
        self.model.with(|model| model.network().open_output_shapes().map(batch_shape).collect())
    }

    /// The layers: a list of `name`, `className`, `config`, `trainable`, `outputShape`, `weights`. Layers of an inner
    /// model are named `model/layer`.
    pub fn layers(&self) -> Result<JsValue, Failure> {
        self.model.with(|model| structured(&model.network().describe_layers().into()))?
    }

    /// The device it is on: `cpu` or `webgpu`.
    #[wasm_bindgen(getter)]
    pub fn backend(&self) -> Result<String, Failure> {
        self.model.with(|model| model.device().name().into())
    }

    /// Returns once, after a device was lost, a message that says so and what was lost with it.
    #[wasm_bindgen(js_name = takeNotice)]
    pub fn take_notice(&self) -> Result<Option<String>, Failure> {
        self.model.with(|model| model.take_notice())
    }

    /// Sets whether training changes the weights of a layer. Returns a promise without a value.
    #[wasm_bindgen(js_name = setTrainable)]
    pub fn set_trainable(&self, layer: String, trainable: bool) -> Promise {
        let model = self.model.clone();
        promise(async move {
            model.lend()?.set_trainable(&layer, trainable).await.map_err(error)?;
            Ok(JsValue::UNDEFINED)
        })
    }

    /// The outputs of layers for the inputs `x`, a list of `{ data, shape, scale }`; with a seed, their outputs in
    /// training. With a class, which parts of pictures support it, from the output of the only layer. Returns a promise
    /// of a list of `{ data, shape }`.
    pub fn look(
        &self,
        x: &Array,
        layers: &Array,
        seed: Option<f64>,
        class: Option<usize>,
        batch_size: usize,
    ) -> Promise {
        let layers = layers.iter().filter_map(|name| name.as_string()).collect();
        self.outputs(tensors("x", x), layers, seed, class, batch_size)
    }

    /// The loss of all samples of a data set and its gradients; with a seed, those in training. With `from_outputs`, the
    /// targets are the gradients of the outputs. Returns a promise of `{ loss, gradients, inputs, updates }`. The
    /// gradients are in the order of the weights, each `{ name, shape, data }`, or null for a weight that is not trained.
    /// `inputs` has the gradients with respect to the inputs, if they are asked for. `updates` is a list as the
    /// gradients, with the values that layers give their weights.
    pub fn gradients(
        &self,
        data: &Dataset,
        seed: Option<f64>,
        inputs: bool,
        from_outputs: bool,
        batch_size: usize,
    ) -> Promise {
        let (model, data) = (self.model.clone(), data.0.clone());
        promise(async move {
            let mut model = model.lend()?;
            let options = GradientOptions { seed: seed.map(|seed| seed as u64), inputs, from_outputs };
            let found = model.differentiate(&data, options, batch_size).await.map_err(error)?;
            let object = Object::new();
            member(&object, "loss", &found.loss.into());
            member(&object, "gradients", &named(model.network(), &found.weights));
            member(&object, "updates", &named(model.network(), &found.updates));
            member(&object, "inputs", &plain_all(&found.inputs));
            Ok(object.into())
        })
    }

    /// Does the optimizer's step with these gradients, each `{ shape, data }`, or null for a weight that is not trained.
    /// Before that, weights take their values of `updates`, an empty list or one of the same form. Returns a promise
    /// without a value.
    #[wasm_bindgen(js_name = applyGradients)]
    pub fn apply_gradients(&self, gradients: &Array, updates: &Array) -> Result<Promise, Failure> {
        let (gradients, updates) = (optional("gradients", gradients)?, optional("updates", updates)?);
        let model = self.model.clone();
        Ok(promise(async move {
            model.lend()?.apply_gradients(&gradients, &updates).await.map_err(error)?;
            Ok(JsValue::UNDEFINED)
        }))
    }

    /// Optimizer, losses and metrics in Keras's form; null for a model that is not compiled.
    #[wasm_bindgen(js_name = compileConfig)]
    pub fn compile_config(&self) -> Result<JsValue, Failure> {
        let config = |compile: &Compile| structured(&compile.to_config());
        self.model.with(|model| model.compiled().map_or(Ok(JsValue::NULL), config))?
    }

    /// Sets optimizer, losses and metrics. Returns a promise without a value.
    pub fn compile(&self, options: JsValue) -> Result<Promise, Failure> {
        let compile = Compile::from_config(&config("compile", options)?).map_err(error)?;
        let model = self.model.clone();
        Ok(promise(async move {
            model.lend()?.compile(compile).await.map_err(error)?;
            Ok(JsValue::UNDEFINED)
        }))
    }

    /// The learning rate of the next step.
    #[wasm_bindgen(getter, js_name = learningRate)]
    pub fn learning_rate(&self) -> Result<f64, Failure> {
        self.model.with(|model| model.learning_rate())?.map_err(error)
    }

    /// Changes the learning rate from the next step on.
    #[wasm_bindgen(js_name = setLearningRate)]
    pub fn set_learning_rate(&self, rate: f32) -> Result<(), Failure> {
        self.model.with(|model| model.set_learning_rate(rate))?.map_err(error)
    }

    /// Starts a training run on a data set, or without one on batches from outside. Consumes both handles.
    pub fn fit(
        &self,
        train: Option<Dataset>,
        validation: Option<Dataset>,
        options: JsValue,
    ) -> Result<Fit, Failure> {
        let options = FitOptions::from_config(&config("fit", options)?).map_err(error)?;
        let validation = validation.as_ref().map(|data| &data.0);
        let fit = self.model.with(|model| match &train {
            Some(train) => training::Fit::new(model, &train.0, validation, options),
            None => training::Fit::batches(model, validation, options),
        })?;
        Ok(Fit::new(fit.map_err(error)?, self.model.clone()))
    }

    /// Starts an evaluation, of the first `steps` batches if given.
    pub fn evaluate(
        &self,
        data: &Dataset,
        batch_size: usize,
        steps: Option<usize>,
    ) -> Result<Evaluation, Failure> {
        let evaluation =
            self.model.with(|model| training::Evaluation::of(model, &data.0, batch_size, steps))?;
        Ok(Evaluation::new(evaluation.map_err(error)?, self.model.clone()))
    }

    /// The outputs for the inputs `x`, a list of `{ data, shape, scale }`. Returns a promise of a list of `{ data,
    /// shape }`.
    pub fn predict(&self, x: &Array, batch_size: usize) -> Promise {
        self.outputs(tensors("x", x), Vec::new(), None, None, batch_size)
    }

    /// The outputs for samples `start..end` of a data set. Returns a promise of a list of `{ data, shape }`.
    #[wasm_bindgen(js_name = predictDataset)]
    pub fn predict_dataset(&self, data: &Dataset, start: usize, end: usize, batch_size: usize) -> Promise {
        let samples = data.0.len();
        let input = |index| {
            let role = Role::Input(index);
            let shape = data.0.shape(role).unwrap_or_default().sample().batched(end - start);
            Tensor::from_f32(shape, data.0.values(role, start..end)).map_err(error)
        };
        let x = if start > end || end > samples {
            let range = format!("samples {start}..{end} are out of range: the data set has {samples}");
            Err(Failure::new(&range))
        } else {
            (0..data.0.inputs()).map(input).collect()
        };
        self.outputs(x, Vec::new(), None, None, batch_size)
    }

    /// What a program returns: the model's outputs, or what [`Model::look`] shows.
    fn outputs(
        &self,
        x: Result<Vec<Tensor>, Failure>,
        layers: Vec<String>,
        seed: Option<f64>,
        class: Option<usize>,
        batch_size: usize,
    ) -> Promise {
        let model = self.model.clone();
        promise(async move {
            let x = x?;
            let x: Vec<&Tensor> = x.iter().collect();
            let look = match (&layers[..], class) {
                ([], _) => Look::Prediction,
                ([layer], Some(class)) => Look::GradCam(layer, class),
                (layers, _) => Look::Layers(layers, seed.map(|seed| seed as u64)),
            };
            let outputs = model.lend()?.look(&x, look, batch_size).await.map_err(error)?;
            Ok(plain_all(&outputs).into())
        })
    }

    /// One training step on all samples of a data set. Returns a promise of loss and metrics before the step.
    #[wasm_bindgen(js_name = trainOnBatch)]
    pub fn train_on_batch(&self, batch: &Dataset) -> Promise {
        let (model, batch) = (self.model.clone(), batch.0.clone());
        promise(async move {
            let logs = model.lend()?.train_on_batch(&batch).await.map_err(error)?;
            Ok(numbers(logs.iter().map(|(name, value)| (name.as_str(), *value))))
        })
    }

    /// The time that each operation takes in a training step on the CPU or, with `predict`, in a prediction: the rows
    /// of [`pupil_cpu::profile`] as objects.
    pub fn profile(&self, batch_size: usize, rounds: usize, predict: bool) -> Result<Array, Failure> {
        let program = self.model.with(|model| match predict {
            true => model.prediction_program(batch_size, false),
            false => model.training_program(batch_size, false),
        })?;
        let rows = profile(CpuDevice::new(), program.map_err(error)?, rounds, now).map_err(error)?;
        let row = |row: &ProfileRow| {
            let object = Object::new();
            member(&object, "op", &row.op.into());
            member(&object, "layer", &row.layer.as_str().into());
            for (key, number) in
                [("calls", row.calls as f64), ("milliseconds", row.milliseconds), ("flops", row.flops as f64)]
            {
                member(&object, key, &number.into());
            }
            JsValue::from(object)
        };
        Ok(rows.iter().map(row).collect())
    }

    /// Returns a promise of the weights in Keras order, each `{ name, shape, data }`.
    #[wasm_bindgen(js_name = getWeights)]
    pub fn get_weights(&self) -> Promise {
        let model = self.model.clone();
        promise(async move {
            let mut model = model.lend()?;
            let weights = model.weights().await.map_err(error)?;
            let names = model.network().weights().iter().map(|weight| weight.name.as_str());
            let all: Array = names.zip(&weights).map(|(name, weight)| plain(Some(name), weight)).collect();
            Ok(all.into())
        })
    }

    /// Replaces all weights, given as `{ shape, data }` in Keras order. Returns a promise without a value.
    #[wasm_bindgen(js_name = setWeights)]
    pub fn set_weights(&self, weights: &Array) -> Result<Promise, Failure> {
        let read = |(index, value): (usize, JsValue)| tensor(&format!("weight {index}"), &value);
        let tensors: Vec<Tensor> = weights.iter().enumerate().map(read).collect::<Result<_, _>>()?;
        let model = self.model.clone();
        Ok(promise(async move {
            model.lend()?.set_weights(&tensors).await.map_err(error)?;
            Ok(JsValue::UNDEFINED)
        }))
    }

    /// Returns a promise of the model as a file, with or without the optimizer's state, and with the texts of
    /// `metadata`.
    pub fn save(&self, include_optimizer: bool, metadata: JsValue) -> Result<Promise, Failure> {
        let Value::Object(texts) = config("metadata", metadata)? else {
            return Err(Failure::new("metadata: expected an object of texts"));
        };
        let text = |(name, value): (String, Value)| match value {
            Value::String(text) => Ok((name, text)),
            other => Err(Failure::new(&format!("metadata: {name} is {other}; expected a text"))),
        };
        let metadata: Vec<(String, String)> = texts.into_iter().map(text).collect::<Result<_, _>>()?;
        let model = self.model.clone();
        Ok(promise(async move {
            let bundle = model.lend()?.to_bundle(include_optimizer).await.map_err(error)?;
            let file = file::write(&Bundle { metadata, ..bundle }).map_err(error)?;
            Ok(Uint8Array::from(file.as_slice()).into())
        }))
    }
}

/// Tensors as a list of `{ data, shape }`.
fn plain_all(tensors: &[Tensor]) -> Array {
    tensors.iter().map(|tensor| plain(None, tensor)).collect()
}

/// Tensors of weights as a list of `{ name, data, shape }`; null where a weight has none.
fn named(network: &Network, tensors: &[Option<Tensor>]) -> Array {
    let list = Array::new();
    for (weight, tensor) in network.weights().iter().zip(tensors) {
        let value = tensor.as_ref().map_or(JsValue::NULL, |tensor| plain(Some(&weight.name), tensor));
        list.push(&value);
    }
    list
}

/// Tensors of weights, null where a weight has none. A loop, because `collect` into a result takes more code.
fn optional(what: &str, list: &Array) -> Result<Vec<Option<Tensor>>, Failure> {
    let mut tensors = Vec::new();
    for value in list.iter() {
        tensors.push(if value.is_null() { None } else { Some(tensor(what, &value)?) });
    }
    Ok(tensors)
}

/// A sample's shape with `null` in front for the number of samples.
fn batch_shape(sample: OpenShape) -> JsValue {
    let size = |size: &Option<usize>| size.map_or(JsValue::NULL, |size| JsValue::from(size as f64));
    std::iter::once(JsValue::NULL).chain(sample.iter().map(size)).collect::<Array>().into()
}
