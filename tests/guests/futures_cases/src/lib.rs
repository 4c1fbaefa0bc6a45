//! wasm-bindgen-futures, as crates use it: what Python awaits of Rust, and Rust of Python.

mod exports;
mod imports;
mod promises;
mod soak;
mod spawned;
mod structs;

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use wasm_bindgen::prelude::*;
use wasm_bindgen::JsCast;

#[wasm_bindgen]
extern "C" {
    /// Keeps a line.
    pub fn record(line: &str);
}

/// Goes on after the other tasks that wait had their turn.
pub fn yield_now() -> impl Future<Output = ()> {
    struct Yield(bool);
    impl Future for Yield {
        type Output = ();
        fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
            if self.0 {
                return Poll::Ready(());
            }
            self.0 = true;
            context.waker().wake_by_ref();
            Poll::Pending
        }
    }
    Yield(false)
}

/// Says how a future of JavaScript's ended.
pub fn told(outcome: Result<JsValue, JsValue>) -> String {
    match outcome {
        Ok(value) => format!("ok {value:?}"),
        Err(reason) => match reason.dyn_ref::<js_sys::Error>() {
            Some(error) => format!("err {}: {}", error.name(), error.message()),
            None => format!("err {reason:?}"),
        },
    }
}

#[wasm_bindgen(start)]
pub async fn started() {
    record("start begins");
    yield_now().await;
    record("start ends");
}
