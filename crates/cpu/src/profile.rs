//! Where the time of a program goes.

use alloc::vec::Vec;

use pupil_core::block_on::block_on;
use pupil_core::device::Device;
use pupil_core::error::Result;
use pupil_core::program::Program;
use pupil_core::program::profile::{Profile, ProfileRow};

use crate::CpuDevice;

/// Runs before those that are measured.
const WARM: usize = 2;

/// Runs a program on memory of its own, all zeros, `rounds` times, and sums the time by operation and layer, in the
/// order of their first calls. `now` gives milliseconds. A coarse clock is enough: what it adds to one call it takes
/// from the next, and the rounds average that out.
///
/// # Errors
/// When the device cannot run the program.
pub fn profile(
    mut device: CpuDevice,
    program: Program,
    rounds: usize,
    mut now: impl FnMut() -> f64,
) -> Result<Vec<ProfileRow>> {
    let mut memory = block_on(device.allocate(program.persistent()))?;
    let mut executable = block_on(device.compile(&mut memory, program))?;
    let mut profile = Profile::new(executable.calls());
    for round in 0..WARM + rounds {
        let mut last = now();
        device.run_calls(&mut memory, &mut executable, &mut |call| {
            let time = now();
            if round >= WARM {
                profile.add(call, (time - last) / rounds as f64);
            }
            last = time;
        });
    }
    Ok(profile.rows())
}
