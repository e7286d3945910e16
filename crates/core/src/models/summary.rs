//! The model as Keras prints it, and as Keras code.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt::Write;

use super::Network;
use crate::shape::Shape;

impl Network {
    /// Numbers in trainable and in other weights.
    pub fn parameters(&self) -> (usize, usize) {
        let count = |trainable| {
            self.weights().iter().filter(|w| w.trainable == trainable).map(|w| w.shape.size()).sum()
        };
        (count(true), count(false))
    }

    /// The table that Keras's `summary()` prints.
    pub fn summary(&self) -> String {
        let rows: Vec<[String; 3]> = self
            .layers()
            .enumerate()
            .map(|(index, (entry, output))| {
                let parameters =
                    self.weights().iter().filter(|w| w.layer == index).map(|w| w.shape.size()).sum();
                [
                    format!("{} ({})", entry.name, entry.layer.class_name()),
                    none_first(output),
                    thousands(parameters),
                ]
            })
            .collect();
        // Keras's column widths on an 80-column terminal, wider where a name needs it.
        let mut widths = [31, 22, 13];
        for row in &rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = cell.chars().count().max(*width);
            }
        }
        let line = |left: &str, fill: &str, middle: &str, right: &str| {
            let parts: Vec<String> = widths.iter().map(|width| fill.repeat(width + 2)).collect();
            format!("{left}{}{right}\n", parts.join(middle))
        };
        let row = |bar: &str, [name, shape, count]: &[String; 3]| {
            let [a, b, c] = widths;
            format!("{bar} {name:<a$} {bar} {shape:<b$} {bar} {count:>c$} {bar}\n")
        };
        let mut out = format!("Model: \"{}\"\n", self.name());
        out += &line("┏", "━", "┳", "┓");
        out += &row("┃", &["Layer (type)", "Output Shape", "Param #"].map(ToString::to_string));
        out += &line("┡", "━", "╇", "┩");
        for (index, cells) in rows.iter().enumerate() {
            if index > 0 {
                out += &line("├", "─", "┼", "┤");
            }
            out += &row("│", cells);
        }
        out += &line("└", "─", "┴", "┘");
        let (trainable, others) = self.parameters();
        for (label, count) in
            [("Total", trainable + others), ("Trainable", trainable), ("Non-trainable", others)]
        {
            let _ = writeln!(out, " {label} params: {} ({})", thousands(count), memory(count * 4));
        }
        out
    }

    /// The model as Python code for Keras.
    pub fn keras_code(&self) -> String {
        let mut out = String::from("model = keras.Sequential([\n");
        let _ = writeln!(out, "    keras.Input(shape={}),", self.input_shape());
        for (entry, _) in self.layers() {
            let _ = writeln!(out, "    layers.{}({}),", entry.layer.class_name(), entry.layer.arguments());
        }
        out + "])\n"
    }
}

fn none_first(sample: &Shape) -> String {
    let mut out = String::from("(None");
    for size in sample.iter() {
        let _ = write!(out, ", {size}");
    }
    out + ")"
}

fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Bytes as Keras shows them: `879.04 KB`.
fn memory(bytes: usize) -> String {
    let (mut unit, mut size) = (0, 1usize);
    while unit < 3 && bytes >= size * 1024 {
        unit += 1;
        size *= 1024;
    }
    // Hundredths, rounded.
    let hundredths = (bytes as u64 * 100 + size as u64 / 2) / size as u64;
    format!("{}.{:02} {}", hundredths / 100, hundredths % 100, ["B", "KB", "MB", "GB"][unit])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_counts_read_as_in_keras() {
        assert_eq!(
            [0, 1023, 900_136, 76_136_708].map(memory),
            ["0.00 B", "1023.00 B", "879.04 KB", "72.61 MB"]
        );
        assert_eq!([0, 999, 1000, 225_034].map(thousands), ["0", "999", "1,000", "225,034"]);
    }
}
