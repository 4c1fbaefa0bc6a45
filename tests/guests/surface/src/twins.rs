//! Private items that another crate has too, by the same names.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(private)]
pub struct Twin {
    pub own_number: u32,
}

#[wasm_bindgen(private)]
#[derive(Clone, Copy)]
pub enum Side {
    Left = 1,
    Right = 2,
}

#[wasm_bindgen]
pub fn own_twin() -> Twin {
    Twin { own_number: 1 }
}

#[wasm_bindgen]
pub fn take_own_twin(twin: &Twin) -> u32 {
    twin.own_number
}

#[wasm_bindgen]
pub fn own_side() -> Side {
    Side::Left
}
