//! Kernel calls: WGSL, the memory that it uses, and the number of workgroups that run it.
//!
//! A kernel's WGSL reads element `i` of an operand by a function `x(i)`, and writes it by `set_y(i, value)`. These
//! functions and the constants are put before the kernel's text. So a kernel need not know whether an operand has a
//! binding of its own, shares one (because it is read twice, or is overwritten in place), or lies within a larger one.

use std::fmt::Write as _;

use pupil_core::program::{Buffer, DType};

use crate::place::{BufferKind, Place};
use crate::workgroup_reduce;

/// The threads of a workgroup in kernels with one thread for each element. Every adapter allows as many.
pub const WORKGROUP: u32 = 256;

/// The most workgroups along one axis of a dispatch that every adapter allows.
const MAX_GROUPS: u32 = 65535;

/// An operand, with its name in the kernel's WGSL.
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
    /// The number of workgroups along each axis.
    pub groups: [u32; 3],
}

/// The part of a GPU buffer that one binding of a kernel covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    pub kind: BufferKind,
    /// The offset of the first byte.
    pub offset: usize,
    /// The number of bytes, a multiple of 4 as WebGPU requires.
    pub bytes: usize,
    pub written: bool,
    pub element: Element,
}

/// The element type of a binding's array.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Element {
    F32,
    F16,
    /// Words that each hold four 8-bit numbers, followed by words that each hold a scale.
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
    /// The name of the type in WGSL.
    fn wgsl(self) -> &'static str {
        match self {
            Self::F32 => "f32",
            Self::F16 => "f16",
            Self::Packed => "u32",
        }
    }
}

/// A kernel call with its full WGSL and its bindings.
pub struct Bound {
    pub source: String,
    pub windows: Vec<Window>,
    pub groups: [u32; 3],
}

impl Shader {
    /// A call of the kernel with this WGSL, in one workgroup.
    pub fn new(body: &str) -> Self {
        Self { body: body.into(), constants: String::new(), slots: Vec::new(), groups: [1; 3] }
    }

    /// Adds an operand that the kernel reads by `name(i)`.
    pub fn read(mut self, name: impl Into<String>, place: impl Into<Place>) -> Self {
        self.slots.push(Slot { name: name.into(), place: place.into(), written: false });
        self
    }

    /// Adds an operand that the kernel writes by `set_name(i, value)` and may read by `name(i)`.
    pub fn write(mut self, name: impl Into<String>, place: impl Into<Place>) -> Self {
        self.slots.push(Slot { name: name.into(), place: place.into(), written: true });
        self
    }

    /// Adds a `u32` constant.
    pub fn constant(mut self, name: &str, value: usize) -> Self {
        let _ = writeln!(self.constants, "const {name}: u32 = {value}u;");
        self
    }

    /// Adds an `f32` constant.
    pub fn float(mut self, name: &str, value: f32) -> Self {
        let _ = writeln!(self.constants, "const {name}: f32 = {};", literal(value));
        self
    }

    /// Adds WGSL before the kernel's own text: functions that the kernel calls.
    pub fn with(mut self, functions: &str) -> Self {
        self.constants.push_str(functions);
        self.constants.push('\n');
        self
    }

    /// Adds the function `workgroup_reduce(own, place, value, largest)`, which `workgroup_reduce.rs` describes, to a
    /// kernel with 256 threads in a workgroup. A value has `numbers` numbers (1 to 4). A workgroup has `lanes` results,
    /// a power of two.
    pub fn workgroup_reduce(self, lanes: usize, numbers: usize) -> Self {
        let value = ["f32", "vec2f", "vec3f", "vec4f"][numbers - 1];
        self.constant("LANES", lanes)
            .with(&format!("alias Reduced = {value};"))
            .with(&workgroup_reduce::text(lanes))
    }

    /// Replaces the kernel's own WGSL.
    pub fn body(self, body: &str) -> Self {
        Self { body: body.into(), ..self }
    }

    /// Sets the number of workgroups along each axis.
    pub fn dispatch(mut self, groups: [u32; 3]) -> Self {
        self.groups = groups;
        self
    }

    /// Runs one thread for each of `threads` elements. The kernel defines `each(i)`, which `elements.wgsl` calls with
    /// the index of every element.
    pub fn elements(self, threads: usize) -> Self {
        let groups = (threads as u64).div_ceil(u64::from(WORKGROUP)).max(1);
        let x = groups.min(u64::from(MAX_GROUPS)) as u32;
        let y = groups.div_ceil(u64::from(x)) as u32;
        self.constant("COUNT", threads)
            .constant("ROW", (x * WORKGROUP) as usize)
            .with(include_str!("kernels/elements.wgsl"))
            .dispatch([x, y, 1])
    }

    /// Runs at least `count` workgroups. The number of a workgroup is `group.y * GROUPS + group.x`; the kernel compares
    /// it with `COUNT`.
    pub fn groups(self, count: usize) -> Self {
        let x = count.clamp(1, MAX_GROUPS as usize);
        let y = count.div_ceil(x).max(1);
        self.constant("COUNT", count).constant("GROUPS", x).dispatch([x as u32, y as u32, 1])
    }

    /// Runs at least `count` times `parts` workgroups. The first number of a workgroup is `group.z * GROUPS + group.x`,
    /// which may be `count` or more; the second is `group.y`.
    pub fn grid(self, count: usize, parts: usize) -> Self {
        let x = count.clamp(1, MAX_GROUPS as usize);
        let z = count.div_ceil(x).max(1);
        self.constant("GROUPS", x).dispatch([x as u32, parts as u32, z as u32])
    }

    /// The length in bytes of the scratch memory that this call needs.
    pub fn scratch(&self) -> usize {
        let own = self.slots.iter().filter(|slot| slot.place.kind() == BufferKind::Scratch);
        own.map(|slot| slot.place.end()).max().unwrap_or(0)
    }

    /// Writes the full WGSL, with at most `limit` bindings if possible. Operands in the same place share a binding. If
    /// there are still too many bindings, neighbours in one GPU buffer are joined. `subgroups` is true if the device
    /// has them.
    pub fn bind(self, limit: usize, subgroups: bool) -> Bound {
        let mut windows: Vec<Window> = Vec::new();
        for slot in &self.slots {
            let Buffer { offset, dtype, .. } = slot.place.buffer();
            // WebGPU does not allow a GPU buffer to be bound both as written and as only read in one dispatch.
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
        // naga, which compiles kernels natively, has subgroups without this line and refuses it.
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

/// The two windows that take the smallest window when joined. They are of one GPU buffer and have the same element
/// type.
fn closest(windows: &[Window]) -> Option<(usize, usize)> {
    let pairs = (0..windows.len()).flat_map(|b| (0..b).map(move |a| (a, b)));
    let alike = |a: Window, b: Window| (a.kind, a.element) == (b.kind, b.element);
    let same = pairs.filter(|&(a, b)| alike(windows[a], windows[b]));
    same.min_by_key(|&(a, b)| {
        let (offset, end) = over(&windows[a], &windows[b]);
        end - offset
    })
}

/// The offsets of the first byte of two windows, and behind their last byte.
fn over(one: &Window, other: &Window) -> (usize, usize) {
    (one.offset.min(other.offset), (one.offset + one.bytes).max(other.offset + other.bytes))
}

/// A number as a WGSL literal with the same bits. It is hexadecimal, because the code that formats decimal fractions
/// adds 8 KB gzip to what browsers load. WGSL has no infinities, so infinities become the largest finite numbers.
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
