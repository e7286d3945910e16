//! A feature of browsers that wgpu does not ask for: subgroups.

use js_sys::{Array, Object, Proxy};
use wasm_bindgen::closure::ScopedClosure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = GPUAdapter)]
    type Adapter;
    #[wasm_bindgen(static_method_of = Adapter, js_class = GPUAdapter, getter)]
    fn prototype() -> Adapter;
    #[wasm_bindgen(method, getter)]
    fn features(this: &Adapter) -> Features;
    #[wasm_bindgen(method, getter, js_name = requestDevice)]
    fn request_device(this: &Adapter) -> Request;
    #[wasm_bindgen(method, setter, js_name = requestDevice)]
    fn set_request_device(this: &Adapter, request: &JsValue);

    type Request;
    #[wasm_bindgen(method)]
    fn apply(this: &Request, adapter: &Adapter, arguments: &Array) -> JsValue;

    type Descriptor;
    #[wasm_bindgen(method, getter, js_name = requiredFeatures)]
    fn required_features(this: &Descriptor) -> Array;

    type Features;
    #[wasm_bindgen(method)]
    fn has(this: &Features, name: &str) -> bool;
    #[wasm_bindgen(js_namespace = ["navigator", "gpu", "wgslLanguageFeatures"], js_name = has)]
    fn wgsl_has(name: &str) -> bool;

    type Handler;
    #[wasm_bindgen(method, setter)]
    fn set_apply(this: &Handler, function: &JsValue);
}

/// The feature's name in WebGPU.
const SUBGROUPS: &str = "subgroups";

/// Calls `request`, which asks for a device, so that the device gets subgroups. Also returns whether it will: only if
/// the adapter lists the feature, and WGSL has `subgroup_id`.
///
/// wgpu does not pass the feature on, so for this one call `GPUAdapter.requestDevice` is replaced by a function that
/// adds it to the request. Remove when github.com/gfx-rs/wgpu/issues/10146 is fixed.
pub fn with_subgroups<T>(request: impl FnOnce() -> T) -> (T, bool) {
    let mut given = false;
    let mut add = |own: Request, adapter: Adapter, arguments: Array| {
        given = adapter.features().has(SUBGROUPS) && wgsl_has("subgroup_id");
        if given {
            arguments.get(0).unchecked_into::<Descriptor>().required_features().push(&SUBGROUPS.into());
        }
        own.apply(&adapter, &arguments)
    };
    let add = ScopedClosure::<dyn FnMut(Request, Adapter, Array) -> JsValue>::borrow_mut(&mut add);
    let handler: Handler = Object::new().unchecked_into();
    handler.set_apply(add.as_js_value());
    let adapters = Adapter::prototype();
    let own = adapters.request_device();
    adapters.set_request_device(&Proxy::new(&own, handler.unchecked_ref()));
    let opened = request();
    adapters.set_request_device(&own);
    drop(add);
    (opened, given)
}
