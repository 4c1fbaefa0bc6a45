//! Strings to the host and back.

use wasm_bindgen::prelude::*;

use crate::log;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = echo)]
    fn text_echo_owned(value: String) -> String;
    #[wasm_bindgen(js_name = echo)]
    fn text_echo_lent(value: &str) -> String;
    #[wasm_bindgen(js_name = echo)]
    fn echo_text_as_value(value: &str) -> JsValue;
    #[wasm_bindgen(js_name = echo)]
    fn echo_value_as_text(value: &JsValue) -> String;
    #[wasm_bindgen(js_name = show)]
    fn show_text(value: &str) -> String;
    #[wasm_bindgen(js_name = countArguments)]
    fn count(first: &str, second: String, third: &str) -> u32;
}

fn both(text: &str) {
    log!(
        "{:?} {:?} {:?}",
        show_text(text),
        text_echo_lent(text),
        text_echo_owned(text.to_string())
    );
}

#[wasm_bindgen]
pub fn case_string_empty() {
    both("");
}

#[wasm_bindgen]
pub fn case_string_ascii() {
    both("plain text");
    both("quote \" backslash \\ tab \t");
}

#[wasm_bindgen]
pub fn case_string_nul_and_controls() {
    both("a\0b");
    both("\u{1}\u{7f}\r\n");
}

#[wasm_bindgen]
pub fn case_string_of_two_bytes() {
    both("\u{e9}\u{7ff}");
}

#[wasm_bindgen]
pub fn case_string_of_three_bytes() {
    both("\u{800}\u{4e16}\u{ffff}\u{feff}");
}

#[wasm_bindgen]
pub fn case_string_beyond_the_plane() {
    both("\u{1f980}\u{10000}\u{10ffff}");
}

#[wasm_bindgen]
pub fn case_string_starts_with_byte_order_mark() {
    both("\u{feff}text");
}

#[wasm_bindgen]
pub fn case_string_grows_while_it_is_encoded() {
    // Encoded in pieces: ASCII first, what does not fit after.
    let text = format!("{}{}", "a".repeat(3000), "\u{1f980}\u{e9}".repeat(2000));
    log!("{}", text_echo_lent(&text) == text);
    log!("{} {}", text_echo_owned(text.clone()).len(), text.len());
}

#[wasm_bindgen]
pub fn case_string_several_arguments() {
    log!("{}", count("one", "two".to_string(), ""));
}

#[wasm_bindgen]
pub fn case_string_as_value() {
    let value = echo_text_as_value("a\u{1f980}");
    log!("{:?} {:?} {}", value, value.as_string(), value.is_string());
    log!("{:?}", echo_value_as_text(&JsValue::from_str("back")));
    log!(
        "{:?}",
        JsValue::from_str("") == JsValue::from(String::new())
    );
}

#[wasm_bindgen]
pub fn case_string_value_debug_text() {
    log!("{:?}", JsValue::from_str("plain"));
    log!("{:?}", JsValue::from_str(""));
    log!("{:?}", JsValue::from_str("\u{e9}\u{1f980}"));
}

#[wasm_bindgen]
pub fn case_string_value_debug_text_of_quotes() {
    log!("{:?}", JsValue::from_str("quote \" backslash \\"));
    log!("{:?}", JsValue::from_str("line\nbreak\ttab\u{1}"));
}
