//! Profiles: the time that each operation of a program takes.

use alloc::string::String;
use alloc::vec::Vec;

/// The time that one operation of one layer takes in a run of the program.
#[derive(Debug, Clone)]
pub struct ProfileRow {
    /// The operation's name.
    pub op: &'static str,
    /// The layer it belongs to.
    pub layer: String,
    /// The number of kernel calls.
    pub calls: usize,
    /// Milliseconds of all these calls in one run: the mean over the measured rounds.
    pub milliseconds: f64,
    /// The floating-point operations of all these calls; 0 for operations that count none.
    pub flops: u64,
}

/// Times summed by operation and layer, in the order of their first calls.
#[derive(Debug)]
pub struct Profile {
    rows: Vec<ProfileRow>,
    /// The row of each call.
    row_of: Vec<usize>,
}

impl Profile {
    /// A profile without times. `calls` gives the operation, the layer and the floating-point operations of each call,
    /// in order.
    pub fn new<'c>(calls: impl Iterator<Item = (&'static str, &'c str, u64)>) -> Self {
        let (mut rows, mut row_of) = (Vec::<ProfileRow>::new(), Vec::new());
        for (op, layer, flops) in calls {
            let known = rows.iter().position(|row| row.op == op && row.layer == layer);
            let index = known.unwrap_or(rows.len());
            if known.is_none() {
                rows.push(ProfileRow { op, layer: layer.into(), calls: 0, milliseconds: 0.0, flops: 0 });
            }
            rows[index].calls += 1;
            rows[index].flops += flops;
            row_of.push(index);
        }
        Self { rows, row_of }
    }

    /// Adds milliseconds to the row of call number `call`.
    pub fn add(&mut self, call: usize, milliseconds: f64) {
        self.rows[self.row_of[call]].milliseconds += milliseconds;
    }

    /// The rows, in the order of their first calls.
    pub fn rows(self) -> Vec<ProfileRow> {
        self.rows
    }
}
