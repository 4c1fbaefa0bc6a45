//! Calls to and fro.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    fn host_f64(x: f64) -> f64;
    fn host_str(text: &str);
    /// The host calls the closure as often as it likes, then returns.
    fn borrow_f64(f: &dyn Fn(f64) -> f64);
    fn borrow_text(f: &dyn Fn(u32) -> String);
}

/// Host to guest.
#[wasm_bindgen]
pub fn add_one(x: f64) -> f64 {
    x + 1.0
}

/// A closure that the host keeps.
#[wasm_bindgen]
pub fn adder() -> JsValue {
    Closure::<dyn Fn(f64) -> f64>::wrap(Box::new(|x| x + 1.0)).into_js_value()
}

/// A closure that the host keeps: "x is 5" for 5.
#[wasm_bindgen]
pub fn teller() -> JsValue {
    Closure::<dyn Fn(u32) -> String>::wrap(Box::new(|x| format!("x is {x}"))).into_js_value()
}

/// Gives `borrow_f64` a stack closure that adds 1.
#[wasm_bindgen]
pub fn lend_adder() {
    borrow_f64(&|x| x + 1.0);
}

/// Gives `borrow_text` a stack closure.
#[wasm_bindgen]
pub fn lend_teller() {
    borrow_text(&|x| format!("x is {x}"));
}

/// Guest to host: `x = host_f64(x)`, `count` times, from 0 on; returns the last `x`.
#[wasm_bindgen]
pub fn call_host_f64(count: u32) -> f64 {
    (0..count).fold(0.0, |x, _| host_f64(x))
}

/// Guest to host: a short text, `count` times.
#[wasm_bindgen]
pub fn call_host_str(count: u32) {
    for _ in 0..count {
        host_str("start");
    }
}

/// Makes closures and drops them.
#[wasm_bindgen]
pub fn make_and_drop(count: u32) {
    for n in 0..count {
        drop(Closure::<dyn Fn() -> u32>::wrap(Box::new(move || n)));
    }
}
