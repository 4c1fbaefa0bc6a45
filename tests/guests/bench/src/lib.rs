//! One of everything that is measured here and under Node, where the official glue serves it.
//!
//! What takes place in the event loop says by `done` that it is over.

mod calls;
mod loops;
mod promises;

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// What the host waits for has happened.
    pub(crate) fn done();
}
