//! Members of classes: accessors of the class itself, fields that are skipped or cloned.

use std::cell::Cell;

use wasm_bindgen::prelude::*;

thread_local! {
    static LIMIT: Cell<u32> = const { Cell::new(10) };
}

#[wasm_bindgen(inspectable, getter_with_clone)]
pub struct Settings {
    pub name: String,
    pub tags: Vec<String>,
    #[wasm_bindgen(js_name = "class")]
    pub kind: Option<String>,
    #[wasm_bindgen(readonly)]
    pub version: u32,
    #[wasm_bindgen(skip)]
    pub secret: Vec<u8>,
}

#[wasm_bindgen]
impl Settings {
    #[wasm_bindgen(constructor)]
    pub fn new(name: String) -> Settings {
        Settings {
            name,
            tags: vec!["new".into()],
            kind: None,
            version: 3,
            secret: vec![1],
        }
    }

    #[wasm_bindgen(getter)]
    pub fn limit() -> u32 {
        LIMIT.with(Cell::get)
    }

    #[wasm_bindgen(setter)]
    pub fn set_limit(limit: u32) {
        LIMIT.with(|cell| cell.set(limit));
    }
}

/// An inspectable struct with words of its own.
#[wasm_bindgen(inspectable)]
pub struct Worded {
    pub number: u32,
}

#[wasm_bindgen]
impl Worded {
    #[wasm_bindgen(constructor)]
    pub fn new(number: u32) -> Worded {
        Worded { number }
    }

    #[wasm_bindgen(js_name = toString)]
    pub fn text(&self) -> String {
        format!("number {}", self.number)
    }
}
