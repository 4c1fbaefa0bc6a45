//! The conformance guest: small exported functions, one for each thing that a host of
//! wasm-bindgen modules must get right. `README.md` beside this crate says what each one means,
//! and which host functions it calls.
//!
//! Values (numbers, strings, slices, `JsValue`) are in the crate `values`, timers and microtasks
//! in `timer_cases`.
//! One source for every release from 0.2.83 (rustc 1.63) on; features switch on what is newer.

// A newer wasm-bindgen wants `thread_local_v2` on statics; the oldest does not know the word.
#![allow(deprecated)]

mod arity;
mod bench;
mod closure_lifetimes;
mod closure_recursion;
mod closure_types;
mod imports;
mod imports_classes;
mod structs;
mod traps;
mod witness;

#[cfg(feature = "cloned_fields")]
mod cloned_fields;
#[cfg(feature = "scoped")]
mod scoped;
#[cfg(feature = "structs_from_js")]
mod structs_from_js;

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// Appends a line to the host's log; most functions here tell through it what happened.
    pub fn record(line: &str);
}

/// Runs after instantiation, before anything else is called.
#[wasm_bindgen(start)]
pub fn start() {
    record("start");
}
