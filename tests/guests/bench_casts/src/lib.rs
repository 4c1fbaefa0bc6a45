//! Casts beside imported functions of the same arguments, for measuring.
//!
//! What is made is kept, so that dropping it is not measured; `clear` drops it all.

use std::cell::RefCell;
use wasm_bindgen::prelude::*;

thread_local! {
    static KEPT: RefCell<Vec<JsValue>> = const { RefCell::new(Vec::new()) };
}

#[wasm_bindgen]
extern "C" {
    fn bench_f64(number: f64) -> JsValue;
    fn bench_str(text: &str) -> JsValue;
}

fn keep(count: u32, make: impl Fn(u32) -> JsValue) {
    KEPT.with(|kept| kept.borrow_mut().extend((0..count).map(make)));
}

#[wasm_bindgen]
pub fn clear() {
    KEPT.with(|kept| kept.borrow_mut().clear());
}

#[wasm_bindgen]
pub fn cast_f64(count: u32) {
    keep(count, |n| JsValue::from_f64(f64::from(n)));
}

#[wasm_bindgen]
pub fn import_f64(count: u32) {
    keep(count, |n| bench_f64(f64::from(n)));
}

#[wasm_bindgen]
pub fn cast_str(count: u32) {
    keep(count, |_| JsValue::from_str("some text"));
}

#[wasm_bindgen]
pub fn import_str(count: u32) {
    keep(count, |_| bench_str("some text"));
}
