//! Calls hardly anything of web-sys, so that it is linked: the section that its macros wrote lists
//! every item of the features chosen in Cargo.toml, and SUPPORTED.md is made from that list.

use wasm_bindgen::prelude::*;

/// `console.log()`
#[wasm_bindgen]
pub fn log_nothing() {
    web_sys::console::log_0();
}
