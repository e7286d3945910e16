//! Lists of numbers as rectangular tensors: `keras.utils.pad_sequences` and `keras.utils.to_categorical`.

use alloc::vec;
use alloc::vec::Vec;

use pupil_core::error::{Error, Result};
use pupil_core::tensor::Tensor;

/// The side of a sequence that is padded or cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Side {
    /// The beginning; Keras's default for both.
    #[default]
    Pre,
    /// The end.
    Post,
}

impl Side {
    /// The side of this Keras name, `pre` or `post`.
    ///
    /// # Errors
    /// For any other name.
    pub fn from_name(name: &str) -> Result<Self> {
        match name {
            "pre" => Ok(Self::Pre),
            "post" => Ok(Self::Post),
            _ => Err(Error::unsupported("side", name, "pre, post")),
        }
    }
}

/// Sequences as the rows of one tensor `(n, maxlen)` of integers. Short sequences are filled with `value` at the side
/// `padding`; long ones lose numbers at the side `truncating`. Without `maxlen`, it is the length of the longest
/// sequence.
///
/// # Errors
/// When there are no sequences and no `maxlen`. Also for a `maxlen` of 0 where Keras cannot cut at the beginning.
pub fn pad_sequences(
    sequences: &[Vec<i32>],
    maxlen: Option<usize>,
    padding: Side,
    truncating: Side,
    value: i32,
) -> Result<Tensor> {
    let longest = sequences.iter().map(Vec::len).max();
    let Some(maxlen) = maxlen.or(longest) else {
        return Err(Error::invalid("maxlen is absent and there are no sequences; expected one of them"));
    };
    if maxlen == 0 && truncating == Side::Pre && longest > Some(0) {
        return Err(Error::invalid("maxlen is 0; sequences cut at the beginning need at least 1"));
    }
    let mut out = Vec::with_capacity(sequences.len() * maxlen);
    for sequence in sequences {
        let kept = sequence.len().min(maxlen);
        let kept = match truncating {
            Side::Pre => &sequence[sequence.len() - kept..],
            Side::Post => &sequence[..kept],
        };
        let end = out.len() + maxlen;
        if padding == Side::Pre {
            out.resize(end - kept.len(), value);
        }
        out.extend_from_slice(kept);
        out.resize(end, value);
    }
    Tensor::from_i32([sequences.len(), maxlen], out)
}

/// Class numbers as rows of a tensor `(n, num_classes)`, 1 at the class and 0 elsewhere. Without `num_classes`, or with
/// 0, it is one more than the largest label.
///
/// # Errors
/// For a label below 0 or not below `num_classes`; also when there are no labels and no `num_classes`.
pub fn to_categorical(labels: &[i32], num_classes: Option<usize>) -> Result<Tensor> {
    let largest = labels.iter().copied().max();
    let classes = match (num_classes.filter(|&n| n > 0), largest) {
        (Some(classes), _) => classes,
        (None, Some(largest)) => usize::try_from(largest).map_or(1, |largest| largest + 1),
        (None, None) => {
            return Err(Error::invalid(
                "option \"num_classes\" is absent and there are no labels; expected one of them",
            ));
        }
    };
    let mut out = vec![0.0; labels.len() * classes];
    for (sample, &label) in labels.iter().enumerate() {
        let class = usize::try_from(label).ok().filter(|&class| class < classes);
        let class = class.ok_or(Error::Label { value: label.into(), sample, last: classes - 1 })?;
        out[sample * classes + class] = 1.0;
    }
    Tensor::from_f32([labels.len(), classes], out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn both_sides_pad_and_cut() {
        let sequences = [vec![1, 2, 3], vec![4], vec![]];
        let rows = |padding, truncating| pad_sequences(&sequences, Some(2), padding, truncating, 9).unwrap();
        let expected = |data: [i32; 6]| Tensor::from_i32([3, 2], data.to_vec()).unwrap();
        assert_eq!(rows(Side::Pre, Side::Pre), expected([2, 3, 9, 4, 9, 9]));
        assert_eq!(rows(Side::Post, Side::Post), expected([1, 2, 4, 9, 9, 9]));
    }

    #[test]
    fn a_label_out_of_range_is_named() {
        assert_eq!(to_categorical(&[1, 0], None).unwrap().to_f32(), [0.0, 1.0, 1.0, 0.0]);
        let error = to_categorical(&[0, 3], Some(3)).unwrap_err().to_string();
        assert_eq!(error, "label 3 of sample 1 is out of range: expected a whole number from 0 to 2");
        assert!(to_categorical(&[-1], None).is_err());
    }

    #[test]
    fn empty_lists_need_a_size() {
        assert!(pad_sequences(&[], None, Side::Pre, Side::Pre, 0).is_err());
        assert!(to_categorical(&[], None).is_err());
        let error = Side::from_name("left").unwrap_err().to_string();
        assert_eq!(error, "side \"left\" is not supported; supported: pre, post");
    }
}
