//! Data sets in the engine's memory.

use js_sys::{Array, Object};
use pupil_core::Tensor;
use pupil_core::dataset;
use pupil_core::program::Role;
use pupil_data::strokes;
use pupil_formats::idx;
use wasm_bindgen::prelude::*;

use pupil_values::{Failure, error, member, plain_values, shape, tensor, tensors};

/// Samples and targets in the engine's memory.
#[wasm_bindgen]
#[derive(Clone)]
pub struct Dataset(pub(crate) dataset::Dataset);

#[wasm_bindgen]
impl Dataset {
    /// A data set from tensors `{ data, shape, scale }`: `x` has one for each input, `y` one for each output. The
    /// sample weights `weights` are empty, one tensor for all outputs, or one for each output, undefined for an output
    /// without any.
    #[wasm_bindgen(js_name = fromTensors)]
    pub fn from_tensors(x: &Array, y: &Array, weights: &Array) -> Result<Dataset, Failure> {
        let data = dataset::Dataset::of(tensors("x", x)?, tensors("y", y)?).map_err(error)?;
        if weights.length() == 0 {
            return Ok(Self(data));
        }
        let read = |weights: JsValue| match weights.is_object() {
            true => tensor("sample_weight", &weights).map(Some),
            false => Ok(None),
        };
        let weights = weights.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        data.with_sample_weights(weights).map(Self).map_err(error)
    }

    /// Another handle on the same data, for functions that consume their handle.
    pub fn share(&self) -> Dataset {
        self.clone()
    }

    /// A data set from the unpacked bytes of two IDX files.
    #[wasm_bindgen(js_name = fromIdx)]
    pub fn from_idx(images: &[u8], labels: &[u8]) -> Result<Dataset, Failure> {
        idx::dataset(images, labels).map(Self).map_err(error)
    }

    /// A data set of `count` generated digits, 28 by 28, with their labels.
    pub fn strokes(count: usize, seed: f64) -> Result<Dataset, Failure> {
        let (pixels, labels) = strokes::generate(count, seed as u64);
        let x = Tensor::from_u8([count, 28, 28, 1], pixels, 1.0 / 255.0).map_err(error)?;
        let y = Tensor::from_u8([count], labels, 1.0).map_err(error)?;
        dataset::Dataset::new(x, y).map(Self).map_err(error)
    }

    /// The number of samples.
    #[wasm_bindgen(getter)]
    pub fn length(&self) -> usize {
        self.0.len()
    }

    /// Shapes of the samples for each input, the number of samples first.
    #[wasm_bindgen(getter, js_name = xShapes)]
    pub fn x_shapes(&self) -> Array {
        (0..self.0.inputs()).map(|index| self.shape(Role::Input(index))).collect()
    }

    /// Shapes of the targets for each output, the number of samples first.
    #[wasm_bindgen(getter, js_name = yShapes)]
    pub fn y_shapes(&self) -> Array {
        (0..self.0.targets()).map(|index| self.shape(Role::Target(index))).collect()
    }

    fn shape(&self, role: Role) -> JsValue {
        shape(&self.0.shape(role).unwrap_or_default())
    }

    /// The samples of these indices as `{ x, y, weights }`. Each is a list of `{ data, shape }`, with null for an
    /// output without weights.
    pub fn gather(&self, indices: &[u32]) -> Result<JsValue, Failure> {
        let samples = self.0.len();
        if let Some(index) = indices.iter().find(|&&index| index as usize >= samples) {
            return Err(Failure::new(&format!("sample {index} is out of range: the data set has {samples}")));
        }
        let part = |role| match self.0.shape(role) {
            None => JsValue::NULL,
            Some(whole) => {
                let shape = whole.sample().batched(indices.len());
                let mut values = vec![0.0; shape.size()];
                self.0.gather(role, indices.iter().map(|&index| index as usize), &mut values);
                plain_values(&shape, &values)
            }
        };
        let all = |count: usize, role: fn(usize) -> Role| -> JsValue {
            (0..count).map(|index| part(role(index))).collect::<Array>().into()
        };
        let object = Object::new();
        member(&object, "x", &all(self.0.inputs(), Role::Input));
        member(&object, "y", &all(self.0.targets(), Role::Target));
        member(&object, "weights", &all(self.0.weight_sizes().len(), Role::SampleWeight));
        Ok(object.into())
    }

    /// All targets of each output, as `{ data, shape }`.
    pub fn targets(&self) -> Array {
        let targets = |index| {
            let role = Role::Target(index);
            let shape = self.0.shape(role).unwrap_or_default();
            plain_values(&shape, &self.0.values(role, 0..self.0.len()))
        };
        (0..self.0.targets()).map(targets).collect()
    }

    /// The first and the last samples as two data sets, as Keras's `validation_split` divides them. Both share the
    /// memory of this data set.
    pub fn split(&self, fraction: f64) -> Result<Array, Failure> {
        let (first, last) = self.0.split(fraction).map_err(error)?;
        Ok([JsValue::from(Self(first)), JsValue::from(Self(last))].into_iter().collect())
    }
}
