//! Event files, in which TensorBoard finds the values of a training.
//!
//! A file is a list of records (TFRecord): the length of a message, the length's checksum, the message, and its checksum.
//! Each message is an `Event` of TensorFlow's Protocol Buffers. The values have the form that TensorFlow 2 writes: a
//! tensor, and the name of the plugin that shows it.

use alloc::vec::Vec;

use crate::protobuf::Message;

/// The buckets of a histogram, as many as TensorFlow's.
const BUCKETS: usize = 30;

/// What an event shows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Summary<'a> {
    /// A number, for the curves.
    Scalar(f32),
    /// How the values of a weight are spread.
    Histogram(&'a [f32]),
    /// A model's Keras config as JSON, for the graph.
    KerasModel(&'a str),
}

/// The record with which a file begins. `time` is in seconds since 1970.
pub fn start(time: f64) -> Vec<u8> {
    let mut writer = Message::default();
    writer.bytes(1, b"pupil");
    let mut event = Message::default();
    event.double(1, time);
    event.bytes(3, b"brain.Event:2");
    event.bytes(10, &writer.0);
    record(&event.0)
}

/// The record of a value under the name `tag`, after so many steps or epochs.
pub fn event(time: f64, step: i64, tag: &str, summary: Summary<'_>) -> Vec<u8> {
    let (mut tensor, mut shape, mut plugin) = (Message::default(), Message::default(), Message::default());
    match summary {
        Summary::Scalar(value) => {
            tensor.number(1, 1);
            tensor.bytes(2, &shape.0);
            tensor.bytes(4, &value.to_le_bytes());
            plugin.bytes(1, b"scalars");
        }
        Summary::Histogram(values) => {
            for size in [BUCKETS, 3] {
                let mut axis = Message::default();
                axis.number(1, size as i64);
                shape.bytes(2, &axis.0);
            }
            tensor.number(1, 2);
            tensor.bytes(2, &shape.0);
            let numbers: Vec<u8> =
                buckets(values).as_flattened().iter().flat_map(|x| x.to_le_bytes()).collect();
            tensor.bytes(4, &numbers);
            plugin.bytes(1, b"histograms");
        }
        Summary::KerasModel(config) => {
            tensor.number(1, 7);
            tensor.bytes(2, &shape.0);
            tensor.bytes(8, config.as_bytes());
            plugin.bytes(1, b"graph_keras_model");
            plugin.bytes(2, b"1");
        }
    }
    let mut metadata = Message::default();
    metadata.bytes(1, &plugin.0);
    let mut value = Message::default();
    value.bytes(1, tag.as_bytes());
    value.bytes(8, &tensor.0);
    value.bytes(9, &metadata.0);
    let mut summary = Message::default();
    summary.bytes(1, &value.0);
    let mut event = Message::default();
    event.double(1, time);
    if step != 0 {
        event.number(2, step);
    }
    event.bytes(5, &summary.0);
    record(&event.0)
}

/// The buckets of a histogram: from, to, and how many values. If all values are the same, the last bucket has them.
fn buckets(values: &[f32]) -> Vec<[f64; 3]> {
    let least = values.iter().copied().fold(f32::INFINITY, f32::min);
    let most = values.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let (least, most) = if least <= most { (f64::from(least), f64::from(most)) } else { (0.0, 0.0) };
    let width = (most - least) / BUCKETS as f64;
    let edge = |at: usize| if at == BUCKETS { most } else { least + at as f64 * width };
    let mut buckets: Vec<[f64; 3]> = (0..BUCKETS).map(|at| [edge(at), edge(at + 1), 0.0]).collect();
    for &value in values {
        let at = if width > 0.0 { ((f64::from(value) - least) / width) as usize } else { BUCKETS };
        buckets[at.min(BUCKETS - 1)][2] += 1.0;
    }
    buckets
}

/// A message with its length and the checksums.
fn record(message: &[u8]) -> Vec<u8> {
    let length = (message.len() as u64).to_le_bytes();
    let mut out = length.to_vec();
    out.extend(checksum(&length).to_le_bytes());
    out.extend(message);
    out.extend(checksum(message).to_le_bytes());
    out
}

/// The masked CRC-32C of TFRecord files.
fn checksum(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for &byte in bytes {
        crc ^= u32::from(byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0x82F6_3B78 } else { crc >> 1 };
        }
    }
    (!crc).rotate_right(15).wrapping_add(0xA282_EAD8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::String;
    use alloc::vec;

    /// What TensorFlow 2.21 wrote: `batch_loss`, step 1, at this time.
    const SCALAR: &str = "34000000000000005e33175c095053498179c3da4110012a270a250a0a62617463685f6c6f7373420a0801120022\
                          048ca9e53e4a0b0a090a077363616c6172731a2dcbb5";

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| alloc::format!("{byte:02x}")).collect()
    }

    #[test]
    fn a_scalar_has_the_bytes_that_tensorflow_writes() {
        let time = f64::from_le_bytes([0x50, 0x53, 0x49, 0x81, 0x79, 0xc3, 0xda, 0x41]);
        let value = f32::from_le_bytes([0x8c, 0xa9, 0xe5, 0x3e]);
        assert_eq!(hex(&event(time, 1, "batch_loss", Summary::Scalar(value))), SCALAR);
    }

    /// The checksum of "123456789" is known as the check of CRC-32C.
    #[test]
    fn checksums() {
        assert_eq!(checksum(b"123456789"), 0xE306_9283_u32.rotate_right(15).wrapping_add(0xA282_EAD8));
        let begins = start(0.0);
        assert_eq!(begins.len(), 16 + 9 + 15 + 9);
    }

    /// The buckets that TensorFlow 2.21 counts.
    #[test]
    fn histograms() {
        let found = buckets(&[0.0, 1.0, 2.0, 3.0, 4.0, 4.0, -1.0, 0.25]);
        let counts: Vec<(usize, f64)> =
            (0..).zip(found.iter().map(|bucket| bucket[2])).filter(|&(_, count)| count > 0.0).collect();
        let expected = [(0, 1.0), (6, 1.0), (7, 1.0), (12, 1.0), (18, 1.0), (24, 1.0), (29, 2.0)];
        assert_eq!(counts, expected);
        assert!((found[7][0] - 1.0 / 6.0).abs() < 1e-12 && found[29][1] == 4.0);
        assert_eq!(buckets(&[2.0, 2.0])[28..], [[2.0, 2.0, 0.0], [2.0, 2.0, 2.0]]);
        assert_eq!(buckets(&[]), vec![[0.0; 3]; BUCKETS]);
    }
}
