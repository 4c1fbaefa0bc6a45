//! Closures, which are casts too: what of them can be seen without anyone to call them.

use crate::record;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// Counts how often it was dropped.
struct Witness(Rc<Cell<u32>>);

impl Drop for Witness {
    fn drop(&mut self) {
        self.0.set(self.0.get() + 1);
    }
}

#[wasm_bindgen]
pub fn case_owned_closures() {
    let drops = Rc::new(Cell::new(0));
    for round in 0..3 {
        let witness = Witness(drops.clone());
        let closure = Closure::wrap(Box::new(move |x: f64| {
            let _ = &witness;
            x + 1.0
        }) as Box<dyn Fn(f64) -> f64>);
        let witness = Witness(drops.clone());
        let other = Closure::wrap(Box::new(move |text: String| {
            let _ = &witness;
            text + "!"
        }) as Box<dyn FnMut(String) -> String>);
        let function: &JsValue = closure.as_ref();
        record!(
            "{} {} {}",
            function.is_function(),
            other.as_ref().is_function(),
            function == other.as_ref()
        );
        record!("{round}: {} dropped", drops.get());
        drop(closure);
        record!("{round}: {} dropped", drops.get());
    }
    record!("{} dropped", drops.get());
}

#[wasm_bindgen]
pub fn case_once() {
    let drops = Rc::new(Cell::new(0));
    let witness = Witness(drops.clone());
    let once = Closure::once(move || drop(witness));
    record!("{} {}", once.as_ref().is_function(), drops.get());
    drop(once);
    record!("{}", drops.get());
}

#[cfg(feature = "scoped")]
#[wasm_bindgen]
pub fn case_borrowed_closures() {
    let calls = Cell::new(0);
    for _ in 0..2 {
        let function = |x: u32| {
            calls.set(calls.get() + x);
            calls.get()
        };
        let scoped = ScopedClosure::<dyn Fn(u32) -> u32>::borrow(&function);
        record!("{}", scoped.as_ref().is_function());
    }
    record!("{}", calls.get());
}
