//! Numbers without what the standard library brings along.

/// `value`, or the bound that it passes; NaN stays NaN. As [`f32::clamp`], whose check of the bounds formats floats in its
/// message: 7 KB packed in what browsers load.
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
