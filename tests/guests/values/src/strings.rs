//! Strings both ways, owned and borrowed.

use wasm_bindgen::prelude::*;

use crate::scalars::both_ways;

both_ways!(String, echo_string, call_host_string, host_string);

#[wasm_bindgen]
extern "C" {
    fn host_str(value: &str) -> String;
    fn host_two_str(first: &str, second: &str) -> String;
}

#[wasm_bindgen]
pub fn echo_str(value: &str) -> String {
    value.to_string()
}

#[wasm_bindgen]
pub fn call_host_str(value: &str) -> String {
    host_str(value)
}

#[wasm_bindgen]
pub fn call_host_two_str(first: &str, second: &str) -> String {
    host_two_str(first, second)
}

/// Length in UTF-8 bytes.
#[wasm_bindgen]
pub fn string_bytes(value: &str) -> usize {
    value.len()
}

/// Length in Unicode scalar values.
#[wasm_bindgen]
pub fn string_chars(value: &str) -> usize {
    value.chars().count()
}

/// `part`, `count` times.
#[wasm_bindgen]
pub fn repeat_string(part: &str, count: usize) -> String {
    part.repeat(count)
}

/// A string with a NUL, a quote, two, three and four byte characters.
#[wasm_bindgen]
pub fn odd_string() -> String {
    "a\0\"\u{e9}\u{4e16}\u{1f980}".to_string()
}
