//! Where the time of a program goes.

use alloc::string::String;
use alloc::vec::Vec;

use pupil_core::block_on::block_on;
use pupil_core::device::Device;
use pupil_core::error::Result;
use pupil_core::program::{Program, Region};

use crate::CpuDevice;

/// Runs before those that count.
const WARM: usize = 2;

/// What one operation of one layer takes in a run of the program.
#[derive(Debug, Clone)]
pub struct Row {
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

/// Runs a program on memory of its own, all zeros, `rounds` times, and sums the time by operation and layer, in the
/// order of their first calls. `now` gives milliseconds; a clock that moves in steps will do, since what it gives one
/// call too much it gives the next too little, and rounds even that out.
///
/// # Errors
/// When the device cannot run the program.
pub fn profile(
    mut device: CpuDevice,
    program: Program,
    rounds: usize,
    mut now: impl FnMut() -> f64,
) -> Result<Vec<Row>> {
    let operands = program.steps.iter().flat_map(|step| step.inputs.iter().chain(&step.outputs));
    let persistent = operands
        .map(|operand| operand.buffer)
        .filter(|buffer| buffer.region == Region::Persistent)
        .map(|buffer| buffer.offset + buffer.len)
        .max();
    let mut memory = block_on(device.allocate(persistent.unwrap_or(0)))?;
    let mut executable = block_on(device.compile(&mut memory, program))?;
    let mut rows: Vec<Row> = Vec::new();
    let mut row_of = Vec::new();
    for (op, layer, flops) in executable.calls() {
        let known = rows.iter().position(|row| row.op == op && row.layer == layer);
        let index = known.unwrap_or(rows.len());
        if known.is_none() {
            rows.push(Row { op, layer: layer.into(), calls: 0, milliseconds: 0.0, flops: 0 });
        }
        rows[index].calls += 1;
        rows[index].flops += flops;
        row_of.push(index);
    }
    for round in 0..WARM + rounds {
        let mut last = now();
        device.run_profiled(&mut memory, &mut executable, &mut |call| {
            let time = now();
            if round >= WARM {
                rows[row_of[call]].milliseconds += (time - last) / rounds as f64;
            }
            last = time;
        });
    }
    Ok(rows)
}
