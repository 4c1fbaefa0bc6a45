//! Closures on the heap, kept by the host: who keeps them alive, and what ends them.
//!
//! ```text
//! cargo build --release --target wasm32-unknown-unknown
//! python -m runtime run demos/heap_closures.wasm run --host demos/heap_closures_host.py
//! python -m runtime run demos/heap_closures.wasm dropped --host demos/heap_closures_host.py
//! ```

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// The host stores the closure under a name; Rust still owns it.
    fn keep(name: &str, f: &Closure<dyn FnMut() -> u32>);
    /// The host stores the closure under a name and owns it from now on.
    #[wasm_bindgen(js_name = keep)]
    fn keep_owned(name: &str, f: JsValue);
    /// The host calls what it stored under a name and returns the result.
    fn call(name: &str) -> u32;
    /// As `call`, with an exception of the host as an `Err`.
    #[wasm_bindgen(catch, js_name = call)]
    fn try_call(name: &str) -> Result<u32, JsValue>;
    /// The host lets go of what it stored under a name.
    fn release(name: &str);

    #[wasm_bindgen(js_namespace = console)]
    fn log(s: &str);
}

/// Captured by the closures below; says when Rust frees what a closure had captured.
struct Witness(&'static str);

impl Witness {
    // A closure that read the field would capture the field alone, not the witness.
    fn name(&self) -> &'static str {
        self.0
    }
}

impl Drop for Witness {
    fn drop(&mut self) {
        log(&format!("{}: captures freed", self.0));
    }
}

/// A closure that counts its own calls.
fn counter(name: &'static str) -> Closure<dyn FnMut() -> u32> {
    let witness = Witness(name);
    let mut calls = 0;
    Closure::new(move || {
        calls += 1;
        log(&format!("{}: call {calls}", witness.name()));
        calls
    })
}

/// Owned by Rust: ends when the `Closure` is dropped, whatever the host still holds.
fn owned_by_rust() {
    let closure = counter("owned by Rust");
    keep("rust", &closure);
    call("rust");
    call("rust");
    drop(closure);
    match try_call("rust") {
        Ok(_) => log("owned by Rust: still callable?"),
        Err(_) => log("owned by Rust: a call after the drop is an error"),
    }
    release("rust");
}

/// Given to the host: ends when the host's last reference goes.
fn given_to_host() {
    keep_owned("host", counter("given to the host").into_js_value());
    call("host");
    release("host");
}

/// Forgotten: stays callable, Rust will never free it.
fn forgotten() {
    let closure = counter("forgotten");
    keep("forgotten", &closure);
    closure.forget();
    call("forgotten");
}

/// `FnOnce`: the captures are consumed by the first call, the second call is an error.
fn once() {
    let witness = Witness("once");
    let closure = Closure::once(move || {
        log("once: called");
        drop(witness);
        1
    });
    keep("once", &closure);
    call("once");
    if try_call("once").is_err() {
        log("once: the second call is an error");
    }
    release("once");
}

/// Frees itself after its only call; leaks by design if it is never called.
fn once_into_js() {
    let witness = Witness("once into js");
    let function = Closure::once_into_js(move || {
        log(&format!("{}: called", witness.name()));
        1_u32
    });
    keep_owned("once into js", function);
    call("once into js");
    release("once into js");
}

/// Goes through the five ways to hand a closure over, one after another.
#[wasm_bindgen]
pub fn run() {
    owned_by_rust();
    given_to_host();
    forgotten();
    once();
    once_into_js();
}

/// Lets the host call a dropped closure and does not catch the error.
#[wasm_bindgen]
pub fn dropped() {
    let closure = counter("dropped");
    keep("dropped", &closure);
    drop(closure);
    call("dropped");
}
