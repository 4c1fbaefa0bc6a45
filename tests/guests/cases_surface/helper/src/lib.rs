//! Another crate in the same module: it exports, imports, and has a struct of its own.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    fn record(line: &str);
    // The crate that uses this one imports it too.
    #[wasm_bindgen(js_name = echo)]
    fn echo_number(number: u32) -> u32;
}

/// A struct that both crates use.
#[wasm_bindgen]
pub struct Gadget {
    pub weight: u32,
}

#[wasm_bindgen]
impl Gadget {
    #[wasm_bindgen(constructor)]
    pub fn new(weight: u32) -> Gadget {
        Gadget { weight }
    }

    pub fn heavier(&self, by: u32) -> Gadget {
        Gadget::new(self.weight + by)
    }
}

#[wasm_bindgen]
pub fn case_helper_export() {
    record(&format!("from the helper: {}", echo_number(7)));
}
