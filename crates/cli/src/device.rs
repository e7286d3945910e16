//! The device that models run on.

use std::num::NonZeroUsize;
use std::sync::OnceLock;
use std::thread::available_parallelism;

use pupil_cpu::CpuDevice;

static THREADS: OnceLock<usize> = OnceLock::new();

/// Sets the number of threads for the whole run; without one all that the machine has.
pub fn use_threads(threads: Option<NonZeroUsize>) {
    let all = || available_parallelism().unwrap_or(NonZeroUsize::MIN);
    // Once a run: the first call counts.
    let _ = THREADS.set(threads.unwrap_or_else(all).get());
}

/// The CPU with that many threads.
pub fn cpu() -> CpuDevice {
    CpuDevice::new().threads(THREADS.get().copied().unwrap_or(1))
}
