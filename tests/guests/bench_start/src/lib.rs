//! A small guest whose whole run is measured: from the start of the process to its end.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = console)]
    fn log(text: &str);
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(closure: &JsValue, millis: i32) -> JsValue;
}

/// Greets, in the loop's next turn.
#[wasm_bindgen]
pub fn greet(name: String) {
    set_timeout(&Closure::once_into_js(move || log(&format!("hello, {name}"))), 0);
}
