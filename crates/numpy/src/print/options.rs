//! `np.set_printoptions`.

use std::cell::RefCell;

/// How many digits floats are printed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FloatMode {
    /// Always `precision` digits.
    Fixed,
    /// As many as each number needs.
    Unique,
    /// As many as each number needs, at most `precision`.
    MaxPrec,
    /// The same number for all elements, at most `precision`.
    MaxPrecEqual,
}

/// Settings of printing.
#[derive(Clone, Debug, PartialEq)]
pub struct PrintOptions {
    /// Digits after the point.
    pub precision: usize,
    /// Arrays with more elements are summarized.
    pub threshold: usize,
    /// Elements at each edge of a summary.
    pub edgeitems: usize,
    /// Characters in a line.
    pub linewidth: usize,
    /// True if small numbers are never printed with exponents.
    pub suppress: bool,
    /// `-`, `+` or a space: what stands before positive numbers.
    pub sign: char,
    /// How digits are chosen.
    pub floatmode: FloatMode,
    /// The text for NaN.
    pub nanstr: String,
    /// The text for infinity.
    pub infstr: String,
}

impl Default for PrintOptions {
    fn default() -> Self {
        PrintOptions {
            precision: 8,
            threshold: 1000,
            edgeitems: 3,
            linewidth: 75,
            suppress: false,
            sign: '-',
            floatmode: FloatMode::MaxPrec,
            nanstr: "nan".into(),
            infstr: "inf".into(),
        }
    }
}

thread_local! {
    static CURRENT: RefCell<Option<PrintOptions>> = const { RefCell::new(None) };
}

/// The settings that `str` and `repr` use (`np.get_printoptions`).
pub fn get_printoptions() -> PrintOptions {
    CURRENT.with(|current| current.borrow().clone().unwrap_or_default())
}

/// Changes the settings that `str` and `repr` use (`np.set_printoptions`).
pub fn set_printoptions(options: PrintOptions) {
    CURRENT.with(|current| *current.borrow_mut() = Some(options));
}
