//! A small guest with a handful of imports of each kind: run without a host it misses them all.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    fn missing_function(x: u32) -> u32;
    #[wasm_bindgen(js_namespace = MissingSpace)]
    fn missing_in_namespace(text: &str);
    #[wasm_bindgen(catch)]
    fn missing_catch() -> Result<f64, JsValue>;
    fn missing_takes_closure(f: &dyn Fn(u32) -> u32) -> u32;

    type MissingClass;
    #[wasm_bindgen(constructor)]
    fn new(name: &str) -> MissingClass;
    #[wasm_bindgen(method)]
    fn size(this: &MissingClass) -> f64;
}

#[wasm_bindgen(module = "missing-module")]
extern "C" {
    fn missing_in_module() -> String;
}

/// Needs no import.
#[wasm_bindgen]
pub fn add(a: u32, b: u32) -> u32 {
    a + b
}

#[wasm_bindgen]
pub fn use_function(x: u32) -> u32 {
    missing_function(x)
}

#[wasm_bindgen]
pub fn use_namespace(text: &str) {
    missing_in_namespace(text);
}

#[wasm_bindgen]
pub fn use_catch() -> f64 {
    missing_catch().unwrap_or(-1.0)
}

#[wasm_bindgen]
pub fn use_closure(x: u32) -> u32 {
    missing_takes_closure(&|y| x + y)
}

#[wasm_bindgen]
pub fn use_class(name: &str) -> f64 {
    MissingClass::new(name).size()
}

#[wasm_bindgen]
pub fn use_module() -> String {
    missing_in_module()
}
