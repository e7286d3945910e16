//! Arrays between brackets.

use super::float::{FloatFormat, Number};
use super::{FloatMode, PrintOptions};
use crate::array::Array;
use crate::dtype::DType;
use crate::memory::tuple;
use crate::scalar::Scalar;

/// A printer for the elements of an array.
enum ElementFormat {
    Float(FloatFormat),
    /// The width, and the sign that positive numbers have
    Integer(usize, char),
    Bool(bool),
}

impl ElementFormat {
    fn new(elements: &[Scalar], has_axes: bool, dtype: DType, options: &PrintOptions) -> Self {
        if dtype == DType::Bool {
            return ElementFormat::Bool(has_axes);
        }
        if dtype.is_float() {
            let numbers: Vec<Number> = elements.iter().map(|&element| number(element)).collect();
            return ElementFormat::Float(FloatFormat::new(&numbers, options));
        }
        let largest = elements.iter().map(|element| element.as_i64()).max();
        let smallest = elements.iter().map(|element| element.as_i64()).min();
        let (Some(largest), Some(smallest)) = (largest, smallest) else {
            return ElementFormat::Integer(0, '-');
        };
        let sign = if options.sign == ' ' && smallest < 0 { '-' } else { options.sign };
        let above = largest.to_string().len() + usize::from(largest >= 0 && sign != '-');
        ElementFormat::Integer(above.max(smallest.to_string().len()), sign)
    }

    fn print(&self, element: Scalar) -> String {
        match self {
            ElementFormat::Float(format) => format.print(number(element)),
            ElementFormat::Integer(width, sign) => {
                let value = element.as_i64();
                let width = *width;
                match sign {
                    '+' if value >= 0 => format!("{:>width$}", format!("+{value}")),
                    ' ' if value >= 0 => format!("{:>width$}", format!(" {value}")),
                    _ => format!("{value:>width$}"),
                }
            }
            ElementFormat::Bool(padded) => match element.as_bool() {
                true if *padded => " True".into(),
                true => "True".into(),
                false => "False".into(),
            },
        }
    }
}

fn number(element: Scalar) -> Number {
    match element {
        Scalar::Float32(value) => Number::F32(value),
        other => Number::F64(other.as_f64()),
    }
}

/// What printing an array needs to know on all levels.
struct Printer<'a> {
    array: &'a Array,
    format: ElementFormat,
    separator: &'a str,
    edgeitems: usize,
    summarize: bool,
}

impl Printer<'_> {
    /// The places along an axis that are printed. `None` stands for the dots.
    fn places(&self, n: usize) -> Vec<Option<usize>> {
        if self.summarize && self.edgeitems.saturating_mul(2) < n {
            let head = (0..self.edgeitems).map(Some);
            head.chain([None]).chain((n - self.edgeitems..n).map(Some)).collect()
        } else {
            (0..n).map(Some).collect()
        }
    }

    fn axis(&self, axis: usize, position: isize, indent: &str, width: usize) -> String {
        let shape = self.array.shape();
        let at = |place: usize| position + place as isize * self.array.strides()[axis];
        let left = shape.len() - axis;
        let inner_indent = format!("{indent} ");
        let tight = self.separator.trim_end();
        let places = self.places(shape[axis]);
        let last = places.len().saturating_sub(1);
        let mut text = String::new();
        if left == 1 {
            let limit = width.saturating_sub(tight.len().max(1));
            let mut line = indent.to_string();
            for (i, place) in places.iter().enumerate() {
                let word = match place {
                    Some(place) => self.element(at(*place)),
                    None => "...".into(),
                };
                if line.len() + word.len() > limit && line.len() > indent.len() {
                    text += line.trim_end();
                    text.push('\n');
                    line = indent.to_string();
                }
                line += &word;
                if i < last {
                    line += self.separator;
                }
            }
            text += &line;
        } else {
            let between = format!("{tight}{}", "\n".repeat(left - 1));
            for (i, place) in places.iter().enumerate() {
                text += indent;
                match place {
                    Some(place) => {
                        text += &self.axis(axis + 1, at(*place), &inner_indent, width.saturating_sub(1))
                    }
                    None => text += "...",
                }
                if i < last {
                    text += &between;
                }
            }
        }
        format!("[{}]", &text[indent.len().min(text.len())..])
    }

    fn element(&self, position: isize) -> String {
        self.array.at(position as usize).map_or_else(String::new, |element| self.format.print(element))
    }
}

