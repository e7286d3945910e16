//! Numeric functions that need less code than the standard library's.

/// `value` limited to `low..=high`; NaN stays NaN. [`f32::clamp`] does the same, but the message of its bounds check
/// formats floats: 7 KB packed of what browsers load.
pub fn between(value: f32, low: f32, high: f32) -> f32 {
    if value < low {
        low
    } else if value > high {
        high
    } else {
        value
    }
}

#[cfg(test)]
mod tests {
    use super::between;

    #[test]
    fn values_stay_between_their_bounds() {
        assert_eq!([-1.0, 0.25, 3.0].map(|value| between(value, 0.0, 1.0)), [0.0, 0.25, 1.0]);
        assert!(between(f32::NAN, 0.0, 1.0).is_nan());
    }
}
