//! Compiles kernels on all cores.

pub use platform::all;

/// A compiled kernel, or the reason why it was refused.
pub type Compiled = Result<wgpu::ComputePipeline, String>;

/// The input of the compiler: WGSL, and the layout of its bindings.
pub type Source<'a> = (&'a str, &'a wgpu::BindGroupLayout);

/// The parts that a pipeline is made of.
struct Parts {
    module: wgpu::ShaderModule,
    layout: wgpu::PipelineLayout,
}

impl Parts {
    fn new(device: &wgpu::Device, (source, layout): Source<'_>) -> Self {
        let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
            label: None,
            source: wgpu::ShaderSource::Wgsl(source.into()),
        });
        let layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
            label: None,
            bind_group_layouts: &[Some(layout)],
            immediate_size: 0,
        });
        Self { module, layout }
    }

    fn pipeline(&self, device: &wgpu::Device) -> wgpu::ComputePipeline {
        device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
            label: None,
            layout: Some(&self.layout),
            module: &self.module,
            entry_point: Some("main"),
            compilation_options: wgpu::PipelineCompilationOptions {
                // Kernels write shared memory before they read it.
                zero_initialize_workgroup_memory: false,
                ..Default::default()
            },
            cache: None,
        })
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod platform {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::{Mutex, PoisonError};

    use pupil_core::block_on::block_on;

    use super::{Compiled, Parts, Source};

    /// Compiles kernels, in the order of their sources.
    pub async fn all(device: &wgpu::Device, sources: &[Source<'_>]) -> Vec<Compiled> {
        let threads = std::thread::available_parallelism().map_or(1, usize::from).min(sources.len());
        let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    loop {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        let Some(&source) = sources.get(number) else { break };
                        // An error scope belongs to its thread.
                        let compiled = one(device, source);
                        done.lock().unwrap_or_else(PoisonError::into_inner).push((number, compiled));
                    }
                });
            }
        });
        let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
        done.sort_unstable_by_key(|&(number, _)| number);
        done.into_iter().map(|(_, compiled)| compiled).collect()
    }

    fn one(device: &wgpu::Device, source: Source<'_>) -> Compiled {
        let scope = device.push_error_scope(wgpu::ErrorFilter::Validation);
        let pipeline = Parts::new(device, source).pipeline(device);
        block_on(scope.pop()).map_or(Ok(pipeline), |error| Err(error.to_string()))
    }
}

#[cfg(target_arch = "wasm32")]
mod platform {
    use js_sys::futures::JsFuture;
    use js_sys::{Error, Function, Object, Promise, Reflect};
    use wasm_bindgen::prelude::*;

    use super::{Compiled, Parts, Source};

    /// Compiles kernels, in the order of their sources.
    ///
    /// A browser compiles the requests of `createComputePipelineAsync` in parallel, but those of
    /// `createComputePipeline` one after the other, while all pages wait. wgpu only calls `createComputePipeline`. So
    /// each pipeline is created twice: the first time, wgpu's request goes to `createComputePipelineAsync`; the second
    /// time, wgpu gets the compiled pipeline. Remove when wgpu can create pipelines asynchronously.
    pub async fn all(device: &wgpu::Device, sources: &[Source<'_>]) -> Vec<Compiled> {
        let Some(handle) = device.as_webgpu() else {
            return sources.iter().map(|_| Err("the device is none of a browser".into())).collect();
        };
        let mut asked = Vec::new();
        for &source in sources {
            let scope = device.push_error_scope(wgpu::ErrorFilter::Validation);
            let parts = Parts::new(device, source);
            let refused = scope.pop();
            let mut promise = None;
            let ask = |wanted: JsValue| {
                let method = Reflect::get(handle, &"createComputePipelineAsync".into());
                let called = method.and_then(|it| it.unchecked_into::<Function>().call1(handle, &wanted));
                // Made a future at once, because a promise that is rejected before anything awaits it counts as
                // unhandled.
                promise = Some(called.map(|it| JsFuture::from(it.unchecked_into::<Promise>())));
                // wgpu takes this for the pipeline, and drops it unused.
                JsValue::UNDEFINED
            };
            instead(handle, ask, || drop(parts.pipeline(device)));
            asked.push((parts, refused, promise));
        }
        let mut compiled = Vec::new();
        for (parts, refused, promise) in asked {
            // The error scope says what is wrong with the WGSL. The pipeline's error only says that something is.
            let refused = refused.await;
            let made = match promise {
                Some(Ok(promise)) => promise.await,
                Some(Err(error)) => Err(error),
                None => Err(Error::new("the browser was not asked").into()),
            };
            compiled.push(match (refused, made) {
                (Some(error), _) => Err(error.to_string()),
                (None, Err(error)) => Err(error.unchecked_into::<Error>().message().into()),
                (None, Ok(made)) => Ok(instead(handle, |_| made.clone(), || parts.pipeline(device))),
            });
        }
        compiled
    }

    /// Calls `run` while `method` replaces the device's `createComputePipeline`.
    fn instead<T>(
        device: &JsValue,
        mut method: impl FnMut(JsValue) -> JsValue,
        run: impl FnOnce() -> T,
    ) -> T {
        let name = JsValue::from("createComputePipeline");
        let method = ScopedClosure::<dyn FnMut(JsValue) -> JsValue>::borrow_mut_aborting(&mut method);
        // A property of the object hides the method of its class, also on objects of the browser.
        let _ = Reflect::set(device, &name, method.as_js_value());
        let done = run();
        let _ = Reflect::delete_property(device.unchecked_ref::<Object>(), &name);
        done
    }
}
