//! JavaScript that the crate brings with it, and modules of the host's.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(inline_js = "export function first(x) { return x + 1; }")]
extern "C" {
    fn first(x: u32) -> u32;
}

#[wasm_bindgen(inline_js = "export function second(x) { return x + 2; }")]
extern "C" {
    fn second(x: u32) -> u32;
}

#[wasm_bindgen(module = "/js/local.js")]
extern "C" {
    #[wasm_bindgen(js_name = fromFile)]
    fn from_file(x: u32) -> String;
    type Local;
    #[wasm_bindgen(constructor)]
    fn new(x: u32) -> Local;
    #[wasm_bindgen(method, getter)]
    fn x(this: &Local) -> u32;
}

#[wasm_bindgen(raw_module = "raw-module")]
extern "C" {
    #[wasm_bindgen(js_name = default)]
    fn raw_default(x: u32) -> u32;
}

#[wasm_bindgen]
pub fn use_inline(x: u32) -> u32 {
    first(x) * 100 + second(x)
}

#[wasm_bindgen]
pub fn use_file(x: u32) -> String {
    format!("{} {}", from_file(x), Local::new(x).x())
}

#[wasm_bindgen]
pub fn use_raw(x: u32) -> u32 {
    raw_default(x)
}

/// The URL of the file, for a worker.
#[wasm_bindgen]
pub fn link_to_file() -> String {
    wasm_bindgen::link_to!(module = "/js/local.js")
}
