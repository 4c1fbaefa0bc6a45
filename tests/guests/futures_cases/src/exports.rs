//! Exported `async fn`s: what they take, and what awaiting them gives.

use js_sys::{Error, Uint8Array};
use wasm_bindgen::prelude::*;

use crate::structs::Counter;
use crate::yield_now;

#[wasm_bindgen]
pub async fn unit() {}

#[wasm_bindgen]
pub async fn number(x: f64) -> f64 {
    yield_now().await;
    x * 2.0
}

#[wasm_bindgen]
pub async fn text(s: String) -> String {
    yield_now().await;
    s + "!"
}

#[wasm_bindgen]
pub async fn truth(x: bool) -> bool {
    !x
}

#[wasm_bindgen]
pub async fn any(x: JsValue) -> JsValue {
    yield_now().await;
    x
}

#[wasm_bindgen]
pub async fn maybe(x: Option<u32>) -> Option<u32> {
    x.map(|x| x + 1)
}

#[wasm_bindgen]
pub async fn bytes(length: u32) -> Uint8Array {
    Uint8Array::new_with_length(length)
}

#[wasm_bindgen]
pub async fn counter(start: i32) -> Counter {
    yield_now().await;
    Counter::from(start)
}

#[wasm_bindgen]
pub async fn takes_counter(counter: Counter) -> i32 {
    yield_now().await;
    counter.value()
}

#[wasm_bindgen]
pub async fn checked(x: i32) -> Result<i32, JsValue> {
    yield_now().await;
    if x < 0 {
        return Err(Error::new(&format!("{x} is negative")).into());
    }
    Ok(x)
}

#[wasm_bindgen]
pub async fn checked_unit(fail: bool) -> Result<(), JsValue> {
    if fail {
        return Err(JsValue::from_str("just a string"));
    }
    Ok(())
}

#[wasm_bindgen]
pub async fn checked_rust_error(text: String) -> Result<i32, JsError> {
    yield_now().await;
    Ok(text.parse::<i32>()?)
}

#[wasm_bindgen]
pub async fn checked_counter(start: i32) -> Result<Counter, JsValue> {
    Ok(Counter::from(start))
}

#[cfg(feature = "borrowed")]
#[wasm_bindgen]
pub async fn borrowed(s: &str, x: &JsValue, counter: &Counter) -> String {
    yield_now().await;
    format!("{s} {x:?} {}", counter.value())
}
