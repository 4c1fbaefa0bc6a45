//! Closures of both kinds in the host's hands.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen::prelude::*;

use crate::log;

#[wasm_bindgen]
extern "C" {
    fn call(function: &dyn Fn());
    #[wasm_bindgen(js_name = call)]
    fn call_mut(function: &mut dyn FnMut());
    #[wasm_bindgen(js_name = callWith)]
    fn call_number(function: &dyn Fn(f64) -> f64, value: f64) -> f64;
    #[wasm_bindgen(js_name = callWith)]
    fn call_text(function: &dyn Fn(String) -> String, value: &str) -> String;
    #[wasm_bindgen(js_name = keep)]
    fn keep_stack(function: &dyn Fn());
    #[wasm_bindgen(js_name = keep)]
    fn keep(function: &Closure<dyn Fn()>);
    #[wasm_bindgen(js_name = keep)]
    fn keep_mut(function: &Closure<dyn FnMut()>);
    #[wasm_bindgen(catch, js_name = callKept)]
    fn call_kept() -> Result<(), JsValue>;
}

#[wasm_bindgen]
pub fn case_closure_stack_fn() {
    let count = Cell::new(0);
    call(&|| count.set(count.get() + 1));
    call(&|| count.set(count.get() + 10));
    log!("count {}", count.get());
}

#[wasm_bindgen]
pub fn case_closure_stack_fn_mut() {
    let mut lines = Vec::new();
    call_mut(&mut || lines.push("called"));
    call_mut(&mut || lines.push("again"));
    log!("{:?}", lines);
}

#[wasm_bindgen]
pub fn case_closure_stack_number() {
    log!("{}", call_number(&|value| value * 2.0, 21.0));
    log!("{}", call_number(&|value| value / 0.0, -1.0));
}

#[wasm_bindgen]
pub fn case_closure_stack_text() {
    log!(
        "{}",
        call_text(&|text| format!("<{}>", text), "a\u{1f980}b")
    );
}

#[wasm_bindgen]
pub fn case_closure_stack_after_return() {
    let count = Cell::new(0);
    keep_stack(&|| log!("called"));
    log!("error {}", call_kept().is_err());
    log!("count {}", count.replace(1));
}

#[wasm_bindgen]
pub fn case_closure_heap() {
    let count = Rc::new(Cell::new(0));
    let inner = count.clone();
    let closure = Closure::<dyn Fn()>::new(move || inner.set(inner.get() + 1));
    keep(&closure);
    log!("ok {} count {}", call_kept().is_ok(), count.get());
    log!("ok {} count {}", call_kept().is_ok(), count.get());
    drop(closure);
    log!("ok {} count {}", call_kept().is_ok(), count.get());
    log!("owners {}", Rc::strong_count(&count));
}

#[wasm_bindgen]
pub fn case_closure_fn_mut_recursion() {
    let depth = Rc::new(RefCell::new(0));
    let inner = depth.clone();
    let closure = Closure::<dyn FnMut()>::new(move || {
        *inner.borrow_mut() += 1;
        log!("inside, again ok {}", call_kept().is_ok());
    });
    keep_mut(&closure);
    log!("ok {}", call_kept().is_ok());
    log!("depth {}", depth.borrow());
}
