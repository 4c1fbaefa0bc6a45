//! Calls hardly anything of js-sys, so that js-sys is linked: the section that its macros wrote
//! lists every item it imports, called or not, and SUPPORTED.md is made from that list.

use wasm_bindgen::prelude::*;

/// The length of a new array.
#[wasm_bindgen]
pub fn array_length() -> u32 {
    js_sys::Array::new().length()
}

/// `Object.is`
#[wasm_bindgen]
pub fn is_same(left: &JsValue, right: &JsValue) -> bool {
    js_sys::Object::is(left, right)
}
