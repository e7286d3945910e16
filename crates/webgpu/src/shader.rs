//! What a kernel is: WGSL, the memory it uses, and how many workgroups run it.
//!
//! A kernel's WGSL names its operands as functions, `x(i)` to read and `set_y(i, value)` to write element `i`; they and
//! the constants are put before it. So it does not matter to a kernel whether an operand has a binding of its own, shares
//! one (because it is read twice, or is overwritten in place), or lies within a larger one.

use std::fmt::Write as _;

use pupil_core::program::{Buffer, DType};

use crate::place::{BufferKind, Place};
use crate::workgroup_reduce;

/// Threads of a workgroup of kernels that go over elements; what every adapter allows.
pub const WORKGROUP: u32 = 256;

/// Workgroups along one axis of a dispatch; what every adapter allows.
const MAX_GROUPS: u32 = 65535;

/// An operand under the name that the kernel calls it by.
#[derive(Debug, Clone)]
struct Slot {
    name: String,
    place: Place,
    written: bool,
}

/// A kernel call.
#[derive(Debug, Clone)]
pub struct Shader {
    body: String,
    constants: String,
    slots: Vec<Slot>,
    /// Workgroups along each axis.
    pub groups: [u32; 3],
}

/// A part of one buffer that a kernel sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    pub kind: BufferKind,
    /// The first byte.
    pub offset: usize,
    /// How many bytes: whole words, as bindings must be.
    pub bytes: usize,
    pub written: bool,
    pub element: Element,
}

/// What a kernel sees a part of a buffer as an array of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Element {
    F32,
    F16,
    /// Words that hold four 8-bit numbers each, and behind them words that hold the scales.
    Packed,
}

impl From<DType> for Element {
    fn from(dtype: DType) -> Self {
        match dtype {
            DType::F32 => Self::F32,
            DType::F16 => Self::F16,
            DType::I8 { .. } => Self::Packed,
        }
    }
}

impl Element {
    /// Its type in WGSL.
    fn wgsl(self) -> &'static str {
        match self {
            Self::F32 => "f32",
            Self::F16 => "f16",
            Self::Packed => "u32",
        }
    }
}

/// A kernel call with its memory as bindings.
pub struct Bound {
    pub source: String,
    pub windows: Vec<Window>,
    pub groups: [u32; 3],
}

impl Shader {
    /// A kernel of this WGSL.
    pub fn new(body: &str) -> Self {
        Self { body: body.into(), constants: String::new(), slots: Vec::new(), groups: [1; 3] }
    }

    /// An operand that is read, as `name(i)`.
    pub fn read(mut self, name: impl Into<String>, place: impl Into<Place>) -> Self {
        self.slots.push(Slot { name: name.into(), place: place.into(), written: false });
        self
    }

    /// An operand that is written, as `set_name(i, value)`; `name(i)` reads it.
    pub fn write(mut self, name: impl Into<String>, place: impl Into<Place>) -> Self {
        self.slots.push(Slot { name: name.into(), place: place.into(), written: true });
        self
    }

    /// A whole number, as a `u32` constant.
    pub fn constant(mut self, name: &str, value: usize) -> Self {
        let _ = writeln!(self.constants, "const {name}: u32 = {value}u;");
        self
    }

    /// A number, as an `f32` constant.
    pub fn float(mut self, name: &str, value: f32) -> Self {
        let _ = writeln!(self.constants, "const {name}: f32 = {};", literal(value));
        self
    }

    /// WGSL that stands before the kernel's own: functions it calls.
    pub fn with(mut self, functions: &str) -> Self {
        self.constants.push_str(functions);
        self.constants.push('\n');
        self
    }

    /// Gives a kernel of 256 threads what `workgroup_reduce.rs` describes: `workgroup_reduce(own, place, value, largest)` for values of so many
    /// numbers, `f32` for one, and for so many results of a workgroup, a power of two.
    pub fn workgroup_reduce(self, lanes: usize, numbers: usize) -> Self {
        let value = ["f32", "vec2f", "vec3f", "vec4f"][numbers - 1];
        self.constant("LANES", lanes)
            .with(&format!("alias Reduced = {value};"))
            .with(&workgroup_reduce::text(lanes))
    }

    /// This call with other WGSL.
    pub fn body(self, body: &str) -> Self {
        Self { body: body.into(), ..self }
    }

    /// Runs so many workgroups.
    pub fn dispatch(mut self, groups: [u32; 3]) -> Self {
        self.groups = groups;
        self
    }

    /// Runs a thread for each of `threads` elements: `index(id)` of `elements.wgsl` is the element's number, to be
    /// compared with `COUNT`.
    pub fn elements(self, threads: usize) -> Self {
        let groups = (threads as u64).div_ceil(u64::from(WORKGROUP)).max(1);
        let x = groups.min(u64::from(MAX_GROUPS)) as u32;
        let y = groups.div_ceil(u64::from(x)) as u32;
        self.constant("COUNT", threads)
            .constant("ROW", (x * WORKGROUP) as usize)
            .with(include_str!("kernels/elements.wgsl"))
            .dispatch([x, y, 1])
    }

    /// Runs a workgroup for each of `count`: `group.y * GROUPS + group.x` is its number, to be compared with `COUNT`.
    pub fn groups(self, count: usize) -> Self {
        let x = count.clamp(1, MAX_GROUPS as usize);
        let y = count.div_ceil(x).max(1);
        self.constant("COUNT", count).constant("GROUPS", x).dispatch([x as u32, y as u32, 1])
    }

