//! Cases of Deno's `tests/unit/timers_test.ts` and of Node's `test/parallel/test-timers-*.js`, in
//! our own words; each names its original. A case returns at once; what it records follows from
//! the loop.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen::prelude::*;

use crate::record;
use crate::timers::{clear_interval, clear_timeout, interval, microtask, timeout};
use crate::wpt::interval_with_id;

#[wasm_bindgen]
extern "C" {
    /// The host keeps the loop busy for so long (or moves its clock).
    fn block(millis: f64);
}

/// Deno `timeoutSuccess`. Records "fired".
#[wasm_bindgen]
pub fn deno_timeout_success() {
    timeout(500.0, || record("fired"));
}

/// Deno `timeoutCancelSuccess`. Records nothing.
#[wasm_bindgen]
pub fn deno_timeout_cancel() {
    let id = timeout(1.0, || record("fired"));
    clear_timeout(id);
}

/// Deno `timeoutCancelMultiple`: cleared in order of setting, and in reverse. Records nothing.
#[wasm_bindgen]
pub fn deno_timeout_cancel_multiple() {
    let five = || {
        (0..5)
            .map(|_| timeout(2.0, || record("fired")))
            .collect::<Vec<f64>>()
    };
    five().iter().for_each(|&id| clear_timeout(id));
    five().iter().rev().for_each(|&id| clear_timeout(id));
}

/// Deno `intervalSuccess`. Records "tick" once.
#[wasm_bindgen]
pub fn deno_interval_success() {
    interval_with_id(100.0, |id| {
        clear_interval(id);
        record("tick");
    });
}

/// Deno `intervalOrdering`: ten equal timers; the first to fire clears all. Records "fired" once.
#[wasm_bindgen]
pub fn deno_interval_ordering() {
    let ids: Rc<RefCell<Vec<f64>>> = Rc::default();
    for _ in 0..10 {
        let all = Rc::clone(&ids);
        let id = timeout(1.0, move || {
            record("fired");
            all.borrow().iter().for_each(|&id| clear_timeout(id));
        });
        ids.borrow_mut().push(id);
    }
}

/// Deno `callbackTakesLongerThanInterval`: the first callback of a 100 ms interval blocks for
/// 300 ms; the second one comes 100 ms after its end.
/// Records "first start", "first end", "second".
#[wasm_bindgen]
pub fn deno_callback_takes_longer_than_interval() {
    let mut first = true;
    interval_with_id(100.0, move |id| {
        if first {
            first = false;
            record("first start");
            block(300.0);
            record("first end");
        } else {
            record("second");
            clear_interval(id);
        }
    });
}

/// Deno `clearTimeoutAfterNextTimerIsDue1`: the interval's callback blocks until the timeout is
/// due as well, and clears the interval. Records "interval", "timeout".
#[wasm_bindgen]
pub fn deno_clear_after_next_is_due_1() {
    timeout(300.0, || record("timeout"));
    interval_with_id(100.0, |id| {
        block(400.0);
        clear_interval(id);
        record("interval");
    });
}

/// Deno `clearTimeoutAfterNextTimerIsDue2`: both are due, the first one is cleared.
/// Records "second".
#[wasm_bindgen]
pub fn deno_clear_after_next_is_due_2() {
    let first = timeout(100.0, || record("first"));
    timeout(200.0, || record("second"));
    block(300.0);
    clear_timeout(first);
}

/// Deno `fireCallbackImmediatelyWhenDelayOverMaxValue`: 2^31 ms wraps to a negative number.
/// Records "over", "10".
#[wasm_bindgen]
pub fn deno_delay_over_max() {
    timeout(10.0, || record("10"));
    timeout(2_147_483_648.0, || record("over"));
}

/// Deno `timerOrdering`. Records "1" to "6".
#[wasm_bindgen]
pub fn deno_timer_ordering() {
    for n in 1..=3 {
        timeout(0.0, move || {
            record(&n.to_string());
            timeout(0.0, move || record(&(n + 3).to_string()));
        });
    }
}

/// Deno `timerBasicMicrotaskOrdering`: the first timer's microtask before the second timer.
/// Records "de", "no".
#[wasm_bindgen]
pub fn deno_basic_microtask_ordering() {
    timeout(0.0, || microtask(|| record("de")));
    timeout(0.0, || record("no"));
}

/// Deno `timerNestedMicrotaskOrdering`. Records "0" to "9", "A", "B".
#[wasm_bindgen]
pub fn deno_nested_microtask_ordering() {
    fn later(text: &'static str) {
        timeout(0.0, move || record(text));
    }
    record("0");
    timeout(0.0, || {
        record("4");
        later("A");
        microtask(|| {
            later("B");
            microtask(|| record("5"));
        });
    });
    later("6");
    microtask(|| later("7"));
    microtask(|| microtask(|| later("8")));
    microtask(|| {
        microtask(|| {
            microtask(|| {
                record("3");
                later("9");
            })
        })
    });
    microtask(|| record("2"));
    record("1");
}

/// Node `test-timers-interval-throw.js`: an interval that throws each time goes on.
/// Throws "interval error" three times; records "1", "2", "3".
#[wasm_bindgen]
pub fn node_interval_throw() {
    let mut ticks = 0;
    interval_with_id(10.0, move |id| {
        ticks += 1;
        record(&ticks.to_string());
        if ticks == 3 {
            clear_interval(id);
        }
        wasm_bindgen::throw_str("interval error")
    });
}

/// Node `test-timers-same-timeout-wrong-list-deleted.js`: clearing a timer that has fired does
/// not touch a new one with the same delay. Records "first", "second", "third".
#[wasm_bindgen]
pub fn node_clear_fired() {
    let fired = Rc::new(Cell::new(0.0));
    let own = Rc::clone(&fired);
    fired.set(timeout(20.0, move || {
        record("first");
        timeout(20.0, || record("third"));
        clear_timeout(own.get());
    }));
    timeout(20.0, || record("second"));
}

/// A timer clears another one that is due in the same turn. Records "first".
#[wasm_bindgen]
pub fn node_clear_due_in_same_turn() {
    let second = Rc::new(Cell::new(0.0));
    let cleared = Rc::clone(&second);
    timeout(10.0, move || {
        record("first");
        clear_timeout(cleared.get());
    });
    second.set(timeout(10.0, || record("second")));
}

/// A timer of 0 ms that sets the next one, `count` times: other timers must get their turn.
/// Records "turn 1" to "turn <count>", with "other" somewhere between.
#[wasm_bindgen]
pub fn node_chain(count: u32) {
    fn next(turn: u32, count: u32) {
        record(&format!("turn {turn}"));
        if turn < count {
            timeout(0.0, move || next(turn + 1, count));
        }
    }
    timeout(0.0, move || next(1, count));
    timeout(1.0, || record("other"));
}

/// Two intervals of the same period keep their order: records "a", "b", three times, then both
/// are cleared by "b".
#[wasm_bindgen]
pub fn node_two_intervals() {
    let first = interval(10.0, || record("a"));
    let mut ticks = 0;
    interval_with_id(10.0, move |id| {
        ticks += 1;
        record("b");
        if ticks == 3 {
            clear_interval(first);
            clear_interval(id);
        }
    });
}
