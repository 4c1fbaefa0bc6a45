//! Cases for the oracle: buffers of bytes, typed arrays, DataView, Atomics and the guest's memory.
//!
//! Every export `case_*` says by `record` what it observed; `tests/oracle/README.md` has the rules.

use js_sys::{Array, Function, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen::JsCast;

mod array_buffers;
mod atomics;
mod constructors;
mod crossing;
mod data_view;
mod memory;
mod methods;
#[cfg(feature = "newest")]
mod newest;
mod typed;
mod visits;
mod webassembly;

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

/// Makes a plain object.
macro_rules! object {
    ($($key:ident: $value:expr),* $(,)?) => {{
        let object = js_sys::Object::new();
        $(js_sys::Reflect::set(&object, &stringify!($key).into(), &wasm_bindgen::JsValue::from($value)).unwrap();)*
        wasm_bindgen::JsValue::from(object)
    }};
}
pub(crate) use object;

/// Returns a global by its dotted name.
pub(crate) fn global(path: &str) -> JsValue {
    let mut found: JsValue = js_sys::global().into();
    for name in path.split('.') {
        found = Reflect::get(&found, &name.into()).unwrap();
    }
    found
}

/// Returns `new Path(...arguments)`.
pub(crate) fn new(path: &str, arguments: Array) -> Result<JsValue, JsValue> {
    let constructor: Function = global(path).dyn_into()?;
    Reflect::construct(&constructor, &arguments)
}

pub(crate) fn get(this: &JsValue, name: &str) -> JsValue {
    Reflect::get(this, &name.into()).unwrap()
}

/// Calls a method with any arguments, also those that js-sys does not allow.
pub(crate) fn invoke(this: &JsValue, name: &str, arguments: Array) -> Result<JsValue, JsValue> {
    let method: Function = Reflect::get(this, &name.into())?.dyn_into()?;
    method.apply(this, &arguments)
}

/// Shows a value so that what differs looks different: -0 from 0, "1" from 1, 1n from 1.
pub(crate) fn show(value: impl AsRef<JsValue>) -> String {
    let value = value.as_ref();
    if let Some(number) = value.as_f64() {
        return format!("{number:?}");
    }
    if let Some(text) = value.as_string() {
        return format!("{text:?}");
    }
    if value.is_bigint() {
        return format!("{value:?}");
    }
    if Array::is_array(value) {
        return format!("[{}]", items(value));
    }
    if value.is_object() && is_view(value) {
        let name = Reflect::get(&get(value, "constructor"), &"name".into()).unwrap();
        let name = name.as_string().unwrap();
        if name == "DataView" {
            return format!("DataView+{}", show(get(value, "byteOffset")));
        }
        return format!("{name}[{}]", items(value));
    }
    if value.is_undefined() {
        return "undefined".into();
    }
    if value.is_function() {
        return "function".into();
    }
    if is_buffer(value) {
        let bytes = new("Uint8Array", list![value]).unwrap();
        return format!("buffer[{}]", items(&bytes));
    }
    format!("{value:?}")
}

fn items(list: &JsValue) -> String {
    let length = get(list, "length").as_f64().unwrap() as u32;
    let items: Vec<_> =
        (0..length).map(|n| show(Reflect::get(list, &n.into()).unwrap())).collect();
    items.join(", ")
}

fn is_view(value: &JsValue) -> bool {
    js_sys::ArrayBuffer::is_view(value)
}

fn is_buffer(value: &JsValue) -> bool {
    value.is_instance_of::<js_sys::ArrayBuffer>() || value.is_instance_of::<js_sys::SharedArrayBuffer>()
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

/// The names of every typed array that Node 20 has.
pub(crate) const NUMBERS: [&str; 9] = [
    "Int8Array",
    "Uint8Array",
    "Uint8ClampedArray",
    "Int16Array",
    "Uint16Array",
    "Int32Array",
    "Uint32Array",
    "Float32Array",
    "Float64Array",
];
pub(crate) const BIGINTS: [&str; 2] = ["BigInt64Array", "BigUint64Array"];
