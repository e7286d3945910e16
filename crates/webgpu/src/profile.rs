//! Profiles: the time that each operation of a program takes on the GPU.

use pupil_core::Result;
use pupil_core::device::Device as _;
use pupil_core::graph::ops::Operation as _;
use pupil_core::program::Program;
use pupil_core::program::profile::{Profile, ProfileRow};

use crate::WebGpuDevice;
use crate::errors::failed;
use crate::wait::answer;

/// The number of runs before those that are measured.
const WARM: usize = 2;

impl WebGpuDevice {
    /// Runs a program `rounds` times in new memory, with these feeds and otherwise zeros. Returns the time of its
    /// dispatches by operation and layer, in the order of their first calls; a row's `calls` counts dispatches. To be
    /// timed, each dispatch is a pass of its own, so that all of them together take longer than a normal run.
    ///
    /// # Errors
    /// When the adapter has no clock for dispatches (`timestamp-query`), the program has too many of them, or the
    /// device cannot run it.
    pub async fn profile(
        &self,
        program: Program,
        feeds: &[&[f32]],
        rounds: usize,
    ) -> Result<Vec<ProfileRow>> {
        let context = &self.0;
        if !context.device.features().contains(wgpu::Features::TIMESTAMP_QUERY) {
            return Err(failed(&format!(
                "adapter {} has no clock for its work (timestamp-query), so that it cannot be profiled",
                context.info.name
            )));
        }
        let mut device = self.clone();
        let mut memory = device.allocate(program.persistent()).await?;
        let mut executable = device.compile(&mut memory, program.clone()).await?;
        let calls = executable.steps().len() as u32;
        let limit = wgpu::QUERY_SET_MAX_QUERIES / 2;
        if calls > limit {
            return Err(failed(&format!("{calls} dispatches: at most {limit} can be profiled")));
        }
        executable.bind(&context.device, &memory);
        let mut counted = vec![false; program.steps.len()];
        let mut profile = Profile::new(executable.steps().map(|number| {
            let step = &program.steps[number];
            let first = !std::mem::replace(&mut counted[number], true);
            (step.op.name(), step.layer.as_str(), if first { step.flops() } else { 0 })
        }));
        let queries = context.device.create_query_set(&wgpu::QuerySetDescriptor {
            label: None,
            ty: wgpu::QueryType::Timestamp,
            count: 2 * calls,
        });
        let size = u64::from(calls) * 16;
        let buffer = |usage| {
            let descriptor = wgpu::BufferDescriptor { label: None, size, usage, mapped_at_creation: false };
            context.device.create_buffer(&descriptor)
        };
        let resolved = buffer(wgpu::BufferUsages::QUERY_RESOLVE | wgpu::BufferUsages::COPY_SRC);
        let staging = buffer(wgpu::BufferUsages::COPY_DST | wgpu::BufferUsages::MAP_READ);
        let milliseconds = f64::from(context.queue.get_timestamp_period()) / 1e6;
        for round in 0..WARM + rounds {
            for (feed, values) in program.feeds.iter().zip(feeds) {
                device.write(&mut memory, feed.buffer, values).await?;
            }
            let mut encoder = context.device.create_command_encoder(&Default::default());
            for call in 0..calls {
                let mut pass = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor {
                    label: None,
                    timestamp_writes: Some(wgpu::ComputePassTimestampWrites {
                        query_set: &queries,
                        beginning_of_pass_write_index: Some(2 * call),
                        end_of_pass_write_index: Some(2 * call + 1),
                    }),
                });
                executable.encode(call as usize, &mut pass);
            }
            encoder.resolve_query_set(&queries, 0..2 * calls, &resolved, 0);
            encoder.copy_buffer_to_buffer(&resolved, 0, &staging, 0, size);
            context.queue.submit([encoder.finish()]);
            let (sender, mapped) = answer();
            staging.map_async(wgpu::MapMode::Read, .., |result| sender.send(result));
            #[cfg(not(target_arch = "wasm32"))]
            let _ = context.device.poll(wgpu::PollType::wait_indefinitely());
            let result = mapped.await;
            self.check()?;
            result.map_err(|error| failed(&error.to_string()))?;
            let view = staging.get_mapped_range(..).map_err(|error| failed(&error.to_string()))?;
            if round >= WARM {
                for (call, times) in view.chunks_exact(16).enumerate() {
                    let time = |at: usize| {
                        u64::from_le_bytes(times[at..at + 8].try_into().expect("eight bytes are eight"))
                    };
                    let ticks = time(8).saturating_sub(time(0)) as f64;
                    profile.add(call, ticks * milliseconds / rounds as f64);
                }
            }
            drop(view);
            staging.unmap();
        }
        Ok(profile.rows())
    }
}
