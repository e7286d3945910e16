//! Data sets kept in the engine's memory.

use js_sys::Array;
use pupil_core::Tensor;
use pupil_core::dataset;
use pupil_core::program::Role;
use pupil_data::strokes;
use pupil_formats::idx;
use wasm_bindgen::prelude::*;

use pupil_js::{error, shape, tensor};

/// Samples and targets in the engine's memory.
#[wasm_bindgen]
#[derive(Clone)]
pub struct Dataset(pub(crate) dataset::Dataset);

#[wasm_bindgen]
impl Dataset {
    /// From typed arrays; bytes of `x` are multiplied by `x_scale`.
    #[wasm_bindgen(js_name = fromTensors)]
    pub fn from_tensors(
        x: &JsValue,
        x_shape: &[u32],
        x_scale: f32,
        y: &JsValue,
        y_shape: &[u32],
    ) -> Result<Dataset, JsError> {
        let (x, y) = (tensor("x", x, x_shape, x_scale)?, tensor("y", y, y_shape, 1.0)?);
        dataset::Dataset::new(x, y).map(Self).map_err(error)
    }

    /// The same with weights of the samples.
    #[wasm_bindgen(js_name = withSampleWeight)]
    pub fn with_sample_weight(&self, weights: &JsValue, weights_shape: &[u32]) -> Result<Dataset, JsError> {
        let weights = tensor("sample_weight", weights, weights_shape, 1.0)?;
        self.0.clone().with_sample_weight(weights).map(Self).map_err(error)
    }

    /// Another handle on the same data, for functions that take one away.
    pub fn share(&self) -> Dataset {
        self.clone()
    }

    /// From the unpacked bytes of two IDX files.
    #[wasm_bindgen(js_name = fromIdx)]
    pub fn from_idx(images: &[u8], labels: &[u8]) -> Result<Dataset, JsError> {
        idx::dataset(images, labels).map(Self).map_err(error)
    }

    /// Generated digits, 28 by 28, with their labels.
    pub fn strokes(count: usize, seed: f64) -> Result<Dataset, JsError> {
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

    /// Shape of the samples, their number first.
    #[wasm_bindgen(getter, js_name = xShape)]
    pub fn x_shape(&self) -> JsValue {
        shape(&self.0.x_shape())
    }

    /// Shape of the targets, their number first.
    #[wasm_bindgen(getter, js_name = yShape)]
    pub fn y_shape(&self) -> JsValue {
        shape(&self.0.y_shape())
    }

    /// Some samples, one after the other.
    #[wasm_bindgen(js_name = gatherX)]
    pub fn gather_x(&self, indices: &[u32]) -> Result<Vec<f32>, JsError> {
        let [x, _, _] = self.gather(indices)?;
        Ok(x)
    }

    /// Some targets, one after the other.
    #[wasm_bindgen(js_name = gatherY)]
    pub fn gather_y(&self, indices: &[u32]) -> Result<Vec<f32>, JsError> {
        let [_, y, _] = self.gather(indices)?;
        Ok(y)
    }

    /// All targets, one after the other.
    pub fn targets(&self) -> Vec<f32> {
        self.0.y_range(0..self.0.len())
    }

    /// Weights of some samples, one after the other; none where there are none.
    #[wasm_bindgen(js_name = gatherWeights)]
    pub fn gather_weights(&self, indices: &[u32]) -> Result<Vec<f32>, JsError> {
        let [_, _, weights] = self.gather(indices)?;
        Ok(weights)
    }

    fn gather(&self, indices: &[u32]) -> Result<[Vec<f32>; 3], JsError> {
        let samples = self.0.len();
        if let Some(index) = indices.iter().find(|&&index| index as usize >= samples) {
            return Err(JsError::new(&format!("sample {index} is out of range: the data set has {samples}")));
        }
        let part = |role| {
            let size = self.0.shape(role).map_or(0, |shape| shape.sample().size());
            let mut values = vec![0.0; indices.len() * size];
            self.0.gather(role, indices.iter().map(|&index| index as usize), &mut values);
            values
        };
        Ok([Role::Input(0), Role::Target(0), Role::SampleWeight(0)].map(part))
    }

    /// First and last part, as Keras's `validation_split` takes them; both share this one's memory.
    pub fn split(&self, fraction: f64) -> Result<Array, JsError> {
        let (first, last) = self.0.split(fraction).map_err(error)?;
        Ok([JsValue::from(Self(first)), JsValue::from(Self(last))].into_iter().collect())
    }
}
