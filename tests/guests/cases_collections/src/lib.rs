//! Cases for the oracle: arrays, keyed collections, weak references and JSON, by js-sys.
//!
//! Every export `case_*` says by `record` what it observed; `tests/oracle/README.md` has the rules.

use js_sys::{Array, Function, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen::JsCast;

mod array;
mod array_callbacks;
mod array_edges;
mod json;
mod map;
mod set;
mod weak;

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

/// Makes an array of anything that becomes a `JsValue`.
macro_rules! list {
    ($($item:expr),* $(,)?) => {
        $crate::array_of(&[$(wasm_bindgen::JsValue::from($item)),*])
    };
}
pub(crate) use list;

pub(crate) fn array_of(items: &[JsValue]) -> Array {
    let array = Array::new();
    for item in items {
        array.push(item);
    }
    array
}

pub(crate) const UNDEFINED: JsValue = JsValue::UNDEFINED;
pub(crate) const NULL: JsValue = JsValue::NULL;

/// Shows a value so that what differs looks different: -0 from 0, "1" from 1.
pub(crate) fn show(value: impl AsRef<JsValue>) -> String {
    let value = value.as_ref();
    if let Some(number) = value.as_f64() {
        return format!("{number:?}");
    }
    if let Some(text) = value.as_string() {
        return format!("{text:?}");
    }
    if Array::is_array(value) {
        let items: Vec<_> = value.unchecked_ref::<Array>().iter().map(show).collect();
        return format!("[{}]", items.join(", "));
    }
    if value.is_undefined() {
        return "undefined".into();
    }
    if value.is_function() {
        return "function".into();
    }
    format!("{value:?}")
}

/// Shows what a call gave: its value, or the text of its error.
pub(crate) fn outcome<T: AsRef<JsValue>>(result: Result<T, JsValue>) -> String {
    match result {
        Ok(value) => show(value),
        Err(error) => format!("error {}", text(&error)),
    }
}

/// Returns `String(value)`.
pub(crate) fn text(value: &JsValue) -> String {
    match value.dyn_ref::<js_sys::Error>() {
        Some(error) => String::from(error.to_string()),
        None => show(value),
    }
}

/// Calls a method with any arguments, also those that js-sys does not allow.
pub(crate) fn invoke(this: &JsValue, name: &str, arguments: Array) -> Result<JsValue, JsValue> {
    let method = Reflect::get(this, &name.into())?;
    let method: Function = method.dyn_into()?;
    method.apply(this, &arguments)
}
