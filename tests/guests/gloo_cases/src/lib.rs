//! gloo-timers: its callbacks, its futures and its stream, and what becomes of those not awaited.

mod callbacks;
mod futures_of_timers;

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// Keeps a line, and when it came.
    pub fn record(line: &str);
}