    /// Runs `count` times `parts` workgroups: `group.z * GROUPS + group.x` is the number of the first, which may be beyond
    /// `count`, and `group.y` that of the second.
    pub fn grid(self, count: usize, parts: usize) -> Self {
        let x = count.clamp(1, MAX_GROUPS as usize);
        let z = count.div_ceil(x).max(1);
        self.constant("GROUPS", x).dispatch([x as u32, parts as u32, z as u32])
    }

    /// Bytes of scratch memory that this call uses, from the beginning of it.
    pub fn scratch(&self) -> usize {
        let own = self.slots.iter().filter(|slot| slot.place.kind() == BufferKind::Scratch);
        own.map(|slot| slot.place.end()).max().unwrap_or(0)
    }

    /// States the bindings, at most `limit` of them: operands in the same place share one, and where there are too many,
    /// neighbours do. `subgroups` where the device has them.
    pub fn bind(self, limit: usize, subgroups: bool) -> Bound {
        let mut windows: Vec<Window> = Vec::new();
        for slot in &self.slots {
            let Buffer { offset, dtype, .. } = slot.place.buffer();
            // What shares a buffer with something that is written must be bound as written too, as WebGPU has it.
            let kind = slot.place.kind();
            let written = self.slots.iter().any(|other| other.written && other.place.kind() == kind);
            let bytes = slot.place.buffer().bytes().next_multiple_of(4).max(4);
            let window = Window { kind, offset, bytes, written, element: dtype.into() };
            if !windows.contains(&window) {
                windows.push(window);
            }
        }
        while windows.len() > limit {
            let Some((a, b)) = closest(&windows) else { break };
            let (one, other) = (windows[a], windows.remove(b));
            let (offset, end) = over(&one, &other);
            windows[a] = Window { offset, bytes: end - offset, ..one };
        }
        let mut source = String::new();
        if windows.iter().any(|window| window.element == Element::F16) {
            source.push_str("enable f16;\n");
        }
        // naga, which compiles kernels natively, has subgroups without it and refuses it.
        if subgroups && cfg!(target_arch = "wasm32") {
            source.push_str("enable subgroups;\n");
        }
        for (number, window) in windows.iter().enumerate() {
            let access = if window.written { "read_write" } else { "read" };
            let element = window.element.wgsl();
            let _ = writeln!(
                source,
                "@group(0) @binding({number}) var<storage, {access}> b{number}: array<{element}>;"
            );
        }
        for Slot { name, place, written } in &self.slots {
            let buffer = place.buffer();
            let element = Element::from(buffer.dtype);
            let inside = |window: &Window| {
                window.kind == place.kind()
                    && window.element == element
                    && window.offset <= buffer.offset
                    && place.end() <= window.offset + window.bytes
            };
            let number = windows.iter().position(inside).expect("each operand has a window");
            let from = buffer.offset - windows[number].offset;
            let behind = |from: usize| match from {
                0 => String::from("i"),
                from => format!("i + {from}u"),
            };
            if let DType::I8 { channels } = buffer.dtype {
                let (at, scales) = (behind(from), (from + buffer.scales()) / 4);
                let _ = writeln!(
                    source,
                    "fn {name}(i: u32) -> f32 {{ let at = {at}; \
                     let number = extractBits(bitcast<i32>(b{number}[at / 4u]), at % 4u * 8u, 8u); \
                     return f32(number) * bitcast<f32>(b{number}[i % {channels}u + {scales}u]); }}"
                );
                continue;
            }
            let (size, open, shut, stored) =
                if element == Element::F16 { (2, "f32(", ")", "f16(v)") } else { (4, "", "", "v") };
            let at = behind(from / size);
            let _ = writeln!(source, "fn {name}(i: u32) -> f32 {{ return {open}b{number}[{at}]{shut}; }}");
            if *written {
                let _ = writeln!(source, "fn set_{name}(i: u32, v: f32) {{ b{number}[{at}] = {stored}; }}");
            }
        }
        source.push_str(&workgroup_reduce::variant(&self.constants, subgroups));
        source.push_str(&self.body);
        Bound { source, windows, groups: self.groups }
    }
}

/// The two windows of one buffer with the smallest window over both.
fn closest(windows: &[Window]) -> Option<(usize, usize)> {
    let pairs = (0..windows.len()).flat_map(|b| (0..b).map(move |a| (a, b)));
    let alike = |a: Window, b: Window| (a.kind, a.element) == (b.kind, b.element);
    let same = pairs.filter(|&(a, b)| alike(windows[a], windows[b]));
    same.min_by_key(|&(a, b)| {
        let (offset, end) = over(&windows[a], &windows[b]);
        end - offset
    })
}

/// The first byte of two windows, and the byte behind their last one.
fn over(one: &Window, other: &Window) -> (usize, usize) {
    (one.offset.min(other.offset), (one.offset + one.bytes).max(other.offset + other.bytes))
}

/// A number as WGSL, to the bit: in hexadecimal, which needs no formatting of decimal fractions (8 KB gzip in a browser).
/// WGSL has no infinities; the largest numbers stand for them.
pub fn literal(value: f32) -> String {
    let bits = value.clamp(f32::MIN, f32::MAX).to_bits();
    let (exponent, mantissa) = ((bits >> 23 & 0xff) as i32, bits << 1 & 0xff_ffff);
    let sign = if bits >> 31 == 1 { "-" } else { "" };
    match (exponent, mantissa) {
        (0, 0) => format!("{sign}0f"),
        (0, _) => format!("{sign}0x0.{mantissa:06x}p-126f"),
        _ => format!("{sign}0x1.{mantissa:06x}p{}f", exponent - 127),
    }
}
