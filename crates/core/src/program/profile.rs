//! Where the time of a program goes.

use alloc::string::String;
use alloc::vec::Vec;

/// What one operation of one layer takes in a run of the program.
#[derive(Debug, Clone)]
pub struct ProfileRow {
    /// The operation's name.
    pub op: &'static str,
    /// The layer it belongs to.
    pub layer: String,
    /// Kernel calls.
    pub calls: usize,
    /// Milliseconds, the mean over the rounds.
    pub milliseconds: f64,
    /// Floating-point operations; 0 where they are not counted.
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
    /// For calls of these operations, layers and floating-point operations.
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

    /// Counts milliseconds of a call in.
    pub fn add(&mut self, call: usize, milliseconds: f64) {
        self.rows[self.row_of[call]].milliseconds += milliseconds;
    }

    /// The sums.
    pub fn rows(self) -> Vec<ProfileRow> {
        self.rows
    }
}
