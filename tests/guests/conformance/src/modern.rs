//! What wasm-bindgen 0.2.83 does not have.

use wasm_bindgen::convert::TryFromJsValue;
use wasm_bindgen::prelude::*;

use crate::structs::Counter;

/// Takes a `Counter` out of the host's value, which is empty afterwards. Any other value is
/// raised unchanged.
#[wasm_bindgen]
pub fn counter_from_js(value: JsValue) -> Result<i32, JsValue> {
    Counter::try_from_js_value(value).map(Counter::into_value)
}

/// A struct with a field that is cloned when it is read.
#[wasm_bindgen(getter_with_clone)]
pub struct Named {
    pub name: String,
    pub bytes: Vec<u8>,
    pub note: Option<String>,
}

#[wasm_bindgen]
impl Named {
    #[wasm_bindgen(constructor)]
    pub fn new(name: String) -> Named {
        Named {
            name,
            bytes: vec![1, 2, 3],
            note: None,
        }
    }
}
