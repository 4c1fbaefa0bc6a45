//! Closures that live on Rust's stack, lent to the host for the length of one call.
//!
//! ```text
//! cargo build --release --target wasm32-unknown-unknown
//! python -m runtime run demos/stack_closures.wasm run --host demos/stack_closures_host.py
//! python -m runtime run demos/stack_closures.wasm too_late --host demos/stack_closures_host.py
//! ```
//!
//! `run` shows the three kinds of use. `too_late` lets the host keep a closure beyond its call:
//! the host's later call raises an error that says which closure it was and when it ended.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    fn takes_immutable_closure(f: &dyn Fn());
    fn takes_mutable_closure(f: &mut dyn FnMut());
    fn takes_closure_that_takes_int_and_returns_string(x: &dyn Fn(u32) -> String);

    fn keeps_closure(f: &dyn Fn());
    fn calls_kept_closure();

    #[wasm_bindgen(js_namespace = console)]
    fn log(s: &str);
}

/// Lends a closure of each kind to the host; returns how often the mutable one was called.
#[wasm_bindgen]
pub fn run() -> u32 {
    let name = String::from("a stack closure");
    // Borrows `name`: no 'static bound, since the closure cannot outlive the call.
    takes_immutable_closure(&|| log(&format!("hello from {name}")));

    let mut calls = 0;
    takes_mutable_closure(&mut || calls += 1);
    log(&format!("the mutable closure was called {calls} times"));

    takes_closure_that_takes_int_and_returns_string(&|x| format!("x is {x}"));
    calls
}

/// The host keeps the closure and calls it when its call is over: that call raises.
#[wasm_bindgen]
pub fn too_late() {
    keeps_closure(&|| log("within the call: all is well"));
    calls_kept_closure();
}
