//! Another crate in the same module.

use wasm_bindgen::prelude::*;

/// A struct of this crate, exported with the module of the crate that uses it.
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
}

#[wasm_bindgen]
pub fn helper_weigh(gadget: &Gadget) -> u32 {
    gadget.weight
}

#[wasm_bindgen(inline_js = "export function inlined(x) { return x + 1000; }")]
extern "C" {
    fn inlined(x: u32) -> u32;
}

#[wasm_bindgen]
pub fn helper_inline(x: u32) -> u32 {
    inlined(x)
}

#[cfg(feature = "twins")]
mod twins {
    use wasm_bindgen::prelude::*;

    /// Another crate has a private struct of this name too.
    #[wasm_bindgen(private)]
    pub struct Twin {
        pub helper_number: u32,
    }

    #[wasm_bindgen(private)]
    #[derive(Clone, Copy)]
    pub enum Side {
        HelperLeft = 1,
        HelperRight = 2,
    }

    #[wasm_bindgen]
    pub fn helper_twin() -> Twin {
        Twin { helper_number: 2 }
    }

    #[wasm_bindgen]
    pub fn take_helper_twin(twin: &Twin) -> u32 {
        twin.helper_number
    }

    #[wasm_bindgen]
    pub fn helper_side() -> Side {
        Side::HelperRight
    }
}
