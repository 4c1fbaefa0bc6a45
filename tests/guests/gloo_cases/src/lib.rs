//! gloo-timers: its callbacks, its futures and its stream, and what becomes of those not awaited.

mod callbacks;
mod futures_of_timers;

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// Keeps a line, and when it came.
    pub fn record(line: &str);
}

/// Makes the queue of tasks, which a guest keeps for good, so that it has it from the start.
#[wasm_bindgen(start)]
pub async fn started() {}
