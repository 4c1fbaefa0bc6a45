//! Fetch as crates use it: web-sys by itself, gloo-net, reqwest, and wasm-streams.

mod of_gloo_net;
mod of_reqwest;
mod of_streams;
mod signals;
mod web;

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// Keeps a line.
    pub fn record(line: &str);
}

/// Leaves behind what every guest that awaits has: its queue, and the global object.
#[wasm_bindgen(start)]
pub async fn started() {
    let settled = js_sys::Promise::resolve(&js_sys::global());
    wasm_bindgen_futures::JsFuture::from(settled).await.unwrap();
}

/// What an error of JavaScript's is called and says.
pub fn told(error: &JsValue) -> String {
    let text = |name: &str| {
        js_sys::Reflect::get(error, &name.into())
            .ok()
            .and_then(|value| value.as_string())
    };
    match (text("name"), text("message")) {
        (Some(name), Some(message)) => format!("{name}: {message}"),
        _ => format!("{error:?}"),
    }
}
