//! The closure example of the wasm-bindgen guide, with the names it had from 2018 to 2024.
//!
//! `hello` returns an `Interval` that owns its closure and its timer: dropping the struct
//! cancels the one and frees the other. Build and run:
//!
//! ```text
//! cargo build --release --target wasm32-unknown-unknown
//! python -m runtime run demos/interval.wasm hello --for 5
//! ```

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    fn setInterval(closure: &Closure<dyn FnMut()>, millis: u32) -> f64;
    fn cancelInterval(token: f64);

    #[wasm_bindgen(js_namespace = console)]
    fn log(s: &str);
}

#[wasm_bindgen]
pub struct Interval {
    // Held, never read: the host may call it for as long as this struct lives.
    #[allow(dead_code)]
    closure: Closure<dyn FnMut()>,
    token: f64,
}

impl Interval {
    pub fn new<F: 'static>(millis: u32, f: F) -> Interval
    where
        F: FnMut(),
    {
        let closure = Closure::new(f);
        let token = setInterval(&closure, millis);
        Interval { closure, token }
    }
}

// When the Interval is destroyed, cancel its `setInterval` timer.
impl Drop for Interval {
    fn drop(&mut self) {
        cancelInterval(self.token);
    }
}

// Keep logging "hello" every second until the resulting `Interval` is dropped.
#[wasm_bindgen]
pub fn hello() -> Interval {
    Interval::new(1_000, || log("hello"))
}
