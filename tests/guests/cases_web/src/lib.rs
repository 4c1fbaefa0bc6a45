//! What web-sys has for code that runs without a page: console, Performance, Crypto, DOMException,
//! and the global scope of a worker.
//!
//! Every export `case_*` is for the oracle (`tests/oracle/README.md`). The others are for tests of
//! their own: Node's global scope is no worker's.

use wasm_bindgen::prelude::*;
use wasm_bindgen::JsCast;

mod consoles;
mod crypto;
mod exceptions;
mod performance;
mod scope;

#[wasm_bindgen]
extern "C" {
    fn record(line: &str);

    #[wasm_bindgen(js_name = String)]
    pub(crate) fn text_of(value: &JsValue) -> String;
}

/// Records one line, formatted as `format!` does.
macro_rules! log {
    ($($argument:tt)*) => {
        $crate::record(&format!($($argument)*))
    };
}
pub(crate) use log;

/// A value of JavaScript's from JSON.
pub(crate) fn json(text: &str) -> JsValue {
    js_sys::JSON::parse(text).unwrap()
}

/// What came of it: the value as JSON, or what was thrown, with the class of that.
pub(crate) fn outcome<T: Into<JsValue>>(result: Result<T, JsValue>) -> String {
    match result {
        Ok(value) => js_sys::JSON::stringify(&value.into())
            .map_or_else(|error| text_of(&error), String::from),
        Err(error) if error.is_instance_of::<web_sys::DomException>() => {
            format!("throws DOMException {}", text_of(&error))
        }
        Err(error) if error.is_instance_of::<js_sys::TypeError>() => "throws a TypeError".into(),
        Err(error) => format!("throws {}", text_of(&error)),
    }
}
