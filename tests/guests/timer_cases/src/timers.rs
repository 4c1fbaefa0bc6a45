//! What all cases use, and the cases that come from nowhere else.

use std::cell::{Cell, RefCell};

use wasm_bindgen::prelude::*;

use crate::record;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    pub fn set_timeout(f: &Closure<dyn FnMut()>, millis: f64) -> f64;
    #[wasm_bindgen(js_name = setInterval)]
    pub fn set_interval(f: &Closure<dyn FnMut()>, millis: f64) -> f64;
    #[wasm_bindgen(js_name = clearTimeout)]
    pub fn clear_timeout(id: f64);
    #[wasm_bindgen(js_name = clearInterval)]
    pub fn clear_interval(id: f64);
    #[wasm_bindgen(js_name = queueMicrotask)]
    pub fn queue_microtask(f: &Closure<dyn FnMut()>);
    #[wasm_bindgen(js_name = cancelInterval)]
    fn cancel_interval(id: f64);

    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout_i32(f: &Closure<dyn FnMut()>, millis: i32) -> i32;
    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout_i32(id: i32);
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout_u32(f: &Closure<dyn FnMut()>, millis: u32) -> u32;
    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout_u32(id: u32);
    #[wasm_bindgen(js_name = setTimeout, catch)]
    fn set_timeout_js(f: &JsValue, millis: i32) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout_js(id: JsValue) -> JsValue;
}

thread_local! {
    // Callbacks live until `release_callbacks`: each case returns at once, its timers fire later.
    static CALLBACKS: RefCell<Vec<Closure<dyn FnMut()>>> = RefCell::new(Vec::new());
    static FIRED: Cell<u32> = const { Cell::new(0) };
}

/// Hands a callback to `give` and keeps it alive.
fn kept<R>(f: impl FnMut() + 'static, give: impl FnOnce(&Closure<dyn FnMut()>) -> R) -> R {
    let closure: Closure<dyn FnMut()> = Closure::wrap(Box::new(f));
    let result = give(&closure);
    CALLBACKS.with(|callbacks| callbacks.borrow_mut().push(closure));
    result
}

pub fn timeout(millis: f64, f: impl FnMut() + 'static) -> f64 {
    kept(f, |closure| set_timeout(closure, millis))
}

pub fn interval(millis: f64, f: impl FnMut() + 'static) -> f64 {
    kept(f, |closure| set_interval(closure, millis))
}

pub fn microtask(f: impl FnMut() + 'static) {
    kept(f, queue_microtask);
}

/// Drops every callback that the cases made: afterwards none of them may be called.
#[wasm_bindgen]
pub fn release_callbacks() -> usize {
    CALLBACKS.with(|callbacks| callbacks.take().len())
}

/// Records `text` after `millis`; returns the id.
#[wasm_bindgen]
pub fn record_after(text: String, millis: f64) -> f64 {
    timeout(millis, move || record(&text))
}

/// Records `text` every `millis`; returns the id.
#[wasm_bindgen]
pub fn record_every(text: String, millis: f64) -> f64 {
    interval(millis, move || record(&text))
}

/// Records `text` in a microtask.
#[wasm_bindgen]
pub fn record_microtask(text: String) {
    microtask(move || record(&text));
}

#[wasm_bindgen]
pub fn clear(id: f64) {
    clear_timeout(id);
}

/// The alias of `clearInterval` that the guide had from 2018 to 2024.
#[wasm_bindgen]
pub fn cancel(id: f64) {
    cancel_interval(id);
}

/// Ids as `i32`, `u32`, `f64` and `JsValue`: of each kind one timer fires and one is cleared.
/// Records "i32", "u32", "f64", "js".
#[wasm_bindgen]
pub fn id_shapes() -> Result<(), JsValue> {
    kept(|| record("i32"), |f| set_timeout_i32(f, 1));
    clear_timeout_i32(kept(|| record("cleared"), |f| set_timeout_i32(f, 1)));
    kept(|| record("u32"), |f| set_timeout_u32(f, 1));
    clear_timeout_u32(kept(|| record("cleared"), |f| set_timeout_u32(f, 1)));
    timeout(1.0, || record("f64"));
    clear_timeout(timeout(1.0, || record("cleared")));
    kept(|| record("js"), |f| set_timeout_js(f.as_ref(), 1))?;
    let id = kept(|| record("cleared"), |f| set_timeout_js(f.as_ref(), 1))?;
    if !clear_timeout_js(id).is_undefined() {
        record("clearTimeout returned something");
    }
    Ok(())
}

/// Clearing ids that are not there does nothing.
#[wasm_bindgen]
pub fn clear_nonsense() {
    for id in [0.0, -1.0, 1e9, 1.5, f64::NAN, f64::INFINITY] {
        clear_timeout(id);
        clear_interval(id);
    }
    clear_timeout_js(JsValue::undefined());
    clear_timeout_js(JsValue::null());
}

/// Owns one timer and its callback; dropping it clears the timer.
#[wasm_bindgen]
pub struct OwnedTimer {
    closure: Option<Closure<dyn FnMut()>>,
    id: f64,
}

#[wasm_bindgen]
impl OwnedTimer {
    #[wasm_bindgen(getter)]
    pub fn id(&self) -> f64 {
        self.id
    }

    /// Drops the callback and leaves the timer set: it outlives its closure.
    pub fn drop_closure(&mut self) {
        self.closure = None;
    }
}

impl Drop for OwnedTimer {
    fn drop(&mut self) {
        clear_interval(self.id);
    }
}

/// Records `text` every `millis` until the returned struct is freed.
#[wasm_bindgen]
pub fn owned_interval(text: String, millis: f64) -> OwnedTimer {
    let witness = crate::witness::Witness;
    let closure: Closure<dyn FnMut()> = Closure::wrap(Box::new(move || {
        witness.touch();
        record(&text);
    }));
    let id = set_interval(&closure, millis);
    OwnedTimer {
        closure: Some(closure),
        id,
    }
}

/// Records `text` once, after `millis`; callback and captures are freed by the call.
#[wasm_bindgen]
pub fn once_timeout(text: String, millis: i32) -> Result<JsValue, JsValue> {
    let witness = crate::witness::Witness;
    let callback = Closure::once_into_js(move || {
        witness.touch();
        record(&text);
    });
    set_timeout_js(&callback, millis)
}

/// A callback that panics, after `millis`.
#[wasm_bindgen]
pub fn panic_after(millis: f64) -> f64 {
    timeout(millis, || panic!("in a timer"))
}

/// A callback that throws `text`, every `millis`.
#[wasm_bindgen]
pub fn throw_every(text: String, millis: f64) -> f64 {
    interval(millis, move || {
        record("throwing");
        wasm_bindgen::throw_str(&text)
    })
}

/// Sets `count` timers of `millis` each that do nothing but count; `fired` says how many did.
#[wasm_bindgen]
pub fn set_many(count: u32, millis: f64) {
    for _ in 0..count {
        timeout(millis, || FIRED.with(|fired| fired.set(fired.get() + 1)));
    }
}

#[wasm_bindgen]
pub fn fired() -> u32 {
    FIRED.with(Cell::get)
}
