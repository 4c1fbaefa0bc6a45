//! tokio's `sync` and `macros`, and the channels, streams and locks of futures, on tasks that
//! wasm-bindgen-futures runs. No runtime of tokio's own takes part.

mod of_futures;
mod of_tokio;
mod soak;

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// What Python does meanwhile.
    async fn pause(x: u32) -> JsValue;
}

/// Lets the host have its turn, and others after it.
pub async fn breathe(x: u32) -> u32 {
    pause(x).await.as_f64().unwrap_throw() as u32
}

/// Lines that several tasks write.
#[derive(Clone, Default)]
pub struct Lines(Rc<RefCell<Vec<String>>>);

impl Lines {
    pub fn add(&self, line: impl Into<String>) {
        self.0.borrow_mut().push(line.into());
    }

    pub fn joined(&self) -> String {
        self.0.borrow().join(" ")
    }
}

/// Makes the queue of tasks, which a guest keeps for good, so that it has it from the start.
#[wasm_bindgen(start)]
pub async fn started() {}
