//! Cases of the Web Platform Tests, in our own words; each names its file there, below
//! `html/webappapis/`. A case returns at once; what it records follows from the loop.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::prelude::*;

use crate::record;
use crate::timers::{clear_interval, clear_timeout, interval, microtask, timeout};

type Three = Closure<dyn FnMut(i32, i32, i32)>;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout_three(f: &Three, millis: i32, a: i32, b: i32, c: i32) -> f64;
    #[wasm_bindgen(js_name = setInterval)]
    fn set_interval_three(f: &Three, millis: i32, a: i32, b: i32, c: i32) -> f64;
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout_only(f: &Closure<dyn FnMut()>) -> f64;
    #[wasm_bindgen(js_name = setInterval)]
    fn set_interval_only(f: &Closure<dyn FnMut()>) -> f64;
}

/// An interval that can name its own id: `f(id)`.
pub fn interval_with_id(millis: f64, mut f: impl FnMut(f64) + 'static) {
    let id = Rc::new(Cell::new(0.0));
    let own_id = Rc::clone(&id);
    id.set(interval(millis, move || f(own_id.get())));
}

/// `timers/arguments.html`: arguments after the delay reach the callback.
/// Records "timeout 1 2 3", then "interval 1 2 3" once.
#[wasm_bindgen]
pub fn wpt_arguments() {
    let once: Three = Closure::wrap(Box::new(|a, b, c| record(&format!("timeout {a} {b} {c}"))));
    set_timeout_three(&once, 10, 1, 2, 3);
    once.forget();
    let id = Rc::new(Cell::new(0.0));
    let own_id = Rc::clone(&id);
    let repeated: Three = Closure::wrap(Box::new(move |a, b, c| {
        clear_interval(own_id.get());
        record(&format!("interval {a} {b} {c}"));
    }));
    id.set(set_interval_three(&repeated, 20, 1, 2, 3));
    repeated.forget();
}

/// `timers/clearinterval-from-callback.any.js`: an interval cleared in its own callback ran once.
/// Records "tick", then "ticks: 1".
#[wasm_bindgen]
pub fn wpt_clear_interval_from_callback() {
    let ticks = Rc::new(Cell::new(0));
    let counted = Rc::clone(&ticks);
    interval_with_id(10.0, move |id| {
        counted.set(counted.get() + 1);
        record("tick");
        clear_interval(id);
    });
    timeout(100.0, move || record(&format!("ticks: {}", ticks.get())));
}

/// `timers/cleartimeout-clearinterval.any.js`: each clears what the other one's setter made.
/// Records "end" only.
#[wasm_bindgen]
pub fn wpt_clear_crosswise() {
    clear_interval(timeout(10.0, || record("timeout fired")));
    clear_timeout(interval(10.0, || record("interval fired")));
    timeout(50.0, || record("end"));
}

/// `timers/errors.html`: a callback's exception is reported; others, and the interval, go on.
/// Throws "timeout error" once and "interval error" twice; records "after".
#[wasm_bindgen]
pub fn wpt_errors() {
    timeout(10.0, || wasm_bindgen::throw_str("timeout error"));
    let mut ticks = 0;
    interval_with_id(20.0, move |id| {
        ticks += 1;
        if ticks == 2 {
            clear_interval(id);
        }
        wasm_bindgen::throw_str("interval error")
    });
    timeout(100.0, || record("after"));
}

/// `timers/missing-timeout-setinterval.any.js`: without a delay both fire.
/// Records "timeout", then "interval" once.
#[wasm_bindgen]
pub fn wpt_missing_delay() {
    let once: Closure<dyn FnMut()> = Closure::wrap(Box::new(|| record("timeout")));
    set_timeout_only(&once);
    once.forget();
    let id = Rc::new(Cell::new(0.0));
    let own_id = Rc::clone(&id);
    let repeated: Closure<dyn FnMut()> = Closure::wrap(Box::new(move || {
        clear_interval(own_id.get());
        record("interval");
    }));
    id.set(set_interval_only(&repeated));
    repeated.forget();
}

