//! A guest that asks for another instance in its place (`wasm_bindgen::handler`).

use std::cell::Cell;

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    fn record(line: &str);
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(f: &Closure<dyn FnMut()>, millis: u32) -> u32;
}

thread_local! {
    static CALLS: Cell<u32> = const { Cell::new(0) };
}

#[wasm_bindgen(start)]
fn start() {
    record("start");
}

/// How many times it was called in this instance, this time included.
#[wasm_bindgen]
pub fn count() -> u32 {
    CALLS.with(|calls| calls.replace(calls.get() + 1)) + 1
}

/// Asks for another instance; returns what `count` does.
#[wasm_bindgen]
pub fn ask() -> u32 {
    wasm_bindgen::handler::schedule_reinit();
    count()
}

/// Asks for it, then traps.
#[wasm_bindgen]
pub fn ask_and_trap() {
    wasm_bindgen::handler::schedule_reinit();
    core::arch::wasm32::unreachable();
}

/// Asks for it in a timer's callback, after `millis`; the callback is forgotten.
#[wasm_bindgen]
pub fn ask_later(millis: u32) {
    let closure = Closure::once(|| {
        ask();
    });
    set_timeout(&closure, millis);
    closure.forget();
}

/// A handler for aborts, as upstream has it for panics that unwind: it is never called here.
#[wasm_bindgen]
pub fn handle_aborts() {
    wasm_bindgen::handler::set_on_abort(|| record("aborted"));
}