/// The corners of an array, which decide on the widths of a summary.
fn corners(array: &Array, edgeitems: usize) -> Vec<Scalar> {
    fn visit(array: &Array, edgeitems: usize, axis: usize, position: isize, found: &mut Vec<Scalar>) {
        if axis == array.ndim() {
            found.extend(array.at(position as usize));
            return;
        }
        let n = array.shape()[axis];
        let (head, tail) = if n <= edgeitems.saturating_mul(2) { (n, n) } else { (edgeitems, n - edgeitems) };
        for place in (0..head).chain(tail..n) {
            visit(array, edgeitems, axis + 1, position + place as isize * array.strides()[axis], found);
        }
    }
    let mut found = Vec::new();
    visit(array, edgeitems, 0, array.offset() as isize, &mut found);
    found
}

/// The elements between brackets (`np.array2string`). The prefix is what stands before them in the first line.
pub fn array2string(
    array: &Array,
    separator: &str,
    prefix: &str,
    suffix: &str,
    options: &PrintOptions,
) -> String {
    if array.size() == 0 {
        return "[]".into();
    }
    let summarize = array.size() > options.threshold;
    let elements = corners(array, if summarize { options.edgeitems } else { usize::MAX / 2 });
    let mut options = options.clone();
    if options.floatmode == FloatMode::Unique {
        options.precision = usize::MAX;
    }
    let format = ElementFormat::new(&elements, array.ndim() > 0, array.dtype(), &options);
    let printer = Printer { array, format, separator, edgeitems: options.edgeitems, summarize };
    if array.ndim() == 0 {
        return printer.element(array.offset() as isize);
    }
    let width = options.linewidth.saturating_sub(suffix.len());
    printer.axis(0, array.offset() as isize, &" ".repeat(prefix.len() + 1), width)
}

/// `str(a)` (`np.array_str`).
pub fn array_str(array: &Array, options: &PrintOptions) -> String {
    match array.item() {
        Ok(scalar) if array.ndim() == 0 => scalar.to_string(),
        _ => array2string(array, " ", "", "", options),
    }
}

/// `repr(a)` (`np.array_repr`).
pub fn array_repr(array: &Array, options: &PrintOptions) -> String {
    const PREFIX: &str = "array(";
    let body = array2string(array, ", ", PREFIX, ")", options);
    let mut extras = Vec::new();
    if array.size() == 0 && array.shape() != [0] || array.size() > options.threshold {
        extras.push(format!("shape={}", tuple(array.shape())));
    }
    let implied = matches!(array.dtype(), DType::Bool | DType::Int64 | DType::Float64);
    if !implied || array.size() == 0 {
        extras.push(format!("dtype={}", array.dtype()));
    }
    if extras.is_empty() {
        return format!("{PREFIX}{body})");
    }
    let text = format!("{PREFIX}{body},");
    let extras = format!("{})", extras.join(", "));
    let last_line = text.len() - text.rfind('\n').map_or(0, |at| at + 1);
    let spacer = if last_line + extras.len() + 1 > options.linewidth {
        format!("\n{}", " ".repeat(PREFIX.len()))
    } else {
        " ".into()
    };
    format!("{text}{spacer}{extras}")
}

impl Array {
    /// `repr(a)` with the current settings.
    pub fn repr(&self) -> String {
        array_repr(self, &super::get_printoptions())
    }
}
