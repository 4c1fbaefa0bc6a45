//! Closures given by value, and `ScopedClosure`: after 0.2.108.

use wasm_bindgen::prelude::*;

use crate::record;
use crate::witness::Witness;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = keep)]
    fn keep_owned(f: Closure<dyn FnMut() -> u32>);
    #[wasm_bindgen(js_name = call_1)]
    fn call_owned(f: Closure<dyn FnMut(u32) -> u32>) -> u32;
    #[wasm_bindgen(js_name = maybe_call)]
    fn maybe_call_owned(f: Option<Closure<dyn FnMut() -> u32>>) -> u32;
    #[wasm_bindgen(js_name = call_1)]
    fn call_scoped(f: &ScopedClosure<dyn FnMut(u32) -> u32>) -> u32;
    #[wasm_bindgen(js_name = call_1)]
    fn call_scoped_fn(f: &ScopedClosure<dyn Fn(u32) -> u32>) -> u32;
    #[wasm_bindgen(js_name = keep)]
    fn keep_scoped(f: &ScopedClosure<dyn FnMut() -> u32>);
    #[wasm_bindgen(js_name = call_kept)]
    fn call_kept() -> u32;
}

/// The host gets a closure by value and owns it from then on: 1, 2, 3, ...
#[wasm_bindgen]
pub fn keep_by_value() {
    let witness = Witness;
    let mut calls = 0;
    keep_owned(Closure::new(move || {
        witness.touch();
        calls += 1;
        calls
    }));
}

/// The host calls the closure that it owns, `call_1`, and lets it go.
#[wasm_bindgen]
pub fn call_by_value(base: u32) -> u32 {
    let witness = Witness;
    call_owned(Closure::new(move |x: u32| {
        witness.touch();
        base + x
    }))
}

#[wasm_bindgen]
pub fn option_closure_by_value(some: bool) -> u32 {
    maybe_call_owned(some.then(|| Closure::new(|| 8)))
}

/// `borrow_mut`: a closure of the host that borrows a local variable.
#[wasm_bindgen]
pub fn scoped_borrow_mut(base: u32) -> u32 {
    let mut total = base;
    let mut add = |x: u32| {
        total += x;
        total
    };
    let closure = ScopedClosure::borrow_mut(&mut add);
    call_scoped(&closure);
    call_scoped(&closure);
    drop(closure);
    total
}

/// `borrow`: the immutable form.
#[wasm_bindgen]
pub fn scoped_borrow(base: u32) -> u32 {
    let add = |x: u32| base + x;
    let closure = ScopedClosure::borrow(&add);
    call_scoped_fn(&closure)
}

/// The host keeps a scoped closure, may call it in `call_kept` while its scope is open, and not
/// after this returns.
#[wasm_bindgen]
pub fn keep_scoped_closure() -> u32 {
    let mut calls = 0;
    let mut count = || {
        calls += 1;
        calls
    };
    let closure = ScopedClosure::borrow_mut(&mut count);
    keep_scoped(&closure);
    let result = call_kept();
    record(&format!("kept closure returned {result}"));
    drop(closure);
    result
}
