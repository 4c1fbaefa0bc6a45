//! Timers, intervals and microtasks.

use std::cell::{Cell, RefCell};

use wasm_bindgen::prelude::*;

use crate::done;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(closure: &Closure<dyn FnMut()>, millis: i32) -> JsValue;
    #[wasm_bindgen(js_name = setInterval)]
    fn set_interval(closure: &Closure<dyn FnMut()>, millis: i32) -> JsValue;
    #[wasm_bindgen(js_name = clearInterval)]
    fn clear_interval(id: &JsValue);
    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(id: &JsValue);
    #[wasm_bindgen(js_name = queueMicrotask)]
    fn queue_microtask(closure: &Closure<dyn FnMut()>);
    /// Keeps a closure until it is told to let go.
    fn keep(closure: JsValue);
}

type Callback = Closure<dyn FnMut()>;

thread_local! {
    static CALLBACKS: RefCell<Vec<Callback>> = const { RefCell::new(Vec::new()) };
    static IDS: RefCell<Vec<JsValue>> = const { RefCell::new(Vec::new()) };
    static LINK: RefCell<Option<Callback>> = const { RefCell::new(None) };
    static LEFT: Cell<u32> = const { Cell::new(0) };
}

/// Counts down; says `done` at 0.
fn count_down() {
    let left = LEFT.get().wrapping_sub(1);
    LEFT.set(left);
    if left == 0 {
        done();
    }
}

/// Drops the callbacks that are kept.
#[wasm_bindgen]
pub fn drop_callbacks() {
    CALLBACKS.take();
}

/// Sets so many timeouts of no delay, each with a `Closure::once` of its own; the last to fire
/// says `done`.
#[wasm_bindgen]
pub fn set_once(count: u32) {
    LEFT.set(count);
    CALLBACKS.with_borrow_mut(|callbacks| {
        for _ in 0..count {
            let callback = Closure::once(count_down);
            set_timeout(&callback, 0);
            callbacks.push(callback);
        }
    });
}

/// Sets so many timeouts of no delay, each with a closure that drops itself once it has run.
#[wasm_bindgen]
pub fn set_once_into_js(count: u32) {
    #[wasm_bindgen]
    extern "C" {
        #[wasm_bindgen(js_name = setTimeout)]
        fn set_timeout_of(closure: &JsValue, millis: i32) -> JsValue;
    }
    LEFT.set(count);
    for _ in 0..count {
        let _ = set_timeout_of(&Closure::once_into_js(count_down), 0);
    }
}

/// Sets so many timeouts of so long a delay, with one closure, and remembers them.
#[wasm_bindgen]
pub fn set_standing(count: u32, millis: i32) {
    let callback: Callback = Closure::wrap(Box::new(|| ()));
    IDS.with_borrow_mut(|ids| {
        ids.reserve(count as usize);
        ids.extend((0..count).map(|_| set_timeout(&callback, millis)));
    });
    CALLBACKS.with_borrow_mut(|callbacks| callbacks.push(callback));
}

/// Clears the timeouts that are remembered, and drops their closures.
#[wasm_bindgen]
pub fn clear_standing() {
    for id in IDS.take() {
        clear_timeout(&id);
    }
    drop_callbacks();
}

/// Sets so many intervals of no delay, each with a closure of its own.
#[wasm_bindgen]
pub fn start_intervals(count: u32) {
    for _ in 0..count {
        let callback: Callback = Closure::wrap(Box::new(count_down));
        let id = set_interval(&callback, 0);
        IDS.with_borrow_mut(|ids| ids.push(id));
        CALLBACKS.with_borrow_mut(|callbacks| callbacks.push(callback));
    }
}

/// Says `done` after so many ticks of the intervals.
#[wasm_bindgen]
pub fn count_ticks(count: u32) {
    LEFT.set(count);
}

/// Clears the intervals.
#[wasm_bindgen]
pub fn stop_intervals() {
    for id in IDS.take() {
        clear_interval(&id);
    }
    drop_callbacks();
}

/// Queues a microtask that queues itself, so many in all; the last one says `done`.
#[wasm_bindgen]
pub fn chain_microtasks(count: u32) {
    LEFT.set(count);
    LINK.with_borrow_mut(|link| {
        let link = link.get_or_insert_with(|| Closure::wrap(Box::new(next_microtask)));
        queue_microtask(link);
    });
}

fn next_microtask() {
    count_down();
    if LEFT.get() != 0 {
        LINK.with_borrow(|link| queue_microtask(link.as_ref().expect("it is running")));
    }
}

/// Makes so many closures that the guest keeps.
#[wasm_bindgen]
pub fn make_callbacks(count: u32) {
    CALLBACKS.with_borrow_mut(|callbacks| {
        callbacks.reserve(count as usize);
        callbacks.extend((0..count).map(|_| Callback::wrap(Box::new(count_down))));
    });
}

/// Gives the host so many closures to keep.
#[wasm_bindgen]
pub fn give_callbacks(count: u32) {
    for _ in 0..count {
        keep(Callback::wrap(Box::new(count_down)).into_js_value());
    }
}
