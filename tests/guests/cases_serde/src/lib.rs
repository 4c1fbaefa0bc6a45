//! serde-wasm-bindgen, unmodified: Rust's values as JavaScript's, and back.
//!
//! Every export `case_*` is for the oracle (`tests/oracle/README.md`). The others are for tests of
//! their own: the host gives a value of its own and gets one back.

use serde::{de::DeserializeOwned, Serialize};
use serde_wasm_bindgen::{from_value, to_value, Serializer};
use std::fmt::Debug;
use wasm_bindgen::prelude::*;

mod errors;
mod from_js;
mod round;
mod shapes;
mod to_js;

use shapes::*;

#[wasm_bindgen]
extern "C" {
    fn record(line: &str);

    #[wasm_bindgen(js_name = String)]
    fn text_of(value: &JsValue) -> String;
}

/// Records one line, formatted as `format!` does.
macro_rules! log {
    ($($argument:tt)*) => {
        $crate::record(&format!($($argument)*))
    };
}
pub(crate) use log;

/// Every serializer that the crate has names for.
pub(crate) fn serializers() -> [(&'static str, Serializer); 4] {
    [
        ("default", Serializer::new()),
        ("json", Serializer::json_compatible()),
        ("bigint", Serializer::new().serialize_large_number_types_as_bigints(true)),
        ("null", Serializer::new().serialize_missing_as_null(true)),
    ]
}

/// Records what a value becomes in JavaScript.
pub(crate) fn show<T: Serialize + ?Sized>(name: &str, value: &T) {
    for (kind, serializer) in serializers() {
        match value.serialize(&serializer) {
            Ok(made) => log!("{name} {kind}: {made:?}"),
            Err(error) => log!("{name} {kind} fails: {error}"),
        }
    }
}

/// Records what a value is after it was JavaScript's.
pub(crate) fn round<T: Serialize + DeserializeOwned + Debug + PartialEq>(name: &str, value: T) {
    for (kind, serializer) in serializers() {
        let made = match value.serialize(&serializer) {
            Ok(made) => made,
            Err(error) => {
                log!("{name} {kind} fails: {error}");
                continue;
            }
        };
        match from_value::<T>(made) {
            Ok(back) if back == value => log!("{name} {kind}: the same"),
            Ok(back) => log!("{name} {kind}: {back:?}"),
            Err(error) => log!("{name} {kind} does not come back: {error}"),
        }
    }
}

/// Records what Rust makes of a value of JavaScript's.
pub(crate) fn read<T: DeserializeOwned + Debug>(name: &str, value: impl Into<JsValue>) {
    match from_value::<T>(value.into()) {
        Ok(made) => log!("{name}: {made:?}"),
        Err(error) => log!("{name} fails: {error}"),
    }
}

/// A value of JavaScript's from JSON.
pub(crate) fn json(text: &str) -> JsValue {
    js_sys::JSON::parse(text).unwrap()
}

// --- for the host ---------------------------------------------------------------------------

/// Everything there is, made here.
#[wasm_bindgen]
pub fn make_everything() -> Result<JsValue, serde_wasm_bindgen::Error> {
    to_value(&Everything::example())
}

/// The same, as JSON would have it.
#[wasm_bindgen]
pub fn make_everything_as_json() -> Result<JsValue, serde_wasm_bindgen::Error> {
    Everything::example().serialize(&Serializer::json_compatible())
}

/// Whether a value of the host's is what `make_everything` makes; an error where it is no such.
#[wasm_bindgen]
pub fn is_everything(value: JsValue) -> Result<bool, serde_wasm_bindgen::Error> {
    Ok(from_value::<Everything>(value)? == Everything::example())
}

/// A value of the host's as Rust shows it.
#[wasm_bindgen]
pub fn show_everything(value: JsValue) -> Result<String, serde_wasm_bindgen::Error> {
    Ok(format!("{:?}", from_value::<Everything>(value)?))
}

/// A value of the host's, through Rust's own representation of any value, and back.
#[wasm_bindgen]
pub fn echo_any(value: JsValue) -> Result<JsValue, serde_wasm_bindgen::Error> {
    to_value(&from_value::<Any>(value)?)
}

/// The same, with 64-bit integers as BigInts and maps as objects.
#[wasm_bindgen]
pub fn echo_any_as_objects(value: JsValue) -> Result<JsValue, serde_wasm_bindgen::Error> {
    let serializer = Serializer::new()
        .serialize_maps_as_objects(true)
        .serialize_large_number_types_as_bigints(true);
    from_value::<Any>(value)?.serialize(&serializer)
}

/// A value of the host's as Rust shows it, whatever it is.
#[wasm_bindgen]
pub fn show_any(value: JsValue) -> Result<String, serde_wasm_bindgen::Error> {
    Ok(format!("{:?}", from_value::<Any>(value)?))
}

/// Keeps an object of the host's as it is, in a struct of Rust's.
#[wasm_bindgen]
pub fn preserve(value: JsValue) -> Result<JsValue, serde_wasm_bindgen::Error> {
    to_value(&from_value::<Preserved>(value)?)
}