/// `timers/negative-setinterval.any.js`: an interval of -100 ms fires 20 times within a second.
/// Records "tick 1" to "tick 20".
#[wasm_bindgen]
pub fn wpt_negative_interval() {
    let mut ticks = 0;
    interval_with_id(-100.0, move |id| {
        ticks += 1;
        record(&format!("tick {ticks}"));
        if ticks == 20 {
            clear_interval(id);
        }
    });
}

/// `timers/negative-settimeout.any.js`: -100 ms comes before 10 ms.
/// Records "-100", then "10".
#[wasm_bindgen]
pub fn wpt_negative_timeout() {
    timeout(10.0, || record("10"));
    timeout(-100.0, || record("-100"));
}

/// `timers/settimeout-setinterval-handles.html`: ids are distinct positive integers, over both
/// functions. Returns four ids, already cleared.
#[wasm_bindgen]
pub fn wpt_handles() -> Vec<f64> {
    let ids = vec![
        timeout(1000.0, || record("never")),
        interval(1000.0, || record("never")),
        timeout(1000.0, || record("never")),
        interval(1000.0, || record("never")),
    ];
    ids.iter().for_each(|&id| clear_timeout(id));
    ids
}

/// `timers/type-long-settimeout.any.js`, `type-long-setinterval.html`: 2^32 ms wraps to 0.
/// Records "timeout", "interval" once, "100".
#[wasm_bindgen]
pub fn wpt_type_long() {
    timeout(100.0, || record("100"));
    timeout(4_294_967_296.0, || record("timeout"));
    interval_with_id(4_294_967_296.0, |id| {
        clear_interval(id);
        record("interval");
    });
}

fn nested_timeout(level: u32) {
    record(&format!("level {level}"));
    if level < 10 {
        timeout(0.0, move || nested_timeout(level + 1));
    } else {
        timeout(1.0, || record("timer, 1 ms"));
        microtask(|| {
            timeout(1.0, || record("microtask, 1 ms"));
        });
    }
}

/// `timers/timer-nesting-not-inherited-in-microtask.html`: ten timers nested with 0 ms, each in
/// the one before (levels above 5 take 4 ms); in the last one a timer of 1 ms is set by the timer
/// itself, and one in a microtask, which does not inherit the level.
/// Records "level 1" to "level 10", "microtask, 1 ms", "timer, 1 ms".
#[wasm_bindgen]
pub fn wpt_nesting() {
    timeout(0.0, || nested_timeout(1));
}

/// `microtask-queuing/queue-microtask.any.js`: microtasks run after the script, in order.
/// Records "script", "a", "b", "c"; "c" was queued by "a".
#[wasm_bindgen]
pub fn wpt_queue_microtask() {
    microtask(|| {
        record("a");
        microtask(|| record("c"));
    });
    microtask(|| record("b"));
    record("script");
}

/// `microtask-queuing/queue-microtask-exceptions.any.js`: reported, and the next one runs.
/// Throws "microtask error"; records "next", "timeout".
#[wasm_bindgen]
pub fn wpt_microtask_error() {
    timeout(0.0, || record("timeout"));
    microtask(|| wasm_bindgen::throw_str("microtask error"));
    microtask(|| record("next"));
}

/// `scripting/event-loops/task_microtask_ordering.html`.
/// Records "script start", "script end", "microtask 1", "microtask 2", "timeout".
#[wasm_bindgen]
pub fn wpt_task_microtask_ordering() {
    record("script start");
    timeout(0.0, || record("timeout"));
    microtask(|| {
        record("microtask 1");
        microtask(|| record("microtask 2"));
    });
    record("script end");
}

/// Equal deadlines fire in the order of setting; of different ones the sooner first.
/// Records "0 a", "0 b", "1", "2".
#[wasm_bindgen]
pub fn wpt_order() {
    timeout(20.0, || record("2"));
    timeout(10.0, || record("1"));
    timeout(0.0, || record("0 a"));
    timeout(0.0, || record("0 b"));
}
