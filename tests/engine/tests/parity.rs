//! Replays on the CPU what Keras computed, with every instruction set of this machine.

use std::panic::{AssertUnwindSafe, catch_unwind};

use pupil_core::block_on::block_on;
use pupil_cpu::CpuDevice;
use pupil_cpu::simd::Isa;
use pupil_parity::{Case, FIXTURES, Setting, judge};

#[test]
fn keras_and_the_engine_agree() {
    assert!(FIXTURES.len() >= 15, "{} fixtures", FIXTURES.len());
    let replay = |file: &[u8]| -> Result<(), String> {
        let case = Case::read(file)?;
        for isa in Isa::all() {
            let device = || CpuDevice::with(isa);
            block_on(case.replay(&Setting { name: isa.name(), device: &device, least_tolerance: 0.0 }))?;
        }
        Ok(())
    };
    // A panic fails one fixture only.
    let replays: Vec<_> = FIXTURES
        .iter()
        .map(|&(name, file)| {
            let done = catch_unwind(AssertUnwindSafe(|| replay(file)));
            (name, done.unwrap_or_else(|_| Err("it panicked".into())).err())
        })
        .collect();
    let failed: Vec<&str> =
        replays.iter().filter(|(_, failure)| failure.is_some()).map(|&(name, _)| name).collect();
    println!(
        "{} fixtures replayed, {} not: {}",
        replays.len() - failed.len(),
        failed.len(),
        failed.join(" ")
    );
    let wrong = judge(&replays);
    assert!(wrong.is_empty(), "{} replays are not as expected:\n{}", wrong.len(), wrong.join("\n"));
}
