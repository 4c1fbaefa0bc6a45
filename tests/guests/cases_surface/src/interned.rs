//! Strings that are interned: the host has them already.

use wasm_bindgen::prelude::*;

use crate::{echoes, log};

echoes! {
    echo_string: String,
    echo_option_string: Option<String>,
    echo_vec_string: Vec<String>,
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = echo)]
    fn echo_str(text: &str) -> String;
    #[wasm_bindgen(js_name = echo)]
    fn echo_option_str(text: Option<&str>) -> Option<String>;
    #[wasm_bindgen(js_name = show)]
    fn show_str(text: &str) -> String;
}

fn all(text: &str) {
    log!("{} {}", echo_str(text), show_str(text));
    log!("{}", echo_string(text.to_string()));
    log!("{:?} {:?}", echo_option_str(Some(text)), echo_option_str(None));
    log!("{:?} {:?}", echo_option_string(Some(text.to_string())), echo_option_string(None));
    log!("{:?}", JsValue::from_str(text));
    log!("{:?}", echo_vec_string(vec![text.to_string(), "other".to_string()]));
}

#[wasm_bindgen]
pub fn case_interned() {
    let text = wasm_bindgen::intern("often 😀 used");
    all(text);
    wasm_bindgen::unintern(text);
    all(text);
}

#[wasm_bindgen]
pub fn case_interned_empty() {
    all(wasm_bindgen::intern(""));
}

#[wasm_bindgen]
pub fn case_not_interned() {
    all("never seen before");
}
