//! Timers and microtasks in the order in which the event loop runs them.
//!
//! ```text
//! cargo build --release --target wasm32-unknown-unknown
//! python -m runtime run demos/timers.wasm run
//! ```
//!
//! The program ends by itself: the last timer clears the interval, and nothing is left to do.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    fn setTimeout(closure: &Closure<dyn FnMut()>, millis: i32) -> f64;
    fn setInterval(closure: &Closure<dyn FnMut()>, millis: i32) -> f64;
    fn clearTimeout(id: f64);
    fn clearInterval(id: f64);
    fn queueMicrotask(closure: &Closure<dyn FnMut()>);

    #[wasm_bindgen(js_namespace = console)]
    fn log(s: &str);
}

/// Everything that the host may still call. Dropping it clears the timers first.
#[wasm_bindgen]
pub struct Timers {
    closures: Vec<Closure<dyn FnMut()>>,
    ids: Vec<f64>,
}

impl Timers {
    fn new() -> Timers {
        Timers {
            closures: Vec::new(),
            ids: Vec::new(),
        }
    }

    fn timeout(&mut self, millis: i32, f: impl FnMut() + 'static) -> f64 {
        let closure = Closure::new(f);
        let id = setTimeout(&closure, millis);
        self.closures.push(closure);
        self.ids.push(id);
        id
    }

    fn interval(&mut self, millis: i32, f: impl FnMut() + 'static) -> f64 {
        let closure = Closure::new(f);
        let id = setInterval(&closure, millis);
        self.closures.push(closure);
        self.ids.push(id);
        id
    }

    fn microtask(&mut self, f: impl FnMut() + 'static) {
        let closure = Closure::new(f);
        queueMicrotask(&closure);
        self.closures.push(closure);
    }
}

impl Drop for Timers {
    fn drop(&mut self) {
        for &id in &self.ids {
            clearTimeout(id); // one id space: this clears intervals too
        }
    }
}

/// Sets the timers, logs "script end", and returns what keeps them alive.
#[wasm_bindgen]
pub fn run() -> Timers {
    log("script start");
    let mut timers = Timers::new();

    timers.timeout(0, || log("timeout 0, first"));
    timers.timeout(0, || log("timeout 0, second"));
    timers.timeout(-100, || log("timeout -100, counts as 0"));
    let cancelled = timers.timeout(10, || log("never logged"));
    clearTimeout(cancelled);

    // The interval learns its id after it was made, and clears itself at the third tick.
    let id = Rc::new(Cell::new(0.0));
    let own_id = Rc::clone(&id);
    let mut ticks = 0;
    id.set(timers.interval(20, move || {
        ticks += 1;
        log(&format!("interval, tick {ticks}"));
        if ticks == 3 {
            clearInterval(own_id.get());
            log("interval cleared in its own callback");
        }
    }));

    timers.timeout(30, || log("timeout 30"));
    timers.microtask(|| log("microtask: before any timer"));
    log("script end");
    timers
}
