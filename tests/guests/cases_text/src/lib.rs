//! Cases for the oracle: strings, numbers, dates and regular expressions, by js-sys.
//!
//! Every export `case_*` says by `record` what it observed; `tests/oracle/README.md` has the rules.
//! Dates are looked at in UTC alone, which is Node's time zone when the answers are recorded.

use js_sys::{Array, Function, JsString, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen::JsCast;

mod bigint;
mod dates;
mod math;
mod numbers;
mod patterns;
mod regexp;
mod strings;
mod texts;

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

pub(crate) const UNDEFINED: JsValue = JsValue::UNDEFINED;
pub(crate) const NULL: JsValue = JsValue::NULL;

/// A string value.
pub(crate) fn s(text: &str) -> JsValue {
    JsValue::from_str(text)
}

/// A number value.
pub(crate) fn n(value: f64) -> JsValue {
    JsValue::from_f64(value)
}

/// A JsString.
pub(crate) fn js(text: &str) -> JsString {
    JsString::from(text)
}

/// Shows a string by its code units where they are not ASCII.
pub(crate) fn text(value: &JsString) -> String {
    let mut shown = String::from("\"");
    for index in 0..value.length() {
        let unit = value.char_code_at(index) as u32;
        if (0x20..0x7f).contains(&unit) {
            shown.push(char::from_u32(unit).unwrap());
        } else {
            shown.push_str(&format!("\\u{unit:04x}"));
        }
    }
    shown + "\""
}

/// Shows a number so that -0 is not 0.
pub(crate) fn number(value: f64) -> String {
    if value.is_nan() {
        "NaN".to_string()
    } else {
        format!("{value:?}")
    }
}

/// Shows a value so that what differs looks different.
pub(crate) fn show(value: impl AsRef<JsValue>) -> String {
    let value = value.as_ref();
    if let Some(found) = value.as_f64() {
        number(found)
    } else if let Some(string) = value.dyn_ref::<JsString>() {
        text(string)
    } else if value.is_undefined() {
        "undefined".to_string()
    } else if value.is_null() {
        "null".to_string()
    } else if let Some(flag) = value.as_bool() {
        flag.to_string()
    } else if value.is_bigint() {
        format!(
            "{}n",
            String::from(js_sys::BigInt::from(value.clone()).to_string(10).unwrap())
        )
    } else if let Some(array) = value.dyn_ref::<Array>() {
        let items: Vec<String> = array.iter().map(show).collect();
        format!("[{}]", items.join(", "))
    } else if let Some(error) = value.dyn_ref::<js_sys::Error>() {
        format!(
            "{}: {}",
            String::from(error.name()),
            String::from(error.message())
        )
    } else {
        format!("{value:?}")
    }
}

/// Shows what a call gave or threw.
pub(crate) fn outcome<T: AsRef<JsValue>>(result: Result<T, JsValue>) -> String {
    match result {
        Ok(value) => show(value),
        Err(error) => format!("throws {}", show(error)),
    }
}

/// A member of the global scope, by its names.
pub(crate) fn global(names: &[&str]) -> JsValue {
    let mut found: JsValue = js_sys::global().into();
    for name in names {
        found = Reflect::get(&found, &s(name)).unwrap();
    }
    found
}

/// Calls a method of a prototype with any receiver and arguments; shows what came of it.
pub(crate) fn call(class: &str, method: &str, this: &JsValue, args: &[JsValue]) -> String {
    let function: Function = global(&[class, "prototype", method]).unchecked_into();
    outcome(function.apply(this, &args.iter().collect::<Array>()))
}

/// Calls a static of a class; shows what came of it.
pub(crate) fn call_static(class: &str, method: &str, args: &[JsValue]) -> String {
    let function: Function = global(&[class, method]).unchecked_into();
    outcome(function.apply(&global(&[class]), &args.iter().collect::<Array>()))
}

/// Constructs an object; what was thrown is the error.
pub(crate) fn construct(class: &str, args: &[JsValue]) -> Result<JsValue, JsValue> {
    let function: Function = global(&[class]).unchecked_into();
    Reflect::construct(&function, &args.iter().collect::<Array>())
}
