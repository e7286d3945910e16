//! Models on a GPU: opens the GPU, moves models to it, and measures whether it is faster.

use std::cell::{Cell, RefCell};
use std::hint::black_box;

use js_sys::{Object, Promise};
use pupil_core::Result;
use pupil_core::device::{Device, Either};
use pupil_core::layers::Layer as _;
use pupil_core::program::{Buffer, Port, Program, Region, Role};
use pupil_core::random::Generator;
use pupil_cpu::CpuDevice;
use pupil_values::{Failure, error, member, now, promise};
use pupil_webgpu::WebGpuDevice;
use wasm_bindgen::prelude::*;

use crate::Model;
use crate::device::cpu;

thread_local! {
    /// The GPU that models are moved to.
    static GPU: RefCell<Option<WebGpuDevice>> = const { RefCell::new(None) };
    /// True if it stores activations as 16-bit floats.
    static FLOAT16: Cell<bool> = const { Cell::new(false) };
}

/// Opens the fastest adapter, or opens one again if the GPU was lost. With `float16`, large activations are stored as
/// 16-bit floats on it. Returns a promise without a value.
#[wasm_bindgen(js_name = openGpu)]
pub fn open_gpu(float16: bool) -> Promise {
    FLOAT16.set(float16);
    promise(async {
        gpu().await.map_err(error)?;
        Ok(JsValue::UNDEFINED)
    })
}

/// The GPU that was opened. Opens one again if it was lost.
async fn gpu() -> Result<WebGpuDevice> {
    if let Some(gpu) = GPU.with_borrow(|gpu| gpu.clone().filter(|gpu| !gpu.lost())) {
        return Ok(gpu);
    }
    let device = WebGpuDevice::shared(FLOAT16.get()).await?;
    GPU.with_borrow_mut(|gpu| *gpu = Some(device.clone()));
    Ok(device)
}

#[wasm_bindgen]
impl Model {
    /// Moves the model to the CPU (`cpu`) or the GPU (`webgpu`). Returns a promise without a value.
    #[wasm_bindgen(js_name = useBackend)]
    pub fn use_backend(&self, backend: String) -> Promise {
        let model = self.model.clone();
        promise(async move {
            let device = match backend.as_str() {
                "cpu" => cpu(),
                "webgpu" => Either::Second(gpu().await.map_err(error)?),
                other => {
                    return Err(Failure::new(&format!("backend \"{other}\": expected cpu or webgpu")));
                }
            };
            let mut model = model.lend()?;
            if model.device().name() != device.name() {
                model.move_to(device).await.map_err(error)?;
            }
            Ok(JsValue::UNDEFINED)
        })
    }

    /// Measures a training step of `batch_size` samples on the CPU and on the GPU, in milliseconds. The steps use
    /// arbitrary numbers in memory of their own, so the model stays as it is. Returns a promise of `{ cpu, webgpu }`.
    #[wasm_bindgen(js_name = compareBackends)]
    pub fn compare_backends(&self, batch_size: usize) -> Promise {
        let asked = self.model.with(|model| {
            let network = model.network();
            let words = |input| network.vocabulary(input).unwrap_or(0);
            let words: Vec<usize> = (0..network.input_shapes().len()).map(words).collect();
            let program = |float16| model.training_program(batch_size, float16);
            Ok((program(false)?, program(FLOAT16.get())?, words))
        });
        promise(async move {
            let (for_cpu, for_gpu, words) = asked?.map_err(error)?;
            let on_gpu = time(gpu().await.map_err(error)?, &for_gpu, &words, 8).await.map_err(error)?;
            let on_cpu = time(CpuDevice::new(), &for_cpu, &words, 2).await.map_err(error)?;
            let object = Object::new();
            member(&object, "cpu", &on_cpu.into());
            member(&object, "webgpu", &on_gpu.into());
            Ok(object.into())
        })
    }
}

/// The mean milliseconds of `rounds` consecutive runs of a program, after one run that does not count. `words` has an
/// entry for each input: 0, or the size of the vocabulary if the input is word indices.
async fn time<D: Device>(mut device: D, program: &Program, words: &[usize], rounds: usize) -> Result<f64> {
    let persistent = program.persistent();
    let mut memory = device.allocate(persistent).await?;
    let all = Buffer::floats(Region::Persistent, 0, persistent / 4);
    let mut generator = Generator::new(1);
    let mut values = |len: usize| -> Vec<f32> { (0..len).map(|_| generator.range(0.0, 0.1)).collect() };
    device.write(&mut memory, all, &values(all.len)).await?;
    let mut executable = device.compile(&mut memory, program.clone()).await?;
    for Port { role, buffer, .. } in &program.feeds {
        let mut numbers = values(buffer.len);
        if let Role::Input(input) = *role
            && words[input] > 0
        {
            numbers.iter_mut().for_each(|value| *value = (*value * 10.0 * words[input] as f32).floor());
        }
        device.write(&mut memory, *buffer, &numbers).await?;
    }
    let results = program.read();
    let mut out = vec![0.0; results.iter().map(|buffer| buffer.len).sum()];
    let mut start = 0.0;
    for warming in [true, false] {
        start = now();
        for _ in 0..if warming { 1 } else { rounds } {
            device.run(&mut memory, &mut executable).await?;
        }
        device.read(&memory, &results, &mut out).await?;
    }
    black_box(&out);
    Ok((now() - start) / rounds as f64)
}
