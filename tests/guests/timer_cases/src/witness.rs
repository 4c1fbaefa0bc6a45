//! Counts what Rust drops, so that a test sees each capture dropped exactly once.

use std::cell::Cell;

use wasm_bindgen::prelude::*;

thread_local! {
    static DROPS: Cell<u32> = const { Cell::new(0) };
}

/// Captured by closures and owned by structs; dropping it adds one to `drops`.
pub struct Witness;

impl Witness {
    /// Does nothing but make a `move` closure capture the witness.
    pub fn touch(&self) {}
}

impl Drop for Witness {
    fn drop(&mut self) {
        DROPS.with(|drops| drops.set(drops.get() + 1));
    }
}

#[wasm_bindgen]
pub fn drops() -> u32 {
    DROPS.with(Cell::get)
}

#[wasm_bindgen]
pub fn reset_drops() {
    DROPS.with(|drops| drops.set(0));
}
