//! `Result` as the return type of exports: `Err` raises in the host.

use wasm_bindgen::prelude::*;

macro_rules! result {
    ($ty:ty, $name:ident, $ok:expr) => {
        #[wasm_bindgen]
        pub fn $name(ok: bool) -> Result<$ty, JsValue> {
            if ok {
                Ok($ok)
            } else {
                Err(JsValue::from_str("not ok"))
            }
        }
    };
}

result!((), result_unit, ());
result!(bool, result_bool, true);
result!(u8, result_u8, 8);
result!(i32, result_i32, -32);
result!(u64, result_u64, u64::MAX);
result!(f32, result_f32, 0.5);
result!(f64, result_f64, 2.5);
result!(String, result_string, "fine".to_string());
result!(Vec<u8>, result_vec_u8, vec![1, 2, 3]);
result!(JsValue, result_js, JsValue::from_str("a value"));
result!(Option<u32>, result_option_u32, Some(4));
result!(Option<String>, result_option_string, None);

/// `Err` is an Error object of the host with the message "a JsError".
#[wasm_bindgen]
pub fn result_js_error(ok: bool) -> Result<u32, JsError> {
    if ok {
        Ok(1)
    } else {
        Err(JsError::new("a JsError"))
    }
}

/// An error of Rust's library through `?`: the message is Rust's.
#[wasm_bindgen]
pub fn parse_number(text: &str) -> Result<i32, JsError> {
    Ok(text.parse::<i32>()?)
}

/// Raises the value that it was given: the host sees the same object.
#[wasm_bindgen]
pub fn raise_value(value: JsValue) -> Result<(), JsValue> {
    Err(value)
}

/// `throw_val`: leaves through the host at once; locals of Rust are not dropped.
#[wasm_bindgen]
pub fn throw_value(value: JsValue) {
    wasm_bindgen::throw_val(value)
}

#[wasm_bindgen]
pub fn throw_text(text: &str) {
    wasm_bindgen::throw_str(text)
}

/// `expect_throw` on `None`: an Error whose message is `text`.
#[wasm_bindgen]
pub fn expect_text(some: bool, text: &str) -> u32 {
    some.then_some(1).expect_throw(text)
}
