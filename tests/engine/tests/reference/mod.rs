//! Compares a model's outputs with those of a reference.

use pupil_core::block_on::block_on;
use pupil_core::tensor::Tensor;
use pupil_core::training::Model;
use pupil_cpu::CpuDevice;
use serde_json::Value;

/// The largest difference of the model's outputs from the reference, as a share of the reference's largest value. The
/// reference has all values of an output as `data`, or the `first` ones and the `sum` of all.
pub fn difference(
    model: &mut Model<CpuDevice>,
    inputs: &[Tensor],
    expected: &[Value],
) -> Result<f32, String> {
    let inputs: Vec<&Tensor> = inputs.iter().collect();
    let outputs = block_on(model.predict_all(&inputs, 32)).map_err(|error| error.to_string())?;
    assert_eq!(outputs.len(), expected.len());
    let mut largest: f32 = 0.0;
    for (output, expected) in outputs.iter().zip(expected) {
        let values = output.to_f32();
        let numbers = |key: &str| -> Option<Vec<f32>> {
            let list = expected[key].as_array()?;
            Some(list.iter().map(|number| number.as_f64().unwrap() as f32).collect())
        };
        let reference = numbers("data").or_else(|| numbers("first")).unwrap();
        let scale = reference.iter().fold(f32::MIN_POSITIVE, |largest, value| largest.max(value.abs()));
        // The reference is rounded to seven decimals, and has an error of its own beyond that.
        let differences = values.iter().zip(&reference).map(|(a, b)| ((a - b).abs() - 1e-7).max(0.0));
        largest = largest.max(differences.fold(0.0, f32::max) / scale);
        if let Some(sum) = expected["sum"].as_f64() {
            let found: f64 = values.iter().map(|&value| f64::from(value)).sum();
            let size: f64 = values.iter().map(|&value| f64::from(value.abs())).sum();
            largest = largest.max(((found - sum).abs() / size) as f32);
        }
    }
    Ok(largest)
}
