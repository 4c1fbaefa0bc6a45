//! Taking an exported struct out of a `JsValue`.

use wasm_bindgen::convert::TryFromJsValue;
use wasm_bindgen::prelude::*;

use crate::structs::Counter;

/// Takes a `Counter` out of the host's value, which is empty afterwards. Any other value is
/// raised unchanged.
#[wasm_bindgen]
pub fn counter_from_js(value: JsValue) -> Result<i32, JsValue> {
    Counter::try_from_js_value(value).map(Counter::into_value)
}
