//! `JsValue`: made in Rust, asked in Rust, passed through Rust.

use wasm_bindgen::prelude::*;

use crate::scalars::both_ways;

both_ways!(JsValue, echo_js, call_host_js, host_js);

#[wasm_bindgen]
extern "C" {
    fn host_js_ref(value: &JsValue) -> JsValue;
    fn host_two_js_refs(first: &JsValue, second: &JsValue) -> JsValue;
}

/// Borrowed in, a clone out.
#[wasm_bindgen]
pub fn echo_js_ref(value: &JsValue) -> JsValue {
    value.clone()
}

#[wasm_bindgen]
pub fn call_host_js_ref(value: &JsValue) -> JsValue {
    host_js_ref(value)
}

#[wasm_bindgen]
pub fn call_host_two_js_refs(first: &JsValue, second: JsValue) -> JsValue {
    host_two_js_refs(first, &second)
}

#[wasm_bindgen]
pub fn js_from_str(text: &str) -> JsValue {
    JsValue::from_str(text)
}

#[wasm_bindgen]
pub fn js_from_f64(number: f64) -> JsValue {
    JsValue::from_f64(number)
}

#[wasm_bindgen]
pub fn js_from_i32(number: i32) -> JsValue {
    JsValue::from(number)
}

#[wasm_bindgen]
pub fn js_from_bool(flag: bool) -> JsValue {
    JsValue::from_bool(flag)
}

#[wasm_bindgen]
pub fn js_null() -> JsValue {
    JsValue::null()
}

#[wasm_bindgen]
pub fn js_undefined() -> JsValue {
    JsValue::undefined()
}

#[wasm_bindgen]
pub fn js_bigint_from_i64(number: i64) -> JsValue {
    JsValue::from(number)
}

#[wasm_bindgen]
pub fn js_bigint_from_u64(number: u64) -> JsValue {
    JsValue::from(number)
}

#[wasm_bindgen]
pub fn js_bigint_from_i128(text: &str) -> JsValue {
    JsValue::from(text.parse::<i128>().unwrap_or(0))
}

#[wasm_bindgen]
pub fn js_bigint_from_u128(text: &str) -> JsValue {
    JsValue::from(text.parse::<u128>().unwrap_or(0))
}

#[wasm_bindgen]
pub fn js_bigint_from_str(text: &str) -> JsValue {
    JsValue::bigint_from_str(text)
}

#[wasm_bindgen]
pub fn js_symbol(description: &str) -> JsValue {
    JsValue::symbol(Some(description))
}

/// The `JsError` that Rust makes, as a value.
#[wasm_bindgen]
pub fn js_error(message: &str) -> JsValue {
    JsError::new(message).into()
}

/// The names of all `is_*` tests that say yes, in this order, joined by spaces.
#[wasm_bindgen]
pub fn js_is(value: &JsValue) -> String {
    let tests = [
        (value.is_null(), "null"),
        (value.is_undefined(), "undefined"),
        (value.is_string(), "string"),
        (value.is_symbol(), "symbol"),
        (value.is_object(), "object"),
        (value.is_function(), "function"),
        (value.is_bigint(), "bigint"),
        (value.is_truthy(), "truthy"),
        (value.is_falsy(), "falsy"),
    ];
    let names: Vec<&str> = tests
        .iter()
        .filter(|test| test.0)
        .map(|test| test.1)
        .collect();
    names.join(" ")
}

#[wasm_bindgen]
pub fn js_as_f64(value: &JsValue) -> Option<f64> {
    value.as_f64()
}

#[wasm_bindgen]
pub fn js_as_string(value: &JsValue) -> Option<String> {
    value.as_string()
}

#[wasm_bindgen]
pub fn js_as_bool(value: &JsValue) -> Option<bool> {
    value.as_bool()
}

#[wasm_bindgen]
pub fn js_typeof(value: &JsValue) -> JsValue {
    value.js_typeof()
}

/// `===`
#[wasm_bindgen]
pub fn js_equal(first: &JsValue, second: &JsValue) -> bool {
    first == second
}

/// `==`
#[wasm_bindgen]
pub fn js_loose_equal(first: &JsValue, second: &JsValue) -> bool {
    first.loose_eq(second)
}

/// `key in object`
#[wasm_bindgen]
pub fn js_key_in(key: &JsValue, object: &JsValue) -> bool {
    key.js_in(object)
}

/// The text of Rust's `{:?}`, which the host makes.
#[wasm_bindgen]
pub fn js_debug(value: &JsValue) -> String {
    format!("{value:?}")
}

/// Clones twice, drops all but one: the value is the same object.
#[wasm_bindgen]
pub fn js_clone(value: JsValue) -> JsValue {
    let first = value.clone();
    let second = first.clone();
    drop(first);
    drop(value);
    second
}

/// `+`, `-`, `*`, `/`, `%`, `**`, `<`, `<=`, `>`, `>=` by name, on the host's values.
#[wasm_bindgen]
pub fn js_operator(operator: &str, left: &JsValue, right: &JsValue) -> JsValue {
    match operator {
        "+" => left + right,
        "-" => left - right,
        "*" => left * right,
        "/" => left / right,
        "%" => left % right,
        "**" => left.pow(right),
        "&" => left & right,
        "|" => left | right,
        "^" => left ^ right,
        "<<" => left << right,
        ">>" => left >> right,
        ">>>" => JsValue::from(left.unsigned_shr(right)),
        "<" => left.lt(right).into(),
        "<=" => left.le(right).into(),
        ">" => left.gt(right).into(),
        ">=" => left.ge(right).into(),
        _ => JsValue::undefined(),
    }
}

/// `-`, `~` and `!` by name; `!` gives a bool.
#[wasm_bindgen]
pub fn js_unary(operator: &str, value: &JsValue) -> JsValue {
    match operator {
        "-" => -value,
        "~" => value.bit_not(),
        "!" => JsValue::from(!value),
        _ => JsValue::undefined(),
    }
}

/// The BigInt as an `i64`; a value that is none, or does not fit, is an `Err` with the value.
#[wasm_bindgen]
pub fn js_to_i64(value: JsValue) -> Result<i64, JsValue> {
    i64::try_from(value)
}

#[wasm_bindgen]
pub fn js_to_u64(value: JsValue) -> Result<u64, JsValue> {
    u64::try_from(value)
}

/// The number conversion `+value`; what it throws is an `Err`.
#[wasm_bindgen]
pub fn js_to_f64(value: JsValue) -> Result<f64, JsValue> {
    f64::try_from(value)
}

/// Keeps nothing: makes and drops `count` values, so that no slot may stay in use.
#[wasm_bindgen]
pub fn js_make_and_drop(count: u32) {
    for index in 0..count {
        drop(JsValue::from_str(&index.to_string()));
    }
}

/// Owned slots of the host's heap, as wasm-bindgen counts them.
#[wasm_bindgen]
pub fn heap_live_count() -> u32 {
    wasm_bindgen::externref_heap_live_count()
}
