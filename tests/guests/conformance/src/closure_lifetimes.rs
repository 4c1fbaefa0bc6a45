//! Who keeps a closure alive, and what ends it.
//!
//! `keep(f)` stores a function in the host and does not call it; tests call it later.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::prelude::*;

use crate::record;
use crate::witness::Witness;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = keep)]
    fn keep_fn(f: &dyn Fn() -> u32);
    #[wasm_bindgen(js_name = keep)]
    fn keep_fn_mut(f: &mut dyn FnMut() -> u32);
    #[wasm_bindgen(js_name = keep)]
    fn keep_heap_fn(f: &Closure<dyn Fn() -> u32>);
    #[wasm_bindgen(js_name = keep)]
    fn keep_heap_fn_mut(f: &Counting);
    #[wasm_bindgen(js_name = keep)]
    fn keep_value(f: JsValue);

    /// The host calls the closure, and whatever it kept, then returns.
    #[wasm_bindgen(js_name = run_scope)]
    fn run_scope(f: &dyn Fn());
    /// The host keeps the closure, calls it, then raises an error with the message "host raised".
    #[wasm_bindgen(js_name = call_and_raise)]
    fn call_and_raise(f: &dyn Fn() -> u32) -> u32;
    #[wasm_bindgen(js_name = call_and_raise, catch)]
    fn try_call_and_raise(f: &dyn Fn() -> u32) -> Result<u32, JsValue>;
    #[wasm_bindgen(js_name = call_0)]
    fn call_throwing(f: &dyn Fn() -> u32) -> u32;

    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(f: &Closure<dyn FnMut()>, millis: f64) -> f64;
    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(id: f64);
}

type Counting = Closure<dyn FnMut() -> u32>;

/// A closure of the kind that most functions here hand out: counts its calls, owns a witness.
fn counting() -> Counting {
    let witness = Witness;
    let mut calls = 0;
    Closure::wrap(Box::new(move || {
        witness.touch();
        calls += 1;
        calls
    }))
}

/// The host keeps a `&dyn Fn`; its scope is over when this returns, so calling it raises.
#[wasm_bindgen]
pub fn keep_stack_fn() {
    let witness = Witness;
    keep_fn(&|| {
        witness.touch();
        1
    });
}

#[wasm_bindgen]
pub fn keep_stack_fn_mut() {
    let mut calls = 0;
    keep_fn_mut(&mut || {
        calls += 1;
        calls
    });
}

/// The host keeps a stack closure and is called back, in another scope, before this returns.
#[wasm_bindgen]
pub fn keep_stack_fn_then_run_scope() {
    keep_fn(&|| 1);
    run_scope(&|| record("in the second scope"));
}

/// The host keeps a heap closure that is dropped before this returns: calling it raises.
#[wasm_bindgen]
pub fn keep_and_drop() {
    keep_heap_fn_mut(&counting());
}

#[wasm_bindgen]
pub fn keep_and_drop_fn() {
    let witness = Witness;
    keep_heap_fn(&Closure::wrap(Box::new(move || {
        witness.touch();
        1
    })));
}

/// The host keeps a heap closure that stays callable for good: 1, 2, 3, ...
#[wasm_bindgen]
pub fn keep_and_forget() {
    let closure = counting();
    keep_heap_fn_mut(&closure);
    closure.forget();
}

/// A closure that the host owns alone: 1, 2, 3, ...; freed with the host's last reference.
#[wasm_bindgen]
pub fn closure_into_js() -> JsValue {
    counting().into_js_value()
}

/// The same through an import.
#[wasm_bindgen]
pub fn keep_into_js() {
    keep_value(counting().into_js_value());
}

/// Owns a closure until it is freed or `drop_closure` is called.
#[wasm_bindgen]
pub struct Holder {
    closure: Option<Counting>,
    witness: Witness,
}

#[wasm_bindgen]
impl Holder {
    /// Frees the closure, keeps the struct.
    pub fn drop_closure(&mut self) {
        self.witness.touch();
        self.closure = None;
    }

    pub fn has_closure(&self) -> bool {
        self.closure.is_some()
    }

    /// The closure as a function of the host: a second reference to the same one.
    pub fn function(&self) -> JsValue {
        match &self.closure {
            Some(closure) => closure.as_ref().clone(),
            None => JsValue::undefined(),
        }
    }
}

fn holder(closure: Counting) -> Holder {
    Holder {
        closure: Some(closure),
        witness: Witness,
    }
}

/// The host keeps a closure that lives as long as the returned struct. Two witnesses: the
/// struct's own, and the closure's.
#[wasm_bindgen]
pub fn keep_with_holder() -> Holder {
    let closure = counting();
    keep_heap_fn_mut(&closure);
    holder(closure)
}

/// As `keep_with_holder`, with a closure that may be called once: it returns 42 and frees what it
/// captured; the second call raises.
#[wasm_bindgen]
pub fn keep_once_with_holder() -> Holder {
    let witness = Witness;
    let closure = Closure::once(move || -> u32 {
        drop(witness);
        42
    });
    keep_heap_fn_mut(&closure);
    holder(closure)
}

/// A function for one call: it returns 42, frees itself and its captures; a second call raises.
#[wasm_bindgen]
pub fn once_into_js() -> JsValue {
    let witness = Witness;
    Closure::once_into_js(move || -> u32 {
        witness.touch();
        42
    })
}

