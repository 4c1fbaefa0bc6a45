//! Exported structs with async methods.

use std::cell::Cell;

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::yield_now;

thread_local! {
    static DROPS: Cell<u32> = Cell::new(0);
}

#[wasm_bindgen]
pub struct Counter {
    value: i32,
}

impl From<i32> for Counter {
    fn from(value: i32) -> Counter {
        Counter { value }
    }
}

impl Drop for Counter {
    fn drop(&mut self) {
        DROPS.with(|drops| drops.set(drops.get() + 1));
    }
}

#[wasm_bindgen]
impl Counter {
    #[wasm_bindgen(constructor)]
    pub fn new(value: i32) -> Counter {
        Counter { value }
    }

    #[wasm_bindgen(getter)]
    pub fn value(&self) -> i32 {
        self.value
    }

    /// An async static method.
    pub async fn made(value: i32) -> Counter {
        yield_now().await;
        Counter { value }
    }

    pub async fn read(&self) -> i32 {
        yield_now().await;
        self.value
    }

    pub async fn add(&mut self, n: i32) -> i32 {
        yield_now().await;
        self.value += n;
        self.value
    }

    /// Adds what the promise gives, and borrows the counter until then.
    pub async fn add_later(&mut self, promise: js_sys::Promise) -> Result<i32, JsValue> {
        let given = JsFuture::from(promise).await?;
        self.value += given.as_f64().unwrap_or(0.0) as i32;
        Ok(self.value)
    }

    pub async fn finish(self) -> i32 {
        yield_now().await;
        self.value
    }
}

/// How many counters were dropped.
#[wasm_bindgen]
pub fn drops() -> u32 {
    DROPS.with(Cell::get)
}
