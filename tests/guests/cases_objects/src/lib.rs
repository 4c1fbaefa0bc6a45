//! Cases for the oracle: objects, functions, symbols, errors and iteration, by js-sys.
//!
//! Every export `case_*` says by `record` what it observed. `tests/oracle/README.md` has the rules.

#![allow(deprecated)] // what is deprecated is served too

use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen::JsCast;

mod errors;
mod functions;
mod globals;
mod iteration;
mod objects;
mod operators;
mod properties;
mod reflect;
mod symbols;

#[wasm_bindgen]
extern "C" {
    fn record(line: &str);
}

/// Records one line, formatted as `format!` does.
macro_rules! log {
    ($($argument:tt)*) => {
        $crate::record(&format!($($argument)*))
    };
}
pub(crate) use log;

/// A string value.
pub(crate) fn s(text: &str) -> JsValue {
    JsValue::from_str(text)
}

/// A number value.
pub(crate) fn n(value: f64) -> JsValue {
    JsValue::from_f64(value)
}

/// An object with properties in this order.
pub(crate) fn object(entries: &[(&str, JsValue)]) -> Object {
    let made = Object::new();
    for (key, value) in entries {
        Reflect::set(&made, &s(key), value).unwrap();
    }
    made
}

/// An array of values.
pub(crate) fn array(items: &[JsValue]) -> Array {
    items.iter().cloned().collect()
}

pub(crate) fn get(target: &JsValue, key: &str) -> JsValue {
    Reflect::get(target, &s(key)).unwrap()
}

/// What `value.toString()` says, for errors.
pub(crate) fn text(value: &JsValue) -> String {
    if value.is_object() {
        let object: &Object = value.unchecked_ref();
        return String::from(object.to_string());
    }
    format!("{value:?}")
}

/// What came of it: the value's debug text, or what was thrown.
pub(crate) fn outcome<T: Into<JsValue>>(result: Result<T, JsValue>) -> String {
    match result {
        Ok(value) => format!("{:?}", value.into()),
        Err(error) => format!("throws {}", text(&error)),
    }
}

/// A function that Rust keeps no longer.
pub(crate) fn function0(body: impl FnMut() -> JsValue + 'static) -> Function {
    Closure::<dyn FnMut() -> JsValue>::new(body).into_js_value().unchecked_into()
}

pub(crate) fn function1(body: impl FnMut(JsValue) -> JsValue + 'static) -> Function {
    Closure::<dyn FnMut(JsValue) -> JsValue>::new(body).into_js_value().unchecked_into()
}

pub(crate) fn function2(body: impl FnMut(JsValue, JsValue) -> JsValue + 'static) -> Function {
    Closure::<dyn FnMut(JsValue, JsValue) -> JsValue>::new(body).into_js_value().unchecked_into()
}