/// With an argument and a `String` result.
#[wasm_bindgen]
pub fn once_into_js_text() -> JsValue {
    let witness = Witness;
    Closure::once_into_js(move |x: u32| -> String {
        witness.touch();
        format!("x is {x}")
    })
}

/// The host keeps a closure that drops itself in its first call, reads its captures afterwards and
/// returns them: 7. `drops` is still 0 inside that call (recorded), 1 after it; a later call raises.
#[wasm_bindgen]
pub fn drop_during_call() {
    let slot: Rc<RefCell<Option<Counting>>> = Rc::default();
    let own_slot = Rc::clone(&slot);
    let witness = Witness;
    // On the heap, so that reading it after a premature free would show.
    #[allow(clippy::useless_vec)]
    let captured = vec![3_u32, 4];
    let closure: Counting = Closure::wrap(Box::new(move || {
        drop(own_slot.borrow_mut().take());
        record(&format!("drops in the call: {}", crate::witness::drops()));
        witness.touch();
        captured.iter().sum()
    }));
    keep_heap_fn_mut(&closure);
    *slot.borrow_mut() = Some(closure);
}

/// A closure that returns a new struct, which holds a closure, at each call.
#[wasm_bindgen]
pub fn closure_returning_holder() -> JsValue {
    let closure: Closure<dyn Fn() -> Holder> = Closure::wrap(Box::new(|| holder(counting())));
    closure.into_js_value()
}

/// `outer` calls `inner`, each a stack closure in a scope of its own: in, deep, out.
#[wasm_bindgen]
pub fn nested_scopes() {
    run_scope(&|| {
        record("outer in");
        run_scope(&|| record("inner"));
        record("outer out");
    });
}

/// The inner scope ends while the outer one is open; the host keeps both closures.
#[wasm_bindgen]
pub fn keep_nested() {
    run_scope(&|| {
        keep_fn(&|| 2);
        record("inner scope ended");
    });
}

/// Runs `depth` scopes one in another, records the innermost.
#[wasm_bindgen]
pub fn nest_scopes(depth: u32) {
    if depth == 0 {
        record("innermost");
    } else {
        run_scope(&|| nest_scopes(depth - 1));
    }
}

/// The host raises inside the scope and nobody catches: the call raises "host raised".
#[wasm_bindgen]
pub fn host_raises_in_scope() -> u32 {
    call_and_raise(&|| 5)
}

/// The same, caught in Rust: returns whether it was an `Err`.
#[wasm_bindgen]
pub fn host_raises_in_scope_caught() -> bool {
    try_call_and_raise(&|| 5).is_err()
}

/// The closure itself throws, through the host function that called it.
#[wasm_bindgen]
pub fn closure_throws() -> u32 {
    call_throwing(&|| wasm_bindgen::throw_str("from the closure"))
}

/// Makes and drops `count` heap closures that nobody else sees; `drops` grows by as many.
#[wasm_bindgen]
pub fn make_and_drop(count: u32) {
    for _ in 0..count {
        drop(counting());
    }
}

/// Makes a heap closure, lets the host call it (`call_0`), drops it, `count` times.
#[wasm_bindgen]
pub fn make_call_and_drop(count: u32) -> u32 {
    (0..count).map(|_| crate::arity::heap_fn_mut_0(1)).sum()
}

/// Closures with their timers, alive until the struct is freed.
#[wasm_bindgen]
pub struct LiveClosures {
    closures: Vec<Closure<dyn FnMut()>>,
    timers: Vec<f64>,
}

#[wasm_bindgen]
impl LiveClosures {
    pub fn count(&self) -> usize {
        self.closures.len()
    }
}

impl Drop for LiveClosures {
    fn drop(&mut self) {
        for &timer in &self.timers {
            clear_timeout(timer);
        }
    }
}

/// Leaves `count` closures alive, each with a timer an hour away. Freeing the struct clears the
/// timers and drops the closures.
#[wasm_bindgen]
pub fn leave_live(count: u32) -> LiveClosures {
    let mut live = LiveClosures {
        closures: Vec::new(),
        timers: Vec::new(),
    };
    for _ in 0..count {
        let witness = Witness;
        let closure: Closure<dyn FnMut()> = Closure::wrap(Box::new(move || witness.touch()));
        live.timers.push(set_timeout(&closure, 3_600_000.0));
        live.closures.push(closure);
    }
    live
}

/// As `leave_live`, but nothing holds the closures any more and the timers stay set.
#[wasm_bindgen]
pub fn leave_forgotten(count: u32) {
    std::mem::forget(leave_live(count));
}

/// The closures are dropped and their timers stay set: a timer outlives its closure.
#[wasm_bindgen]
pub fn leave_dangling_timer(millis: f64) -> f64 {
    let closure: Closure<dyn FnMut()> = Closure::wrap(Box::new(|| record("never")));
    set_timeout(&closure, millis)
}

/// The text of Rust's `{:?}` for a closure.
#[wasm_bindgen]
pub fn closure_debug() -> String {
    format!("{:?}", counting())
}

/// Is a closure a function, to Rust?
#[wasm_bindgen]
pub fn closure_is_function() -> bool {
    counting().as_ref().is_function()
}
