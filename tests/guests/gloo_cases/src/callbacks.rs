//! `gloo_timers::callback`, each object held by Python.

use gloo_timers::callback::{Interval, Timeout};
use wasm_bindgen::prelude::*;

use crate::record;

/// A timeout that records a line; dropping it clears it.
#[wasm_bindgen]
pub struct Once(Timeout);

#[wasm_bindgen]
impl Once {
    #[wasm_bindgen(constructor)]
    pub fn new(millis: u32, line: String) -> Once {
        Once(Timeout::new(millis, move || record(&line)))
    }

    /// Lets it fire whatever becomes of this object; returns the host's id of it.
    pub fn forget(self) -> JsValue {
        self.0.forget()
    }

    /// Clears it; what is returned is the callback, not called.
    pub fn cancel(self) -> JsValue {
        self.0.cancel().into_js_value()
    }
}

/// An interval that records a line each time; dropping it clears it.
#[wasm_bindgen]
pub struct Every(Interval);

#[wasm_bindgen]
impl Every {
    #[wasm_bindgen(constructor)]
    pub fn new(millis: u32, line: String) -> Every {
        let mut ticks = 0;
        Every(Interval::new(millis, move || {
            ticks += 1;
            record(&format!("{line} {ticks}"));
        }))
    }

    pub fn forget(self) -> JsValue {
        self.0.forget()
    }

    pub fn cancel(self) -> JsValue {
        self.0.cancel().into_js_value()
    }
}

/// A timeout that sets another one, and so on.
#[wasm_bindgen]
pub fn countdown(from: u32, millis: u32) {
    record(&from.to_string());
    if from > 0 {
        Timeout::new(millis, move || countdown(from - 1, millis)).forget();
    }
}
