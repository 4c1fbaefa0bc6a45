//! The global scope of a worker, as web-sys and the crates that use it ask for it.

use js_sys::Function;
use wasm_bindgen::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{EventTarget, Performance, Window, WorkerGlobalScope};

fn scope() -> WorkerGlobalScope {
    js_sys::global().dyn_into().expect("the global scope is a worker's")
}

/// Which of the kinds of global scope it is, asked as crates do.
#[wasm_bindgen]
pub fn kind_of_scope() -> String {
    let global = js_sys::global();
    let answers = [
        ("window()", web_sys::window().is_some()),
        ("Window", global.is_instance_of::<Window>()),
        ("WorkerGlobalScope", global.is_instance_of::<WorkerGlobalScope>()),
        ("EventTarget", global.is_instance_of::<EventTarget>()),
        ("Object", global.is_instance_of::<js_sys::Object>()),
        ("self", js_sys::Object::is(&scope().self_(), &global)),
    ];
    let names = answers.iter().filter(|(_, answer)| *answer).map(|(name, _)| *name);
    names.collect::<Vec<_>>().join(", ")
}

#[wasm_bindgen]
pub fn set_timeout(callback: &Function, timeout: i32) -> Result<i32, JsValue> {
    scope().set_timeout_with_callback_and_timeout_and_arguments_0(callback, timeout)
}

#[wasm_bindgen]
pub fn set_timeout_with_argument(callback: &Function, argument: &JsValue) -> Result<i32, JsValue> {
    scope().set_timeout_with_callback_and_timeout_and_arguments_1(callback, 1, argument)
}

#[wasm_bindgen]
pub fn set_timeout_without_time(callback: &Function) -> Result<i32, JsValue> {
    scope().set_timeout_with_callback(callback)
}

#[wasm_bindgen]
pub fn set_interval(callback: &Function, timeout: i32) -> Result<i32, JsValue> {
    scope().set_interval_with_callback_and_timeout_and_arguments_0(callback, timeout)
}

#[wasm_bindgen]
pub fn clear_timeout(handle: i32) {
    scope().clear_timeout_with_handle(handle);
    scope().clear_timeout();
}

#[wasm_bindgen]
pub fn clear_interval(handle: i32) {
    scope().clear_interval_with_handle(handle);
    scope().clear_interval();
}

#[wasm_bindgen]
pub fn queue_microtask(callback: &Function) {
    scope().queue_microtask(callback);
}

/// The time of `performance`.
#[wasm_bindgen]
pub fn now() -> f64 {
    let performance: Performance = scope().performance().expect("there is one");
    performance.now()
}

/// Random bytes by `crypto`.
#[wasm_bindgen]
pub fn random_bytes(length: usize) -> Result<Vec<u8>, JsValue> {
    let mut bytes = vec![0; length];
    scope().crypto()?.get_random_values_with_u8_array(&mut bytes)?;
    Ok(bytes)
}

/// Base64 there and back.
#[wasm_bindgen]
pub fn base64(text: &str) -> Result<String, JsValue> {
    let encoded = scope().btoa(text)?;
    Ok(format!("{encoded} {}", scope().atob(&encoded)?))
}

#[wasm_bindgen]
pub fn is_secure() -> bool {
    scope().is_secure_context() && scope().origin() == "null"
}

/// The module that is refused: keys and ciphers.
#[wasm_bindgen]
pub fn subtle() -> JsValue {
    crate::crypto::crypto().subtle().into()
}
