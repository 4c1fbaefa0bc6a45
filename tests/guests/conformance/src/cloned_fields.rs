//! Fields that are cloned when they are read.

use wasm_bindgen::prelude::*;

/// A struct with a field that is cloned when it is read.
#[wasm_bindgen(getter_with_clone)]
pub struct Named {
    pub name: String,
    pub bytes: Vec<u8>,
    pub note: Option<String>,
}

#[wasm_bindgen]
impl Named {
    #[wasm_bindgen(constructor)]
    pub fn new(name: String) -> Named {
        Named {
            name,
            bytes: vec![1, 2, 3],
            note: None,
        }
    }
}
